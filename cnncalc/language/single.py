"""Layers: each is read, named, and joined to the one that it reads, with the activation after it."""

from collections.abc import Mapping as Dict

from cnncalc.language.entry import Entry, Fields, read_activation, read_structure
from cnncalc.language.env import Env
from cnncalc.language.fields import NO_DEFAULTS, Defaults, LayerReader, read_layer
from cnncalc.language.scope import Readable, Scope
from cnncalc.language.tree import Scalar, Value
from cnncalc.language.wiring import Wiring
from cnncalc.layers import CATALOGUE, Layer
from cnncalc.network import Node
from cnncalc.problem import DefectError, Place


class Layers:
    """Reads the layers of a spec into its wiring."""

    def __init__(self, defaults: Dict[str, Defaults | None], wiring: Wiring) -> None:
        self.defaults = defaults
        self.wiring = wiring
        self.reader = LayerReader(wiring.problems)
        self.read = 0  # layers: each is in the network in the end, or in a problem

    def single(self, kind: type[Layer], entry: Entry, current: Readable, scope: Scope) -> Node | None:
        """A layer that reads one other, and the activation written among its fields."""
        place = entry.place
        read = read_structure(kind, entry, self.wiring.problems)
        fields = read or Fields({}, [])
        structure = fields.structure
        name = self.claim(kind, fields, scope, place)
        source = self.wiring.source(kind.kind, structure.get("from"), current, place, scope)
        owner = self.wiring.owner(kind, structure["share"], scope) if "share" in structure else None
        node = None
        if read is not None:
            layer = self.layer(kind, fields, owner, place, scope, source)
            sources = None if source is None else [source]
            node = self.wiring.add(name, layer, sources, place, scope, fields, owner)
        self.wiring.names.settle(name, node)
        activation = self.activation_of(kind, structure, entry.key)
        return node if activation is None else self.activation(activation, node, scope, scope.env_at(source))

    def claim(self, kind: type[Layer], fields: Fields, scope: Scope, place: Place) -> str:
        """The full name of a layer that is read: it is in the network in the end, or in a problem."""
        self.read += 1
        return self.wiring.names.claim(kind.kind, fields.structure.get("name"), scope, place)

    def layer(
        self,
        kind: type[Layer],
        fields: Fields,
        owner: Node | None,
        place: Place,
        scope: Scope,
        read: Readable,
    ) -> Layer | None:
        """The layer; what is not written is as in the layer whose parameters it shares, or by default."""
        shares, defaults = "share" in fields.structure, self.defaults.get(kind.kind, NO_DEFAULTS)
        known = None if shares else self.reader.known_layer(kind, fields.own)
        if known is not None:
            return known
        env = scope.env_at(read)
        if not shares:
            return self.reader.layer(kind, fields.own, defaults, place, env)
        both = Defaults({**defaults.fields, **vars(owner.layer)}) if owner and defaults else None
        return read_layer(kind, fields.own, both, place, env, self.wiring.problems)

    def activation(self, value: Value, current: Node | None, scope: Scope, env: Env) -> Node | None:
        """The layer that `activation: relu` stands for; its word is read where the fields beside it are."""
        entry = read_activation(value, env, self.wiring.problems)
        if entry is None:
            return current
        return self.single(CATALOGUE[entry.key.text], entry, current, scope)

    def activation_of(self, kind: type[Layer], structure: dict[str, Value], key: Scalar) -> Value | None:
        """The activation after a layer: as written, or the default one, which stands where `key` does."""
        defaults = self.defaults.get(kind.kind)
        if "activation" in structure or defaults is None:
            return structure.get("activation")
        default = defaults.activation
        return key.saying(default.text) if isinstance(default, Scalar) else default

    def check_complete(self) -> None:
        """DefectError if a layer that was read is neither in the network nor in a problem."""
        built = sum(node.layer is not None for node in self.wiring.network.nodes)
        if built != self.read and not self.wiring.problems:
            raise DefectError(f"{self.read:,} layers were read, and {built:,} are in the network")
