"""A file becomes a sheet, a sheet the network that it is about, and its answers get their marks."""

import os
from collections.abc import Callable

from cnncalc.analysis.base import Settings
from cnncalc.api import read
from cnncalc.files import read_bytes
from cnncalc.language.find import find
from cnncalc.language.parse import parse
from cnncalc.network import Network
from cnncalc.problem import Problem, Problems, Source, SpecError
from cnncalc.summary import Summary
from cnncalc.teaching.check.mark import Mark, Marked, Marker
from cnncalc.teaching.sheets.from_csv import read_csv
from cnncalc.teaching.sheets.from_markdown import read_markdown
from cnncalc.teaching.sheets.from_yaml import is_sheet, read_yaml
from cnncalc.teaching.sheets.sheet import LARGEST, Sheet
from cnncalc.teaching.sheets.text import decoded
from cnncalc.teaching.sheets.variant import variant

Reader = Callable[[Source, Problems], Sheet]

TABLES: dict[str, Reader] = {
    ".csv": read_csv, ".tsv": read_csv, ".md": read_markdown, ".markdown": read_markdown,
}  # fmt: skip
"""How files that are sheets by their ending are read."""


ENDINGS = (".yaml", ".yml", *TABLES)
"""How the files of sheets end."""


def as_sheet(file: str) -> Sheet | None:
    """The sheet in a file; None where it is a spec, or no YAML: what reads it as a spec will say why.

    SpecError with all that is wrong with a sheet.
    """
    if os.path.splitext(file)[1].lower() in TABLES:
        return sheet_in(file)
    problems = Problems()
    try:
        source = find(file)
        root = parse(source, problems)
    except SpecError:
        return None
    return _checked(read_yaml(source, root, problems), problems) if is_sheet(root) else None


def sheet_in(path: str, name: str = "") -> Sheet:
    """The sheet that this very file has to be. SpecError with all that is wrong with it.

    It is read to LARGEST and no further, and nothing that it names is opened.
    """
    source, problems = _read(path, name or path), Problems()
    table = TABLES.get(os.path.splitext(path)[1].lower())
    if table is not None:
        return _checked(table(source, problems), problems)
    return _checked(read_yaml(source, parse(source, problems), problems), problems)


def _checked(sheet: Sheet, problems: Problems) -> Sheet:
    if len(sheet.source.text) > LARGEST:
        problems.add(f"'{sheet.source.name}' is larger than {LARGEST:,} characters")
    if problems:
        raise problems.error()
    return sheet


def _read(path: str, name: str) -> Source:
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            what = "a folder" if os.path.isdir(path) else "not a file"
            raise SpecError([Problem(f"'{name}' is {what}; a sheet is one file")])
        return decoded(name, read_bytes(path, LARGEST), os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        raise SpecError([Problem(f"cannot read '{name}': {error.strerror}")]) from None
    except ValueError:  # a NUL in the path
        raise SpecError([Problem(f"cannot read '{name}': no file has such a name")]) from None


def summary_of(sheet: Sheet, spec: str | None = None) -> Summary:
    """The figures of the network that a sheet is about; `spec` where the sheet does not say.

    SpecError where there is none.
    """
    network = network_of(sheet, spec)
    changed = network if sheet.variant is None else variant(network, sheet.variant, sheet.vary == "windows")
    return Summary(changed, Settings(sheet.batch, sheet.dtype))


def network_of(sheet: Sheet, spec: str | None = None) -> Network:
    """The network that a sheet is about, before any variant; otherwise as `summary_of`."""
    architecture = spec or sheet.architecture
    if architecture is None:
        raise SpecError(
            [
                Problem(
                    f"{sheet.source.name}: 'architecture' is missing: the network that the answers are about;"
                    " name it in the sheet, or with --spec"
                )
            ]
        )
    root = None if isinstance(architecture, str) else architecture
    source = sheet.source if root else find(*_named(str(architecture), sheet, beside=spec is None))
    return read(source, root, _inputs(sheet.input), sheet.settings)


def _inputs(text: str) -> str | dict[str, str] | None:
    """Another input: a shape, or `left=64x64x3, right=64x64x3`."""
    if "=" not in text:
        return text or None
    pairs = (pair.rpartition("=") for pair in text.split(","))
    return {name.strip(): shape.strip() for name, _, shape in pairs}


def _named(architecture: str, sheet: Sheet, beside: bool) -> tuple[str, Source | None]:
    """A path in a sheet is meant from the sheet's own folder."""
    return architecture, sheet.source if beside and sheet.source.folder else None


def marked(sheet: Sheet, spec: str | None = None) -> tuple[Marked, list[Problem]]:
    """The answers with their marks, and a problem for each key that names no figure.

    spec: the network, whatever the sheet says. SpecError where there is none, or it cannot be read.
    """
    marker = Marker(summary_of(sheet, spec), sheet.layout, sheet.conventions)
    found = marker.mark(sheet.claims)
    marks = tuple(one for one in found if isinstance(one, Mark))
    whole = Marked(sheet.source.name, marker.summary.name, marks, sheet.blank, sheet.student, sheet.title)
    return whole, [one for one in found if isinstance(one, Problem)]
