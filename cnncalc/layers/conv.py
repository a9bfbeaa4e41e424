"""Convolution: K kernels slide over the map; each gives one channel of the output."""

from typing import Any, ClassVar

from cnncalc.formula import Formula
from cnncalc.layers.base import Learned
from cnncalc.layers.brief import geometry
from cnncalc.layers.facts import Operations, Parameters
from cnncalc.layers.fields import choice, connection_table, count, flag, padding, size
from cnncalc.layers.shapes import FILTERS
from cnncalc.layers.sliding import KERNELS, SLIDING, SlidingFacts
from cnncalc.problem import LayerError
from cnncalc.shape import Padding, Shape, Size

PER_GROUP = Formula(
    "C_g",
    "C_in / g",
    "a kernel sees the channels of its own group; C_g stands for C_in",
    "groups are more than 1",
)
WEIGHTS = Formula("weights", "prod(f) * C_in * C_out", "C_out kernels, each as deep as its input")
GROUPED_WEIGHTS = Formula(
    "weights", "C_out * prod(f) * C_in", "C_out kernels, each as deep as its group", "groups are more than 1"
)
BIASES = Formula("biases", "C_out", "one bias per kernel", "bias is true")
MULTIPLIES = Formula(
    "multiplies", "prod(f) * C_in * prod(N_out) * C_out", "each output value is one kernel's sum"
)
ADDITIONS = Formula(
    "additions",
    "(prod(f) * C_in - 1 + b) * prod(N_out) * C_out",
    "a sum of m terms takes m - 1; a bias one more",
)
WIRED = "connections are given"
WIRED_WEIGHTS = Formula(
    "weights", "prod(f) * c", "a kernel slice for each of the c connections of maps", WIRED
)
WIRED_MULTIPLIES = Formula(
    "multiplies", "prod(f) * c * prod(N_out)", "each slice slides over the whole output", WIRED
)
WIRED_ADDITIONS = Formula(
    "additions",
    "(prod(f) * c - C_out + b * C_out) * prod(N_out)",
    "m - 1 for a sum of m terms; a bias one more",
    WIRED,
)

OUT_CHANNELS = ("out_channels", "channels", "num_filters", "units")
"""What other tools, and other kinds, call the field `filters`."""

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class Kernels(Learned):
    """The fields that every layer with kernels has, whichever way its windows go."""

    takes_activation = True
    weight_layer = True
    keeps_if_frozen = True
    short: ClassVar[str] = ""  # the kind in the pattern of a block; a plain convolution goes without

    kernel: Size = size(
        "pixels along each axis",
        letter="f",
        example="3",
        also=KERNELS,
    )
    stride: Size
    padding: Padding
    dilation: Size = size(
        "distance between the taps of the kernel", default=1, letter="d", also=("dilation_rate",)
    )
    bias: bool = flag("whether each output channel has a bias", default=True, also=("use_bias",))

    def brief(self, rank: int = 2) -> str:
        groups = getattr(self, "groups", 1)
        return f"{self.kind} {geometry(self.kernel, self.stride, self.padding, self.dilation, groups, rank)}"

    def in_pattern(self, rank: int = 2) -> str:
        shape = geometry(self.kernel, self.stride, 0, self.dilation, getattr(self, "groups", 1), rank)
        return f"{self.short} {shape}".lstrip()


class Windowed(SlidingFacts, Kernels):
    """The fields of a convolution's windows."""

    stride: Size = size("pixels from one position to the next", default=1, letter="s", also=("strides",))
    padding: Padding = padding("pixels around the map")
    padding_mode: str = choice("what the padding holds; changes no count", PADDING_MODES, default="zeros")


class Conv(Windowed, kind="conv"):
    """Slide K kernels over the input; each gives one channel of the output.

    Input (C_in, n...), output (K, n_out...) with n_out = floor((n + 2p - f)/s) + 1 per axis; 1-D, 2-D
    or 3-D as the input is. Refused: groups that do not divide the channels, kernels that fit nowhere.
    Source: Dumoulin & Visin, arXiv:1603.07285, relation 6; `connections`: LeCun et al. 1998, table I.
    """

    also = ("convolution",)
    special_cases = {
        "group_conv": "groups",
        "grouped_conv": "groups",
        "dilated_conv": "dilation",
        "atrous_conv": "dilation",
        "strided_conv": "stride",
    }

    filters: int = count(
        "kernels, and so output channels",
        letter="K",
        example="64",
        also=OUT_CHANNELS,
    )
    groups: int = count("parts into which the channels are split", default=1, letter="g")
    connections: tuple[tuple[int, ...], ...] | None = connection_table("the input channels each filter reads")

    @classmethod
    def formulas(cls) -> tuple[Formula, ...]:
        return (
            *SLIDING,
            BIASES,
            WIRED_WEIGHTS,
            GROUPED_WEIGHTS,
            WEIGHTS,
            PER_GROUP,
            WIRED_MULTIPLIES,
            MULTIPLIES,
            WIRED_ADDITIONS,
            ADDITIONS,
        )

    def output_shape(self, x: Shape) -> Shape:
        self._check_channels(x)
        return Shape(FILTERS(K=self.filters), self.sizes(x))

    def parameters(self, x: Shape) -> Parameters:
        f = self.kernel_of(x)
        biases: Any = BIASES(C_out=self.filters) if self.bias else 0
        if self.connections:
            return Parameters(WIRED_WEIGHTS(f=f, c=self._wires()), biases)
        seen, filters = channels_seen(x, self.groups), self.filters
        weights = WEIGHTS if self.groups == 1 else GROUPED_WEIGHTS
        return Parameters(weights(f=f, C_in=seen, C_out=filters), biases)

    def operations(self, x: Shape, y: Shape) -> Operations:
        inputs: dict[str, Any] = {"f": self.kernel_of(x), "N_out": y.size}
        bias = int(self.bias)
        if self.connections:
            inputs["c"] = self._wires()
            return Operations(
                multiplies=WIRED_MULTIPLIES(**inputs),
                additions=WIRED_ADDITIONS(**inputs, C_out=self.filters, b=bias),
            )
        inputs.update(C_in=channels_seen(x, self.groups), C_out=self.filters)
        return Operations(multiplies=MULTIPLIES(**inputs), additions=ADDITIONS(**inputs, b=bias))

    def _wires(self) -> int:
        return sum(map(len, self.connections or ()))

    def _check_channels(self, x: Shape) -> None:
        check_groups(self.groups, x, self.filters)
        if self.connections is None:
            return
        if self.groups != 1:
            raise LayerError("'connections' and 'groups' both say what a filter reads: give one", "groups")
        if len(self.connections) != self.filters:
            raise LayerError(
                f"'connections' has {len(self.connections)} lists for {self.filters} filters", "connections"
            )
        highest = max(max(row) for row in self.connections)
        if highest >= x.channels:
            raise LayerError(
                f"'connections' reads channel {highest}; the input has {x.channels}, counted from 0",
                "connections",
            )


def check_groups(groups: int, x: Shape, filters: int) -> None:
    """LayerError if the groups do not divide the channels on both sides."""
    for side, channels in (("input channels", x.channels), ("filters", filters)):
        if channels % groups:
            raise LayerError(f"{groups} groups do not divide {channels} {side}", "groups")


def channels_seen(x: Shape, groups: int) -> int:
    """How deep a kernel is: the channels of its group."""
    return x.channels if groups == 1 else PER_GROUP(C_in=x.channels, g=groups)
