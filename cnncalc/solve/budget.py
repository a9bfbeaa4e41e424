"""How many filters or units a budget of parameters or multiplies allows."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.figures.spelling import exact
from cnncalc.layers import Layer
from cnncalc.layers.fields import LIMIT
from cnncalc.problem import LayerError, QuestionError
from cnncalc.shape import Shape, size_text
from cnncalc.solve.fields import COUNTS
from cnncalc.solve.solutions import MOST_ROWS, Columns, Solution, Solutions

Limits = Mapping[str, Fraction]
"""The most that may be spent, by figure: parameters, multiplies."""


def how_many(
    kind: type[Layer], x: Shape, combinations: Sequence[Mapping[str, Any]], limits: Limits
) -> Solutions:
    """The largest number of filters (or units) within the limits, for each combination of fields."""
    name = next((count for count in COUNTS if count in kind.fields), None)
    if name is None:
        raise QuestionError(f"{kind.kind} has no number of filters or units to limit")
    varied = [key for key in combinations[0] if len({str(values.get(key)) for values in combinations}) > 1]
    rows: list[Solution] = []
    over: list[Solution] = []
    for values in combinations[:MOST_ROWS]:
        most, next_one = _most(kind, x, dict(values), name, limits)
        shown = {key: size_text(values[key]) if isinstance(values[key], int) else str(values[key])
                 for key in varied}  # fmt: skip
        rows += [{**shown, **most}] if most else []
        over += [{**shown, **next_one}] if next_one else []
    columns: Columns = (*((key, "text") for key in varied), (name, "count"), ("output", "text"),
               ("parameters", "count"), ("multiplies", "count"))  # fmt: skip
    bounds = " and ".join(f"{figure} <= {exact(int(limit))}" for figure, limit in limits.items())
    question = f"{kind.kind} on {x}: the most {name} with {bounds}"
    if not rows:
        note = f"Even the smallest number of {name} exceeds the budget:"
        return Solutions(question, columns, tuple(over), False, (note,))
    notes = tuple(_beyond(over, name, limits)) if len(rows) == 1 else ()
    return Solutions(question, columns, tuple(rows), notes=notes)


def _beyond(over: Sequence[Solution], name: str, limits: Limits) -> Iterator[str]:
    for row in over:
        spent = ", ".join(f"{exact(row[figure])} {figure}" for figure in limits)
        yield f"One more step, {row[name]} {name}, needs {spent}."


def _most(
    kind: type[Layer], x: Shape, values: dict[str, Any], name: str, limits: Limits
) -> tuple[Solution | None, Solution | None]:
    """The largest count within the limits and the next one, by halving: figures grow with the count."""
    step = values.get("groups", 1)
    low, high = 0, 1
    while high * step <= LIMIT and _fits(_spent(kind, x, values, name, high * step), limits):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if middle * step <= LIMIT and _fits(_spent(kind, x, values, name, middle * step), limits):
            low = middle
        else:
            high = middle
    most = _spent(kind, x, values, name, low * step) if low else None
    beyond = _spent(kind, x, values, name, high * step) if high * step <= LIMIT else None
    return most, beyond


def _fits(spent: Solution, limits: Limits) -> bool:
    return all(spent[figure] <= limit for figure, limit in limits.items())


def _spent(kind: type[Layer], x: Shape, values: dict[str, Any], name: str, count: int) -> dict[str, Any]:
    """What a layer with this count costs; QuestionError if it does not fit its input."""
    try:
        facts = kind(**{**values, name: count}).facts((x,))
    except LayerError as error:
        where = f"--{error.field}: " if error.field else ""
        raise QuestionError(f"{where}{error.message}") from None
    return {
        name: count,
        "output": str(facts.shape),
        "parameters": int((facts.parameters.weights or 0) + (facts.parameters.biases or 0)),
        "multiplies": int(facts.operations.multiplies or 0),
    }
