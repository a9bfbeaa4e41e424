"""Values as the fields hold them: numbers, sizes, shapes, words, and expressions of them."""

from cnncalc.language.arithmetic import FUNCTIONS
from cnncalc.language.schema.base import TEXT, WORD, Dialect, Schema, either, in_any_case, ref
from cnncalc.layers import fields
from cnncalc.layers.fields import LIMIT, FieldType
from cnncalc.shape import AXES, Sides

INPUT_SIZES = ("channels", "length", "height", "width", "depth")
OPERATORS = ("and", "or", "not", "if", "else", "true", "false")

WHOLE = r"^\+?[0_]*[1-9][\d_]*$"
NATURAL = r"^\+?\d[\d_]*$"
REAL = r"^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$"
CHOSEN: Schema = {"type": "string", "pattern": "^.+ if .+ else .+$"}
"""A word that an expression chooses."""

SIZE = r"^[1-9]\d*( *[x×X] *[1-9]\d*){0,2}$"
PIXELS = r"^\d+( *[x×X] *\d+){1,2}$"
SHAPE = r"^[1-9]\d*(( *[x×X] *[1-9]\d*){2,3})?$"
_KNOWN = "|".join((*INPUT_SIZES, *FUNCTIONS, *OPERATORS))
SUM = rf"^(?=.*([a-z]|\d\s*[-+*/%]))([\s\d.,()\[\]<>=!%*/+-]|\b({_KNOWN})\b)+$"
"""An expression of numbers and the sizes of the input alone."""
ANY_SUM = r"""^(?!\d+ *[xX×])(?=.*[^\W\d]|.*\d\s*[-+*/%])[\w\s.,()\[\]<>=!%*/+'"-]+$"""
"""An expression in which any word may be a variable."""


def expression(dialect: Dialect) -> Schema:
    """Arithmetic in place of a value."""
    return {"type": "string", "pattern": ANY_SUM if dialect.names else SUM}


def numbers(dialect: Dialect) -> dict[str, Schema]:
    """What several kinds of fields hold, by the names under which `value` refers to it."""
    formula = ref(dialect, "expression")
    side = ref(dialect, "count0")
    sides: Schema = {
        "type": "object",
        "properties": dict.fromkeys(Sides._fields, side),
        "additionalProperties": False,
    }
    words = {"enum": in_any_case(fields.PaddingType.WORDS)}
    return {
        "count0": either(whole(0), formula),
        "count1": either(whole(1), formula),
        "size0": either(*_sizes(0), formula),
        "size1": either(*_sizes(1), formula),
        "padding": either(words, CHOSEN, *_sizes(0), sides, formula),
    }


def value(type: FieldType, dialect: Dialect) -> Schema:
    """What a field of this type may hold, an expression included."""
    if isinstance(type, fields.PaddingType):
        return ref(dialect, "padding")
    if isinstance(type, fields.PerAxis):
        return ref(dialect, f"size{min(type.minimum, 1)}")
    if isinstance(type, fields.Count):
        return ref(dialect, f"count{min(type.minimum, 1)}")
    if isinstance(type, fields.Flag):
        return ref(dialect, "flag")
    if isinstance(type, fields.Choice):
        names = [WORD] if dialect.names else []
        return either({"enum": list(type.words)}, CHOSEN, *names)
    if isinstance(type, fields.Axes):
        axis = WORD if dialect.names else {"enum": list(type.words)}
        return either(axis, {"type": "array", "items": axis, "minItems": 1})
    if isinstance(type, fields.Real):
        quoted = {"type": "string", "pattern": REAL}
        number = {"type": "number", "minimum": type.least, "maximum": type.most}
        return either(number, quoted, ref(dialect, "expression"))
    if isinstance(type, fields.ConnectionTable):
        row = {"type": "array", "items": whole(0), "minItems": 1}
        return {"type": "array", "items": row, "minItems": 1}
    if isinstance(type, fields.OutputShape):
        return ref(dialect, "shape")
    return TEXT


def whole(minimum: int) -> Schema:
    """A whole number in the range of the language, which may stand in quotes."""
    return either(
        {"type": "integer", "minimum": minimum, "maximum": LIMIT},
        {"type": "string", "pattern": WHOLE if minimum else NATURAL},
    )


def _sizes(minimum: int) -> tuple[Schema, ...]:
    """`3`, `3x5` and `[3, 5]`; an expression may stand in the list."""
    part = either(whole(minimum), {"type": "string", "pattern": ANY_SUM})
    listed = {"type": "array", "items": part, "minItems": 1, "maxItems": 3}
    return whole(minimum), {"type": "string", "pattern": SIZE if minimum else PIXELS}, listed


def shape(dialect: Dialect) -> Schema:
    """`224x224x3`, a number of features, a list, or an axis by its name."""
    return either(
        whole(1),
        {"type": "string", "pattern": SHAPE},
        {"type": "array", "items": {"type": ["integer", "string"]}, "minItems": 3, "maxItems": 4},
        *(_by_axes(axes, dialect) for axes in AXES.values() if axes),
        ref(dialect, "expression"),
    )


def _by_axes(axes: tuple[str, ...], dialect: Dialect) -> Schema:
    names = (*axes, "channels")
    number = either(whole(1), ref(dialect, "expression"))
    properties = dict.fromkeys(names, number)
    return {
        "type": "object",
        "properties": properties,
        "required": list(names),
        "additionalProperties": False,
    }
