"""The laws: what has to be true of every case. Its files lie in the working folder while it is judged."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import yaml

import cnncalc
from cnncalc import SpecError, Summary
from cnncalc.blocks import named
from cnncalc.report.record import plain

from .case import Broken, Case, Unfit, require, same
from .readback import LOADER, from_csv, from_json, from_markdown
from .running import held, option, read_again, run
from .tracing import LOST, UNSURE, field_of, follow, repeats
from .unfold import Row, flat, unfold

Law = Callable[[Case], None]
LAWS: dict[str, Law] = {}

SETTINGS = ("--batch", "--dtype")


def law(function: Law) -> Law:
    """Enters the function among LAWS, by its name."""
    LAWS[function.__name__] = function
    return function


def summarized(case: Case) -> Summary:
    """The figures by the API, with the options of the case; Unfit where the spec is none, for a reason."""
    batch, dtype = option(case.args, "--batch"), option(case.args, "--dtype")
    try:
        return cnncalc.summarize("net.yaml", batch=int(batch or 1), dtype=dtype or "float32",
                                 heads="--without-heads" not in case.args)  # fmt: skip
    except SpecError as error:
        require(bool(error.problems) and bool(str(error).strip()), "a SpecError without words")
        raise Unfit("no spec") from None


def spec_of(case: Case) -> Any:
    """The spec as plain data, of what the fuzzer grew."""
    data = yaml.load(case.files["net.yaml"], Loader=LOADER)
    if not isinstance(data, dict):
        raise Unfit("no mapping")
    for name in [data.pop("extends", None), *data.pop("use", [])]:
        if name is not None:
            if name not in case.files:
                raise Unfit("a file that is not there")
            base = yaml.load(case.files[name], Loader=LOADER)
            merged = {"variables": {**base.get("variables", {}), **data.get("variables", {})}}
            data = {**base, **data, **({} if merged == {"variables": {}} else merged)}
    return data


# -- what every command owes -----------------------------------------------------------------------------


@law
def clean(case: Case) -> None:
    """No defect, an exit code that is one, words with exit code 2, and output that can be read again."""
    outcome = held(case, run(*case.args))
    read_again(case.args, outcome)


@law
def repeatable(case: Case) -> None:
    """The same command line gives the same bytes."""
    first = held(case, run(*case.args))
    same(run(*case.args), first, "the second run")


# -- sums ------------------------------------------------------------------------------------------------


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
    same([row[0] for row in rows], [one["name"] for one in record["layers"]], "names in the CSV")
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


# -- layers ----------------------------------------------------------------------------------------------


def kinds_and_reads(summary: Summary) -> list[tuple[str, tuple[Any, ...]]]:
    """Of each layer its kind, and what it reads: numbers of layers, or names of inputs."""
    nodes = summary.network.nodes
    place = {layer.node.number: i for i, layer in enumerate(summary)}
    return [(layer.kind, tuple(place.get(i, nodes[i].name) for i in layer.node.inputs)) for layer in summary]


def written(row: Row) -> tuple[str, tuple[Any, ...]]:
    return row.kind, row.reads


@law
def all_layers(case: Case) -> None:
    """Every layer that was written is there, in its place, and reads what it was told to read."""
    rows = unfold(spec_of(case))
    found = summarized(case)
    same(kinds_and_reads(found), [written(row) for row in rows], "layers and what they read")


def figures(summary: Summary) -> list[Any]:
    """All figures of all layers, without their names."""
    heads = list(summary.heads)
    reads = kinds_and_reads(summary)
    names = [name for name in summary.figures if name != "structure"]
    return [
        (read, layer.output, heads.index(layer.head) if layer.head else None,
         {name: plain(summary.figures[name][layer.node.number]) for name in names})
        for read, layer in zip(reads, summary, strict=True)
    ]  # fmt: skip


@law
def inlined(case: Case) -> None:
    """A network with its blocks, loops and branches written out by hand has the same figures."""
    spec = spec_of(case)
    rows = unfold(spec)
    found = summarized(case)
    try:
        by_hand = cnncalc.summarize(cnncalc.load(source(json.dumps(flat(spec, rows)))))
    except SpecError as error:
        raise Broken(f"written out by hand it is refused: {error}"[:600]) from None
    for one, other in zip(figures(found), figures(by_hand), strict=True):
        same(one, other, "a layer and the same written out")
    same(dict(found.totals), dict(by_hand.totals), "totals and those written out")


def source(text: str) -> Any:
    from cnncalc.problem import Source

    return Source("flat.yaml", text)


@law
def fields_traced(case: Case) -> None:
    """Receptive fields are what following indices to the input finds."""
    found = summarized(case)
    network = found.network
    several = len(network.inputs) > 1
    if any(shape.values > 40_000 for shape in network.inputs.values()):
        raise Unfit("too large to follow")
    for start in (node for node in network.nodes if node.layer is None):
        for node, traces in zip(network.nodes, follow(network, start), strict=True):
            field = found.figures["receptive_field"][node.number]
            if several and isinstance(field, Mapping):
                field = field.get(start.name)
            if node.layer is None or traces is None or traces == UNSURE:
                continue
            if traces == LOST:
                require(field is None, f"{node.name!r}: a field, though positions are lost: {field}")
            elif all(map(repeats, traces)):
                require(field is not None, f"{node.name!r} ({node.kind}): no field, but {field_of(traces)}")
                for name, value in field_of(traces).items():
                    same(getattr(field, name), value, f"{node.name!r} ({node.kind}): {name}")


# -- working ---------------------------------------------------------------------------------------------

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


# -- several networks ------------------------------------------------------------------------------------


@law
def compared(case: Case) -> None:
    """`compare` and `sweep` have the totals of `summarize`; `diff` has nothing to say of one network."""
    found = summarized(case)
    totals = {name: int(of) for name, of in found.totals.items()}
    record = from_json(held(case, run("compare", "net.yaml", "lenet5", *case.args, "--format", "json")).out)
    same(record["networks"][0]["totals"], totals, "totals in compare")
    swept = from_json(held(case, run("sweep", "net.yaml", *case.args, "--format", "json")).out)
    same(swept["variants"][0]["figures"]["parameters"], totals["parameters"], "parameters in sweep")
    settings = [part for name in SETTINGS if (of := option(case.args, name)) for part in (name, of)]
    alike = held(case, run("diff", "net.yaml", "net.yaml", "--exit-code", *settings, "--format", "json"))
    same((alike.code, from_json(alike.out)["differ"]), (0, False), "a network and itself")
    other = from_json(held(case, run("diff", "lenet5", "net.yaml", *settings, "--format", "json")).out)
    counts, more = other["counts"], len(found.network.nodes) - len(cnncalc.load("lenet5").nodes)
    if "--without-heads" not in case.args:
        same(counts["added"] - counts["removed"], more, "layers added and removed in diff")


# -- sheets ----------------------------------------------------------------------------------------------


@law
def keys_are_right(case: Case) -> None:
    """The key of a worksheet is right in each format: `check` finds no fault, `grade` gives all points."""
    found = summarized(case)
    if len(found.network.inputs) > 1:
        raise Unfit("several fields")
    for form in ("yaml", "csv"):
        file = f"key.{form}"
        made = held(case, run("worksheet", "net.yaml", "--answers", *case.args, "-o", file))
        if made.code == 2:
            raise Unfit(made.err)
        record = held(case, run("check", file, "--format", "json"))
        marks = from_json(record.out) if record.out else {}
        wrong = [
            one for sheet in marks.get("sheets", []) for one in sheet["answers"] if one["verdict"] != "right"
        ]
        require(record.code == 0 and not wrong, f"{file}: {record.err or wrong}"[:500])
        graded = held(case, run("grade", file, file, "--format", "json"))
        same(graded.code, 0, f"grade of the key: {graded.err}"[:300])
        (student,) = from_json(graded.out)["students"]
        same(student["points"], from_json(graded.out)["points"], "points of the key")


# -- one layer -------------------------------------------------------------------------------------------


@law
def solved(case: Case) -> None:
    """Each answer of `solve` gives what was asked for, when the layer is worked out."""
    kind, shape, wanted, *told = case.args
    outcome = held(case, run("solve", kind, shape, *told, "--output", wanted, "--format", "json"))
    if not outcome.out:
        raise Unfit(outcome.err)
    record = from_json(outcome.out)
    same(outcome.code, 0 if record["found"] else 1, "exit code")
    for row in record["rows"][:12] if record["found"] else []:
        end = case.args[0].count("o") % 2 - 1  # of a range 2..5 one end or the other
        fields = {name: row[name].split("..")[end] for name in ("kernel", "stride", "padding") if name in row}
        given = [part for name, of in fields.items() for part in (f"--{name}", of)]
        filters = ["--filters", "2"] if kind in ("conv", "transposed_conv", "separable_conv") else []
        worked = from_json(held(case, run("calc", kind, shape, *given, *filters, "--format", "json")).out)
        size = "x".join(map(str, worked["layers"][0]["output"]["size"]))
        require(size == wanted or {*size.split("x")} == {wanted}, f"{row} gives {size}, not {wanted}")


@law
def calculated(case: Case) -> None:
    """`calc` says of one layer what `summarize` says of a spec with that layer."""
    (layer,) = spec_of(case)["layers"][-1:]
    ((kind, fields),) = layer.items() if isinstance(layer, dict) else ((layer, {}),)
    if not isinstance(fields, dict) or {"name", "from", "share", "when", "branches", "activation"} & {
        *fields
    }:
        raise Unfit("no layer by itself")
    shape = spec_of(case).get("input")
    if "variables" in spec_of(case):
        raise Unfit("variables")
    if not isinstance(shape, (str, int)) or not all(isinstance(of, (str, int)) for of in fields.values()):
        raise Unfit("not for a command line")
    found = summarized(case)
    if len(found) != 1:
        raise Unfit("several layers")
    args = [f"--{name.replace('_', '-')}={of}" for name, of in fields.items() if not isinstance(of, bool)]
    args += [
        f"--{'' if of else 'no-'}{name.replace('_', '-')}"
        for name, of in fields.items()
        if isinstance(of, bool)
    ]
    outcome = held(case, run("calc", kind, str(shape), *args, "--format", "json"))
    require(outcome.code == 0, f"calc refuses it: {outcome.err}"[:300])
    (worked,) = from_json(outcome.out)["layers"]
    one = found[0]
    same((worked["output"], worked["parameters"], worked["multiplies"], worked["receptive_field"]),
         (plain(one.output), one.parameters.total, one.multiplies, plain(one.receptive_field)),
         kind)  # fmt: skip


@law
def reconciled(case: Case) -> None:
    """The exact parameters of a network are a figure that `reconcile` explains."""
    found = summarized(case)
    total = int(found.totals.parameters)
    if not total or not found.totals.parameters.complete:
        raise Unfit("nothing to quote")
    outcome = held(case, run("reconcile", "net.yaml", f"parameters={total}", "--format", "json"))
    same(outcome.code, 0, f"parameters={total}")


# -- bounds ----------------------------------------------------------------------------------------------


MOST_CALLS = 5_000_000


class TooMuch(BaseException):
    """No one waits any longer."""


@law
def bounded(case: Case) -> None:
    """Reading a spec is work in proportion to its text and its layers: calls of functions are counted."""
    text = case.files["net.yaml"]
    allowed = 300_000 + 3_000 * len(text)
    calls = 0

    def count(frame: Any, event: str, arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > MOST_CALLS:
            raise TooMuch

    layers = 0
    sys.setprofile(count)
    try:
        layers = len(cnncalc.load("net.yaml").nodes)
    except SpecError as error:
        same(len(error.problems) <= 1_001, True, "problems at most 1,001")
    except TooMuch:
        pass
    finally:
        sys.setprofile(None)
    require(layers <= 1_000_001, f"{layers:,} layers")
    require(
        calls <= allowed + 2_000 * layers,
        f"{calls:,} calls for {len(text):,} characters and {layers:,} layers",
    )
