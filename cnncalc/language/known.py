"""Kinds that there are: what is not a kind, block or statement is reported, also where it is left out."""

from collections.abc import Collection, Iterable, Iterator

from cnncalc.effort import Effort
from cnncalc.language.blocks import STATEMENTS
from cnncalc.language.entry import Entry, kind_hint, read_branches, read_entry
from cnncalc.language.tree import Mapping, Sequence, Value
from cnncalc.layers import CATALOGUE
from cnncalc.problem import Problems, quoted

WITH_LAYERS = ("head", "repeat", "for")
"""The words whose body has layers of its own."""


class Known:
    """The kinds, the statements, and the blocks of a spec."""

    def __init__(self, blocks: Collection[str], problems: Problems, effort: Effort) -> None:
        self.blocks = blocks
        self.problems = problems
        self.effort = effort
        self.looked_at: set[int] = set()  # layers that were left out, each looked at once

    def check(self, entry: Entry) -> bool:
        """Whether there is such a kind, statement or block; if not, that is reported."""
        word = entry.key.text
        if word in CATALOGUE or word in STATEMENTS or word in self.blocks:
            return True
        hint = kind_hint(word, [*CATALOGUE, *STATEMENTS], self.blocks, self.effort.hint)
        self.problems.add(f"there is no layer kind {quoted(word)}{hint}", entry.place)
        return False

    def check_left_out(self, items: Iterable[Value]) -> None:
        """Report kinds that there are not among layers that are written and left out, and inside of these."""
        for entry in _written_in(items, self.looked_at):
            self.check(entry)


def _written_in(items: Iterable[Value], seen: set[int]) -> Iterator[Entry]:
    """The layers, statements and calls among the items and inside of them, as far as they can be read."""
    pending = list(items)
    while pending:
        item = pending.pop()
        if id(item) in seen:
            continue  # an alias is one value, however often it stands
        seen.add(id(item))
        entry = read_entry(item, Problems())
        if entry is not None:
            yield entry
            pending += _inside(entry)


def _inside(entry: Entry) -> Iterator[Value]:
    """The layers that are written in the body of one: those of a loop or a head, or those of branches."""
    word, body = entry.key.text, entry.body
    kind = CATALOGUE.get(word)
    if word in WITH_LAYERS and isinstance(body, Mapping):
        layers = body.get("layers")
        yield from layers.items if isinstance(layers, Sequence) else ()
    elif kind is not None and kind.joins:
        _, branches = read_branches(kind, entry, Problems()) or (None, None)
        for _, branch in branches or ():
            yield from branch.items if isinstance(branch, Sequence) else (branch,)
