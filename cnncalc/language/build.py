"""Document -> Network: layers are read in the order of writing, named, and joined to what they read.

A layer that cannot be built leaves None behind, as the output of what is not known, and a problem. What
reads it is still read, so that its own mistakes are reported too, but nothing is said about its shape.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from typing import Any, NamedTuple

from cnncalc.effort import MOST_LAYERS, Effort, Look
from cnncalc.language.bounds import too_many
from cnncalc.language.document import Document, document_of, read_root
from cnncalc.language.entry import (
    Branches,
    Entry,
    Fields,
    read_activation,
    read_branches,
    read_entry,
    read_structure,
    written_in,
)
from cnncalc.language.expression import NOTHING, SIZES, Env
from cnncalc.language.fields import read_layer
from cnncalc.language.flow import STATEMENTS, call
from cnncalc.language.names import LONGEST_PATH, UNSAID, Names, Scope
from cnncalc.language.naming import BRANCH, name_fault
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value
from cnncalc.language.values import WORD, MisfitError, read_as, read_shape
from cnncalc.layers import CALLED_ELSEWHERE, CATALOGUE, Layer
from cnncalc.layers.fields import Flag
from cnncalc.network import Group, Network, NetworkBuilder, Node
from cnncalc.problem import (
    MOST_NAMED,
    DefectError,
    LayerError,
    Place,
    Problem,
    Problems,
    Source,
    SpecError,
    did_you_mean,
    listing,
    quoted,
)
from cnncalc.shape import Shape, channels_first

_CONDITION = Flag()

DEEPEST_CHAIN = 150
"""How deep branches, loops and calls may nest in each other: fewer than Python's stack has room for."""


def kind_hint(word: str, known: Iterable[str], own: Iterable[str] = (), look: Look = did_you_mean) -> str:
    """What may have been meant by a word that is no layer kind: the blocks of the spec, `own`, come first."""
    if here := CALLED_ELSEWHERE.get(word.lower()):
        return f"; here it is {here}"
    return look(word, own) or look(word, known) or "; 'cnncalc layers' lists them"


def read_network(
    source: Source,
    inputs: Dict[str, Value | Shape] | None = None,
    settings: Dict[str, Value] | None = None,
    root: Value | None = None,
) -> Network:
    """The network that a spec describes; SpecError with everything that is wrong with it.

    `inputs` replaces the shapes of inputs by name, also as a spec would have them written; "" is the name
    of the only one. `settings` replaces the values of variables. `root`: the part of the source that is the
    spec, where that is not all of it.
    """
    return Template(source, root).network(inputs, settings)


class Template:
    """A spec that is read once, of which many networks can be built, by other inputs and settings.

    root: the part of the source that is the spec, where that is not all of it.
    """

    def __init__(self, source: Source, root: Value | None = None) -> None:
        self.source = source
        self.found = Problems()  # what is wrong with the text, whatever the settings
        whole = read_root(source, self.found, root)
        if whole is None:
            raise self.found.error()
        self.root = whole

    def settled(self, settings: Dict[str, Value] | None = None) -> "Settled":
        """The spec with these settings; SpecError where there is nothing to build."""
        problems = Problems()
        problems.extend(self.found)
        document = document_of(self.source, self.root, problems, settings)
        if document is None:
            raise problems.error()
        return Settled(document, tuple(problems), not settings)

    def network(
        self, inputs: Dict[str, Value | Shape] | None = None, settings: Dict[str, Value] | None = None
    ) -> Network:
        """As `read_network`."""
        return self.settled(settings).network(inputs)


class Settled(NamedTuple):
    """A spec with its settings, of which networks on any inputs can be built."""

    document: Document
    found: tuple[Problem, ...]  # what is wrong, whatever the inputs
    as_written: bool  # nothing was set

    def network(self, inputs: Dict[str, Value | Shape] | None = None) -> Network:
        """The network; SpecError where it cannot be. An accuracy is that of the network as written alone."""
        nodes, problems = self.attempt(inputs)
        if problems:
            raise problems.error()
        document = self.document
        return Network(
            document.name,
            nodes,
            document.source.name,
            document.reference,
            document.expect,
            variables=document.variables.values,
            unread=document.unread,
            accuracy=document.accuracy if self.as_written and not inputs else {},
            review=document.review,
            budget=document.budget,
            source=document.source,
        )

    def attempt(self, inputs: Dict[str, Value | Shape] | None = None) -> tuple[tuple[Node, ...], Problems]:
        """The layers that can be built, and what is wrong with the others."""
        problems = Problems()
        problems.extend(self.found)
        try:
            return Builder(self.document, problems).build(inputs or {}), problems
        except SpecError:  # too many problems, or too many layers
            return (), problems


class Builder:
    """Follows the layers of a document and grows the network."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems
        self.effort = Effort(problems)
        self.names = Names(problems, self.effort)
        self.network = NetworkBuilder()
        self.top = document.variables._replace(effort=self.effort)  # what every block sees
        self.looked_at: set[int] = set()  # layers that were left out, each looked at once
        self.calling: list[str] = []  # the blocks that are being followed
        self.read = 0  # layers: each is in the network in the end, or in a problem
        self.depth = 0

    def build(self, inputs: Dict[str, Value | Shape]) -> tuple[Node, ...]:
        """The nodes of the network; what is wrong goes to the problems."""
        self.check_inputs(inputs)
        nodes = []
        for name, (shape, place) in self.document.inputs.items():
            given = inputs.get(name) or (inputs.get("") if len(self.document.inputs) == 1 else None)
            shape = self.given_shape(given, shape) if given else shape
            node = None if shape is None else self.network.input(name, shape, place)
            self.names.take(name, place)
            self.names.settle(name, node)
            nodes.append(node)
        start = nodes[0] if len(nodes) == 1 else UNSAID
        if excess := too_many(self.document, self.effort):
            self.problems.add(f"more than {MOST_LAYERS:,} layers", excess)
            raise self.problems.error()
        self.chain(self.document.layers.items, start, Scope(env=self.top))
        self.check_complete()
        return tuple(self.network.nodes)

    def check_complete(self) -> None:
        """DefectError where a layer that was read is neither in the network nor in a problem."""
        built = sum(node.layer is not None for node in self.network.nodes)
        if built != self.read and not self.problems:
            raise DefectError(f"{self.read:,} layers were read, and {built:,} are in the network")

    def given_shape(self, given: Value | Shape, shape: Shape | None) -> Shape | None:
        """The shape that `--input` gives in place of this one."""
        if isinstance(given, Shape):
            return given
        try:
            return read_shape(given, NOTHING, shape)
        except MisfitError as misfit:
            self.problems.add(f"--input: {misfit.message}")
            return None

    def check_inputs(self, given: Iterable[str]) -> None:
        """Report shapes that are given for no input."""
        names = listing(self.document.inputs, last="or")
        for name in given:
            if not name and len(self.document.inputs) > 1:
                self.problems.add(f"--input: there are several inputs: give NAME=SHAPE for {names}")
            elif name and name not in self.document.inputs:
                self.problems.add(f"--input: there is no input {quoted(name)}; there is {names}")

    # -- layers ------------------------------------------------------------------------------------

    def chain(self, items: list[Value], current: Node | None, scope: Scope) -> Node | None:
        """Layers one behind the other; the last one's node, None where that is wrong and reported."""
        if self.depth == DEEPEST_CHAIN:
            place = items[0].place if items else None
            self.problems.add(f"branches, loops and blocks nest more than {DEEPEST_CHAIN} deep", place)
            raise self.problems.error()
        self.depth += 1
        for item in items:
            current = self.layer(item, current, scope)
            if current is None:
                self.problems.follow()
        self.depth -= 1
        return current

    def layer(self, item: Value, current: Node | None, scope: Scope) -> Node | None:
        """One layer, whatever its kind; the node that the next one reads."""
        entry = read_entry(item, self.problems)
        if entry is None:
            return None
        self.effort.item(entry.place)
        if len(scope.prefix) > LONGEST_PATH:
            message = f"the names of the blocks around this have more than {LONGEST_PATH:,} characters"
            self.problems.add(message, entry.place)
            raise self.problems.error()
        if not self.is_known(entry):
            return None
        wanted = self.wanted(entry, current, scope)
        if not wanted:
            self.left_out([item])
            return current if wanted is False else None
        word = entry.key.text
        if word in STATEMENTS:
            return STATEMENTS[word](self, entry, current, scope)
        if word in self.document.blocks:
            return call(self, word, entry, current, scope)
        kind = CATALOGUE[word]
        return (self.join if kind.joins else self.plain)(kind, entry, current, scope)

    def is_known(self, entry: Entry) -> bool:
        """Whether there is such a kind, statement or block; if not, that is reported."""
        word, blocks = entry.key.text, self.document.blocks
        if word in CATALOGUE or word in STATEMENTS or word in blocks:
            return True
        hint = kind_hint(word, [*CATALOGUE, *STATEMENTS], blocks, self.effort.hint)
        self.problems.add(f"there is no layer kind {quoted(word)}{hint}", entry.place)
        return False

    def left_out(self, items: Iterable[Value]) -> None:
        """Report kinds that there are not among layers that are written and left out, and inside of these."""
        for entry in written_in(items, self.looked_at):
            self.is_known(entry)

    def wanted(self, entry: Entry, current: Node | None, scope: Scope) -> bool | None:
        """What `when` says of a layer; None where it cannot be said."""
        condition = entry.body.get("when") if isinstance(entry.body, Mapping) else None
        if condition is None:
            return True
        try:
            read = self.read_by(entry.body, current, scope)
            if read is UNSAID and _asks_size(condition, scope.env):
                self.said(read, entry.place)
                return None
            return bool(read_as(_CONDITION, condition, "'when'", scope.env_at(read)))
        except MisfitError as misfit:
            misfit.report(self.problems)
            return None

    def read_by(self, body: Value | None, current: Node | None, scope: Scope) -> Node | None:
        """The node whose size a condition names: that of `from` where it is known, else the one before."""
        given = body.get("from") if isinstance(body, Mapping) else None
        if not isinstance(given, Scalar):
            return current
        name = self.names.meant(given.text, scope)
        return self.names.nodes.get(name, current) if name else current

    def plain(self, kind: type[Layer], entry: Entry, current: Node | None, scope: Scope) -> Node | None:
        """A layer that reads one other, and the activation written among its fields."""
        fields = read_structure(kind, entry, self.problems)
        structure = fields.structure if fields else {}
        name = self.names.claim(kind.kind, structure.get("name"), scope, entry.place)
        self.read += 1
        source = self.source(kind.kind, structure, current, entry.place, scope)
        owner = self.owner(kind, structure.get("share"), scope)
        defaults, activation = self.defaults(kind, entry.key)
        activation = structure.get("activation", activation)
        if "share" in structure:
            defaults = defaults | vars(owner.layer) if owner and defaults is not None else None
        node = None
        if fields is not None:
            env = scope.env_at(source)
            layer = read_layer(kind, fields.own, defaults, entry.place, env, self.problems)
            sources = None if source is None else [source]
            node = self.add(name, layer, sources, entry.place, scope, fields, owner)
        self.names.settle(name, node)
        return node if activation is None else self.activation(activation, node, scope, scope.env_at(source))

    def defaults(self, kind: type[Layer], key: Scalar) -> tuple[dict[str, Any] | None, Value | None]:
        """The defaults of a kind's own fields, and its default activation, which stands where `key` does."""
        given = self.document.defaults.get(kind.kind, {})
        if given is None:
            return None, None
        activation = given.get("activation")
        if isinstance(activation, Scalar):
            activation = key.saying(activation.text)
        return {k: v for k, v in given.items() if k != "activation"}, activation

    def activation(self, value: Value, current: Node | None, scope: Scope, env: Env) -> Node | None:
        """The layer that `activation: relu` stands for; its word is read where the fields beside it are."""
        entry = read_activation(value, env, self.problems)
        if entry is None:
            return current
        return self.plain(CATALOGUE[entry.key.text], entry, current, scope)

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
        """The layer as a node of the network; None where it does not fit, which is reported."""
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

    # -- joins and heads ---------------------------------------------------------------------------

    def join(self, kind: type[Layer], entry: Entry, current: Node | None, scope: Scope) -> Node | None:
        """Parallel branches, or the layers named by `from`, and the layer that joins them."""
        read = read_branches(kind, entry, self.problems)
        fields, branches = read if read else (Fields({}, []), None)
        name = self.names.claim(kind.kind, fields.structure.get("name"), scope, entry.place)
        self.read += 1
        node = None
        if read is not None:
            defaults, _ = self.defaults(kind, entry.key)
            env = scope.env_at(current)
            layer = read_layer(kind, fields.own, defaults, entry.place, env, self.problems)
            if branches is None:
                sources = self.sources(fields.structure["from"], scope)
            else:
                start = self.start(fields.structure, current, scope)
                group = Group(name, name.rpartition("/")[2], kind.kind, scope.group, entry.place)
                scope = scope.inside(group)
                sources = self.branches(branches, start, name, scope)
            node = self.add(name, layer, self.several(kind, sources, entry.place), entry.place, scope, fields)
        self.names.settle(name, node)
        return node

    def branches(self, branches: Branches, start: Node | None, join: str, scope: Scope) -> list[Node] | None:
        """The last layer of each branch; None where one of them is not known."""
        assert scope.group is not None
        unnamed = scope.block(join, scope.group)
        ends: list[Node | None] = []
        for number, (key, value) in enumerate(branches, start=1):
            label = key.text if key else f"{BRANCH} {number}"
            if key and (fault := name_fault(label)):
                self.problems.add(fault, key.place)
                label = f"{BRANCH} {number}"
            if key and isinstance(value, Scalar) and value.empty:
                self.problems.add(
                    f"branch '{label}' is empty; the branch that passes the input on is written 'identity'",
                    value.place,
                )
                ends.append(None)
                continue
            group = Group(f"{join}/{label}", label, "branch", scope.group, (key or value).place)
            inside = unnamed.block(group.name, group) if key else unnamed.inside(group)
            items: list[Value] = value.items if isinstance(value, Sequence) else [value]
            end = self.chain(items, start, inside)
            ends.append(self.said(end, value.place))
        known = [end for end in ends if end is not None]
        return known if len(known) == len(ends) else None

    def several(self, kind: type[Layer], sources: list[Node] | None, place: Place) -> list[Node] | None:
        """The inputs of a join, which are two at least."""
        if sources is None or len(sources) > 1:
            return sources
        hint = "" if kind.kind == "concat" else "; the branch that passes the input on is written 'identity'"
        self.problems.add(f"{kind.kind} joins two or more; found {len(sources)}{hint}", place)
        return None

    # -- what a layer reads and shares -------------------------------------------------------------

    def source(
        self, kind: str, structure: Dict[str, Value], current: Node | None, place: Place, scope: Scope
    ) -> Node | None:
        """The one node that a layer reads: the one before it, or the one that `from` names."""
        given = structure.get("from")
        if given is None:
            return self.said(current, place)
        return self.only(given, scope, f"{kind} reads one layer", ": join them with concat or add first")

    def said(self, node: Node | None, place: Place) -> Node | None:
        """The node, if it is said which one it is: there may be several inputs."""
        if node is not UNSAID:
            return node
        if len(self.document.inputs) > 1:
            names = listing(self.document.inputs, last="or")
            self.problems.add(f"there are several inputs: say which one is read, with from: {names}", place)
        return None

    def start(self, structure: Dict[str, Value], current: Node | None, scope: Scope) -> Node | None:
        """The node that branches start from."""
        given = structure.get("from")
        if given is None:
            return current
        return self.only(given, scope, "branches start from one layer")

    def only(self, given: Value, scope: Scope, rule: str, hint: str = "") -> Node | None:
        """The one node that `from` names, as the rule says."""
        sources = self.sources(given, scope)
        if sources is not None and len(sources) != 1:
            self.problems.add(f"{rule}; 'from' names {len(sources)}{hint}", given.place)
            return None
        return sources[0] if sources else None

    def sources(self, given: Value, scope: Scope) -> list[Node] | None:
        """The nodes that `from` names; None where one of them is not known."""
        listed: list[Value] = given.items if isinstance(given, Sequence) else [given]
        self.effort.elements(len(listed))
        nodes = [self.said(self.names.find(name, scope), name.place) for name in listed]
        known = [node for node in nodes if node is not None]
        return known if len(known) == len(nodes) else None

    def owner(self, kind: type[Layer], given: Value | None, scope: Scope) -> Node | None:
        """The layer whose parameters this one shares."""
        node = self.names.find(given, scope) if given is not None else None
        if given is None or node is None:
            return None
        fault = self.names.left_out(given, scope)
        if not fault and node.kind != kind.kind:
            fault = f"'{node.name}', which is of kind {node.kind}"
        if fault:
            self.problems.add(f"{kind.kind} cannot share the parameters of {fault}", given.place)
            return None
        return self.network.nodes[node.owner] if node.owner is not None else node

    def check_share(self, node: Node, owner: Node, place: Place) -> None:
        """Report a layer whose parameters would have other sizes than those it shares."""
        own, shared = (one.facts.parameters[:3] for one in (node, owner))
        if own == shared and _dimensions(own) != _dimensions(shared):
            message = f"'{node.name}' cannot share the parameters of '{owner.name}': their kernels differ"
            self.problems.add(message, place)
        if own != shared:
            self.problems.add(
                f"'{node.name}' cannot share the parameters of '{owner.name}': it would have"
                f" {own[0]} weights and {own[1]} biases, '{owner.name}' has {shared[0]} and {shared[1]}",
                place,
            )


def _asks_size(condition: Value, env: Env) -> bool:
    """Whether a condition names the size of what its layer reads."""
    names = WORD.findall(condition.text) if isinstance(condition, Scalar) else ()
    return any(name in SIZES and name not in env.values for name in names)


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
    return sum(len(each) for each in lists) + sum(
        len(row) for each in lists for row in each if isinstance(row, tuple)
    )


def _dimensions(parameters: tuple[Any, ...]) -> Any:
    """What the weights were counted from: the kernel along each axis, and the channels."""
    return getattr(parameters[0], "inputs", None)
