"""Whose people a figure counts: the speaker's own, or his enemy's.

"Our losses are three" and "the enemy left 112 dead" count two sides, though both are of persons
killed. What the words don't say is left open.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.countries import adjectives
from sayso.linking.features import StatementFeatures, described
from sayso.linking.perpetrators import IRREGULARS
from sayso.linking.questions import Question
from sayso.linking.towns import near_towns
from sayso.linking.words import WORD
from sayso.record import Quantity
from sayso.record.trace import Rule, decide

NEAR = 70
"""Letters before and after a figure in which the words that say whose people it counts stand."""

CLAUSE_ENDS = re.compile(r"[.;:!?]\s|\n|, (?:and|but|while|whereas|as)\b|\bwhile\b|\bwhereas\b")

OWN = re.compile(
    r"\b(?:(?:of )?(?:ours|our own|its own|their own)"
    r"|our (?:\w+ )?(?:losses|brothers|men|fighters|soldiers|forces|people|martyrs|heroes|ranks)"
    r"|(?:its|their) (?:\w+ )?(?:losses|men|fighters|soldiers|troops|members|ranks)"
    r"|(?:its|their) (?:own )?(?:dead|injured|wounded|casualties)|the group[’']s \w+|our side"
    r"|of our \w+|of the force|losing|lost|loss of|losses of|the loss)\b",
    re.IGNORECASE,
)
ENEMY = re.compile(
    r"\b(?:the enem\w+|enemy (?:dead|soldiers|fighters|troops|personnel)|terrorists?|militants?"
    r"|insurgents?|bandits?|assailants?|attackers|outlaws?|the gang|mercenar\w+|occupiers?"
    r"|militia|invaders?|apostates?|infidels?|crusaders?|neutrali[sz]ed|eliminated|liquidated)\b",
    re.IGNORECASE,
)
SPEAKS_FOR_A_SIDE = frozenset(("state", "group", "officials"))


@dataclass(frozen=True, slots=True)
class FigureInWords:
    """A figure with the words of its clause."""

    clause: str
    quantity: Quantity
    country: str


Test = Callable[[FigureInWords], str | None]


def _enemy(figure: FigureInWords) -> str | None:
    return "enemy" if ENEMY.search(figure.clause) else None


def _own(figure: FigureInWords) -> str | None:
    return "own" if OWN.search(figure.clause) or figure.quantity.role == "lost" else None


def _of_own_country(figure: FigureInWords) -> str | None:
    named = [each for each in WORD.findall(figure.clause) if each in adjectives()]
    countries = {described(each)[0] for each in named}
    return "own" if countries == {figure.country} else None


WHOSE: tuple[Rule[Test], ...] = (
    Rule("enemy", "The enemy left 112 dead", _enemy),
    Rule("own", "Our losses are three killed", _own),
    Rule("of_own_country", "China: no one on the Chinese ship was hurt", _of_own_country),
)


def whose_people(features: StatementFeatures, quantity: Quantity) -> str | None:
    """Return "own" or "enemy", whose people a figure of one who speaks for a side counts."""
    if features.side.kind not in SPEAKS_FOR_A_SIDE:
        return None
    text, said = features.reading.document.text, quantity.as_said
    before = text[max(features.claim.evidence.start, said.start - NEAR) : said.start]
    after = text[said.end : min(features.claim.evidence.end, said.end + NEAR)]
    starts = [each.end() for each in CLAUSE_ENDS.finditer(before)]
    ends = [each.start() for each in CLAUSE_ENDS.finditer(after)]
    clause = (
        before[starts[-1] if starts else 0 :] + said.of(text) + after[: ends[0] if ends else NEAR]
    )
    country = features.side.name if features.side.kind == "state" else ""
    decided = decide(WHOSE, FigureInWords(clause, quantity, country))
    return decided[1] if decided is not None else None


def others_people(
    left: StatementFeatures,
    first: tuple[Quantity, Question],
    right: StatementFeatures,
    second: tuple[Quantity, Question],
) -> bool:
    """Return whether two figures surely count the people of two sides."""
    one, other = whose_people(left, first[0]), whose_people(right, second[0])
    if one is None and other is None:
        return _each_its_own(left, first[1], right, second[1])
    if one is not None and other is not None:
        if one == other:
            return left.side != right.side
        return not _opponents(left, right)
    open_one = first[1] if one is None else second[1]
    return open_one.unit_class in UNARMED


def _each_its_own(
    left: StatementFeatures, first: Question, right: StatementFeatures, second: Question
) -> bool:
    """Return whether two states give tolls of people of whom nothing else is said, in no one town:
    after a clash at a border each counts its own."""
    if {left.side.kind, right.side.kind} != {"state"} or left.side == right.side:
        return False
    unsaid = {first.unit_class, second.unit_class} <= UNARMED
    return unsaid and not near_towns(left.towns, right.towns)


def _opponents(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two speak for sides that are surely not one: two states, or a state and those
    who fight outside one."""
    if left.side == right.side:
        return False
    kinds = {left.side.kind, right.side.kind}
    if kinds == {"state"}:
        return True
    roles = {left.claim.claimant.role, right.claim.claimant.role}
    return "group" in kinds and not roles.isdisjoint(IRREGULARS)


UNARMED = frozenset(("person", "civilian", "child", "woman", "things not named"))
"""Whom a figure may count that says nothing of a side: not those who fight for one."""
