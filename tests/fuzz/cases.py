"""Which case a seed and a number stand for."""

from collections.abc import Callable
from random import Random

import yaml

import cnncalc

from . import sheets
from .case import Case, Text
from .commands import Commands
from .mutations import scribbled, spoilt
from .readback import LOADER
from .sources import bundled, decorated, environment, grown, names_in, text_of_zoo
from .words import DTYPES
from .writing import files_of, text_of


def case(seed: int, number: int) -> Case:
    """The case: the same for the same seed and number."""
    rng = Random(f"{seed}:{number}")
    return rng.choices(list(MAKERS), list(MAKERS.values()))[0](rng)


# -- cases -----------------------------------------------------------------------------------------------


def commanded(rng: Random) -> Case:
    """A command over a grown network."""
    files = files_of(decorated(grown(rng, 5, 0.4), rng), rng)
    specs = ["net.yaml"] * 6 + ["lenet5"]
    return Case("clean", files, tuple(Commands(rng, specs, names_in(files)).any()), environment(rng))


def spoilt_tree(rng: Random) -> Case:
    """A command over a spec with a few values changed."""
    zoo = rng.random() < 0.35
    data = yaml.load(text_of_zoo(rng), Loader=LOADER) if zoo else decorated(grown(rng, 4, 0.2), rng)
    return simply(rng, {"net.yaml": spoilt(data, rng)})


def scribbled_text(rng: Random) -> Case:
    """A command over a spec with a few characters changed."""
    if rng.random() < 0.5:
        return simply(rng, {"net.yaml": scribbled(text_of_zoo(rng), rng)})
    files = files_of(grown(rng, 4, 0.2), rng)
    name = rng.choice(list(files))
    return simply(rng, {**files, name: scribbled(str(files[name]), rng)})


def simply(rng: Random, files: dict[str, Text]) -> Case:
    lines = Commands(rng, ["net.yaml"], names_in(files))
    args = lines.summarize() if rng.random() < 0.4 else lines.any()
    return Case("clean", files, tuple(args), environment(rng))


def spoilt_law(rng: Random) -> Case:
    """Sums and bounds of a spoilt spec, if it still is one."""
    data = yaml.load(text_of_zoo(rng), Loader=LOADER) if rng.random() < 0.3 else grown(rng, 4, 0.2)
    law = rng.choice(("sums", "sums", "bounded", "formats_agree", "explained"))
    return Case(law, {"net.yaml": spoilt(data, rng)})


def lawful(
    law: str, args: Callable[[Random], list[str]] | None = None, most: int = 6, odd: float = 0.0
) -> Callable[[Random], Case]:
    """A grown network that is held to a law."""

    def made(rng: Random) -> Case:
        files = files_of(grown(rng, most, odd), rng)
        return Case(law, files, tuple(args(rng) if args else ()))

    return made


def of_memory(rng: Random) -> list[str]:
    args = ["--batch", rng.choice("1237")] if rng.random() < 0.4 else []
    return args + (["--dtype", rng.choice(DTYPES[:6])] if rng.random() < 0.3 else [])


def views(rng: Random) -> list[str]:
    ways = (
        [],
        [],
        ["--depth", "1"],
        ["--depth", "2"],
        ["--collapse"],
        ["--without-heads"],
        ["--collapse", "--depth", "1"],
    )
    return [*of_memory(rng), *rng.choice(ways)]


def training(rng: Random) -> list[str]:
    return [
        *of_memory(rng),
        *rng.choice(([], ["--training"], ["--in-place"], ["--training", "--optimizer", "adam"])),
    ]


def worksheets(rng: Random) -> list[str]:
    return rng.choice(
        ([], [], ["--layout", "chw"], ["--variant", "3"], ["--blank", "parameters"], ["--seed", "3"])
    )


def alone(rng: Random) -> Case:
    """A single layer with numbers for its fields, as `calc` has it."""
    for _ in range(20):
        spec = grown(rng, 1)
        layer = spec["layers"][-1]
        fields = next(iter(layer.values())) if isinstance(layer, dict) else {}
        plain = isinstance(fields, dict) and not {"name", "from", "branches", "activation", "layers"} & {
            *fields
        }
        if plain and len(spec["layers"]) == 1 and not {"variables", "blocks", "defaults"} & {*spec}:
            break
    return Case("calculated", {"net.yaml": text_of(spec, rng)})


def questions(rng: Random) -> Case:
    kind = rng.choice(("conv", "max_pool", "avg_pool", "transposed_conv", "depthwise_conv", "separable_conv"))
    size = [rng.randint(1, 30) for _ in range(rng.choice((1, 2, 2, 3)))]
    shape = "x".join(map(str, [*size, 4])) if len(size) != 1 else f"{{length: {size[0]}, channels: 4}}"
    wanted = rng.choice((str(rng.randint(1, 20)), "x".join(str(rng.randint(1, 9)) for _ in size)))
    some = (
        [],
        ["--kernel", "3"],
        ["--kernel", "1..5"],
        ["--stride", "2"],
        ["--padding", "same"],
        ["--padding", "0..2"],
    )
    return Case("solved", {}, (kind, shape, wanted, *rng.choice(some)))


# -- sheets ----------------------------------------------------------------------------------------------


def right_answers(rng: Random) -> tuple[dict[str, Text], list[sheets.Answer]]:
    """A network, and the answers to every question about it."""
    files = files_of(grown(rng, 5, 0.1), rng)
    text = files["net.yaml"]
    try:
        found = cnncalc.summarize(cnncalc.load(cnncalc.problem.Source("net.yaml", str(text))))
    except Exception:  # whatever is wrong with it is for other laws
        files = {"net.yaml": bundled("lenet5")}
        found = cnncalc.summarize("lenet5")
    return files, sheets.truth(found)


def checked(rng: Random) -> Case:
    """A sheet for `check`."""
    files, right = right_answers(rng)
    ending, text = sheets.sheet(right, rng)
    forms = ["--format", rng.choice(("json", "csv", "markdown", "html", "latex", "table"))]
    spec = ["--spec", "net.yaml"] if rng.random() < 0.3 else []
    name = rng.choice(("sheet", "sheet", "a b", "é", "a\x1bb", "=x"))
    return Case("clean", {**files, name + ending: text}, ("check", name + ending, *spec, *forms))


def graded(rng: Random) -> Case:
    """A key and the sheets of a class for `grade`."""
    files, right = right_answers(rng)
    of_class = sheets.folder(right, rng)
    forms = ("json", "csv", "markdown", "html", "latex", "table", "junit", "gradescope")
    given = ["class"] if any(name.startswith("class/") for name in of_class) else []
    given += [name for name in of_class if not name.startswith("class/")]
    by = ["--by", rng.choice(("student", "question", "mistake", "answer"))] if rng.random() < 0.4 else []
    files = {**files, "key.yaml": sheets.key(right, rng), **of_class}
    if rng.random() < 0.3:
        return Case("points_add_up", files, ("grade", "key.yaml", *given, "--format", "json"))
    return Case("clean", files, ("grade", "key.yaml", *given, *by, "--format", rng.choice(forms)))


MAKERS: dict[Callable[[Random], Case], float] = {
    commanded: 26, spoilt_tree: 16, scribbled_text: 9, spoilt_law: 6, checked: 5, graded: 6,
    lawful("all_layers", most=7): 4, lawful("inlined", most=7): 7, lawful("fields_traced", most=8): 8,
    lawful("sums", views, odd=0.2): 2, lawful("formats_agree", views, odd=0.3): 6, lawful("explained",
    views, odd=0.1): 5,
    lawful("memory_peaks", training): 2, lawful("compared", of_memory, 4): 3, lawful("keys_are_right",
    worksheets, 4, 0.2): 3,
    lawful("reconciled", most=3): 1, lawful("bounded", odd=0.2): 1, alone: 3, questions: 2,
}  # fmt: skip
