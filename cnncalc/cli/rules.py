"""`cnncalc rules [NAME]`: the rules of the design review, or what one looks for, and why."""

import click

from cnncalc.cli.options import columns_option
from cnncalc.cli.parts.output import columns_and_output
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write

SECTION = Section("Inspect", 5)

EXAMPLES = """\b
Examples:
  cnncalc rules
  cnncalc rules dropped-pixels
  cnncalc rules checkerboard --format markdown
"""


@click.command("rules", epilog=EXAMPLES, short_help="List the rules of the review, or explain one.")
@click.argument("name", metavar="[NAME]", required=False)
@columns_option()
@columns_and_output
def command(name: str | None, output: Output) -> None:
    """List the rules of 'cnncalc review', or explain one.

    NAME is the name of a rule. Prints what it finds, why that matters, a spec that breaks it, one
    that does not, and its source.
    """
    from cnncalc.design.review.rules import RULES
    from cnncalc.design.review.settings import unknown_rule
    from cnncalc.report.review import RuleReport, RulesReport

    if name is None:
        write(RulesReport(list(RULES.values())), output)
    elif fault := unknown_rule(name):
        raise click.UsageError(fault)
    else:
        write(RuleReport(RULES[name]), output)
