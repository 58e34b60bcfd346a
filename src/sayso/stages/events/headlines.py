"""Headlines in the historical present, whose verb the parser takes for a noun.

"Sudan army retakes palace" comes back as one long noun. Where a sentence has no finite verb and a
word of it reads as one, subject and object are hung on that word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.lexicon.events import triggers
from sayso.stages.events.grammar import FINITE
from sayso.text.parse import Parse, Token
from sayso.text.syntax import is_noun

LONGEST_HEADLINE = 30
OBJECT = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET"})
BEFORE = frozenset({"NOUN", "PROPN"})


def with_headlines(parse: Parse) -> Parse:
    """Return the parse, the verbs of headlines made verbs."""
    changed: dict[int, Token] = {}
    for sentence in parse.sentences:
        words = parse.tokens_of(sentence)
        if len(words) > LONGEST_HEADLINE or any(each.tag in FINITE for each in words):
            continue
        verb = _verb(words)
        if verb is not None:
            changed.update(_rehung(words, verb))
    if not changed:
        return parse
    tokens = tuple(changed.get(each.index, each) for each in parse.tokens)
    return Parse(tokens, parse.sentences, parse.names)


def _verb(words: Sequence[Token]) -> Token | None:
    """Return the first noun that reads as a verb of the third person between a subject and an
    object."""
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if not is_noun(word) or before.pos not in BEFORE or after.pos not in OBJECT:
            continue
        if after.entity in ("DATE", "TIME") or not word.lower.endswith("s"):
            continue
        if _stem(word) is not None and not before.lower.endswith("'s"):
            return word
    return None


def _stem(word: Token) -> str | None:
    """Return the verb that the word is a form of, when it is one that reports an event."""
    lower = word.lower
    for stem in (lower[:-1], lower.removesuffix("es"), lower[:-3] + "y"):
        if ("v", stem) in triggers():
            return stem
    return None


def _rehung(words: Sequence[Token], verb: Token) -> dict[int, Token]:
    """Return the tokens of a headline with its verb at the top."""
    last = verb.index + 1
    by_index = {each.index: each for each in words}
    while last + 1 in by_index and by_index[last + 1].pos in OBJECT:
        last += 1
    changed = {
        verb.index: replace(
            verb,
            pos="VERB",
            tag="VBZ",
            dep="ROOT",
            head=verb.index,
            lemma=_stem(verb) or verb.lemma,
        )
    }
    for token in words:
        if token.index < verb.index:
            changed[token.index] = _under(token, verb.index - 1, words[0].index, verb, "nsubj")
        elif verb.index < token.index <= last:
            changed[token.index] = _under(token, last, verb.index + 1, verb, "dobj")
        elif token.index > last and (token.head == token.index or token.head <= last):
            changed[token.index] = replace(token, head=verb.index)
    return changed


def _under(token: Token, top: int, first: int, verb: Token, dep: str) -> Token:
    """Return a word of the subject or object: its last word hangs on the verb, the others on
    that one."""
    if token.index == top:
        return replace(token, head=verb.index, dep=dep)
    inside = first <= token.head <= top and token.head != token.index
    if inside:
        return token
    return replace(token, head=top, dep="compound" if is_noun(token) else "amod")
