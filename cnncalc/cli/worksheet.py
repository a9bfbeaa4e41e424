"""`cnncalc worksheet SPEC`: the table of a network with blanks, as homework; and the key to it."""

import os
from typing import TYPE_CHECKING

import click

import cnncalc
from cnncalc.cli.options import (
    FormatName,
    chosen_format,
    input_option,
    names_in_list,
    of_network,
    set_option,
    spec_argument,
)
from cnncalc.cli.parts.folders import write_folder
from cnncalc.cli.parts.homework import Homework, headings_of
from cnncalc.cli.parts.streams import complain, write_text
from cnncalc.render import Format
from cnncalc.report import WORKSHEET

if TYPE_CHECKING:
    from cnncalc.teaching.sheets.roster import Student

EXAMPLES = """\b
Examples:
  cnncalc worksheet lenet5 --blank parameters,multiplies
  cnncalc worksheet vgg16 --variant 17 --format csv
  cnncalc worksheet lenet5 --answers --format yaml
"""

MOST_VARIANTS = 10_000


@click.command("worksheet", epilog=EXAMPLES, short_help="The table with blanks, as homework, and its key.")
@spec_argument
@set_option
@input_option
@click.option("--columns", metavar="NAME,...", help="Which figures, in this order.")
@click.option("--blank", metavar="NAME,...", help="What is asked: columns, or figures such as C1.output.")
@click.option(
    "--seed", type=click.IntRange(0, 10**9), metavar="N", help="Ask for half of it, drawn by chance."
)
@click.option(
    "--variant",
    type=click.IntRange(0, 10**9),
    metavar="SEED",
    help="Other sizes, channels and kernels, the same for the same SEED.",
)
@click.option(
    "--variants",
    type=click.IntRange(1, MOST_VARIANTS),
    metavar="N",
    help="A sheet for each variant from 1 to N, in the folder -o.",
)
@click.option(
    "--vary",
    type=click.Choice(["sizes", "windows"]),
    help="Change sizes and channels; or kernels, strides, paddings too.  [default: windows]",
)
@click.option(
    "--roster", metavar="FILE", help="A sheet for each student in this CSV, of a variant of their own."
)
@click.option("--fillable", is_flag=True, help="In HTML: a form that saves a sheet for 'check' and 'grade'.")
@click.option("--answers", is_flag=True, help="The key; 'cnncalc grade' reads it as YAML or CSV.")
@click.option("--layout", type=click.Choice(["hwc", "chw"]), default="hwc", help="28x28x6 or 6x28x28.")
@click.option(
    "--format",
    "format",
    type=FormatName(WORKSHEET),
    help="How to write it.  [default: markdown; a key: yaml]",
)
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE, in the format of its ending.")
@click.option("--force", is_flag=True, help="With --variants or --roster: overwrite sheets that are there.")
def command(
    spec: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    blank: str | None,
    seed: int | None,
    variant: int | None,
    variants: int | None,
    vary: str | None,
    roster: str | None,
    fillable: bool,
    answers: bool,
    layout: str,
    format: Format | None,
    file: str | None,
    force: bool,
) -> None:
    """Print a worksheet: the layers of a network, with figures left blank.

    A sheet in YAML, CSV or Markdown is filled in and given to 'cnncalc check' as it is; it says of
    which network it is, with --set, --input and --variant. Activation functions and dropout are shown,
    but not asked for.

    With --variant SEED sizes, channels, kernels, strides and paddings change, so that each student gets
    a network of their own.
    """
    _expect_one_of(variant, variants, roster, vary if variant is None else None, force)
    students = _students(roster) if roster is not None else None
    count = len(students) if students else variants
    form = _form(format, file, count, answers, fillable)
    one_key = answers and form.for_programs  # 'grade' reads it
    folder = (file if count and not one_key else os.path.dirname(file or "")) or ""
    headings = headings_of(spec, settings, inputs, layout, folder)
    if vary != "sizes" and (variant is not None or count):
        headings["vary"] = "windows"
    network = cnncalc.load(spec, **of_network(settings, inputs))
    asked = tuple(names_in_list(columns)), tuple(names_in_list(blank)), seed
    homework = Homework(network, headings, *asked, answers, form, fillable)
    if count is None or one_key:
        write_text(homework.text(variant) if count is None else homework.key_for(count), file)
    elif file:
        texts = homework.numbered(count) if students is None else homework.named(students)
        write_folder(file, dict(texts), force)


def _form(
    format: Format | None, file: str | None, count: int | None, answers: bool, fillable: bool
) -> Format:
    """The format that is asked for; a folder, which a class is written into, has no ending that says it."""
    is_folder = count and not os.path.splitext(file or "")[1]
    usual = "html" if fillable else "yaml" if answers else "markdown"
    form = chosen_format(format, None if is_folder else file, WORKSHEET, usual)
    if fillable and (answers or form.name != "html"):
        raise click.UsageError("--fillable is a form in HTML for students, without --answers and --format")
    if count and not file and not (answers and form.for_programs):
        raise click.UsageError("a class has a sheet for each student: give the folder with -o")
    return form


def _expect_one_of(
    variant: int | None, variants: int | None, roster: str | None, vary: str | None, force: bool
) -> None:
    if (vary or force) and not (variants or roster):
        raise click.UsageError("--vary and --force are for variants: give --variants or --roster too")
    if sum(one is not None for one in (variant, variants, roster)) > 1:
        raise click.UsageError(
            "--variant is one network, --variants and --roster a class: give only one of them"
        )


def _students(roster: str) -> "list[Student]":
    """The students in the list; names that stand there twice are told."""
    from cnncalc.teaching.sheets.roster import doubles, read_roster

    students = read_roster(roster)
    for sentence in doubles(students):
        complain(f"{roster}: {sentence}")
    return students
