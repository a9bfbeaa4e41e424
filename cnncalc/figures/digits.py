"""What all readers of quantities share: commas between thousands, prefixes, the x between sizes."""

import re

IN_THREES = r"\d{1,3}(?:,\d{3})+"
"""A whole number with commas between thousands, as a part of a pattern."""

THOUSANDS = {"k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
"""What a prefix stands for."""

TIMES = re.compile(r" *[x×X] *")
"""What stands between the numbers of a size."""


def bare(digits: str) -> str:
    """The digits without what separates thousands.

    >>> bare("61,706"), bare("61_706.5")
    ('61706', '61706.5')
    """
    return digits.replace(",", "").replace("_", "")
