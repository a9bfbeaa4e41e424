"""The inputs that a network is built on: as its spec says, or as `--input` gives them instead."""

from collections.abc import Iterable
from collections.abc import Mapping as Dict

from cnncalc.language.document import Input
from cnncalc.language.env import NOTHING
from cnncalc.language.tree import Value
from cnncalc.language.values import MisfitError, read_shape
from cnncalc.problem import Problems, listing, quoted
from cnncalc.shape import Shape


def chosen_inputs(
    inputs: Dict[str, Input], given: Dict[str, Value | Shape], problems: Problems
) -> dict[str, Input]:
    """The inputs of a spec with the shapes that are given for them; "" is the name of the only one."""
    _check_names(inputs, given, problems)
    chosen = {}
    for name, (shape, place) in inputs.items():
        instead = given.get(name) or (given.get("") if len(inputs) == 1 else None)
        chosen[name] = Input(_given_shape(instead, shape, problems) if instead else shape, place)
    return chosen


def _given_shape(given: Value | Shape, shape: Shape | None, problems: Problems) -> Shape | None:
    """The shape that `--input` gives in place of this one."""
    if isinstance(given, Shape):
        return given
    try:
        return read_shape(given, NOTHING, shape)
    except MisfitError as misfit:
        problems.add(f"--input: {misfit.message}")
        return None


def _check_names(inputs: Dict[str, Input], given: Iterable[str], problems: Problems) -> None:
    """Report shapes that are given for no input."""
    names = listing(inputs, last="or")
    for name in given:
        if not name and len(inputs) > 1:
            problems.add(f"--input: there are several inputs: give NAME=SHAPE for {names}")
        elif name and name not in inputs:
            problems.add(f"--input: there is no input {quoted(name)}; there is {names}")
