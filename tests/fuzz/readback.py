"""Every output is read again with the standard library, as a program would; Broken where it cannot be."""

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import yaml
from html_page import Page

from .case import Broken, require

Cells = list[str]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def no_control_characters(text: str, coloured: bool, where: str) -> None:
    """Besides newlines and tabs, and colours where they were asked for."""
    found = CONTROL.search(ANSI.sub("", text) if coloured else text)
    if found:
        around = text[max(0, found.start() - 40) : found.end() + 40]
        raise Broken(f"control character {found[0]!r} in {where}: {around!r}")


def from_json(text: str) -> Any:
    def unknown(word: str) -> None:
        raise Broken(f"JSON holds {word}")

    try:
        return json.loads(text, parse_constant=unknown)
    except ValueError as error:
        raise Broken(f"no JSON: {error}: {text[:200]!r}") from None


def from_csv(text: str) -> list[Cells]:
    """The rows; all have as many cells as the header."""
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise Broken(f"no CSV: {error}: {text[:200]!r}") from None
    require(bool(rows), "an empty CSV")
    for row in rows:
        require(len(row) == len(rows[0]), f"CSV: {len(row)} cells below {len(rows[0])}: {row!r}")
    return rows


def sheet_from_csv(text: str) -> list[Cells]:
    """A CSV with remarks above it: lines that begin with #."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("#", '"#'))]
    return from_csv("".join(kept))


def markdown_cells(line: str) -> Cells:
    """The cells of a row: a | behind a backslash is text, and so is one in a code span."""
    parts = re.split(r"(?<!\\)((?:\\\\)*)\|", line.strip())
    cells = ["".join(pair) for pair in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    return [cell.strip() for cell in cells[1:-1]]


def from_markdown(text: str) -> list[list[Cells]]:
    """The tables: rows of cells, as many in each as in the header."""
    tables: list[list[Cells]] = []
    inside = False
    for line in text.split("\n"):
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            tables.append([])
        inside = True
        cells = markdown_cells(line)
        tables[-1].append(cells)
        width = len(tables[-1][0])
        require(len(cells) == width, f"Markdown: {len(cells)} cells below {width}: {line!r}")
    for table in tables:
        rule = table[1] if len(table) > 1 else []
        require(bool(rule) and all(re.fullmatch(r":?-+:?", cell) for cell in rule), f"Markdown: {table[:2]}")
    return tables


def from_html(text: str) -> list[list[Cells]]:
    """The tables of a page that closes every tag that it opens."""
    try:
        page = Page(text)
    except AssertionError as error:
        raise Broken(f"HTML: {error}") from None
    require(not page.open, f"HTML: {page.open} left open")
    return page.tables


def from_latex(text: str) -> str:
    """Braces and environments come in pairs."""
    bare = re.sub(r"\\[\\{}%]", "", re.sub(r"(?<!\\)%.*", "", text))
    require(bare.count("{") == bare.count("}"), "LaTeX: braces do not match")
    opened: Cells = []
    for word, name in re.findall(r"\\(begin|end)\{([^}]*)\}", bare):
        if word == "begin":
            opened.append(name)
        else:
            require(bool(opened) and opened.pop() == name, f"LaTeX: \\end{{{name}}}")
    require(not opened, f"LaTeX: {opened} left open")
    return text


def from_xml(text: str) -> Any:
    try:
        return ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        raise Broken(f"no XML: {error}: {text[:200]!r}") from None


def from_yaml(text: str) -> Any:
    try:
        return yaml.load(text, Loader=LOADER)
    except yaml.YAMLError as error:
        raise Broken(f"no YAML: {error}: {text[:200]!r}") from None


READERS: dict[str, Callable[[str], Any]] = {
    "json": from_json, "csv": from_csv, "markdown": from_markdown, "html": from_html, "latex": from_latex,
    "junit": from_xml, "sarif": from_json, "gradescope": from_json, "yaml": from_yaml,
}  # fmt: skip
