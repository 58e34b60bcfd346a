"""Claims: each attribution's content, and what the outlet narrates, as sourced statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.issuers import speaks_for_itself
from sayso.record import Attribution, Claim, Claimant, Event, Span, content_hash, hull
from sayso.record.trace import is_tracing, trace
from sayso.stages.attribution.counting import COUNTING
from sayso.stages.claims.anonymity import with_portrayals
from sayso.stages.claims.claimants import chain, outlet
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.edges import speaking_words, tidied
from sayso.stages.claims.evidence import Evidence, before_the_deed, pieces
from sayso.stages.claims.hedged import whole_clause
from sayso.stages.claims.modality import Meaning, modality_by_rule, polarity_by_rule
from sayso.stages.claims.narration import SPEECH_ACTS, narrated, narrated_figures
from sayso.stages.claims.refusals import own_voice, refusal, said_by_others, speech
from sayso.stages.claims.silent import silent_sentences
from sayso.stages.claims.steps import trace_claim
from sayso.stages.claims.unclaimed import trace_unclaimed
from sayso.stages.events.choice import choose_by_rule
from sayso.stages.places.actor_words import names_actor
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.spans import SpanCover

LAUNCHED = frozenset({"launched"})

NARRATION_SCORE = 0.5

FORCE = frozenset(
    "abduction air_strike attack_on_civilians casualties chemical_weapon damage detention"
    " displacement drone_missile_strike grenade ground_clash helicopter_strike interception"
    " property_destruction remote_explosive shelling strike suicide_bombing territory_gain"
    " territory_transfer".split()
)
"""Kinds of event that make a claim of each sentence of a quotation."""


def read(draft: Draft) -> StageResult:
    """Make the claims of a document, in the order of its text."""
    scene = ClaimContext.of(draft)
    attributed = list(_attributed(scene))
    claims = [*attributed, *_narrated(scene, [claim.evidence for claim in attributed])]
    claims.sort(key=lambda claim: (claim.evidence, claim.narrated))
    made = with_portrayals(scene.text, scene.parse, scene.attributions, tuple(_once(claims)))
    if is_tracing():
        trace_unclaimed(scene, made)
    return StageResult(made, tuple(silent_sentences(scene, made)))


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """Who makes a claim: attribution `index` with its claimant and chain, or the outlet."""

    claimant: Claimant
    chain: tuple[str, ...] = ()
    index: int | None = None


def _once(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the claims; the same words of one claimant about one event are one claim."""
    seen: set[str] = set()
    for claim in claims:
        if claim.id not in seen:
            seen.add(claim.id)
            yield claim
        else:
            trace("claim", claim.evidence, "dropped", "said already", claim.claimant.name)


def _attributed(scene: ClaimContext) -> Iterator[Claim]:
    """Yield the claims of every attribution that states something and does not only relay."""
    launched: dict[str, set[tuple[float, str | None]]] = {}
    for index, attribution in enumerate(scene.attributions):
        reason = refusal(scene, index)
        if reason is not None:
            detail = f"an attribution of {scene.claimants[index].name}"
            trace("claim", attribution.content[0], "dropped", reason, detail)
            continue
        source = _source(scene, index)
        inside = scene.quantities.inside(hull(attribution.content))
        quantities = [scene.all_quantities[i] for i in inside]
        others = said_by_others(scene, index)
        before = launched.setdefault(source.claimant.name, set())
        content = whole_clause(scene.text, scene.parse, attribution) or attribution.content
        content = before_the_deed(scene.parse, tuple(content))
        evidences = pieces(
            scene.text, scene.parse, content, quantities, before, _triggers(scene, attribution)
        )
        said = speaking_words(attribution.source, attribution.cue)
        evidences = tidied(scene.text, scene.parse, evidences, said)
        if not evidences:
            trace("claim", attribution.content[0], "dropped", "no words of its own")
        setting = _setting_of(scene, attribution)
        for evidence in evidences:
            evidence = replace(evidence, others=others, setting=(*evidence.setting, *setting))
            rule, event = _event(scene, attribution, evidence)
            yield _claim(scene, source, evidence, event, rule)


def _setting_of(scene: ClaimContext, attribution: Attribution) -> tuple[Span, ...]:
    """Return words before the speaker that name the event: "In Friday's raid, the group said …".

    A date alone there says when they spoke, but of who counts when what they count happened: "In
    the past 36 hours the UN recorded 12 raids".
    """
    place = hull((*attribution.source, *attribution.cue)) if attribution.cue else None
    first = scene.parse.at(place.start) if place is not None and attribution.source else None
    if place is None or first is None or attribution.content[0].start < place.start:
        return ()
    sentence = scene.parse.sentences[first.sentence]
    opening = Span(sentence.span.start, place.start)
    leads = scene.parse.tokens[sentence.first]
    events = (scene.events[index] for index in scene.triggers.inside(opening))
    cue = (token for span in attribution.cue for token in scene.parse.within(span))
    counts = any(token.lemma.lower() in COUNTING for token in cue)
    named = counts or any(event.kind not in SPEECH_ACTS for event in events)
    return (opening,) if leads.pos == "ADP" and leads.index < first.index and named else ()


def _triggers(scene: ClaimContext, attribution: Attribution) -> list[Span]:
    """Return the triggers of force and harm inside an attribution's content, and its places."""
    content = hull(attribution.content)
    events = (scene.events[index] for index in scene.triggers.inside(content))
    places = given(scene.draft.places)
    said = [
        places[index].as_said
        for index in scene.places.inside(content)
        if places[index].kind != "country"
    ]
    return [*(each.trigger for each in events if each.kind in FORCE), *said]


def _source(scene: ClaimContext, index: int) -> ClaimSource:
    """Return who makes the claims of an attribution; where the outlet says "we", the outlet."""
    if own_voice(scene, index):
        name = scene.draft.document.outlet
        issued = speaks_for_itself(name)
        return (
            ClaimSource(outlet(name), (name or "",), index) if issued else ClaimSource(outlet(name))
        )
    names = chain(scene.claimants, scene.attributions, index)
    return ClaimSource(scene.claimants[index], names, index)


def _narrated(scene: ClaimContext, attributed: Sequence[Span]) -> Iterator[Claim]:
    """Yield the claims that the outlet makes in its own voice, outside `attributed` evidence."""
    draft = scene.draft
    source = ClaimSource(outlet(draft.document.outlet))
    blocks = given(draft.blocks)
    narrated_spans: list[Span] = []
    said = speech(scene)
    taken = SpanCover(attributed)
    for narration, about in narrated(scene.text, scene.parse, blocks, said, scene.events):
        evidence = next(iter(tidied(scene.text, scene.parse, [narration], None)), narration)
        if taken.holds(evidence.span):
            trace("claim", evidence.span, "dropped", "within a claim", "a hedge is all its clause")
            continue
        narrated_spans.append(evidence.span)
        yield _claim(scene, source, evidence, about, "first event of its sentence")
    figures = narrated_figures(
        scene.text, scene.parse, blocks, said, scene.all_quantities, narrated_spans
    )
    for evidence in tidied(scene.text, scene.parse, list(figures), None):
        yield _claim(scene, source, evidence, None, "no event in its sentence")


def _claim(
    scene: ClaimContext, source: ClaimSource, evidence: Evidence, about: int | None, chosen: str
) -> Claim:
    """Return the claim of `evidence` about event `about`, which the rule `chosen` gave."""
    span = evidence.span
    attribution = None if source.index is None else scene.attributions[source.index]
    around = attribution.parent if attribution is not None else None
    outer = None if around is None else scene.attributions[around]
    event = None if about is None else scene.events[about]
    names = source.chain or (source.claimant.name,)
    kind = event.kind if event is not None else None
    quantities = scene.all_quantities
    meaning = Meaning(scene.parse, span, scene.text, attribution, outer, event)
    claim = Claim(
        id=content_hash("claim", scene.fingerprint, names, span.start, span.end, kind),
        attribution=source.index,
        claimant=source.claimant,
        chain=source.chain,
        evidence=span,
        event=about,
        polarity=polarity_by_rule(meaning)[1],
        modality=modality_by_rule(meaning)[1],
        quantities=tuple(
            i for i in scene.quantities.inside(span) if evidence.counts(quantities[i])
        ),
        places=tuple(
            i
            for i in scene.places.inside(span)
            if not names_actor(scene.parse, given(scene.draft.places)[i])
        ),
        moment=_moment(scene, evidence, event),
        score=NARRATION_SCORE if attribution is None else attribution.score,
    )
    if is_tracing():
        trace_claim(scene, claim, evidence, chosen, meaning)
    return claim


def _event(
    scene: ClaimContext, attribution: Attribution, evidence: Evidence
) -> tuple[str, int | None]:
    """Return the event that the words report, else the speech act of the cue, and the rule."""
    events, parse = scene.events, scene.parse
    if evidence.roles == LAUNCHED:
        for index in scene.triggers.inside(evidence.span):
            if events[index].kind == "drone_missile_strike":
                return "strike of what was launched", index
    cue = parse.within(hull(attribution.cue)) if attribution.cue else []
    verbs = [token for token in cue if token.pos == "VERB"] or cue
    lemma = verbs[-1].lemma.lower() if verbs else None
    return choose_by_rule(events, evidence.span, lemma, parse)


def _moment(scene: ClaimContext, evidence: Evidence, event: Event | None) -> int | None:
    """Return the moment in the claim's own words that stands nearest to its event, if any.

    Words of time outside the evidence say when it was said, not when it happened, and the
    publication date says neither.
    """
    moments = given(scene.draft.moments)
    said = list(scene.moments.inside(evidence.span))
    said = said or [i for span in evidence.setting for i in scene.moments.inside(span)]
    inside = [i for i in said if moments[i].type in ("DATE", "TIME")]
    # "Over the past 24 hours" reaches from day to day; a bare length of time is of no day.
    inside = inside or [
        i for i in said if moments[i].type == "DURATION" and moments[i].earliest is not None
    ]
    anchor = event.trigger.start if event is not None else evidence.span.start
    return min(inside, key=lambda i: abs(moments[i].as_said.start - anchor), default=None)


CLAIMS = Stage(
    "claims",
    needs=(
        "blocks",
        "parse",
        "attributions",
        "events",
        "quantities",
        "places",
        "moments",
        "actors",
    ),
    gives="claims",
    read=read,
)
