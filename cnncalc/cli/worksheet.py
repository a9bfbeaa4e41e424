"""`cnncalc worksheet SPEC`: the table of a network with blanks, as homework; and the key to it."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

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
    set_values,
    spec_argument,
    usage_errors,
    with_params,
)
from cnncalc.cli.parts.output import (
    PLAIN_LINES,
    TO_FILE,
    ascii_option,
    chosen_format,
    file_options,
    format_option,
)
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import write_text
from cnncalc.render import Format, Terminal, render
from cnncalc.report import WORKSHEET

if TYPE_CHECKING:
    from cnncalc.network import Network
    from cnncalc.teaching.sheets.worksheet import Worksheet

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
    help="Ask for a random half of it, the same for each N.",
)
@click.option(
    "--variant",
    type=WholeNumber(0, 10**9),
    metavar="SEED",
    help="Change sizes and channels, in the same way for the same SEED.",
)
@click.option(
    "--variants",
    type=WholeNumber(1, MOST_VARIANTS),
    metavar="N",
    help="Write a sheet for each variant from 1 to N, to the folder that -o names.",
)
@click.option(
    "--answers", is_flag=True, help="Write the key, which 'cnncalc grade' reads if it is YAML or CSV."
)
@click.option("--force", is_flag=True, help="With --variants: overwrite existing sheets, filled in or not.")
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

    With --variant SEED sizes and channels change, so that each student gets a different network.
    """
    if variant is not None and variants is not None:
        raise click.UsageError("--variant is for one network, --variants for a class: leave one out")
    is_folder = variants and not os.path.splitext(file or "")[1]
    form = chosen_format(format, None if is_folder else file, WORKSHEET, "yaml" if answers else "markdown")
    one_key = answers and form.worksheet is not None  # 'grade' reads it
    if variants and not one_key and not file:
        raise click.UsageError("--variants writes a sheet for each variant: name the folder with -o")
    network = cnncalc.load(spec, **of_network(settings, inputs))
    folder = file if variants and not one_key else os.path.dirname(file or "")
    headings = _headings(spec, settings, inputs, layout, folder or "")
    homework = Homework(
        network, headings, tuple(names_in_list(columns)), tuple(names_in_list(blank)), seed, answers, form,
        ascii_only,
    )  # fmt: skip
    if one_key and variants:
        write_text(homework.key_for(variants), file)
    elif variants and file:
        _write_class(homework, variants, file, force)
    else:
        write_text(homework.text(variant), file)


class Homework(NamedTuple):
    """What is asked of whom: it gives the sheet of every variant."""

    network: "Network"
    headings: Mapping[str, str]
    columns: tuple[str, ...]
    blank: tuple[str, ...]
    seed: int | None
    answers: bool
    format: Format
    ascii_only: bool = False

    def text(self, variant: int | None) -> str:
        """The worksheet of a variant, or of the network itself."""
        return self._written(self._sheet(variant))

    def key_for(self, variants: int) -> str:
        """The one key to all variants, without their answers."""
        return self._written(self._sheet(None).unanswered({**self.headings, "variants": f"1-{variants}"}))

    def _sheet(self, variant: int | None) -> "Worksheet":
        from cnncalc.teaching.sheets.variant import variant as changed
        from cnncalc.teaching.sheets.worksheet import FIGURES_ASKED, NotAskedError, worksheet

        of = self.network if variant is None else changed(self.network, variant)
        told = self.headings if variant is None else {**self.headings, "variant": str(variant)}
        with usage_errors(NotAskedError):
            return worksheet(
                cnncalc.summarize(of), told, self.columns or FIGURES_ASKED, self.blank, self.seed
            )

    def _written(self, sheet: "Worksheet") -> str:
        from cnncalc.report.worksheet import WorksheetReport

        on = Terminal(ascii=self.ascii_only)
        return render(WorksheetReport(sheet, self.answers), self.format.name, on)


def _write_class(homework: Homework, variants: int, folder: str, force: bool) -> None:
    """A sheet for each variant; none of them where one that somebody may have filled in is in the way."""
    from cnncalc.files import holds
    from cnncalc.problem import listing

    _make_folder(folder)
    width, ending = len(str(variants)), homework.format.ending
    paths = {
        number: os.path.join(folder, f"variant-{number:0{width}}.{ending}")
        for number in range(1, variants + 1)
    }
    there = [number for number, path in paths.items() if os.path.lexists(path) and not force]
    done = [number for number in there if holds(paths[number], homework.text(number))]
    filled_in = [paths[number] for number in there if number not in done]
    if filled_in:
        raise click.UsageError(
            f"{listing(filled_in)}: already there with other contents, perhaps filled in; --force overwrites"
        )
    for number, path in paths.items():
        if number not in done:
            write_text(homework.text(number), path)


def _headings(
    spec: str, settings: tuple[str, ...], inputs: tuple[str, ...], layout: str, folder: str
) -> dict[str, str]:
    """What a sheet says of its network, so that 'check' finds it."""
    from cnncalc.problem import quoted

    if spec == "-":
        raise click.UsageError("a sheet names its network: give a file or a bundled name rather than -")
    is_file = os.path.isfile(spec)
    told = {"architecture": os.path.relpath(spec, folder or ".").replace(os.sep, "/") if is_file else spec}
    if inputs:
        told["input"] = ", ".join(inputs)
    if settings:
        told["settings"] = "; ".join(f"{n}={_spaced(v)}" for n, v in set_values(settings).items())
    for key, text in told.items():
        if not text.isprintable():
            raise click.UsageError(
                f"the {key} is written into the sheet, so it has to be printable; found {quoted(text)}"
            )
    return told | ({"layout": layout} if layout != "hwc" else {})


def _spaced(value: str) -> str:
    """A space after each comma, so that none is taken for one between thousands."""
    return ", ".join(part.strip() for part in value.split(","))


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"cannot write to '{path}': {error.strerror}") from None
