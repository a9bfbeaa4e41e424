"""YAML: a worksheet to be filled in, or the key to it; the language that sheets are read in."""

from typing import TYPE_CHECKING

from cnncalc.render import Format, Terminal

if TYPE_CHECKING:
    from cnncalc.report.worksheet import WorksheetReport


def worksheet(report: "WorksheetReport", terminal: Terminal) -> str:
    """The questions with nothing behind them; in a key the answers."""
    from cnncalc.teaching.sheets.write import as_yaml

    return as_yaml(report.sheet, report.answers)


FORMAT = Format("yaml", ("yaml", "yml"), for_programs=True, worksheet=worksheet)
