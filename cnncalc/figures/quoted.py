"""A figure as somebody quotes it, rounded: `4.13 GFLOPs`, `25,636,712`, `93MB`, `more than 3 million`.

A figure is read as the interval of numbers that its digits stand for: `25.6M` is said of everything from
25,550,000 to 25,650,000. Prefixes are powers of 1000, those with an i (KiB) of 1024; who suspects that a
K was meant as 1024 asks for `binary`.
"""

import re
from fractions import Fraction
from typing import Literal, NamedTuple

Relation = Literal["=", "~", ">", ">=", "<", "<="]
Said = Literal["", "parameters", "macs", "flops", "operations", "values", "bytes", "pixels", "percent"]

Number = Fraction | int

LONGEST = 100
"""Characters: no figure is longer."""
MOST_ZEROS = 30
"""The largest power of ten: far beyond any network."""
ABOUT = Fraction(1, 5)
"""Of `about 60,000` the zeros may be anything, 55 to 65 thousand, but no more than a tenth either way."""


class NotAFigureError(ValueError):
    """A text that is no figure: what was found, and what would fit."""


class Quoted(NamedTuple):
    """A figure that somebody quotes, and the numbers it may stand for.

    low, high: what is rounded to the digits shown, both ends included; None where there is no end.
    exact: every digit is shown. unit: what the figure counts, "" where it does not say. relation: `=`
    of the figure, or that it is about it, more or less. step: one unit of the last digit shown.
    prefix: `K`, `Mi`, ... as written, in capitals, or "".
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
        beyond = (-number if number < 0 else number) - abs(self.value)
        return (
            not self.exact
            and self.relation in ("=", "~")
            and 0 <= beyond < self.step
            and number * self.value >= 0
        )

    @property
    def binary(self) -> "Quoted | None":
        """The same with a K of 1024; None where the prefix does not leave that open.

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

PREFIXES = {
    "": 1,
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("g", "b", "bn", "billion", "billions"), 10**9),
    **dict.fromkeys(("t", "tn", "trillion", "trillions"), 10**12),
    **{f"{letter}i": 1024 ** (i + 1) for i, letter in enumerate("kmgt")},
}
LETTERS = {10**3: "K", 10**6: "M", 10**12: "T", **{1024 ** (i + 1): f"{x}i" for i, x in enumerate("KMGT")}}
"""What stands for a prefix in words; 10**9 is G or, where a word has a b, B, which leaves no 1024 open."""

UNITS: dict[Said, tuple[str, ...]] = {
    "parameters": ("params?", "parameters?", "weights", "learnables"),
    "macs": (
        "macs?", "maccs?", "madds?", "mult[- ]?adds?", "multiply[- ]adds?", "multiply[- ]accumulates?",
        "multiplies", "multiplications", "mults?", "fmas?",
    ),
    "flops": ("flops?", "flop/s", "floating[- ]point operations", "f"),
    "operations": ("ops", "operations"),
    "values": ("values", "activations", "numbers", "floats", "elements"),
    "bytes": ("bytes?", "b"),
    "pixels": ("pixels?", "px"),
    "percent": ("%", "percent", "per cent"),
}  # fmt: skip

RELATIONS: dict[Relation, tuple[str, ...]] = {
    ">=": (">=", "=>", "≥", "⩾", "at least", "no less than", "not less than"),
    "<=": ("<=", "=<", "≤", "⩽", "at most", "no more than", "not more than", "up to"),
    ">": (">", "more than", "greater than", "over", "above"),
    "<": ("<", "less than", "fewer than", "under", "below"),
    "~": (
        "~", "≈", "∼", "≃", "≅", "about", "around", "roughly", "approximately", "approx.", "approx", "circa",
        "ca.", "some", "nearly", "almost",
    ),
    "=": ("=", "exactly", "precisely"),
}  # fmt: skip

SEPARATORS = ",_'’\u2009\u202f\u00a0 "
POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

IN_THREES = rf"[0-9]{{1,3}}(?P<separator>[{SEPARATORS}])[0-9]{{3}}(?:(?P=separator)[0-9]{{3}})*"
WHOLE = rf"{IN_THREES}|[0-9]+(?:_[0-9]+)*"
NUMBER = re.compile(
    rf"(?P<sign>[-+−]?)(?P<whole>{WHOLE})(?:\.(?P<decimals>[0-9]+))?"
    r"(?: ?(?:e|[x×*·] ?10(?:\^|\*\*)?)(?P<power>[-+]?[0-9]+))?"
)
_PREFIX = "|".join(sorted(PREFIXES, key=len, reverse=True))
UNIT = re.compile(
    rf"(?P<prefix>{_PREFIX})[ -]?(?:"
    + "|".join(f"(?P<{unit}>{'|'.join(words)})" for unit, words in UNITS.items())
    + r")?\.?"
)
EXAMPLES = "a figure such as 4.13G, 25,557,032, 93 MB, 1.8e9 or ~60 million"


def read(text: str) -> Quoted:
    """The figure that a text quotes; NotAFigureError where it quotes none.

    >>> quoted = read("4.1 GFLOPs")
    >>> int(quoted.low), int(quoted.high), quoted.unit
    (4050000000, 4150000000, 'flops')
    >>> read("about 60k").relation, read("25,636,712").exact, read("58 MiB").unit
    ('~', True, 'bytes')
    """
    if len(text) > LONGEST:
        raise NotAFigureError(f"a figure has at most {LONGEST} characters; found {len(text)}")
    relation, rest = _relation(" ".join(text.translate(POWERS).lower().replace("\t", " ").split(" ")).strip())
    number = NUMBER.match(rest)
    if not number:
        raise NotAFigureError(f"found '{text.strip()}'; what would fit is {EXAMPLES}")
    behind = rest[number.end() :].strip()
    if behind.endswith("+") and relation == "=":
        relation, behind = ">=", behind[:-1].strip()
    unit = UNIT.fullmatch(behind)
    if not unit:
        raise NotAFigureError(_what_is_behind(text.strip(), number, behind))
    return _quoted(text.strip(), relation, number, unit)


def _relation(text: str) -> tuple[Relation, str]:
    """What stands before the figure, and the rest."""
    for relation, words in RELATIONS.items():
        for word in words:
            rest = text.removeprefix(word)
            if rest != text and (not word[-1].isalpha() or rest[:1] == " "):
                return relation, rest.strip()
    return "=", text


def _what_is_behind(text: str, number: re.Match[str], behind: str) -> str:
    if behind[:1] in (",", ".", *SEPARATORS) and behind[1:2].isdigit():
        return f"found '{text}'; thousands are separated in threes, 25,557,032, and decimals by a point, 4.1"
    if behind[:1] in ("-", "–", "/", "x", "×"):
        return f"found '{text}', which is more than one number; what would fit is {EXAMPLES}"
    return f"found '{text}': '{behind}' is no unit known here; K, M, G, B, KiB, MB, FLOPs, MACs, % are"


def _quoted(text: str, relation: Relation, number: re.Match[str], unit: re.Match[str]) -> Quoted:
    whole = re.sub(f"[{SEPARATORS}]", "", number["whole"])
    decimals, power = number["decimals"] or "", int(number["power"] or 0)
    if abs(power) > MOST_ZEROS or len(whole) > MOST_ZEROS:
        raise NotAFigureError(f"found '{text}': beyond 10**{MOST_ZEROS}, which no network reaches")
    word = unit["prefix"]
    said: Said = next((name for name in UNITS if unit[name]), "")
    if said == "flops" and unit["flops"] == "f" and word != "b":  # darknet's BF
        raise NotAFigureError(f"found '{text}': 'f' is no unit known here; write FLOPs")
    scale = Fraction(10) ** power * PREFIXES[word] / (100 if said == "percent" else 1)
    step = scale / 10 ** len(decimals)
    value = Fraction(int(whole + decimals)) * step * (-1 if number["sign"] in ("-", "−") else 1)
    if relation == "~" and not decimals:
        step = max(step, min(step * 10 ** (len(whole) - len(whole.rstrip("0"))), abs(value) * ABOUT))
    exact = step == 1 and relation == "="
    low: Fraction | None = value if exact or relation[0] == ">" else value - step / 2
    high: Fraction | None = value if exact or relation[0] == "<" else value + step / 2
    low, high = (None if relation[0] == "<" else low), (None if relation[0] == ">" else high)
    prefix = LETTERS.get(PREFIXES[word]) if PREFIXES[word] != 10**9 else "G" if word == "g" else "B"
    return Quoted(low, high, value, exact, said, relation, step, prefix or "", text)
