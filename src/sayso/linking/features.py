"""A statement with all that linking asks of it: whose side says what of whom, where and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.comparison import families, kind_families, life_words, side_names
from sayso.lexicon.issuers import body_of, speaks_for_itself
from sayso.linking.corrections import taken_back_in
from sayso.linking.days import aware, bounds, extent
from sayso.linking.elided_towns import ElidedTowns, Surroundings, place_terms
from sayso.linking.event_settings import TextSettings
from sayso.linking.local import anyones_officials, country_of_official
from sayso.linking.seats import NO_SCENE, is_named
from sayso.linking.words import Terms, term, terms_of, weighted
from sayso.record import Claim, Claimant, Place, Quantity, Reading, Span
from sayso.record.resolved import ResolvedClaim, resolve

STATE_SECTORS = frozenset((None, "GOV", "MIL", "LEG", "SPY", "JUD", "COP"))
"""Who of a country speaks for its state. Rebels, parties, firms, witnesses speak for themselves."""

STATE_VOICES = frozenset("press spokesman spokeswoman spokesperson office service".split())
"""A "Kremlin press service" speaks for the state, though it is coded as a medium."""

BASED = "-based"

SMALL_PLACES = frozenset(("exact", "town", "district"))


@dataclass(frozen=True, slots=True)
class Side:
    """Whom a claimant speaks for. `kind` is state, group, outlet, officials (of a state that was
    not named) or nobody; `name` a country's code, a name's terms, or an outlet's family."""

    kind: str
    name: str
    shown: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StatementFeatures:
    """One statement of the document with the fingerprint `document`. `answer` is yes, no or doubt;
    `initiators` and `targets` are countries and terms; `taken_back` are the numbers of the figures
    that it withdraws, each with whose it was: "outlet" or "speaker"; `days` say when it was to
    a few days, `when` also to a month or a year; `around` are the towns that it leaves out,
    `site` the terms of the names of where it is, known or not, and `scenes` the GeoNames ids of all
    towns in which its document sets something; the first two of claims with figures. `unread` are
    names of places in its words that no gazetteer knows."""

    key: str
    document: str
    reading: Reading = field(repr=False)
    claim: Claim
    side: Side
    kind: str | None
    family: str | None
    answer: str
    modality: str
    figures: tuple[Quantity, ...]
    towns: tuple[Place, ...]
    days: tuple[datetime, datetime] | None
    when: tuple[datetime, datetime] | None
    terms: Terms = field(repr=False)
    initiators: frozenset[str]
    targets: frozenset[str]
    published: datetime | None
    words: str = field(repr=False)
    marks: frozenset[str]
    taken_back: tuple[tuple[int, str], ...] = ()
    around: tuple[Place, ...] = ()
    site: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    scenes: frozenset[int] = frozenset()

    @property
    def located(self) -> tuple[Place, ...]:
        """The towns of the statement; where it has figures and names none, those around it."""
        return self.towns or self.around

    @property
    def order(self) -> tuple[datetime, str]:
        """Told first, first; what has no date, last. A document speaks when it was revised."""
        updated = self.reading.document.updated
        return (aware(updated) if updated else self.published or LAST, self.key)


LAST = aware(datetime.max)

MODALITIES = {
    "planned": "to come",
    "threatened": "to come",
    "demanded": "to come",
}


def statement_features(reading: Reading) -> list[StatementFeatures]:
    """Return every claim of a reading, in its own order."""
    fingerprint = reading.document.fingerprint
    settings = TextSettings(reading)
    elided = ElidedTowns(settings)
    return [
        _features_of(resolve(reading, claim), fingerprint, settings, elided)
        for claim in reading.claims or ()
    ]


def _features_of(
    resolved: ResolvedClaim, fingerprint: str, settings: TextSettings, elided: ElidedTowns
) -> StatementFeatures:
    claim, document = resolved.claim, resolved.reading.document
    event = resolved.event
    words = resolved.evidence
    figures = tuple(each for each in resolved.quantities if each.role is not None)
    towns = tuple(
        each
        for each in resolved.places
        if each.geonameid is not None and each.precision in SMALL_PLACES
    )
    unread = settings.unread(claim.evidence)
    around = _surroundings(resolved, towns, unread, elided) if figures else Surroundings()
    return StatementFeatures(
        key=claim.id,
        document=fingerprint,
        reading=resolved.reading,
        claim=claim,
        side=side_of(resolved),
        kind=event.kind if event else None,
        family=kind_families().get(event.kind) if event else None,
        answer=_answer(resolved),
        modality=_modality(resolved),
        figures=figures,
        towns=towns,
        days=bounds(resolved.moment) if resolved.moment else None,
        when=extent(resolved.moment) if resolved.moment else None,
        terms=weighted(terms_of(words)),
        initiators=_people(resolved, event.initiator if event else None),
        targets=_people(resolved, event.target if event else None),
        published=aware(document.published) if document.published else None,
        words=words,
        marks=_marks(resolved),
        taken_back=taken_back_in(document.text, claim.evidence, figures),
        around=around.towns,
        site=around.names,
        unread=unread,
        scenes=settings.towns,
    )


def _surroundings(
    resolved: ResolvedClaim, towns: Sequence[Place], unread: frozenset[str], elided: ElidedTowns
) -> Surroundings:
    """Return where a claim is set: by its own words where they name a place, else around it."""
    there = (each for each in towns if is_named(resolved.reading, each, NO_SCENE))
    names = {each.name for each in there} | unread
    return Surroundings((), place_terms(names)) if names else elided.of(resolved.claim)


def _modality(resolved: ResolvedClaim) -> str:
    """Return "reported" or "to come". A truce or an exchange that was agreed is reported."""
    family = kind_families().get(resolved.event.kind) if resolved.event else None
    if resolved.claim.modality == "planned" and family == "talks":
        return "reported"
    return MODALITIES.get(resolved.claim.modality, "reported")


def _answer(resolved: ResolvedClaim) -> str:
    """Return whether it is said that it was so. "Fake footage claims" says that it was not."""
    if "fake" in _marks(resolved):
        return "no"
    if any(each.low == each.high == 0 for each in resolved.quantities):
        return "yes"  # "no one was hurt" is a figure, and denies nothing that was said
    polarity = resolved.claim.polarity
    return {"denies": "no", "doubts": "doubt"}.get(polarity, "yes")


def _marks(resolved: ResolvedClaim) -> frozenset[str]:
    said = {word.strip("\"'“”‘’.,;:").lower() for word in resolved.evidence.split()}
    # A "Center for Countering Disinformation" calls nothing fake by its name.
    if not resolved.claim.claimant.named:
        said |= {word.lower() for word in resolved.claim.claimant.said.split()}
    return frozenset(name for name, words in life_words().items() if said & words)


def _people(resolved: ResolvedClaim, span: Span | None) -> frozenset[str]:
    """Return the country of an actor and the terms of its name."""
    if span is None:
        return frozenset()
    words = resolved.words(span)
    country = described(words)[0]
    return frozenset([*terms_of(words), *([country] if country else [])])


@lru_cache(maxsize=50_000)
def described(words: str) -> tuple[str | None, str | None]:
    """Return country and sector of a phrase."""
    return describe(words)


def side_of(resolved: ResolvedClaim) -> Side:
    """Return whom the claimant of a claim speaks for."""
    claim, claimant = resolved.claim, resolved.claim.claimant
    outlet = resolved.reading.document.outlet
    if claim.narrated or claimant.name == outlet:
        return _side_of_outlet(outlet, claimant.name)
    body = side_names().get(claimant.name.casefold().removeprefix("the ").strip())
    if body is not None:
        return Side("group", body, body)
    country = claimant.country
    if country is None and not claimant.named:
        country = described(claimant.name)[0]
    country = country or country_of_official(resolved)
    if country is not None and _speaks_for_state(claimant):
        return Side("state", country, country)
    if country is None and anyones_officials(claimant):
        return Side("officials", "", "officials")
    kind = "group" if claimant.named or claimant.role else "nobody"
    return Side(kind, name_terms(claimant.name), claimant.name)


def name_terms(name: str) -> str:
    """Return the terms of a name in alphabetical order: what it is known by, however worded."""
    return " ".join(sorted(map(term, name.lower().split())))


def _side_of_outlet(outlet: str | None, name: str) -> Side:
    """Return for whom a text speaks in its own voice: a force or an armed group that issues it."""
    if speaks_for_itself(outlet):
        body = body_of(outlet or name)
        country, sector = described(body)
        known = side_names().get(body.casefold())
        if known is not None:
            return Side("group", known, known)
        if country is not None and sector in STATE_SECTORS:
            return Side("state", country, country)
        return Side("group", name_terms(body), body)
    family = family_of(outlet) or name
    return Side("outlet", family, family)


def _speaks_for_state(claimant: Claimant) -> bool:
    """Return whether a claimant of some country speaks for its state.

    A "Britain-based monitor" does not speak for Britain.
    """
    if BASED in claimant.name.lower() and not claimant.role:
        return False
    if claimant.role in STATE_SECTORS:
        return True
    return claimant.role == "JRN" and not STATE_VOICES.isdisjoint(claimant.name.lower().split())


def family_of(outlet: str | None) -> str | None:
    """Return the family that publishes an outlet; the outlet itself when none is known."""
    if outlet is None:
        return None
    folded = outlet.casefold().removeprefix("www.").strip()
    return families().get(folded, outlet)


def act_followed(features: StatementFeatures) -> str | None:
    """Return the kind of the act that did the harm that a statement tells; None of none."""
    events, number = features.reading.events or (), features.claim.event
    follows = events[number].follows if number is not None else None
    return events[follows].kind if follows is not None else None


def person_of(features: StatementFeatures) -> str:
    """Return the last part of the claimant's name as a term: enough to distinguish speakers."""
    name = features.claim.claimant.name.lower().split()
    return term(name[-1]) if name else ""
