"""`cnncalc review SPEC...`: a linter of designs."""

import os
from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import dtype_option, input_option, input_shapes, set_option, set_values
from cnncalc.cli.parts.output import OutputOptions
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, complain, write, write_text
from cnncalc.render import render
from cnncalc.report import FINDINGS

if TYPE_CHECKING:
    from cnncalc.design.review.run import Subject
    from cnncalc.design.review.settings import ReviewSettings
    from cnncalc.network import Written
    from cnncalc.problem import Problem
    from cnncalc.report.review import ReviewReport

SECTION = Section("Inspect", 4)

EXAMPLES = """\b
Examples:
  cnncalc review vgg16 resnet50
  cnncalc review lenet5 --select all --ignore repeat-by-hand
  cnncalc review alexnet --dtype float16 --format json
"""


def _names(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> list[str]:
    return [name for text in given for name in text.replace(" ", "").split(",") if name]


def _usual() -> str:
    """The format that the place of the run asks for."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


@click.command("review", epilog=EXAMPLES, short_help="Lint a design.")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@set_option
@input_option
@click.option(
    "--select", multiple=True, callback=_names, metavar="RULE,...", help="Apply only these rules, or 'all'."
)
@click.option(
    "--ignore", multiple=True, callback=_names, metavar="RULE,...", help="Do not apply these rules."
)
@dtype_option(default=None)
@click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="FILE",
    help="Apply the limits in FILE to every spec too.",
)
@click.option("--baseline", metavar="FILE", help="Report only findings that are not in FILE.")
@click.option("--write-baseline", metavar="FILE", help="Write the findings to FILE, and exit with 0.")
@OutputOptions(FINDINGS, "text; github if GITHUB_ACTIONS is true", _usual)
def command(
    specs: tuple[str, ...],
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    select: list[str],
    ignore: list[str],
    dtype: str | None,
    budgets: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    output: Output,
) -> None:
    """Find what is wasteful, misleading or wrong in a design, and what exceeds its budget.

    SPEC is a file, - for standard input, or the name of a bundled network. 'cnncalc rules' lists
    the rules. Settings go under 'review' in a spec, in .cnncalc.yaml or in pyproject.toml.

    Exit code 0 without findings; 1 with findings; 2 if a spec cannot be used (the others are
    reviewed all the same).
    """
    from cnncalc.design.review import baseline as known
    from cnncalc.design.review.run import review, without
    from cnncalc.design.review.settings import chosen
    from cnncalc.report.review import ReviewReport

    subjects, problems = _subjects(specs, chosen(select, ignore, dtype), settings, inputs, budgets)
    before = None if baseline is None else known.read(baseline)
    reviewed = review(subjects, as_written=not (settings or inputs))._replace(problems=tuple(problems))
    if write_baseline is not None:
        write_text(known.text_of(reviewed.findings), write_baseline)
    if before is not None:
        reviewed = without(reviewed, before)
    _write(ReviewReport(reviewed), output)
    for problem in problems:
        complain(str(problem))
    found = bool(reviewed.findings) and write_baseline is None
    raise click.exceptions.Exit(2 if problems else int(found))


def _subjects(
    specs: tuple[str, ...],
    own: "ReviewSettings",
    values: tuple[str, ...],
    inputs: tuple[str, ...],
    budgets: tuple[str, ...],
) -> "tuple[list[Subject], list[Problem]]":
    """The networks that can be reviewed, and why others cannot."""
    from cnncalc.design.review.settings import settings
    from cnncalc.language.config import budget_file, project
    from cnncalc.problem import Problem, SpecError

    around = settings(project(os.getcwd()).get("review"))
    beside = tuple(map(budget_file, budgets))
    subjects: list[Subject] = []
    problems: list[Problem] = []
    for spec in dict.fromkeys(specs):
        try:
            subjects.append(_subject(spec, around, own, set_values(values), input_shapes(inputs), beside))
        except SpecError as error:
            problems += error.problems
    return subjects, problems


def _subject(
    spec: str,
    around: "ReviewSettings",
    own: "ReviewSettings",
    values: dict[str, str],
    shapes: dict[str, str],
    budgets: "tuple[Written, ...]",
) -> "Subject":
    import cnncalc
    from cnncalc.design.review.budget import broken
    from cnncalc.design.review.run import Subject
    from cnncalc.design.review.settings import settings

    network = cnncalc.load(spec, input=shapes or None, settings=values)
    network = network._replace(budget=(*network.budget, *budgets))
    chosen = around.under(settings(network.review)).under(own)
    summary = cnncalc.summarize(network, dtype=chosen.dtype or "float32")
    list(broken(summary))  # what is wrong with a budget makes it unusable, whatever rules look
    return Subject(summary, chosen)


def _write(report: "ReviewReport", output: Output) -> None:
    """The report where it belongs; on GitHub the page of the job gets it in Markdown too."""
    write(report, output)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if output.format.name == "github" and page:
        try:
            with open(page, "a", encoding="utf-8") as out:
                out.write(render(report, "markdown") + "\n")
        except OSError as error:
            complain(f"cannot write the job's summary '{page}': {error.strerror}")
