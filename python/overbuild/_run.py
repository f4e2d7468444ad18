"""One world."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Sequence

import numpy as np

from . import _html
from ._errors import ConfigurationError, ResultError
from ._frames import pandas_for, table_frame
from ._native import (
    Config,
    Opened,
    Overlays,
    Settings,
    read_directory,
)

if TYPE_CHECKING:
    import pandas


class Run:
    """One simulated world, from :func:`run` or :func:`read_run`.

    Attributes
    ----------
    config : name of the configuration
    title : what it is about, in its own words
    seed, replicate : keys of all randomness; replicate is None when priors took their medians
    digest : the result digest, equal for equal results, and equal to the command's
    years : [years] whole numbers; the first is the opening, the record before the first year
    metrics : names of the columns of ``values``
    units : unit of each metric by name; ``"usd"`` is nominal US dollars, ``"1"`` a share
    values : [years, metrics], NaN where a metric is undefined
    parameters : what priors were drawn as, by path
    findings : what the run came to; each has "value", "label" and "text"
    """

    config: str
    title: str
    seed: int
    replicate: Optional[int]
    digest: str
    years: np.ndarray
    metrics: list[str]
    units: dict[str, str]
    values: np.ndarray
    parameters: dict[str, Any]
    findings: dict[str, Any]

    def __init__(self, about: Mapping[str, Any], values: np.ndarray,
                 metrics: Sequence[Mapping[str, str]],
                 table: Callable[[str], Mapping[str, Any]],
                 explain: Callable[[str], str]):
        self.config = about["config"]
        self.title = about.get("title", "")
        self.seed = about["seed"]
        self.replicate = about["replicate"]
        self.digest = about["digest"]
        self.parameters = about.get("parameters", {})
        self.findings = about["findings"]
        self.years = about["first_year"] + np.arange(values.shape[0])
        self.metrics = [metric["name"] for metric in metrics]
        self.units = {metric["name"]: metric["unit"] for metric in metrics}
        self.values = values
        self._table = table
        self._explain = explain

    def __getitem__(self, metric: str) -> np.ndarray:
        """A metric by year, [years], in its unit."""
        return self.values[:, column_of(metric, self.metrics)]

    @property
    def series(self) -> "pandas.DataFrame":
        """A column a metric, indexed by year; ``attrs["units"]`` has units."""
        pandas = pandas_for("Run.series")
        index = pandas.Index(self.years, name="year")
        frame = pandas.DataFrame(self.values, index=index, columns=self.metrics)
        frame.attrs["units"] = dict(self.units)
        return frame

    def table_text(self, name: str) -> str:
        """A table as CSV with its header, byte for byte what ``overbuild run`` writes."""
        return self._table(name)["csv"]

    def table(self, name: str) -> "pandas.DataFrame":
        """A table by the name of its file without ``.csv``: agents, events, flows, balances,
        losses, obligations, funding, plans, fleet, workloads, series, parameters or digests
        (docs/outputs.md). ``attrs`` has its meaning and the units of its columns."""
        table = self._table(name)
        return table_frame(table["csv"], table["columns"], table["meaning"], "Run.table")

    @property
    def events(self) -> "pandas.DataFrame":
        """What happened, in order: failures, funding rounds, releases and more."""
        return self.table("events")

    def explain(self, key: str) -> str:
        """A metric or a key of the configuration: meaning, unit, value, source, prior."""
        return self._explain(key)

    def __repr__(self) -> str:
        return (f"<overbuild.Run {self.config}, seed {self.seed}{self._drawn()}, "
                f"{self.years[0]} to {self.years[-1]}, digest {self.digest}>")

    def _drawn(self) -> str:
        return "" if self.replicate is None else f", replicate {self.replicate}"

    def _repr_html_(self) -> str:
        rows = []
        for name in _html.HEADLINES:
            if name not in self.units:
                continue
            path, unit = self[name], self.units[name]
            shown = [_html.number(path[k], unit) for k in (0, -1)]
            rows.append([name, shown[0], _html.line(path), shown[1]])
        sentences = [finding["text"] for finding in self.findings.values()
                     if isinstance(finding, Mapping) and finding.get("text")]
        about = f"seed {self.seed}{self._drawn()}, {self.years[0]} to {self.years[-1]}"
        heads = ["metric", str(self.years[0]), "", str(self.years[-1])]
        return _html.page(self.title or self.config, about, sentences, rows, heads,
                          f"Digest {self.digest}.")


def column_of(metric: str, metrics: Sequence[str]) -> int:
    """The place of a metric; KeyError with the nearest name when there is none."""
    try:
        return list(metrics).index(metric)
    except ValueError:
        import difflib

        near = difflib.get_close_matches(str(metric), metrics, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise KeyError(f"there is no metric {metric!r}{hint}") from None


def drawn_values(opened: Opened) -> dict[str, Any]:
    """What priors were drawn as, by path."""
    found: dict[str, Any] = {}
    for parameter in opened.ask("ov_parameters")["parameters"]:
        if "prior" in parameter:
            try:
                found[parameter["path"]] = json.loads(parameter["value"])
            except ValueError:
                found[parameter["path"]] = parameter["value"]
    return found


def run(config: Config, set: Settings = None, *, seed: Optional[int] = None,
        replicate: Optional[int] = None, years: Optional[int] = None, overlay: Overlays = None,
        threads: int = 1) -> Run:
    """Simulates one world, as ``overbuild run`` does, and keeps its tables in memory.

    Parameters
    ----------
    config : a file (YAML), or the name of a shipped configuration such as ``"toy"``
    set : ``{"path": value}`` or ``["path=value", ...]``; a value may be a prior,
        ``{"dist": "uniform", "lo": 0, "hi": 1}``
    seed : in place of ``run.seed``
    replicate : draws priors as the ensemble's world of that number; None leaves them at medians
    years : number of years to simulate, as ``run.years``
    overlay : one configuration or several whose own keys are laid over
    threads : of this world, 0 for all cores; changes the speed and nothing else

    Raises
    ------
    ConfigurationError : the configuration is wrong, or what was drawn does not fit together;
        ``problems`` lists all problems
    WorldError : the program found itself at fault, or memory ran out
    """
    opened = Opened(config, set, seed, years, overlay, threads, replicate)
    answer, values = opened.world(-1, True)
    state = opened.state
    about = {**answer, "config": state["name"], "title": state["title"], "seed": state["seed"],
             "replicate": replicate, "parameters": {} if replicate is None else drawn_values(opened)}
    return Run(about, values, opened.metrics(), opened.table,
               lambda key: opened.ask("ov_explain", key.encode())["text"])


def read_run(path: Config) -> Run:
    """Reads a run directory that ``overbuild run`` wrote.

    Every file is held against its digest in the manifest.

    Raises
    ------
    ResultError : no run directory, or a file that is cut or changed
    """
    folder = Path(path)
    found = read_directory(folder)
    manifest, tables = found["manifest"], found["tables"]

    def table(name: str) -> dict[str, Any]:
        if name not in tables:
            raise ConfigurationError(
                f"there is no table {name!r}; expected one of {', '.join(tables)}")
        try:
            text = (folder / f"{name}.csv").read_text(encoding="utf-8")
        except OSError as error:
            raise ResultError(f"{folder / name}.csv: {error.strerror}") from None
        return {**tables[name], "csv": text}

    def explain(key: str) -> str:
        return Opened(folder / "config.yaml").ask("ov_explain", key.encode())["text"]

    names = [metric["name"] for metric in found["metrics"]]
    rows = [row.split(",") for row in table("series")["csv"].splitlines()[1:]]
    first = min(int(row[0]) for row in rows)
    last = max(int(row[0]) for row in rows)
    values = np.full((last - first + 1, len(names)), np.nan)
    place = {name: k for k, name in enumerate(names)}
    for year, metric, _, value in rows:
        values[int(year) - first, place[metric]] = float(value)
    drawn = manifest["priors"] == "drawn"
    about = {
        "config": manifest["config"],
        "seed": manifest["seed"],
        "replicate": manifest["replicate"] if drawn else None,
        "digest": manifest["result_digest"],
        "first_year": first,
        "findings": found["findings"],
    }
    return Run(about, values, found["metrics"], table, explain)
