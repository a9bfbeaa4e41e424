"""An option that is given and says nothing: as nothing can be meant, it is refused, and not passed over."""

import pytest
from commandline import refused

EMPTY = [
    (("summarize", "lenet5", "--sort", ""), "there is no column ''"),
    (("compare", "lenet5", "--sort", ""), "there is no value ''"),
    (("sweep", "lenet5", "--sort", ""), "there is no value ''"),
    (("zoo", "--sort", ""), "there is no column ''"),
    (("explain", "lenet5", "--dtype", ""), "there is no dtype ''"),
    (("explain", "lenet5", ""), "no layer is called ''"),
    (("review", "lenet5", "--baseline", ""), "cannot read ''"),
    (("review", "lenet5", "--write-baseline", ""), "cannot write ''"),
    (("check", "lenet5", "--spec", ""), "--spec is for answer sheets"),
    (("solve", "lenet5", "--layer", ""), "no layer is called ''"),
    (("solve", "lenet5", "--output", ""), "--output takes a size"),
    (("solve", "dense", "8", "--parameters", ""), "--parameters takes a number"),
    (("solve", "stack", "8x8x3", "--sees", "3", "--kernel", ""), "--kernel takes a whole number"),
]


@pytest.mark.parametrize(("args", "message"), EMPTY, ids=lambda value: " ".join(value))
def test_an_empty_value_is_refused(args, message):
    assert message in refused(*args)
