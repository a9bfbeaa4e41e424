"""The public Python API."""

import os
import re
from collections.abc import Mapping

from cnncalc.analysis.base import BYTES, Settings
from cnncalc.analysis.footprint import STATES, Footprint
from cnncalc.analysis.volumes import Execution
from cnncalc.language.build import read_network
from cnncalc.language.find import find
from cnncalc.language.parse import parse
from cnncalc.language.tree import Scalar, Value
from cnncalc.network import Network
from cnncalc.problem import Problem, Problems, Source, SpecError
from cnncalc.summary import Summary


def load(
    spec: str | os.PathLike[str] | Source,
    *,
    input: str | Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
) -> Network:
    """The network that a spec describes.

    spec: a path, or the name of a bundled architecture such as "vgg16"; a file wins; or a text, as
    a Source.
    input: another input shape, such as "227x227x3" (height x width x channels); a mapping by name
    for a network with several inputs. settings: other values for variables of the spec, such as
    {"depths": [3, 4, 23, 3]}.

    Raises SpecError with every problem of the spec and its place in the file.
    """
    source = spec if isinstance(spec, Source) else find(os.fspath(spec))
    return read(source, None, input, settings)


def read(
    source: Source,
    root: Value | None,
    input: str | Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
) -> Network:
    """The network that a text describes, or the part of it that `root` is; otherwise as `load`."""
    values, problems = {}, Problems()
    for name, value in (settings or {}).items():
        try:
            values[name] = read_setting(name, value)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise problems.error()
    shapes = read_shapes(input) if input else None
    try:
        return read_network(source, shapes, values, root)
    except SpecError as error:
        if values and _reads(source, shapes, root):
            raise _due_to(values, error) from None
        raise


def summarize(
    network: Network | str | os.PathLike[str],
    *,
    input: str | Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    batch: int = 1,
    dtype: str = "float32",
    heads: bool = True,
) -> Summary:
    """The numbers of every layer of a network, and their totals.

    network: what `load` gives, or what it takes. input, settings: as for `load`. batch: images at a time; it
    multiplies the activations, not the multiplies, which are for one image. dtype: of weights and
    activations, for numbers in bytes. heads: whether auxiliary outputs count.

    Raises SpecError with every problem of the spec; ValueError for an invalid batch or dtype.
    """
    _check(batch, dtype)
    return Summary(_built(network, input, settings, heads), Settings(batch, dtype))


def footprint(
    network: Network | str | os.PathLike[str],
    *,
    input: str | Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    batch: int = 1,
    dtype: str = "float32",
    heads: bool = True,
    training: bool = False,
    optimizer: str = "sgd",
    in_place: bool = False,
) -> Footprint:
    """The memory that a network takes: at every step of a run, at the peak, and in all.

    network, input, settings, batch, dtype, heads: as for `summarize`. training: whether a backward pass
    follows, and gradients and the states of the optimizer ("sgd", "momentum", "adam") are held.
    in_place: whether activation functions overwrite what they read, if nothing needs it any more.

    Raises SpecError with every problem of the spec; ValueError for an invalid batch, dtype or optimizer.
    """
    _check(batch, dtype)
    if optimizer not in STATES:
        raise ValueError(f"optimizer {optimizer!r} is not one of {', '.join(STATES)}")
    built = _built(network, input, settings, heads)
    return Footprint(built, Execution(batch, dtype, training, in_place), optimizer)


def _check(batch: int, dtype: str) -> None:
    if not isinstance(batch, int) or isinstance(batch, bool) or batch < 1:
        raise ValueError(f"batch is {batch!r}; it must be a whole number, 1 or more")
    if dtype not in BYTES:
        raise ValueError(f"dtype {dtype!r} is not one of {', '.join(BYTES)}")


def _built(
    network: Network | str | os.PathLike[str],
    input: str | Mapping[str, str] | None,
    settings: Mapping[str, object] | None,
    heads: bool,
) -> Network:
    if not isinstance(network, Network):
        network = load(network, input=input, settings=settings)
    elif input is not None or settings:
        raise ValueError("an input or a setting changes a spec; this network is already built")
    return network if heads else network.without_heads()


def _reads(source: Source, shapes: Mapping[str, Value] | None, root: Value | None) -> bool:
    """Whether the spec is in order as it stands."""
    try:
        read_network(source, shapes, root=root)
    except SpecError:
        return False
    return True


def _due_to(settings: Mapping[str, Value], error: SpecError) -> SpecError:
    """The same problems, of which those in the spec name the settings that led to them."""
    told = "with " + " ".join(f"--set {name}={_told(value)}" for name, value in settings.items())
    own = {value.source for value in settings.values()}
    return SpecError(
        problem._replace(within=(*problem.within, told))
        if problem.place and problem.place.source not in own
        else problem
        for problem in error.problems
    )


def _told(value: Value) -> str:
    text = value.source.text.strip()
    return text if len(text) <= 60 else f"{text[:57]}..."


def read_shapes(given: str | Mapping[str, str]) -> dict[str, Value]:
    """What is given for inputs, by name, as a spec would have it; "" is the name of the only one."""
    named = {"": given} if isinstance(given, str) else given
    shapes: dict[str, Value] = {}
    for name, text in named.items():
        option, problems = Source("--input", text), Problems()
        written = parse(option, problems) if text.lstrip().startswith("{") else None
        if problems:
            raise problems.error()
        shapes[name] = written or Scalar(text, False, option, 1, 1, len(text))
    return shapes


def _written(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


_BARE_LIST = re.compile(r"[^][(){},'\"]+(?:,[^][(){},'\"]+)+")


def read_setting(name: str, value: object) -> Value:
    """The value of a variable, as the spec would have it written."""
    text = "" if value is None else _written(value)
    if _BARE_LIST.fullmatch(text):
        raise SpecError([Problem(f"--set {name}: write a list in brackets: [{text.strip()}]")])
    problems = Problems()
    try:
        tree = parse(Source(f"--set {name}", text), problems)
    except SpecError as error:
        problems.append(error.problems[0])
        tree = None
    if tree is None or problems:
        why = problems[0].message if problems else "there is no value"
        raise SpecError([Problem(f"--set {name}: {why}")])
    return tree
