"""Grading: points, credit, and submissions that nobody would hand in in good faith."""

import os
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from work import growth, steps

import cnncalc
from cnncalc import SpecError
from cnncalc.teaching.grade.equal import equal_answers
from cnncalc.teaching.grade.feedback import hints
from cnncalc.teaching.grade.grading import Graded, grade
from cnncalc.teaching.grade.key import Key, read_key
from cnncalc.teaching.grade.statistics import hardest, made, median, of_questions, spread
from cnncalc.teaching.grade.submissions import submissions
from cnncalc.teaching.sheets.worksheet import worksheet
from cnncalc.teaching.sheets.write import as_csv, as_yaml

# C1: 5*5*1*6 + 6 = 156; C3: 5*5*6*16 + 16 = 2,416; F5: 400*120 + 120 = 48,120
KEY = """
architecture: lenet5
answers:
  C1: {output: 28x28x6, parameters: 156}
  C3: {output: 10x10x16, parameters: 2416}
  S4.output:
  F5.parameters: 48120
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("in")
    return tmp_path


def key(text: str = KEY) -> Key:
    with open("key.yaml", "w", encoding="utf-8") as file:
        file.write(text)
    return read_key("key.yaml")


def submitted(answers: str, head: str = "architecture: lenet5\n", name: str = "ada.yaml") -> None:
    with open(os.path.join("in", name), "w", encoding="utf-8") as file:
        file.write(f"{head}answers:\n  {answers}\n")


def graded(of: Key | None = None) -> list[Graded]:
    return grade(of or key(), submissions(["in"]))


def only(of: Key | None = None) -> Graded:
    (one,) = graded(of)
    return one


def words(one: Graded) -> dict[str, tuple[str, Fraction]]:
    return {
        answer.question.key: (answer.word, answer.points) for answer in one.answers if answer.word != "blank"
    }


@pytest.mark.parametrize(
    ("answers", "key_", "word", "points"),
    [
        ("C1.parameters: 156", "C1.parameters", "right", 1),
        ("C1.params: 0.156k", "C1.parameters", "right", 1),
        ("C1.output: 28x28", "C1.output", "part", Fraction(1, 2)),  # the channels are not said
        ("C1.parameters: 150", "C1.parameters", "convention", Fraction(1, 2)),  # 5*5*1*6, biases left out
        ("F5.parameters: 48001", "F5.parameters", "mistake", 0),  # 400*120 + 1: one bias for the layer
        ("F5.parameters: 12345", "F5.parameters", "wrong", 0),
        ("F5.parameters: many", "F5.parameters", "unreadable", 0),
        ("F5.parameters: more than 0", "F5.parameters", "vague", 0),
        ("F5.parameters: 0M", "F5.parameters", "vague", 0),  # from -0.5 M to 0.5 M
        ("F5.parameters: less than 1e30", "F5.parameters", "vague", 0),
        ("F5.parameters: ~48k", "F5.parameters", "right", 1),
    ],
)
def test_what_an_answer_earns(answers, key_, word, points, folder):
    submitted(answers)
    assert words(only()) == {key_: (word, points)}


@pytest.mark.parametrize(
    ("text", "word"),
    [("78 %", "right"), ("0.8", "right"), ("1", "vague"), ("0", "wrong"), ("1 %", "wrong")],
)
def test_a_share_says_enough_digits_to_earn_points(text, word, folder):
    # F5 has 48,120 of 61,706 parameters: 77.98 %; `1` is said of all from half on, `0` of all below
    submitted(f"F5.parameters_share: {text}")
    found = words(only(key("architecture: lenet5\nanswers: {F5.parameters_share: }\n")))
    assert found == {"F5.parameters_share": (word, int(word == "right"))}


def test_a_key_that_is_too_vague_is_refused(folder):
    with pytest.raises(SpecError, match=r"the key says '1' for 'F5.parameters_share'; it is 0.779827"):
        key("architecture: lenet5\nanswers: {F5.parameters_share: 1}\n")


def test_an_answer_that_follows_from_an_earlier_wrong_one_is_right(folder):
    # C3 on 14x14 kept to 14x14; then S4 halves it to 7x7, and F5 has 7*7*16*120 + 120 = 94,200
    submitted("{C3.output: 14x14x16, S4.output: 7x7x16, F5.parameters: 94200}")
    found = words(only())
    assert found["S4.output"] == found["F5.parameters"] == ("follows", 1)
    half = key(KEY + "credit: {follows: 0.5}\n")
    assert words(only(half))["S4.output"] == ("follows", Fraction(1, 2))


def test_credit_for_a_known_mistake_is_set_in_the_key(folder):
    submitted("F5.parameters: 48001")
    assert only(key(KEY + "credit: {mistake: 0.25}\n")).points == Fraction(1, 4)


def test_points_are_said_for_a_key_else_a_layer_else_a_figure_else_one(folder):
    of = key(KEY + "points: {C1.output: 5, C1: 4, output: 3}\n")
    assert {question.key: question.points for question in of.questions} == {
        "C1.output": 5, "C1.parameters": 4, "C3.output": 3, "S4.output": 3, "C3.parameters": 1,
        "F5.parameters": 1,
    }  # fmt: skip
    assert of.of == 17


def test_points_say_whether_a_layer_or_a_figure_is_meant(folder):
    both = KEY.replace("  S4.output", "  output: {output: , parameters: }\n  S4.output")
    of = key(both + "points: {output.*: 5, '*.output': 3}\n")
    assert {one.key: one.points for one in of.questions if "output" in one.key} == {
        "C1.output": 3, "C3.output": 3, "output.output": 5, "output.parameters": 5, "S4.output": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (KEY.replace("48120", "48001"), "the key says '48001' for 'F5.parameters'; it is 48120"),
        (KEY.replace("C3:", "C9:"), "no layer is called 'C9'"),
        (KEY.replace("S4.output:", "S4.ouput:"), "a layer has no value 'ouput'; did you mean 'output'?"),
        (KEY + "points: {C1.outptu: 2}\n", "there are points for 'C1.outptu', .* did you mean 'C1.output'?"),
        (
            KEY.replace("  S4", "  output.output:\n  S4") + "points: {output: 2}\n",  # LeNet-5's last layer
            "'output', which is a layer and a figure: write 'output.\\*' for the layer, or '\\*.output'",
        ),
        (KEY + "credit: {folows: 1}\n", "there is no credit called 'folows'; did you mean 'follows'?"),
        (KEY + "variant: 1\nvariants: 1-9\n", "'variant' is for one network, 'variants' for a class"),
        ("architecture: lenet5\nanswers: {}\n", "the key asks for nothing"),
        ("answers: {C1.output: 28x28x6}\n", "'architecture' is missing"),
        (
            "architecture: lenet6\nanswers: {C1.output: 1}\n",
            "there is no file or bundled architecture 'lenet6'",
        ),
        (KEY + "  C1.params:\n", "'C1.params' and 'C1.parameters' ask for the same value"),
    ],
)
def test_a_key_that_is_wrong_is_refused(text, message, folder):
    with pytest.raises(SpecError, match=message):
        key(text)


def test_the_network_and_the_questions_are_the_keys(folder):
    submitted("{C1.parameters: 156, C1.rf: 5, C7.output: 1x1x1}", "architecture: /etc/passwd\nbatch: 7\n")
    one = only()
    assert one.points == 1
    assert one.remarks == (
        "architecture is '/etc/passwd'; the key has 'lenet5'",
        "batch is '7'; the key has '1'",
        "not asked: C1.rf and C7.output",
    )


@pytest.mark.parametrize("said", ["../net.yaml", "net", "C:\\\\homework\\\\net.yml", "net.yaml"])
def test_the_file_of_the_network_may_lie_anywhere(folder, said):
    """A sheet in a folder of its own names the network by another path than the key beside it."""
    (folder / "net.yaml").write_text("extends: lenet5\n")
    submitted("{C1.parameters: 156}", f'architecture: "{said}"\n')
    one = only(key("architecture: net.yaml\nanswers: {C1.parameters: }\n"))
    assert (one.points, one.remarks) == (1, ())


def test_a_network_written_in_a_submission_is_not_built(folder):
    inline = "architecture: {input: 8x8x1, layers: [repeat: {times: 9**9**9, layers: [relu]}]}\n"
    submitted("C1.parameters: 156", inline)
    assert only().points == 1


def test_of_two_answers_to_a_question_the_first_counts(folder):
    submitted("{C1.parameters: 155, C1.params: 156}")
    one = only()
    assert (one.points, one.remarks) == (0, ("answered twice, the first counts: C1.params",))


def test_each_gets_the_network_of_their_variant(folder):
    of = key("architecture: lenet5\nvariants: 1-30\nanswers: {C1.channels: , C1.output: }\n")
    head = "architecture: lenet5\nvariant: {}\n"
    submitted("{C1.output: 36x36x7}", head.format(17), "ada.yaml")  # 40x40x1 and 7 filters
    submitted("{C1.output: 36x36x7}", head.format(18), "bob.yaml")
    submitted("{C1.output: 36x36x7}", head.format(31), "eve.yaml")
    submitted("{C1.output: 36x36x7}", "", "joe.yaml")
    submitted("{C1.output: 36x36x7}", head.format(17), "zoe.yaml")
    ada, bob, eve, joe, zoe = graded(of)
    assert (ada.points, bob.points, eve.points, joe.points, zoe.points) == (1, 0, 0, 0, 1)
    assert "the sheet's variant is 31; variants 1 to 30 were handed out" in eve.problems[0]
    assert "the sheet's variant is none" in joe.problems[0]
    assert "variant 17 is also in in/zoe.yaml" in ada.remarks


def test_a_variant_has_the_windows_that_the_key_says(folder):
    of = key("architecture: lenet5\nvary: windows\nvariants: 1-30\nanswers: {C1.output: , C1.rf: }\n")
    answers = "{C1.output: 34x34x7, C1.rf: 3}"  # 36x36x1 and a kernel of 3x3: 36 - 3 + 1 = 34
    submitted(answers, "vary: windows\nvariant: 17\n", "ada.yaml")
    submitted("{C1.output: 36x36x7, C1.rf: 5}", "variant: 17\n", "bob.yaml")  # of 40x40x1, as without windows
    ada, bob = graded(of)
    assert (ada.points, ada.remarks) == (2, ())
    assert (bob.points, bob.remarks[0]) == (0, "vary 'sizes' is not the key's, 'windows'")


def test_a_student_is_who_the_sheet_says_else_the_folder_else_the_file(folder):
    submitted("C1.parameters: 156", "architecture: lenet5\nstudent: Ada Lovelace\n", "x.yaml")
    submitted("C1.parameters: 156", name="bob.yaml")
    os.makedirs("in/eve/homework")
    submitted("C1.parameters: 156", name="eve/homework/sheet.yaml")
    assert [one.student for one in graded()] == ["bob", "eve", "Ada Lovelace"]


def test_two_sheets_of_one_student_are_both_graded_and_both_told(folder):
    submitted("C1.parameters: 156", name="a.yaml", head="student: Ada\n")
    submitted("C1.parameters: 1", name="b.yaml", head="student: Ada\n")
    first, second = graded()
    assert (first.points, second.points) == (1, 0)
    assert first.remarks == ("'Ada' also submitted in/b.yaml",)
    assert second.remarks == ("'Ada' also submitted in/a.yaml",)


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    return "\n".join([*lines, *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12))])


def test_a_broken_submission_costs_its_author_a_message_and_nobody_else_anything(folder):
    submitted("C1.parameters: 156", name="m.yaml")
    alone = only()
    os.mkdir("in/a.yaml")
    (folder / "in/b.yaml").write_bytes(random.Random(1).randbytes(5000))
    (folder / "in/c.yaml").write_text(bomb())
    (folder / "in/d.csv").write_text("layer,parameters\n" + "C1,1\n" * 10**6)
    (folder / "in/e.yaml").write_text("[" * 10**5)
    (folder / "in/f.yaml").symlink_to("/etc/passwd")
    (folder / "in/g").symlink_to(folder / "in")
    (folder / "in/h.yaml").symlink_to("h.yaml")
    (folder / "in/i.csv").write_bytes(b"\0" * 100)
    os.mkfifo("in/j.yaml")
    with open("in/k.csv", "wb") as file:
        file.truncate(2**30)  # 1 GiB, of holes
    everyone = []
    steps(lambda: everyone.extend(graded()), most=100_000)
    found = {os.path.basename(one.file): one for one in everyone}
    assert words(found.pop("m.yaml")) == words(alone) == {"C1.parameters": ("right", 1)}
    told = {name: one.problems[0].splitlines()[0] for name, one in found.items()}
    assert list(told) == [
        *(f"{x}.yaml" for x in "abc"),
        "d.csv",
        *(f"{x}.yaml" for x in "ef"),
        "g",
        "h.yaml",
        "i.csv",
        "j.yaml",
        "k.csv",
    ]
    assert told["a.yaml"].endswith("the folder holds no sheet")
    assert "not a text: byte 0x" in told["b.yaml"]
    assert told["c.yaml"].endswith("aliases expand to more than 1,000,000 values")
    assert "is larger than 4,000,000 bytes" in told["d.csv"] and "is larger" in told["k.csv"]
    assert "nested more than 100 levels deep" in told["e.yaml"]
    assert told["f.yaml"].endswith("a link is not followed; hand in the file itself")
    assert told["g"].endswith("a link is not followed; hand in the folder itself")
    assert told["h.yaml"].endswith("a link is not followed; hand in the file itself")
    assert "is not a file; a sheet is one file" in told["j.yaml"]
    assert all(one.points == 0 and not one.answers for one in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "0x0x0",
        "-1x-1x6",
        "999999999999x9999999999999x99999999999",
        "400",
        "1e30x1x1",
        "NaN",
        "1/0x2x3",
        "²",
        "=",
    ],
)
def test_no_answer_ends_the_run(text, folder):
    submitted(f"{{C1.output: '{text}', C3.output: '{text}', F5.parameters: '{text}', C1.parameters: 156}}")
    one = only()
    assert (one.problems, one.points) == ((), 1)


def test_statistics_count_which_mistake_was_made_how_often(folder):
    for name in ("a", "b", "c"):
        submitted("{C1.parameters: 150, F5.parameters: 48001}", name=f"{name}.yaml")
    submitted("{C1.parameters: 156}", name="d.yaml")
    submitted("- broken", name="e.yaml")
    found = graded()
    of = {one.question.key: one for one in of_questions(key(), found)}
    assert [(m.code, m.times) for m in of["F5.parameters"].mistakes] == [("P3", 3)]  # one bias for the layer
    assert dict(of["C1.parameters"].words) == {"convention": 3, "right": 1}
    assert of["C1.parameters"].mean == Fraction(5, 8)  # (3/2 + 1) / 4
    assert [m.times for m in made(answer for one in found for answer in one.answers)] == [3, 3]


def test_the_median_of_an_even_class_lies_in_the_middle():
    assert median([Fraction(4), Fraction(1), Fraction(2), Fraction(9)]) == 3  # (2 + 4) / 2
    assert median([Fraction(4), Fraction(1), Fraction(9)]) == 4


def test_the_spread_of_a_class():
    # 0, 2, 4, 10 of 10: mean 16/4 = 4, deviations -4, -2, 0, 6: (16 + 4 + 0 + 36) / 4 = 14, root 3.7416...
    of = spread([Fraction(n) for n in (0, 2, 4, 10)], Fraction(10))
    assert (of.mean, of.median, of.lowest, of.highest) == (4, 3, 0, 10)
    assert of.deviation == Fraction(3741657, 10**6)
    assert of.histogram == (1, 0, 1, 0, 1, 0, 0, 0, 0, 1)  # all points belong to the last tenth
    nobody = spread([], Fraction(10))
    assert (nobody.sheets, nobody.mean, nobody.deviation, nobody.histogram) == (0, 0, 0, ())


def test_the_hardest_questions_earned_the_least_of_their_points(folder):
    # C3 kept to 14x14 is wrong; S4 and F5 follow from it and earn all of theirs, though none is right
    submitted("{C3.output: 14x14x16, S4.output: 7x7x16, F5.parameters: 94200, C1.output: 28x28x6}")
    of = key(KEY + "points: {C3.output: 4}\n")
    ranked = [one.question.key for one in hardest(of_questions(of, graded(of)))]
    assert ranked == ["C1.parameters", "C3.output", "C3.parameters"]


def test_mistakes_that_lead_to_the_same_answer_are_joined_by_or(folder):
    # 14x14x16 for C3: the size is kept, or ceil(14 / 1) as with `same` padding
    submitted("C3.output: 14x14x16")
    (answer,) = (one for one in only().answers if one.word != "blank")
    told = " ".join(hints(answer))
    assert "The size is believed to be kept, or `same` padding is assumed." in told


def test_equal_wrong_answers_of_one_student_or_of_chance_are_not_told(folder):
    three = "{C1.output: 27x29x6, C3.parameters: 2461, F5.parameters: 48210}"
    submitted(three, "student: Ada\n", "a.yaml")
    submitted(three, "student: ADA\n", "b.yaml")
    submitted("{C1.output: 27x29x6, C3.parameters: 2461, F5.parameters: 48121}", name="c.yaml")
    assert equal_answers(graded()) == []
    submitted(three.replace("2461", "'2,461'"), name="d.yaml")
    assert [one.students for one in equal_answers(graded())] == [("ADA", "d"), ("Ada", "d")]


def class_of(count: int, of: str, questions: int) -> None:
    """A key, and so many sheets in which half of the answers are wrong in one way or another."""
    summary, chance = cnncalc.summarize(of), random.Random(1)
    whole = worksheet(summary, {"architecture": of})
    keys = (*whole.asked[: questions - 2], *whole.asked[-2:])
    whole = worksheet(summary, {"architecture": of}, blank=keys)
    with open("key.yaml", "w", encoding="utf-8") as key_file:
        key_file.write(as_yaml(whole, answers=True))

    def spoilt(cell: str | None) -> str | None:
        if cell is None or chance.random() < 0.5:
            return cell
        number, rest = cell.partition("x")[0], "x".join(cell.split("x")[1:])
        other = str(
            max(1, int(number) + chance.randint(-9, 9) if rest else int(number) * chance.randint(1, 9))
        )
        return f"{other}x{rest}" if rest else other

    for i in range(count):
        rows = tuple(row._replace(cells=tuple(map(spoilt, row.cells))) for row in whole.rows)
        with open(f"in/student{i:03}.csv", "w", encoding="utf-8") as file:
            file.write(as_csv(replace(whole, rows=rows), answers=True))


def test_the_work_of_grading_grows_with_the_class_and_no_faster(folder):
    found = {}

    def grading(count):
        class_of(count, "vgg16", 60)
        of, handed_in = read_key("key.yaml"), submissions(["in"])
        return lambda: found.update({count: grade(of, handed_in)})

    assert growth(grading, 10) < 2.3
    found = found[20]
    assert len(found) == 20 and all(len(one.answers) == 60 for one in found)
    assert 0 < min(one.points for one in found) < max(one.points for one in found) < 60


def test_layers_and_figures_are_graded_in_any_case_and_language(folder):
    submitted("{c1.OUTPUT: '(28, 28, 6)', C1.参数: 5*5*6 + 6, c3.shape: 16@10x10, f5.Params: 4.812万}")
    found = words(only())
    assert found == dict.fromkeys(("C1.output", "C1.parameters", "C3.output", "F5.parameters"), ("right", 1))


def test_sizes_without_channels_are_a_part_however_they_are_written(folder):
    submitted("{C1.output: '(28, 28)', C3.output: 10 by 10}")
    assert {word for word, _ in words(only()).values()} == {"part"}


def test_bytes_and_open_ends_earn_nothing_for_parameters(folder):
    submitted("{C1.parameters: 156 bytes, C3.parameters: more than 1, F5.parameters: 0G}")
    assert words(only()) == {
        "C1.parameters": ("wrong", 0),
        "C3.parameters": ("vague", 0),
        "F5.parameters": ("vague", 0),
    }
