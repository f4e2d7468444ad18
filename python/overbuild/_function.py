"""The simulator as a plain function of some inputs, for samplers, analysers and optimisers."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence, Union

import numpy as np

from ._ensemble import World, _worlds
from ._errors import ConfigurationError
from ._native import (
    Config,
    Opened,
    Overlays,
    Settings,
    check_outcome,
    count_of,
    outcome_values,
    threads_of,
)

#: Inputs: paths, or bounds by path.
Inputs = Union[Sequence[str], Mapping[str, Optional[tuple[float, float]]]]


class Function:
    """A configuration as ``f(X) -> Y``, from :func:`model`.

    Attributes
    ----------
    inputs : paths of the columns of X
    outcomes : texts of the columns of Y
    units : unit of each outcome by its text, empty for an expression
    bounds : (lo, hi) by path, where they were given
    refused : after a call with ``on_error="nan"``, the rows without a value and why
    """

    def __init__(self, opened: Opened, inputs: Inputs, outcomes: Union[str, Sequence[str]],
                 replicate: Union[int, str, None], threads: int, on_error: str):
        self.inputs = list(inputs)
        self.bounds = {path: bound for path, bound in inputs.items() if bound is not None} \
            if isinstance(inputs, Mapping) else {}
        self._single = isinstance(outcomes, str)
        self.outcomes: list[str] = [outcomes] if isinstance(outcomes, str) else list(outcomes)
        self.units = {outcome: check_outcome(outcome) for outcome in self.outcomes}
        self.refused: list[tuple[int, str]] = []
        if not self.inputs or len(set(self.inputs)) != len(self.inputs):
            raise ConfigurationError("inputs are one path or more, each once")
        if on_error not in ("raise", "nan"):
            raise ConfigurationError(f"on_error is {on_error!r}; expected 'raise' or 'nan'")
        if isinstance(replicate, str):
            if replicate != "row":
                raise ConfigurationError(
                    f"replicate is {replicate!r}; expected a whole number, 'row' or None")
        elif replicate is not None:
            replicate = count_of(replicate, "replicate")
        self._opened = opened
        self._replicate = replicate
        self._threads = threads
        self._on_error = on_error
        self._kinds = self._known_kinds()

    def _known_kinds(self) -> dict[str, str]:
        known = {p["path"]: p.get("kind", "") for p in
                 self._opened.ask("ov_parameters")["parameters"]}
        for path in self.inputs:
            if path not in known:
                # The words of the program about a key that is not there.
                Opened(self._opened._request["config"], {path: 0})
                raise ConfigurationError(f"{path} is no single value of the configuration")
        return {path: known[path] for path in self.inputs}

    @property
    def problem(self) -> dict[str, Any]:
        """The inputs as SALib names them: ``{"num_vars", "names", "bounds"}``."""
        missing = [path for path in self.inputs if path not in self.bounds]
        if missing:
            raise ValueError(f"bounds are missing of {', '.join(missing)}: "
                             "give inputs as {path: (lo, hi)}")
        return {"num_vars": len(self.inputs), "names": list(self.inputs),
                "bounds": [list(self.bounds[path]) for path in self.inputs]}

    def _setting(self, path: str, value: Any) -> Any:
        """What a cell of X sets: whole numbers where only those are allowed."""
        if isinstance(value, (float, np.floating)):
            if np.isnan(value):
                raise ConfigurationError(f"{path}: a value of X is not a number")
            if self._kinds[path] == "integer" and float(value).is_integer():
                return int(value)
        return value

    def __call__(self, X: Any) -> np.ndarray:
        """The outcomes of each row of X; Ctrl-C ends it with KeyboardInterrupt.

        Parameters
        ----------
        X : [rows, inputs], or [inputs] for one row, in the units of the inputs

        Returns
        -------
        [rows] for one outcome, [rows, outcomes] for a list of them; without ``rows`` when X has
        one dimension. NaN where an outcome has no value in a world.
        """
        given = np.asarray(X)
        rows = given[np.newaxis] if given.ndim == 1 else given
        if rows.ndim != 2 or rows.shape[1] != len(self.inputs):
            raise ValueError(f"X has the shape {given.shape}; expected a column for each of the "
                             f"{len(self.inputs)} inputs")
        found = np.full((rows.shape[0], len(self.outcomes)), np.nan)
        self.refused = []
        request = {"worlds": [self._world(k, row) for k, row in enumerate(rows)],
                   "threads": self._threads, "digests": False}
        first_year = self._opened.state["first_year"] - 1
        for place, world in _worlds(self._opened, request):
            if world.values is None:
                self._refuse(place, world)
                continue
            series = world.values[np.newaxis]
            found[place] = [outcome_values(outcome, first_year, series)[0]
                            for outcome in self.outcomes]
        self.refused.sort()
        answer = found[:, 0] if self._single else found
        return answer[0] if given.ndim == 1 else answer

    def _world(self, k: int, row: np.ndarray) -> dict[str, Any]:
        sets = {path: self._setting(path, value) for path, value in zip(self.inputs, row)}
        replicate = k if self._replicate == "row" else self._replicate
        return {"replicate": -1 if replicate is None else replicate, "sets": sets}

    def _refuse(self, place: int, world: World) -> None:
        assert world.error is not None
        if self._on_error == "raise":
            world.error.args = (f"row {place} of X: {world.error}",)
            raise world.error
        self.refused.append((place, str(world.error)))

    def __repr__(self) -> str:
        return (f"<overbuild.Function of {len(self.inputs)} inputs, "
                f"{len(self.outcomes)} outcomes, {self._opened.state['name']}>")


def model(config: Config, inputs: Inputs, outcomes: Union[str, Sequence[str]], *,
          set: Settings = None, seed: Optional[int] = None, years: Optional[int] = None,
          overlay: Overlays = None, replicate: Union[int, str, None] = None, threads: int = 0,
          on_error: str = "raise") -> Function:
    """The simulator as a function of some inputs, for SALib, EMA Workbench, Black-it or SciPy.

    What is neither in ``inputs`` nor in ``set`` keeps its value, priors their medians or the draws
    of ``replicate``.

    Parameters
    ----------
    config : a file (YAML), or the name of a shipped configuration
    inputs : paths, or ``{path: (lo, hi)}``; bounds are used by :attr:`Function.problem` only
    outcomes : METRIC:STATISTIC:YEARS such as ``"capex:sum:2026-2030"`` or an expression over
        them, ``"losses:sum:2026-2035 > 1e11 and leaps:any:2026-2035"``, one or a list; statistics
        are at, sum, mean, median, min, max and any (1 when a year is above zero)
    set, seed, years, overlay : as of :func:`overbuild.run`
    replicate : draws and luck of one world of the ensemble for all rows; ``"row"`` for those of
        replicate k in row k; None for medians with the luck of replicate 0
    threads : 0 for all cores; worlds share them
    on_error : ``"raise"`` a WorldError when values do not fit together, or return ``"nan"`` there

    Returns
    -------
    Function, called with X [rows, inputs]
    """
    opened = Opened(config, set, seed, years, overlay)
    return Function(opened, inputs, outcomes, replicate, threads_of(threads), on_error)
