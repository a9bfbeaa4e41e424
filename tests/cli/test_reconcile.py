"""`cnncalc reconcile`: what it prints, and how it ends."""

import csv
import io
import json

import pytest
from commandline import FORMATS, printed, record_of, refused, run

from cnncalc.design.reconcile import search


@pytest.fixture
def searched_once(monkeypatch):
    """The candidates of a bundled network, as it stands, are built once for all formats."""
    own, known = search.Search, {}

    def searched(start):
        assert not start.settings and start.input is None, "these candidates are others"
        if start.source.name not in known:
            known[start.source.name] = own(start)
        return known[start.source.name]

    monkeypatch.setattr(search, "Search", searched)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["resnet50", "4.13G"], 0),
        (["resnet50", "4.13G", "25.6M"], 0),
        (["vgg16", "93MB"], 0),  # a misprint is an explanation
        (["resnet50", "3,217,455,113"], 1),
        (["resnet50", "4.13G", "3,217,455,113"], 1),
        (["resnet50", "many"], 2),
        (["resnet51", "4.13G"], 2),
        (["resnet50", "conv9=4.13G"], 2),
        (["resnet50"], 2),
    ],
)
def test_how_it_ends(args, code, searched_once):
    for form in FORMATS:
        assert run("reconcile", *args, "--format", form).code == code


def test_the_table_has_the_likeliest_first_and_its_working_below():
    out = printed("reconcile", "resnet50", "4.13G")
    rows = out.splitlines()
    assert rows[5].split()[:4] == ["4.13G", "rounded", "likely", "4,132,436,968"]
    assert "4,089,184,256 (multiplies) + 1,000 (1 per output of a layer with biases)" in " ".join(out.split())
    assert "a defect" in out
    assert "Known defects of ptflops" in out


def test_top_says_how_many_rows_a_figure_has():
    assert printed("reconcile", "resnet50", "4.1G", "--top", "1").count("rounded") == 1
    assert "figures that were tried fit; --top" in printed("reconcile", "resnet50", "4.1G", "--top", "1")


def test_csv_holds_plain_numbers_and_every_quoted_figure_in_full():
    out = printed("reconcile", "googlenet", "inception_3a=159K", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [*rows[0]] == ["quoted", "match", "plausible", "value", "difference", "figure", "network"]
    assert {row["quoted"] for row in rows} == {"inception_3a=159K"}
    assert (rows[0]["value"], rows[0]["difference"]) == ("163328", "-512")  # 159 * 1024 = 162,816


def test_json_is_a_contract():
    record = record_of("reconcile", "resnet50", "25,636,712")
    assert [*record] == ["schema", "network", "spec", "figures", "explained"]
    assert (record["schema"], record["network"], record["explained"]) == (
        "cnncalc.reconcile/1",
        "ResNet-50",
        1,
    )
    (figure,) = record["figures"]
    assert [*figure] == [
        "quoted", "layer", "value", "digits", "exact", "unit", "relation", "explanations", "misprints",
        "nearest", "tried", "not_known",
    ]  # fmt: skip
    (found,) = figure["explanations"]
    assert [*found] == [
        "match", "plausible", "value", "difference", "times", "network", "reading", "profile", "figure",
        "counts", "parts", "if", "remark", "source", "defects",
    ]  # fmt: skip
    assert (found["profile"], found["network"]) == ("Keras", "resnet50_keras (ResNet-50 (Keras))")
    assert sum(part["amount"] for part in found["parts"]) == found["value"] == 25_636_712


def test_nearest_figures_stand_in_the_json_with_their_difference():
    outcome = run("reconcile", "resnet50", "4,089,184,257", "--format", "json")
    (figure,) = json.loads(outcome.out)["figures"]
    assert figure["explanations"] == []
    assert (figure["nearest"][0]["value"], figure["nearest"][0]["difference"]) == (4_089_184_256, 1)


def test_options_of_all_commands_work():
    assert "input 224x224x3" in printed("reconcile", "resnet50", "4.09G", "--input", "299x299x3")
    assert "3,857,973,248" in printed(
        "reconcile", "resnet50", "3.86G", "--set", "stride_first=true", "--top", "1"
    )
    assert refused("reconcile", "resnet50", "4.1G", "--set", "colour=5")


def test_a_spec_may_come_from_standard_input():
    text = "input: 8x8x3\nlayers: [conv: {filters: 4, kernel: 3}]\n"
    outcome = run("reconcile", "-", "112", stdin=text)  # 3*3*3*4 + 4
    assert (outcome.code, outcome.err) == (0, "")
    assert "parameters" in outcome.out


def test_what_cannot_be_known_makes_lower_bounds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.yaml").write_text(
        "input: 8x8x3\nlayers: [conv: 4x1, custom: {output: 5}]\n".replace(
            "conv: 4x1", "conv: {filters: 4, kernel: 3}"
        )
    )
    assert "values are lower bounds, as not all figures of custom1 are known" in printed(
        "reconcile", "odd.yaml", "112"
    )
