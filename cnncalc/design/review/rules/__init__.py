"""The rules: one file each, found by being in this folder."""

from cnncalc.design.review.base import Rule
from cnncalc.folder import import_all

RULES: dict[str, Rule] = {module.RULE.name: module.RULE for module in import_all(__name__, __path__)}
"""Every rule by its name."""
