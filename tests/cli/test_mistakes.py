"""What users mistype is answered on standard error with exit code 2 and a hint, never a traceback."""

import pytest
from commandline import CUSTOM, refused, run


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["layers", "for"], "'for'; it is a word of the language: see docs/reference/blocks.md"),
        (["layers", "head"], "'head'; it is a word of the language: see docs/reference/language.md"),
        (["summarize", "vgg16", "--columns", "list"], "no column 'list'; there are name, kind, inputs"),
        (["summarize", "vgg16", "--batch", "x"], "'x' is not a valid whole number"),
        (["summarize", "vgg16", "--set", "n:1=3"], "error: --set: there is no variable 'n:1' to set"),
        (["check", "nosuch.yaml"], "there is no file or bundled architecture 'nosuch.yaml'"),
        (["summarise", "vgg16"], "did you mean 'summarize'?"),
        (["summarize", "lenet55"], "did you mean 'lenet5'?"),
        (["summarize", "googelnet.yaml"], "did you mean 'googlenet'?"),
        (["summarize", "vgg16", "--colums", "name"], "--columns"),
        (["summarize", "vgg16", "--columns", "name,paramters"], "did you mean 'parameters'?"),
        (["summarize", "vgg16", "--columns", "Name"], "did you mean 'name'?"),
        (["summarize", "vgg16", "--sort", "multiples"], "did you mean 'multiplies'?"),
        (["summarize", "vgg16", "--dtype", "flot16"], "did you mean 'float16'?"),
        (["summarize", "vgg16", "--dtype", "x"], "float64, float32, bfloat16, float16"),
        (["summarize", "vgg16", "--format", "jsn"], "json"),
        (["summarize", "vgg16", "--layout", "nhwc"], "'hwc', 'chw'"),
        (["summarize", "vgg16", "--columns", "zzz"], "receptive_field"),
        (["summarize", "zzz"], "'cnncalc zoo' lists what is bundled"),
        (["summarize"], "'SPEC'"),
        (["summarize", "vgg16", "alexnet"], "alexnet"),
        (["summarize", "vgg16", "--depth", "0"], "--depth"),
        (["summarize", "vgg16", "--top", "many"], "--top"),
        (["summarize", "vgg16", "--batch", "0"], "--batch"),
        (["summarize", "vgg16", "--input", "227x227"], "has no channels: write 227x227x1"),
        (["summarize", "vgg16", "--input", "big"], "expected a shape such as 224x224x3"),
        (["summarize", "vgg16", "--input", "x=8x8x3"], "there is no input 'x'"),
        (["summarize", "vgg16", "--input", "8x8x3"], "a kernel of 2 does not fit"),
        (["summarize", "."], "is a folder"),
        (["summarize", "nowhere/spec.yaml"], "there is no file 'nowhere/spec.yaml'"),
    ],
)
def test_a_mistake_is_answered_with_what_would_fit(args, hint):
    assert hint in " ".join(refused(*args).split())


def test_a_network_in_place_of_a_command_is_told_how_to_summarize_it():
    assert "did you mean 'cnncalc summarize vgg16'?" in refused("vgg16")


def test_one_known_command_is_not_listed_as_if_there_were_several():
    assert "there are summarize" not in refused("frobnicate")


def test_no_arguments_show_the_help_and_are_a_mistake():
    outcome = run()
    assert outcome.code == 2
    assert "Usage: cnncalc" in outcome.err + outcome.out


def test_every_mistake_of_a_spec_is_reported_with_its_place():
    spec = "input: 8x8x3\nlayers:\n  - conv: {filer: 4, kernel: 3}\n  - dense: many\n"
    err = refused("summarize", "-", stdin=spec)
    assert "<stdin>:3:12: error: " in err
    assert "<stdin>:4:12: error: " in err
    assert "did you mean 'filters'?" in err


def test_a_file_that_is_there_is_meant_before_a_bundled_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("resnet50_mine.yaml", "tower.yml"):
        (tmp_path / name).write_text("input: 8\nlayers: [relu]\n")
    assert "did you mean 'resnet50_mine.yaml'?" in refused("summarize", "resnet50_mine")
    assert "did you mean 'tower.yml'?" in refused("summarize", "towr.yml")
    assert "did you mean 'vgg16'?" in refused("summarize", "vgg_16")


def test_a_spec_that_is_not_there_is_not_said_to_be_used_in_part():
    outcome = run("check", "nosuch.yaml", "lenet5")
    assert outcome.code == 2
    assert "nosuch.yaml: it cannot be used." in outcome.out
    assert "not all of it" not in outcome.out


def test_an_empty_standard_input_is_an_empty_spec():
    assert "<stdin>:1:1: error: an empty spec" in refused("summarize", "-")


def test_what_a_file_says_cannot_steer_the_terminal():
    spec = CUSTOM.replace("deformable", '"\\e[31mred"')
    outcome = run("summarize", "-", stdin=spec)
    assert "\x1b" not in outcome.out + outcome.err


def test_a_wrong_answer_of_ours_is_a_defect_and_is_said_to_be_one(monkeypatch):
    monkeypatch.setattr("cnncalc.summarize", _broken)
    outcome = run("summarize", "vgg16")
    assert (outcome.code, outcome.out) == (3, "")
    assert "a bug in cnncalc, please report it: ZeroDivisionError: in our own code" in outcome.err
    assert "cnncalc --debug" in outcome.err
    assert "Traceback" not in outcome.err


def test_debug_shows_the_traceback_of_a_defect(monkeypatch):
    monkeypatch.setattr("cnncalc.summarize", _broken)
    outcome = run("--debug", "summarize", "vgg16")
    assert outcome.code == 3
    assert "Traceback (most recent call last)" in outcome.err
    assert "_broken" in outcome.err


def _broken(*args, **options):
    raise ZeroDivisionError("in our own code")
