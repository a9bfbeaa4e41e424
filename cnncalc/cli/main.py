"""The command `cnncalc`: finds its subcommands in this folder, and ends with the right exit code.

Exit codes: 0 all well; 1 the command found something wrong; 2 the command line or a file is
unusable; 3 a bug in cnncalc.
"""

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import click

import cnncalc
from cnncalc.cli.parts import streams
from cnncalc.cli.parts.sections import TITLES, Section
from cnncalc.files import reading_is_noted
from cnncalc.folder import names_in

UNUSABLE, DEFECT, INTERRUPTED = 2, 3, 130

NOT_COMMANDS = ("main", "options")

WIDEST_HELP = 65
"""Characters of the line on a command."""

LAST = Section("Reference", 1_000)
"""Where a command stands that does not say it."""


class Commands(click.Group):
    """Every other file of this folder is a subcommand, imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those of today, in the order of the help."""
        names = [name for name in _names() if not _module(name).command.hidden]
        return sorted(names, key=lambda name: (TITLES.index(_section(name).title), _section(name).place))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _names():
            return None
        command: click.Command = _module(cmd_name).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        widest = max(map(len, names))
        for title in TITLES:
            rows = [
                (f"{name:<{widest}}", _short_help(name)) for name in names if _section(name).title == title
            ]
            with formatter.section(title):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from cnncalc.problem import did_you_mean, listing

            known = self.list_commands(ctx)
            hint = self._hint(args[0]) or did_you_mean(args[0], known)
            hint = hint or f"; the commands are {listing(known)}"
            ctx.fail(f"there is no command '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)

    def _hint(self, word: str) -> str:
        """A hint where a network stands in the place of a command, or a wish for help."""
        from cnncalc.language.find import bundled_names, family_member

        if word == "help":
            return "; did you mean 'cnncalc --help'?"
        is_bundled = word.removesuffix(".yaml") in bundled_names() or family_member(word)
        return f"; did you mean 'cnncalc summarize {word}'?" if is_bundled or os.path.isfile(word) else ""


def _module(name: str) -> ModuleType:
    """The file of a command."""
    return import_module(f"cnncalc.cli.{name}")


def _section(name: str) -> Section:
    """Where a command stands in the help."""
    section: Section = getattr(_module(name), "SECTION", LAST)
    return section


def _short_help(name: str) -> str:
    text: str = _module(name).command.get_short_help_str(WIDEST_HELP)
    return text


def _names() -> list[str]:
    """The commands, old names too."""
    return [name for name in names_in([os.path.dirname(__file__)]) if name not in NOT_COMMANDS]


EXAMPLES = """\b
Examples:
  cnncalc summarize vgg16
  cnncalc explain lenet5 C1
"""


@click.group(cls=Commands, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cnncalc.__version__, message="cnncalc %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug in cnncalc.")
def commands(debug: bool) -> None:
    """Work out shapes, parameters, multiplies, memory and receptive fields of CNNs.

    SPEC is a file, - for standard input, or the name of a bundled network such as vgg16.
    """


def main(args: list[str] | None = None) -> None:
    """Run the command line, and exit."""
    own = args is None  # the process is of this run alone
    if args is None:
        gc.disable()  # it is short and builds no cycles worth collecting
        args = sys.argv[1:]
    debug = "--debug" in args
    streams.stand_in_for_closed_streams()
    ran = _code_of(lambda: _run(args), debug)
    flushed = _code_of(_flush, debug)
    if own:
        gc.freeze()  # nor when it ends, which would take a tenth of its time
    sys.exit(max(ran, flushed))


def _flush() -> int:
    """What is still to be written, which may not fit on the disk."""
    sys.stdout.flush()
    return 0


def _code_of(step: Callable[[], int], debug: bool) -> int:
    """The exit code of a step; what went wrong is said."""
    try:
        return step()
    except click.ClickException as error:
        _show(error)
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        streams.discard(sys.stdout)
        return 0
    except OSError as error:
        streams.complain(f"error: cannot write to standard output: {error.strerror}")
        streams.discard(sys.stdout)
        return UNUSABLE
    except Exception as error:
        return _report(error, debug)


def _run(args: list[str]) -> int:
    """As click's own main does, which would take a closed pipe for a failure and end with 1."""
    if "_CNNCALC_COMPLETE" in os.environ:  # the shell asks what may come next
        commands.main(args, "cnncalc")
    try:
        with reading_is_noted(), commands.make_context("cnncalc", list(args)) as context:
            commands.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return 0


def _show(error: click.ClickException) -> None:
    """A mistake of the command line as click words it; what it quotes stays on its line."""
    from io import StringIO

    from cnncalc.problem import printable

    if isinstance(error, click.NoSuchOption) or type(error) is click.UsageError:
        from cnncalc.cli.parts.meant import in_our_words

        error = click.UsageError(in_our_words(error), error.ctx)
    text = StringIO()
    error.show(text)
    usage, mark, _ = text.getvalue().partition("Error: ")
    quoted = printable(error.format_message()) if mark else ""  # without: help, as nothing was asked
    streams.complain(f"{usage}{mark}{quoted}".rstrip("\n"))


def _report(error: Exception, debug: bool) -> int:
    """Say what went wrong on standard error; the exit code for it."""
    from cnncalc.problem import SpecError, printable

    if isinstance(error, SpecError):
        streams.complain(str(error))
        return UNUSABLE
    if debug:
        import traceback

        streams.complain("".join(traceback.format_exception(error)).rstrip("\n"))
    what = printable(f"{type(error).__name__}: {error}")
    streams.complain(f"cnncalc: this is a bug in cnncalc, please report it: {what}")
    if not debug:
        streams.complain("cnncalc: run again with 'cnncalc --debug ...' for the traceback")
    return DEFECT
