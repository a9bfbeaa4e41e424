"""The mistakes that change formulas: one file per family, found by being in this folder."""

from cnncalc.folder import import_all
from cnncalc.teaching.mistakes.base import Mistake

MISTAKES: tuple[Mistake, ...] = tuple(
    mistake for module in import_all(__name__, __path__) for mistake in module.MISTAKES
)
"""Every one of them."""

OF_FIGURE: dict[str, tuple[Mistake, ...]] = {
    figure: tuple(mistake for mistake in MISTAKES if figure in mistake.figures)
    for figure in {figure for mistake in MISTAKES for figure in mistake.figures}
}
"""Those that are made in a figure."""
