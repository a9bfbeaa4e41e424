"""`cnncalc grade KEY SUBMISSION...`: the answers of a class, marked by a key."""

import click

from cnncalc.cli.parts.output import OutputOptions
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, complain, write
from cnncalc.report import GRADES

SECTION = Section("Teach", 3)

EXAMPLES = """\b
Examples:
  cnncalc worksheet lenet5 --answers -o key.yaml
  cnncalc worksheet lenet5 -o ada.csv
  cnncalc grade key.yaml ada.csv
"""

UNREADABLE = 1


@click.command("grade", epilog=EXAMPLES, short_help="Grade the sheets of a class against a key.")
@click.argument("key", metavar="KEY")
@click.argument("submissions", metavar="SUBMISSION...", nargs=-1, required=True)
@click.option(
    "--by",
    type=click.Choice(["student", "question", "mistake", "answer"]),
    default="student",
    help="What each row of the table stands for.  [default: student]",
)
@OutputOptions(GRADES)
def command(key: str, submissions: tuple[str, ...], by: str, output: Output) -> None:
    """Grade answer sheets against a key: points, mistakes, and statistics by question.

    KEY is a sheet in YAML or CSV, as 'cnncalc worksheet SPEC --answers' writes it. SUBMISSION is a
    filled-in sheet, or a folder of sheets, which may have a folder for each student. The network is
    that of the key, whatever a sheet says, and only what the key asks for counts.

    Exit code 0 if all sheets were graded, however wrong they are; 1 if one could not be read; 2 if
    the key cannot be used.
    """
    from cnncalc.render.live import progress
    from cnncalc.report.grade import GradeReport
    from cnncalc.teaching.grade.grading import grade
    from cnncalc.teaching.grade.key import read_key
    from cnncalc.teaching.grade.submissions import submissions as found_in

    of = read_key(key)
    found = list(found_in(submissions))
    if not found and not output.format.for_nobody:
        raise click.UsageError(
            f"no sheets in {', '.join(submissions)}: files that end with .yaml, .csv or .md"
        )
    graded = grade(of, progress(found, len(found), "Grading"))
    write(GradeReport(of, graded, by), output)
    broken = [problem for one in graded for problem in one.problems]
    for problem in broken:
        complain(problem)
    raise click.exceptions.Exit(UNREADABLE if broken else 0)
