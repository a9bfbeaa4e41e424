"""What problems say: how many at most, how much of what was found, and nothing that steers a terminal."""

import pytest

from cnncalc import SpecError
from cnncalc.language.build import read_network
from cnncalc.problem import MOST_NAMED, MOST_PROBLEMS, Place, Problem, Source, listing, quoted

HOSTILE = "a\x1b[31m\u202e\x7f"


def test_reading_stops_after_a_thousand_problems():
    layers = "".join(f"  - nokind{i}\n" for i in range(2 * MOST_PROBLEMS))
    with pytest.raises(SpecError) as caught:
        read_network(Source("t.yaml", f"input: 8\nlayers:\n{layers}"))
    messages = [problem.message for problem in caught.value.problems]
    assert len(messages) == MOST_PROBLEMS + 1
    assert messages[-1] == "1,000 problems: what follows is not read"


@pytest.mark.parametrize(
    "text",
    [
        str(Place(Source(HOSTILE, ""), 1, 1)),
        *Place(Source("t.yaml", f"{HOSTILE} x"), 1, 3).excerpt().split("\n"),
        str(Problem(HOSTILE)),
        str(Problem("wrong", None, (HOSTILE,))),
    ],
)
def test_a_problem_shows_what_others_wrote_printable(text):
    assert text.isprintable()
    assert "\\x1b[31m" in text or set(text) <= set(" |^")  # the carets under the line


def test_a_list_in_a_message_names_the_first_and_counts_the_others():
    said = listing(str(i) for i in range(1_040))
    assert said.endswith("38, 39 and 1,000 more")
    assert said.count(",") == MOST_NAMED  # 39 between 40 words, and one in 1,000


def test_what_was_found_is_cut_in_a_message():
    assert quoted("x" * 60) == f"'{'x' * 60}'"
    assert quoted("x" * 61) == f"'{'x' * 57}...'"
