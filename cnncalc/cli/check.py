"""`cnncalc check FILE...`: answers and published numbers against the computed ones."""

from typing import TYPE_CHECKING

import click

import cnncalc
from cnncalc.cli.options import (
    columns_option,
    input_option,
    input_shapes,
    set_option,
    set_values,
)
from cnncalc.cli.parts.output import columns_and_output
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, complain, write

if TYPE_CHECKING:
    from cnncalc.problem import Problem
    from cnncalc.report.sheet import SheetReport
    from cnncalc.teaching.check.mark import Marked
    from cnncalc.teaching.sheets.sheet import Sheet

SECTION = Section("Teach", 2)

EXAMPLES = """\b
Examples:
  cnncalc check lenet5
  cnncalc check vgg16 alexnet googlenet --format csv
"""


@click.command("check", epilog=EXAMPLES, short_help="Check answers or published numbers.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--spec", metavar="SPEC", help="Check the sheets against this network, whatever they say.")
@set_option
@input_option
@click.option("--hint", is_flag=True, help="Say right or wrong and what helps, but not the right numbers.")
@columns_option()
@columns_and_output
def command(
    files: tuple[str, ...],
    spec: str | None,
    hint: bool,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    output: Output,
) -> None:
    """Check the answers of a sheet, or the published numbers of a spec.

    FILE is an answer sheet (YAML, CSV or Markdown, as 'cnncalc worksheet' writes it) or a spec with
    'expect'. A wrong answer is shown with the mistake that leads to exactly that number, and with the
    right one, which --hint leaves out.

    Exit code 0 if everything is right; 1 if an answer is wrong or a number is unknown; 2 if a file
    or a key in it cannot be used (the other files are checked all the same).
    """
    values, shapes = set_values(settings), input_shapes(inputs) or None
    sheets, specs, problems = _told_apart(files)
    if sheets and specs:
        raise click.UsageError("answer sheets and specs do not go together: check them in separate runs")
    if sheets:
        code = _sheets(sheets, spec, hint, output, problems)
    elif hint:
        raise click.UsageError("--hint is for answer sheets; none of the files is one")
    elif spec is not None:
        raise click.UsageError("--spec is for answer sheets; none of the files is one")
    else:
        code = _specs(specs, values, shapes, output, problems)
    for problem in problems:
        complain(str(problem))
    raise click.exceptions.Exit(UNUSABLE if problems else code)


UNUSABLE = 2


def _told_apart(files: tuple[str, ...]) -> "tuple[list[Sheet], list[str], list[Problem]]":
    """The sheets and the specs among the files, and what is wrong with the sheets."""
    from cnncalc.problem import SpecError
    from cnncalc.teaching.sheets.read import as_sheet

    sheets: list[Sheet] = []
    specs: list[str] = []
    problems: list[Problem] = []
    for name in files:
        try:
            sheet = as_sheet(name)
        except SpecError as error:
            problems += error.problems
        else:
            if sheet is None:
                specs.append(name)
            else:
                sheets.append(sheet)
    return sheets, specs, problems


def _sheets(
    sheets: "list[Sheet]", spec: str | None, hint: bool, output: Output, problems: "list[Problem]"
) -> int:
    from cnncalc.problem import SpecError
    from cnncalc.teaching.sheets.read import marked

    found = []
    for sheet in sheets:
        try:
            of_sheet, faults = marked(sheet, spec)
        except SpecError as error:
            problems += error.problems
        else:
            found.append(of_sheet)
            problems += faults
    if found:
        write(_report(found, hint), output)
    return int(any(mark.word != "right" for sheet in found for mark in sheet.marks))


def _report(found: "list[Marked]", hint: bool) -> "SheetReport":
    if hint:
        from cnncalc.report.hint import HintReport

        return HintReport(found)
    from cnncalc.report.sheet import SheetReport

    return SheetReport(found)


def _specs(
    specs: list[str],
    values: dict[str, str],
    shapes: dict[str, str] | None,
    output: Output,
    problems: "list[Problem]",
) -> int:
    from cnncalc.problem import SpecError
    from cnncalc.report.check import CheckReport
    from cnncalc.teaching.check.expect import Checked, check_expect

    checks = []
    for spec in specs:
        try:
            checks.append(check_expect(cnncalc.summarize(spec, input=shapes, settings=values)))
        except SpecError as error:
            checks.append(Checked(spec, problems=tuple(error.problems)))
    if any(check.network for check in checks):
        write(CheckReport(checks), output)
    problems += [problem for check in checks for problem in check.problems]
    return int(any(check.status == "differs" for check in checks))
