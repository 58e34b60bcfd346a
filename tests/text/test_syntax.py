"""Subjects, agents, objects and phrases of a parse."""

from __future__ import annotations

import pytest

from sayso.record import Span
from sayso.text.parse import Parse, Token
from sayso.text.parser import parse
from sayso.text.phrases import coordinated, noun_phrase, phrase, prepositions
from sayso.text.syntax import (
    AGENT_RULES,
    agent_by_rule,
    agent_of,
    direct_object,
    has_object,
    is_passive,
    is_verb,
    subject,
)


def parsed(text: str) -> Parse:
    return parse(text, (Span(0, len(text)),))


def word(tree: Parse, text: str) -> Token:
    return next(token for token in tree.tokens if token.text == text)


@pytest.mark.parametrize("rule", AGENT_RULES, ids=lambda rule: rule.name)
def test_each_rule_gives_the_agent_of_a_verb_of_its_example(rule: object) -> None:
    name, example = rule.name, rule.example  # type: ignore[attr-defined]
    tree = parsed(example)
    assert name in {agent_by_rule(tree, token)[0] for token in tree.tokens}


@pytest.mark.parametrize(
    ("text", "verb", "grammatical", "agent", "object_"),
    [
        ("The rebels attacked the village.", "attacked", "rebels", "rebels", "village"),
        ("The village was attacked by the rebels.", "attacked", "village", "rebels", "village"),
        ("The army wants to attack the town.", "attack", "army", "army", "town"),
        ("Peskov spoke, adding that it was over.", "adding", "Peskov", "Peskov", None),
    ],
)
def test_who_does_what(
    text: str, verb: str, grammatical: str, agent: str, object_: str | None
) -> None:
    tree = parsed(text)
    token = word(tree, verb)
    found = (subject(tree, token), agent_of(tree, token), direct_object(tree, token))
    assert [each and each.text for each in found] == [grammatical, agent, object_]


def test_a_passive_has_no_object_of_its_own() -> None:
    tree = parsed("The village was attacked. Shells destroyed the bridge.")
    verbs = {each.text: each for each in tree.tokens if is_verb(each)}
    assert is_passive(tree, verbs["attacked"])
    assert not has_object(tree, verbs["attacked"])
    assert not is_passive(tree, verbs["destroyed"])
    assert has_object(tree, verbs["destroyed"])


def test_a_phrase_is_short_or_with_all_that_hangs_on_it() -> None:
    text = "The head of the council, who fled, met soldiers and police in Goma."
    tree = parsed(text)
    head = word(tree, "head")
    assert phrase(tree, head).of(text) == "The head of the council"
    assert noun_phrase(tree, head)[-1].text == "fled"
    assert [each.text for each in coordinated(tree, word(tree, "soldiers"))] == [
        "soldiers", "police"
    ]  # fmt: skip
    assert [name for name, _ in prepositions(tree, head)] == ["of"]
