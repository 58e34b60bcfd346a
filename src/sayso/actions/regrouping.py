"""Incidents put together and taken apart by people: judgements on their claims, which stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from sayso.index.service import IncidentIndex, Snapshot
from sayso.linking.coded import CODING
from sayso.linking.judged import judged
from sayso.record import Appearance, Incident, Judgement, Verdict
from sayso.record.annotation import ANNOTATED

MOST_CLAIMS = 60
"""Claims of one judgement; of larger incidents it names one claim a document."""

SHORTEST_ID = 4
"""Characters of the beginning of an id that stand for it."""

MOST_DOCUMENTS = 400
"""Documents of an incident that things are taken out of."""

OF_INCIDENTS: tuple[Verdict, ...] = ("same_incident", "different_incidents")


class RegroupingError(ValueError):
    """A change of incidents that can't be; the message says why."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Judgements that put incidents together or apart, and what they do in words.

    `leads_to` is a claim that is in the incident which comes of it.
    """

    judgements: tuple[Judgement, ...]
    effect: str
    leads_to: str


def plan_merge(
    state: Snapshot, incident_id: str, other_id: str, by: str, why: str = ""
) -> Regrouping:
    """Return what puts all of another incident into an incident.

    Raises RegroupingError or UnknownIdError.
    """
    one, other = state.incident(incident_id), state.incident(other_id)
    if one.id == other.id:
        raise RegroupingError("These are one incident already.")
    claims = (*_claims(state, one), *_claims(state, other))
    said = Judgement("same_incident", claims, by, datetime.now(UTC), why.strip())
    effect = f"“{other.title}” becomes part of “{one.title}”"
    return Regrouping((said,), effect, one.claims[0])


def plan_move(
    state: Snapshot,
    incident_id: str,
    moved_ids: Sequence[str],
    target_id: str | None,
    by: str,
    why: str = "",
) -> Regrouping:
    """Return what takes documents or claims out of an incident, into another or one of their own.

    `moved_ids` are ids of claims, and ids or fingerprints of documents; `target_id` is the incident
    that they go to, None for one of their own. Raises RegroupingError or UnknownIdError.
    """
    one = state.incident(incident_id)
    met = _met(state, one)
    moved = [each for each in met if _is_meant(each, moved_ids)]
    stay = [each for each in met if each not in moved]
    if not moved:
        raise RegroupingError("Nothing in this incident has one of these ids.")
    if not stay:
        raise RegroupingError("That is all of the incident: merge it with another instead.")
    documents = len({each.fingerprint for each in stay})
    if documents > MOST_DOCUMENTS:
        raise RegroupingError(f"{documents} documents would stay; {MOST_DOCUMENTS} are the most.")
    now, reason = datetime.now(UTC), why.strip()
    made = [
        Judgement("different_incidents", pair, by, now, reason) for pair in _parted(moved, stay)
    ]
    made += [Judgement("same_incident", held, by, now, reason) for held in _left(moved, stay)]
    together = [each.claim for each in moved]
    effect = f"{len(moved)} of {len(met)} appearances leave “{one.title}”"
    if target_id is not None:
        target = state.incident(target_id)
        if target.id == one.id:
            raise RegroupingError("They are in this incident already.")
        together += _claims(state, target)
        effect += f" for “{target.title}”"
    if len(together) > 1:
        made.append(Judgement("same_incident", tuple(together), by, now, reason))
    return Regrouping(tuple(made), effect, moved[0].claim)


NO_GROUP = frozenset((*CODING, ANNOTATED))
"""Verdicts that name several claims and say nothing of where they belong."""


def plan_undo(state: Snapshot, incident_id: str, by: str, why: str = "") -> Regrouping:
    """Return what takes back the last change of an incident's documents that a person made.

    Raises RegroupingError or UnknownIdError.
    """
    one = state.incident(incident_id)
    inside = {each.claim for each in _met(state, one)}
    mine = [
        each
        for each in state.judgements
        if each.by == by and each.verdict not in NO_GROUP and not inside.isdisjoint(each.claims)
    ]
    last = next((each for each in reversed(mine) if len(each.claims) > 1), None)
    if last is None or last.verdict not in OF_INCIDENTS:
        raise RegroupingError(f"{by} has put nothing into or out of this incident that holds.")
    batch = [each for each in state.judgements if (each.by, each.when) == (by, last.when)]
    now, reason = datetime.now(UTC), why.strip() or "taken back"
    made = [Judgement("undecided", each.claims, by, now, reason) for each in batch]
    made += [
        Judgement(verdict, claims, by, now, reason)
        for verdict, claims in _held_before(state.judgements, batch)
    ]
    return Regrouping(tuple(made), f"taken back: what {by} did to “{one.title}”", one.claims[0])


def _held_before(
    judgements: Sequence[Judgement], batch: Sequence[Judgement]
) -> list[tuple[Verdict, tuple[str, ...]]]:
    """Return what stood of the pairs of a batch before it was judged, and is to stand again."""
    first = judgements.index(batch[0])
    held = judged(judgements[:first]).held
    pairs = {pair for each in batch for pair in combinations(sorted(set(each.claims)), 2)}
    return [(verdict, pair) for (verdict, pair) in sorted(held) if pair in pairs]


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """A change of an incident as a form or a program asks for it: merge, move or undo."""

    change: str
    incident: str
    other: str = ""
    moved: tuple[str, ...] = ()


def change_incidents(index: IncidentIndex, asked: ChangeAsked, by: str, why: str) -> Regrouping:
    """Make a change of incidents; return it. Raises RegroupingError or UnknownIdError."""
    state = index.state()
    if asked.change == "undo":
        made = plan_undo(state, asked.incident, by, why)
    elif asked.change == "merge":
        made = plan_merge(state, asked.incident, asked.other, by, why)
    else:
        made = plan_move(state, asked.incident, asked.moved, asked.other or None, by, why)
    index.judge(made.judgements)
    return made


def _met(state: Snapshot, incident: Incident) -> list[Appearance]:
    return [each for claim in state.of(incident) for each in claim.appearances]


def _claims(state: Snapshot, incident: Incident) -> tuple[str, ...]:
    """Return claims that stand for an incident, the first of it first: all, or one a document."""
    met = _met(state, incident)
    if len(met) > MOST_CLAIMS:
        met = list({each.fingerprint: each for each in reversed(met)}.values())[::-1]
    return tuple(dict.fromkeys((incident.claims[0], *(each.claim for each in met))))


def _is_meant(place: Appearance, ids: Sequence[str]) -> bool:
    names = (place.claim, place.document, place.fingerprint)
    begun = tuple(each for each in ids if len(each) >= SHORTEST_ID)
    return any(name in ids or name.startswith(begun) for name in names)


def _parted(moved: Sequence[Appearance], stay: Sequence[Appearance]) -> list[tuple[str, str]]:
    """Return the pairs of claims that are of two incidents.

    What is moved is put together, so that its first claim stands for all of it; a claim that leaves
    a passage in which others stay is taken out of it by a pair of its own.
    """
    first = moved[0].claim
    kept = {each.fingerprint: each.claim for each in reversed(stay)}
    pairs = [(claim, first) for claim in kept.values()]
    pairs += [
        (kept[each.fingerprint], each.claim) for each in moved[1:] if each.fingerprint in kept
    ]
    return pairs


def _left(moved: Sequence[Appearance], stay: Sequence[Appearance]) -> list[tuple[str, ...]]:
    """Return the claims that stay of documents from which others leave, with one of a document that
    stays whole: which of two claims of a passage is taken out of it is not for us to say.
    """
    leaving = {each.fingerprint for each in moved}
    whole = next((each.claim for each in stay if each.fingerprint not in leaving), None)
    if whole is None:
        return []
    parts = (
        tuple(each.claim for each in stay if each.fingerprint == document)
        for document in sorted(leaving)
    )
    return [(whole, *claims) for claims in parts if claims]
