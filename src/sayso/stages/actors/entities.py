"""Entities of a document, and the keys by which later mentions of them are matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.lexicon.actors import CountryName, Gender, OfficeHolder, fold, known, pieces
from sayso.record import ActorKind
from sayso.stages.actors.mention import ActorMention, same_noun
from sayso.text.parse import Parse

WINDOW = 6
"""Sentences that a pronoun looks back."""


@dataclass(slots=True)
class Entity:
    """Mentions that mean one actor, by index, in text order."""

    members: list[int] = field(default_factory=list)
    kind: ActorKind = "organisation"
    country: str | None = None
    role: str | None = None
    gender: Gender | None = None
    plural: bool = False
    nouns: set[str] = field(default_factory=set)
    article: int = 0
    proper: bool = False
    words: set[str] = field(default_factory=set)
    names: dict[tuple[str, ...], None] = field(default_factory=dict)
    """Its names as folded words, each once: looked at again for every new mention."""


@dataclass(slots=True)
class DiscourseState:
    """The entities so far, by index, and the indices that match a mention to them."""

    parse: Parse
    mentions: Sequence[ActorMention]
    entities: list[Entity] = field(default_factory=list)
    by_key: dict[str, int] = field(default_factory=dict)
    of: list[int | None] = field(default_factory=list)
    recent: dict[int, None] = field(default_factory=dict)

    def last(self, entity: int) -> ActorMention:
        return self.mentions[self.entities[entity].members[-1]]

    def near(self, mention: ActorMention, window: int = WINDOW) -> list[int]:
        """Return the entities of the last sentences of the same article, latest first."""
        near = []
        for entity in reversed(self.recent):
            last = self.last(entity)
            if mention.sentence - last.sentence > window:
                break
            if last.article == mention.article:
                near.append(entity)
        return near


def offices(mention: ActorMention) -> set[str]:
    """Return the nouns that may refer to a name: of the office table, of the words of a body."""
    if mention.kind == "person":
        hits = known().find(mention.name, pieces(mention.name))
        if hits and isinstance(hits[0].entry, OfficeHolder) and hits[0].entry.office:
            return {same_noun(hits[0].entry.office)}
        return set()
    words = mention.words
    return {same_noun(words[-1]), same_noun(" ".join(words[-2:]))}


def spelled(surname: str) -> str:
    """Return one key for the spellings of a surname: Zelenskyy, Zelenskiy and Zelensky are one."""
    key = fold(surname).replace("'", "").replace("’", "")
    for ending in ("skiy", "skyy", "skyi", "skii", "ski", "skij"):
        if key.endswith(ending):
            return key[: -len(ending)] + "sky"
    for ending in ("yy", "iy", "yi", "ii", "ij"):
        if key.endswith(ending):
            return key[: -len(ending)] + "y"
    return key


SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})


def surname_of(mention: ActorMention) -> str:
    words = [word.strip(".,") for word in mention.words]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    last = words[-1] if words else ""
    return spelled(last.rpartition("-")[2] if last.startswith(("al-", "el-")) else last)


def keys(mention: ActorMention) -> list[str]:
    """Return the keys by which a later mention of the same name is matched to this one."""
    if mention.sort == "pronoun" or not mention.named:
        return []
    if mention.kind == "person":
        if mention.sort != "name":
            return []
        of_person = [f"p {surname_of(mention)}"]
        if len(mention.words) > 1:
            of_person.append(f"f {spelled(mention.words[0])}")
        return of_person
    of_body = [f"b {_plain(mention.name)}"]
    one = mention.kind == "force" or not mention.plural
    if mention.country and mention.noun and one and not _of_a_region(mention):
        of_body.append(f"n {mention.country} {mention.noun}")
    return of_body + [f"b {name}" for name in short_names(mention)]


def short_names(mention: ActorMention) -> list[str]:
    """Return what a body may be called by its initials, and its acronym where one is given."""
    if mention.kind in ("person", "people") or not mention.named:
        return []
    initials = "".join(word[0] for word in mention.words if word not in SMALL)
    spelled_out = mention.sort == "name" or (mention.sort == "noun" and len(initials) > 2)
    names = [initials] if len(initials) > 1 and spelled_out else []
    return [*names, mention.acronym] if mention.acronym else names


def _of_a_region(mention: ActorMention) -> bool:
    """Return whether it is the body of a region: the Artsakh ministry is not the Azerbaijani
    one.
    """
    entries = (hit.entry for hit in known().find(mention.name, pieces(mention.name)))
    return any(isinstance(each, CountryName) and each.sort == "region" for each in entries)


SMALL = frozenset("of the and for in on to de la".split())


def _plain(name: str) -> str:
    folded = fold(name).replace("defence", "defense").replace(".", "")
    return " ".join(word for word in folded.split() if word not in ("the", "group", "movement"))
