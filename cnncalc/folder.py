"""A folder is a list: each file in it is found by being there."""

import os
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType


def names_in(path: Iterable[str]) -> list[str]:
    """The modules of a package, by name."""
    files = {file for folder in path for file in os.listdir(folder)}
    return sorted(file[:-3] for file in files if file.endswith(".py") and not file.startswith("__"))


def import_all(package: str, path: Iterable[str]) -> list[ModuleType]:
    """Import every module of the package, in the order of their names."""
    return [import_module(f"{package}.{name}") for name in names_in(path)]
