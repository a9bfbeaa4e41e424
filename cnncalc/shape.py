"""Shapes of feature maps, and windows that slide along one axis of them."""

from typing import Literal, NamedTuple, TypeAlias

Size: TypeAlias = int | tuple[int, ...]
"""One number for every axis, or a number per axis (height x width; depth first in 3-D)."""

AXES: dict[int, tuple[str, ...]] = {
    0: (),
    1: ("length",),
    2: ("height", "width"),
    3: ("depth", "height", "width"),
}
"""The axes a window slides along, by rank, in the order in which sizes are written."""

SIDES: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("left", "right"),),
    2: (("top", "bottom"), ("left", "right")),
    3: (("front", "back"), ("top", "bottom"), ("left", "right")),
}
"""The two ends of each axis, by rank."""


class Shape(NamedTuple):
    """Channels, and the size along each axis: none for a vector, two for an image.

    >>> Shape(64, (224, 224)).values
    3211264
    """

    channels: int
    size: tuple[int, ...] = ()

    @property
    def rank(self) -> int:
        """0 for a vector, 1 for a sequence, 2 for an image, 3 for a volume or video."""
        return len(self.size)

    @property
    def positions(self) -> int:
        """Height x width: how many positions a map has; 1 for a vector."""
        product = 1
        for n in self.size:
            product *= n
        return product

    @property
    def values(self) -> int:
        """How many numbers the map holds: channels x positions."""
        return self.channels * self.positions

    @property
    def plain(self) -> "Shape":
        """The same as plain numbers, without their history."""
        return Shape(int(self.channels), tuple(map(int, self.size)))

    def text(self, layout: str = "hwc") -> str:
        """`224x224x64`, or `64x224x224` for the layout chw."""
        numbers = (self.channels, *self.size) if layout == "chw" else (*self.size, self.channels)
        return "x".join(map(str, numbers))

    def __str__(self) -> str:
        return self.text()


class Sides(NamedTuple):
    """Padding written per side; a side that is not named has none."""

    front: int = 0
    back: int = 0
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0


Padding: TypeAlias = Size | Sides | Literal["valid", "same", "full"]


MOST_PHASES = 10_000
"""Positions after which what they read has to repeat, else it is not followed."""

MOST_PHASES_IN_ALL = 1_000_000
"""Phases of all layers of a network together: beyond them it is not known what a layer reads."""


class Reads(NamedTuple):
    """What output positions read along one axis, in periods of P = len(phases) positions.

    Position P*q + i reads the input positions from step*q + first to step*q + last, `apart` from each
    other, where (first, last) is phases[i]; nothing if last < first. A sliding window has one
    phase, its stride as the step, and taps its dilation apart.
    """

    step: int
    phases: tuple[tuple[int, int], ...]
    apart: int = 1

    def taps(self, phase: tuple[int, int]) -> int:
        """How many input positions are read."""
        first, last = phase
        return (last - first) // self.apart + 1 if first <= last else 0

    @property
    def all_read(self) -> bool:
        """Whether no position reads nothing."""
        return all(first <= last for first, last in self.phases)


class Reading:
    """A way of reading the input that is the same for every axis."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


POINT = Reading("the same position")
WHOLE = Reading("every position of the map")
REARRANGED = Reading("positions in another order")
UNKNOWN = Reading("nobody said what")

Windows: TypeAlias = tuple[Reads, ...] | Reading


class Window(NamedTuple):
    """Kernel, stride, padding and dilation along one axis, in pixels."""

    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @property
    def extent(self) -> int:
        """The effective kernel: from the first to the last position read, d*(f - 1) + 1."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def reads(self) -> Reads:
        """Position i reads s*i - p_before ... s*i - p_before + f_eff - 1, every d-th of them."""
        return Reads(self.stride, ((-self.before, self.extent - 1 - self.before),), self.dilation)


def size_text(size: Size) -> str:
    """A size as the language writes it: `3` for every axis alike, `3x5` otherwise.

    >>> size_text((3, 3)), size_text((1, 7)), size_text(2)
    ('3', '1x7', '2')
    """
    numbers = (size,) if isinstance(size, int) else size
    return str(numbers[0]) if len(set(numbers)) == 1 else "x".join(map(str, numbers))


SIDE_LETTERS = {"back": "bk"}
"""What stands for a side of a volume whose first letter is another's."""


def padding_text(padding: Padding) -> str:
    """The padding in short: `1`, `1x2`, `same`, or `t1+b2` for sides that differ (`bk` is the back)."""
    if isinstance(padding, str):
        return padding
    if isinstance(padding, Sides):
        sides = padding._asdict().items()
        return "+".join(f"{SIDE_LETTERS.get(s, s[0])}{pixels}" for s, pixels in sides if pixels) or "0"
    return size_text(padding)


def channels_first(shape: Shape) -> str:
    """A remark where an image was probably written channels first: `3x224x224`; else nothing.

    >>> channels_first(Shape(224, (3, 224)))
    'the input 3x224x224 is read as height 3, width 224 and 224 channels; is 224x224x3 meant?'
    """
    if (
        shape.rank != 2
        or shape.size[0] not in (1, 3, 4)
        or shape.size[1] != shape.channels
        or shape.channels < 8
    ):
        return ""
    height, width = shape.size
    return (
        f"the input {shape} is read as height {height}, width {width} and {shape.channels} channels;"
        f" is {width}x{shape.channels}x{height} meant?"
    )
