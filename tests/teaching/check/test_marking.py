"""Marking answers: what is right, what follows from an earlier answer, and what no mistake explains."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from helpers import bundled, figures, summary

import cnncalc
from cnncalc import Summary
from cnncalc.analysis import COLUMNS
from cnncalc.catalogue import Kind, kinds
from cnncalc.figures.spelling import for_programs
from cnncalc.formula import Formula
from cnncalc.language.find import bundled_names
from cnncalc.layers import conv
from cnncalc.problem import Problem
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.explain import derive
from cnncalc.teaching.mistakes.engine import WrongAnswers

LENET = cnncalc.summarize("lenet5")


def marks(network: Summary, answers: dict[str, str], **how: Any) -> list[Mark | Problem]:
    return Marker(network, **how).mark([Claim(key, text) for key, text in answers.items()])


def mark(network: Summary, key: str, text: str, **how: Any) -> Mark:
    (found,) = marks(network, {key: text}, **how)
    assert isinstance(found, Mark), found
    return found


@pytest.mark.parametrize(
    ("key", "text", "word"),
    [
        # 48,120 of 61,706 parameters: 0.779827; 10,164: 0.164717; 850: 0.013775; 156: 0.002528
        ("F5.parameters_share", "0.78", "right"),
        ("F5.parameters_share", "78.0 %", "right"),
        ("F5.parameters_share", "0.8", "right"),  # from 0.75 to 0.85
        ("F5.parameters_share", "1", "vague"),  # from 0.5 to 1.5
        ("F5.parameters_share", "1 %", "wrong"),
        ("F5.parameters_share", "0", "wrong"),
        ("F6.parameters_share", "0", "vague"),  # up to 0.5
        ("F6.parameters_share", "0.2", "vague"),  # from 0.15 to 0.25, a quarter to either side
        ("F6.parameters_share", "0.16", "right"),
        ("output.parameters_share", "1 %", "right"),  # a whole percent, from 0.5 % to 1.5 %
        ("output.parameters_share", "0.0", "vague"),
        ("C1.parameters_share", "0 %", "vague"),  # up to 0.5 %: it is no nothing
        ("C1.parameters_share", "0.3 %", "right"),
        ("S2.parameters_share", "0", "right"),  # a pool has none
    ],
)
def test_a_share_shows_enough_digits_to_be_an_answer(key, text, word):
    assert mark(LENET, key, text).word == word


def test_a_share_of_all_is_one_and_one_that_tables_show_as_nothing_is_so_said():
    alone = figures("8x8x1", {"conv": {"name": "all", "filters": 1, "kernel": 3}})
    assert mark(alone, "all.parameters_share", "1").word == "right"
    vgg = cnncalc.summarize("vgg16")  # conv1_1 has 1,792 of 138,357,544 parameters: 0.0013 %
    assert mark(vgg, "conv1_1.parameters_share", "0.0 %").word == "right"
    assert mark(vgg, "conv1_1.parameters_share", "0").word == "vague"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("total.parameters", "61,706"),
        ("total.parameters", "61706"),
        ("total.parameters", "61_706"),
        ("total.parameters", "61.7k"),
        ("total.parameters", "~62k"),
        ("total.parameters", "~60k"),  # the zero may be anything: 55 to 65 thousand
        ("total.parameters", "61.706 thousand"),
        ("total.parameters", "more than 60,000"),
        ("total.parameters", "less than 62k"),
        ("parameters", "6.17e4"),
        ("C1.output", "28x28x6"),
        ("C1.output", "28 × 28 × 6"),
        ("C1.output", "(28, 28, 6)"),
        ("C1.output", "28x28"),  # the sizes alone
        ("C1.height", "28"),
        ("C1.channels", "6"),
        ("C1.weights", "150"),  # 5*5*1*6
        ("C1.biases", "6"),
        ("C1.flops", "235,200"),  # 2*117,600
        ("C1.multiplies", "235.2 kFLOPs"),  # said in FLOPs
        ("C1.activations", "4704"),  # 28*28*6
        ("C1.memory", "18,816"),  # in float32
        ("C1.memory", "18.375 KiB"),
        ("C1.memory", "18.8 kB"),
        ("C3.receptive_field", "14"),
        ("C3.receptive_field", "14x14"),
        ("C3.jump", "2"),
        ("C1.padding", "0"),
        ("weight_layers", "5"),
        ("total.weights", "61,470"),  # 61,706 - 236 biases
        ("total.flops", "833,040"),
        ("total.output", "10"),
    ],
)
def test_right_however_it_is_written(key: str, text: str) -> None:
    assert mark(LENET, key, text).word == "right"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("total.parameters", "60k"),  # 59,500 to 60,500
        ("total.parameters", "~55k"),  # 54,500 to 55,500
        ("total.parameters", "61.6k"),
        ("total.parameters", "more than 61,706"),
        ("C1.output", "6x28x28"),
        ("C1.output", "28x28x5"),
        ("C1.memory", "18.375 KB"),
    ],
)
def test_a_rounded_answer_is_held_to_the_digits_it_shows(key: str, text: str) -> None:
    assert mark(LENET, key, text).word == "wrong"


def test_a_layout_turns_shapes_round() -> None:
    assert mark(LENET, "C1.output", "6x28x28", layout="chw").word == "right"
    assert mark(LENET, "C1.output", "28x28x6", layout="chw").word == "wrong"
    assert [cause.code for cause in mark(LENET, "C1.output", "6x28x28").causes] == ["S20"]


@pytest.mark.parametrize(
    ("convention", "key", "text"),
    [
        ("no_biases", "F5.parameters", "48,000"),  # 400*120
        ("flops", "C1.multiplies", "235,200"),
        ("bias_as_mac", "C1.multiplies", "122,304"),  # 28*28*(25 + 1)*6
        ("mebibytes", "C1.memory", "18.375 KB"),
        ("channels_first", "C1.output", "6x28x28"),
        ("with_input", "total.memory", "36,472"),  # (8,094 + 1,024 values) * 4
    ],
)
def test_a_declared_convention_makes_right_what_is_wrong_without_it(
    convention: str, key: str, text: str
) -> None:
    undeclared = mark(LENET, key, text)
    assert undeclared.word == "wrong"
    assert convention in undeclared.conventions
    assert mark(LENET, key, text, conventions=[convention]).word == "right"


def test_a_convention_excuses_no_mistake_beside_it() -> None:
    # without biases and without input channels: 5*5*16 = 400 instead of 2,416
    assert mark(LENET, "C3.parameters", "400", conventions=["no_biases"]).word == "wrong"


def test_answers_that_follow_from_an_earlier_one() -> None:
    words = {
        one.claim.key: one.word
        for one in marks(
            LENET,
            {
                "C1.output": "32x32x6",  # as if padded by 2
                "C1.multiplies": "153,600",  # 32*32*25*6: right for that
                "S2.output": "16x16x6",
                "C3.output": "12x12x16",
                "C3.multiplies": "345,600",  # 12*12*25*6*16
                "S4.output": "6x6x16",
                "F5.parameters": "69,240",  # (576 + 1)*120
                "F6.parameters": "10,164",  # right whatever came before
                "total.parameters": "82,826",  # 61,706 - 48,120 + 69,240
            },
        )
        if isinstance(one, Mark)
    }
    assert words.pop("C1.output") == "wrong"
    assert words.pop("F6.parameters") == "right"
    assert set(words.values()) == {"follows"}


def test_a_receptive_field_follows_from_an_earlier_one() -> None:
    wrong, follows = marks(LENET, {"S2.receptive_field": "7", "C3.receptive_field": "15"})  # 7 + 4*2
    assert isinstance(wrong, Mark) and isinstance(follows, Mark)
    assert (wrong.word, follows.word) == ("wrong", "follows")


def test_a_total_that_is_the_sum_of_wrong_parts_follows() -> None:
    found = marks(LENET, {"F5.parameters": "48,001", "total.parameters": "61,587"})  # 61,706 - 119
    assert [one.word for one in found if isinstance(one, Mark)] == ["wrong", "follows"]


def test_an_unreadable_answer_and_an_unknown_key_keep_nothing_else_from_being_marked() -> None:
    found = marks(LENET, {"C1.output": "big", "C9.output": "28x28x6", "C1.biases": "6"})
    assert isinstance(found[0], Mark) and found[0].word == "unreadable"
    assert isinstance(found[1], Problem)
    assert isinstance(found[2], Mark) and found[2].word == "right"


ASKED = ("output", "parameters", "weights", "biases", "multiplies", "flops", "activations", "memory",
         "receptive_field", "jump", "kernel", "stride", "padding")  # fmt: skip


def own_figures(network: Summary) -> Iterator[tuple[str, str]]:
    """Every figure of every layer, as the table would print it for a program."""
    marker = Marker(network)
    for layer in network:
        for name in ASKED:
            key = f"{layer.name}.{name}"
            if COLUMNS[name].value(layer) is not None:
                computed = marker.figures[key]
                yield key, for_programs(computed.value, computed.unit)


@pytest.mark.parametrize("name", bundled_names())
def test_a_right_answer_is_never_called_wrong(name: str) -> None:
    network = bundled(name)
    answers = {key: text for key, text in own_figures(network) if text and len(text) < 200}
    assert len(answers) > 5
    assert {one.word for one in marks(network, answers) if isinstance(one, Mark)} <= {"right", "not known"}


def random_layer(rng: random.Random) -> Summary:
    kernel = rng.choice([1, 2, 3, 5, 7])
    sliding = {"kernel": kernel, "stride": rng.randint(1, 3), "padding": rng.randint(0, kernel // 2)}
    kind = rng.choice(
        ["conv", "conv", "max_pool", "dense", "transposed_conv", "separable_conv", "batch_norm"]
    )
    fields: dict[str, Any] = {"name": "c"}
    if kind not in ("dense", "batch_norm"):
        fields |= sliding
    if kind in ("conv", "transposed_conv", "separable_conv"):
        fields["filters"] = rng.randint(1, 64)
    if kind == "dense":
        return figures(str(rng.randint(2, 500)), {"dense": {"name": "c", "units": rng.randint(1, 99)}})
    return figures(f"{rng.randint(9, 40)}x{rng.randint(9, 40)}x{rng.randint(1, 16)}", {kind: fields})


def test_no_cause_is_told_where_no_mistake_gives_the_number() -> None:
    """1,000 random layers: a number that no mistake, nor two of them, leads to, has no cause told."""
    rng = random.Random(4)
    told = 0
    for _ in range(1000):
        network = random_layer(rng)
        figure = rng.choice(["parameters", "multiplies", "output", "activations"])
        wrong = WrongAnswers(network["c"], figure)
        coded = {one.values for one in (*wrong.single, *wrong.double)}
        right = wrong.question.values if wrong.question else (0,)
        answer = tuple(rng.randint(1, 10**7 if figure != "output" else 60) for _ in right)
        if answer == right:
            continue
        key, text = f"c.{figure}", "x".join(map(str, answer))
        found = mark(network, key, text)
        assert found.word != "right"
        if answer in coded or found.correct is None:
            told += 1
        else:
            assert found.causes == (), (network["c"].node.layer, key, text)
    assert told < 100


def test_a_formula_that_is_changed_moves_table_working_and_diagnosis_together(monkeypatch: Any) -> None:
    """One place: if a kernel had twice the weights, the table, the working and the mistake would say so."""
    doubled = Formula("weights", "2 * prod(f) * C_in * C_out", "twice as many")
    before = cnncalc.summarize("lenet5")
    assert mark(before, "C3.parameters", "416").causes[0].code == "P1"  # 5*5*16 + 16
    monkeypatch.setattr(conv, "WEIGHTS", doubled)
    monkeypatch.setattr("cnncalc.network._known", {})  # facts that were worked out before the change
    after = cnncalc.summarize("lenet5")
    assert after["C3"].parameters.weights == 2 * 2400
    assert derive(after["C3"], "parameters").steps[0].text().endswith("2 * 5 * 5 * 6 * 16 = 4800")
    found = mark(after, "C3.parameters", "816")  # 2*5*5*16 + 16
    assert found.causes[0].code == "P1"
    assert found.causes[0].working[0] == "weights = 2 * f_h * f_w * C_out = 2 * 5 * 5 * 16 = 800"
    assert mark(after, "C3.parameters", "416").causes == ()


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.name)
def test_a_wrong_number_is_marked_wrong_for_layers_of_every_kind(kind: Kind) -> None:
    """Every mistake that could be made is tried: none may need what the layer has not."""
    network = summary(f"input: {kind.example_input}\nlayers:\n  {kind.example}\n")
    for figure in ("parameters", "weights", "biases", "multiplies", "flops"):
        word = mark(network, f"{network[-1].name}.{figure}", "7777777").word
        assert word == ("not known" if kind.name == "custom" and figure != "biases" else "wrong")
