"""Figures add up, and are the same in all formats, in the API and in the working."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.blocks import named
from cnncalc.report.record import plain

from ..case import Broken, Case, Unfit, require, same
from ..readback import from_csv, from_json, from_markdown
from ..running import held, option, run
from .base import SETTINGS, law, summarized


def total_of(values: Sequence[int | None]) -> int:
    return sum(value or 0 for value in values)


@law
def sums(case: Case) -> None:
    """Rows add up to totals; trained and frozen to all; parts to the whole."""
    found = summarized(case)
    totals = found.totals
    same(int(totals.parameters), total_of([layer.parameters.total for layer in found]), "parameters")
    same(int(totals.parameters), totals.trainable + totals.frozen, "trainable and frozen")
    same(int(totals.statistics), total_of([layer.parameters.statistics for layer in found]), "statistics")
    same(int(totals.multiplies), total_of([layer.multiplies for layer in found]), "multiplies")
    same(int(totals.activations), total_of([layer.activations for layer in found]), "activations")
    for name, total in totals.items():
        parts = [found.main_path, *found.heads.values()]
        same(int(total), sum(int(part[name]) for part in parts), f"main path and heads: {name}")
    for layer in found:
        weights, biases = layer.parameters.weights, layer.parameters.biases
        if weights is not None and biases is not None and layer.parameters.total is not None:
            same(layer.parameters.total, weights + biases, f"parameters of {layer.name}")
        require(
            all(n >= 1 for n in (layer.output.channels, *layer.output.size)), f"{layer.name}: {layer.output}"
        )
    same(len({layer.name for layer in found}), len(found), "names")


VIEWED = ("name", "parameters", "multiplies", "activations")


@law
def formats_agree(case: Case) -> None:
    """JSON, CSV, Markdown and the Python API have the same numbers, however rows are folded."""
    args = ("summarize", "net.yaml", *case.args)
    found = summarized(case)
    shown = ("--columns", ",".join(VIEWED))
    record = from_json(held(case, run(*args, *shown, "--format", "json")).out)
    rows = from_csv(held(case, run(*args, *shown, "--format", "csv")).out)[1:]
    if not record["layers"]:
        raise Unfit("no layers")
    (table,) = from_markdown(held(case, run(*args, *shown, "--exact", "--format", "markdown")).out)
    same(record["totals"], {name: int(of) for name, of in found.totals.items()}, "totals of the JSON")
    in_json = [
        (one["parameters"]["total"], one["multiplies"], one["activations"]) for one in record["layers"]
    ]
    if not {"--depth", "--collapse"} & {*case.args}:
        names = [layer.name for layer in found]
        same([one["name"] for one in record["layers"]], names, "names in the JSON")
        in_api = [(one.parameters.total, one.multiplies, one.activations) for one in found]
        same(in_json, in_api, "layers of the JSON")
        same(
            [one["receptive_field"] for one in record["layers"]],
            [plain(one.receptive_field) for one in found],
            "fields",
        )
    same(
        [row[0].removeprefix("'") for row in rows],
        [one["name"].removeprefix("'") for one in record["layers"]],
        "names in the CSV",
    )
    same([numbers(row[1:]) for row in rows], in_json, "layers of the CSV")
    same([numbers(row[1:]) for row in table[2:-1]], in_json, "layers of the Markdown")
    same(
        numbers(table[-1][1:]), tuple(int(found.totals[name]) for name in VIEWED[1:]), "total of the Markdown"
    )
    for i, name in enumerate(VIEWED[1:]):
        same(total_of([row[i] for row in in_json]), int(found.totals[name]), f"rows of {name}")


def numbers(cells: Sequence[str]) -> tuple[int | None, ...]:
    """Figures as they stand in a table; a lower bound counts as what is known."""
    bare = [
        cell.replace(",", "").replace("*", "").replace(">=", "").replace("\\", "").strip() for cell in cells
    ]
    return tuple(None if cell in ("", "?") else int(cell) for cell in bare)


ARITHMETIC = {
    "floor": lambda x: x.__floor__(),
    "ceil": lambda x: x.__ceil__(),
    "max": max,
    "min": min,
    "F": Fraction,
}


@law
def explained(case: Case) -> None:
    """`explain` says what the table says, and its arithmetic comes out."""
    found = summarized(case)
    settings = [part for name in SETTINGS if (of := option(case.args, name)) for part in (name, of)]
    record = from_json(held(case, run("explain", "net.yaml", *settings, "--format", "json")).out)
    known = named(found)
    pages = {page["name"]: page for page in record["layers"]}
    heads_left_out = "--without-heads" in case.args
    for layer in found:
        require(layer.name in pages, f"explain leaves {layer.name} out")
    for page in record["layers"]:
        layer = found[page["name"]] if page["name"] in found else known.get(page["name"])
        for figure in page["figures"]:
            arithmetic(page["name"], figure)
            if layer is not None and not heads_left_out:
                value = getattr(layer, figure["figure"], None)
                value = getattr(value, "total", value) if figure["figure"] == "parameters" else value
                if figure["figure"] not in ("memory", "operations"):
                    same(figure["value"], plain(value), f"{page['name']!r}: {figure['figure']}")


def arithmetic(name: str, figure: Mapping[str, Any]) -> None:
    """Each line of the working, worked out again."""
    for step in figure["steps"]:
        if step["numbers"] is None or not isinstance(step["value"], int):
            continue
        try:
            value = eval(exact(step["numbers"]), {"__builtins__": {}}, ARITHMETIC)
        except (SyntaxError, NameError, TypeError) as error:
            raise Broken(f"{name!r}: {step['symbol']} = {step['numbers']!r}: {error}") from None
        same(value, step["value"], f"{name!r}: {step['symbol']} = {step['numbers']!r}")


def exact(text: str) -> str:
    """The same arithmetic in fractions."""
    return re.sub(r"\d+", lambda found: f"F({found[0]})", text)


@law
def memory_peaks(case: Case) -> None:
    """The peak is the largest step, and rows have the layers of the table."""
    summarized(case)
    record = from_json(held(case, run("memory", "net.yaml", *case.args, "--format", "json")).out)
    steps = record["steps"]
    if steps and "--top" not in case.args:
        largest = max(step["alive"] for step in steps)
        same(
            record["peak"]["bytes"] if isinstance(record.get("peak"), dict) else record.get("peak"),
            largest,
            "peak",
        )
