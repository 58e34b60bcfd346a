"""Which mentions lead back to which: names, titles, short mentions, pronouns.

A mention joins the first entity that a rule finds for it; pronouns go by salience, which grows
with the place in the sentence and falls with the distance in sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.stages.actors.entities import DiscourseState, Entity, keys, offices, spelled, surname_of
from sayso.stages.actors.mention import ActorMention, same_noun
from sayso.stages.actors.pronouns import by_pronoun, by_relative
from sayso.stages.actors.salience import GROUPS, salience
from sayso.text.parse import Parse


def resolve_coreference(parse: Parse, mentions: Sequence[ActorMention]) -> list[int | None]:
    """For each mention the index of the fullest mention of the same actor; None for itself."""
    board = DiscourseState(parse, mentions)
    for index, mention in enumerate(mentions):
        entity = next(
            (found for rule in RULES if (found := rule(board, mention)) is not None), None
        )
        _settle(board, index, mention, entity)
    return _fullest(board)


def _settle(board: DiscourseState, index: int, mention: ActorMention, entity: int | None) -> None:
    if entity is None:
        if mention.sort == "pronoun":
            board.of.append(None)
            return
        entity = len(board.entities)
        board.entities.append(Entity())
    found = board.entities[entity]
    if not found.members or (mention.sort == "name" and not found.proper):
        found.kind, found.plural = mention.kind, mention.plural
    found.members.append(index)
    found.article = mention.article
    found.country = found.country or mention.country
    found.role = found.role or mention.role
    found.gender = found.gender or mention.gender
    found.proper = found.proper or mention.sort == "name"
    if mention.sort != "pronoun":
        found.words.update(mention.words)
    if mention.noun:
        found.nouns.add(mention.noun)
    if mention.sort == "name":
        found.nouns.update(offices(mention))
        found.names[tuple(mention.words)] = None
    board.of.append(entity)
    for key in keys(mention):
        board.by_key[key] = entity
    board.recent.pop(entity, None)
    board.recent[entity] = None


def by_name(board: DiscourseState, mention: ActorMention) -> int | None:
    """A person by surname, a body or country by its name or initials."""
    if mention.sort == "pronoun" or not mention.named:
        return None
    if mention.kind == "person":
        return _person_by_name(board, mention) if mention.sort == "name" else None
    for key in keys(mention):
        entity = board.by_key.get(key)
        if entity is not None and board.entities[entity].kind != "person":
            same = board.entities[entity].country in (None, mention.country)
            if same or mention.country is None:
                return entity
    return None


def _person_by_name(board: DiscourseState, mention: ActorMention) -> int | None:
    entity = board.by_key.get(f"p {surname_of(mention)}")
    if entity is None and len(mention.words) == 1:
        entity = board.by_key.get(f"f {spelled(mention.words[0])}")
    if entity is None or board.entities[entity].kind != "person":
        return None
    found = board.entities[entity]
    if mention.gender and found.gender and mention.gender != found.gender:
        return None
    firsts = {spelled(name[0]) for name in found.names if len(name) > 1}
    words = mention.words
    if len(words) > 1 and firsts and not _first_fits(words[0], firsts):
        return entity if any(_ends_alike(words, name) for name in found.names) else None
    return entity


def _ends_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """ "López Obrador" ends "Andrés Manuel López Obrador"."""
    short = min(len(one), len(other))
    return short > 1 and tuple(one[-short:]) == tuple(other[-short:])


def _first_fits(first: str, firsts: set[str]) -> bool:
    """Volodymyr and V. fit; Vladimir and Volodymyr are left to the spelling of the surname."""
    return any(each[0] == first[0] for each in firsts)


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


def by_short_mention(board: DiscourseState, mention: ActorMention) -> int | None:
    """ "the ministry", "the Kremlin spokesperson": the latest one that may be called so."""
    if mention.sort != "noun" or not mention.definite or not mention.noun:
        return None
    if mention.kind == "people":
        return _last_word(board, mention)
    for test in (_called_so, _of_that_sort):
        fits = [e for e in board.near(mention, 40) if _may_be(board.entities[e], mention, test)]
        if fits:
            return max(fits, key=lambda e: (_likely(board, e, mention), e))
    return None


def _last_word(board: DiscourseState, mention: ActorMention) -> int | None:
    """ "The Guards" after "the Revolutionary Guards": a capital word that ends a body's name."""
    head = board.parse.tokens[mention.head]
    if not head.text[:1].isupper() or len(mention.words) > 1:
        return None
    for entity in board.near(mention, 40):
        found = board.entities[entity]
        if found.proper and found.kind in GROUPS and same_noun(head.text) in found.nouns:
            return entity
    return None


def _likely(board: DiscourseState, entity: int, mention: ActorMention) -> float:
    """Salience, doubled for the kind that the noun first makes one think of."""
    first = GENERIC_GROUPS.get(mention.noun, ("",))[0]
    return salience(board, entity, mention) * (2 if board.entities[entity].kind == first else 1)


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
    """By the same noun; what else is said ("presidential administration") must be its own."""
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
    if kinds is None:
        kinds = GENERIC_GROUPS.get(mention.noun.rpartition(" ")[2], ())
        return entity.kind in kinds and entity.role == mention.role
    return entity.kind in kinds


RULES: tuple[Callable[[DiscourseState, ActorMention], int | None], ...] = (
    by_name,
    by_short_mention,
    by_relative,
    by_pronoun,
)


def _fullest(board: DiscourseState) -> list[int | None]:
    _join_later_names(board)
    best: dict[int, int] = {}
    for entity, found in enumerate(board.entities):
        if found.members:
            best[entity] = max(found.members, key=lambda i: (*_fullness(board.mentions[i]), -i))
    answers: list[int | None] = []
    for index, member in enumerate(board.of):
        top = best.get(member) if member is not None else None
        answers.append(top if top != index else None)
    return answers


def _fullness(mention: ActorMention) -> tuple[int, int, int, int]:
    sort = {"name": 2, "noun": 1, "pronoun": 0}[mention.sort]
    words = len(mention.words) if sort else 0
    if mention.kind == "person":
        return (sort, words, int(mention.title is not None), 0)
    spelt = int(not (mention.sort == "name" and mention.name.isupper()))
    return (sort + int(mention.named), int(mention.country is not None), spelt, 0)


def _joinoffices(board: DiscourseState) -> dict[int, int]:
    """Fold "Mexico's president" into the one president of Mexico that is named anywhere."""
    moved: dict[int, int] = {}
    named_of: dict[str | None, list[int]] = {}
    for entity, found in enumerate(board.entities):
        if found.proper and found.kind == "person":
            named_of.setdefault(found.country, []).append(entity)
    for entity, found in enumerate(board.entities):
        if found.kind != "person" or found.proper or not found.country or not found.members:
            continue
        first = board.mentions[found.members[0]]
        if not (first.definite and first.named):
            continue
        fits = [
            other
            for other in named_of.get(found.country, ())
            if _called_so(board.entities[other], first)
        ]
        if len(fits) == 1 and fits[0] != entity:
            moved[entity] = fits[0]
            board.entities[fits[0]].members.extend(found.members)
            board.entities[fits[0]].members.sort()
            found.members = []
    return moved


def _join_later_names(board: DiscourseState) -> None:
    """Fold an entity of bare surnames into the full name that came after it."""
    full: dict[str, int] = {}
    for entity, found in enumerate(board.entities):
        names = [board.mentions[i] for i in found.members if board.mentions[i].sort == "name"]
        if found.kind == "person" and any(len(name.words) > 1 for name in names):
            for name in names:
                full.setdefault(surname_of(name), entity)
    moved = _joinoffices(board)
    for entity, found in enumerate(board.entities):
        names = [board.mentions[i] for i in found.members if board.mentions[i].sort == "name"]
        if found.kind != "person" or not names or any(len(name.words) > 1 for name in names):
            continue
        target = full.get(surname_of(names[0]))
        if target is not None and target != entity:
            board.entities[target].members.extend(found.members)
            board.entities[target].members.sort()
            found.members = []
            moved[entity] = target
    board.of = [moved.get(e, e) if e is not None else None for e in board.of]
