"""The processes that judge cases, and what they report."""

import argparse
import faulthandler
import multiprocessing
import os
import queue
import shutil
import sys
import tempfile
import time
from collections import Counter
from typing import Any

from .case import Case, Text, write
from .cases import case as case_of
from .judge import Failure, judged
from .shrink import shrunk

SECONDS = 20
"""Of its own time that a case may take."""

PATIENCE = 300
"""Seconds without a word after which a process is given up: something does not even notice the watch."""


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


class Worker:
    """A process with the numbers that it takes, and since when it has been at its case."""

    def __init__(self, numbers: range, options: argparse.Namespace, reports: Any) -> None:
        context = multiprocessing.get_context("fork")
        self.numbers = numbers
        self.current = context.Value("q", numbers.start)
        self.process = context.Process(target=work, args=(options, numbers, reports, self.current))
        self.process.start()
        self.last, self.since = -1, time.monotonic()

    def end(self) -> str:
        """How it ended before its time; nothing where it goes on, or is done."""
        number = self.current.value
        if number != self.last:
            self.last, self.since = number, time.monotonic()
        if time.monotonic() - self.since > PATIENCE and self.process.is_alive():
            self.process.kill()
            self.process.join()
            return "is stuck"
        return f"ended with {self.process.exitcode}" if self.process.exitcode else ""


class Run:
    """All processes, and what they report."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.reports = multiprocessing.get_context("fork").Queue()
        self.verdicts: Counter[str] = Counter()
        self.failures: dict[str, list[int]] = {}
        self.workers: list[Worker] = []
        self.began = time.monotonic()

    def all(self) -> int:
        options = self.options
        stop = options.start + options.cases
        for job in range(options.jobs):
            numbers = range(options.start + job, stop, options.jobs)
            self.workers.append(Worker(numbers, options, self.reports))
        running = options.jobs
        while running:
            try:
                report = self.reports.get(timeout=5)
            except queue.Empty:
                report = Counter()
            if report is None:
                running -= 1
            elif isinstance(report, Counter):
                self.verdicts += report
                self.progress()
            else:
                self.failed(*report)
            self.replace_the_fallen()
        return self.conclusion()

    def replace_the_fallen(self) -> None:
        """A process that fell is a failure of its case; another goes on behind that."""
        for i, worker in enumerate(self.workers):
            if how := worker.end():
                number, step = worker.current.value, worker.numbers.step
                self.failed(number, Failure(f"the process {how}", f"process {how}"), None)
                rest = range(number + step, worker.numbers.stop, step)
                self.workers[i] = Worker(rest, self.options, self.reports)

    def failed(self, number: int, failure: Failure, small: Case | None) -> None:
        numbers = self.failures.setdefault(failure.kind, [])
        numbers.append(number)
        if len(numbers) == 1:
            path = self.save(number, failure, small) if small else "none; try --case"
            told = f"case {number} (seed {self.options.seed}): {failure}"
            print(f"\n{told}\n  smallest input: {path}", flush=True)

    def save(self, number: int, failure: Failure, small: Case) -> str:
        folder = os.path.join(self.options.out, f"{len(self.failures):03}-case-{number}")
        shutil.rmtree(folder, ignore_errors=True)
        texts: dict[str, Text] = {f"files/{name}": text for name, text in small.files.items()}
        texts["case.txt"] = f"seed {self.options.seed}, case {number}\n{failure}\n\n{small}\n"
        for name, text in texts.items():
            write(os.path.join(folder, name), text)
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
