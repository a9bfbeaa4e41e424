"""The package as others see it: its version, its public names, its ways in."""

import os
import re
import subprocess
import sys

import pytest

import cnncalc

AT_THE_ROOT = {
    ".ci", ".github", ".gitignore", ".pre-commit-hooks.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "README.md", "architectures", "benchmarks", "cnncalc", "docs", "mkdocs.yml", "pyproject.toml", "tests",
    "web",
}  # fmt: skip

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(cnncalc.__file__)))


def run(*command: str) -> str:
    """What a Python process prints that sees this very package."""
    environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, encoding="utf-8", env=environment
    ).stdout


def test_the_version_has_three_numbers_and_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+|rc\d+)?", cnncalc.__version__)
    with open(os.path.join(ROOT, "pyproject.toml"), encoding="utf-8") as file:
        project = file.read()
    assert 'dynamic = ["version"]' in project
    assert 'path = "cnncalc/__init__.py"' in project
    assert cnncalc.__version__ not in re.findall(r"^version = .*", project, re.M)


def test_python_m_cnncalc_is_the_command() -> None:
    assert run("-m", "cnncalc", "--version") == f"cnncalc {cnncalc.__version__}\n"


@pytest.mark.parametrize("name", cnncalc.__all__)
def test_a_public_name_can_be_imported_and_says_what_it_is(name: str) -> None:
    public = getattr(cnncalc, name)
    assert public.__doc__
    assert not public.__doc__.startswith(f"{name}(")  # what a named tuple says of itself by default


def test_dir_lists_the_public_names_before_they_are_used() -> None:
    printed = run("-c", "import cnncalc; print(*sorted(set(cnncalc.__all__) - set(dir(cnncalc))))")
    assert printed == "\n"


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sumarize'"):
        cnncalc.sumarize  # noqa: B018


def test_importing_the_package_imports_no_other() -> None:
    printed = run(
        "-c", "import sys, cnncalc; print(*{'click', 'rich', 'yaml', 'cnncalc.api'} & set(sys.modules))"
    )
    assert printed == "\n"


def test_the_package_is_typed() -> None:
    assert os.path.exists(os.path.join(os.path.dirname(cnncalc.__file__), "py.typed"))


def tracked() -> list[str]:
    """The files that git keeps of this checkout; none if this is no checkout, or git is not there."""
    if not os.path.exists(os.path.join(ROOT, ".git")):
        return []
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        return []
    return listed.stdout.split("\0")[:-1]


def test_nothing_stands_at_the_root_by_accident() -> None:
    assert {path.partition("/")[0] for path in tracked()} <= AT_THE_ROOT
