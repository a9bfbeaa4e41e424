"""Random specs of loops, blocks, heads and joins against a slow interpreter of docs/reference/blocks.md.

Dense layers on a vector: each has a parameter for each feature it reads and unit it has, and one more for
each unit. What the interpreter refuses is refused with words; in what it accepts every layer is counted.
"""

import json
import random
from typing import Any, NamedTuple

import pytest
from helpers import network

from cnncalc import SpecError, summarize
from cnncalc.cli.main import main
from cnncalc.language.names import Names
from cnncalc.language.wiring import Wiring
from cnncalc.problem import DefectError, Problem, Problems

SPECS = 1_500


class Refused(Exception):
    """A spec that has no meaning."""


class Value(NamedTuple):
    """The features that are read, and the head around the layer that gives them."""

    features: int
    head: str = ""


OPEN, HEAD = "open", "head"
Scope = dict[str, Any]  # a name and what it gives: a Value, OPEN or HEAD


class Interpreter:
    """Unfolds layers one by one, and counts."""

    def __init__(self, blocks: dict[str, list[Any]]) -> None:
        self.blocks = blocks
        self.layers = self.parameters = self.numbered = 0

    def chain(self, items: list[Any], x: Value, scopes: list[Scope], heads: list[str]) -> Value:
        for item in items:
            ((kind, body),) = item.items()
            if body.get("when") is not False:
                x = getattr(self, kind, self.block)(body, x, scopes, heads, kind)
        return x

    def dense(self, body: Any, x: Value, scopes: list[Scope], heads: list[str], _: str) -> Value:
        name = self.claim(body.get("name"), scopes)
        x = self.read(body, x, scopes, heads)
        self.layers += 1
        self.parameters += (x.features + 1) * body["units"]
        return self.settle(name, Value(body["units"], heads[-1] if heads else ""), scopes)

    def add(self, body: Any, x: Value, scopes: list[Scope], heads: list[str], _: str) -> Value:
        name = self.claim(body.get("name"), scopes)
        x, inner = self.read(body, x, scopes, heads), Scope()
        for branch in body["branches"]:
            x_end = self.chain(branch, x, [*scopes, inner], heads)
        self.layers += 1
        self.export(name, inner, scopes)
        return self.settle(name, x_end._replace(head=heads[-1] if heads else ""), scopes)

    def head(self, body: Any, x: Value, scopes: list[Scope], heads: list[str], _: str) -> Value:
        name, inner = self.claim(body["name"], scopes), Scope()
        start = self.read(body, x, scopes, heads)
        scopes[-1][name] = HEAD
        self.numbered += 1
        own = f"head {self.numbered}"
        self.chain(body["layers"], start, [*scopes, inner], [*heads, own])
        self.export(name, inner, scopes)
        return x

    def block(self, body: Any, x: Value, scopes: list[Scope], heads: list[str], kind: str) -> Value:
        name, inner = self.claim(body.get("name"), scopes), Scope()
        x = self.chain(self.blocks[kind], self.read(body, x, scopes, heads), [*scopes, inner], heads)
        self.export(name, inner, scopes)
        return self.settle(name, x, scopes)

    def repeat(self, body: Any, x: Value, scopes: list[Scope], heads: list[str], _: str) -> Value:
        single = len(body["layers"]) == 1 and "name" not in body
        label = innermost(body["layers"][0]).get("name") if single else body.get("name")
        label = self.claim(label, scopes)
        is_head = single and innermost_kind(body["layers"][0]) == "head"
        if is_head:
            scopes[-1][label] = HEAD
        for i in range(body["times"]):
            if single:
                ((kind, one),) = body["layers"][0].items()
                x = self.chain([{kind: renamed(kind, one, f"{label}.{i}")}], x, scopes, heads)
                continue
            self.claim(f"{label}.{i}", scopes)
            inner = Scope()
            x = self.chain(body["layers"], x, [*scopes, inner], heads)
            self.export(f"{label}.{i}", inner, scopes)
            self.settle(f"{label}.{i}", x, scopes)
        return x if is_head else self.settle(label, x, scopes)

    # -- names -------------------------------------------------------------------------------------

    def claim(self, name: str | None, scopes: list[Scope]) -> str:
        if name is None:
            self.numbered += 1
            name = f"unnamed{self.numbered}"
        if name in scopes[-1]:
            raise Refused
        scopes[-1][name] = OPEN
        return name

    def settle(self, name: str, x: Value, scopes: list[Scope]) -> Value:
        scopes[-1][name] = x
        return x

    def export(self, name: str, inner: Scope, scopes: list[Scope]) -> None:
        """What stands in a block is read from below by its path."""
        scopes[-1].update({f"{name}/{label}": of for label, of in inner.items()})

    def read(self, body: Any, x: Value, scopes: list[Scope], heads: list[str]) -> Value:
        if "from" not in body:
            return x
        there = (scope[body["from"]] for scope in reversed(scopes) if scope.get(body["from"], OPEN) != OPEN)
        found = next(there, OPEN)
        if found in (OPEN, HEAD) or (found.head and found.head not in heads):
            raise Refused
        return found


def innermost(item: Any) -> Any:
    """What is written for the only layer of loops without names."""
    ((kind, body),) = item.items()
    if kind == "repeat" and "name" not in body and len(body["layers"]) == 1:
        return innermost(body["layers"][0])
    return body


def innermost_kind(item: Any) -> str:
    ((kind, body),) = item.items()
    if kind == "repeat" and "name" not in body and len(body["layers"]) == 1:
        return innermost_kind(body["layers"][0])
    return str(kind)


def renamed(kind: str, body: Any, name: str) -> Any:
    """A layer of a round under the round's name; a loop's only layer takes it itself."""
    if kind == "repeat" and "name" not in body and len(body["layers"]) == 1:
        ((inner, one),) = body["layers"][0].items()
        return {**body, "layers": [{inner: renamed(inner, one, name)}]}
    return {**body, "name": name}


# -- random specs ------------------------------------------------------------------------------------


class Writer:
    """Writes lists of layers whose names are read, mostly rightly, further down."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.used = ["input"]
        self.fresh = 0
        self.blocks: list[str] = []

    def spec(self) -> dict[str, Any]:
        blocks = {}
        for name in ("first", "second"):
            blocks[name] = self.layers(2)
            self.blocks.append(name)
        return {"input": 8, "blocks": blocks, "layers": self.layers(3)}

    def layers(self, depth: int, ending: int = 0) -> list[Any]:
        items = [self.item(depth) for _ in range(self.random.randint(1, 3))]
        return [*items, {"dense": {"units": ending}}] if ending else items

    def item(self, depth: int) -> Any:
        kinds = ["dense"] * 3 + (["repeat", "repeat", "add", "head", *self.blocks] if depth else [])
        kind = self.random.choice(kinds)
        body: dict[str, Any] = {}
        if kind == "repeat":
            body = {"times": self.random.choice((0, 1, 2, 2)), "layers": self.layers(depth - 1)}
        elif kind == "dense":
            body = {"units": self.random.randint(1, 5)}
        elif kind == "head":
            body = {"layers": self.layers(depth - 1)}
        elif kind == "add":
            body = {"branches": [self.layers(depth - 1, ending=3), [{"dense": {"units": 3}}]]}
        if kind != "repeat" and self.random.random() < 0.3:
            body["from"] = self.random.choice(self.used)
        if self.random.random() < 0.1:
            body["when"] = False
        if kind == "head" or self.random.random() < 0.6:
            body["name"] = self.name()
        return {kind: body}

    def name(self) -> str:
        """Mostly a new one, as two of one name are refused."""
        self.fresh += 1
        known = [used for used in self.used if "/" not in used]
        name = f"n{self.fresh}" if self.random.random() < 0.97 else self.random.choice(known)
        self.used += [name, name, f"{name}.{self.random.randint(0, 1)}"]
        if len(self.used) > 4:
            self.used.append(f"{name}/{self.random.choice(self.used[1:4])}")
        return name


def meaning(spec: dict[str, Any]) -> tuple[int, int] | None:
    """The layers and parameters of a spec; None if it is refused."""
    interpreter = Interpreter(spec["blocks"])
    try:
        interpreter.chain(spec["layers"], Value(8), [{"input": Value(8)}], [])
    except Refused:
        return None
    return interpreter.layers, interpreter.parameters


def test_every_layer_of_a_random_spec_is_in_the_network_or_in_an_error() -> None:
    accepted = 0
    for seed in range(SPECS):
        spec = Writer(seed).spec()
        text = json.dumps(spec)
        try:
            found = summarize(network(text))
            figures = len(found), found.totals.parameters
        except SpecError as error:
            assert all(problem.message.strip() and problem.place for problem in error.problems), text
            figures = None
        assert figures == meaning(spec), text
        accepted += figures is not None
    assert SPECS * 0.3 < accepted < SPECS * 0.9


# -- what cannot be ----------------------------------------------------------------------------------

TEXT = "input: 8\nlayers: [dense: {name: a, units: 3}, dense: {from: a, units: 2}]"


def test_a_layer_that_is_left_out_without_a_problem_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Names, "find", lambda *_: None)
    with pytest.raises(DefectError, match="no problem says why"):
        network(TEXT)


def test_a_layer_that_is_read_and_not_built_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wiring, "add", lambda wiring, *_: wiring.network.nodes[0])
    with pytest.raises(DefectError, match="2 layers were read, and 0 are in the network"):
        network(TEXT)


def test_a_defect_ends_with_3(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: Any) -> None:
    monkeypatch.setattr(Names, "find", lambda *_: None)
    file = tmp_path / "net.yaml"
    file.write_text(TEXT)
    with pytest.raises(SystemExit) as end:
        main(["summarize", str(file)])
    assert end.value.code == 3
    assert "this is a bug in cnncalc" in capsys.readouterr().err


@pytest.mark.parametrize("problems", [[], [Problem("")], [Problem("wrong"), Problem(" ")]])
def test_a_spec_is_not_refused_without_a_word(problems: list[Problem]) -> None:
    with pytest.raises(DefectError):
        SpecError(problems)


def test_nothing_follows_from_no_problem() -> None:
    problems = Problems()
    with pytest.raises(DefectError):
        problems.follow()
    problems.add("wrong")
    problems.follow()
    assert (len(problems), problems.failures) == (1, 2)
