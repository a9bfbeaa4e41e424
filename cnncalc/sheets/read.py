"""A file becomes a sheet, and a sheet the network that it is about."""

from cnncalc.analysis.base import Settings
from cnncalc.api import read
from cnncalc.network import Network
from cnncalc.problem import Problem, Problems, Source, SpecError
from cnncalc.sheets.from_csv import read_csv
from cnncalc.sheets.from_yaml import is_sheet, read_yaml
from cnncalc.sheets.sheet import Sheet
from cnncalc.spec.find import find
from cnncalc.spec.tree import Value, parse
from cnncalc.summary import Summary


def as_sheet(file: str) -> Sheet | None:
    """The sheet in a file; None where the file is a spec. SpecError with all that is wrong with it."""
    problems = Problems()
    source = find(file)
    if file.lower().endswith((".csv", ".tsv")):
        sheet = read_csv(source, problems)
    else:
        root = _tree(source)
        if not is_sheet(root):
            return None
        sheet = read_yaml(source, root, problems)
    if problems:
        raise problems.error()
    return sheet


def _tree(source: Source) -> Value | None:
    """The tree of a file; None where it is no YAML: what reads it as a spec will say why."""
    try:
        return parse(source, Problems())
    except SpecError:
        return None


def summary_of(sheet: Sheet, spec: str | None = None) -> Summary:
    """The figures of the network that a sheet is about; `spec` where the sheet does not say.

    SpecError where there is none.
    """
    network = _network(sheet, spec)
    return Summary(network, Settings(sheet.batch, sheet.dtype))


def _network(sheet: Sheet, spec: str | None) -> Network:
    architecture = spec or sheet.architecture
    if architecture is None:
        raise SpecError(
            [
                Problem(
                    f"{sheet.source.name}: 'architecture' is missing: the network that the answers are about;"
                    " a sheet names it, or --spec does"
                )
            ]
        )
    root = None if isinstance(architecture, str) else architecture
    source = sheet.source if root else find(*_named(str(architecture), sheet, beside=spec is None))
    return read(source, root, sheet.input or None, sheet.settings)


def _named(architecture: str, sheet: Sheet, beside: bool) -> tuple[str, Source | None]:
    """A path in a sheet is meant from the sheet's own folder."""
    return architecture, sheet.source if beside and sheet.source.folder else None
