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
    order = "shares and what --columns added, receptive_field, multiplies, parameters, output, kind"
    assert order in " ".join(help_of("summarize").split())


def test_help_of_summarize_names_columns_dtypes_and_the_page_about_them():
    text = " ".join(help_of("summarize").split())
    assert "docs/reference/columns.md" in text
    assert all(name in text for name in ("weights", "flops", "memory", "jump"))
    assert all(dtype in text for dtype in BYTES)


def test_version_is_one_line():
    assert printed("--version") == f"cnncalc {__version__}\n"


def test_no_help_page_is_wider_than_a_terminal():
    for names in ALL_PAGES:
        assert max(map(len, help_of(*names).splitlines())) <= 80


ALL_PAGES = [
    [], *([name] for name in NAMES), ["calc", "conv"], ["calc", "8x8x3"], ["calc", "values", "conv"],
    ["solve", "conv"], ["solve", "lenet5"], ["solve", "stack"], ["solve", "bottleneck"], ["zoo", "copy"],
]  # fmt: skip


def test_the_help_lists_the_commands_in_groups():
    groups = {
        "Inspect": "summarize explain memory review rules",
        "Compare": "compare diff sweep reconcile",
        "Calculate": "calc solve",
        "Teach": "worksheet check grade",
        "Reference": "zoo layers schema conventions",
    }
    found = re.findall(r"^(\w+):\n((?:  \w+ .*\n)+)", help_of(), re.M)
    listed = {title: [line.split()[0] for line in rows.splitlines()] for title, rows in found}
    assert listed.pop("Options", None) is None  # options begin with dashes
    assert {title: listed[title] for title in groups} == {t: names.split() for t, names in groups.items()}
    assert [title for title in listed if title in groups] == list(groups)


def test_each_command_states_its_group_beside_itself():
    assert all(hasattr(importlib.import_module(f"cnncalc.cli.{name}"), "SECTION") for name in NAMES)


OPTION = re.compile(r"^  (-[^\n]*?)(?:  +|\n +)(\S(?:[^\n]|\n {20,}(?=\S))*)", re.M)


def texts_of_options() -> dict[str, set[str]]:
    """What the help pages of commands say of each option that several have."""
    texts: dict[str, set[str]] = {}
    for name in NAMES:
        for written, text in OPTION.findall(help_of(name)):
            texts.setdefault(written, set()).add(" ".join(text.split()))
    return texts


def test_an_option_is_described_in_the_same_words_everywhere():
    texts = texts_of_options()
    for shared in (
        "--set NAME=VALUE", "--input SHAPE", "--without-heads", "--batch N", "--dtype TYPE", "--sort COLUMN",
        "--reverse", "--layout [hwc|chw]", "-h, --help",
    ):  # fmt: skip
        assert len(texts[shared]) == 1, shared
    assert {text.partition("  ")[0].partition(".")[0] for text in texts["-o, --file FILE"]} == {
        "Write to FILE; its ending sets the format", "Write to FILE"
    }  # fmt: skip


def test_no_option_is_described_by_an_inequality():
    assert not [names for names in ALL_PAGES if "<=" in help_of(*names) or ">=" in help_of(*names)]


@pytest.mark.parametrize("args", [(), ("calc",), ("calc", "values"), ("solve",)], ids=" ".join)
def test_a_command_without_anything_prints_its_help_once(args):
    told = run(*args).err
    assert told.count("Usage: ") == 1
    assert "\\n" not in told
