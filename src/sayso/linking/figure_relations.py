"""How two figures of one role stand to each other: by arithmetic, then by a learned model.

Equal numbers are the same, ranges that overlap leave room, other people counted are a part or
another question. Two numbers of the same people that can't both hold are a contradiction, a later
count or neither: that is learned from named features of the two statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Literal

from sayso.linking.answers import (
    Answers,
    Figure,
    Relation,
    RelationKind,
    RelationModels,
    in_order,
    strongest,
)
from sayso.linking.claim_fields import words_of
from sayso.linking.features import StatementFeatures, act_followed, person_of
from sayso.linking.figure_counts import ANYONE, HARMED, Counted, by_arithmetic, counted_in
from sayso.linking.figures import TOLLS, apart, countries, cumulative, role_of
from sayso.linking.folding import other_day, other_site, other_time, other_town, same_side
from sayso.linking.questions import UNNAMED
from sayso.linking.towns import near_towns
from sayso.linking.words import cosine
from sayso.record import Quantity
from sayso.record.trace import Rule, decide
from sayso.text.numerals import find_numerals

CONTRADICTS_FROM = 0.5
PARTIES_CONTRADICT_FROM = 0.5
UPDATES_FROM = 0.4
"""Probabilities from which a pair counts as one, set on pairs of incidents that the model of the
cross-validation did not see: see `training/relations/README.md`."""

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
        "higher rises": _rises(higher),
        "later and lower rises": not grows and not _one_date(earlier, later) and _rises(later),
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
    if _one_date(left, right):
        return {"one date": True}
    apart_by = "hours" if right.published - left.published < ONE_DAY else "days"
    return {f"{'higher' if grows else 'lower'} {apart_by} later": True}


def _one_date(left: StatementFeatures, right: StatementFeatures) -> bool:
    return left.published == right.published


def _rises(features: StatementFeatures) -> bool:
    return not RISING.isdisjoint(features.words.lower().split())


def _others(left: frozenset[str], right: frozenset[str]) -> bool:
    first, second = countries(left), countries(right)
    return bool(first and second) and not first & second


def figure_relation(left: Answers, right: Answers, models: RelationModels) -> Relation | None:
    """Return the relation of two statements by their figures; None where none answer one question.

    A contradiction outranks an update, and that what is only different; but two statements that
    share a figure don't contradict each other.
    """
    earlier, later = in_order(left, right)
    related = [
        relation
        for first, second in figure_pairs(earlier, later)
        if (relation := _of_figures(earlier.features, first, later.features, second, models))
    ]
    if any(each.kind == "same" for each in related):
        related = [each for each in related if each.kind != "contradict"]
    return strongest(related)


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

    def step(self, before: str, after: str) -> str:
        """Return in words that one figure followed another: "killed: nine, then eleven"."""
        return f"{role_of(self.first[0])}: {before}, then {after}"

    def relation(self, kind: RelationKind, score: float, rule: str, why: str) -> Relation:
        """Return what the two are, with their question and the two."""
        return Relation(kind, score, rule, why, self.first[1], (self.first[0], self.second[0]))


def _of_figures(
    earlier: StatementFeatures,
    first: Figure,
    later: StatementFeatures,
    second: Figure,
    models: RelationModels,
) -> Relation | None:
    counted = counted_in(earlier, first, later, second)
    kind = by_arithmetic(first[0], second[0], counted)
    if kind == "unrelated":
        return None
    features = figure_features(earlier, first, later, second, counted)
    likely = _likely(features, earlier.claim.narrated, models)
    pair = FigurePair(earlier, first, later, second, counted, kind, features, likely)
    decided = decide(FIGURES, pair)
    return decided[1] if decided is not None else None


def _likely(
    features: Mapping[str, float], narrated: bool, models: RelationModels
) -> Mapping[str, float]:
    """Return what the model gives for each relation; an outlet doesn't contradict itself."""
    likely = models.figures.probabilities(features)
    if not narrated or "one side" not in features:
        return likely
    left = 1.0 - likely["contradict"]
    return {**{kind: share / left for kind, share in likely.items()}, "contradict": 0.0}


Test = Callable[[FigurePair], Relation | None]


def _alone(pair: FigurePair) -> Relation | None:
    """Return what numbers alone decide: equal ones, parts, and those of which one is vague."""
    vague = pair.first[0].high is None or pair.second[0].high is None
    if pair.kind not in ("same", "part_whole") and not vague:
        return None
    kind = pair.kind if pair.kind in ("same", "part_whole") else "differ_compatible"
    return pair.relation(kind, 1.0, "figures", _side_by_side(pair))


def _side_by_side(pair: FigurePair) -> str:
    return f"{pair.words[0]} {role_of(pair.first[0])}, {pair.words[1]}"


def _says_anew(pair: FigurePair) -> Relation | None:
    """Return the update where one side gives another number in a later document.

    Of what doesn't grow, only one speaker does that: two may count two things.
    """
    earlier, later, features = pair.earlier, pair.later, pair.features
    first, second = pair.first, pair.second
    if "one side" not in features or not PARTED.isdisjoint(features) or "one date" in features:
        return None
    if earlier.document == later.document or earlier.side.kind == "nobody":
        return None
    if pair.counted != "same" or first[0].low == second[0].low:
        return None
    if _of_something_before(pair):
        return None
    if person_of(earlier) != person_of(later) and role_of(first[0]) not in TOLLS:
        return None
    return pair.relation("update", ONE_SIDE, "says_anew", pair.step(*pair.words))


CORRECTED = re.compile(
    r"\b(?:not|instead of|rather than|up from|down from)\s+(?:the\s+)?([\w,.-]+)", re.I
)
"""Words that name the number that is corrected: "28 dead, not 17"."""


def _corrects(pair: FigurePair) -> Relation | None:
    """Return the update where a report says which number it corrects, and that is the other's."""
    if "two parties" in pair.features or pair.earlier.document == pair.later.document:
        return None
    first, second = pair.first[0], pair.second[0]
    corrected = _corrected_by(pair.later, second) == first.low
    # Of two that have one date and no hour either may be the later one.
    if not corrected and _one_date(pair.earlier, pair.later):
        corrected = _corrected_by(pair.earlier, first) == second.low
    return (
        pair.relation("update", ONE_SIDE, "corrects", pair.step(*pair.words)) if corrected else None
    )


def _corrected_by(features: StatementFeatures, figure: Quantity) -> float | None:
    """Return the number that a statement says its figure corrects; None of none."""
    text, end = features.reading.document.text, features.claim.evidence.end
    named = CORRECTED.search(text[figure.as_said.start : end])
    values = [each.low for each in find_numerals(named.group(1))] if named else []
    return values[0] if values else None


def _none_or_some(pair: FigurePair) -> Relation | None:
    """Return the contradiction of one who says that none of a kind were harmed in a town with
    another who counts some there.

    The model knows a zero only as a number that is many times smaller, which says two events.
    """
    numbers = pair.first[0], pair.second[0]
    if pair.kind != "opposed" or pair.counted != "same" or all(each.low for each in numbers):
        return None
    earlier, later = pair.earlier, pair.later
    one_speaker = "one side" in pair.features and person_of(earlier) == person_of(later)
    if one_speaker or not near_towns(earlier.located, later.located):
        return None
    if pair.of_two_towns or {"other day", "one sums up"} & pair.features.keys():
        return None
    if other_time(earlier, later) or _of_something_before(pair):
        return None
    why = f"figures that can't both hold: {_side_by_side(pair)}"
    return pair.relation("contradict", ONE_SIDE, "none_or_some", why)


UPPER = ("at_most", "less_than")


def _exceeds_bound(pair: FigurePair) -> Relation | None:
    """Return the contradiction of a number with the bound that another speaker sets to it."""
    lower, higher = pair.first[0], pair.second[0]
    if lower.low > higher.low:
        lower, higher = higher, lower
    if pair.kind != "opposed" or lower.bound not in UPPER or lower.high is None:
        return None
    parted = (PARTED - {"other target", "one sums up"}) & pair.features.keys()
    if higher.low <= lower.high or parted or person_of(pair.earlier) == person_of(pair.later):
        return None
    if pair.counted not in ("same", "loosely") or _of_something_before(pair):
        return None
    why = f"figures that can't both hold: {_side_by_side(pair)}"
    return pair.relation("contradict", ONE_SIDE, "exceeds_bound", why)


RISEN_TO = re.compile(
    r"\b(?:bring|brought|rais|ris|rose|climb|jump|increas|grew|grow|mount|soar|pass|reach)\w*"
    r"(?:(?:\W+\w+){0,6}|(?:\W+\w+){0,14}?\W+to(?:\W+at\W+least|\W+about)?)\W*$",
    re.IGNORECASE,
)
"""Words before a figure by which it is a later count: "bringing the toll to" 27."""


def _risen_since(pair: FigurePair) -> Relation | None:
    """Return the update where a later report says that the number has risen to a higher one.

    Of two who fight, each may count up from its own number.
    """
    if not pair.grows or "two parties" in pair.features or "one date" in pair.features:
        return None
    if pair.kind != "opposed" or not PARTED.isdisjoint(pair.features):
        return None
    if _of_something_before(pair) or _two_sites(pair):
        return None
    start, end = pair.later.claim.evidence.start, pair.second[0].as_said.start
    if RISEN_TO.search(pair.later.reading.document.text[start:end]) is None:
        return None
    return pair.relation("update", ONE_SIDE, "risen_since", pair.step(*pair.words))


def _contradicts(pair: FigurePair) -> Relation | None:
    """Return the contradiction of two numbers that can't both hold, where it is likely enough."""
    least = PARTIES_CONTRADICT_FROM if pair.parties else CONTRADICTS_FROM
    score = pair.likely["contradict"]
    if pair.kind != "opposed" or score < least or _two_events(pair) or _other_people(pair):
        return None
    why = f"figures that can't both hold: {_side_by_side(pair)}"
    return pair.relation("contradict", score, "figures_differ", why)


def _other_people(pair: FigurePair) -> bool:
    """Return whether one who speaks counts people of a class, and the other people of any.

    "Nine policemen died" and "eight people died in the market" are two counts. Headlines of one
    event name the class or don't: there 2 of 30 contradictions were lost with them.
    """
    return pair.counted in ("narrower", "wider") and "two outlets" not in pair.features


def _losses_differ(pair: FigurePair) -> Relation | None:
    """Return the contradiction of two who fight over how many of one kind of people were harmed.

    What one admits and the other claims is often many times as much, which elsewhere says that two
    events are meant: the model learned that, and gave 5 soldiers against 61 a third.
    """
    if pair.kind != "opposed" or "two parties" not in pair.features or pair.counted != "same":
        return None
    if pair.first[1].unit_class in ANYONE or role_of(pair.first[0]) not in TOLLS:
        return None
    parted = (PARTED | {"of a whole"}) & pair.features.keys()
    if parted or _two_events(pair) or pair.earlier.document == pair.later.document:
        return None
    why = f"figures that can't both hold: {_side_by_side(pair)}"
    return pair.relation("contradict", LOSSES_PRECISION, "losses_differ", why)


LOSSES_PRECISION = 0.75


def _two_events(pair: FigurePair) -> bool:
    """Return whether the two are surely of two events, whatever the model makes of them."""
    other = pair.parties and "other attack" in pair.features
    if other or pair.of_two_towns or other_time(pair.earlier, pair.later):
        return True
    return _of_something_before(pair) or _each_its_own(pair) or _two_sites(pair)


def _two_sites(pair: FigurePair) -> bool:
    """Return whether each names a site that isn't the other's, and neither sums up."""
    over_several = {"one sums up", "other town"} & pair.features.keys()
    return not over_several and (other_site(pair.earlier, pair.later) or _other_names(pair))


def _other_names(pair: FigurePair) -> bool:
    """Return whether both are set in places, some of which no gazetteer knows, by other names."""
    earlier, later = pair.earlier, pair.later
    if near_towns(earlier.located, later.located):
        return False
    return bool(earlier.site and later.site) and not earlier.site & later.site


def _of_something_before(pair: FigurePair) -> bool:
    return _before(pair.earlier, pair.first[0]) or _before(pair.later, pair.second[0])


def _later_count(pair: FigurePair) -> Relation | None:
    """Return the update where a higher number is a later count of the same people."""
    first, second = pair.first, pair.second
    lower = second[0].low < first[0].low
    ordered = pair.grows or (lower and _one_date(pair.earlier, pair.later))
    score = pair.likely["update"]
    if not ordered or pair.counted not in ("same", "loosely") or score < UPDATES_FROM:
        return None
    if _two_sites(pair) or _town_and_region(pair) or other_time(pair.earlier, pair.later):
        return None
    if pair.of_two_towns or _one_list(pair):
        return None
    words = pair.words if pair.grows else pair.words[::-1]
    return pair.relation("update", score, "later_count", pair.step(*words))


def _one_list(pair: FigurePair) -> bool:
    """Return whether one report gives both figures and says of neither that it has risen: it lists
    two events, or corrects one number in words of its own."""
    if pair.earlier.document != pair.later.document:
        return False
    higher = pair.later if pair.grows else pair.earlier
    return not _rises(higher)


def _town_and_region(pair: FigurePair) -> bool:
    """Return whether the lower number is of a town, and the higher of a region: "2 killed in
    Nikopol", "strikes on Dnipropetrovsk region kill 6".
    """
    lower, higher = (pair.earlier, pair.later) if pair.grows else (pair.later, pair.earlier)
    places = higher.reading.places or ()
    regions = [each for each in higher.claim.places if places[each].kind == "region"]
    return bool(lower.towns and regions and not higher.towns)


def _leaves_room(pair: FigurePair) -> Relation | None:
    if pair.kind == "opposed" and _other_people(pair):
        return None  # 120 servicemen are no part of eight people
    narrower = "narrower people" in pair.features
    kind: RelationKind = "part_whole" if narrower else "differ_compatible"
    score = 1.0 - pair.likely["contradict"]
    return pair.relation(kind, score, "figures", _side_by_side(pair))


FIGURES: tuple[Rule[Test], ...] = (
    Rule("by_arithmetic", "Nine were killed; nine were killed, two of them children", _alone),
    Rule("corrects", "The county: 17 killed; a day later: 28 dead, not 17", _corrects),
    Rule(
        "exceeds_bound",
        "The minister: no more than ten killed; doctors: 28 killed",
        _exceeds_bound,
    ),
    Rule(
        "none_or_some",
        "The governor: nobody was killed in Bol; doctors: nine killed in Bol",
        _none_or_some,
    ),
    Rule("says_anew", "Chad's army: nine killed; a day later: eleven killed", _says_anew),
    Rule("risen_since", "The mayor: nine killed; doctors: the toll rose to eleven", _risen_since),
    Rule("contradicts", "Chad's army: nine killed; the rebels: ninety killed", _contradicts),
    Rule(
        "losses_differ",
        "The army: five soldiers killed; the rebels: 61 soldiers killed",
        _losses_differ,
    ),
    Rule("later_count", "At least nine killed; the toll has risen to eleven", _later_count),
    Rule("leaves_room", "Nine killed in Sake; eleven killed in two towns", _leaves_room),
)
"""What two figures of one role are to each other: the first that holds."""


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


ONE_SIDE = 0.8
"""The score of another number that one side gives: no model is asked."""

PARTED = frozenset(("other town", "other day", "other target", "one sums up", "other attack"))
