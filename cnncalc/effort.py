"""How much work one reading takes: counted here alone, and bounded, so that no small text runs for long.

The work that is counted is that which makes no layer: characters of expressions, elements of lists, items
that are passed over, words that are compared for a hint. Each layer that is made adds to what is allowed,
so that a reading takes a time in proportion to its layers, and a second or two beside.
"""

from collections.abc import Callable, Iterable

from cnncalc.problem import MOST_COMPARED, Place, Problems, did_you_mean

MOST_LAYERS = 1_000_000
"""Layers, and calls and rounds of loops, that a spec may expand to."""

MOST_STEPS = 1_000_000
"""Steps of about a microsecond that a reading may take beside those for its layers."""

STEPS_FOR_A_LAYER = 200
"""Steps that each layer adds to these: less than it takes itself."""

STEPS_FOR_AN_ITEM = 10
"""Steps that a layer, a call or a round takes before anything in it is read."""

STEPS_FOR_AN_ELEMENT = 3
"""Steps that an element of a list takes."""

MOST_COMPARISONS = 10 * MOST_COMPARED
"""Words that are compared for the hints of a reading: enough for the first problems, which are read first."""

Look = Callable[[str, Iterable[str]], str]


class Effort:
    """What a reading has taken so far; the problem with one that takes too much goes to its problems."""

    def __init__(self, problems: Problems | None = None, layers: int = 0) -> None:
        self.problems = Problems() if problems is None else problems
        self.place: Place | None = None  # where the reading stands
        self.items = 0
        self.layers = layers
        self.steps = 0
        self.comparisons = 0

    def item(self, place: Place) -> None:
        """A layer, a call or a round of a loop begins here; SpecError if there are too many."""
        self.place = place
        self.items += 1
        if self.items > MOST_LAYERS:
            self._stop(f"more than {MOST_LAYERS:,} layers")
        self.spend(STEPS_FOR_AN_ITEM)

    def layer(self, elements: int) -> None:
        """A layer was made whose fields hold so many elements of lists, which every analysis goes through."""
        self.layers += 1
        if elements:
            self.elements(elements)

    def elements(self, number: int) -> None:
        """This many elements of a list are gone through."""
        self.spend(number * STEPS_FOR_AN_ELEMENT)

    def spend(self, steps: int) -> None:
        """This many steps more; SpecError if they are too many."""
        self.steps += steps
        if self.steps > MOST_STEPS and self.spent:
            self._stop(
                f"up to here, expressions, lists and items that make no layer took more than {MOST_STEPS:,}"
                f" steps plus {STEPS_FOR_A_LAYER} for each layer"
            )

    @property
    def spent(self) -> bool:
        """Whether it is more than is allowed."""
        return self.steps > MOST_STEPS + self.layers * STEPS_FOR_A_LAYER

    def hint(self, found: str, known: Iterable[str], look: Look = did_you_mean) -> str:
        """What may have been meant, looked for until MOST_COMPARISONS words were compared."""
        if self.comparisons >= MOST_COMPARISONS:
            return ""
        words = list(known)
        self.comparisons += min(len(words), MOST_COMPARED)
        return look(found, words)

    def _stop(self, message: str) -> None:
        self.problems.add(message, self.place)
        raise self.problems.error()
