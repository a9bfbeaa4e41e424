"""Grows legal networks of all layer kinds: chains, joins, heads, shares, blocks, loops, expressions."""

from collections.abc import Callable
from random import Random
from typing import Any

from cnncalc import Shape
from cnncalc.layers import CATALOGUE
from cnncalc.problem import LayerError
from cnncalc.shape import AXES

from .case import Unfit
from .grown_layers import JOINS, GrownLayers
from .shapes import shape_of, shapes
from .unfold import inputs_of, unfold

LARGEST = 6_000  # values of a map that is grown


class Grower(GrownLayers):
    """Adds one item after the other, and keeps what fits."""

    # -- the whole -----------------------------------------------------------------------------------

    def grow(self, most: int = 7) -> dict[str, Any]:
        """A spec as plain data."""
        self.inputs()
        if self.chance(0.2):
            kind = self.pick("conv", "max_pool", "batch_norm")
            self.spec["defaults"] = {
                kind: self.pick({"trainable": False}, {"padding": "same"}, {"affine": False})
            }
            if set(self.spec["defaults"][kind]) - set(CATALOGUE[kind].fields):
                del self.spec["defaults"]
        for _ in range(self.rng.randint(1, most)):
            for _try in range(3):
                if self.grown():
                    break
        if not self.spec["layers"]:
            self.spec["layers"].append("relu")
        for key in ("variables", "blocks"):
            if not self.spec[key]:
                del self.spec[key]
        return self.spec

    def inputs(self) -> None:
        if self.chance(0.12):
            one = self.input()
            other = one if self.chance(0.5) else self.input()
            self.spec["inputs"] = {"left": one, "right": other}
            starts = [
                {"identity": {"from": "left", "name": "l"}},
                {"identity": {"from": "right", "name": "r"}},
            ]
            self.spec["layers"] += starts
            self.names += ["l", "r"]
        else:
            self.spec["input"] = self.input()

    def input(self) -> Any:
        rank = self.pick(0, 1, 2, 2, 2, 2, 3)
        size = [self.rng.randint(1 if self.odd else 4, 14) for _ in range(rank)]
        channels = self.pick(1, 2, 3, 4, 6, 8, 12)
        if rank == 1 or self.chance(0.3):
            return {**dict(zip(AXES[rank], size, strict=True)), "channels": channels} if rank else channels
        return "x".join(map(str, [*size, channels])) if rank else channels

    def grown(self) -> bool:
        """One more item, if it fits what is there."""
        at = self.state()
        if at is None:
            return False
        blocks, names = dict(self.spec["blocks"]), list(self.names)
        variables = dict(self.spec["variables"])
        item = self.item(at, 2)
        self.spec["layers"].append(item)
        if self.state() is not None:
            return True
        self.spec["layers"].pop()
        self.spec.update(blocks=blocks, variables=variables)
        self.names = names
        return False

    def state(self) -> Shape | None:
        """The shape at the end of the main path; None where something does not fit."""
        try:
            rows = unfold(self.spec)
            found = shapes(inputs_of(self.spec), rows)
        except (LayerError, Unfit, ArithmeticError, ValueError, TypeError, KeyError):
            return None
        if any(shape.values > LARGEST for shape in found):
            return None
        main = [shape for shape, row in zip(found, rows, strict=True) if row.head is None]
        return main[-1] if main else shapes_of_inputs(self.spec)

    # -- items ---------------------------------------------------------------------------------------

    def item(self, x: Shape, depth: int) -> Any:
        """A layer, or something that holds layers."""
        weights: dict[Callable[[Shape, int], Any], int] = {
            self.layer: 10, self.join: 4, self.read_again: 2, self.side: 1, self.loop: 3, self.call: 3,
            self.shared: 1,
        }  # fmt: skip
        if not depth or self.chance(0.2):
            return self.layer(x, depth)
        make = self.rng.choices(list(weights), list(weights.values()))[0]
        item = make(x, depth - 1)
        if (
            self.chance(0.06)
            and isinstance(item, dict)
            and isinstance(body := next(iter(item.values())), dict)
        ):
            body["when"] = self.pick(True, False, "1 == 1", "2 > 3", "not false")
        return item

    def chain(self, x: Shape, depth: int, most: int = 3) -> list[Any]:
        return [self.item(x, depth) for _ in range(self.rng.randint(1, most))]

    def join(self, x: Shape, depth: int) -> Any:
        kind = self.pick(*JOINS)
        ways: list[Any] = []
        for _ in range(self.pick(2, 2, 3)):
            if self.chance(0.35):
                ways.append(self.pick("identity", []))
            elif self.chance(0.15) and kind != "concat" and x.size:
                ways.append(["global_avg_pool", {"dense": x.channels}, "sigmoid"])
            else:
                same = {"filters": x.channels, "kernel": self.pick(1, 3), "padding": "same"}
                own = self.chain(x, depth, 2) if depth and self.chance(0.5) else []
                last = {"conv": same} if x.size else {"dense": x.channels}
                ways.append([*own, last] if self.chance(0.8) else own or last)
        written = ways if self.chance(0.5) else {f"way{i}": way for i, way in enumerate(ways)}
        if self.chance(0.5):
            return {kind: written}
        name = self.name()
        self.names.append(name)
        return {kind: {"name": name, "branches": written}}

    def read_again(self, x: Shape, depth: int) -> Any:
        """A layer, or a join, that reads what has a name."""
        if not self.names:
            return self.layer(x, depth)
        if self.chance(0.5):
            return {self.pick(*JOINS): {"from": [self.pick(*self.names), self.pick(*self.names)]}}
        item = self.layer(x, depth)
        item = {item: {}} if isinstance(item, str) else item
        ((kind, body),) = item.items()
        body = body if isinstance(body, dict) else {CATALOGUE[kind].shorthand or "": body}
        return {kind: {**body, "from": self.pick(*self.names)}} if "branches" not in body else item

    def side(self, x: Shape, depth: int) -> Any:
        """A head; what is named in it is not seen outside."""
        names = list(self.names)
        layers = self.chain(x, 0)
        self.names = names
        return {"head": {"name": self.name(), "layers": layers}}

    def shared(self, x: Shape, depth: int) -> Any:
        """Two convolutions with the same weights."""
        name = self.name()
        conv = {"name": name, "filters": x.channels, "kernel": self.pick(1, 3), "padding": "same"}
        first: Any = {"conv": conv} if x.size else {"dense": {"name": name, "units": x.channels}}
        kind = next(iter(first))
        self.names.append(name)
        self.spec["layers"].append(first)
        return {kind: {"share": name, "name": self.name()}}

    def loop(self, x: Shape, depth: int) -> Any:
        names, body = list(self.names), {}
        if self.chance(0.5):
            kind = "repeat"
            body["times"] = self.pick(0, 1, 2, 2, 3, "1 + 1")
        else:
            kind = "for"
            body["each"], body["as"] = self.pick([x.channels], [2, 4], [1, 3, 2], [[1, 2], [2, 1]]), "n"
        if self.chance(0.4):
            body["index"] = "i"
        layers = self.chain(x, depth, 2)
        inside = [name for name in self.names if name not in names]
        if x.size and self.chance(0.5):
            count = {
                "repeat": x.channels,
                "for": "n[0]" if isinstance(body.get("each", [0])[0], list) else "n",
            }[kind]
            if "index" in body and self.chance(0.5):
                count = f"{count} + i"
            layers.insert(0, {"conv": {"filters": count, "kernel": 3, "padding": "same"}})
        self.names = names
        if self.chance(0.4):
            body["name"] = self.name()
            self.names += [body["name"], f"{body['name']}.0"]
        elif len(layers) == 1 and inside:
            self.names += [inside[0], f"{inside[0]}.0"]
        return {kind: {**body, "layers": layers}}

    def call(self, x: Shape, depth: int) -> Any:
        """A call of a block, one that is there or a new one."""
        blocks = self.spec["blocks"]
        if not blocks or self.chance(0.5):
            self.counter += 1
            own = f"unit{self.counter}"
            names, self.names = self.names, []
            layers = self.chain(x, min(depth, 1), 3)
            self.names = names
            takes = {"k": self.pick(1, 3), "act": self.pick(True, False)}
            if x.size:
                layers.append({"conv": {"filters": "w", "kernel": "k", "padding": "same"}})
                layers.append({"relu": {"when": "act"}})
                takes = {"w": self.pick("required", x.channels), **takes}
            blocks[own] = {"takes": takes, "layers": layers} if x.size else layers
        word = self.pick(*blocks)
        if isinstance(blocks[word], list):
            return word
        given = {"w": self.pick(1, 2, x.channels)} | ({"k": self.pick(1, 3, 5)} if self.chance(0.4) else {})
        given |= {"act": self.pick(True, False, "1 == 1")} if self.chance(0.3) else {}
        if self.chance(0.4):
            given["name"] = self.name()
            self.names.append(given["name"])
        return {word: given}


def shapes_of_inputs(spec: dict[str, Any]) -> Shape:
    return shape_of(next(iter(inputs_of(spec).values())))


def grow(rng: Random, most: int = 7, odd: bool = False) -> dict[str, Any]:
    """A network as plain data."""
    return Grower(rng, odd).grow(most)
