"""What layers, blocks, branches, variables and benchmarks may be called.

A name stands in specs, tables, sheets, keys and on command lines: one that some of them cannot carry is
refused where it is written.
"""

from keyword import iskeyword

from cnncalc.language.env import FLAGS
from cnncalc.problem import quoted

LONGEST_NAME = 100
"""Characters of a name: a block's name stands before those of all its layers."""

SEPARATORS = {
    "/": "it separates a block from its layers",
    ",": "it separates names in a list; use a space, '-', '_' or '.' instead",
    ";": "it separates names in a sheet; use a space, '-', '_' or '.' instead",
}
"""What stands between names, and so in none."""

BEGINNINGS = {
    "#": "begins a comment in a sheet, and #7 is the seventh layer",
    "-": "begins an option",
    **dict.fromkeys("=+@", "begins a formula in a spreadsheet"),
}
"""What no name begins with, and what it does instead."""

TAKEN = {"total": "the whole network", "main_path": "the network without its heads"}
"""What keys, sheets and commands mean by a word that stands where a name does."""

HEAD = "head."
"""What stands before the name of a head in a key."""

BRANCH = "branch"
"""What a branch without a name is called, with its number after it."""


def name_fault(name: str) -> str | None:
    """What is wrong with a name that a spec gives, if anything."""
    if mark := next((mark for mark in SEPARATORS if mark in name), None):
        return f"a name may not contain '{mark}': {quoted(name)}; {SEPARATORS[mark]}"
    if fault := text_fault(name):
        return fault
    if does := BEGINNINGS.get(name[0]):
        return f"a name may not begin with '{name[0]}', which {does}: {quoted(name)}{_without_mark(name)}"
    if meant := TAKEN.get(name) or (name.startswith(HEAD) and "a value of a head"):
        return f"a name may not be {quoted(name)}, which means {meant}; try '{name.replace('.', '_')}1'"
    return None


def text_fault(name: str) -> str | None:
    """What is wrong with a name that no layer is called by, if anything."""
    if not name.strip():
        return "a name may not be empty"
    if len(name) > LONGEST_NAME:
        return f"a name has at most {LONGEST_NAME} characters; this one has {len(name):,}"
    if not name.isprintable() or name != name.strip():
        return f"a name is one printable line without spaces around it; found {quoted(name)}"
    if "  " in name:
        return f"the words of a name are separated by one space; found {quoted(name)}"
    return None


def _without_mark(name: str) -> str:
    """`; try 'conv1'`."""
    rest = name.lstrip("".join(BEGINNINGS) + " ")
    return f"; try {quoted(rest)}" if rest and name_fault(rest) is None else ""


def variable_fault(what: str, name: str) -> str | None:
    """What is wrong with the name of a variable, parameter or counter, if anything."""
    if name.lower() in (*FLAGS, "null"):
        return f"{what} cannot be called '{name}', which always means {_MEANING[FLAGS.get(name.lower())]}"
    if iskeyword(name):
        return f"{what} cannot be called '{name}', which is a word of expressions"
    if not name.isidentifier():
        rule = "a word of letters, digits and '_' that does not begin with a digit"
        return f"{what} must be {rule}; found {quoted(name)}"
    return None


_MEANING = {True: "true", False: "false", None: "nothing"}
