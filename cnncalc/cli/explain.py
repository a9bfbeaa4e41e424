"""`cnncalc explain SPEC [LAYER...]`: each number derived step by step."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

import cnncalc
from cnncalc.cli.options import (
    batch_option,
    dtype_option,
    heads_option,
    input_option,
    of_network,
    set_option,
    spec_argument,
    usable_dtype,
    usage_errors,
)
from cnncalc.cli.parts.output import working_options
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

if TYPE_CHECKING:
    from cnncalc.teaching.explain.letters import Letter
    from cnncalc.teaching.explain.solution import Page

SECTION = Section("Inspect", 2)

EXAMPLES = """\b
Examples:
  cnncalc explain vgg16 conv1_1
  cnncalc explain googlenet inception_3a --only output,parameters
  cnncalc explain lenet5 output --deep --format latex
"""


@click.command("explain", epilog=EXAMPLES, short_help="Derive each number step by step.")
@spec_argument
@click.argument("names", metavar="[LAYER]...", nargs=-1)
@set_option
@input_option
@heads_option
@click.option("--only", metavar="NAME,...", help="Derive only these numbers, in this order.")
@click.option("--deep", is_flag=True, help="Derive the layers before LAYER too, back to the input.")
@click.option("--letters", is_flag=True, help="Say below what the letters of the equations stand for.")
@batch_option(default=None)
@dtype_option(default=None)
@working_options
def command(
    spec: str,
    names: tuple[str, ...],
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    without_heads: bool,
    only: str | None,
    deep: bool,
    letters: bool,
    batch: int | None,
    dtype: str | None,
    output: Output,
) -> None:
    """Derive the numbers of layers step by step: formula, numbers, result, reason.

    SPEC is a file, - for standard input, or the name of a bundled network. LAYER is a name, the end
    of a name if only one layer has it, or a number such as #7. The name of a block gives its sums,
    'total' those of the network. Without LAYER, every layer and the totals are derived.

    The numbers are output, parameters, multiplies and receptive_field; --batch or --dtype adds
    activations and memory, --only chooses.
    """
    from cnncalc.figures.layer_names import NoLayerError
    from cnncalc.report.working import Working
    from cnncalc.teaching.explain.find import find
    from cnncalc.teaching.explain.solution import chain, whole, worked

    if deep and not names:
        raise click.UsageError("--deep goes from a layer back to the input: name the layer")
    kind = usable_dtype("float32" if dtype is None else dtype)
    figures = _figures(only, held=bool(batch) or dtype is not None)
    summary = cnncalc.summarize(
        spec,
        **of_network(settings, inputs),
        batch=batch or 1,
        dtype=kind,
        heads=not without_heads,
    )
    try:
        layers = find(summary, names)
    except NoLayerError as error:
        raise click.UsageError(_as_only(spec, names, summary) or str(error)) from None
    pages = whole(summary, figures) if not names else (chain if deep else worked)(layers, figures)
    write(Working(summary, *_with_letters(pages, letters, output)), output)


def _as_only(spec: str, names: "Iterable[str]", summary: "cnncalc.Summary") -> str | None:
    """What to write for the first name where it is a key such as conv2.parameters, as `check` reads them."""
    from cnncalc.figures.keys import figure_name
    from cnncalc.figures.layer_names import NoLayerError
    from cnncalc.problem import quoted
    from cnncalc.teaching.explain.find import find
    from cnncalc.teaching.explain.solution import figures_named

    for key in names:
        owner, point, figure = key.rpartition(".")
        try:
            if not point or not find(summary, [owner]):
                continue
            (name,) = figures_named(figure_name(figure))
        except (NoLayerError, ValueError):
            continue
        return f"{quoted(key)} is a number, not a layer; write: cnncalc explain {spec} {owner} --only {name}"
    return None


def _with_letters(
    pages: "Iterable[Page]", asked: bool, output: Output
) -> "tuple[Iterable[Page], Sequence[Letter]]":
    """The pages, and the letters in them where they were asked for."""
    from cnncalc.teaching.explain.letters import letters_of

    if not asked:
        return pages, ()
    if output.format.name == "csv":
        raise click.UsageError("CSV has a row for each step and no place for --letters")
    pages = list(pages)
    return pages, letters_of(pages)


def _figures(only: str | None, held: bool) -> tuple[str, ...]:
    """The figures that are asked for, or the usual ones; held: and what is held in memory."""
    from cnncalc.teaching.explain.solution import ON_REQUEST, USUAL, figures_named

    if only is None:
        return (*USUAL, *(ON_REQUEST if held else ()))
    with usage_errors(ValueError):
        return tuple(figures_named(only))
