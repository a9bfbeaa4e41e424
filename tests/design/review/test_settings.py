"""Which rules look, and with which values: of the project, the spec, the command line, the nearest counts."""

import os
import sys
from collections.abc import Iterator

import pytest
from reviewing import found

from cnncalc.design.review.rules import RULES
from cnncalc.design.review.settings import ReviewSettings, chosen, settings
from cnncalc.language.config import project
from cnncalc.problem import SpecError

NETWORK = "input: 10x10x3\nlayers:\n  - conv: {filters: 4, kernel: 3, stride: 4}\n"  # two findings


def names(own: ReviewSettings) -> set[str]:
    return {rule.name for rule in own.rules}


def test_a_spec_ignores_a_rule() -> None:
    assert found(NETWORK) == [("dropped-pixels", 3), ("skipped-pixels", 3)]
    assert [rule for rule, _ in found("review: {ignore: skipped-pixels}\n" + NETWORK)] == ["dropped-pixels"]


def test_a_spec_selects_rules() -> None:
    assert names(settings_of("{select: [checkerboard, all-pass]}".replace(", all-pass", ""))) == {
        "checkerboard"
    }
    assert names(settings_of("{select: all}")) == set(RULES)
    assert names(settings_of("{select: [default, repeat-by-hand]}")) == names(ReviewSettings()) | {
        "repeat-by-hand"
    }


def test_rules_that_are_off_by_default_do_not_look() -> None:
    assert "repeat-by-hand" not in names(ReviewSettings())


def test_the_nearest_select_counts_and_ignores_add_up() -> None:
    project, spec = (
        settings_of("{select: all, ignore: [checkerboard]}"),
        settings_of("{ignore: [even-kernel]}"),
    )
    both = project.under(spec)
    assert names(both) == set(RULES) - {"checkerboard", "even-kernel"}
    assert names(both.under(chosen(["even-kernel", "pool-padding"], [], None))) == {"pool-padding"}


def test_values_of_a_rule_are_set_one_by_one() -> None:
    rule = RULES["dominant-dense"]
    far, near = (
        settings_of("{dominant-dense: {share: 0.9}}"),
        settings_of("{dominant-dense: {parameters: 7}}"),
    )
    assert far.under(near).values_of(rule) == {"share": 0.9, "parameters": 7}
    assert ReviewSettings().values_of(rule) == {"share": 0.5, "parameters": 1_000_000}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("3", "'review' takes a mapping such as {ignore: [checkerboard], dtype: float16}; found '3'"),
        ("{ignor: [checkerboard]}", "'review' has no key 'ignor'; did you mean 'ignore'?"),
        ("{ignore: [chekerboard]}", "there is no rule 'chekerboard'; did you mean 'checkerboard'?"),
        ("{select: [{a: b}]}", "'select' takes names of rules; found a mapping"),
        (
            "{dtype: float17}",
            "'dtype' must be one of float64, float32, bfloat16, float16, float8 or int8; found 'float17'",
        ),
        ("{dominant-dense: 3}", "'dominant-dense' takes its options in {}: share and parameters; found '3'"),
        ("{checkerboard: 3}", "'checkerboard' has no options; found '3'"),
        ("{dominant-dense: {shar: 1}}", "'dominant-dense' has no option 'shar'; did you mean 'share'?"),
        ("{dominant-dense: {share: 2}}", "'share' of dominant-dense must be a number from 0 to 1; found '2'"),
        (
            "{repeat-by-hand: {times: 2.5}}",
            "'times' of repeat-by-hand must be a whole number from 2 to 1e+12; found '2.5'",
        ),
    ],
)
def test_what_cannot_be_used_is_reported_at_its_place(written: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        found(f"review: {written}\n{NETWORK}")
    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.place is not None and (problem.place.line, problem.place.source.name) == (1, "test.yaml")


def test_all_that_is_wrong_is_reported_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        settings_of("{ignore: [a, b], dtype: c, d: e}")
    assert len(caught.value.problems) == 4


def settings_of(text: str) -> ReviewSettings:
    from helpers import network

    return settings(network(f"review: {text}\n{NETWORK}").review)


def test_a_spec_that_extends_another_is_reviewed_like_it() -> None:
    assert found("extends: resnet50_paper.yaml") == []  # which ignores skipped-pixels


# -- the project ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.chdir(str(tmp_path))
    yield str(tmp_path)


def write(text: str, *path: str) -> None:
    os.makedirs(os.path.dirname(os.path.join(*path)) or ".", exist_ok=True)
    with open(os.path.join(*path), "w", encoding="utf-8") as out:
        out.write(text)


def test_pyproject_sets_the_review(folder: str) -> None:
    write(
        '[tool.cnncalc.review]\nignore = ["checkerboard"]\ndominant-dense.share = 0.75\n',
        folder,
        "pyproject.toml",
    )
    own = settings(project(folder)["review"])
    assert own.ignore == ("checkerboard",)
    assert own.values == {"dominant-dense": {"share": 0.75}}


def test_cnncalc_yaml_sets_the_review_and_wins_over_pyproject(folder: str) -> None:
    write("[tool.cnncalc.review]\nselect = ['all']\n", folder, "pyproject.toml")
    write("review: {select: [checkerboard]}  # only this one\n", folder, ".cnncalc.yaml")
    assert settings(project(folder)["review"]).select == ("checkerboard",)


def test_the_nearest_folder_with_settings_counts(folder: str) -> None:
    write("review: {select: [checkerboard]}\n", folder, ".cnncalc.yaml")
    write("[project]\nname = 'other'\n", folder, "inner", "pyproject.toml")  # says nothing of cnncalc
    assert settings(project(os.path.join(folder, "inner"))["review"]).select == ("checkerboard",)
    write("", folder, "inner", ".cnncalc.yaml")
    assert project(os.path.join(folder, "inner")) == {}


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            ".cnncalc.yaml",
            "reviews: {}",
            ".cnncalc.yaml:1:1: error: cnncalc has no setting 'reviews'; it has review",
        ),
        (".cnncalc.yaml", "- a", ".cnncalc.yaml:1:1: error: .cnncalc.yaml is a mapping such as"),
        (
            "pyproject.toml",
            "[tool.cnncalc]\nx = 1\n",
            "pyproject.toml:2:1: error: cnncalc has no setting 'x'",
        ),
        ("pyproject.toml", "[tool.cnncalc\n", "error: 'pyproject.toml' is not TOML: "),
        ("pyproject.toml", "[tool]\ncnncalc = 1\n", "error: [tool.cnncalc] must be a table"),
        (
            "pyproject.toml",
            "[project]\nname = 'a'\n[tool.cnncalc.review]\n# which\nignore = ['chekerboard']\n",
            "pyproject.toml:5:1: error: there is no rule 'chekerboard'; did you mean 'checkerboard'?",
        ),
    ],
)
def test_settings_of_a_project_that_cannot_be_used(folder: str, file: str, text: str, message: str) -> None:
    write(text, folder, file)
    with pytest.raises(SpecError) as caught:
        settings(project(folder).get("review"))
    assert message in str(caught.value)


def test_toml_is_read_on_every_python() -> None:
    assert ("tomllib" if sys.version_info >= (3, 11) else "tomli") in sys.modules
