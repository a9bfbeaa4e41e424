"""The text of a sheet, as people's programs save it."""

import codecs
import re

from cnncalc.problem import Place, Problem, Source, SpecError
from cnncalc.teaching.sheets.sheet import LARGEST

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What stands first in the `Unicode text` of a spreadsheet program."""


def decoded(name: str, data: bytes, folder: str = "") -> Source:
    """The text of these bytes; SpecError where they are none, or too many.

    UTF-8, UTF-16 that says so, else what spreadsheet programs save without saying: the code pages of
    Chinese and of western Windows.
    """
    if len(data) > LARGEST:
        message = f"'{name}' is larger than {LARGEST:,} bytes; a sheet is a few lines of text"
        raise SpecError([Problem(message)])
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        readers = (_western, _chinese) if SMALL_LETTERS.fullmatch(data) else (_chinese, _western)
        found = next((one for reader in readers if (one := reader(data)) is not None), None)
        if found is None:
            raise SpecError([_no_text(name, data, error)]) from None
        text = found
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


WESTERN = re.compile("[À-ÿŠšŽžŒœŸ]|[«»°²³·×÷±–—’“”„…€\u00a0]")
SMALL_LETTERS = re.compile(rb"(?:[\x00-\x7f]|(?<=[A-Za-z])[\xdf-\xff]{1,2}(?![\xdf-\xff]))*")
"""`Groß`, whose two last letters are a rare Chinese character too: small letters behind a plain one."""

MOST_FOREIGN = 4
"""One letter of so many may have an accent."""


def _western(data: bytes) -> str | None:
    """The text in Windows-1252, as western spreadsheet programs save it; None where it is none.

    Nearly any bytes can be read so: a text has letters with accents among many without, no controls, and
    not more dashes and quotation marks than letters, as Japanese would.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    foreign = [sign for sign in text if not sign.isascii()]
    letters = sum(sign.isalpha() or sign in "×÷" for sign in foreign)
    is_text = all(map(WESTERN.match, foreign)) and not CONTROL.search(text)
    is_western = not letters or 2 * letters >= len(foreign)
    return text if is_text and is_western and MOST_FOREIGN * len(foreign) <= len(text) else None


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


ZIP = b"PK\x03\x04"
"""How workbooks and documents of office programs begin, whatever they were renamed to."""


def _no_text(name: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    before = data[: error.start].decode("utf-8", "replace").split("\n")
    if data.startswith(ZIP):
        message = (
            f"'{name}' is a workbook or another packed file; a spreadsheet program saves it as 'CSV UTF-8'"
        )
        return Problem(message)
    readable = Source(name, data[: error.start + 200].decode("utf-8", "replace"))
    message = (
        f"not a text: byte 0x{data[error.start]:02x} is not UTF-8; in a spreadsheet program, save it as"
        " 'CSV UTF-8'"
    )
    return Problem(message, Place(readable, len(before), len(before[-1]) + 1))
