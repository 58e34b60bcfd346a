"""Polarity and modality: is the event said to have happened, not to have, to be about to?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sayso.lexicon.events import scope_words
from sayso.record import Modality, Polarity
from sayso.record.trace import Rule, Subject, first_that_holds, trace
from sayso.stages.events.grammar import FINITE, forms
from sayso.text.parse import Parse, Token
from sayso.text.syntax import has_condition, is_noun, is_verb, not_even_one

RANK = (
    "threatened",
    "hypothetical",
    "demanded",
    "planned",
    "historical",
    "denies",
    "doubts",
    "acknowledges",
)
"""Modalities first: of several, the first here is kept."""

MODALITY: dict[str, Modality] = {
    "threatened": "threatened",
    "hypothetical": "hypothetical",
    "demanded": "demanded",
    "planned": "planned",
    "historical": "historical",
}
POLARITIES: tuple[Polarity, ...] = ("denies", "doubts", "acknowledges")
"""Of several, the first here is kept."""

OCCURRING = frozenset(
    "take occur happen continue begin start resume follow be come hold end unfold exist remain"
    " last ensue break erupt".split()
)
"""Verbs that only say that their subject happens: what turns them turns the event."""

VERIFYING = frozenset({"confirm", "verify", "corroborate", "authenticate", "substantiate"})
"""Who cannot confirm something leaves it in doubt."""

GIVING = frozenset({"give", "provide", "offer", "release", "supply", "have", "cite", "publish"})
WITHHELD = frozenset(
    "figure number detail toll count total breakdown estimate timeframe date place location".split()
)
"""What is kept back by who gives none of it, which denies nothing."""

HAPPENED_OBJECT = ("dobj", "nsubjpass", "xcomp", "ccomp", "attr", "oprd", "pcomp")
YEAR = re.compile(r"(?:18|19|20)\d\d\Z")
PAST_BY = 2
"""Years before the text's own from which an event is historical: last winter still is news."""


def scope_of(parse: Parse, event: Token, year: int | None) -> tuple[Polarity, Modality]:
    """Return polarity and modality of the event whose head is `event`; `year` is the text's own."""
    effects = set(_effects(parse, event))
    if "denies" in effects and event.lemma.lower() in VERIFYING:
        effects = effects - {"denies"} | {"doubts"}
    if _is_historical(parse, event, year):
        trace("modality", event.span, "changed", "long past", "historical")
        effects.add("historical")
    modality: Modality = next(
        (MODALITY[each] for each in RANK if each in effects & set(MODALITY)), "actual"
    )
    polarity: Polarity = next((each for each in POLARITIES if each in effects), "asserts")
    return polarity, modality


HIGHEST = 12
"""Words above an event that are looked at."""


@dataclass(frozen=True, slots=True)
class ScopeStep:
    """One step up from an event: a word, and the word above it."""

    parse: Parse
    token: Token
    head: Token
    is_event: bool


def _effects(parse: Parse, event: Token) -> Iterator[str]:
    """Yield the effects of all words whose scope holds the event, from it up to its clause."""
    token = event
    for _ in range(HIGHEST):
        step = ScopeStep(parse, token, parse.head(token), token is event)
        yield from _of_rules(OWN_EFFECTS, step)
        if step.head is token:
            return
        end = first_that_holds(ENDS_OF_SCOPE, step)
        if end is not None:
            trace("modality", token.span, "dropped", end, "words above it change nothing")
            return
        yield from _of_rules(EFFECTS_FROM_ABOVE, step)
        if token.dep in ("ccomp", "prep", "agent") and _leads_no_further(step):
            return
        if token.dep == "acl" and is_noun(step.head):
            return
        token = step.head


def _leads_no_further(step: ScopeStep) -> bool:
    """Return whether what governs a clause, or a preposition of a verb, is all that counts."""
    stands = step.head.lemma.lower() == "be"  # "no pilot was in custody": as "was held"
    return step.token.dep == "ccomp" or (is_verb(step.head) and not stands)


def _of_rules(
    rules: Sequence[Rule[Callable[[ScopeStep], Iterable[str]]]], step: ScopeStep
) -> Iterator[str]:
    for rule in rules:
        for effect in rule.test(step):
            subject: Subject = "modality" if effect in MODALITY else "polarity"
            trace(subject, step.token.span, "changed", rule.name, effect)
            yield effect


def _joined_or_subject(step: ScopeStep) -> bool:
    return step.token.dep != "advcl" and _shut(step.parse, step.token, step.head)


def _circumstance(step: ScopeStep) -> bool:
    if step.token.dep != "advcl":
        return False
    return bool(step.parse.dependents(step.token, "mark", "advmod", "nsubj", "aux"))


AROUND = frozenset("after before during since following amid over".split())
"""Prepositions that say when or why something else was done."""


def _when_or_why(step: ScopeStep) -> bool:
    """Return whether an event only says when or why: "dismissed the governor after the raid"."""
    if step.token.dep != "prep" or step.token.lower not in AROUND:
        return False
    return _look("verb", step.head.lemma.lower()) == "denies"


def _participle(step: ScopeStep) -> bool:
    token = step.token
    return token.dep == "acl" and token.tag != "VB" and not step.parse.dependents(token, "mark")


def _past_a_semicolon(step: ScopeStep) -> bool:
    low, high = sorted((step.token.index, step.head.index))
    return any(token.text == ";" for token in step.parse.tokens[low:high])


ENDS_OF_SCOPE: tuple[Rule[Callable[[ScopeStep], bool]], ...] = (
    Rule(
        "past a semicolon",
        "Modi blames rebels for attack in Kashmir; Islamabad denies role",
        _past_a_semicolon,
    ),
    Rule(
        "relative clause",
        "Rebels who seized the port left.",
        lambda step: step.token.dep in ("relcl", "parataxis"),
    ),
    Rule(
        "participle of a noun",
        "Debris falling on the town killed two people.",
        _participle,
    ),
    Rule(
        "clause of circumstance",
        "Talks may resume after the rebels attacked the town.",
        _circumstance,
    ),
    Rule(
        "when or why it was refused",
        "Khartoum dismissed the governor of Sennar after the raid.",
        _when_or_why,
    ),
    Rule(
        "subject of another verb",
        "The attack may delay the talks.",
        _joined_or_subject,
    ),
    Rule(
        "time or recipient",
        "Threats we face echo the years before the war, the minister warned.",
        lambda step: step.token.dep in ("npadvmod", "dative"),
    ),
)
"""Where the words above no longer turn an event."""


def _governing_preposition(step: ScopeStep) -> Iterable[str]:
    if step.token.dep not in ("prep", "agent") or not is_verb(step.head):
        return ()
    return _governed(step.head, "verb")


def _governing_word(step: ScopeStep) -> Iterable[str]:
    if step.token.dep in ("prep", "agent") and is_verb(step.head):
        return ()
    return _from_head(step.parse, step.token, step.head)


def _owns_up(step: ScopeStep) -> Iterable[str]:
    return ("acknowledges",) if _own_deed(step.parse, step.token, step.head) else ()


def _cannot_confirm(step: ScopeStep) -> Iterable[str]:
    verifying = step.token.dep == "ccomp" and step.head.lemma in VERIFYING
    return ("doubts",) if verifying and _negated(step.parse, step.head) else ()


def _has_yet_to(step: ScopeStep) -> Iterable[str]:
    below_have = step.token.dep == "xcomp" and step.head.lemma == "have"
    yet = below_have and _says(step.parse, (step.head, step.token), "yet")
    return ("denies",) if yet else ()


def _never_agreed(step: ScopeStep) -> Iterable[str]:
    """Yield a denial for what is never agreed or committed to."""
    if step.token.dep != "prep" or step.head.lemma not in ("agree", "commit", "consent"):
        return ()
    return ("denies",) if _negated(step.parse, step.head) else ()


def _claim_in_doubt(step: ScopeStep) -> Iterable[str]:
    token, head = step.token, step.head
    if token.dep not in ("ccomp", "acl") or not is_noun(head):
        return ()
    if head.dep not in ("dobj", "nsubjpass"):
        return ()
    return set(_governed(step.parse.head(head), "verb")) & {"doubts"}


OWN_EFFECTS: tuple[Rule[Callable[[ScopeStep], Iterable[str]]], ...] = (
    Rule(
        "word of its own",
        "The army did not attack the village.",
        lambda step: _own(step.parse, step.token, step.is_event),
    ),
)
"""What the words that hang on an event, or on a word above it, do to it."""

EFFECTS_FROM_ABOVE: tuple[Rule[Callable[[ScopeStep], Iterable[str]]], ...] = (
    Rule(
        "verb of its preposition",
        "The general warned of an attack on Bor.",
        _governing_preposition,
    ),
    Rule(
        "word that governs it",
        "The army plans to attack the village.",
        _governing_word,
    ),
    Rule(
        "owns up to it",
        "The army confirmed that it attacked the village.",
        _owns_up,
    ),
    Rule(
        "cannot confirm it",
        "The agency could not confirm that the army attacked the village.",
        _cannot_confirm,
    ),
    Rule(
        "has yet to",
        "The army has yet to attack the village.",
        _has_yet_to,
    ),
    Rule(
        "never agreed to it",
        "The rebels never agreed to a truce.",
        _never_agreed,
    ),
    Rule(
        "claim in doubt",
        "The council questioned claims that the army attacked the village.",
        _claim_in_doubt,
    ),
)
"""What the word above an event does to it."""


def _negated(parse: Parse, verb: Token) -> bool:
    """Return whether a verb is denied, or the "able" or "possible" that it hangs on."""
    above = parse.head(verb) if verb.dep in ("xcomp", "ccomp", "conj") else verb
    chain = (verb, above, parse.head(above) if above.pos == "ADJ" else above)
    return any(
        each.dep == "neg" or each.lower in ("unable", "impossible", "no")
        for word in chain
        for each in (word, *parse.dependents(word))
    )


def _says(parse: Parse, words: Sequence[Token], said: str) -> bool:
    """Return whether a word hangs on one of `words`."""
    return any(each.lower == said for word in words for each in parse.dependents(word))


def _shut(parse: Parse, token: Token, head: Token) -> bool:
    """Return whether what turns the word above does not turn this one."""
    if token.dep == "conj":
        return _stands_alone(parse, token)
    return token.dep == "nsubj" and is_verb(head) and head.lemma not in OCCURRING


def _own_deed(parse: Parse, token: Token, head: Token) -> bool:
    """Return whether who confirms owns up to a deed of its own: "confirmed it carried out"."""
    if head.lemma != "confirm" or token.dep != "ccomp":
        return False
    agents = parse.dependents(token, "nsubj")
    return any(each.lower in ("it", "they", "we", "he", "she") for each in agents) or any(
        own.lower in ("its", "their", "our") for each in agents for own in parse.dependents(each)
    )


def _stands_alone(parse: Parse, token: Token) -> bool:
    return is_verb(token) and (
        bool(parse.dependents(token, "nsubj", "nsubjpass", "aux")) or token.tag in FINITE
    )


def _own(parse: Parse, token: Token, is_event: bool) -> Iterator[str]:
    """Yield what the dependents of a word in the chain do to the event."""
    for below in parse.dependents(token):
        if below.dep == "aux":
            if parse.tokens[min(below.index + 1, len(parse.tokens) - 1)].lower == "n’t":
                yield "denies"
            yield from _auxiliary(parse, below, token)
            if _is_inverted(parse, below, token):
                yield "hypothetical"
            if below.lemma.lower() == "have" and parse.dependents(below, "xcomp"):
                yield "demanded"
        elif below.dep in ("mark", "prep") and below.index < token.index and below.dep == "mark":
            yield from _governed(below, "mark")
        elif below.lower == "no" and (
            _gives_nothing(token, parse.head(token)) or _no_fewer(parse, below)
        ):
            continue
        elif below.dep in ("neg", "det", "advmod", "amod", "preconj", "npadvmod", "compound"):
            yield from _modifier(below, token, is_event)
        elif below.dep in _denying_places(parse, token):
            yield from _denied_by(parse, below, token)


def _no_fewer(parse: Parse, word: Token) -> bool:
    """Return whether "no" only bounds a number: "no fewer than nine people were hurt"."""
    following = parse.tokens[min(word.index + 1, len(parse.tokens) - 1)]
    return word.lower == "no" and following.lower in ("fewer", "less", "more")


def _denying_places(parse: Parse, token: Token) -> tuple[str, ...]:
    """Return where a noun stands whose "no" denies the word above it: "there was no leak"."""
    places = ("nsubj", "nsubjpass", "dobj") if is_verb(token) else ()
    return (*places, "attr") if parse.dependents(token, "expl") else places


def _denied_by(parse: Parse, noun: Token, verb: Token) -> Iterator[str]:
    """Yield a denial for "no shells fell", "none were hurt", and none for "gave no figure"."""
    nobody = noun.lower in ("no", "nobody", "none", "neither", "nothing")
    none = any(
        each.lower in ("no", "neither") and not _no_fewer(parse, each)
        for each in parse.dependents(noun, "det")
    )
    if nobody or not_even_one(parse, noun) or (none and not _gives_nothing(noun, verb)):
        yield "denies"


def _gives_nothing(withheld: Token, verb: Token) -> bool:
    """Return whether "no" only keeps a number back: "gave no figure for the dead"."""
    return withheld.lemma.lower() in WITHHELD and verb.lemma.lower() in GIVING


def _auxiliary(parse: Parse, aux: Token, verb: Token) -> Iterator[str]:
    """Yield what an auxiliary does; "would" after "said" is "will" moved into the past."""
    above = parse.head(verb)
    reported = verb.dep == "ccomp" and above.tag in ("VBD", "VBN")
    if aux.lower in ("would", "'d") and reported and not has_condition(parse, verb):
        yield "planned"
    else:
        yield from _governed(aux, "aux")


def _is_inverted(parse: Parse, aux: Token, verb: Token) -> bool:
    """Return whether the clause is a condition by its order: "had the missile hit"."""
    subjects = parse.dependents(verb, "nsubj", "nsubjpass")
    inverted = bool(subjects) and aux.index < subjects[0].index
    return inverted and aux.lower in ("had", "should", "were") and verb.dep == "advcl"


def _modifier(modifier: Token, token: Token, is_event: bool) -> Iterator[str]:
    effect = next((_look("own", form) for form in forms(modifier) if _look("own", form)), None)
    if effect is None:
        return
    if not is_event and (modifier.lower in ("next", "future") or effect == "historical"):
        return
    if modifier.lower == "any" and token.dep not in ("nsubj", "nsubjpass"):
        return
    if effect == "denies" and modifier.lower == "no" and modifier.dep == "advmod":
        return
    yield effect


def _look(where: str, word: str) -> str | None:
    return scope_words().get((where, word))


def _governed(head: Token, where: str) -> Iterator[str]:
    for form in forms(head):
        effect = _look(where, form)
        if effect is not None:
            yield effect
            return


def _from_head(parse: Parse, token: Token, head: Token) -> Iterator[str]:
    """Yield what the word above does, which governs the event or the words between."""
    if token.dep == "ccomp" and head.lemma == "warn" and not parse.dependents(token, "aux"):
        return
    if token.dep == "ccomp" and head.lemma == "clarify":
        return  # "clarified that it was an accident": only what is still being clarified is open
    if head.lemma in ("agree", "call") and token.dep != "xcomp":
        return
    complement = head.pos == "ADJ" and token.dep in ("xcomp", "ccomp", "prep")
    if complement or (is_verb(head) and token.dep in HAPPENED_OBJECT):
        yield from _governed(head, "verb")
    elif is_noun(head) and token.dep in ("prep", "acl", "poss", "compound", "ccomp"):
        yield from _governed(head, "noun")
    elif head.dep == "prep" and head.lower == "without":
        yield "denies"


def _is_historical(parse: Parse, event: Token, year: int | None) -> bool:
    """Return whether a year well before the text's own, or a war long past, dates the event."""
    below = parse.dependents(event)
    for word in (*below, *(one for inner in below for one in parse.dependents(inner))):
        if word.entity in ("DATE", "EVENT") and YEAR.match(word.text):
            dates = word.dep in ("pobj", "nummod", "npadvmod", "compound", "amod", "nmod")
            if dates and year is not None and parse.head(word).lower != "since":
                return int(word.text) <= year - PAST_BY
        if word.lower == "ago" and word.head == event.index:
            return any(one.lemma in ("year", "decade", "century") for one in parse.subtree(word))
        if word.lower == "during" and word.head == event.index:
            return any(one.lower in ("ii", "two", "cold") for one in parse.subtree(word))
    return False
