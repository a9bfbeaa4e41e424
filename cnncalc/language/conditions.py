"""`when`: whether a layer is in the network."""

from cnncalc.language.entry import Entry
from cnncalc.language.env import SIZES, Env
from cnncalc.language.misfit import FollowingError
from cnncalc.language.numbers import WORD
from cnncalc.language.scope import Readable, Scope, SeveralInputs
from cnncalc.language.tree import Mapping, Scalar, Value
from cnncalc.language.values import read_as
from cnncalc.language.wiring import Wiring
from cnncalc.layers.fields import Flag

_CONDITION = Flag()


def is_wanted(entry: Entry, current: Readable, scope: Scope, wiring: Wiring) -> bool:
    """What `when` says of a layer; MisfitError if that says nothing."""
    condition = entry.body.get("when") if isinstance(entry.body, Mapping) else None
    if condition is None:
        return True
    read = _read_by(entry.body, current, scope, wiring)
    if isinstance(read, SeveralInputs) and _asks_size(condition, scope.env):
        wiring.said(read, entry.place)
        raise FollowingError(entry.place)
    return bool(read_as(_CONDITION, condition, "'when'", scope.env_at(read)))


def _read_by(body: Value | None, current: Readable, scope: Scope, wiring: Wiring) -> Readable:
    """What a condition tells the size of: `from` where it is known, else the layer before."""
    given = body.get("from") if isinstance(body, Mapping) else None
    if not isinstance(given, Scalar):
        return current
    name = wiring.names.meant(given.text, scope)
    return wiring.names.nodes.get(name, current) if name else current


def _asks_size(condition: Value, env: Env) -> bool:
    """Whether a condition names the size of what its layer reads."""
    names = WORD.findall(condition.text) if isinstance(condition, Scalar) else ()
    return any(name in SIZES and name not in env.values for name in names)
