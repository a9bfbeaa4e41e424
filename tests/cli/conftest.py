"""A terminal's variables never reach the tests of the command line."""

import pytest
from helpers import listed, only_bundled

import cnncalc

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


@pytest.fixture(autouse=True)
def _listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list that `cnncalc zoo` prints is worked out once for all tests."""
    monkeypatch.setattr("cnncalc.zoo.architectures", lambda: iter(listed().values()))
