"""What every step holds, against a slow machine that takes and gives back memory cell by cell.

The machine runs a random network layer by layer. It has a table of its own of what each kind does with its
memory, counts the references to every cell, frees a cell when the last one goes, and looks at each step which
cells there are. It knows no lifetimes: a cell is there until nobody holds it any more.
"""

import json
from collections import Counter
from typing import Any

import pytest
from helpers import network
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnncalc import Network, load
from cnncalc.analysis.liveness import Liveness
from cnncalc.analysis.volumes import Execution
from cnncalc.network import Node

bounded = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

VIEWS = {"flatten", "identity", "reshape", "slice"}
IDLE = {"dropout"}  # at inference
OVERWRITES = {"relu", "relu6", "sigmoid", "gelu", "prelu", "softmax", "scale", "dropout"}
NEEDS_INPUT = {
    "conv", "depthwise_conv", "dense", "batch_norm", "gelu", "prelu", "relu6", "multiply", "max_pool",
    "avg_pool",
}  # fmt: skip
NEEDS_OUTPUT = {"relu", "sigmoid", "softmax"}
LEARNS = {"conv", "depthwise_conv", "dense", "batch_norm", "prelu"}
KNOWN = {*VIEWS, *IDLE, *OVERWRITES, *NEEDS_INPUT, "add", "concat", "global_avg_pool"}
FLOAT = 4


class Machine:
    """Memory as cells with references; `seen` is what was held at every step."""

    def __init__(self, net: Network, batch: int, training: bool, in_place: bool) -> None:
        self.net, self.batch, self.training, self.in_place = net, batch, training, in_place
        self.cells: dict[str, int] = {}  # bytes, by name of the cell
        self.holders: Counter[str] = Counter()
        self.origin: dict[str, Node] = {}
        self.where: dict[str, str] = {}  # the cell in which a layer's output lies
        self.saved: dict[str, list[str]] = {}  # what a layer holds for its backward step
        self.learns: dict[str, bool] = {}
        self.seen: list[int] = []
        self.readers = {node.name: [] for node in net.nodes}
        for node in net.nodes:
            for i in set(node.inputs):
                self.readers[net.nodes[i].name].append(node)
        self.run()

    def take(self, name: str, size: int, node: Node) -> str:
        self.cells[name] = size
        self.origin[name] = node
        return name

    def hold(self, cell: str, times: int = 1) -> None:
        self.holders[cell] += times

    def release(self, cell: str) -> None:
        self.holders[cell] -= 1
        if not self.holders[cell]:
            del self.cells[cell]

    def look(self) -> None:
        self.seen.append(sum(self.cells.values()))

    def size(self, node: Node) -> int:
        return FLOAT * self.batch * node.output.values

    def run(self) -> None:
        for node in self.net.nodes:
            if node.layer is None:
                self.give(node, self.take(node.name, self.size(node), node))
        for node in self.net.layers:
            self.forward(node)
        if self.training and any(map(self.has_gradient, self.net.nodes)):
            self.backward_pass()

    def give(self, node: Node, cell: str) -> None:
        """The output of a node is held once for each reader; that of the network for its caller."""
        self.where[node.name] = cell
        self.hold(cell, len(self.readers[node.name]) or 1)

    def sources(self, node: Node) -> list[Node]:
        return [self.net.nodes[i] for i in sorted(set(node.inputs))]

    def forward(self, node: Node) -> None:
        kind, reads = node.kind, [self.where[source.name] for source in self.sources(node)]
        assert kind in KNOWN
        saves = self.training and self.has_gradient(node)
        view = kind in VIEWS or (kind in IDLE and not self.training)
        there = view or self.may_overwrite(node, reads[0], saves)
        cell = reads[0] if there else self.take(node.name, self.size(node), node)
        self.give(node, cell)
        if saves:
            self.save(node, reads, cell)
        self.look()
        for read in reads:
            self.release(read)

    def may_overwrite(self, node: Node, cell: str, saves: bool) -> bool:
        if not self.in_place or node.kind not in OVERWRITES or (saves and node.kind in NEEDS_INPUT):
            return False
        only_mine = self.holders[cell] == 1  # nobody else will read it, or has saved it
        return only_mine and self.origin[cell].layer is not None

    def save(self, node: Node, reads: list[str], cell: str) -> None:
        held = []
        trained = getattr(node.layer, "trainable", True)
        if node.kind in NEEDS_INPUT and (trained or node.kind != "dense"):
            held += reads
        if node.kind in NEEDS_OUTPUT:
            held.append(cell)
        values = self.batch * node.output.values
        extra = {"max_pool": 8 * values, "dropout": values, "batch_norm": 2 * FLOAT * node.output.channels}
        if node.kind in extra:
            held.append(self.take(f"{node.name}'s own", extra[node.kind], node))
        for one in held:
            self.hold(one)
        self.saved[node.name] = held

    def has_gradient(self, node: Node) -> bool:
        if node.name not in self.learns:
            own = node.kind in LEARNS and getattr(node.layer, "trainable", False)
            self.learns[node.name] = own or any(map(self.has_gradient, self.sources(node)))
        return self.learns[node.name]

    def backward_pass(self) -> None:
        for node in self.net.nodes:
            if not self.readers[node.name] and self.has_gradient(node):
                self.gradient(node)
        for node in reversed(list(self.net.layers)):
            if not self.has_gradient(node):
                continue
            for source in self.sources(node):
                if self.has_gradient(source):
                    self.gradient(source)
            self.look()
            for cell in self.saved[node.name]:
                self.release(cell)
            if self.where[node.name] == node.name:
                self.release(f"gradient of {node.name}")

    def gradient(self, node: Node) -> None:
        """The gradient of the cell in which an output lies: there is one of each."""
        name = f"gradient of {self.where[node.name]}"
        if name not in self.cells:
            self.hold(self.take(name, self.cell_size(self.where[node.name]), node))

    def cell_size(self, cell: str) -> int:
        return self.size(self.origin[cell])


class Drawer:
    """Draws a network whose layers read any earlier ones."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.channels: dict[str, int] = {}

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def layer(self, number: int) -> dict[str, Any]:
        name, kind = f"n{number}", self.pick(
            "conv", "conv", "relu", "relu", "sigmoid", "gelu", "prelu", "batch_norm", "dropout", "identity",
            "scale", "max_pool", "depthwise_conv", "add", "multiply", "concat",
        )  # fmt: skip
        latest = [*self.channels][-4:]
        source = self.pick(*latest)
        fields: dict[str, Any] = {"name": name, "from": source}
        alike = [other for other in self.channels if self.channels[other] == self.channels[source]]
        out = self.channels[source]
        if kind in ("add", "multiply", "concat"):
            others = alike if kind != "concat" else [*self.channels]
            fields["from"] = [source, *(self.pick(*others) for _ in range(self.pick(1, 2)))]
            out = sum(self.channels[one] for one in fields["from"]) if kind == "concat" else out
        elif kind == "conv":
            out = self.pick(1, 2, 3)
            fields |= {"filters": out, "kernel": 1, "bias": False, "trainable": self.pick(True, True, False)}
        elif kind == "max_pool":
            fields |= {"kernel": 3, "stride": 1, "padding": 1}
        elif kind == "depthwise_conv":
            fields |= {"kernel": 3, "padding": 1, "trainable": self.pick(True, False)}
        elif kind == "scale":
            fields["factor"] = 2
        self.channels[name] = out
        return {kind: fields}


@st.composite
def graphs(draw: Any) -> str:
    """A spec of layers over maps of one size, and of heads over vectors after some of them."""
    drawer = Drawer(draw)
    inputs = {f"in{i}": drawer.pick(1, 2, 3) for i in range(drawer.pick(1, 1, 2))}
    drawer.channels.update(inputs)
    layers = [drawer.layer(number) for number in range(draw(st.integers(1, 12)))]
    for number in range(drawer.pick(0, 1, 2)):
        source = drawer.pick(*drawer.channels)
        ends = drawer.pick("flatten", "global_avg_pool")
        layers += [
            {ends: {"name": f"end{number}", "from": source}},
            {"dense": 2},
            drawer.pick("relu", "softmax"),
        ]
    return json.dumps({"inputs": {name: f"2x3x{c}" for name, c in inputs.items()}, "layers": layers})


@bounded
@given(graphs(), st.booleans(), st.booleans(), st.sampled_from([1, 3]))
def test_every_step_holds_what_the_slow_machine_holds(
    text: str, training: bool, in_place: bool, batch: int
) -> None:
    net = network(text)
    run = Liveness(net, Execution(batch, "float32", training, in_place))
    assert [step.alive for step in run.steps] == Machine(net, batch, training, in_place).seen


@bounded
@given(graphs(), st.booleans(), st.booleans())
def test_what_is_named_at_a_step_adds_up_to_what_it_holds(text: str, training: bool, in_place: bool) -> None:
    run = Liveness(network(text), Execution(1, "float16", training, in_place))
    for number, step in enumerate(run.steps):
        alive = list(run.alive(number))
        assert sum(holding.bytes for holding, _ in alive) == step.alive
        roles = {role: sum(h.bytes for h, r in alive if r == role) for _, role in alive}
        parts = {"written": step.writes, "read": step.reads, "waiting": step.waiting}
        parts |= {"kept": step.kept, "gradient": step.gradients}
        assert roles == {role: held for role, held in parts.items() if held}


@bounded
@given(graphs())
def test_working_in_place_never_takes_more_at_inference(text: str) -> None:
    net = network(text)
    plain, in_place = (Liveness(net, Execution(in_place=on)) for on in (False, True))
    assert in_place.bytes <= plain.bytes


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize(
    "name", ["vgg16", "resnet18", "densenet121", "mobilenet_v2", "se_resnet50", "inception_v3"]
)
def test_networks_of_the_zoo_hold_what_the_slow_machine_holds(name: str, in_place: bool) -> None:
    net = load(name)
    for training in (False, True):
        run = Liveness(net, Execution(training=training, in_place=in_place))
        assert [step.alive for step in run.steps] == Machine(net, 1, training, in_place).seen
