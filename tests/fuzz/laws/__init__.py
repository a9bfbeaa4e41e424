"""The laws: what has to be true of every case. Its files lie in the working folder while it is judged."""

from . import agreement, figures, layers, runs
from .base import LAWS

__all__ = ["LAWS", "agreement", "figures", "layers", "runs"]
