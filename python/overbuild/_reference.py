"""What can be set, what comes out, and what words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._frames import pandas_for
from ._native import Config, Opened, Overlays, Settings, ask

if TYPE_CHECKING:
    import pandas

_PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)


def configurations() -> "pandas.DataFrame":
    """Shipped configurations, as ``overbuild list``: file and description by name."""
    pandas = pandas_for("configurations()")
    return pandas.DataFrame(ask("ov_configurations")["configurations"]).set_index("name")


def metrics(config: Config = "toy") -> "pandas.DataFrame":
    """Every metric by name: unit (in the words of the configuration), meaning, and when it is
    absent."""
    pandas = pandas_for("metrics()")
    return pandas.DataFrame(Opened(config).metrics()).set_index("name")


def _number(text: Any) -> Any:
    """A value as a number where it is one."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def parameters(config: Config, set: Settings = None, *,
               overlay: Overlays = None) -> "pandas.DataFrame":
    """Every parameter of a configuration by path: value, unit, kind, the lowest and the highest
    value allowed (``lo``, ``hi``; NaN without a bound), prior, source, confidence (A filed, B an
    estimate with a method, C secondary, D a guess), where it was given, and meaning."""
    pandas = pandas_for("parameters()")
    found = Opened(config, set, overlay=overlay).ask("ov_parameters")["parameters"]
    columns = ["path", "value", "unit", "kind", "lo", "hi", "prior", "source", "confidence",
               "origin", "meaning"]
    frame = pandas.DataFrame(found).reindex(columns=columns).set_index("path")
    frame["value"] = [_number(value) for value in frame["value"]]
    for column in ("unit", "prior", "source", "confidence", "origin", "meaning"):
        frame[column] = frame[column].fillna("")
    return frame


def priors(config: Config, set: Settings = None, *,
           overlay: Overlays = None) -> "pandas.DataFrame":
    """Parameters that are drawn, by path: prior, its values at 5, 25, 50, 75 and 95 %, unit and
    meaning."""
    pandas = pandas_for("priors()")
    found = Opened(config, set, overlay=overlay).ask("ov_parameters")["parameters"]
    rows = []
    for parameter in found:
        if "prior" not in parameter:
            continue
        values = [_number(value) for value in parameter["quantiles"]]
        rows.append({"path": parameter["path"], "prior": parameter["prior"],
                     **dict(zip(_PROBABILITIES, values)),
                     "unit": parameter.get("unit", ""), "meaning": parameter.get("meaning", "")})
    columns = ["path", "prior", *_PROBABILITIES, "unit", "meaning"]
    return pandas.DataFrame(rows, columns=columns).set_index("path")


def explain(key: str, config: Config = "ai-2026") -> str:
    """A metric or a key of the configuration, as ``overbuild explain`` tells it, with its value
    there."""
    return Opened(config).ask("ov_explain", key.encode())["text"]
