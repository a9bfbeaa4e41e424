"""`cnncalc layers [KIND]`: what each layer kind takes and computes."""

import click

from cnncalc.cli.options import columns_option
from cnncalc.cli.parts.output import columns_and_output
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Reference", 2)

EXAMPLES = """\b
Examples:
  cnncalc layers
  cnncalc layers conv
  cnncalc layers batch_norm --format markdown
"""


@click.command("layers", epilog=EXAMPLES, short_help="List the layer kinds, or explain one.")
@click.argument("name", metavar="[KIND]", required=False)
@columns_option()
@columns_and_output
def command(name: str | None, output: Output) -> None:
    """List the layer kinds, or explain one: its fields and its formulas."""
    from cnncalc.catalogue import kind, kinds
    from cnncalc.language.blocks import STATEMENTS
    from cnncalc.language.entry import kind_hint
    from cnncalc.layers import CATALOGUE
    from cnncalc.report.kinds import KindReport, KindsReport

    if name is not None and name not in CATALOGUE:
        page = {"head": "reference/language.md"}.get(name, "reference/blocks.md")
        hint = f"; it is a word of the language: see docs/{page}" if name in STATEMENTS else None
        raise click.UsageError(f"there is no layer kind '{name}'{hint or kind_hint(name, CATALOGUE)}")
    report = KindsReport(list(kinds())) if name is None else KindReport(kind(name))
    write(report, output)
