"""Cues that share the speaker of the cue before: "said …, adding that …", "… while stressing"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.lexicon.cues import Cue
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.syntax import own_subject

JOINTS = frozenset(("while", "instead", "also", "but", "and", "though"))
"""Words that may stand between the comma and the participle."""


def shared_with_the_speaker(
    parse: Parse, proposals: Sequence[tuple[Spoken, Cue]]
) -> Iterator[tuple[Spoken, Cue]]:
    """Yield the proposals, participles moved out of the content that the parser hung them in.

    In "Peskov said Moscow keeps talking, while stressing that …" the parser hangs "stressing" on
    "keeps": the content of "said" must end before it, and its speaker is Peskov.
    """
    anchors = {spoken.anchor.index: spoken for spoken, _ in proposals}
    moved: dict[int, Spoken] = {}
    by_sentence: dict[int, list[int]] = {}
    for spoken, cue in proposals:
        if (
            spoken.construction != "citing"
            and cue.kind == "statement"
            and trails(parse, spoken.anchor)
        ):
            speaker = _speaker(parse, spoken.anchor, anchors)
            if speaker is not None:
                moved[spoken.anchor.index] = speaker
                by_sentence.setdefault(spoken.anchor.sentence, []).append(spoken.anchor.index)
    for spoken, cue in proposals:
        held = moved.get(spoken.anchor.index)
        if held is not None:
            spoken = replace(spoken, source=_speaker_of(held, moved))
        trailing = _trailing(spoken, moved, by_sentence.get(spoken.anchor.sentence, []))
        if trailing:
            spoken = replace(spoken, content=_before(parse, spoken, trailing))
        yield spoken, cue


def _trailing(spoken: Spoken, moved: dict[int, Spoken], near: Sequence[int]) -> list[int]:
    """Return the moved cues of the sentence that stand in a content whose speaker stands outside
    it."""
    inside = {token.index for token in spoken.content} if near else set()
    return [
        anchor for anchor in near if anchor in inside and moved[anchor].anchor.index not in inside
    ]


OWN_ACTS = frozenset(
    "accuse add appeal ask blame call condemn demand deny insist pledge promise reject refuse"
    " stress threaten urge vow warn".split()
)
"""What a speaker does next: "said the dead were civilians and called for an inquiry"."""


def trails(parse: Parse, anchor: Token) -> bool:
    """Return whether a cue has no subject but the speaker of the cue before.

    It is a participle after a comma, or an act of the speaker joined by "and" to what is said.
    """
    if anchor.dep == "conj" and anchor.lemma.lower() in OWN_ACTS:
        return own_subject(parse, anchor) is None and _joins_what_is_said(parse, anchor)
    having = [each for each in parse.dependents(anchor, "aux") if each.lower == "having"]
    participle = anchor.tag == "VBG" or (anchor.tag == "VBN" and having)
    if not participle or anchor.dep not in ("advcl", "conj", "dep", "acl", "ccomp"):
        return False
    if own_subject(parse, anchor) is not None:
        return False
    index = (having[0] if having else anchor).index - 1
    while index >= 0 and parse.tokens[index].lower in JOINTS:
        index -= 1
    return index >= 0 and parse.tokens[index].text in (",", "—", "–", ";", '"', "”")


def _joins_what_is_said(parse: Parse, anchor: Token) -> bool:
    """Return whether the verb that `anchor` is joined to is said by a cue of the same tense."""
    said = parse.head(anchor)
    cue = parse.head(said)
    return said.dep == "ccomp" and cue.tag == anchor.tag and cue.index != said.index


def _speaker(parse: Parse, anchor: Token, anchors: dict[int, Spoken]) -> Spoken | None:
    """Return the nearest cue above `anchor` in the parse."""
    for above in parse.ancestors(anchor):
        speaker = anchors.get(above.index)
        if speaker is not None and above.index < anchor.index and speaker.construction != "noun":
            return speaker
    return None


def _speaker_of(spoken: Spoken, moved: dict[int, Spoken]) -> tuple[Token, ...]:
    """Return the source of a cue, or of the cue whose speaker it shares in turn."""
    for _ in range(len(moved) + 1):
        if spoken.anchor.index not in moved:
            break
        spoken = moved[spoken.anchor.index]
    return spoken.source


def _before(parse: Parse, spoken: Spoken, trailing: Sequence[int]) -> tuple[Token, ...]:
    """Return the content without the branches of the trailing cues and the words that lead to
    them."""
    gone = {t.index for index in trailing for t in parse.subtree(parse.tokens[index])}
    first = min(trailing)
    while first - 1 > spoken.anchor.index and parse.tokens[first - 1].lower in (*JOINTS, ","):
        first -= 1
        gone.add(first)
    return tuple(token for token in spoken.content if token.index not in gone)
