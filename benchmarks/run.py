"""How fast cnncalc is, beside what it has promised. Run it by hand, on a quiet machine:

    python3 -m venv /tmp/bench
    /tmp/bench/bin/pip install .
    /tmp/bench/bin/python benchmarks/run.py

It measures the cnncalc that is installed beside the Python that runs it. Install it, and not with -e:
pip compiles to byte-code what it installs; an editable package may have to be compiled at every start.

Whole processes are measured in pairs, one behind the other, and a figure is the median of the pairs'
ratios: it says the same on a fast and on a slow machine.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import cache_from_source
from statistics import median
from typing import NamedTuple

import cnncalc
from cnncalc.language.find import bundled_names

CNNCALC = os.path.join(os.path.dirname(sys.executable), "cnncalc")
IMPORTS = [sys.executable, "-c", "import click, yaml, rich.console, rich.table"]
TABLE = [CNNCALC, "summarize", "vgg16"]
JSON = [CNNCALC, "summarize", "vgg16", "--format", "json"]

PAIRS, CHAINS, CALLS, SHEETS = 31, 5, 101, 300

BLOCK = "blocks: {b: {takes: [x], layers: [relu: {when: false}]}}"

HOSTILE = {
    "a long list in 1,000 rounds": [
        "summarize",
        f"""
input: 8
{BLOCK}
layers: [repeat: {{times: 1000, layers: [b: {{x: [{"1, " * 9990}]}}]}}]
""",
    ],
    "as many expressions": [
        "summarize",
        f"""
input: 8
{BLOCK}
layers: [repeat: {{times: 1000, layers: [b: {{x: [{", ".join(f"1+{i}" for i in range(9990))}]}}]}}]
""",
    ],
    "a long table of connections in 300 rounds": [
        "summarize",
        f"""
input: 8x8x1
layers:
  - repeat:
      times: 300
      layers:
        - conv: {{filters: 15000, kernel: 1, connections: [{"[0], " * 15000}]}}
        - conv: {{filters: 1, kernel: 1}}
""",
    ],
    "500,000 rounds without layers": [
        "summarize",
        """
input: 8
layers: [repeat: {times: 499999, layers: [relu: {when: false}]}]
""",
    ],
    "900 unknown names": [
        "summarize",
        f"""
input: 8
blocks: {{{", ".join(f"the_same_beginning_of_many_names_{i:04}: [relu]" for i in range(900))}}}
layers: [{", ".join(f"the_same_beginning_of_many_names_{i:04}x" for i in range(900))}]
""",
    ],
    "inputs of 3,000 layers": [
        "solve",
        "--output",
        "9",
        """
input: 64x64x3
layers: [repeat: {times: 3000, layers: [conv: {filters: 3, kernel: 3, padding: 1}]}]
""",
    ],
    "a variant of 3,000 layers": [
        "worksheet",
        "--variant",
        "3",
        """
input: 64x64x3
layers: [repeat: {times: 3000, layers: [conv: {filters: 3, kernel: 3, padding: 1}]}]
""",
    ],
    "a sheet that tells 15,000 figures": [
        "check",
        f"""
architecture: lenet5
given: [{", ".join(["a"] * 15000)}]
answers: {{{", ".join(f"x{i}.output: 1" for i in range(2000))}}}
""",
    ],
    "rounding to 10**9 digits": [
        "summarize",
        """
input: 8
variables: {n: "round(7, -10**9) + 8", m: "round(7, 10**25)"}
layers: [dense: n, dense: m]
""",
    ],
}
"""What files of less than 100 kB are asked: the words of a command, and last the text of the file."""


class Measure(NamedTuple):
    """A figure that is to stay below its target."""

    what: str
    target: float
    measured: float
    unit: str
    remark: str = ""

    def __str__(self) -> str:
        verdict = "ok" if self.measured <= self.target else "slow"
        figures = f"{self.target:8.2f} {self.measured:9.2f} {self.unit:3}"
        return f"{self.what:44} {figures}  {verdict:4}  {self.remark}".rstrip()


class Run(NamedTuple):
    """What a process took."""

    seconds: float
    cpu: float  # seconds
    peak: int  # bytes


def run(command: list[str], codes: tuple[int, ...] = (0,)) -> Run:
    """Run it to its end, with one of these exit codes; its output goes nowhere."""
    start = time.perf_counter()
    errors = None if codes == (0,) else subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in codes, command
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak)


def paired(what: str, target: float, command: list[str], base: list[str]) -> Measure:
    """How many times as long as `base` the command takes."""
    run(base), run(command)  # so that both find their files in memory
    pairs = [(run(base).seconds, run(command).seconds) for _ in range(PAIRS)]
    milliseconds = (1000 * median(seconds) for seconds in zip(*pairs, strict=True))
    remark = "{:.0f} ms : {:.0f} ms".format(*reversed(list(milliseconds)))
    return Measure(what, target, median(b / a for a, b in pairs), "x", remark)


def chain(length: int, folder: str) -> list[str]:
    """The command for a chain of so many convolutions, written out in a file."""
    path = os.path.join(folder, f"chain{length}.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("input: 32x32x8\nlayers:\n")
        file.write("  - conv: {filters: 8, kernel: 3, padding: 1}\n" * length)
    return [CNNCALC, "summarize", path, "--format", "json"]


def grading(folder: str) -> list[str]:
    """The command that grades a class of 300, each with 61 answers about VGG-16, half of them wrong."""
    key, sheets = os.path.join(folder, "key.csv"), os.path.join(folder, "class")
    blank = "output,parameters,multiplies"
    run([CNNCALC, "worksheet", "vgg16", "--blank", blank, "--answers", "-o", key])
    with open(key, encoding="utf-8") as file:
        lines = file.read().splitlines()[:-1]
    start = next(i for i, line in enumerate(lines) if line.startswith("layer,"))
    rows = [line for line in lines[start + 1 :] if "relu" not in line]
    kept = lines[: start + 1] + rows[:22]  # 13 convolutions, 5 pools, 2 dense layers, a flatten: 61 figures
    with open(key, "w", encoding="utf-8") as file:
        file.write("\n".join(kept))
    os.makedirs(sheets)
    chance = random.Random(1)
    for number in range(SHEETS):
        with open(os.path.join(sheets, f"{number}.csv"), "w", encoding="utf-8") as file:
            file.write("\n".join([*kept[: start + 1], *(spoilt(line, chance) for line in kept[start + 1 :])]))
    return [CNNCALC, "grade", key, sheets, "--format", "json"]


def spoilt(line: str, chance: random.Random) -> str:
    """The row of a layer with half of its figures wrong."""
    return re.sub(r"(?<=,)[0-9]+(?=[,x]|$)", lambda n: str(int(n[0]) + chance.choice([0, 0, 1, 7])), line)


def hostile(folder: str) -> Iterator[Measure]:
    """What small files may cost, whatever they hold: each is answered or refused in 2 s and 300 MB."""
    path = os.path.join(folder, "hostile.yaml")
    for what, (command, *options, text) in HOSTILE.items():
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        taken = run([CNNCALC, command, path, *options], codes=(0, 1, 2))
        yield Measure(what, 2, taken.cpu, "s", f"{taken.peak / 1e6:.0f} MB")
        if taken.peak > MOST_MEMORY:
            yield Measure(f"memory of {what}", MOST_MEMORY / 1e6, taken.peak / 1e6, "MB")


MOST_MEMORY = 300_000_000
"""Bytes that a small file may take."""


def written(folder: str, name: str, layers: str, above: str = "") -> str:
    """The path of a spec of these layers, after other lines of it."""
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{above}input: 16x16x4\nlayers:\n{layers}")
    return path


def long_runs(folder: str) -> Iterator[tuple[str, float, list[str]]]:
    """What is promised in seconds, with a wide margin: what, the target, the command."""
    conv = "  - conv: {filters: 4, kernel: 3, padding: 1}\n"
    yield "grading 300 sheets of 61 answers", 20, grading(folder)
    yield "review of all bundled networks", 5, [CNNCALC, "review", *bundled_names()]
    yield "input sizes of efficientnet_b7", 20, [
        *(CNNCALC, "solve", "efficientnet_b7"), *("--layer", "stage9/silu1", "--output", "19"),
    ]  # fmt: skip
    long = written(folder, "long.yaml", f"{conv}  - relu\n" * 5_000)
    longer = written(folder, "longer.yaml", f"{conv}  - relu\n" * 5_000 + "  - sigmoid\n")
    yield "diff of 10,000 layers and one more", 20, [CNNCALC, "diff", long, longer, "--format", "json"]
    chain = written(folder, "chain.yaml", f"{conv}  - relu\n" * 800)
    for form in ("json", "text", "latex"):
        yield f"working of 1,600 layers, {form}", 10, [CNNCALC, "explain", chain, "--format", form]
    heads = written(folder, "heads.yaml", "  - head: {layers: [global_avg_pool, dense: 3]}\n" * 3_000)
    yield "figures of 3,000 heads", 5, [CNNCALC, "summarize", heads, "--format", "json"]
    repeat = f"  - repeat: {{times: 20000, layers: [{conv[4:-1]}]}}\n"
    repeats = written(folder, "repeats.yaml", repeat)
    yield "20,000 repeats in one row", 10, [CNNCALC, "summarize", repeats, "--collapse", "--format", "json"]
    wide = written(folder, "wide.yaml", conv.replace("4", "width", 1) * 20, "variables: {width: 4}\n")
    yield "sweep of 1,000 variants of 20 layers", 5, [
        *(CNNCALC, "sweep", wide, "--set", "width=1:1000", "--format", "csv"),
    ]  # fmt: skip


def measures(folder: str) -> Iterator[Measure]:
    """Everything that was promised."""
    yield paired("summarize vgg16 : imports", 2.0, TABLE, IMPORTS)
    yield paired("summarize vgg16 --format json : imports", 1.5, JSON, IMPORTS)
    yield paired("--version : summarize --format json", 1.0, [CNNCALC, "--version"], JSON)
    yield paired("--help : summarize --format json", 1.0, [CNNCALC, "--help"], JSON)

    runs = [(run(chain(10_000, folder)), run(chain(100_000, folder))) for _ in range(CHAINS)]
    short, long = (median(each.seconds for each in column) for column in zip(*runs, strict=True))
    ratio = median(long.seconds / short.seconds for short, long in runs)
    yield Measure("100,000 layers : 10,000 layers, JSON", 12, ratio, "x", f"{long:.1f} s : {short:.1f} s")
    yield Measure("peak memory of 100,000 layers", 1.5, max(long.peak for _, long in runs) / 1e9, "GB")

    cnncalc.summarize("vgg16")
    calls = []
    for _ in range(CALLS):
        start = time.perf_counter()
        cnncalc.summarize("vgg16")
        calls.append(time.perf_counter() - start)
    yield Measure('cnncalc.summarize("vgg16") in process', 10, 1000 * median(calls), "ms")
    for what, target, command in long_runs(folder):
        yield Measure(what, target, run(command).seconds, "s")
    yield from hostile(folder)


def main() -> None:
    """Print a line for each measure as it is known; exit 1 if one is slow."""
    if not os.path.exists(cache_from_source(os.path.abspath(cnncalc.__file__))):
        print("note: cnncalc is not compiled to byte-code here and starts slower: pip install it, without -e")
    print(f"cnncalc {cnncalc.__version__}, Python {sys.version.split()[0]}, {PAIRS} pairs\n")
    print(f"{'measure':44} {'target':>8} {'measured':>9}")
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        for measure in measures(folder):
            print(measure, flush=True)
            slow |= measure.measured > measure.target
    sys.exit(slow)


if __name__ == "__main__":
    main()
