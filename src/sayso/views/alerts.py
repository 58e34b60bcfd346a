"""What alerts report: new claims that a search finds, new answers, new contradictions.

All of it is in the words of the site's pages, corrections included.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sayso.exports.alert_items import AlertItem, AlertQuote
from sayso.exports.encoding import one_line
from sayso.exports.pages import sidename
from sayso.exports.withheld import Masks
from sayso.index.claims import ClaimRow
from sayso.index.search import Filter, newest, number_up_to, passing_of
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import EvidenceError
from sayso.linking.claim_fields import words_of
from sayso.linking.comparison import QuestionRow
from sayso.record import ADDED, FieldCorrection, FoldedClaim, Incident, content_hash
from sayso.record.resolved import ResolvedClaim, resolve
from sayso.views.incident import (
    IncidentView,
    Quote,
    Rivalry,
    ShownAnswer,
    ShownQuestion,
    ShownSide,
    incident_view,
)

WINDOW = 500
"""Claims that are looked at together."""

MOST_FED = 50
"""Entries of a feed."""

MOST_ANCHORS = 20
"""Claims by which an incident is found again, whatever id judgements and documents give it."""

UP_TO_ALL = 2**31 - 1


# Claims of a search


@dataclass(frozen=True, slots=True)
class NewClaims:
    """Claims that came after a cursor, and the place up to which was looked: a document's number
    and a position in it. `more` says that others wait.
    """

    items: tuple[AlertItem, ...]
    place: tuple[int, int]
    more: bool


def new_claims(
    incident_index: IncidentIndex,
    state: Snapshot,
    wanted: Filter,
    after: tuple[int, int],
    limit: int,
) -> NewClaims:
    """Return the first claims after a place that a filter lets pass, `limit` at most.

    What a person rejected is left out, and so is a claim that is met again: one that is folded
    with an earlier one which the filter lets pass too. No claim before that place is looked at but
    those that new ones are folded with.
    """
    begin = number_up_to(incident_index, *after)
    end = number_up_to(incident_index, state.documents, UP_TO_ALL)
    items: list[AlertItem] = []
    for low in range(begin + 1, end + 1, WINDOW):
        numbers = range(low, min(low + WINDOW, end + 1))
        matching = passing_of(incident_index, wanted, numbers)
        for row in _unreported(incident_index, state, wanted, matching):
            if len(items) == limit:
                return NewClaims(tuple(items), _before(incident_index, row), True)
            items += _claim_items(incident_index, state, (row,))
    return NewClaims(tuple(items), (state.documents, UP_TO_ALL), False)


def fed_claims(
    incident_index: IncidentIndex, state: Snapshot, wanted: Filter, began: int
) -> list[AlertItem]:
    """Return the last claims that came after a document, the newest first, for a feed."""
    begin = number_up_to(incident_index, began, UP_TO_ALL)
    numbers = [
        row.number for row in newest(incident_index, wanted, 2 * MOST_FED) if row.number > begin
    ]
    rows = _unreported(incident_index, state, wanted, sorted(numbers))
    return list(_claim_items(incident_index, state, rows[::-1][:MOST_FED]))


def _before(incident_index: IncidentIndex, row: ClaimRow) -> tuple[int, int]:
    """Return the place just before a claim."""
    query = "SELECT number FROM documents WHERE key = ?"
    ((document,),) = incident_index.index.rows(query, (row.document,))
    return document, row.position - 1


def _unreported(
    incident_index: IncidentIndex, state: Snapshot, wanted: Filter, numbers: Sequence[int]
) -> list[ClaimRow]:
    """Return those claims, in order, that no one rejected and that repeat none found earlier."""
    rows = incident_index.index.numbered(numbers)
    earlier = _earlier(incident_index, state, rows)
    asked = sorted({number for held in earlier.values() for number in held})
    met = set()
    for begin in range(0, len(asked), WINDOW):
        met.update(passing_of(incident_index, wanted, asked[begin : begin + WINDOW]))
    return [
        row
        for row in rows
        if not state.is_rejected(row.id) and met.isdisjoint(earlier.get(row.id, ()))
    ]


def _earlier(
    incident_index: IncidentIndex, state: Snapshot, rows: Sequence[ClaimRow]
) -> Mapping[str, list[int]]:
    """Return of each claim the numbers of the earlier ones that it is folded with."""
    query = (
        "SELECT statement, folded FROM homes WHERE statement IN (SELECT value FROM json_each(?))"
    )
    held = incident_index.index.rows(query, (json.dumps([each.id for each in rows]),))
    homes = {str(statement): str(folded) for statement, folded in held}
    folded = state.claims.some(sorted(set(homes.values())))
    met = {key: [place.claim for place in each.appearances] for key, each in folded.items()}
    ids = sorted({claim for claims in met.values() for claim in claims})
    query = "SELECT id, number FROM claims WHERE id IN (SELECT value FROM json_each(?))"
    numbers = dict(incident_index.index.rows(query, (json.dumps(ids),)))
    return {
        row.id: [
            numbers[claim]
            for claim in met.get(homes.get(row.id, ""), ())
            if claim in numbers and numbers[claim] < row.number
        ]
        for row in rows
    }


def masked(index: IncidentIndex, state: Snapshot, item: AlertItem) -> AlertItem | None:
    """Return an item with the names of private persons harmed masked, as exports have them: it
    leaves the site. None where a reading is damaged, so that nobody knows whom to mask.
    """
    keys = dict.fromkeys(each.path.split("/")[2].split("#")[0] for each in item.quotes)
    try:
        masks = Masks((key, state.shown(index.store.reading(key))) for key in keys)
    except EvidenceError:
        return None
    words = masks.words
    return replace(
        item,
        heading=words(item.heading),
        side=words(item.side),
        figure=words(item.figure),
        quotes=tuple(
            replace(
                each, claimant=words(each.claimant), words=words(each.words),
                title=words(each.title), corrections=tuple(map(words, each.corrections)),
            )
            for each in item.quotes
        ),
    )  # fmt: skip


def _claim_items(
    incident_index: IncidentIndex, state: Snapshot, rows: Iterable[ClaimRow]
) -> Iterator[AlertItem]:
    """Yield claims as they are reported; one whose reading is damaged has no words to show."""
    for row in rows:
        try:
            reading = state.shown(incident_index.store.reading(row.document))
        except EvidenceError:
            continue
        read = reading.claim(row.id)
        if read is None:  # added by a person, and taken back meanwhile
            continue
        claim = resolve(reading, read)
        chain = row.chain.replace(" › ", " ← ") if " › " in row.chain else row.claimant
        quote = AlertQuote(
            row.id, one_line(chain), one_line(row.cue), one_line(row.words),
            tuple(_figures(claim)), row.outlet or "outlet unknown", row.published,
            one_line(row.title), f"/articles/{row.document}#d1-c{row.position}",
            _corrections(claim.claim.corrections),
        )  # fmt: skip
        unusual = (
            "" if row.polarity == "asserts" else row.polarity,
            "" if row.modality == "actual" else row.modality,
            "the outlet itself" if row.manner == "narration" else "",
        )
        item = AlertItem(
            f"urn:sayso:claim:{row.id}", "claim", "", "", "",
            tuple(each for each in unusual if each), (quote,), quote.path,
            _latest(row.recorded, claim.claim.corrections),
        )  # fmt: skip
        if (shown := masked(incident_index, state, item)) is not None:
            yield shown


def _figures(claim: ResolvedClaim) -> Iterator[str]:
    """Yield the words of those figures that the claim's evidence holds."""
    text = claim.reading.document.text
    for quantity in claim.quantities:
        if claim.claim.evidence.contains(quantity.as_said):
            yield one_line(words_of(quantity, text))


def _corrections(made: Iterable[FieldCorrection]) -> tuple[str, ...]:
    return tuple(
        one_line(
            f"added by {each.by}"
            if each.field == ADDED
            else f"{each.field} corrected by {each.by}; read: {each.read or 'nothing'}"
        )
        for each in made
    )


def _latest(recorded: str, corrections: Iterable[FieldCorrection]) -> str:
    """Return when something came in, or was corrected last."""
    moments = [datetime.fromisoformat(recorded), *(each.when for each in corrections)]
    return max(moments).isoformat()


# Answers to a question, and contradictions, of an incident


@dataclass(frozen=True, slots=True)
class SoughtIncident:
    """An incident, by claims of it, and a question in words; "" where contradictions are sought.

    `kind` and `about` name the question, whose words may change with the answers to it.
    """

    anchors: tuple[str, ...]
    asked: str = ""
    scope: str = ""
    kind: str = ""
    about: str = ""


def question_key(row: QuestionRow) -> str:
    """Return what names a question of an incident in an address."""
    return content_hash("question", row.kind, row.about, row.scope)[:16]


def sought_of(incident: Incident, row: QuestionRow | None = None) -> SoughtIncident:
    """Return how an incident, and a question of it, is found again."""
    anchors = incident.claims[:MOST_ANCHORS]
    if row is None:
        return SoughtIncident(anchors)
    return SoughtIncident(anchors, row.asked, row.scope, row.kind, row.about)


def found_again(state: Snapshot, sought: SoughtIncident) -> Incident | None:
    """Return the incident that most of the claims are in now; None where none is in any."""
    homes = Counter(state.homes(sought.anchors).values())
    ranked = sorted(homes, key=lambda home: (-homes[home], home))
    return state.incidents.get(ranked[0]) if ranked else None


def digest_of(incident: Incident) -> str:
    """Return a digest that changes with whatever an incident says."""
    return content_hash("incident", repr(incident))


def answers_after(
    incident_index: IncidentIndex,
    state: Snapshot,
    sought: SoughtIncident,
    began: int,
    seen: Collection[str] = (),
) -> list[tuple[AlertItem, tuple[str, ...]]]:
    """Return the answers to a question that only documents after `began` give, with their claims.

    Answers of which a claim is `seen` are left out, and so is what repeats an answer that a side
    gave before.
    """
    incident = found_again(state, sought)
    if incident is None:
        return []
    shown = incident_view(incident_index, state, incident)
    page = f"/incidents/{incident.claims[0]}#questions" if incident.claims else "/"
    held = _Recorded(incident_index, shown)
    answers = []
    for question in _asked(shown, sought):
        for side in question.sides:
            for answer in (*side.standing, *side.earlier):
                claims = tuple(each.claim for each in answer.quotes)
                if held.first(claims) > began and set(claims).isdisjoint(seen):
                    item = masked(incident_index, state, _answer_item(held, question, side, answer))
                    if item is not None:
                        answers.append((replace(item, path=page), claims))
    return answers


def contradictions_of(
    incident_index: IncidentIndex,
    state: Snapshot,
    sought: SoughtIncident,
    seen: Collection[str] = (),
) -> list[tuple[AlertItem, tuple[str, ...]]]:
    """Return the contradictions of an incident, each with what makes it `seen`."""
    incident = found_again(state, sought)
    if incident is None:
        return []
    shown = incident_view(incident_index, state, incident)
    held = _Recorded(incident_index, shown)
    homes = {place.claim: each.id for each in shown.folded for place in each.appearances}
    # Claims may be folded otherwise since: a pair is known by any of the places of its claims.
    known = {frozenset(homes.get(claim, claim) for claim in pair.split("|")) for pair in seen}
    made: list[tuple[AlertItem, tuple[str, ...]]] = []
    for rivalry in shown.rivalries:
        claims = tuple(quote.claim for _, _, quote in rivalry.sides)
        if frozenset(homes.get(claim, claim) for claim in claims) not in known:
            item = masked(
                incident_index, state, _contradiction_item(held, incident, rivalry, claims)
            )
            if item is not None:
                made.append((item, ("|".join(sorted(claims)),)))
    return made


def _asked(shown: IncidentView, sought: SoughtIncident) -> list[ShownQuestion]:
    """Return the question that is sought; with another scope where none has its own any more."""
    same = [
        each
        for each in (*shown.questions, *shown.single)
        if (each.row.kind, each.row.about) == (sought.kind, sought.about)
    ]
    exact = [each for each in same if each.row.scope == sought.scope]
    return exact or same


class _Recorded:
    """When the statements of an incident were recorded, and in which document of the ledger."""

    def __init__(self, incident_index: IncidentIndex, shown: IncidentView) -> None:
        places = [place for each in shown.folded for place in each.appearances]
        keys = sorted({place.fingerprint for place in places})
        query = (
            "SELECT key, number, recorded, title FROM documents"
            " WHERE key IN (SELECT value FROM json_each(?))"
        )
        rows = incident_index.index.rows(query, (json.dumps(keys),))
        held = {key: (number, recorded, title) for key, number, recorded, title in rows}
        unknown = (0, "", "")
        self._held = {place.claim: held.get(place.fingerprint, unknown) for place in places}
        self._figures = {
            each.appearances[each.quoted].claim: _said_figures(each) for each in shown.folded
        }
        self._folded = {
            place.claim: [each.claim for each in claim.appearances]
            for claim in shown.folded
            for place in claim.appearances
        }

    def first(self, claims: Iterable[str]) -> int:
        """Return the number of the first document with one of these statements."""
        return min((self._held[claim][0] for claim in claims), default=0)

    def recorded(self, claim: str) -> str:
        return str(self._held[claim][1])

    def earliest(self, claims: Iterable[str]) -> str:
        """Return the statement that came first of all that are folded with these: an item is named
        by it, so that its name stays when it is met again.
        """
        met = {claim for each in claims for claim in self._folded[each]}
        return min(met, key=lambda claim: (self._held[claim][0], claim))

    def quote(self, quote: Quote) -> AlertQuote:
        """Return a quote of the page as it is reported."""
        return AlertQuote(
            quote.claim,
            one_line(quote.claimant),
            one_line(quote.cue),
            one_line(quote.words),
            self._figures.get(quote.claim, ()),
            one_line(quote.outlet),
            quote.published.date().isoformat() if quote.published else "",
            one_line(self._held[quote.claim][2]),
            f"/articles/{quote.document}#d1-c{quote.mark}",
            _corrections(quote.corrections),
        )


def _said_figures(claim: FoldedClaim) -> tuple[str, ...]:
    return tuple(one_line(words) for words in claim.said if words)


def _answer_item(
    held: _Recorded, question: ShownQuestion, side: ShownSide, answer: ShownAnswer
) -> AlertItem:
    first = answer.quotes[0]
    scope = f" ({question.row.scope})" if question.row.scope else ""
    replaced = answer in side.earlier
    earliest = held.earliest(each.claim for each in answer.quotes)
    return AlertItem(
        f"urn:sayso:answer:{question_key(question.row)}:{earliest}", "answer",
        one_line(f"{question.row.asked}{scope}"), one_line(sidename(side.name)),
        one_line(answer.words), ("replaced since",) if replaced else (), (held.quote(first),), "",
        _latest(held.recorded(first.claim), first.corrections),
    )  # fmt: skip


def _contradiction_item(
    held: _Recorded, incident: Incident, rivalry: Rivalry, claims: tuple[str, ...]
) -> AlertItem:
    quotes = [quote for _, _, quote in rivalry.sides]
    updated = max(_latest(held.recorded(each.claim), each.corrections) for each in quotes)
    names = sorted(held.earliest((each,)) for each in claims)
    return AlertItem(
        f"urn:sayso:contradiction:{':'.join(names)}", "contradiction",
        one_line(f"They can’t both hold: {'; '.join(rivalry.reasons)}"), "", "",
        ("replaced since",) if rivalry.replaced else (), tuple(map(held.quote, quotes)),
        f"/incidents/{incident.claims[0]}#rival-{rivalry.number}", updated,
    )  # fmt: skip
