"""The shape of a feature map: `224x224x3`, `784`, `{length: 100, channels: 1}`."""

import re

from cnncalc.language.env import Env
from cnncalc.language.misfit import MisfitError, UnfitError, fitting, once
from cnncalc.language.numbers import EXTENT, count, numbers_in
from cnncalc.language.tree import Mapping, Scalar, Value, words_for
from cnncalc.layers.fields import LIMIT
from cnncalc.problem import Place, did_you_mean, listing
from cnncalc.shape import AXES, Shape

_PRODUCT = re.compile(r"[0-9]+(?:\s*\*\s*[0-9]+){2,3}")


def read_shape(value: Value, env: Env, instead_of: Shape | None = None) -> Shape:
    """An input: `224x224x3`, `784`, `{length: 100, channels: 1}`, `{height: 8, width: 8, channels: 3}`.

    `instead_of` is the shape whose place it takes: where that is a sequence, `100x1` is one too.
    """
    if isinstance(value, Mapping):
        return _shape_of_axes(value, env)
    if isinstance(value, Scalar) and _PRODUCT.fullmatch(value.text.strip()):
        written = "x".join(part.strip() for part in value.text.split("*"))
        raise MisfitError(
            f"join the axes of a shape with x: {written}; found {words_for(value)}", value.place
        )
    try:
        numbers = numbers_in(value, env)
    except UnfitError as unfit:
        expected = (
            "a shape such as 224x224x3 (height x width x channels), or a number of features such as 784"
        )
        found = unfit.value or value
        message = f"expected {expected}; found {words_for(found)}{once(found, unfit.reason)}"
        raise MisfitError(message, found.place) from None
    *size, channels = numbers
    if len(size) == 1 and not (instead_of and instead_of.rank == 1):
        n, c = size[0], channels
        raise MisfitError(
            f"{n}x{c} has no channels: write {n}x{c}x1 for a grey image of {n}x{c},"
            f" or {{length: {n}, channels: {c}}} for a sequence",
            value.place,
        )
    if len(size) > 3:
        raise MisfitError(
            "an input has at most three axes and the channels: depth x height x width x channels", value.place
        )
    names = (*AXES[len(size)], "channels" if size else "features")
    for name, number in zip(names, (*size, channels), strict=True):
        _check_extent(name, number, value.place)
    return Shape(channels, tuple(size))


def _shape_of_axes(value: Mapping, env: Env) -> Shape:
    by_axes = {frozenset((*axes, "channels")): axes for axes in AXES.values() if axes}
    axes = by_axes.get(frozenset(value.items))
    if axes is None:
        known = ("channels", "length", "height", "width", "depth")
        wrong = next((key for key, _ in value if key.text not in known), None)
        hint = did_you_mean(wrong.text, known) if wrong else ""
        raise MisfitError(
            "expected height, width and channels; length and channels; or depth, height, width and channels;"
            f" found {listing(value.items) if value.items else 'nothing'}{hint}",
            wrong.place if wrong else value.place,
        )
    numbers = {}
    for key, item in value:
        numbers[key.text] = fitting(count, EXTENT, item, f"'{key.text}'", env)
        _check_extent(key.text, numbers[key.text], item.place)
    return Shape(numbers["channels"], tuple(numbers[axis] for axis in axes))


def _check_extent(name: str, number: int, place: Place) -> None:
    if number < 1:
        raise MisfitError(f"'{name}' is {number}; it must be 1 or more", place)
    if number > LIMIT:
        raise MisfitError(f"'{name}' is larger than {LIMIT:,}, the largest number a spec may hold", place)
