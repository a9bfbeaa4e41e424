"""Layers of every kind with fields that mostly fit what they read."""

from random import Random
from typing import Any

from cnncalc import Shape
from cnncalc.layers import CATALOGUE
from cnncalc.layers import fields as of
from cnncalc.shape import AXES

from .chooser import Chooser
from .questions import KINDS
from .words import ODD_NAMES

COMMON = (
    *("conv", "conv", "conv", "max_pool", "batch_norm", "relu"),
    *("depthwise_conv", "dense", "transposed_conv"),
)
SHAPING = ("reshape", "upsample", "pad", "crop", "flatten", "adaptive_avg_pool", "transposed_conv", "permute")
JOINS = ("concat", "concat", "add", "add", "multiply", "maximum", "average")
SIZES = {"kernel": (1, 2, 3, 3, 5), "stride": (1, 1, 2, 3), "dilation": (1, 2), "output_padding": (0, 1)}
ACTIVATIONS = ("relu", "tanh", {"leaky_relu": 0.1}, "prelu")


class GrownLayers(Chooser):
    """Draws single layers; `odd` names are words that mean something elsewhere."""

    def __init__(self, rng: Random, odd: bool = False) -> None:
        super().__init__(rng)
        self.odd = odd
        self.names: list[str] = []
        self.counter = 0
        self.spec: dict[str, Any] = {"variables": {}, "blocks": {}, "layers": []}

    def name(self) -> str:
        self.counter += 1
        return (
            self.pick(*ODD_NAMES)
            if self.odd and self.chance(0.4)
            else f"{self.pick(*'abcdef')}{self.counter}"
        )

    def layer(self, x: Shape, depth: int, kind: str | None = None) -> Any:
        kind = kind or self.pick(*self.rng.choices((COMMON, SHAPING, KINDS), (45, 15, 40))[0])
        if CATALOGUE[kind].joins:
            return self.join(x, 0)
        if kind in ("dense", "rbf", "maxout") and x.size:
            kind = self.pick("flatten", "global_avg_pool")
        if not x.size and kind not in ("relu", "batch_norm") and self.chance(0.5):
            kind = self.pick("dense", "dense", "softmax", "dropout")
        fields = {
            name: self.disguised(self.field(kind, name, field, x), x)
            for name, field in CATALOGUE[kind].fields.items()
            if field.required
            or (
                self.chance(0.5 if kind in SHAPING else 0.25)
                and not (kind == "upsample" and name == "output")
            )
        }
        if kind in ("upsample", "crop") and not set(fields) & {"scale", "border", "output"}:
            fields["scale" if kind == "upsample" else "border"] = 1
        if self.chance(0.35):
            fields["name"] = self.name()
            self.names.append(fields["name"])
        if CATALOGUE[kind].takes_activation and self.chance(0.2):
            fields["activation"] = self.pick(*ACTIVATIONS, {"relu": {"name": self.name()}})
        if not fields:
            return kind if self.chance(0.8) else {kind: {}}
        shorthand = CATALOGUE[kind].shorthand
        if [*fields] == [shorthand] and self.chance(0.5) and not isinstance(fields[shorthand], dict):
            return {kind: fields[shorthand]}
        return {kind: fields}

    def field(self, kind: str, name: str, field: of.Field, x: Shape) -> Any:
        """A value for a field."""
        kind_of, c = field.type, x.channels
        if isinstance(kind_of, of.Flag):
            return self.chance(0.5)
        if isinstance(kind_of, of.Choice):
            return self.pick(*kind_of.words)
        if isinstance(kind_of, of.Real):
            return self.pick(0, 0.1, 0.5, 1)
        if isinstance(kind_of, of.PaddingType):
            return self.padding(x)
        if isinstance(kind_of, of.PerAxis):
            return self.size(name, x)
        if isinstance(kind_of, of.Axes):
            axes = [*AXES[x.rank], "channels"]
            self.rng.shuffle(axes)
            return axes if kind == "permute" else self.pick(axes[0], axes[: self.rng.randint(1, len(axes))])
        if isinstance(kind_of, of.OutputShape):
            return self.output(kind, x)
        if isinstance(kind_of, of.ConnectionTable):
            return [sorted(self.rng.sample(range(c), self.rng.randint(1, min(c, 3)))) for _ in range(c)]
        if isinstance(kind_of, of.Count):
            if name == "groups":
                return self.pick(*(g for g in range(1, c + 1) if c % g == 0))
            low = {"filters": [c, c, 2 * c, 1, 4, 8], "units": [1, 3, 10], "scale": [1, 2], "start": [0, 1]}
            return self.pick(*low.get(name, [1, 2, 3, c]))
        return self.pick("as told", "blur")

    def size(self, name: str, x: Shape) -> Any:
        options = SIZES.get(name, (1, 2, 3))
        if x.rank > 1 and self.chance(0.2):
            sizes = [self.pick(*options) for _ in range(x.rank)]
            return sizes if self.chance(0.5) else "x".join(map(str, sizes))
        return self.pick(*options)

    def padding(self, x: Shape) -> Any:
        if x.rank == 2 and self.chance(0.15):
            return {
                side: self.rng.randint(0, 2)
                for side in self.rng.sample(["top", "bottom", "left", "right"], 2)
            }
        return self.pick(0, 1, 1, 2, "same", "same", "valid", "full")

    def output(self, kind: str, x: Shape) -> Any:
        if kind == "reshape":
            return self.factors(x.values)
        return self.pick("3x4x2", 5, "4x4x3")

    def factors(self, values: int) -> Any:
        """A shape of so many values, of any rank."""
        size: list[int] = []
        for _ in range(self.pick(0, 1, 2, 2, 3)):
            size.append(self.pick(*(n for n in range(1, 9) if values % n == 0)))
            values //= size[-1]
        if len(size) == 1:
            return {"length": size[0], "channels": values}
        return "x".join(map(str, [*size, values])) if size else values

    def disguised(self, written: Any, x: Shape) -> Any:
        """A number as an expression that has its value."""
        if type(written) is not int or not self.chance(0.25):
            return written
        n, variables = written, self.spec["variables"]
        if self.chance(0.3) and x.channels and n % x.channels == 0:
            return self.pick(f"channels * {n // x.channels}", f"{n // x.channels} * channels")
        v = self.pick(1, 2, 3, 4, 8)
        name = f"v{v}"
        variables[name] = v
        ways = [f"{name} + {n - v}" if n >= v else f"{n} if {name} > 0 else 0", f"max({n}, min({name}, 1))"]
        ways += [f"{n // v} * {name}", f"{n * v} // {name}", f"{n * v} / {name}"] if n % v == 0 else []
        return self.pick(*ways)
