"""What a small text may cost: counted in steps, never in seconds."""

import difflib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cnncalc import SpecError, load
from cnncalc.effort import MOST_COMPARISONS, MOST_LAYERS, MOST_STEPS, STEPS_FOR_A_LAYER, Effort
from cnncalc.language.build import Template
from cnncalc.language.env import Env
from cnncalc.language.expression import evaluate
from cnncalc.layers import CATALOGUE
from cnncalc.problem import MOST_COMPARED, Place, Problems, QuestionError, Source
from cnncalc.solve.fields import MOST_TRIALS, which_fields
from cnncalc.solve.follow import Attempt, Follower, Spec
from cnncalc.teaching.sheets.from_csv import read_csv

Write = Callable[[str], str]

PLACE = Place(Source("t.yaml", "a"), 1, 1)


@pytest.fixture
def write(tmp_path: Any) -> Write:
    """A function that writes a spec and gives its path."""

    def written(text: str) -> str:
        path = tmp_path / "t.yaml"
        path.write_text(text)
        return str(path)

    return written


@pytest.fixture
def efforts(monkeypatch: pytest.MonkeyPatch) -> list[Effort]:
    """Every effort that is begun."""
    begun: list[Effort] = []
    begin = Effort.__init__

    def noted(self: Effort, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named)
        begun.append(self)

    monkeypatch.setattr(Effort, "__init__", noted)
    return begun


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many words each hint was looked for among."""
    numbers: list[int] = []
    close = difflib.get_close_matches

    def noted(word: str, among: list[str], **named: Any) -> list[str]:
        numbers.append(len(among))
        return close(word, among, **named)

    monkeypatch.setattr(difflib, "get_close_matches", noted)
    return numbers


def last_problem(path: str) -> str:
    """The last problem of a file that cannot be read."""
    with pytest.raises(SpecError) as caught:
        load(path)
    assert caught.value.problems[-1].place
    return caught.value.problems[-1].message


BLOCK = "input: 8x8x1\nblocks: {b: {takes: [x], layers: [relu: {when: false}]}}\nlayers:\n"

COSTLY = {
    "a list as an argument": BLOCK + f"  - repeat: {{times: 1000, layers: [b: {{x: [{'1, ' * 9990}]}}]}}",
    "expressions as arguments": BLOCK
    + f"  - repeat: {{times: 1000, layers: [b: {{x: [{'1+1, ' * 9990}]}}]}}",
    "a kernel of many axes": "input: 8x8x1\nlayers:\n"
    f"  - repeat: {{times: 900, layers: [conv: {{filters: 1, kernel: [{'1, ' * 30000}]}}]}}",
    "tables of connections": "input: 8x8x1\nlayers:\n  - repeat: {times: 300, layers: [conv: {filters: 15000,"
    f" kernel: 1, connections: [{'[0], ' * 15000}]}}, conv: {{filters: 1, kernel: 1}}]}}",
    "a table of connections as default": "input: 8x8x1\n"
    f"defaults: {{conv: {{connections: [{'[0], ' * 15000}]}}}}\nlayers:\n  - repeat: {{times: 300, layers:"
    " [conv: {filters: 15000, kernel: 1}, conv: {filters: 1, kernel: 1, connections: [[0]]}]}",
    "layers that read many": "input: 8\nlayers:\n  - relu: {name: a}\n"
    f"  - repeat: {{times: 300, layers: [concat: {{from: [{'a, ' * 30000}]}}]}}",
    "rounds without layers": "input: 8\nlayers:\n  - repeat: {times: 499999, layers: [relu: {when: false}]}",
    "parameters with defaults": "input: 8\n"
    f"blocks: {{b: {{takes: {{{', '.join(f'p{i}: 1' for i in range(8000))}}}, layers: [relu]}}}}\n"
    "layers:\n  - repeat: {times: 3000, layers: [b]}",
    "the largest of a long list": f"input: 8\nvariables: {{xs: [{'1/3, ' * 9990}]}}\n"
    f"layers:\n  - repeat: {{times: 300, layers: [dense: '{'+'.join(['max(xs)'] * 60)}-20']}}",
    "loops of no rounds over aliases": f"input: 8\nblocks: {{x: &a [{'relu, ' * 1000}]}}\n"
    f"layers: [{'repeat: {times: 0, layers: *a}, ' * 990}]",
}
"""Texts of less than 100 kB that would take from ten seconds to hours, or hundreds of megabytes."""


@pytest.mark.parametrize("what", COSTLY)
def test_work_without_layers_ends_at_a_bound_with_a_place(
    what: str, write: Write, efforts: list[Effort]
) -> None:
    assert len(COSTLY[what]) < 100_000
    with pytest.raises(SpecError) as caught:
        load(write(COSTLY[what]))
    found = [one for one in caught.value.problems if "up to here expressions, lists and items" in one.message]
    assert len(found) == 1 and found[0].place
    assert all(effort.steps < 2 * (MOST_STEPS + effort.layers * STEPS_FOR_A_LAYER) for effort in efforts)


def test_each_layer_adds_to_the_steps_that_are_allowed(write: Write, efforts: list[Effort]) -> None:
    """20,000 layers with an expression of 80 characters each: 1.6 million steps and some."""
    expression = "+".join(["1"] * 40) + "-40+8"
    network = load(write(f"input: 8\nlayers:\n  - repeat: {{times: 20000, layers: [dense: {expression}]}}"))
    assert len(network.nodes) == 20_001
    assert max(effort.steps for effort in efforts) > 20_000 * len(expression) > MOST_STEPS


def test_no_more_than_a_million_layers_calls_and_rounds() -> None:
    effort = Effort()
    effort.items = MOST_LAYERS - 1
    effort.item(PLACE)
    with pytest.raises(SpecError, match="more than 1,000,000 layers"):
        effort.item(PLACE)


def test_two_readings_do_not_share_their_effort(write: Write) -> None:
    template = Template(
        Source("t.yaml", BLOCK + f"  - repeat: {{times: 20, layers: [b: {{x: [{'1, ' * 9990}]}}]}}")
    )
    settled = template.settled()
    assert all(len(settled.network().nodes) == 1 for _ in range(3))  # 20 * 9,990 * 3 = 599,400 steps each


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("round(7, -10**9)", 0),
        ("round(7, 10**25)", 7),
        ("round(-1/8, 10**25)", "-1/8"),
        ("round(10**30, -10**9)", 0),
        ("round(1/2**99, 10**25)", f"1/{2**99}"),  # its decimals end after 99 digits
        ("round(15, -1)", 20),
        ("round(0.125, 2)", "3/25"),  # half to even, as in Python
    ],
)
def test_rounding_to_any_number_of_digits(text: str, value: object) -> None:
    assert str(evaluate(text, Env())) == str(value)


def test_rounding_to_more_digits_than_a_number_may_have_is_an_error(write: Write) -> None:
    text = "input: 8\nvariables: {n: 'round(1/3, 10**25)'}\nlayers: [dense: n]\n"
    assert last_problem(write(text)) == "'round(1/3, 10**25)' has no value: its value is too large"


# -- hints -------------------------------------------------------------------------------------------

NEAR = [f"convolution_of_block_{i:04}" for i in range(400)]


def each(form: str, names: list[str] = NEAR) -> str:
    """The form with each name in it."""
    return ", ".join(form.replace("NAME", name) for name in names)


UNKNOWN = {
    "blocks": f"input: 8\nblocks: {{{each('NAME: [relu]')}}}\nlayers: [{each('NAMEx', NEAR * 2)}]",
    "variables": f"input: 8\nvariables: {{{each('NAME: 1')}}}\nlayers: [{each('dense: NAMEx+1', NEAR * 2)}]",
    "layers": f"input: 8\nlayers: [{each('relu: {name: NAME}')}, {each('relu: {from: NAMEx}', NEAR * 2)}]",
    "parameters": f"input: 8\nblocks: {{b: {{takes: {{{each('NAME: 1')}}}, layers: [relu]}}}}\n"
    f"layers: [b: {{{each('NAMEx: 1')}}}]",
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_hints_are_looked_for_only_for_the_first_problems(
    what: str, write: Write, compared: list[int]
) -> None:
    with pytest.raises(SpecError) as caught:
        load(write(UNKNOWN[what]))
    messages = [problem.message for problem in caught.value.problems]
    assert len(messages) >= len(NEAR)
    assert "did you mean" in messages[0]
    assert "did you mean" not in messages[-1]
    assert sum(compared) < MOST_COMPARISONS + 3 * MOST_COMPARED


def test_hints_for_a_sheet_hang_on_no_sheet_before_it(compared: list[int]) -> None:
    from cnncalc.analysis.base import Settings
    from cnncalc.problem import Problem
    from cnncalc.summary import Summary
    from cnncalc.teaching.check.expect import Claim
    from cnncalc.teaching.check.mark import Marker

    text = f"input: 8\nlayers: [{', '.join(f'relu: {{name: {name}}}' for name in NEAR)}]"
    marker = Marker(Summary(Template(Source("t.yaml", text)).network(), Settings()))
    claims = [Claim(f"{name}x.output", "8") for name in NEAR]
    first, second = marker.mark(claims), marker.mark(claims)
    assert first == second
    assert isinstance(first[0], Problem) and "did you mean" in first[0].message
    assert sum(compared) < 2 * (MOST_COMPARISONS + 3 * MOST_COMPARED)


# -- sheets ------------------------------------------------------------------------------------------


class Counting(str):
    """A text that counts how often texts are compared with it."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Counting.compared += 1
        return str.__eq__(self, other)


def test_what_a_sheet_tells_is_looked_up_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnncalc.teaching.sheets import from_csv

    read = from_csv.told

    def counted(*arguments: Any) -> Any:
        said = read(*arguments)
        return {**said, "given": tuple(map(Counting, said["given"]))} if "given" in said else said

    monkeypatch.setattr(from_csv, "told", counted)
    given = "; ".join(f"a{i}" for i in range(500))
    rows = "".join(f"{i},1,1\n" for i in range(500))
    text = f"# architecture: lenet5\n# given: {given}\nlayer,output,parameters\n{rows}"
    problems = Problems()
    assert len(read_csv(Source("t.csv", text), problems).claims) == 1_000 and not problems
    assert Counting.compared < 1_000  # 500 given x 1,000 cells one by one: half a million


def test_what_several_headings_tell_is_told_together() -> None:
    text = "# given: a; output\n# given: C1.parameters\nlayer,output,parameters\nC1,1,2\nC2,3,4\n"
    sheet = read_csv(Source("t.csv", text), Problems())
    assert sheet.given == ("a", "output", "C1.parameters")
    assert [claim.key for claim in sheet.claims] == ["C2.parameters"]


# -- solving -----------------------------------------------------------------------------------------


@pytest.fixture
def shapes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Each output shape of a convolution or a pool that is worked out."""
    worked: list[object] = []
    for kind in (CATALOGUE["conv"], CATALOGUE["max_pool"]):

        def noted(self: Any, x: Any, own: Any = kind.output_shape) -> Any:
            worked.append(x)
            return own(self, x)

        monkeypatch.setattr(kind, "output_shape", noted)
    yield worked


def spec(text: str) -> Spec:
    return Spec(Template(Source("t.yaml", text)).network(), lambda _: Attempt({}, ()))


CHAIN = (
    "input: 32x32x8\nlayers:\n"
    "  - repeat: {times: 1000, layers: [conv: {filters: 8, kernel: 3, padding: 1}]}\n"
)


def test_equal_layers_on_equal_inputs_are_worked_out_once_for_a_size(shapes: list[object]) -> None:
    chain = spec(CHAIN)
    follower = Follower(chain, chain.network.nodes[-1])
    shapes.clear()
    assert [follower.along(0, n) for n in (7, 8, 9)] == [7, 8, 9]
    assert len(shapes) == 3  # one for each size, not 3 x 1,000


def test_inputs_are_searched_no_further_than_they_lead_on(shapes: list[object]) -> None:
    from cnncalc.solve.inputs import _sizes

    chain = spec(CHAIN)
    follower = Follower(chain, chain.network.nodes[-1])
    assert list(_sizes(follower, 0, 100)) == [100]
    assert len(follower.tried) < 30  # 1, 2, 4, ..., 128 and by halves to 100, then 101


def test_a_search_through_a_large_network_ends_at_a_bound() -> None:
    network = spec(f"{CHAIN}  - reshape: 32x32x8\n")  # no other size fits, which is known at the end alone
    follower = Follower(network, network.network.nodes[-1])
    with pytest.raises(QuestionError, match=r"sizes of the input were tried on 1,001 layers.*--layer"):
        for n in range(1, 10_000):
            follower.along(0, n)
    assert follower.effort.steps < 2 * (MOST_STEPS + 1_001 * STEPS_FOR_A_LAYER)


def test_layers_that_do_not_fit_are_counted_among_those_that_are_tried(shapes: list[object]) -> None:
    from cnncalc.shape import Shape

    given = {"kernel": list(range(100, 1000)), "padding": [0, 1], "stride": list(range(1, 60))}
    with pytest.raises(QuestionError, match="too many combinations"):
        which_fields(CATALOGUE["max_pool"], Shape(3, (64, 64)), given, (7,))
    assert len(shapes) <= MOST_TRIALS


def test_stacks_are_found_by_halving_and_a_kernel_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnncalc.shape import Shape
    from cnncalc.solve import stack

    made: list[int] = []
    own = stack.stack

    def noted(x: Shape, kernel: int, count: int, bias: bool) -> stack.Stack:
        made.append(count)
        return own(x, kernel, count, bias)

    monkeypatch.setattr(stack, "stack", noted)
    found = stack.how_many_layers(Shape(4, (64, 64)), [3] * 2000, 199, False)
    assert [row["layers"] for row in found.rows] == ["99 x conv 3x3", "1 x conv 199x199"]  # 2*99 + 1 = 199
    assert len(made) < 15  # halves of 200, not 2,000 times 99


def test_figures_that_are_asked_at_once_are_bounded_and_each_is_looked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cnncalc.design.reconcile import search
    from cnncalc.design.reconcile.candidates import Start

    start = Start(Source("t.yaml", "input: 8\nlayers: [dense: {units: 4, bias: false}]\n"), None, {})
    with pytest.raises(SpecError, match="at most 100 figures at a time; found 101"):
        search.reconcile(start, [str(i) for i in range(101)])
    _, answers = search.reconcile(start, ["32"] * 1000)  # 8 * 4
    assert [answer.asked.text for answer in answers] == ["32"]


WIDE = [(1_000, 1), (1_000, 2), (1_000, 999), (999, 500), (100_000, 1)]


@pytest.mark.parametrize(("n", "wanted"), WIDE)
def test_strides_are_found_by_halving_however_wide_the_input(
    n: int, wanted: int, shapes: list[object]
) -> None:
    from cnncalc.shape import Shape

    found, solutions = which_fields(CATALOGUE["conv"], Shape(3, (n, n)), {}, (wanted,))
    assert found.found
    for fields in solutions[:: len(solutions) // 50 + 1]:
        assert CATALOGUE["conv"](**fields).output_on((Shape(3, (n, n)),)).size == (wanted, wanted)
    assert len(shapes) < 10_000  # 77 kernels and paddings, each with up to 100,000 strides


def test_what_a_worksheet_asks_is_gathered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnncalc.report import worksheet as report
    from cnncalc.teaching.sheets.worksheet import Worksheet, WorksheetRow

    made: list[object] = []

    class Noted(frozenset[str]):
        def __new__(cls, *items: Any) -> Any:
            made.append(items)
            return super().__new__(cls, *items)

    monkeypatch.setattr(report, "frozenset", Noted, raising=False)
    rows = tuple(WorksheetRow(f"conv{i}", "conv", ("1",)) for i in range(50))
    asked = tuple(f"conv{i}.output" for i in range(0, 50, 2))
    table = report.WorksheetReport(Worksheet("A", "input 8", ("output",), rows, asked, {})).table
    assert [row.cells[2] for row in table.rows][:3] == [report.BLANK, "1", report.BLANK]
    assert len(made) == 1


def test_a_message_about_a_join_of_many_names_the_first(write: Write) -> None:
    layers = f"relu: {{name: a}}, dense: {{name: b, units: 3}}, add: {{from: [b, {'a, ' * 3000}]}}"
    text = f"input: 8\nlayers: [{layers}]"
    message = last_problem(write(text))
    assert "2,961 more" in message and len(message) < 2_000  # 3,001 less the 40 that are named
