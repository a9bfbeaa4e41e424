"""Which kernels, strides and paddings turn an input into an output of a given size."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, groupby, product
from typing import Any, NamedTuple

from cnncalc.layers import Layer
from cnncalc.problem import LayerError, QuestionError, listing
from cnncalc.shape import Shape, Window, size_text
from cnncalc.solve.solutions import MOST_ROWS, Columns, Solutions

KERNELS = range(1, 12)
"""Kernels that are tried where none is given."""

MOST_TRIALS = 50_000
"""Layers that are tried, whether they fit or not."""

NEAREST = 5
LONG_RUN = 4
"""Strides in a row that are shown as a range."""

COUNTS = ("filters", "units")
"""Fields that say how many channels come out; no size depends on them."""


class Trial(NamedTuple):
    """A layer that fits its input, and what comes out."""

    values: Mapping[str, Any]
    output: Shape
    rest: int | None  # pixels at the end, padding included, that no window reaches


def which_fields(
    kind: type[Layer], x: Shape, given: Mapping[str, Sequence[Any]], size: tuple[int, ...]
) -> tuple[Solutions, list[Mapping[str, Any]]]:
    """The solutions with output size `size`, one number for all axes or one for each; and their fields.

    given: the values that a field may have. Kernel, stride and padding are open where they are not given.
    """
    if "kernel" not in kind.fields or "stride" not in kind.fields:
        raise QuestionError(f"{kind.kind} has no kernel that slides: nothing to solve for an output size")
    wanted = size * x.rank if len(size) == 1 else size
    if len(wanted) != x.rank or not wanted:
        raise QuestionError(f"--output has {len(size)} numbers; the input {x} has {x.rank} axes")
    trials = list(_trials(kind, x, given, wanted))
    exact = [trial for trial in trials if trial.output.size == wanted]
    varied = [name for name in ("kernel", "stride", "padding", "dilation", "output_padding", "rounding")
              if name in ("kernel", "stride", "padding") or name in given]  # fmt: skip
    shown = [name for name in varied if name in kind.fields]
    columns: Columns = (*((name, "text") for name in shown), ("output", "text"), ("unread", "count"))
    question = f"{kind.kind} from {x} to {'x'.join(map(str, wanted))}"
    if exact:
        rows = tuple(_rows(exact, shown))
        return Solutions(question, columns, rows[:MOST_ROWS], notes=tuple(_notes(rows))), [
            trial.values for trial in exact
        ]
    near = sorted(trials, key=lambda trial: _distance(trial.output.size, wanted))[:NEAREST]
    note = "No combination gives this size; these come nearest."
    if not near:
        note = "Nothing that was tried fits the input."
    return Solutions(question, columns, tuple(_row(t, shown) for t in near), False, (note,)), []


def _trials(
    kind: type[Layer], x: Shape, given: Mapping[str, Sequence[Any]], wanted: tuple[int, ...]
) -> Iterator[Trial]:
    """Every layer that is tried and fits, with strides only as far as they come nearer."""
    fixed = {name: values for name, values in given.items() if name not in ("kernel", "stride", "padding")}
    for name in COUNTS:
        if name in kind.fields and name not in fixed:
            fixed[name] = [x.channels]
    missing = [n for n, f in kind.fields.items() if f.required and n not in fixed and n != "kernel"]
    if missing:
        raise QuestionError(f"{kind.kind} needs {listing(map(repr, missing))}")
    tries = count(1)
    for values in product(*fixed.values()):
        others = dict(zip(fixed, values, strict=True))
        for kernel in given.get("kernel", KERNELS):
            for padding in given.get("padding") or _paddings(kernel, others.get("dilation", 1)):
                strides = given.get("stride") or range(1, max(*x.size, *wanted) + 1)
                these = {**others, "kernel": kernel, "padding": padding}
                yield from _strides(kind, x, these, strides, wanted, tries)


def _paddings(kernel: Any, dilation: Any) -> list[Any]:
    """Paddings with which every window reads a pixel of the input, and `same` where its sides differ."""
    extents = [Window(f, dilation=d).extent for f, d in product(_numbers(kernel), _numbers(dilation))]
    return [*range(min(extents)), "same"]


def _numbers(size: Any) -> tuple[int, ...]:
    return size if isinstance(size, tuple) else (size,)


def _strides(
    kind: type[Layer],
    x: Shape,
    values: dict[str, Any],
    strides: Sequence[Any],
    wanted: tuple[int, ...],
    tries: Iterator[int],
) -> Iterator[Trial]:
    """The trials of one kernel and padding: sizes move one way with the stride, so the way on ends
    where they begin to lead away."""
    before: int | None = None
    for stride in strides:
        if next(tries) > MOST_TRIALS:
            raise QuestionError("too many combinations: give a kernel, a stride or a padding")
        trial = _tried(kind, x, {**values, "stride": stride})
        if trial is None:
            continue
        distance = _distance(trial.output.size, wanted)
        if isinstance(strides, range) and before is not None and distance > before:
            return
        before = distance
        yield trial


def _tried(kind: type[Layer], x: Shape, values: dict[str, Any]) -> Trial | None:
    if kind.faults(values):
        return None
    layer = kind.trusted(values)
    try:
        plain = layer.output_on((x,)).plain
    except LayerError:
        return None
    if not hasattr(layer, "along"):
        return None if values["padding"] == "same" else Trial(values, plain, None)
    windows = layer.along(x)
    if values["padding"] == "same" and all(w.before == w.after for w in windows):
        return None  # one of the numbers already
    rest = max(
        n + w.before + w.after - (w.stride * (out - 1) + w.extent)
        for n, out, w in zip(x.size, plain.size, windows, strict=True)
    )
    return Trial(values, plain, max(rest, 0))


def _distance(size: tuple[int, ...], wanted: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(size, wanted, strict=True))


def _rows(trials: list[Trial], shown: list[str]) -> Iterator[dict[str, Any]]:
    """A row for each solution; a long run of strides is one row."""

    def but_stride(trial: Trial) -> list[str]:
        return [str(trial.values.get(name)) for name in shown if name != "stride"]

    for _, group in groupby(trials, but_stride):
        run = list(group)
        if len(run) < LONG_RUN:
            yield from (_row(trial, shown) for trial in run)
        else:
            ends = f"{run[0].values['stride']}..{run[-1].values['stride']}"
            yield {**_row(run[0], shown), "stride": ends, "unread": None}


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
