"""A terminal's variables never reach the tests of the command line."""

from functools import cache

import pytest
from helpers import only_bundled

import cnncalc
from cnncalc.language.find import bundled_names
from cnncalc.zoo import Architecture, architecture

pytest.register_assert_rewrite("commandline")


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command summarises is a bundled network as it stands, worked out once for all tests."""
    monkeypatch.setattr(cnncalc, "summarize", only_bundled)


@pytest.fixture
def counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list that `cnncalc zoo` prints is worked out once for all tests."""
    monkeypatch.setattr("cnncalc.zoo.architectures", lambda: iter(_whole_list()))


@cache
def _whole_list() -> list[Architecture]:
    return [*map(architecture, bundled_names())]
