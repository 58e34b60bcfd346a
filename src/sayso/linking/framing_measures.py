"""What framing measures of one article, with the words that each number stands on.

A measure has a part and a whole: claims told with no source among all claims, passives that name
nobody among events of harm, uses of terms among words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sayso.linking.features import side_of
from sayso.linking.framing import outlet_of
from sayso.record import Event, Reading, Span
from sayso.record.resolved import ResolvedClaim, resolve
from sayso.settings.term_lists import TermList

Group = Literal["outlet", "side"]
"""What is set beside another: the articles of an outlet, or the claims of a side."""

NO_SOURCE = "no source"
PASSIVE = "passive without an agent"
STANCE, VOICE, TERM = "stance: ", "voice: ", "terms: "

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
BE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)(?:\s+\w+ly)?\s+$", re.IGNORECASE)
REACH = 32
"""Code points before a participle in which its auxiliary stands."""

HARM = frozenset(
    "strike drone_missile_strike air_strike helicopter_strike shelling suicide_bombing"
    " remote_explosive grenade chemical_weapon ground_clash attack_on_civilians casualties damage"
    " property_destruction abduction detention displacement".split()
)
"""Kinds of events in which somebody does harm to somebody."""


@dataclass(frozen=True, slots=True)
class FramedGroup:
    """An outlet or a side by its name, and the names by which it is read."""

    name: str
    read_as: frozenset[str]

    @staticmethod
    def of(name: str) -> FramedGroup:
        """Return the group that is read by its own name alone."""
        return FramedGroup(name, frozenset((name,)))


@dataclass(frozen=True, slots=True)
class Measure:
    """The words that are the part, in the order of the text, and how many the whole has."""

    part: tuple[Span, ...]
    whole: int


Measures = Mapping[str, Measure]
"""Measures of one article by name. `VOICE` and `STANCE` alone have the whole of a side or stance
that the article has nothing of."""


def article_measures(
    reading: Reading, by: Group, group: FramedGroup, lists: Sequence[TermList]
) -> Measures:
    """Return what is measured of an article for a group; nothing where it has none of it."""
    claims = [resolve(reading, claim) for claim in reading.claims or ()]
    if by == "outlet":
        if outlet_of(reading) not in group.read_as or not claims:
            return {}
        spans = [Span(0, len(reading.document.text))]
        return {**_voices(claims), **_stances(claims), **_words(reading, spans, lists)}
    own = [
        each for each in claims if not each.claim.narrated and side_of(each).shown in group.read_as
    ]
    if not own:
        return {}
    return {**_stances(own), **_words(reading, [each.claim.evidence for each in own], lists)}


def _voices(claims: Sequence[ResolvedClaim]) -> dict[str, Measure]:
    """Return claims without a source among all, and those of each side among the attributed."""
    narrated = [each for each in claims if each.claim.narrated]
    attributed = [each for each in claims if not each.claim.narrated]
    sides = ((f"{VOICE}{side_of(each).shown}", each) for each in attributed)
    return {
        NO_SOURCE: Measure(_evidence(narrated), len(claims)),
        VOICE: Measure((), len(attributed)),
        **_grouped(sides, len(attributed)),
    }


def _stances(claims: Sequence[ResolvedClaim]) -> dict[str, Measure]:
    """Return the claims of each stance among the attributed."""
    attributed = [(each.attribution.stance, each) for each in claims if each.attribution]
    stances = ((f"{STANCE}{stance}", each) for stance, each in attributed)
    whole = len(attributed)
    return {STANCE: Measure((), whole), **_grouped(stances, whole)}


def _grouped(named: Iterable[tuple[str, ResolvedClaim]], whole: int) -> dict[str, Measure]:
    grouped: dict[str, list[ResolvedClaim]] = defaultdict(list)
    for name, claim in named:
        grouped[name].append(claim)
    return {name: Measure(_evidence(claims), whole) for name, claims in grouped.items()}


def _evidence(claims: Iterable[ResolvedClaim]) -> tuple[Span, ...]:
    return tuple(sorted((each.claim.evidence for each in claims), key=_order))


def _order(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _words(
    reading: Reading, spans: Sequence[Span], lists: Sequence[TermList]
) -> dict[str, Measure]:
    """Return passives without an agent among events of harm, and uses of terms among words."""
    text = reading.document.text
    events = [
        event
        for event in reading.events or ()
        if event.kind in HARM and any(span.contains(event.trigger) for span in spans)
    ]
    passives = sorted((each.trigger for each in events if _is_agentless(text, each)), key=_order)
    made = {PASSIVE: Measure(tuple(passives), len(events))}
    words = sum(1 for span in spans for _ in WORD.finditer(text, span.start, span.end))
    for terms in lists:
        uses = sorted((use for span in spans for use in terms.uses(text, span)), key=_order)
        made[f"{TERM}{terms.name}"] = Measure(tuple(uses), words)
    return made


def _is_agentless(text: str, event: Event) -> bool:
    """Return whether an event is said in a passive that names nobody who did it."""
    start = event.trigger.start
    participle = not event.trigger.of(text).split()[0].endswith("ing")
    passive = BE.search(text, max(0, start - REACH), start) is not None
    return event.initiator is None and participle and passive
