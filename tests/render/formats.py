"""Read each format back, as a program or a reader with a ruler would: header, rows, totals."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import NamedTuple

Cells = list[str]


class Printed(NamedTuple):
    """A table as it was found in the output."""

    header: Cells
    rows: list[Cells]
    total: Cells | None = None


def from_csv(text: str) -> Printed:
    header, *rows = csv.reader(io.StringIO(text))
    return Printed(header, rows)


def from_json(text: str) -> Printed:
    """Columns that are figures of their own, and the totals beside them."""
    record = json.loads(text)
    header = ["name", "parameters", "multiplies", "activations"]
    rows = [
        [layer["name"], *map(str, (layer["parameters"]["total"], layer["multiplies"], layer["activations"]))]
        for layer in record["layers"]
    ]
    return Printed(header, rows, ["total", *(str(record["totals"][name]) for name in header[1:])])


def from_markdown(text: str) -> Printed:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[_unescaped(cell.strip()) for cell in line.strip("|").split(" |")] for line in lines]
    header, _, *rows, total = cells
    return Printed(header, rows, [cell.strip("*") for cell in total])


def from_latex(text: str) -> Printed:
    lines = [line.removesuffix(r" \\") for line in text.splitlines() if line.endswith(r"\\")]
    header, *rows, total = ([_unescaped(cell.strip()) for cell in line.split(" &")] for line in lines)
    return Printed(header, rows, total)


def from_html(text: str) -> Printed:
    page = _Page()
    page.feed(text)
    rows = [row for row in page.tables[0] if any(row[1:])]
    header, *rows, total = (row for row in rows if len(row) == len(rows[0]))
    return Printed(header, [row for row in rows if re.search(r"[\d?]$", row[-1])], total)


def from_table(text: str) -> Printed:
    """Rows with a figure in each column but the first; lines that open a block have none."""
    table = text.split("\n\n")[1]
    header, _, *lines = table.splitlines()
    found = [re.match(r"(.*?)((?: {2,}(?:[\d,.]+|\?))+)$", line) for line in lines]
    rows = [[match[1].strip(" ─├└│|`-"), *match[2].split()] for match in found if match]
    *rows, total = rows
    return Printed(header.split(), rows, total)


READERS = {
    "csv": from_csv, "json": from_json, "markdown": from_markdown, "latex": from_latex, "html": from_html,
    "table": from_table,
}  # fmt: skip


def _unescaped(text: str) -> str:
    return re.sub(r"\\(?=[\\`*\[\]<>|_%#&{}$])", "", text)


class _Page(HTMLParser):
    """The tables of a page: rows of texts; and whether every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[Cells]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "!doctype"):
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and {"td", "th"} & {*self.open}:
            self.tables[-1][-1][-1] += data


def unclosed_tags(text: str) -> list[str]:
    """The tags of a page that are never closed; AssertionError if they cross."""
    page = _Page()
    page.feed(text)
    return page.open
