"""The report of `explain`: for each layer its figures, each with the equations that lead to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from cnncalc.blocks import Folded
from cnncalc.figures.spelling import exact, memory, size
from cnncalc.report import WORKING
from cnncalc.report.base import Report, Table
from cnncalc.report.record import plain
from cnncalc.summary import LayerSummary, Summary
from cnncalc.teaching.explain.given import Given, LayerInput, given, sources
from cnncalc.teaching.explain.letters import Letter
from cnncalc.teaching.explain.solution import PASSED_ON, Page
from cnncalc.teaching.explain.step import Derivation, Step

SCHEMA = "cnncalc.explain/1"

MOST_SOURCES = 8
"""Inputs of a join that are named one by one."""

TITLES = {
    "output": ("Output", "the shape that it gives"),
    "parameters": ("Parameters", "the numbers that it learns"),
    "multiplies": ("Multiplies", "weights times activations, for one {image}"),
    "operations": ("Operations", "what it does instead, for one {image}"),
    "receptive_field": ("Receptive field", "the {pixels} that one value sees"),
    "activations": ("Activations", "the values that it holds"),
    "memory": ("Memory", "the bytes that these values take"),
}
"""What a figure is called, and what it says of a layer."""


class Worked(NamedTuple):
    """A figure: its title, its value written out, what it says, and the equations along each axis."""

    title: str
    value: str
    meaning: str
    groups: tuple[tuple[str, tuple[Step, ...]], ...]  # the axes they hold along, the steps
    remarks: tuple[str, ...]

    @property
    def steps(self) -> Iterator[Step]:
        return (step for _, steps in self.groups for step in steps)


class LayerWorking(NamedTuple):
    """A layer: what it is, what is given, and its figures; or one sentence where it changes nothing."""

    name: str
    what: str
    reads: tuple[str, ...]
    given: tuple[Given, ...]
    figures: tuple[Worked, ...]
    sentence: str = ""


class Working(Report):
    """A worked solution, layer by layer; its table has a row for each step.

    The pages may be made as they are read: only one of sheets, table and record can be had.
    """

    forms = WORKING
    in_full = True

    def __init__(self, summary: Summary, pages: Iterable[Page], letters: Sequence[Letter] = ()) -> None:
        self.summary = summary
        self.pages = pages
        self.letters = letters  # the glossary, where it was asked for
        self.title = summary.name
        inputs = (f"{name} {shape}" for name, shape in summary.network.inputs.items())
        self.remarks = (*inputs, *filter(None, [summary.network.reference]))

    @property
    def sheets(self) -> Iterator[LayerWorking]:
        return map(_sheet, self.pages)

    @cached_property
    def table(self) -> Table:
        from cnncalc.report.steps import steps_table

        return steps_table(self.pages)

    @property
    def notes(self) -> Iterable[str]:
        if self.letters:
            yield "Letters: " + "; ".join(": ".join(letter) for letter in self.letters) + "."

    @property
    def record(self) -> Mapping[str, Any]:
        network, settings = self.summary.network, self.summary.settings
        inputs = {name: plain(shape) for name, shape in network.inputs.items()}
        return {
            "schema": SCHEMA,
            "network": self.summary.name,
            "spec": network.spec,
            "input": inputs["input"] if list(inputs) == ["input"] else inputs,
            "batch": settings.batch,
            "dtype": settings.dtype,
            "letters": {one.letter: one.meaning for one in self.letters},
            "layers": map(_layer_record, self.pages),
        }


# -- for readers -----------------------------------------------------------------------------------


def _sheet(page: Page) -> LayerWorking:
    layer = page.layer
    return LayerWorking(
        layer.name,
        what(layer),
        tuple(_reads(page)),
        tuple(one._replace(text=_readable(one.text)) for one in given(layer, page.derivations)),
        () if page.passing else tuple(_worked(one, layer) for one in page.derivations),
        _sentence(page) if page.passing else "",
    )


def what(layer: LayerSummary) -> str:
    """`conv 3x3 p1, layer 1 of 40 in VGG-16`; of the only layer just `conv 3x3 p1`."""
    total = len(layer.summary)
    if isinstance(layer, Folded) and layer.node.layer is None:
        count = len(layer.layers)
        layers = f"{count:,} layer{'' if count == 1 else 's'}"
        if layer.kind == "network":
            return f"the {layers} of {layer.summary.name}"
        return f"{layer.kind}, a block of {layers} in {layer.summary.name}"
    number = layer.node.number - (len(layer.network.nodes) - total) + 1  # the inputs stand first
    rank = layer.network.nodes[layer.node.inputs[0]].output.rank
    brief = layer.node.layer.brief(rank) if layer.node.layer else layer.kind
    if total == 1:
        return brief
    return f"{brief}, layer {number:,} of {total:,} in {layer.summary.name}"


def _reads(page: Page) -> Iterator[str]:
    """What the layer reads; of a block with branches what these give, where its shape is worked out."""
    layer, found = page.layer, sources(page.layer)
    if len(found) == 1:
        yield f"reads {found[0].shape} of {found[0].name}"
    else:
        yield from _numbered(found, "input")
    joined = sources(layer.passed_on) if isinstance(layer, Folded) else []
    if len(joined) > 1 and any(one.figure in PASSED_ON for one in page.derivations):
        yield from _numbered(joined, "branch")


def _numbered(found: Sequence[LayerInput], word: str) -> Iterator[str]:
    """What a join reads, numbered as in its equations."""
    for source in found[:MOST_SOURCES]:
        yield f"{word} {source.number} gives {source.shape}: {source.name}"
    if len(found) > MOST_SOURCES:
        yield f"and {len(found) - MOST_SOURCES:,} more"


def _readable(text: str) -> str:
    return exact(int(text)) if text.isdigit() else text


def _sentence(page: Page) -> str:
    """What there is to say of a layer that changes nothing."""
    names = [derivation.figure for derivation in page.derivations]
    kept = [f"keeps {page.layer.output}"] if "output" in names else []
    if "receptive_field" in names:
        kept.append("sees what its input sees")
    if not {"parameters", "multiplies"}.isdisjoint(names):
        kept.append("has no weights")
    return ", ".join(kept) or "holds nothing of its own: it works in place"


def _worked(derivation: Derivation, layer: LayerSummary) -> Worked:
    title, meaning = TITLES[derivation.figure]
    words = ("pixels", "image") if _is_image(layer) else ("input positions", "input")
    meaning = meaning.format(pixels=words[0], image=words[1])
    groups: dict[str, list[Step]] = {}
    for step in derivation.steps:
        groups.setdefault(step.axes, []).append(step)
    along = [axes for axes in groups if axes]
    if len(along) == 1 and " and " in along[0]:  # the same along all of them: said once
        meaning = f"{meaning}; {along[0]} alike"
        groups = {"": list(derivation.steps)}
    elif along and "" in groups:
        groups["channels"] = groups.pop("")
    together = tuple((axes, tuple(steps)) for axes, steps in groups.items())
    return Worked(title, _value(derivation), meaning, together, derivation.remarks)


def _is_image(layer: LayerSummary) -> bool:
    """Whether the network looks at pictures: a sequence has positions."""
    return all(shape.rank == 2 for shape in layer.network.inputs.values())


def _value(derivation: Derivation) -> str:
    value = derivation.value
    if value is None:
        return "not known"
    if derivation.figure == "memory":
        return memory(value)
    if derivation.figure == "receptive_field":
        return _extent(value)
    return exact(value) if isinstance(value, int) else str(value)


def _extent(value: Any) -> str:
    """`3x3`, a number for each axis."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {'?' if of is None else _extent(of)}" for name, of in value.items())
    return "x".join(map(str, value.size)) or size(value.size) or "none"


# -- for programs ----------------------------------------------------------------------------------


def _layer_record(page: Page) -> dict[str, Any]:
    layer = page.layer
    return {
        "name": layer.name,
        "kind": layer.kind,
        "line": layer.line,
        "reads": [{"name": source.name, "output": plain(source.shape)} for source in sources(layer)],
        "given": [
            {"field": one.field, "letter": one.letter, "text": one.text}
            for one in given(layer, page.derivations)
        ],
        "figures": [_figure_record(derivation) for derivation in page.derivations],
    }


def _figure_record(derivation: Derivation) -> dict[str, Any]:
    return {
        "figure": derivation.figure,
        "value": plain(derivation.value),
        "steps": [step_record(step) for step in derivation.steps],
        "remarks": list(derivation.remarks),
    }


def step_record(step: Step) -> dict[str, Any]:
    """A step as data."""
    quantity = step.quantity
    return {
        "symbol": step.symbol,
        "axes": step.axes,
        "formula": quantity.symbols() if quantity is not None else None,
        "numbers": quantity.numbers() if quantity is not None else None,
        "value": plain(step.value),
        "because": step.because,
    }
