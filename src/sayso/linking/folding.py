"""The same claim: one side, one answer, the same figures or the same words, one place and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from sayso.lexicon.countries import side_name
from sayso.linking.acts import other_acts
from sayso.linking.clusters import UNIT, Pair, gather
from sayso.linking.days import days_between
from sayso.linking.event_settings import WIDE_PLACES
from sayso.linking.features import StatementFeatures
from sayso.linking.figures import agree, closed, countries
from sayso.linking.perpetrators import Blame, Culprits, other_culprit
from sayso.linking.towns import near_towns
from sayso.linking.words import WORD, cosine, shared, spoken, terms_of
from sayso.record import Link

FLOOR = 5_500
"""Of the pairs of one folded claim a bit more than half must be the same by themselves."""

ALIKE = 0.22
"""Cosine of the words at which two claims without figures say the same, of one kind of event."""

ALIKE_OTHER_KINDS = 0.40
SAME_WORDS = 0.75
SAME_DAY = timedelta(days=1)

VAGUE = frozenset(("statement", "accusation", "appeal", "meeting", None))
"""Kinds that hold many unlike claims: there the words decide."""


def same_side(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both speak for one side, or are one person. Unnamed officials may be
    anyone's."""
    if left.side == right.side:
        return left.side.kind != "nobody"
    if same_person(left, right):
        return True
    kinds = {left.side.kind, right.side.kind}
    return kinds == {"officials", "state"}


def same_person(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether one person, named in full, makes both statements.

    Which side a governor is on is known in the report that names his country, and not in others.
    """
    return (
        named_in_full(left)
        and left.claim.claimant.name == right.claim.claimant.name
        and named_in_full(right)
    )


def named_in_full(features: StatementFeatures) -> bool:
    """Return whether a statement is of somebody named in two words or more."""
    claimant = features.claim.claimant
    return not features.claim.narrated and claimant.named and len(claimant.name.split()) > 1


def fit(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether place, day and modality let both be about the same event."""
    if left.modality != right.modality:
        return False
    return not other_town(left, right) and not other_day(left, right)


def other_town(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both are of towns, and none near one of the other's, or each near one of which
    a report of one of the two tells something else."""
    if not (left.located and right.located):
        return False
    return not near_towns(left.located, right.located) or in_two_towns(left, right)


def in_two_towns(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two are of other towns, in each of which one of their documents sets an event:
    Ariha and Idlib, 12 km from each other, are one place to a report that names one of them."""
    first, second = ({each.geonameid for each in side.located} for side in (left, right))
    if not first or not second or first & second:
        return False
    return any(
        all(each in scenes for each in (*first, *second)) for scenes in (left.scenes, right.scenes)
    )


def sites(features: StatementFeatures) -> frozenset[str]:
    """Return the terms of the names of towns and buildings at which a statement sets its event."""
    places = [(features.reading.places or ())[number] for number in features.claim.places]
    names = [each.name for each in places if each.kind not in WIDE_PLACES]
    capitals = (word for name in names for word in WORD.findall(name) if word[:1].isupper())
    return frozenset(terms_of(" ".join(capitals)))


def other_site(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both name towns or buildings, near none and called by no word of the other's:
    "Herat mosque" and "Kunduz mosque" are in no gazetteer."""
    if left.towns and right.towns:
        return not near_towns(left.towns, right.towns)
    first, second = sites(left), sites(right)
    return bool(first and second) and not first & second


def other_day(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both give days, more than a day apart; or one days long before the other was
    published, which gives none: "In May the group raided another base" is not of today's raid.
    """
    between = days_between(left.days, right.days)
    if between is not None:
        return between > SAME_DAY
    return other_time(left, right)


def other_time(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether one tells what was long before the other, which gives no day, was published,
    or what happened after that."""
    pairs = ((left, right), (right, left))
    return any(_long_before(*pair) or _after(*pair) for pair in pairs)


def _after(later: StatementFeatures, other: StatementFeatures) -> bool:
    """Return whether one tells what happened after the other, which gives no day, was published."""
    if later.days is None or other.published is None:
        return False
    return later.days[0] - other.published > SAME_DAY


def _long_before(past: StatementFeatures, other: StatementFeatures) -> bool:
    """Return whether one tells what was long before its own report, and before the other's.

    Reports of one event that give no day came within a week of it in all open sets.
    """
    if past.when is None or other.days is not None or past.published is None:
        return False
    reported = min(past.published, other.published or past.published)
    return reported - past.when[1] > LONG_BEFORE


LONG_BEFORE = timedelta(days=10)


def same_claim(
    left: StatementFeatures, right: StatementFeatures, first: Culprits, second: Culprits
) -> tuple[float, tuple[str, ...]]:
    """Return how sure it is that both are one claim, 0 to 1, and why."""
    if left.answer != right.answer or not same_side(left, right) or not fit(left, right):
        return 0.0, ()
    if _other_culprits(first, second) or bool(left.taken_back) != bool(right.taken_back):
        return 0.0, ()
    spoken_for = left.side if left.side.kind != "officials" else right.side
    side = f"the same side: {side_name(spoken_for.shown)}"
    figures = agree(left, right)
    if figures is not None:
        return figures, (side, "the same figures" if figures == 1.0 else "figures that fit")
    if any(map(closed, (*left.figures, *right.figures))):
        alike = cosine(left.terms, right.terms)
        return (0.6, (side, "nearly the same words")) if alike >= SAME_WORDS else (0.0, ())
    return _same_words(left, right, first[0], second[0], side)


def _both_blame(blame: Blame | None, other: Blame | None) -> str:
    """Return the country that both say to be responsible; "" where there is none."""
    if blame is None or other is None or not (blame.stated and other.stated):
        return ""
    return min(countries(blame.names & other.names), default="")


def _other_culprits(first: Culprits, second: Culprits) -> bool:
    """Return whether both speak of responsibility, and not of the same country's.

    Calling an attack staged isn't the same answer as denying a part in it.
    """
    (blame, out), (other, other_out) = first, second
    if blame is not None and other is not None and blame.stated and other.stated:
        return other_culprit(blame, other) is not None or not blame.names & other.names
    staged = [each.rule == "calls_it_staged" for each in (out, other_out) if each is not None]
    return len(staged) == 2 and staged[0] != staged[1]


def _same_words(
    left: StatementFeatures,
    right: StatementFeatures,
    blame: Blame | None,
    other: Blame | None,
    side: str,
) -> tuple[float, tuple[str, ...]]:
    """Return how sure it is that claims without figures are one, by their words, and why."""
    alike = cosine(left.terms, right.terms)
    common = spoken(shared(left.terms, right.terms), left.words)
    words = f"words alike {alike:.2f}: {', '.join(common)}"
    if shared_blame := _both_blame(blame, other):
        return 0.8, (side, f"both blame {side_name(shared_blame)}", words)
    if _both_deny(left, right) and (alike >= ALIKE or not _denies_in_part(left, right)):
        return 0.8, (side, "both deny it", words)
    if left.answer == "doubt":
        return (0.7, (side, "both doubt it", words)) if alike >= ALIKE else (0.0, ())
    if left.marks & right.marks:
        return 0.9, (side, f"both say: {', '.join(sorted(left.marks & right.marks))}")
    vague = left.kind in VAGUE or right.kind in VAGUE
    if not vague and left.kind == right.kind:
        sure = alike >= ALIKE or left.targets & right.targets
        return (0.8 if sure else 0.5 + alike), (side, f"the same event: {left.kind}", words)
    if alike >= (ALIKE_OTHER_KINDS if vague or left.family != right.family else ALIKE):
        return min(1.0, 0.4 + alike), (side, words)
    return 0.0, ()


def _both_deny(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both deny an attack, or what was said, and no other act than the other."""
    denied = left.answer == "no" and {left.family, right.family} <= {"attack", "words", None}
    return denied and not other_acts(left.words, right.words)


def _denies_in_part(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether one denial says at length what is denied, and the other says something else:
    "the claim as absurd", "reports that a workshop in her city was destroyed"."""
    lengths = sorted(len(each.terms) for each in (left, right))
    return lengths[1] >= AT_LENGTH and not left.terms.keys() & right.terms.keys()


AT_LENGTH = 6
"""Terms of a denial that says what it denies."""


def fold(
    statements: Sequence[StatementFeatures],
    culprits: Mapping[str, Culprits],
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> tuple[list[list[StatementFeatures]], list[Link]]:
    """Return the statements of one incident as claims, each in the order of telling, with the
    links.

    `culprits` are whom each statement, by its key, blames and clears; `together` and `apart` are
    what people judged of pairs of statements.
    """
    held = {each.key: each for each in statements}
    likeness: dict[Pair, int] = {}
    why: dict[Pair, Link] = {}
    for left, right in _comparable(held.values()):
        score, reasons = same_claim(left, right, culprits[left.key], culprits[right.key])
        if score:
            pair = (min(left.key, right.key), max(left.key, right.key))
            likeness[pair] = round(score * UNIT)
            why[pair] = Link("same_claim", pair, score, reasons)
    groups = gather(sorted(held), likeness, FLOOR, together, apart)
    folded = [sorted((held[key] for key in group), key=lambda each: each.order) for group in groups]
    home = {key: number for number, group in enumerate(groups) for key in group}
    kept = [link for pair, link in sorted(why.items()) if home[pair[0]] == home[pair[1]]]
    return folded, kept


def _comparable(
    statements: Iterable[StatementFeatures],
) -> Iterable[tuple[StatementFeatures, StatementFeatures]]:
    """Return pairs that could be one claim: of one answer and side, or officials and a state."""
    states: dict[tuple[str, str], list[StatementFeatures]] = defaultdict(list)
    officials: dict[str, list[StatementFeatures]] = defaultdict(list)
    for statement in statements:
        if statement.side.kind == "officials":
            officials[statement.answer].append(statement)
        else:
            states[statement.answer, f"{statement.side.kind} {statement.side.name}"].append(
                statement
            )
    for (answer, side), group in states.items():
        yield from combinations(group, 2)
        if side.startswith("state "):
            yield from ((one, other) for one in group for other in officials[answer])
    for group in officials.values():
        yield from combinations(group, 2)
