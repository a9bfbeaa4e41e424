"""`cnncalc schema`: a JSON Schema of the language, for editors."""

import click

from cnncalc.cli.parts.streams import write_text

EXAMPLES = """\b
Examples:
  cnncalc schema
  cnncalc schema --compact
"""


@click.command("schema", epilog=EXAMPLES, short_help="A JSON Schema of the language, for editors.")
@click.option("-o", "--output", "file", metavar="FILE", help="Write to FILE.")
@click.option("--compact", is_flag=True, help="On one line.")
def command(file: str | None, compact: bool) -> None:
    """Print the JSON Schema (draft 2020-12) by which an editor completes and checks specs.

    It knows how a spec is written; whether its layers fit, 'cnncalc summarize' says.
    """
    import json

    from cnncalc.language.schema import schema

    text = json.dumps(schema(), ensure_ascii=False, indent=None if compact else 1) + "\n"
    write_text(text, file)
