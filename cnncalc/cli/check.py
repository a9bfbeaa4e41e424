"""`cnncalc check SPEC...`: published figures against the computed ones."""

import click

import cnncalc
from cnncalc.cli.options import (
    chosen_format,
    complain,
    input_option,
    input_shapes,
    output_options,
    set_option,
    set_values,
    write,
)

EXAMPLES = """\b
Examples:
  cnncalc check lenet5
  cnncalc check vgg16 alexnet googlenet --format csv
"""


@click.command("check", epilog=EXAMPLES, short_help="Hold specs to the published figures in their `expect`.")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@set_option
@input_option
@output_options
def command(
    specs: tuple[str, ...],
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    format: str | None,
    file: str | None,
    ascii_only: bool,
) -> None:
    """Compare each figure that a spec expects with the computed one.

    Exit code 0 if all agree, 1 if one differs or is not known, 2 if a spec or a key in its expect
    cannot be used; the others are checked all the same.
    """
    from cnncalc.check.expect import Checked, check_expect
    from cnncalc.problem import SpecError
    from cnncalc.report.check import CheckReport

    form = chosen_format(format, file)
    values, shapes = set_values(settings), input_shapes(inputs) or None
    checks = []
    for spec in specs:
        try:
            checks.append(check_expect(cnncalc.summarize(spec, input=shapes, settings=values)))
        except SpecError as error:
            checks.append(Checked(spec, problems=tuple(error.problems)))
    if any(check.network for check in checks):
        write(CheckReport(checks), form, file, ascii_only)
    for problem in (problem for check in checks for problem in check.problems):
        complain(str(problem))
    statuses = {check.status for check in checks}
    raise click.exceptions.Exit(2 if "unusable" in statuses else int("differs" in statuses))
