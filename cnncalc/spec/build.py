"""Document -> Network: layers are read in the order of writing, named, and joined to what they read.

A layer that cannot be built leaves None behind, as the output of what is not known. What reads it is
still read, so that its own mistakes are reported too, but nothing is said about its shape.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from cnncalc.layers import CATALOGUE, Layer
from cnncalc.network import Group, Network, NetworkBuilder, Node
from cnncalc.problem import LayerError, Place, Problem, Source, SpecError, did_you_mean, listing, quoted
from cnncalc.shape import Shape
from cnncalc.spec.document import Document, name_fault, read_document
from cnncalc.spec.tree import Mapping, Scalar, Sequence, Value, words_for
from cnncalc.spec.values import Misfit, read_field

MOST_LAYERS = 1_000_000

STRUCTURE = ("name", "from", "share", "activation", "branches")
"""Fields that say where a layer stands; its own fields say what it is."""

HEAD = "head"


def read_network(source: Source, inputs: dict[str, Shape] | None = None) -> Network:
    """The network that a spec describes; SpecError with everything that is wrong with it.

    `inputs` replaces the shapes of inputs by name; "" is the name of the only one.
    """
    problems: list[Problem] = []
    document = read_document(source, problems)
    if document is None:
        raise SpecError(problems)
    builder = _Builder(document, problems, inputs or {})
    builder.build()
    if problems:
        raise SpecError(sorted(problems, key=_line))
    return Network(document.name, tuple(builder.network.nodes), source.name, document.reference, document.expect)


def _line(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


class Entry(NamedTuple):
    """One item of a list of layers: its kind, and what is written behind it."""

    key: Scalar
    body: Value | None


class Scope:
    """The names of one block: those of its own layers, and behind them those around it."""

    def __init__(self, prefix: str, group: Group | None, parent: "Scope | None" = None) -> None:
        self.prefix = prefix  # "" or "inception_3a/"
        self.group = group
        self.parent = parent
        self.numbers: dict[str, int] = {}  # how many layers of a kind are unnamed

    def within(self, group: Group) -> "Scope":
        """The same names, in a group of their own."""
        scope = Scope(self.prefix, group, self.parent)
        scope.numbers = self.numbers
        return scope

    def around(self) -> Iterator["Scope"]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


class _Builder:
    def __init__(self, document: Document, problems: list[Problem], inputs: dict[str, Shape]) -> None:
        self.document = document
        self.problems = problems
        self.replaced = inputs
        self.network = NetworkBuilder()
        self.named: dict[str, Node | None] = {}  # by full name; None where a layer could not be built
        self.places: dict[str, Place] = {}

    def wrong(self, message: str, place: Place) -> None:
        self.problems.append(Problem(message, place))

    def build(self) -> None:
        nodes = []
        self.check_replaced()
        for name, (shape, place) in self.document.inputs.items():
            shape = self.replaced.get(name) or self.replaced.get("") or shape
            node = None if shape is None else self.network.input(name, shape, place)
            self.register(name, node, place)
            nodes.append(node)
        self.chain(self.document.layers.items, nodes[0] if len(nodes) == 1 else None, Scope("", None))

    def check_replaced(self) -> None:
        """Report shapes that are given for no input."""
        names = listing(self.document.inputs, last="or")
        for name in self.replaced:
            if not name and len(self.document.inputs) > 1:
                self.problems.append(Problem(f"--input: there are several inputs: give NAME=SHAPE for {names}"))
            elif name and name not in self.document.inputs:
                self.problems.append(Problem(f"--input: there is no input {quoted(name)}; there is {names}"))

    def chain(self, items: list[Value], current: Node | None, scope: Scope) -> Node | None:
        """Layers one behind the other; the last one's node."""
        for item in items:
            current = self.layer(item, current, scope)
        return current

    def layer(self, item: Value, current: Node | None, scope: Scope) -> Node | None:
        """One layer, whatever its kind; the node that the next one reads."""
        entry = self.entry(item)
        if entry is None:
            return None
        if entry.key.text == HEAD:
            self.head(entry, current, scope)
            return current
        kind = CATALOGUE.get(entry.key.text)
        if kind is None:
            hint = did_you_mean(entry.key.text, [*CATALOGUE, HEAD])
            self.wrong(f"there is no layer kind {quoted(entry.key.text)}{hint}", entry.key.place)
            return None
        if kind.joins:
            return self.join(kind, entry, current, scope)
        return self.plain(kind, entry, current, scope)

    def entry(self, item: Value) -> Entry | None:
        """The kind and the body of `relu` or `conv: {...}`."""
        if isinstance(item, Scalar):
            if item.empty:
                self.wrong("a layer is missing behind '-'", item.place)
                return None
            return Entry(item, None)
        if isinstance(item, Sequence):
            self.wrong("a list stands where one layer should; write its layers one behind the other", item.place)
            return None
        if len(item.items) == 1:
            key, body = next(iter(item))
            return Entry(key, None if isinstance(body, Scalar) and body.empty else body)
        if not item.items:
            self.wrong("an empty mapping stands where a layer should", item.place)
            return None
        first, second = list(item)[:2]
        empty = isinstance(first[1], Scalar) and first[1].empty
        hint = f"; indent the fields below '{first[0].text}:' further" if empty else ""
        self.wrong(f"a layer is one kind with its fields; here '{second[0].text}' stands beside it{hint}", second[0].place)
        return None

    # -- layers with one input ---------------------------------------------------------------------

    def plain(self, kind: type[Layer], entry: Entry, current: Node | None, scope: Scope) -> Node | None:
        """A layer that reads one other, and the activation written among its fields."""
        fields = self.fields(kind, entry)
        label, place = self.label(kind.kind, fields, entry, scope)
        sources = self.sources(fields, [current], entry, scope)
        owner = self.owner(kind, fields, scope)
        layer = self.make(kind, fields, entry, owner)
        if sources is not None and len(sources) != 1:
            self.wrong(f"{kind.kind} reads one layer; join {len(sources)} with concat or add first", fields["from"].place)
            sources = None
        node = self.add(scope.prefix + label, layer, sources, place, scope, owner, fields)
        activation = fields.get("activation") or self.document.defaults.get(kind.kind, {}).get("activation")
        return self.activation(activation, node, scope) if activation is not None else node

    def fields(self, kind: type[Layer], entry: Entry) -> dict[str, Value]:
        """What is written for each field, by name; unknown ones are left for `make`."""
        body = entry.body
        if body is None:
            return {}
        if isinstance(body, Mapping):
            return {key.text: value for key, value in body}
        if kind.shorthand:
            return {kind.shorthand: body}
        example = ", ".join(f"{n}: {_example(n)}" for n, field in kind.fields.items() if field.required)
        shown = f"{kind.kind}: {{{example}}}" if example else f"'{kind.kind}' alone or with fields in {{}}"
        missing = [name for name, field in kind.fields.items() if field.required]
        needs = f"; it needs {' and '.join(map(repr, missing))}" if missing else ""
        self.wrong(f"{kind.kind} takes no bare value, but found {words_for(body)}{needs}: write {shown}", body.place)
        return {"": body}

    def make(self, kind: type[Layer], fields: dict[str, Value], entry: Entry, owner: Node | None) -> Layer | None:
        """The layer with its fields read; None where they do not fit, which is reported."""
        if "" in fields:
            return None
        before = len(self.problems)
        keys = {key.text: key for key, _ in entry.body} if isinstance(entry.body, Mapping) else {}
        values: dict[str, Any] = dict(vars(owner.layer)) if owner and owner.layer else {}
        values |= {k: v for k, v in self.document.defaults.get(kind.kind, {}).items() if k != "activation"}
        for name, value in fields.items():
            field = kind.fields.get(name)
            if field is not None:
                try:
                    values[name] = read_field(value, name, field, kind.kind)
                except Misfit as misfit:
                    self.wrong(misfit.message, misfit.place)
            elif not self.structural(kind, name):
                place = keys[name].place
                self.wrong(f"{kind.kind} has no field {quoted(name)}{kind.nearest_field(name)}", place)
        for fault in kind.faults(values):
            at = fields.get(fault.field or "") or entry.key
            self.wrong(fault.message, at.place)
        if len(self.problems) == before:
            for fault in kind.missing(values):
                self.wrong(fault.message, entry.key.place)
        return kind.trusted(values) if len(self.problems) == before else None

    def structural(self, kind: type[Layer], name: str) -> bool:
        """Whether a field of this name says where the layer stands."""
        if name == "activation":
            return kind.takes_activation
        if name == "share":
            return "trainable" in kind.fields
        return name in ("name", "from")

    def add(
        self,
        name: str,
        layer: Layer | None,
        sources: list[Node] | None,
        place: Place,
        scope: Scope,
        owner: Node | None,
        fields: dict[str, Value],
    ) -> Node | None:
        """The layer as a node of the network; None where it does not fit, which is reported."""
        node = None
        if layer is not None and sources is not None:
            if len(self.network.nodes) > MOST_LAYERS:
                raise SpecError([*self.problems, Problem(f"more than {MOST_LAYERS:,} layers", place)])
            try:
                node = self.network.add(name, layer, sources, place, scope.group, owner)
                self.check_share(node, owner, fields)
            except LayerError as error:
                self.misfit(error, name, layer, sources, place, fields)
        self.register(name, node, place)
        return node

    def misfit(
        self, error: LayerError, name: str, layer: Layer, sources: list[Node], place: Place, fields: dict[str, Value]
    ) -> None:
        """Report a layer that does not fit what it reads, at the field that is to blame."""
        at = fields.get(error.field or "")
        if layer.joins and error.field is None:
            joined = [f"{node.output} ({_where(node, name)})" for node in sources]
            with_text = " with " if len(joined) == 2 else ", "
            self.wrong(f"{layer.kind} '{name}' joins {with_text.join(joined)}: {error.message}", place)
        else:
            self.wrong(f"{layer.kind} '{name}': {error.message}", at.place if at else place)

    def activation(self, value: Any, current: Node | None, scope: Scope) -> Node | None:
        """The layer that `activation: relu` stands for."""
        entry = self.entry(value)
        if entry is None:
            return None
        kind = CATALOGUE.get(entry.key.text)
        if kind is None or not kind.is_activation:
            known = [name for name, other in CATALOGUE.items() if other.is_activation]
            hint = did_you_mean(entry.key.text, known) or f"; there are {', '.join(sorted(known))}"
            self.wrong(f"there is no activation {quoted(entry.key.text)}{hint}", entry.key.place)
            return None
        return self.plain(kind, entry, current, scope)

    # -- joins and heads ---------------------------------------------------------------------------

    def join(self, kind: type[Layer], entry: Entry, current: Node | None, scope: Scope) -> Node | None:
        """Parallel branches, or the layers named by `from`, and the layer that joins them."""
        fields, branches = self.branches(kind, entry)
        label, place = self.label(kind.kind, fields, entry, scope)
        name = scope.prefix + label
        layer = self.make(kind, {k: v for k, v in fields.items() if k != "branches"}, entry, None)
        if branches is None:
            sources = self.sources(fields, None, entry, scope)
        else:
            start = self.sources(fields, [current], entry, scope)
            single = start[0] if start and len(start) == 1 else None
            if start and len(start) > 1:
                self.wrong(f"branches start from one layer; 'from' names {len(start)}", fields["from"].place)
            group = Group(name, label, kind.kind, scope.group)
            scope = Scope(scope.prefix, group, scope.parent)
            ends = [self.branch(key, value, single, name, scope) for key, value in branches]
            sources = None if any(end is None for end in ends) else [end for end in ends if end]
        if sources is not None and len(sources) < 2 and "" not in fields:
            self.wrong(f"{kind.kind} joins two or more; found {len(sources)}{_identity_hint(kind)}", place)
            sources = None
        return self.add(name, layer, sources, place, scope, None, fields)

    def branches(
        self, kind: type[Layer], entry: Entry
    ) -> tuple[dict[str, Value], list[tuple[Scalar | None, Value]] | None]:
        """The join's own fields, and its branches with their names; None without branches."""
        body = entry.body
        if isinstance(body, Sequence):
            return {}, [(None, value) for value in body.items]
        if not isinstance(body, Mapping):
            found = f", but found {words_for(body)}" if body is not None else ""
            self.wrong(
                f"{kind.kind} needs branches, as in {kind.kind}: [[relu], identity], or the layers to join,"
                f" as in {kind.kind}: {{from: [a, b]}}{found}",
                (body or entry.key).place,
            )
            return {"": body or entry.key}, None
        if "branches" in body or "from" in body:
            fields = {key.text: value for key, value in body}
            listed = fields.get("branches")
            if listed is None:
                return fields, None
            if isinstance(listed, Scalar):
                self.wrong(f"'branches' takes a list or a mapping of branches; found {words_for(listed)}", listed.place)
                return {"": listed}, None
            if isinstance(listed, Sequence):
                return fields, [(None, value) for value in listed.items]
            return fields, list(listed)
        own = ("name", *kind.fields)
        fields = {k.text: v for k, v in body if k.text in own and isinstance(v, Scalar) and v.text != "identity"}
        return fields, [(key, value) for key, value in body if key.text not in fields]

    def branch(
        self, key: Scalar | None, value: Value, current: Node | None, join: str, scope: Scope
    ) -> Node | None:
        """The layers of one branch; a named branch has a scope of its own."""
        if key is None:
            scope.numbers["branch"] = scope.numbers.get("branch", 0) + 1
            label = f"branch {scope.numbers['branch']}"
            inner = self.unnamed_scope(join, label, scope)
        else:
            if fault := name_fault(key.text):
                self.wrong(fault, key.place)
            group = Group(f"{join}/{key.text}", key.text, "branch", scope.group)
            inner = Scope(f"{join}/{key.text}/", group, scope)
        items: list[Value] = value.items if isinstance(value, Sequence) else [value]
        return self.chain(items, current, inner)

    def unnamed_scope(self, join: str, label: str, scope: Scope) -> Scope:
        """The scope that the unnamed branches of one join share: `add1/conv1`, `add1/conv2`."""
        group = Group(f"{join}/{label}", label, "branch", scope.group)
        inner = Scope(f"{join}/", group, scope)
        inner.numbers = scope.numbers
        return inner

    def head(self, entry: Entry, current: Node | None, scope: Scope) -> None:
        """A side output: its layers read the layer before it, and the main path goes on from there."""
        body = entry.body
        if not isinstance(body, Mapping):
            self.wrong(
                f"a head is {{name: aux1, layers: [...]}}; found {words_for(body) if body else 'nothing'}",
                (body or entry.key).place,
            )
            return
        fields = {key.text: value for key, value in body}
        for key, _ in body:
            if key.text not in ("name", "layers", "from"):
                hint = did_you_mean(key.text, ("name", "layers", "from")) or "; it has name, layers and from"
                self.wrong(f"a head has no field {quoted(key.text)}{hint}", key.place)
        label, place = self.label(HEAD, fields, entry, scope)
        sources = self.sources(fields, [current], entry, scope)
        layers = fields.get("layers")
        if not isinstance(layers, Sequence):
            found = f"; found {words_for(layers)}" if layers is not None else ""
            self.wrong(f"a head needs 'layers', the list of its layers{found}", (layers or entry.key).place)
            return
        name = scope.prefix + label
        self.register(name, None, place)
        group = Group(name, label, HEAD, scope.group)
        start = sources[0] if sources and len(sources) == 1 else None
        self.chain(layers.items, start, Scope(f"{name}/", group, scope))

    # -- names -------------------------------------------------------------------------------------

    def label(self, kind: str, fields: dict[str, Value], entry: Entry, scope: Scope) -> tuple[str, Place]:
        """The name given to the layer, or the next number of its kind."""
        given = fields.get("name")
        if given is not None:
            if not isinstance(given, Scalar):
                self.wrong(f"'name' takes a word; found {words_for(given)}", given.place)
            elif fault := name_fault("" if given.empty else given.text):
                self.wrong(fault, given.place)
            elif scope.prefix + given.text in self.places:
                first = self.places[scope.prefix + given.text]
                self.wrong(f"the name {quoted(given.text)} stands twice; first on line {first.line}", given.place)
            else:
                return given.text, entry.key.place
        while True:
            scope.numbers[kind] = scope.numbers.get(kind, 0) + 1
            label = f"{kind}{scope.numbers[kind]}"
            if scope.prefix + label not in self.places:
                return label, entry.key.place

    def register(self, name: str, node: Node | None, place: Place) -> None:
        self.named[name] = node
        self.places[name] = place

    def sources(
        self, fields: dict[str, Value], otherwise: list[Node | None] | None, entry: Entry, scope: Scope
    ) -> list[Node] | None:
        """The nodes that `from` names, else `otherwise`; None where one of them is not known."""
        given = fields.get("from")
        if given is None:
            if otherwise == [None] and len(self.document.inputs) > 1 and not self.network_started():
                choice = " or ".join(self.document.inputs)
                self.wrong(f"there are several inputs: say which one is read, with from: {choice}", entry.key.place)
            known = [node for node in otherwise or () if node is not None]
            return known if otherwise and len(known) == len(otherwise) else None
        names: list[Value] = given.items if isinstance(given, Sequence) else [given]
        nodes = [self.find(name, scope) for name in names]
        return None if any(node is None for node in nodes) else [node for node in nodes if node]

    def network_started(self) -> bool:
        return len(self.places) > len(self.document.inputs)

    def find(self, name: Value, scope: Scope) -> Node | None:
        """The node of this name, looked up from the innermost block outwards; None if not known."""
        if not isinstance(name, Scalar) or name.empty:
            self.wrong(f"the name of a layer was expected; found {words_for(name)}", name.place)
            return None
        for around in scope.around():
            full = around.prefix + name.text
            if full in self.places:
                node = self.named[full]
                head = scope.group.head if scope.group else None
                if node is not None and node.head not in (None, head):
                    self.wrong(f"'{name.text}' is part of the head '{node.head}', which is a side output", name.place)
                    return None
                return node
        known = {full.removeprefix(around.prefix) for around in scope.around() for full in self.places}
        hint = did_you_mean(name.text, known) or "; a layer reads layers above it"
        self.wrong(f"no layer above is called {quoted(name.text)}{hint}", name.place)
        return None

    def owner(self, kind: type[Layer], fields: dict[str, Value], scope: Scope) -> Node | None:
        """The layer whose parameters this one shares."""
        given = fields.get("share")
        if given is None or not self.structural(kind, "share"):
            return None
        node = self.find(given, scope)
        if node is None:
            return None
        if node.kind != kind.kind:
            self.wrong(f"{kind.kind} cannot share the parameters of '{node.name}', which is a {node.kind}", given.place)
            return None
        return self.network.nodes[node.owner] if node.owner is not None else node

    def check_share(self, node: Node, owner: Node | None, fields: dict[str, Value]) -> None:
        """Report a layer whose parameters would have other sizes than those it shares."""
        if owner is None or owner.layer is None or node.layer is None:
            return
        nodes = self.network.nodes
        own = node.layer.parameters(nodes[node.inputs[0]].output)[:3]
        shared = owner.layer.parameters(nodes[owner.inputs[0]].output)[:3]
        if own != shared:
            self.wrong(
                f"'{node.name}' cannot share the parameters of '{owner.name}': it would have"
                f" {own[0]} weights and {own[1]} biases, '{owner.name}' has {shared[0]} and {shared[1]}",
                fields["share"].place,
            )


def _where(node: Node, join: str) -> str:
    """`main, line 29` for an input of a join."""
    branch = node.group
    while branch is not None and not (branch.kind == "branch" and branch.name.startswith(f"{join}/")):
        branch = branch.parent
    label = branch.label if branch else node.name
    return f"{label}, line {node.place.line}" if node.place else label


def _identity_hint(kind: type[Layer]) -> str:
    return "; the branch that passes the input on is written 'identity'" if kind.kind != "concat" else ""


def _example(field: str) -> str:
    return {"filters": "64", "kernel": "3", "units": "10"}.get(field, "...")
