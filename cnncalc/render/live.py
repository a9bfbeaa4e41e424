"""What is shown while a command works: a progress bar on standard error, if that is a terminal."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

EVERY = 20
"""Steps after which the bar moves."""


def progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The same items; where standard error is a terminal, with a bar that is gone when they end."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        for i, item in enumerate(items):
            yield item
            if i % EVERY == EVERY - 1:
                bar.advance(task, EVERY)
