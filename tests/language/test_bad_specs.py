"""Wrong specs, with the message expected of each mistake on the line that has it.

`# E:12: message` stands on the line of the mistake and gives its column; `# E: message` leaves the column
open; a line can have several, one after another. Where a comment cannot stand on the line (inside
quotes, beyond the end), a header says `# E@4:12: message`. Every problem of a file is listed: none may be
missing, and there may be no others. For a mistake inside a block, the calls follow the message; a
message that ends in `...` is the beginning of one. What a file extends or uses lies in parts/.

`python tests/test_documents.py --write` brings the messages up to date where the places are right.
"""

import os
import re
from typing import NamedTuple

import pytest
import yaml

from cnncalc import SpecError, load
from cnncalc.problem import Problem, printable

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "specs", "bad")
FILES = sorted(file for file in os.listdir(FOLDER) if file.endswith(".yaml"))
PATHS = [os.path.join(FOLDER, file) for file in FILES]

EXPECTATION = re.compile(r"# E(?:@(?P<line>\d+))?(?::(?P<column>\d+))?: (?P<message>.*?)(?=\s+# E[@:]|$)")


class Report(NamedTuple):
    line: int
    column: int | None
    message: str

    def agrees(self, found: "Report") -> bool:
        if self.message.endswith("...") and found.message.startswith(self.message[:-3]):
            found = found._replace(message=self.message)
        return self in (found, found._replace(column=None))


def expected(path: str) -> list[Report]:
    """What the comments of the file say."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    return [
        as_report(match, number)
        for number, line in enumerate(lines, 1)
        for match in EXPECTATION.finditer(line)
    ]


def as_report(match: re.Match[str], number: int) -> Report:
    """What a comment on this line expects."""
    column = int(match["column"]) if match["column"] else None
    return Report(int(match["line"] or number), column, match["message"])


def found(path: str) -> list[Report]:
    """What is reported; anything but a SpecError fails the test."""
    with pytest.raises(SpecError) as caught:
        load(path)
    problems = caught.value.problems
    assert all(problem.place for problem in problems), problems
    return [Report(problem.place.line, problem.place.column, said(problem)) for problem in problems]


def said(problem: Problem) -> str:
    """The message, and the calls that led to its place."""
    calls = f" ({'; '.join(problem.within)})" if problem.within else ""
    return printable(problem.message) + calls


def rewritten(path: str) -> str:
    """The text of the file with the messages that are reported now, as far as the places are right."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    wanted = expected(path)
    if in_yamls_own_words(wanted):
        return text
    now = renewed(wanted, found(path))
    return "\n".join(with_messages(line, number, now) for number, line in enumerate(text.split("\n"), 1))


def renewed(wanted: list[Report], given: list[Report]) -> dict[Report, str]:
    """For each expectation that is not met, the message that is reported at its place, if any."""
    left = [report for report in given if not any(want.agrees(report) for want in wanted)]
    now = {}
    for want in wanted:
        here = [report for report in left if want._replace(message="...").agrees(report)]
        if here and not any(want.agrees(report) for report in given):
            now[want] = here[0].message
            left.remove(here[0])
    return now


def with_messages(line: str, number: int, now: dict[Report, str]) -> str:
    """A line with other messages for its expectations."""

    def message(match: re.Match[str]) -> str:
        want = as_report(match, number)
        return match[0].removesuffix(want.message) + now.get(want, want.message)

    return EXPECTATION.sub(message, line)


def in_yamls_own_words(reports: list[Report]) -> bool:
    """Whether the message quotes the parser: the one in C and the one in Python differ in theirs."""
    return any(report.message.startswith("not YAML") for report in reports)


@pytest.mark.parametrize("file", FILES)
def test_a_wrong_spec_gives_exactly_the_problems_that_stand_on_its_lines(file: str) -> None:
    path = os.path.join(FOLDER, file)
    wanted, given = expected(path), found(path)
    assert wanted, "the file expects nothing"
    if in_yamls_own_words(wanted) and not yaml.__with_libyaml__:
        pytest.skip("states the words of libyaml")
    missing = [want for want in wanted if not any(want.agrees(report) for report in given)]
    not_wanted = [report for report in given if not any(want.agrees(report) for want in wanted)]
    assert (missing, not_wanted) == ([], [])
    assert len(given) == len(wanted), "a problem is reported twice"
    places = [(report.line, report.column) for report in given]
    assert places == sorted(places), "problems come in the order of the file"


def test_messages_are_brought_up_to_date_where_the_places_are_right(tmp_path) -> None:
    spec = "input: 8x8x3\nlayers:\n  - rleu  # E:5: {}\n  - conv: {{filters: 0, kernel: 3}}  # E:{} {}\n"
    path = tmp_path / "spec.yaml"
    path.write_text(spec.format("an old message", "", "'filters' of conv ..."), encoding="utf-8")
    unknown, zero = found(str(path))
    assert rewritten(str(path)) == spec.format(unknown.message, "", "'filters' of conv ...")
    path.write_text(spec.format(unknown.message, "", "an old message"), encoding="utf-8")
    assert rewritten(str(path)) == spec.format(unknown.message, "", zero.message)
    path.write_text(spec.format(unknown.message, "9:", "an old message"), encoding="utf-8")
    assert rewritten(str(path)) == path.read_text(encoding="utf-8")  # it is reported elsewhere


@pytest.mark.parametrize("file", FILES)
def test_a_printed_problem_begins_with_its_place_and_shows_the_line(file: str) -> None:
    path = os.path.join(FOLDER, file)
    with pytest.raises(SpecError) as caught:
        load(path)
    for problem in caught.value.problems:
        head, shown, carets = str(problem).split("\n")
        where = f"{problem.place.source.name}:{problem.place.line}:{problem.place.column}"
        assert head == f"{where}: error: {said(problem)}"
        assert shown.startswith(f"{problem.place.line:5} | ")
        assert set(carets) <= set(" \t|^")
        assert "^" in carets


@pytest.mark.parametrize("file", FILES)
def test_a_wrong_spec_says_in_its_first_line_what_is_wrong(file: str) -> None:
    with open(os.path.join(FOLDER, file), encoding="utf-8") as text:
        assert re.fullmatch(r"# .*\.\n", text.readline())


def test_there_are_many_wrong_specs() -> None:
    assert len(FILES) >= 225
