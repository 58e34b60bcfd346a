"""Claims: each attribution's content, and what the outlet narrates, as sourced statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.record import Attribution, Claim, Claimant, Event, Span, content_hash, hull
from sayso.stages.claims.claimants import can_speak, chain, claimant, inside_a_speech, outlet
from sayso.stages.claims.evidence import Evidence, only_names_a_topic, pieces
from sayso.stages.claims.lookup import Places
from sayso.stages.claims.modality import modality, polarity
from sayso.stages.claims.narration import narrated
from sayso.stages.events import choose
from sayso.stages.stage import Draft, Stage, StageResult, given

LAUNCHED = frozenset({"launched"})

TELLING = frozenset(("NOUN", "PROPN", "VERB", "AUX", "ADJ", "NUM"))
"""Words that make a claim: a relay that adds none of them makes none of its own."""

NARRATION_SCORE = 0.5


def read(draft: Draft) -> StageResult:
    """Make the claims of a document, in the order of its text."""
    scene = ClaimContext.of(draft)
    claims = [*_attributed(scene), *_narrated(scene)]
    claims.sort(key=lambda claim: (claim.evidence, claim.narrated))
    return StageResult(tuple(_once(claims)))


@dataclass(frozen=True)
class ClaimContext:
    """A draft with its claimants, and what is found in it indexed by where it stands."""

    draft: Draft
    fingerprint: str
    claimants: tuple[Claimant, ...]
    quantities: Places
    places: Places
    moments: Places
    triggers: Places

    @classmethod
    def of(cls, draft: Draft) -> ClaimContext:
        attributions, actors = given(draft.attributions), given(draft.actors)
        return cls(
            draft,
            draft.document.fingerprint,
            tuple(claimant(draft.text, actors, each) for each in attributions),
            Places(each.as_said for each in given(draft.quantities)),
            Places(each.as_said for each in given(draft.places)),
            Places(each.as_said for each in given(draft.moments)),
            Places(each.trigger for each in given(draft.events)),
        )

    @property
    def events(self) -> tuple[Event, ...]:
        return given(self.draft.events)

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        return given(self.draft.attributions)

    def statements_inside(self, index: int) -> Iterator[int]:
        """The indices of the statements whose parent is attribution `index`."""
        end = hull(self.attributions[index].content).end
        for inner in range(index + 1, len(self.attributions)):
            each = self.attributions[inner]
            if hull(each.content).start >= end:
                return
            if each.parent == index and each.kind == "statement":
                yield inner


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """Who makes a claim: attribution `index` with its claimant and chain, or the outlet."""

    claimant: Claimant
    chain: tuple[str, ...] = ()
    index: int | None = None


def _once(claims: Sequence[Claim]) -> Iterator[Claim]:
    """The same words of the same claimant about the same event are one claim."""
    seen: set[str] = set()
    for claim in claims:
        if claim.id not in seen:
            seen.add(claim.id)
            yield claim


def _attributed(scene: ClaimContext) -> Iterator[Claim]:
    """The claims of every attribution that states something and does not only relay."""
    draft = scene.draft
    text, parse = draft.text, given(draft.parse)
    launched: dict[str, set[tuple[float, str | None]]] = {}
    for index, each in enumerate(scene.attributions):
        if each.kind != "statement" or _only_relays(scene, index) or not _states(scene, index):
            continue
        names = chain(scene.claimants, scene.attributions, index)
        voice = ClaimSource(scene.claimants[index], names, index)
        inside = scene.quantities.inside(hull(each.content))
        quantities = [given(draft.quantities)[i] for i in inside]
        others = _said_by_others(scene, index)
        told = launched.setdefault(voice.claimant.name, set())
        for evidence in pieces(text, parse, each.content, quantities, told):
            evidence = replace(evidence, others=others)
            yield _claim(scene, voice, evidence, _event(scene, each, evidence))


def _states(scene: ClaimContext, index: int) -> bool:
    """Whether someone who can speak says something of their own in attribution `index`."""
    text, parse, each = scene.draft.text, given(scene.draft.parse), scene.attributions[index]
    return (
        not inside_a_speech(text, scene.attributions, each)
        and not _says_it_already(scene, index)
        and not only_names_a_topic(parse, each)
        and can_speak(text, parse, given(scene.draft.actors), each)
    )


def _says_it_already(scene: ClaimContext, index: int) -> bool:
    """Whether a claimant's words sit inside other words of the same one: "said what it called"."""
    each = scene.attributions[index]
    if each.parent is None or not each.source:
        return False
    outer = scene.attributions[each.parent]
    if outer.kind != "statement" or not outer.source or outer.stance in ("denies", "doubts"):
        return False
    return scene.claimants[index].name == scene.claimants[each.parent].name


def _said_by_others(scene: ClaimContext, index: int) -> tuple[Span, ...]:
    """What others say inside an attribution: their figures are not its claimant's.

    "denied the raid, where volunteers said 14 had died" denies no figure; "rejected claims that
    14 had died" does, for there the other's claim is all that is said.
    """
    outer = scene.attributions[index]
    found: list[Span] = []
    for place in scene.statements_inside(index):
        inner = scene.attributions[place]
        if not _says_it_already(scene, place) and _left_over(scene, outer, inner):
            found.extend(inner.content)
    return tuple(found)


def _only_relays(scene: ClaimContext, index: int) -> bool:
    """Whether all that an attribution says is that another one said it: "Reuters, citing …".

    Who cites what can't speak ("citing first checks") says it: no claim is made of the other.
    """
    outer = scene.attributions[index]
    if outer.stance in ("denies", "doubts"):
        return False
    for place in scene.statements_inside(index):
        inner = scene.attributions[place]
        if not inner.source or not _states(scene, place):
            continue
        if not _left_over(scene, outer, inner):
            return True
    return False


def _left_over(scene: ClaimContext, outer: Attribution, inner: Attribution) -> bool:
    """Whether the content of `outer` tells anything beside what `inner` is."""
    taken = (*inner.source, *inner.cue, *inner.content)
    return any(
        token.pos in TELLING and not any(span.contains(token.span) for span in taken)
        for content in outer.content
        for token in given(scene.draft.parse).within(content)
    )


def _narrated(scene: ClaimContext) -> Iterator[Claim]:
    """The claims that the outlet makes in its own voice."""
    draft = scene.draft
    voice = ClaimSource(outlet(draft.document.outlet))
    parse, blocks = given(draft.parse), given(draft.blocks)
    for span, about in narrated(draft.text, parse, blocks, scene.attributions, scene.events):
        yield _claim(scene, voice, Evidence(span), about)


def _claim(scene: ClaimContext, voice: ClaimSource, evidence: Evidence, about: int | None) -> Claim:
    draft, span = scene.draft, evidence.span
    attribution = None if voice.index is None else scene.attributions[voice.index]
    around = attribution.parent if attribution is not None else None
    outer = None if around is None else scene.attributions[around]
    event = None if about is None else scene.events[about]
    names = voice.chain or (voice.claimant.name,)
    kind = event.kind if event is not None else None
    quantities = given(draft.quantities)
    return Claim(
        id=content_hash("claim", scene.fingerprint, names, span.start, span.end, kind),
        attribution=voice.index,
        claimant=voice.claimant,
        chain=voice.chain,
        evidence=span,
        event=about,
        polarity=polarity(span.of(draft.text), attribution, outer, event),
        modality=modality(draft.text, attribution, event),
        quantities=tuple(
            i for i in scene.quantities.inside(span) if evidence.counts(quantities[i])
        ),
        places=scene.places.inside(span),
        moment=_moment(scene, span, event),
        score=NARRATION_SCORE if attribution is None else attribution.score,
    )


def _event(scene: ClaimContext, attribution: Attribution, evidence: Evidence) -> int | None:
    """The event that the words tell, else the speech act that the cue is."""
    events, parse = scene.events, given(scene.draft.parse)
    if evidence.roles == LAUNCHED:
        for index in scene.triggers.inside(evidence.span):
            if events[index].kind == "drone_missile_strike":
                return index
    cue = parse.within(hull(attribution.cue)) if attribution.cue else []
    verbs = [token for token in cue if token.pos == "VERB"] or cue
    lemma = verbs[-1].lemma.lower() if verbs else None
    return choose(events, evidence.span, lemma, parse)


def _moment(scene: ClaimContext, evidence: Span, event: Event | None) -> int | None:
    """The moment in the claim's own words that stands nearest to its event, if any.

    Words of time outside the evidence tell when it was said, not when it happened, and the
    publication date tells neither.
    """
    moments = given(scene.draft.moments)
    inside = [i for i in scene.moments.inside(evidence) if moments[i].type in ("DATE", "TIME")]
    anchor = event.trigger.start if event is not None else evidence.start
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
