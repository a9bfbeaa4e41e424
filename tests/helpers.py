"""What many tests need: a network from a text or from plain data, and one layer by itself."""

import csv
import io
import json
import os
from functools import cache
from typing import Any

import yaml

from cnncalc import Network, Shape, Summary, summarize
from cnncalc.language.build import read_network
from cnncalc.layers import CATALOGUE, Layer, Operations
from cnncalc.problem import Source
from cnncalc.zoo import Architecture, architectures

TESTS = os.path.dirname(os.path.abspath(__file__))


def path_below_tests(*parts: str) -> str:
    """The full path of a file below tests/."""
    return os.path.join(TESTS, *parts)


def read_text(*parts: str) -> str:
    """The text of a file below tests/."""
    with open(path_below_tests(*parts), encoding="utf-8") as file:
        return file.read()


def read_yaml(*parts: str) -> Any:
    """What a YAML file below tests/ holds."""
    return yaml.load(read_text(*parts), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_rows(*parts: str) -> list[dict[str, str]]:
    """The rows of a CSV file below tests/."""
    return csv_rows(read_text(*parts))


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV by its header."""
    return list(csv.DictReader(io.StringIO(text)))


def network(text: str) -> Network:
    """The network of a spec's text."""
    return read_network(Source("test.yaml", text))


def summary(text: str, **settings: Any) -> Summary:
    """The figures of a spec's text."""
    return summarize(network(text), **settings)


@cache
def bundled(name: str) -> Summary:
    """The figures of a bundled network, worked out once for all tests: nothing changes them."""
    return summarize(name)


@cache
def listed() -> dict[str, Architecture]:
    """What `cnncalc zoo` lists, by name, worked out once for all tests."""
    return {one.name: one for one in architectures()}


def only_bundled(spec: str, **settings: Any) -> Summary:
    """In place of `summarize` where a command is to work out each bundled network once for many tests."""
    usual = {"input": None, "settings": {}, "batch": 1, "dtype": "float32", "heads": True}
    assert settings == {name: usual[name] for name in settings}, "these figures are others"
    return bundled(spec)


def spec(input: Any, layers: list[Any], **rest: Any) -> str:
    """A spec's text from plain data; JSON is YAML.

    >>> print(spec("8x8x3", [{"conv": {"filters": 2, "kernel": 3}}, "relu"]))
    {"input": "8x8x3", "layers": [{"conv": {"filters": 2, "kernel": 3}}, "relu"]}
    """
    return json.dumps({"input": input, "layers": layers, **rest})


def figures(input: Any, *layers: Any, **rest: Any) -> Summary:
    """The figures of these layers, one after another."""
    return summary(spec(input, list(layers), **rest))


def make(kind: str, **fields: Any) -> Layer:
    """A layer of this kind."""
    return CATALOGUE[kind](**fields)


def with_tests_of_their_own() -> set[str]:
    """Kinds whose own file in tests/layers/ says what is counted and kept."""
    return {kind for kind in CATALOGUE if os.path.isfile(path_below_tests("layers", f"test_{kind}.py"))}


def cost(layer: Layer, x: Any) -> Operations:
    """What one image of shape x costs in the layer."""
    return layer.operations(x, layer.output_shape(x))


def hwc(text: str) -> Shape:
    """`28x28x6` as a Shape; a bare number is a vector.

    >>> hwc("28x28x6")
    Shape(channels=6, size=(28, 28))
    """
    *size, channels = map(int, text.split("x"))
    return Shape(channels, tuple(size))


def total_parameters(layer: Layer, x: Any) -> int:
    """Weights and biases."""
    weights, biases, *_ = layer.parameters(x)
    assert weights is not None and biases is not None
    return weights + biases
