"""What is to be said, not how it looks.

Forms are what a report can be written as: a table, the record for programs, or something of its own. The
tuples give the forms of each type of report, the best one first.
"""

from typing import Literal


class ColumnError(ValueError):
    """A column that a table does not have: which one, and which there are."""


Form = Literal["table", "record", "working", "findings", "rule", "grades", "worksheet", "matrices"]

TABLE: tuple[Form, ...] = ("table", "record")
WORKING: tuple[Form, ...] = ("working", "record")
FINDINGS: tuple[Form, ...] = ("findings", *TABLE)
RULE: tuple[Form, ...] = ("rule", *TABLE)
GRADES: tuple[Form, ...] = ("grades", *TABLE)
MATRICES: tuple[Form, ...] = ("matrices", *TABLE)
WORKSHEET: tuple[Form, ...] = ("worksheet", "table")
