"""Comments that ignore nothing, or name no rule."""

from collections.abc import Iterator, Mapping

from cnncalc.design.review.base import Design, Found, Rule


def find(design: Design, values: Mapping[str, float]) -> Iterator[Found]:
    """Nothing by itself: which ignores are used is known when all other rules have looked (`ignores`)."""
    return iter(())


RULE = Rule(
    name="unused-ignore",
    severity="warning",
    what="A comment ignores a finding that is not there, or names something that is not a rule.",
    why=(
        "An ignore says that somebody looked at one finding and had a reason. When the finding is gone the"
        " comment stays, and hides the next one. Nothing is reported for rules that did not run, for files"
        " that only hold blocks for others, or where --input or --set changes the network."
    ),
    bad="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3}  # cnncalc: ignore=dropped-pixels !
  - relu
""",
    good="""\
input: 32x32x3
layers:
  - conv: {filters: 16, kernel: 3, stride: 2}  # cnncalc: ignore=dropped-pixels one row does not matter here
  - relu
""",
    source="docs/reference/review.md; the convention of ruff's RUF100 and of mypy's warn_unused_ignores",
    find=find,
)
