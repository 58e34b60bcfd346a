"""Stage actors: who acts and speaks, and which mentions mean one and the same."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.record import Actor
from sayso.record.trace import is_tracing, trace
from sayso.stages.actors.finding import find_mentions
from sayso.stages.actors.mention import ActorMention
from sayso.stages.actors.mentions import iso
from sayso.stages.actors.phrases import span_of
from sayso.stages.actors.reference import resolve_coreference
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse

__all__ = ["ACTORS", "read"]


def read(draft: Draft) -> StageResult:
    """Return every mention of an actor in text order, each with the fullest one it refers to."""
    parse = given(draft.parse)
    published = draft.document.published
    on = published.date() if published else None
    mentions = find_mentions(draft.text, parse, given(draft.blocks), on)
    referents = resolve_coreference(parse, mentions)
    kept = [i for i, mention in enumerate(mentions) if _is_someone(mention, referents[i])]
    if is_tracing():
        _trace(parse, mentions, frozenset(kept))
    place = {old: new for new, old in enumerate(kept)}
    return StageResult(tuple(_actor(parse, mentions, referents, i, place) for i in kept))


def _is_someone(mention: ActorMention, refers_to: int | None) -> bool:
    """Return whether it is anyone: an unresolved "he" is, "it", "they" and "who" are not."""
    return mention.sort != "pronoun" or refers_to is not None or mention.gender is not None


def _trace(parse: Parse, mentions: Sequence[ActorMention], kept: frozenset[int]) -> None:
    """Record the rules that made each mention, and the pronouns that are dropped."""
    for index, mention in enumerate(mentions):
        span = span_of(parse, mention.first, mention.last)
        if index not in kept:
            trace("actor", span, "dropped", "unresolved pronoun", mention.name)
            continue
        for rule in mention.rules:
            trace("actor", span, "made", rule, f"{mention.kind} {mention.name}")


def _actor(
    parse: Parse,
    mentions: Sequence[ActorMention],
    referents: Sequence[int | None],
    index: int,
    place: dict[int, int],
) -> Actor:
    mention = mentions[index]
    to = referents[index]
    full = mention if to is None else mentions[to]
    return Actor(
        as_said=span_of(parse, mention.first, mention.last),
        name=mention.name,
        kind=full.kind,
        country=iso(mention.country or full.country),
        role=mention.role or full.role,
        title=mention.title,
        named=mention.named or (to is not None and full.named),
        refers_to=None if to is None else place[to],
    )


ACTORS = Stage("actors", needs=("blocks", "parse"), gives="actors", read=read)
