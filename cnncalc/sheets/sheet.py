"""Sheet: whose answers about which network, and under which conventions."""

from collections.abc import Mapping
from typing import NamedTuple

from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.analysis.base import BYTES, OTHER_DTYPES
from cnncalc.check.expect import Claim
from cnncalc.check.lookup import AXIS
from cnncalc.check.mark import CONVENTIONS
from cnncalc.problem import Place, Problems, Source, did_you_mean, listing, quoted
from cnncalc.spec.tree import Mapping as Tree

MOST_CLAIMS = 10_000
"""Answers that a sheet may have."""

LONGEST_ANSWER = 200
"""Characters of an answer."""

LAYOUTS = ("hwc", "chw")

FIGURES = (*COLUMNS, *ALIASES, *AXIS)
"""What may be asked of a layer."""


class Sheet(NamedTuple):
    """A sheet as it was read; what is wrong with it was reported on the way.

    architecture: a path or a bundled name, or the tree of a spec that is written in the sheet itself.
    claims: the answers; an empty cell is none. asked: how many questions there were, answered or not.
    points: what an answer is worth, by its key; in the key of a grading alone.
    """

    source: Source
    architecture: str | Tree | None = None
    input: str = ""
    settings: Mapping[str, str] = {}
    layout: str = "hwc"
    dtype: str = "float32"
    batch: int = 1
    conventions: tuple[str, ...] = ()
    title: str = ""
    student: str = ""
    claims: tuple[Claim, ...] = ()
    blank: tuple[str, ...] = ()
    points: Mapping[str, float] = {}


def heading(key: str, text: str, place: Place | None, problems: Problems) -> dict[str, object]:
    """What one of the plain headings of a sheet says, read; what is wrong goes to the problems."""
    value = text.strip()
    if key == "layout" and value.lower() not in LAYOUTS:
        problems.add(f"'layout' is hwc (28x28x6) or chw (6x28x28); found {quoted(value)}", place)
    elif key == "dtype" and OTHER_DTYPES.get(value, value) not in BYTES:
        hint = did_you_mean(value, BYTES) or f"; there are {listing(BYTES)}"
        problems.add(f"there is no dtype {quoted(value)}{hint}", place)
    elif key == "batch" and not (value.isdecimal() and 0 < int(value[:12]) <= 10**9):
        problems.add(f"'batch' is a whole number, 1 or more; found {quoted(value)}", place)
    elif key == "conventions":
        return {
            key: tuple(filter(None, (convention(word.strip(), place, problems) for word in value.split(","))))
        }
    else:
        read = {"layout": value.lower(), "dtype": OTHER_DTYPES.get(value, value)}.get(key, value)
        return {key: int(value) if key == "batch" else read}
    return {}


def convention(word: str, place: Place | None, problems: Problems) -> str:
    """A convention by its name; nothing where there is none of that name."""
    if word in CONVENTIONS or not word:
        return word
    hint = did_you_mean(word, CONVENTIONS) or f"; there are {listing(sorted(CONVENTIONS))}"
    problems.add(f"there is no convention {quoted(word)}{hint}", place)
    return ""


HEADINGS = ("title", "student", "architecture", "input", "layout", "dtype", "batch", "conventions")
"""What stands above the answers, in YAML as keys, in CSV as lines that begin with `#`."""
