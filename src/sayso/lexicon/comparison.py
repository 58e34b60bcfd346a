"""What comparing documents needs of words and outlets: how rare a term is, whose feed is whose."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.lexicon.table import listed, rows

PASSAGES_COUNTED = 28_185
"""How many passages `term_counts.tsv` was counted in."""


@lru_cache(maxsize=1)
def term_counts() -> dict[str, int]:
    """Return, for each common term, in how many of PASSAGES_COUNTED passages it stands."""
    return {term: int(count) for term, count in rows("term_counts.tsv")}


@lru_cache(maxsize=1)
def empty_terms() -> frozenset[str]:
    """Return terms that say nothing of what happened: function words, words of reporting."""
    return frozenset(term for row in rows("empty_terms.tsv") for term in row[0].split())


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Return names and hosts of outlets, folded, to the family that publishes them."""
    return {
        form.casefold(): family
        for family, forms in rows("publisher_families.tsv")
        for form in (family, *listed(forms))
    }


@lru_cache(maxsize=1)
def kind_families() -> dict[str, str]:
    """Return kinds of event to the family of kinds that report the same event."""
    return {kind: family for family, kinds in rows("kind_families.tsv") for kind in listed(kinds)}


@lru_cache(maxsize=1)
def questions() -> dict[str, str]:
    """Return roles of quantities to the question of an account that they answer."""
    return {
        role: question
        for question, roles in rows("account_questions.tsv")
        for role in listed(roles)
    }


@lru_cache(maxsize=1)
def person_classes() -> dict[str, str]:
    """Return units of persons to "anyone", "fighter" or "civilian"."""
    return {unit: name for name, units in rows("person_units.tsv") for unit in listed(units)}


@lru_cache(maxsize=1)
def life_words() -> dict[str, frozenset[str]]:
    """Return words that say of someone that he is "alive", of a picture that it is "fake"."""
    return {name: frozenset(listed(words)) for name, words in rows("life_words.tsv")}


@lru_cache(maxsize=1)
def side_names() -> dict[str, str]:
    """Return names of bodies and their speakers, folded, to the one name of their side."""
    return {
        form.casefold(): side
        for side, forms in rows("side_names.tsv")
        for form in (side, *listed(forms))
    }


@lru_cache(maxsize=1)
def unit_classes() -> dict[str, tuple[str, str]]:
    """Return units of counted things to their class and its plural."""
    return {
        unit: (name, plural)
        for name, plural, units in rows("unit_classes.tsv")
        for unit in listed(units)
    }


@lru_cache(maxsize=1)
def answer_classes() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return questions without a number to their two answers, each with the words that give it."""
    answers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for asked, given, words in rows("answer_classes.tsv"):
        answers.setdefault(asked, []).append((given, _pattern(words)))
    return answers


@lru_cache(maxsize=1)
def act_classes() -> dict[str, re.Pattern[str]]:
    """Return acts to the words that name them."""
    return {act: _pattern(words) for act, words in rows("act_classes.tsv")}


@lru_cache(maxsize=1)
def statement_topics() -> dict[str, re.Pattern[str]]:
    """Return topics of statements to the words that speak of them."""
    return {topic: _pattern(words) for topic, words in rows("statement_topics.tsv")}


@lru_cache(maxsize=1)
def opposed_topics() -> dict[frozenset[str], str]:
    """Return pairs of topics that stand against each other to the question they answer."""
    return {frozenset((one, other)): asked for one, other, asked in rows("opposed_topics.tsv")}


def _pattern(words: str) -> re.Pattern[str]:
    """Return the pattern of listed phrases: "*" any ending, "_" up to three words."""
    phrases = (phrase.replace("*", r"\w*").split() for phrase in listed(words))
    joined = (r"[\s-]+".join(phrase).replace(r"[\s-]+_[\s-]+", FEW_WORDS) for phrase in phrases)
    return re.compile(rf"\b(?:{'|'.join(joined)})\b", re.IGNORECASE)


FEW_WORDS = r"[\s-]+(?:\S+\s+){0,3}?"


@lru_cache(maxsize=1)
def role_phrases() -> dict[str, str]:
    """Return roles of quantities to what follows "How many people": "were killed"."""
    return {role: phrase for role, phrase in rows("role_phrases.tsv")}  # noqa: C416


@lru_cache(maxsize=1)
def kind_titles() -> dict[str, tuple[str, str]]:
    """Return kinds of event to their name in a title, and the word before the place."""
    return {kind: (title, before) for kind, title, before in rows("kind_titles.tsv")}


@lru_cache(maxsize=1)
def scene_words() -> dict[str, frozenset[str]]:
    """Return words of short reports, folded, to their classes, each as "group:class"."""
    classes: dict[str, set[str]] = {}
    for group, name, words in rows("scene_words.tsv"):
        for word in listed(words):
            classes.setdefault(word, set()).add(f"{group}:{name}")
    return {word: frozenset(names) for word, names in classes.items()}
