"""`cnncalc rule [NAME]`: what a rule of the design review looks for, and why."""

import click

from cnncalc.cli.options import chosen_format, output_options
from cnncalc.cli.parts.streams import write, write_text

EXAMPLES = """\b
Examples:
  cnncalc rule
  cnncalc rule dropped-pixels
  cnncalc rule checkerboard --format markdown
"""


@click.command("rule", epilog=EXAMPLES, short_help="What a rule of the review looks for, and why.")
@click.argument("name", metavar="[NAME]", required=False)
@output_options
def command(name: str | None, format: str | None, file: str | None, ascii_only: bool) -> None:
    """List the rules of 'cnncalc review', or explain one: why it matters, a bad and a good spec, its source.

    One rule is explained as text, or in Markdown.
    """
    from cnncalc.design.review.explain import markdown, text
    from cnncalc.design.review.rules import RULES
    from cnncalc.design.review.settings import unknown_rule
    from cnncalc.report.review import RulesReport

    form = chosen_format(format, file)
    if name is None:
        write(RulesReport(list(RULES.values())), form, file, ascii_only)
        return
    if fault := unknown_rule(name):
        raise click.UsageError(fault)
    rule = RULES[name]
    if form in ("table", "markdown"):
        told = text(rule) if form == "table" else markdown(rule)
        write_text(told, file)
    else:
        write(RulesReport([rule]), form, file, ascii_only)
