"""Random command lines that need no spec: `calc`, `solve` and `layers`."""

from collections.abc import Sequence

from cnncalc.layers import CATALOGUE
from cnncalc.render import formats_of
from cnncalc.report import TABLE, WORKING, Form

from .chooser import Args, Chooser
from .words import AMOUNTS, BRIEFS, CHOICES, MATRICES, ODD, ON_NUMBERS, SHAPES

KINDS = sorted(CATALOGUE)
SLIDING = [kind for kind in KINDS if {"kernel", "filters", "units"} & {*CATALOGUE[kind].fields}]
VALUES = {
    "output": ("4", "2x2x8", "7x7", "12"),
    "order": ("[width, height, channels]",),
    "axes": ("height", "[height, width]"),
    "connections": ("[[0], [0, 1]]",),
    "filters": ("4", "8", "1"),
    "rate": ("0.5", "2"),
    "factor": ("2", "0.1"),
    "padding": ("0", "1", "same", "full", "valid", "{top: 1}", "1x2"),
    "note": ("x", ""),
}
"""What fields take that take no small number."""


def names_of(forms: Sequence[Form]) -> list[str]:
    """The formats of a report with these forms."""
    return [one.name for one in formats_of(forms)]


class Questions(Chooser):
    """A random question."""

    def form_of(self, formats: tuple[str, ...]) -> Args:
        return self.maybe(("--format", formats), ("--format", formats), "--ascii")

    def layers(self) -> Args:
        return ["layers", *([self.pick(*KINDS)] if self.chance(0.8) else []), *self.form_of(names_of(TABLE))]

    def fields(self, kind: str) -> Args:
        args: Args = []
        for name, field in CATALOGUE[kind].fields.items():
            option = name.replace("_", "-")
            if not field.required and self.chance(0.7):
                continue
            if type(field.default) is bool:
                args.append(self.pick(f"--{option}", f"--no-{option}"))
                continue
            words = getattr(field.type, "words", ()) or ("1", "2", "3", "2x3", "[3, 5]")
            args += [
                f"--{option}",
                self.pick(*ODD) if self.chance(0.06) else self.pick(*VALUES.get(name, words)),
            ]
        return args

    def calc(self) -> Args:
        if self.chance(0.2):
            return self.calc_values()
        shape = self.pick(*SHAPES[:10]) if self.chance(0.8) else self.pick(*SHAPES)
        if self.chance(0.4):
            chain = [self.pick(*BRIEFS) for _ in range(self.rng.randint(1, 4))]
            return ["calc", shape, *chain, *self.maybe("--explain"), *self.form_of(names_of(TABLE))]
        kind = self.pick(*KINDS)
        shapes = [shape, shape] if CATALOGUE[kind].joins else [shape]
        return ["calc", kind, *shapes, *self.fields(kind), *self.form_of(names_of(WORKING))]

    def calc_values(self) -> Args:
        if self.chance(0.5):
            layers = [self.pick(*ON_NUMBERS) for _ in range(self.rng.randint(1, 4))]
            asked = self.maybe(("--answer", MATRICES), "--coverage", "--as-matrix", ("--decimals", "029"))
            images = [self.pick(*MATRICES) for _ in range(self.rng.randint(1, 2))]
            return ["calc", "values", *images, *layers, *asked, *self.form_of(names_of(TABLE))]
        what = self.pick("conv", "max_pool", "avg_pool", "transposed_conv", "x", "--help")
        kernels = (*MATRICES, "2", "2x2", "sharpen", "edge")
        paddings = ("0", "1", "same", "full", "valid")
        slid = self.maybe(
            ("--kernel", kernels), ("--stride", "0123"), ("--padding", paddings), ("--dilation", "12")
        )
        return ["calc", "values", what, self.pick(*MATRICES), *slid, *self.form_of(names_of(TABLE))]

    def solve(self) -> Args:
        shape = self.pick(*SHAPES[:8])
        how = self.pick("stack", "bottleneck", "kind", "kind")
        if how == "stack":
            asked = [
                "--sees",
                self.pick("5", "7", "11", "999", "4"),
                *self.maybe(("--kernel", CHOICES), "--bias"),
            ]
        elif how == "bottleneck":
            saved = [
                "--filters",
                self.pick("8", "64", "0", "1000000"),
                "--saves",
                self.pick("2", "4", "1.5", "x", "0"),
            ]
            asked = ["--kernel", self.pick(*"1357"), *saved, *self.maybe("--expand", "--bias")]
        else:
            how = self.pick(*SLIDING)
            wanted = self.maybe(
                ("--output", ("4", "28", "4x4", "1")), ("--parameters", AMOUNTS), ("--multiplies", AMOUNTS)
            )
            given = self.maybe(
                ("--kernel", CHOICES), ("--stride", CHOICES), ("--filters", CHOICES), ("--units", CHOICES)
            )
            asked = [*wanted, *given, *self.maybe(("--padding", ("0", "same", "0..3", "full")))]
        return ["solve", how, shape, *asked, *self.form_of(names_of(TABLE))]
