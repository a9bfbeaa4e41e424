"""The bundled architectures are clean: what is published as it is has an ignore with its reason."""

import os
import re
import subprocess
import sys

import pytest
from reviewing import bundled_text, subject

from cnncalc import load
from cnncalc.design.review.run import review
from cnncalc.language.find import bundled_folder, bundled_names


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_architecture_is_clean_by_itself(name: str) -> None:
    assert review([subject(load(name))]).findings == ()


def test_every_ignore_in_the_bundle_has_a_reason() -> None:
    comments = [
        (folder, line)
        for folder, _, files in os.walk(bundled_folder())
        for file in files
        for line in bundled_text(os.path.relpath(os.path.join(folder, file[:-5]), bundled_folder())).split(
            "\n"
        )
        if "cnncalc:" in line or line.startswith("review:")
    ]
    assert len(comments) > 20
    for _, line in comments:
        assert re.search(r"ignore=[\w,-]+ \S+|ignore: .*# \S+", line), line


def test_the_whole_bundle_is_reviewed_in_one_run() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "cnncalc", "review", *bundled_names()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("No findings in 71 specs")
