"""Words that report events, what they are called in other schemes, and what turns them.

Each function reads one table of `lexicon/data` once; the tables say where their words come from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sayso.lexicon.table import rows

PREPOSITIONS = frozenset("of on to by for in from with at against as over into without".split())

WordClass = Literal["v", "n", "a"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the words around a trigger: `about` them, `one_of` these classes or words.

    `wanted` is False for a condition that must not hold. `one_of` is empty for a bare condition
    such as `that` (the trigger governs a clause).
    """

    about: str
    one_of: tuple[str, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that report an event of `kind`; `words[head]` is the one that the others hang on.

    `kind` is None for words that only look like an event. `frame` says who is who: in "agent" the
    subject does it to the object, in "undergo" the subject suffers it, in "mutual" all do it.
    """

    words: tuple[str, ...]
    head: int
    word_class: WordClass
    kind: str | None
    frame: str
    when: tuple[Condition, ...]

    @property
    def weight(self) -> int:
        """How specific it is: more words, then more conditions, win over fewer."""
        return 4 * len(self.words) + len(self.when) + (4 if self.kind is None else 0)


@dataclass(frozen=True, slots=True)
class Codes:
    """A row of the ontology: the codes of a kind, `when` its means (or "*") call for them."""

    when: str
    plover: str | None
    acled: str | None
    cameo: str | None


Phrase = tuple[str, ...]

HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


def _phrases(cell: str) -> list[Phrase]:
    """Return comma-separated phrases as words; a hyphen between letters is one, as in the parse."""
    phrases = (HYPHEN.sub(" - ", phrase.strip()) for phrase in cell.split(","))
    return [tuple(phrase.split()) for phrase in phrases if phrase]


def _condition(written: str) -> Condition:
    wanted = not written.startswith("!")
    about, _, values = written.lstrip("!").partition("=")
    return Condition(about, tuple(values.split("|")) if values else (), wanted)


def _head(words: Phrase, word_class: str) -> int:
    if word_class != "n":
        return 0
    for place, word in enumerate(words):
        if place and word in PREPOSITIONS:
            return place - 1
    return len(words) - 1


@lru_cache(maxsize=1)
def triggers() -> dict[tuple[str, str], tuple[Trigger, ...]]:
    """Return all triggers by word class and the lemma of their head, the most specific first."""
    by_head: dict[tuple[str, str], list[Trigger]] = defaultdict(list)
    for kind, word_class, when, frame, cell in rows("event_triggers.tsv"):
        conditions = tuple(_condition(each) for each in when.split("&") if each != "-")
        for words in _phrases(cell):
            head = _head(words, word_class)
            by_head[word_class, words[head]].append(
                Trigger(
                    words=words,
                    head=head,
                    word_class=word_class,  # type: ignore[arg-type]
                    kind=None if kind == "-" else kind,
                    frame=frame,
                    when=conditions,
                )
            )
    return {
        key: tuple(sorted(each, key=lambda trigger: -trigger.weight))
        for key, each in by_head.items()
    }


@lru_cache(maxsize=1)
def classes() -> dict[str, frozenset[str]]:
    """Return classes of nouns that conditions name, each with its lemmas."""
    return {
        name: frozenset(" ".join(words) for words in _phrases(cell))
        for name, cell in rows("event_classes.tsv")
    }


@lru_cache(maxsize=1)
def means() -> dict[Phrase, tuple[str, str]]:
    """Return phrases that name a means, with its class ("drone") and the kind of attack it
    makes.
    """
    return {
        words: (name, kind)
        for name, kind, cell in rows("event_means.tsv")
        for words in _phrases(cell)
    }


@lru_cache(maxsize=1)
def hits() -> dict[Phrase, str]:
    """Return phrases that name what was hit, with its class ("energy")."""
    return {words: name for name, cell in rows("event_hits.tsv") for words in _phrases(cell)}


@lru_cache(maxsize=1)
def scope_words() -> dict[tuple[str, str], str]:
    """Return effects ("denies", "planned") of words, by where they stand and their lemma."""
    return {
        (where, " ".join(words)): effect
        for effect, where, cell in reversed(rows("event_scope.tsv"))
        for words in _phrases(cell)
    }


@lru_cache(maxsize=1)
def ontology() -> dict[str, tuple[Codes, ...]]:
    """Return the kinds of event with their codes, special means before the row for all others."""
    by_kind: dict[str, list[Codes]] = defaultdict(list)
    for kind, when, _definition, *schemes, _roles in rows("ontology.tsv"):
        plover, acled, cameo = (None if code == "-" else code for code in schemes)
        by_kind[kind].append(Codes(when, plover, acled, cameo))
    return {kind: tuple(each) for kind, each in by_kind.items()}


@lru_cache(maxsize=1)
def kinds() -> frozenset[str]:
    """Return the names of the 53 kinds."""
    return frozenset(ontology())
