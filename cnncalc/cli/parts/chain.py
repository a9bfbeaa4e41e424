"""`cnncalc calc values MATRIX... LAYER...`: layers on numbers, one behind the other."""

from typing import Any

import click

from cnncalc.cli.options import WholeNumber
from cnncalc.cli.parts.groups import OfNumbers
from cnncalc.cli.parts.output import output_options
from cnncalc.cli.parts.streams import Output, write

CHAIN = "MATRIX"
"""The name of the command that a list of layers on numbers stands for."""


@click.command(CHAIN, cls=OfNumbers, hidden=True)
@click.argument("arguments", metavar="LAYER...", nargs=-1, required=True)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="MATRIX",
    help="Somebody's result, to be checked; once for each channel. Exit code 1 if it is wrong.",
)
@click.option("--coverage", is_flag=True, help="And how many windows read each pixel.")
@click.option("--as-matrix", is_flag=True, help="And each convolution as one matrix (its Toeplitz form).")
@click.option(
    "--decimals",
    type=WholeNumber(0, 12),
    default=4,
    metavar="N",
    help="Of values that are not exact, such as exp(1).  [default: 4]",
)
@output_options
def chain(
    arguments: tuple[str, ...],
    answers: tuple[str, ...],
    coverage: bool,
    as_matrix: bool,
    decimals: int,
    output: Output,
) -> None:
    """Work out layers on numbers, one behind the other, and show each matrix.

    Words of a convolution beside its kernels and those of 'cnncalc calc': bias=1,2 (for each filter),
    flip (convolution as mathematics has it), reflect, replicate, circular or symmetric padding,
    fill=3. Of flatten: channels_last. Of avg_pool: without_padding.

    A kernel has a name too: 'cnncalc calc values kernels' lists them.
    """
    from cnncalc.report.matrices import MatricesReport
    from cnncalc.teaching.values.answer import checked
    from cnncalc.teaching.values.chain import is_image, read_chain, read_image
    from cnncalc.teaching.values.matrix import read_matrix

    images = next((i for i, text in enumerate(arguments) if not is_image(text)), len(arguments))
    if images == len(arguments):
        raise click.UsageError("name the layers behind the matrix, such as 'conv 1 0; 0 -1'")
    image = read_image(arguments[:images])
    stages = read_chain(image, arguments[images:], images + 1)
    told = _told(stages, coverage, as_matrix)
    found = [read_matrix(text, f"answer {number}") for number, text in enumerate(answers, 1)]
    links = [stage.link for stage in stages]
    answer = checked(found, links, image, stages[-1].after) if found else None
    write(MatricesReport(image, stages, told, decimals, answer), output)
    if answer and not answer.right:
        click.get_current_context().exit(1)


def _told(stages: Any, coverage: bool, as_matrix: bool) -> list[Any]:
    """What is asked of the windows of each layer beside its values."""
    from cnncalc.problem import LayerError
    from cnncalc.report.matrices import Told
    from cnncalc.teaching.values import linear

    kinds = {stage.link.layer.kind for stage in stages}
    if coverage and not kinds.intersection(linear.SLIDING):
        raise click.UsageError("--coverage counts the windows of conv, max_pool and avg_pool: there are none")
    if as_matrix and "conv" not in kinds:
        raise click.UsageError("--as-matrix writes out a conv: there is none")
    try:
        return [
            Told(
                linear.coverage(stage) if coverage and stage.link.layer.kind in linear.SLIDING else None,
                linear.as_matrix(stage) if as_matrix and stage.link.layer.kind == "conv" else None,
            )
            for stage in stages
        ]
    except LayerError as error:
        raise click.UsageError(f"--as-matrix: {error.message}") from None
