"""Claims: each attribution's content, and what the outlet narrates, as sourced statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.record import Attribution, Claim, Claimant, Event, Moment, Span, content_hash, hull
from sayso.stages.claims.claimants import chain, claimant, inside_a_speech, outlet
from sayso.stages.claims.evidence import Evidence, pieces
from sayso.stages.claims.moods import modality, polarity
from sayso.stages.claims.narration import narrated
from sayso.stages.events import choose
from sayso.stages.stage import Draft, Found, Stage, given

LAUNCHED = frozenset({"launched"})

RELAY_REST = 3
"""Words that a relay may add to what it relays and still make no claim of its own."""

NARRATION_SCORE = 0.5


def read(draft: Draft) -> Found:
    """Make the claims of a document, in the order of its text."""
    attributions = given(draft.attributions)
    claims: list[Claim] = []
    for index, each in enumerate(attributions):
        if each.kind != "statement" or _only_relays(draft, index):
            continue
        if inside_a_speech(draft.text, attributions, each):
            continue
        claims += attributed(draft, index)
    claims += narration(draft)
    claims.sort(key=lambda claim: (claim.evidence, claim.narrated))
    return Found(tuple(_once(claims)))


def _once(claims: Sequence[Claim]) -> Iterator[Claim]:
    """The same words of the same claimant about the same event are one claim."""
    seen: set[str] = set()
    for claim in claims:
        if claim.id not in seen:
            seen.add(claim.id)
            yield claim


def _only_relays(draft: Draft, index: int) -> bool:
    """Whether all that an attribution says is that another one said it: "Reuters, citing …"."""
    attributions = given(draft.attributions)
    content = attributions[index].content
    for inner in attributions[index + 1 :]:
        if inner.parent != index or inner.kind != "statement" or not inner.source:
            continue
        if attributions[index].stance in ("denies", "doubts"):
            continue
        left = sum(len(span.of(draft.text).split()) for span in content)
        for span in (*inner.source, *inner.cue, *inner.content):
            if any(each.overlap(span) for each in content):
                left -= len(span.of(draft.text).split())
        if left < RELAY_REST:
            return True
    return False


def attributed(draft: Draft, index: int) -> Iterator[Claim]:
    """The claims that one attribution makes."""
    text, actors = draft.text, given(draft.actors)
    attribution = given(draft.attributions)[index]
    who = claimant(text, actors, attribution)
    names = chain(text, actors, given(draft.attributions), index)
    quantities = given(draft.quantities)
    for evidence in pieces(text, given(draft.parse), attribution.content, quantities):
        yield _claim(draft, index, who, names, evidence)


def _claim(
    draft: Draft, index: int, who: Claimant, names: tuple[str, ...], evidence: Evidence
) -> Claim:
    attribution = given(draft.attributions)[index]
    events = given(draft.events)
    about = _event(draft, attribution, evidence)
    event = events[about] if about is not None else None
    return Claim(
        id=_id(draft, names, evidence.span, event),
        attribution=index,
        claimant=who,
        chain=names,
        evidence=evidence.span,
        event=about,
        polarity=polarity(attribution, event),
        modality=modality(draft.text, attribution, event),
        quantities=tuple(
            i for i, each in enumerate(given(draft.quantities)) if evidence.counts(each)
        ),
        places=_inside(evidence.span, [each.as_said for each in given(draft.places)]),
        moment=_moment(draft, evidence.span, event),
        score=attribution.score,
    )


def _id(draft: Draft, names: tuple[str, ...], evidence: Span, event: Event | None) -> str:
    kind = event.kind if event else None
    place = (evidence.start, evidence.end)
    return content_hash("claim", draft.document.fingerprint, names, place, kind)


def _event(draft: Draft, attribution: Attribution, evidence: Evidence) -> int | None:
    """The event that the words tell, else the speech act that the cue is."""
    events, parse = given(draft.events), given(draft.parse)
    if evidence.roles == LAUNCHED:
        for index, event in enumerate(events):
            if event.kind == "drone_missile_strike" and evidence.span.contains(event.trigger):
                return index
    cue = parse.within(hull(attribution.cue)) if attribution.cue else []
    verbs = [token for token in cue if token.pos == "VERB"] or cue
    lemma = verbs[-1].lemma.lower() if verbs else None
    chosen = choose(events, evidence.span, lemma, parse)
    if chosen is not None:
        return chosen
    for index, event in enumerate(events):
        if any(span.overlap(event.trigger) for span in attribution.cue):
            return index
    return None


def _inside(evidence: Span, spans: Sequence[Span]) -> tuple[int, ...]:
    return tuple(i for i, span in enumerate(spans) if evidence.contains(span))


def _moment(draft: Draft, evidence: Span, event: Event | None) -> int | None:
    """The moment in the claim's own words that stands nearest to its event, if any.

    Words of time outside the evidence tell when it was said, not when it happened, and the
    publication date tells neither.
    """
    moments: Sequence[Moment] = given(draft.moments)
    inside = [
        i
        for i in _inside(evidence, [each.as_said for each in moments])
        if moments[i].type in ("DATE", "TIME")
    ]
    anchor = event.trigger.start if event is not None else evidence.start
    return min(inside, key=lambda i: abs(moments[i].as_said.start - anchor), default=None)


def narration(draft: Draft) -> Iterator[Claim]:
    """The claims that the outlet makes in its own voice."""
    who = outlet(draft.document.outlet)
    events = given(draft.events)
    told = narrated(
        draft.text,
        given(draft.parse),
        given(draft.blocks),
        given(draft.attributions),
        events,
    )
    for span, about in told:
        event = events[about]
        evidence = Evidence(span)
        yield Claim(
            id=_id(draft, (who.name,), span, event),
            attribution=None,
            claimant=who,
            chain=(),
            evidence=span,
            event=about,
            polarity=polarity(None, event),
            modality=modality(draft.text, None, event),
            quantities=tuple(
                i for i, each in enumerate(given(draft.quantities)) if evidence.counts(each)
            ),
            places=_inside(span, [each.as_said for each in given(draft.places)]),
            moment=_moment(draft, span, event),
            score=NARRATION_SCORE,
        )


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
