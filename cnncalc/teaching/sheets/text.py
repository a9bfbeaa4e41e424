"""The text of a sheet, as people's programs save it."""

import codecs
import re

from cnncalc.problem import Place, Problem, Source, SpecError
from cnncalc.teaching.sheets.sheet import LARGEST

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What stands first in the `Unicode text` of a spreadsheet program."""


def decoded(name: str, data: bytes, folder: str = "") -> Source:
    """The text of these bytes: UTF-8, or UTF-16 that says so. SpecError where they are none, or too many."""
    if len(data) > LARGEST:
        message = f"'{name}' is larger than {LARGEST:,} bytes; a sheet is a few lines of text"
        raise SpecError([Problem(message)])
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        chinese = _chinese(data)
        if chinese is None:
            raise SpecError([_no_text(name, data, error)]) from None
        text = chinese
    return Source(name, text, folder)


COMMON = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef·×÷≈≤≥—‘’“”…℃]")


def _chinese(data: bytes) -> str | None:
    """The text in GBK or GB18030, as Chinese spreadsheet programs save it; None where it is none.

    Other bytes than Chinese ones can be read so by chance, one letter here and there: Chinese stands in
    pairs of high bytes, those of GB2312, nearly everywhere.
    """
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [sign for sign in text if not sign.isascii()]
    usual = [sign for sign in foreign if COMMON.match(sign) and min(sign.encode("gb18030")) > 0xA0]
    return text if 10 * len(usual) >= 9 * len(foreign) else None


def _no_text(name: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    before = data[: error.start].decode("utf-8", "replace").split("\n")
    readable = Source(name, data[: error.start + 200].decode("utf-8", "replace"))
    message = (
        f"not a text: byte 0x{data[error.start]:02x} is not UTF-8; in a spreadsheet program, save it as"
        " 'CSV UTF-8'"
    )
    return Problem(message, Place(readable, len(before), len(before[-1]) + 1))
