"""`cnncalc grade KEY SUBMISSION...`: the answers of a class, marked by a key."""

from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import chosen_format
from cnncalc.cli.parts.streams import complain, write, write_text
from cnncalc.render import FORMATS

if TYPE_CHECKING:
    from cnncalc.teaching.grade.grading import Graded
    from cnncalc.teaching.grade.key import Key

EXAMPLES = """\b
Examples:
  cnncalc worksheet lenet5 --answers -o key.yaml
  cnncalc worksheet lenet5 -o ada.csv
  cnncalc grade key.yaml ada.csv
"""

UNREADABLE = 1


@click.command(
    "grade", epilog=EXAMPLES, short_help="Mark the sheets of a class by a key: points, statistics."
)
@click.argument("key", metavar="KEY")
@click.argument("submissions", metavar="SUBMISSION...", nargs=-1, required=True)
@click.option(
    "--by",
    type=click.Choice(["student", "question", "mistake", "answer"]),
    default="student",
    help="What a row of the table is.  [default: student]",
)
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw without box characters.")
@click.option(
    "--format",
    "format",
    type=click.Choice([*FORMATS, "junit", "gradescope"]),
    help="How to write it.  [default: table]",
)
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE, in the format of its ending.")
def command(
    key: str, submissions: tuple[str, ...], by: str, ascii_only: bool, format: str | None, file: str | None
) -> None:
    """Mark answer sheets by a key: points, mistakes, and how the questions went.

    KEY is a sheet in YAML or CSV, as 'cnncalc worksheet SPEC --answers' writes it. A SUBMISSION is a
    filled-in sheet, or a folder with sheets, in folders of their own or not. The network is the key's,
    whatever a sheet says, and only what the key asks counts.

    Exit code 0 when all sheets were marked, however wrong they are; 1 if one could not be read; 2 if the
    key cannot be used.
    """
    from cnncalc.render.live import progress
    from cnncalc.teaching.grade.grading import grade
    from cnncalc.teaching.grade.key import read_key
    from cnncalc.teaching.grade.submissions import submissions as found_in

    form = "junit" if not format and file and file.lower().endswith(".xml") else None
    form = form or format if form or format in ("junit", "gradescope") else chosen_format(format, file)
    of = read_key(key)
    found = list(found_in(submissions))
    if not found and form != "gradescope":
        raise click.UsageError(
            f"no sheets in {', '.join(submissions)}: files that end with .yaml, .csv or .md"
        )
    graded = grade(of, progress(found, len(found), "Grading"))
    _write(of, graded, by, (str(form), file, ascii_only))
    broken = [problem for one in graded for problem in one.problems]
    for problem in broken:
        complain(problem)
    raise click.exceptions.Exit(UNREADABLE if broken else 0)


def _write(key: "Key", graded: "list[Graded]", by: str, output: tuple[str, str | None, bool]) -> None:
    form, file, _ = output
    if form not in ("junit", "gradescope"):
        from cnncalc.report.grade import GradeReport

        write(GradeReport(key, graded, by), *output)
        return
    from cnncalc.teaching.grade.gradescope import results
    from cnncalc.teaching.grade.junit import junit

    text = junit(key.sheet.title or key.network, graded) if form == "junit" else results(graded)
    write_text(text, file)
