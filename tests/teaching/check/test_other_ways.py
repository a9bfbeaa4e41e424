"""Names in any case and language, files as Chinese programs save them, layouts, and claims said twice."""

from pathlib import Path

import pytest
from helpers import bundled, summary

from cnncalc.problem import Problem, SpecError
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.sheets.read import marked, sheet_in


def words(network: str, answers: dict[str, str], layout: str = "hwc") -> list[str]:
    found = Marker(bundled(network), layout).mark([Claim(key, text) for key, text in answers.items()])
    assert not [one for one in found if isinstance(one, Problem)], found
    return [one.word for one in found if isinstance(one, Mark)]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("c1.output", "28x28x6"),
        ("C1.Output", "28x28x6"),
        ("c1.RF", "5"),
        ("C1.rf", "5"),
        ("C1.shape", "28x28x6"),
        ("C1.Output shape", "28x28x6"),
        ("TOTAL.Parameters", "61,706"),
        ("Total.params", "61,706"),
        ("Parameters", "61,706"),
        ("PARAMS", "61,706"),
        ("参数", "61706"),
        ("总计.参数", "61706"),
        ("C1.输出", "28x28x6"),
        ("C1.参数量", "156"),
        ("C1.感受野", "5"),
        ("C1.MACs", "117,600"),
        ("OUTPUT.output", "10"),
        ("total.OUTPUT", "10"),
    ],
)
def test_layers_and_figures_are_named_in_any_case(key: str, text: str) -> None:
    assert words("lenet5", {key: text}) == ["right"]


def test_of_two_layers_that_differ_in_case_alone_the_exact_name_counts() -> None:
    network = summary(
        "input: 9x9x1\n"
        "layers: [conv: {name: a, filters: 1, kernel: 3}, conv: {name: A, filters: 2, kernel: 3}]"
    )
    exact, other = Marker(network).mark([Claim("a.channels", "1"), Claim("A.channels", "2")])
    assert isinstance(exact, Mark) and isinstance(other, Mark)
    assert (exact.word, other.word) == ("right", "right")


def test_the_same_wrong_claim_twice_is_not_right_by_following() -> None:
    answers = {"conv1.output": "55x55x6", "conv1.channels": "6", "conv1.height": "55"}
    assert words("alexnet", answers) == ["wrong", "wrong", "right"]


def test_an_axis_follows_from_what_a_layer_reads() -> None:
    # 32x32 as if padded: after a pool of 2 that is 16x16
    assert words("lenet5", {"C1.output": "32x32x6", "S2.height": "16"}) == ["wrong", "follows"]


def test_what_follows_is_read_in_the_layout_of_the_sheet() -> None:
    answers = {"C1.output": "6x32x32", "S2.output": "6x16x16", "C3.multiplies": "12*12*25*6*16"}
    assert words("lenet5", answers | {"C3.input": "6x16x16"}, "chw") == ["wrong", *["follows"] * 3]


def test_parts_of_a_total_may_be_worked_out() -> None:
    assert words("lenet5", {"F5.parameters": "400*120 + 1", "total.parameters": "61,587"}) == [
        "wrong",
        "follows",
    ]


SHEET = """# 网络: lenet5
# 姓名: 李雷
层,输出,参数,感受野
C1,28×28×6,１５６,5
F5,120,约4.8万,32
合计,,61706个,
"""


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_chinese_sheet_is_read_however_it_was_saved(coding: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(SHEET.encode(coding))
    found, problems = marked(sheet_in(str(path)))
    assert not problems
    assert found.student == "李雷"
    assert [mark.word for mark in found.marks] == ["right"] * 7


def test_a_chinese_sheet_in_yaml(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_bytes(
        "网络: lenet5\n姓名: 韩梅梅\n答案:\n  C1: {输出: 28x28x6, 参数: 156个}\n".encode("gb18030")
    )
    found, problems = marked(sheet_in(str(path)))
    assert not problems
    assert [mark.word for mark in found.marks] == ["right", "right"]


@pytest.mark.parametrize("name", ["Müller", "Jürgen Groß", "Groß", "Noël Ångström", "Zoë – “Zo”", "28×28×6"])
def test_windows_1252_is_read_and_not_taken_for_chinese(name: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(f"# student: {name}\nlayer,output\nC1,28×28×6\n".encode("cp1252"))
    sheet = sheet_in(str(path))
    assert (sheet.student, sheet.claims[0].text) == (name, "28×28×6")


def test_japanese_is_taken_for_neither(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes("layer,output\n日本,28x28x6\n".encode("shift-jis"))
    with pytest.raises(SpecError, match="is not UTF-8"):
        sheet_in(str(path))
