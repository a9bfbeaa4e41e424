"""Spans: what the positions of a map read of the input along one axis, and the recurrences by which it grows.

Position i of a layer reads the input positions jump*i + first ... jump*i + last. Three recurrences say how a
window that reads stride*i + a ... stride*i + b changes that:

    first' = first - p * jump             (FIRST; p is the padding before, so -a)
    r'     = r + (f_eff - 1) * jump       (SIZE; f_eff = b - a + 1, and r = last - first + 1)
    jump'  = jump * stride                (JUMP)

Layers that read at uneven steps (an adaptive pool of 7 positions into 3) have positions of several
phases, which repeat with a period; each phase has a first and a last of its own, so that all numbers
stay whole. The jump may be a fraction; the size is that of the largest phase. A position between the
stamps of a transposed convolution reads nothing: its stretch has no pixels and widens no other.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import NamedTuple

from cnncalc.formula import Formula
from cnncalc.shape import MOST_PHASES, Reads

SIZE = Formula("r", "r_in + (f_eff - 1) * j_in", "j_in more for each further position")
JUMP = Formula("j", "j_in * s", "s steps of j_in each")
FIRST = Formula("first", "first_in - p * j_in", "padding moves it back")


class Phase(NamedTuple):
    """What one position reads of the input; of size 0 where it reads nothing."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def grown(self, jump: int, a: int, b: int) -> "Phase":
        """What a window reads that reaches from a to b positions of this phase, `jump` pixels apart."""
        first = FIRST.number(first_in=self.first, p=-a, j_in=jump)
        r = SIZE.number(r_in=self.size, f_eff=b - a + 1, j_in=jump)
        return Phase(first, first + r - 1)

    def moved(self, by: int) -> "Phase":
        """The same stretch, so many pixels further."""
        return Phase(self.first + by, self.last + by)

    def hull(self, other: "Phase") -> "Phase":
        """From the smallest first to the largest last."""
        if not (self.size and other.size):
            return self if self.size else other
        return Phase(min(self.first, other.first), max(self.last, other.last))


NOTHING = Phase(0, -1)
"""What a position reads that no path leads to."""


class Span(NamedTuple):
    """What the positions of a map read along one axis: position P*q + i reads phase i moved by q steps.

    still: the phases do not move, as a whole map was read, though positions lie step/P pixels apart.
    """

    step: int
    phases: tuple[Phase, ...]
    still: bool = False

    @property
    def jump(self) -> int | Fraction:
        """Input pixels from one position to the next."""
        period = len(self.phases)
        return self.step if period == 1 else _whole(Fraction(self.step, period))

    @property
    def size(self) -> int:
        """How much the position reads that reads most."""
        return self.phases[0].size if len(self.phases) == 1 else max(phase.size for phase in self.phases)

    @property
    def first(self) -> int | None:
        """Where the stretch of position 0 begins; None if it reads nothing."""
        return self.phases[0].first if self.phases[0].size else None

    @property
    def centre(self) -> Fraction | None:
        """The mean over the phases that read anything of each one's middle, moved back to position 0."""
        read = [(i, phase.first + phase.last) for i, phase in enumerate(self.phases) if phase.size]
        if not read:
            return None
        positions, ends = map(sum, zip(*read, strict=True))
        return (Fraction(ends, 2) - self.jump * positions) / len(read)

    def at(self, position: int) -> Phase:
        """What one position reads."""
        q, i = divmod(position, len(self.phases))
        return self.phases[i] if self.still else self.phases[i].moved(q * self.step)

    def through(self, reads: Reads) -> "Span | None":
        """What a window reads that slides over these positions; None if the period grows too long."""
        period = len(self.phases)
        if self.still and len(set(self.phases)) == 1 and reads.all_read:
            return standing(self.jump * Fraction(reads.step, len(reads.phases)), self.phases[0])
        if period == len(reads.phases) == 1 and self.size and reads.all_read:
            phase = self.phases[0].grown(self.step, *reads.phases[0])
            return Span(JUMP.number(j_in=self.step, s=reads.step), (phase,))
        cycles = period // gcd(period, reads.step)
        if cycles * len(reads.phases) > MOST_PHASES:
            return None
        starts = [
            (q * reads.step + phase[0], reads.taps(phase)) for q in range(cycles) for phase in reads.phases
        ]
        most = max(taps for _, taps in starts)
        if len(starts) * most <= period * most.bit_length():  # few windows over many phases
            phases = [self.together(first, taps, reads.apart) for first, taps in starts]
        else:
            wide = {taps: self.widened(taps, reads.apart) for taps in {taps for _, taps in starts}}
            phases = [wide[taps].at(first) for first, taps in starts]
        return Span(self.step * reads.step * cycles // period, tuple(phases), self.still)

    def together(self, first: int, taps: int, apart: int) -> Phase:
        """What so many positions read together, from the first on and `apart` from each other."""
        return reduce(Phase.hull, (self.at(first + k * apart) for k in range(taps)), NOTHING)

    def widened(self, taps: int, apart: int) -> "Span":
        """What each position reads together with the next ones, `apart` from each other: `taps` in all."""
        if not taps:
            return self._replace(phases=(NOTHING,) * len(self.phases))
        wide, reached = self, 1
        while reached < taps:
            more = min(reached, taps - reached)
            phases = (phase.hull(wide.at(i + more * apart)) for i, phase in enumerate(wide.phases))
            wide, reached = wide._replace(phases=tuple(phases)), reached + more
        return wide

    def over(self, positions: int) -> "Span":
        """What all of so many positions read together."""
        if len(self.phases) == 1 and self.size and not self.still:
            return Span(self.step, (self.phases[0].grown(self.step, 0, positions - 1),), still=True)
        return self._replace(phases=(self.widened(positions, 1).at(0),) * len(self.phases), still=True)

    def in_periods_of(self, period: int) -> "Span":
        """The same with a multiple of its period."""
        times = period // len(self.phases)
        if times == 1:
            return self
        return Span(self.step * times, tuple(map(self.at, range(period))), self.still)


def standing(jump: int | Fraction, phase: Phase) -> Span | None:
    """Positions that all read the same stretch, though they lie `jump` apart; None if too finely."""
    if jump.denominator > MOST_PHASES:
        return None
    return Span(jump.numerator, (phase,) * jump.denominator, still=True)


def _whole(number: Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


def meet(spans: Sequence[Span], sliding: Sequence[Span]) -> tuple[Span, bool] | None:
    """The hull of the spans, and whether the sliding ones have one centre; None if jumps disagree."""
    if len({span.jump for span in sliding}) > 1:
        return None
    hull = _hull(spans)
    if hull is not None and len(spans) > len(sliding):
        hull = standing((sliding or spans)[0].jump, hull.phases[0])
    return hull and (hull, _centred(sliding))


def _hull(spans: Sequence[Span]) -> Span | None:
    """Phase by phase the smallest first and the largest last."""
    period = lcm(*(len(span.phases) for span in spans))
    if period > MOST_PHASES:
        return None
    common = [span.in_periods_of(period) for span in spans]
    phases = zip(*(span.phases for span in common), strict=True)
    return common[0]._replace(phases=tuple(reduce(Phase.hull, read) for read in phases))


def _centred(spans: Sequence[Span]) -> bool:
    """Whether the centres of the paths agree at every position, as far as it reads anything by them."""
    if len(spans) < 2:
        return True
    period = lcm(*(len(span.phases) for span in spans))
    return all(
        len({phase.first + phase.last for phase in phases if phase.size}) <= 1
        for phases in zip(*(span.in_periods_of(period).phases for span in spans), strict=True)
    )
