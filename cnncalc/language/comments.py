"""Comments of a YAML text: what the parser leaves out."""

import re
from collections.abc import Iterator

import yaml

from cnncalc.language.parse import LOADER
from cnncalc.problem import LINE_BREAK, Place, Source

COMMENT = re.compile(r"(?:^|(?<=\s))#")


def comments(source: Source, mentioning: str) -> Iterator[Place]:
    """The place of each comment with this word in it, from its # to the end of the line.

    A # inside a text, quoted or over several lines, begins no comment.
    """
    if mentioning not in source.text:
        return
    texts = None
    for number, line in enumerate(LINE_BREAK.split(source.text), start=1):
        if mentioning not in line:
            continue
        if texts is None:
            texts = list(_texts(source))
        for found in COMMENT.finditer(line):
            at = (number, found.start() + 1)
            if not any(start <= at < end for start, end in texts):
                if mentioning in line[found.start() :]:
                    yield Place(source, *at, len(line) - found.start())
                break


def _texts(source: Source) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each text of the YAML begins and ends, if a # may stand in it."""
    for event in yaml.parse(source.text, Loader=LOADER):
        if isinstance(event, yaml.ScalarEvent) and "#" in event.value:
            start, end = event.start_mark, event.end_mark
            assert start is not None and end is not None
            yield (start.line + 1, start.column + 1), (end.line + 1, end.column + 1)
