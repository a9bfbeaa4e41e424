"""The JSON of `reconcile`: the schema `cnncalc.reconcile/1`."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.design.reconcile.fit import Explanation, defective, plausible
from cnncalc.design.reconcile.misprints import Misprint
from cnncalc.design.reconcile.nearest import Near
from cnncalc.design.reconcile.profile import Total
from cnncalc.design.reconcile.search import Reconciliation
from cnncalc.figures.spelling import plain_number
from cnncalc.network import Network

SCHEMA = "cnncalc.reconcile/1"


def record(network: Network, answers: Sequence[Reconciliation]) -> Mapping[str, Any]:
    """Everything that was found, as data."""
    return {
        "schema": SCHEMA,
        "network": network.name,
        "spec": network.spec,
        "figures": map(_answer, answers),
        "explained": sum(answer.explained for answer in answers),
    }


def _answer(answer: Reconciliation) -> dict[str, Any]:
    asked = answer.asked
    return {
        "quoted": asked.text,
        "layer": asked.layer,
        "value": plain_number(asked.quoted.value),
        "digits": [
            None if end is None else plain_number(end) for end in (asked.quoted.low, asked.quoted.high)
        ],
        "exact": asked.quoted.exact,
        "unit": asked.quoted.unit or None,
        "relation": asked.quoted.relation,
        "explanations": [_explanation(fit) for fit in answer.explanations],
        "misprints": [_misprint(misprint) for misprint in answer.misprints],
        "nearest": [_near(near) for near in answer.nearest],
        "tried": answer.tried,
        "not_known": list(answer.unknown),
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "profile": total.profile.name,
        "figure": total.figure.name,
        "counts": total.figure.what,
        "parts": [part._asdict() for part in total.parts],
        "if": list(total.options),
        "remark": total.figure.remark or None,
        "source": total.profile.source,
    }


def _explanation(fit: Explanation) -> dict[str, Any]:
    defects = list(fit.total.profile.defects) if defective(fit) else []
    return {
        "match": fit.match,
        "plausible": plausible(fit),
        "value": fit.value,
        "difference": plain_number(fit.difference),
        "times": fit.times,
        "network": fit.candidate.text or None,
        "reading": fit.reading or None,
        **_total(fit.total),
        "defects": defects,
    }


def _misprint(misprint: Misprint) -> dict[str, Any]:
    return {"figure": misprint.name, "source": misprint.where, "why": misprint.why}


def _near(near: Near) -> dict[str, Any]:
    return {
        "value": near.total.value,
        "difference": plain_number(near.difference),
        "explained": [part._asdict() for part in near.parts],
        "network": near.candidate.text or None,
        **_total(near.total),
    }
