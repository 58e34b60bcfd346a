"""Whose side a named person is on, by all reports of an incident that introduce the person.

A report that names the governor's country gives his side; the next one, which says "Governor Oleh
Marchenko", does not. "Ministry spokesman Andrei Belov" speaks for what "the Ministry" is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sayso.lexicon.claimants import name_key
from sayso.linking.features import Side, StatementFeatures, name_terms
from sayso.linking.folding import named_in_full
from sayso.linking.spokespersons import spoken_for


def with_known_sides(features: Iterable[StatementFeatures]) -> list[StatementFeatures]:
    """Return the statements of one incident, in order, with each named person's side where it is
    known from another of them.

    A person whom reports put on two sides stays on neither.
    """
    held = list(features)
    known = _known(held)
    return [
        replace(each, side=next(iter(sides)))
        if _on_own_side(each) and len(sides := known.get(each.claim.claimant.name, set())) == 1
        else each
        for each in held
    ]


def _known(features: Sequence[StatementFeatures]) -> dict[str, set[Side]]:
    """Return by full name the sides that statements put each person on."""
    bodies = _bodies(features)
    known: dict[str, set[Side]] = defaultdict(set)
    for statement in filter(named_in_full, features):
        claimant = statement.claim.claimant
        if statement.side.kind == "state":
            known[claimant.name].add(statement.side)
        elif body := spoken_for(claimant.said):
            known[claimant.name] |= bodies.get((statement.document, name_key(body)), set())
    return known


def _bodies(features: Iterable[StatementFeatures]) -> dict[tuple[str, str], set[Side]]:
    """Return by document and words the sides of what a document calls by these words."""
    bodies: dict[tuple[str, str], set[Side]] = defaultdict(set)
    for statement in features:
        if statement.side.kind == "state" and not statement.claim.narrated:
            said = name_key(statement.claim.claimant.said)
            bodies[statement.document, said].add(statement.side)
    return bodies


def _on_own_side(features: StatementFeatures) -> bool:
    """Return whether a person is a side of their own, since no report gives another."""
    own = features.side.kind == "group" and features.side.name == name_terms(
        features.claim.claimant.name
    )
    return own and named_in_full(features)
