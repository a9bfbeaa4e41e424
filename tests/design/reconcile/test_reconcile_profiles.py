"""Each tool's profile prints what the tool printed: for whole networks, and layer by layer."""

from functools import lru_cache

import pytest
from helpers import bundled, network, read_rows

from cnncalc import load
from cnncalc.design.reconcile.facts import LayerFacts, facts
from cnncalc.design.reconcile.profile import Total, totals
from cnncalc.design.reconcile.profiles import PROFILES

COUNTS = {
    "torchinfo_params": ("torchinfo", "Total params"),
    "torchinfo_mult_adds": ("torchinfo", "Total mult-adds"),
    "torchinfo": ("torchinfo", "Total mult-adds"),
    "fvcore_total": ("fvcore", "flops"),
    "fvcore": ("fvcore", "flops"),
    "fvcore_conv_linear": ("fvcore", "flops of conv and linear"),
    "thop_params": ("thop", "params"),
    "thop_macs": ("thop", "macs"),
    "thop": ("thop", "macs"),
    "ptflops_pytorch": ("ptflops", "MACs (pytorch)"),
    "ptflops_aten": ("ptflops", "MACs (aten)"),
    "calflops_macs": ("calflops", "MACs"),
    "torchscan_macs": ("torchscan", "macs"),
    "torchprofile": ("torchprofile", "MACs"),
}
"""The columns of the reference tables, and the figure of the profile that each holds."""

BUNDLED_AS = {
    "alexnet": "alexnet_torchvision",
    "googlenet": "googlenet_torchvision",
    "googlenet_aux": "googlenet_torchvision",
    "inception_v3_noaux": "inception_v3",
}
WITH_HEADS = ("googlenet_aux", "inception_v3")

# How torchvision's programs differ from what a spec can say.
MEAN = "the global average is written as a mean"
FUNCTION = "the global average is written as a function"
ADAPTIVE = "an adaptive pool that keeps the map comes before flatten"
AS_FUNCTIONS = "activations are written as functions"
POOLS = "pools in branches are written as functions"
LAYER_NORM_2D = "layer normalizations outside of branches are torchvision's LayerNorm2d"
LINEAR = "1x1 convolutions in branches are written as linear layers"

OPTIONS = {
    **{
        (net, column): (option,)
        for net in ("vgg11", "vgg13", "vgg16", "vgg19")  # AdaptiveAvgPool2d(7) on a map of 7x7
        for column, option in [
            ("fvcore_total", ADAPTIVE),
            ("thop_macs", ADAPTIVE),
            ("ptflops_pytorch", ADAPTIVE),
        ]
    },
    **{
        (net, column): (option,)
        for net in ("mnasnet1_0", "shufflenet_v2_x1_0")  # x.mean([2, 3])
        for column, option in [("fvcore_total", MEAN), ("thop_macs", FUNCTION), ("ptflops_pytorch", MEAN)]
    },
    ("mobilenet_v2", "thop_macs"): (FUNCTION,),  # functional.adaptive_avg_pool2d
    ("mobilenet_v2", "ptflops_pytorch"): (FUNCTION,),
    **{
        (net, column): (option,)
        for net in ("densenet121", "densenet169")  # functional.adaptive_avg_pool2d, functional.relu before it
        for column, option in [("thop_macs", FUNCTION), ("ptflops_pytorch", MEAN)]
    },
    **{(net, "ptflops_pytorch"): (AS_FUNCTIONS,) for net in ("googlenet", "googlenet_aux")},
    **{(net, "thop_macs"): ("average " + POOLS,) for net in ("inception_v3", "inception_v3_noaux")},
    **{(net, "ptflops_pytorch"): (AS_FUNCTIONS, POOLS) for net in ("inception_v3", "inception_v3_noaux")},
    ("convnext_tiny", "thop_params"): (LAYER_NORM_2D,),
    ("convnext_tiny", "thop_macs"): (LAYER_NORM_2D,),
    ("convnext_tiny", "ptflops_pytorch"): (LAYER_NORM_2D,),
    ("convnext_tiny", "torchinfo_mult_adds"): (LINEAR,),  # a defect of torchinfo
}


def table(name: str) -> list[dict[str, str]]:
    return read_rows("reference", name)


def cells(name: str) -> list[tuple[dict[str, str], str]]:
    return [(row, column) for row in table(name) for column in row if column in COUNTS and row[column]]


@lru_cache(maxsize=2)
def layers_of(model: str) -> list[LayerFacts]:
    """The layers of a model as the tools saw it: the rows of a table ask for one model after the other."""
    net = bundled(BUNDLED_AS.get(model, model)).network
    return facts(net if model in WITH_HEADS else net.without_heads())


def profiled(layers: list[LayerFacts], column: str) -> list[Total]:
    """The figure of this column, with its options; the plain one comes first."""
    name, count = COUNTS[column]
    (profile,) = (one for one in PROFILES if one.name == name)
    return [total for total in totals(profile, layers) if total.figure.name == count]


TOTALS = cells("tools_totals.csv")


@pytest.mark.parametrize(
    ("row", "column"), TOTALS, ids=[f"{row['model']}-{column}" for row, column in TOTALS]
)
def test_a_tool_s_total_is_reproduced_to_the_unit(row, column):
    model = row["model"]
    found = profiled(layers_of(model), column)
    wanted = OPTIONS.get((model, column), ())
    (total,) = (
        one
        for one in found
        if len(one.options) == len(wanted)
        and all(text.startswith(start) for text, start in zip(one.options, wanted, strict=True))
    )
    assert total.value == int(row[column])
    assert sum(part.amount for part in total.parts) == total.value


def test_every_cell_of_the_reference_is_held_to():
    assert len(TOTALS) == 32 * 9  # networks x tools
    assert len(OPTIONS) == 34  # all others need no option


LAYERS = cells("tools_layers.csv")


@pytest.mark.parametrize(
    ("row", "column"), LAYERS, ids=[f"{row['layer'].partition(':')[0]}-{column}" for row, column in LAYERS]
)
def test_a_tool_s_cost_of_one_layer_is_reproduced(row, column):
    net = network(f"input: {row['input']}\nlayers:\n  - {row['layer']}\n  - dropout\n")
    assert profiled(facts(net), column)[0].value == int(row[column])


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_says_what_it_is_and_where_its_rules_are_from(profile):
    assert profile.about
    assert profile.source
    assert len({count.name for count in profile.counts}) == len(profile.counts)
    if any(term.defect for count in profile.counts for term in count.terms):
        assert profile.defects


def test_options_of_one_thing_do_not_hold_together():
    found = profiled(facts(load("mnasnet1_0")), "ptflops_pytorch")
    assert not [one for one in found if sum("the global average" in text for text in one.options) > 1]


def test_the_memory_that_summaries_print():
    def megabytes(name: str, profile: str, unit: int) -> set[str]:
        (one,) = (p for p in PROFILES if p.name == profile)
        found = totals(one, facts(load(name)))
        return {f"{t.value / unit:.2f}" for t in found if t.figure.name == "Forward/backward pass"}

    assert "218.59" in megabytes("vgg16", "torchsummary", 1024**2)  # without torchvision's adaptive pool
    assert "218.78" in megabytes("vgg16", "torchsummary", 1024**2)  # + 2 * 4 * 25,088 bytes
    assert "286.56" in megabytes("resnet50", "torchsummary", 1024**2)
    assert "108.45" in megabytes("vgg16", "torchinfo", 10**6)
    assert "177.83" in megabytes("resnet50", "torchinfo", 10**6)
