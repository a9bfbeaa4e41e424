"""A spec with settings of its own: `resnet50[depths=[3,4,23,3], input=192x192x3]`."""

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncalc.api import read_setting, read_shapes, summarize
from cnncalc.language.build import Template
from cnncalc.language.find import find
from cnncalc.network import Network
from cnncalc.problem import Problem, Source, SpecError, quoted
from cnncalc.summary import Summary

OPENING, CLOSING = "([{", ")]}"
INPUT = "input"
"""What stands for the input among the settings; `input=left=64x64x1` where there are several."""


class Configuration(NamedTuple):
    """A spec, values for its variables, and shapes for its inputs ("" is the only one)."""

    text: str  # as it was written
    spec: str
    settings: Mapping[str, str] = {}
    inputs: Mapping[str, str] = {}


def read_configuration(text: str) -> Configuration:
    """What a text such as `resnet50[width=32]` names; a file of exactly that name wins.

    Raises SpecError if a setting is none.
    """
    spec, bracket, inside = text.partition("[")
    if not bracket or os.path.exists(text):
        return Configuration(text, text)
    if not inside.endswith("]") or not spec:
        raise SpecError([Problem(f"a spec with settings is SPEC[NAME=VALUE, ...]; found {quoted(text)}")])
    settings: dict[str, str] = {}
    inputs: dict[str, str] = {}
    for part in split(inside[:-1]):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not value:
            message = f"{quoted(text)}: a setting is NAME=VALUE; found {quoted(part.strip())}"
            raise SpecError([Problem(message)])
        taken = inputs if name == INPUT else settings
        key, _, given = value.rpartition("=") if name == INPUT else (name, "=", value)
        if key in taken:
            raise SpecError([Problem(f"{quoted(text)} sets {quoted(key or INPUT)} twice")])
        taken[key] = given
    return Configuration(text, spec, settings, inputs)


def split(text: str, at: str = ",") -> list[str]:
    """The parts between commas, but for commas in brackets or quotes.

    >>> split("[3,4,6,3],[3,4,23,3]")
    ['[3,4,6,3]', '[3,4,23,3]']
    """
    parts, depth, quote = [""], 0, ""
    for char in text:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth -= 1
        if char == at and depth == 0 and not quote:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def summary_of(
    configuration: Configuration,
    settings: Mapping[str, str] = {},
    inputs: Mapping[str, str] = {},
    *,
    batch: int = 1,
    dtype: str = "float32",
    heads: bool = True,
    folder: str | None = None,
) -> Summary:
    """The figures of a configuration. `settings` and `inputs` are for all configurations; its own come first.

    folder: where the files are looked for that it extends or uses, if not beside it. Raises SpecError.
    """
    if configuration.spec == os.devnull:  # how git names the side that a new or deleted file has not
        return summarize(Network("nothing", ()), batch=batch, dtype=dtype)
    source = find(configuration.spec)
    if folder is not None:
        source = Source(source.name, source.text, folder)
    values = {
        name: read_setting(name, value) for name, value in {**settings, **configuration.settings}.items()
    }
    shapes = read_shapes(configuration.inputs or inputs)
    network = Template(source).network(shapes, values)
    return summarize(network, batch=batch, dtype=dtype, heads=heads)


def all_or_problems(
    configurations: Iterable[Configuration],
    settings: Mapping[str, str],
    inputs: Mapping[str, str],
    **options: object,
) -> list[Summary]:
    """The figures of every configuration; SpecError with the problems of all where any cannot be used."""
    summaries: list[Summary] = []
    problems: list[Problem] = []
    for configuration in configurations:
        try:
            summaries.append(summary_of(configuration, settings, inputs, **options))  # type: ignore[arg-type]
        except SpecError as error:
            problems.extend(_named(problem, configuration) for problem in error.problems)
    if problems:
        raise SpecError(dict.fromkeys(problems))
    return summaries


def _named(problem: Problem, configuration: Configuration) -> Problem:
    """The problem with the spec that it is of, where its place is an option or none."""
    if problem.place and not problem.place.source.name.startswith("--"):
        return problem
    return problem._replace(message=f"{configuration.text}: {problem.message.removeprefix('--set: ')}")
