"""One direction of travel: who may import whom, as data, held against the code."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

import cnncalc

PACKAGE = os.path.dirname(os.path.abspath(cnncalc.__file__))

MAY_IMPORT = {
    "notation": [],
    "shape": [],
    "problem": [],
    "folder": [],
    "files": [],
    "spreadsheet": ["problem"],
    "json_text": [],
    "effort": ["problem"],
    "lookup": ["problem"],
    "formula": ["notation"],
    "layers": ["shape", "formula", "problem", "folder"],
    "network": ["layers", "problem", "shape"],
    "spec": ["files", "network", "layers", "problem", "shape", "effort"],
    "analysis": ["network", "layers.base", "formula", "shape", "folder"],
    "figures": ["analysis.base", "shape"],
    "summary": ["analysis", "network", "shape"],
    "working": [
        "blocks", "summary", "analysis", "network", "layers.base", "layers.sliding", "formula", "notation",
        "lookup", "problem", "shape",
    ],
    "values": ["files", "layers", "problem", "shape"],
    "solve": ["summary", "analysis", "figures", "network", "layers", "lookup", "problem", "shape", "effort"],
    "mistakes": [
        "working", "summary", "analysis", "layers", "network", "formula", "problem", "folder", "shape",
    ],
    "blocks": ["summary", "analysis", "network"],
    "review": [
        "compare.measures", "check", "blocks", "spec", "summary", "figures", "analysis", "layers", "network",
        "files", "json_text", "folder", "problem", "shape",
    ],
    "check": [
        "mistakes", "blocks", "summary", "analysis", "figures", "lookup", "effort", "problem", "shape",
    ],
    "reconcile": [
        "check.quantity_text", "api", "analysis", "spec", "network", "layers.base", "lookup", "problem",
        "shape", "folder",
    ],
    "variant": ["summary", "analysis", "network", "layers", "problem", "shape"],
    "grade": ["sheets", "check", "mistakes", "json_text", "problem", "effort"],
    "sheets": [
        "files", "spreadsheet", "check", "variant", "api", "spec", "summary", "analysis", "figures",
        "network", "layers", "effort", "problem", "shape",
    ],
    "resize": ["api", "solve", "spec", "network", "problem", "shape"],
    "compare": ["api", "check", "summary", "analysis", "network", "spec", "problem"],
    "diff": ["compare.measures", "summary", "blocks", "network", "layers.base"],
    "sweep": [
        "compare", "api", "check", "spec", "summary", "analysis", "figures", "network", "problem", "shape",
    ],
    "report": [
        "compare", "diff", "sweep", "review", "grade", "sheets", "spec.expression",
        "check", "mistakes", "reconcile", "zoo", "catalogue", "working", "values", "solve",
        "blocks", "summary", "analysis", "figures", "network", "formula", "notation", "problem", "shape",
    ],
    "render": [
        "__init__", "report", "review", "working.step", "working.given", "figures", "notation", "problem",
        "spreadsheet", "json_text", "folder",
    ],
    "api": ["summary", "analysis", "spec", "network", "problem", "shape"],
    "catalogue": ["layers", "formula", "shape"],
    "schema": ["layers", "shape", "spec"],
    "zoo": ["api", "analysis", "network", "spec", "problem", "shape"],
    "__init__": ["api", "analysis", "summary", "network", "problem", "shape"],
    "__main__": ["cli"],
    "cli": [""],  # everything
}  # fmt: skip
"""For each file or folder of cnncalc/ what it may import besides itself; a folder stands for all in it."""

ONLY_IN = {
    "yaml": "spec", "rich": "render", "click": "cli", "tomli": "spec", "tomllib": "spec",
    "typing_extensions": "layers",
}  # fmt: skip
"""Other people's packages, each behind one door (the last one only for type checkers, tomli until 3.10)."""


def modules() -> Iterator[str]:
    """Every module below cnncalc: `spec.tree`; a folder by its own name."""
    for folder, _, files in os.walk(PACKAGE):
        for file in sorted(files):
            if file.endswith(".py"):
                path = os.path.relpath(os.path.join(folder, file[:-3]), PACKAGE)
                yield path.replace(os.sep, ".").removesuffix(".__init__")


def imports(module: str) -> Iterator[str]:
    """The full names of what a module imports, inside functions too."""
    path = os.path.join(PACKAGE, *module.split("."))
    with open(f"{path}.py" if os.path.isfile(f"{path}.py") else os.path.join(path, "__init__.py")) as file:
        for node in ast.walk(ast.parse(file.read())):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{module} imports by dots; write the name in full"
                yield node.module or ""


def within(module: str, places: list[str]) -> bool:
    return any(place in ("", module) or module.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("module", list(modules()))
def test_imports_run_one_way(module: str) -> None:
    home = module.partition(".")[0]
    for name in imports(module):
        first, _, rest = name.partition(".")
        if first == "cnncalc":
            assert within(rest or "__init__", [home, *MAY_IMPORT[home]]), f"{module} may not import {name}"
        elif first not in sys.stdlib_module_names:
            assert ONLY_IN.get(first) == home, f"{module} may not import {name}"


def test_no_two_may_import_each_other() -> None:
    def reaches(start: str, seen: frozenset[str] = frozenset()) -> set[str]:
        near = {name.partition(".")[0] for name in MAY_IMPORT.get(start, []) if name} - seen
        return near.union(*(reaches(name, seen | near) for name in near))

    assert [home for home in MAY_IMPORT if home in reaches(home)] == []


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
        ("summarize vgg16 --format json", {"rich"}),
        ("summarize vgg16 --format csv", {"rich"}),
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
