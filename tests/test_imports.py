"""The house: its wings, who may import whom, how many rooms and arrows there are; held against the code."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

import cnncalc

PACKAGE = os.path.dirname(os.path.abspath(cnncalc.__file__))

HOUSE = """
wing     | rooms                                              | may import from
ground   | notation formula shape problem folder effort files |
layers   | layers catalogue                                   | ground
network  | network                                            | ground layers
language | language                                           | ground layers network
analysis | analysis summary blocks                            | ground layers network
api      | api zoo __init__                                   | ground network language analysis
figures  | figures                                            | ground network analysis
solve    | solve                                              | all above
teaching | teaching                                           | all above
design   | design                                             | all above but teaching
report   | report                                             | all above
render   | render                                             | ground api figures teaching design report
cli      | cli __main__                                       | all above
"""
"""Each wing stands on those above it in this table. A room is a file or a folder of cnncalc/."""

ONLY = {
    ("analysis", "layers"): "layers.facts",  # no analysis asks for a kind
    ("report", "language"): "language.arithmetic",
    ("render", "api"): "__init__",  # the version
}
"""Of some wings a wing may see a single room or file."""

COUNTED = {"rooms": 25, "arrows": 131}
"""Rooms, and pairs of them of which one imports the other. A change that alters them says so here."""

ONLY_IN = {
    "yaml": "language", "rich": "render", "click": "cli", "tomli": "language", "tomllib": "language",
    "typing_extensions": "layers",
}  # fmt: skip
"""Other people's packages, each behind one door (the last one only for type checkers, tomli until 3.10)."""


def found_modules() -> Iterator[str]:
    """Every module below cnncalc: `language.tree`; a folder by its own name."""
    for folder, _, files in os.walk(PACKAGE):
        for file in sorted(files):
            if file.endswith(".py"):
                path = os.path.relpath(os.path.join(folder, file[:-3]), PACKAGE)
                yield path.replace(os.sep, ".").removesuffix(".__init__")


MODULES = list(found_modules())


@cache
def imports(module: str) -> list[str]:
    """The full names of what a module imports, inside functions too."""
    path = os.path.join(PACKAGE, *module.split("."))
    with open(f"{path}.py" if os.path.isfile(f"{path}.py") else os.path.join(path, "__init__.py")) as file:
        tree = ast.parse(file.read())
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by dots; write the name in full"
            found.append(node.module or "")
    return found


def own(module: str) -> Iterator[str]:
    """What a module imports of cnncalc: `network`, `layers.base`; `__init__` for cnncalc itself."""
    for name in imports(module):
        first, _, rest = name.partition(".")
        if first == "cnncalc":
            yield rest or "__init__"


def room(module: str) -> str:
    return module.partition(".")[0]


ROWS = [[cell.strip() for cell in line.split("|")] for line in HOUSE.strip().split("\n")[1:]]
WING = {name: wing for wing, rooms, _ in ROWS for name in rooms.split()}
ABOVE = {wing: [row[0] for row in ROWS[:i]] for i, (wing, _, _) in enumerate(ROWS)}


def may_import(wing: str, may: str) -> list[str]:
    every, _, but = may.partition("all above")
    return [one for one in ABOVE[wing] if one not in but.split()] if not every else may.split()


MAY_IMPORT = {wing: may_import(wing, may) for wing, _, may in ROWS}

ROOMS = sorted({room(module) for module in MODULES})


@cache
def edges() -> set[tuple[str, str]]:
    """The arrows: which room imports which other."""
    return {(room(m), room(name)) for m in MODULES for name in own(m) if room(m) != room(name)}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_wing_may(module: str) -> None:
    wing = WING[room(module)]
    for name in own(module):
        other = WING[room(name)]
        assert other in (wing, *MAY_IMPORT[wing]), f"{module} may not import {name}"
        sees = ONLY.get((wing, other), name)
        assert name == sees or name.startswith(f"{sees}."), f"{module} may import {sees}, not {name}"


@pytest.mark.parametrize("module", MODULES)
def test_other_peoples_packages_stand_behind_one_door(module: str) -> None:
    for name in imports(module):
        first = name.partition(".")[0]
        if first != "cnncalc" and first not in sys.stdlib_module_names:
            assert ONLY_IN.get(first) == room(module), f"{module} may not import {name}"


def test_no_wing_may_import_from_one_below_it_in_the_table() -> None:
    assert {wing: set(may) - set(ABOVE[wing]) for wing, may in MAY_IMPORT.items()} == {
        wing: set() for wing in ABOVE
    }


def test_teaching_and_design_do_not_know_of_each_other() -> None:
    assert not {("teaching", "design"), ("design", "teaching")} & edges()


def test_no_arrow_leads_back() -> None:
    left = set(ROOMS)
    while ready := {one for one in left if not any(a == one and b in left for a, b in edges())}:
        left -= ready
    assert left == set()  # what is left imports each other in a loop


def test_rooms_and_arrows_are_as_many_as_were_meant() -> None:
    assert sorted(WING) == ROOMS
    assert {"rooms": len(ROOMS), "arrows": len(edges())} == COUNTED


REPORT_MODULES = """
import sys
from cnncalc.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("command", "not_needed"),
    [
        ("--version", {"yaml", "rich", "cnncalc.layers", "cnncalc.network"}),
        ("--help", {"yaml", "rich", "cnncalc.layers", "cnncalc.network"}),
        ("summarize vgg16", {"cnncalc.teaching", "cnncalc.design", "xml", "hashlib"}),
        ("summarize vgg16 --format json", {"rich", "cnncalc.teaching", "cnncalc.render.formats.csv"}),
        ("summarize vgg16 --format csv", {"rich", "cnncalc.teaching", "cnncalc.render.formats.json"}),
        ("explain vgg16 conv1_1 --format markdown", {"rich"}),
        ("explain vgg16 conv1_1 --format latex", {"rich"}),
    ],
)
def test_a_command_imports_only_what_it_needs(command: str, not_needed: set[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", REPORT_MODULES, *command.split()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.path.dirname(PACKAGE), "PYTHONUTF8": "1"},
    )
    assert run.returncode == 0, run.stderr
    assert not_needed.isdisjoint(run.stderr.split())
