"""Who did it, to whom, with what: the initiator, target and means of an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sayso.record import Span
from sayso.stages.events.grammar import (
    TIMES,
    after,
    belongs,
    coordinated,
    direct_object,
    is_noun,
    is_passive,
    is_verb,
    meant,
    modifiers,
    phrase,
    subject,
)
from sayso.stages.events.means import LAUNCHING, find_means, weapon, weapon_words
from sayso.stages.events.parties import (
    NOT_PURPOSES,
    blamed,
    is_party,
    owner_meant,
    party_below,
    recipient,
    speaker,
)
from sayso.stages.events.triggers import Sighting
from sayso.text.parse import Parse, Token

VERB_TARGETS = ("on", "against", "at", "to", "with", "into", "toward", "towards", "over", "for")
NOUN_TARGETS = ("on", "against", "at", "to", "into", "with", "toward", "towards", "over")
LOOSE = ("in", "from", "across", "near")
"""Prepositions that give a place as the target when nothing else does."""

ATTACKS = frozenset(
    "strike drone_missile_strike air_strike helicopter_strike shelling suicide_bombing"
    " remote_explosive grenade chemical_weapon ground_clash attack_on_civilians".split()
)
TOWARDS = frozenset(
    "agreement threat refusal denial appeal concession sanction accusation support aid"
    " cooperation negotiation peaceful_protest restriction force_movement".split()
)
"""Kinds whose target is whom they concern, not the thing that is their object: "threatened to
shell Haifa", "lifted a curfew in Darfur", "rejected Chad's offer"."""

FROM = frozenset({"territory_transfer", "weapons_disrupted", "desertion"})
"""Kinds that take something away: the target is whom or where it was taken from."""

STATES = frozenset("oppose commit prepare engage involve determine concern oblige".split())
"""Verbs whose passive tells a stance of its subject: "Israel is opposed to"."""

PUT = frozenset({"under", "into", "in", "on", "to"})
"""Prepositions of light verbs with a passive target: "was put under investigation"."""


@dataclass(slots=True)
class Roles:
    """Heads of the initiator and target, the means with its class and the attack it makes.

    `harmer` is the attack noun or clause that stands where the initiator would, as in
    "the strike killed two"; a `loose` target is only the place where it happened.
    """

    initiator: Token | None = None
    target: Token | None = None
    means: Span | None = None
    means_class: str | None = None
    makes: str | None = None
    harmer: Token | None = None
    loose: bool = False


def find_roles(parse: Parse, seen: Sighting) -> Roles:
    """The arguments of a trigger, as its frame says."""
    if seen.head.dep == "aux" and seen.head.tag != "MD":
        seen = replace(seen, head=parse.head(seen.head))
    if is_verb(seen.head):
        roles = _of_verb(parse, seen)
    elif seen.head.dep in ("acomp", "oprd", "amod") and not is_noun(seen.head):
        roles = _of_adjective(parse, seen)
    elif seen.head.pos == "ADJ" and seen.trigger.frame == "undergo":
        roles = Roles(target=subject(parse, seen.head))
    else:
        roles = _of_noun(parse, seen)
    _whom_it_concerns(parse, seen, roles)
    if roles.initiator is not None:
        roles.initiator = speaker(parse, owner_meant(parse, seen.head, roles.initiator))
    if roles.initiator is not None and roles.initiator is roles.target:
        roles.target = None
    _weapon_as_initiator(parse, roles)
    dropped = roles.makes in (None, "air_strike")
    found = find_means(parse, seen) if dropped else None
    if found is not None and (roles.means is None or found[2] == "air_strike"):
        roles.means, roles.means_class, roles.makes = found
    return roles


def _of_verb(parse: Parse, seen: Sighting) -> Roles:
    verb, frame = seen.head, seen.trigger.frame
    words = {word.index for word in seen.words}
    doer = subject(parse, verb)
    done_to = direct_object(parse, verb)
    if doer is None and verb.lemma in STATES and is_passive(parse, verb):
        doer, done_to = done_to, None
    if doer is not None and doer.index in words and is_noun(doer):
        return _of_noun(parse, replace(seen, head=doer))
    if done_to is not None and done_to.index in words:
        done_to = _object_of_words(parse, seen)
    if done_to is doer:
        done_to = None
    if frame == "undergo":
        return Roles(target=done_to or doer)
    if verb.dep == "aux":
        return Roles(_speaker(parse, parse.head(verb)), doer)
    if frame == "receive":
        return Roles(initiator=after(parse, verb, "from", "by"), target=done_to or doer)
    target = None if done_to is None or _is_ammunition(parse, seen, done_to) else done_to
    if frame == "mutual" and doer is not None:
        partner = after(parse, verb, "with")
        both = coordinated(parse, doer)
        target = partner or target or (both[1] if len(both) > 1 else None)
    if target is None and seen.trigger.kind == "accusation":
        target = _after_words(parse, seen, ("over", "about", "against", "at"))
    if target is None or target.pos in ("NUM", "PART"):
        target = _after_words(parse, seen, VERB_TARGETS) or target
    if target is None and seen.trigger.kind in ("appeal", "threat", "accusation"):
        target = _complement_subject(parse, verb)
    loose = target is None
    if loose:
        target = _after_words(parse, seen, LOOSE)
    return Roles(initiator=doer, target=target, loose=loose)


def _whom_it_concerns(parse: Parse, seen: Sighting, roles: Roles) -> None:
    """Put the party that the event concerns in the place of a thing that is its object."""
    kind, head = seen.trigger.kind, seen.head
    thing = roles.target
    if kind == "aid" and is_verb(head) and seen.trigger.frame == "agent":
        found = recipient(parse, head, thing)
        if found is not None and found is not roles.initiator:
            roles.target = found
            return
    if kind in FROM:
        found = after(parse, head, "from") or (after(parse, thing, "from") if thing else None)
        roles.target = found or thing
        return
    if kind not in TOWARDS or (thing is not None and not roles.loose and is_party(parse, thing)):
        return
    found = None
    if kind == "peaceful_protest" and roles.loose:
        thing = None
    if thing is not None and kind in ("accusation", "refusal", "denial", "support"):
        found = blamed(parse, thing)
    if found is None and thing is not None and not roles.loose:
        found = party_below(parse, thing, roles.initiator)
    if found is None:
        found = _below_clause(parse, seen, roles)
    if found is not None and found is not roles.initiator:
        roles.target, roles.loose = found, False


def _speaker(parse: Parse, clause: Token) -> Token | None:
    """Who says what the clause says: the subject of the verb above it."""
    above = parse.head(clause)
    return subject(parse, above) if clause.dep == "ccomp" and is_verb(above) else None


def _below_clause(parse: Parse, seen: Sighting, roles: Roles) -> Token | None:
    """The party below the verb; what is protested at or threatened may stand in a clause below."""
    head = seen.head
    through = seen.trigger.kind in ("peaceful_protest", "threat")
    if through and not is_verb(head):
        head = _governor(parse, head) or head
    if not is_verb(head):
        return None
    found = party_below(parse, head, roles.initiator)
    if found is None and through:
        found = party_below(parse, head, roles.initiator, NOT_PURPOSES)
    return found


def _is_ammunition(parse: Parse, seen: Sighting, done_to: Token) -> bool:
    """In "fired two missiles at the port" the missiles are the means, not the target."""
    launched = seen.head.lemma.lower() in LAUNCHING
    return launched and weapon(parse, [meant(parse, done_to)]) is not None


def _object_of_words(parse: Parse, seen: Sighting) -> Token | None:
    """For "take control of the town" and "impose a curfew in Mandalay": what follows the noun."""
    for word in seen.words:
        if is_noun(word):
            if seen.trigger.frame == "mutual":
                return after(parse, word, "with", "between", "of")
            found = after(parse, word, "of", *NOUN_TARGETS, "for", "from", *LOOSE)
            if found is not None and found not in seen.words:
                return found
    return None


def _after_words(parse: Parse, seen: Sighting, wanted: Iterable[str]) -> Token | None:
    """The noun after one of the `wanted` prepositions that hangs on any word of the trigger."""
    wanted = tuple(wanted)
    for word in seen.words:
        if word.tag in ("IN", "RP") and word is not seen.head:
            own = next(iter(parse.dependents(word, "pobj")), None)
            if own is not None and own not in seen.words:
                return own
    for word in (seen.head, *seen.words):
        found = after(parse, word, *wanted)
        if found is not None and found not in seen.words:
            return found
    return None


def _complement_subject(parse: Parse, verb: Token) -> Token | None:
    """The subject of what is said or demanded: "insisted that the junta release them"."""
    for clause in parse.dependents(verb, "ccomp", "xcomp", "acl"):
        for each in parse.dependents(clause, "nsubj", "nsubjpass"):
            return each
    return None


def _of_adjective(parse: Parse, seen: Sighting) -> Roles:
    """In "said the rebels were responsible" the rebels are the target of who says so."""
    if seen.head.dep == "amod":
        return Roles(target=parse.head(seen.head))
    verb = parse.head(seen.head)
    return Roles(_speaker(parse, verb), subject(parse, verb))


def _of_noun(parse: Parse, seen: Sighting) -> Roles:
    noun, frame = seen.head, seen.trigger.frame
    of = after(parse, noun, "of")
    by = after(parse, noun, "by") or (after(parse, of, "by") if of is not None else None)
    between = after(parse, noun, "between", "among")
    owner = _owner(parse, noun)
    target = after(parse, noun, *NOUN_TARGETS)
    if between is not None:
        both = coordinated(parse, between)
        return Roles(both[0], both[1] if len(both) > 1 else None)
    if frame == "undergo":
        return Roles(target=of or owner or target or _governor_object(parse, noun))
    if frame == "mutual":
        partner = after(parse, noun, "with", "to")
        doer = owner or by or _governor_subject(parse, noun)
        if doer is not None and partner is None and len(coordinated(parse, doer)) > 1:
            partner = coordinated(parse, doer)[1]
        return Roles(doer, partner or of or _governor_target(parse, noun))
    doer = by or owner or after(parse, noun, "from") or _governor_subject(parse, noun)
    if seen.trigger.kind == "appeal":
        target = target or _complement_subject(parse, noun)
    target = target or of or _compound_place(parse, noun, doer) or _put(parse, noun)
    target = target or _governor_target(parse, noun)
    return Roles(doer, target or _place(parse, noun), loose=target is None)


def _put(parse: Parse, noun: Token) -> Token | None:
    """Who was put "under investigation", "on trial", "into custody"."""
    if noun.dep != "pobj" or parse.head(noun).lower not in PUT:
        return None
    verb = parse.head(parse.head(noun))
    return direct_object(parse, verb) if verb.lemma in ("put", "place", "take", "bring") else None


def _place(parse: Parse, noun: Token) -> Token | None:
    return after(parse, noun, "for", "in", "near", "across") or (
        after(parse, parse.head(noun), *LOOSE) if noun.dep == "dobj" else None
    )


def _owner(parse: Parse, noun: Token) -> Token | None:
    """Whose it is: "Israel's", "Saudi-led", "Russian", or a named group before the noun."""
    for each in parse.dependents(noun, "poss"):
        return each
    for each in modifiers(parse, noun, "amod", "compound", "nmod"):
        if each.entity in ("NORP", "ORG") and each.lemma.lower() not in weapon_words():
            return each
        if each.entity == "GPE" and (each.tag == "JJ" or after(parse, noun, *NOUN_TARGETS)):
            return each
    return None


def _compound_place(parse: Parse, noun: Token, doer: Token | None) -> Token | None:
    for each in modifiers(parse, noun, "compound"):
        named = each.entity in ("GPE", "LOC", "FAC", "ORG", "PERSON")
        if each is not doer and named and each.lemma.lower() not in weapon_words():
            return each
    return None


def _governor(parse: Parse, noun: Token) -> Token | None:
    """The verb whose object, or the agent of whose passive, the noun is."""
    above = parse.head(noun)
    for _ in range(3):
        counts = above.lemma.lower() in ("series", "wave", "round") or above.entity in TIMES
        if counts or above.dep in ("prep", "agent", "pobj"):
            above = parse.head(above)
    return above if is_verb(above) else None


def _governor_subject(parse: Parse, noun: Token) -> Token | None:
    if noun.dep == "pobj" and parse.head(noun).lower not in ("in", "to", "with", "on"):
        counted = parse.head(parse.head(noun))
        if parse.head(noun).lower != "of" or counted.entity not in ("DATE", "TIME", "CARDINAL"):
            return None
    if noun.dep not in ("dobj", "pobj", "attr", "conj", "nsubjpass"):
        return None
    verb = _governor(parse, noun)
    if verb is None:
        return None
    found = subject(parse, verb)
    if found is None and noun.dep == "pobj" and verb.lemma in ("engage", "involve"):
        found = next(iter(parse.dependents(verb, "nsubjpass")), None)
    return None if found is None or found is noun else found


def _governor_object(parse: Parse, noun: Token) -> Token | None:
    verb = _governor(parse, noun)
    found = None if verb is None else direct_object(parse, verb)
    return None if found is noun else found


def _governor_target(parse: Parse, noun: Token) -> Token | None:
    """The target said with the light verb: "carried out strikes on", "opened talks with"."""
    if noun.dep in ("dobj", "nsubjpass", "attr"):
        return after(parse, parse.head(noun), *NOUN_TARGETS)
    verb = parse.head(parse.head(noun))
    if noun.dep == "pobj" and verb.lemma in ("engage", "involve"):
        return after(parse, verb, "against", "with")
    return None


def _weapon_as_initiator(parse: Parse, roles: Roles) -> None:
    """In "Russian drones hit the port" the drones are the means and the initiator is Russian."""
    if roles.initiator is None:
        return
    noun = meant(parse, roles.initiator)
    found = weapon(parse, [noun])
    if found is None:
        return
    roles.means, roles.means_class, roles.makes = phrase(parse, noun), found[1], found[2]
    roles.initiator = _owner(parse, noun) or next(
        (each for each in parse.dependents(noun, "compound") if belongs(parse, each, "forces")),
        None,
    )
