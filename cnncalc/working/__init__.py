"""The working: how each figure of a layer comes about, from the objects that the table prints."""

from cnncalc.working.derive import FIGURES, derive
from cnncalc.working.step import Derivation, Step

__all__ = ["FIGURES", "Derivation", "Step", "derive"]
