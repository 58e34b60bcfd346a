"""Lines that begin or end with who speaks: "IDF: rocket fell near Sderot", "4 killed: mayor"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sayso.lexicon.actors import Body, CountryName, Noun, known, nouns, pieces
from sayso.lexicon.cues import construction_score, verbs
from sayso.record import Actor, Attribution, BlockKind, Span
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.actors.lookup import actor_at
from sayso.stages.attribution.assemble import manner
from sayso.stages.attribution.lines import (
    LABEL,
    PREFIX,
    SIGNED_IN_BRACKETS,
    SIGNED_OFF,
    lines,
    with_datelines,
)
from sayso.stages.stage import Draft, given
from sayso.text.quotes import find_quotations

OPENING: frozenset[BlockKind] = frozenset({"headline", "heading", "deck", "related", "paragraph"})
"""Blocks whose first line may have a label."""

ENDING: frozenset[BlockKind] = frozenset({"headline", "heading", "deck"})
"""Blocks whose line may end with who speaks; so may a post of one line."""

SHORTEST_SAID = 3
"""Words that make something said."""

LONGEST_NAME = 6
"""Words of a label behind what it says."""

TOPIC_REACH = 6
"""Words behind a label within which another one's verb of saying shows that it is a topic."""

NEARLY_ALL = 0.6
"""Share of a label that the actor's own words are: "Governor Ivan Petrov" of himself."""


@dataclass(frozen=True)
class SpeakerLabel:
    """Words at one end of a line that may name who says the rest, `said`; `mark` parts the two."""

    draft: Draft
    name: Span
    mark: Span
    said: Span
    chained: bool = False
    """Whether it is one of several labels of a line: "UN: a famine; Israel: a lie"."""

    @property
    def words(self) -> str:
        return self.name.of(self.draft.text)

    @property
    def leads(self) -> bool:
        return self.name.start < self.said.start

    @cached_property
    def actor(self) -> Actor | None:
        """Return the actor whose words are nearly all of the label."""
        actors = given(self.draft.actors)
        at = actor_at(actors, self.name)
        if at is None or self.name.jaccard(actors[at].as_said) < NEARLY_ALL:
            return None
        return actors[at]

    @cached_property
    def listed(self) -> Body | Noun | CountryName | None:
        """Return the entry of the tables that all of the label is, where no sentence has it."""
        words = pieces(self.words)
        for hit in (*known().find(self.words, words), *nouns().find(self.words, words)):
            if hit.end - hit.start < NEARLY_ALL * len(self.name):
                continue
            if isinstance(hit.entry, Body):
                return hit.entry
            if isinstance(hit.entry, Noun) and not hit.entry.inanimate:
                return hit.entry
            if isinstance(hit.entry, CountryName) and self.chained:
                return hit.entry
        return None

    def attribution(self) -> Attribution:
        quotations = find_quotations(self.draft.text, self.said)
        score = construction_score("speaker")
        how = manner((self.said,), quotations)
        return Attribution((self.name,), (self.mark,), (self.said,), how, score=score)


def labelled(draft: Draft) -> Iterator[tuple[str, Attribution]]:
    """Yield what stands beside the name of someone who can speak and a colon or dash, in a line.

    Only what the first line of a block says; transcripts are told by their turns.
    """
    for label in _labels(draft):
        rules = NO_SPEAKER if label.leads else NOT_SIGNED_OFF
        refusal = first_that_holds(rules, label)
        if refusal is not None:
            trace("attribution", label.name, "dropped", refusal, "a label beside a mark")
        else:
            yield "speaker", label.attribution()


def _labels(draft: Draft) -> Iterator[SpeakerLabel]:
    blocks = given(draft.blocks)
    a_post = sum(block.kind == "paragraph" for block in blocks) == 1
    for block in with_datelines(blocks, OPENING):
        line = next(lines(draft.text, block.span), None)
        if line is None:
            continue
        chain = _chain(draft, line)
        if chain:
            yield from chain
            continue
        leading = _leading(draft, line)
        if leading is not None:
            yield leading
        alone = a_post and block.kind == "paragraph" and line.end >= block.span.end - 1
        if block.kind in ENDING or alone:
            ending = _ending(draft, line)
            if ending is not None:
                yield ending


def _chain(draft: Draft, line: Span) -> list[SpeakerLabel]:
    """Return the labels of a line in which each part between semicolons has one, else none."""
    labels: list[SpeakerLabel] = []
    start = line.start
    for part in line.of(draft.text).split(";"):
        end = start + len(part)
        match = LABEL.match(draft.text, start, end)
        if match is None:
            return []
        said = Span(match.end(), end).trimmed(draft.text)
        name, mark = Span(*match.span("name")), Span(*match.span("mark"))
        labels.append(SpeakerLabel(draft, name, mark, said, chained=True))
        start = end + 1
    named = all(label.actor is not None or label.listed is not None for label in labels)
    return labels if len(labels) > 1 and named else []


def _leading(draft: Draft, line: Span) -> SpeakerLabel | None:
    start = line.start
    if (prefix := PREFIX.match(draft.text, line.start, line.end)) is not None:
        start = prefix.end()
    first: SpeakerLabel | None = None
    for begin in dict.fromkeys((line.start, start)):
        match = LABEL.match(draft.text, begin, line.end)
        if match is not None:
            said = Span(match.end(), line.end).trimmed(draft.text)
            name = _after_place(draft.text, Span(*match.span("name")))
            label = SpeakerLabel(draft, name, Span(*match.span("mark")), said)
            if label.actor is not None or label.listed is not None:
                return label
            first = first or label
    return first


def _after_place(text: str, name: Span) -> Span:
    """Return a label without a place before it: "Hama province, the observatory: …"."""
    place, comma, rest = name.of(text).rpartition(", ")
    capitals = place[:1].isupper() and rest.lower().startswith(("the ", "an ", "a "))
    return Span(name.end - len(rest), name.end) if comma and capitals else name


def _ending(draft: Draft, line: Span) -> SpeakerLabel | None:
    brackets = SIGNED_IN_BRACKETS.match(draft.text, line.start, line.end)
    match = brackets or SIGNED_OFF.match(draft.text, line.start, line.end)
    if match is None:
        return None
    start = match.start("said")
    if (prefix := PREFIX.match(draft.text, start, line.end)) is not None:
        start = prefix.end()
    mark = Span(*match.span("mark")).trimmed(draft.text)
    return SpeakerLabel(draft, Span(*match.span("name")), mark, Span(start, match.end("said")))


def _sentence(label: SpeakerLabel) -> bool:
    return any(
        token.pos in ("VERB", "AUX") for token in given(label.draft.parse).within(label.name)
    )


def _topic(label: SpeakerLabel) -> bool:
    """Somebody else says it: the label is what the line is about."""
    return not label.chained and any(
        token.tag in ("VBZ", "VBD", "VBP") and (token.lemma.lower(), "clause") in verbs()
        for token in given(label.draft.parse).within(label.said)[:TOPIC_REACH]
    )


def _no_actor(label: SpeakerLabel) -> bool:
    return label.actor is None and label.listed is None


def _country(label: SpeakerLabel) -> bool:
    actor = label.actor
    plain = actor is not None and actor.role is None and actor.kind != "person"
    return plain and not label.chained


def _dateline(label: SpeakerLabel) -> bool:
    """A capital before a paragraph says where it was written."""
    if label.chained:
        return False
    blocks = given(label.draft.blocks)
    kinds = {block.kind for block in blocks if block.span.overlap(label.said)}
    hits = known().find(label.words, pieces(label.words))
    return "paragraph" in kinds and any(isinstance(hit.entry, CountryName) for hit in hits[:1])


def _too_short(label: SpeakerLabel) -> bool:
    least = 1 if label.chained else SHORTEST_SAID
    return len(label.said.of(label.draft.text).split()) < least


def _crowd(label: SpeakerLabel) -> bool:
    named = label.actor is not None and label.actor.named
    return not named and label.words.islower()


def _too_long(label: SpeakerLabel) -> bool:
    return len(label.words.split()) > LONGEST_NAME


def _the_press(label: SpeakerLabel) -> bool:
    """The name of a site or agency ends many titles, and says none of them."""
    actor, listed = label.actor, label.listed
    entry = listed.role if isinstance(listed, Body | Noun) else None
    return "JRN" in (entry, actor.role if actor is not None else None)


def _many(label: SpeakerLabel) -> bool:
    """ "… - soldiers and officers": a list goes on."""
    return " and " in label.words or "," in label.words


def _another_says(label: SpeakerLabel) -> bool:
    """The line has a speaker already: "Two killed, says mayor - police"."""
    tokens = given(label.draft.parse).within(label.said)
    return any(
        token.pos == "VERB" and token.tag in ("VBZ", "VBD") and token.lemma.lower() in SAYING
        for token in tokens
    )


SAYING = frozenset(("say", "tell", "claim", "announce", "report"))

LabelRules = tuple[Rule[Callable[[SpeakerLabel], bool]], ...]

NO_SPEAKER: LabelRules = (
    Rule("label with a verb", "The mayor said: “We will not leave the town.”", _sentence),
    Rule("label is the topic", "Zelensky: Minister says he will not resign today.", _topic),
    Rule("label of no actor", "Update: Two people were killed in the strike.", _no_actor),
    Rule("label is a country", "Sudan: Army shells the market in Nyala.", _country),
    Rule("label is a dateline", "Kampala: Gunmen killed four soldiers on Monday.", _dateline),
    Rule("label in small letters", "the rebels: the army shelled the market.", _crowd),
    Rule("label before a word or two", "Hamas: a profile", _too_short),
)
"""Why the words before a colon do not say who speaks."""

NOT_SIGNED_OFF: LabelRules = (
    Rule("last words have a verb", "Raid on the port: two soldiers were killed", _sentence),
    Rule(
        "last words are many",
        "Army kills two: the governor of some far away town",
        _too_long,
    ),
    Rule("last words are the press", "Two killed in raid on the port - Reuters", _the_press),
    Rule("last words are a list", "Two killed in raid: soldiers and officers", _many),
    Rule("last words name no actor", "Two killed in raid: a timeline", _no_actor),
    Rule("short before the last words", "Reconstruction underway: governor", _too_short),
    Rule("line has a speaker", "Two killed in raid, minister says: governor", _another_says),
)
"""Why the words behind a colon or dash do not say who speaks."""
