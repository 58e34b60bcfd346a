"""ACLED's sub-event of an event, where the words around it make it another than its kind has.

The kind of an event says what was done with which means; a coder's sub-event also depends on who
did it to whom, and on the rest of the passage. Kinds stay as they are: only the code changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sayso.lexicon.events import ontology
from sayso.record import Actor, Event, Span
from sayso.record.trace import Outcome, Rule, decide, trace
from sayso.stages.events.grammar import belongs, meant
from sayso.stages.events.kinds import PROTEST_WORDS, UNARMED, is_attack, is_nonstate
from sayso.stages.events.means import hit_class
from sayso.text.parse import Parse, Token

ATTACK, CLASH, MOB = "Attack", "Armed clash", "Mob violence"
AIR, SHELLING = "Air/drone strike", "Shelling/artillery/missile attack"
EXPLOSIVE, SUICIDE, GRENADE = "Remote explosive/landmine/IED", "Suicide bomb", "Grenade"
LOOTING, CHANGE = "Looting/property destruction", "Change to group/activity"
VIOLENT, FORCE = "Violent demonstration", "Excessive force against protesters"
INTERVENTION, OTHER = "Protest with intervention", "Other"

REACH = 2
"""Sentences before and after one whose words belong to the same event."""

TAKING_PART = frozenset(
    "protester protestor demonstrator marcher rioter striker student resident youth supporter"
    " driver farmer worker trader miner pupil villager".split()
)
PROTESTERS = frozenset("protester protestor demonstrator marcher rioter striker".split())
PROTESTS = frozenset({"peaceful_protest", "protest_intervention", "violent_demonstration"})


@dataclass(frozen=True, slots=True)
class EventContext:
    """An event with the words of its sentence and of those around it, and what else they report.

    `said` are the lemmas of its sentence, `around` those of the passage near it; it is `armed` when
    an armed group did it.
    """

    parse: Parse
    event: Event
    head: Token
    agent: Token | None
    target: Token | None
    said: frozenset[str]
    around: frozenset[str]
    near: tuple[Event, ...]
    armed: bool

    def targets(self, *names: str) -> bool:
        return _any_class(self.parse, self.target, names)

    def acts(self, *names: str) -> bool:
        return _any_class(self.parse, self.agent, names)

    @property
    def trigger(self) -> str:
        return self.head.lemma.lower()


SubEvent = Callable[[EventContext], str | None]


def _any_class(parse: Parse, token: Token | None, names: Sequence[str]) -> bool:
    return token is not None and any(belongs(parse, token, name) for name in names)


def _is_people(context: EventContext) -> bool:
    """Return whether those who did it are persons or a group of them, not a state as a whole."""
    if context.agent is None:
        return False
    if context.armed or is_nonstate(context.parse, context.agent):
        return True
    return context.acts("forces", "fighter", "civilian", "neighbours", "protester") or (
        meant(context.parse, context.agent).lemma.lower() in PEOPLE
    )


PEOPLE = frozenset(
    "man clan tribe member element herder pastoralist youth assailant attacker clansman suspect"
    " individual person group unit guard sniper tribesman militiaman supporter cadre activist"
    " settler policeman agent operative janjaweed".split()
)

# remote violence

BODY_BOMBS = frozenset({"suicide", "martyrdom"})
CARRIED = frozenset({"vest", "belt"})
LADEN = frozenset({"pack", "laden", "load", "fill", "rig"})
DRIVEN = frozenset({"drive", "ram", "driver", "crash", "plough"})
EXPLODING = frozenset("explosion blast explode detonate detonation bombing".split())
FROM_AFAR = frozenset("bombard bombardment barrage salvo pound hammer shell cannonade".split())
FLYING = frozenset(
    "jet warplane aircraft airstrike plane helicopter drone uav airforce aerial air bomber".split()
)
BLOWN = frozenset({"strike", "remote_explosive", "attack_on_civilians", "suicide_bombing"})


def _by_a_bomber(context: EventContext) -> str | None:
    if context.event.kind not in BLOWN or context.said & {"drone", "uav"}:
        return None
    exploding = context.event.kind != "attack_on_civilians"
    if context.said & BODY_BOMBS and exploding:
        return SUICIDE
    if context.said & CARRIED and context.said & {"bomber", "explosive", "suicide", "detonate"}:
        return SUICIDE
    laden = "explosive" in context.said and context.said & LADEN
    return SUICIDE if laden and context.said & DRIVEN else None


def _grenade(context: EventContext) -> str | None:
    thrown = {"strike", "remote_explosive", "attack_on_civilians", "grenade", "shelling", "damage"}
    if context.event.kind not in thrown or "grenade" not in context.said:
        return None
    launched = context.said & {"propel", "propelled", "launcher", "rpg", "drone"}
    return None if launched else GRENADE


def _bare(context: EventContext) -> bool:
    return context.event.kind == "strike" and context.event.means_class is None


def _exploded(context: EventContext) -> str | None:
    exploding = context.trigger in EXPLODING or (
        context.trigger not in BY_HAND and context.said & EXPLODING
    )
    detonated = context.said & {"detonate", "detonation"}
    if not _bare(context) or not (exploding or detonated) or context.said & FLYING:
        return None
    if context.trigger == "bombing" and context.agent is not None and not _is_people(context):
        return None
    return EXPLOSIVE


def _bombs_thrown(context: EventContext) -> str | None:
    thrown = context.said & {"bomb", "explosive"} and context.said & (THROWING | {"plant"})
    return EXPLOSIVE if _bare(context) and thrown and not context.said & FLYING else None


def _grenade_from_a_drone(context: EventContext) -> str | None:
    return AIR if context.event.kind == "grenade" and context.said & {"drone", "uav"} else None


def _bombarded(context: EventContext) -> str | None:
    shells = context.trigger in FROM_AFAR or "projectile" in context.said
    return SHELLING if _bare(context) and shells and not context.said & FLYING else None


def _shot_from_the_air(context: EventContext) -> str | None:
    if context.event.kind not in ("shelling", "drone_missile_strike"):
        return None
    return AIR if context.said & AIRCRAFT and context.trigger not in FIRING else None


AIRCRAFT = frozenset("jet warplane fighter-jet airstrike".split())
FIRING = frozenset({"fire"})


# people against people

BY_HAND = frozenset({"attack", "target", "assault", "retaliate", "come"})


def _by_people(context: EventContext) -> str | None:
    """An attack with means not said, by persons, is no strike from afar."""
    if not _bare(context) or context.trigger not in BY_HAND or context.said & FLYING:
        return None
    if context.agent is not None and not _is_people(context):
        return None
    if context.acts("neighbours") and not is_nonstate(context.parse, context.agent):
        return MOB
    if _is_a_force(context):
        return CLASH
    return ATTACK if context.agent is not None or _unarmed(context) else None


def _is_a_force(context: EventContext) -> bool:
    """Return whether soldiers, police or fighters are attacked, or what belongs to them."""
    if context.targets("forces", "fighter"):
        return True
    if context.event.target is not None and not context.targets("person"):
        words = context.parse.within(context.event.target)
        if any(each.lemma.lower() in ARMED for each in words):
            return not context.targets("civilian")
    return context.targets("military") and not _unarmed(context)


ARMED = frozenset(
    "police army military security patrol troop soldier gendarme gendarmerie checkpoint outpost"
    " barracks paramilitary".split()
)


def _between_fighters(context: EventContext) -> str | None:
    """Fighters whom forces shoot, or forces whom an armed group does, take part in a fight."""
    if context.event.kind != "attack_on_civilians" or not context.acts("forces"):
        return None
    return CLASH if context.targets("nonstate") else None


def _killed_by_people(context: EventContext) -> str | None:
    """Those whom someone killed, with means not said, were attacked."""
    if context.event.kind != "casualties" or context.event.follows is not None:
        return None
    if context.trigger not in ("kill", "wound", "injure", "slay") or not _is_people(context):
        return None
    return CLASH if _is_a_force(context) else ATTACK


def _with_sticks(context: EventContext) -> str | None:
    """People who clash with sticks and stones are a mob on each side."""
    if context.event.kind != "ground_clash" or context.trigger not in ("clash", "fight", "clashes"):
        return None
    if context.said & GUNS or is_nonstate(context.parse, context.agent):
        return None
    return MOB if context.said & STICKS else None


STICKS = frozenset("stick stone brick bottle club rod fist baton pole".split())
GUNS = frozenset("gun gunfire rifle shoot fire soldier troop rebel militant militia".split())


def _fought_off(context: EventContext) -> str | None:
    """An attack that was beaten off with shots, and not by shooting a weapon down, is a fight."""
    if context.event.kind != "interception" or context.event.means_class is not None:
        return None
    if context.trigger not in ("thwart", "foil", "repel", "stop"):
        return None
    shots = any(each.kind in ("attack_on_civilians", "ground_clash") for each in context.near)
    return CLASH if shots and not context.said & FLYING else None


def _taken_by_fighters(context: EventContext) -> str | None:
    """What an armed group confiscates, arms apart, is looted."""
    if context.event.kind != "weapons_disrupted" or context.targets("arms"):
        return None
    if context.trigger not in ("confiscate", "seize", "impound"):
        return None
    return LOOTING if context.armed or is_nonstate(context.parse, context.agent) else None


def _unarmed(context: EventContext) -> bool:
    if context.target is None:
        return False
    if context.targets("civilian", "settlement"):
        return not context.targets("forces")
    return hit_class(context.parse, context.target) in UNARMED


ONE_SIDED = frozenset("storm raid ambush assault charge attack".split())
VEHICLES = frozenset("vehicle car bus lorry truck minibus taxi motorcycle van train boat".split())
RELIEF = frozenset("aid food relief humanitarian commercial civilian trader supply".split())


def _on_the_unarmed(context: EventContext) -> str | None:
    """A raid or an ambush on people who bear no arms is an attack on them."""
    if context.event.kind != "ground_clash" or context.trigger not in ONE_SIDED:
        return None
    if context.trigger == "assault" and context.acts("forces"):
        noun = context.target is not None and context.target.pos == "NOUN"
        hurts = noun and not context.targets("place", "site", "military")
        return ATTACK if hurts or _harms_civilians(context) else None
    if context.event.target is None or context.target is None:
        return None
    words = {each.lemma.lower() for each in context.parse.within(context.event.target)}
    if words & RELIEF:
        return ATTACK
    if _is_a_force(context):
        return None
    ridden = meant(context.parse, context.target).lemma.lower() in VEHICLES
    return ATTACK if ridden or _unarmed(context) else None


def _harms_civilians(context: EventContext) -> bool:
    return any(
        each.kind == "casualties" and _is_of(context.parse, each.target, "civilian")
        for each in context.near
    )


def _is_of(parse: Parse, span: Span | None, name: str) -> bool:
    return _any_class(parse, _head(parse, span), (name,))


def _by_a_crowd(context: EventContext) -> str | None:
    """Neighbours who beat or kill someone are a mob, unless they are armed as a group is."""
    if context.event.kind not in ("attack_on_civilians", "mob_violence"):
        return None
    if _is_protest(context):
        return None
    crowd = context.acts("neighbours") and not is_nonstate(context.parse, context.agent)
    return MOB if crowd else None


BODIES = frozenset({"body", "corpse"})
BY_VIOLENCE = frozenset(
    "gunshot bullet stab torture tie behead throat hack execute machete wound blindfold".split()
)


def _found_dead(context: EventContext) -> str | None:
    if context.event.kind != "casualties" or context.event.follows is not None:
        return None
    return ATTACK if context.said & BODIES and context.said & BY_VIOLENCE else None


def _mass_grave(context: EventContext) -> str | None:
    if context.event.kind != "casualties":
        return None
    return OTHER if context.said & {"grave"} and context.said & {"mass"} else None


# property, groups

BURNING = frozenset("demolish raze destroy set burn bulldoze torch".split())


def _destroyed_by_hand(context: EventContext) -> str | None:
    """What someone burns or tears down, in no attack from afar, is destroyed on purpose."""
    if context.event.kind != "damage" or context.trigger not in BURNING:
        return None
    if context.agent is None or any(is_attack(each.kind) for each in context.near):
        return None
    owner = context.acts("actor") or _is_people(context)
    return LOOTING if owner or context.said & {"bulldozer", "municipality"} else None


def _stolen_by_fighters(context: EventContext) -> str | None:
    if context.event.kind != "crime" or context.trigger not in ("steal", "rob", "extort"):
        return None
    armed = context.acts("forces", "fighter") or is_nonstate(context.parse, context.agent)
    return LOOTING if armed else None


GIVING_UP = frozenset("surrender disarm demobilise demobilize lay capitulate".split())


def _gave_themselves_up(context: EventContext) -> str | None:
    """Fighters who surrender change their group; ground that is surrendered changes hands."""
    if context.event.kind != "territory_transfer" or context.trigger not in GIVING_UP:
        return None
    return None if context.targets("place") else CHANGE


# protests

THROWN = frozenset({"stone", "rock", "molotov", "brick", "bottle", "petrol"})
THROWING = frozenset({"throw", "hurl", "pelt", "lob"})
WRECKING = frozenset("burn torch vandalise vandalize smash ransack loot destroy".split())
LIVE = frozenset({"live", "bullet", "ammunition"})
STOPPING = frozenset({"disperse", "teargas", "baton", "cannon"})


def _is_protest(context: EventContext) -> bool:
    about = any(each.kind in PROTESTS for each in (*context.near, context.event))
    return about or bool(context.around & (PROTEST_WORDS | PROTESTERS))


def _of_protest(context: EventContext) -> bool:
    """Return whether the event is a protest, or what was done in one or to it."""
    if context.event.kind in PROTESTS:
        return True
    done = {
        "force_against_protesters",
        "mob_violence",
        "property_destruction",
        "damage",
        "attack_on_civilians",
        "ground_clash",
    }
    if context.event.kind not in done:
        return False
    taking_part = bool(context.said & (PROTEST_WORDS | PROTESTERS))
    return taking_part and not is_nonstate(context.parse, context.agent)


def _harmed_by_police(context: EventContext) -> str | None:
    if not _of_protest(context):
        return None
    live = "fire" in context.around and context.around & LIVE and not context.around & {"rubber"}
    if live or (_forces_harm(context) and not _is_riot(context)):
        return FORCE
    return None


def _forces_harm(context: EventContext) -> bool:
    return any(
        each.polarity == "asserts"
        and (
            each.kind == "force_against_protesters"
            or (
                each.kind == "attack_on_civilians"
                and _is_of(context.parse, each.initiator, "forces")
            )
        )
        for each in (*context.near, context.event)
    )


def _is_riot(context: EventContext) -> bool:
    around = context.around
    if around & {"violently", "rampage", "rioter", "rioting"}:
        return True
    thrown = around & THROWN and around & THROWING
    fires = {"tyre", "tire"} & around and {"burn", "fire", "burning"} & around
    return bool(thrown or fires or _turned_violent(context) or _wrecked(context))


def _turned_violent(context: EventContext) -> bool:
    return "violent" in context.around and bool(context.around & {"turn", "become"})


def _wrecked(context: EventContext) -> bool:
    """Return whether those who protest burn or break things, or attack people."""
    harm = {"property_destruction", "damage", "mob_violence", "violent_demonstration", "strike"}
    return any(
        each.kind in harm
        and each.modality == "actual"
        and _by_protesters(context.parse, each.initiator)
        for each in (*context.near, context.event)
    )


def _by_protesters(parse: Parse, span: Span | None) -> bool:
    head = _head(parse, span)
    if head is None:
        return False
    return head.lower in ("they", "who", "some") or meant(parse, head).lemma.lower() in TAKING_PART


def _protest_turned(context: EventContext) -> str | None:
    return VIOLENT if _of_protest(context) and _is_riot(context) else None


def _protest_stopped(context: EventContext) -> str | None:
    if context.event.kind not in PROTESTS:
        return None
    gas = {"tear", "gas"} <= context.around
    led = {"push", "lead"} & context.around and {"police", "officer"} & context.around
    return INTERVENTION if gas or context.around & STOPPING or led else None


RULES: tuple[Rule[SubEvent], ...] = (
    Rule("by a bomber", "A suicide car bomb exploded in Kismayo.", _by_a_bomber),
    Rule("grenade from a drone", "A drone dropped a grenade on a car.", _grenade_from_a_drone),
    Rule("grenade", "A grenade exploded in a shop in Gitega.", _grenade),
    Rule("force against a protest", "Police fired live rounds at a rally.", _harmed_by_police),
    Rule("protest turned violent", "Protesters threw stones at police.", _protest_turned),
    Rule("protest stopped", "The rally ended when police used tear gas.", _protest_stopped),
    Rule("by a crowd", "Residents attacked a driver in Goma.", _by_a_crowd),
    Rule("thrown bombs", "Men attacked a shop by lobbing an explosive.", _bombs_thrown),
    Rule("exploded", "An explosion killed two traders in Herat.", _exploded),
    Rule("bombarded", "The army bombarded the town.", _bombarded),
    Rule("from the air", "Jets and artillery shelled the town.", _shot_from_the_air),
    Rule("by people", "Militiamen attacked a bus near Kutum.", _by_people),
    Rule("between fighters", "Soldiers shot a bandit in Zamfara.", _between_fighters),
    Rule("killed by people", "A priest was killed by an armed group.", _killed_by_people),
    Rule("with sticks", "Workers of two parties clashed with sticks.", _with_sticks),
    Rule(
        "fought off",
        "Police thwarted an attack on a lorry. They exchanged fire with gunmen.",
        _fought_off,
    ),
    Rule("on the unarmed", "Gunmen ambushed a bus near Kutum.", _on_the_unarmed),
    Rule("mass grave", "The bodies were found in a mass grave.", _mass_grave),
    Rule("found dead", "The body of a man was found with gunshot wounds.", _found_dead),
    Rule("destroyed by hand", "The municipality demolished a house in Silwan.", _destroyed_by_hand),
    Rule("stolen by fighters", "Rebels stole food in Nasir.", _stolen_by_fighters),
    Rule("taken by fighters", "Militants confiscated 40 camels.", _taken_by_fighters),
    Rule("gave themselves up", "Ten rebels surrendered to the army.", _gave_themselves_up),
)
"""What makes ACLED's sub-event another than that of the kind; the first that does."""


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """Return ACLED's codes, with their event type, by sub-event."""
    named = {row.acled for rows in ontology().values() for row in rows if row.acled is not None}
    return {code.partition(" / ")[2]: code for code in named}


def with_subevents(
    parse: Parse, events: Sequence[Event], actors: Sequence[Actor] = ()
) -> tuple[Event, ...]:
    """Return the events, each with the sub-event that the words around it give it.

    `actors` say which of those who did it are armed groups.
    """
    places = [_sentence(parse, each) for each in events]
    by_sentence: defaultdict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        by_sentence[place].append(number)
    lemmas = _lemmas(parse, set(places))
    armed = [each.as_said for each in actors if each.kind == "armed_group"]
    result = []
    for number, event in enumerate(events):
        head = _head(parse, event.trigger)
        if head is None:
            result.append(event)
            continue
        window = range(places[number] - REACH, places[number] + REACH + 1)
        inside = sorted(index for place in window for index in by_sentence.get(place, ()))
        near = [events[index] for index in inside if index != number]
        result.append(_with_subevent(_context(parse, event, head, near, lemmas, armed)))
    return tuple(result)


def _with_subevent(context: EventContext) -> Event:
    event = context.event
    rule, said = decide(RULES, context) or ("", "")
    code = codes().get(said)
    if code is None:
        return event
    outcome: Outcome = "made" if code == event.acled else "changed"
    trace("event", event.trigger, outcome, rule, f"ACLED sub-event: {said}")
    return replace(event, acled=code)


def _context(
    parse: Parse,
    event: Event,
    head: Token,
    near: Sequence[Event],
    lemmas: Mapping[int, frozenset[str]],
    armed: Sequence[Span],
) -> EventContext:
    agent = _head(parse, event.initiator)
    window = range(head.sentence - REACH, head.sentence + REACH + 1)
    return EventContext(
        parse=parse,
        event=event,
        head=head,
        agent=agent,
        target=_head(parse, event.target),
        said=lemmas[head.sentence],
        around=frozenset().union(*(lemmas.get(each, frozenset()) for each in window)),
        near=tuple(near),
        armed=agent is not None and any(each.contains(agent.span) for each in armed),
    )


def _lemmas(parse: Parse, places: set[int]) -> dict[int, frozenset[str]]:
    wanted = {near for place in places for near in range(place - REACH, place + REACH + 1)}
    return {
        place: frozenset(
            each.lemma.lower()
            for each in parse.tokens_of(parse.sentences[place])
            if each.entity != "DATE"
        )
        for place in wanted
        if 0 <= place < len(parse.sentences)
    }


def _head(parse: Parse, span: Span | None) -> Token | None:
    words = parse.within(span) if span is not None else []
    return parse.root(words) if words else None


def _sentence(parse: Parse, event: Event) -> int:
    token = parse.at(event.trigger.start)
    return -1 if token is None else token.sentence
