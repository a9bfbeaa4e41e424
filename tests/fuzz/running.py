"""Runs a command line here, and holds it to what every run owes: an exit code, words, clean output."""

import os
import re

from commandline import Outcome
from commandline import run as run_here

from .case import Case, require
from .readback import READERS, no_control_characters, sheet_from_csv


def run(*args: str, stdin: str = "") -> Outcome:
    """The outcome of a command line; a defect is Broken, with the traceback."""
    found = run_here(*args, stdin=stdin)
    if found.code == 3 or "Traceback" in found.err:
        again = run_here("--debug", *args, stdin=stdin)
        where = re.findall(r'File ".*?/(cnncalc/[^"]*)", line (\d+), in (\w+)', again.err)
        last = again.err.strip().splitlines()
        named = next((line for line in reversed(last) if re.match(r"cnncalc: this is", line)), last[-1])
        at = f"{where[-1][0]}:{where[-1][1]} {where[-1][2]}" if where else ""
        require(False, f"a defect at {at}: {named[:300]}")
    return found


def held(case: Case, outcome: Outcome) -> Outcome:
    """The outcome, if it is one that a user may see."""
    coloured = bool(case.env.get("FORCE_COLOR"))
    require(outcome.code in (0, 1, 2), f"exit code {outcome.code}: {outcome.err[:300]!r}")
    no_control_characters(outcome.out, coloured, "standard output")
    no_control_characters(outcome.err, coloured, "standard error")
    if outcome.code == 2:
        words = re.sub(r"Usage:.*|Try .*|[Ee]rror:", "", outcome.err)
        require(bool(re.search(r"\w", words)), f"exit code 2 without a word: {outcome.err[:300]!r}")
    return outcome


def option(args: tuple[str, ...], name: str) -> str | None:
    """The value of an option, if it is given; the last one counts."""
    return next((args[i + 1] for i in reversed(range(len(args) - 1)) if args[i] == name), None)


ENDINGS = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
    ".tex": "latex",
    ".xml": "junit",
    ".sarif": "sarif",
    ".yaml": "yaml",
}


def form_of(args: tuple[str, ...]) -> str | None:
    """The format that was asked for, if any was."""
    file = option(args, "-o")
    if args[:1] == ("schema",):
        return "json"
    form = option(args, "--format") or (ENDINGS.get(os.path.splitext(file)[1]) if file else None)
    if args[:1] == ("worksheet",) and form is None and not file:
        return "yaml" if "--answers" in args else "markdown"
    return form


def read_again(args: tuple[str, ...], outcome: Outcome) -> None:
    """What a run printed or wrote, by the format that was asked for."""
    form, file, text = form_of(args), option(args, "-o"), outcome.out
    if file and file not in ("net.yaml", "key.yaml") and outcome.code != 2 and os.path.isfile(file):
        with open(file, encoding="utf-8") as written:
            text = written.read()
        no_control_characters(text, False, "the file")
    if not text or outcome.code == 2 or "--help" in args or form not in READERS:
        return
    if args[:1] == ("worksheet",) and form == "csv":
        sheet_from_csv(text)
    else:
        READERS[form](text)
