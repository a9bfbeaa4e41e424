"""Options of the command line that stand for the fields of a layer: `--kernel 5 --padding same`.

Their texts are read as a spec's are; what is wrong is reported with the name of the option.
"""

from collections.abc import Mapping as Dict
from typing import Any

from cnncalc.language.brief import grow, read_input
from cnncalc.language.env import NOTHING
from cnncalc.language.fields import read_fields
from cnncalc.language.parse import parse
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.network import Network
from cnncalc.problem import Problem, Problems, Source, SpecError
from cnncalc.shape import Shape


def option(name: str) -> str:
    """The option of a field: `--padding-mode`."""
    return f"--{name.replace('_', '-')}"


def read_single(kind: str, shapes: tuple[str, ...], options: Dict[str, str]) -> Network:
    """The network of one layer, with the activation that may be among its options.

    shapes: its input, several of them for a join. SpecError with every problem.
    """
    problems = Problems()
    named = ["input"] if len(shapes) == 1 else [f"input{i}" for i in range(1, len(shapes) + 1)]
    key = Scalar(kind, False, Source("", kind), 1, 1, len(kind))
    body, layer = Mapping(key.source, 1, 1), Mapping(key.source, 1, 1)
    if CATALOGUE[kind].joins:
        names = Sequence(key.source, 1, 1)
        names.items = [key.saying(name) for name in named]
        body.items["from"] = (key.saying("from"), names)
    try:
        inputs = {
            name: read_input(Source("INPUT", text), problems)
            for name, text in zip(named, shapes, strict=True)
        }
        body.items |= {name: _pair(name, text, problems) for name, text in options.items()}
        layer.items[kind] = (key, body)
        return grow(inputs, [layer], problems)
    except SpecError as error:
        raise without_places(error) from None


def read_options(kind: type[Layer], options: Dict[str, str]) -> dict[str, Any]:
    """The values of the fields; SpecError with every problem."""
    problems = Problems()
    try:
        values = read_fields(
            kind, [_pair(name, text, problems) for name, text in options.items()], NOTHING, problems
        )
        if problems:
            raise problems.error()
    except SpecError as error:
        raise without_places(error) from None
    return values


def without_places(error: SpecError) -> SpecError:
    """The same problems, each after the name of its option instead of a line and a column."""
    return SpecError(
        Problem(f"{found.place.source.name}: {found.message}")
        if found.place and found.place.source.name
        else Problem(found.message)
        for found in error.problems
    )


def _pair(name: str, text: str, problems: Problems) -> tuple[Scalar, Value]:
    """A field's name and the tree of its text, which is YAML where it is a list or a mapping."""
    source = Source(option(name), text)
    scalar = Scalar(text, False, source, 1, 1, max(1, len(text)))
    value = parse(source, problems) if text.lstrip()[:1] in ("{", "[") else None
    return scalar.saying(name), value or scalar


def read_shape_option(name: str, text: str) -> Shape:
    """The shape that an argument or option gives; SpecError if it is none."""
    problems = Problems()
    read = read_input(Source(name, text), problems)
    if read.shape is None:
        raise without_places(problems.error())
    return read.shape
