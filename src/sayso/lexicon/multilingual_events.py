"""Words of events in languages that are read without a parser: a folder of tables for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.events import means as english_means
from sayso.lexicon.inflected import InflectedPhrases
from sayso.lexicon.table import listed, rows


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """What a phrase reports where all of `when` holds; a kind of None reports no event."""

    kind: str | None
    when: tuple[str, ...]


@lru_cache
def trigger_words(code: str) -> InflectedPhrases[TriggerRow]:
    """Return the words that report events, with the rows that they stand in, in order."""
    return InflectedPhrases(
        (
            phrase,
            TriggerRow(
                None if kind == "-" else kind, () if when == "-" else tuple(when.split(","))
            ),
        )
        for kind, when, phrases in rows(f"{code}/event_triggers.tsv")
        for phrase in listed(phrases)
    )


@lru_cache
def around(code: str, what: str) -> InflectedPhrases[str]:
    """Return words around events by what they say, with the class: "means", "hit", "word"."""
    return InflectedPhrases(
        (phrase, row[1])
        for row in rows(f"{code}/event_words.tsv")
        if row[0] == what
        for phrase in listed(row[2])
    )


@lru_cache
def scope(code: str, place: str) -> InflectedPhrases[str]:
    """Return the words that turn an event from a place: "beside" it, in its "part", "before" it."""
    return InflectedPhrases(
        (phrase, row[1])
        for row in rows(f"{code}/event_words.tsv")
        if row[0] == "scope" and row[2] == place
        for phrase in listed(row[3])
    )


@lru_cache(maxsize=1)
def attack_of_means() -> dict[str, str]:
    """Return the kind of attack that each class of means makes, as for English."""
    return dict(english_means().values())
