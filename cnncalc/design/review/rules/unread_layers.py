"""Layers whose output nothing reads, though they are no output of the network."""

from collections.abc import Iterator, Mapping

from cnncalc.analysis.base import Figure
from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.network import Node


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Every layer or input at the end of a path that leads nowhere, with what leads only there."""
    outputs = {node.number for node in design.outputs}
    needed = set(outputs)
    for node in reversed(design.network.nodes):
        if node.number in needed:
            needed.update(node.inputs)
    lost = [node for node in design.network.nodes if node.number not in needed]
    for node in lost:
        if not design.readers[node.number]:
            yield _found(design, node, _leads_only_to(design, node))


def _leads_only_to(design: Design, end: Node) -> list[Node]:
    """The layers that are worked out for this one alone, the last one first."""
    alone = {end.number}
    chain = [end]
    for node in chain:
        for number in node.inputs:
            if number not in alone and all(reader.number in alone for reader in design.readers[number]):
                alone.add(number)
                chain.append(design.network.nodes[number])
    return [node for node in chain if node.layer is not None]


def _found(design: Design, end: Node, chain: list[Node]) -> Found:
    if end.layer is None:
        return Found(
            end,
            f"the input '{end.name}' is not read by any layer",
            f"{end.output.values:,} values are passed in for nothing",
            f"'from: {end.name}' in the layer that should read it, or remove the input",
        )
    weights = Figure.total(design.figure("parameters", node).total for node in chain)
    work = Figure.total(design.figure("multiplies", node) for node in chain)
    before = f", nor what leads to it from '{chain[-1].name}' on" if len(chain) > 1 else ""
    return Found(
        end,
        f"nothing reads {described(end)}{before}",
        f"{int(weights):,} parameters and {int(work):,} multiplies change no output",
        f"'from: {end.label}' where it should be read, 'head' if it is an output of its own, or remove it",
        others=tuple(chain[1:]),
    )


RULE = Rule(
    name="unread-layers",
    severity="error",
    what="Nothing reads a layer or a branch, and it is not an output.",
    why=(
        "The output of a network is its last layer, and the last of each `head`. A path that ends"
        " elsewhere costs parameters, multiplies and memory, gets no gradient, and changes nothing. Usually"
        " a `from` after it names the wrong layer."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {name: a, filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {name: b, filters: 16, kernel: 3, padding: 1}  # !
  - conv: {name: c, from: a, filters: 16, kernel: 3, padding: 1}
""",
    good="""\
input: 32x32x3
layers:
  - conv: {name: a, filters: 16, kernel: 3, padding: 1, activation: relu}
  - conv: {name: b, filters: 16, kernel: 3, padding: 1}
  - conv: {name: c, from: a, filters: 16, kernel: 3, padding: 1}
  - add: {from: [b, c]}
""",
    source=(
        "Aho, Lam, Sethi & Ullman 2006, Compilers, 2nd edition, section 9.1.6 (dead code);"
        " backpropagation reaches only what the output depends on: Rumelhart, Hinton & Williams 1986,"
        " doi:10.1038/323533a0"
    ),
    find=find,
)
