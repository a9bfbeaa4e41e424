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
