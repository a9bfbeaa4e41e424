"""What a layer reads and whose parameters it shares; the network grows by what fits.

None stands for what is wrong, which is reported.
"""

from typing import Any

from cnncalc.effort import Effort
from cnncalc.language.entry import Fields
from cnncalc.language.names import Names
from cnncalc.language.scope import Readable, Scope, SeveralInputs
from cnncalc.language.tree import Sequence, Value
from cnncalc.layers import Layer
from cnncalc.network import NetworkBuilder, Node
from cnncalc.problem import MOST_NAMED, LayerError, Place, Problems, listing
from cnncalc.shape import Shape, channels_first


class Wiring:
    """The network as far as it has grown, and what the names in it mean."""

    def __init__(self, problems: Problems, effort: Effort) -> None:
        self.problems = problems
        self.effort = effort
        self.names = Names(problems, effort)
        self.network = NetworkBuilder()

    # -- what a layer reads ------------------------------------------------------------------------

    def source(
        self, kind: str, given: Value | None, current: Readable, place: Place, scope: Scope
    ) -> Node | None:
        """The one node that a layer reads: the one before it, or the one that `from` names."""
        if given is None:
            return self.said(current, place)
        return self.only(given, scope, f"{kind} reads one layer", ": join them with concat or add first")

    def said(self, read: Readable, place: Place) -> Node | None:
        """The node, if it is said which one it is: there may be several inputs."""
        if not isinstance(read, SeveralInputs):
            return read
        names = listing(read.names, last="or")
        self.problems.add(f"there are several inputs; say which one to read with 'from': {names}", place)
        return None

    def start(self, given: Value | None, current: Readable, scope: Scope) -> Readable:
        """What branches start from."""
        return current if given is None else self.only(given, scope, "branches start from one layer")

    def only(self, given: Value, scope: Scope, rule: str, hint: str = "") -> Node | None:
        """The one node that `from` names, as the rule says."""
        sources = self.sources(given, scope)
        if sources is not None and len(sources) != 1:
            self.problems.add(f"{rule}; 'from' names {len(sources)}{hint}", given.place)
            return None
        return sources[0] if sources else None

    def sources(self, given: Value, scope: Scope) -> list[Node] | None:
        """The nodes that `from` names."""
        listed: list[Value] = given.items if isinstance(given, Sequence) else [given]
        self.effort.elements(len(listed))
        return all_known([self.said(self.names.find(name, scope), name.place) for name in listed])

    def several(self, kind: type[Layer], sources: list[Node] | None, place: Place) -> list[Node] | None:
        """The inputs of a join, which are two at least."""
        if sources is None or len(sources) > 1:
            return sources
        hint = "" if kind.kind == "concat" else "; write 'identity' for a branch that passes its input on"
        self.problems.add(f"{kind.kind} joins two or more inputs; found {len(sources)}{hint}", place)
        return None

    # -- whose parameters it shares ----------------------------------------------------------------

    def owner(self, kind: type[Layer], given: Value, scope: Scope) -> Node | None:
        """The layer whose parameters this one shares."""
        found = self.names.find(given, scope)
        if found is None:
            return None
        fault = self.names.left_out(given, scope)
        node = None if fault else self.said(found, given.place)
        if node is not None and node.kind != kind.kind:
            fault = f"'{node.name}', which is of kind {node.kind}"
        if fault:
            self.problems.add(f"{kind.kind} cannot share the parameters of {fault}", given.place)
            return None
        return node if node is None or node.owner is None else self.network.nodes[node.owner]

    def check_share(self, node: Node, owner: Node, place: Place) -> None:
        """Report a layer whose parameters would have other sizes than those it shares."""
        own, shared = (one.facts.parameters[:3] for one in (node, owner))
        apart = f"'{node.name}' cannot share the parameters of '{owner.name}': "
        if own == shared and _dimensions(own) != _dimensions(shared):
            self.problems.add(apart + "their kernels differ", place)
        elif own == shared and _trained(node) != _trained(owner):
            self.problems.add(apart + "one is frozen, and the other trained", place)
        elif own != shared:
            would = f"it would have {own[0]} weights and {own[1]} biases"
            self.problems.add(f"{apart}{would}, '{owner.name}' has {shared[0]} and {shared[1]}", place)

    # -- the network -------------------------------------------------------------------------------

    def add(
        self,
        name: str,
        layer: Layer | None,
        sources: list[Node] | None,
        place: Place,
        scope: Scope,
        fields: Fields,
        owner: Node | None = None,
    ) -> Node | None:
        """The layer as a node of the network; None if it does not fit, which is reported."""
        if layer is None or sources is None:
            return None
        try:
            node = self.network.add(name, layer, sources, place, scope.group, owner)
        except LayerError as error:
            joined = _joined(name, sources) if layer.joins and not error.field else ""
            order = _order_hint(self.network.nodes[0].output) if error.field == "kernel" else ""
            message = f"{layer.kind} '{name}'{joined}: {error.message}{order}"
            self.problems.add(message, fields.place(error.field, place))
            return None
        self.effort.layer(_elements(layer))
        if owner is not None:
            self.check_share(node, owner, fields.place("share", place))
        return node


def all_known(nodes: list[Node | None]) -> list[Node] | None:
    """The nodes; None if one of them is not known."""
    known = [node for node in nodes if node is not None]
    return known if len(known) == len(nodes) else None


def _order_hint(shape: Shape) -> str:
    """What a size error is due to where the input was written in another order."""
    order = channels_first(shape)
    return f"; {order}" if order else ""


def _joined(name: str, sources: list[Node]) -> str:
    """` joins 28x28x128 (main, line 29) with 56x56x64 (shortcut, line 12)`."""
    joined = [f"{node.output} ({_where(node, name)})" for node in sources[:MOST_NAMED]]
    if len(sources) > MOST_NAMED:
        joined.append(f"{len(sources) - MOST_NAMED:,} more")
    return f" joins {(' with ' if len(joined) == 2 else ', ').join(joined)}"


def _where(node: Node, join: str) -> str:
    """`main, line 29` for an input of a join: its branch, else its name."""
    branch = node.group
    while branch is not None and not (branch.kind == "branch" and branch.name.startswith(f"{join}/")):
        branch = branch.parent
    label = branch.label if branch else node.name
    return f"{label}, line {node.place.line}" if node.place else label


def _elements(layer: Layer) -> int:
    """How many elements the lists among its fields hold: of a table of connections its rows too."""
    lists = [value for value in vars(layer).values() if isinstance(value, tuple)]
    if not lists:
        return 0
    rows = (row for each in lists for row in each if isinstance(row, tuple))
    return sum(map(len, lists)) + sum(map(len, rows))


def _trained(node: Node) -> bool:
    """Whether training changes the layer's parameters."""
    return getattr(node.layer, "trainable", True)


def _dimensions(parameters: tuple[Any, ...]) -> Any:
    """What the weights were counted from: the kernel along each axis, and the channels."""
    return getattr(parameters[0], "inputs", None)
