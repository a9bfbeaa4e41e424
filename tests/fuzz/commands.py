"""Random command lines over specs: every command, with any of its options."""

from collections.abc import Callable, Sequence
from random import Random

from cnncalc.analysis import COLUMNS
from cnncalc.design.review.rules import RULES
from cnncalc.report import FINDINGS, TABLE, WORKING, WORKSHEET

from .chooser import Args
from .questions import Questions, names_of
from .words import CONDITIONS, DTYPES, NUMBERS, ODD, RANGES, SETTINGS, SHAPES

COUNTS = ("1", "2", "3", "5", "100", "1000000000", "0")
FIGURES = (
    *(
        "parameters",
        "multiplies",
        "activations",
        "receptive_field",
        "output",
        "memory",
        "trainable",
        "frozen",
    ),
    *(
        "statistics",
        "weight_layers",
        "activation_memory",
        "peak_memory",
        "input",
        "parameter_memory",
        "depth",
    ),
)
FILES = (
    "o.json",
    "o.csv",
    "o.md",
    "o.html",
    "o.tex",
    "o.xml",
    "o.sarif",
    "o.txt",
    "o",
    "a/b.json",
    "net.yaml",
)


class Commands(Questions):
    """A random command line over these specs and these names of layers."""

    def __init__(self, rng: Random, specs: Sequence[str], names: Sequence[str]) -> None:
        super().__init__(rng)
        self.specs = specs
        self.names = [*names, "conv1", "#1", "#3", "total", "relu1", "#0"]

    def any(self) -> Args:
        """One of the commands."""
        ways: dict[Callable[[], Args], int] = {
            self.summarize: 8,
            self.explain: 7,
            self.memory: 5,
            self.review: 7,
            self.compare: 5,
            self.diff: 5,
            self.sweep: 4,
            self.reconcile: 4,
            self.check: 4,
            self.worksheet: 6,
            self.calc: 6,
            self.solve: 5,
            self.solve_network: 2,
            self.layers: 1,
            self.zoo: 1,
            self.rule: 1,
            self.odd: 1,
        }
        return self.rng.choices(list(ways), list(ways.values()))[0]()

    # -- values --------------------------------------------------------------------------------------

    def spec(self) -> str:
        if self.chance(0.03):
            return str(self.pick(*ODD))
        spec = str(self.pick(*self.specs))
        return f"{spec}[{self.pick(*SETTINGS)}]" if self.chance(0.04) else spec

    def specs_in_all(self, *numbers: int) -> Args:
        return [self.spec() for _ in range(self.pick(*numbers))]

    def figure(self) -> str:
        figure = str(self.pick(*FIGURES))
        return f"{self.pick(*self.names)}.{figure}" if self.chance(0.3) else figure

    def figures(self) -> str:
        return self.some([self.figure() for _ in range(3)])

    def columns(self) -> str:
        return self.some([*COLUMNS])

    def rules(self) -> str:
        return self.some([*RULES, "all", "nothing"])

    def common(self) -> Args:
        return self.maybe(("--set", SETTINGS), ("--input", SHAPES))

    def memories(self) -> Args:
        return self.maybe(("--batch", COUNTS), ("--dtype", DTYPES))

    def form(self, formats: Sequence[str], *flags: str) -> Args:
        form = ["--format", self.pick(*formats)] if self.chance(0.7) else self.maybe(("-o", FILES))
        return [*form, *self.maybe(*flags)]

    def table(self) -> Args:
        return [*self.common(), *self.form(names_of(TABLE), "--ascii")]

    # -- commands ------------------------------------------------------------------------------------

    def summarize(self) -> Args:
        shown = self.maybe(
            ("--columns", self.columns), ("--sort", self.columns), ("--layout", ("hwc", "chw"))
        )
        rows = self.maybe(("--depth", COUNTS), "--collapse", ("--top", COUNTS), "--exact", "--without-heads")
        return ["summarize", self.spec(), *shown, *rows, *self.memories(), *self.table()]

    def explain(self) -> Args:
        names = [self.pick(*self.names) for _ in range(self.pick(0, 0, 1, 1, 2))]
        only = self.maybe(("--only", lambda: self.some(FIGURES, 2)), "--deep", "--without-heads")
        of_it = [*self.common(), *self.memories(), *self.form(names_of(WORKING), "--ascii")]
        return ["explain", self.spec(), *names, *only, *of_it]

    def memory(self) -> Args:
        options = self.maybe("--training", "--in-place", ("--top", COUNTS), "--exact", "--without-heads")
        options += self.maybe(("--layout", ("hwc", "chw")), ("--columns", self.columns))
        if self.chance(0.3):
            options += ["--training", "--optimizer", self.pick("sgd", "momentum", "adam")]
        return ["memory", self.spec(), *options, *self.memories(), *self.table()]

    def review(self) -> Args:
        rules = self.maybe(("--select", self.rules), ("--ignore", self.rules), ("--dtype", DTYPES))
        files = self.maybe(
            ("--budget", self.specs), ("--write-baseline", ["b.json"]), ("--baseline", ["b.json"])
        )
        return [
            "review",
            *self.specs_in_all(1, 1, 1, 2),
            *rules,
            *files,
            *self.common(),
            *self.form(names_of(FINDINGS)),
        ]

    def compare(self) -> Args:
        shown = self.maybe(("--columns", self.figures), ("--sort", self.figure), ("--pareto", self.figures))
        options = [*shown, *self.maybe("--reverse", ("--top", COUNTS), "--exact", "--without-heads")]
        return ["compare", *self.specs_in_all(1, 2, 2, 3), *options, *self.memories(), *self.table()]

    def diff(self) -> Args:
        options = self.maybe(
            "--all", "--exit-code", "--exact", "--without-heads", ("--columns", self.columns)
        )
        return ["diff", self.spec(), self.spec(), *options, *self.memories(), *self.table()]

    def sweep(self) -> Args:
        axes = self.maybe(("--set", RANGES), ("--set", RANGES), ("--where", CONDITIONS))
        shown = self.maybe(("--columns", self.figures), ("--sort", self.figure), ("--pareto", self.figures))
        options = [*shown, *self.maybe("--reverse", ("--top", COUNTS), "--exact", "--without-heads")]
        return ["sweep", self.spec(), *axes, *options, "--most", "30", *self.memories(), *self.table()]

    def reconcile(self) -> Args:
        quoted = [self.pick(*NUMBERS) for _ in range(self.pick(1, 1, 2))]
        return [
            "reconcile",
            self.spec(),
            *quoted,
            *self.maybe(("--layer", self.names), ("--top", COUNTS)),
            *self.table(),
        ]

    def check(self) -> Args:
        return ["check", *self.specs_in_all(1, 1, 1, 2), *self.maybe(("--spec", self.spec)), *self.table()]

    def worksheet(self) -> Args:
        asked = self.maybe(
            ("--columns", self.columns), ("--blank", self.figures), ("--seed", COUNTS), "--answers"
        )
        which = self.maybe(
            ("--variant", COUNTS), ("--variants", ("1", "2", "0")), ("--layout", ("hwc", "chw"))
        )
        where = self.maybe(("-o", ("out", "k.csv", "k.md", "k.yaml")))
        return [
            "worksheet",
            self.spec(),
            *asked,
            *which,
            *where,
            *self.common(),
            *self.form(names_of(WORKSHEET)),
        ]

    def solve_network(self) -> Args:
        sizes = ("7", "7x7", "1", "0", "4x4", "1000")
        options = self.maybe(("--layer", self.names), ("--output", sizes), ("--set", SETTINGS))
        return ["solve", self.spec(), *options, *self.form(names_of(TABLE))]

    def zoo(self) -> Args:
        """The list itself takes a second, so it is rare."""
        if self.chance(0.01):
            return [
                "zoo",
                *self.maybe(("--sort", self.figure), ("--filter", self.names), "--exact"),
                *self.form(names_of(TABLE)),
            ]
        return [
            "zoo",
            self.pick("show", "copy"),
            self.pick(*self.specs, "lenet5", "lenet", "../x", "resnet101"),
        ]

    def rule(self) -> Args:
        return [self.pick("rules", "rule"), *([self.pick(*RULES, "x")] if self.chance(0.8) else [])]

    def odd(self) -> Args:
        """Words that are mostly no command."""
        words = (*ODD, "summarize", "calc", "zoo", "--help", "--version", "solve", "schema")
        return [self.pick(*words) for _ in range(self.rng.randint(0, 3))]
