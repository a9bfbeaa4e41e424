"""A case: files, a command line and the law that it is held to. How it ends: well, broken, or unfit."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

Text = str | bytes


class Case(NamedTuple):
    """What one run of the fuzzer tries."""

    law: str
    files: Mapping[str, Text] = {}  # by path in the folder of the case
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = {}

    def __str__(self) -> str:
        told = [f"law: {self.law}", f"args: {' '.join(map(repr, self.args))}"]
        told += [f"env: {dict(self.env)}"] if self.env else []
        told += [f"--- {name}\n{shown(text)}" for name, text in self.files.items()]
        return "\n".join(told)


class Broken(Exception):
    """A law does not hold: the message says how."""


class Unfit(Exception):
    """The law says nothing about this case."""


def shown(text: Text) -> str:
    """The text of a file, its bytes where it is none."""
    return text if isinstance(text, str) and text.isascii() and "\x1b" not in text else repr(text)


def require(holds: bool, message: str) -> None:
    """Broken unless it holds."""
    if not holds:
        raise Broken(message)


def same(found: object, expected: object, what: str) -> None:
    """Broken where two figures differ."""
    if found != expected:
        raise Broken(f"{what}: {found!r} is not {expected!r}"[:600])


STEERING = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "GITHUB_ACTIONS")


@contextmanager
def laid_out(case: Case, folder: str) -> Iterator[None]:
    """The files of the case in a folder that is the working folder; afterwards it is empty again."""
    before, kept = os.getcwd(), dict(os.environ)
    for name in STEERING:
        os.environ.pop(name, None)
    os.environ.update({"TERM": "xterm", **case.env})
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    try:
        for name, text in case.files.items():
            write(name, text)
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(kept)
        shutil.rmtree(folder, ignore_errors=True)


def write(name: str, text: Text) -> None:
    """A file, and the folders it lies in."""
    if folder := os.path.dirname(name):
        os.makedirs(folder, exist_ok=True)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    with open(name, "wb") as file:
        file.write(data)
