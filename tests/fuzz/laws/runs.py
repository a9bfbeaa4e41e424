"""What every run owes, whatever it is given: clean output, the same bytes again, bounded work."""

import sys
from typing import Any

import cnncalc
from cnncalc import SpecError

from ..case import Case, require, same
from ..running import held, read_again, run
from .base import law


@law
def clean(case: Case) -> None:
    """No defect, an exit code that is one, words with exit code 2, and output that can be read again."""
    outcome = held(case, run(*case.args))
    read_again(case.args, outcome)


@law
def repeatable(case: Case) -> None:
    """The same command line gives the same bytes."""
    first = held(case, run(*case.args))
    same(run(*case.args), first, "the second run")


MOST_CALLS = 5_000_000


class TooMuch(BaseException):
    """No one waits any longer."""


@law
def bounded(case: Case) -> None:
    """Reading a spec is work in proportion to its text and its layers: calls of functions are counted."""
    text = case.files["net.yaml"]
    allowed = 300_000 + 3_000 * len(text)
    calls = 0

    def count(frame: Any, event: str, arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > MOST_CALLS:
            raise TooMuch

    layers = 0
    sys.setprofile(count)
    try:
        layers = len(cnncalc.load("net.yaml").nodes)
    except SpecError as error:
        same(len(error.problems) <= 1_001, True, "problems at most 1,001")
    except TooMuch:
        pass
    finally:
        sys.setprofile(None)
    require(layers <= 1_000_001, f"{layers:,} layers")
    require(
        calls <= allowed + 2_000 * layers,
        f"{calls:,} calls for {len(text):,} characters and {layers:,} layers",
    )
