"""Roster: the students of a class, from the list that a course system or a spreadsheet program saves.

name,id
Ada Lovelace,1815
"""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncalc.files import read_bytes
from cnncalc.problem import Place, Problem, Problems, Source, SpecError, did_you_mean, listing, quoted
from cnncalc.teaching.sheets.from_csv import delimiter_of
from cnncalc.teaching.sheets.sheet import LARGEST, LONGEST_ANSWER
from cnncalc.teaching.sheets.text import decoded

MOST_STUDENTS = 10_000

HEADS = {
    "name": ("name", "student", "student name", "full name", "fullname", "姓名", "学生"),
    "first": ("first name", "firstname", "given name", "vorname", "prénom"),
    "last": ("last name", "lastname", "surname", "family name", "nachname", "nom"),
    "id": ("id", "student id", "id number", "number", "matriculation number", "matrikelnummer", "学号"),
    "mail": ("mail", "email", "e-mail", "email address", "e-mail address", "邮箱"),
}
"""What columns may be called."""

NO_LISTS = (".yaml", ".yml", ".json")
"""Endings of files that are not lists of students: networks and keys."""

IN_NO_NAME = re.compile(r"[{}\[\]]|:$")
"""What lines of YAML and JSON have and names do not."""


class Student(NamedTuple):
    """A student, and the line of the list."""

    name: str
    id: str = ""
    mail: str = ""
    line: int = 0


def read_roster(path: str) -> list[Student]:
    """The students in a file, in their order. SpecError with all that is wrong with it.

    A first row with `name`, or with `first name` and `last name`, says what the columns are; `id` and `mail`
    may stand beside them. Without it the first column is the name, and one with an @ the mail.
    """
    if os.path.splitext(path)[1].lower() in NO_LISTS:
        raise SpecError([Problem(f"'{path}' is not a list of students: give CSV, with a name in each line")])
    try:
        source, problems = decoded(path, read_bytes(path, LARGEST)), Problems()
    except OSError as error:
        raise SpecError([Problem(f"cannot read '{path}': {error.strerror}")]) from None
    students = list(_students(source, problems))
    if not students and not problems:
        problems.add(f"'{path}' names no student; a list has a name in each line")
    if len(students) > MOST_STUDENTS:
        problems.add(f"'{path}' names more than {MOST_STUDENTS:,} students")
    if problems:
        raise problems.error()
    return students


def _students(source: Source, problems: Problems) -> Iterator[Student]:
    rows = list(_rows(source, problems))
    heads = [cell.casefold() for cell in rows[0][1]] if rows else []
    columns = {of: i for of, names in HEADS.items() for i, head in enumerate(heads) if head in names}
    if columns and not ("name" in columns or {"first", "last"} <= columns.keys()):
        problems.add(_no_name(heads), Place(source, rows[0][0], 1))
        return
    for line, cells in rows[1:] if columns else rows:
        found = _by_heads(cells, columns) if columns else _by_place(cells)
        student = found._replace(line=line)
        place = Place(source, line, 1)
        if not student.name:
            problems.add("a student without a name", place)
        elif not all(text.isprintable() and len(text) <= LONGEST_ANSWER for text in student[:3]):
            problems.add(f"a name is a short printable text; found {quoted(student.name)}", place)
        elif IN_NO_NAME.search(student.name):
            problems.add(f"a list has a name in each line; found {quoted(student.name)}", place)
        else:
            yield student


def _no_name(heads: Sequence[str]) -> str:
    """What is wrong with a first row that names columns, but none for the students' names."""
    known = {head for names in HEADS.values() for head in names}
    names = (*HEADS["name"], *HEADS["first"], *HEADS["last"])
    hints = (did_you_mean(head, names) for head in heads if head not in known)
    return (
        "a list has a column 'name', or 'first name' and 'last name';"
        f" found {listing(map(quoted, heads))}{next(filter(None, hints), '')}"
    )


def _rows(source: Source, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Every row that holds something, with its line."""
    reader = csv.reader(io.StringIO(source.text), delimiter=delimiter_of(source.text), strict=True)
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells) and not cells[0].startswith(("#", "sep=")):
                yield reader.line_num, cells
    except csv.Error as error:
        problems.add(f"not CSV: {error}", Place(source, max(reader.line_num, 1), 1))


def _by_heads(cells: Sequence[str], columns: dict[str, int]) -> Student:
    said = {of: cells[i] if i < len(cells) else "" for of, i in columns.items()}
    both = f"{said.get('first', '')} {said.get('last', '')}".strip()
    return Student(said.get("name", both), said.get("id", ""), said.get("mail", ""))


def _by_place(cells: Sequence[str]) -> Student:
    name, *others = cells
    mail = next((text for text in others if "@" in text), "")
    return Student(name, next((text for text in others if text != mail), ""), mail)


def called(students: Iterable[Student]) -> list[str]:
    """What each is called on a sheet: those of the same name with their numbers, if they have any."""
    students = list(students)
    times = Counter(one.name.casefold() for one in students)
    return [
        f"{one.name} {one.id or one.mail}".strip() if times[one.name.casefold()] > 1 else one.name
        for one in students
    ]


def doubles(students: Iterable[Student]) -> Iterator[str]:
    """A sentence for each name that stands in the list more than once."""
    lines: dict[str, list[Student]] = {}
    for one in students:
        lines.setdefault(one.name.casefold(), []).append(one)
    for same in lines.values():
        if len(same) > 1:
            where = ", ".join(str(one.line) for one in same)
            yield f"{quoted(same[0].name)} stands {len(same)} times, in lines {where}: each has a sheet"
