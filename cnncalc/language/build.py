"""Text -> Network: a spec is read, settled, and built on any inputs."""

from collections.abc import Mapping as Dict
from typing import NamedTuple

from cnncalc.effort import MOST_LAYERS
from cnncalc.language.bounds import too_many
from cnncalc.language.document import Document, document_of, read_root
from cnncalc.language.follow import Builder
from cnncalc.language.inputs import chosen_inputs
from cnncalc.language.tree import Value
from cnncalc.network import Network, Node
from cnncalc.problem import Problem, Problems, Source, SpecError
from cnncalc.shape import Shape


def read_network(
    source: Source,
    inputs: Dict[str, Value | Shape] | None = None,
    settings: Dict[str, Value] | None = None,
    root: Value | None = None,
) -> Network:
    """The network that a spec describes; SpecError with everything that is wrong with it.

    `inputs` replaces the shapes of inputs by name, also as a spec would have them written; "" is the name
    of the only one. `settings` replaces the values of variables. `root`: the part of the source that is the
    spec, where that is not all of it.
    """
    return Template(source, root).network(inputs, settings)


class Template:
    """A spec that is read once, of which many networks can be built, by other inputs and settings.

    root: the part of the source that is the spec, where that is not all of it.
    """

    def __init__(self, source: Source, root: Value | None = None) -> None:
        self.source = source
        self.found = Problems()  # what is wrong with the text, whatever the settings
        whole = read_root(source, self.found, root)
        if whole is None:
            raise self.found.error()
        self.root = whole

    def settled(self, settings: Dict[str, Value] | None = None) -> "Settled":
        """The spec with these settings; SpecError if there is nothing to build."""
        problems = Problems()
        problems.extend(self.found)
        document = document_of(self.source, self.root, problems, settings)
        if document is None:
            raise problems.error()
        return Settled(document, tuple(problems), not settings)

    def network(
        self, inputs: Dict[str, Value | Shape] | None = None, settings: Dict[str, Value] | None = None
    ) -> Network:
        """As `read_network`."""
        return self.settled(settings).network(inputs)


class Settled(NamedTuple):
    """A spec with its settings, of which networks on any inputs can be built."""

    document: Document
    found: tuple[Problem, ...]  # what is wrong, whatever the inputs
    as_written: bool  # nothing was set

    def network(self, inputs: Dict[str, Value | Shape] | None = None) -> Network:
        """The network; SpecError if it cannot be. An accuracy is that of the network as written alone."""
        nodes, problems = self.attempt(inputs)
        if problems:
            raise problems.error()
        document = self.document
        return Network(
            document.name,
            nodes,
            document.source.name,
            document.reference,
            document.expect,
            variables=document.variables.values,
            unread=document.unread,
            accuracy=document.accuracy if self.as_written and not inputs else {},
            review=document.review,
            budget=document.budget,
            source=document.source,
        )

    def attempt(self, inputs: Dict[str, Value | Shape] | None = None) -> tuple[tuple[Node, ...], Problems]:
        """The layers that can be built, and what is wrong with the others."""
        problems = Problems()
        problems.extend(self.found)
        try:
            return build(self.document, inputs or {}, problems), problems
        except SpecError:  # too many problems, or too many layers
            return (), problems


def build(document: Document, inputs: Dict[str, Value | Shape], problems: Problems) -> tuple[Node, ...]:
    """The nodes of a document's network; SpecError if there are too many layers or problems."""
    builder = Builder(document, problems)
    chosen = chosen_inputs(document.inputs, inputs, problems)
    if excess := too_many(document, builder.effort):
        problems.add(f"more than {MOST_LAYERS:,} layers", excess)
        raise problems.error()
    return builder.build(chosen)
