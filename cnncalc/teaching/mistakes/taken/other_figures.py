"""Another figure of the same layer: its kernel for its stride, its weights for its multiplies."""

from collections.abc import Iterator

from cnncalc.teaching.mistakes.guess import AskedFigure, Family, Guess, in_words, is_or_are, whose

ALIKE = (
    ("parameters", "multiplies", "activations", "flops", "weights", "biases", "memory"),
    ("height", "width", "length", "depth", "channels"),
    ("receptive_field", "jump", "kernel", "stride", "padding", "dilation"),
)
"""Figures that are taken for each other, those that are mixed up most first."""


def candidates(asked: AskedFigure) -> Iterator[Guess]:
    """What is asked for beside this figure."""
    group = next((group for group in ALIKE if asked.figure in group), ())
    for figure in group:
        values = asked.lookup.values(asked.owner, figure) if figure != asked.figure else None
        if values is not None and len(values) == len(asked.right) and any(values):
            title = f"the {in_words(figure)} of {whose(asked)} {is_or_are(figure)} given"
            yield Guess(title, f"Another figure is asked for: {in_words(asked.figure)}.", values, 1)


FAMILY = Family(
    "W2",
    "another figure of the same layer",
    "parameters, weights, multiplies, activations and memory; height, width and channels; "
    "kernel, stride, padding, jump and receptive field",
    candidates,
)
