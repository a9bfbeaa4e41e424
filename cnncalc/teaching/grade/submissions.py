"""Submissions: the sheets in folders and among files, with whose they are."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncalc.teaching.sheets.read import ENDINGS

DEEPEST = 20
"""Folders inside each other that are looked into."""

NOT_SUBMITTED = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What systems leave in folders."""


class Submission(NamedTuple):
    """A file that may be a sheet.

    path: where it lies. name: by which the teacher knows it. student: whose it is unless the sheet says
    something else: the folder below the one that was given, or the file's name. fault: why it is none.
    skipped: a file in a folder that does not end like a sheet, such as a .docx.
    """

    path: str
    name: str
    student: str
    fault: str = ""
    skipped: bool = False


def submissions(given: Iterable[str]) -> Iterator[Submission]:
    """Every sheet in these files and folders, and those below them; in order of their names.

    In folders files count that end like sheets. Links are not followed there: they may lead anywhere.
    """
    return (one for one in files_in(given) if not one.skipped)


def files_in(given: Iterable[str]) -> Iterator[Submission]:
    """The same, and the files that were skipped."""
    for path in given:
        if os.path.isdir(path):
            yield from _in_folder(path)
        else:
            yield Submission(path, path, _stem(path))


def missing(given: Iterable[str]) -> list[str]:
    """Those of the paths at which there is nothing."""
    return [path for path in given if not os.path.lexists(path)]


def _in_folder(top: str) -> Iterator[Submission]:
    try:
        entries = _entries(top)
    except OSError as error:
        yield _closed(top, _stem(top), error)
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            found = list(_below(entry.path, entry.name, DEEPEST))
            yield from found
            if all(one.skipped for one in found):
                yield Submission(entry.path, entry.path, _stem(entry.name), "the folder holds no sheet")
        else:
            yield _submission(entry, _stem(entry.name))


def _closed(folder: str, student: str, error: OSError) -> Submission:
    return Submission(folder, folder, student, f"the folder cannot be read: {error.strerror}")


def _below(folder: str, student: str, deepest: int) -> Iterator[Submission]:
    try:
        entries = _entries(folder)
    except OSError as error:
        yield _closed(folder, _stem(student), error)
        return
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield _submission(entry, _stem(student))
        elif deepest:
            yield from _below(entry.path, student, deepest - 1)
        else:
            yield Submission(entry.path, entry.path, _stem(student), f"more than {DEEPEST} folders deep")


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = [one for one in entries if not one.name.startswith(".") and one.name not in NOT_SUBMITTED]
    return sorted(found, key=lambda entry: entry.name)


def _counts(entry: os.DirEntry[str]) -> bool:
    """Whether a file ends like a sheet; or a link leads to a folder, where sheets may lie."""
    is_sheet = os.path.splitext(entry.name)[1].lower() in ENDINGS
    return is_sheet or (entry.is_symlink() and os.path.isdir(entry.path))


def _submission(entry: os.DirEntry[str], student: str) -> Submission:
    if not _counts(entry):
        return Submission(entry.path, entry.path, student, skipped=True)
    what = "folder" if os.path.isdir(entry.path) else "file"
    fault = f"a link is not followed; hand in the {what} itself" if entry.is_symlink() else ""
    return Submission(entry.path, entry.path, student, fault)


def _stem(path: str) -> str:
    name = os.path.basename(path)
    stem, ending = os.path.splitext(name)
    return stem if ending.lower() in ENDINGS else name
