"""A question for each layer kind: its fields as options that may be left open."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import click

from cnncalc.analysis import ALIASES
from cnncalc.catalogue import Kind, kind
from cnncalc.cli.options import columns
from cnncalc.cli.parts.kinds import KindCommand, chosen, field_option
from cnncalc.cli.parts.output import OutputOptions
from cnncalc.figures.amount import read_amount, read_choices
from cnncalc.figures.lengths import read_lengths
from cnncalc.figures.quoted import NotAFigureError
from cnncalc.language.options import read_options, read_shape_option
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.layers.fields import Count, Flag, PerAxis
from cnncalc.problem import QuestionError
from cnncalc.shape import Shape
from cnncalc.solve.budget import how_many
from cnncalc.solve.fields import COUNTS, which_fields
from cnncalc.solve.solutions import Solutions

OPEN = ("kernel", "stride", "padding")
"""Fields that are solved for where they are left out."""

BUDGETS = ("parameters", "multiplies")

FILE = re.compile(r"[\w./-]*\.[a-z]{2,8}")
"""What names a file rather than a size."""


def question_command(name: str, run: Callable[..., None], written: OutputOptions) -> click.Command:
    """`solve conv`: its input, its fields, and what is wanted."""
    about = kind(name)

    def callback(shape: str, **given: Any) -> None:
        output = written.taken(given)
        run(lambda: answer(CATALOGUE[name], shape, given), output)

    params: list[click.Parameter] = [click.Argument(["shape"], metavar="INPUT")]
    if "kernel" in about.fields:
        text = "The output wanted: a size (28, 28x20), a shape, or 'same' as the input."
        params.append(click.Option(["--output", "wanted"], metavar="SIZE|same", help=text))
    if set(COUNTS) & set(about.fields):
        for figure in BUDGETS:
            text = f"Allow at most N {figure}, such as 100k."
            names = [f"--{name}" for name in (figure, *_others(figure))]
            params.append(click.Option([*names, figure], metavar="N", help=text))
    params += [
        field_option(field, of, required=False, is_open=field in OPEN)
        for field, of in about.fields.items()
        if (isinstance(of.type, (Count, PerAxis, Flag)) and field != "trainable") or field == "rounding"
    ]
    params += [columns(), *written.params()]
    return KindCommand(name, params=params, callback=callback, help=_help(about), epilog=_epilog(about))


def _others(figure: str) -> list[str]:
    """The other names of a figure."""
    return [word for word, name in ALIASES.items() if name == figure]


def _help(about: Kind) -> str:
    """What it finds, and what may be left open."""
    counts = [f"{name} within a budget" for name in COUNTS if name in about.fields]
    slides = "kernel" in about.fields
    finds = [*(["kernels, strides and paddings for an output size"] if slides else []),
             *(f"the most {count}" for count in counts)]  # fmt: skip
    takes = "INPUT is a shape such as 56x56x64. A field takes one value, several (1,3,5) or a range (1..7)."
    left_open = (
        " With --output, kernel, stride and padding may be left out to be solved for: kernels from 1 to 11,"
        " paddings smaller than the kernel."
    )
    return f"Find {', or '.join(finds)}.\n\n{takes}{left_open if slides else ''}"


def _epilog(about: Kind) -> str:
    if "kernel" not in about.fields:
        return f"\b\nExample:\n  cnncalc solve {about.name} 400 --parameters 50k"
    return (
        f"\b\nExample:\n  cnncalc solve {about.name} 56x56x64 --output {112 if 'trans' in about.name else 28}"
    )


def answer(layer: type[Layer], shape: str, given: Mapping[str, Any]) -> Solutions:
    """What `solve KIND` finds."""
    wanted = given.get("wanted")
    limits = {figure: read_amount(given[figure], f"--{figure}") for figure in BUDGETS
              if given.get(figure) is not None}  # fmt: skip
    fields = chosen({name: value for name, value in given.items() if name in layer.fields})
    x = read_shape_option("INPUT", shape)
    options: dict[str, Sequence[Any]] = {name: _values(layer, name, text) for name, text in fields.items()}
    if wanted is None and not limits:
        budgets = " or ".join(f"--{figure}" for figure in BUDGETS if figure in given)
        ask = " or ".join(filter(None, ["--output" if "wanted" in given else "", budgets]))
        raise QuestionError(f"nothing is asked: say what is wanted, with {ask}")
    if limits and (count := next((name for name in COUNTS if name in options), None)):
        raise QuestionError(f"--{count} is what a budget is solved for: leave it out")
    if wanted is None:
        combinations = [dict(zip(options, values, strict=True)) for values in product(*options.values())]
        missing = [name for name, field in layer.fields.items()
                   if field.required and name not in options and name not in COUNTS]  # fmt: skip
        if missing:
            raise QuestionError(f"{layer.kind} needs --{missing[0]}")
        return how_many(layer, x, combinations, limits)
    size = _wanted(layer, x, wanted, options, bool(limits))
    found, solutions = which_fields(layer, x, options, size)
    return how_many(layer, x, solutions, limits) if limits and found.found else found


def _values(layer: type[Layer], name: str, text: str) -> list[Any]:
    return [read_options(layer, {name: choice})[name] for choice in read_choices(text, f"--{name}")]


def _wanted(
    layer: type[Layer], x: Shape, text: str, options: dict[str, Sequence[Any]], budget: bool
) -> tuple[int, ...]:
    """The size that is wanted; a whole shape says the channels too."""
    if text == "same":
        return x.size
    numbers = read_size(text)
    if len(numbers) == x.rank + 1 and x.rank > 0:
        if "filters" in layer.fields:
            if budget:
                raise QuestionError(
                    f"{text} says how many filters; a budget asks: give --output without channels"
                )
            options["filters"] = [numbers[-1]]
        elif numbers[-1] != x.channels and not _mixes(layer):
            raise QuestionError(f"{layer.kind} keeps the {x.channels} channels; {text} has {numbers[-1]}")
        return numbers[:-1]
    return numbers


def _mixes(layer: type[Layer]) -> bool:
    return "multiplier" in layer.fields


def read_size(text: str) -> tuple[int, ...]:
    """`28` or `28x20`, as numbers."""
    try:
        numbers = read_lengths(text).numbers
    except NotAFigureError:
        numbers = ()
    if not numbers or not all(n.denominator == 1 and 0 < n <= 10**6 for n in numbers):
        hint = f"; '-o {text}' writes to a file" if FILE.fullmatch(text) else ""
        raise click.UsageError(f"--output takes a size such as 28 or 28x28; found '{text[:60]}'{hint}")
    return tuple(map(int, numbers))
