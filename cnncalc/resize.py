"""A spec that is read once and built on inputs of several sizes."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from cnncalc.api import read_setting
from cnncalc.problem import Problems, Source, SpecError
from cnncalc.shape import AXES, Shape
from cnncalc.solve.follow import Attempt, Spec
from cnncalc.spec.build import Builder, read_network
from cnncalc.spec.document import Document, read_document
from cnncalc.spec.expression import Env
from cnncalc.spec.find import find
from cnncalc.spec.tree import Value


def resizable(spec: str, settings: Mapping[str, object]) -> Spec:
    """The network of a spec, and how to have it on other inputs; SpecError as `load` raises it."""
    return resizable_source(find(spec), {name: read_setting(name, of) for name, of in settings.items()})


def resizable_source(source: Source, values: Mapping[str, Value]) -> Spec:
    """The same for a text that was read."""

    network = read_network(source, None, values)
    document = read_document(source, Problems(), values)
    assert document is not None

    @cache
    def again(shape: Shape) -> Attempt:
        problems = Problems()
        try:
            nodes = Builder(document, problems).build({"": shape})
        except SpecError:  # too many problems, or too many layers
            nodes = ()
        said = [found.message for found in problems if found.message]
        return Attempt({node.name: node.output for node in nodes}, said)

    return Spec(network, again, _depends_on_size(document))


def _depends_on_size(document: Document) -> bool:
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

    listening = document._replace(variables=Listening(*document.variables))
    Builder(listening, Problems()).build({})
    return bool(asked)
