"""Layers on numbers, one behind the other, as they are written: `conv 1 0; 0 -1`, `relu`, `max_pool 2`.

A layer that multiplies has its numbers among its words: a convolution a matrix for each channel that a
filter reads, apart by `|`, filter after filter (`||` may stand between filters); a dense layer its weights, a
row for each unit. The other words are those of `cnncalc calc`, and `bias=1,2`, `fill=3`, `flip`, `symmetric`.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.language.brief import read_layers
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.problem import LayerError, Place, Problem, Source, SpecError
from cnncalc.teaching.values.layers import NOTHING, LayerNumbers, Values, work, worked_out
from cnncalc.teaching.values.matrix import ENDINGS, NUMBER, read_matrix
from cnncalc.teaching.values.slide import within_bounds
from cnncalc.teaching.values.words import TOKEN, LayerWords, whole

MOST_LAYERS = 100


class Link(NamedTuple):
    """A layer with its numbers."""

    layer: Layer
    given: LayerNumbers = NOTHING


class Stage(NamedTuple):
    """A layer at work: what it read, and what it gave."""

    link: Link
    before: Values
    after: Values


def is_image(text: str) -> bool:
    """Whether an argument is a matrix rather than a layer."""
    if text.split()[:1] and text.split()[0] in CATALOGUE:
        return False
    first = TOKEN.search(text)
    starts = first is not None and (first[0] == "[" or NUMBER.match(first[0]) is not None)
    return starts or text == "-" or text.lower().endswith(ENDINGS) or os.path.exists(text)


def read_image(texts: Sequence[str]) -> Values:
    """The channels of one image; SpecError with what is wrong in them."""
    maps = tuple(read_matrix(text, f"argument {number}") for number, text in enumerate(texts, 1))
    sizes = {f"{len(rows)}x{len(rows[0])}": None for rows in maps}
    if len(sizes) > 1:
        raise SpecError([Problem(f"the channels differ in size: {' and '.join(sizes)}")])
    return Values(maps)


def read_chain(image: Values, texts: Sequence[str], first: int) -> list[Stage]:
    """The layers on the image, each with what it gives; `first` is the number of the first argument.

    SpecError with the first thing that is wrong, and its place.
    """
    stages: list[Stage] = []
    done = 0
    if len(texts) > MOST_LAYERS:
        raise SpecError([Problem(f"{len(texts)} layers; there are at most {MOST_LAYERS}")])
    for number, text in enumerate(texts, first):
        source = Source(f"argument {number}", text)
        for link in _read(source, stages[-1].after if stages else image):
            before = stages[-1].after if stages else image
            done, after = _at(source, link, before, done)
            stages.append(Stage(link, before, after))
    return stages


def run(links: Sequence[Link], image: Values) -> list[Stage]:
    """The same of layers that were read already; LayerError where one does not fit."""
    stages: list[Stage] = []
    for link in links:
        before = stages[-1].after if stages else image
        stages.append(Stage(link, before, worked_out(link.layer, link.given, before)))
    return stages


def _at(source: Source, link: Link, x: Values, done: int) -> tuple[int, Values]:
    """What the layer gives, where so many products came before it; and how many they are with its own."""
    try:
        done += work(link.layer, link.given, x)
        within_bounds(done)
        return done, worked_out(link.layer, link.given, x)
    except LayerError as error:
        raise SpecError([Problem(error.message, whole(source))]) from None


def _read(source: Source, x: Values) -> list[Link]:
    """The layer of one argument, and the activation that it names."""
    kind = (source.text.split() or [""])[0]
    words = LayerWords(source, kind)
    try:
        layers = read_layers(x.shape, words.without_numbers(x))
    except SpecError as error:
        raise SpecError([one._replace(place=_place(one, source)) for one in error.problems]) from None
    first, *others = layers
    return [Link(first, words.given(x, first)), *(Link(layer) for layer in others)]


def _place(problem: Problem, source: Source) -> Place | None:
    """Where the problem is in the text as it was written; of what was added to it, the whole."""
    place = problem.place
    if place is None or place.column <= len(source.text):
        return place and place._replace(source=source)
    return whole(source)
