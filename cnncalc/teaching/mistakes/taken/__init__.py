"""What was taken for what: one file per family of guesses, found by being in this folder."""

from cnncalc.folder import import_all
from cnncalc.teaching.mistakes.guess import Family

FAMILIES: tuple[Family, ...] = tuple(module.FAMILY for module in import_all(__name__, __path__))
"""Every family; `likely` of a guess says in which order they are tried."""
