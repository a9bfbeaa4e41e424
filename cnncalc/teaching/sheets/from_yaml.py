"""A sheet in YAML: headings, and `answers` by layer and figure.

architecture: lenet5
answers:
  C1: {output: 28x28x6, parameters: 156}
  F5.parameters: 48120
  total.parameters: 61,706
"""

from collections.abc import Iterator
from typing import Any

from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.problem import Problems, Source, did_you_mean, listing, quoted
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.sheets.sheet import (
    BLANK,
    HEADINGS,
    LONGEST_ANSWER,
    MOST_CLAIMS,
    Sheet,
    heading,
    heading_name,
    numbers,
)

ANSWERS, SETTINGS, POINTS, CREDIT = "answers", "settings", "points", "credit"
KEYS = (*HEADINGS, SETTINGS, ANSWERS, POINTS, CREDIT)


def is_sheet(root: Value | None) -> bool:
    """Whether a YAML file is an answer sheet rather than a spec."""
    if not isinstance(root, Mapping) or "layers" in root:
        return False
    return not {ANSWERS, "architecture"}.isdisjoint(heading_name(key.text) for key, _ in root)


def read_yaml(source: Source, root: Value | None, problems: Problems) -> Sheet:
    """The sheet that a tree describes; what is wrong with it goes to the problems."""
    if not isinstance(root, Mapping):
        problems.add(f"a sheet is a mapping with 'architecture' and 'answers'; found {found(root)}")
        return Sheet(source)
    given: dict[str, Any] = {}
    headings = _by_names(root, problems)
    for name, (key, value) in headings.items():
        if name not in KEYS:
            hint = did_you_mean(name, KEYS) or f"; it has {listing(KEYS)}"
            problems.add(f"a sheet has no key {quoted(key.text)}{hint}", key.place)
        elif name == "architecture" and isinstance(value, Mapping):
            given[name] = value
        elif isinstance(value, Scalar) and value.empty and name != ANSWERS:
            continue  # a heading that was not filled in
        elif name in (SETTINGS, POINTS, CREDIT):
            given[name] = dict(_pairs(key, value, problems))
        elif name != ANSWERS:
            text = ("; " if name == "given" else ", ").join(_texts(value))
            if text:
                given.update(heading(name, text, value.place, problems))
            else:
                problems.add(f"{quoted(name)} takes text; found {words_for(value)}", value.place)
    for word in (POINTS, CREDIT):
        places = {
            name.text: item.place for name, item in _mapping(headings[word][1] if word in headings else None)
        }
        given[word] = numbers(word, given.get(word, {}), places, problems)
    claims, blank = _answers(headings[ANSWERS][1] if ANSWERS in headings else None, root, problems)
    return Sheet(source, claims=claims, blank=blank, **given)


def _by_names(root: Mapping, problems: Problems) -> dict[str, tuple[Scalar, Value]]:
    """The headings by their own names, in whatever case and language they are written."""
    found: dict[str, tuple[Scalar, Value]] = {}
    for key, value in root:
        name = heading_name(key.text)
        if name in found:
            problems.add(f"{quoted(key.text)} is given twice", key.place)
        found.setdefault(name, (key, value))
    return found


def found(root: Value | None) -> str:
    """What stands there instead."""
    return "nothing" if root is None else words_for(root)


def _texts(value: Value) -> list[str]:
    items = value.items if isinstance(value, Sequence) else [value]
    return [item.text for item in items if isinstance(item, Scalar) and not item.empty]


def _pairs(key: Scalar, value: Value, problems: Problems) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        problems.add(f"{quoted(key.text)} takes names with values; found {words_for(value)}", value.place)
        return
    for name, item in value:
        yield name.text, item.text if isinstance(item, Scalar) else _flow(item)


def _flow(value: Value) -> str:
    """A list as it would be written on the command line."""
    if isinstance(value, Scalar):
        return value.text
    items = value.items if isinstance(value, Sequence) else []
    return f"[{', '.join(map(_flow, items))}]"


def _mapping(value: Value | None) -> Iterator[tuple[Scalar, Value]]:
    return iter(value) if isinstance(value, Mapping) else iter(())


def _answers(
    value: Value | None, root: Mapping, problems: Problems
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """The claims, and the keys of questions that nobody answered."""
    if not isinstance(value, Mapping):
        place = root.place if value is None else value.place
        problems.add(
            "'answers' takes a mapping such as {C1: {output: 28x28x6}, total.parameters: 61706};"
            f" found {found(value)}",
            place,
        )
        return (), ()
    claims: list[Claim] = []
    blank: list[str] = []
    for key, item in _each(value):
        text = item.text.strip() if isinstance(item, Scalar) else ""
        if isinstance(item, Sequence):  # [28, 28, 6]
            text = "x".join(_texts(item))
        if len(claims) + len(blank) == MOST_CLAIMS:
            problems.add(f"more than {MOST_CLAIMS:,} answers", item.place)
            break
        if key[-4:-3] in (".", "") and key[-3:].isdigit() and not text:  # {parameters: 2,416}
            problems.add(f"inside braces, put a number with a comma in quotes: '...,{key[-3:]}'", item.place)
        elif isinstance(item, Mapping):
            problems.add(f"{quoted(key)} takes one answer; found {words_for(item)}", item.place)
        elif len(text) > LONGEST_ANSWER or not (key + text).isprintable():
            problems.add(f"an answer must be short printable text; found {quoted(text)}", item.place)
        elif BLANK.fullmatch(text) or (isinstance(item, Scalar) and item.empty):
            blank.append(key)
        else:
            claims.append(Claim(key, text, item.place))
    return tuple(claims), tuple(blank)


def _each(value: Mapping) -> Iterator[tuple[str, Value]]:
    """The key of every answer: `F5.parameters`, or `parameters` below `F5`."""
    for key, item in value:
        if isinstance(item, Mapping):
            yield from ((f"{key.text}.{figure.text}", answer) for figure, answer in item)
        else:
            yield key.text, item
