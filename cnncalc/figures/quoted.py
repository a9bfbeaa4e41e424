"""Figures as people quote them: `4.13 GFLOPs`, `25,636,712`, `93MB`, `~60M`, `5*5*6 + 6 = 156`, `约6万`.

A figure is read as the interval of numbers that its digits stand for: `25.6M` is said of everything from
25,550,000 to 25,650,000. Prefixes are powers of 1000, those with an i (KiB) of 1024; who suspects that a
K was meant as 1024 asks for `binary`. What can be read in two ways has two `readings`, and `read` asks.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cnncalc.figures.arithmetic import NoArithmeticError, worked_out
from cnncalc.figures.plain import plain_text
from cnncalc.figures.words import (
    BILLION,
    LETTERS,
    PREFIXES,
    UNCLEAR,
    UNIT,
    UNITS,
    Relation,
    Said,
    relation_before,
    relation_behind,
)

Number = Fraction | int

LONGEST = 100
"""Characters: no figure is longer."""
MOST_ZEROS = 30
"""The largest power of ten: far beyond any network."""
MOST_KEPT = 4096
"""Readings that are kept: the answers of a class are much alike."""
ABOUT = Fraction(1, 5)
"""Of `about 60,000` the zeros may be anything, 55 to 65 thousand, but no more than a tenth either way."""


class NotAFigureError(ValueError):
    """A text that is not a figure: what was found, and what would fit."""


class Quoted(NamedTuple):
    """A figure that somebody quotes, and the numbers it may stand for.

    low, high: what is rounded to the digits shown, both ends included; None if there is no end.
    exact: every digit is shown. unit: what the figure counts, "" where it does not say. relation: `=`
    of the figure, or that it is about it, more or less. step: one unit of the last digit shown.
    prefix: `K`, `Mi`, ... as written, in capitals, or "". remark: what must be said of how it is written:
    thousands apart by points, a line of working that does not come out.
    """

    low: Fraction | None
    high: Fraction | None
    value: Fraction
    exact: bool
    unit: Said
    relation: Relation
    step: Fraction
    prefix: str
    text: str
    remark: str = ""

    def holds(self, number: Number) -> bool:
        """Whether the figure may be said of this number.

        >>> read("25.6M").holds(25_557_032), read("more than 3M").holds(3_000_000)
        (True, False)
        """
        if self.relation in (">", "<") and number == self.value:
            return False
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def cuts(self, number: Number) -> bool:
        """Whether the figure is this number with its further digits cut off: 3.8G of 3,857,973,248."""
        if self.exact or self.relation not in ("=", "~"):
            return False
        beyond = (-number if number < 0 else number) - abs(self.value)
        return 0 <= beyond < self.step and number * self.value >= 0

    @property
    def binary(self) -> "Quoted | None":
        """The same with a K of 1024; None if the prefix does not leave that open.

        >>> int(read("159K").binary.value)
        162816
        """
        if self.prefix not in BINARY_TOO:
            return None
        power = BINARY_TOO.index(self.prefix) + 1
        return self._times(Fraction(1024**power, 1000**power))

    @property
    def as_bytes(self) -> "Quoted":
        """The same where bytes are spoken of: a bare B is a byte there, not a billion."""
        if self.prefix != "B" or self.unit:
            return self
        bare = self._times(Fraction(1, 10**9))._replace(prefix="", unit="bytes")
        return bare._replace(exact=bare.step == 1 and bare.relation == "=")

    def _times(self, factor: Fraction) -> "Quoted":
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return self._replace(low=low, high=high, value=self.value * factor, step=self.step * factor)


BINARY_TOO = ("K", "M", "G", "T")
"""Prefixes by which some mean powers of 1024."""

IN_THREES = r"[1-9][0-9]{0,2}(?P<separator>[,_' ])[0-9]{3}(?:(?P=separator)[0-9]{3})*"
INDIAN = r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
POWER_OF_TEN = r"(?: ?(?:e|[x*] ?10 ?(?:\^|\*\*) ?)(?P<power>[-+]?[0-9]{1,4}))?"
END = r"(?![0-9]|[.,'_] ?[0-9]| [0-9])"
"""Behind a number no further digits stand."""

POINT = re.compile(
    rf"(?P<sign>[-+]?)(?P<whole>{IN_THREES}|{INDIAN}|[0-9]+(?:_[0-9]+)*|(?=\.[0-9]))(?:\.(?P<decimals>[0-9]*))?"
    rf"{END}{POWER_OF_TEN}"
)
"""1,234.5: a point before the decimals."""
COMMA = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>[0-9]{1,3}(?:(?P<separator>[.' ])[0-9]{3})+|[0-9]+)(?:,(?P<decimals>[0-9]+))?"
    rf"{END}{POWER_OF_TEN}"
)
"""1.234,5: a comma before the decimals."""

BRACKETS = re.compile(r"^[(\[]([^()\[\]]*?),?[)\]]$")
NOTE = re.compile(r" ?[(\[]([^()\[\]0-9]{1,60})[)\]]\.?$")
HARMLESS = re.compile(
    r"(?:incl|including|with|and|the|in|of|all|bias|biases|weights?|params?|parameters?|total|trainable|learnable"
    r"|rounded|height|width|rows|columns|values?|pixels?|px|per|image|layer"
    r"|含|包括|包含|偏置|参数|共|[., &+])*"
)
"""Words of a note in brackets that say nothing else than the figure."""

TEN_THOUSANDS = re.compile(r"(?:([0-9]{1,4})[亿億])?(?:([0-9]{1,4})[万萬])?([0-9]{4})?(?![0-9])")
"""6万1706: what comes after a 万 in full."""

ARITHMETIC = re.compile(r"[-+0-9.(][-+*/^x0-9.,_() ]*[0-9).]")
EXAMPLES = "a number such as 4.13G, 25,557,032, 93 MB, 1.8e9 or ~60 million"


def read(text: str) -> Quoted:
    """The figure that a text quotes; NotAFigureError if it quotes none, or may be either of two.

    >>> quoted = read("4.1 GFLOPs")
    >>> int(quoted.low), int(quoted.high), quoted.unit
    (4050000000, 4150000000, 'flops')
    >>> read("about 60k").relation, read("25,636,712").exact, read("58 MiB").unit
    ('~', True, 'bytes')
    """
    usual, *others = readings(text)
    if others and not usual.prefix:
        raise either(usual, others[0])
    return usual


def either(one: Quoted, other: Quoted) -> "NotAFigureError":
    """The question that settles which of two readings is meant."""
    first, second = (_written(reading.value) for reading in (one, other))
    return NotAFigureError(f"found '{one.text}', which may be {first} or {second}: write one of these")


def _written(value: Fraction, comma: str = "") -> str:
    return f"{int(value):{comma}}" if value.denominator == 1 else f"{float(value):{comma}.15g}"


@lru_cache(maxsize=MOST_KEPT)
def readings(text: str, products: bool = False) -> tuple[Quoted, ...]:
    """What a text may quote: the usual reading first; NotAFigureError if it quotes nothing.

    products: whether an x between numbers multiplies them, as it does where a count is asked for.

    >>> [str(reading.value) for reading in readings("61.706")]
    ['30853/500', '61706']
    """
    if len(text) > LONGEST:
        raise NotAFigureError(f"a number has at most {LONGEST} characters; found {len(text)}")
    shown, (rest, note) = text.strip(), _without_note(plain_text(text).strip("\"'`"))
    rest = BRACKETS.sub(r"\1", rest)
    lines = re.split("(?<![<>])[=~](?![<>])", rest)
    if len(lines) > 1 and lines[0].strip():
        rest = rest[len(rest) - len(lines[-1]) - 1 :]
    relation, rest = relation_before(rest)
    behind, rest = relation_behind(rest)
    if note and relation_before(f"{note} ")[0] == "~":
        note, behind = "", "~"
    relation = behind if relation == "=" else relation
    rest = f"{rest.removeprefix('百分之')}%" if rest.startswith("百分之") else rest
    remark = _working(lines, relation, rest) if len(lines) > 1 and lines[0].strip() else ""
    if note and not HARMLESS.fullmatch(note):
        remark = f"{remark}; " * bool(remark) + f"the text in brackets, '{note}', is ignored"
    found = tuple(_one(shown, relation, rest, products))
    return tuple(one._replace(remark="; ".join(filter(None, (one.remark, remark)))) for one in found)


def _without_note(text: str) -> tuple[str, str]:
    """The text, and what comes after it in brackets: `48120 (incl. bias)`."""
    note = NOTE.search(text)
    return (text[: note.start()].strip(), note[1].strip()) if note and note.start() else (text, "")


def _working(lines: list[str], relation: Relation, result: str) -> str:
    """What there is to say of the lines before the result."""
    try:
        (last, *_) = _one(result, relation, result, products=True)
    except NotAFigureError:
        return ""  # it is said of the result
    for line in filter(str.strip, lines[:-1]):
        try:
            value = worked_out(line)
        except NoArithmeticError:
            raise NotAFigureError(
                f"found '{line.strip()} = ...'; expected {EXAMPLES}, alone or after its arithmetic"
            ) from None
        if not last.holds(value):
            return f"the arithmetic is wrong: {line.strip()} is {_written(value)}"
    return ""


def _one(text: str, relation: Relation, rest: str, products: bool) -> Iterator[Quoted]:
    """The readings of a number with its unit, or of arithmetic."""
    for word, meanings in UNCLEAR.items():
        if word in rest and re.search(rf"[0-9] ?{word}(?![a-z])", rest):
            raise NotAFigureError(f"found '{text}': is {word} {meanings}? Write the number in digits")
    parts = TEN_THOUSANDS.match(rest)
    if parts and (parts[1] or parts[2]) and (parts[3] or (parts[1] and parts[2])):
        rest = f"{_in_ten_thousands(parts)}{rest[parts.end() :]}"
    point, comma = POINT.match(rest), COMMA.match(rest)
    usual = _with_unit(text, relation, rest, point) if point else None
    other = _with_unit(text, relation, rest, comma) if comma and comma[0] != usual_digits(point) else None
    if usual and not (other and _may_be(comma, usual)):
        yield usual
    elif usual and other:
        yield from (usual, other._replace(remark=_by_comma(other)))
    elif other and not _misplaced(comma, other):
        yield other if comma and comma["separator"] != "." else other._replace(remark=_by_comma(other))
    else:
        yield _arithmetic(text, relation, rest, products)


def usual_digits(point: re.Match[str] | None) -> str | None:
    """A number without a point or a comma, which is the same either way."""
    return point[0] if point and not set(".,") & set(point[0]) else None


def _may_be(comma: re.Match[str] | None, usual: Quoted) -> bool:
    """Whether a number that English reads may be meant as others write it: 61.706, or 138,358 M."""
    if comma is None or comma["whole"][:1] == "0" or usual.unit == "percent":
        return False
    scaled = bool(usual.prefix or comma["power"])
    return scaled if comma["decimals"] else not scaled and comma["separator"] == "."


def _misplaced(comma: re.Match[str] | None, other: Quoted) -> bool:
    """Whether a comma may just as well be one of thousands in the wrong place: 6,1706."""
    plain = other.prefix or other.unit == "percent" or comma is None or comma["whole"] == "0"
    return not plain and len(comma["decimals"] or "") > 3 if comma else False


def _by_comma(other: Quoted) -> str:
    """What must be said of a number that is read as others write it than English."""
    read_as = _written(other.value, comma=",")
    return f"read as {read_as}: in English, a point comes before decimals and a comma between thousands"


def _with_unit(text: str, relation: Relation, rest: str, number: re.Match[str]) -> Quoted | None:
    """The number with the unit that comes after it; None if something else stands there."""
    unit = UNIT.fullmatch(rest[number.end() :].strip())
    if not unit or not (number["whole"] or number["decimals"]):
        return None
    whole = re.sub("[,_' .]", "", number["whole"])
    decimals, power = number["decimals"] or "", int(number["power"] or 0)
    if abs(power) > MOST_ZEROS or len(whole) > MOST_ZEROS:
        raise NotAFigureError(f"found '{text}': beyond 10**{MOST_ZEROS}, which no network reaches")
    scale, said = _scale(text, unit)
    relation = ">" if unit["more"] and relation == "=" else relation
    step = Fraction(10) ** power * scale / 10 ** len(decimals)
    value = Fraction(int(whole + decimals or "0")) * step * (-1 if number["sign"] == "-" else 1)
    if relation == "~" and not decimals:
        step = max(step, min(step * 10 ** (len(whole) - len(whole.rstrip("0"))), abs(value) * ABOUT))
    return _quoted(text, relation, value, step, said, unit["prefix"])


def _scale(text: str, unit: re.Match[str]) -> tuple[Fraction, Said]:
    """By what a unit multiplies, and what it counts."""
    said: Said = next((name for name in UNITS if unit[name]), "")
    if said == "flops" and unit["flops"] == "f" and unit["prefix"] != "b":  # darknet's BF
        raise NotAFigureError(f"found '{text}': 'f' is not a unit I know; write FLOPs")
    return Fraction(PREFIXES[unit["prefix"]], 100 if said == "percent" else 1), said


def _quoted(
    text: str, relation: Relation, value: Fraction, step: Fraction, said: Said, word: str = ""
) -> Quoted:
    exact = step == 1 and relation == "="
    low: Fraction | None = value if exact or relation[0] == ">" else value - step / 2
    high: Fraction | None = value if exact or relation[0] == "<" else value + step / 2
    low, high = (None if relation[0] == "<" else low), (None if relation[0] == ">" else high)
    prefix = LETTERS.get(PREFIXES[word], "") if PREFIXES[word] != BILLION else "G" if word == "g" else "B"
    return Quoted(low, high, value, exact, said, relation, step, prefix or word, text)


def _arithmetic(text: str, relation: Relation, rest: str, products: bool) -> Quoted:
    """What arithmetic comes to, which is exact."""
    found = ARITHMETIC.match(rest)
    unit = UNIT.fullmatch(rest[found.end() :].strip()) if found else None
    if not found or not unit:
        raise NotAFigureError(_no_number(text, rest))
    if not set("*^/+x" if products else "*^/+") & set(found[0]):
        raise NotAFigureError(_no_number(text, rest))  # 28x28 is a size, 3-5 a range
    if unit["prefix"] and re.search("[0-9)] ?[-+]", found[0]):
        raise NotAFigureError(f"found '{text}': is all of it in {unit['prefix']}? Write the number")
    try:
        value = worked_out(found[0])
    except NoArithmeticError:
        raise NotAFigureError(_no_number(text, rest)) from None
    scale, said = _scale(text, unit)
    quoted = _quoted(text, "=", value * scale, Fraction(1), said, unit["prefix"])
    if relation == "=":
        return quoted._replace(exact=True, prefix="")
    low, high = (quoted.low if relation[0] != "<" else None), (quoted.high if relation[0] != ">" else None)
    return quoted._replace(low=low, high=high, relation=relation, exact=False, prefix="")


def _in_ten_thousands(parts: re.Match[str]) -> str:
    """6万1706 as 61706; 1亿3835万 as 13835万."""
    hundred_millions, ten_thousands, rest = int(parts[1] or 0), int(parts[2] or 0), parts[3]
    together = hundred_millions * 10**4 + ten_thousands
    return f"{together * 10**4 + int(rest)}" if rest else f"{together}万"


def _no_number(text: str, rest: str) -> str:
    number = re.match(r"[-+]?[0-9]+(?:[.,][0-9]+)?", rest)
    if not number:
        return f"found '{text}'; expected {EXAMPLES}"
    behind = rest[number.end() :].strip()
    if (behind[:1] in (",", ".", "_", "'") and behind[1:2].isdigit()) or re.match("[0-9]+,[0-9]{4}", rest):
        return f"found '{text}'; thousands are separated in threes, 25,557,032, and decimals by a point, 4.1"
    if re.match(r"[-–/x*+^0-9=~]", behind):
        return f"found '{text}', which is more than one number; expected {EXAMPLES}"
    return (
        f"found '{text}': '{behind}' is not a unit I know; known units: K, M, G, B, KiB, MB, FLOPs, MACs, %"
    )
