"""A spec written down: in one of the styles of YAML, in one file or in several."""

import json
from random import Random
from typing import Any

import yaml

from .case import Text

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def text_of(spec: Any, rng: Random) -> str:
    """The spec as YAML, in one of its styles; JSON is YAML too."""
    style = rng.choice(("json", "block", "flow", "mixed"))
    if style == "json":
        return json.dumps(spec, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 1)))
    flow = {"block": False, "flow": True, "mixed": None}[style]
    try:
        options = {"default_flow_style": flow, "sort_keys": False, "allow_unicode": True}
        return str(yaml.dump(spec, Dumper=DUMPER, **options))
    except UnicodeEncodeError:  # half a character, which JSON can escape
        return json.dumps(spec)


def files_of(spec: dict[str, Any], rng: Random) -> dict[str, Text]:
    """The spec in files: one, or with what it extends or uses in another."""
    files: dict[str, Text] = {}
    if spec.get("blocks") and rng.random() < 0.15:
        files["parts/blocks.yaml"] = text_of({"blocks": spec["blocks"]}, rng)
        spec = {"use": ["parts/blocks.yaml"], **{key: of for key, of in spec.items() if key != "blocks"}}
    elif spec.get("variables") and rng.random() < 0.15:
        others = {name: rng.choice((1, 2, value)) for name, value in spec["variables"].items()}
        files["base.yaml"] = text_of({**spec, "variables": others}, rng)
        spec = {"extends": "base.yaml", "variables": spec["variables"]}
    return {"net.yaml": text_of(spec, rng), **files}
