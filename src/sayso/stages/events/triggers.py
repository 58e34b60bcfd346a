"""Finding the words that report events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sayso.lexicon.events import Condition, Trigger, triggers
from sayso.record.trace import trace
from sayso.stages.events.grammar import belongs, forms
from sayso.text.parse import Parse, Token
from sayso.text.phrases import after, modifiers, prepositions
from sayso.text.syntax import agent_of, direct_object, has_condition, is_noun, is_verb

REACH = 4
"""Words after a verb among which the rest of its phrase is looked for when the parse misses it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A trigger met in the text: its head and all its words, in text order."""

    trigger: Trigger
    head: Token
    words: tuple[Token, ...]


def object_of(parse: Parse, head: Token) -> Token | None:
    """Return what a verb is done to, or what a noun such as "capture" is the capture of."""
    if is_verb(head):
        return direct_object(parse, head)
    noun = after(parse, head, "of", "on", "against", "for", "to")
    if noun is None:
        compounds = [each for each in modifiers(parse, head, "compound") if is_noun(each)]
        return compounds[-1] if compounds else None
    return noun


def _any_belongs(parse: Parse, tokens: list[Token], condition: Condition) -> bool:
    return any(belongs(parse, each, name) for each in tokens for name in condition.one_of)


def _one(token: Token | None) -> list[Token]:
    return [] if token is None else [token]


def _about_object(parse: Parse, head: Token, condition: Condition) -> bool:
    objects = _one(object_of(parse, head))
    if objects and not condition.wanted and objects[0].dep == "conj":
        return False
    return _any_belongs(parse, objects, condition)


def _about_subject(parse: Parse, head: Token, condition: Condition) -> bool:
    if not is_verb(head):
        return False
    agent = agent_of(parse, head)
    if agent is not None and condition.wanted and agent.lower in ("it", "they"):
        agent = subject_before(parse, head) or agent
    return _any_belongs(parse, _one(agent), condition)


def subject_before(parse: Parse, verb: Token) -> Token | None:
    """Return the subject of the sentence before: "Car bombs went off. They hit a market"."""
    if verb.dep != "ROOT" or not verb.sentence:
        return None
    sentence = parse.sentences[verb.sentence - 1]
    if sentence.block != parse.sentences[verb.sentence].block:
        return None
    tokens = parse.tokens[sentence.first : sentence.last]
    root = next((each for each in tokens if each.dep == "ROOT"), None)
    subjects = parse.dependents(root, "nsubj", "nsubjpass") if root is not None else []
    return subjects[0] if subjects else None


def _about_modifiers(parse: Parse, head: Token, condition: Condition) -> bool:
    modifying = modifiers(parse, head)
    if any(set(condition.one_of) & set(forms(each)) for each in modifying):
        return True
    return _any_belongs(parse, [each for each in modifying if is_noun(each)], condition)


def _about_preposition(parse: Parse, head: Token, condition: Condition) -> bool:
    return any(prep in condition.one_of for prep, _ in prepositions(parse, head))


def _about_its_noun(parse: Parse, head: Token, condition: Condition) -> bool:
    return _any_belongs(parse, [noun for _, noun in prepositions(parse, head)], condition)


def _that(parse: Parse, head: Token, _: Condition) -> bool:
    above = parse.head(head) if head.dep == "acomp" else head  # "it is vital that they leave"
    return bool(parse.dependents(head, "ccomp") or parse.dependents(above, "ccomp"))


def _to(parse: Parse, head: Token, _: Condition) -> bool:
    adjectives = parse.dependents(head, "acomp")
    return any(parse.dependents(each, "xcomp") for each in (head, *adjectives))


def _if(parse: Parse, head: Token, _: Condition) -> bool:
    objects = parse.dependents(head, "prep", "dobj", "pobj")
    inner = [noun for each in objects for noun in parse.dependents(each, "pobj")]
    return any(has_condition(parse, each) for each in (head, *objects, *inner))


def _alone(parse: Parse, head: Token, _: Condition) -> bool:
    return direct_object(parse, head) is None


CONDITIONS: dict[str, Callable[[Parse, Token, Condition], bool]] = {
    "obj": _about_object,
    "subj": _about_subject,
    "mod": _about_modifiers,
    "prep": _about_preposition,
    "pobj": _about_its_noun,
    "that": _that,
    "to": _to,
    "if": _if,
    "alone": _alone,
}


def _holds(parse: Parse, trigger: Trigger, head: Token) -> bool:
    return all(CONDITIONS[each.about](parse, head, each) is each.wanted for each in trigger.when)


def _before(parse: Parse, trigger: Trigger, head: Token) -> list[Token] | None:
    """Return the words before the head of a noun phrase: right before it, a word or two between."""
    tokens: list[Token] = []
    place = head.index
    for word in reversed(trigger.words[: trigger.head]):
        for _ in range(2):
            place -= 1
            if place < 0 or parse.tokens[place].sentence != head.sentence:
                return None
            if word in forms(parse.tokens[place]):
                tokens.append(parse.tokens[place])
                break
        else:
            return None
    return tokens


def _below(parse: Parse, word: str, above: list[Token]) -> Token | None:
    """Return a dependent of one of the words found so far that is `word`."""
    taken = {each.index for each in above}
    for token in above:
        for dependent in parse.dependents(token):
            if dependent.index not in taken and word in forms(dependent):
                return dependent
    last = max(above, key=lambda each: each.index)
    for dependent in parse.tokens[last.index + 1 : last.index + 1 + REACH]:
        if dependent.sentence == last.sentence and word in forms(dependent):
            return dependent
    return None


def _rest(parse: Parse, trigger: Trigger, head: Token) -> tuple[Token, ...] | None:
    """Return all words of the trigger at `head`, or None when one is missing."""
    tokens = [head]
    if trigger.head:
        before = _before(parse, trigger, head)
        if before is None:
            return None
        tokens += before
    below = [head]
    for word in trigger.words[trigger.head + 1 :]:
        match = _below(parse, word, below)
        if match is None:
            return None
        below.append(match)
        tokens.append(match)
    return tuple(sorted(tokens, key=lambda each: each.index))


def _classes_of(token: Token) -> str:
    """Return the word classes under which a token may be listed."""
    if is_verb(token):
        return "va" if token.tag in ("VBN", "VBD") else "v"
    if is_noun(token):
        return "na"
    return "a" if token.pos in ("ADJ", "ADV") else ""


def _sighting(parse: Parse, token: Token) -> Sighting | None:
    """Return the most specific trigger whose head is `token`."""
    best: Sighting | None = None
    if token.entity in ("DATE", "TIME"):
        return None
    for word_class in _classes_of(token):
        for form in forms(token):
            for trigger in triggers().get((word_class, form), ()):
                if best is not None and trigger.weight <= best.trigger.weight:
                    break
                words = _rest(parse, trigger, token)
                if words is not None and _holds(parse, trigger, token):
                    best = Sighting(trigger, token, words)
                    break
        if best is not None:
            return best
    return best


def find_triggers(parse: Parse) -> Iterator[Sighting]:
    """Yield every trigger in text order; a word of a longer trigger gives none of its own."""
    sightings = [seen for token in parse.tokens if (seen := _reporting(parse, token)) is not None]
    owner: dict[int, Sighting] = {}
    for seen in sorted(sightings, key=lambda each: -each.trigger.weight):
        if any(word.index in owner for word in seen.words):
            continue
        for word in seen.words:
            owner[word.index] = seen
    kept = {id(seen) for seen in owner.values()}
    for seen in sightings:
        if seen.trigger.kind is None:
            continue
        if id(seen) in kept:
            yield seen
        else:
            _drop(seen, "word of a longer trigger")


POSING = frozenset(
    "pose present represent constitute deem consider perceive assess remain become".split()
)
"""Verbs whose "threat" is a danger that there is, and none that anybody made."""


def _is_danger(parse: Parse, seen: Sighting) -> bool:
    """Return whether a "threat" is posed or met, not made: "posed a threat to shipping"."""
    if seen.trigger.kind != "threat" or seen.head.lemma.lower() != "threat":
        return False
    above = parse.head(seen.head)
    if seen.head.dep in ("attr", "oprd"):
        return True
    if seen.head.dep == "pobj":
        return above.lower == "as"
    return seen.head.dep in ("dobj", "nsubjpass", "ccomp") and above.lemma.lower() in POSING


def _only_judged(parse: Parse, seen: Sighting) -> bool:
    """Return whether it is only said what a deed is: "such raids may amount to war crimes"."""
    verb = parse.head(seen.head)
    return seen.head.dep == "nsubj" and verb.lemma.lower() in ("amount", "constitute")


def _reporting(parse: Parse, token: Token) -> Sighting | None:
    """Return the trigger whose head is `token`, unless it only modifies a noun."""
    seen = _sighting(parse, token)
    if seen is not None and seen.trigger.kind is not None and _only_modifies(parse, seen):
        _drop(seen, "only modifies a noun")
        return None
    if seen is not None and seen.trigger.kind is not None and _only_judged(parse, seen):
        _drop(seen, "only said what it amounts to")
        return None
    if seen is not None and _is_danger(parse, seen):
        _drop(seen, "a danger, no threat made")
        return None
    return seen


def _drop(seen: Sighting, rule: str) -> None:
    trace("event", seen.head.span, "dropped", rule, f"kind: {seen.trigger.kind}")


def _only_modifies(parse: Parse, seen: Sighting) -> bool:
    """Return whether a word only modifies a noun: "ceasefire commission", "donated coats".

    The participles of harm report it all the same: "two wounded men".
    """
    above = parse.head(seen.head)
    if seen.head.dep == "amod" and is_verb(seen.head):
        alone = len(seen.words) == 1
        return alone and seen.trigger.kind not in ("casualties", "damage")
    return seen.trigger.word_class == "n" and seen.head.dep == "compound" and is_noun(above)
