"""A layer in a block that is called like one outside, or two that differ in upper and lower case only."""

import re
from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.network import Node, is_automatic


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Names that hide another one, and names that are mistaken for another one."""
    names: dict[str, Node] = {}
    folded: dict[str, Node] = {}
    for node in design.network.nodes:
        if not _is_given(node):
            continue
        hidden = next((names[name] for name in _outside(node) if name in names), None)
        alike = folded.setdefault(node.name.lower(), node)
        if hidden is not None:
            yield _found(
                node, hidden, f"inside '{node.name.rpartition('/')[0]}' it hides {described(hidden)}"
            )
        elif alike is not node:
            yield _found(node, alike, f"it differs from {described(alike)} in upper and lower case only")
        names.setdefault(node.name, node)


def _is_given(node: Node) -> bool:
    """Whether somebody chose the name: it is not a kind and a number."""
    label = re.sub(r"(\.\d+)+$", "", node.label)
    return label != node.kind and not is_automatic(label, node.kind)


def _outside(node: Node) -> Iterator[str]:
    """The names that `from` with this layer's label would find if the layer were not there."""
    path = node.name.split("/")
    return ("/".join([*path[:i], node.label]) for i in range(len(path) - 2, -1, -1))


def _found(node: Node, other: Node, what: str) -> Found:
    line = f", line {other.place.line}" if other.place else ""
    return Found(
        node,
        f"{described(node)} has a name that repeats: {what}{line}",
        f"'from: {node.label}' means one of two layers, {other.output} or {node.output}",
        "a unique name",
        others=(other,),
    )


RULE = Rule(
    name="repeated-names",
    severity="note",
    what="A layer has the name of one outside its block, or one that differs in upper and lower case only.",
    why=(
        "A name is looked up from the innermost block outwards, so the inner layer hides the outer one"
        " from every `from` in the block. If you move such a layer, something else is read, without an"
        " error if the shapes agree. Names that repeat within one block are errors anyway. A matter of"
        " taste: off by default."
    ),
    bad="""\
input: 32x32x16
blocks:
  unit:
    - conv: {name: c1, filters: 16, kernel: 3, padding: 1}  # !
    - relu
layers:
  - conv: {name: c1, filters: 16, kernel: 3, padding: 1, activation: relu}
  - unit
""",
    good="""\
input: 32x32x16
blocks:
  unit:
    - conv: {name: inner, filters: 16, kernel: 3, padding: 1}
    - relu
layers:
  - conv: {name: c1, filters: 16, kernel: 3, padding: 1, activation: relu}
  - unit
""",
    source="the language's own rule of names, docs/reference/language.md (branches and `from`)",
    find=find,
    default=False,
)
