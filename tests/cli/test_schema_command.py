"""`cnncalc schema`: what an editor reads."""

import json

from commandline import printed, refused

from cnncalc.language.schema import DRAFT, schema


def test_it_prints_the_schema():
    assert json.loads(printed("schema")) == schema()
    assert json.loads(printed("schema"))["$schema"] == DRAFT


def test_it_prints_it_on_one_line():
    text = printed("schema", "--compact")
    assert text.count("\n") == 1
    assert json.loads(text) == schema()


def test_it_writes_it_to_a_file(tmp_path):
    assert printed("schema", "-o", str(tmp_path / "cnncalc.json")) == ""
    assert json.loads((tmp_path / "cnncalc.json").read_text()) == schema()


def test_a_file_that_cannot_be_written_is_a_mistake(tmp_path):
    assert "cannot write" in refused("schema", "-o", str(tmp_path / "no" / "cnncalc.json"))


def test_the_same_bytes_every_time():
    assert printed("schema") == printed("schema")
