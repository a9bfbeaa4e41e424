"""What `calc` and `solve` share: commands named by their argument, and negative numbers."""

import re

import click

NEGATIVE = re.compile(r"-[\d.]")


class OfItsArgument(click.Command):
    """A command whose name is that of its first argument: `cnncalc solve SPEC`."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        options, _, *others = super().collect_usage_pieces(ctx)
        return [*others, options]


class OfNumbers(click.Command):
    """A command whose arguments may begin with a negative number, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f" {arg}" if NEGATIVE.match(arg) else arg for arg in args])
