"""`python -m tests.fuzz`: many cases in a few processes; each failure with its number, as small as can be."""

import argparse
import os
import sys
import tempfile

from .cases import case as case_of
from .crew import SECONDS, Run, folder_of, smallest
from .judge import Failure, judged


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


if __name__ == "__main__":
    chosen = arguments()
    sys.exit(one(chosen) if chosen.case is not None else Run(chosen).all())
