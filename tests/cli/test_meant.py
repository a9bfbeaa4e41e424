"""An option, a name or an argument in other people's words is answered with what is meant here."""

import shlex

import pytest
from commandline import printed, refused

from cnncalc.problem import did_you_mean


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        # fields of a kind by the words of other tools, and by a word that a field takes
        (
            "calc max_pool 8x8x3 --kernel 2 --ceil",
            "there is no option '--ceil'; did you mean '--rounding ceil'?",
        ),
        ("calc max_pool 8x8x3 --kernel 2 --ceil-mode", "here it is called '--rounding ceil'"),
        ("calc conv 8x8x3 --filters 2 --kernel 2 --ceil", "'--rounding ceil' is for avg_pool, max_pool"),
        ("calc conv 8x8x3 --filters 2 --kernel 2 --same", "did you mean '--padding same'?"),
        ("calc conv 8x8x3 --filter 2 --kernel 2", "did you mean '--filters'?"),
        ("calc conv 8x8x3 --filters 2 --kernel_size 2", "here it is called '--kernel'"),
        ("calc conv 8x8x3 --channels 2 --kernel 2", "here it is called '--filters'"),
        ("calc conv 8x8x3 --units 2 --kernel 2", "here it is called '--filters'"),
        ("calc dense 8 --filters 2", "here it is called '--units'"),
        ("calc conv 8x8x3 --in-channels 3", "it follows from INPUT, leave it out"),
        ("calc conv 8x8x3 --filters 2 --kernel 2 --padding_mode zeros", "did you mean '--padding-mode'?"),
        ("calc conv 8x8x3 --filters 2 --kernel 2 --zzz", "conv has --filters, --kernel, --groups"),
        (
            "calc max_pool 8x8x3 --kernel 2 --padding-mode zeros",
            "'--padding-mode' is for conv, depthwise_conv",
        ),
        ("calc relu 8x8x3 --kernel 2", "'--kernel' is for avg_pool, conv and others; relu has no such field"),
        ("calc conv 8x8x3 -k 2", "there is no option '-k'; did you mean '--kernel'?"),
        # layers on numbers have options of their own
        (
            "calc values conv '1 2; 3 4' --kernel '1 0; 0 1' --answer 5",
            'cnncalc calc values "1 2; 3 4" "conv ..." --answer "..."',
        ),
        ("calc values conv '1 2' --kernel 1 --coverage", 'calc values "1 2; 3 4" "conv ..." --coverage'),
        ("calc values conv '1 2' --kernel 1 --as-matrix", 'calc values "1 2; 3 4" "conv ..." --as-matrix'),
        (
            "calc values conv '1 2' --kernel 1 --zzz",
            "'--zzz'; cnncalc calc values conv has --kernel, --flip, --bias, --fill",
        ),
        ("calc values max_pool '1 2' --kernel 1 --ceil", "did you mean '--rounding ceil'?"),
        # a yes or no
        ("calc conv 8x8x3 --filters 2 --kernel 2 --bias false", "takes no value; did you mean '--no-bias'?"),
        ("calc conv 8x8x3 --filters 2 --kernel 2 --bias=False", "takes no value; did you mean '--no-bias'?"),
        ("calc conv 8x8x3 --filters 2 --kernel 2 --bias true", "takes no value; did you mean '--bias'?"),
        # layers in short form
        ("calc 64x64x3 conv 16 k3", 'put each layer in quotes: cnncalc calc 64x64x3 "conv 16 k3"'),
        ("calc 64x64x3 conv 16 k3 same relu", 'cnncalc calc 64x64x3 "conv 16 k3 same" relu'),
        ("calc 64x64x3 conv:16", 'cnncalc calc 64x64x3 "conv 16"'),
        ("calc conv 64x64x3 16 k3", "did you mean 'cnncalc calc 64x64x3 \"conv 16 k3\"'?"),
        ("calc vgg16", "did you mean 'cnncalc summarize vgg16'?"),
        # networks, formats, colours, options of other commands
        ("summarize --vgg16", "did you mean 'cnncalc summarize vgg16'?"),
        ("summarize vgg16 --json", "did you mean '--format json'?"),
        ("summarize vgg16 --md", "did you mean '--format markdown'?"),
        ("summarize vgg16 --text", "did you mean '--format table'?"),
        ("review vgg16 --sarif", "did you mean '--format sarif'?"),
        ("summarize vgg16 --colour", "NO_COLOR=1 turns them off"),
        ("summarize vgg16 --training", "it is an option of 'cnncalc memory'"),
        ("summarize vgg16 --where x", "it is an option of 'cnncalc sweep'"),
        ("explain vgg16 --columns x", "it is an option of 'cnncalc summarize', 'cnncalc memory' and others"),
        ("summarize vgg16 --batch-size 4", "did you mean '--batch'?"),
        ("summarize vgg16 -f json", "did you mean '--format'?"),
        ("summarize vgg16 --colums name", "did you mean '--columns'?"),
        ("worksheet lenet5 --key", "did you mean '--answers'?"),
        # arguments that are too many
        ("summarize vgg16 --set classes 10", "found 10 too; did you mean '--set classes=10'?"),
        ("summarize vgg16 alexnet", "'cnncalc compare' takes several networks"),
        ("zoo show vgg16 x", "cnncalc zoo show takes NAME; found x too"),
        ("help", "did you mean 'cnncalc --help'?"),
        ("vgg", "did you mean 'cnncalc summarize vgg'?"),
        ("solve conv 8x8x3 --output x.csv", "found 'x.csv'; '-o x.csv' writes to a file"),
        ("solve lenet5 --output x.csv", "'-o x.csv' writes to a file"),
        # numbers out of range
        ("summarize vgg16 --top 0", "0 is out of range: give a number of 1 or more"),
        ("summarize vgg16 --batch 0", "give a number from 1 to 1,000,000,000"),
    ],
)
def test_a_mistake_is_answered_with_what_is_meant(line, meant):
    assert meant in " ".join(refused(*shlex.split(line)).split())


def test_a_word_of_the_same_letters_comes_first():
    assert did_you_mean("vgg61", ["vgg19", "vgg16"]) == "; did you mean 'vgg16'?"
    assert "did you mean 'vgg16'?" in refused("summarize", "vgg61")
    assert "did you mean 'resnet50'?" in refused("summarize", "resnet05")


def test_a_family_is_its_commonest_member_or_a_list_of_its_members():
    assert printed("summarize", "vgg", "--format", "csv") == printed("summarize", "vgg16", "--format", "csv")
    assert printed("zoo", "show", "lenet") == printed("zoo", "show", "lenet5")
    assert "; there are resnet18, resnet34, resnet50, " in refused("summarize", "resnet")
    assert "; there are resnet18, resnet34, resnet50, " in refused("zoo", "show", "resnet")
    assert "did you mean 'vgg16'?" in refused("summarize", "VGG16")
    assert "did you mean 'darknet53'?" in refused("summarize", "darknet")


def test_a_file_is_meant_before_a_family(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vgg").write_text("name: mine\ninput: 8\nlayers: [relu]\n")
    assert printed("summarize", "vgg").startswith("mine")


def test_a_file_of_the_folder_is_meant_where_it_is_as_near(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text("input: 8\nlayers: [relu]\n")
    for mistyped in ("nett.yaml", "net2.yaml"):  # net: 6 of 7 letters in common; unet: 6 of 8
        assert "; did you mean 'net.yaml'?" in refused("summarize", mistyped)
    assert "; did you mean 'unet'?" in refused("summarize", "unett.yaml")  # net: 6 of 8; unet: 8 of 9
    assert "; did you mean 'unet'?" in refused("summarize", "nett")  # no ending: no file was meant


def test_joins_take_several_inputs_which_are_no_fields():
    assert "28x28x64" in printed("calc", "add", "28x28x64", "28x28x64")
