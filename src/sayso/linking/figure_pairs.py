"""Two figures of one role, and what is known of the two: what the relations of figures ask.

The features are what the model of figures was given; the rest says whether both are of one event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Literal

from sayso.linking.answers import Answers, Figure, Relation, RelationKind
from sayso.linking.claim_fields import words_of
from sayso.linking.features import StatementFeatures, act_followed
from sayso.linking.figure_counts import HARMED, Counted
from sayso.linking.figures import apart, countries, cumulative, role_of
from sayso.linking.folding import other_day, other_site, other_time, other_town, same_side
from sayso.linking.questions import UNNAMED
from sayso.linking.towns import near_towns
from sayso.linking.words import cosine
from sayso.record import Quantity

ONE_DAY = timedelta(hours=22)
"""Published closer together than that, two reports are of one day."""

OPEN_ENDED = ("at_least", "more_than")
MANY_TIMES = 3.0

RISING = frozenset(
    "risen rises rise rose rising climbed climbs climbing bringing brings raise raises raised"
    " raising increase increases increased tops topped grows grew now jumps jumped reached"
    " reaches updated".split()
)
SO_FAR = re.compile(
    r"\b(?:so far|developing|initial(?:ly)?|previous(?:ly)?|earlier|breaking|provisional(?:ly)?"
    r"|preliminary|not final)\b",
    re.IGNORECASE,
)
OF_A_WHOLE = re.compile(r"\b(?:among|of (?:the|them|those|whom)|including|mostly)\b", re.IGNORECASE)


SEVERAL = re.compile(
    r"\b(?:(?:neighbou?ring|several|various|different|two|three|four|five|many|multiple)"
    r" (?:\w+ )?(?:states|cities|towns|villages|provinces|regions|districts|places|attacks|raids"
    r"|incidents|fronts|areas)|across|weekend|week|weeks|month|months|string of|wave of|series of"
    r"|massacres|attacks|clashes|resort cities|nationwide)\b",
    re.IGNORECASE,
)
"""Words of one who counts over several places or days."""

ATTACKS = {
    "air_strike": "from the air",
    "drone_missile_strike": "from the air",
    "helicopter_strike": "from the air",
    "shelling": "shelling",
    "remote_explosive": "explosives",
    "suicide_bombing": "explosives",
    "grenade": "explosives",
    "chemical_weapon": "chemical",
    "ground_clash": "on the ground",
    "mob_violence": "on the ground",
}
"""Kinds of attacks that nobody calls by another's name."""


def figure_pairs(left: Answers, right: Answers) -> Iterator[tuple[Figure, Figure]]:
    """Yield the pairs of figures of one role in two statements that assert something."""
    one, other = left.features, right.features
    if one.answer != "yes" or other.answer != "yes" or one.modality != other.modality:
        return
    if cumulative(one) != cumulative(other):
        return
    for first, second in product(_said(left), _said(right)):
        if role_of(first[0]) == role_of(second[0]) or _unharmed(first[0], second[0]):
            yield first, second


def _unharmed(first: Quantity, second: Quantity) -> bool:
    """Return whether one is of nobody hurt and the other of people killed or hurt."""
    for none, some in ((first, second), (second, first)):
        if none.low == none.high == 0 and role_of(none) in HURT and role_of(some) in HARMED:
            return True
    return False


HURT = frozenset(("injured", "casualties"))


def _said(answers: Answers) -> list[Figure]:
    """Return the figures that the evidence of a claim holds, and that it doesn't take back: others
    are no one's to compare."""
    features = answers.features
    withdrawn = {number for number, _ in features.taken_back}
    return [
        (figure, question)
        for number, (figure, question) in enumerate(
            zip(features.figures, answers.questions, strict=True)
        )
        if number not in withdrawn and features.claim.evidence.contains(figure.as_said)
    ]


def figure_features(
    earlier: StatementFeatures,
    first: Figure,
    later: StatementFeatures,
    second: Figure,
    counted: Counted,
) -> dict[str, float]:
    """Return named features of two unequal figures of one role, in the order of publication.

    `counted` is what they count.
    """
    numbers = first[0], second[0]
    speakers = _speakers(earlier, later)
    held: dict[str, bool | float] = {
        **speakers,
        # Who fights corrects nobody and is corrected by nobody: which came first says nothing.
        **(
            {}
            if speakers["two parties"] or speakers["a party and another"]
            else _growth(earlier, numbers[0], later, numbers[1])
        ),
        "one document": earlier.document == later.document,
        "leaves room": not apart(*numbers),
        "narrower people": counted != "same",
        "other town": bool(earlier.towns and later.towns)
        and not near_towns(earlier.towns, later.towns),
        "other day": other_day(earlier, later),
        "other family": earlier.family != later.family,
        "other target": _others(earlier.targets, later.targets),
        "other initiator": _others(earlier.initiators, later.initiators),
        "alike": cosine(earlier.terms, later.terms),
        "of a whole": bool(OF_A_WHOLE.search(earlier.words) or OF_A_WHOLE.search(later.words)),
        "one sums up": _sums_up(earlier) != _sums_up(later),
        "other attack": _other_attack(earlier, later),
        "nearly equal": min(highs := [each.high or each.low for each in numbers]) / max(*highs, 1),
    }
    return {name: float(value) for name, value in held.items() if value}


def _sums_up(features: StatementFeatures) -> bool:
    """Return whether a statement counts over several places or days."""
    return bool(SEVERAL.search(features.words)) or len(features.towns) > 1


def _other_attack(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two tell attacks of different kinds: shelling, and a mine."""
    first, second = ATTACKS.get(_attack(left)), ATTACKS.get(_attack(right))
    return first is not None and second is not None and first != second


def _attack(features: StatementFeatures) -> str:
    """Return the kind of the attack that a statement tells; of a harm that which it followed."""
    return act_followed(features) or features.kind or ""


def _growth(
    earlier: StatementFeatures, first: Quantity, later: StatementFeatures, second: Quantity
) -> dict[str, bool]:
    """Return what says that the higher of two numbers is a later count, or that it isn't."""
    grows = second.low > first.low
    higher, lower = (later, earlier) if grows else (earlier, later)
    top = max(first, second, key=lambda each: each.low)
    return {
        **_days(earlier, later, grows=grows),
        "higher rises": rises(higher),
        "later and lower rises": not grows and not one_date(earlier, later) and rises(later),
        "lower so far": SO_FAR.search(lower.words) is not None,
        "higher is a lower bound": top.bound in OPEN_ENDED,
        "many times": top.low >= MANY_TIMES * max(1, min(first.low, second.low)),
    }


def _speakers(left: StatementFeatures, right: StatementFeatures) -> dict[str, bool]:
    narrated = left.claim.narrated + right.claim.narrated
    one = narrated != 1 and same_side(left, right)
    parties = _is_party(left) + _is_party(right)
    return {
        "two outlets": narrated == 2 and not one,
        "one side": one,
        "two parties": narrated == 0 and not one and parties == 2,
        "a party and another": narrated == 0 and not one and parties == 1,
    }


def _is_party(features: StatementFeatures) -> bool:
    """Return whether a state or an armed group speaks: doctors and monitors correct each other."""
    kind, role = features.side.kind, features.claim.claimant.role
    armed = kind == "group" and role in ARMED
    return kind == "state" or armed or (kind == "officials" and role == "MIL")


ARMED = frozenset(("REB", "PRM", "UAF", "MIL", "CRM"))
"""Sectors of those who fight, beside states."""


def _days(left: StatementFeatures, right: StatementFeatures, *, grows: bool) -> dict[str, bool]:
    """Return how long after the first the second was published, and whether its number is higher.

    Of two that have one date and no hour it isn't known which came first.
    """
    if left.published is None or right.published is None:
        return {"undated": True}
    if one_date(left, right):
        return {"one date": True}
    apart_by = "hours" if right.published - left.published < ONE_DAY else "days"
    return {f"{'higher' if grows else 'lower'} {apart_by} later": True}


def one_date(left: StatementFeatures, right: StatementFeatures) -> bool:
    return left.published == right.published


def rises(features: StatementFeatures) -> bool:
    return not RISING.isdisjoint(features.words.lower().split())


def _others(left: frozenset[str], right: frozenset[str]) -> bool:
    first, second = countries(left), countries(right)
    return bool(first and second) and not first & second


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Two figures of one role, in the order of publication, and what is known of the two.

    `counted` is what they count, `kind` what they are by arithmetic, `features` and `likely` what
    the model was given and gave.
    """

    earlier: StatementFeatures
    first: Figure
    later: StatementFeatures
    second: Figure
    counted: Counted
    kind: RelationKind | Literal["opposed", "unrelated"]
    features: Mapping[str, float]
    likely: Mapping[str, float]

    @property
    def words(self) -> tuple[str, str]:
        """The words of both figures."""
        return (
            words_of(self.first[0], self.earlier.reading.document.text),
            words_of(self.second[0], self.later.reading.document.text),
        )

    @property
    def parties(self) -> bool:
        """Whether one who fights counts: he corrects nobody."""
        return "two parties" in self.features or "a party and another" in self.features

    @property
    def of_two_towns(self) -> bool:
        """Whether each is of a town, that of its words or around it, and not of the other's: "south
        of Tripoli" may be either. The model knows the towns in the words alone.
        """
        sited = bool(self.earlier.site and self.later.site)
        return sited and other_town(self.earlier, self.later)

    @property
    def grows(self) -> bool:
        """Whether the later number is the higher one."""
        return self.second[0].low > self.first[0].low

    @property
    def side_by_side(self) -> str:
        """Both figures in words: "nine killed, ninety"."""
        return f"{self.words[0]} {role_of(self.first[0])}, {self.words[1]}"

    def step(self, before: str, after: str) -> str:
        """Return in words that one figure followed another: "killed: nine, then eleven"."""
        return f"{role_of(self.first[0])}: {before}, then {after}"

    def relation(self, kind: RelationKind, score: float, rule: str, why: str) -> Relation:
        """Return what the two are, with their question and the two."""
        return Relation(kind, score, rule, why, self.first[1], (self.first[0], self.second[0]))


PARTED = frozenset(("other town", "other day", "other target", "one sums up", "other attack"))


def two_events(pair: FigurePair) -> bool:
    """Return whether the two are surely of two events, whatever the model makes of them."""
    other = pair.parties and "other attack" in pair.features
    if other or pair.of_two_towns or other_time(pair.earlier, pair.later):
        return True
    return of_something_before(pair) or _each_its_own(pair) or two_sites(pair)


def two_sites(pair: FigurePair) -> bool:
    """Return whether each names a site that isn't the other's, and neither sums up."""
    over_several = {"one sums up", "other town"} & pair.features.keys()
    return not over_several and (other_site(pair.earlier, pair.later) or _other_names(pair))


def _other_names(pair: FigurePair) -> bool:
    """Return whether both are set in places, some of which no gazetteer knows, by other names."""
    earlier, later = pair.earlier, pair.later
    if near_towns(earlier.located, later.located):
        return False
    return bool(earlier.site and later.site) and not earlier.site & later.site


def of_something_before(pair: FigurePair) -> bool:
    return _before(pair.earlier, pair.first[0]) or _before(pair.later, pair.second[0])


EARLIER = re.compile(
    r"\b(?:minutes|hours|days|weeks|months|years|a (?:day|week|month|year)) (?:after|before)\b",
    re.IGNORECASE,
)
"""Words before a figure of what came before: "hours after two civilians died"."""


def _before(features: StatementFeatures, figure: Quantity) -> bool:
    """Return whether a figure stands in a clause that tells what else came before."""
    start, end = features.claim.evidence.start, figure.as_said.start
    return EARLIER.search(features.reading.document.text[start:end]) is not None


OWN_PEOPLE = frozenset(("civilian", "child", "woman", "person", "woman and child", UNNAMED))


def _each_its_own(pair: FigurePair) -> bool:
    """Return whether each of two states counts people that the other killed: that is no one event.

    One who answers for its own attack speaks of the fighters whom it killed.
    """
    classes = {pair.first[1].unit_class, pair.second[1].unit_class}
    if not pair.parties or classes - OWN_PEOPLE:
        return False
    earlier, later = pair.earlier, pair.later
    return _killed_by(earlier, later) or _killed_by(later, earlier)


def _killed_by(one: StatementFeatures, other: StatementFeatures) -> bool:
    """Return whether one says that the state for which the other speaks did it."""
    return other.side.kind == "state" and other.side.name in one.initiators
