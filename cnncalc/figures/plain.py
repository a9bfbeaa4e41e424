"""Signs as people type them, in plain ones: full-width digits, raised powers, many signs for times."""

import re

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""`！` to `～` stand 0xFEE0 after their plain twins."""

SIGNS = str.maketrans(
    {
        **dict.fromkeys("×✕✖╳⨯", "x"),
        **dict.fromkeys("∗⁎⋅·•∙・", "*"),
        **dict.fromkeys("−﹣", "-"),
        **dict.fromkeys("＇‘’", "'"),
        **dict.fromkeys("、﹐", ","),
        **dict.fromkeys("≈∼≃≅≒〜", "~"),
        **dict.fromkeys("≤⩽≦", "<="),
        **dict.fromkeys("≥⩾≧", ">="),
        **dict.fromkeys("【〔［", "["),
        **dict.fromkeys("】〕］", "]"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t", " "),
        **dict.fromkeys("“”", '"'),
        "÷": "/",
        "。": ".",
    }
)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
POWER = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
SPACES = re.compile(" {2,}")


def plain_text(text: str) -> str:
    """The text in plain signs and small letters; a raised number is a power.

    >>> plain_text("２８×２８"), plain_text("2²⁰"), plain_text("（约６万）")
    ('28x28', '2^20', '(约6万)')
    """
    raised = POWER.sub(lambda found: f"^{found[0].translate(RAISED)}", text)
    return SPACES.sub(" ", raised.translate(SIGNS).translate(FULL_WIDTH).lower()).strip()
