"""What cases are made of: grown networks, bundled specs, and what else may stand in a spec."""

import os
from functools import cache
from random import Random
from typing import Any

import yaml

from cnncalc.language.find import bundled_folder, bundled_names

from .case import Text
from .networks import grow
from .readback import LOADER

QUICK = 2_600
"""Bytes of a bundled spec that is spoilt often; larger ones are slow."""


@cache
def bundled(name: str) -> str:
    with open(os.path.join(bundled_folder(), f"{name}.yaml"), encoding="utf-8") as file:
        return file.read()


@cache
def quick() -> tuple[str, ...]:
    return tuple(
        name for name in bundled_names() if len(bundled(name)) < QUICK and "efficientnet" not in name
    )


def text_of_zoo(rng: Random) -> str:
    return bundled(rng.choice(quick() if rng.random() < 0.98 else bundled_names()))


def grown(rng: Random, most: int = 6, odd: float = 0.0) -> dict[str, Any]:
    return grow(rng, most, rng.random() < odd)


def names_in(files: dict[str, Text]) -> list[str]:
    """Names of layers, if the spec can be read by anybody."""
    try:
        data = yaml.load(files["net.yaml"], Loader=LOADER)
        found = [body for item in data["layers"] if isinstance(item, dict) for body in item.values()]
        return [str(body["name"]) for body in found if isinstance(body, dict) and "name" in body]
    except (yaml.YAMLError, TypeError, KeyError, ValueError, RecursionError):
        return []


def decorated(spec: dict[str, Any], rng: Random) -> dict[str, Any]:
    """With what other commands read: expectations, a budget, settings of the review, an accuracy."""
    extras = {
        "expect": {"parameters": rng.choice((0, 156, "~60k")), "conv1.output": "8x8x4"},
        "budget": {"parameters": rng.choice(("25M", 10, "0")), "receptive_field": ">= 5"},
        "review": {"ignore": ["repeat-by-hand"]}, "accuracy": {"top-1": "61.2 %"},
        "reference": "somebody 2020",
        "name": rng.choice(("Net", "a|b", "<i>", "x" * 90, "é", "{}", "#", "-1", "=1")),
    }  # fmt: skip
    chosen = rng.sample(list(extras), rng.choice((0, 0, 1, 2)))
    return {**{key: extras[key] for key in chosen}, **spec}


def environment(rng: Random) -> dict[str, str]:
    ways = (
        {"COLUMNS": "40"},
        {"COLUMNS": "1"},
        {"FORCE_COLOR": "1"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"GITHUB_ACTIONS": "true"},
    )
    return dict(rng.choice(ways)) if rng.random() < 0.15 else {}
