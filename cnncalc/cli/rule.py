"""`cnncalc rule`: what `cnncalc rules` was called."""

from cnncalc.cli.parts.renamed import FormerCommand
from cnncalc.cli.rules import command as rules

command = FormerCommand("rule", rules)
