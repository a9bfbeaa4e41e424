"""A spec is read in a process of its own, with little memory; a process that is ready forks them all."""

import atexit
import gc
import json
import os
import subprocess
import sys
from functools import cache
from typing import IO, Any

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LONGEST = 300  # seconds, after which a process is taken to hang


def outcome_of(do: str, path: str, memory: int, most: int) -> dict[str, Any]:
    """What becomes of a spec that is loaded or summarized: layers or problems, lines, peak of memory.

    memory: bytes that may be asked for. most: lines of Python that may run; with 0 they are not counted.
    """
    asked = json.dumps([do, path, memory, most])
    ready = _server()
    assert ready.stdin and ready.stdout
    print(asked, file=ready.stdin, flush=True)
    answer: dict[str, Any] = json.loads(ready.stdout.readline())
    return answer


@cache
def _server() -> "subprocess.Popen[str]":
    root = os.path.dirname(TESTS)
    path = os.pathsep.join([root, TESTS])
    ready = subprocess.Popen(
        [sys.executable, os.path.abspath(__file__)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    atexit.register(ready.communicate)  # closes its input, and waits for it
    return ready


# -- in the process that is ready ------------------------------------------------------------------


def serve(orders: IO[str]) -> None:
    """A child for each order. It starts with everything imported and nothing read."""
    import cnncalc.api  # noqa: F401

    gc.disable()  # as on the command line
    for order in orders:
        if not (child := os.fork()):
            print(json.dumps(_answer(*json.loads(order))), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"ended": os.waitstatus_to_exitcode(status)}), flush=True)


def _answer(do: str, path: str, memory: int, most: int) -> dict[str, Any]:
    import resource
    import signal

    from work import TooMuchWork, steps

    import cnncalc

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.alarm(LONGEST)
    found: dict[str, Any] = {}

    def read() -> None:
        try:
            found["layers"] = len(cnncalc.load(path).nodes if do == "load" else cnncalc.summarize(path))
        except cnncalc.SpecError as error:
            found["messages"] = [problem.message for problem in error.problems[:5]]
            found["placed"] = bool(error.problems[0].place)
            found["length"] = len(str(error))

    try:
        found["steps"] = steps(read, most) if most else read()
    except TooMuchWork as error:
        found["ended"] = str(error)
    except BaseException as error:
        found["ended"] = repr(error)[:1000]
    return {**found, "peak": _peak()}


def _peak() -> int:
    """Megabytes; 0 where the system does not tell."""
    if not os.path.exists("/proc/self/status"):
        return 0
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    serve(sys.stdin)
