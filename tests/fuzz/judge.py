"""What becomes of a case: held, unfit or a Failure with its kind; a watch on the time that it takes."""

import re
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import cnncalc
from cnncalc import SpecError
from cnncalc.effort import MOST_LAYERS

from .case import Broken, Case, Unfit, laid_out
from .laws import LAWS


class Hang(BaseException):
    """The case takes too long; no `except Exception` may swallow it."""


class Failure(NamedTuple):
    """Why a case fails."""

    message: str
    kind: str  # failures of one kind are told once

    def __str__(self) -> str:
        return self.message


def judged(case: Case, folder: str, seconds: float = 0) -> Failure | str:
    """`held`, `unfit`, or why not."""
    try:
        with laid_out(case, folder), watched(seconds):
            LAWS[case.law](case)
    except Unfit:
        return "unfit"
    except Broken as broken:
        return Failure(f"{case.law}: {broken}", kind_of(case, str(broken)))
    except (Hang, MemoryError) as error:
        what = "a hang" if isinstance(error, Hang) else "no memory left"
        if not frames_of_cnncalc(error) or has_very_many_layers(case, folder, 10 * seconds):
            return "unfit"  # the law itself follows too much, or there is much to do
        return Failure(f"{case.law}: {what}: {place(error)}", f"{what} {place(error)}")
    except Exception as error:  # a defect of cnncalc's API, or of the fuzzer
        return Failure(
            f"{case.law}: {error!r} at {place(error)}"[:600], f"{type(error).__name__} {place(error)}"
        )
    return "held"


MANY = 100_000
"""Layers for which a case may take longer: the work grows with them."""


def has_very_many_layers(case: Case, folder: str, seconds: float) -> bool:
    """Whether a spec of the case has, or would have more than any may, once it is read in so much time."""
    try:
        with laid_out(case, folder), watched(seconds):
            return any(layers_of(name) > MANY for name in case.files if name.endswith((".yaml", ".yml")))
    except Hang:
        return False


def layers_of(path: str) -> int:
    try:
        return len(cnncalc.load(path).nodes)
    except SpecError as error:
        return MOST_LAYERS if f"more than {MOST_LAYERS:,} layers" in str(error) else 0


def frames_of_cnncalc(error: BaseException) -> list[traceback.FrameSummary]:
    """Those in which cnncalc worked when it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if "/cnncalc/" in frame.filename and "/tests/" not in frame.filename]


def place(error: BaseException) -> str:
    """Where it was raised, by preference in cnncalc."""
    last = (frames_of_cnncalc(error) or traceback.extract_tb(error.__traceback__))[-1]
    return f"{last.filename.rpartition('/cnncalc/')[2]}:{last.lineno} {last.name}"


def kind_of(case: Case, message: str) -> str:
    """The message without what differs from case to case."""
    if message.startswith("a defect at"):
        return message.split(":")[0] + message.partition(":")[2][:6].partition(" ")[0]
    command = case.args[0] if case.law == "clean" and case.args else ""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "_", message)
    bare = re.sub(r"\(?_(, _)*,?\)?", "_", bare)
    if message.startswith("control character"):
        return f"control character in {command} {where(message)}"
    return f"{case.law} {command} {bare[:60]}"


def where(message: str) -> str:
    """Of output the stream, of a complaint its words."""
    stream, _, around = message.partition(" in ")[2].partition(": ")
    complaint = re.search(r"[Ee]rror: ([a-z -]*)", around)
    return f"{stream}: {complaint[1] if complaint else ''}"


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Hang after so many seconds of this process's own time; 0: nobody watches."""
    if not seconds:
        yield
        return

    def stop(number: int, frame: Any) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
