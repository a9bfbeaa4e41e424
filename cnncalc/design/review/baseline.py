"""The baseline: findings that a project lives with for now, so that only new ones are reported.

A finding is known by its spec, its rule and its layer, not by its line, so that a baseline outlives
changes elsewhere in the file.
"""

import json
from collections import Counter
from collections.abc import Iterable

from cnncalc.design.review.base import Finding
from cnncalc.files import read_bytes
from cnncalc.files.json_text import as_json
from cnncalc.problem import Problem, SpecError

SCHEMA = "cnncalc.baseline/1"

LARGEST_FILE = 200_000_000

Keys = Counter[tuple[str, str, str]]


def text_of(findings: Iterable[Finding]) -> str:
    """The findings as a file, a line for each; in an order of its own, so that changes show well."""
    keys = sorted(finding.key for finding in findings)
    lines = [as_json({"spec": s, "rule": r, "layer": n}) for s, r, n in keys]
    listed = ",\n  ".join(lines)
    return f'{{"schema": "{SCHEMA}",\n "findings": [\n  {listed}]}}\n'


def read(file: str) -> Keys:
    """The keys of the findings in a baseline file; SpecError if it is none."""
    try:
        record = json.loads(read_bytes(file, LARGEST_FILE).decode())
        keys = [(entry["spec"], entry["rule"], entry["layer"]) for entry in record["findings"]]
        if record["schema"] != SCHEMA or not all(isinstance(part, str) for key in keys for part in key):
            raise ValueError
    except OSError as error:
        raise SpecError([Problem(f"cannot read '{file}': {error.strerror}")]) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "'cnncalc review --write-baseline FILE' writes one"
        raise SpecError([Problem(f"'{file}' is not a baseline; {hint}")]) from None
    return Counter(keys)
