"""A layer that cnncalc does not know: its output is taken on trust, and what is not told is unknown."""

from cnncalc.layers.base import Learned
from cnncalc.layers.facts import Kept, Operations, Parameters
from cnncalc.layers.fields import count, output_shape, words
from cnncalc.layers.shapes import given
from cnncalc.shape import UNKNOWN, Shape, Windows

UNTOLD = (None,) * 5
"""Its operations, but for the multiplies: a spec has no words for them."""


class Custom(Learned, kind="custom"):
    """Stand in for an operator that has no kind of its own yet.

    The output is as stated. Weights and multiplies that are not stated stay unknown, and every total over
    them is a lower bound; the receptive field after it is unknown.
    """

    example = "{output: 14x14x64, note: deformable}"

    output: Shape = output_shape("the shape of its output")
    weights: int | None = count("numbers that it learns", default=None, minimum=0)
    multiplies: int | None = count(
        "multiplications of weights with activations (MACs)", default=None, minimum=0
    )
    note: str = words("what it stands for", default="")

    def brief(self, rank: int = 2) -> str:
        return f"custom {self.note}".rstrip()

    def output_shape(self, x: Shape) -> Shape:
        return given(self.output)

    def windows(self, x: Shape) -> Windows:
        return UNKNOWN

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(self.weights, because="as the spec says")

    def operations(self, x: Shape, y: Shape) -> Operations:
        return Operations(self.multiplies, *UNTOLD, because="as the spec says")

    def kept(self, x: Shape, y: Shape) -> Kept:
        return Kept(input=True, complete=False)
