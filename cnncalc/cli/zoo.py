"""`cnncalc zoo`: the bundled architectures."""

import os
from collections.abc import Iterable

import click

from cnncalc.cli.options import columns_option, exact_option, sort_option, top_option, with_params
from cnncalc.cli.parts.output import columns_and_output, file_options
from cnncalc.cli.parts.sections import Section
from cnncalc.cli.parts.streams import Output, write, write_all, write_text

SECTION = Section("Reference", 1)

EXAMPLES = """\b
Examples:
  cnncalc zoo --sort parameters
  cnncalc zoo --filter lenet --format markdown
  cnncalc zoo show lenet5
"""


class Zoo(click.Group):
    """A word that is not a subcommand gets a hint at what it may be."""

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
    short_help="List, print and copy the bundled networks.",
)
@click.option("--filter", "words", default="", metavar="WORD", help="List only networks that mention WORD.")
@columns_option()
@sort_option
@top_option()
@exact_option()
@columns_and_output
@click.pass_context
def command(
    context: click.Context,
    words: str,
    sort: str | None,
    top: int | None,
    in_full: bool,
    output: Output,
) -> None:
    """List the bundled networks with their numbers and sources."""
    if context.invoked_subcommand is not None:
        return
    from cnncalc.report.zoo import ZooReport, in_order
    from cnncalc.zoo import architectures

    found = [one for one in architectures() if one.mentions(words)]
    try:
        found = in_order(found, "name" if sort is None else sort)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    write(ZooReport(found[:top], words, in_full, len(found)), output)


@command.command("show", short_help="Print the file of a network.")
@click.argument("name", metavar="NAME")
@with_params(*file_options("Write to FILE.", was_output=False))
def show(name: str, file: str | None) -> None:
    """Print the file of a bundled network, with its comments."""
    from cnncalc.zoo import source

    write_text(source(name).text, file)


@command.command("copy", short_help="Copy the file of a network, to work on.")
@click.argument("name", metavar="NAME")
@click.argument("named", metavar="[FILE]", required=False)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@with_params(*file_options("The same as FILE.", was_output=False))
def copy(name: str, named: str | None, force: bool, file: str | None) -> None:
    """Copy the file of a bundled network to NAME.yaml or FILE, with the files that it needs.

    The files that it extends and uses are copied beside it. Prints the names of the files written;
    a file that is there already with the same text is left alone.
    """
    from cnncalc.files import holds
    from cnncalc.problem import printable
    from cnncalc.zoo import copies

    if file is not None and named is not None:
        raise click.UsageError(f"the copy is named twice, '{named}' and -o '{file}'; leave one out")
    file = file or named
    if file == "-":
        raise click.UsageError(f"'-' is not a file; 'cnncalc zoo show {name}' prints it")
    own = f"{name.removesuffix('.yaml')}.yaml"
    target = os.path.join(file, own) if file and os.path.isdir(file) else file or own
    folder = os.path.dirname(target)
    if folder and not os.path.exists(folder):
        raise click.UsageError(f"there is no folder '{folder}' to copy to")
    texts = {path: text for path, text in copies(name, target).items() if not holds(path, text)}
    in_the_way = [path for path in texts if os.path.lexists(path)]
    if in_the_way and not force:
        raise click.UsageError(f"{', '.join(in_the_way)} already exists; --force overwrites it")
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
