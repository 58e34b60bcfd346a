"""How two figures of one role stand to each other: by arithmetic, then by a learned model.

Equal numbers are the same, ranges that overlap leave room, other people counted are a part or
another question. Two numbers of the same people that can't both hold are a contradiction, a later
count or neither: that is learned from named features of the two statements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sayso.linking.answers import (
    Answers,
    Figure,
    Relation,
    RelationKind,
    RelationModels,
    in_order,
    strongest,
)
from sayso.linking.features import StatementFeatures, person_of
from sayso.linking.figure_counts import ANYONE, by_arithmetic, counted_in
from sayso.linking.figure_pairs import (
    PARTED,
    FigurePair,
    figure_features,
    figure_pairs,
    of_something_before,
    one_date,
    rises,
    two_events,
    two_sites,
)
from sayso.linking.figures import TOLLS, role_of
from sayso.linking.folding import other_time
from sayso.linking.rival_counts import rival_counts
from sayso.linking.towns import near_towns
from sayso.record import Quantity
from sayso.record.trace import Rule, decide
from sayso.text.numerals import find_numerals

CONTRADICTS_FROM = 0.5
PARTIES_CONTRADICT_FROM = 0.5
UPDATES_FROM = 0.4
"""Probabilities from which a pair counts as one, set on pairs of incidents that the model of the
cross-validation did not see: see `training/relations/README.md`."""


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


def _of_figures(
    earlier: StatementFeatures,
    first: Figure,
    later: StatementFeatures,
    second: Figure,
    models: RelationModels,
) -> Relation | None:
    counted = counted_in(earlier, first, later, second)
    kind = by_arithmetic(first[0], second[0], counted)
    features = figure_features(earlier, first, later, second, counted)
    likely = _likely(features, earlier.claim.narrated, models)
    pair = FigurePair(earlier, first, later, second, counted, kind, features, likely)
    rival = rival_counts(pair)
    if rival is not None or kind == "unrelated":
        return rival
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
    return pair.relation(kind, 1.0, "figures", pair.side_by_side)


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
    if of_something_before(pair) or ANOTHER_EVENT.search(later.words):
        return None
    two_persons = person_of(earlier) != person_of(later)
    if two_persons and role_of(first[0]) not in TOLLS:
        return None
    if not pair.grows and (two_persons or earlier.claim.narrated):
        return None  # of fewer dead another tells of another event, or says that it isn't so
    return pair.relation("update", ONE_SIDE, "says_anew", pair.step(*pair.words))


ANOTHER_EVENT = re.compile(
    r"\b(?:another|(?:a|the) (?:second|third|fourth|new|fresh|further|separate)) (?:[\w-]+ ){0,2}?"
    r"(?:attack|strike|airstrike|raid|bomb|bombing|blast|explosion|grenade|mine|missile|drone|shell"
    r"|shelling|clash|ambush|shooting|massacre|accident|incident)\b",
    re.IGNORECASE,
)
"""Words of one who counts the dead of the next event: "by a second grenade"."""

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
    if not corrected and one_date(pair.earlier, pair.later):
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
    if other_time(earlier, later) or of_something_before(pair):
        return None
    why = f"figures that can't both hold: {pair.side_by_side}"
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
    if pair.counted not in ("same", "loosely") or of_something_before(pair):
        return None
    why = f"figures that can't both hold: {pair.side_by_side}"
    return pair.relation("contradict", ONE_SIDE, "exceeds_bound", why)


RISEN_TO = re.compile(
    r"\b(?:bring|brought|rais|ris|rose|climb|jump|increas|grew|grow|mount|soar|pass|reach)\w*"
    r"(?:(?:\W+\w+){0,6}|(?:\W+\w+){0,14}?\W+to(?:\W+at\W+least|\W+about)?)\W*$",
    re.IGNORECASE,
)
"""Words before a figure by which it is a later count: "bringing the toll to" 27."""

DIED_SINCE = re.compile(
    r"\b(?:of (?:them|whom)|more|others?) (?:have |had |has )?died (?:overnight|since|later"
    r"|of (?:their|his|her) (?:wounds|injuries)|in (?:the )?hospital)\b",
    re.IGNORECASE,
)
"""Words of a report in which a count has grown: "six dead, two of whom died overnight"."""


SENTENCE_AFTER = 120
"""Letters after a claim in which its sentence goes on."""


def _risen_since(pair: FigurePair) -> Relation | None:
    """Return the update where a later report says that the number has risen to a higher one.

    Of two who fight, each may count up from its own number.
    """
    if not pair.grows or "two parties" in pair.features or "one date" in pair.features:
        return None
    if not pair.first[0].low:
        return None  # "not one civilian was hurt" is no count that grows
    if pair.kind != "opposed" or not PARTED.isdisjoint(pair.features):
        return None
    if of_something_before(pair) or two_sites(pair):
        return None
    text, evidence = pair.later.reading.document.text, pair.later.claim.evidence
    risen = RISEN_TO.search(text[evidence.start : pair.second[0].as_said.start])
    after = text[evidence.end : evidence.end + SENTENCE_AFTER]
    if risen is None and DIED_SINCE.search(after.partition(". ")[0]) is None:
        return None
    return pair.relation("update", ONE_SIDE, "risen_since", pair.step(*pair.words))


def _contradicts(pair: FigurePair) -> Relation | None:
    """Return the contradiction of two numbers that can't both hold, where it is likely enough."""
    least = PARTIES_CONTRADICT_FROM if pair.parties else CONTRADICTS_FROM
    score = pair.likely["contradict"]
    if pair.kind != "opposed" or score < least or two_events(pair) or _other_people(pair):
        return None
    why = f"figures that can't both hold: {pair.side_by_side}"
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
    if parted or two_events(pair) or pair.earlier.document == pair.later.document:
        return None
    why = f"figures that can't both hold: {pair.side_by_side}"
    return pair.relation("contradict", LOSSES_PRECISION, "losses_differ", why)


LOSSES_PRECISION = 0.75


def _later_count(pair: FigurePair) -> Relation | None:
    """Return the update where a higher number is a later count of the same people."""
    first, second = pair.first, pair.second
    lower = second[0].low < first[0].low
    ordered = pair.grows or (lower and one_date(pair.earlier, pair.later))
    score = pair.likely["update"]
    if not ordered or pair.counted not in ("same", "loosely") or score < UPDATES_FROM:
        return None
    if two_sites(pair) or _town_and_region(pair) or other_time(pair.earlier, pair.later):
        return None
    if pair.of_two_towns or _one_list(pair) or ANOTHER_EVENT.search(pair.later.words):
        return None
    words = pair.words if pair.grows else pair.words[::-1]
    return pair.relation("update", score, "later_count", pair.step(*words))


def _one_list(pair: FigurePair) -> bool:
    """Return whether one report gives both figures and says of neither that it has risen: it lists
    two events, or corrects one number in words of its own."""
    if pair.earlier.document != pair.later.document:
        return False
    higher = pair.later if pair.grows else pair.earlier
    return not rises(higher)


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
    return pair.relation(kind, score, "figures", pair.side_by_side)


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


ONE_SIDE = 0.8
"""The score of another number that one side gives: no model is asked."""
