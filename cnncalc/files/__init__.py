"""Files: read under the eyes of the run, and written whole or not at all.

A file is written beside its target and moved into place, so that a full disk, a limit or Ctrl-C leaves the
old one as it was. What the run has read is never written over.
"""

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from typing import IO, TextIO

Identity = tuple[int, int]
"""The device and the number of a file: the same by whatever path or link it is named."""

_read: ContextVar[set[Identity] | None] = ContextVar("_read", default=None)

DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,6})|/dev/(stdout|stderr)")
"""Paths that mean a stream which is open already."""

MOST_LINKS = 40


class InputOverwrittenError(OSError):
    """A file that was read by the run that wants to write it."""

    def __init__(self) -> None:
        super().__init__(None, "it is read by the same command; write to another file")


@contextmanager
def reading_is_noted() -> Iterator[None]:
    """Within this run no file is written that it has read."""
    token = _read.set(set())
    try:
        yield
    finally:
        _read.reset(token)


def note(file: IO[bytes] | TextIO) -> None:
    """Remember that the run reads this open file; a pipe or a terminal may be written all the same."""
    read = _read.get()
    if read is not None:
        with suppress(OSError, ValueError):  # a stream that is no file of the system
            known = os.fstat(file.fileno())
            if stat.S_ISREG(known.st_mode):
                read.add((known.st_dev, known.st_ino))


def read_bytes(path: str, most: int) -> bytes:
    """What a file holds, up to `most` bytes and one more."""
    with open(path, "rb") as file:
        note(file)
        return file.read(most + 1)


def write_files(files: Mapping[str, Iterable[str]]) -> None:
    """Write all of them or none, UTF-8 and the same bytes everywhere; OSError if that fails.

    They are moved into place, in this order, when the last one is complete.
    """
    with ExitStack() as undo:
        moves = []
        for path, texts in files.items():
            with _named(path):
                moves.append((path, _staged(path, texts, undo)))
        for path, move in moves:
            with _named(path):
                if move:
                    os.replace(*move)


def holds(path: str, text: str) -> bool:
    """Whether the file has this text already."""
    try:
        with open(path, "rb") as file:
            return file.read() == text.encode("utf-8", "backslashreplace")
    except OSError:
        return False


@contextmanager
def _named(path: str) -> Iterator[None]:
    """An error says the path by which the user knows the file."""
    try:
        yield
    except OSError as error:
        error.filename = path
        raise


def _staged(path: str, texts: Iterable[str], undo: ExitStack) -> tuple[str, str] | None:
    """The text beside its target, to be moved there; None if it could only be written in place."""
    target = _target(path)
    before = None if DESCRIPTOR.fullmatch(target) else _status(target)
    if before is not None and (before.st_dev, before.st_ino) in (_read.get() or ()):
        raise InputOverwrittenError
    in_place = _opened_in_place(target, before)
    if in_place is not None:
        _pour(in_place, texts)
        return None
    beside = os.path.join(os.path.dirname(target), f".cnncalc-{os.urandom(8).hex()}")
    undo.callback(_remove, beside)
    _pour(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), texts, before)
    return beside, target


def _opened_in_place(target: str, before: os.stat_result | None) -> int | None:
    """A stream, a pipe, a device, or a file in a folder where nothing can stand beside it; else None."""
    stream = DESCRIPTOR.fullmatch(target)
    if stream:
        return os.dup(int(stream[1]) if stream[1] else ("stdin", "stdout", "stderr").index(stream[2]))
    if before is None:
        return None
    if not stat.S_ISREG(before.st_mode):
        return os.open(target, os.O_WRONLY)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if not os.access(os.path.dirname(target), os.W_OK):
        return os.open(target, os.O_WRONLY | os.O_TRUNC)
    return None


def _target(path: str) -> str:
    """The file that is meant, through links; the spelling of a stream stays."""
    for _ in range(MOST_LINKS):
        if DESCRIPTOR.fullmatch(path) or not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    return path if DESCRIPTOR.fullmatch(path) else os.path.realpath(path)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _pour(descriptor: int, texts: Iterable[str], before: os.stat_result | None = None) -> None:
    """The texts into an open file, which gets the owner and the mode of the one before it."""
    with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as out:
        out.writelines(texts)
        if before is not None and hasattr(os, "fchmod"):
            with suppress(OSError):  # the owner is the system's to give
                os.fchown(descriptor, before.st_uid, before.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def _remove(path: str) -> None:
    with suppress(OSError):  # it was moved into place
        os.unlink(path)
