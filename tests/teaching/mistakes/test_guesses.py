"""What was taken for what: told with perhaps, behind what is sure, and hardly ever by chance."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from helpers import bundled, figures
from work import growth

import cnncalc
from cnncalc import Summary
from cnncalc.analysis.base import complete
from cnncalc.figures.keys import Figures
from cnncalc.report.sheet import passage
from cnncalc.shape import Shape
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.mistakes.guess import as_values, most_tried
from cnncalc.teaching.mistakes.taken import FAMILIES

NETWORKS = (
    "lenet5",
    "alexnet",
    "vgg16",
    "resnet18",
    "googlenet",
    "mobilenet_v1",
    "unet",
    "network_in_network",
)
ASKED = (
    *("output", "parameters", "weights", "multiplies", "flops", "activations", "memory", "receptive_field"),
    *("total.parameters", "total.multiplies", "total.activations"),
)
TIMES = 2_000


def another(rng: random.Random, right: int) -> int:
    """A wrong number with as many digits."""
    places = len(str(right))
    return rng.choice(
        [n for n in (rng.randrange(10 ** (places - 1), 10**places) for _ in "abc") if n != right]
    )


def random_answers(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Networks, questions about them, and wrong answers that nobody worked out."""
    while True:
        name, asked = rng.choice(NETWORKS), rng.choice(ASKED)
        layers = [layer.name for layer in bundled(name)]
        key = asked if asked.startswith("total") else f"{rng.choice(layers)}.{asked}"
        value = Figures(bundled(name))[key].value
        right = as_values(value) if complete(value) else None
        if not right or not any(right):
            continue
        size = another(rng, right[0])
        if isinstance(value, Shape) and value.size:
            yield name, key, "x".join(map(str, (*(size,) * value.rank, another(rng, right[-1]))))
        else:
            yield name, key, str(size)


def test_a_random_number_is_hardly_ever_named() -> None:
    markers = {name: Marker(bundled(name)) for name in NETWORKS}
    named = Counter[str]()
    for (name, key, text), _ in zip(random_answers(random.Random(12)), range(TIMES), strict=False):
        (mark,) = markers[name].mark([Claim(key, text)])
        assert isinstance(mark, Mark)
        named["guess"] += any(cause.guessed for cause in mark.causes)
        named["any"] += bool(mark.causes)
    assert named["guess"] < TIMES / 100
    assert named["any"] < TIMES / 100


def marked(network: Summary, key: str, text: str) -> Mark:
    (found,) = Marker(network).mark([Claim(key, text)])
    assert isinstance(found, Mark)
    return found


LENET = bundled("lenet5")
INCEPTION = bundled("inception_block")


@pytest.mark.parametrize(
    ("network", "key", "text", "said"),
    [
        (LENET, "C3.output", "14x14x6", "perhaps the output of S2, the layer before, is given"),
        (LENET, "F6.parameters", "48120", "perhaps the parameters of F5, the layer before, are given"),
        (LENET, "F6.parameters", "2416", "perhaps the parameters of C3 are given"),
        (LENET, "F5.parameters", "61706", "perhaps the parameters of the whole network are given"),
        (LENET, "C3.output", "32x32x1", "perhaps the size of the image is given"),
        (LENET, "F5.activations", "48120", "perhaps the parameters of F5 are given"),
        (LENET, "total.parameters", "2572", "perhaps the dense layers are left out"),  # 156 + 2,416
        (LENET, "total.parameters", "109826", "perhaps F5 is counted twice"),  # 61,706 + 48,120
        (LENET, "C3.parameters", "2461", "perhaps two digits are swapped"),
        (LENET, "C3.parameters", "24160", "perhaps there is a zero too many"),
        (LENET, "total.parameters", "123412", "perhaps the number is doubled"),  # 2 * 61,706
        (INCEPTION, "inception_3a.output", "28x28x224", "perhaps a branch of 32 channels is left out"),
    ],
)
def test_it_is_told_as_what_it_may_be(network: Summary, key: str, text: str, said: str) -> None:
    mark = marked(network, key, text)
    assert mark.causes[0].said == said
    assert all(cause.perhaps for cause in mark.causes)
    assert f"P{said[1:]}" in "\n".join(passage(mark).lines)


def test_a_slip_in_the_formula_that_fits_is_told_alone() -> None:
    causes = marked(LENET, "total.multiplies", "833040").causes  # 2 * 416,520: FLOPs, not "doubled"
    assert [cause.code for cause in causes] == ["M1"]


def test_several_guesses_are_told_as_such() -> None:
    lines = passage(marked(LENET, "C3.output", "14x14x6")).lines
    assert lines[0] == "It may be one of these:"


def test_a_number_of_few_digits_is_guessed_at_once_or_never() -> None:
    assert most_tried((7,)) == 0  # one of nine: any guess would often fit
    assert most_tried((67,)) == 1  # one of 90
    assert most_tried((156,)) == 9  # nine of 900
    assert most_tried((14, 14, 6)) == 8  # of 90 * 9 shapes
    assert marked(LENET, "C1.kernel", "1").causes == ()  # its stride


def test_an_answer_that_is_rounded_is_not_guessed_at() -> None:
    assert marked(LENET, "F6.parameters", "48k").causes == ()  # the row of F5, 48,120


def test_a_guess_earns_no_points_as_a_known_mistake() -> None:
    from cnncalc.teaching.grade.grading import judged

    assert judged(marked(LENET, "C3.parameters", "2461")) == "wrong"
    assert judged(marked(LENET, "C3.parameters", "416")) == "mistake"  # 5*5*16 + 16: P1


def test_every_family_has_a_code_of_its_own() -> None:
    assert [family.code for family in sorted(FAMILIES)] == ["W1", "W2", "W3", "W4", "W5", "W6", "W7"]


def test_guesses_are_worked_out_once_for_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnncalc.teaching.mistakes import guess

    asked, made = [], guess.Guesses
    monkeypatch.setattr(
        "cnncalc.teaching.check.mark.Guesses",
        lambda *how: asked.append(how) or made(*how),  # type: ignore[func-returns-value]
    )
    marker = Marker(LENET)
    for text in ("2461", "2462", "2416"):
        marker.mark([Claim("C3.parameters", text)])
    assert len(asked) == 1


def test_guesses_take_no_longer_than_the_network_is_large() -> None:
    def wrong_on(layers: int) -> object:
        network = figures("32x32x3", *({"conv": {"filters": 4 + i, "kernel": 1}} for i in range(layers)))
        claims = [Claim(f"conv{i}.parameters", "123457") for i in range(1, 4)]
        return lambda: Marker(network).mark(claims)

    assert growth(wrong_on, 40) < 2.5  # type: ignore[arg-type]


def test_sheets_of_blocks_and_sequences_are_guessed_at_without_a_crash() -> None:
    for name in ("unet", "m5", "densenet121"):
        network = cnncalc.summarize(name)
        marker = Marker(network)
        for layer in list(network)[::7]:
            for figure in ("output", "parameters", "receptive_field", "channels", "kernel"):
                marker.mark([Claim(f"{layer.name}.{figure}", "1234577")])
