"""The profiles: one file for each tool or custom, found by being in this folder."""

from cnncalc.design.reconcile.profile import Profile
from cnncalc.folder import import_all

PROFILES: tuple[Profile, ...] = tuple(module.PROFILE for module in import_all(__name__, __path__))
"""Every profile, in the order of their files' names."""
