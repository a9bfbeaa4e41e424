"""The documents show what cnncalc really does: every example in them is run.

In README.md and the pages of docs/, in a folder of its own per document and from top to bottom:

- a ```yaml block whose first line is `# name.yaml` is written to that file;
- a ```yaml block after `<!-- on 28x28x192 -->` lists layers that have to fit such an input;
- a ```console block is run line by line: `$ cnncalc ...`, with `NAME=value` before it or `< file`
  after it, `$ cat file` and `$ echo $?`; "..." on a line of its own stands for lines left out;
- a ```json block after `<!-- json: summarize lenet5: layers.0 -->` is that part of the JSON;
- a ```python block with `>>>` is a doctest;
- what stands between `<!-- generated: kinds -->` and `<!-- end -->` is written by the function of that
  name in generated.py.

`python tests/test_documents.py --write` brings the documents up to date, and the messages that are expected
of the wrong specs in tests/specs/bad/. ```sh blocks are .ci/run's.
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

import generated
import pytest
import yaml

from cnncalc.cli.main import DEFECT, main
from cnncalc.language.build import read_network
from cnncalc.language.find import bundled_names
from cnncalc.layers import CATALOGUE
from cnncalc.problem import Source

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGES = sorted(glob.glob("docs/**/*.md", root_dir=ROOT, recursive=True))
DOCUMENTS = ["README.md", *PAGES]

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


def test_every_page_is_in_the_navigation_once() -> None:
    listed = list(in_navigation(yaml.safe_load(read("mkdocs.yml"))["nav"]))
    assert sorted(f"docs/{page}" for page in listed) == PAGES


def test_every_page_is_two_clicks_from_the_landing_page() -> None:
    """A tab leads to the first page of a section, which lists the others: sections hold pages alone."""
    for section in yaml.safe_load(read("mkdocs.yml"))["nav"]:
        for entry in section.values():
            assert isinstance(entry, str) or all(isinstance(next(iter(p.values())), str) for p in entry)


def in_navigation(entry: object) -> Iterator[str]:
    """The pages that a part of the navigation lists."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        yield from in_navigation(list(entry.values()))
    elif isinstance(entry, list):
        for one in entry:
            yield from in_navigation(one)


def test_the_readme_leads_to_the_documents_and_the_changes() -> None:
    named = {file for file, _ in LINK.findall(read("README.md"))}
    assert {"docs/index.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"} <= named


def test_the_readme_is_read_in_a_few_screens() -> None:
    assert read("README.md").count("\n") < 210


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_command_is_only_misused_where_its_exit_code_is_shown(name: str) -> None:
    blocks = [match["body"] for match in FENCE.finditer(read(name)) if match["language"] == "console"]
    wrong = [block for block in blocks if "\nUsage: " in block or "there is no such file" in block]
    assert all("$ echo $?" in block for block in wrong)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_formula_is_taken_for_emphasis(name: str) -> None:
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "", read(name), flags=re.M | re.S)
    assert not re.findall(r".*[\w)]\*[\w(].*", prose)  # n*s and m*t: Markdown reads s and m in italics


@pytest.mark.parametrize("kind", CATALOGUE)
def test_the_documents_say_of_every_kind_how_it_is_counted(kind: str) -> None:
    in_conventions = f"`{kind}`" in read("docs/explanation/conventions.md")
    assert in_conventions or "| formula |" in generated.one_kind(kind)


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


def write(name: str, text: str) -> None:
    """Bring a file up to date."""
    if text != read(name):
        with open(os.path.join(ROOT, name), "w", encoding="utf-8") as out:
            out.write(text)
        print(f"{name}: brought up to date")


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
        text = GENERATED.sub(lambda match: match[1] + match[2] + getattr(generated, match[1])(), text)
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
    with redirect_stdout(printed), redirect_stderr(printed), ending() as codes:
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


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_documents.py --write")
    from language import test_bad_specs

    for document in DOCUMENTS:
        write(document, refreshed(read(document)))
    for path in test_bad_specs.PATHS:
        write(os.path.relpath(path, ROOT), test_bad_specs.rewritten(path))
