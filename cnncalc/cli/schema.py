"""`cnncalc schema`: a JSON Schema of the language, for editors."""

import click

from cnncalc.cli.options import with_params
from cnncalc.cli.parts.output import file_options
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import write_text

SECTION = Section("Reference", 3)

EXAMPLES = """\b
Examples:
  cnncalc schema
  cnncalc schema --compact
"""


@click.command("schema", epilog=EXAMPLES, short_help="Print the JSON Schema of the language, for editors.")
@click.option("--compact", is_flag=True, help="Print it on one line.")
@with_params(*file_options("Write to FILE."))
def command(file: str | None, compact: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of the language, for editors.

    With it, an editor completes and checks specs as you type. It knows how a spec is written; only
    'cnncalc summarize' knows whether its layers fit together.
    """
    import json

    from cnncalc.language.schema import schema

    text = json.dumps(schema(), ensure_ascii=False, indent=None if compact else 1) + "\n"
    write_text(text, file)
