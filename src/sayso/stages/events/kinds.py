"""Settling the kind of an event by its arguments: the means, who did it, whom it hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.lexicon.events import classes
from sayso.stages.events.arguments import ATTACKS, Roles
from sayso.stages.events.grammar import belongs, forms, is_verb, meant, modifiers
from sayso.stages.events.means import hit_class, names_chemical
from sayso.stages.events.triggers import Sighting
from sayso.text.parse import Parse, Token

Rule = Callable[[Parse, Sighting, Roles, str], str | None]

UNARMED = frozenset({"religious", "school", "hospital", "residential", "market", "humanitarian"})
PROTEST_WORDS = frozenset(
    "protest demonstration rally march protester protestor demonstrator procession".split()
)
LONGEST_SENTENCE = 100
"""Words of an attack's sentence among which a chemical agent is sought."""

ANYONE = frozenset("man person individual people youth herder assailant group other".split())
UNKNOWN = frozenset("armed masked unidentified unknown suspected hooded gun-toting".split())
"""Whoever is called so acts as an armed group does: "armed herders", "unidentified men"."""

SHOT = frozenset("shot shooting stabbed gunned hacked beheaded executed lynched".split())
"""Words that tell how a killing was done when the parse loses them as its verb."""

HARMING = frozenset("kill wound injure slay destroy damage wreck raze demolish".split())
SOFT = frozenset({"strike", "attack_on_civilians", "ground_clash", "air_strike"})
"""Kinds that a means said with the event makes more exact."""


def _of_class(parse: Parse, token: Token | None, name: str) -> bool:
    return token is not None and belongs(parse, token, name)


def _is_nonstate(parse: Parse, token: Token | None) -> bool:
    """Whether it is an armed group, or "a unit" or "fighters" of one that is named before it."""
    if token is None:
        return False
    if belongs(parse, token, "nonstate"):
        return True
    if meant(parse, token).lemma.lower() in ANYONE and any(
        each.lower in UNKNOWN for each in modifiers(parse, meant(parse, token), "amod", "compound")
    ):
        return True
    names = classes()["nonstate"]
    return any(
        form in names and parse.tokens[each.index - 1].lower not in ("-", "anti")
        for each in modifiers(parse, meant(parse, token), "compound", "nmod")
        for form in forms(each)
    )


def _fought_by_hand(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """A gun or a knife makes no strike from afar: it is a fight, or an attack on civilians."""
    if kind not in SOFT or roles.makes != "ground":
        return None
    if _of_class(parse, roles.target, "military"):
        return "ground_clash"
    return "attack_on_civilians" if kind != "ground_clash" else None


def _from_the_air(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """Bombs that fall, or in whose sentence an aircraft is, were dropped and not planted."""
    if roles.makes != "remote_explosive" or kind not in SOFT:
        return None
    if seen.head.lemma.lower() in ("fall", "drop", "rain"):
        return "air_strike"
    return "air_strike" if _beside_an_aircraft(parse, seen.head) else None


def _beside_an_aircraft(parse: Parse, token: Token) -> bool:
    sentence = parse.sentences[token.sentence]
    return any(belongs(parse, each, "aircraft") for each in parse.tokens_of(sentence))


def _by_means(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Drones and missiles, guns, aircraft, mines: the means names the kind."""
    if kind in SOFT and roles.makes not in (None, "ground"):
        return roles.makes
    return None


def _by_drones_in_the_air(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """An "air strike" with drones or missiles is theirs, and shelling with missiles too."""
    if kind in ("air_strike", "shelling") and roles.means_class in (
        "drone",
        "missile",
        "ballistic missile",
        "cruise missile",
    ):
        return "drone_missile_strike"
    return None


def _on_people(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Shots, or an armed group's attack with means not said: on civilians, or on forces."""
    fired_upon = kind == "attack_on_civilians" and roles.makes in (None, "ground")
    if not fired_upon and not (kind == "strike" and _is_nonstate(parse, roles.initiator)):
        return None
    if _of_class(parse, roles.target, "military"):
        return "ground_clash"
    if _of_class(parse, roles.target, "civilian") or _of_class(parse, roles.target, "settlement"):
        return "attack_on_civilians"
    return None


def _by_an_armed_group(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    if kind == "territory_gain" and _is_nonstate(parse, roles.initiator):
        return "territory_gain_nonstate"
    return None


def _stopped_in_the_air(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Drone attacks that were stopped were intercepted; no truce was called."""
    return "interception" if kind == "ceasefire" and roles.means_class is not None else None


def _moved_in_after(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Ground entered after its holders left it was handed over, not fought for."""
    if kind != "territory_gain" or seen.head.lemma.lower() not in ("enter", "move", "deploy"):
        return None
    left = (
        each.lemma in ("withdraw", "leave", "retreat", "pull", "vacate", "abandon")
        for each in parse.subtree(seen.head)
    )
    return "territory_transfer" if any(left) else None


def _only_tried(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """An advance that was only tried gains no ground: it is a fight."""
    if kind not in ("territory_gain", "territory_gain_nonstate"):
        return None
    tried = parse.head(seen.head).lemma.lower() in ("try", "attempt", "seek")
    return "ground_clash" if tried and seen.head.dep == "xcomp" else None


def _chemical(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """A chemical agent named with an attack makes it one by chemical weapons."""
    if kind not in ATTACKS or kind == "ground_clash":
        return None
    here = parse.tokens_of(parse.sentences[seen.head.sentence])
    named = any(names_chemical(parse, each) for each in here[:LONGEST_SENTENCE])
    return "chemical_weapon" if named else None


def _on_protesters(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """Shots and blows of a state's forces in a protest are excessive force against protesters."""
    if kind != "attack_on_civilians" or _is_nonstate(parse, roles.initiator):
        return None
    if not _of_class(parse, roles.initiator, "forces"):
        return None
    here = parse.tokens_of(parse.sentences[seen.head.sentence])
    return "force_against_protesters" if any(_tells_protest(each) for each in here) else None


def _tells_protest(token: Token) -> bool:
    return token.lemma.lower() in PROTEST_WORDS


def _by_neighbours(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Villagers and crowds that beat someone are a mob, not an armed group."""
    doer = roles.initiator
    if kind in ("attack_on_civilians", "ground_clash") and _of_class(parse, doer, "neighbours"):
        return None if _is_nonstate(parse, doer) else "mob_violence"
    return None


def _captured(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Civilians whom an armed group captures are abducted, not arrested."""
    if kind != "detention" or not _is_nonstate(parse, roles.initiator):
        return None
    held = roles.target
    return "abduction" if held is not None and not _of_class(parse, held, "fighter") else None


def _into_the_unarmed(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """A raid on a church, school or home with no fight told is an attack on civilians."""
    if kind != "ground_clash" or seen.trigger.frame != "agent" or roles.target is None:
        return None
    if hit_class(parse, roles.target) not in UNARMED or not _armed(parse, roles.initiator):
        return None
    return "attack_on_civilians"


def _armed(parse: Parse, doer: Token | None) -> bool:
    return _is_nonstate(parse, doer) or _of_class(parse, doer, "person")


RULES: tuple[Rule, ...] = (
    _chemical,
    _captured,
    _into_the_unarmed,
    _fought_by_hand,
    _from_the_air,
    _by_means,
    _by_drones_in_the_air,
    _on_people,
    _stopped_in_the_air,
    _moved_in_after,
    _only_tried,
    _by_an_armed_group,
)


REFINING: tuple[Rule, ...] = (_on_protesters, _by_neighbours)
"""Rules that look at what the others settled on."""


def kind_of(parse: Parse, seen: Sighting, roles: Roles) -> str:
    """The kind of the event: the trigger's own, or what the first rule that applies makes it."""
    kind = seen.trigger.kind
    if kind is None:
        raise ValueError("a trigger of no kind reports no event")
    kind = _first(RULES, parse, seen, roles, kind)
    return _first(REFINING, parse, seen, roles, kind)


def _first(rules: Sequence[Rule], parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str:
    found = (rule(parse, seen, roles, kind) for rule in rules)
    return next((each for each in found if each is not None), kind)


def harm_by(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """The attack that is told by its harm alone: "gunmen killed nine", "a mine killed two".

    None when the harm has no doer, or its doer is an attack with a trigger of its own.
    """
    if kind not in ("casualties", "damage") or not _harms(seen):
        return None
    if roles.makes == "remote_explosive" and _beside_an_aircraft(parse, seen.head):
        return "air_strike"
    if roles.makes is not None and roles.makes != "ground":
        return roles.makes
    doer = roles.initiator
    if doer is None and kind == "casualties" and seen.head.lemma.lower() in ("kill", "slay"):
        here = parse.tokens_of(parse.sentences[seen.head.sentence])
        return "attack_on_civilians" if any(each.lower in SHOT for each in here) else None
    if doer is None or not _acts(parse, doer):
        return None
    if kind == "damage":
        return "strike"
    if _of_class(parse, roles.target, "protester") or _on_protesters(
        parse, seen, roles, "attack_on_civilians"
    ):
        return "force_against_protesters"
    if _of_class(parse, roles.target, "military") or _of_class(parse, roles.target, "fighter"):
        return "ground_clash"
    return "attack_on_civilians"


def _harms(seen: Sighting) -> bool:
    return is_verb(seen.head) and seen.head.lemma.lower() in HARMING


def _acts(parse: Parse, doer: Token) -> bool:
    """Whether the doer is someone: a state, a group, a force, a person, or one of them."""
    if doer.entity in ("GPE", "NORP", "ORG", "PERSON") or doer.pos == "PRON":
        return True
    if doer.pos == "PROPN" and doer.tag == "NNPS":
        return True
    return any(belongs(parse, doer, name) for name in ("nonstate", "troops", "fighter", "civilian"))


def is_attack(kind: str) -> bool:
    """Whether an event of this kind may have done harm that follows it."""
    return kind in ATTACKS
