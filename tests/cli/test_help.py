"""What `--help` promises."""

import importlib
import re
import shlex

import click
import pytest
from commandline import printed, run

from cnncalc import __version__
from cnncalc.analysis.base import BYTES
from cnncalc.cli.main import commands

NAMES = commands.list_commands(click.Context(commands))


def help_of(*names: str) -> str:
    return printed(*names, "--help")


def examples(text: str) -> list[str]:
    """The lines below `Examples:`."""
    block = re.search(r"^ *Examples:\n((?: +cnncalc .*\n)+)", text, re.M)
    assert block, "no examples"
    return [line.strip() for line in block[1].splitlines()]


PAGES = [[], *([name] for name in NAMES)]


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_the_examples_of_a_help_page_work_as_printed_in_an_empty_folder(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for example in examples(help_of(*page)):  # one may read what the one above it wrote
        name, *args = shlex.split(example)
        assert name == "cnncalc"
        assert printed(*args) or "-o" in args


@pytest.mark.parametrize("name", NAMES)
def test_each_command_ends_its_help_with_two_or_three_examples(name):
    last = help_of(name).rstrip("\n").rsplit("\n\n", 1)[1]
    assert 2 <= len(examples(last + "\n")) <= 3


@pytest.mark.parametrize("name", NAMES)
def test_each_command_says_in_one_line_what_it_is_for(name):
    assert importlib.import_module(f"cnncalc.cli.{name}").command.get_short_help_str(80).endswith(".")


def test_the_list_of_commands_is_the_folder():
    assert "summarize" in NAMES
    assert all(name in help_of() for name in NAMES)


def test_help_has_a_short_form():
    assert run("-h").out == help_of()
    assert run("summarize", "-h").out == help_of("summarize")


def test_help_names_the_order_in_which_columns_are_left_out():
    order = (
        "first shares and what --columns added, then receptive_field, multiplies, parameters, output, kind"
    )
    assert order in " ".join(help_of("summarize").split())


def test_help_of_summarize_names_columns_dtypes_and_the_page_about_them():
    text = " ".join(help_of("summarize").split())
    assert "docs/reference/columns.md" in text
    assert all(name in text for name in ("weights", "flops", "memory", "jump"))
    assert all(dtype in text for dtype in BYTES)


def test_version_is_one_line():
    assert printed("--version") == f"cnncalc {__version__}\n"


def test_no_help_page_is_wider_than_a_terminal():
    for names in ([], *([name] for name in NAMES)):
        assert max(map(len, help_of(*names).splitlines())) <= 80
