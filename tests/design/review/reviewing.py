"""What the tests of the review share: a review of a text, or of a bundled network with one thing changed."""

import os

from cnncalc import Network, summarize
from cnncalc.design.review.base import Finding
from cnncalc.design.review.run import Reviewed, Subject, review
from cnncalc.design.review.settings import ReviewSettings, settings
from cnncalc.language.build import read_network
from cnncalc.language.find import bundled_folder
from cnncalc.problem import Source


def subject(network: Network, own: ReviewSettings = ReviewSettings()) -> Subject:  # noqa: B008
    """A network to be reviewed as its spec says, and as `own` says on top."""
    chosen = settings(network.review).under(own)
    return Subject(summarize(network, dtype=chosen.dtype or "float32"), chosen)


def reviewed(text: str, *select: str, default: bool = True, as_written: bool = True) -> Reviewed:
    """The review of a spec's text by the default rules and those that are named."""
    own = ReviewSettings((*(["default"] if default else []), *select))
    return review([subject(read_network(Source("test.yaml", text)), own)], as_written)


def found(text: str, *select: str) -> list[tuple[str, int]]:
    """Rule and line of each finding, once."""
    return sorted({(one.rule, line(one)) for one in reviewed(text, *select).findings})


def line(finding: Finding) -> int:
    assert finding.place is not None
    return finding.place.line


def only(text: str, *select: str) -> Finding:
    """The only finding in a text."""
    (finding,) = reviewed(text, *select).findings
    return finding


def bundled_text(name: str) -> str:
    with open(os.path.join(bundled_folder(), f"{name}.yaml"), encoding="utf-8") as file:
        return file.read()


def review_changed(name: str, changes: dict[str, str], *select: str, as_written: bool = False) -> Reviewed:
    """The review of a bundled spec with pieces of its text replaced, each of which stands there once."""
    text = bundled_text(name)
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        text = text.replace(old, new)
    source = Source(f"{name}.yaml", text, bundled_folder())
    own = ReviewSettings(("default", *select) if select else None)
    return review([subject(read_network(source), own)], as_written)
