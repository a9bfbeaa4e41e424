"""What was taken for what: told with perhaps, behind what is sure, and hardly ever by chance."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from helpers import bundled, figures
from work import steps

from cnncalc import Summary
from cnncalc.analysis.base import complete
from cnncalc.figures.keys import Figures, NoFigureError
from cnncalc.report.sheet import passage
from cnncalc.shape import Shape
from cnncalc.teaching.check.expect import Claim
from cnncalc.teaching.check.mark import Mark, Marker
from cnncalc.teaching.mistakes.guess import as_values, digits, most_tried

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
    print(named)
    assert named["guess"] < TIMES / 100
    assert named["any"] < TIMES / 100
