"""The mentions of a whole document: phrases, pronouns, their positions in the sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sayso.lexicon.actors import Body, CountryName, Gender, known, pieces, verbs
from sayso.lexicon.cues import nouns as claims
from sayso.record import Block, Span
from sayso.record.trace import Rule, decide, is_tracing, trace
from sayso.stages.actors.finder import Finder
from sayso.stages.actors.joining import joined, nested, with_complements
from sayso.stages.actors.mention import ActorMention
from sayso.stages.actors.mentions import classify, iso
from sayso.stages.actors.phrases import NounPhrase, phrases, span_of
from sayso.stages.actors.seats import SEAT_OBJECT_VERBS, SUBJECTS
from sayso.stages.actors.surnames import surnames_of
from sayso.text.parse import Parse, Sentence, Token

PRONOUNS: dict[str, tuple[str, Gender | None]] = {
    "he": ("he", "m"),
    "him": ("he", "m"),
    "his": ("he", "m"),
    "himself": ("he", "m"),
    "she": ("she", "f"),
    "her": ("she", "f"),
    "hers": ("she", "f"),
    "herself": ("she", "f"),
    "it": ("it", None),
    "its": ("it", None),
    "itself": ("it", None),
    "they": ("they", None),
    "them": ("they", None),
    "their": ("they", None),
    "themselves": ("they", None),
    "who": ("who", None),
}
SKIPPED_BLOCKS = frozenset({"byline", "dateline", "related", "boilerplate"})
OPENING = "“„«"
CLOSING = "”»"


def find_mentions(
    text: str, parse: Parse, blocks: Sequence[Block], on: date | None = None
) -> list[ActorMention]:
    """Return all mentions in text order; `on` is the day of publication, for the offices then."""
    finder = Finder(text, parse, on, surnames_of(text, parse))
    mentions: list[ActorMention] = []
    quoted = quoted_tokens(finder.parse, finder.text)
    for sentence in finder.parse.sentences:
        block = blocks[sentence.block]
        if block.kind in SKIPPED_BLOCKS:
            continue
        in_sentence = _of_sentence(finder, sentence)
        for mention in in_sentence:
            mention.sentence = sentence.index
            mention.article = block.article
            mention.quoted = quoted[mention.head]
        for mention in joined(finder, in_sentence):
            mentions.append(mention)
            if mention.kind == "person" and mention.sort == "name" and len(mention.words) > 1:
                finder.surnames.update((mention.words[0], mention.words[-1]))
                finder.lasts.add(mention.words[-1])
    return mentions


def _of_sentence(finder: Finder, sentence: Sentence) -> list[ActorMention]:
    parts = phrases(finder.parse, sentence, _glued(finder, sentence))
    starts = {phrase.first: phrase for phrase in parts}
    mentions: list[ActorMention] = []
    done = sentence.first
    for phrase in _body_and_country(finder, parts):
        if phrase.first < done:
            continue
        mention = classify(finder, phrase) or _before_verb(finder, phrase)
        if mention:
            mention = with_complements(finder, mention, starts, sentence.last)
            done = mention.last
            mentions.append(mention)
        mentions.extend(nested(finder, phrase, mention))
    mentions.extend(_pronouns(finder.parse, sentence))
    for mention in mentions:
        _weigh(finder.parse, mention)
    mentions.extend(_peoples_that_claim(finder, sentence, mentions))
    mentions.sort(key=lambda mention: (mention.first, -mention.last))
    return mentions


FAINT = 0.05
"""The weight of "Russian" in "Russian claims": no pronoun is drawn to it."""


def _peoples_that_claim(
    finder: Finder, sentence: Sentence, others: Sequence[ActorMention]
) -> Iterator[ActorMention]:
    """Yield "Russian" of "Russian claims that …": a country speaks, no one is named."""
    taken = {index for mention in others for index in range(mention.first, mention.last)}
    for token in finder.parse.tokens[sentence.first : sentence.last]:
        if token.index in taken or token.dep not in ("amod", "compound", "nmod"):
            continue
        if not token.text[:1].isupper() or finder.parse.head(token).lemma.lower() not in claims():
            continue
        hits = known().find(finder.text, pieces(finder.text, token.start, token.end))
        entry = hits[0].entry if len(hits) == 1 else None
        if isinstance(entry, CountryName) and entry.sort == "people":
            yield ActorMention(
                token.index, token.index + 1, token.index, "noun", "country", token.text,
                country=iso(entry.code), named=False, weight=FAINT,
                rules=("people that claim",),
            )  # fmt: skip


def _body_and_country(finder: Finder, parts: list[NounPhrase]) -> Iterator[NounPhrase]:
    """Yield phrases, cut between a body and a country after it: "to the BBC Iran was ready"."""
    for phrase in parts:
        cut = phrase.first
        span = span_of(finder.parse, phrase.first, phrase.last)
        hits = known().find(finder.text, pieces(finder.text, span.start, span.end))
        for left, right in pairwise(hits):
            if not (isinstance(left.entry, Body) and isinstance(right.entry, CountryName)):
                continue
            if right.entry.sort == "name" and right.start - left.end == 1:
                start = finder.parse.within(Span(right.start, span.end))[0].index
                yield NounPhrase(cut, start, start - 1)
                cut = start
        yield NounPhrase(cut, phrase.last, phrase.head)


def _before_verb(finder: Finder, phrase: NounPhrase) -> ActorMention | None:
    """Return the actor before a verb that Title Case hides: "Ukraine Lawmakers Dismiss Plan"."""
    for index in range(phrase.first + 1, phrase.last):
        token = finder.parse.tokens[index]
        if token.pos == "PROPN" and _hidden_verb(token.lower):
            return classify(finder, NounPhrase(phrase.first, index, index - 1))
    return None


def _hidden_verb(word: str) -> bool:
    plain = (word, word.removesuffix("s"), word.removesuffix("es"))
    return any(verb in verbs()["say"] or verb in verbs()["act"] for verb in plain)


def _glued(finder: Finder, sentence: Sentence) -> dict[int, int]:
    """Return the tokens of known names of several words, so that no phrase ends inside one."""
    words = pieces(finder.text, sentence.span.start, sentence.span.end)
    glued: dict[int, int] = {}
    for number, hit in enumerate(known().find(finder.text, words)):
        if hit.last - hit.first < 2 or not isinstance(hit.entry, Body):
            continue
        for token in finder.parse.within(Span(hit.start, hit.end)):
            glued[token.index] = number
    for number, (first, last) in enumerate(_nicknamed(finder.parse, sentence), start=1):
        glued.update(dict.fromkeys(range(first, last), -number))
    return glued


LONGEST_NICKNAME = 3
"""Tokens between the marks of a nickname."""


def _nicknamed(parse: Parse, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the tokens of names with a nickname in marks: "Ivan “Baker” Petrov"."""
    tokens = parse.tokens
    for at in range(sentence.first + 1, sentence.last - 3):
        if tokens[at].text not in OPENERS or not _is_name_part(tokens[at - 1]):
            continue
        for end in range(at + 2, min(at + 2 + LONGEST_NICKNAME, sentence.last - 1)):
            if tokens[end].text in CLOSERS and _is_name_part(tokens[end + 1]):
                if all(each.text[:1].isupper() for each in tokens[at + 1 : end]):
                    yield at - 1, end + 2
                break


OPENERS = frozenset(("“", '"', "‘", "'", "«", "„", "``"))
CLOSERS = frozenset(("”", '"', "’", "'", "»", "“", "''"))


def _is_name_part(token: Token) -> bool:
    return token.pos == "PROPN" and token.text[:1].isupper() and token.text[1:2].islower()


def _pronouns(parse: Parse, sentence: Sentence) -> list[ActorMention]:
    pronouns = []
    for token in parse.tokens[sentence.first : sentence.last]:
        entry = PRONOUNS.get(token.lower)
        if entry is None or token.pos not in ("PRON", "DET"):
            continue
        sort, gender = entry
        if sort == "it" and not _acting_it(parse, token):
            continue
        pronouns.append(
            ActorMention(
                token.index,
                token.index + 1,
                token.index,
                "pronoun",
                "person" if gender else "organisation",
                token.text,
                named=False,
                gender=gender,
                pronoun=sort,
                rules=("pronoun",),
            )
        )
    return pronouns


def _acting_it(parse: Parse, token: Token) -> bool:
    """Return whether "it" may be a body: the subject of a verb of saying or doing, or "its"."""
    if token.tag == "PRP$":
        return True
    verb = parse.head(token)
    if token.dep == "dobj":
        return verb.lemma in SEAT_OBJECT_VERBS
    if token.dep not in SUBJECTS:
        return False
    if _reported(parse, verb) and verb.lemma not in EMPTY_VERBS:
        return True
    if verb.lemma in verbs()["say"] and verb.tag == "VBN" and verb.dep == "ROOT":
        return not parse.dependents(verb, "auxpass")
    return verb.lemma in verbs()["say"] or verb.lemma in verbs()["act"]


EMPTY_VERBS = frozenset("be seem appear become remain rain snow happen".split())
"""Verbs whose "it" mostly stands for no one: "it is clear that"."""


def _reported(parse: Parse, verb: Token) -> bool:
    """Return whether a verb heads what somebody named is reported to say."""
    if verb.dep not in ("ccomp", "ROOT") or verb.head == verb.index:
        return False
    saying = parse.head(verb)
    speakers = parse.dependents(saying, "nsubj")
    named = any(speaker.pos != "PRON" or speaker.lower == "it" for speaker in speakers)
    return saying.lemma in verbs()["say"] and named


MAIN, MINOR, OBJECT, OTHER, SPEAKER, AUDIENCE = 3.0, 2.0, 1.2, 0.8, 1.5, 0.3
"""Weights of positions: subjects of main clauses and of verbs of saying draw pronouns."""


class Position(NamedTuple):
    """The weight of a mention where it stands, with the verb it is the subject or the object of."""

    weight: float
    subject_of: int | None = None
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class PositionContext:
    """A `mention` with its syntactic `head` and the word `above` it."""

    parse: Parse
    mention: ActorMention
    head: Token
    above: Token


def _weigh(parse: Parse, mention: ActorMention) -> None:
    """Weigh the mention by its grammatical position, by the first rule of POSITIONS."""
    head = _syntactic_head(parse, mention)
    context = PositionContext(parse, mention, head, parse.head(head))
    decided = decide(POSITIONS, context)
    if decided is None:
        return
    rule, position = decided
    mention.weight, mention.subject_of, mention.owner = position
    if is_tracing():
        span = span_of(parse, mention.first, mention.last)
        trace("actor", span, "changed", rule, "weight of the position", position.weight)


def _syntactic_head(parse: Parse, mention: ActorMention) -> Token:
    """Return the token by which the mention hangs in the sentence, above lists and appositions."""
    head = parse.tokens[mention.head]
    span = range(mention.first, mention.last)
    for index in span:
        token = parse.tokens[index]
        if token.head not in span and token.dep in SUBJECTS:
            head = token
            break
    for _ in range(4):
        if head.dep not in ("conj", "appos", "compound") or head.head == head.index:
            break
        head = parse.head(head)
    return head


def _subject(context: PositionContext) -> Position | None:
    verb = context.above
    if context.head.dep not in SUBJECTS:
        return None
    weight = MAIN if verb.dep in ("ROOT", "conj") else MINOR
    if verb.lemma in verbs()["say"]:
        weight += SPEAKER
    return Position(weight, subject_of=verb.index)


def _agent(context: PositionContext) -> Position | None:
    """Weigh whom "to", "by" or "according" lead to; agents and sources like subjects."""
    prep = context.above
    if context.head.dep != "pobj" or prep.lower not in ("to", "by", "according"):
        return None
    agent = prep.dep == "agent" or context.parse.head(prep).lower == "according"
    weight = MAIN + SPEAKER if agent else OTHER
    return Position(weight, owner=_said_to(context.parse, prep))


def _counterpart(context: PositionContext) -> Position | None:
    prep = context.above
    if context.head.dep != "pobj" or prep.lower not in ("with", "against", "at"):
        return None
    return Position(OTHER, owner=_said_to(context.parse, prep))


def _object(context: PositionContext) -> Position | None:
    """Weigh an object; an audience and the press draw hardly any pronoun."""
    if context.head.dep not in ("dobj", "iobj", "dative", "obj"):
        return None
    mention, verb = context.mention, context.above
    listens = mention.kind != "person" and verb.lemma == "tell"
    weight = AUDIENCE if listens or mention.role == "JRN" else OBJECT
    return Position(weight, owner=verb.index)


def _elsewhere(_context: PositionContext) -> Position | None:
    return Position(OTHER)


POSITIONS: tuple[Rule[Callable[[PositionContext], Position | None]], ...] = (
    Rule("subject", "The rebels left the town.", _subject),
    Rule("agent or source", "The town was taken by the rebels.", _agent),
    Rule("counterpart", "The army fought with the rebels.", _counterpart),
    Rule("object", "The army defeated the rebels.", _object),
    Rule("any other position", "The army left after the rebels.", _elsewhere),
)


def _said_to(parse: Parse, prep: Token) -> int | None:
    """Return the verb of saying that a preposition belongs to: no one agrees with himself."""
    verb = parse.head(prep)
    return verb.index if verb.lemma in verbs()["say"] else None


def quoted_tokens(parse: Parse, text: str) -> list[bool]:
    """Return for each token whether it stands in quotation marks; a block's end closes them."""
    inside: list[bool] = [False] * len(parse.tokens)
    block_of = [sentence.block for sentence in parse.sentences]
    depth, block = False, -1
    for token in parse.tokens:
        if block_of[token.sentence] != block:
            depth, block = False, block_of[token.sentence]
        mark = text[token.start]
        if mark in OPENING or token.tag == "``":
            depth = not depth if mark == '"' else True
            continue
        if mark in CLOSING or mark == '"':
            depth = False if mark != '"' else not depth
            continue
        inside[token.index] = depth
    return inside
