"""From words that name a place to the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.gazetteer import Entry, Gazetteer, fold, open_gazetteer, precision_of
from sayso.lexicon import places as lexicon
from sayso.lexicon.countries import alpha3
from sayso.record import Place, PlaceCandidate, Span
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.places.context import (
    abbreviated,
    containers,
    distances,
    peoples,
    same_name,
    says_village,
    type_cue,
)
from sayso.stages.places.disambiguation import Toponym, rank
from sayso.stages.places.mention import PlaceMention
from sayso.stages.places.plain import known_part, plain_mentions
from sayso.stages.places.report_countries import namesakes
from sayso.stages.places.scores import SURE, calibrated

VILLAGE = 2_000
VILLAGES_HELD = 0.16
"""The built-in pack holds 5,488 of the 33,681 populated places that GeoNames lists in Ukraine, so
one "Zaporizke" with 1,017 people in it says little about which of twelve villages is meant."""

SHOWN = 5
"""Candidates kept on the record."""

DIRECTIONS = (
    "north south east west northern southern eastern western central downtown northeastern"
    " northwestern southeastern southwestern northeast northwest southeast southwest mid"
    " mainland occupied upper lower greater metro rural suburban"
).split()


def resolve(text: str, spans: Sequence[Span], gazetteer: Gazetteer | None = None) -> list[Place]:
    """Return the places that `spans` of `text` name, in the order given; all are taken for
    toponyms."""
    opened = gazetteer or open_gazetteer()
    mentions = [_given(text, span, opened) for span in spans]
    context = plain_mentions(text, spans, opened)
    return resolve_mentions(text, [*mentions, *context], opened)[: len(mentions)]


def _given(text: str, span: Span, gazetteer: Gazetteer) -> PlaceMention:
    """Return the mention of a span that is known to name a place; what no pack knows by its
    known part."""
    said = span.of(text)
    cue = type_cue(text, span.start, span.end)
    if candidates(said, gazetteer):
        return PlaceMention(span, said, cue)
    known = known_part(said, gazetteer)
    facility = said.split()[-1].lower() in lexicon.words("facility") if said.split() else False
    return PlaceMention(
        span, known or said, cue, role="facility" if facility and known else "place"
    )


def candidates(name: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return what `name` may mean, tried without a direction and a possessive where nothing
    bears it.

    A demonym ("Iraqis") means its country.
    """
    said = name.strip().removesuffix("'s").removesuffix("’s")
    country = lexicon.demonyms().get(said.lower())
    if country:
        return gazetteer.country(country)
    said = lexicon.peoples().get(said.lower(), said)
    entries = gazetteer.find(said)
    if not entries:
        first, _, rest = said.partition(" ")
        if first.lower().replace("-", "") in DIRECTIONS and rest:
            entries = gazetteer.find(rest)
    return entries


def resolve_mentions(
    text: str, mentions: Sequence[PlaceMention], gazetteer: Gazetteer
) -> list[Place]:
    """Return the places of `mentions`, in the order given. One name means one place in one
    document."""
    order = sorted(range(len(mentions)), key=lambda index: mentions[index].span)
    sorted_mentions = [mentions[index] for index in order]
    names, groups = _names(text, sorted_mentions, gazetteer)
    spoken = peoples(text)
    rank(names, spoken)
    _leave_open(sorted_mentions, names, groups, namesakes(names, spoken))
    _lend_places(sorted_mentions, names, groups)
    places = [
        placed(mention, names[group], _anchor(names, group), text, gazetteer)
        for mention, group in zip(sorted_mentions, groups, strict=True)
    ]
    return [place for _, place in sorted(zip(order, places, strict=True), key=lambda each: each[0])]


def _names(
    text: str, mentions: Sequence[PlaceMention], gazetteer: Gazetteer
) -> tuple[list[Toponym], list[int]]:
    """Return the names of a document, and which of them each mention bears."""
    keys: dict[tuple[str, str | None, str | None], int] = {}
    names: list[Toponym] = []
    groups: list[int] = []
    for mention in mentions:
        facility = fold(mention.span.of(text)) if mention.role == "facility" else None
        key = (same_name(mention), mention.cue, facility)
        if key not in keys:
            keys[key] = len(names)
            entries = _entries(mention, text, gazetteer)
            names.append(Toponym(entries, cue=mention.cue, weight=0))
        group = keys[key]
        names[group].weight += 1
        state = abbreviated(text, mention.span.end)
        names[group].state = names[group].state or state
        groups.append(group)
    for inner, outer in containers(text, mentions).items():
        if groups[inner] != groups[outer]:
            names[groups[inner]].inside += (groups[outer],)
    for index, (anchor, kilometres) in distances(text, mentions).items():
        if groups[index] != groups[anchor]:
            names[groups[index]].within = (groups[anchor], kilometres)
    return names, groups


def _entries(mention: PlaceMention, text: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return what a mention may mean; a facility that is known by name is that one."""
    if mention.role == "facility":
        known = gazetteer.find_exactly(mention.span.of(text))
        own = tuple(each for each in known if each.kind == "facility")
        if own:
            return own
    return candidates(mention.name, gazetteer)


def _leave_open(
    mentions: Sequence[PlaceMention],
    names: Sequence[Toponym],
    groups: Sequence[int],
    rules: Sequence[str | None],
) -> None:
    """Leave no candidates to names whose likeliest place is only a namesake elsewhere."""
    for mention, group in zip(mentions, groups, strict=True):
        rule = rules[group]
        if rule is not None:
            trace("place", mention.span, "dropped", rule, mention.name)
    for name, rule in zip(names, rules, strict=True):
        if rule is not None:
            name.entries, name.odds = (), []


def _lend_places(
    mentions: Sequence[PlaceMention], names: Sequence[Toponym], groups: Sequence[int]
) -> None:
    """A facility that no gazetteer knows is placed where it is said to lie, or by its owner."""
    for mention, group in zip(mentions, groups, strict=True):
        name = names[group]
        if mention.role == "facility" and not name.entries and name.inside:
            holder = names[name.inside[0]]
            name.entries, name.odds = holder.entries, list(holder.odds)


def _ranked(
    mention: PlaceMention, name: Toponym, text: str, gazetteer: Gazetteer
) -> list[tuple[float, Entry]]:
    """Return scores and entries, best first; a village where a pack lacks most counts less."""
    village = says_village(text, mention.span.start, mention.span.end)

    def held(entry: Entry) -> float:
        small = village and entry.kind == "city" and entry.population < VILLAGE
        return VILLAGES_HELD if small and not gazetteer.covers(entry.country) else 1.0

    odds = [
        (share * held(entry), entry) for share, entry in zip(name.odds, name.entries, strict=True)
    ]
    odds.sort(key=lambda each: -each[0])
    scores = calibrated([share for share, _ in odds])
    return [(score, entry) for score, (_, entry) in zip(scores, odds, strict=True)]


REACH = 150.0
"""Kilometres up to which a place that no pack knows is put at the place that it is said to be near
to; what is farther stays open."""


def _anchor(names: Sequence[Toponym], group: int) -> Entry | None:
    """Return the likeliest place that a name is said to be near to: "12 km south of Goma"."""
    within = names[group].within
    if within is None or not 0.0 < within[1] <= REACH:
        return None
    anchor = names[within[0]]
    best = max(zip(anchor.odds, anchor.entries, strict=True), default=None, key=lambda one: one[0])
    return best[1] if best is not None and best[0] >= SURE else None


def placed(
    mention: PlaceMention, name: Toponym, anchor: Entry | None, text: str, gazetteer: Gazetteer
) -> Place:
    """Return the place of a mention whose name was ranked; `anchor` is what it is said to be near
    to."""
    ranked = _ranked(mention, name, text, gazetteer)
    shown = tuple(
        PlaceCandidate(
            entry.geonameid,
            entry.name,
            entry.latitude,
            entry.longitude,
            entry.kind,
            alpha3(entry.country),
            round(share, 3),
        )
        for share, entry in ranked[:SHOWN]
        if entry.geonameid is not None
    )
    facility = mention.role == "facility"
    label = mention.span.of(text) if facility else mention.name
    score = round(ranked[0][0], 3) if ranked else 0.0
    unresolved = first_that_holds(UNRESOLVED, mention, ranked)
    if unresolved is not None:
        trace("place", mention.span, "dropped", unresolved, f"{label} stays unresolved", score)
        kind = mention.role if mention.role != "place" else _kind_said(mention)
        if anchor is not None and mention.role == "place":
            trace("place", mention.span, "made", "near the place named with it", anchor.name)
            point = (anchor.latitude, anchor.longitude)
            country = alpha3(anchor.country)
            return Place(mention.span, label, kind, "region", None, *point, country, score, shown)
        return Place(mention.span, label, kind, score=score, candidates=shown)
    _, entry = ranked[0]
    trace("place", mention.span, "made", "likeliest candidate", entry.name, score)
    return Place(
        as_said=mention.span,
        name=label,
        kind="facility" if facility else entry.kind,
        precision=precision_of(entry),
        geonameid=None if facility else entry.geonameid,
        latitude=entry.latitude,
        longitude=entry.longitude,
        country=alpha3(entry.country),
        score=score,
        candidates=shown,
    )


Ranked = list[tuple[float, Entry]]

UNRESOLVED: tuple[Rule[Callable[[PlaceMention, Ranked], bool]], ...] = (
    Rule(
        "in no gazetteer",
        "Gunmen killed nine farmers near Zabarmari.",
        lambda _, ranked: not ranked,
    ),
    Rule(
        "no candidate likely enough",
        "Its troops took the settlement of Zaporizke in the Dnipropetrovsk region.",
        lambda _, ranked: ranked[0][0] < SURE,
    ),
    Rule(
        "capital that stands for its government",
        "Moscow said that it would withdraw its troops.",
        lambda mention, _: mention.role == "government",
    ),
)
"""Why a mention stays unresolved; its candidates are shown all the same."""


def _kind_said(mention: PlaceMention) -> str:
    return {"town": "city", None: "place"}.get(mention.cue) or str(mention.cue)
