"""Blocks: layers under a name, with parameters; `blocks: {conv_bn: {takes: {...}, layers: [...]}}`."""

from collections.abc import Mapping as Dict
from typing import Any, NamedTuple, cast

from cnncalc.language.entry import Entry, Fields, split
from cnncalc.language.env import Env, Layered
from cnncalc.language.misfit import MisfitError
from cnncalc.language.naming import name_fault, variable_fault
from cnncalc.language.tree import Mapping, Scalar, Sequence, Value, pairs_of, words_for
from cnncalc.language.values import read_any
from cnncalc.layers import CATALOGUE
from cnncalc.problem import Place, Problems, did_you_mean, listing, quoted

STATEMENTS = ("head", "repeat", "for")
"""Words that stand where a layer kind does, and are none."""

CALL = ("name", "from", "when")
"""Fields of a call that are not arguments."""

REQUIRED = "required"

DEEPEST_CALL = 50
"""How deep blocks may call each other."""


class BlockDefinition(NamedTuple):
    """A block as it is written: its parameters with their defaults, None for a required one."""

    name: str
    place: Place
    takes: Dict[str, Value | None]
    layers: Sequence


def read_blocks(value: Value | None, problems: Problems) -> dict[str, BlockDefinition | None]:
    """The blocks of a spec by name, None for one that cannot be read, which is reported."""
    expected = "'blocks' takes a mapping such as {unit: {takes: [width], layers: [...]}}"
    return {key.text: _read_block(key, body, problems) for key, body in pairs_of(value, expected, problems)}


def _read_block(key: Scalar, body: Value, problems: Problems) -> BlockDefinition | None:
    if key.text in CATALOGUE or key.text in STATEMENTS:
        what = "a layer kind" if key.text in CATALOGUE else "a word of the language"
        problems.add(f"'{key.text}' is {what}; a block needs a name of its own", key.place)
        return None
    if fault := name_fault(key.text):
        problems.add(fault, key.place)
        return None
    if isinstance(body, Sequence):
        return BlockDefinition(key.text, key.place, {}, body)
    layers = body.get("layers") if isinstance(body, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(layers, Sequence):
        problems.add(f"block '{key.text}' needs 'layers', the list of its layers", body.place)
        return None
    for field, _ in body:
        if field.text not in ("takes", "layers"):
            hint = did_you_mean(field.text, ("takes", "layers")) or "; it has takes and layers"
            problems.add(f"a block has no field {quoted(field.text)}{hint}", field.place)
    takes = _read_takes(key.text, body.get("takes"), problems)
    return None if takes is None else BlockDefinition(key.text, key.place, takes, layers)


def _read_takes(name: str, value: Value | None, problems: Problems) -> dict[str, Value | None] | None:
    """The parameters: `{width: required, stride: 1}`, or `[width]` where all are required."""
    if value is None:
        return {}
    if isinstance(value, Sequence) and all(isinstance(item, Scalar) for item in value.items):
        pairs: list[tuple[Scalar, Value | None]] = [(i, None) for i in value.items if isinstance(i, Scalar)]
    elif isinstance(value, Mapping):
        pairs = [(key, None if _is_required(default) else default) for key, default in value]
    else:
        message = (
            f"'takes' of block '{name}' is written {{width: required, stride: 1}}; found {words_for(value)}"
        )
        problems.add(message, value.place)
        return None
    for key, _ in pairs:
        if key.text in CALL:
            problems.add(
                f"'{key.text}' is set at each call of a block, so it cannot be a parameter", key.place
            )
        elif fault := variable_fault("a parameter", key.text):
            problems.add(fault, key.place)
    given = [key.text for key, _ in pairs]
    if len(set(given)) < len(given):
        twice = next(key for i, (key, _) in enumerate(pairs) if key.text in given[:i])
        problems.add(f"block '{name}' takes '{twice.text}' twice", twice.place)
    return {key.text: default for key, default in pairs}


def _is_required(default: Value) -> bool:
    return isinstance(default, Scalar) and default.text == REQUIRED and not default.quoted


def read_call(block: BlockDefinition, entry: Entry, problems: Problems) -> Fields:
    """What a call gives: where the block stands (`name`, `from`, `when`), and its arguments."""
    body = entry.body
    if isinstance(body, Mapping):
        return split(body, CALL)
    if body is None:
        return Fields({}, [])
    if block.takes:
        return Fields({}, [(entry.key.saying(next(iter(block.takes))), body)])
    problems.add(f"{block.name} takes nothing; found {words_for(body)}", body.place)
    return Fields({}, [])


def arguments(
    block: BlockDefinition,
    given: list[tuple[Scalar, Value]],
    env: Env,
    top: Env,
    place: Place,
    problems: Problems,
) -> dict[str, Any] | None:
    """What each parameter stands for in a call; None if that cannot be said, which is reported.

    Arguments are read where the call stands, defaults where the block does: they see the variables of
    the spec and the parameters before them.
    """
    before = problems.failures
    env.elements(len(given) + len(block.takes))
    values: dict[str, Any] = {}
    for key, value in given:
        if key.text not in block.takes:
            hint = env.hint(key.text, block.takes) or f"; it takes {listing(block.takes)}"
            problems.add(f"{block.name} takes no {quoted(key.text)}{hint}", key.place)
            continue
        _read(values, key.text, value, env, problems)
    missing = [name for name, default in block.takes.items() if default is None and name not in values]
    if missing and problems.failures == before:
        problems.add(f"{block.name} needs {listing(map(repr, missing))}", place)
    if problems.failures > before:
        return None
    ordered: dict[str, Any] = {}
    problems.calls.append(called(block, place))
    seen = Env(Layered(ordered, cast(dict[str, Any], top.values)), env.input, env.lost, env.effort)
    for name, default in block.takes.items():
        if name in values:
            ordered[name] = values[name]
        elif default is not None:
            _read(ordered, name, default, seen, problems)
    problems.calls.pop()
    return ordered if problems.failures == before else None


def may_call(block: BlockDefinition, calling: list[str], place: Place, problems: Problems) -> bool:
    """Whether the calls come to an end if this block is called too; if not, that is reported."""
    if block.name in calling:
        path = " -> ".join([*calling, block.name])
        problems.add(f"recursive blocks are not allowed: {path}", place)
        return False
    if len(calling) == DEEPEST_CALL:
        problems.add(f"blocks call each other more than {DEEPEST_CALL} levels deep", place)
        return False
    return True


def called(block: BlockDefinition, place: Place) -> str:
    """The call of a block, for the problems in it."""
    return f"in {block.name}, called from line {place.line}"


def _read(values: dict[str, Any], name: str, value: Value, env: Env, problems: Problems) -> None:
    try:
        values[name] = read_any(value, env)
    except MisfitError as misfit:
        misfit.report(problems)
