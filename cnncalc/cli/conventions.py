"""`cnncalc conventions`: what is counted, and how."""

import click

from cnncalc.cli.parts.output import output_options
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Reference", 4)

EXAMPLES = """\b
Examples:
  cnncalc conventions
  cnncalc conventions --format markdown
"""


@click.command("conventions", epilog=EXAMPLES, short_help="Say what is counted, and how.")
@output_options
def command(output: Output) -> None:
    """Print what each number counts, and how to read the table of 'cnncalc summarize'."""
    from cnncalc.report.conventions import ConventionsReport

    write(ConventionsReport(), output)
