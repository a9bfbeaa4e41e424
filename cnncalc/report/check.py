"""The report of `check`: each claimed figure beside the computed one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cnncalc.analysis.base import complete
from cnncalc.figures.written import as_written, plain
from cnncalc.report.base import Heading, Line, Report, Row, Table
from cnncalc.teaching.check.expect import Checked, Verdict

SCHEMA = "cnncalc.check/1"

HEADINGS = (
    Heading("figure", "Figure", "text", 50),
    Heading("claimed", "Claimed", "figure", 40),
    Heading("correct", "Computed", "figure", 30),
    Heading("verdict", "Verdict", "text", 35, judges=True),
    Heading("place", "Place", "text", 10),
)


class CheckReport(Report):
    """What `check` says of one or several specs."""

    in_full = True

    def __init__(self, checks: Sequence[Checked]) -> None:
        self.checks = checks
        self.title = "Published figures"
        named = [f"{check.network} ({check.spec})" for check in checks if check.network]
        self.remarks = (", ".join(named) if len(checks) < 4 else f"{len(checks)} specs",)

    @property
    def verdicts(self) -> Iterator[tuple[str, Verdict]]:
        """Every verdict with the spec that it is on."""
        return ((check.spec, verdict) for check in self.checks for verdict in check.verdicts)

    @property
    def table(self) -> Table:
        return Table(HEADINGS, tuple(_row(verdict) for _, verdict in self.verdicts))

    @property
    def lines(self) -> Iterable[Line]:
        words = [verdict.word for _, verdict in self.verdicts]
        yield Line("Agree", f"{words.count('agrees'):,}", "" if words else "no figure was checked")
        yield Line("Differ", f"{words.count('differs'):,}")
        if "not known" in words:
            yield Line(
                "Not known", f"{words.count('not known'):,}", "the computed figure is missing or a bound"
            )

    @property
    def notes(self) -> Iterable[str]:
        for check in self.checks:
            if check.status == "nothing expected":
                yield f"{check.spec}: it has no 'expect', so there is nothing to check."
            elif check.status == "unusable":
                part = "not all of it could be used" if check.network else "it cannot be used"
                yield f"{check.spec}: {part}."

    @property
    def record(self) -> Mapping[str, Any]:
        words = [verdict.word for _, verdict in self.verdicts]
        return {
            "schema": SCHEMA,
            "claims": (_record(spec, verdict) for spec, verdict in self.verdicts),
            "specs": [
                {"spec": check.spec, "network": check.network or None, "status": check.status}
                for check in self.checks
            ],
            "agree": words.count("agrees"),
            "differ": words.count("differs"),
            "not_known": words.count("not known"),
        }


def _row(verdict: Verdict) -> Row:
    claim = verdict.claim
    cells = (
        claim.key,
        as_written(claim.text, verdict.unit),
        _correct(verdict),
        verdict.word,
        str(claim.place or ""),
    )
    return Row(cells, cells, "quiet" if verdict.word == "agrees" else "layer")


def _correct(verdict: Verdict) -> Any:
    """The figure as data, a lower bound as what it is."""
    return plain(verdict.correct, verdict.unit) if complete(verdict.correct) else verdict.correct


def _record(spec: str, verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "spec": spec,
        "figure": claim.key,
        "claimed": as_written(claim.text, verdict.unit),
        "correct": plain(verdict.correct, verdict.unit),
        "verdict": verdict.word,
        "lower_bound": not complete(verdict.correct),
        "line": claim.place.line if claim.place else None,
        "column": claim.place.column if claim.place else None,
    }
