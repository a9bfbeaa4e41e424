"""A second reader of the language: a grown spec written out layer by layer, each with what it reads.

It shares nothing with cnncalc.language. What it does not know is `Unfit`, never a guess.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cnncalc.layers import CATALOGUE

from .case import Unfit
from .expressions import NAME, SIZES, settled, value

Ref = int | str
"""What a layer reads: the number of a row, or the name of an input."""

STRUCTURE = ("name", "from", "when", "share", "activation", "branches")
MOST_ROWS = 400


class Row(NamedTuple):
    """One layer as it is written out."""

    kind: str
    fields: dict[str, Any]
    reads: tuple[Ref, ...]
    share: int | None = None
    head: int | None = None  # the number of its auxiliary output


class Scope:
    """Names of layers, seen from the inside out; parameters that stand for names where the call stands."""

    def __init__(self, outer: "Scope | None" = None, caller: "Scope | None" = None) -> None:
        self.ends: dict[str, Ref] = {}
        self.outer, self.caller = outer, caller
        self.words: dict[str, str] = {}

    def find(self, name: str) -> Ref:
        if name in self.ends:
            return self.ends[name]
        if name in self.words and self.caller:
            return self.caller.find(self.words[name])
        if self.outer is None:
            raise Unfit(f"from: {name}")
        return self.outer.find(name)


class Unfolder:
    """Walks the lists of layers, and keeps a row for each layer."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.rows: list[Row] = []
        self.blocks: Mapping[str, Any] = spec.get("blocks") or {}
        self.defaults: Mapping[str, Any] = spec.get("defaults") or {}
        self.variables = settled(spec.get("variables") or {})
        self.heads = 0
        self.head: int | None = None
        self.calls = 0

    def chain(self, items: Any, current: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        if not isinstance(items, list):
            raise Unfit("layers")
        for item in items:
            current = self.item(item, current, scope, env)
        return current

    def item(self, item: Any, current: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        if isinstance(item, str):
            word, body = item, None
        elif isinstance(item, dict) and len(item) == 1:
            ((word, body),) = item.items()
        else:
            raise Unfit(f"item {item!r}")
        if isinstance(body, dict) and "when" in body:
            body = dict(body)
            if not value(body.pop("when"), env):
                return current
        if word in ("repeat", "for"):
            return self.loop(word, body, current, scope, env)
        if word == "head":
            return self.side(body, current, scope, env)
        if word in self.blocks:
            return self.call(word, body, current, scope, env)
        if word not in CATALOGUE:
            raise Unfit(f"kind {word}")
        return self.layer(word, body, current, scope, env)

    def loop(self, word: str, body: Any, current: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        if not isinstance(body, dict) or not isinstance(body.get("layers"), list):
            raise Unfit("loop")
        layers, name = body["layers"], body.get("name")
        if word == "repeat":
            times = value(body.get("times"), env)
            if type(times) is not int or not 0 <= times <= MOST_ROWS:
                raise Unfit("times")
            rounds = [{} for _ in range(times)]
        else:
            each = value(body.get("each"), env)
            if not isinstance(each, list) or not isinstance(body.get("as"), str):
                raise Unfit("each")
            rounds = [{body["as"]: one} for one in each]
        single = name is None and len(layers) == 1
        name = name_of(layers[0]) if single else name
        for i, more in enumerate(rounds):
            count = len(self.rows)
            inner = {**env, **more, **({body["index"]: i} if "index" in body else {})}
            current = self.chain(layers, current, own := Scope(scope), inner)
            if name is not None and len(self.rows) > count:
                end = own.ends.get(name, current) if single else current
                scope.ends[f"{name}.{i}"] = scope.ends[name] = end
        return current

    def side(self, body: Any, current: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        if not isinstance(body, dict):
            raise Unfit("head")
        start = scope.find(body["from"]) if "from" in body else current
        if self.head is not None:
            raise Unfit("a head in a head")
        self.head, self.heads = self.heads, self.heads + 1
        self.chain(body.get("layers"), start, Scope(scope), env)
        self.head = None
        return current

    def call(self, word: str, body: Any, current: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        block = self.blocks[word]
        block = {"layers": block} if isinstance(block, list) else block
        takes = block.get("takes") or {}
        takes = dict.fromkeys(takes, "required") if isinstance(takes, list) else takes
        given = dict(body) if isinstance(body, dict) else {}
        if body is not None and not isinstance(body, dict):
            given = {next(iter(takes), ""): body}
        name, source = given.pop("name", None), given.pop("from", None)
        start = current if source is None else scope.find(source)
        if set(given) - set(takes):
            raise Unfit("arguments")
        inner = Scope(None, scope)
        inside = dict(self.variables)
        for key, default in takes.items():
            if key not in given and default == "required":
                raise Unfit(f"no {key}")
            told = value(given[key], env) if key in given else value(default, inside)
            if isinstance(told, str) and NAME.search(told) and not NAME.fullmatch(told):
                raise Unfit("an argument of the size")
            if isinstance(told, str) and told in SIZES:
                raise Unfit("an argument of the size")
            inside[key] = told
            if isinstance(told, str):
                inner.words[key] = told
        if self.calls > 9:
            raise Unfit("blocks call each other")
        self.calls += 1
        end = self.chain(block.get("layers"), start, inner, inside)
        self.calls -= 1
        if name is not None:
            scope.ends[name] = end
        return end

    def layer(self, kind: str, body: Any, current: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        of_kind = CATALOGUE[kind]
        if body is not None and not isinstance(body, dict) and not of_kind.joins:
            body = {of_kind.shorthand or "": body}
        if of_kind.joins and not (isinstance(body, dict) and {"from", "branches"} & set(body)):
            body = {"branches": body}
        body = {**(self.defaults.get(kind) or {}), **(body or {})}
        fields = {key: value(one, env) for key, one in body.items() if key not in STRUCTURE}
        reads: tuple[Ref, ...] = (current,)
        if "from" in body:
            sources = body["from"] if isinstance(body["from"], list) else [body["from"]]
            reads = tuple(map(scope.find, sources))
        if "branches" in body:
            reads = tuple(self.branch(one, reads[0], scope, env) for one in branches(body["branches"]))
        share = scope.find(body["share"]) if "share" in body else None
        if share is not None and (isinstance(share, str) or "activation" in self.defaults.get(kind, ())):
            raise Unfit("share")
        if isinstance(share, int):
            fields = {}
        end = self.keep(Row(kind, fields, reads, share, self.head))
        if isinstance(body.get("name"), (str, int)):
            scope.ends[str(body["name"])] = end
        activation = value(body.get("activation"), env)
        if activation is None or activation == "none":
            return end
        behind = {key: own for key, own in self.defaults.items() if key not in str(activation)}
        if len(behind) < len(self.defaults):
            raise Unfit("defaults of an activation")
        return self.item(activation, end, scope, {})

    def branch(self, branch: Any, start: Ref, scope: Scope, env: Mapping[str, Any]) -> Ref:
        layers = branch if isinstance(branch, list) else [branch]
        return self.chain(layers, start, Scope(scope), env)

    def keep(self, row: Row) -> int:
        if len(self.rows) == MOST_ROWS:
            raise Unfit("too many rows")
        self.rows.append(row)
        return len(self.rows) - 1


def branches(written: Any) -> Sequence[Any]:
    if isinstance(written, list):
        return written
    if isinstance(written, dict):
        return list(written.values())
    raise Unfit("branches")


def name_of(item: Any) -> str | None:
    body = next(iter(item.values())) if isinstance(item, dict) else None
    return body.get("name") if isinstance(body, dict) else None


def inputs_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs by name, as written."""
    return dict(spec["inputs"]) if "inputs" in spec else {"input": spec.get("input")}


def unfold(spec: Mapping[str, Any]) -> list[Row]:
    """The rows of a spec; Unfit where it holds what this reader does not know."""
    unfolder, scope = Unfolder(spec), Scope()
    inputs = inputs_of(spec)
    scope.ends.update({name: name for name in inputs})
    start = next(iter(inputs)) if len(inputs) == 1 else ""  # of several inputs each has to be named
    unfolder.chain(spec.get("layers"), start, scope, unfolder.variables)
    if any("" in row.reads for row in unfolder.rows):
        raise Unfit("which input?")
    return unfolder.rows


def flat(spec: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """A spec without blocks, loops, branches and variables: every layer says what it reads."""
    layers: list[Any] = []
    open_head: int | None = None
    for number, row in enumerate(rows):
        reads = [one if isinstance(one, str) else f"L{one}" for one in row.reads]
        body = {"name": f"L{number}", "from": reads if CATALOGUE[row.kind].joins else reads[0], **row.fields}
        if row.share is not None:
            body["share"] = f"L{row.share}"
        if row.head is None:
            layers.append({row.kind: body})
        elif row.head != open_head:
            layers.append({"head": {"name": f"H{row.head}", "layers": [{row.kind: body}]}})
        else:
            layers[-1]["head"]["layers"].append({row.kind: body})
        open_head = row.head
    kept = {key: spec[key] for key in ("input", "inputs", "name") if key in spec}
    return {**value(kept, settled(spec.get("variables") or {})), "layers": layers}
