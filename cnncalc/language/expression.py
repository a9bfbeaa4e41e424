"""Expressions: arithmetic over the variables in scope, where a number or a yes/no stands.

Exact: `/` gives a fraction, 0.75 is three quarters. Bounded: no attribute, no call of anything not
named here, and no number beyond LARGEST, so that no expression can run away.
"""

import ast
import re
import warnings
from collections.abc import Callable, Collection
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from cnncalc.language.arithmetic import yes_or_no
from cnncalc.language.env import FLAGS, Env, ExpressionError
from cnncalc.language.meaning import meaning_of, refused
from cnncalc.problem import quoted

LONGEST = 500
"""Characters that an expression may have."""

Outcome = Callable[[Env, Collection[str], bool], Any]
"""What an expression gives where these words, or any, may stand for themselves."""

_SLIPS = (
    (re.compile("&&"), "'&&' is written 'and'"),
    (re.compile(r"\|\|"), "'||' is written 'or'"),
    (re.compile("(?<![=!<>])=(?!=)"), "equality is written '=='"),
    (re.compile(r"^[^()]*\([^()]*$"), "a '(' is not closed"),
    (re.compile(r"(?:[-+*/<>]|\s%)\s*$"), "something is missing at its end"),
)
"""What is often written in what is not an expression, and what to say of it."""

_DECORATED = re.compile(r"(?:\$|\$?(?=\{\{?))\{{0,2}\s*([^\W\d]\w*)\s*\}{0,2}")
_OTHER_BASE = re.compile(r"\b0[xXoObB]")


def evaluate(text: str, env: Env, words: Collection[str] = (), *, any_word: bool = False) -> Any:
    """The value: a whole number, a Fraction, a bool, a text or a tuple; ExpressionError if there is none.

    What stands alone, or is chosen by `a if b else c`, may be a word that stands for itself: one of
    `words`, whatever variables there are; with `any_word` each that names no variable.
    """
    env.spend(min(len(text), LONGEST))
    try:
        return _read(text)(env, words, any_word)
    except RecursionError:
        raise ExpressionError("it nests too deeply") from None


@lru_cache(maxsize=4096)
def _read(text: str) -> Outcome:
    """What the text gives, read once; what is nothing like an expression is refused without a word."""
    if len(text) > LONGEST:
        return _outcome(f"an expression has at most {LONGEST} characters")
    if _OTHER_BASE.search(text):
        return _outcome("")
    if name := _DECORATED.fullmatch(text.strip()):
        return _outcome(f"write a variable without signs around it: {name[1]}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return _outcome(next((why for pattern, why in _SLIPS if pattern.search(text)), ""))
    return _outcome(node)


def _outcome(node: ast.expr | str) -> Outcome:
    """What a whole expression gives, or an end of `a if b else c`, where a word may stand for itself."""
    if isinstance(node, ast.IfExp):
        test, yes, no = meaning_of(node.test), _outcome(node.body), _outcome(node.orelse)
        return lambda env, words, any_word: (yes if yes_or_no(test(env)) else no)(env, words, any_word)
    if isinstance(node, ast.Name):
        return partial(_word, node.id)
    meaning = refused(node) if isinstance(node, str) else meaning_of(node)
    return lambda env, words, any_word: meaning(env)


def _word(name: str, env: Env, words: Collection[str], any_word: bool) -> Any:
    if name in words or (any_word and name not in FLAGS and not env.knows(name)):
        return name
    if name in FLAGS or env.knows(name):
        return FLAGS[name] if name in FLAGS else env[name]
    raise ExpressionError(f"there is no variable {quoted(name)}{env.hint(name, chain(words, env.names()))}")
