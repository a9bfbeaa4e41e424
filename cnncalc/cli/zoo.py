"""`cnncalc zoo`: the bundled architectures."""

import os
from collections.abc import Iterable

import click

from cnncalc.cli.options import output_options
from cnncalc.cli.parts.streams import Output, write, write_all, write_text

EXAMPLES = """\b
Examples:
  cnncalc zoo --sort parameters
  cnncalc zoo --filter lenet --format markdown
  cnncalc zoo show lenet5
"""


class Zoo(click.Group):
    """A word that is no subcommand gets a hint at what it may be."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            ctx.fail(f"zoo has no command '{args[0]}'{self._hint(args[0])}")
        return super().resolve_command(ctx, args)

    def _hint(self, word: str) -> str:
        from cnncalc.language.find import bundled_names
        from cnncalc.problem import did_you_mean

        if word in ("list", "ls"):
            return "; 'cnncalc zoo' alone lists what is bundled"
        if word in bundled_names():
            return f"; did you mean 'zoo show {word}'?"
        return did_you_mean(word, self.commands) or f"; did you mean 'zoo --filter {word}'?"


@click.group(
    "zoo",
    cls=Zoo,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",  # some versions of click leave the brackets out
    epilog=EXAMPLES,
    short_help="List, show and copy the bundled architectures.",
)
@click.option("--sort", metavar="COLUMN", help="By this column; largest counts first.")
@click.option("--filter", "words", default="", metavar="WORD", help="Only those that mention it.")
@click.option("--exact", "in_full", is_flag=True, help="138,357,544 rather than 138.36 M.")
@output_options
@click.pass_context
def command(
    context: click.Context,
    sort: str | None,
    words: str,
    in_full: bool,
    output: Output,
) -> None:
    """List the bundled architectures with their figures and sources."""
    if context.invoked_subcommand is not None:
        return
    from cnncalc.report.zoo import ZooReport, in_order
    from cnncalc.zoo import architectures

    found = [one for one in architectures() if one.mentions(words)]
    try:
        found = in_order(found, "name" if sort is None else sort)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    write(ZooReport(found, words, in_full), output)


@command.command("show", short_help="Print the file of an architecture.")
@click.argument("name", metavar="NAME")
def show(name: str) -> None:
    """Print the file of a bundled architecture, comments and all."""
    from cnncalc.zoo import source

    write_text(source(name).text, None)


@command.command("copy", short_help="Copy the file of an architecture, to work on.")
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def copy(name: str, file: str | None, force: bool) -> None:
    """Write NAME.yaml, or FILE, and beside it the files that it extends and uses.

    Prints the files that it wrote. A file that is there already with the same text stays.
    """
    from cnncalc.files import holds
    from cnncalc.problem import printable
    from cnncalc.zoo import copies

    if file == "-":
        raise click.UsageError(f"'-' is no file; 'cnncalc zoo show {name}' prints it")
    own = f"{name.removesuffix('.yaml')}.yaml"
    target = os.path.join(file, own) if file and os.path.isdir(file) else file or own
    folder = os.path.dirname(target)
    if folder and not os.path.exists(folder):
        raise click.UsageError(f"there is no folder '{folder}' to copy to")
    texts = {path: text for path, text in copies(name, target).items() if not holds(path, text)}
    in_the_way = [path for path in texts if os.path.lexists(path)]
    if in_the_way and not force:
        raise click.UsageError(f"{', '.join(in_the_way)} is there already; --force overwrites it")
    _make_folders(texts)
    write_all({path: [text] for path, text in reversed(texts.items())})  # what it stands on comes first
    told = texts or [f"{target} is there already, with the same text"]
    write_text("".join(f"{printable(line)}\n" for line in told), None)


def _make_folders(paths: Iterable[str]) -> None:
    for folder in {os.path.dirname(path) for path in paths} - {""}:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise click.UsageError(f"cannot write to '{folder}': {error.strerror}") from None
