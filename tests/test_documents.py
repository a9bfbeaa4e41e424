"""The documents show what cnncalc really does: every example in them is run.

In README.md and docs/*.md, in a folder of its own per document and from top to bottom:

- a ```yaml block whose first line is `# name.yaml` is written to that file;
- a ```yaml block behind `<!-- on 28x28x192 -->` lists layers that have to fit such an input;
- a ```console block is run line by line: `$ cnncalc ...`, with `NAME=value` before it or `< file`
  behind it, `$ cat file` and `$ echo $?`; "..." on a line of its own stands for lines left out;
- a ```json block behind `<!-- json: summarize lenet5: layers.0 -->` is that part of the JSON;
- a ```python block with `>>>` is a doctest;
- what stands between `<!-- generated: kinds -->` and `<!-- end -->` is written by the function of that
  name at the end of this file.

`python tests/test_documents.py --write` brings the documents up to date. ```sh blocks are .ci/run's.
"""

import difflib
import doctest
import glob
import io
import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from unittest import mock

import pytest
import zoo_page

from cnncalc import catalogue
from cnncalc.analysis import ALIASES, COLUMNS
from cnncalc.cli.main import DEFECT, main
from cnncalc.design.reconcile.profile import Profile, Term
from cnncalc.design.reconcile.profiles import PROFILES
from cnncalc.design.review.rules import RULES
from cnncalc.language.build import read_network
from cnncalc.language.find import bundled_names
from cnncalc.layers import CATALOGUE
from cnncalc.layers.activations import Activation
from cnncalc.layers.fields import Field
from cnncalc.problem import Source
from cnncalc.render import render
from cnncalc.report.review import RuleReport
from cnncalc.teaching.mistakes.base import Mistake
from cnncalc.teaching.mistakes.catalogue import MISTAKES
from cnncalc.teaching.mistakes.edit import Edit, Instead, Plus, Rounded, Swap, Times, Without
from cnncalc.teaching.mistakes.recurrences import SLIPS

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENTS = ["README.md", *sorted(glob.glob("docs/*.md", root_dir=ROOT))]

TERMINAL = {"COLUMNS": "80"}
NOT_SET = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "TERM", "LINES", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY")

FENCE = re.compile(r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.M | re.S)
GENERATED = re.compile(r"(?<=^<!-- generated: )(\w+)( -->\n).*?(?=^<!-- end -->$)", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


# -- the tests -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_shows_what_happens(name: str) -> None:
    shown = read(name)
    real = refreshed(shown)
    changes = difflib.unified_diff(shown.splitlines(), real.splitlines(), name, "what happens", lineterm="")
    assert shown == real, "\n".join([*changes, "refresh with: python tests/test_documents.py --write"])


@pytest.mark.parametrize("name", [*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_between_documents_lead_somewhere(name: str) -> None:
    for file, heading in LINK.findall(read(name)):
        target = os.path.normpath(os.path.join(os.path.dirname(name), file)) if file else name
        assert os.path.exists(os.path.join(ROOT, target)), file
        assert not heading or heading in anchors(read(target)), f"{file}#{heading}"


def test_the_readme_names_every_document() -> None:
    named = {file for file, _ in LINK.findall(read("README.md"))}
    assert {*DOCUMENTS, "CONTRIBUTING.md", "CHANGELOG.md"} - named == {"README.md"}


@pytest.mark.parametrize("kind", CATALOGUE)
def test_the_documents_say_of_every_kind_how_it_is_counted(kind: str) -> None:
    in_conventions = f"`{kind}`" in read(os.path.join("docs", "conventions.md"))
    assert in_conventions or "| formula |" in one_kind(kind)


def test_the_number_of_bundled_architectures_is_told_right() -> None:
    assert f"\n{len(bundled_names())} networks are known" in read("README.md")
    assert f"- {len(bundled_names())} architectures are bundled" in read("CHANGELOG.md")


def read(name: str) -> str:
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def anchors(text: str) -> set[str]:
    """The headings as links spell them."""
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# -- a document as it should be --------------------------------------------------------------------


def refreshed(text: str) -> str:
    """The document with every output as it really is."""
    globs: dict[str, object] = {}

    def block(match: re.Match[str]) -> str:
        language, mark, body = match["language"], match["mark"] or "", match["body"]
        if language == "yaml":
            check_yaml(mark, body)
        elif language == "console":
            body = "".join(console(body))
        elif language == "json" and mark.startswith("json: "):
            body = part_of_json(*mark.removeprefix("json: ").split(": "), body)
        elif language == "python" and ">>>" in body:
            body = python(body, globs)
        return text[match.start() : match.start("body")] + body + "```"

    with working_folder():
        text = GENERATED.sub(lambda match: match[1] + match[2] + globals()[match[1]](), text)
        assert text.count("\n```") == 2 * len(FENCE.findall(text)), (
            "a block is not closed, or has no language"
        )
        return FENCE.sub(block, text)


@contextmanager
def working_folder() -> Iterator[None]:
    """An empty folder, and a terminal of 80 columns without colours."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, TERMINAL):
        for name in NOT_SET:
            os.environ.pop(name, None)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def check_yaml(mark: str, body: str) -> None:
    """Write the file that the block shows, or see that its layers fit."""
    named = re.match(r"# (\S+\.yaml)\n", body)
    if named:
        with open(named[1], "w", encoding="utf-8") as file:
            file.write(body)
    elif mark.startswith("on "):
        read_network(Source("example", f"input: {mark.removeprefix('on ')}\nlayers:\n{body}"))


def console(body: str) -> Iterator[str]:
    """The commands of a console block with what they print."""
    status = 0
    for step in re.split(r"^(?=\$ )", body, flags=re.M)[1:]:
        command, shown = step.split("\n", 1)
        printed, status = run(command.removeprefix("$ "), status)
        yield f"{command}\n{shortened(printed, shown)}"


def run(command: str, last_status: int) -> tuple[str, int]:
    """What a command prints, and its exit code."""
    words = shlex.split(command)
    if words == ["echo", "$?"]:
        return f"{last_status}\n", 0
    if words[0] == "cat":
        with open(words[1], encoding="utf-8") as file:
            return file.read(), 0
    variables = {}
    while "=" in words[0]:
        name, _, variables[name] = words.pop(0).partition("=")
    given = b""
    if len(words) > 2 and words[-2] == "<":
        with open(words[-1], "rb") as spec:
            given, words = spec.read(), words[:-2]
    assert words[0] == "cnncalc", f"cannot run: {command}"
    with mock.patch.dict(os.environ, variables), mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given))):
        return cnncalc(*words[1:])


def cnncalc(*args: str) -> tuple[str, int]:
    """What the command line prints on either stream, and its exit code."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with redirect_stdout(printed), redirect_stderr(printed), mock.patch("gc.disable"), ending() as codes:
        main(list(args))
    printed.seek(0)
    assert codes[0] != DEFECT, printed.read()
    return printed.read(), codes[0]


@contextmanager
def ending() -> Iterator[list[int]]:
    """The exit code that the code within ends with, once it has."""
    codes: list[int] = []
    try:
        yield codes
    except SystemExit as end:
        codes.append(int(end.code or 0))


def shortened(printed: str, shown: str) -> str:
    """What was printed, with "..." where the document leaves lines out."""
    parts = re.split(r"^\.\.\.\n", shown, flags=re.M)
    if re.fullmatch(r"(?:.*\n)*?".join(map(re.escape, parts)), printed):
        return shown
    lines = printed.splitlines(keepends=True)
    labels = [label(line) for line in lines]
    kept, at = [], 0
    for part in parts:
        start = labels.index(label(part), at) if part and label(part) in labels[at:] else at
        at = start + part.count("\n")
        kept.append("".join(lines[start:at]))
    return "...\n".join(kept) if len(parts) > 1 else printed


def label(text: str) -> str:
    """What stands first on the first line, before a gap."""
    return text.split("\n")[0].split("  ")[0]


def part_of_json(command: str, path: str, body: str) -> str:
    """The part of a command's JSON, a line for each of its keys."""
    printed, _ = cnncalc(*shlex.split(command), "--format", "json")
    part = json.loads(printed)
    for key in path.split("."):
        part = part[int(key) if key.isdigit() else key]
    if json.loads(body) == part:
        return body
    return "{" + ",\n ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in part.items()) + "}\n"


def python(body: str, globs: dict[str, object]) -> str:
    """The doctest with what its examples print."""
    examples = doctest.DocTestParser().get_examples(body)
    printed: dict[int, str] = {}

    class Runner(doctest.DocTestRunner):
        def report_failure(self, out: object, test: object, example: doctest.Example, got: str) -> None:
            printed[example.lineno] = got

        def report_unexpected_exception(
            self, out: object, test: object, example: object, error: object
        ) -> None:
            raise error[1]  # type: ignore[index]

    Runner().run(
        doctest.DocTest(examples, globs, "document", None, 0, body), clear_globs=False, out=lambda _: None
    )
    lines = body.splitlines(keepends=True)
    for example in reversed(examples):
        if example.lineno in printed:
            start = example.lineno + example.source.count("\n")
            lines[start : start + example.want.count("\n")] = [printed[example.lineno]]
    return "".join(lines)


# -- generated parts -------------------------------------------------------------------------------


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = [f"| {' | '.join(row)} |\n" for row in rows]
    return head + "|" + "---|" * len(rows[0]) + "\n" + "".join(body)


def paragraphs(text: str | None) -> list[str]:
    """A docstring's paragraphs, each on one line, with what means something in Markdown escaped."""
    lines = [" ".join(paragraph.split()) for paragraph in (text or "").split("\n\n")]
    return ["`".join(part if i % 2 else escape(part) for i, part in enumerate(x.split("`"))) for x in lines]


def escape(text: str) -> str:
    return re.sub(r"[*<>|\[\]]|(?<=\w)_(?=\w)|\b_|_\b", r"\\\g<0>", text)


def kinds() -> str:
    """docs/kinds.md: every layer kind with its fields and defaults."""
    overview = [
        (f"[{kind}](#{kind})", paragraphs(layer.__doc__)[0]) for kind, layer in sorted(CATALOGUE.items())
    ]
    return table(("kind", "what it does"), *overview) + "".join(map(one_kind, sorted(CATALOGUE)))


def one_kind(kind: str) -> str:
    """The section of one kind: its docstring, its fields."""
    layer = CATALOGUE[kind]
    told = paragraphs(layer.__doc__)
    if layer.shorthand:
        told.append(f"`{kind}: ...` with a bare value sets `{layer.shorthand}`.")
    if layer.joins:
        told.append("Takes a list of branches, a mapping of named branches, or `from: [a, b]`.")
    rows = [
        (f"`{name}`", field.type.expects, default(field), field.doc) for name, field in layer.fields.items()
    ]
    if layer.takes_activation:
        rows.append(
            ("`activation`", "a kind of activation function", "none", "a layer of its own behind this one")
        )
    listed = (
        "\n" + table(("field", "takes", "default", "meaning"), *rows) if rows else "\nNo fields of its own.\n"
    )
    return f"\n## {kind}\n\n" + "\n\n".join(told) + "\n" + listed + formulas(kind)


def formulas(kind: str) -> str:
    """How a kind is counted: a row for each formula."""
    rows = [
        (f"`{formula.name} = {formula.text}`", escape(formula.because), escape(formula.when) or "always")
        for formula in catalogue.kind(kind).formulas
    ]
    return "\n" + table(("formula", "because", "when"), *rows) if rows else ""


def default(field: Field) -> str:
    """A field's default as a table has it."""
    text = catalogue.default_text(field)
    return "required" if field.required else f"`{text}`" if text else "none"


def columns() -> str:
    """docs/formats.md: every column of the table."""
    others = {name: [alias for alias, of in ALIASES.items() if of == name] for name in COLUMNS}
    return table(
        ("column", "heading", "meaning", "also called"),
        *(
            (f"`{c.name}`", c.heading, c.doc, ", ".join(f"`{a}`" for a in others[c.name]))
            for c in COLUMNS.values()
        ),
    )


def left_out() -> str:
    """docs/formats.md: the order in which columns go on a narrow terminal."""
    ranked = sorted((column for column in COLUMNS.values() if column.keep), key=lambda column: column.keep)
    *most, name = [f"`{column.name}`" for column in ranked]
    order = f"then {', '.join(most)}; never the first ({name})"
    return f"First shares and those that `--columns` added, the rightmost first; {order}.\n"


def activation_costs() -> str:
    """docs/conventions.md: what each activation function costs per value."""
    names = ("multiplications", "additions", "comparisons", "divisions", "exponentials")
    found = {kind: layer for kind, layer in CATALOGUE.items() if issubclass(layer, Activation)}
    rows = [
        (f"`{kind}`", *(str(layer.costs.get(name, 0)) for name in names)) for kind, layer in found.items()
    ]
    return table(("kind", *names), *rows)


def review_rules() -> str:
    """docs/review.md: every rule of the review."""
    rows = [
        (f"[{rule.name}](#{rule.name})", rule.severity, "yes" if rule.default else "no", rule.what)
        for rule in RULES.values()
    ]
    return table(("rule", "severity", "on", "finds"), *rows) + "".join(
        f"\n{render(RuleReport(rule), 'markdown')}" for rule in RULES.values()
    )


def mistakes() -> str:
    """docs/mistakes.md: the mistakes that change formulas."""
    rows = {
        (m.code, m.title): (
            m.code,
            m.title,
            _changes(m),
            m.advice,
            f"`{m.convention}`" if m.convention else "",
        )
        for m in MISTAKES
    }
    return table(
        ("code", "what is done", "to the formula", "what a teacher says", "convention"), *rows.values()
    )


def _changes(mistake: Mistake) -> str:
    """What a mistake does to each formula: `biases` = `1`."""
    return "; ".join(_change(change.formula, change.edit) for change in mistake.changes)


def _change(formula: str, edit: Edit) -> str:
    words = {
        Without: "`{0}` without `{1}`",
        Swap: "`{0}` with `{2}` for `{1}`",
        Instead: "`{0} = {1}`",
        Times: "`{0}` times `{1}`",
        Plus: "`{0}` plus `{1}`",
        Rounded: "`{0}` with `{1}`",
    }
    return words[type(edit)].format(formula, *edit)


def wrong_recurrences() -> str:
    """docs/mistakes.md: the wrong recurrences of the receptive field."""
    rows = [
        (code, title, f"`r = {wrong.formula.text}`" if wrong.edit else "", advice)
        for code, wrong, title, advice, _ in SLIPS
    ]
    return table(("code", "what is done", "the recurrence", "what a teacher says"), *rows)


def profiles() -> str:
    """docs/reconcile.md: what each profile counts, its source, its known defects."""
    return "\n".join(map(one_profile, PROFILES))


def one_profile(profile: Profile) -> str:
    """The section of one profile: a row for each figure."""
    rows = [
        (escape(count.name), count.what, escape("; ".join(map(term_text, count.terms))), escape(count.remark))
        for count in profile.counts
    ]
    options = dict.fromkeys(option.text for count in profile.counts for option in count.options)
    told = [
        f"### {profile.name}",
        f"{escape(profile.about[0].upper() + profile.about[1:])}. Source: {escape(profile.source)}.",
    ]
    told.append(table(("figure", "counts", "terms", "remark"), *rows))
    told += [f"{head}:\n\n" + "".join(f"- {escape(text)}\n" for text in texts) for head, texts in (
        ("It depends on the program whether", options), ("Known defects", profile.defects),
    ) if texts]  # fmt: skip
    return "\n\n".join(part.rstrip("\n") for part in told) + "\n"


def term_text(term: Term) -> str:
    """A term, and whether it is a defect."""
    return f"{term.text} (a defect)" if term.defect else term.text


def architectures() -> str:
    """README.md: some of what is bundled."""
    return table(*zoo_page.few())


def networks() -> str:
    """docs/zoo.md: all that is bundled."""
    return table(*zoo_page.networks())


def variables() -> str:
    """docs/zoo.md: what `--set` changes."""
    return table(*zoo_page.variables())


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_documents.py --write")
    for document in DOCUMENTS:
        before = read(document)
        after = refreshed(before)
        if after != before:
            with open(os.path.join(ROOT, document), "w", encoding="utf-8") as out:
                out.write(after)
            print(f"{document}: brought up to date")
