"""A mention before it is an Actor: what it is and what it may refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.lexicon.actors import Gender, fold
from sayso.record import ActorKind

Sort = Literal["name", "noun", "pronoun"]


@dataclass(slots=True)
class ActorMention:
    """Tokens `first` to `last`, half-open, that name or stand for an actor.

    `noun` is the folded common noun in it, by which "the ministry" finds its ministry;
    `weight` how much its position in the sentence draws a pronoun to it. `rules` names the rules
    that recognised and joined it.
    """

    first: int
    last: int
    head: int
    sort: Sort
    kind: ActorKind
    name: str
    country: str | None = None
    role: str | None = None
    title: str | None = None
    named: bool = True
    gender: Gender | None = None
    plural: bool = False
    definite: bool = False
    noun: str = ""
    pronoun: str = ""
    acronym: str = ""
    sentence: int = 0
    article: int = 0
    weight: float = 1.0
    quoted: bool = False
    subject_of: int | None = None
    owner: int | None = None
    rules: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """Return the folded words of the name."""
        return [fold(word) for word in self.name.replace("’", "'").split()]


SAME_NOUN = {
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "chairman": "chairperson",
    "chairwoman": "chairperson",
    "chair": "chairperson",
    "premier": "prime minister",
    "adviser": "advisor",
    "organisation": "organization",
    "chief": "head",
    "lawmaker": "legislator",
}


SPEAKING = frozenset("spokesperson leader commander head chief representative".split())
"""Nouns of persons who speak for a body that another word names."""


def same_noun(noun: str) -> str:
    """Return one spelling for nouns that mean one office: spokesman, spokeswoman, spokesperson."""
    folded = fold(noun).replace("defence", "defense").replace("-", " ")
    for prefix in ("ministry of ", "department of "):
        if folded.startswith(prefix):
            folded = f"{folded[len(prefix) :]} {prefix.split()[0]}"
    front, space, last = folded.rpartition(" ")
    return SAME_NOUN.get(folded) or front + space + SAME_NOUN.get(last, last)
