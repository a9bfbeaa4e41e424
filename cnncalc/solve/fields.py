"""Which kernels, strides and paddings turn an input into an output of a given size."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from operator import gt, lt
from typing import Any, NamedTuple

from cnncalc.layers import Layer
from cnncalc.problem import LayerError, QuestionError, listing
from cnncalc.shape import Shape, Window, size_text
from cnncalc.solve.solutions import MOST_ROWS, Columns, Solutions

KERNELS = range(1, 12)
"""Kernels that are tried where none is given."""

MOST_TRIALS = 80_000
"""Layers that are tried, whether they fit or not."""

NEAREST = 5
LONG_RUN = 4
"""Strides in a row that are shown as a range."""

COUNTS = ("filters", "units")
"""Fields that say how many channels come out; no size depends on them."""

Fields = Mapping[str, Any]


class Trial(NamedTuple):
    """A layer that fits its input, and what comes out."""

    values: Fields
    output: Shape
    rest: int | None  # pixels at the end, padding included, that no window reaches


class Run(NamedTuple):
    """Strides, in their order, with which the other fields give the wanted size."""

    values: Fields
    strides: Sequence[Any]

    @property
    def fields(self) -> Iterator[Fields]:
        """All fields of each solution."""
        return ({**self.values, "stride": stride} for stride in self.strides)


def which_fields(
    kind: type[Layer], x: Shape, given: Mapping[str, Sequence[Any]], size: tuple[int, ...]
) -> tuple[Solutions, list[Fields]]:
    """The solutions with output size `size`, one number for all axes or one for each; and their fields.

    given: the values that a field may have. Kernel, stride and padding are open where they are not given.
    """
    if "kernel" not in kind.fields or "stride" not in kind.fields:
        raise QuestionError(f"{kind.kind} has no kernel that slides: it cannot be solved for an output size")
    wanted = size * x.rank if len(size) == 1 else size
    if len(wanted) != x.rank or not wanted:
        raise QuestionError(f"--output has {len(size)} numbers; the input {x} has {x.rank} axes")
    strides = given.get("stride") or range(1, max(*x.size, *wanted) + 1)
    trials, combinations = Trials(kind, x), list(_combinations(kind, x, given))
    runs = [run for values in combinations if (run := _run(trials, values, strides, wanted)).strides]
    varied = [name for name in ("kernel", "stride", "padding", "dilation", "output_padding", "rounding")
              if name in ("kernel", "stride", "padding") or name in given]  # fmt: skip
    shown = [name for name in varied if name in kind.fields]
    columns: Columns = (*((name, "text") for name in shown), ("output", "text"), ("unread", "count"))
    question = f"{kind.kind} from {x} to {'x'.join(map(str, wanted))}"
    if runs:
        rows = tuple(_rows(trials, runs, shown))
        found = islice((values for run in runs for values in run.fields), MOST_TRIALS)
        return Solutions(question, columns, rows[:MOST_ROWS], notes=tuple(_notes(rows))), list(found)
    near = [trial for values in combinations for trial in _leading_on(trials, values, strides, wanted)]
    near = sorted(near, key=lambda trial: _distance(trial.output.size, wanted))[:NEAREST]
    note = "No combination gives this size; these come nearest."
    if not near:
        note = "Nothing that was tried fits the input."
    return Solutions(question, columns, tuple(_row(t, shown) for t in near), False, (note,)), []


def _combinations(kind: type[Layer], x: Shape, given: Mapping[str, Sequence[Any]]) -> Iterator[Fields]:
    """All that is tried but strides."""
    fixed = {name: values for name, values in given.items() if name not in ("kernel", "stride", "padding")}
    for name in COUNTS:
        if name in kind.fields and name not in fixed:
            fixed[name] = [x.channels]
    missing = [n for n, f in kind.fields.items() if f.required and n not in fixed and n != "kernel"]
    if missing:
        raise QuestionError(f"{kind.kind} needs {listing(map(repr, missing))}")
    number = 0
    for values in product(*fixed.values()):
        others = dict(zip(fixed, values, strict=True))
        for kernel in given.get("kernel", KERNELS):
            for padding in given.get("padding") or _paddings(kind, kernel, others.get("dilation", 1)):
                if (number := number + 1) > MOST_TRIALS:
                    raise _too_many()
                yield {**others, "kernel": kernel, "padding": padding}


def _too_many() -> QuestionError:
    return QuestionError("too many combinations: give a kernel, a stride or a padding")


def _paddings(kind: type[Layer], kernel: Any, dilation: Any) -> list[Any]:
    """Paddings with which every window reads a pixel of the input, and `same` where its sides may differ."""
    extents = [Window(f, dilation=d).extent for f, d in product(_numbers(kernel), _numbers(dilation))]
    return [*range(min(extents)), *(["same"] if hasattr(kind, "along") else [])]


def _numbers(size: Any) -> tuple[int, ...]:
    return size if isinstance(size, tuple) else (size,)


class Trials:
    """Tries layers of a kind on an input; QuestionError if that is done too often."""

    def __init__(self, kind: type[Layer], x: Shape) -> None:
        self.kind, self.x = kind, x
        self.number = 0

    def layer(self, values: Fields) -> tuple[Layer, Shape] | None:
        """The layer with these fields and what comes out; None if it does not fit."""
        self.number += 1
        if self.number > MOST_TRIALS:
            raise _too_many()
        if self.kind.faults(values):
            return None
        layer = self.kind.trusted(values)
        try:
            return layer, layer.output_on((self.x,)).plain
        except LayerError:
            return None

    def sizes(self, values: Fields) -> tuple[int, ...] | None:
        """The size that comes out; None if the layer does not fit."""
        found = self.layer(values)
        return found[1].size if found else None

    def trial(self, values: Fields) -> Trial | None:
        """The layer and what it leaves unread; None if it does not fit, or is as one with a number."""
        found = self.layer(values)
        if found is None:
            return None
        layer, plain = found
        if not hasattr(layer, "along"):
            return None if values["padding"] == "same" else Trial(values, plain, None)
        windows = layer.along(self.x)
        if values["padding"] == "same" and all(w.before == w.after for w in windows):
            return None  # one of the numbers already
        rest = max(
            n + w.before + w.after - (w.stride * (out - 1) + w.extent)
            for n, out, w in zip(self.x.size, plain.size, windows, strict=True)
        )
        return Trial(values, plain, max(rest, 0))


def _run(trials: Trials, values: Fields, strides: Sequence[Any], wanted: tuple[int, ...]) -> Run:
    """The strides that give the size; of all strides only those are tried that may."""
    if isinstance(strides, range):
        strides = _between(trials, values, strides, wanted)
        if values["padding"] != "same":
            return Run(values, strides)
    tried = (trials.trial({**values, "stride": stride}) for stride in strides)
    return Run(values, [t.values["stride"] for t in tried if t is not None and t.output.size == wanted])


def _between(trials: Trials, values: Fields, strides: range, wanted: tuple[int, ...]) -> range:
    """The strides that give the size, by halving: sizes move one way with the stride, along every axis.

    A layer that does not fit with one stride fits with no smaller one.
    """

    def size(stride: int) -> tuple[int, ...] | None:
        return trials.sizes({**values, "stride": stride})

    largest = size(strides[-1])
    if largest is None:
        return range(0)
    fitting = strides[bisect_left(strides, True, key=lambda stride: size(stride) is not None) :]
    grows = largest >= (size(fitting[0]) or largest)
    ahead, behind = (lt, gt) if grows else (gt, lt)

    def reached(stride: int) -> bool:
        return not any(map(ahead, size(stride) or (), wanted))

    def passed(stride: int) -> bool:
        return any(map(behind, size(stride) or (), wanted))

    start = bisect_left(fitting, True, key=reached)
    return fitting[start : bisect_left(fitting, True, lo=start, key=passed)]


def _leading_on(
    trials: Trials, values: Fields, strides: Sequence[Any], wanted: tuple[int, ...]
) -> Iterator[Trial]:
    """The trials of one kernel and padding: sizes move one way with the stride, so the way on ends
    where they begin to lead away."""
    before: int | None = None
    if isinstance(strides, range) and trials.sizes({**values, "stride": strides[-1]}) is None:
        return
    for stride in strides:
        trial = trials.trial({**values, "stride": stride})
        if trial is None:
            continue
        distance = _distance(trial.output.size, wanted)
        if isinstance(strides, range) and before is not None and distance > before:
            return
        before = distance
        yield trial


def _distance(size: tuple[int, ...], wanted: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(size, wanted, strict=True))


def _rows(trials: Trials, runs: Sequence[Run], shown: list[str]) -> Iterator[dict[str, Any]]:
    """A row for each solution; a long run of strides is one row."""
    for run in runs:
        few = islice(run.fields, LONG_RUN - 1 if len(run.strides) < LONG_RUN else 1)
        found = [_row(trial, shown) for trial in map(trials.trial, few) if trial]
        if len(run.strides) < LONG_RUN:
            yield from found
        else:
            yield {**found[0], "stride": f"{run.strides[0]}..{run.strides[-1]}", "unread": None}


def _row(trial: Trial, shown: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {name: _text(trial.values.get(name, "")) for name in shown}
    return {**row, "output": "x".join(map(str, trial.output.size)), "unread": trial.rest}


def _text(value: Any) -> str:
    return (
        size_text(value) if isinstance(value, (int, tuple)) and not hasattr(value, "_asdict") else str(value)
    )


def _notes(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if any(row["unread"] for row in rows):
        yield "Unread: pixels at the end, padding included, that no window reaches; 0 is an exact fit."
    if any(row.get("padding") == "same" for row in rows):
        yield "Padding same: the odd pixel goes to the end."
    if len(rows) > MOST_ROWS:
        yield f"{MOST_ROWS} of {len(rows):,} solutions."
