"""Paths that meet at a join though their receptive fields are centred on different pixels."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.windows import windows
from cnncalc.network import Node
from cnncalc.shape import POINT


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Joins whose inputs are centred differently, or lie different distances apart."""
    for node in design:
        layer = node.layer
        if not (layer and layer.joins and node.facts.windows is POINT):
            continue
        ends = [design.network.nodes[i] for i in node.inputs]
        found = [(end, field) for end in ends if (field := design.field(end)) and not field.whole_input]
        fields = [(end, field) for end, field in found if None not in field.centre]  # it reads something
        if len(fields) < 2 or len({len(field.size) for _, field in fields}) > 1:
            continue
        if len({field.jump for _, field in fields}) > 1:
            yield _different_jumps(node, fields)
        elif design.field(node) and not design.field(node).aligned:
            by_centre = sorted(fields, key=lambda pair: pair[1].centre)
            low, high = by_centre[0], by_centre[-1]
            if low[1].centre != high[1].centre:
                yield _off_centre(design, node, low, high)


def _different_jumps(node: Node, fields: list[tuple[Node, Any]]) -> Found:
    told = ", ".join(f"{end.name}: {_numbers(field.jump)}" for end, field in fields)
    return Found(
        node,
        f"{described(node)} joins paths whose positions are different distances apart ({told} pixels)",
        "position i of the one path looks further and further away from position i of the other",
        "the same strides in all paths",
        others=tuple(end for end, _ in fields),
    )


def _off_centre(design: Design, node: Node, low: tuple[Node, Any], high: tuple[Node, Any]) -> Found:
    apart = [b - a for a, b in zip(low[1].centre, high[1].centre, strict=True)]
    return Found(
        node,
        f"{described(node)} joins paths that look at different places: position 0 of '{low[0].name}' is"
        f" centred on pixel {_numbers(low[1].centre)}, of '{high[0].name}' on {_numbers(high[1].centre)}",
        f"the two are off by {_numbers(apart)} px everywhere, where positions are"
        f" {_numbers(design.field(node).jump)} px apart",
        _fix(design, low[0], high[0], max(apart)),
        others=(low[0], high[0]),
    )


def _fix(design: Design, low: Node, high: Node, apart: Fraction) -> str:
    """Which padding in the path moves it by so many pixels: p more before a map of jump j moves it by p*j.

    What both paths have read, padding there moves both alike.
    """
    shared, node = _above(design, low), high
    if any(one.kind == "upsample" for one in (low, *_path(design, low), high, *_path(design, high))):
        return "even kernels in the layers whose stride the upsampling undoes: 4 with padding 1 at stride 2"
    while node.layer is not None and len(node.inputs) == 1 and node.number not in shared:
        field = design.field(design.read(node))
        if windows(design, node) and field is not None and apart % field.jump[0] == 0:
            pixels = apart // field.jump[0]
            s = "s" if pixels > 1 else ""
            return (
                f"{pixels} more pixel{s} of padding before the map in {described(node)}, {pixels} fewer after"
            )
        node = design.read(node)
    return "the same padding before the map in all paths"


def _path(design: Design, end: Node) -> Iterator[Node]:
    """What a layer reads, back to a join or an input."""
    while end.layer is not None and len(end.inputs) == 1:
        end = design.read(end)
        yield end


def _above(design: Design, end: Node) -> set[int]:
    """The numbers of a layer and of everything that it depends on."""
    seen, todo = {end.number}, [end]
    for node in todo:
        for number in node.inputs:
            if number not in seen:
                seen.add(number)
                todo.append(design.network.nodes[number])
    return seen


def _numbers(numbers: Any) -> str:
    """One number where the axes agree: `7`, else `7x3`; halves as decimals."""
    texts = [f"{float(number):g}" for number in numbers]
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)


RULE = Rule(
    name="unaligned-paths",
    severity="warning",
    what="Paths that meet at a join are centred on different pixels of the image.",
    why=(
        "A join combines position i of its inputs. If their paths pad differently, the two have looked at"
        " different places, off by the same number of pixels everywhere: edges and parts no longer meet."
        " With `same` padding it depends on the size: a stride of 2 pads (1, 1) for odd sizes, (0, 1) for"
        " even ones. Upsampling that is right on average over its phases is not reported."
    ),
    bad="""\
input: 32x32x8
layers:
  - add:  # !
      main: [conv: {filters: 8, kernel: 3, padding: {bottom: 2, right: 2}}]
      shortcut: identity
  - relu
""",
    good="""\
input: 32x32x8
layers:
  - add:
      main: [conv: {filters: 8, kernel: 3, padding: 1}]
      shortcut: identity
  - relu
""",
    source=(
        "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks,"
        " doi:10.23915/distill.00021 (alignment of receptive fields)"
    ),
    find=find,
)
