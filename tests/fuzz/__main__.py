"""`python -m tests.fuzz`: many cases in a few processes; each failure with its number, as small as can be."""

import argparse
import faulthandler
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from typing import Any

from .case import Case, Text
from .cases import case as case_of
from .judge import Failure, judged
from .shrink import shrunk

SECONDS = 20
"""Of its own time that a case may take."""

PATIENCE = 90
"""Seconds without a word after which a process is given up: something does not even notice the watch."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="how many")
    parser.add_argument("--start", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--case", type=int, help="only this one: shown, judged, and made smaller if it fails")
    parser.add_argument("--law", help="only cases of this law")
    parser.add_argument(
        "--out", default=os.path.join(tempfile.gettempdir(), "cnncalc-fuzz"), help="folder for failures"
    )
    return parser.parse_args()


def one(options: argparse.Namespace) -> int:
    """A single case, with all that there is to see of it."""
    case = case_of(options.seed, options.case)
    print(case)
    verdict = judged(case, folder_of(os.getpid()), SECONDS)
    print(f"\n=> {verdict}")
    if isinstance(verdict, Failure):
        print(f"\nas small as it gets:\n{smallest(case, verdict, folder_of(os.getpid()))}")
    return int(isinstance(verdict, Failure))


def folder_of(process: int) -> str:
    fast = "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir()
    return os.path.join(fast, f"cnncalc-fuzz-{process}", "case")


def smallest(case: Case, failure: Failure, folder: str) -> Case:
    def fails(smaller: Case) -> bool:
        verdict = judged(smaller, folder, SECONDS)
        return isinstance(verdict, Failure) and verdict.kind == failure.kind

    return case if failure.kind.startswith("hang") else shrunk(case, fails)


def work(options: argparse.Namespace, numbers: range, reports: Any, current: Any) -> None:
    """Judges the cases of one process; a report for each failure, and now and then one of what went well."""
    faulthandler.enable()
    limit_memory()
    folder, seen = folder_of(os.getpid()), Counter[str]()
    verdicts: Counter[str] = Counter()
    parent = os.getppid()
    for number in numbers:
        if os.getppid() != parent:  # no one listens any more
            return
        current.value = number
        case = case_of(options.seed, number)
        if options.law and case.law != options.law:
            continue
        verdict = judged(case, folder, SECONDS)
        verdicts[f"{case.law} {verdict if isinstance(verdict, str) else 'failed'}"] += 1
        if isinstance(verdict, Failure):
            seen[verdict.kind] += 1
            small = smallest(case, verdict, folder) if seen[verdict.kind] == 1 else None
            reports.put((number, verdict, small))
        if sum(verdicts.values()) >= 200:
            reports.put(verdicts)
            verdicts = Counter()
    reports.put(verdicts)
    shutil.rmtree(os.path.dirname(folder), ignore_errors=True)
    reports.put(None)


def limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    except (ImportError, ValueError, OSError):
        pass


class Run:
    """All processes, and what they report."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.context = multiprocessing.get_context("fork")
        self.reports = self.context.Queue()
        self.verdicts: Counter[str] = Counter()
        self.failures: dict[str, list[int]] = {}
        self.processes: dict[int, tuple[Any, Any, float]] = {}
        self.began = time.monotonic()

    def all(self) -> int:
        options = self.options
        for job in range(options.jobs):
            self.start(job, options.start + job)
        running = options.jobs
        while running:
            try:
                report = self.reports.get(timeout=5)
            except Exception:  # queue.Empty
                report = Counter()
            if report is None:
                running -= 1
            elif isinstance(report, Counter):
                self.verdicts += report
                self.progress()
            else:
                self.failed(*report)
            self.revive()
        return self.conclusion()

    def start(self, job: int, first: int) -> None:
        options = self.options
        numbers = range(first, options.start + options.cases, options.jobs)
        current = self.context.Value("q", first)
        process = self.context.Process(target=work, args=(options, numbers, self.reports, current))
        process.start()
        self.processes[job] = (process, current, time.monotonic())

    def revive(self) -> None:
        """A process that died or says nothing any more is a failure of its case,
        and another goes on behind it."""
        for job, (process, current, _) in list(self.processes.items()):
            stuck = (
                current.value == getattr(process, "last", None)
                and time.monotonic() - process.since > PATIENCE
            )
            if current.value != getattr(process, "last", None):
                process.last, process.since = current.value, time.monotonic()
            if stuck and process.is_alive():
                process.kill()
                process.join()
            if not process.is_alive() and process.exitcode:
                number = current.value
                what = "stuck" if stuck else f"ended with {process.exitcode}"
                self.failed(
                    number,
                    Failure(f"the process {what}", f"process {what}"),
                    case_of(self.options.seed, number),
                )
                self.start(job, number + self.options.jobs)

    def failed(self, number: int, failure: Failure, small: Case | None) -> None:
        numbers = self.failures.setdefault(failure.kind, [])
        numbers.append(number)
        if len(numbers) == 1 and small is not None:
            path = self.save(len(self.failures), number, failure, small)
            print(
                f"\ncase {number} (seed {self.options.seed}): {failure}\n  smallest input: {path}", flush=True
            )

    def save(self, count: int, number: int, failure: Failure, small: Case) -> str:
        folder = os.path.join(self.options.out, f"{count:03}-case-{number}")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        texts: dict[str, Text] = {f"files/{name}": text for name, text in small.files.items()}
        texts["case.txt"] = f"seed {self.options.seed}, case {number}\n{failure}\n\n{small}\n"
        for name, text in texts.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return folder

    def progress(self) -> None:
        done, passed = sum(self.verdicts.values()), time.monotonic() - self.began
        if sys.stderr.isatty():
            print(f"\r{done:,} cases, {done / passed:.0f} a second", end="", file=sys.stderr, flush=True)

    def conclusion(self) -> int:
        done, passed = sum(self.verdicts.values()), time.monotonic() - self.began
        print(f"\n{done:,} cases in {passed:.0f} s, {done / passed:.0f} a second")
        for name in sorted({name.split()[0] for name in self.verdicts}):
            parts = (f"{self.verdicts[f'{name} {word}']:,} {word}" for word in ("held", "unfit", "failed"))
            print(f"  {name:15} {', '.join(parts)}")
        for kind, numbers in sorted(self.failures.items(), key=lambda one: -len(one[1])):
            shown = ", ".join(map(str, sorted(numbers)[:5]))
            print(f"  {len(numbers):5} x {kind}: cases {shown}{', ...' if len(numbers) > 5 else ''}")
        print(
            f"{len(self.failures)} kinds of failures" + (f" in {self.options.out}" if self.failures else "")
        )
        return int(bool(self.failures))


if __name__ == "__main__":
    chosen = arguments()
    sys.exit(one(chosen) if chosen.case is not None else Run(chosen).all())
