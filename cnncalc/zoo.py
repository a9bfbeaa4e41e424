"""The bundled architectures: what they are, and copies of their files to work on."""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cnncalc.analysis import multiplies, parameters
from cnncalc.analysis.base import Figure, Settings
from cnncalc.api import load
from cnncalc.language.find import bundled_names, did_you_mean_bundled, find_bundled
from cnncalc.language.inherit import stands_on
from cnncalc.problem import Problem, Source, SpecError, listing
from cnncalc.shape import Shape

YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Architecture(NamedTuple):
    """A bundled network; auxiliary outputs are not counted."""

    name: str
    title: str
    parameters: Figure
    multiplies: Figure
    inputs: dict[str, Shape]
    year: int | None  # of the reference
    reference: str
    variables: Mapping[str, Any]  # what `--set` changes, with the values in the file

    def mentions(self, words: str) -> bool:
        """Whether each of the words stands in its name, title or reference, in any case."""
        text = f"{self.name} {self.title} {self.reference}".lower()
        return all(word in text for word in words.lower().split())


def architecture(name: str) -> Architecture:
    """What a bundled name stands for. Only two numbers are computed, so that a list of all is quick."""
    network = load(name).without_heads()
    weights = parameters.fold(network, Settings()).values
    work = multiplies.fold(network, Settings()).values
    year = YEAR.search(network.reference)
    return Architecture(
        name,
        network.name,
        parameters.totals(weights)["parameters"],
        multiplies.totals(work)["multiplies"],
        network.inputs,
        int(year.group()) if year else None,
        network.reference,
        network.variables,
    )


def architectures() -> Iterator[Architecture]:
    """Every bundled network, in the order of their names."""
    return map(architecture, bundled_names())


def source(name: str) -> Source:
    """The file of a bundled network; SpecError if there is none of that name."""
    found = find_bundled(name)
    if found is None:
        hint = did_you_mean_bundled(name.removesuffix(".yaml")) or f"; there are {listing(bundled_names())}"
        raise SpecError([Problem(f"there is no bundled architecture '{name}'{hint}")])
    return found


def copies(name: str, file: str) -> dict[str, str]:
    """The texts to be written, by path, for a copy of a bundled network in `file` that works by itself.

    What a spec extends and uses is found beside it, so it is copied too, to where the copy looks for
    it; SpecError if that is the copy itself.
    """
    first = source(name)
    texts = {os.path.normpath(file): first.text}
    pending = [(first, os.path.dirname(file))]
    while pending:
        spec, folder = pending.pop()
        for written, other in stands_on(spec):
            path = os.path.normpath(os.path.join(folder, written))
            if path == os.path.normpath(file):
                message = f"'{name}' stands on {written}: a copy of it needs another name than '{file}'"
                raise SpecError([Problem(message)])
            if path not in texts:
                texts[path] = other.text
                pending.append((other, os.path.dirname(path)))
    return texts
