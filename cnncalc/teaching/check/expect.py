"""What a spec expects of itself, against the computed figures."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from cnncalc.analysis.base import Unit
from cnncalc.figures.keys import Figures, NoFigureError, figure_name
from cnncalc.figures.says import UnreadableError
from cnncalc.figures.written import agrees
from cnncalc.problem import Place, Problem, quoted
from cnncalc.summary import Summary

Word = Literal["agrees", "differs", "not known"]


class Claim(NamedTuple):
    """A figure that somebody states: its key, the value as written, and where it stands."""

    key: str
    text: str
    place: Place | None = None


class Verdict(NamedTuple):
    """A claim beside the computed figure; `not known` where that is missing or a lower bound."""

    claim: Claim
    correct: Any
    unit: Unit
    word: Word


class Checked(NamedTuple):
    """All claims of one spec. problems: why claims, or the spec itself, could not be used."""

    spec: str
    network: str = ""
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> str:
        """`unusable`, `differs` where one figure does not agree, `agrees`, or `nothing expected`."""
        if self.problems:
            return "unusable"
        if any(verdict.word != "agrees" for verdict in self.verdicts):
            return "differs"
        return "agrees" if self.verdicts else "nothing expected"


def check_expect(summary: Summary) -> Checked:
    """Hold a network to the `expect` of its spec."""
    network = summary.network
    claims = (Claim(key, expected.text, expected.place) for key, expected in network.expect.items())
    found = list(judged(summary, claims))
    return Checked(
        network.spec,
        network.name,
        tuple(one for one in found if isinstance(one, Verdict)),
        tuple(one for one in found if isinstance(one, Problem)),
    )


def judged(summary: Summary, claims: Iterable[Claim]) -> Iterator[Verdict | Problem]:
    """A verdict on each claim; a problem where the claim names no figure, or its text is none."""
    figures = Figures(summary)
    for claim in claims:
        try:
            figure = figures[claim.key]
            right = agrees(claim.text, figure, figure_name(claim.key))
        except NoFigureError as error:
            yield Problem(str(error), claim.place)
        except UnreadableError as error:
            message = f"{quoted(claim.key)} takes {error}; found {quoted(claim.text)}"
            yield Problem(message, claim.place)
        else:
            word: Word = "not known" if right is None else "agrees" if right else "differs"
            yield Verdict(claim, figure.value, figure.unit, word)
