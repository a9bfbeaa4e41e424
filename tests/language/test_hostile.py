"""Files that no one writes in good faith: each is a SpecError with a place, soon, and in little memory."""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import yaml
from limits import outcome_of
from work import growth, steps

import cnncalc
from cnncalc import SpecError, load
from cnncalc.effort import Effort
from cnncalc.language.bounds import too_many
from cnncalc.language.document import read_document
from cnncalc.language.parse import LOADER, parse
from cnncalc.problem import Problems, Source

HEAD = "input: 32x32x3\nlayers:\n"

Write = Callable[[str | bytes], str]


@pytest.fixture
def write(tmp_path: Any) -> Write:
    """A function that writes a spec and gives its path."""

    def written(text: str | bytes) -> str:
        path = tmp_path / "hostile.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return written


def refused(path: str) -> SpecError:
    """The SpecError of a file that cannot be read."""
    with pytest.raises(SpecError) as caught:
        load(path)
    assert caught.value.problems
    return caught.value


def only(path: str) -> tuple[int, int, str]:
    """Line, column and message of the one problem of a file."""
    (problem,) = refused(path).problems
    assert problem.place is not None
    return problem.place.line, problem.place.column, problem.message


def within_limits(path: str) -> list[Any]:
    """What becomes of a file in a process of its own, with 1 GiB of memory."""
    found = outcome_of("load", path, 1 << 30, 0)
    assert "ended" not in found, found
    return ["read", found["layers"]] if "layers" in found else ["refused", found["messages"], found["length"]]


# -- no file, or no text ---------------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Any) -> None:
    path = str(tmp_path / "missing.yaml")
    assert str(refused(path)) == f"error: there is no file '{path}'"


def test_a_bundled_name_with_a_slip_gets_the_name_that_was_meant() -> None:
    assert str(refused("vgg_16")) == (
        "error: there is no file or bundled architecture 'vgg_16'; did you mean 'vgg16'?"
    )


def test_a_name_like_no_other_is_told_where_the_bundled_ones_are_listed() -> None:
    message = str(refused("zzzzzzzz"))
    assert message.startswith(
        "error: there is no file or bundled architecture 'zzzzzzzz'; 'cnncalc zoo' lists what is bundled"
    )


@pytest.mark.parametrize("path", ["", "nul\0byte", "nul/\0byte.yaml", "x" * 5000, "a/" * 3000])
def test_a_path_that_no_file_can_have(path: str) -> None:
    assert "there is no" in str(refused(path))


def test_a_folder(tmp_path: Any) -> None:
    assert str(refused(str(tmp_path))) == f"error: '{tmp_path}' is a folder; a spec is one YAML file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_no_one_writes_to_is_not_waited_for(tmp_path: Any) -> None:
    path = str(tmp_path / "pipe.yaml")
    os.mkfifo(path)
    assert str(refused(path)) == f"error: '{path}' is not a file"


def test_control_characters_in_a_path_do_not_reach_the_terminal() -> None:
    assert str(refused("\x1b[31mred.yaml")).isprintable()


@pytest.mark.parametrize("text", ["", "\n\n\n", "   \n", "# nothing\n", "\ufeff", "---\n", "~\n", "{}\n"])
def test_a_file_with_nothing_in_it(write: Write, text: str) -> None:
    problems = refused(write(text)).problems
    assert all("'input'" in p.message or "'layers'" in p.message for p in problems)


def test_random_bytes(write: Write) -> None:
    assert only(write(bytes(range(0x20, 0x100)) * 10)) == (
        1,
        0x60 + 1,  # 0x20 to 0x7f stand before it
        "not a text: byte 0x80 is not UTF-8; a spec is a text file in UTF-8",
    )


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04\x14\0", b"\x7fELF\x02\x01"]
)
def test_files_of_other_kinds(write: Write, data: bytes) -> None:
    assert only(write(data))[2].startswith("not a text")


def test_the_place_of_a_byte_that_is_not_utf8_counts_characters(write: Write) -> None:
    assert only(write("name: é".encode() + b"\xff\n")) == (
        1,
        8,  # 'name: ' and é stand before it
        "not a text: byte 0xff is not UTF-8; a spec is a text file in UTF-8",
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_other_encodings(write: Write, encoding: str) -> None:
    text = f"name: Größe\n{HEAD}  - relu\n"
    assert only(write(text.encode(encoding)))[2].startswith("not a text")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x08", "\ufffe"])
def test_control_characters_have_no_place_in_a_spec(write: Write, character: str) -> None:
    line, column, message = only(write(f"{HEAD}  - re{character}lu\n"))
    assert (line, column) == (3, 7)
    assert message == f"not a text file: YAML does not allow the character {character!a}"


def test_the_place_of_a_control_character_counts_characters_not_bytes(write: Write) -> None:
    assert only(write(f"name: Größe ändern\n{HEAD}  - re\0lu\n"))[:2] == (4, 7)


# -- bombs -----------------------------------------------------------------------------------------


def bomb(levels: int, width: int, opening: str, closing: str, item: str) -> str:
    """`levels` anchored values, each of which repeats the one before it `width` times."""
    lines = [f"a0: &a0 {item}"]
    for level in range(1, levels + 1):
        items = ", ".join(f"{'' if opening == '[' else f'k{i}: '}*a{level - 1} " for i in range(width))
        lines.append(f"a{level}: &a{level} {opening}{items}{closing}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("opening", "closing"), ["[]", "{}"])
def test_an_alias_bomb(write: Write, opening: str, closing: str) -> None:
    outcome, messages, _ = within_limits(write(bomb(10, 10, opening, closing, "[relu]")))
    assert outcome == "refused"
    assert messages[-1] == "aliases expand to more than 1,000,000 values"


def test_an_alias_bomb_of_layers(write: Write) -> None:
    layers = "[relu, relu]"
    for level in range(30):
        layers = f"[add: {{a: &b{level} {layers}, b: *b{level} }}, relu]"
    outcome, messages, _ = within_limits(write(f"input: 8x8x1\nlayers: {layers}\n"))
    assert outcome == "refused"
    assert messages[-1] == "aliases expand to more than 1,000,000 values"


def test_an_alias_inside_what_it_repeats(write: Write) -> None:
    assert only(write("input: 3\nlayers: &a [relu, *a ]\n")) == (
        2,
        19,
        "'*a' is used inside its own anchor '&a'",
    )


NESTED = {
    "brackets": "input: 3\nlayers: " + "[" * 10_000,
    "closed brackets": "input: 3\nlayers: " + "[" * 10_000 + "]" * 10_000,
    "braces": "input: 3\nlayers: " + "{a: " * 10_000 + "}" * 10_000,
    "keys": "\n".join(" " * depth + "a:" for depth in range(10_000)),
    "dashes": "input: 3\nlayers:\n" + "- " * 10_000 + "relu\n",
    "branches": "input: 3\nlayers: " + "[add: [" * 5_000 + "relu" + "]]" * 5_000,
    "complex keys": "? " * 10_000 + "a",
    "quotes": "name: " + "'" * 9_999,
    "anchors": "input: 3\nlayers: " + "&a [" * 10_000,
    "flow in a key": "{" * 10_000 + "}" * 10_000,
}


@pytest.mark.parametrize("kind", NESTED)
def test_nesting_ten_thousand_levels_deep(write: Write, kind: str) -> None:
    outcome, messages, _ = within_limits(write(NESTED[kind]))
    assert outcome == "refused"
    if kind not in ("quotes", "complex keys", "flow in a key"):
        assert messages[-1] == "nested more than 100 levels deep"


@pytest.mark.parametrize("loader", [LOADER, yaml.SafeLoader], ids=["libyaml", "PyYAML"])
@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("[" * 100, 0),
        ("[" * 101, 101),
        ("[" * 5_000, 101),
        ("[" * 5_000 + "]" * 5_000, 101),
        ("[a, " * 5_000, 401),  # 100 * 4 + 1
        ('["]", ' * 5_000, 601),
        ("['it''s ]', " * 5_000, 1_201),
        ("[it's, " * 5_000, 701),
        ("- " * 5_000, 201),
        ("[" * 99 + "'[[['", 0),
    ],
)
def test_the_bound_on_nesting_is_ours_whatever_the_parser_does(
    text: str, column: int, loader: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnncalc.language.parse.LOADER", loader)
    with pytest.raises(SpecError) as caught:
        parse(Source("deep.yaml", text), Problems())
    (problem,) = caught.value.problems
    if column:
        assert problem.message == "nested more than 100 levels deep"
        assert problem.place and (problem.place.line, problem.place.column) == (1, column)
    else:
        assert "nested" not in problem.message


def test_blocks_nest_as_deep_as_the_text_may(write: Write) -> None:
    layers = "relu"
    for _ in range(45):  # three levels of text each: [add: [
        layers = f"[add: [{layers}, identity]]"
    with pytest.raises(SpecError, match="100 levels"):
        load(write(f"input: 8x8x1\nlayers: {layers}\n"))
    layers = "relu"
    for _ in range(24):
        layers = f"[add: [{layers}, identity]]"
    assert len(load(write(f"input: 8x8x1\nlayers: {layers}\n")).nodes) > 24


# -- numbers ---------------------------------------------------------------------------------------

DIGITS = "9" * 5_000


@pytest.mark.parametrize(
    "text",
    [
        HEAD + f"  - conv: {{filters: {DIGITS}, kernel: 3}}\n",
        HEAD + f"  - conv: {{filters: 8, kernel: {DIGITS}}}\n",
        HEAD + f"  - conv: {{filters: 8, kernel: 3x{DIGITS}}}\n",
        HEAD + f"  - conv: {{filters: 8, kernel: 3, padding: {DIGITS}}}\n",
        HEAD + f"  - conv: {{filters: 8, kernel: 3, padding: {{top: {DIGITS}}}}}\n",
        HEAD + f"  - conv: {{filters: 1, kernel: 3, connections: [[{DIGITS}]]}}\n",
        f"input: {DIGITS}x32x3\nlayers: [relu]\n",
        f"input: {{height: {DIGITS}, width: 1, channels: 1}}\nlayers: [relu]\n",
        HEAD + f"  - custom: {{output: {DIGITS}}}\n",
    ],
)
def test_a_number_of_five_thousand_digits(write: Write, text: str) -> None:
    message = only(write(text))[2]
    assert len(message) < 300
    assert "1,000,000,000" in message or "the input has 3" in message


def test_a_negative_number_of_five_thousand_digits(write: Write) -> None:
    message = only(write(HEAD + f"  - conv: {{filters: -{DIGITS}, kernel: 3}}\n"))[2]
    assert message.startswith("'filters' of conv is -")
    assert len(message) < 300


@pytest.mark.parametrize("rate", ["1e400", "-1e400", "nan", ".inf", "0." + DIGITS, "1_0", "0x1p3", "١"])
def test_rates_that_are_no_share(write: Write, rate: str) -> None:
    message = only(write(HEAD + f"  - dropout: {rate}\n"))[2]
    assert message.startswith("'rate' of dropout takes a number from 0 to 1; found ")
    assert len(message) < 300


def test_the_largest_numbers_a_spec_may_hold_are_counted_exactly(write: Write) -> None:
    path = write("input: 1000000000\nlayers:\n  - dense: 1000000000\n")
    assert cnncalc.summarize(path).totals.parameters == 10**18 + 10**9  # 10**9 * 10**9 + 10**9


def test_layers_that_multiply_their_channels_without_end_are_whole_numbers(write: Write) -> None:
    layers = "  - depthwise_conv: {kernel: 1, multiplier: 1000000000}\n" * 50
    # channels 10**9 per layer: 10**450 in the end
    outcome, *_ = within_limits(write("input: 1x1x1\nlayers:\n" + layers))
    assert outcome in ("read", "refused")


# -- much of everything ----------------------------------------------------------------------------


def test_a_line_of_a_megabyte_of_layers(write: Write) -> None:
    assert within_limits(write("input: 8\nlayers: [" + "relu, " * 175_000 + "relu]\n")) == ["read", 175_002]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a" * 1_000_000 + ": 3\n",
        HEAD + "  - " + "a" * 1_000_000 + "\n",
        HEAD + "  - conv: {" + "a" * 1_000_000 + ": 3}\n",
        HEAD + "  - conv: {filters: " + "a" * 1_000_000 + ", kernel: 3}\n",
        HEAD + "  - conv: {filters: 8, kernel: " + "3x" * 500_000 + "3}\n",
        HEAD + "  - relu: {from: " + "a" * 1_000_000 + "}\n",
        HEAD + '  - relu: {name: "' + "a/" * 500_000 + '"}\n',
        "input: " + "a" * 1_000_000 + "\nlayers: [relu]\n",
        "input: {" + "a" * 1_000_000 + ": 1}\nlayers: [relu]\n",
        HEAD + "  - relu\nexpect: {" + "a" * 1_000_000 + ": [1]}\n",
        HEAD + "  - conv: {filters: 8, kernel: 3, padding: {" + "a" * 1_000_000 + ": 1}}\n",
        "input: 3\nlayers:\n  - relu:\n    " + '"' + "a" * 1000 + '": 1\n',
    ],
    ids=[f"word {number}" for number in range(1, 14)],
)
def test_a_word_of_a_megabyte_is_not_repeated_in_full(write: Write, text: str) -> None:
    outcome, messages, length = within_limits(write(text))
    assert outcome == "refused"
    assert max(map(len, messages)) < 700
    assert length < 2_000


@pytest.mark.parametrize(
    "value",
    ["3" + " " * 1_000_000 + "y", "[3, '" + " " * 1_000_000 + "']", "3x" + " " * 1_000_000 + "x3"],
    ids=["before a letter", "in quotes", "between two signs"],
)
def test_a_megabyte_of_spaces_in_a_size(write: Write, value: str) -> None:
    outcome, messages, _ = within_limits(write(HEAD + f"  - conv: {{filters: 8, kernel: {value}}}\n"))
    assert outcome == "refused"
    assert messages[0].startswith("'kernel' of conv takes a whole number")


def test_a_long_name_with_many_layers_below_it_does_not_fill_the_memory(write: Write) -> None:
    # 3,000 names that each begin with a megabyte would be 3 GB
    layers = ", ".join(["relu"] * 3_000)
    text = f"input: 8\nlayers:\n  - add: {{name: {'n' * 1_000_000}, branches: [[{layers}], identity]}}\n"
    assert within_limits(write(text))[0] in ("read", "refused")


@pytest.mark.parametrize(
    "line",
    [
        "  - rxyzt\n",
        "  - conv: {filterz: 8, kernl: 3}\n",
        "  - relu: {from: nowhere_at_all}\n",
        "  - conv: {filters: 0, kernel: 3}\n",
        "  - conv: {filters: 8, kernel: 3, activation: rleu}\n",
        "  - relu: {name: same}\n",
        "  - relu: {name: a/b}\n",
        "  - add: [[rleu], [from: nowhere]]\n",
    ],
)
def test_very_many_mistakes(write: Write, line: str) -> None:
    outcome, messages, _ = within_limits(write(HEAD + line * 20_000))
    assert outcome == "refused"
    assert messages


# -- blocks, loops and expressions -------------------------------------------------------------------


def measured(path: str, lines: int = 100_000, megabytes: int = 200) -> list[Any]:
    """What becomes of a file when it is read and summarised, within this memory and so many lines of Python.

    lines: with 0 they are not counted: of much text, where a test of its growth counts them.
    """
    found = outcome_of("summarize", path, 1 << 31, lines)
    assert "ended" not in found, found
    assert found["peak"] < megabytes, found
    if "layers" in found:
        return ["read", found["layers"]]
    return ["refused", found["messages"][0], found["placed"], found["length"]]


def refused_soon(path: str, lines: int = 100_000, megabytes: int = 200) -> str:
    """The first message of a file that is refused, with a place, soon, and in few words."""
    outcome, message, placed, length = measured(path, lines, megabytes)
    assert outcome == "refused"
    assert placed
    assert length < 5_000
    return str(message)


def doubling(last: str, levels: int) -> str:
    """Blocks each of which calls the next one twice."""
    calls = "".join(f"  b{i}: [b{i + 1}, b{i + 1}]\n" for i in range(levels))
    return f"input: 8x8x3\nblocks:\n{calls}  b{levels}: {last}\nlayers: [relu, b0]\n"


def nested_repeats(levels: int, times: int, innermost: str) -> str:
    opening = f"[repeat: {{times: {times}, layers: "
    return f"input: 8x8x3\nlayers: {opening * levels}[{innermost}]{'}]' * levels}\n"


MILLION = 1_000_000

EXPLOSIONS = {
    "times 10**12": "input: 8\nlayers: [repeat: {times: 1000000000000, layers: [relu]}]\n",
    "times as a power": "input: 8\nlayers: [repeat: {times: 10**12, layers: [relu]}]\n",
    "times of two layers": "input: 8\nlayers: [repeat: {times: 10**9, layers: [relu, tanh]}]\n",
    "times of nothing": "input: 8\nlayers: [repeat: {times: 10**12, layers: [relu: {when: false}]}, relu]\n",
    "nested repeats": nested_repeats(24, 10, "relu"),
    "nested repeats of nothing": nested_repeats(24, 10, "repeat: {times: 0, layers: [relu]}"),
    "repeats of repeats of nothing": nested_repeats(2, MILLION, "repeat: {times: 0, layers: [relu]}"),
    "a head in a repeat": "input: 8\nlayers: [repeat: {times: 10**9, layers: [head: {layers: [relu]}]}]\n",
    "a repeat in a branch": "input: 8\nlayers: [add: [[repeat: {times: 10**9, layers: [relu]}], identity]]\n",
    "blocks doubling 45 times": doubling("[relu]", 45),
    "blocks doubling 60 times": doubling("[relu]", 60),
    "blocks doubling nothing": doubling("[relu: {when: false}]", 45),
    "blocks doubling empty ones": doubling("[]", 45),
    "repeats by a variable": "input: 8\nvariables: {n: 1000}\nlayers: "
    + "[repeat: {times: n, layers: " * 3 + "[relu]" + "}]" * 3 + "\n",
    "loops over a long variable": f"input: 8\nvariables: {{n: [{'1, ' * 999}1]}}\nlayers: "
    + "[for: {each: n, as: x, layers: " * 3 + "[relu]" + "}]" * 3 + "\n",
    "loops over long lists": "input: 8\nlayers: "
    + "[for: {each: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], as: x, layers: " * 20 + "[relu]" + "}]" * 20 + "\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPLOSIONS)
def test_what_unfolds_without_end_is_stopped_soon(write: Write, kind: str) -> None:
    assert refused_soon(write(EXPLOSIONS[kind]))


CALLS = "".join(f"  b{i}: [b{i + 1}]\n" for i in range(10_000))


def test_a_chain_of_ten_thousand_blocks(write: Write) -> None:
    text = f"input: 8\nblocks:\n{CALLS}  b10000: [relu]\nlayers: [b0]\n"
    message = refused_soon(write(text), lines=300 * 10_000)
    assert "without end" not in message, "the chain has an end; it is too deep"


@pytest.mark.parametrize(
    "inner", ["add: [[{}], identity]", "repeat: {{times: 1, layers: [{}]}}", "head: {{layers: [{}]}}"]
)
def test_blocks_that_call_each_other_from_deep_inside_do_not_exhaust_the_stack(
    write: Write, inner: str
) -> None:
    levels = 20
    blocks = ""
    for i in range(49):
        nested = f"b{i + 1}"
        for _ in range(levels):
            nested = "{" + inner.format(nested) + "}"
        blocks += f"  b{i}: [{nested}]\n"
    text = f"input: 8\nblocks:\n{blocks}  b49: [relu]\nlayers: [b0]\n"
    assert measured(write(text), lines=20 * 49 * levels * 50)[0] in ("read", "refused")


EXPRESSIONS = {
    "nines": "9**9**9**9",
    "powers of powers": "((((10**9)**9)**9)**9)**9",
    "parentheses": "(" * 240 + "1" + ")" * 240,
    "very deep parentheses": "(" * 100_000 + "1" + ")" * 100_000,
    "a long sum": "1+" * 500_000 + "1",
    "a long product": "9*" * 240 + "9",
    "minus signs": "-" * 490 + "1",
    "nots": "not " * 100 + "true",
    "lists in lists": "[" * 200 + "1" + "]" * 200,
    "choices": "1 if true else " * 30 + "(",
    "a long name": "a" * 499,
    "a very long name": "a" * 1_000_000,
    "unclosed text": "'" * 3,
    "null": "1 + \\0",
    "digits": "9" * 400 + " + 1",
    "an exponent": "1e999999999",
    "a small exponent": "1e-999999999",
    "other digits": "١٢ + ٣",
    "a million commas": "[" + "1," * 200 + "]",
}


@pytest.mark.parametrize("kind", EXPRESSIONS)
@pytest.mark.parametrize(
    "place",
    ["input: 8\nlayers: [dense: {}]\n", "input: 8\nvariables: {{a: {}}}\nlayers: [dense: a]\n",
     "input: 8\nlayers: [relu: {{when: {}}}, dense: x]\n",
     "input: 8\nlayers: [repeat: {{times: {}, layers: [relu]}}, dense: x]\n"],
)  # fmt: skip
def test_an_expression_that_would_run_away(write: Write, kind: str, place: str) -> None:
    written = json.dumps(EXPRESSIONS[kind]) if kind != "null" else '"1 + \\0"'
    path, errors = write(place.format(written)), []
    steps(lambda: errors.append(refused(path)), most=50_000)
    (error,) = errors
    assert all(problem.place for problem in error.problems)
    assert len(str(error)) < 3_000


LISTS = "  a0: [1, 1]\n" + "".join(f"  a{i}: [a{i - 1}, a{i - 1}]\n" for i in range(1, 60))
OTHERS = LISTS.replace("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        f"input: 8\nvariables:\n{LISTS}layers: [dense: a59]\n",
        f"input: 8\nvariables:\n{LISTS}layers: [relu: {{when: a59}}]\n",
        f"input: 8\nvariables:\n{LISTS}layers: [dense: -a59]\n",
        f"input: 8\nvariables:\n{LISTS}{OTHERS}layers: [relu: {{when: a59 == b59}}, dense: x]\n",
        f"input: 8\nvariables:\n{LISTS}{OTHERS}layers: [dense: max(a59, b59)]\n",
        f"input: 8\nvariables:\n{LISTS}layers: [dense: round_to(a59, 8)]\n",
        f"input: 8\nvariables:\n{LISTS}layers: [conv: {{filters: 1, kernel: a59}}]\n",
    ],
)
def test_lists_that_double_are_not_unfolded(write: Write, text: str) -> None:
    assert refused_soon(write(text))


def test_a_parameter_of_the_name_of_a_variable_is_not_taken_for_it() -> None:
    text = "variables: {n: 900000}\nblocks: {b: {takes: [n], layers: [repeat: {times: n, layers: [relu]}]}}\n"
    loop = "for: {each: [2], as: n, layers: [repeat: {times: n, layers: [relu, relu]}]}"
    problems = Problems()
    document = read_document(
        Source("t.yaml", f"{text}input: 8\nlayers: [b: 3, b: 3, {loop}, {loop}]"), problems
    )
    assert document is not None
    assert too_many(document, Effort(problems)) is None


TEN_THOUSAND = range(10_000)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("blocks:\n" + "".join(f"  blk_{i}: [relu]\n" for i in TEN_THOUSAND), "blkk{}x"),
        ("variables:\n" + "".join(f"  var_{i}: 1\n" for i in TEN_THOUSAND), "dense: varr{} + 1"),
        ("variables:\n" + "".join(f"  var_{i}: 1\n" for i in TEN_THOUSAND), "dense: varr{}"),
        (f"blocks: {{b: {{takes: {{{', '.join(f'p{i}x: 1' for i in TEN_THOUSAND)}}}, layers: [relu]}}}}\n",
         "b: {{q{}: 3}}"),
    ],
    ids=["blocks", "variables in expressions", "variables", "parameters"],
)  # fmt: skip
def test_very_many_mistakes_among_very_many_names(write: Write, head: str, line: str) -> None:
    layers = "".join(f"  - {line.format(i)}\n" for i in range(1_200))
    outcome, message, placed, length = measured(write(f"input: 8\n{head}layers:\n{layers}"), lines=0)
    assert (outcome, placed) == ("refused", True)
    assert len(message) < 1_000
    assert length < 1_000_000  # a thousand problems


@pytest.mark.parametrize("place", ["variables: {{a: {}}}\nlayers: [relu]", "layers: [dense: {}]"])
def test_a_list_of_a_million(write: Write, place: str) -> None:
    text = "input: 8\n" + place.format("[" + "1," * MILLION + "1]") + "\n"
    assert refused_soon(write(text), lines=0)


@pytest.mark.parametrize("item", ["f(a, ", "a" * MILLION + "[0], "], ids=["parentheses", "a bracket"])
def test_a_line_of_a_megabyte_that_yaml_cuts(write: Write, item: str) -> None:
    text = "input: 8\nlayers: [" + item * max(1, MILLION // len(item)) + "relu]\n"
    assert measured(write(text), lines=0)[0] == "refused"


MUCH = {
    "a list": lambda size: f"input: 8\nlayers: [dense: [{'1,' * size}1]]\n",
    "a list in a variable": lambda size: f"input: 8\nvariables: {{a: [{'1,' * size}1]}}\nlayers: [relu]\n",
    "what YAML cuts": lambda size: f"input: 8\nlayers: [{'f(a, ' * size}relu]\n",
    "names": lambda size: among_names(size, 50),
    "mistakes": lambda size: among_names(50, size),
    "layers": lambda size: HEAD + "  - relu\n" * size,
    "mistaken layers": lambda size: HEAD + "  - conv: {filterz: 8, kernl: 3}\n" * size,
}


def among_names(names: int, mistakes: int) -> str:
    known = "".join(f"  var_{i}: 1\n" for i in range(names))
    return f"input: 8\nvariables:\n{known}layers:\n" + "".join(
        f"  - dense: varr{i} + 1\n" for i in range(mistakes)
    )


@pytest.mark.parametrize("kind", MUCH)
def test_the_work_grows_with_the_text_and_no_faster(kind: str) -> None:
    def reading(size: int) -> Callable[[], None]:
        source = Source("hostile.yaml", MUCH[kind](size))
        return lambda: attempt(source)

    assert growth(reading, 300) < 2.2


def attempt(source: Source) -> None:
    with suppress(SpecError):
        load(source)


def test_very_many_circles_of_variables(write: Write) -> None:
    variables = ", ".join(f"a{i}: b{i}, b{i}: a{i}" for i in range(5_000))
    assert refused_soon(
        write(f"variables: {{{variables}}}\ninput: 8\nlayers: [dense: a7]\n"), lines=500 * 10_000
    )


def test_powers_of_fractions_are_bounded_like_those_of_whole_numbers(write: Write) -> None:
    for text in ("(1/9**9)**9**9", "0.5 ** 10**9", "(-1/3) ** 10**9", "0.999 ** 100000000"):
        assert refused_soon(write(f"input: 8\nlayers: [dense: {text}]\n"))


def test_very_many_variables_in_very_many_blocks_take_linear_time(write: Write) -> None:
    variables = ", ".join(f"v{i}: {i}" for i in range(5_000))
    text = f"input: 8\nvariables: {{{variables}}}\nblocks: {{b: {{takes: [q], layers: [dense: q + v7]}}}}\n"
    path = write(text + "layers: [repeat: {times: 5000, index: i, layers: [b: {q: i + 1}]}]\n")
    assert measured(path, lines=1_500 * 5_000) == ["read", 5_000]


def test_very_many_parameters_of_a_block_take_linear_time(write: Write) -> None:
    takes = ", ".join(["p0: 1", *(f"p{i}: p{i - 1} + 1" for i in range(1, 10_000))])
    text = f"input: 8\nblocks: {{b: {{takes: {{{takes}}}, layers: [dense: p9999]}}}}\nlayers: [b]\n"
    assert measured(write(text), lines=400 * 10_000) == ["read", 1]


def test_a_mistake_in_a_loop_of_a_million_rounds(write: Write) -> None:
    for item in ("rleu", "conv: {filters: nothing, kernel: 3}", "dense: i / 0"):
        assert refused_soon(
            write(f"input: 8\nlayers: [repeat: {{times: 900000, index: i, layers: [{item}]}}]\n")
        )


def test_long_names_of_nested_blocks_with_many_layers_do_not_fill_the_memory(write: Write) -> None:
    name = "n" * 95
    calls = "".join(f"  {name}{i}: [{name}{i + 1}]\n" for i in range(48))
    last = f"  {name}48: [repeat: {{times: 100000, layers: [relu]}}]\n"
    text = f"input: 8\nblocks:\n{calls}{last}layers: [{name}0]\n"
    assert measured(write(text), megabytes=300)[0] in ("read", "refused")


@pytest.mark.parametrize(
    ("input", "layer"),
    [
        ("1x1x1", "transposed_conv: {filters: 1, kernel: 1, stride: 1000000000}"),
        ("1x1x1", "transposed_conv: {filters: 1, kernel: 1000000000, stride: 1000000000}"),
        ("1x1x1", "upsample: 1000000000"),
        ("999999937x999999937x1", "upsample: {output: 1000000000, mode: bilinear}"),
        ("999999937x1x1", "adaptive_max_pool: 1000000000"),
        ("{length: 1, channels: 1000000000}", "pixel_shuffle: 1000000000"),
        ("{length: 1000000000, channels: 1}", "pixel_unshuffle: 1000000000"),
        ("8", "pad: {padding: 0, channels: 3}"),
        ("8", "pad: 1"),
        ("8", "channel_shuffle: 2"),
        ("1000000000x1000000000x1000000000", "locally_connected: {filters: 1000000000, kernel: 1}"),
    ],
)
def test_layers_of_gigantic_geometry_are_summarised_or_refused_soon(
    write: Write, input: str, layer: str
) -> None:
    assert measured(write(f"input: {input}\nlayers: [{layer}]\n"))[0] in ("read", "refused")


def test_a_chain_of_upsamplings_with_ever_longer_periods_ends(write: Write) -> None:
    layers = "".join(
        f"  - upsample: {{output: {n}}}\n  - adaptive_avg_pool: {n + 2}\n" for n in range(90, 130)
    )
    assert measured(write(f"input: 97x97x1\nlayers:\n{layers}"), lines=1_000_000)[0] == "read"


# -- what reaches the terminal ---------------------------------------------------------------------

ESCAPES = ["\\e[31mred", "\\x07", "a\\nb", "\\u202eabc", "\\x9b31m", "\\r", "\\u2028"]

PLACES = [
    'name: "{}"\n' + HEAD + "  - relu\n",
    'reference: "{}"\n' + HEAD + "  - relu\n",
    '"{}": 3\n' + HEAD + "  - relu\n",
    'input: "{}"\nlayers: [relu]\n',
    'inputs: {{"{}": 32x32x3}}\nlayers: [relu]\n',
    'input: {{"{}": 1, width: 1, channels: 1}}\nlayers: [relu]\n',
    HEAD + '  - "{}"\n',
    HEAD + '  - "{}": 3\n',
    HEAD + '  - conv: {{"{}": 3}}\n',
    HEAD + '  - conv: {{filters: "{}", kernel: 3}}\n',
    HEAD + '  - conv: {{filters: 8, kernel: "{}"}}\n',
    HEAD + '  - conv: {{filters: 8, kernel: 3, padding: {{"{}": 1}}}}\n',
    HEAD + '  - relu: {{name: "{}"}}\n',
    HEAD + '  - relu: {{from: "{}"}}\n',
    HEAD + '  - add: {{"{}": [relu], b: identity}}\n',
    HEAD + '  - head: {{name: "{}", layers: [relu]}}\n',
    HEAD + '  - head: {{"{}": a, layers: [relu]}}\n',
    HEAD + '  - conv: {{filters: 8, kernel: 3, activation: "{}"}}\n',
    HEAD + '  - custom: {{output: 3, note: "{}"}}\n',
    HEAD + '  - relu\nexpect: {{"{}": 3}}\n',
    HEAD + '  - relu\nexpect: {{parameters: "{}"}}\n',
    'defaults: {{"{}": {{}}}}\n' + HEAD + "  - relu\n",
    'defaults: {{conv: {{"{}": 3}}}}\n' + HEAD + "  - relu\n",
]


def texts(network: cnncalc.Network) -> list[str]:
    """Every text of a network that a spec may have put there."""
    found: list[Any] = [network.name, network.reference, *network.expect]
    found += [expectation.text for expectation in network.expect.values()]
    for node in network.nodes:
        found.append(node.name)
        found += vars(node.layer).values() if node.layer else ()
        found += [node.group.name] if node.group else []
    return [text for text in found if isinstance(text, str)]


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("place", PLACES)
def test_no_control_character_reaches_the_terminal(write: Write, place: str, escape: str) -> None:
    try:
        network = load(write(place.format(escape)))
    except SpecError as error:
        for line in str(error).split("\n"):
            assert line.isprintable(), line
    else:
        assert [text for text in texts(network) if not text.isprintable()] == []


def test_a_tab_in_an_excerpt_keeps_the_carets_below_their_word(write: Write) -> None:
    (problem,) = refused(write(HEAD + "  - rleu\t# a tab\n")).problems
    assert str(problem).split("\n")[1:] == ["    3 |   - rleu\t# a tab", "      |     ^^^^"]


# -- marks and ends of lines -----------------------------------------------------------------------


def test_windows_line_endings_are_accepted(write: Write) -> None:
    network = load(write((HEAD + "  - conv: {filters: 8, kernel: 3}\n").replace("\n", "\r\n").encode()))
    assert str(network.nodes[-1].output) == "30x30x8"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_places_are_right_with_every_line_ending(write: Write, ending: str) -> None:
    text = (HEAD + "  - relu\n  - conv: {filer: 8}\n  - tanh\n").replace("\n", ending)
    (problem,) = refused(write(text.encode())).problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (4, 12)
    assert problem.place.excerpt() == "    4 |   - conv: {filer: 8}\n      |            ^^^^^"


def test_the_excerpt_is_the_line_of_the_place_whatever_ended_the_lines_above(write: Write) -> None:
    # YAML 1.1 ends a line at U+0085, U+2028 and U+2029 too
    (problem,) = refused(write(f'name: "a\u2028b"\n{HEAD}  - rleu\n')).problems
    assert problem.place is not None
    assert "  - rleu" in problem.place.excerpt()


def test_a_byte_order_mark_is_accepted(write: Write) -> None:
    network = load(write(b"\xef\xbb\xbf" + (HEAD + "  - relu\n").encode()))
    assert network.nodes[-1].name == "relu1"


def test_a_byte_order_mark_does_not_shift_the_first_line(write: Write) -> None:
    assert only(write(b"\xef\xbb\xbf" + b"inptu: 3\ninput: 3\nlayers: [relu]\n"))[:2] == (1, 1)


@pytest.mark.parametrize("name", ["Größe", "網路", "α_1", "été", "conv→pool", "слой 1", "x' = x"])
def test_names_in_any_script(write: Write, name: str) -> None:
    text = f'name: "{name}"\n{HEAD}  - relu: {{name: "{name}"}}\n  - tanh: {{from: "{name}"}}\n'
    network = load(write(text))
    assert (network.name, network.nodes[1].name) == (name, name)


def test_columns_count_characters_of_any_script(write: Write) -> None:
    # '  - conv: {name: 網路, ' has 21 characters
    assert only(write(HEAD + "  - conv: {name: 網路, filer: 8}\n"))[:2] == (3, 22)


# -- afterwards ------------------------------------------------------------------------------------


def test_a_failed_reading_leaves_nothing_behind(write: Write) -> None:
    before = [(node.name, node.output) for node in load("lenet5").nodes]
    refused(write(HEAD + "  - conv: {filer: 8}\n"))
    refused(write(bomb(10, 10, "[", "]", "relu")))
    assert [(node.name, node.output) for node in load("lenet5").nodes] == before


def test_the_same_file_gives_the_same_problems_again(write: Write) -> None:
    path = write("input: 28x28\nlayers:\n  - conv: {filer: 8}\n  - rleu\n  - relu: {from: x}\n")
    assert str(refused(path)) == str(refused(path))
    assert re.findall(r":(\d+:\d+): error", str(refused(path))) == ["1:8", "3:12", "4:5", "5:18"]


# -- growth from layer to layer --------------------------------------------------------------------


def test_aliases_nest_no_deeper_than_the_text_may(write: Write) -> None:
    layers = "".join(f"  - &l{i} {{add: [identity, *l{i - 1} ]}}\n" for i in range(1, 300))
    line, _, message = only(write(HEAD + "  - &l0 relu\n" + layers))
    assert message == f"nested more than 100 levels deep, through '*l{line - 4}'"


@pytest.mark.parametrize(
    "layer", ["depthwise_conv: {kernel: 1, multiplier: 1000000000}", "concat: [identity, identity]"]
)
def test_channels_that_multiply_from_layer_to_layer_come_to_an_end(write: Write, layer: str) -> None:
    outcome, messages, _ = within_limits(write(HEAD + f"  - {layer}\n" * 5_000))
    assert outcome == "refused"
    assert len(messages) == 1
    assert messages[0].endswith("its output would hold more than 10**30 values")
