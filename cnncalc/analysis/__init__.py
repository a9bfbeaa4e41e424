"""The analyses: one file each, found by being in this folder."""

from cnncalc.analysis.base import Analysis, Column
from cnncalc.folder import import_all

_modules = import_all(__name__, __path__)

ANALYSES: tuple[Analysis, ...] = tuple(
    sorted(
        (module.ANALYSIS for module in _modules if hasattr(module, "ANALYSIS")),
        key=lambda analysis: analysis.order,
    )
)
"""Every analysis, in the order in which their numbers are shown."""

COLUMNS: dict[str, Column] = {column.name: column for analysis in ANALYSES for column in analysis.columns}
"""Every column that a table can have, by name."""

ADDITIVE = frozenset(column.name for analysis in ANALYSES if analysis.additive for column in analysis.columns)
"""The columns whose numbers add up to a total."""

ALIASES = {
    "start": "first",
    "share": "parameters_share",
    "rf": "receptive_field",
    "params": "parameters",
    "macs": "multiplies",
    "weight_memory": "parameter_memory",
}
"""Other words by which people ask for a column."""
