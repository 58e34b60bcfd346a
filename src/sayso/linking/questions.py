"""Which question a figure answers: how many of what, in which role, of whom, when.

Only figures that answer one question can be the ends of a range. What isn't known of a figure is
left open; what is known and differs parts two figures, and what is unknown is taken for the known
only where there is no second.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.comparison import person_classes, unit_classes
from sayso.lexicon.countries import country_names
from sayso.linking.figures import ADDING, RUNNING
from sayso.record import FoldedClaim, Modality, Quantity
from sayso.record.trace import Rule, decide
from sayso.text.numerals import find_numerals

Member = TypeVar("Member")

ONE_ROLE = {"dead": "killed", "wounded": "injured", "burned": "destroyed"}
"""Roles that say the same of what is counted. "Seized" and "regained" land isn't the same land."""

OF_PEOPLE = frozenset("killed injured missing displaced detained abducted casualties".split())
"""Roles that people have where no unit is said: "14 killed" counts people."""

COUNTED_BY_EACH = frozenset(("intercepted", "lost", "destroyed"))
"""Roles in which parties count each other's things: one side's 71 isn't the other's 19."""

NO_ONES_ARMS = frozenset(
    "home building hut shop stall market church mosque temple school classroom clinic hospital farm"
    " granary tent shelter".split()
)
"""Things that belong to neither party: the houses that one counts are those of the other."""

PART = re.compile(r"\bof (?:the|them|those|these|whom|which)\b")
"""In "nine of the dead" the nine are a part of the dead, and not their number."""

UNNAMED = "things not named"
PAST_OR_TO_COME = frozenset(("planned", "threatened", "demanded", "hypothetical", "historical"))


PART_OF_THEM = "part"
"""The extent of figures that are parts of a total: none of them replaces another."""

EXTENT_WORDS = {PART_OF_THEM: "a part of them", "up": "a rise", "down": "a fall"}


@dataclass(frozen=True, slots=True)
class Question:
    """How many of which class of things, in which role; of which side and where, if that is known.

    `side` is a country's code; `party` the side that counts, for roles in which parties count each
    other's things; `town` the name of a town. All are empty where no second one is known.
    `extent` is "in all" for a figure of a longer time, "more" for one that adds to another, "part"
    for one of a whole that it doesn't state, "up" or "down" for a change; `modality` is that of
    the claim.
    """

    role: str
    unit_class: str
    side: str = ""
    party: str = ""
    extent: str = ""
    modality: Modality = "actual"
    town: str = ""


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A figure as questions see it: the quantity, its words, the countries and the town of its
    event, and whether it is of a list that takes a total of its claim apart."""

    quantity: Quantity
    words: str
    context: str = ""
    initiators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    party: str = ""
    modality: Modality = "actual"
    town: str = ""
    of_a_list: bool = False


def counted(claim: FoldedClaim, number: int) -> CountedFigure:
    """Return the figure numbered `number` of a claim."""
    quantity = claim.quantities[number]
    return CountedFigure(
        quantity,
        claim.said[number],
        claim.appearances[claim.quoted].words,
        claim.initiators,
        claim.targets,
        "" if claim.narrated else claim.side,
        claim.modality,
        claim.town,
        is_of_a_list(quantity, claim.quantities),
    )


def is_of_a_list(quantity: Quantity, figures: Iterable[Quantity]) -> bool:
    """Return whether a total among `figures`, of the same things and role, is its whole."""
    return any(
        each.low == quantity.whole and (each.role, each.unit) == (quantity.role, quantity.unit)
        for each in figures
    )


Test = Callable[[CountedFigure], str | None]


def _listed_class(figure: CountedFigure) -> str | None:
    known = unit_classes().get((figure.quantity.unit or "").lower())
    return known[0] if known else None


def _unlisted_class(figure: CountedFigure) -> str | None:
    unit = figure.quantity.unit or ""
    return (unit if unit.isupper() else unit.lower()) or None


def _people_by_role(figure: CountedFigure) -> str | None:
    return "person" if _role(figure.quantity) in OF_PEOPLE else None


CLASS_RULES: tuple[Rule[Test], ...] = (
    Rule("class_of_unit", "nine soldiers were killed", _listed_class),
    Rule("unit_is_its_own_class", "nine wells were poisoned", _unlisted_class),
    Rule("people_by_role", "nine were killed", _people_by_role),
)


def _side_in_words(figure: CountedFigure) -> str | None:
    """Return the country that the counted words name: of "terrorists" that is none."""
    country = describe(figure.words)[0] if figure.words else None
    return country if country in country_names() else None


def _launching_side(figure: CountedFigure) -> str | None:
    if figure.quantity.role != "launched" or len(figure.initiators) != 1:
        return None
    return figure.initiators[0]


def _target_side(figure: CountedFigure) -> str | None:
    if figure.quantity.role == "launched" or len(figure.targets) != 1:
        return None
    return figure.targets[0]


SIDE_RULES: tuple[Rule[Test], ...] = (
    Rule("side_in_words", "forty Syrian soldiers were killed", _side_in_words),
    Rule("launching_side", "Iran launched ten missiles", _launching_side),
    Rule("target_side", "the raid hit Chad's army, killing nine", _target_side),
)


def _change(figure: CountedFigure) -> str | None:
    return figure.quantity.change


def _adds(figure: CountedFigure) -> str | None:
    said = figure.words.lower().split()
    more = any(word == "more" and said[at + 1 : at + 2] != ["than"] for at, word in enumerate(said))
    # "10 or more" is a bound, not an addition.
    bound = "or more" in figure.words.lower() or "and more" in figure.words.lower()
    return "more" if (more and not bound) or ADDING & set(said) else None


def _part_of_them(figure: CountedFigure) -> str | None:
    if figure.of_a_list:
        return PART_OF_THEM
    stated = {each.low for each in find_numerals(figure.words)}
    unstated = figure.quantity.whole is None or figure.quantity.whole not in stated
    return PART_OF_THEM if unstated and PART.search(figure.words.lower()) else None


def _longer_time(figure: CountedFigure) -> str | None:
    return None if RUNNING.isdisjoint(figure.context.lower().split()) else "in all"


def _counting_party(figure: CountedFigure) -> str | None:
    of_arms = (_listed_class(figure) or _unlisted_class(figure)) not in NO_ONES_ARMS
    each_its_own = of_arms and _role(figure.quantity) in COUNTED_BY_EACH
    return figure.party or None if each_its_own else None


PARTY_RULES: tuple[Rule[Test], ...] = (
    Rule("counting_party", "Chad's army said it had shot down nine drones", _counting_party),
)

EXTENT_RULES: tuple[Rule[Test], ...] = (
    Rule("change", "deaths rose by nine", _change),
    Rule("adds_to_another", "another nine were killed", _adds),
    Rule("part_of_them", "nine of the dead were women", _part_of_them),
    Rule("longer_time", "nine thousand were killed since April", _longer_time),
)


ALL_RULES = (CLASS_RULES, SIDE_RULES, PARTY_RULES, EXTENT_RULES)


def _first(rules: Sequence[Rule[Test]], figure: CountedFigure) -> tuple[str, str]:
    """Return what the first rule that fits gives, with its name; "" and "" where none does."""
    rule, given = decide(rules, figure) or ("", "")
    return given, rule


def _role(quantity: Quantity) -> str:
    role = quantity.role or ""
    if role == "lost" and is_of_people(quantity.unit):
        return "killed"
    return ONE_ROLE.get(role, role)


def is_of_people(unit: str | None) -> bool:
    """Return whether a unit counts people: "lost three men" are dead, "lost three tanks" not."""
    return unit is not None and unit in person_classes()


def question_of(figure: CountedFigure) -> tuple[Question, tuple[str, ...]]:
    """Return the question that a figure answers, and why: what each rule that fired gave."""
    parts = [_first(rules, figure) for rules in ALL_RULES]
    unit_class, side, party, extent = (given for given, _ in parts)
    reasons = tuple(f"{rule}: {given}" for given, rule in parts if rule)
    asked = Question(
        _role(figure.quantity),
        unit_class or UNNAMED,
        side,
        party,
        extent,
        figure.modality,
        figure.town,
    )
    return asked, reasons


def by_question(members: Iterable[tuple[Question, Member]]) -> list[tuple[Question, list[Member]]]:
    """Return the members of each question, in the order in which questions come first.

    A side, a counting party and a town are kept where a question has two of them or more. The town
    that most figures are of is that of the event: it isn't named, and what names none goes with it.
    """
    given = list(members)
    sides: dict[Question, set[str]] = defaultdict(set)
    parties: dict[Question, set[str]] = defaultdict(set)
    for question, _ in given:
        sides[_base(question)].add(question.side)
        parties[_base(question)].add(question.party)

    def of_side_and_party(question: Question) -> Question:
        base = _base(question)
        side = question.side if len(sides[base] - {""}) > 1 else ""
        party = question.party if len(parties[base] - {""}) > 1 else ""
        return replace(base, side=side, party=party)

    towns: dict[Question, Counter[str]] = defaultdict(Counter)
    for question, _ in given:
        if question.town:
            towns[of_side_and_party(question)][question.town] += 1
    held: dict[Question, list[Member]] = {}
    for question, member in given:
        asked = of_side_and_party(question)
        town = "" if question.town == _main_town(towns[asked]) else question.town
        held.setdefault(replace(asked, town=town), []).append(member)
    return list(held.items())


def _main_town(counts: Counter[str]) -> str:
    """Return the town that more than two in three figures are of; "" where there is none."""
    town, count = next(iter(counts.most_common(1)), ("", 0))
    return town if count * 3 > counts.total() * 2 else ""


def _base(question: Question) -> Question:
    """Return a question whoever counts, of whichever side and wherever."""
    return replace(question, side="", party="", town="")


def label(question: Question) -> str:
    """Return a question by its name: "children killed", "soldiers killed, of Chad"."""
    what = f"{counted_name(question)} {question.role.replace('_', ' ')}".strip()
    return ", ".join((what, *_bounds_of(question)))


def scope_of(question: Question) -> str:
    """Return in words what bounds a question beside its incident: "of Chad, in all".

    That it asks for more of them is in the question itself.
    """
    asked = replace(question, extent="") if question.extent == "more" else question
    return ", ".join(_bounds_of(asked))


CONSONANT_Y = re.compile(r"[^aeiou]y$")


def counted_name(question: Question) -> str:
    """Return what a question counts, in the plural: "children"."""
    regular = question.unit_class
    if (
        regular[-1:].isalpha()
        and not regular.isupper()
        and regular[-1] != "s"
        and regular != UNNAMED
    ):
        regular = f"{regular[:-1]}ies" if CONSONANT_Y.search(regular) else f"{regular}s"
    return dict(unit_classes().values()).get(question.unit_class, regular)


def _bounds_of(question: Question) -> Iterator[str]:
    names = country_names()
    if question.side:
        yield f"of {names.get(question.side, question.side)}"
    if question.town:
        yield f"in {question.town}"
    if question.party:
        yield f"counted by {names.get(question.party, question.party)}"
    if question.extent:
        yield EXTENT_WORDS.get(question.extent, question.extent)
    if question.modality in PAST_OR_TO_COME:
        yield question.modality
