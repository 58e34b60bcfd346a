"""What the rules of mentions are given: the document, and the known names in a phrase."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sayso.lexicon.actors import ActorMatch
from sayso.stages.actors.phrases import span_of
from sayso.text.parse import Parse


@dataclass(slots=True)
class Finder:
    """What is needed of a document to find its mentions.

    `surnames` are the folded first and last words of people's full names, `lasts` the last alone.
    """

    text: str
    parse: Parse
    on: date | None = None
    surnames: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)

    def words(self, first: int, last: int) -> str:
        return span_of(self.parse, first, last).of(self.text)


@dataclass(frozen=True, slots=True)
class KnownNames:
    tail: ActorMatch | None
    noun: ActorMatch | None
    hits: list[ActorMatch]
    common: list[ActorMatch]
