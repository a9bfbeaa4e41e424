"""Answer sheets of a network: right answers, slips of students, and every spelling, in YAML,
CSV and Markdown."""

import csv
import io
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from cnncalc import Summary

from .case import Text
from .mutations import scribbled
from .words import HEADINGS, HOSTILE, TOLD
from .writing import text_of

FIGURES = ("output", "parameters", "multiplies", "receptive_field")


class Answer(NamedTuple):
    """What stands for one figure of one layer."""

    layer: str
    figure: str
    text: str


def truth(summary: Summary) -> list[Answer]:
    """The figures of every layer as a sheet has them."""
    found = []
    for layer in summary:
        if layer.name.isascii():
            values = {
                "output": layer.output,
                "parameters": layer.parameters.total,
                "multiplies": layer.multiplies,
            }
            if hasattr(layer.receptive_field, "size"):
                values["receptive_field"] = "x".join(map(str, layer.receptive_field.size)) or None
            found += [Answer(layer.name, name, str(of)) for name, of in values.items() if of is not None]
    found += [Answer("total", name, str(int(summary.totals[name]))) for name in ("parameters", "multiplies")]
    return found


def answered(right: Sequence[Answer], rng: Random) -> list[Answer]:
    """Some of the answers, some of them wrong, in any spelling."""
    some = rng.sample(list(right), rng.randint(0, min(len(right), 12)))
    return [one._replace(text=spelt(one.text, rng)) for one in some]


def spelt(text: str, rng: Random) -> str:
    """The same number in another spelling, or a number that is wrong."""
    if not text.isdigit():
        changed = "x".join(reversed(text.split("x")))
        return str(
            rng.choice(
                (
                    text,
                    text,
                    text,
                    changed,
                    text.partition("x")[0],
                    f" {text} ",
                    text.replace("x", " X "),
                    "7x7",
                )
            )
        )
    n = int(text)
    ways = (
        text, text, text, f"{n:,}", f"{n:_}", f"~{n}", f"{n / 1000:.1f}k", f"{n / 1e6:.2f}M", f"{n:e}",
        str(n + 1), str(2 * n),
        str(n // 2), str(-n), f"more than {n}", f"{n}.0", f"{n} B", "", "?", "—", "n/a", "...", f"'{n}",
        f"={n}",
    )  # fmt: skip
    return str(rng.choice(HOSTILE)) if rng.random() < 0.05 else rng.choice(ways)


def headings(rng: Random) -> dict[str, str]:
    found = {}
    if rng.random() < 0.9:
        found["architecture"] = rng.choice(("net.yaml", "net.yaml", "net.yaml", "lenet5", "nothing.yaml"))
    for _ in range(rng.choice((0, 0, 1, 2))):
        found[rng.choice(HEADINGS)] = rng.choice(TOLD)
    return found


def as_yaml(told: dict[str, Any], answers: Sequence[Answer], rng: Random) -> str:
    nested: dict[str, Any] = {}
    for layer, figure, text in answers:
        if rng.random() < 0.5 and isinstance(nested.setdefault(layer, {}), dict):
            nested[layer][figure] = text
        else:
            nested[f"{layer}.{figure}"] = text
    return text_of({**told, "answers": {key: of for key, of in nested.items() if of != {}}}, rng)


def as_csv(told: dict[str, Any], answers: Sequence[Answer], rng: Random) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=rng.choice(",,;\t"), lineterminator=rng.choice(("\n", "\r\n")))
    writer.writerows([f"# {key}: {of}"] for key, of in told.items())
    writer.writerow(["layer", *FIGURES])
    writer.writerows([layer, *row] for layer, row in rows(answers))
    return out.getvalue()


def as_markdown(told: dict[str, Any], answers: Sequence[Answer], rng: Random) -> str:
    table = [["layer", *FIGURES], [":--"] * 5, *([layer, *row] for layer, row in rows(answers))]
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([*lines, "", *(f"- {key}: {of}" for key, of in told.items()), ""])


def rows(answers: Sequence[Answer]) -> list[tuple[str, list[str]]]:
    layers = dict.fromkeys(answer.layer for answer in answers)
    texts = {(layer, figure): text for layer, figure, text in answers}
    return [(layer, [texts.get((layer, figure), "") for figure in FIGURES]) for layer in layers]


FORMS = {".yaml": as_yaml, ".csv": as_csv, ".md": as_markdown}


def sheet(right: Sequence[Answer], rng: Random) -> tuple[str, Text]:
    """A sheet, and how its name ends."""
    ending = rng.choice(list(FORMS))
    text: Text = FORMS[ending](headings(rng), answered(right, rng), rng)
    if rng.random() < 0.25:
        text = scribbled(str(text), rng)
    if isinstance(text, str) and rng.random() < 0.08:
        text = text.encode(rng.choice(("utf-16", "utf-8-sig", "utf-16-le")), "replace")
    return ending, text


def folder(right: Sequence[Answer], rng: Random) -> dict[str, Text]:
    """Sheets of a class, in folders or not, and what else lies there."""
    files: dict[str, Text] = {}
    for i in range(rng.randint(1, 4)):
        ending, text = sheet(right, rng)
        name = rng.choice(("ada", "bob", "é", "a b", "x" * 60, "=cmd", "-", "a\nb", "a\x1bb", f"s{i}"))
        place = rng.choice((f"class/{name}{ending}", f"class/{name}/sheet{ending}", f"{name}{ending}"))
        files[place.lstrip("-") or "a.yaml"] = text
    if rng.random() < 0.15:
        files["class/notes.txt"] = "no sheet"
    return files


def key(right: Sequence[Answer], rng: Random) -> Text:
    """The key of a teacher: right answers, points and credit."""
    some = rng.sample(list(right), rng.randint(1, min(len(right), 9)))
    told: dict[str, Any] = {"architecture": "net.yaml"}
    if rng.random() < 0.3:
        told["points"] = rng.choice(
            ({"output": 2}, {"total.parameters": 3}, 2, {}, {"x": 1}, {"output": -1}, {"output": "1/3"})
        )
    if rng.random() < 0.3:
        told["credit"] = rng.choice(
            ({"follows": 0.5}, {"mistake": 1, "part": 0}, {"x": 1}, {"follows": 2}, 1, {"convention": "50%"})
        )
    if rng.random() < 0.1:
        some[0] = some[0]._replace(text=spelt(some[0].text, rng))
    text = as_yaml(told, some, rng)
    return scribbled(text, rng) if rng.random() < 0.15 else text
