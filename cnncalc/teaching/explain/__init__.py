"""The derivation: how each number of a layer comes about, from the objects that the table prints."""

from cnncalc.teaching.explain.derive import FIGURES, derive
from cnncalc.teaching.explain.step import Derivation, Step

__all__ = ["FIGURES", "Derivation", "Step", "derive"]
