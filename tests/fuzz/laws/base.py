"""What laws share: their list, and the network of a case."""

from collections.abc import Callable
from typing import Any

import yaml

import cnncalc
from cnncalc import SpecError, Summary

from ..case import Case, Unfit, require
from ..readback import LOADER
from ..running import option

Law = Callable[[Case], None]
LAWS: dict[str, Law] = {}

SETTINGS = ("--batch", "--dtype")


def law(function: Law) -> Law:
    """Enters the function among LAWS, by its name."""
    LAWS[function.__name__] = function
    return function


def summarized(case: Case) -> Summary:
    """The figures by the API, with the options of the case; Unfit where the spec is none, for a reason."""
    batch, dtype = option(case.args, "--batch"), option(case.args, "--dtype")
    try:
        return cnncalc.summarize("net.yaml", batch=int(batch or 1), dtype=dtype or "float32",
                                 heads="--without-heads" not in case.args)  # fmt: skip
    except SpecError as error:
        require(bool(error.problems) and bool(str(error).strip()), "a SpecError without words")
        raise Unfit("no spec") from None


def spec_of(case: Case) -> Any:
    """The spec as plain data, of what the fuzzer grew."""
    data = yaml.load(case.files["net.yaml"], Loader=LOADER)
    if not isinstance(data, dict):
        raise Unfit("no mapping")
    for name in [data.pop("extends", None), *data.pop("use", [])]:
        if name is not None:
            if name not in case.files:
                raise Unfit("a file that is not there")
            base = yaml.load(case.files[name], Loader=LOADER)
            merged = {"variables": {**base.get("variables", {}), **data.get("variables", {})}}
            data = {**base, **data, **({} if merged == {"variables": {}} else merged)}
    return data
