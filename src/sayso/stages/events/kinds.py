"""The kind of an event by its arguments: the means, who did it, whom it hit."""

from __future__ import annotations

from collections.abc import Callable

from sayso.lexicon.events import classes
from sayso.record.trace import Rule, decide
from sayso.stages.events.arguments import ATTACKS
from sayso.stages.events.grammar import belongs, forms, meant
from sayso.stages.events.means import hit_class, names_chemical
from sayso.stages.events.roles import Roles
from sayso.stages.events.triggers import Sighting
from sayso.text.parse import Parse, Token
from sayso.text.phrases import modifiers
from sayso.text.syntax import is_verb

KindTest = Callable[[Parse, Sighting, Roles, str], str | None]
"""From the kind so far to a more exact one, or None."""

UNARMED = frozenset({"religious", "school", "hospital", "residential", "market", "humanitarian"})
PROTEST_WORDS = frozenset(
    "protest demonstration rally march protester protestor demonstrator procession".split()
)
LONGEST_SENTENCE = 100
"""Words of an attack's sentence among which a chemical agent is looked for."""

ANYONE = frozenset("man person individual people youth herder assailant group other".split())
UNKNOWN = frozenset("armed masked unidentified unknown suspected hooded gun-toting".split())
"""Whoever is called so acts as an armed group does: "armed herders", "unidentified men"."""

SHOT = frozenset("shot shooting stabbed gunned hacked beheaded executed lynched".split())
"""Words that say how a killing was done when the parse loses them as its verb."""

HARMING = frozenset("kill wound injure slay destroy damage wreck raze demolish".split())
SOFT = frozenset({"strike", "attack_on_civilians", "ground_clash", "air_strike"})
"""Kinds that a means said with the event makes more exact."""


def _of_class(parse: Parse, token: Token | None, name: str) -> bool:
    return token is not None and belongs(parse, token, name)


def is_nonstate(parse: Parse, token: Token | None) -> bool:
    """Return whether it is an armed group, or "a unit" or "fighters" of one named before it."""
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
    return "air_strike" if _near_an_aircraft(parse, seen.head) else None


def _near_an_aircraft(parse: Parse, token: Token) -> bool:
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
    if not fired_upon and not (kind == "strike" and is_nonstate(parse, roles.initiator)):
        return None
    if _of_class(parse, roles.target, "military"):
        return "ground_clash"
    if _of_class(parse, roles.target, "civilian") or _of_class(parse, roles.target, "settlement"):
        return "attack_on_civilians"
    return None


def _by_an_armed_group(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    if kind == "territory_gain" and is_nonstate(parse, roles.initiator):
        return "territory_gain_nonstate"
    return None


ON_THE_GROUND = frozenset(
    "launcher warehouse depot hangar storage store silo ground runway airfield bunker workshop"
    " factory stockpile arsenal cache tarmac".split()
)
DESTROYING = frozenset("destroy hit eliminate strike take damage neutralise neutralize".split())


def _not_yet_flying(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """Missiles that strikes destroy, or that lie on the ground, were not intercepted."""
    if kind != "interception" or seen.head.lemma.lower() not in DESTROYING:
        return None
    by_attack = roles.initiator is not None and is_strike(roles.initiator)
    stored = any(each.lemma.lower() in ON_THE_GROUND for each in parse.subtree(seen.head))
    if not by_attack and not stored and not _before_launch(parse, seen.head):
        return None
    return "air_strike" if _of_class(parse, roles.initiator, "aircraft") else "strike"


def is_strike(noun: Token) -> bool:
    """Return whether a noun is an attack: "overnight strikes destroyed 12 missiles"."""
    return noun.lemma.lower() in ("strike", "raid", "airstrike", "attack", "bombing")


def _before_launch(parse: Parse, verb: Token) -> bool:
    """Return whether it was before they could take off, or while prepared to launch."""
    launching = ("launch", "fire", "fly", "take", "off")
    return any(each.lower == "ready" for each in parse.subtree(verb)) or any(
        each.lemma.lower() in launching
        and (
            any(one.lower == "before" for one in parse.dependents(each, "mark"))
            or parse.head(each).lemma.lower() in ("prepare", "ready")
        )
        for each in parse.subtree(verb)
    )


def _industrial(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """An explosion by nobody at a works, or of gas, is an accident."""
    if kind != "strike" or roles.initiator is not None or roles.makes is not None:
        return None
    if seen.head.lemma.lower() not in ("explosion", "blast", "explode"):
        return None
    here = parse.tokens_of(parse.sentences[seen.head.sentence])[:LONGEST_SENTENCE]
    if any(each.lemma.lower() in ARMED_WORDS for each in here):
        return None
    of_gas = any(each.lower == "gas" for each in parse.dependents(seen.head, "compound"))
    return "disaster" if of_gas or any(each.lemma.lower() in WORKS for each in here) else None


WORKS = frozenset(
    "firework fireworks boiler coalmine colliery methane fertiliser fertilizer firecracker leak"
    " distillery sawmill".split()
)
"""Words of a works or a cause beside which an explosion is an accident."""

ARMED_WORDS = frozenset(
    "drone missile rocket bomb shell strike airstrike attack jet warplane shelling ied suicide"
    " militant gunman rebel sabotage army".split()
)


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
    if kind != "attack_on_civilians" or is_nonstate(parse, roles.initiator):
        return None
    if not _of_class(parse, roles.initiator, "forces"):
        return None
    here = parse.tokens_of(parse.sentences[seen.head.sentence])
    return "force_against_protesters" if any(_is_about_protest(each) for each in here) else None


def _is_about_protest(token: Token) -> bool:
    return token.lemma.lower() in PROTEST_WORDS and token.entity != "DATE"


def _by_neighbours(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Villagers and crowds that beat someone are a mob, not an armed group."""
    agent = roles.initiator
    if kind in ("attack_on_civilians", "ground_clash") and _of_class(parse, agent, "neighbours"):
        return None if is_nonstate(parse, agent) else "mob_violence"
    return None


def _captured(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    """Civilians whom an armed group captures are abducted, not arrested."""
    if kind != "detention" or not is_nonstate(parse, roles.initiator):
        return None
    captive = roles.target
    armed = captive is None or _of_class(parse, captive, "fighter")
    return None if armed else "abduction"


def _into_the_unarmed(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    """A raid on a church, school or home with no fight reported is an attack on civilians."""
    if kind != "ground_clash" or seen.trigger.frame != "agent" or roles.target is None:
        return None
    if hit_class(parse, roles.target) not in UNARMED or not _armed(parse, roles.initiator):
        return None
    return "attack_on_civilians"


def _armed(parse: Parse, agent: Token | None) -> bool:
    return is_nonstate(parse, agent) or _of_class(parse, agent, "person")


RULES: tuple[Rule[KindTest], ...] = (
    Rule("chemical agent", "The army shelled the town with chlorine.", _chemical),
    Rule("taken by an armed group", "An ISWAP unit captured four farmers.", _captured),
    Rule(
        "not yet flying",
        "Overnight strikes destroyed 12 missiles in western Yemen.",
        _not_yet_flying,
    ),
    Rule(
        "accident at a works",
        "An explosion at a fireworks plant killed eight workers.",
        _industrial,
    ),
    Rule("into the unarmed", "Gunmen raided a church in Jos.", _into_the_unarmed),
    Rule("fought by hand", "Militants attacked the soldiers with rifles.", _fought_by_hand),
    Rule("dropped from the air", "Bombs fell on the market in Aleppo.", _from_the_air),
    Rule("kind of its means", "The army attacked the port with drones.", _by_means),
    Rule("drones in the air", "Shelling with missiles killed two people.", _by_drones_in_the_air),
    Rule("attack on people", "Gunmen shot two farmers near Jos.", _on_people),
    Rule(
        "stopped in the air", "The fleet stopped a drone attack on Sevastopol.", _stopped_in_the_air
    ),
    Rule(
        "moved in after others left",
        "Chad's army entered the town after the rebels withdrew from it.",
        _moved_in_after,
    ),
    Rule("only tried", "The army tried to seize the town.", _only_tried),
    Rule("gain of an armed group", "Boko Haram seized the town of Baga.", _by_an_armed_group),
)
"""What makes the kind of a trigger more exact; the first that does."""


REFINING: tuple[Rule[KindTest], ...] = (
    Rule("force against protesters", "Soldiers fired at demonstrators in Bamako.", _on_protesters),
    Rule("mob", "Residents attacked a driver in Goma.", _by_neighbours),
)
"""Rules that look at what the others decided."""


def kind_of(parse: Parse, seen: Sighting, roles: Roles) -> tuple[str, str]:
    """Return the rule and the kind of the event: the trigger's own, or what a rule makes it."""
    own = seen.trigger.kind
    if own is None:
        raise ValueError("a trigger of no kind reports no event")
    rule, kind = decide(RULES, parse, seen, roles, own) or ("word of the trigger", own)
    return decide(REFINING, parse, seen, roles, kind) or (rule, kind)


NO_ATTACK = ""


def harm_by(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> tuple[str, str] | None:
    """Return rule and kind of the attack that only its harm shows: "gunmen killed nine".

    None when no harm is done; the kind is "" when nobody attacks, or the attack has a trigger of
    its own.
    """
    if kind not in ("casualties", "damage") or not _harms(seen):
        return None
    return decide(HARM_BY, parse, seen, roles, kind)


def _bombs_from_aircraft(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    if roles.makes != "remote_explosive" or not _near_an_aircraft(parse, seen.head):
        return None
    return "air_strike"


def _harm_by_means(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    return None if roles.makes in (None, "ground") else roles.makes


def _shot_by_someone(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:
    if roles.initiator is not None or kind != "casualties":
        return None
    here = parse.tokens_of(parse.sentences[seen.head.sentence])
    killed = seen.head.lemma.lower() in ("kill", "slay")
    return "attack_on_civilians" if killed and any(each.lower in SHOT for each in here) else None


def _by_no_one(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    agent = roles.initiator
    return NO_ATTACK if agent is None or not _acts(parse, agent) else None


def _damages(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    return "strike" if kind == "damage" else None


def _harms_protesters(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    if _of_class(parse, roles.target, "protester"):
        return "force_against_protesters"
    return _on_protesters(parse, seen, roles, "attack_on_civilians")


def _harms_fighters(parse: Parse, seen: Sighting, roles: Roles, kind: str) -> str | None:  # noqa: ARG001
    armed = any(_of_class(parse, roles.target, name) for name in ("military", "fighter"))
    return "ground_clash" if armed else None


HARM_BY: tuple[Rule[KindTest], ...] = (
    Rule(
        "bombs from aircraft",
        "Army warplane bombs crowded market in Kutum, killing 10",
        _bombs_from_aircraft,
    ),
    Rule("harm by a means", "A mine killed two farmers.", _harm_by_means),
    Rule("shot by someone", "Nine villagers were killed, shot in their homes.", _shot_by_someone),
    Rule("nobody attacks", "A landslide killed nine villagers.", _by_no_one),
    Rule("damage by someone", "The rebels destroyed the bridge.", _damages),
    Rule(
        "harm to protesters",
        "Soldiers killed nine people at a rally in Khartoum.",
        _harms_protesters,
    ),
    Rule("harm to fighters", "The rebels killed nine soldiers.", _harms_fighters),
    Rule(
        "harm to others",
        "Gunmen killed nine villagers.",
        lambda parse, seen, roles, kind: "attack_on_civilians",  # noqa: ARG005
    ),
)
"""The attack that harm alone shows; the first that says which, or that there is none."""


def _harms(seen: Sighting) -> bool:
    return is_verb(seen.head) and seen.head.lemma.lower() in HARMING


def _acts(parse: Parse, agent: Token) -> bool:
    """Return whether the agent is someone: a state, a group, a force, a person."""
    if agent.entity in ("GPE", "NORP", "ORG", "PERSON") or agent.pos == "PRON":
        return True
    if agent.pos == "PROPN" and agent.tag == "NNPS":
        return True
    names = ("nonstate", "troops", "fighter", "civilian")
    return any(belongs(parse, agent, name) for name in names)


def is_attack(kind: str) -> bool:
    """Return whether an event of this kind may have done harm that follows it."""
    return kind in ATTACKS
