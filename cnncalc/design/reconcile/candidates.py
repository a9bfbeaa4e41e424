"""Networks that may have been meant: without auxiliary outputs, related specs, other settings, other inputs.

They come in stages, the likeliest first, and each is only built when the ones before explain too little.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from cnncalc.api import load
from cnncalc.design.reconcile.facts import facts
from cnncalc.language.find import bundled_names
from cnncalc.language.inherit import inherited
from cnncalc.language.parse import parse
from cnncalc.language.tree import Mapping as Tree
from cnncalc.language.tree import Scalar
from cnncalc.network import Network
from cnncalc.problem import Problems, Source, SpecError
from cnncalc.shape import Shape

SIZES = (
    28, 32, 64, 96, 112, 128, 160, 192, 224, 227, 229, 231, 240, 256, 260, 288, 299, 300, 320, 331, 336, 380,
    384, 416, 448, 456, 480, 512, 513, 528, 600, 608, 640,
)  # fmt: skip
"""Side lengths at which figures are quoted, in pixels."""

MOST_FLIPPED = 2
"""Switches that are set otherwise at the same time."""

FLIPPED = {"true": "false", "yes": "no", "on": "off", "false": "true", "no": "yes", "off": "on"}


class Candidate(NamedTuple):
    """A network that may have been meant. text: how it differs. cost: how unlikely it is, 0 not at all."""

    text: str
    network: Network
    cost: int

    @property
    def short(self) -> str:
        """The text without the network's full name."""
        return self.text.replace(f" ({self.network.name})", "")


class Start(NamedTuple):
    """The spec that a figure is quoted for, with what the command line changes of it."""

    source: Source
    input: Mapping[str, str] | None
    settings: Mapping[str, object]

    def network(self, **settings: object) -> Network:
        """The network, with other settings too."""
        return load(self.source, input=self.input, settings={**self.settings, **settings})


def as_given(start: Start) -> list[Candidate]:
    """The network itself, and without its auxiliary outputs."""
    return list(_with_and_without_heads("", start.network(), 0))


def related(start: Start) -> Iterator[Candidate]:
    """Bundled specs of the same network, and the spec with its switches set otherwise."""
    for name, network in _siblings_of(start):
        yield from _with_and_without_heads(f"{name} ({network.name})", network, 1)
    switches = {name: text for name, text in _switches(start.source).items() if name not in start.settings}
    for size in range(1, min(MOST_FLIPPED, len(switches)) + 1):
        for chosen in combinations(switches, size):
            values = {name: FLIPPED[switches[name]] for name in chosen}
            text = ", ".join(f"{name}={value}" for name, value in values.items())
            try:
                network = start.network(**values)
            except SpecError:
                continue  # a switch that does not work by itself
            yield from _with_and_without_heads(f"--set {text}", network, size)


def other_inputs(start: Start, given: Shape, sizes: Iterable[int]) -> Iterator[Candidate]:
    """The network on square images of these sides."""
    for side in sizes:
        shape = f"{side}x{side}x{given.channels}"
        try:
            network = load(start.source, input=shape, settings=start.settings)
        except SpecError:
            continue  # it does not fit
        yield Candidate(f"input {shape}", network.without_heads() if network.heads else network, 3)


def _with_and_without_heads(text: str, network: Network, cost: int) -> Iterator[Candidate]:
    yield Candidate(text, network, cost)
    if network.heads:
        without = ", ".join(filter(None, [text, "without auxiliary outputs"]))
        yield Candidate(without, network.without_heads(), cost)


def _siblings_of(start: Start) -> list[tuple[str, Network]]:
    """The bundled siblings, those with the most similar parameters first."""
    own = _parameters(start.network())
    found = []
    for name in _siblings(start.source):
        try:
            found.append((name, load(name, input=start.input)))
        except SpecError:
            continue  # the input that was asked for does not fit it
    return sorted(found, key=lambda one: abs(_parameters(one[1]) - own))


def _parameters(network: Network) -> int:
    return sum(layer.parameters for layer in facts(network))


def _siblings(source: Source) -> list[str]:
    """The bundled specs whose names begin as this one's: alexnet, alexnet_grouped, alexnet_torchvision."""
    stem = os.path.splitext(os.path.basename(source.name))[0]
    names = bundled_names()
    family = min((name for name in names if f"{stem}_".startswith(f"{name}_")), key=len, default=None)
    if family is None:
        return []
    return [name for name in names if f"{name}_".startswith(f"{family}_") and name != stem]


def _switches(source: Source) -> dict[str, str]:
    """The variables of a spec that are true or false, as written."""
    problems = Problems()
    root = parse(source, problems)
    tree = inherited(root, source, problems).get("variables") if isinstance(root, Tree) else None
    if not isinstance(tree, Tree) or problems:
        return {}
    values = {name: tree.get(name) for name in tree.items}
    return {
        name: value.text.lower()
        for name, value in values.items()
        if isinstance(value, Scalar) and value.text.lower() in FLIPPED
    }
