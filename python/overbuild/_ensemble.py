"""Many worlds: streamed, kept, read back, and compared world by world."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Optional, Sequence, Union

import numpy as np

from . import _html
from ._errors import ConfigurationError, ResultError, WorldError
from ._frames import pandas_for
from ._native import (
    Config,
    Opened,
    Overlays,
    Settings,
    content_digest,
    count_of,
    outcome_values,
    threads_of,
    world_error,
)
from ._quantile import quantile
from ._run import column_of

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class World:
    """One world of an ensemble.

    ``values`` is [years, metrics], NaN where a metric is undefined, or None for a world that did
    not end; ``error`` then says why.
    """

    replicate: int
    digest: str
    values: Optional[np.ndarray]
    parameters: dict[str, Any]
    seconds: float
    error: Optional[WorldError] = None


class Progress:
    """A line on standard error that counts worlds, on a terminal or in a notebook."""

    def __init__(self, count: int, stream: Any = None):
        self.count = count
        self.done = 0
        self._stream = sys.stderr if stream is None else stream
        self._began = self._last = time.monotonic()

    def __call__(self, world: World) -> None:
        """Takes note of one more world."""
        self.done += 1
        now = time.monotonic()
        if now - self._last < 0.2 and self.done < self.count:
            return
        self._last = now
        rate = self.done / max(now - self._began, 1e-9)
        left = (self.count - self.done) / rate
        text = f"{self.done} of {self.count} worlds, {rate:.1f} a second, {left:.0f} s left"
        print(f"\r{text:<70}", end="", file=self._stream, flush=True)

    def close(self) -> None:
        """Ends the line."""
        if self.done:
            print(file=self._stream, flush=True)


def _shows_progress() -> bool:
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def _worlds(opened: Opened, request: dict[str, Any]) -> Iterator[tuple[int, World]]:
    """Place and world, in the order they are made. Leaving the loop ends those under way."""
    crew = opened.crew(request)
    try:
        while True:
            taken = crew.take()
            if taken is None:
                return
            answer, values = taken
            error = None if values is not None else world_error(answer)
            yield answer["world"], World(
                answer["replicate"],
                answer["digest"],
                values,
                answer.get("parameters", {}),
                answer.get("seconds", 0.0),
                error,
            )
    finally:
        crew.stop()


def stream(config: Config, n: int, set: Settings = None, *, first: int = 0,
           seed: Optional[int] = None, years: Optional[int] = None, overlay: Overlays = None,
           threads: int = 0) -> Iterator[World]:
    """Worlds as they are made, in no particular order; nothing is kept.

    Leaving the loop, by ``break`` or Ctrl-C, ends the worlds under way. Parameters as of
    :func:`ensemble`.
    """
    opened = Opened(config, set, seed, years, overlay)
    request = {"first": count_of(first, "first"), "count": count_of(n, "n"),
               "threads": threads_of(threads)}
    return (world for _, world in _worlds(opened, request))


class Ensemble:
    """Worlds of one configuration, from :func:`ensemble` or :func:`read_ensemble`.

    Worlds are in order of replicate; those that did not end are in ``failures`` only.

    Attributes
    ----------
    config, title, seed : what was simulated
    scenario : its name in a file of several, else ``"base"``
    metrics : names of the columns of ``values``
    units : unit of each metric by name; ``"usd"`` is nominal US dollars, ``"1"`` a share
    asked : number of worlds that were asked for
    failures : worlds that did not end
    """

    def __init__(self, about: dict[str, Any], metrics: Sequence[dict[str, str]], asked: int,
                 keep: Optional[Sequence[str]] = None):
        self.config: str = about["config"]
        self.title: str = about.get("title", "")
        self.seed: int = about["seed"]
        self.scenario: str = about.get("scenario", "base")
        self._first_year: int = about["first_year"]
        self._all = [metric["name"] for metric in metrics]
        units = {metric["name"]: metric["unit"] for metric in metrics}
        chosen = self._all if keep is None else list(keep)
        self._columns = [column_of(name, self._all) for name in chosen]
        self.metrics: list[str] = chosen
        self.units: dict[str, str] = {name: units[name] for name in chosen}
        self.asked = asked
        self._years = 0
        self._worlds: dict[int, World] = {}
        self._stacked: Optional[np.ndarray] = None
        self._opened: Optional[Opened] = None
        self._threads = 0
        self._wanted: list[int] = []

    def _add(self, world: World) -> None:
        if world.values is not None:
            self._years = world.values.shape[0]
            if world.values.shape[1] != len(self._columns):  # all metrics, of which some are kept
                kept = np.ascontiguousarray(world.values[:, self._columns])
                world = World(world.replicate, world.digest, kept, world.parameters,
                              world.seconds)
        self._worlds[world.replicate] = world
        self._stacked = None

    def _complete(self) -> list[World]:
        ended = (self._worlds[r] for r in sorted(self._worlds))
        return [world for world in ended if world.values is not None]

    def __len__(self) -> int:
        """Number of complete worlds."""
        return len(self._complete())

    def __iter__(self) -> Iterator[World]:
        """The complete worlds, in order of replicate."""
        return iter(self._complete())

    def __getitem__(self, metric: str) -> np.ndarray:
        """A metric in every world and year, [worlds, years], in its unit."""
        return self.values[:, :, column_of(metric, self.metrics)]

    @property
    def values(self) -> np.ndarray:
        """[worlds, years, metrics], NaN where a metric is undefined."""
        if self._stacked is None:
            shape = (0, self._years, len(self.metrics))
            worlds = [world.values for world in self._complete()]
            self._stacked = np.stack(worlds) if worlds else np.empty(shape)
        return self._stacked

    @property
    def years(self) -> np.ndarray:
        """[years]; the first is the opening."""
        return self._first_year + np.arange(self._years)

    @property
    def replicates(self) -> np.ndarray:
        """[worlds] of the complete ones, ascending."""
        return np.array([world.replicate for world in self._complete()], dtype=np.int64)

    @property
    def digests(self) -> dict[int, str]:
        """Result digest by replicate, equal to those that the command stores."""
        return {r: self._worlds[r].digest for r in sorted(self._worlds)}

    @property
    def digest(self) -> str:
        """The content digest that ``overbuild ensemble`` prints for the same worlds."""
        return content_digest([[self.scenario, world.replicate, world.digest]
                               for world in self._worlds.values()
                               if world.error is None or world.error.kind != "starved"])

    @property
    def failures(self) -> list[World]:
        """Worlds that did not end, in order of replicate; ``error`` says why."""
        ended = (self._worlds[r] for r in sorted(self._worlds))
        return [world for world in ended if world.values is None]

    @property
    def complete(self) -> bool:
        """Whether all worlds that were asked for were run."""
        return len(self._worlds) >= self.asked

    @property
    def inputs(self) -> "pandas.DataFrame":
        """What priors were drawn as: a row a complete world, a column a path."""
        pandas = pandas_for("Ensemble.inputs")
        index = pandas.Index(self.replicates, name="replicate")
        return pandas.DataFrame([world.parameters for world in self], index=index)

    @property
    def series(self) -> "pandas.DataFrame":
        """A row a world and year, indexed by (replicate, year), a column a metric."""
        pandas = pandas_for("Ensemble.series")
        index = pandas.MultiIndex.from_product([self.replicates, self.years],
                                               names=["replicate", "year"])
        values = self.values.reshape(-1, len(self.metrics))
        frame = pandas.DataFrame(values, index=index, columns=self.metrics)
        frame.attrs["units"] = dict(self.units)
        return frame

    def outcome(self, outcome: str) -> np.ndarray:
        """One number a world, [worlds], in the unit of the metric; NaN where there is no value.

        ``outcome`` is METRIC:STATISTIC:YEARS such as ``"capex:sum:2026-2030"``; statistics are at,
        sum, mean, median, min, max and any (1 when a year is above zero). Or an expression over
        them, with + - * / ^, comparisons (1 or 0), and, or, not, min, max, abs, log and exp.
        """
        for metric in re.findall(r"([A-Za-z_]\w*):\w+:", outcome):
            column_of(metric, self.metrics)
        if self._columns == list(range(len(self._all))):
            return outcome_values(outcome, self._first_year, self.values)
        every = np.full((*self.values.shape[:2], len(self._all)), np.nan)
        every[:, :, self._columns] = self.values
        return outcome_values(outcome, self._first_year, every)

    def quantile(self, metric: str, probability: float) -> np.ndarray:
        """A quantile over worlds by year, [years]; undefined values are left out."""
        return quantile(self[metric], probability)

    def quantiles(self, metric: Union[str, Sequence[str], None] = None,
                  q: Sequence[float] = (0.1, 0.5, 0.9)) -> "pandas.DataFrame":
        """Quantiles over worlds, a row a year; undefined values are left out.

        Columns are the probabilities ``q`` for one metric, else (metric, probability).
        """
        return _quantile_frame(self, metric, q, "Ensemble.quantiles")

    def paired(self, other: "Ensemble") -> "Paired":
        """This less the other, world by world: replicates share their draws and their luck, so
        that differences are those of the settings. Needs the same seed and the same years."""
        return Paired(self, other)

    def resume(self, progress: Union[bool, Callable[[World], None], None] = None) -> "Ensemble":
        """Runs what an interruption left, and returns this."""
        missing = [r for r in self._wanted if r not in self._worlds]
        if not missing:
            return self
        assert self._opened is not None
        request = {"worlds": [{"replicate": r} for r in missing], "threads": self._threads}
        _collect(self, _worlds(self._opened, request), progress, len(missing))
        return self

    def __repr__(self) -> str:
        note = "" if self.complete else f" of {self.asked} asked for"
        bad = len(self.failures)
        note += f", {bad} did not end" if bad else ""
        return (f"<overbuild.Ensemble {self.config}, seed {self.seed}, "
                f"{len(self)} worlds{note}>")

    def _repr_html_(self) -> str:
        rows = []
        for name in _html.HEADLINES:
            if name not in self.units or not len(self):
                continue
            lo, mid, hi = (self.quantile(name, q) for q in (0.1, 0.5, 0.9))
            unit = self.units[name]
            end = f"{_html.number(lo[-1], unit)} to {_html.number(hi[-1], unit)}"
            rows.append([name, _html.number(mid[0], unit), _html.line(mid, (lo, hi)),
                         _html.number(mid[-1], unit), end])
        about = repr(self)[len("<overbuild."):-1]
        heads = ["metric"]
        if len(self):
            heads += [str(self.years[0]), "median and 80 %", str(self.years[-1]), "80 %"]
        return _html.page(self.title or self.config, about, [], rows, heads,
                          "Within this model and these priors.")


class Paired:
    """Differences of two ensembles, world by world, from :meth:`Ensemble.paired`.

    Attributes
    ----------
    replicates : [pairs] those complete in both, ascending
    years : [years]
    metrics, units : of the columns of ``values``, those that both have
    values : [pairs, years, metrics], first less second, where the command's `compare A B` is B less
        A; NaN where either is undefined
    """

    def __init__(self, first: Ensemble, second: Ensemble):
        if first.seed != second.seed:
            raise ValueError(f"seeds {first.seed} and {second.seed} differ: worlds of the same "
                             "replicate do not share their draws")
        common, at_first, at_second = np.intersect1d(
            first.replicates, second.replicates, return_indices=True)
        years = np.intersect1d(first.years, second.years)
        if not common.size or not years.size:
            raise ValueError("there is no world of the same replicate and year in both")
        self.replicates: np.ndarray = common
        self.years: np.ndarray = years
        self.metrics = [name for name in first.metrics if name in second.units]
        self.units = {name: first.units[name] for name in self.metrics}
        self._first, self._second = first, second
        self._at = at_first, at_second

        def part(of: Ensemble, at: np.ndarray) -> np.ndarray:
            columns = [column_of(name, of.metrics) for name in self.metrics]
            return of.values[np.ix_(at, np.searchsorted(of.years, years), columns)]

        self.values: np.ndarray = part(first, at_first) - part(second, at_second)

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.replicates)

    def __getitem__(self, metric: str) -> np.ndarray:
        """A metric's difference in every pair and year, [pairs, years], in its unit."""
        return self.values[:, :, column_of(metric, self.metrics)]

    def outcome(self, outcome: str) -> np.ndarray:
        """The difference of an outcome, [pairs]; see :meth:`Ensemble.outcome`."""
        first, second = self._at
        return self._first.outcome(outcome)[first] - self._second.outcome(outcome)[second]

    def quantile(self, metric: str, probability: float) -> np.ndarray:
        """A quantile over pairs by year, [years]; undefined differences are left out."""
        return quantile(self[metric], probability)

    def quantiles(self, metric: Union[str, Sequence[str], None] = None,
                  q: Sequence[float] = (0.1, 0.5, 0.9)) -> "pandas.DataFrame":
        """Quantiles of differences, a row a year; columns as of :meth:`Ensemble.quantiles`."""
        return _quantile_frame(self, metric, q, "Paired.quantiles")

    def share_above(self, metric: str) -> np.ndarray:
        """Share of pairs by year in which the difference is above zero, [years], of those in which
        it is defined."""
        found = self[metric]
        defined = np.sum(~np.isnan(found), axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(defined > 0, np.sum(found > 0, axis=0) / defined, np.nan)

    def __repr__(self) -> str:
        return (f"<overbuild.Paired {self._first.config} less {self._second.config}, "
                f"{len(self)} pairs>")


def _quantile_frame(worlds: Union[Ensemble, Paired], metric: Union[str, Sequence[str], None],
                    q: Sequence[float], what: str) -> "pandas.DataFrame":
    pandas = pandas_for(what)
    index = pandas.Index(worlds.years, name="year")
    if isinstance(metric, str):
        columns: Any = pandas.Index(list(q), name="quantile")
        found = [worlds.quantile(metric, p) for p in q]
    else:
        names = worlds.metrics if metric is None else list(metric)
        columns = pandas.MultiIndex.from_product([names, list(q)], names=["metric", "quantile"])
        found = [worlds.quantile(name, p) for name in names for p in q]
    return pandas.DataFrame(np.column_stack(found), index=index, columns=columns)


def _collect(into: Ensemble, worlds: Iterable[tuple[int, World]],
             progress: Union[bool, Callable[[World], None], None], count: int) -> None:
    """Takes worlds in; Ctrl-C ends that and says so."""
    line: Any = progress if callable(progress) else None
    if line is None and (progress or (progress is None and _shows_progress())):
        line = Progress(count)
    try:
        for _, world in worlds:
            into._add(world)
            if line is not None:
                line(world)
    except KeyboardInterrupt:
        warnings.warn(f"interrupted after {len(into._worlds)} of {into.asked} worlds, which are "
                      "kept; resume() runs the others", stacklevel=3)
    finally:
        if isinstance(line, Progress):
            line.close()


def ensemble(config: Config, n: int, set: Settings = None, *, seed: Optional[int] = None,
             years: Optional[int] = None, overlay: Overlays = None, threads: int = 0,
             first: int = 0, metrics: Optional[Sequence[str]] = None,
             progress: Union[bool, Callable[[World], None], None] = None) -> Ensemble:
    """Simulates many worlds, as ``overbuild ensemble`` does, and keeps their metrics in memory.

    Replicate r draws priors from point r of the seed's sequence and has luck of its own, however
    many are run. Ctrl-C ends the worlds under way, warns, and returns those that are done;
    ``resume()`` runs the others.

    Parameters
    ----------
    config : a file (YAML), or the name of a shipped configuration
    n : number of worlds
    set, seed, years, overlay : as of :func:`overbuild.run`
    threads : 0 for all cores; worlds share them, and each has one when there are enough
    first : replicate of the first world
    metrics : names of those to keep; default all. A world of 20 years takes 16 kB with all
    progress : True or False for a line on standard error, by default on terminals and in
        notebooks; or a function that is called with each :class:`World` as it is made

    Raises
    ------
    ConfigurationError : the configuration is wrong; worlds that do not end are in ``failures``
    """
    opened = Opened(config, set, seed, years, overlay)
    state = opened.state
    start, count = count_of(first, "first"), count_of(n, "n")
    about = {"config": state["name"], "title": state["title"], "seed": state["seed"],
             "first_year": state["first_year"] - 1}
    worlds = Ensemble(about, opened.metrics(), count, metrics)
    worlds._years = state["years"] + 1
    worlds._wanted = list(range(start, start + count))
    threads = threads_of(threads)
    worlds._opened, worlds._threads = opened, threads
    _collect(worlds, _worlds(opened, {"first": start, "count": count, "threads": threads}),
             progress, count)
    return worlds


def read_ensemble(path: Config, scenario: Optional[str] = None,
                  metrics: Optional[Sequence[str]] = None) -> Ensemble:
    """Reads a file that ``overbuild ensemble``, ``hypotheses`` or ``sensitivity`` wrote.

    Parameters
    ----------
    path : the SQLite file; another process may be writing it
    scenario : which one of the file's; default the first
    metrics : names of those to keep; default all in the file

    Raises
    ------
    ResultError : no such file, no scenario of that name, or a file of something else
    """
    place = Path(path)
    if not place.is_file():
        raise ResultError(f"{place}: there is no such file")
    address = f"{place.resolve().as_uri()}?mode=ro"
    try:
        database = sqlite3.connect(address, uri=True)
        try:
            return _read(database, place, scenario, metrics)
        finally:
            database.close()
    except sqlite3.Error as error:
        raise ResultError(f"{place}: no file of an ensemble: {error}") from None


def _read(database: sqlite3.Connection, place: Path, scenario: Optional[str],
          metrics: Optional[Sequence[str]]) -> Ensemble:
    meta = dict(database.execute("SELECT key, value FROM meta"))
    scenarios = [row[0] for row in database.execute(
        "SELECT name FROM scenarios ORDER BY position")]
    name = scenarios[0] if scenario is None else scenario
    if name not in scenarios:
        raise ResultError(f"{place}: there is no scenario {name!r}; "
                          f"expected one of {', '.join(scenarios)}")
    stored = meta["metrics"].split(",")
    keep = stored if metrics is None else list(metrics)
    columns = ", ".join(f'"{stored[column_of(metric, stored)]}"' for metric in keep)
    rows = np.array(database.execute(
        f"SELECT replicate, year, {columns} FROM series WHERE scenario = ? "
        "ORDER BY replicate, year", [name]).fetchall(), dtype=np.float64)
    found, begins = np.unique(rows[:, 0], return_index=True) if rows.size else ([], [])
    series = dict(zip((int(r) for r in found), np.split(rows[:, 2:], begins[1:])))
    runs = database.execute(
        "SELECT replicate, parameters, status, digest, seconds, reason FROM runs "
        "WHERE scenario = ? ORDER BY replicate", [name]).fetchall()
    about = {"config": meta["config"], "seed": int(meta["seed"]), "scenario": name,
             "first_year": int(rows[0, 1]) if rows.size else 0}
    worlds = Ensemble(about, Opened("toy").metrics(), len(runs), keep)
    for replicate, drawn, status, digest, seconds, reason in runs:
        error = None
        if status != "complete":
            error = WorldError(reason, status, replicate)
        worlds._add(World(replicate, digest, None if error else series[replicate],
                          json.loads(drawn or "{}"), seconds, error))
    return worlds

