"""Who did it, to whom, with what: the initiator, target and means of an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sayso.record.trace import Rule, decide
from sayso.stages.events.charges import charge_of
from sayso.stages.events.grammar import belongs, meant
from sayso.stages.events.means import LAUNCHING, find_means, weapon, weapon_words
from sayso.stages.events.parties import (
    NOT_PURPOSES,
    blamed,
    is_party,
    laid_on,
    owner_meant,
    party_below,
    recipient,
    speaker,
)
from sayso.stages.events.placed import where_it_was_put
from sayso.stages.events.roles import Roles
from sayso.stages.events.triggers import Sighting, subject_before
from sayso.stages.events.weapons import charge_words, other_weapon
from sayso.text.parse import Parse, Token
from sayso.text.phrases import after, coordinated, modifiers
from sayso.text.syntax import (
    TIMES,
    agent_by_rule,
    agent_of,
    direct_object,
    is_noun,
    is_passive,
    is_verb,
)

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
"""Kinds whose target is whom they concern, not what is their object: "threatened to
shell Haifa", "lifted a curfew in Darfur", "rejected Chad's offer"."""

FROM = frozenset({"territory_transfer", "weapons_disrupted", "desertion"})
"""Kinds that take something away: the target is whom or where it was taken from."""

STATES = frozenset("oppose commit prepare engage involve determine concern oblige".split())
"""Verbs whose passive gives a stance of its subject: "Israel is opposed to"."""

PUT = frozenset({"under", "into", "in", "on", "to"})
"""Prepositions of light verbs with a passive target: "was put under investigation"."""


def find_roles(parse: Parse, seen: Sighting) -> Roles:
    """Return the arguments of a trigger, as its frame says."""
    if seen.head.dep == "aux" and seen.head.tag != "MD":
        seen = replace(seen, head=parse.head(seen.head))
    roles = _by_word_class(parse, seen)
    _whom_it_concerns(parse, seen, roles)
    _resolve_initiator(parse, seen, roles)
    if roles.initiator is not None and roles.initiator is roles.target:
        roles.target = None
    _weapon_as_initiator(parse, roles)
    where_it_was_put(parse, seen, roles)
    open_to_means = roles.makes in (None, "air_strike")
    means = find_means(parse, seen) if open_to_means else None
    if means is not None and (roles.means is None or means[2] == "air_strike"):
        roles.means, roles.means_class, roles.makes = means
    if roles.means is None and seen.trigger.kind in ARMED:
        borne = other_weapon(parse, seen, roles.initiator)
        if borne is not None:
            roles.means_rule, (roles.means, roles.means_class, makes) = borne
            roles.makes = makes or None
    return roles


ARMED = ATTACKS | {"property_destruction", "damage", "casualties", "abduction"}
"""Kinds of event that are done with something."""


def _by_word_class(parse: Parse, seen: Sighting) -> Roles:
    if is_verb(seen.head):
        return _of_verb(parse, seen)
    if seen.head.dep in ("acomp", "oprd", "amod") and not is_noun(seen.head):
        return _of_adjective(parse, seen)
    if seen.head.pos == "ADJ" and seen.trigger.frame == "undergo":
        rule, target = agent_by_rule(parse, seen.head)
        return Roles(target=target, target_rule=rule)
    return _of_noun(parse, seen)


def _resolve_initiator(parse: Parse, seen: Sighting, roles: Roles) -> None:
    """Put whom "it" and "its" stand for in the place of the pronoun."""
    if roles.initiator is None:
        return
    meant_by = speaker(parse, owner_meant(parse, seen.head, roles.initiator))
    if meant_by is not roles.initiator:
        roles.initiator, roles.initiator_rule = meant_by, "whom the pronoun stands for"
    if roles.initiator.lower in ("it", "they") and seen.trigger.kind in ATTACKS:
        before = subject_before(parse, seen.head)
        if before is not None and charge_of(parse, meant(parse, before)) is not None:
            roles.initiator, roles.initiator_rule = before, "charge of the sentence before"


@dataclass(frozen=True, slots=True)
class VerbCase:
    """A verb that reports an event, its subject with the rule for it, and its object."""

    parse: Parse
    seen: Sighting
    agent: Token | None
    rule: str
    affected: Token | None


def _of_verb(parse: Parse, seen: Sighting) -> Roles:
    """Return the roles of a verb: by its frame, else subject and the first of the targets."""
    case = _verb_case(parse, seen)
    if case.agent is not None and case.agent in seen.words and is_noun(case.agent):
        return _of_noun(parse, replace(seen, head=case.agent))
    framed = decide(VERB_FRAMES, case)
    if framed is not None:
        rule, roles = framed
        roles.initiator_rule = roles.initiator_rule or rule
        roles.target_rule = roles.target_rule or rule
        return roles
    target, by = None, ""
    for candidate in TARGETS_OF_VERBS:
        token = candidate.test(case, target)
        if token is not None and token is not target:
            target, by = token, candidate.name
    loose = target is None
    if target is None:
        target, by = _after_words(parse, seen, LOOSE), "place where it happened"
    return Roles(case.agent, target, loose=loose, initiator_rule=case.rule, target_rule=by)


def _verb_case(parse: Parse, seen: Sighting) -> VerbCase:
    verb = seen.head
    rule, agent = agent_by_rule(parse, verb)
    affected = direct_object(parse, verb)
    if agent is None and verb.lemma in STATES and is_passive(parse, verb):
        rule, agent, affected = "subject of a stance", affected, None
    if affected is not None and affected in seen.words:
        affected = _object_of_words(parse, seen)
    if affected is None and agent is not None and _is_bare_passive(parse, seen, agent):
        agent, rule, affected = None, "subject of a bare participle", agent
    return VerbCase(parse, seen, agent, rule, None if affected is agent else affected)


def _is_bare_passive(parse: Parse, seen: Sighting, agent: Token) -> bool:
    """Return whether a participle with a number of things before it is passive: "14 shops
    destroyed"."""
    verb = seen.head
    if verb.tag != "VBN" or parse.dependents(verb, "aux", "auxpass") or verb.dep == "relcl":
        return False
    ruined = seen.trigger.kind in ("damage", "property_destruction")
    return ruined and agent.index < verb.index and bool(parse.dependents(agent, "nummod"))


def _undergoes(case: VerbCase) -> Roles | None:
    if case.seen.trigger.frame != "undergo":
        return None
    return Roles(target=case.affected or case.agent)


def _modal(case: VerbCase) -> Roles | None:
    """What must be done is demanded by who says so, of the subject."""
    verb = case.seen.head
    if verb.dep != "aux":
        return None
    says_so = _speaker(case.parse, case.parse.head(verb))
    return Roles(says_so, case.agent, target_rule=case.rule)


def _receives(case: VerbCase) -> Roles | None:
    if case.seen.trigger.frame != "receive":
        return None
    giver = after(case.parse, case.seen.head, "from", "by")
    return Roles(initiator=giver, target=case.agent or case.affected)


VERB_FRAMES: tuple[Rule[Callable[[VerbCase], Roles | None]], ...] = (
    Rule(
        "frame: who undergoes it",
        "Nine villagers died near Goma.",
        _undergoes,
    ),
    Rule(
        "frame: what must be done",
        "The minister said that the militia must withdraw from the town.",
        _modal,
    ),
    Rule(
        "frame: who receives it",
        "The town came under attack from rebels.",
        _receives,
    ),
)
"""Roles that the frame of a verb fixes; the first that applies."""


def _object(case: VerbCase, target: Token | None) -> Token | None:  # noqa: ARG001
    ammunition = case.affected is not None and _is_ammunition(case.parse, case.seen, case.affected)
    return None if ammunition else case.affected


def _partner(case: VerbCase, target: Token | None) -> Token | None:
    if case.seen.trigger.frame != "mutual" or case.agent is None:
        return None
    both = coordinated(case.parse, case.agent)
    partner = after(case.parse, case.seen.head, "with")
    return partner or target or (both[1] if len(both) > 1 else None)


def _accused_of(case: VerbCase, target: Token | None) -> Token | None:
    if target is not None or case.seen.trigger.kind != "accusation":
        return None
    return _after_words(case.parse, case.seen, ("over", "about", "against", "at"))


def _after_preposition(case: VerbCase, target: Token | None) -> Token | None:
    """A number or particle that the parser takes for the object is none."""
    if target is not None and target.pos not in ("NUM", "PART"):
        return None
    return _after_words(case.parse, case.seen, VERB_TARGETS)


def _asked_to_act(case: VerbCase, target: Token | None) -> Token | None:
    if target is not None or case.seen.trigger.kind not in ("appeal", "threat", "accusation"):
        return None
    return _complement_subject(case.parse, case.seen.head)


TARGETS_OF_VERBS: tuple[Rule[Callable[[VerbCase, Token | None], Token | None]], ...] = (
    Rule(
        "object of the verb",
        "The rebels attacked the village.",
        _object,
    ),
    Rule(
        "partner",
        "The army clashed with the rebels.",
        _partner,
    ),
    Rule(
        "what the accusation is over",
        "The villagers complained about the soldiers.",
        _accused_of,
    ),
    Rule(
        "after a preposition of the verb",
        "The army fired two missiles at the port.",
        _after_preposition,
    ),
    Rule(
        "who is asked to act",
        "Chad demanded that the rebels leave.",
        _asked_to_act,
    ),
)
"""The target of a verb; each may replace what those before gave."""


def _whom_it_concerns(parse: Parse, seen: Sighting, roles: Roles) -> None:
    """Put the party that the event concerns in the place of an object that is no party."""
    kind = seen.trigger.kind
    if kind not in TOWARDS and kind not in FROM:
        return
    decided = decide(GIVEN_OR_TAKEN, parse, seen, roles)
    if decided is not None:
        rule, (party,) = decided
        if party is not None:
            roles.target, roles.target_rule = party, rule
        return
    if roles.target is not None and not roles.loose and is_party(parse, roles.target):
        return
    if kind == "peaceful_protest" and roles.loose:
        concerned = decide(CONCERNED, parse, seen, replace(roles, target=None))
    else:
        concerned = decide(CONCERNED, parse, seen, roles)
    if concerned is not None and concerned[1] is not roles.initiator:
        roles.target_rule, roles.target = concerned
        roles.loose = False


def _given_to(parse: Parse, seen: Sighting, roles: Roles) -> tuple[Token | None] | None:
    if seen.trigger.kind != "aid" or not is_verb(seen.head) or seen.trigger.frame != "agent":
        return None
    party = recipient(parse, seen.head, roles.target)
    return None if party is None or party is roles.initiator else (party,)


def _taken_from(parse: Parse, seen: Sighting, roles: Roles) -> tuple[Token | None] | None:
    if seen.trigger.kind not in FROM:
        return None
    lost = roles.target
    return (after(parse, seen.head, "from") or (after(parse, lost, "from") if lost else None),)


GIVEN_OR_TAKEN: tuple[Rule[Callable[[Parse, Sighting, Roles], tuple[Token | None] | None]], ...] = (
    Rule(
        "who is given aid",
        "Turkey sent medical aid to Sudan.",
        _given_to,
    ),
    Rule(
        "whom it is taken from",
        "The army seized rifles from the militia.",
        _taken_from,
    ),
)
"""Whom what is given or taken away concerns; where no one is named, the object stays."""


def _blamed(parse: Parse, seen: Sighting, roles: Roles) -> Token | None:
    blaming = seen.trigger.kind in ("accusation", "refusal", "denial", "support")
    return blamed(parse, roles.target) if blaming and roles.target is not None else None


def _below_object(parse: Parse, seen: Sighting, roles: Roles) -> Token | None:  # noqa: ARG001
    if roles.target is None or roles.loose:
        return None
    return party_below(parse, roles.target, roles.initiator)


CONCERNED: tuple[Rule[Callable[[Parse, Sighting, Roles], Token | None]], ...] = (
    Rule(
        "who is blamed",
        "The council condemned the crimes committed by the militia.",
        _blamed,
    ),
    Rule(
        "party below the object",
        "The government lifted a curfew in Darfur.",
        _below_object,
    ),
    Rule(
        "party below the verb",
        "Nurses marched in Rabat.",
        lambda parse, seen, roles: _below_clause(parse, seen, roles),
    ),
)
"""Whom an event concerns where its object is no party."""


def _speaker(parse: Parse, clause: Token) -> Token | None:
    """Return who says what the clause says: the subject of the verb above it."""
    above = parse.head(clause)
    return agent_of(parse, above) if clause.dep == "ccomp" and is_verb(above) else None


def _below_clause(parse: Parse, seen: Sighting, roles: Roles) -> Token | None:
    """Return the party below the verb; what is protested at or threatened may stand in a clause
    below."""
    head = seen.head
    through = seen.trigger.kind in ("peaceful_protest", "threat")
    if through and not is_verb(head):
        head = _governor(parse, head) or head
    if not is_verb(head):
        return None
    party = party_below(parse, head, roles.initiator)
    if party is None and through:
        party = party_below(parse, head, roles.initiator, NOT_PURPOSES)
    return party


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
            noun = after(parse, word, "of", *NOUN_TARGETS, "for", "from", *LOOSE)
            if noun is not None and noun not in seen.words:
                return noun
    return None


def _after_words(parse: Parse, seen: Sighting, wanted: Iterable[str]) -> Token | None:
    """Return the noun after one of the `wanted` prepositions that hangs on any word of the
    trigger."""
    wanted = tuple(wanted)
    for word in seen.words:
        if word.tag in ("IN", "RP") and word is not seen.head:
            own = next(iter(parse.dependents(word, "pobj")), None)
            if own is not None and own not in seen.words:
                return own
    for word in (seen.head, *seen.words):
        noun = after(parse, word, *wanted)
        if noun is not None and noun not in seen.words:
            return noun
    return None


def _complement_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the subject of what is said or demanded: "insisted that the junta release them"."""
    for clause in parse.dependents(verb, "ccomp", "xcomp", "acl"):
        for agent in parse.dependents(clause, "nsubj", "nsubjpass"):
            return agent
    return None


def _of_adjective(parse: Parse, seen: Sighting) -> Roles:
    """In "said the rebels were responsible" the rebels are the target of who says so."""
    if seen.head.dep == "amod":
        return Roles(target=parse.head(seen.head), target_rule="noun of the adjective")
    verb = parse.head(seen.head)
    rule, target = agent_by_rule(parse, verb)
    return Roles(_speaker(parse, verb), target, initiator_rule="who says so", target_rule=rule)


@dataclass(frozen=True, slots=True)
class NounCase:
    """A noun that reports an event, with what stands after its prepositions and its owner."""

    parse: Parse
    seen: Sighting
    of: Token | None
    by: Token | None
    owner: Token | None
    target: Token | None

    @property
    def noun(self) -> Token:
        return self.seen.head


def _of_noun(parse: Parse, seen: Sighting) -> Roles:
    """Return the roles of a noun: by its frame, else the first initiator and the first target."""
    noun = seen.head
    of = after(parse, noun, "of")
    by = after(parse, noun, "by") or (after(parse, of, "by") if of is not None else None)
    target = after(parse, noun, *NOUN_TARGETS)
    target = None if target is not None and target is laid_on(parse, noun) else target
    case = NounCase(parse, seen, of, by, _owner(parse, noun), target)
    framed = decide(NOUN_FRAMES, case)
    if framed is not None:
        rule, roles = framed
        roles.initiator_rule = roles.target_rule = rule
        return roles
    initiator = decide(INITIATORS_OF_NOUNS, case)
    by_rule, agent = initiator or ("", None)
    target_rule, target = decide(TARGETS_OF_NOUNS, case, agent) or ("", None)
    loose = target is None
    if target is None:
        target_rule, target = "place where it happened", _place(parse, noun)
    return Roles(agent, target, loose=loose, initiator_rule=by_rule, target_rule=target_rule)


def _between(case: NounCase) -> Roles | None:
    between = after(case.parse, case.noun, "between", "among")
    if between is None:
        return None
    both = coordinated(case.parse, between)
    return Roles(both[0], both[1] if len(both) > 1 else None)


def _undergone(case: NounCase) -> Roles | None:
    if case.seen.trigger.frame != "undergo":
        return None
    target = case.of or case.owner or case.target
    return Roles(target=target or _governor_object(case.parse, case.noun))


def _mutual(case: NounCase) -> Roles | None:
    if case.seen.trigger.frame != "mutual":
        return None
    partner = after(case.parse, case.noun, "with", "to")
    agent = case.owner or case.by or _governor_subject(case.parse, case.noun)
    if agent is not None and partner is None:
        partner = next(iter(coordinated(case.parse, agent)[1:2]), None)
    return Roles(agent, partner or case.of or _governor_target(case.parse, case.noun))


NOUN_FRAMES: tuple[Rule[Callable[[NounCase], Roles | None]], ...] = (
    Rule(
        "between two parties",
        "Talks between Sudan and Chad failed.",
        _between,
    ),
    Rule(
        "undergone by someone",
        "The death of the mayor shocked the town.",
        _undergone,
    ),
    Rule(
        "mutual",
        "Sudan's talks with Chad failed.",
        _mutual,
    ),
)
"""Roles that the frame of a noun fixes; the first that applies."""

INITIATORS_OF_NOUNS: tuple[Rule[Callable[[NounCase], Token | None]], ...] = (
    Rule(
        "after by",
        "The attack by the rebels lasted an hour.",
        lambda case: case.by,
    ),
    Rule(
        "on whom it is laid",
        "The army blamed the attack on the rebels.",
        lambda case: laid_on(case.parse, case.noun),
    ),
    Rule(
        "owner of the deed",
        "Israel's attack on the port lasted an hour.",
        lambda case: case.owner,
    ),
    Rule(
        "after from",
        "Hamas rejected a request from Egypt.",
        lambda case: after(case.parse, case.noun, "from"),
    ),
    Rule(
        "subject of the verb that carries it",
        "The army carried out strikes on the port.",
        lambda case: _governor_subject(case.parse, case.noun),
    ),
)
"""Who does what a noun says; the first that finds someone."""


def _asked_by_noun(case: NounCase, agent: Token | None) -> Token | None:  # noqa: ARG001
    if case.seen.trigger.kind != "appeal":
        return None
    return _complement_subject(case.parse, case.noun)


def _called_the_target(case: NounCase, agent: Token | None) -> Token | None:  # noqa: ARG001
    """Return what is said to be the target of it: "The refinery was the target of the strikes"."""
    link = case.parse.head(case.noun)
    named = case.parse.head(link)
    if case.noun.dep != "pobj" or link.lower != "of" or named.lemma.lower() != "target":
        return None
    other = {"attr": "nsubj", "nsubj": "attr"}.get(named.dep)
    verb = case.parse.head(named)
    if other is None or verb.lemma != "be":
        return None
    return next(iter(case.parse.dependents(verb, other)), None)


TARGETS_OF_NOUNS: tuple[Rule[Callable[[NounCase, Token | None], Token | None]], ...] = (
    Rule(
        "after a preposition of the noun",
        "The attack on the village lasted an hour.",
        lambda case, _: case.target,
    ),
    Rule(
        "said to be its target",
        "The refinery was the target of the attack.",
        _called_the_target,
    ),
    Rule(
        "who is asked by it",
        "The demand that the rebels leave the town was rejected.",
        _asked_by_noun,
    ),
    Rule(
        "after of",
        "The shelling of the hospital lasted an hour.",
        lambda case, _: case.of,
    ),
    Rule(
        "place before the noun",
        "The Kharkiv attack lasted an hour.",
        lambda case, agent: _compound_place(case.parse, case.noun, agent),
    ),
    Rule(
        "who is put into it",
        "The court put the general under investigation.",
        lambda case, _: _put(case.parse, case.noun),
    ),
    Rule(
        "target of the verb that carries it",
        "Hits were recorded at six sites.",
        lambda case, _: _governor_target(case.parse, case.noun),
    ),
)
"""To whom it is done what a noun says; the first that finds someone."""


def _put(parse: Parse, noun: Token) -> Token | None:
    """Return who was put "under investigation", "on trial", "into custody"."""
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
    for owner in parse.dependents(noun, "poss"):
        return owner
    for owner in modifiers(parse, noun, "amod", "compound", "nmod"):
        if owner.entity in ("NORP", "ORG") and owner.lemma.lower() not in weapon_words():
            return owner
        if owner.entity == "GPE" and (owner.tag == "JJ" or after(parse, noun, *NOUN_TARGETS)):
            return owner
    return None


def _compound_place(parse: Parse, noun: Token, agent: Token | None) -> Token | None:
    for place in modifiers(parse, noun, "compound"):
        named = place.entity in ("GPE", "LOC", "FAC", "ORG", "PERSON")
        if place is not agent and named and place.lemma.lower() not in weapon_words():
            return place
    return None


def _governor(parse: Parse, noun: Token) -> Token | None:
    """Return the verb whose object, or the agent of whose passive, the noun is."""
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
    agent = agent_of(parse, verb)
    if agent is None and noun.dep == "pobj" and verb.lemma in ("engage", "involve"):
        agent = next(iter(parse.dependents(verb, "nsubjpass")), None)
    return None if agent is None or agent is noun else agent


def _governor_object(parse: Parse, noun: Token) -> Token | None:
    verb = _governor(parse, noun)
    affected = None if verb is None else direct_object(parse, verb)
    return None if affected is noun else affected


def _governor_target(parse: Parse, noun: Token) -> Token | None:
    """Return the target said with the light verb: "carried out strikes on", "opened talks with"."""
    if laid_on(parse, noun) is not None:
        return None
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
    means = weapon(parse, [noun])
    if means is None:
        return
    roles.means, roles.means_class, roles.makes = charge_words(parse, noun), means[1], means[2]
    forces = (each for each in parse.dependents(noun, "compound") if belongs(parse, each, "forces"))
    roles.initiator = _owner(parse, noun) or next(forces, None)
    roles.initiator_rule = "owner of the weapon"
