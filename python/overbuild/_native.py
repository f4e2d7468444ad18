"""The shared library: finding it, its functions, and the two kinds of things it hands out.

Handles belong to the process that opened them. A forked child may go on using a configuration,
with one thread a world, but not worlds that were under way when it was forked.
"""

from __future__ import annotations

import ctypes
import json
import os
import threading
import weakref
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_void_p
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, Sequence, Union

import numpy as np

from ._errors import ConfigurationError, OverbuildError, ResultError, WorldError, raise_error

#: A setting: ``{"path": value}``, or texts ``"path=value"`` as behind ``--set``.
Settings = Union[Mapping[str, Any], str, Sequence[str], None]
#: A configuration: a file, or the name of a shipped one.
Config = Union[str, "os.PathLike[str]"]
#: Overlays: one configuration or several, whose own keys are laid over in turn.
Overlays = Union[Config, Sequence[Config], None]

_SIGNATURES = {
    "ov_version": (c_char_p,),
    "ov_open": (c_void_p, c_char_p),
    "ov_close": (None, c_void_p),
    "ov_state": (c_char_p, c_void_p),
    "ov_parameters": (c_char_p, c_void_p),
    "ov_metrics": (c_char_p, c_void_p),
    "ov_explain": (c_char_p, c_void_p, c_char_p),
    "ov_world": (c_char_p, c_void_p, c_int32, c_int32),
    "ov_interrupt": (None, c_void_p),
    "ov_series": (POINTER(c_double), c_void_p),
    "ov_table": (c_char_p, c_void_p, c_char_p),
    "ov_start": (c_void_p, c_void_p, c_char_p),
    "ov_take": (c_char_p, c_void_p, c_int32),
    "ov_taken": (POINTER(c_double), c_void_p),
    "ov_stop": (None, c_void_p),
    "ov_configurations": (c_char_p,),
    "ov_content_digest": (c_char_p, c_char_p),
    "ov_outcome": (c_char_p, c_char_p, c_int32, c_int32, c_int64, c_void_p, c_void_p),
    "ov_run_directory": (c_char_p, c_char_p),
}

#: How long a call into the library waits before Python may handle a signal, in milliseconds.
_PATIENCE = 50


def _places() -> list[Path]:
    """Where the library may lie: named, beside this package, in the build of this source tree."""
    here = Path(__file__).resolve().parent
    named = os.environ.get("OVERBUILD_LIBRARY")
    if named:
        return [Path(named)]
    return [
        here / "liboverbuild.so",
        here.parents[1] / "build" / "release" / "liboverbuild.so",
    ]


def _load() -> ctypes.CDLL:
    for place in _places():
        if place.exists():
            library = ctypes.CDLL(str(place))
            break
    else:
        raise ImportError(
            "liboverbuild.so was not found; looked at "
            + ", ".join(str(place) for place in _places())
            + ". In the source tree: cmake --build build/release --target overbuild_shared; "
            "or name it in OVERBUILD_LIBRARY"
        )
    for name, (result, *arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


_library = _load()
_forked = False


def _after_fork() -> None:
    global _forked
    _forked = True


os.register_at_fork(after_in_child=_after_fork)


def is_forked() -> bool:
    """Whether this process was forked from one that had loaded the library: threads that simulated
    one world together are not there any more, and a world has one thread."""
    return _forked


def version() -> str:
    """The version of the simulator, for instance ``"0.1.0"``."""
    return _library.ov_version().decode()


def _plain(value: Any) -> Any:
    """A value as JSON has it; NumPy's numbers, arrays and paths become Python's."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"a setting of type {type(value).__name__} has no meaning in a configuration")


def _request(request: Any) -> bytes:
    try:
        return json.dumps(request, default=_plain, allow_nan=False).encode()
    except ValueError as error:
        raise ConfigurationError(f"a setting is no number: {error}") from None


def settings_of(given: Settings) -> dict[str, Any]:
    """Settings by path, in the order given; of equal paths the last one holds."""
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return {str(path): value for path, value in given.items()}
    settings: dict[str, Any] = {}
    for text in [given] if isinstance(given, str) else given:
        path, equals, value = str(text).partition("=")
        if not equals or not path:
            raise ConfigurationError(
                f"--set {text}: expected path=value, for instance run.years=5"
            )
        settings.pop(path, None)
        settings[path] = value
    return settings


def _whole(value: Any, name: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`; ConfigurationError with its name otherwise."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = least - 1
    if isinstance(value, (str, bool)) or number != value or not least <= number <= most:
        raise ConfigurationError(
            f"{name} is {value!r}; expected a whole number from {least} to {most}"
        )
    return number


def count_of(value: Any, name: str, least: int = 0) -> int:
    """A number of worlds, or a replicate."""
    return _whole(value, name, least, 100_000_000)


def threads_of(value: Any) -> int:
    """A number of threads; 0 for all cores."""
    return _whole(value, "threads", 0, 1024)


def ask(function: str, *arguments: Any, error: Optional[type] = None) -> dict[str, Any]:
    """The answer of a function that belongs to no handle."""
    answer = json.loads(getattr(_library, function)(*arguments))
    raise_error(answer, error)
    return answer


def content_digest(worlds: Sequence[Sequence[Any]]) -> str:
    """The content digest of worlds ``[scenario, replicate, digest]``, as the command prints it."""
    return ask("ov_content_digest", _request(list(worlds)))["digest"]


def outcome_values(outcome: str, first_year: int, series: np.ndarray) -> np.ndarray:
    """The outcome of each world.

    Parameters
    ----------
    outcome : METRIC:STATISTIC:YEARS, for instance ``"capex:sum:2026-2030"``, or an expression
    series : [worlds, years, all metrics]

    Returns
    -------
    [worlds], in the unit of the metric; NaN where there is no value
    """
    series = np.ascontiguousarray(series, dtype=np.float64)
    values = np.full(series.shape[0], np.nan)
    ask(
        "ov_outcome",
        outcome.encode(),
        first_year,
        series.shape[1],
        series.shape[0],
        series.ctypes.data,
        values.ctypes.data,
    )
    return values


def check_outcome(outcome: str) -> str:
    """The unit of an outcome's metric, empty for an expression; ConfigurationError when the text is
    no outcome."""
    return ask("ov_outcome", outcome.encode(), 0, 0, 0, None, None)["unit"]


def read_directory(path: Config) -> dict[str, Any]:
    """What a run directory says about itself; ResultError when it is none."""
    return ask("ov_run_directory", os.fspath(path).encode(), error=ResultError)


def _array(address: Any, shape: tuple[int, ...]) -> np.ndarray:
    """A copy of the library's numbers."""
    return np.ctypeslib.as_array(address, shape).copy()


def _elsewhere(work: Callable[[], None]) -> threading.Event:
    """Does the work on another thread; set once it has ended. Thread.join is no way to wait for that:
    in Python 3.11 a thread counts as ended when Ctrl-C comes meanwhile."""
    ended = threading.Event()

    def do() -> None:
        try:
            work()
        finally:
            ended.set()

    threading.Thread(target=do, name="overbuild", daemon=True).start()
    return ended


class Opened:
    """A configuration that was opened and checked; safe to use on several Python threads."""

    def __init__(
        self,
        config: Config,
        set: Settings = None,
        seed: Optional[int] = None,
        years: Optional[int] = None,
        overlay: Overlays = None,
        threads: int = 1,
        replicate: Optional[int] = None,
    ):
        settings = settings_of(set)
        if years is not None:
            settings.pop("run.years", None)
            settings["run.years"] = _whole(years, "years", 0, 10**6)
        overlays = [overlay] if isinstance(overlay, (str, os.PathLike)) else list(overlay or ())
        self._request: dict[str, Any] = {
            "config": os.fspath(config),
            "overlays": [os.fspath(name) for name in overlays],
            "sets": settings,
            "threads": threads_of(threads),
        }
        if seed is not None:
            self._request["seed"] = _whole(seed, "seed", 0, 2**32 - 1)
        if replicate is not None:
            self._request["replicate"] = count_of(replicate, "replicate")
        self._lock = threading.Lock()
        self._open()

    def _open(self) -> None:
        if is_forked():
            self._request["threads"] = 1
        handle = _library.ov_open(_request(self._request))
        if not handle:
            raise MemoryError("there is no memory for a configuration")
        self._handle = handle
        self._finalizer = weakref.finalize(self, _library.ov_close, handle)
        self.state = self.ask("ov_state")

    def __getstate__(self) -> dict[str, Any]:
        return {"request": self._request}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._request = state["request"]
        self._lock = threading.Lock()
        self._open()

    def close(self) -> None:
        """Gives the memory back; nothing can be asked afterwards."""
        self._finalizer()
        self._handle = None

    def ask(self, function: str, *arguments: Any) -> dict[str, Any]:
        """The answer of a function of the library; errors are raised."""
        with self._lock:
            answer = json.loads(getattr(_library, function)(self._handle, *arguments))
        raise_error(answer)
        return answer

    def metrics(self) -> list[dict[str, str]]:
        """Name, unit, meaning and when it is absent, a metric each."""
        return self.ask("ov_metrics")["metrics"]

    def table(self, name: str) -> dict[str, Any]:
        """A table of the world simulated last, as text."""
        return self.ask("ov_table", name.encode())

    def world(self, replicate: int, keep_tables: bool) -> tuple[dict[str, Any], np.ndarray]:
        """Simulates one world; Ctrl-C ends it. Returns what it says of itself, and its metrics
        [years, metrics]."""
        if is_forked() and self._request["threads"] != 1:
            self._open()
        with self._lock:
            answer = json.loads(self._interruptible(replicate, keep_tables))
            raise_error(answer)
            series = _array(
                _library.ov_series(self._handle), (answer["years"], answer["metrics"])
            )
        return answer, series

    def _interruptible(self, replicate: int, keep_tables: bool) -> bytes:
        """Signals reach the main thread only between two calls into the library, so that a world
        of the main thread is simulated by another."""
        if threading.current_thread() is not threading.main_thread():
            return _library.ov_world(self._handle, replicate, keep_tables)
        answers: list[bytes] = []
        ended = _elsewhere(
            lambda: answers.append(_library.ov_world(self._handle, replicate, keep_tables))
        )
        try:
            ended.wait()
        except BaseException:
            while not ended.is_set():
                _library.ov_interrupt(self._handle)
                ended.wait(_PATIENCE / 1000)
            raise
        return answers[0]

    def crew(self, request: Mapping[str, Any]) -> "Crew":
        """Starts worlds on threads of their own."""
        return Crew(self, request)


def _stop(started: Sequence[Optional[int]], process: int) -> None:
    if os.getpid() == process:  # a forked child has the crew's memory and none of its threads
        for crew in started:
            _library.ov_stop(crew)


class Crew:
    """Worlds that run meanwhile; for one thread at a time, in the process that started them."""

    def __init__(self, opened: Opened, request: Mapping[str, Any]):
        request = dict(request)
        count = request["count"] if "count" in request else len(request["worlds"])
        if is_forked():  # worlds on a thread each, never one world on several
            cores = request.get("threads") or os.cpu_count() or 1
            request["threads"] = max(1, min(cores, count))
        self._process = os.getpid()
        started: list[Optional[int]] = []
        self._finalizer = weakref.finalize(self, _stop, started, self._process)
        with opened._lock:
            self._start(opened._handle, _request(request), started)
        if not started[0]:
            raise MemoryError("there is no memory for many worlds")
        self._handle = started[0]

    def _start(self, opened: int, request: bytes, started: list[Optional[int]]) -> None:
        """Starts the crew on another thread: Ctrl-C comes to the main one, as soon as a call has
        returned, and a crew that nobody knows of would go on while the process ends."""
        ended = _elsewhere(lambda: started.append(_library.ov_start(opened, request)))
        try:
            ended.wait()
        except BaseException:
            ended.wait()
            self.stop()
            raise

    def take(self) -> Optional[tuple[dict[str, Any], Optional[np.ndarray]]]:
        """The next world and its metrics [years, metrics], None for one that did not end; None
        when all were taken. KeyboardInterrupt comes within 50 ms, and no world is lost by it."""
        if os.getpid() != self._process:
            raise OverbuildError("these worlds run in the process that this one was forked from")
        if not self._finalizer.alive:
            return None
        while True:
            answer = json.loads(_library.ov_take(self._handle, _PATIENCE))
            if "world" in answer:
                break
            if "done" in answer:
                self.stop()
                return None
            if "error" in answer:
                self.stop()
                raise_error(answer)
        if "error" in answer:
            return answer, None
        shape = (answer["years"], answer["metrics"])
        return answer, _array(_library.ov_taken(self._handle), shape)

    def stop(self) -> None:
        """Ends the worlds under way; calling it again does nothing."""
        self._finalizer()


def world_error(answer: Mapping[str, Any]) -> WorldError:
    """The error of a world that did not end."""
    return WorldError(answer["error"].rstrip("\n"), answer["kind"], answer["replicate"])
