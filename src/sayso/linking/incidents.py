"""Groups of passages as incidents: claims folded, rivals set side by side, history kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sayso.lexicon.comparison import kind_families
from sayso.lexicon.countries import adjectives
from sayso.linking.acts import ACTS, DONE
from sayso.linking.claim_fields import words_of
from sayso.linking.clusters import Pair
from sayso.linking.features import StatementFeatures, act_followed
from sayso.linking.figures import countries
from sayso.linking.folding import VAGUE, fold
from sayso.linking.incident_fields import fields_set, with_set_fields
from sayso.linking.judged import Judged
from sayso.linking.notices import notices
from sayso.linking.origins import agency_origin, origins_of
from sayso.linking.perpetrators import Culprits, culprits_of
from sayso.linking.rivals import history, relations, rivals
from sayso.linking.seats import UNTITLED, is_named
from sayso.linking.speakers import with_known_sides
from sayso.linking.titles import Happened, headline_of, title_of
from sayso.linking.towns import near_towns
from sayso.linking.versions import versions_in
from sayso.record import (
    ADDED,
    AnswerRelation,
    Appearance,
    Claim,
    Document,
    FoldedClaim,
    Incident,
    Link,
    Place,
    Quantity,
    content_hash,
)

LONG_BEFORE = timedelta(days=14)
"""Days that lie further back than this before the first report are its history, not the event."""

PRECISE = ("exact", "town", "district", "region", "country")


@dataclass(frozen=True, slots=True)
class Gathered:
    """One group: its statements, its documents by fingerprint in order of publication, why joined.

    `leads` are the fingerprints of documents that it is the main matter of, the one that is most
    like the others first.
    """

    features: tuple[StatementFeatures, ...]
    documents: dict[str, Document]
    leads: tuple[str, ...]
    joined: tuple[Link, ...]


def incident_of(
    group: Gathered, copies: Iterable[Pair], judged: Judged
) -> tuple[Incident, list[FoldedClaim]]:
    """Return the incident of a group with statements, and its folded claims by publication."""
    right = [each for each in group.features if each.key not in judged.wrong]
    features = with_known_sides(right or group.features)
    culprits = {each.key: culprits_of(each) for each in features}
    folded, links = _folded_as_judged(features, culprits, judged)
    folded.sort(key=lambda claim: claim[0].order)
    links += _people(judged, "same_claim", folded)
    name = incident_id(_first_read(folded).key)
    pairs = tuple(copies)
    versions = versions_in(group.documents, pairs)
    former = frozenset(each.former for each in versions)
    origins = origins_of(group.documents, pairs)
    areas = _areas(features)
    claims = [_folded(claim, name, origins, links, areas, former) for claim in folded]
    related = relations(folded, culprits)
    against = _rivals(folded, related, judged)
    kind, read_place, read_days = _kind(features), _place(features), _span(features)
    given = fields_set(judged, group.features)
    place, (first, last) = given.where(read_place), given.when(read_days)
    happened = Happened(_titled_kind(features, kind), place, first, last)
    in_order = [each for claim in folded for each in claim]
    current = _without(group, former)
    headline = headline_of([current.documents[key] for key in current.leads], in_order, place)
    title = title_of(headline, in_order, happened)
    incident = Incident(
        id=name,
        title=title,
        fields_set=given.said,
        headline=headline,
        claims=tuple(each.id for each in claims),
        kind=kind,
        place=place,
        earliest=first,
        latest=last,
        documents=_ids_of(current.documents.values()),
        leads=_ids_of(each for key, each in current.documents.items() if key in current.leads),
        origins=len({origins[key] for key in current.documents}),
        versions=versions,
        rivals=tuple(against),
        relations=tuple(related),
        history=tuple(history(folded, related)),
        joined=group.joined,
        warnings=tuple(notices(claims, folded)),
    )
    return with_set_fields(incident, given, read_place, read_days), claims


def _without(group: Gathered, former: frozenset[str]) -> Gathered:
    """Return a group without the former versions of its documents."""
    documents = {key: each for key, each in group.documents.items() if key not in former}
    leads = tuple(key for key in group.leads if key not in former)
    return replace(group, documents=documents, leads=leads)


def _ids_of(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the ids of documents as they came in, each once."""
    return tuple(dict.fromkeys(each.id for each in documents))


def _first_read(folded: Sequence[Sequence[StatementFeatures]]) -> StatementFeatures:
    """Return the first statement that was read, of folded claims in their order; the id of an
    incident does not change with what people add. The first of all where people added all.
    """
    read = (each for claim in folded for each in claim if not each.claim.added_by)
    return min(read, key=lambda each: each.order, default=folded[0][0])


def incident_id(first: str) -> str:
    """Return the id of the incident whose first claim has the id `first`."""
    return content_hash("incident", first)


def _folded_as_judged(
    features: Sequence[StatementFeatures], culprits: Mapping[str, Culprits], judged: Judged
) -> tuple[list[list[StatementFeatures]], list[Link]]:
    """Return statements folded, with the links, by what people said of pairs of them."""
    inside = {statement.key for statement in features}
    same, different = (
        [pair for pair in judged.pairs(verdict) if inside.issuperset(pair)]
        for verdict in ("same_claim", "different_claims")
    )
    return fold(features, culprits, same, different)


def _is_corrected(claim: Claim) -> bool:
    """Return whether a person corrected fields of a claim; one that was only added has none."""
    return any(each.field != ADDED for each in claim.corrections)


def _folded(
    claim: Sequence[StatementFeatures],
    incident: str,
    origins: dict[str, str],
    links: Sequence[Link],
    areas: Mapping[int, str],
    former: frozenset[str],
) -> FoldedClaim:
    first = claim[0]
    current = [each for each in claim if each.document not in former]
    met = current or claim
    shown = max(met, key=lambda each: (_is_corrected(each.claim), len(each.figures), each is first))
    inside = {each.key for each in claim}
    return FoldedClaim(
        id=first.key,
        incident=incident,
        claimant=first.claim.claimant,
        side=first.side.shown,
        narrated=first.claim.narrated,
        event=first.kind,
        polarity=first.claim.polarity,
        modality=first.claim.modality,
        quantities=shown.figures,
        places=tuple(dict.fromkeys(town.name for each in claim for town in each.towns)),
        appearances=tuple(_appearance(each, origins) for each in met),
        blames=next((each for each in map(_blamed, claim) if each), None),
        links=tuple(link for link in links if inside.issuperset(link.claims)),
        said=tuple(_said_in(shown, each) for each in shown.figures),
        quoted=next(at for at, each in enumerate(met) if each is shown),
        initiators=tuple(sorted(countries(shown.initiators))),
        targets=tuple(sorted(countries(shown.targets))),
        town=_town(shown, areas),
        taken_back=shown.taken_back,
        replaced=not current,
    )


def _areas(features: Iterable[StatementFeatures]) -> dict[int, str]:
    """Return for the GeoNames id of each town the name of the one near it that is named most.

    Towns in which one document sets two events keep their own names.
    """
    statements = list(features)
    scenes = {statement.scenes for statement in statements}
    towns = [town for statement in statements for town in statement.located]
    counts = Counter(town.geonameid for town in towns)
    often = {town.geonameid: town for town in towns if town.geonameid is not None}
    areas: dict[int, str] = {}
    centers: list[Place] = []
    for key in sorted(often, key=lambda each: (-counts[each], each)):
        one = (
            each
            for each in centers
            if near_towns([often[key]], [each])
            and not any({key, each.geonameid} <= apart for apart in scenes)
        )
        center = next(one, often[key])
        if center is often[key]:
            centers.append(center)
        areas[key] = center.name
    return areas


def _town(features: StatementFeatures, areas: Mapping[int, str]) -> str:
    """Return where a statement's event was, if it names one town or towns near each other, or one
    name of a place that no gazetteer knows."""
    if not features.located:
        return next(iter(features.unread)) if len(features.unread) == 1 else ""
    names = {areas[town.geonameid] for town in features.located if town.geonameid is not None}
    return names.pop() if len(names) == 1 else ""


def _said_in(features: StatementFeatures, figure: Quantity) -> str:
    """Return the words of a figure; "" where the statement's evidence doesn't hold them.

    A figure that a person gave and whose number the text has in other words stands as it was given.
    """
    if not features.claim.evidence.contains(figure.as_said):
        return ""
    return words_of(figure, features.reading.document.text)


def _blamed(features: StatementFeatures) -> str | None:
    """Return whom a statement names as the one who did it, in words that its evidence holds.

    An adjective alone ("a Ukrainian missile") names nobody.
    """
    reading, claim = features.reading, features.claim
    if claim.event is None or features.answer != "yes":
        return None
    event = (reading.events or ())[claim.event]
    accuses = event.kind == "accusation"
    named, countries_of = (
        (event.target, features.targets) if accuses else (event.initiator, features.initiators)
    )
    if not (accuses or features.family in ACTS) or not countries(countries_of):
        return None
    if named is None or not claim.evidence.contains(named):
        return None
    words = named.of(reading.document.text)
    return None if words in adjectives() else words


def _appearance(features: StatementFeatures, origins: dict[str, str]) -> Appearance:
    document, claim = features.reading.document, features.claim
    attributions = features.reading.attributions or ()
    cues = attributions[claim.attribution].cue if claim.attribution is not None else ()
    return Appearance(
        claim=claim.id,
        document=document.id,
        fingerprint=features.document,
        outlet=document.outlet,
        published=document.published,
        claimant=claim.claimant,
        cue=" … ".join(cue.of(document.text) for cue in cues),
        words=features.words,
        evidence=claim.evidence,
        origin=agency_origin(features) or origins[features.document],
        corrections=claim.corrections,
    )


def _people(
    judged: Judged, verdict: str, folded: Sequence[Sequence[StatementFeatures]]
) -> list[Link]:
    """Return what people said of the statements of one claim, as links."""
    home = {each.key: number for number, claim in enumerate(folded) for each in claim}
    return [
        Link(verdict, pair, 1.0, (judgement.why,), judgement.by)
        for (said, pair), judgement in sorted(judged.held.items(), key=lambda each: each[0])
        if said == verdict and home.get(pair[0], -1) == home.get(pair[1], -2)
    ]


def _rivals(
    folded: Sequence[Sequence[StatementFeatures]],
    related: Sequence[AnswerRelation],
    judged: Judged,
) -> list[Link]:
    """Return the rules' rivals without those that people deny, and those that people name."""
    home = {each.key: claim[0].key for claim in folded for each in claim}
    parted = {_homes(pair, home) for pair in judged.pairs("not_rivals")}
    links = {link.claims: link for link in rivals(related) if link.claims not in parted}
    for (verdict, pair), judgement in judged.held.items():
        between = _homes(pair, home)
        if verdict == "rival" and between is not None:
            links[between] = Link("rival", between, 1.0, (judgement.why,), judgement.by)
    return [links[pair] for pair in sorted(links)]


def _homes(pair: Pair, home: dict[str, str]) -> Pair | None:
    """Return the two folded claims that two statements are in, in order; None if not two."""
    left, right = sorted(home.get(each, "") for each in pair)
    return (left, right) if left and left != right else None


def _kind(features: Sequence[StatementFeatures]) -> str | None:
    """Return the kind of event that most documents report; one of VAGUE if there is no other."""
    kinds = _documents_by_kind(features)
    strict = {kind: count for kind, count in kinds.items() if kind not in VAGUE}
    return max(strict or kinds, key=lambda kind: (kinds[kind], kind or ""), default=None)


def _documents_by_kind(features: Iterable[StatementFeatures]) -> Counter[str | None]:
    """Return in how many documents each kind of event is reported."""
    return Counter(kind for kind, _ in {(each.kind, each.document) for each in features})


def _documents_by_act(features: Iterable[StatementFeatures]) -> Counter[str | None]:
    """Return in how many documents each kind of act is reported only by the harm that it did."""
    reported = {(each.kind, each.document) for each in features}
    acts = {(act, each.document) for each in features if (act := act_followed(each)) is not None}
    return Counter(kind for kind, _ in acts - reported)


HARM = frozenset(("casualties", "damage", "losses_tally"))
"""Kinds that say what came of an act."""

TALKS = frozenset(("negotiation", "meeting", "agreement", "ceasefire"))
"""Kinds that name an incident when more documents report them than any act."""

OFTEN = 4
"""A kind that one document in so many reports may name the incident."""


def _titled_kind(features: Sequence[StatementFeatures], kind: str | None) -> str | None:
    """Return the kind that names an incident: an act that many documents report before the harm
    that it did, and either before what was only said about it.
    """
    counts = _documents_by_kind(features) + _documents_by_act(features)
    documents = len({each.document for each in features})
    done = [each for each in counts if each and kind_families().get(each) in DONE]
    often = [each for each in done if counts[each] * OFTEN >= documents]
    acts = [each for each in often if each not in HARM]
    if kind in TALKS and all(counts[each] < counts[kind] for each in acts):
        return kind
    return max(acts or often, key=lambda each: (counts[each], each), default=kind)


def _place(features: Sequence[StatementFeatures]) -> Place | None:
    """Return the place that most documents name; towns before regions before countries."""
    named: dict[tuple[int, str], Place] = {}
    seen: set[tuple[tuple[int, str], str]] = set()
    for statement in features:
        places = statement.reading.places or ()
        for place in (places[number] for number in statement.claim.places):
            if _is_somewhere(place) and is_named(statement.reading, place, UNTITLED):
                key = (place.geonameid, "") if place.geonameid else (0, place.name)
                named.setdefault(key, place)
                seen.add((key, statement.document))
    counts = Counter(key for key, _ in seen)
    documents = len({each.document for each in features})

    def rank(key: tuple[int, str]) -> tuple[bool, int, int, int]:
        often = counts[key] * 4 >= documents
        return often, -PRECISE.index(_coarse(named[key])), counts[key], -key[0]

    return named[max(sorted(counts), key=rank)] if counts else None


def _is_somewhere(place: Place) -> bool:
    """Return whether a place is resolved: a town, region or country, or a sea, strait or gulf."""
    return (place.geonameid is not None and place.precision in PRECISE) or place.kind == "sea"


def _coarse(place: Place) -> str:
    """Return a place's precision, with towns and what is in them as one grade; seas go with
    regions.
    """
    if place.kind == "sea":
        return "region"
    return "town" if place.precision in ("exact", "district") else place.precision


def _span(features: Sequence[StatementFeatures]) -> tuple[datetime | None, datetime | None]:
    """Return from the first to the last instant that the claims give for what happened."""
    dates = [each.published for each in features if each.published]
    days = [each.days for each in features if each.days and each.modality == "reported"]
    near = [each for each in days if not dates or min(dates) - each[1] <= LONG_BEFORE]
    chosen = near or days
    if not chosen:
        return None, None
    return min(first for first, _ in chosen), max(last for _, last in chosen)
