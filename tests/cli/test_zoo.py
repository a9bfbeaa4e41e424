"""`cnncalc zoo`: the list of what is bundled, and files to look at and to work on."""

import os

import pytest
from commandline import BUNDLED, FORMATS, printed, record_of, refused, rows_of
from helpers import bundled
from helpers import listed as zoo_list

from cnncalc import summarize
from cnncalc.language.find import bundled_folder


def listed(*args: str) -> list[dict]:
    return record_of("zoo", *args)["architectures"]


# -- the list --------------------------------------------------------------------------------------


def test_every_bundled_architecture_is_listed_by_name():
    assert [one["name"] for one in listed()] == BUNDLED


def test_an_architecture_is_listed_with_its_figures_and_its_source():
    (vgg,) = listed("--filter", "vgg16")[:1]
    assert vgg == {
        "name": "vgg16",
        "title": "VGG-16",
        "parameters": 138_357_544,
        "multiplies": 15_470_264_320,
        "input": {"channels": 3, "size": [224, 224]},
        "year": 2014,
        "reference": "Simonyan & Zisserman 2014, arXiv:1409.1556",
        "variables": {"classes": 1000},
    }


def test_the_variables_that_can_be_set_are_listed_with_their_values():
    found = {one["name"]: one["variables"] for one in listed()}
    assert found["inception_resnet_v2"] == {"classes": 1000, "depths": [10, 20, 10], "bn_scale": True}
    assert found["densenet121"]["compression"] == 0.5
    rows = {row["name"]: row for row in rows_of("zoo")}
    assert rows["inception_resnet_v2"]["variables"] == "classes, depths, bn_scale"


@pytest.mark.parametrize("name", BUNDLED)
def test_figures_are_those_of_the_main_path(name):
    network = bundled(name).network.without_heads()
    one, totals = zoo_list()[name], summarize(network).totals
    assert (one.parameters, one.multiplies) == (totals.parameters, totals.multiplies)


def test_the_list_is_filtered_by_words_of_name_title_or_reference():
    assert {"lenet5", "lenet5_1998"} <= {one["name"] for one in listed("--filter", "LeCun 1998")}
    assert listed("--filter", "no such thing") == []
    assert "0 architectures with 'no such thing'" in printed("zoo", "--filter", "no such thing")


@pytest.mark.parametrize("column", ["parameters", "multiplies"])
def test_largest_counts_come_first(column):
    figures = [one[column] for one in listed("--sort", column)]
    assert figures == sorted(figures, reverse=True)


@pytest.mark.parametrize("column", ["name", "title", "year", "reference"])
def test_everything_else_is_sorted_upwards(column):
    found = [one[column] or 0 for one in listed("--sort", column)]
    assert found == sorted(found)


@pytest.mark.parametrize("form", FORMATS)
def test_the_list_has_every_format(form):
    assert "lenet5" in printed("zoo", "--format", form).replace("\\_", "_")


def test_csv_has_plain_integers():
    rows = {row["name"]: row for row in rows_of("zoo")}
    assert (rows["lenet5"]["parameters"], rows["lenet5"]["input"]) == ("61706", "32x32x1")


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["zoo", "--sort", "paramters"], "did you mean 'parameters'?"),
        (["zoo", "lenet"], "did you mean 'zoo --filter lenet'?"),
        (["zoo", "vgg16"], "did you mean 'zoo show vgg16'?"),
        (["zoo", "list"], "'cnncalc zoo' alone lists what is bundled"),
        (["zoo", "shwo", "vgg16"], "did you mean 'show'?"),
        (["zoo", "show", "googelnet"], "did you mean 'googlenet'?"),
        (["zoo", "copy", "googelnet"], "did you mean 'googlenet'?"),
        (["zoo", "show", "../pyproject"], "there is no bundled architecture"),
    ],
)
def test_a_mistake_is_answered_with_what_would_fit(args, hint):
    assert hint in " ".join(refused(*args).split())


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lenet5", "googlenet.yaml"])
def test_show_prints_the_file_as_it_is(name):
    with open(os.path.join(bundled_folder(), f"{name.removesuffix('.yaml')}.yaml"), encoding="utf-8") as file:
        assert printed("zoo", "show", name) == file.read()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def family(tmp_path_factory, monkeypatch):
    """A bundle of a family: large extends base, which uses a file of blocks, which stands in a folder."""
    folder = tmp_path_factory.mktemp("bundled")
    (folder / "blocks").mkdir()
    (folder / "blocks" / "unit.yaml").write_text("blocks: {unit: {takes: [n], layers: [dense: n]}}\n")
    (folder / "base.yaml").write_text(
        "variables: {n: 3}\nuse: [blocks/unit.yaml]\ninput: 4\nlayers: [unit: n]\n"
    )
    (folder / "large.yaml").write_text("extends: base.yaml\nvariables: {n: 5}\n")
    (folder / "short.yaml").write_text("extends: base\nvariables: {n: 6}\n")
    monkeypatch.setattr("cnncalc.language.find.bundled_folder", lambda: str(folder))
    return folder


def test_copy_writes_the_file_under_its_name(here):
    assert printed("zoo", "copy", "lenet5") == "lenet5.yaml\n"
    assert (here / "lenet5.yaml").read_text() == printed("zoo", "show", "lenet5")


def test_copy_writes_to_another_file_or_into_a_folder(here):
    (here / "nets").mkdir()
    assert printed("zoo", "copy", "lenet5", "mine.yaml") == "mine.yaml\n"
    assert printed("zoo", "copy", "lenet5", "nets") == os.path.join("nets", "lenet5.yaml") + "\n"


def test_copy_overwrites_nothing_unless_it_is_told_to(here):
    (here / "lenet5.yaml").write_text("my own work\n")
    assert "lenet5.yaml already exists; --force overwrites it" in refused("zoo", "copy", "lenet5")
    assert (here / "lenet5.yaml").read_text() == "my own work\n"
    printed("zoo", "copy", "lenet5", "--force")
    assert (here / "lenet5.yaml").read_text() != "my own work\n"


def test_copying_twice_is_no_mistake(here):
    printed("zoo", "copy", "lenet5")
    assert printed("zoo", "copy", "lenet5") == "lenet5.yaml is there already, with the same text\n"


@pytest.mark.parametrize(
    ("file", "message"),
    [("-", "'cnncalc zoo show lenet5' prints it"), ("new/x.yaml", "there is no folder 'new' to copy to")],
)
def test_a_copy_makes_no_file_and_no_folder_that_is_not_meant(here, file, message):
    assert message in " ".join(refused("zoo", "copy", "lenet5", file).split())
    assert list(here.iterdir()) == []


def test_a_copy_has_what_it_stands_on_beside_it_and_works_by_itself(here, family, monkeypatch):
    wrote = printed("zoo", "copy", "large", "mine.yaml").splitlines()
    assert wrote == ["mine.yaml", "base.yaml", os.path.join("blocks", "unit.yaml")]
    monkeypatch.setattr("cnncalc.language.find.bundled_folder", lambda: str(here / "nothing"))
    (here / "nothing").mkdir()
    assert summarize("mine.yaml").totals.parameters == 25  # 4*5 + 5


def test_a_copy_that_stands_on_a_bundled_name_keeps_reading_it(here, family):
    assert printed("zoo", "copy", "short", "mine.yaml") == "mine.yaml\n"
    assert summarize("mine.yaml").totals.parameters == 30  # 4*6 + 6


def test_a_file_that_the_copy_would_stand_on_is_not_overwritten(here, family):
    (here / "base.yaml").write_text("my own work\n")
    assert "base.yaml already exists" in refused("zoo", "copy", "large")
    assert sorted(os.listdir(here)) == ["base.yaml"]


def test_a_copy_cannot_have_the_name_of_what_it_stands_on(here, family):
    assert "a copy of it needs another name than 'base.yaml'" in refused("zoo", "copy", "large", "base.yaml")


@pytest.mark.parametrize("name", BUNDLED)
def test_a_copy_of_a_bundled_architecture_has_the_same_figures(name, here):
    printed("zoo", "copy", name, "copy.yaml")
    assert dict(summarize("copy.yaml").totals) == dict(bundled(name).totals)


def test_a_copy_that_cannot_be_written_is_a_mistake(here):
    (here / "file").write_text("")
    assert "cannot write" in refused("zoo", "copy", "lenet5", "file/lenet5.yaml")
