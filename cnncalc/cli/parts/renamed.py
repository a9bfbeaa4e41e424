"""Words of the command line that have another name today: they work until 1.0, with a note."""

from collections.abc import Mapping
from typing import Any

import click

from cnncalc.cli.parts.streams import complain


def _say(old: str, new: str) -> None:
    complain(f"note: '{old}' is now called '{new}'; the old name works until version 1.0")


class FormerOption(click.Option):
    """An option by the name that it had: hidden; its value is what today's option takes."""

    def __init__(self, old: str, today: click.Option) -> None:
        super().__init__(
            [old, f"former_{today.name}"], hidden=True, expose_value=False, callback=self._pass_on,
            multiple=today.multiple, is_flag=today.is_flag, default=None,
        )  # fmt: skip
        self.old, self.today = old, today

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Refuses both names at once, of which one value would be lost."""
        if self.name in opts and self.today.name in opts:
            both = f"'{self.old}' and '{self.today.opts[-1]}'"
            raise click.UsageError(f"{both} are one option: give one of them")
        return super().handle_parse_result(ctx, opts, args)

    def _pass_on(self, context: click.Context, _: click.Parameter, value: Any) -> None:
        """Options that are given come before others, so that today's one finds its default here."""
        if value:
            _say(self.old, self.today.opts[-1])
            context.default_map = {**(context.default_map or {}), str(self.today.name): value}


class FormerCommand(click.Command):
    """A command by the name that it had: hidden, and in everything else today's."""

    def __init__(self, old: str, today: click.Command) -> None:
        super().__init__(
            old, params=today.params, callback=today.callback, help=today.help, epilog=today.epilog,
            short_help=today.short_help, hidden=True,
        )  # fmt: skip
        self.today = today

    def invoke(self, ctx: click.Context) -> Any:
        """Runs today's command after the note."""
        _say(str(self.name), str(self.today.name))
        return super().invoke(ctx)
