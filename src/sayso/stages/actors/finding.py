"""The mentions of a whole document: phrases, pronouns, their places in the sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from sayso.lexicon.actors import Body, CountryName, Gender, known, pieces, verbs
from sayso.lexicon.cues import nouns as claims
from sayso.record import Block, Span
from sayso.stages.actors.joining import joined, nested, with_complements
from sayso.stages.actors.mention import ActorMention
from sayso.stages.actors.mentions import Finder, classify, iso
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
    """All mentions in text order. `on` is the day of publication, for offices of that day."""
    finder = Finder(text, parse, on, surnames_of(text, parse))
    found: list[ActorMention] = []
    quoted = quoted_tokens(finder.parse, finder.text)
    for sentence in finder.parse.sentences:
        block = blocks[sentence.block]
        if block.kind in SKIPPED_BLOCKS:
            continue
        mentions = _of_sentence(finder, sentence)
        for mention in mentions:
            mention.sentence = sentence.index
            mention.article = block.article
            mention.quoted = quoted[mention.head]
        for mention in joined(finder, mentions):
            found.append(mention)
            if mention.kind == "person" and mention.sort == "name" and len(mention.words) > 1:
                finder.surnames.update((mention.words[0], mention.words[-1]))
                finder.lasts.add(mention.words[-1])
    return found


def _of_sentence(finder: Finder, sentence: Sentence) -> list[ActorMention]:
    parts = phrases(finder.parse, sentence, _glued(finder, sentence))
    starts = {phrase.first: phrase for phrase in parts}
    found: list[ActorMention] = []
    done = sentence.first
    for phrase in _apart(finder, parts):
        if phrase.first < done:
            continue
        mention = classify(finder, phrase) or _before_verb(finder, phrase)
        if mention:
            mention = with_complements(finder, mention, starts, sentence.last)
            done = mention.last
            found.append(mention)
        found.extend(nested(finder, phrase, mention))
    found.extend(_pronouns(finder.parse, sentence))
    for mention in found:
        _place(finder.parse, mention)
    found.extend(_peoples_that_claim(finder, sentence, found))
    found.sort(key=lambda mention: (mention.first, -mention.last))
    return found


FAINT = 0.05
"""The weight of "Russian" in "Russian claims": no pronoun is drawn to it."""


def _peoples_that_claim(
    finder: Finder, sentence: Sentence, others: Sequence[ActorMention]
) -> Iterator[ActorMention]:
    """ "Russian" in "Russian claims that …": a country speaks, no one is named."""
    taken = {index for each in others for index in range(each.first, each.last)}
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
            )  # fmt: skip


def _apart(finder: Finder, parts: list[NounPhrase]) -> Iterator[NounPhrase]:
    """Phrases, cut between a body and a country right after it: "told the BBC Iran was ready"."""
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
    """The actor in front of a verb that Title Case hides: "Ukraine Lawmakers Dismiss Plan"."""
    for index in range(phrase.first + 1, phrase.last):
        token = finder.parse.tokens[index]
        if token.pos == "PROPN" and _hidden_verb(token.lower):
            return classify(finder, NounPhrase(phrase.first, index, index - 1))
    return None


def _hidden_verb(word: str) -> bool:
    plain = (word, word.removesuffix("s"), word.removesuffix("es"))
    return any(each in verbs()["say"] or each in verbs()["act"] for each in plain)


def _glued(finder: Finder, sentence: Sentence) -> dict[int, int]:
    """Tokens of known names of several words, so that no phrase ends inside one."""
    words = pieces(finder.text, sentence.span.start, sentence.span.end)
    glued: dict[int, int] = {}
    for number, hit in enumerate(known().find(finder.text, words)):
        if hit.last - hit.first < 2 or not isinstance(hit.entry, Body):
            continue
        for token in finder.parse.within(Span(hit.start, hit.end)):
            glued[token.index] = number
    return glued


def _pronouns(parse: Parse, sentence: Sentence) -> list[ActorMention]:
    found = []
    for token in parse.tokens[sentence.first : sentence.last]:
        known = PRONOUNS.get(token.lower)
        if known is None or token.pos not in ("PRON", "DET"):
            continue
        sort, gender = known
        if sort == "it" and not _acting_it(parse, token):
            continue
        found.append(
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
            )
        )
    return found


def _acting_it(parse: Parse, token: Token) -> bool:
    """Whether "it" may be a body: the subject of a verb of saying or doing, or "its"."""
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
        return not any(each.dep == "auxpass" for each in parse.dependents(verb))
    return verb.lemma in verbs()["say"] or verb.lemma in verbs()["act"]


EMPTY_VERBS = frozenset("be seem appear become remain rain snow happen".split())
"""Verbs whose "it" mostly stands for no one: "it is clear that"."""


def _reported(parse: Parse, verb: Token) -> bool:
    """Whether a verb heads what somebody named is reported to say."""
    if verb.dep not in ("ccomp", "ROOT") or verb.head == verb.index:
        return False
    saying = parse.head(verb)
    speakers = parse.dependents(saying, "nsubj")
    told = any(each.pos != "PRON" or each.lower == "it" for each in speakers)
    return saying.lemma in verbs()["say"] and told


MAIN, MINOR, OBJECT, OTHER, SPEAKER, AUDIENCE = 3.0, 2.0, 1.2, 0.8, 1.5, 0.3
"""Weights of a mention's place: subjects of main clauses and of verbs of saying draw pronouns."""


def _place(parse: Parse, mention: ActorMention) -> None:
    """Weigh the mention by its grammatical place."""
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
        head = parse.tokens[head.head]
    verb = parse.tokens[head.head]
    if head.dep in SUBJECTS:
        mention.subject_of = verb.index
        main = verb.dep in ("ROOT", "conj", "ccomp") and verb.dep != "relcl"
        mention.weight = MAIN if main and verb.dep != "ccomp" else MINOR
        if verb.lemma in verbs()["say"]:
            mention.weight += SPEAKER
    elif head.dep == "pobj" and verb.lower in ("to", "by", "according"):
        agent = verb.dep == "agent" or parse.tokens[verb.head].lower == "according"
        mention.weight = MAIN + SPEAKER if agent else OTHER
        mention.owner = _said_to(parse, verb)
    elif head.dep == "pobj" and verb.lower in ("with", "against", "at"):
        mention.weight = OTHER
        mention.owner = _said_to(parse, verb)
    elif head.dep in ("dobj", "iobj", "dative", "obj"):
        told = mention.kind != "person" and verb.lemma == "tell"
        mention.weight = AUDIENCE if told or mention.role == "JRN" else OBJECT
        mention.owner = verb.index
    else:
        mention.weight = OTHER


def _said_to(parse: Parse, prep: Token) -> int | None:
    """The verb of saying that a preposition hangs on: no one agrees with himself."""
    verb = parse.head(prep)
    return verb.index if verb.lemma in verbs()["say"] else None


def quoted_tokens(parse: Parse, text: str) -> list[bool]:
    """For each token, whether it stands in quotation marks; a block's end closes a quotation."""
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
