"""What can go wrong, with the program's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence


@dataclass(frozen=True)
class Problem:
    """One problem of an input, as ``overbuild check`` tells it.

    ``line`` and ``column`` count from one; zero means unknown. The file of a problem with a setting
    is ``--set PATH``.
    """

    text: str
    file: str = ""
    line: int = 0
    column: int = 0
    message: str = ""
    expected: str = ""
    nearest: str = ""


class OverbuildError(Exception):
    """Any error of the simulator."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()):
        super().__init__(text)
        self.problems = list(problems)


class ConfigurationError(OverbuildError, ValueError):
    """A configuration, a setting or an outcome that is refused; ``problems`` has all of them."""


class ResultError(OverbuildError, ValueError):
    """A run directory or a file of an ensemble that cannot be read."""


class WorldError(OverbuildError, RuntimeError):
    """A world that did not end.

    ``kind`` is ``"refused"`` (what was drawn or set does not fit together), ``"failed"`` (the
    program found itself at fault) or ``"starved"`` (memory or threads ran out). ``replicate`` is -1
    for the configuration as it was opened.
    """

    def __init__(self, text: str, kind: str = "failed", replicate: int = -1):
        super().__init__(text)
        self.kind = kind
        self.replicate = replicate


def problems_of(answer: Mapping[str, Any]) -> list[Problem]:
    """The problems of an answer of the library."""
    names = Problem.__dataclass_fields__
    return [
        Problem(**{name: problem[name] for name in names if name in problem})
        for problem in answer.get("problems", ())
    ]


def raise_error(answer: Mapping[str, Any], error: Optional[type] = None) -> None:
    """Raises what an answer of the library says is wrong, if it says so."""
    if "error" not in answer:
        return
    text = str(answer["error"]).rstrip("\n")
    if "kind" in answer:
        raise WorldError(text, answer["kind"], answer.get("replicate", -1))
    raise (error or ConfigurationError)(text, problems_of(answer))
