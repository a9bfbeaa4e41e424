"""The fields of a layer: what is written becomes a layer, or problems with their places."""

from collections.abc import Collection, Iterable
from typing import Any

from cnncalc.language.expression import Env
from cnncalc.language.tree import Scalar, Value
from cnncalc.language.values import MisfitError, read_field
from cnncalc.layers import Layer
from cnncalc.problem import Place, Problems, quoted


def read_fields(
    kind: type[Layer], written: Iterable[tuple[Scalar, Value]], env: Env, problems: Problems
) -> dict[str, Any]:
    """The values of the fields that can be read and are in range; the others go to `problems`."""
    values: dict[str, Any] = {}
    for key, value in written:
        field = kind.fields.get(key.text)
        if field is None:
            problems.add(
                f"{kind.kind} has no field {quoted(key.text)}{kind.nearest_field(key.text)}", key.place
            )
            continue
        try:
            read = read_field(value, key.text, field, kind.kind, env)
        except MisfitError as misfit:
            misfit.report(problems)
            continue
        if faults := kind.faults({key.text: read}):
            problems.add(faults[0].message, value.place)
        else:
            values[key.text] = read
    return values


def read_layer(
    kind: type[Layer],
    written: Collection[tuple[Scalar, Value]],
    defaults: dict[str, Any] | None,
    place: Place,
    env: Env,
    problems: Problems,
) -> Layer | None:
    """The layer; None where its fields do not make one. Defaults that are None are wrong themselves."""
    before = problems.failures
    read = read_fields(kind, written, env, problems)
    if defaults is None:
        return None
    values = defaults | read
    if problems.failures == before:
        for fault in kind.missing(values):
            problems.add(fault.message, place)
    return kind.trusted(values) if problems.failures == before else None
