"""How two answers to one question stand to each other, decided from named features of the two.

Numbers are compared first by what they are: equal ones are the same, ranges that overlap leave
room, other people counted are a part or another question. What is left, two numbers of the same
people that can't both hold, is a contradiction, a later count or neither: that is learned, as is
whether a denial answers what somebody asserts. The weights are in two packs, made by
`training.relations`; `evaluation.comparison` measures them on incidents that they never saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Literal

from sayso.linking.acts import acts_in, other_acts
from sayso.linking.features import StatementFeatures, described, person_of
from sayso.linking.figures import TOLLS, apart, countries, cumulative, range_of, role_of, same_value
from sayso.linking.folding import other_day, other_town, same_side
from sayso.linking.likeness import near_towns
from sayso.linking.perpetrators import (
    ACTS,
    IRREGULAR,
    STATE,
    Blame,
    Culprits,
    culprits_of,
    other_culprit,
    sort_of,
    speaker_names,
)
from sayso.linking.questions import UNNAMED, CountedFigure, Question, question_of
from sayso.linking.stances import (
    TRUCE,
    VOICES,
    Stance,
    names_of,
    rejected_by,
    rejects_report,
    stance_pair,
    stances_of,
)
from sayso.linking.words import cosine, rarity, shared, spoken
from sayso.models.linear import LinearModel, load_linear
from sayso.record import Quantity

RelationKind = Literal["same", "contradict", "update", "differ_compatible", "part_whole"]

PROTOCOL = 1
"""Raised when features change: older packs are then refused."""

MAKE = "python -m training.relations --data FOLDER --out"

CONTRADICTS_FROM = 0.65
PARTIES_CONTRADICT_FROM = 0.5
DENIES_FROM = 0.8
UPDATES_FROM = 0.4
"""Probabilities from which a pair counts as one, set on pairs of incidents that the model of the
cross-validation did not see: see `training/relations/README.md`."""

ONE_DAY = timedelta(hours=22)
"""Published closer together than that, two reports are of one day."""

OPEN_ENDED = ("at_least", "more_than")
MANY_TIMES = 3.0
NEAR = 300
"""Letters between a denial and what it denies, where a reporter sets both side by side."""

RISING = frozenset(
    "risen rises rise rose rising climbed climbs climbing bringing brings raise raises raised"
    " raising increase increases increased tops topped grows grew now jumps jumped reached"
    " reaches updated".split()
)
SO_FAR = re.compile(
    r"\b(?:so far|developing|initial(?:ly)?|previous(?:ly)?|earlier|breaking)\b", re.IGNORECASE
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


@dataclass(frozen=True, slots=True)
class Relation:
    """How two answers stand to each other: how sure that is, 0 to 1, by what, and why in words.

    `question` is None where no number is asked for; `figures` are the two that were compared, in
    the order of publication. `asked` is the question in words where its answers are words.
    """

    kind: RelationKind
    score: float
    rule: str
    why: str
    question: Question | None = None
    figures: tuple[Quantity, Quantity] | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class RelationModels:
    """The two models: of numbers that can't both hold, and of denials."""

    figures: LinearModel
    denials: LinearModel


@lru_cache(maxsize=1)
def shipped_models() -> RelationModels:
    """Return the packs that Sayso ships, loaded once a process."""
    packs = Path(__file__).parent.parent / "models" / "packs"
    return RelationModels(
        load_linear(packs / "relations-figures", "relations of figures", PROTOCOL, MAKE),
        load_linear(packs / "relations-denials", "relations of denials", PROTOCOL, MAKE),
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a statement answers: the question of each of its figures, who did it or did not, those
    questions that have answers in words, and whether it calls a report untrue."""

    features: StatementFeatures
    questions: tuple[Question, ...]
    blamed: Blame | None
    cleared: Blame | None
    stances: frozenset[Stance] = frozenset()
    rejects: bool = False


def answers_of(features: StatementFeatures, culprits: Culprits | None = None) -> Answers:
    """Return what a statement answers; `culprits` are whom it blames and clears, where known."""
    questions = tuple(question_in(features, each) for each in features.figures)
    out, by = culprits or culprits_of(features)
    return Answers(features, questions, out, by, stances_of(features), rejects_report(features))


Figure = tuple[Quantity, Question]


def in_order(left: Answers, right: Answers) -> tuple[Answers, Answers]:
    """Return the two with the one that was published first in front."""
    return (left, right) if left.features.order <= right.features.order else (right, left)


def question_in(features: StatementFeatures, quantity: Quantity) -> Question:
    """Return the question that a figure of a statement answers."""
    words = quantity.as_said.of(features.reading.document.text)
    figure = CountedFigure(
        quantity,
        words,
        features.words,
        tuple(sorted(countries(features.initiators))),
        tuple(sorted(countries(features.targets))),
        "" if features.claim.narrated else features.side.shown,
        features.claim.modality,
    )
    return question_of(figure)[0]


def figure_pairs(left: Answers, right: Answers) -> Iterator[tuple[Figure, Figure]]:
    """Yield the pairs of figures of one role in two statements that assert something."""
    one, other = left.features, right.features
    if one.answer != "yes" or other.answer != "yes" or one.modality != other.modality:
        return
    if cumulative(one) != cumulative(other):
        return
    for first, second in product(
        zip(one.figures, left.questions, strict=True),
        zip(other.figures, right.questions, strict=True),
    ):
        if role_of(first[0]) == role_of(second[0]) and _said(one, first) and _said(other, second):
            yield first, second


def _said(features: StatementFeatures, figure: Figure) -> bool:
    """Return whether the evidence of a claim holds a figure: others are no one's to compare."""
    return features.claim.evidence.contains(figure[0].as_said)


Counted = Literal["same", "loosely", "narrower", "wider", "other"]

ANYONE = frozenset(("person", UNNAMED))
LOOSELY_ANYONE = ANYONE | {"civilian"}
"""Whom reporters call people in one report and civilians in the next."""


def counted_people(first: Question, second: Question) -> Counted:
    """Return whether two questions count the same, or one a part of what the other counts."""
    if first.extent != second.extent or first.modality != second.modality:
        return "other"
    if _known_apart(first.side, second.side) or _known_apart(first.party, second.party):
        return "other"
    if first.unit_class == second.unit_class:
        return "same"
    if {first.unit_class, second.unit_class} <= LOOSELY_ANYONE:
        return "loosely"
    if second.unit_class in ANYONE:
        return "narrower"
    return "wider" if first.unit_class in ANYONE else "other"


INCLUDED = re.compile(
    r"\b(?:including|among them|among whom|of them|of whom|counting)\W+(?:at least |about |some )?$",
    re.IGNORECASE,
)


def counted_in(
    left: StatementFeatures, first: Figure, right: StatementFeatures, second: Figure
) -> Counted:
    """Return what two figures of two statements count: "including two civilians" counts a part."""
    counted = counted_people(first[1], second[1])
    if counted != "loosely":
        return counted
    parts = _included(left, first[0]), _included(right, second[0])
    if parts[0] == parts[1]:
        return counted
    return "narrower" if parts[0] else "wider"


def _included(features: StatementFeatures, figure: Quantity) -> bool:
    start, end = features.claim.evidence.start, figure.as_said.start
    return INCLUDED.search(features.reading.document.text[start:end]) is not None


def _known_apart(first: str, second: str) -> bool:
    return bool(first and second) and first != second


def by_arithmetic(
    first: Quantity, second: Quantity, counted: Counted
) -> RelationKind | Literal["opposed", "unrelated"]:
    """Return what two figures of one role are to each other by their numbers alone.

    "opposed" are numbers that can't both hold, were they of the same people; "civilians" and
    "people" may be.
    """
    if counted == "other":
        return "unrelated"
    if first.high is None or second.high is None:
        return "differ_compatible" if counted == "same" else "unrelated"
    if first.whole == second.low or second.whole == first.low or _halves(first, second):
        return "part_whole"
    if counted in ("narrower", "wider"):
        part, whole = (first, second) if counted == "narrower" else (second, first)
        return "opposed" if part.low > range_of(whole)[1] else "part_whole"
    if apart(first, second):
        return "opposed"
    if counted == "loosely" and first.low == second.low:
        return "part_whole"
    return (
        "same" if same_value(first, second) and first.bound == second.bound else "differ_compatible"
    )


def _halves(first: Quantity, second: Quantity) -> bool:
    """Return whether one is twice the other: 314 exchanged are 157 of each side."""
    return first.low in (2 * second.low, second.low / 2) and role_of(first) == "exchanged"


def figure_features(
    earlier: StatementFeatures, first: Figure, later: StatementFeatures, second: Figure
) -> dict[str, float]:
    """Return named features of two unequal figures of one role, in the order of publication."""
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
        "narrower people": counted_in(earlier, first, later, second) != "same",
        "other town": other_town(earlier, later),
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
    events, number = features.reading.events or (), features.claim.event
    if number is None:
        return ""
    event = events[number]
    return events[event.follows].kind if event.follows is not None else event.kind


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
    armed = features.side.kind == "group" and features.claim.claimant.role in ARMED
    return features.side.kind == "state" or armed


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


ORDER: tuple[RelationKind, ...] = (
    "contradict",
    "update",
    "same",
    "differ_compatible",
    "part_whole",
)


def strongest(relations: Iterable[Relation]) -> Relation | None:
    """Return the relation that outranks the others, of equals the surest; None of none."""
    return max(relations, key=lambda each: (-ORDER.index(each.kind), each.score), default=None)


def _of_figures(
    earlier: StatementFeatures,
    first: Figure,
    later: StatementFeatures,
    second: Figure,
    models: RelationModels,
) -> Relation | None:
    kind = by_arithmetic(first[0], second[0], counted_in(earlier, first, later, second))
    if kind == "unrelated":
        return None
    role, asked, both = role_of(first[0]), first[1], (first[0], second[0])
    words = (
        first[0].as_said.of(earlier.reading.document.text),
        second[0].as_said.of(later.reading.document.text),
    )
    vague = first[0].high is None or second[0].high is None
    if kind in ("same", "part_whole") or vague:
        known: RelationKind = "differ_compatible" if kind == "opposed" else kind
        return Relation(known, 1.0, "figures", f"{words[0]} {role}, {words[1]}", asked, both)
    features = figure_features(earlier, first, later, second)
    if _says_anew(earlier, first, later, second, features):
        why = f"{role}: {words[0]}, then {words[1]}"
        return Relation("update", ONE_SIDE, "says_anew", why, asked, both)
    likely = dict(models.figures.probabilities(features))
    if earlier.claim.narrated and "one side" in features:  # an outlet corrects itself
        contrary = likely.pop("contradict")
        likely = {kind: each / (1.0 - contrary) for kind, each in likely.items()}
        likely["contradict"] = 0.0
    parties = "two parties" in features or "a party and another" in features
    least = PARTIES_CONTRADICT_FROM if parties else CONTRADICTS_FROM
    two_attacks = (parties and "other attack" in features) or any(
        (
            _told_as_earlier(earlier, first[0]),
            _told_as_earlier(later, second[0]),
            parties and _each_its_own(earlier, first, later, second),
        )
    )
    if kind == "opposed" and likely["contradict"] >= least and not two_attacks:
        why = f"figures that can't both hold: {words[0]} {role}, {words[1]}"
        return Relation("contradict", likely["contradict"], "figures_differ", why, asked, both)
    grows = second[0].low > first[0].low
    ordered = grows or (_one_date(earlier, later) and second[0].low < first[0].low)
    one_count = counted_in(earlier, first, later, second) in ("same", "loosely")
    if ordered and one_count and likely["update"] >= UPDATES_FROM:
        before, after = words if grows else (words[1], words[0])
        why = f"{role}: {before}, then {after}"
        return Relation("update", likely["update"], "later_count", why, asked, both)
    loose: RelationKind = "part_whole" if "narrower people" in features else "differ_compatible"
    why = f"{words[0]} {role}, {words[1]}"
    return Relation(loose, 1.0 - likely["contradict"], "figures", why, asked, both)


EARLIER = re.compile(
    r"\b(?:minutes|hours|days|weeks|months|years|a (?:day|week|month|year)) (?:after|before)\b",
    re.IGNORECASE,
)
"""Words before a figure of what came before: "hours after two civilians died"."""


def _told_as_earlier(features: StatementFeatures, figure: Quantity) -> bool:
    """Return whether a figure stands in a clause that tells what else came before."""
    start, end = features.claim.evidence.start, figure.as_said.start
    return EARLIER.search(features.reading.document.text[start:end]) is not None


OWN_PEOPLE = frozenset(("civilian", "child", "woman", "person", "woman and child", UNNAMED))


def _each_its_own(
    left: StatementFeatures, first: Figure, right: StatementFeatures, second: Figure
) -> bool:
    """Return whether each of two states counts people that the other killed: that is no one event.

    One who answers for its own attack speaks of the fighters whom it killed.
    """
    if {first[1].unit_class, second[1].unit_class} - OWN_PEOPLE:
        return False
    return _killed_by(left, right) or _killed_by(right, left)


def _killed_by(one: StatementFeatures, other: StatementFeatures) -> bool:
    """Return whether one says that the state for which the other speaks did it."""
    return other.side.kind == "state" and other.side.name in one.initiators


ONE_SIDE = 0.8
"""The score of another number that one side gives: no model is asked."""

PARTED = frozenset(("other town", "other day", "other target", "one sums up", "other attack"))


def _says_anew(
    earlier: StatementFeatures,
    first: Figure,
    later: StatementFeatures,
    second: Figure,
    features: dict[str, float],
) -> bool:
    """Return whether one side gives another number on one question in a later document.

    Of what doesn't grow, only one speaker does that: two may count two things.
    """
    if "one side" not in features or PARTED & features.keys() or "one date" in features:
        return False
    if earlier.document == later.document or earlier.side.kind == "nobody":
        return False
    if counted_in(earlier, first, later, second) != "same" or first[0].low == second[0].low:
        return False
    if _told_as_earlier(earlier, first[0]) or _told_as_earlier(later, second[0]):
        return False
    return person_of(earlier) == person_of(later) or role_of(first[0]) in TOLLS


def denial_features(
    no: StatementFeatures, out: Blame, yes: StatementFeatures, blame: Blame | None
) -> dict[str, float]:
    """Return named features of a denial, which clears `out`, and of what another asserts."""
    cleared_names = countries(out.names) or out.names
    hit = blame is not None and bool(cleared_names & blame.names)
    own = speaker_names(no)
    common = [
        each for each in no.terms.keys() & yes.terms.keys() if each not in own and each[0] != "@"
    ]
    named = frozenset(yes.terms) | yes.targets | yes.initiators
    generic = out.rule == "denies_any_part"
    held: dict[str, bool | float] = {
        "accuses denier": hit and blame is not None and blame.stated,
        "denier acts": hit and blame is not None and not blame.stated,
        "names denier": not hit and bool(cleared_names & named),
        "common words": min(len(common), 3) / 3,
        "hit and words": hit and bool(common),
        "alike": cosine(no.terms, yes.terms),
        "any part": generic,
        "near": _near(no, yes),
        "other town": other_town(no, yes),
        "other day": other_day(no, yes),
        **_names(no, yes),
        "one side": same_side(no, yes),
        "accused, denies any part": hit and blame is not None and blame.stated and generic,
        "figures": not hit and (bool(yes.figures) or yes.kind == "casualties"),
        "narrated": yes.claim.narrated,
        "one act": bool(acts_in(no.words) & acts_in(yes.words)),
        "other act": other_acts(no.words, yes.words),
        "hit and act": hit and bool(acts_in(no.words) & acts_in(yes.words)),
    }
    return {name: float(value) for name, value in held.items() if value}


def _names(no: StatementFeatures, yes: StatementFeatures) -> dict[str, bool]:
    """Return whether names that are no country's and no speaker's stand in both, or part them."""
    sides = speaker_names(no) | speaker_names(yes)
    mine, theirs = names_of(no) - sides, names_of(yes) - sides
    return {
        "same names": bool(mine & theirs),
        "other names": bool(mine and theirs) and not mine & theirs,
    }


def denial_pair(no: Answers, yes: Answers) -> tuple[Blame, Blame | None] | None:
    """Return whom a denial clears and whom the other blames; None where it can't answer that.

    A denial by one side says nothing of what is laid on another.
    """
    said = yes.features
    if no.cleared is None or said.answer != "yes" or said.modality != "reported":
        return None
    one_act = acts_in(no.features.words) & acts_in(said.words)
    if said.family not in ACTS and said.kind != "accusation" and not one_act:
        return None
    out, blame = no.cleared, yes.blamed
    if blame is not None and _never_of(no.features, blame):
        return None
    if blame is not None and blame.stated and not (countries(out.names) or out.names) & blame.names:
        return None
    return out, blame


def _never_of(no: StatementFeatures, blame: Blame) -> bool:
    """Return whether a state denies what is laid on rebels of no country."""
    forces = STATE in sort_of(described(no.words[:SUBJECT])[1])  # "the army has never used them"
    denier = no.side.kind == "state" or forces
    return denier and IRREGULAR in blame.names and not countries(blame.names)


SUBJECT = 20
"""Letters of a denial in which the one stands who is said not to have done it."""


def denial_relation(left: Answers, right: Answers, models: RelationModels) -> Relation | None:
    """Return the contradiction between a denial and what it denies, None where it isn't one."""
    for no, yes in ((left, right), (right, left)):
        pair = denial_pair(no, yes)
        if pair is None:
            continue
        features = denial_features(no.features, pair[0], yes.features, pair[1])
        likely = models.denials.probabilities(features)["contradict"]
        if likely >= DENIES_FROM:
            common = spoken(shared(no.features.terms, yes.features.terms, 3), no.features.words)
            words = f": {', '.join(common)}" if common else ""
            accused = "accuses denier" in features or "denier acts" in features
            side = no.features.side.shown
            what = f"{side} denies what it is accused of" if accused else "one denies it"
            return Relation("contradict", likely, "one_denies", what + words)
    return None


def culprit_relation(left: Answers, right: Answers) -> Relation | None:
    """Return the contradiction between two who lay one act on different culprits, else None.

    They name two countries, or rebels and a state. Both speak of responsibility for one matter, or
    they have one kind of act with one target in much the same words.
    """
    first, second = left.blamed, right.blamed
    one, other = left.features, right.features
    if first is None or second is None or same_side(one, other):
        return None
    why = other_culprit(first, second)
    if (TRUCE, 1) in {(each.question, each.answer) for each in left.stances & right.stances}:
        return None  # each may have broken it
    if why is None or other_town(one, other) or other_day(one, other):
        return None
    about = _one_matter(left, right) if first.stated and second.stated else _one_act(one, other)
    return Relation("contradict", CULPRIT_PRECISION, "doers_differ", why) if about else None


def _one_matter(left: Answers, right: Answers) -> bool:
    """Return whether two who speak of responsibility speak of one act: rare words or a telling act
    of both, one town, or "it" in the report that tells what the other laid on somebody else."""
    one, other = left.features, right.features
    if _common_weight(left, right) >= ONE_MATTER or near_towns(one.towns, other.towns):
        return True
    if acts_in(one.words) & acts_in(other.words) & TELLING_ACTS:
        return True
    return _near(one, other) and min(len(one.terms), len(other.terms)) <= FEW_WORDS


def _common_weight(left: Answers, right: Answers) -> float:
    """Return how rare the words of both are, together, beside the culprits and countries."""
    names = (left.blamed.names if left.blamed else NOBODY) | (
        right.blamed.names if right.blamed else NOBODY
    )
    common = (left.features.terms.keys() & right.features.terms.keys()) - names
    return sum(rarity(each) for each in common if described(each)[0] is None)


ONE_MATTER = 5.0
"""How rare the words are, together, that two who lay an act on somebody have in common."""

FEW_WORDS = 4
TELLING_ACTS = frozenset(
    ("poison", "take people", "burn", "rape", "loot", "mine", "bring down", "torture")
)
"""Acts of which an incident holds one; of strikes and killings there are many."""


def _near(left: StatementFeatures, right: StatementFeatures) -> bool:
    gap = abs(left.claim.evidence.start - right.claim.evidence.start)
    return left.document == right.document and gap < NEAR


NOBODY: frozenset[str] = frozenset()


def _one_act(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two statements are about one act: of one kind, with one target, alike."""
    alike = cosine(left.terms, right.terms)
    one_target = bool(left.targets & right.targets) or near_towns(left.towns, right.towns)
    one_kind = left.kind == right.kind and left.kind not in OF_BOTH
    return one_kind and one_target and alike >= ONE_ACT


OF_BOTH = frozenset(("ground_clash", "territory_gain", "territory_gain_nonstate", "force_movement"))
"""Kinds that both sides of a war do on one day: another doer is another act."""

ONE_ACT = 0.24
"""Cosine from which two acts of one kind and target are one."""

CULPRIT_PRECISION = 0.7
"""The score of such a pair: too few are in the open sets to learn one from."""

def alive_relation(left: Answers, right: Answers) -> Relation | None:
    """Return the contradiction between one who says that he lives whom the other calls dead."""
    for lives, dies in ((left.features, right.features), (right.features, left.features)):
        if "alive" not in lives.marks or "alive" in dies.marks or dies.answer != "yes":
            continue
        if lives.side != dies.side and dies.side.kind in VOICES and _one_person(lives, dies):
            return Relation("contradict", 0.8, "alive_or_dead", "one says alive, the other killed")
    return None


def _one_person(lives: StatementFeatures, dies: StatementFeatures) -> bool:
    """Return whether one is said to live, and to have died: by name or rank, or as "him"."""
    if dies.kind != "casualties" or not DYING.search(dies.words):
        return False
    if HE.search(lives.words) and (HE.search(dies.words) or lives.document == dies.document):
        return True
    named = names_of(lives) & names_of(dies) - speaker_names(lives) - speaker_names(dies)
    ranks = {each.lower() for each in RANK.findall(lives.words)}
    return bool(named) or not ranks.isdisjoint(each.lower() for each in RANK.findall(dies.words))


DYING = re.compile(r"\b(?:kill\w*|dead|die[ds]?|death|assassinat\w*|slain)\b", re.IGNORECASE)
RANK = re.compile(
    r"\b(?:commander|general|admiral|colonel|leader|chief|minister|president|governor|mayor|pilot"
    r"|spokesman|journalist|scientist|captain)\b",
    re.IGNORECASE,
)
HE = re.compile(r"\b(?:he|him|she|her)\b", re.IGNORECASE)


def stance_relation(left: Answers, right: Answers) -> Relation | None:
    """Return the contradiction between two answers in words to one question, else None."""
    decided = stance_pair(left.features, left.stances, right.features, right.stances)
    if decided is None:
        return None
    rule, why, question = decided
    return Relation("contradict", STANCE_PRECISION, rule, why, asked=question)


STANCE_PRECISION = 0.7
REJECT_PRECISION = 0.7
"""Scores of such pairs: too few are in the open sets to learn them from."""


def report_relation(left: Answers, right: Answers) -> Relation | None:
    """Return the contradiction between one who calls a report untrue and what it reports."""
    for no, yes in ((left, right), (right, left)):
        if not no.rejects or yes.rejects:
            continue
        about = rejected_by(no.features, yes.features, yes.blamed)
        if about is not None:
            why = f"{no.features.side.shown} calls it untrue: {about}"
            return Relation("contradict", REJECT_PRECISION, "report_rejected", why)
    return None


def relation_of(left: Answers, right: Answers, models: RelationModels) -> Relation | None:
    """Return how two statements stand to each other; a contradiction outranks the rest."""
    related = (
        figure_relation(left, right, models),
        denial_relation(left, right, models),
        culprit_relation(left, right),
        alive_relation(left, right),
        stance_relation(left, right),
        report_relation(left, right),
    )
    return strongest(each for each in related if each is not None)
