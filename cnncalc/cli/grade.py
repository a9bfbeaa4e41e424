"""`cnncalc grade KEY SUBMISSION...`: the answers of a class, marked by a key."""

import os
from typing import TYPE_CHECKING

import click

from cnncalc.cli.parts.folders import write_folder
from cnncalc.cli.parts.output import OutputOptions
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, complain, write
from cnncalc.report import GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncalc.teaching.grade.grading import Graded
    from cnncalc.teaching.grade.key import Key
    from cnncalc.teaching.grade.submissions import Submission

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
@click.option(
    "--feedback", metavar="FOLDER", help="Write a text for each student, without the right figures."
)
@click.option("--force", is_flag=True, help="With --feedback: overwrite texts that are there.")
@OutputOptions(GRADES)
def command(
    key: str, submissions: tuple[str, ...], by: str, feedback: str | None, force: bool, output: Output
) -> None:
    """Grade answer sheets against a key: points, mistakes, and statistics by question.

    KEY is a sheet in YAML or CSV, as 'cnncalc worksheet SPEC --answers' writes it. SUBMISSION is a
    filled-in sheet, or a folder of sheets, which may have a folder for each student. The network is
    that of the key, whatever a sheet says, and only what the key asks for counts.

    Exit code 0 if all sheets were graded, however wrong they are; 1 if one could not be read; 2 if
    the key cannot be used or a SUBMISSION does not exist.
    """
    from cnncalc.render.live import progress
    from cnncalc.report.grade import GradeReport
    from cnncalc.teaching.grade.grading import grade
    from cnncalc.teaching.grade.key import read_key

    if force and feedback is None:
        raise click.UsageError("--force overwrites what --feedback writes: give that too")
    found, skipped = _found(submissions)
    of = read_key(key)
    if not found and not output.format.for_nobody:
        raise click.UsageError(
            f"no sheets in {', '.join(submissions)}: files that end with .yaml, .csv or .md"
        )
    graded = grade(of, progress(found, len(found), "Grading"))
    if feedback is not None:
        write_folder(feedback, _texts(of, graded), force)
    write(GradeReport(of, graded, by, skipped), output)
    broken = [problem for one in graded for problem in one.problems]
    for problem in broken:
        complain(problem)
    raise click.exceptions.Exit(UNREADABLE if broken else 0)


def _found(paths: tuple[str, ...]) -> "tuple[list[Submission], list[Submission]]":
    """The sheets at these paths, and the files in their folders that do not end like sheets."""
    from cnncalc.problem import listing, quoted
    from cnncalc.teaching.grade.submissions import files_in, missing

    absent = missing(paths)
    if absent:
        raise click.UsageError(f"there is no file or folder {listing(map(quoted, absent), 'or')}")
    files = list(files_in(paths))
    return [one for one in files if not one.skipped], [one for one in files if one.skipped]


def _texts(key: "Key", graded: "Sequence[Graded]") -> dict[str, str]:
    """The feedback to each sheet by the name of its file, which is that of the student."""
    from cnncalc.files.names import safe_names
    from cnncalc.render import render
    from cnncalc.report.feedback import FeedbackReport

    names = safe_names(one.student for one in graded)
    texts = (render(FeedbackReport(key, one), "table") for one in graded)
    return {f"{name}{os.extsep}txt": text for name, text in zip(names, texts, strict=True)}
