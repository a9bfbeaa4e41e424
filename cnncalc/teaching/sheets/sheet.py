"""Sheet: whose answers about which network, and under which conventions."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.analysis.base import BYTES, OTHER_DTYPES
from cnncalc.figures.keys import AXIS
from cnncalc.language.tree import Mapping as Tree
from cnncalc.problem import Place, Problems, Source, did_you_mean, listing, quoted
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import CONVENTIONS

MOST_CLAIMS = 50_000
"""Answers that a sheet may have."""

LONGEST_ANSWER = 200
"""Characters of an answer."""

LONGEST_HEADING = {"given": 500_000, "conventions": 1_000, "architecture": 1_000}
"""Characters of a heading, where it may be longer than an answer."""

LARGEST = 4_000_000
"""Characters of a sheet."""

BLANK = re.compile(r"[\s_.…?-]*")
"""What stands where nothing was answered: nothing, or a line to write on."""

LAYOUTS = ("hwc", "chw")

VARY = ("sizes", "windows")
"""What a variant changes: sizes and channels, or kernels, strides and paddings too."""

FIGURES = (*COLUMNS, *ALIASES, *AXIS)
"""What may be asked of a layer."""


class Sheet(NamedTuple):
    """A sheet as it was read; what is wrong with it was reported on the way.

    architecture: a path or a bundled name, or the tree of a spec that is written in the sheet itself.
    variant: the seed by which its sizes and channels are changed; None for the network as it is. vary:
    `windows` where kernels, strides and paddings are changed too. claims:
    the answers; an empty cell is none. blank: the keys of questions that nobody answered. given: columns and
    keys of figures that the sheet itself tells, which are no answers. points: what an answer is worth, by its
    key, its layer or its figure; credit: the part of it that an answer gets which is not right; variants: the
    first and the last one that were handed out: in the key of a grading alone.
    """

    source: Source
    architecture: str | Tree | None = None
    input: str = ""
    variant: int | None = None
    vary: str = "sizes"
    settings: Mapping[str, str] = {}
    layout: str = "hwc"
    dtype: str = "float32"
    batch: int = 1
    conventions: tuple[str, ...] = ()
    title: str = ""
    student: str = ""
    claims: tuple[Claim, ...] = ()
    blank: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    points: Mapping[str, Fraction] = {}
    credit: Mapping[str, Fraction] = {}
    variants: tuple[int, int] | None = None

    def saying(self, told: Iterable[Mapping[str, Any]]) -> "Sheet":
        """The sheet with what headings say: the last one of a kind counts, but `given` is told by all."""
        said: dict[str, Any] = {}
        given = list(self.given)
        for one in told:
            said.update(one)
            given += one.get("given", ())
        return self._replace(**{**said, "given": tuple(given)})


def heading(key: str, text: str, place: Place | None, problems: Problems) -> dict[str, object]:
    """What one of the plain headings of a sheet says, read; what is wrong goes to the problems."""
    value = " ".join(text.split())
    if not value or (key == "student" and BLANK.fullmatch(value)):
        return {}
    if len(value) > LONGEST_HEADING.get(key, LONGEST_ANSWER) or not value.isprintable():
        problems.add(f"{quoted(key)} must be short printable text; found {quoted(value)}", place)
    elif key in ("variant", "variants"):
        return _seeds(key, value, place, problems)
    elif key == "given":
        return {key: tuple(filter(None, map(str.strip, value.split(";"))))}
    elif key == "layout" and value.lower() not in LAYOUTS:
        problems.add(f"'layout' must be hwc (28x28x6) or chw (6x28x28); found {quoted(value)}", place)
    elif key == "vary" and value.lower() not in VARY:
        problems.add(f"'vary' must be sizes or windows; found {quoted(value)}", place)
    elif key == "dtype" and OTHER_DTYPES.get(value, value) not in BYTES:
        hint = did_you_mean(value, BYTES) or f"; there are {listing(BYTES)}"
        problems.add(f"there is no dtype {quoted(value)}{hint}", place)
    elif key == "batch" and not (value.isdecimal() and 0 < int(value[:12]) <= 10**9):
        problems.add(f"'batch' must be a whole number, 1 or more; found {quoted(value)}", place)
    elif key == "conventions":
        return {
            key: tuple(filter(None, (convention(word.strip(), place, problems) for word in value.split(","))))
        }
    else:
        read = {"layout": value.lower(), "vary": value.lower(), "dtype": OTHER_DTYPES.get(value, value)}.get(
            key, value
        )
        return {key: int(value) if key == "batch" else read}
    return {}


def convention(word: str, place: Place | None, problems: Problems) -> str:
    """A convention by its name; nothing where there is none of that name."""
    if word in CONVENTIONS or not word:
        return word
    hint = did_you_mean(word, CONVENTIONS) or f"; there are {listing(sorted(CONVENTIONS))}"
    problems.add(f"there is no convention {quoted(word)}{hint}", place)
    return ""


NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}")
LARGEST_NUMBER = {"points": 10**6, "credit": 1}
"""Points are given from 0 on; credit is a part of them."""


def numbers(
    key: str, texts: Mapping[str, str], places: Mapping[str, Place], problems: Problems
) -> dict[str, Fraction]:
    """Points, or parts of them, by name."""
    read = {}
    for name, text in texts.items():
        number = Fraction(text) if NUMBER.fullmatch(text) else Fraction(-1)
        if 0 <= number <= LARGEST_NUMBER[key]:
            read[name] = number
        else:
            range_ = "0 or more" if key == "points" else "from 0 to 1"
            problems.add(f"{quoted(key)} takes numbers, {range_}; found {quoted(text)}", places.get(name))
    return read


def _seeds(key: str, text: str, place: Place | None, problems: Problems) -> dict[str, object]:
    """The seed of a variant; of `variants` the first and the last."""
    first, dash, last = (part.strip() for part in text.partition("-"))
    numbers = [first, last] if dash and key == "variants" else [text]
    if all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
        seeds = [int(number) for number in numbers]
        if seeds == sorted(seeds):
            return {key: (seeds[0], seeds[-1]) if key == "variants" else seeds[0]}
    what = "a range of whole numbers such as 1-30" if key == "variants" else "a whole number such as 17"
    problems.add(f"{quoted(key)} must be {what}; found {quoted(text)}", place)
    return {}


OTHER_NAMES = {
    "name": "student", "your name": "student", "标题": "title", "姓名": "student", "学生": "student",
    "网络": "architecture", "网络结构": "architecture", "输入": "input", "答案": "answers",
    "布局": "layout", "变体": "variant",
}  # fmt: skip


def heading_name(text: str) -> str:
    """A heading by its own name, in whatever case and language.

    >>> heading_name("Architecture "), heading_name("姓名"), heading_name("Name")
    ('architecture', 'student', 'student')
    """
    word = text.strip().casefold()
    return OTHER_NAMES.get(word, word)


HEADINGS = (
    "title", "student", "architecture", "input", "variant", "variants", "vary", "layout", "dtype",
    "batch", "conventions", "given",
)  # fmt: skip
"""What stands above the answers, in YAML as keys, in CSV as lines that begin with `#`."""
