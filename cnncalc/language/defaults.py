"""What the fields of a kind are where its layers do not say: `defaults: {conv: {padding: same}}`."""

from collections.abc import Mapping as Dict

from cnncalc.language.entry import JOINS, read_activation
from cnncalc.language.env import Env
from cnncalc.language.fields import Defaults, read_fields
from cnncalc.language.tree import Mapping, Scalar, Value, pairs_of, words_for
from cnncalc.layers import CATALOGUE
from cnncalc.problem import Problems, quoted


def read_defaults(value: Value | None, env: Env, problems: Problems) -> Dict[str, Defaults | None]:
    """The defaults of each kind, None for those that are wrong, which is reported."""
    expected = "'defaults' takes a mapping such as {conv: {padding: same}}"
    pairs = pairs_of(value, expected, problems)
    return {key.text: _read_kind(key, fields, env, problems) for key, fields in pairs}


def _read_kind(key: Scalar, fields: Value, env: Env, problems: Problems) -> Defaults | None:
    before = problems.failures
    kind = CATALOGUE.get(key.text)
    if kind is None:
        hint = env.hint(key.text, CATALOGUE)
        problems.add(f"there is no layer kind {quoted(key.text)}{hint}", key.place)
        return None
    if not isinstance(fields, Mapping):
        problems.add(
            f"the defaults of {kind.kind} must be a mapping of its fields; found {words_for(fields)}",
            fields.place,
        )
        return None
    own = []
    for name, value in fields:
        if name.text in (*JOINS, "share"):
            problems.add(f"'{name.text}' cannot have a default; set it on each layer", name.place)
        elif not (kind.takes_activation and name.text == "activation"):
            own.append((name, value))
    values = read_fields(kind, own, env, problems)
    activation = None
    if kind.takes_activation and (activation := fields.get("activation")) is not None:
        entry = read_activation(activation, env, problems)
        activation = entry.key if entry and entry.body is None else activation
    return Defaults(values, activation) if problems.failures == before else None
