"""`cnncalc worksheet SPEC`: the table of a network with blanks, as homework; and the key to it."""

import os
from typing import TYPE_CHECKING

import click

import cnncalc
from cnncalc.cli.options import (
    WholeNumber,
    columns_option,
    input_option,
    layout_option,
    names_in_list,
    of_network,
    set_option,
    spec_argument,
    with_params,
)
from cnncalc.cli.parts.folders import write_folder
from cnncalc.cli.parts.homework import Homework, headings_of
from cnncalc.cli.parts.output import (
    PLAIN_LINES,
    TO_FILE,
    ascii_option,
    chosen_format,
    file_options,
    format_option,
)
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import complain, write_text
from cnncalc.render import Format, called
from cnncalc.report import WORKSHEET

if TYPE_CHECKING:
    from cnncalc.teaching.sheets.roster import Student

EXAMPLES = """\b
Examples:
  cnncalc worksheet lenet5 --blank parameters,multiplies
  cnncalc worksheet vgg16 --variant 17 --format csv
  cnncalc worksheet lenet5 --answers --format yaml
"""

SECTION = Section("Teach", 1)

MOST_VARIANTS = 10_000


@click.command("worksheet", epilog=EXAMPLES, short_help="Make homework: a table with blanks, and its key.")
@spec_argument
@set_option
@input_option
@columns_option("Columns to show, in this order.")
@click.option("--blank", metavar="NAME,...", help="What to ask for: columns, or cells such as C1.output.")
@click.option(
    "--seed",
    type=WholeNumber(0, 10**9),
    metavar="N",
    help="Ask for a random half of the numbers; the same N gives the same half.",
)
@click.option(
    "--variant",
    type=WholeNumber(0, 10**9),
    metavar="SEED",
    help="Change the network, in the same way for the same SEED.",
)
@click.option(
    "--variants",
    type=WholeNumber(1, MOST_VARIANTS),
    metavar="N",
    help="Write a sheet for each variant from 1 to N, to the folder that -o names.",
)
@click.option(
    "--roster",
    metavar="FILE",
    help="Write a sheet for each student in this CSV, each a variant of their own, to the folder of -o.",
)
@click.option(
    "--vary",
    type=click.Choice(["sizes", "windows"]),
    help="Change sizes and channels, or windows too: kernels, strides, paddings.  [default: windows]",
)
@click.option(
    "--fillable", is_flag=True, help="In HTML: make a form that saves a sheet for 'check' and 'grade'."
)
@click.option(
    "--answers", is_flag=True, help="Write the key, which 'cnncalc grade' reads if it is YAML or CSV."
)
@click.option(
    "--force", is_flag=True, help="With --variants or --roster: overwrite existing sheets, filled in or not."
)
@layout_option
@with_params(
    format_option(WORKSHEET, "markdown; yaml for a key"), *file_options(TO_FILE), ascii_option(PLAIN_LINES)
)
def command(
    spec: str,
    settings: tuple[str, ...],
    inputs: tuple[str, ...],
    columns: str | None,
    blank: str | None,
    seed: int | None,
    variant: int | None,
    variants: int | None,
    roster: str | None,
    vary: str | None,
    fillable: bool,
    answers: bool,
    force: bool,
    layout: str,
    format: Format | None,
    file: str | None,
    ascii_only: bool,
) -> None:
    """Print a worksheet: the layers of a network, with blanks to fill in.

    SPEC is a file or the name of a bundled network. 'cnncalc check' reads a filled-in sheet in
    YAML, CSV or Markdown as it is: the sheet says which network it is about, with its --set,
    --input and --variant. Activation functions and dropout are shown but not asked for.

    --variant SEED changes sizes, channels, kernels, strides and paddings, for each student differently.
    """
    _expect_one_of(variant, variants, roster)
    _expect_variants(vary, force, bool(variants or roster), variant)
    students = None if roster is None else _students(roster)
    count = variants if students is None else len(students)
    form = _form(answers, fillable, format, None if count and not os.path.splitext(file or "")[1] else file)
    one_key = answers and form.for_programs  # 'grade' reads it
    if count and not one_key:
        _expect_folder(file)
    network = cnncalc.load(spec, **of_network(settings, inputs))
    folder = file if count and not one_key else os.path.dirname(file or "")
    headings = headings_of(spec, settings, inputs, layout, folder or "")
    headings |= {"vary": "windows"} if vary != "sizes" and (variant is not None or count) else {}
    asked = tuple(names_in_list(columns)), tuple(names_in_list(blank)), seed
    homework = Homework(network, headings, *asked, answers, form, fillable, ascii_only)
    if count is not None and file and not one_key:
        _write_class(dict(homework.of_class(count, students)), file, force, "key" if answers else "sheet")
    else:
        write_text(homework.text(variant) if count is None else homework.key_for(count), file)


def _write_class(texts: dict[str, str], folder: str, force: bool, what: str) -> None:
    write_folder(folder, texts, force)
    complain(f"{len(texts):,} {what}{'s' if len(texts) > 1 else ''} in {folder}")


def _expect_variants(vary: str | None, force: bool, a_class: bool, variant: int | None) -> None:
    if (vary or force) and not (a_class or (vary and variant is not None)):
        raise click.UsageError("--vary is for --variant, --variants or --roster; --force for the last two")


def _form(answers: bool, fillable: bool, format: Format | None, file: str | None) -> Format:
    """The format of the sheets; a form for students is in HTML."""
    form = chosen_format(format, file, WORKSHEET, "html" if fillable else "yaml" if answers else "markdown")
    if fillable and (answers or form.name != "html"):
        raise click.UsageError(
            "--fillable makes a form in HTML for students: leave --answers and other formats out"
        )
    return form


def _expect_one_of(variant: int | None, variants: int | None, roster: str | None) -> None:
    if sum(one is not None for one in (variant, variants, roster)) > 1:
        raise click.UsageError(
            "--variant is for one network, --variants and --roster are for a class: give only one of them"
        )


def _expect_folder(file: str | None) -> None:
    """A class is written to a folder, and none is meant by `-o class.html`."""
    why = "a class gets a sheet for each student: name"
    if not file:
        raise click.UsageError(f"{why} the folder with -o")
    if called(os.path.splitext(file)[1][1:], WORKSHEET):
        raise click.UsageError(f"{why} a folder with -o; '{file}' is named like one file")


def _students(roster: str) -> "list[Student]":
    """The students in the list; names that stand there twice are told."""
    from cnncalc.teaching.sheets.roster import doubles, read_roster

    students = read_roster(roster)
    for sentence in doubles(students):
        complain(f"{roster}: {sentence}")
    return students
