"""What a careful reader should notice across the documents of an incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from sayso.lexicon.countries import side_name
from sayso.linking.features import StatementFeatures
from sayso.linking.figures import agree, role_of
from sayso.record import FoldedClaim, Warning

MANY = 3
"""Appearances from which one origin is worth a word."""

PARTIES = frozenset(("state", "group"))
Folded = Sequence[Sequence[StatementFeatures]]


def one_origin(claims: Sequence[FoldedClaim], _folded: Folded) -> Iterator[Warning]:
    """Yield a warning of many copies with one origin."""
    for claim in claims:
        documents = {each.fingerprint for each in claim.appearances}
        if len(documents) >= MANY and claim.origins == 1:
            yield Warning(
                "one_origin",
                f"{len(documents)} documents say it, with one origin:"
                f" “{claim.appearances[0].words}” ({claim.claimant.name})",
            )


def one_sided_figure(claims: Sequence[FoldedClaim], folded: Folded) -> Iterator[Warning]:
    """Yield a warning of a figure that only one of several parties gives."""
    parties = {claim[0].side.shown for claim in folded if claim[0].side.kind in PARTIES}
    if len(parties) < 2:
        return
    givers: dict[str, set[str]] = defaultdict(set)
    first: dict[str, FoldedClaim] = {}
    for claim, features in zip(claims, folded, strict=True):
        for quantity in claim.quantities:
            if features[0].side.kind in PARTIES and features[0].answer == "yes":
                givers[role_of(quantity)].add(features[0].side.shown)
                first.setdefault(role_of(quantity), claim)
    for role, sides in sorted(givers.items()):
        if len(sides) == 1:
            words = first[role].appearances[0].words
            giver, harm = side_name(min(sides)), role.replace("_", " ")
            yield Warning(
                "one_sided_figure",
                f"Only {giver} tells how many were {harm}: “{words}”",
            )


def narrated_claim(_claims: Sequence[FoldedClaim], folded: Folded) -> Iterator[Warning]:
    """Yield a warning of an assertion with no source that is elsewhere one party's claim."""
    attributed = [claim for claim in folded if claim[0].side.kind in PARTIES]
    for claim in folded:
        if claim[0].side.kind != "outlet" or claim[0].answer != "yes":
            continue
        for party_claim in attributed:
            if party_claim[0].answer == "yes" and agree(claim[0], party_claim[0]) == 1.0:
                yield Warning(
                    "narrated_claim",
                    f"{claim[0].side.shown} says as fact what elsewhere is a claim of"
                    f" {party_claim[0].claim.claimant.name}: “{claim[0].words}”",
                )
                break


RULES: tuple[Callable[[Sequence[FoldedClaim], Folded], Iterator[Warning]], ...] = (
    one_origin,
    one_sided_figure,
    narrated_claim,
)


def notices(claims: Sequence[FoldedClaim], folded: Folded) -> Iterator[Warning]:
    """Yield the warnings of an incident; `folded` are the statements of each of `claims`."""
    for rule in RULES:
        yield from rule(claims, folded)
