"""What a review is set to: which rules, with which values; by the project, the spec, the command line.

A mapping under the key `review` says it everywhere alike:

    review: {ignore: [dense-as-conv], dtype: float16, dominant-dense: {share: 0.6}}

The nearest `select` counts, what is to be ignored adds up, and of a rule's values the nearest.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncalc.analysis.base import BYTES, OTHER_DTYPES
from cnncalc.design.review.base import Rule
from cnncalc.design.review.rules import RULES
from cnncalc.network import Written
from cnncalc.problem import Problem, Problems, SpecError, did_you_mean, listing, quoted

ALL, DEFAULT = "all", "default"


class ReviewSettings(NamedTuple):
    """Settings of one place; None if it says nothing."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    dtype: str | None = None
    values: Mapping[str, Mapping[str, float]] = {}  # rule -> option -> value

    def under(self, nearer: "ReviewSettings") -> "ReviewSettings":
        """These, where a nearer place does not say otherwise."""
        names = [*self.values, *nearer.values]
        values = {name: {**self.values.get(name, {}), **nearer.values.get(name, {})} for name in names}
        return ReviewSettings(
            self.select if nearer.select is None else nearer.select,
            (*self.ignore, *nearer.ignore),
            nearer.dtype or self.dtype,
            values,
        )

    @property
    def rules(self) -> list[Rule]:
        """The rules that are to look, in the order of their names."""
        chosen = set(self.select or (DEFAULT,))
        return [
            rule
            for name, rule in RULES.items()
            if name not in self.ignore
            and (name in chosen or ALL in chosen or (rule.default and DEFAULT in chosen))
        ]

    def values_of(self, rule: Rule) -> dict[str, float]:
        """The values of a rule's options."""
        own = {name: option.default for name, option in rule.options.items()}
        return {**own, **self.values.get(rule.name, {})}


def unknown_rule(name: str) -> str | None:
    """What is wrong with a name that no rule has."""
    if name in RULES:
        return None
    hint = did_you_mean(name, RULES) or "; 'cnncalc rules' lists them"
    return f"there is no rule {quoted(name)}{hint}"


def settings(written: Written | None) -> ReviewSettings:
    """The settings as written under `review`; SpecError with everything that is wrong with them."""
    if written is None or written.value == "":
        return ReviewSettings()
    problems = Problems()
    read = _SettingsReader(problems).settings(written)
    if problems:
        raise problems.error()
    return read


def chosen(select: Iterable[str], ignore: Iterable[str], dtype: str | None) -> ReviewSettings:
    """The settings of the command line; SpecError if a name is no rule's."""
    selected, ignored = tuple(select), tuple(ignore)
    if dtype is not None and OTHER_DTYPES.get(dtype, dtype) not in BYTES:
        hint = did_you_mean(dtype, BYTES) or f"; there are {listing(BYTES)}"
        raise SpecError([Problem(f"there is no dtype {quoted(dtype)}{hint}")])
    faults = [f"--select: {fault}" for fault in map(unknown_rule, _names(selected)) if fault]
    faults += [f"--ignore: {fault}" for fault in map(unknown_rule, ignored) if fault]
    if faults:
        raise SpecError(map(Problem, faults))
    return ReviewSettings(selected or None, ignored, OTHER_DTYPES.get(dtype or "", dtype))


def _names(selected: Iterable[str]) -> list[str]:
    return [name for name in selected if name not in (ALL, DEFAULT)]


class _SettingsReader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def settings(self, written: Written) -> ReviewSettings:
        if not isinstance(written.value, Mapping):
            message = "'review' takes a mapping such as {ignore: [checkerboard], dtype: float16}"
            self.problems.add(f"{message}; found {_found(written)}", written.place)
            return ReviewSettings()
        select: tuple[str, ...] | None = None
        ignore: tuple[str, ...] = ()
        dtype, values = None, {}
        for key, (place, value) in written.value.items():
            if key == "select":
                select = self.rules(key, value, known=(ALL, DEFAULT))
            elif key == "ignore":
                ignore = self.rules(key, value)
            elif key == "dtype":
                dtype = self.dtype(value)
            elif key in RULES:
                values[key] = self.values(RULES[key], value)
            else:
                keys = ["select", "ignore", "dtype", *RULES]
                hint = did_you_mean(key, keys) or "; it has select, ignore, dtype, and the names of rules"
                self.problems.add(f"'review' has no key {quoted(key)}{hint}", place)
        return ReviewSettings(select, ignore, dtype, values)

    def rules(self, key: str, written: Written, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        listed = written.value if isinstance(written.value, tuple) else (written,)
        names = []
        for item in listed:
            if not isinstance(item.value, str) or not item.value:
                self.problems.add(f"'{key}' takes names of rules; found {_found(item)}", item.place)
            elif item.value not in known and (fault := unknown_rule(item.value)):
                self.problems.add(fault, item.place)
            else:
                names.append(item.value)
        return tuple(names)

    def dtype(self, written: Written) -> str | None:
        text = written.value if isinstance(written.value, str) else ""
        dtype = OTHER_DTYPES.get(text, text)
        if dtype in BYTES:
            return dtype
        self.problems.add(
            f"'dtype' must be one of {listing(BYTES, 'or')}; found {_found(written)}", written.place
        )
        return None

    def values(self, rule: Rule, written: Written) -> dict[str, float]:
        if not isinstance(written.value, Mapping):
            known = (
                f"takes its options in {{}}: {listing(rule.options)}" if rule.options else "has no options"
            )
            message = f"'{rule.name}' {known}; found {_found(written)}"
            self.problems.add(message, written.place)
            return {}
        values = {}
        for name, (place, value) in written.value.items():
            if name not in rule.options:
                hint = did_you_mean(name, rule.options) or f"; it has {listing(rule.options)}"
                self.problems.add(f"'{rule.name}' has no option {quoted(name)}{hint}", place)
            elif (number := self.number(rule, name, value)) is not None:
                values[name] = number
        return values

    def number(self, rule: Rule, name: str, written: Written) -> float | None:
        option = rule.options[name]
        try:
            number = float(str(written.value).replace("_", ""))
        except ValueError:
            number = float("nan")
        if option.least <= number <= option.most and not (option.whole and number % 1):
            return number
        kind = "a whole number" if option.whole else "a number"
        message = f"'{name}' of {rule.name} must be {kind} from {option.least:g} to {option.most:g}"
        self.problems.add(f"{message}; found {_found(written)}", written.place)
        return None


def _found(written: Written) -> str:
    if isinstance(written.value, str):
        return quoted(written.value) if written.value else "nothing"
    return "a mapping" if isinstance(written.value, Mapping) else "a list"
