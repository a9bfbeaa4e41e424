"""For each rule a bundled network, which is clean, with that one defect put in: only that is found."""

import pytest
from reviewing import review_changed

from cnncalc.design.review.rules import RULES

DEFECTS: dict[str, tuple[str, dict[str, str]]] = {
    "budget": (  # 25,557,032 parameters
        "resnet50",
        {"input: 224x224x3\n": "budget: {parameters: 25.5M}\ninput: 224x224x3\n"},
    ),
    "dropped-pixels": (  # floor((112 - 3)/2) + 1 = 55: the last window ends on pixel 110 of 0..111
        "resnet50",
        {"name: pool1, kernel: 3, stride: 2, padding: 1": "name: pool1, kernel: 3, stride: 2"},
    ),
    "skipped-pixels": ("lenet5", {"name: S2, kernel: 2": "name: S2, kernel: 1, stride: 2"}),
    "oversized-kernel": ("resnet50", {"input: 224x224x3": "input: 32x32x3"}),  # conv5_x is 1x1
    "even-kernel": (  # 28 + 2*1 - 4 + 1 = 27
        "vgg16",
        {"name: conv1_2, filters: 64": "name: conv1_2, filters: 64, kernel: 4, padding: same"},
    ),
    "pool-padding": (
        "resnet50",
        {"name: pool1, kernel: 3, stride: 2, padding: 1": "name: pool1, kernel: 3, stride: 2, padding: 2"},
    ),
    "small-receptive-field": ("mobilenet_v2", {"resolution: 224": "resolution: 640"}),  # 491 of 640
    "unproductive-layers": ("vgg16", {"input: 224x224x3": "input: 96x96x3"}),  # conv5_1 reads a field of 100
    "unaligned-paths": (
        "resnet50",
        {"else stride, padding: 1, groups": "else stride, padding: {bottom: 2, right: 2}, groups"},
    ),
    "bias-before-norm": ("resnet50", {"bias: false\n": "bias: true\n"}),
    "repeated-activation": ("vgg16", {"  - max_pool: {name: pool1": "  - relu\n  - max_pool: {name: pool1"}),
    "repeated-norm": (
        "resnet50",
        {"  - batch_norm: {name: norm1": "  - batch_norm\n  - batch_norm: {name: norm1"},
    ),
    "missing-activation": (
        "vgg16",
        {"name: conv2_1, filters: 128": "name: conv2_1, filters: 128, activation: none"},
    ),
    "hardware-channels": (
        "resnet50",
        {"  width: 64  ": "  width: 60  ", "input: 2": "review: {dtype: half}\ninput: 2"},
    ),
    "checkerboard": (  # 20 = 2*8 + 4
        "fcn8s",
        {"name: upscore8, filters: classes, kernel: 16": "name: upscore8, filters: classes, kernel: 20"},
    ),
    "dominant-dense": ("resnet50", {"global_avg_pool: {name: pool5}": "flatten"}),  # 7*7*2048*1000
    "idle-bottleneck": (  # 192*170 + 9*170*128 = 228,480, without it 9*192*128 = 221,184
        "googlenet",
        {"filters: 96, kernel: 1}, conv: {filters: 128,": "filters: 170, kernel: 1}, conv: {filters: 128,"},
    ),
    "dilation-gridding": (
        "vgg16",
        {
            f"name: conv3_{i}, filters: 256": f"name: conv3_{i}, filters: 256, dilation: 2, padding: 2"
            for i in (1, 2, 3)
        },
    ),
    "pool-before-flatten": ("densenet121", {"global_avg_pool\n": "max_pool: 7\n  - flatten\n"}),
    "dense-as-conv": (
        "resnet50",
        {
            "global_avg_pool: {name: pool5}": "adaptive_avg_pool: 1",
            "dense: {name: fc, units: classes}": "conv: {name: fc, filters: classes, kernel: 1}",
        },
    ),
    "dropout-before-norm": (
        "resnet50",
        {"  - stage: {name: conv5_x": "  - dropout\n  - stage: {name: conv5_x"},
    ),
    "inner-softmax": (
        "vgg16",
        {"name: fc7, units: 4096, activation: relu": "name: fc7, units: 4096, activation: softmax"},
    ),
    "unread-layers": ("vgg16", {"name: conv5_3, filters": "from: pool4, name: conv5_3, filters"}),
    "frozen-above-trained": (
        "vgg16",
        {"name: conv4_1, filters: 512": "name: conv4_1, filters: 512, trainable: false"},
    ),
    "repeat-by-hand": (
        "lenet5",
        {
            "units: 84, activation: tanh}\n": "units: 84, activation: tanh}\n"
            + 3 * "  - dense: 84\n  - tanh\n"
        },
    ),
    "repeated-names": (
        "unet",
        {
            "filters: filters, activation: relu}\n      - conv": (
                "name: drop4, filters: filters, activation: relu}\n      - conv"
            )
        },
    ),
    "unused-ignore": (
        "vgg16",
        {"name: pool4, kernel: 2}": "name: pool4, kernel: 2}  # cnncalc: ignore=checkerboard"},
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_one_defect_is_caught_and_nothing_but_it(rule: str) -> None:
    name, changes = DEFECTS[rule]
    select = [] if RULES[rule].default else [rule]
    as_written = rule == "unused-ignore"
    assert review_changed(name, {}, *select, as_written=as_written).findings == ()
    findings = review_changed(name, changes, *select, as_written=as_written).findings
    assert {finding.rule for finding in findings} == {rule}
