"""Mistakes that are known and not looked for, each with the reason."""

LEFT_OUT = {
    "P18": "the weights of a grouped transposed convolution are as many whichever way they are divided",
    "B1": "2C is the right number here",
    "R10": "a stride in another layer is another architecture: `cnncalc diff` shows it",
    "R11": "that padding should change r leads to no particular number",
    "X2": "24M activations for VGG-16 (CS231n) is a slip in adding up, not a formula",
    "X7": "the sizes of several inputs, multiplied instead of added, are no figure that a sheet asks for",
}
"""By their codes in the list that docs/reference/mistakes.md follows."""
