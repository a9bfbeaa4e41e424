"""How points are written."""

from fractions import Fraction


def points_text(points: Fraction) -> str:
    """Points as people write them.

    >>> points_text(Fraction(3)), points_text(Fraction(5, 2)), points_text(Fraction(1, 3))
    ('3', '2.5', '0.33')
    """
    return f"{float(points):.2f}".rstrip("0").rstrip(".")


def number(points: Fraction) -> int | float:
    """Points as data."""
    return int(points) if points.denominator == 1 else round(float(points), 6)
