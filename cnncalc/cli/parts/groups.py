"""What `calc` and `solve` share: commands named by their argument, and negative numbers."""

import re
from typing import Any

import click

NEGATIVE = re.compile(r"-[\d.]")


class QuestionCommand(click.Command):
    """A command that answers a question; one that cannot be asked is a mistake of the command line."""

    def invoke(self, ctx: click.Context) -> Any:
        from cnncalc.problem import QuestionError

        try:
            return super().invoke(ctx)
        except QuestionError as error:
            raise click.UsageError(str(error), ctx) from None


class OfItsArgument(QuestionCommand):
    """A command whose name is that of its first argument: `cnncalc solve SPEC`."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        options, _, *others = super().collect_usage_pieces(ctx)
        return [*others, options]


class OfNumbers(click.Command):
    """A command whose arguments may begin with a negative number, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f" {arg}" if NEGATIVE.match(arg) else arg for arg in args])
