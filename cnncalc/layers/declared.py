"""A frozen value whose class declares its fields: what each may hold, and what is wrong with given values."""

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from cnncalc.layers.fields import (
    Field,
    axes,
    choice,
    connection_table,
    count,
    flag,
    output_shape,
    padding,
    real,
    size,
    words,
)
from cnncalc.problem import LayerError, did_you_mean, listing

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        """What type checkers read; at run time it does nothing."""
        return lambda cls: cls


FROM_BEFORE = ("in_channels", "in_features", "input_shape")
"""What other tools want to be told, and what here follows from the layer before."""

Value = TypeVar("Value", bound="Declared")


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(
        count,
        size,
        padding,
        flag,
        axes,
        choice,
        real,
        connection_table,
        output_shape,
        words,
    ),
)
class Declared:
    """The values of the fields that its class declares; equal where class and values are equal."""

    kind: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, Field]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        for base in cls.__mro__[1:]:
            for name, value in getattr(base, "fields", {}).items():
                declared.setdefault(name, value)
        required_first = sorted(declared, key=lambda name: not declared[name].required)
        cls.fields = MappingProxyType({name: declared[name] for name in required_first})

    def __init__(self, **values: Any) -> None:
        for error in [*self.faults(values), *self.missing(values)]:
            raise error
        self._set(values)

    @classmethod
    def trusted(cls: type[Value], values: Mapping[str, Any]) -> Value:
        """A layer from values that `faults` has passed."""
        layer = cls.__new__(cls)
        layer._set(values)
        return layer

    @classmethod
    def faults(cls, values: Mapping[str, Any]) -> list[LayerError]:
        """Everything wrong with these values of the fields, each taken by itself."""
        return [found for name, value in values.items() if (found := cls.fault(name, value))]

    @classmethod
    def fault(cls, name: str, value: Any) -> LayerError | None:
        """What is wrong with this value of a field, if anything."""
        field = cls.fields.get(name)
        if field is None:
            return LayerError(f"{cls.kind} has no field '{name}'{cls.nearest_field(name)}", name)
        if value is None and field.default is None:
            return None
        fault = field.type.fault(value)
        return LayerError(f"'{name}' of {cls.kind} {fault}", name) if fault else None

    @classmethod
    def missing(cls, values: Container[str]) -> list[LayerError]:
        """What is wrong where a required field is not among the values."""
        names = [name for name, field in cls.fields.items() if field.required and name not in values]
        return [LayerError(f"{cls.kind} needs {listing(map(repr, names))}")] if names else []

    @classmethod
    def field_called(cls, word: str) -> str | None:
        """The field that other tools call so, if any."""
        return next((name for name, field in cls.fields.items() if word in field.also), None)

    @classmethod
    def nearest_field(cls, name: str) -> str:
        """A hint at the field that was meant."""
        if meant := cls.field_called(name):
            return f"; here it is called '{meant}'"
        if name == "activation":
            return "; write the activation as a layer of its own after it"
        if name == "share":
            return "; it has no parameters to share"
        if name in FROM_BEFORE:
            return "; leave it out: it follows from the layer before"
        known = [*cls.fields, "name", "from"]
        return did_you_mean(name, known) or f"; it has {', '.join(cls.fields) or 'none of its own'}"

    def _set(self, values: Mapping[str, Any]) -> None:
        vars(self).update({name: field.default for name, field in self.fields.items()}, **values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a layer does not change: cannot set {name}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.kind, *vars(self).values()))

    def __repr__(self) -> str:
        given = (f"{n}={v!r}" for n, v in vars(self).items() if v != self.fields[n].default)
        return f"{type(self).__name__}({', '.join(given)})"
