"""What is behind an error of YAML, in plain words, and where it was made."""

import re

import yaml

from cnncalc.problem import LINE_BREAK, Place, Problem, Source, quoted

LONGEST = 500
"""Characters among which the end of an expression is looked for."""

_INDEX = re.compile(r"[^][{},:\s][^][{},:]*\[$")
"""An expression up to the bracket after one of its words."""


def plainly(error: yaml.MarkedYAMLError, opened: Place | None, stopped: Place) -> Problem:
    """What is behind most mistakes of this kind, where it was made: YAML often notices lines later."""
    said = ", ".join(part for part in (error.context, error.problem) if part) or str(error)
    line = stopped.source.line(stopped.line)
    found = line[stopped.column - 1 : stopped.column]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Problem("indent with spaces, not with tabs", stopped)
    if opened and "flow" in said and opened.line != stopped.line:
        bracket = opened.source.line(opened.line)[opened.column - 1]
        return Problem(f"this '{bracket}' is never closed", opened)
    if (
        "flow" in said
        and found == "["
        and (index := _INDEX.search(line, max(0, stopped.column - LONGEST), stopped.column))
    ):
        whole = expression_at(line, index.start())
        message = f'inside {{}} and [], put a value with brackets in quotes: "{whole}"'
        return Problem(message, Place(stopped.source, stopped.line, index.start() + 1, len(whole)))
    if "flow" in said:
        return Problem("a comma or a closing bracket is missing before this", stopped)
    if opened and "quoted scalar, found unexpected end" in said:
        return Problem("this quotation mark is never closed", opened)
    if opened and "could not find expected ':'" in said:
        word = quoted(opened.source.line(opened.line)[opened.column - 1 :].strip())
        message = f"{word} is neither '- layer' nor 'field: value'; put a space after '-' and ':'"
        return Problem(message, opened)
    if "mapping values are not allowed" in said:
        hint = "is the line above complete, indented the same, and with a space after its ':'?"
        return Problem(f"unexpected ':'; {hint} Put a text that contains ': ' in quotes", stopped)
    if "expected '-' indicator" in said:
        return Problem("the other lines at this level begin with '-'; is a '-' missing here?", stopped)
    if "did not find expected key" in said or "expected <block end>" in said:
        return Problem("the indentation of this line does not match the lines around it", stopped)
    if "cannot start any token" in said:
        return Problem(f"put a text that begins with '{found}' in quotes", stopped)
    return Problem(f"not YAML: {said}", stopped)


def unreadable(error: yaml.reader.ReaderError, source: Source) -> Problem:
    """A character that no YAML may have: libyaml counts bytes, PyYAML characters, so it is looked for."""
    found = yaml.reader.Reader.NON_PRINTABLE.search(source.text)
    character = found.group() if found else chr(error.character)
    message = f"not a text file: YAML does not allow the character {character!a}"
    return Problem(message, place_at(source, found.start() if found else 0))


def place_at(source: Source, offset: int) -> Place:
    """The place of the character with this number, from 0."""
    *above, before = LINE_BREAK.split(source.text[:offset])
    return Place(source, len(above) + 1, len(before) + 1)


def expression_at(line: str, start: int) -> str:
    """The line from here as far as one expression goes: to the comma or bracket after it."""
    text, depth = line[start : start + LONGEST], 0
    for i, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth < 0 or (not depth and character in ",}") or text[i : i + 2] == " #":
            return text[:i].rstrip()
    return text.rstrip()
