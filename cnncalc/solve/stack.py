"""How many layers of a small kernel see what one layer of a large kernel sees, and at which cost."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.analysis.base import Settings
from cnncalc.layers import CATALOGUE
from cnncalc.network import Network, NetworkBuilder
from cnncalc.problem import LayerError, QuestionError
from cnncalc.shape import Shape, size_text
from cnncalc.solve.solutions import Columns, Solution, Solutions
from cnncalc.summary import Summary

MOST_LAYERS = 200

COLUMNS: Columns = (
    ("layers", "text"),
    ("sees", "text"),
    ("parameters", "count"),
    ("multiplies", "count"),
    ("share", "share"),
)


class Stack(NamedTuple):
    """Convolutions of one kernel, each with as many filters as the input has channels."""

    kernel: int
    layers: int
    figures: Summary

    @property
    def sees(self) -> int:
        """The receptive field of the last one, along each axis."""
        return int(self.figures[-1].receptive_field.size[0])


def how_many_layers(x: Shape, kernels: Sequence[int], sees: int, bias: bool) -> Solutions:
    """For each kernel the stack on x that sees what one kernel of `sees` pixels sees."""
    if not x.size:
        raise QuestionError(f"a kernel slides over a map; the input {x} is a vector")
    one = stack(x, sees, 1, bias)
    exact: list[Stack] = []
    near: list[Stack] = []
    for kernel in dict.fromkeys(kernels):
        last = _shortest(x, kernel, sees, bias)
        if last.sees == sees:
            exact.append(last)
        else:
            near += [stack(x, kernel, last.layers - 1, bias)] if last.layers > 1 else []
            near.append(last)
    question = f"convolutions on {x} that see {sees} pixels along each axis"
    if not exact:
        note = f"No number of these layers sees exactly {sees}; the last row is the one to replace."
        return Solutions(question, COLUMNS, tuple(_rows([*near, one], one)), False, (note,))
    shown = exact if any(found.kernel == sees for found in exact) else [*exact, one]
    with_bias = "with" if bias else "without"
    note = (
        f"{x.channels} channels throughout, stride 1, same padding, {with_bias} biases; share of multiplies."
    )
    return Solutions(question, COLUMNS, tuple(_rows(shown, one)), notes=(note,))


def stack(x: Shape, kernel: int, count: int, bias: bool) -> Stack:
    """This many convolutions on x."""
    fields = {"filters": x.channels, "kernel": kernel, "bias": bias}
    return Stack(kernel, count, figures(x, [fields] * count))


def figures(x: Shape, layers: Sequence[dict[str, Any]]) -> Summary:
    """The figures of convolutions one after another on x, each with `same` padding."""
    builder = NetworkBuilder()
    node = builder.input("input", x)
    for i, fields in enumerate(layers, start=1):
        try:
            node = builder.add(f"conv{i}", CATALOGUE["conv"](padding="same", **fields), [node])
        except LayerError as error:
            raise QuestionError(error.message) from None
    return Summary(Network("stack", tuple(builder.nodes)), Settings())


def _shortest(x: Shape, kernel: int, sees: int, bias: bool) -> Stack:
    """The stack of the fewest layers that sees enough, found by halving: more layers see more."""
    if kernel == 1 < sees:
        raise QuestionError("layers of kernel 1 see one pixel, however many there are")
    counts = range(1, MOST_LAYERS + 1)
    enough = bisect_left(counts, sees, key=lambda count: stack(x, kernel, count, bias).sees)
    if enough == len(counts):
        raise QuestionError(f"more than {MOST_LAYERS} layers of kernel {kernel} would be needed")
    return stack(x, kernel, counts[enough], bias)


def _rows(stacks: Sequence[Stack], one: Stack) -> Iterator[Solution]:
    whole = one.figures.totals
    for found in stacks:
        totals = found.figures.totals
        rank = found.figures.network.nodes[0].output.rank
        yield {
            "layers": f"{found.layers} x conv {'x'.join([str(found.kernel)] * rank)}",
            "sees": size_text(found.figures[-1].receptive_field.size),
            "parameters": int(totals.parameters),
            "multiplies": int(totals.multiplies),
            "share": Fraction(int(totals.multiplies), int(whole.multiplies)),
        }
