"""Lines that begin with who speaks: "IDF: rocket fell near Sderot", "Zelensky: 4 killed"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sayso.lexicon.cues import construction_score, verbs
from sayso.record import Actor, Attribution, BlockKind, Span
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.actors.lookup import actor_at
from sayso.stages.attribution.assemble import manner
from sayso.stages.stage import Draft, given
from sayso.text.quotes import find_quotations

LABEL = re.compile(r"[^\w\n]{0,4}(?P<name>[^\W\d_][^\n:\"“”?!;]{0,60}?)(?P<colon>:)[ \t]+(?=\S)")
"""How a line begins that says who speaks, perhaps after a sign of the channel."""

OPENING: frozenset[BlockKind] = frozenset({"headline", "heading", "deck", "related"})
"""And the only paragraph of a post: in all paragraphs a floor of attribution was missed (FactAppeal
pair F1 .6567 for .6583)."""

SHORTEST_SAID = 3
"""Words that make something said."""


def labelled(draft: Draft) -> Iterator[tuple[str, Attribution]]:
    """Yield what stands behind the name of someone who can speak and a colon, to its line's end.

    Only what the first line of a block says; transcripts are told by their turns.
    """
    blocks = given(draft.blocks)
    a_post = sum(block.kind == "paragraph" for block in blocks) == 1
    for block in blocks:
        if block.kind not in OPENING and not (a_post and block.kind == "paragraph"):
            continue
        end = draft.text.find("\n", block.span.start, block.span.end)
        end = block.span.end if end < 0 else end
        match = LABEL.match(draft.text, block.span.start, end)
        if match is None:
            continue
        name, said = Span(*match.span("name")), Span(match.end(), end).trimmed(draft.text)
        refusal = first_that_holds(NO_SPEAKER, draft, name, said)
        if refusal is not None:
            trace("attribution", name, "dropped", refusal, "a label before a colon")
        else:
            quotations = find_quotations(draft.text, said)
            yield (
                "speaker",
                Attribution(
                    (name,),
                    (Span(*match.span("colon")),),
                    (said,),
                    manner((said,), quotations),
                    score=construction_score("speaker"),
                ),
            )


def _actor(draft: Draft, name: Span) -> Actor | None:
    actors = given(draft.actors)
    at = actor_at(actors, name)
    if at is None or name.jaccard(actors[at].as_said) < NEARLY_ALL:
        return None
    return actors[at]


TOPIC_REACH = 6
"""Words behind a label within which another one's verb of saying shows that it is a topic."""

NEARLY_ALL = 0.6
"""Share of a label that the actor's own words are: "Governor Ivan Petrov" of himself."""


def _sentence(draft: Draft, name: Span, _: Span) -> bool:
    return any(token.pos in ("VERB", "AUX") for token in given(draft.parse).within(name))


def _topic(draft: Draft, _: Span, said: Span) -> bool:
    """Somebody else says it: the label is what the line is about."""
    return any(
        token.tag in ("VBZ", "VBD", "VBP") and (token.lemma.lower(), "clause") in verbs()
        for token in given(draft.parse).within(said)[:TOPIC_REACH]
    )


def _no_actor(draft: Draft, name: Span, _: Span) -> bool:
    return _actor(draft, name) is None


def _country(draft: Draft, name: Span, _: Span) -> bool:
    actor = _actor(draft, name)
    return actor is not None and actor.role is None and actor.kind != "person"


def _too_short(draft: Draft, _: Span, said: Span) -> bool:
    return len(said.of(draft.text).split()) < SHORTEST_SAID


def _crowd(draft: Draft, name: Span, _: Span) -> bool:
    actor = _actor(draft, name)
    return actor is not None and not actor.named and name.of(draft.text).islower()


NO_SPEAKER: tuple[Rule[Callable[[Draft, Span, Span], bool]], ...] = (
    Rule("label with a verb", "The mayor said: “We will not leave the town.”", _sentence),
    Rule("label is the topic", "Zelensky: Minister says he will not resign today.", _topic),
    Rule("label of no actor", "Update: Two people were killed in the strike.", _no_actor),
    Rule("label is a country", "Sudan: Army shells the market in Nyala.", _country),
    Rule("label in small letters", "the rebels: the army shelled the market.", _crowd),
    Rule("label before a word or two", "Hamas: a profile", _too_short),
)
"""Why the words before a colon do not say who speaks."""
