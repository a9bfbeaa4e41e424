"""Transposed convolution: every input position stamps a kernel onto the output, s pixels apart.

Source: Dumoulin & Visin, arXiv:1603.07285, relation 14.
"""

from collections.abc import Iterator
from math import gcd
from typing import Any

from cnncalc.formula import Formula, Quantity
from cnncalc.layers.brief import geometry
from cnncalc.layers.conv import BIASES, OUT_CHANNELS, PER_GROUP, Kernels, channels_seen, check_groups
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.fields import count, padding, size
from cnncalc.layers.shapes import FILTERS
from cnncalc.layers.sliding import EFFECTIVE_KERNEL, per_axis, windows
from cnncalc.problem import LayerError
from cnncalc.shape import AXES, MOST_PHASES, UNKNOWN, Padding, Reads, Shape, Size, Window, Windows

OUTPUT_SIZE = Formula(
    "n_out",
    "(n - 1) * s - 2*p + f + a",
    "n stamps of f, s apart; p is cut off on each side and a added at the end",
    "padding is equal on both sides",
)
OUTPUT_SIZE_UNEVEN = Formula(
    "n_out",
    "(n - 1) * s - p_before - p_after + f + a",
    "n stamps of f, s apart; the padding is cut off and a added at the end",
    "padding is not equal on both sides",
)
OUTPUT_SIZE_SAME = Formula("n_out", "n * s", "s outputs for every input", "padding is same")
WEIGHTS = Formula("weights", "prod(f) * C_in * C_out", "a kernel from each input channel to each filter")
GROUPED_WEIGHTS = Formula(
    "weights",
    "C_out * prod(f) * C_in",
    "to each filter a kernel from each input channel of its group",
    "groups are more than 1",
)
MULTIPLIES = Formula(
    "multiplies",
    "prod(f) * C_in * C_out * prod(N)",
    "each input value is multiplied with every weight of its kernels",
)
ADDITIONS = Formula(
    "additions",
    "prod(f) * C_in * C_out * prod(N) + b * prod(N_out) * C_out",
    "stamps are added up; a bias one more",
)


class TransposedConv(Kernels, kind="transposed_conv"):
    """The shapes of a convolution backwards: input (C_in, n...), output (filters, n_out...).

    n_out = (n - 1)*s - 2p + d*(f - 1) + 1 + output_padding; `same`: n*s, as in Keras. Costs are
    counted from the input's side, so that a convolution and its transposed twin cost the same.
    """

    also = ("conv_transpose", "convtranspose", "deconv", "deconvolution")

    filters: int = count("output channels", letter="K", example="64", also=OUT_CHANNELS)
    stride: Size = size("output pixels from one stamp to the next", default=1, letter="s", also=("strides",))
    padding: Padding = padding("output pixels to crop on each side")
    output_padding: Size = size("output pixels to add at the end", default=0, minimum=0, letter="a")
    groups: int = count("parts into which the channels are split", default=1, letter="g")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (
            OUTPUT_SIZE_SAME,
            OUTPUT_SIZE,
            OUTPUT_SIZE_UNEVEN,
            EFFECTIVE_KERNEL,
            BIASES,
            GROUPED_WEIGHTS,
            WEIGHTS,
            PER_GROUP,
            MULTIPLIES,
            ADDITIONS,
        )

    def in_pattern(self, rank: int = 2) -> str:
        return f"up {geometry(self.kernel, self.stride, 0, self.dilation, self.groups, rank)}"

    def output_shape(self, x: Shape) -> Shape:
        check_groups(self.groups, x, self.filters)
        return Shape(FILTERS(K=self.filters), tuple(self._sizes(x)))

    def windows(self, x: Shape) -> Windows:
        along = self.along(x)
        if any(window.stride > MOST_PHASES for window in along):
            return UNKNOWN
        return tuple(map(_reads, along))

    def parameters(self, x: Shape) -> Parameters:
        biases: Any = BIASES(C_out=self.filters) if self.bias else 0
        f = per_axis(self.kernel, x.rank, "kernel")
        weights = WEIGHTS if self.groups == 1 else GROUPED_WEIGHTS
        return Parameters(weights(f=f, C_in=channels_seen(x, self.groups), C_out=self.filters), biases)

    def operations(self, x: Shape, y: Shape) -> Operations:
        f = per_axis(self.kernel, x.rank, "kernel")
        inputs: dict[str, Any] = {
            "f": f,
            "C_in": channels_seen(x, self.groups),
            "C_out": self.filters,
            "N": x.size,
        }
        return Operations(
            multiplies=MULTIPLIES(**inputs),
            additions=ADDITIONS(**inputs, N_out=y.size, b=int(self.bias)),
        )

    def along(self, x: Shape) -> list[Window]:
        """The window along each axis; `same` cuts off what is beyond n*s."""
        if self.padding != "same":
            return list(windows(x, self.kernel, self.stride, self.padding, self.dilation))
        bare = windows(x, self.kernel, self.stride, 0, self.dilation)
        cut = [max(window.extent - window.stride, 0) for window in bare]
        return [w._replace(before=c // 2, after=c - c // 2) for w, c in zip(bare, cut, strict=True)]

    def _sizes(self, x: Shape) -> Iterator[Quantity]:
        added = per_axis(self.output_padding, x.rank, "output_padding")
        for axis, n, window, a in zip(AXES[x.rank], x.size, self.along(x), added, strict=True):
            if a and self.padding == "same":
                message = "'same' padding gives s outputs for every input; leave this out"
                raise LayerError(message, "output_padding")
            if a and a >= max(window.stride, window.dilation):
                raise LayerError(
                    f"an output padding of {a} must be smaller than the stride {window.stride}"
                    f" or the dilation {window.dilation}",
                    "output_padding",
                )
            yield self._size(axis, n, window, a)

    def _size(self, axis: str, n: int, window: Window, a: int) -> Quantity:
        if self.padding == "same":
            return OUTPUT_SIZE_SAME(n=n, s=window.stride)
        f: int = window.kernel
        if window.dilation != 1:
            f = EFFECTIVE_KERNEL(d=window.dilation, f=f)
        before, after = window.before, window.after
        if before == after:
            n_out = OUTPUT_SIZE(n=n, s=window.stride, p=before, f=f, a=a)
        else:
            n_out = OUTPUT_SIZE_UNEVEN(n=n, s=window.stride, p_before=before, p_after=after, f=f, a=a)
        if n_out < 1:
            raise LayerError(
                f"a padding of {before} and {after} cuts the whole {axis} off: {n_out.working()}", "padding"
            )
        return n_out


def _reads(window: Window) -> Reads:
    """Output position j lies under tap k of the input (j + p - d*k)/s, wherever that is whole.

    Taps reach the same positions again after s/gcd(s, d); a position between all stamps reads nothing.
    """
    s, f, p, d = window.stride, window.kernel, window.before, window.dilation
    cycle = s // gcd(s, d)
    phases = [(0, -1)] * s
    for k in range(min(f, cycle)):
        i = (d * k - p) % s
        last_tap = k + (f - 1 - k) // cycle * cycle
        phases[i] = ((i + p - d * last_tap) // s, (i + p - d * k) // s)
    return Reads(1, tuple(phases), d // gcd(s, d))
