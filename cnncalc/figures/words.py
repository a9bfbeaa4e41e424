"""The words around a number, in the languages of the courses: what comes before it, its power, its unit."""

import re
from typing import Literal

Relation = Literal["=", "~", ">", ">=", "<", "<="]
Said = Literal[
    "", "parameters", "macs", "flops", "operations", "values", "bytes", "pixels", "percent",
    "channels", "units", "layers", "groups",
]  # fmt: skip
"""What a number may say that it counts."""

RELATIONS: dict[Relation, tuple[str, ...]] = {
    ">=": (
        ">=", "=>", "at least", "no less than", "not less than", "min.", "mindestens",
        "至少", "不少于", "不低于", "不小于",
    ),
    "<=": (
        "<=", "=<", "at most", "no more than", "not more than", "up to", "max.", "höchstens",
        "至多", "最多", "不超过", "不多于", "不大于", "不高于",
    ),
    ">": (">", "more than", "greater than", "over", "above", "mehr als", "超过", "多于", "大于", "高于"),
    "<": (
        "<", "less than", "fewer than", "under", "below", "weniger als",
        "不到", "不足", "少于", "小于", "低于",
    ),
    "~": (
        "~", "about", "around", "roughly", "approximately", "approx.", "approx", "circa", "ca.", "c.",
        "some", "nearly", "almost", "etwa", "ungefähr", "rund", "environ",
        "约为", "大约为", "大约", "大约是", "大概", "约", "将近", "接近", "差不多", "近",
    ),
    "=": (
        "=", "exactly", "precisely", "genau",
        "等于", "正好", "恰好", "刚好", "总共", "一共", "共有", "共", "为",
    ),
}  # fmt: skip
"""What stands before a number."""

BEHIND: dict[Relation, tuple[str, ...]] = {
    ">=": ("+", "or more", "以上"),
    "<=": ("or less", "or fewer", "以下", "以内"),
    ">": ("多", "余"),
    "~": ("左右", "上下", "or so", "approx.", "approximately", "roughly"),
}
"""What comes after a number and its unit."""

THOUSAND, MILLION, BILLION, TRILLION = 10**3, 10**6, 10**9, 10**12

PREFIXES: dict[str, int] = {
    "": 1,
    **dict.fromkeys(("k", "thousand", "thousands", "tsd", "tausend", "千"), THOUSAND),
    **dict.fromkeys(("万", "萬"), 10**4),
    **dict.fromkeys(("lakh", "lakhs", "lac", "十万"), 10**5),
    **dict.fromkeys(
        ("m", "mn", "mio", "mill", "million", "millions", "millionen", "millones", "百万"), MILLION
    ),
    **dict.fromkeys(("crore", "crores", "千万"), 10**7),
    **dict.fromkeys(("亿", "億"), 10**8),
    **dict.fromkeys(
        ("g", "b", "bn", "billion", "billions", "mrd", "mia", "milliarden", "milliards", "十亿"), BILLION
    ),
    **dict.fromkeys(("t", "tn", "trillion", "trillions", "万亿"), TRILLION),
    **{f"{letter}i": 1024 ** (i + 1) for i, letter in enumerate("kmgt")},
}
LETTERS = {
    THOUSAND: "K", MILLION: "M", TRILLION: "T", **{1024 ** (i + 1): f"{x}i" for i, x in enumerate("KMGT")},
}  # fmt: skip
"""What stands for a prefix in words; 10**9 is G or, where a word has a b, B, which leaves no 1024 open."""

UNITS: dict[Said, tuple[str, ...]] = {
    "parameters": (
        "params?", "parameters?", "weights?", "bias(?:es)?", "learnables", "weights and biases",
        "parametern?", "gewichte", "参数量?", "权重", "偏置",
    ),
    "macs": (
        "macs?", "maccs?", "madds?", "mult[- ]?adds?", "multiply[- ]adds?", "multiply[- ]accumulates?",
        "multiplies", "multiplications", "mults?", "fmas?", "multiplikationen",
        "乘法(?:运算)?", "乘加(?:运算)?",
    ),
    "flops": ("flops?", "flop/s", "floating[- ]point operations", "f", "浮点运算"),
    "operations": ("ops", "operations", "运算"),
    "values": (
        "values?", "activations?", "numbers", "floats", "elements", "features", "werte",
        "值", "数值", "激活值?",
    ),
    "bytes": ("bytes?", "b", "字节"),
    "pixels": ("pixels?", "px", "pix", "像素点?"),
    "percent": ("%", "percent", "per cent", "pct", "prozent"),
    "channels": (
        "channels?", "filters?", "maps?", "feature maps?", "kernels?", "kanäle",
        "通道", "特征图", "滤波器", "卷积核",
    ),
    "units": (
        "units?", "neurons?", "nodes?", "outputs?", "classes", "logits", "neuronen",
        "神经元", "单元", "节点", "类",
    ),
    "layers": ("layers?", "schichten", "层"),
    "groups": ("groups?", "组"),
}  # fmt: skip

ADJECTIVES = (
    "trainable",
    "learnable",
    "total",
    "in total",
    "altogether",
    "可训练",
    "input",
    "output",
    "hidden",
)
COUNTERS = "[个個次]?"
"""Chinese counts things by the piece and work by the time."""

_PREFIX = "|".join(sorted(map(re.escape, PREFIXES), key=len, reverse=True))
_UNIT = "|".join(f"(?P<{unit}>{'|'.join(words)})" for unit, words in UNITS.items())
UNIT = re.compile(
    rf"(?P<prefix>{_PREFIX})\.?(?P<more>[多余]?)(?:[ -](?=[^.]))?{COUNTERS}"
    rf"(?:(?:{'|'.join(ADJECTIVES)}) ?)*(?:{_UNIT})?(?: (?:in total|altogether))?\.?"
)
"""What may come after a number."""

UNCLEAR = {
    "兆": "a million or a trillion",
    "billones": "a billion or a trillion",
    "mil": "a thousand or a million",
}
"""Words that stand for one number here and another there."""


def relation_before(text: str) -> tuple[Relation, str]:
    """What stands before a number, and the rest.

    >>> relation_before("约6万"), relation_before("more than 3m")
    (('~', '6万'), ('>', '3m'))
    """
    for word, relation in _BEFORE:
        rest = text.removeprefix(word)
        if rest != text and (not word[-1].isascii() or not word[-1].isalpha() or rest[:1] == " "):
            return relation, rest.strip(" :")
    return "=", text


def relation_behind(text: str) -> tuple[Relation, str]:
    """What comes after a number, and the rest before it."""
    for word, relation in _BEHIND:
        rest = text.removesuffix(word)
        if rest != text and (not word[0].isascii() or not word[0].isalpha() or rest[-1:] in (" ", "")):
            return relation, rest.strip()
    return "=", text


def _longest_first(words: dict[Relation, tuple[str, ...]]) -> list[tuple[str, Relation]]:
    pairs = [(word, relation) for relation, some in words.items() for word in some]
    return sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)


_BEFORE, _BEHIND = _longest_first(RELATIONS), _longest_first(BEHIND)
