"""The report of `compare`: a row per network, each figure beside its ratio to the first."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncalc.analysis import ALIASES, ANALYSES
from cnncalc.design.compare.networks import Compared, Comparison
from cnncalc.design.compare.pareto import Goal
from cnncalc.figures.measures import ACCURACY, number, title
from cnncalc.problem import listing
from cnncalc.report.base import Heading, Report, Row, Table, Unit
from cnncalc.report.conventions import COUNTED
from cnncalc.report.headings import exactly, figure_heading
from cnncalc.report.record import plain

SCHEMA = "cnncalc.compare/1"

NAME = Heading("network", "Network", "text", 100, whole=True)
FRONT = Heading("pareto", "Front", "text", 1_001)
LAST_TO_GO = 1_000
"""On a narrow terminal figures go from the right to the left, a ratio before the figure behind it."""


class CompareReport(Report):
    """What `compare` says."""

    wider = "--columns chooses; -o FILE shows all"

    def __init__(self, comparison: Comparison, in_full: bool = False, all_notes: bool = True) -> None:
        """in_full: nothing is rounded. all_notes: what is counted is said, and not only where to ask."""
        self.comparison = comparison
        self.in_full, self.all_notes = in_full, all_notes
        self.title = "Networks compared"
        count = len(comparison.networks)
        others = f"{count} networks, ratios to {comparison.first}"
        settings = settings_remarks(comparison.networks[0].summary)
        self.remarks = (others if count > 1 else "1 network", *settings)

    @property
    def table(self) -> Table:
        front = [FRONT] if self.comparison.goals else []
        headings = (NAME, *front, *self._headings())
        return Table(headings, tuple(map(self._row, self.comparison.networks)))

    def _headings(self) -> Iterator[Heading]:
        for i, (key, unit) in enumerate(self.comparison.units.items()):
            yield figure_heading(key, unit, LAST_TO_GO - 6 * i, self.in_full)
            if self._has_ratio(key):
                yield Heading(f"{key}_ratio", "Ratio", "ratio", LAST_TO_GO - 6 * i - 9)

    def _has_ratio(self, key: str) -> bool:
        return key in self.comparison.networks[0].ratios and len(self.comparison.networks) > 1

    def _row(self, one: Compared) -> Row:
        cells: list[Any] = [one.label]
        shown: list[Any] = [one.label]
        if self.comparison.goals:
            cells.append("true" if one.on_front else "false")
            shown.append("*" if one.on_front else "")
        for key in self.comparison.units:
            value = one.figures[key]
            ratio = [one.ratios[key]] if self._has_ratio(key) else []
            cells += [value, *ratio]
            shown += [shown_figure(key, value), *ratio]
        return Row(tuple(cells), tuple(shown))

    @property
    def notes(self) -> Iterator[str]:
        comparison = self.comparison
        if comparison.goals:
            yield front_note(comparison.goals)
            keys = [goal.key for goal in comparison.goals]
            networks = comparison.networks
            unknown = [one.label for one in networks if any(number(one.figures[key]) is None for key in keys)]
            if unknown:
                yield f"Not on the front, as a figure is not known: {', '.join(unknown)}."
        for one in comparison.networks:
            if one.summary.status != "complete":
                yield f"{one.label}: {one.summary.status}; 'cnncalc summarize' says why."
        yield from counted(comparison.units, self.all_notes)

    def text(self, cell: Any, heading: Heading) -> str:
        """A cell as readers are shown it: counts exact where there is room."""
        return exactly(cell, heading) or super().text(cell, heading)

    @property
    def record(self) -> Mapping[str, Any]:
        return {
            "schema": SCHEMA,
            "ratios_to": self.comparison.first,
            **settings_record(self.comparison.networks[0].summary),
            "pareto": [goal._asdict() for goal in self.comparison.goals],
            "networks": (_record(one, self.comparison.units) for one in self.comparison.networks),
        }


def settings_remarks(summary: Any) -> list[str]:
    """The batch and the dtype, where they are not the usual ones."""
    batch, dtype = summary.settings
    return [*([f"batch of {batch}"] if batch > 1 else []), *([dtype] if dtype != "float32" else [])]


def settings_record(summary: Any) -> dict[str, Any]:
    """The batch and the dtype."""
    return {"batch": summary.settings.batch, "dtype": summary.settings.dtype}


def front_note(goals: Iterable[Goal]) -> str:
    """What a Pareto front is of."""
    wanted = listing(map(_wanted, goals))
    return f"Front: no other network is as good in all of these and better in one: {wanted}."


def _wanted(goal: Goal) -> str:
    """`fewer multiplies`, `less peak memory`, `a larger receptive field`, `a higher ImageNet top-1`."""
    key = ALIASES.get(goal.key, goal.key)
    if key.startswith(f"{ACCURACY}."):
        return f"a {'higher' if goal.largest else 'lower'} {title(key)}"
    words = key.replace("_", " ").replace("flops", "FLOPs")
    if key.rpartition(".")[2] in ("receptive_field", "input", "output", "kernel", "stride"):
        return f"a {'larger' if goal.largest else 'smaller'} {words}"
    return f"{'more' if goal.largest else 'less' if 'memory' in key else 'fewer'} {words}"


def shown_figure(key: str, value: Any) -> Any:
    """A figure for readers: an accuracy with all its digits, everything else as its unit says."""
    if key.startswith(f"{ACCURACY}.") and isinstance(value, Fraction):
        return f"{float(value) * 100:.2f} %"
    return value


def counted(keys: Iterable[str], in_full: bool) -> Iterator[str]:
    """What is counted, for the figures that are shown; or where that is said."""
    keys = list(keys)
    if in_full:
        yield from filter(None, [conventions(keys)])
    else:
        yield ("RF in input pixels, of the last map. " if "receptive_field" in keys else "") + COUNTED


def conventions(keys: Iterable[str]) -> str:
    """What is counted, for the figures that are shown."""
    known = {name: text for analysis in ANALYSES for name, text in analysis.conventions.items()}
    words = {"parameter_memory": "parameters", "activation_memory": "activations"}
    shown = dict.fromkeys(words.get(key, key) for key in keys)
    said = [f"{name.replace('_', ' ').capitalize()}: {known[name]}." for name in shown if name in known]
    if "receptive_field" in shown:
        said.append("RF is of the last map with more than one position.")
    return " ".join(said)


def _record(one: Compared, units: Mapping[str, Unit]) -> dict[str, Any]:
    summary = one.summary
    return {
        "label": one.label,
        "network": summary.name,
        "spec": summary.network.spec,
        "settings": dict(one.configuration.settings),
        "figures": {key: figure(value, units[key]) for key, value in one.figures.items()},
        "ratios": {key: figure(ratio, "share") for key, ratio in one.ratios.items()},
        "totals": {name: int(value) for name, value in summary.totals.items()},
        "on_front": one.on_front,
        "status": summary.status,
        "lower_bounds": [name for name, value in summary.totals.items() if not value.complete],
    }


def figure(value: Any, unit: Unit) -> Any:
    """A figure as JSON knows it; a share as a number."""
    return round(float(value), 6) if unit == "share" and value is not None else plain(value)
