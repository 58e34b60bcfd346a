"""Countries and capitals that stand for their governments, and those that are places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sayso.record.trace import Rule, decide, trace
from sayso.stages.actors.phrases import NounPhrase, span_of
from sayso.text.parse import Parse, Token

DASHES = frozenset({":", "–", "—", "-"})
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


@dataclass(frozen=True, slots=True)
class SeatContext:
    """A country or capital in its sentence; `token` is the head of the list that it stands in."""

    parse: Parse
    phrase: NounPhrase
    token: Token
    seat: bool

    @property
    def head(self) -> Token:
        return self.parse.head(self.token)

    @property
    def locative(self) -> frozenset[str]:
        """Return the prepositions that say where; a capital is a place after more of them."""
        return SEAT_LOCATIVE if self.seat else LOCATIVE


def acts_as_government(parse: Parse, phrase: NounPhrase, *, seat: bool) -> bool:
    """Return whether a country or capital (`seat`) stands for its government, not for a place."""
    context = SeatContext(parse, phrase, _head_of_list(parse, phrase), seat)
    decided = decide(SEATS, context)
    if decided is None:
        return False
    rule, acts = decided
    span = span_of(parse, phrase.first, phrase.last)
    trace("actor", span, "made" if acts else "dropped", rule, "as a government")
    return acts


def _head_of_list(parse: Parse, phrase: NounPhrase) -> Token:
    token = parse.tokens[phrase.head]
    for _ in range(6):
        if token.dep not in ("conj", "appos", "nmod") or token.head == token.index:
            break
        token = parse.head(token)
    return token


def _speaks_in_headline(context: SeatContext) -> bool | None:
    """Return True at "Kyiv: two dead in strike", "Two dead in strike – Kyiv"."""
    tokens, phrase = context.parse.tokens, context.phrase
    sentence = context.parse.sentences[tokens[phrase.head].sentence]
    last = phrase.last == sentence.last
    if last and phrase.first > sentence.first and tokens[phrase.first - 1].text in DASHES:
        return True
    opens = phrase.first == sentence.first and not last
    return True if opens and tokens[phrase.last].text == ":" else None


def _subject_or_owner(context: SeatContext) -> bool | None:
    dep = context.token.dep
    return True if dep in SUBJECTS or dep in ("poss", "agent", "csubj") else None


def _object(context: SeatContext) -> bool | None:
    """Return True at "they accuse Kyiv"; of capitals only where the verb needs someone who acts."""
    if context.token.dep not in ("dobj", "iobj", "dative", "obj"):
        return None
    return not context.seat or context.head.lemma in SEAT_OBJECT_VERBS


def _according_to(context: SeatContext) -> bool | None:
    if context.token.dep != "pobj" or context.head.lower != "to":
        return None
    return True if context.parse.head(context.head).lower == "according" else None


def _after_preposition(context: SeatContext) -> bool | None:
    """Return True at "a treaty with Kyiv", False at "strikes near Kyiv"."""
    return context.head.lower not in context.locative if context.token.dep == "pobj" else None


def _elsewhere(_context: SeatContext) -> bool | None:
    return False


SEATS: tuple[Rule[Callable[[SeatContext], bool | None]], ...] = (
    Rule("speaker in a headline", "Two killed in strike on port – Ukraine", _speaks_in_headline),
    Rule("subject or owner", "Kenya closed the border.", _subject_or_owner),
    Rule("object of a verb", "Rebels accused Kenya of the attack.", _object),
    Rule("according to", "Two soldiers were killed, according to Kenya.", _according_to),
    Rule("after a preposition", "Rebels signed a treaty with Kenya.", _after_preposition),
    Rule("no position of an actor", "Rebels left yesterday. Kenya.", _elsewhere),
)
