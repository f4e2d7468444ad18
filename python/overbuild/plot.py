"""Pictures with matplotlib: fans of many worlds, the gap of commitment and revenue, comparisons.

Every function draws into ``ax`` or a new picture and returns the axes; nothing is shown or saved.
Dollars are drawn in billions, shares in per cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

import numpy as np

from ._ensemble import Ensemble, Paired
from ._run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["compare", "fan", "gap"]

_COLOURS = ("#4477aa", "#cc6677")


def _pyplot() -> Any:
    try:
        import matplotlib.pyplot
    except ImportError:
        raise ImportError("overbuild.plot needs matplotlib "
                          "(pip install matplotlib, Debian package python3-matplotlib)") from None
    return matplotlib.pyplot


def _scale(unit: str) -> tuple[float, str]:
    """By what numbers are multiplied for a picture, and the unit then."""
    if unit == "usd":
        return 1e-9, "$bn"
    if unit == "1":
        return 100.0, "%"
    return 1.0, unit


def _label(metric: str, unit: str) -> str:
    return f"{metric.replace('_', ' ')}, {unit}"


def _bands(q: Sequence[float]) -> list[tuple[float, float]]:
    """Pairs of probabilities, the widest first, from a list that is symmetric about the middle."""
    ordered = sorted(q)
    pairs = list(zip(ordered, ordered[::-1]))
    return [(lo, hi) for lo, hi in pairs if lo < hi]


def _draw_fan(ax: "Axes", worlds: Union[Ensemble, Paired], metric: str, q: Sequence[float],
              x: np.ndarray, colour: str, label: str) -> str:
    scale, unit = _scale(worlds.units[metric])
    bands = _bands(q)
    for lo, hi in bands:
        ax.fill_between(x, scale * worlds.quantile(metric, lo), scale * worlds.quantile(metric, hi),
                        color=colour, alpha=0.5 / len(bands), linewidth=0)
    ax.plot(x, scale * worlds.quantile(metric, 0.5), color=colour, label=label)
    return unit


def fan(worlds: Union[Ensemble, Paired], metric: str, *, ax: Optional["Axes"] = None,
        q: Sequence[float] = (0.05, 0.25, 0.75, 0.95), colour: str = _COLOURS[0],
        label: Optional[str] = None) -> "Axes":
    """Median and bands of a metric over worlds, or of its paired differences.

    Parameters
    ----------
    worlds : ensemble, or pairs of two
    metric : its name
    q : ends of the bands, pair by pair from the outside in
    """
    if ax is None:
        _, ax = _pyplot().subplots()
    name = label or (f"median of {len(worlds)} worlds" if isinstance(worlds, Ensemble)
                     else f"median of {len(worlds)} pairs")
    unit = _draw_fan(ax, worlds, metric, q, worlds.years, colour, name)
    if isinstance(worlds, Paired):
        ax.axhline(0.0, color="grey", linewidth=0.8)
    share = round(100 * (max(q) - min(q)))
    what = metric.replace("_", " ")
    if isinstance(worlds, Paired):
        ax.set_title(f"Difference of {what}: median and {share} % of pairs", loc="left")
    else:
        ax.set_title(f"{what}: median and {share} % of worlds", loc="left")
    ax.set_ylabel(_label(metric, unit))
    ax.legend(frameon=False)
    return ax


def _path(of: Union[Run, Ensemble], metric: str) -> np.ndarray:
    """A metric by year, [years]; of many worlds the median."""
    return of[metric] if isinstance(of, Run) else of.quantile(metric, 0.5)


def gap(of: Union[Run, Ensemble], *, ax: Optional["Axes"] = None) -> "Axes":
    """Commitment (capital spending in the stack and debt service) against what end users pay.

    Years in which commitment is higher are filled. Of an ensemble medians are drawn, and 80 % of
    worlds of either.
    """
    if ax is None:
        _, ax = _pyplot().subplots()
    years = of.years
    scale, unit = _scale("usd")

    def committed(values: Any) -> np.ndarray:
        return scale * (np.nan_to_num(values["ai_capex"]) + np.nan_to_num(values["debt_service"]))

    revenue = scale * np.nan_to_num(of["end_user_spend"])
    commitment = committed(of)
    if isinstance(of, Ensemble):
        for values, colour in ((commitment, _COLOURS[1]), (revenue, _COLOURS[0])):
            lo, hi = np.quantile(values, [0.1, 0.9], axis=0)
            ax.fill_between(years, lo, hi, color=colour, alpha=0.2, linewidth=0)
        commitment, revenue = np.median(commitment, axis=0), np.median(revenue, axis=0)
    ax.plot(years, commitment, color=_COLOURS[1], label="capital spending and debt service")
    ax.plot(years, revenue, color=_COLOURS[0], label="what end users pay")
    ax.fill_between(years, revenue, commitment, where=commitment > revenue, color=_COLOURS[1],
                    alpha=0.15, linewidth=0, interpolate=True)
    ax.set_title("Commitment ahead of revenue", loc="left")
    ax.set_ylabel(f"nominal {unit}")
    ax.legend(frameon=False)
    return ax


def _peak(of: Union[Run, Ensemble]) -> int:
    """Year of the highest capital spending after the opening."""
    return int(of.years[1 + np.nanargmax(_path(of, "capex")[1:])])


def compare(first: Union[Run, Ensemble], second: Union[Run, Ensemble], metric: str, *,
            align: str = "auto", labels: Optional[Sequence[str]] = None, relative: bool = False,
            ax: Optional["Axes"] = None) -> "Axes":
    """A metric of two results in one picture; medians and 80 % of worlds for ensembles.

    Parameters
    ----------
    align : ``"year"``; ``"peak"`` for years counted from the one of the highest capital spending;
        ``"auto"`` for the latter when the two do not cover the same years
    labels : of the two; default the names of their configurations
    relative : each divided by its own (median) value in the year of its peak
    """
    if align not in ("auto", "year", "peak"):
        raise ValueError(f"align is {align!r}; expected 'auto', 'year' or 'peak'")
    if ax is None:
        _, ax = _pyplot().subplots()
    same = np.array_equal(first.years, second.years)
    by_peak = align == "peak" or (align == "auto" and not same)
    unit = ""
    names = labels or (first.config, second.config)
    for of, colour, name in zip((first, second), _COLOURS, names):
        peak = _peak(of)
        x = of.years - peak if by_peak else of.years
        scale, unit = _scale(of.units[metric])
        if relative:
            scale = 1.0 / float(_path(of, metric)[peak - int(of.years[0])])
        label = f"{name} (peak {peak})" if by_peak else name
        if isinstance(of, Ensemble):
            ax.fill_between(x, scale * of.quantile(metric, 0.1), scale * of.quantile(metric, 0.9),
                            color=colour, alpha=0.2, linewidth=0)
        ax.plot(x, scale * _path(of, metric), color=colour, label=label)
    if by_peak:
        ax.axvline(0.0, color="grey", linewidth=0.8)
        ax.set_xlabel("years since the peak of capital spending")
    ax.set_title(f"{metric.replace('_', ' ')}, {names[0]} and {names[1]}", loc="left")
    what = metric.replace("_", " ")
    ax.set_ylabel(f"{what}, 1 in the year of the peak" if relative else _label(metric, unit))
    ax.legend(frameon=False)
    return ax
