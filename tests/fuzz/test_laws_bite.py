"""Each law notices a cnncalc that breaks it, and what fails is made small."""

import json
from typing import Any

import pytest

from cnncalc import Summary
from cnncalc.files import spreadsheet
from cnncalc.language.follow import Builder
from cnncalc.language.statements import Loop
from cnncalc.layers import CATALOGUE
from cnncalc.shape import POINT
from cnncalc.teaching.explain.derive import FIGURES

from .case import Case
from .judge import Failure, judged
from .shrink import shrunk

CONV = {"conv": {"filters": 4, "kernel": 3, "padding": 1}}
TWICE = {"repeat": {"times": 2, "layers": [CONV]}}


@pytest.fixture
def verdict(tmp_path: Any) -> Any:
    """What a law says of these layers on 8x8x3."""

    def of(law: str, *layers: Any, args: tuple[str, ...] = ()) -> str:
        spec = {"input": "8x8x3", "layers": list(layers)}
        return str(judged(Case(law, {"net.yaml": json.dumps(spec)}, args), str(tmp_path / "case")))

    return of


@pytest.mark.parametrize(
    "law", ["sums", "formats_agree", "all_layers", "inlined", "fields_traced", "explained"]
)
def test_a_sound_network_is_held(verdict: Any, law: str) -> None:
    assert verdict(law, CONV, TWICE, "global_avg_pool", {"dense": 3}) == "held"


def test_a_total_that_is_no_sum(verdict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    total = Summary._total
    monkeypatch.setattr(Summary, "_total", lambda self, nodes: total(self, nodes[1:] if nodes else nodes))
    assert verdict("sums", CONV, CONV).startswith("sums: parameters: 148 is not 260")  # 112 + 148, less 112


def test_a_loop_that_leaves_its_last_round_out(verdict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Builder.loop

    def shorter(builder: Builder, loop: Loop, *around: Any) -> Any:
        return whole(builder, loop._replace(rounds=iter(list(loop.rounds or ())[:-1])), *around)

    monkeypatch.setattr(Builder, "loop", shorter)
    for law in ("all_layers", "inlined"):
        assert verdict(law, TWICE).startswith(f"{law}: layers and what they read")


def test_a_window_that_is_not_read(verdict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CATALOGUE["conv"], "windows", lambda self, x: POINT)
    monkeypatch.setattr("cnncalc.network._known", {})
    assert verdict("fields_traced", CONV) == "fields_traced: 'conv1' (conv): size: (1, 1) is not (3, 3)"


def test_a_csv_that_changes_a_name(verdict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "defused", str.upper)
    assert verdict("formats_agree", CONV).startswith("formats_agree: names in the CSV")


def test_a_working_that_derives_another_number(verdict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    derived = FIGURES["multiplies"]
    monkeypatch.setitem(FIGURES, "multiplies", lambda layer: derived(layer)._replace(value=1))  # type: ignore
    assert verdict("explained", CONV).startswith(
        "explained: 'conv1': multiplies: 1 is not 6912"
    )  # 3*3*3*4*8*8


def test_a_traceback_is_told_with_its_place(verdict: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CATALOGUE["conv"], "windows", lambda self, x: [][1])
    monkeypatch.setattr("cnncalc.network._known", {})
    found = verdict("clean", CONV, args=("summarize", "net.yaml"))
    assert found.startswith("clean: a defect at cnncalc/") and "IndexError" in found


def test_what_fails_is_made_small(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CATALOGUE["tanh"], "windows", lambda self, x: [][1])
    monkeypatch.setattr("cnncalc.network._known", {})
    spec = {
        "name": "Long",
        "input": "8x8x3",
        "layers": [CONV, {"repeat": {"times": 3, "layers": [CONV, "tanh"]}}],
    }
    case = Case("clean", {"net.yaml": json.dumps(spec), "more": "x"}, ("summarize", "net.yaml", "--exact"))
    small = shrunk(case, lambda one: isinstance(judged(one, str(tmp_path / "case")), Failure))
    assert (small.args, [*small.files]) == (("summarize", "net.yaml"), ["net.yaml"])
    assert "conv" not in small.files["net.yaml"] and len(small.files["net.yaml"]) < 60
