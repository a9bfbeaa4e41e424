"""Limits of a budget that are not kept."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncalc.analysis import ALIASES
from cnncalc.analysis.receptive_field import ReceptiveField
from cnncalc.blocks import Folded
from cnncalc.design.review.base import Design, Found, Rule, described
from cnncalc.design.review.budget import Broken, broken
from cnncalc.design.review.costs import Cost, Parts, fewest, parts
from cnncalc.figures.measures import last_map
from cnncalc.figures.spelling import exact, for_readers, memory, percent
from cnncalc.network import Node
from cnncalc.summary import LayerSummary

MOST_NAMED = 3
"""Layers that are named as those that cost most."""


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """What breaks the budgets of the network; SpecError if one of these cannot be used."""
    for one in broken(design.summary):
        yield _found(design, one, parts(design.summary, one))


def _found(design: Design, one: Broken, made_of: Parts) -> Found:
    node = _node(design, one, made_of)
    costs = made_of.costs if one.word == "over" else ()
    return Found(
        node,
        _message(one),
        _why(one, made_of) if one.word == "over" else _why_else(one, node, design),
        _fix(one, made_of) if one.word == "over" else _fix_else(one, node, design),
        tuple(dict.fromkeys(cost.node for cost in costs[:MOST_NAMED] if cost.node is not node)),
        place=None if node else one.entry.place,
        about=f"{one.entry.key} {one.entry.text}",
    )


def _node(design: Design, one: Broken, made_of: Parts) -> Node | None:
    """The layer that has to change: the one at the peak, the one that costs most, or the one itself."""
    if one.word == "over" and made_of.costs:
        return made_of.at or made_of.costs[0].node
    if one.layer is not None:
        return _last(one.layer)
    name = ALIASES.get(one.entry.key, one.entry.key)
    if name == "receptive_field":
        return last_map(design.summary)
    return design.outputs[0] if name == "output" and design.outputs else None


def _last(layer: LayerSummary) -> Node:
    """A layer, or the one whose output leaves a block."""
    return layer.passed_on.node if isinstance(layer, Folded) else layer.node


# -- in words ----------------------------------------------------------------------------------------


def _message(one: Broken) -> str:
    whose = f" of {one.layer.kind} '{one.layer.name}'" if one.layer is not None else ""
    figure = f"'{one.entry.key.rpartition('.')[2]}'{whose}"
    value, limit = _text(one, one.figure.value), f"the budget '{one.entry.text}' ({one.entry.place})"
    if one.word == "unknown":
        what = "is not known" if one.figure.value is None else f"is {value}"
        return f"{figure} {what}: {limit} cannot be checked"
    if one.word == "differs" or one.bound is None:
        return f"{figure} is {value}; {limit} differs"
    away = abs(one.number - one.bound.value)
    much = f" by {_text(one, away)}" if away else ""
    return f"{figure} is {value}, which {'exceeds' if one.word == 'over' else 'misses'} {limit}{much}"


def _text(one: Broken, number: Any) -> str:
    """A number of the figure's unit: counts in full, bytes in KiB, MiB, ..."""
    unit = one.figure.unit
    if isinstance(number, Fraction) and number.denominator == 1 and unit not in ("share", "rate"):
        number = int(number)
    if unit in ("bytes", "level") and isinstance(number, int):
        return memory(number)
    if isinstance(number, Fraction) and unit not in ("share", "rate"):
        return f"{float(number):,g}"
    return exact(number) if isinstance(number, int) else for_readers(number, unit, in_full=True)


def _why(one: Broken, made_of: Parts) -> str:
    costs = made_of.costs
    if not costs:
        assert one.bound is not None
        return (
            f"{float(one.number / one.bound.value):.2f} times the limit"
            if one.bound.value
            else "0 is allowed"
        )
    whole = sum(cost.number for cost in costs)
    named = [_cost(one, cost, whole) for cost in costs[:MOST_NAMED]]
    rest = len(costs) - len(named)
    where = f"at '{made_of.at.name}', where most is held: " if made_of.at else ""
    return f"{where}{', '.join(named)}{f', and {rest:,} more' if rest > 0 else ''}"


def _cost(one: Broken, cost: Cost, whole: int) -> str:
    role = f", {cost.role}" if cost.role else ""
    return f"'{cost.node.name}' {_text(one, cost.number)} ({percent(Fraction(cost.number, whole))}{role})"


def _fix(one: Broken, made_of: Parts) -> str:
    assert one.bound is not None
    excess = one.number - one.bound.value
    if not made_of.costs:
        return f"remove {_text(one, excess)}"
    if made_of.at:
        return (
            f"reduce what is held there {_from_to(one, sum(cost.number for cost in made_of.costs), excess)}"
        )
    count = fewest(made_of.costs, excess)
    held = sum(cost.number for cost in made_of.costs[:count])
    names = [f"'{cost.node.name}'" for cost in made_of.costs[:count][:MOST_NAMED]]
    more = f" and {count - len(names):,} more" if count > len(names) else ""
    together = " together" if count > 1 else ""
    return f"reduce {', '.join(names)}{more}{together} {_from_to(one, held, excess)}"


def _from_to(one: Broken, held: int, excess: Any) -> str:
    share = Fraction(excess) / held
    return f"from {_text(one, held)} to {_text(one, held - excess)} at most, by {percent(share)}"


def _why_else(one: Broken, node: Node | None, design: Design) -> str:
    if one.word == "unknown":
        names = [f"'{note.layer}': {note.reason}" for note in design.summary.notes[:MOST_NAMED]]
        return "; ".join(names) or "a number that it depends on is missing"
    if one.word == "differs":
        return f"found {_text(one, one.figure.value)}, allowed '{one.entry.text}'"
    at = f"at {described(node)} " if node else ""
    assert one.bound is not None
    wanted = "asked for" if one.bound.relation == "=" else "the least"
    return f"{at}{_text(one, one.number)} where {_text(one, one.bound.value)} is {wanted}"


def _fix_else(one: Broken, node: Node | None, design: Design) -> str:
    field = design.field(node) if node else None
    if (
        one.word == "under"
        and one.figure.unit == "extent"
        and isinstance(field, ReceptiveField)
        and field.jump
    ):
        jump = max(field.jump)
        return f"one more 3x3 kernel at this depth widens it by 2 * {jump} = {2 * jump} pixels"
    if one.word == "unknown":
        return "give the numbers of its custom layers, or remove the limit"
    return "change the layer, or the budget"


RULE = Rule(
    name="budget",
    severity="error",
    what="A limit in the spec's budget, or in a file given by --budget, is broken.",
    why=(
        "The target device sets what a network may cost; then small changes add up until they break that"
        " limit. A budget fails the change that breaks it, and points to the layer that costs"
        " most. docs/reference/review.md says what can be limited."
    ),
    bad="""\
budget: {parameters: 50k}
input: 32x32x3
layers:
  - conv: {filters: 32, kernel: 3, stride: 2, padding: same, activation: relu}
  - flatten
  - dense: 10  # !
""",
    good="""\
budget: {parameters: 50k, peak_memory: 64KiB, receptive_field: ">= 3"}
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, stride: 2, padding: same, activation: relu}
  - flatten
  - dense: 10
""",
    source="docs/reference/review.md; the convention of bundlesize and of webpack's performance budgets",
    find=find,
)
