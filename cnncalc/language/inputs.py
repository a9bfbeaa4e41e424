"""The inputs that a network is built on: as its spec says, or as `--input` gives them instead."""

from collections.abc import Iterable
from collections.abc import Mapping as Dict
from typing import NamedTuple

from cnncalc.language.env import NOTHING, Env
from cnncalc.language.misfit import MisfitError
from cnncalc.language.naming import name_fault
from cnncalc.language.shapes import read_shape
from cnncalc.language.tree import Mapping, Value, words_for
from cnncalc.problem import Place, Problems, listing, quoted
from cnncalc.shape import Shape


class Input(NamedTuple):
    """An input of the network: its shape is None if it could not be read."""

    shape: Shape | None
    place: Place


def read_inputs(root: Mapping, env: Env, problems: Problems) -> Dict[str, Input]:
    """The inputs of a spec by name: `input` is the name of the only one."""
    one, several = root.get("input"), root.get("inputs")
    if one is not None and several is not None:
        problems.add("'input' and 'inputs' both say what the network reads: give one", several.place)
    if several is not None:
        if not isinstance(several, Mapping) or not several.items:
            problems.add(
                "'inputs' takes a mapping such as {left: 64x64x3, right: 64x64x3};"
                f" found {words_for(several)}",
                several.place,
            )
            return {}
        return {key.text: _read_input(key.text, key.place, value, env, problems) for key, value in several}
    if one is None:
        problems.add("'input' is missing: the shape of an image, such as 224x224x3", root.place)
        return {"input": Input(None, root.place)}
    return {"input": _read_input("input", one.place, one, env, problems)}


def _read_input(name: str, place: Place, value: Value, env: Env, problems: Problems) -> Input:
    if fault := name_fault(name):
        problems.add(fault, place)
    try:
        return Input(read_shape(value, env), value.place)
    except MisfitError as misfit:
        misfit.report(problems)
        return Input(None, value.place)


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
            problems.add(f"--input: there are several inputs; give NAME=SHAPE for {names}")
        elif name and name not in inputs:
            problems.add(f"--input: there is no input {quoted(name)}; it must be {names}")
