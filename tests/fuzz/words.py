"""Words that the fuzzer throws at cnncalc: what fits, what nearly fits, and what fits nowhere."""

from typing import Any

# fmt: off
ODD_NAMES = (
    "total", "#1", "on", "3x3", "1", "null", "a b", "é", "x" * 70, ";", "a|b", "input", "a.b", "*", "-",
    "~", "=1", "conv1", "relu", "a,b", "'", '"', "{}", "&a", "c.0", "層", "$x$", "<b>", "\\", "_", "%", "@",
)
"""Names of layers that are words elsewhere, or that a format has a meaning for."""

SHAPES = (
    "8x8x3", "16x16x4", "1x1x1", "224x224x3", "32x32x1", "64", "7", "9x3", "4x6x6x2",
    "{length: 20, channels: 2}", "0x0x0", "x", "-1", "1000000000x1000000000x3", "left=8x8x2", "{height: 5",
    "10**3", "", "8x8", "²", "8x8x3x3x3x3",
)
"""For --input and `calc`: the first ten are shapes."""

NUMBERS = (
    "61706", "4.1G", "~60M", "25,557,032", "93MB", "2 MiB", "156", "0", "-3", "1e9", "4.1 GFLOPs", "x", "",
    "~", "1e400", "٣", "parameters=61k", "multiplies=4G", "conv1.parameters=156", "=", "memory=", "9" * 400,
    "1.2.3", "half a million",
)
"""For `reconcile`."""

SETTINGS = (
    "width=32", "v2=3", "v4=1", "v1=[1,2]", "v8=8*2", "x", "=", "v2=", "classes=10", "v3=9**9**9",
    "v4=true", "v1=1/0",
)
"""For --set."""

RANGES = (
    "v2=1,2", "v4=1:3", "v1=1:9:4", "v3=1", "width=8,16", "v8=1:30000", "v1=2:1", "v2=,", "x",
    "v4=0.5:1:0.25",
)
"""For --set of `sweep`."""

CONDITIONS = (
    "parameters < 5M", "multiplies >= 1k", "v2 == 1", "x", "<", "parameters < ", "output == 3", "1 < 2",
    "conv1.output > 3",
)
"""For --where."""

CHOICES = (
    "3", "1,3,5", "1..7", "0", "7..1", "1..1000000", "x", ",", "3x3", "2", "1..9,3",
)
"""For the fields of `solve`."""

AMOUNTS = (
    "1000", "1k", "5M", "0", "-1", "x", "1e30", "0.5",
)
"""For --parameters and --multiplies of `solve`."""

MATRICES = (
    "1 2 3; 4 5 6; 7 8 9", "1 0; 0 -1", "1", "1,2;3,4", "[[1,2],[3,4]]", "0.5 0.25; 1 2", "1 2; 3", "", "x",
    "1e400 2", "1/3 2", "9" * 40, "sobel_x", "1 2 3 4 5", "nan 1; 1 1", "1;2;3",
)
"""For `calc values`."""

ON_NUMBERS = (
    "conv 1 0; 0 -1", "conv 1 | 2 || 3 | 4 bias=1,2", "relu", "max_pool 2/1", "avg_pool 2/1 p1", "flatten",
    "dense 1 2 3 4; 1 1 1 1", "softmax", "transposed_conv 1 2; 3 4 s2 p1", "conv sobel p1 symmetric", "x", "",
    "conv 1 1; 1 1 p2 reflect flip", "conv 1 p1 fill=1/3", "conv 1 bias=", "gelu", "leaky_relu", "conv || |",
    "conv 1 | 1 g2", "conv 1 | 1 d2 same", "dense 1", "global_avg_pool", "batch_norm", "conv: {filters: 1}",
    "conv 1 1 k3", "conv 1; 1 bias=-1e9 activation=tanh", "conv 999999999999999999999 | -1", "elu",
)  # fmt: skip
"""Layers with their numbers."""

BRIEFS = (
    "conv 10 k5 p2", "relu", "max_pool 2", "flatten", "dense 10", "conv 4 3x3/2 same", "max_pool 3/2 ceil",
    "dropout 0.5", "conv: {filters: 4, kernel: 3}", "global_avg_pool", "softmax", "add", "conv",
    "conv 8 k3 activation=relu", "upsample 2", "x", "", "conv 1 k999", "batch_norm", "depthwise_conv k3 d2",
    "conv 4 3 g2 bias=false",
)
"""Layers in short form."""

ODD = (
    "", " ", "-", "--", "x" * 300, "\x1b[31m", "a\x07b", "é", "*", "0", "-1", "10**12", "#1", "total", "[",
    "{}", "a=b", ",", "..", "1" * 30, "net.yaml", "lenet5", "conv", "none", "\u202e", "\udcff",
)
"""That fit nowhere on a command line."""

DTYPES = (
    "float64", "float32", "bfloat16", "float16", "float8", "int8", "fp16", "half", "int9", "",
)
"""The first six are dtypes."""

HOSTILE: tuple[Any, ...] = (
    0, -1, 1, 2, 10**9, 10**9 + 1, 10**12, 10**30, 0.5, -0.5, 1e+308, 1e-09, "", " ", "~", "null", "same",
    "valid", "full", "x", "3x", "x3", "0x0", "3x3x3x3", "1x1", "01", "1e3", "1_000", "٣", "½", ".inf",
    "nan", True, False, None, [], {}, [[]], [1, [2]], {"a": 1}, "channels", "height", "length",
    "channels - channels", "1/0", "9**9**9", "2**-1", "9**99", "(-8)**(1/3)", "10**400", "1 if", "a.b",
    "__import__('os')", "depths[0]", "[1,2][5]", "x" * 300, "'", '"', "{", "[1, 2", "\x1b[31mred", "a\x00b",
    "\u202e", "\ud800", "a\nb", "a\tb", "#1", "total", "input", ";", "a/b", "../x", "ééééééééé",
    "round(1/3, 3)", "round_to(7, 8)", "round_to(7, 0)", "round_to(10**9, 1/7)", "round(10**9, -400)",
    "round(1, 10**9)", "round(7, -10**9)", "max()", "min(1)", "len(3)", "abs(-3)", "ceil(1/3)",
    "'a' * 10**9", "[1] * 10**9",
    "1 < 2 < 3", "not", "relu", "none", "conv", "identity", "lenet5", "net.yaml", "0.1 + 0.2", "-0", "+3",
    "3.0", "8x8x3", 8,
)
"""Values that stand where others are expected."""

KEYS = (
    "name", "from", "when", "share", "activation", "branches", "kernel", "filters", "stride", "padding",
    "dilation", "groups", "bias", "units", "trainable", "axis", "output", "scale", "times", "each", "as",
    "index", "layers", "takes", "input", "inputs", "variables", "blocks", "defaults", "expect", "budget",
    "review", "accuracy", "extends", "use", "reference", "repeat", "for", "head", "kernal", "", "1", "on",
    "a b", "x" * 99, "\x1b[0m", "parameters", "conv1.output", "total",
)
"""Keys of every place of a spec, and some of none."""

TEXTS = (
    "\t", "\x00", "\x1b[2J", "\r", "\u2028", "\ufeff", "- ", ": ", "{", "}", "[", "]", "&a ", "*a ",
    "!!python/object:os ", "<<: ", "# ", "'", '"', "|", ">", "%", "@", "`", "?", "---\n", "...\n", "\\",
    "é", "0", "9" * 30, "-", ",", "\n", "  ", "x",
)
"""Pieces of YAML, and of no YAML."""

HEADINGS = (
    "student", "title", "input", "settings", "layout", "dtype", "batch", "conventions", "variant", "given",
    "points", "credit", "variants", "architecture", "x",
)
"""Above the answers of a sheet."""

TOLD = (
    "ada", "", "no_biases", "same", "chw", "hwc", "float16", "2", "8x8x3", "v2=3", "1-3", "3-1",
    "{output: 2}", "[no_biases, same]", "{follows: 0.5}", "C1.output", "=1+1", "\x1b[31m", "0", "1" * 30,
    "lenet5", "- x",
)
"""What stands behind a heading."""
# fmt: on
