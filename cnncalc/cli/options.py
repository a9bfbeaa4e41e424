"""Options that commands share, each defined once, and how what they take is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class WholeNumber(click.types.IntParamType):
    """A whole number in a range, which the help does not spell out."""

    name = "whole number"

    def __init__(self, least: int, most: int | None = None) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if number < self.least or (self.most is not None and number > self.most):
            fits = (
                f"of {self.least:,} or more" if self.most is None else f"from {self.least:,} to {self.most:,}"
            )
            self.fail(f"{number} is out of range: give a number {fits}", param, ctx)
        return number


AUTO = "auto"


class Depth(WholeNumber):
    """Levels of a tree, or `auto`."""

    name = "depth"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == AUTO else super().convert(value, param, ctx)


class FigureChoice(click.Choice):  # type: ignore[type-arg]
    """One of a few figures, by its own name or one of its other names: `macs` for `multiplies`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from cnncalc.analysis import ALIASES

        return super().convert(ALIASES.get(value, value), param, ctx)


def with_params(*params: click.Parameter) -> Decorator:
    """Options as a decorator, in the order in which the help shows them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        known: list[click.Parameter] = function.__dict__.setdefault("__click_params__", [])
        known.extend(reversed(params))
        return function

    return decorate


def all_of(*decorators: Decorator) -> Decorator:
    """Several options as one decorator, in the order in which the help shows them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


# -- the network -----------------------------------------------------------------------------------

spec_argument = click.argument("spec", metavar="SPEC")

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a variable of the spec, such as depths=[3,4,23,3].",
)

input_option = click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="SHAPE",
    help="Replace the input, such as 227x227x3; NAME=SHAPE if there are several.",
)

heads_option = click.option("--without-heads", is_flag=True, help="Leave out auxiliary outputs (heads).")

# -- what is shown ---------------------------------------------------------------------------------


def columns(text: str = "Columns to show, in this order; JSON holds all.") -> click.Option:
    """`--columns`, for a command whose options are listed."""
    return click.Option(["--columns"], metavar="NAME,...", help=text)


def columns_option(*text: str) -> Decorator:
    """`--columns`; text: what a command has to say of its own."""
    return with_params(columns(*text))


sort_option = click.option("--sort", metavar="COLUMN", help="Sort by this column, largest first.")

reverse_option = click.option("--reverse", is_flag=True, help="With --sort: smallest first.")


def top_option(text: str = "Show only the first N rows.", **more: Any) -> Decorator:
    """`--top`."""
    return click.option("--top", type=WholeNumber(1), metavar="N", help=text, **more)


layout_option = click.option(
    "--layout",
    type=click.Choice(["hwc", "chw"]),
    default="hwc",
    help="Write shapes as 224x224x64 (hwc) or 64x224x224 (chw).  [default: hwc]",
)


def exact_option(text: str = "Write numbers in full: 138,357,544, not 138.36 M.") -> Decorator:
    """`--exact`."""
    return click.option("--exact", "in_full", is_flag=True, help=text)


def notes_option(text: str = "Say below the table what is counted, and how.") -> Decorator:
    """`--notes`."""
    return click.option("--notes", is_flag=True, help=text)


def depth_options(fold: str, expand: str) -> Decorator:
    """`--depth` and `--expand`; what is folded into one row, and what has a row otherwise."""
    depth = click.option(
        "--depth",
        type=Depth(1),
        metavar="N|auto",
        help=f"Fold blocks below level N into {fold}; auto: only as far as a long table needs it."
        "  [default: auto on a terminal, else all levels]",
    )
    return all_of(depth, click.option("--expand", is_flag=True, help=expand))


# -- memory ----------------------------------------------------------------------------------------


def batch_option(default: int | None = 1) -> Decorator:
    """`--batch`; default: None where only what is given counts."""
    return click.option(
        "--batch",
        type=WholeNumber(1, 10**9),
        default=default,
        metavar="N",
        help="Images per batch, for activations and memory.  [default: 1]",
    )


DTYPES = "float64, float32, bfloat16, float16, float8 or int8"


def dtype_option(default: str | None = "float32") -> Decorator:
    """`--dtype`; default: None where only what is given counts."""
    return click.option(
        "--dtype",
        default=default,
        metavar="TYPE",
        help=f"Type of weights and activations, for memory: {DTYPES}.  [default: float32]",
    )


memory_options = all_of(batch_option(), dtype_option())


def usable_dtype(word: str) -> str:
    """The dtype that is meant."""
    from cnncalc.analysis.base import BYTES, OTHER_DTYPES
    from cnncalc.problem import did_you_mean

    dtype = OTHER_DTYPES.get(word, word)
    if dtype not in BYTES:
        hint = did_you_mean(dtype, BYTES) or "; there are " + ", ".join(BYTES)
        raise click.UsageError(f"there is no dtype '{dtype}'{hint}")
    return dtype


# -- what they take --------------------------------------------------------------------------------


def names_in_list(text: str | None) -> list[str]:
    """What stands between the commas; names may have blanks inside."""
    return [name for part in (text or "").split(",") if (name := part.strip())]


def set_values(settings: tuple[str, ...]) -> dict[str, str]:
    """What `--set` gives, by the name of the variable."""
    values = {}
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set takes NAME=VALUE; found '{text}'")
        values[name.strip()] = value
    return values


def input_shapes(inputs: tuple[str, ...]) -> dict[str, str]:
    """What `--input` gives, by the name of the input; "" where none is named."""
    pairs = (text.rpartition("=") for text in inputs)
    return {name: shape for name, _, shape in pairs}


def of_network(settings: tuple[str, ...], inputs: tuple[str, ...]) -> dict[str, Any]:
    """What `--set` and `--input` change in a network, as `load` and `summarize` take it."""
    return {"input": input_shapes(inputs) or None, "settings": set_values(settings)}


@contextmanager
def usage_errors(*kinds: type[Exception]) -> Iterator[None]:
    """What such an exception says is an error of usage."""
    try:
        yield
    except kinds as error:
        raise click.UsageError(str(error)) from None
