"""Named facilities: "the Afipsky oil refinery", "Zaporizhzhia nuclear power plant"."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.lexicon import places as lexicon
from sayso.record import Span
from sayso.stages.places.mention import PlaceMention
from sayso.text.parse import Parse, Token

ARTICLES = frozenset({"al", "el", "as", "ar", "an", "ash", "ad", "at", "az"})
NOT_NAMES = frozenset({"the", "a", "an", "this", "that", "its", "their", "his", "her"})


def find_facilities(text: str, parse: Parse) -> list[PlaceMention]:
    """Return facilities that bear a name of their own, from its first word to the word that says
    what."""
    facilities: list[PlaceMention] = []
    for token in parse.tokens:
        if token.lemma.lower() not in lexicon.words("facility") or token.pos not in {
            "NOUN",
            "PROPN",
        }:
            continue
        words = list(_name_before(parse, token))
        if not words:
            continue
        span = Span(words[0].start, token.end)
        if facilities and facilities[-1].span.overlap(span):
            facilities.pop()
        base = Span(words[0].start, words[-1].end).of(text)
        facilities.append(PlaceMention(span, base, role="facility"))
    return facilities


def _name_before(parse: Parse, head: Token) -> Iterator[Token]:
    """Yield the capitalised words before `head`, after any that say what kind of facility it
    is."""
    index = head.index - 1
    parts = lexicon.words("facility_part") | lexicon.words("facility")
    while _same(parse, index, head) and parse.tokens[index].lower in parts:
        index -= 1
    last = index + 1
    while _same(parse, index, head) and _name_word(parse.tokens[index]):
        index -= 1
        if _same(parse, index - 1, head) and _article(parse, index):
            index -= 2
    name = parse.tokens[index + 1 : last]
    demonyms = lexicon.demonyms()
    while name and (name[0].lower in demonyms or name[0].lower in NOT_NAMES):
        name = name[1:]
    if name and not all(word.lower in lexicon.words("never") for word in name):
        yield from name


def _article(parse: Parse, hyphen: int) -> bool:
    """Return whether an Arabic article and a hyphen end at `hyphen`: the "Al-" of "Al-Shifa"."""
    return parse.tokens[hyphen].text == "-" and parse.tokens[hyphen - 1].lower in ARTICLES


def _same(parse: Parse, index: int, head: Token) -> bool:
    return index >= 0 and parse.tokens[index].sentence == head.sentence


def _name_word(token: Token) -> bool:
    return token.text[:1].isupper() and token.tag in {"NNP", "NNPS", "JJ"} and token.text.isalpha()
