"""Many files into one folder: all of them or none, and none over a text that somebody may have written in."""

import os
from collections.abc import Mapping

import click

from cnncalc.cli.parts.streams import write_all


def write_folder(folder: str, texts: Mapping[str, str], force: bool) -> None:
    """Write the texts by their names; what is there already with the same text stays as it is.

    Nothing is written where a file with other contents is in the way, unless force is given.
    """
    from cnncalc.files import holds
    from cnncalc.problem import listing, printable

    _make_folder(folder)
    paths = {os.path.join(folder, name): text for name, text in texts.items()}
    done = {path for path, text in paths.items() if holds(path, text)}
    in_the_way = [path for path in paths if os.path.lexists(path) and path not in done]
    if in_the_way and not force:
        raise click.UsageError(
            f"{listing(map(printable, in_the_way))}: already there with other contents, filled in or edited;"
            " --force overwrites"
        )
    write_all({path: [text] for path, text in paths.items() if path not in done})


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"cannot write to '{path}': {error.strerror}") from None
