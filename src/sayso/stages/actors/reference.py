"""Coreference: which mentions refer to which, by names, titles, short mentions and pronouns.

A mention joins the first entity that a rule gives it; pronouns go by salience, which depends on
the position in the sentence and falls with the distance in sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.actors import CountryName, fold, known, pieces
from sayso.record.trace import Rule, decide, is_tracing, trace
from sayso.stages.actors.entities import (
    DiscourseState,
    Entity,
    keys,
    offices,
    short_names,
    spelled,
    surname_of,
)
from sayso.stages.actors.mention import ActorMention, same_noun
from sayso.stages.actors.phrases import span_of
from sayso.stages.actors.pronouns import by_pronoun, by_relative
from sayso.stages.actors.salience import GROUPS, salience
from sayso.stages.actors.spokespersons import by_possessive, spoken_for
from sayso.text.parse import Parse


def resolve_coreference(parse: Parse, mentions: Sequence[ActorMention]) -> list[int | None]:
    """Return for each mention the index of the fullest of the same actor; None for itself."""
    state = DiscourseState(parse, mentions)
    for index, mention in enumerate(mentions):
        _speaks_for(state, mention)
        _join(state, index, mention, _entity_of(state, mention))
    return _fullest(state)


def _speaks_for(state: DiscourseState, mention: ActorMention) -> None:
    """Give a spokesperson the country and sector of the body that is spoken for."""
    number = spoken_for(state, mention)
    if number is None:
        return
    body = state.entities[number]
    if mention.country and mention.country != body.country:
        return
    mention.country = body.country
    mention.role = body.role or (None if body.kind == "armed_group" else mention.role)


def _entity_of(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the entity that a mention refers to by the first rule that gives one, or None."""
    decided = decide(RULES, state, mention)
    if decided is None:
        return None
    rule, entity = decided
    if is_tracing():
        span = span_of(state.parse, mention.first, mention.last)
        trace("actor", span, "changed", rule, f"refers to {state.last(entity).name}")
    return entity


def _join(state: DiscourseState, index: int, mention: ActorMention, number: int | None) -> None:
    """Add the mention at `index` to its entity, or to a new one; a pronoun without one to none."""
    if number is None:
        if mention.sort == "pronoun":
            state.of.append(None)
            return
        number = len(state.entities)
        state.entities.append(Entity())
    entity = state.entities[number]
    if not entity.members or (mention.sort == "name" and not entity.proper):
        entity.kind, entity.plural = mention.kind, mention.plural
    entity.members.append(index)
    entity.article = mention.article
    entity.country = entity.country or mention.country
    entity.role = entity.role or mention.role
    entity.gender = entity.gender or mention.gender
    entity.proper = entity.proper or mention.sort == "name"
    if mention.sort != "pronoun":
        entity.words.update(mention.words)
    if mention.noun:
        entity.nouns.add(mention.noun)
    if mention.sort == "name":
        entity.nouns.update(offices(mention))
        entity.names[tuple(mention.words)] = None
    state.of.append(number)
    for key in keys(mention):
        state.by_key[key] = number
    state.recent.pop(number, None)
    state.recent[number] = None


def by_name(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the entity of a name: a person's surname, a body's or country's name or initials."""
    if mention.sort == "pronoun" or not mention.named:
        return None
    if mention.kind == "person":
        return _person_by_name(state, mention) if mention.sort == "name" else None
    for key in keys(mention):
        entity = state.by_key.get(key)
        if entity is not None and state.entities[entity].kind != "person":
            same = state.entities[entity].country in (None, mention.country)
            if same or mention.country is None:
                return entity
    return _by_last_word(state, mention)


def _by_last_word(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the body whose name ends in a word with a capital: "the Syndicate"."""
    tokens = state.parse.tokens[mention.first : mention.last]
    if len(tokens) != 2 or tokens[0].lower != "the" or not tokens[1].text.istitle():
        return None
    for entity in state.near(mention, 40):
        body = state.entities[entity]
        if body.kind == "person" or not body.proper:
            continue
        if any(len(name) > 1 and name[-1] == fold(tokens[1].text) for name in body.names):
            return entity
    return None


def _person_by_name(state: DiscourseState, mention: ActorMention) -> int | None:
    entity = state.by_key.get(f"p {surname_of(mention)}")
    if entity is None and len(mention.words) == 1:
        entity = state.by_key.get(f"f {spelled(mention.words[0])}")
    if entity is None or state.entities[entity].kind != "person":
        return None
    bearer = state.entities[entity]
    if mention.gender and bearer.gender and mention.gender != bearer.gender:
        return None
    firsts = {spelled(name[0]) for name in bearer.names if len(name) > 1}
    words = mention.words
    if len(words) > 1 and firsts and not _first_fits(words[0], firsts):
        return entity if any(_ends_alike(words, name) for name in bearer.names) else None
    return entity


def _ends_alike(left: Sequence[str], right: Sequence[str]) -> bool:
    """Return whether one ends the other, as "López Obrador" ends "Andrés Manuel López Obrador"."""
    short = min(len(left), len(right))
    return short > 1 and tuple(left[-short:]) == tuple(right[-short:])


def _first_fits(first: str, firsts: set[str]) -> bool:
    """Return whether Volodymyr and V. fit; Vladimir is left to the spelling of the surname."""
    return any(name[0] == first[0] for name in firsts)


GENERIC_PEOPLE: dict[str, frozenset[str]] = {
    "official": frozenset({"GOV", "MIL", "COP", "SPY", "IGO", "MED"}),
    "leader": frozenset({"GOV", "REB", "OPP", "PTY", "CRM", "PRM"}),
    "diplomat": frozenset({"GOV", "IGO"}),
    "politician": frozenset({"GOV", "LEG", "OPP", "PTY"}),
    "commander": frozenset({"MIL", "REB", "PRM"}),
    "general": frozenset({"MIL", "GOV"}),
    "head of state": frozenset({"GOV"}),
}
GENERIC_GROUPS: dict[str, tuple[str, ...]] = {
    "group": ("armed_group", "organisation"),
    "movement": ("armed_group", "organisation"),
    "militia": ("armed_group",),
    "organization": ("organisation", "armed_group"),
    "agency": ("organisation",),
    "charity": ("organisation",),
    "news agency": ("organisation",),
    "watchdog": ("organisation",),
    "body": ("organisation",),
    "institute": ("organisation",),
    "think tank": ("organisation",),
    "newspaper": ("organisation",),
    "broadcaster": ("organisation",),
    "outlet": ("organisation",),
    "company": ("organisation",),
    "military": ("force",),
    "army": ("force",),
    "force": ("force", "armed_group"),
    "forces": ("force", "armed_group"),
    "militants": ("armed_group",),
    "rebels": ("armed_group",),
    "insurgents": ("armed_group",),
    "guerrillas": ("armed_group",),
    "fighters": ("armed_group",),
    "paramilitaries": ("armed_group",),
    "jihadists": ("armed_group",),
    "gang": ("armed_group",),
    "cartel": ("armed_group",),
    "mission": ("force", "organisation"),
    "service": ("organisation", "force"),
    "ministry": ("ministry",),
    "department": ("ministry", "organisation"),
    "alliance": ("organisation", "armed_group"),
    "bloc": ("organisation",),
    "union": ("organisation",),
    "party": ("organisation", "armed_group"),
    "junta": ("government", "force"),
}


def by_short_mention(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the most salient entity that "the ministry", "the Kremlin spokesperson" may mean."""
    if mention.sort != "noun" or not mention.definite or not mention.noun:
        return None
    if mention.kind == "people":
        return _last_word(state, mention)
    own = own_words(state.parse, mention)
    for test in (_called_so, _of_that_sort):
        near = state.near(mention, 40)
        fits = [
            entity
            for entity in near
            if own <= state.entities[entity].words
            and _may_be(state.entities[entity], mention, test)
            and not _of_another_country(state, state.entities[entity], mention)
        ]
        if fits:
            return max(fits, key=lambda entity: (_likely(state, entity, mention), entity))
    return None


def _of_another_country(state: DiscourseState, entity: Entity, mention: ActorMention) -> bool:
    """Return whether a mention names a country that was not spoken of before the bare entity.

    "In Niger, the army said twelve were killed. Nigeria's army denied it": two armies.
    """
    if not mention.country or entity.country or entity.proper or entity.kind == "person":
        return False
    first = state.mentions[entity.members[0]].first
    before = " ".join(token.text for token in state.parse.tokens[max(0, first - REACH) : first])
    hits = known().find(before, pieces(before))
    named = {hit.entry.code for hit in hits if isinstance(hit.entry, CountryName)}
    return bool(named) and mention.country not in named


REACH = 400
"""Words before a bare "the army" in which the country that it is of may be named."""

DESCRIBING = frozenset(
    "advocacy aid army border campaign charity crime defence defense drone election energy"
    " government guerrilla human insurgent intelligence islamist jihadi jihadist media military"
    " militant militia mission monitoring national news observer opposition organization"
    " paramilitary party peace peacekeeping police press protest rebel religious research"
    " resistance rights security separatist splinter state terror terrorist trade umbrella war"
    " volunteer watchdog".split()
)
"""Nouns before a noun that say of what sort a body is, and do not name another one."""


UNARMED = frozenset(
    "advocacy aid campaign charity human media monitoring news observer press protest research"
    " rights trade volunteer watchdog".split()
)
"""Those that no armed group is called by: "the volunteer group" is none that holds a town."""


def own_words(parse: Parse, mention: ActorMention) -> set[str]:
    """Return the words of a short mention that only its own name has: "fire" of "the fire service".

    A mention with such words is no short one: it refers to a body that has them, too.
    """
    if mention.kind == "person":
        return set()
    own: set[str] = set()
    for token in parse.tokens[mention.first : mention.last]:
        word = fold(token.text)
        above = token.dep in ("compound", "nmod", "poss", "pobj", "conj") and token.pos != "PRON"
        if not above or token.index == mention.head or word in mention.noun.split():
            continue
        name = token.pos == "PROPN" and not _is_of_a_country(token.text)
        if name or (token.pos == "NOUN" and word not in DESCRIBING):
            own.add(word)
    return own


def _is_of_a_country(word: str) -> bool:
    """Return whether a word is a country or its people; a region's name is a name of its own."""
    hits = known().find(word, pieces(word))
    if not hits:
        return describe(word) != (None, None)
    entry = hits[0].entry
    return not (isinstance(entry, CountryName) and entry.sort == "region")


def _last_word(state: DiscourseState, mention: ActorMention) -> int | None:
    """Return the body whose name the word ends: "the Guards" of "the Revolutionary Guards"."""
    head = state.parse.tokens[mention.head]
    if not head.text[:1].isupper() or len(mention.words) > 1:
        return None
    for entity in state.near(mention, 40):
        body = state.entities[entity]
        if body.proper and body.kind in GROUPS and same_noun(head.text) in body.nouns:
            return entity
    return None


def _likely(state: DiscourseState, entity: int, mention: ActorMention) -> float:
    """Return salience, doubled for the kind that the noun first makes one think of."""
    first = GENERIC_GROUPS.get(mention.noun, ("",))[0]
    return salience(state, entity, mention) * (2 if state.entities[entity].kind == first else 1)


def _may_be(
    entity: Entity, mention: ActorMention, test: Callable[[Entity, ActorMention], bool]
) -> bool:
    if (entity.kind == "person") != (mention.kind == "person"):
        return False
    if mention.country and entity.country and mention.country != entity.country:
        return False
    if mention.gender and entity.gender and mention.gender != entity.gender:
        return False
    # "the guerrillas", "the rebels": a group is called by those in it
    alike = "force" in (mention.kind, entity.kind) or mention.kind == entity.kind == "armed_group"
    if mention.plural != entity.plural and not alike:
        return False
    return test(entity, mention)


def _called_so(entity: Entity, mention: ActorMention) -> bool:
    """Return whether it has the noun and the words with it ("presidential administration")."""
    if mention.kind != "person":
        more = set(mention.words) - set(mention.noun.split()) - {"defence", "organisation"}
        if more and not mention.country and not more <= entity.words:
            return False
    return any(noun == mention.noun or noun.endswith(f" {mention.noun}") for noun in entity.nouns)


def _of_that_sort(entity: Entity, mention: ActorMention) -> bool:
    if not (entity.proper or (entity.kind == "force" and entity.country)):
        return False
    if mention.kind == "person":
        roles = GENERIC_PEOPLE.get(mention.noun)
        return bool(roles and entity.role in roles)
    kinds = GENERIC_GROUPS.get(mention.noun)
    of_one_role = kinds is not None or entity.role == mention.role
    if kinds is None:
        kinds = GENERIC_GROUPS.get(mention.noun.rpartition(" ")[2], ())
    if not UNARMED.isdisjoint(mention.words) and entity.kind != "organisation":
        return False
    return entity.kind in kinds and of_one_role


RULES: tuple[Rule[Callable[[DiscourseState, ActorMention], int | None]], ...] = (
    Rule("by name", "Ivan Petrov left the town. Petrov returned.", by_name),
    Rule(
        "by a short mention", "The defence ministry left. The ministry returned.", by_short_mention
    ),
    Rule("by a relative pronoun", "They met the rebels who left the town.", by_relative),
    Rule(
        "by a possessive pronoun",
        "Hezbollah was blamed by the Israeli military. Its spokesman said nine had died.",
        by_possessive,
    ),
    Rule("by a pronoun", "The ministry said its troops left the town.", by_pronoun),
)


def _fullest(state: DiscourseState) -> list[int | None]:
    """Return for each mention the fullest of its entity; None for itself and for no entity."""
    _fold_later_names(state)
    best: dict[int, int] = {}
    for number, entity in enumerate(state.entities):
        if entity.members:
            members = [state.mentions[index] for index in entity.members]
            short = {name for each in members for name in short_names(each)}
            ranks = [(*_fullness(mention, short), -index) for index, mention in enumerate(members)]
            best[number] = entity.members[ranks.index(max(ranks))]
    referents: list[int | None] = []
    for index, belongs_to in enumerate(state.of):
        top = best.get(belongs_to) if belongs_to is not None else None
        referents.append(top if top != index else None)
    return referents


def _fullness(mention: ActorMention, short: Collection[str]) -> tuple[int, int, int, int]:
    """Return how full a mention is; `short` are short names of others that mean the same."""
    sort = {"name": 2, "noun": 1, "pronoun": 0}[mention.sort]
    if mention.kind != "person" and fold(mention.name.replace(".", "")) in short:
        sort = min(sort, 1)
    words = len(mention.words) if sort else 0
    if mention.kind == "person":
        return (sort, words, int(mention.title is not None), 0)
    spelt = int(not (mention.sort == "name" and mention.name.isupper()))
    return (sort + int(mention.named), int(mention.country is not None), spelt, 0)


def _fold_later_names(state: DiscourseState) -> None:
    """Fold the entities of bare surnames and of offices into those of full names after them."""
    full = _full_names(state)
    moved = _fold_offices(state)
    for number, entity in enumerate(state.entities):
        names = _names_of(state, entity)
        if not names or any(len(name.words) > 1 for name in names):
            continue
        target = full.get(surname_of(names[0]))
        if target is not None and target != number:
            _fold(state, entity, target)
            moved[number] = target
    state.of = [moved.get(number, number) if number is not None else None for number in state.of]


def _names_of(state: DiscourseState, entity: Entity) -> list[ActorMention]:
    """Return the mentions of a person that are names; none of other entities."""
    if entity.kind != "person":
        return []
    members = [state.mentions[index] for index in entity.members]
    return [member for member in members if member.sort == "name"]


def _full_names(state: DiscourseState) -> dict[str, int]:
    """Return the first person with a full name, by each surname of theirs."""
    full: dict[str, int] = {}
    for number, entity in enumerate(state.entities):
        names = _names_of(state, entity)
        if any(len(name.words) > 1 for name in names):
            for name in names:
                full.setdefault(surname_of(name), number)
    return full


def _fold(state: DiscourseState, entity: Entity, target: int) -> None:
    """Move the mentions of `entity` to the one numbered `target`."""
    state.entities[target].members.extend(entity.members)
    state.entities[target].members.sort()
    entity.members = []


def _fold_offices(state: DiscourseState) -> dict[int, int]:
    """Fold "Mexico's president" into the one president of Mexico that is named anywhere.

    Returns the numbers of the folded entities with those they went to.
    """
    moved: dict[int, int] = {}
    named_of: dict[str | None, list[int]] = {}
    for number, entity in enumerate(state.entities):
        if entity.proper and entity.kind == "person":
            named_of.setdefault(entity.country, []).append(number)
    for number, entity in enumerate(state.entities):
        if entity.kind != "person" or entity.proper or not entity.country or not entity.members:
            continue
        first = state.mentions[entity.members[0]]
        if not (first.definite and first.named):
            continue
        named = named_of.get(entity.country, ())
        fits = [person for person in named if _called_so(state.entities[person], first)]
        if len(fits) == 1 and fits[0] != number:
            moved[number] = fits[0]
            _fold(state, entity, fits[0])
    return moved
