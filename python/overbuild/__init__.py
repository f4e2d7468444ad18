"""Simulate infrastructure booms: who pays if the AI build-out is early?

Every result is a conditional simulation of stated assumptions, no forecast of any firm.

    import overbuild

    world = overbuild.run("toy")                      # one world
    world["capex"]                                    # NumPy array [years], US dollars
    world.series                                      # pandas frame, a column a metric
    worlds = overbuild.ensemble("ai-2026", 200, set={"population.enterprises": 1000})
    overbuild.plot.fan(worlds, "utilisation")         # matplotlib
    f = overbuild.model("toy", {"expectations.neglect": (0.2, 0.8)}, "capex:max:2026-2039")
    f([[0.3], [0.6]])                                 # NumPy array [2]

A configuration is a file or the name of a shipped one (:func:`configurations`). Settings are given
as ``set={"path": value}`` or as the texts that the command takes behind ``--set``. Results have the
same bits as those of the command, on any number of threads.

NumPy is required. pandas is needed where a frame is returned, matplotlib for :mod:`overbuild.plot`.
"""

from __future__ import annotations

from . import plot
from ._ensemble import Ensemble, Paired, Progress, World, ensemble, read_ensemble, stream
from ._errors import (
    ConfigurationError,
    OverbuildError,
    Problem,
    ResultError,
    WorldError,
)
from ._function import Function, model
from ._native import version
from ._reference import configurations, explain, metrics, parameters, priors
from ._run import Run, read_run, run

__version__ = version()

__all__ = [
    "ConfigurationError",
    "Ensemble",
    "Function",
    "OverbuildError",
    "Paired",
    "Problem",
    "Progress",
    "ResultError",
    "Run",
    "World",
    "WorldError",
    "configurations",
    "ensemble",
    "explain",
    "metrics",
    "model",
    "parameters",
    "plot",
    "priors",
    "read_ensemble",
    "read_run",
    "run",
    "stream",
    "version",
]
