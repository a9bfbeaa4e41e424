"""The layer kinds: one file per kind or tight family; a file in this folder is found by itself."""

from cnncalc.folder import import_all
from cnncalc.layers.base import CALLED_ELSEWHERE, CATALOGUE, Layer
from cnncalc.layers.facts import Operations, Parameters

__all__ = ["CALLED_ELSEWHERE", "CATALOGUE", "Layer", "Operations", "Parameters"]

import_all(__name__, __path__)
