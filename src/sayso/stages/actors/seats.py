"""Countries and capitals that stand for their governments, told from those that are places."""

from __future__ import annotations

from sayso.stages.actors.phrases import NounPhrase
from sayso.text.parse import Parse

SUBJECTS = frozenset({"nsubj", "nsubjpass"})

LOCATIVE = frozenset(
    "in at near across into inside outside around over onto throughout toward towards within from"
    " to of on off via through beyond".split()
)
SEAT_LOCATIVE = LOCATIVE | {"for", "by way of", "above", "under", "past"}
SEAT_OBJECT_VERBS = frozenset(
    "accuse blame warn urge ask tell call press force support back condemn criticize criticise"
    " threaten allow help thank pressure push demand inform notify give sanction".split()
)


def acts_as_government(parse: Parse, phrase: NounPhrase, *, seat: bool) -> bool:
    """Whether a country or capital stands for its government there, not for a place."""
    tokens = parse.tokens
    sentence = parse.sentences[tokens[phrase.head].sentence]
    after = tokens[phrase.last].text if phrase.last < sentence.last else ""
    before = tokens[phrase.first - 1].text if phrase.first > sentence.first else ""
    if (before in (":", "–", "—", "-") and phrase.last == sentence.last) or (
        after == ":" and phrase.first == sentence.first
    ):
        return True
    token = tokens[phrase.head]
    for _ in range(6):
        if token.dep not in ("conj", "appos", "nmod") or token.head == token.index:
            break
        token = tokens[token.head]
    if token.dep in SUBJECTS or token.dep in ("poss", "agent", "csubj"):
        return True
    if token.dep in ("dobj", "iobj", "dative", "obj"):
        return not seat or tokens[token.head].lemma in SEAT_OBJECT_VERBS
    if token.dep == "pobj":
        prep = tokens[token.head].lower
        if prep == "to" and tokens[tokens[token.head].head].lower == "according":
            return True
        return prep not in (SEAT_LOCATIVE if seat else LOCATIVE)
    return False
