"""`cnncalc conventions`: what is counted, and how."""

import click

from cnncalc.cli.options import output_options
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc conventions
  cnncalc conventions --format markdown
"""


@click.command("conventions", epilog=EXAMPLES, short_help="What is counted, and how.")
@output_options
def command(output: Output) -> None:
    """Print what each number counts, and how the table of summarize is read."""
    from cnncalc.report.conventions import ConventionsReport

    write(ConventionsReport(), output)
