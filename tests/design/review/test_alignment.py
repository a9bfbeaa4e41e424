"""The graphs of the Distill article's own tool: the unaligned ones are found, the aligned ones are not.

Source: google-research/receptive_field, receptive_field_computation_test.py, create_test_network_1 to _9,
and what the tests there expect of each; Araujo, Norris & Sim 2019, doi:10.23915/distill.00021.
"""

import pytest
from reviewing import reviewed, subject

from cnncalc import load
from cnncalc.design.review.run import review
from cnncalc.language.find import bundled_names

GRAPH_1 = """\
  - add:
      left: [conv: {name: L1, filters: 1, kernel: 1, stride: 4}]
      right:
        - conv: {name: L2, filters: 1, kernel: 3, stride: 2, padding: {top: 1, left: 1}, activation: relu}
        - conv: {name: L3, filters: 1, kernel: 1, stride: 2}
  - relu
"""
GRAPH_3 = """\
  - add:
      left:
        - conv: {name: L1, filters: 1, kernel: 5, stride: 2, padding: {top: 2, left: 2, bottom: 1, right: 1}}
      right: [conv: {filters: 1, kernel: 3, activation: relu}, conv: {filters: 1, kernel: 3}]
  - relu
"""
GRAPH_8 = f"""{GRAPH_1}\
  - add:
      left: [conv: {{name: L5, filters: 1, kernel: 1, stride: 2}}]
      right: [conv: {{name: L6, filters: 1, kernel: 3, stride: 2, padding: {{top: 1, left: 1}}}}]
  - relu
"""
SAME = "{top: 1, left: 1}"
GRAPH_2 = GRAPH_1.replace("conv: {name: L2, filters: 1, ", "max_pool: {name: L2, ").replace(
    "padding: {top: 1, left: 1}, activation: relu", "padding: {top: 1, left: 1}"
)
GRAPH_4 = GRAPH_1.replace(SAME, "same")
GRAPH_6 = GRAPH_1.replace("kernel: 1, stride: 2}\n", "kernel: 1, stride: 2}\n        - dropout\n")
GRAPH_9 = GRAPH_8.replace(SAME, "same").replace("stride: 4}", "stride: 4, padding: same}")


def unaligned(size: int, layers: str) -> list[str]:
    text = f"input: {size}x{size}x1\nlayers:\n{layers}"
    return [one.layers[0] for one in reviewed(text).findings if one.rule == "unaligned-paths"]


@pytest.mark.parametrize("graph", [GRAPH_1, GRAPH_2, GRAPH_6, GRAPH_8])
@pytest.mark.parametrize("size", [8, 16, 32])  # (n - 1)//4 = (n - 2)//2//2
def test_aligned_graphs_are_not_found(graph: str, size: int) -> None:
    assert unaligned(size, graph) == []


def test_the_misaligned_graph_is_found() -> None:
    # 2 against 1 pixels from one position to the next; (8 + 3 - 5)/2 + 1 = 4 = 8 - 2 - 2
    assert unaligned(8, GRAPH_3) == ["add1"]


def test_same_padding_is_aligned_at_9x9_and_misaligned_at_8x8() -> None:
    # 3x3 at stride 2 pads (1, 1) on 9 pixels, (0, 1) on 8
    assert unaligned(9, GRAPH_9) == unaligned(9, GRAPH_4) == []
    assert unaligned(8, GRAPH_9)[:1] == unaligned(8, GRAPH_4) == ["add1"]


@pytest.mark.parametrize(
    "name", [name for name in bundled_names() if name.startswith(("resnet", "googlenet", "incep"))]
)
def test_residual_and_inception_networks_are_aligned_as_published(name: str) -> None:
    alone = subject(load(name))
    result = review([alone._replace(settings=alone.settings._replace(select=("unaligned-paths",)))])
    assert (result.findings, result.ignored) == ((), 0)
