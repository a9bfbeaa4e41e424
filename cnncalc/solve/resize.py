"""A spec that is read once and built on inputs of several sizes."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from cnncalc.api import read_setting
from cnncalc.language.build import Settled, Template
from cnncalc.language.env import Env
from cnncalc.language.find import find
from cnncalc.language.tree import Value
from cnncalc.problem import Source
from cnncalc.shape import AXES, Shape
from cnncalc.solve.follow import Attempt, Spec


def resizable(spec: str, settings: Mapping[str, object]) -> Spec:
    """The network of a spec, and how to have it on other inputs; SpecError as `load` raises it."""
    return resizable_source(find(spec), {name: read_setting(name, of) for name, of in settings.items()})


def resizable_source(source: Source, values: Mapping[str, Value]) -> Spec:
    """The same for a text that was read."""
    settled = Template(source).settled(values)

    @cache
    def again(shape: Shape) -> Attempt:
        nodes, problems = settled.attempt({"": shape})
        said = [found.message for found in problems if found.message]
        return Attempt({node.name: node.output for node in nodes}, said)

    return Spec(settled.network(), again, _depends_on_size(settled))


def _depends_on_size(settled: Settled) -> bool:
    """Whether an expression of the spec names the size of what its layer reads."""
    asked: list[str] = []

    class Listening(Env):
        """Notes each size that is asked for; the channels of a vector may come from one."""

        def at(self, shape: Shape | None) -> Env:
            return Listening(self.values, shape, shape is None)

        def __getitem__(self, name: Any) -> Any:
            if self.input is not None and name not in self.values:
                sizes = AXES[self.input.rank] or ("channels",)
                asked.extend({name} & set(sizes))
            return super().__getitem__(name)

    document = settled.document
    settled._replace(document=document._replace(variables=Listening(*document.variables))).attempt()
    return bool(asked)
