"""The reference figures: each file has a row that says where it is from, and a test that uses it."""

import csv
import glob
import json
import os
import re
from fnmatch import fnmatch

import pytest
import yaml
from helpers import TESTS, read_text

FOLDER = os.path.join(TESTS, "reference")
FILES = sorted(
    os.path.relpath(path, FOLDER).replace(os.sep, "/")
    for path in glob.glob(os.path.join(FOLDER, "**", "*.*"), recursive=True)
    if not path.endswith("README.md")
)
ROWS = dict(re.findall(r"^\| (\S+\.\w+) \| (.*?) \|", read_text("reference", "README.md"), re.M))


def entries(file: str) -> int:
    """How many entries the file holds."""
    text = read_text("reference", file)
    if file.endswith(".yaml"):
        return len(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    if file.endswith(".jsonl"):
        return len([json.loads(line) for line in text.splitlines()])
    return len(list(csv.DictReader(text.splitlines())))


@pytest.mark.parametrize("file", FILES)
def test_a_file_has_a_row_that_says_where_its_figures_are_from(file: str) -> None:
    assert [pattern for pattern in ROWS if fnmatch(file, pattern)]


def test_no_row_is_left_of_a_file_that_is_gone() -> None:
    assert [pattern for pattern in ROWS if not any(fnmatch(file, pattern) for file in FILES)] == []


def counts(row: str) -> list[int]:
    """The numbers in what a row says of its files."""
    return [int(number) for number in re.findall(r"\b\d+\b", ROWS[row])]


@pytest.mark.parametrize(
    "file",
    ["single_layers_torch.jsonl", "single_layers_keras.jsonl", "receptive_field.csv", "course_claims.yaml"],
)
def test_a_row_counts_the_entries_of_its_file(file: str) -> None:
    assert entries(file) in counts(file)


def test_a_row_counts_the_files_of_its_folder() -> None:
    assert len([file for file in FILES if fnmatch(file, "keras/*.csv")]) in counts("keras/*.csv")
    assert entries("torchvision/summary.csv") in counts("torchvision/*.csv")


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_used_by_a_test(file: str) -> None:
    """By its name, or by that of its model, which is written as a string."""
    stem = os.path.splitext(os.path.basename(file))[0]
    others = glob.glob(os.path.join(TESTS, "**", "*.py"), recursive=True)
    texts = [read_text(path) for path in others if path != __file__]
    assert any(f'"{stem}"' in text or f'"{os.path.basename(file)}"' in text for text in texts)
