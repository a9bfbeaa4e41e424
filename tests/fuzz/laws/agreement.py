"""Commands agree with each other: what one says of a network or a layer, another says too."""

import json
from fractions import Fraction

import cnncalc
from cnncalc.layers import CATALOGUE
from cnncalc.report.record import plain

from ..case import Case, Unfit, require, same
from ..readback import from_json
from ..running import held, option, run
from .base import SETTINGS, law, spec_of, summarized


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


@law
def points_add_up(case: Case) -> None:
    """The points of a student are those of the answers, and no more than there are."""
    outcome = held(case, run(*case.args))
    if not outcome.out:
        raise Unfit(outcome.err)
    record = from_json(outcome.out)
    for student in record["students"]:
        if student["points"] is not None:
            total = sum(Fraction(str(answer["points"])) for answer in student["answers"])
            require(
                abs(total - Fraction(str(student["points"]))) < Fraction(1, 100), f"points: {student}"[:400]
            )
            require(
                student["points"] <= student["of"] == record["points"], f"too many points: {student}"[:300]
            )


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
    by_itself = kind in CATALOGUE and not CATALOGUE[kind].joins and isinstance(fields, dict)
    if not by_itself or {"name", "from", "share", "when", "activation"} & {*fields}:
        raise Unfit("no layer by itself")
    shape = spec_of(case).get("input")
    if "variables" in spec_of(case):
        raise Unfit("variables")
    if not isinstance(shape, (str, int)):
        shape = json.dumps(shape)
    found = summarized(case)
    if len(found) != 1:
        raise Unfit("several layers")
    fields = {name: of if isinstance(of, (str, bool)) else json.dumps(of) for name, of in fields.items()}
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
