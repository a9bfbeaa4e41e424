"""`cnncalc rule [NAME]`: what a rule of the design review looks for, and why."""

import click

from cnncalc.cli.options import output_options
from cnncalc.cli.parts.streams import Output, write

EXAMPLES = """\b
Examples:
  cnncalc rule
  cnncalc rule dropped-pixels
  cnncalc rule checkerboard --format markdown
"""


@click.command("rule", epilog=EXAMPLES, short_help="What a rule of the review looks for, and why.")
@click.argument("name", metavar="[NAME]", required=False)
@output_options
def command(name: str | None, output: Output) -> None:
    """List the rules of 'cnncalc review', or explain one: why it matters, a bad and a good spec, its source.

    One rule is explained as text, or in Markdown.
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
