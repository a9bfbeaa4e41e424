"""Windows over positions of many phases: exact, and in no more steps than there are positions to look at."""

from helpers import figures
from work import steps

PHASES = 997  # a map of one position, upsampled to as many, has a phase for each


def pair(window: int):
    return {"upsample": PHASES}, {"max_pool": {"kernel": window, "stride": PHASES}}


def test_a_window_over_all_phases_reads_what_they_read_together():
    last = figures({"length": 3, "channels": 1}, *pair(PHASES))[1].receptive_field
    assert (last.size, last.jump, last.first) == ((1,), (1,), (0,))  # 997 positions repeat one pixel
    last = figures({"length": 3, "channels": 1}, *pair(PHASES + 1))[1].receptive_field
    assert (last.size, last.jump, last.first) == ((2,), (1,), (0,))  # and one position of the next


def test_one_window_over_many_phases_takes_a_step_for_each_position_and_not_for_each_pair():
    summary = figures({"length": 1, "channels": 1}, *pair(PHASES))
    assert steps(lambda: summary.figures["receptive_field"]) < 40 * PHASES


def test_what_a_network_reads_does_not_hang_on_what_was_read_before(monkeypatch):
    monkeypatch.setattr("cnncalc.network.MOST_PHASES_IN_ALL", 3_000)
    layers = [layer for _ in range(6) for layer in pair(PHASES)] + [{"upsample": 7}, {"max_pool": 7}] * 9
    monkeypatch.setattr("cnncalc.network._known", {})
    once, again = (
        [layer.receptive_field for layer in figures({"length": 1, "channels": 1}, *layers)] for _ in range(2)
    )
    assert once == again
    assert once[-1] is None  # six times 997 phases are more than 3,000


def test_a_field_of_too_many_phases_is_given_up_where_they_become_too_many_and_the_note_says_so():
    """Of 9 positions a pool makes 3 and a transposed convolution 4; each further pool from 4 to 3 has 3 times
    the phases, and 4/3 of the jump."""
    pairs = ({"adaptive_avg_pool": 3}, {"transposed_conv": {"filters": 1, "kernel": 2}}) * 10
    summary = figures({"length": 9, "channels": 1}, *pairs, "global_avg_pool")
    known = [layer.receptive_field is not None for layer in summary]
    assert known == [True] * 18 + [False] * 3  # 3 ** 8 = 6,561 phases are followed, 3 ** 9 = 19,683 are not
    (note,) = summary.notes
    assert note.layer == "adaptive_avg_pool10"
    assert "too many different ways to follow" in note.reason
