"""Classic mistakes: what each does to the right formulas, and the number it leads to."""
