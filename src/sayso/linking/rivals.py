"""Claims that can't both hold, and claims of one side that follow one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product

from sayso.linking.features import LAST, StatementFeatures, person_of
from sayso.linking.figures import TOLLS, countries, cumulative, opposed, role_of, same_units
from sayso.linking.folding import fit, same_side
from sayso.linking.words import cosine, shared, spoken
from sayso.record import Link, Quantity, Revision
from sayso.record.trace import Rule

Folded = Sequence[StatementFeatures]
Why = tuple[float, str] | None

PAIRS_LOOKED_AT = 4
"""Appearances of each claim that are held against each other."""

ALIKE = 0.12
"""Cosine from which a denial speaks of what another asserts."""

ALIKE_DENIED = 0.18
"""The same where nothing but words says that one speaks of the other: pairs that people called
rivals had .20 and more."""

ALIKE_FAKE = 0.25
ALIKE_BLAMED = 0.05
BARE = 4
"""Terms of a denial that says little of what it denies: "any involvement", "the claim"."""

ACTS = frozenset(("attack", "ground", "custody", "streets"))
"""Families of events that somebody does to somebody."""

SURE = 0.8
WORDY = frozenset(("one_denies", "one_doubts"))
"""Rules that go by shared words below SURE: one denial shares words with much that is said."""

RISING = frozenset("risen rises rise rose rising climbed climbs climbing bringing brings".split())
"""What a toll that was counted on says of itself."""

SETTLED = frozenset(("territory_gain", "territory_gain_nonstate"))
VOICES = frozenset(("state", "group", "officials"))


def sides_differ(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two parties speak. What an outlet narrates is no party's claim."""
    if "outlet" in (left.side.kind, right.side.kind) or left.side == right.side:
        return False
    return "officials" not in (left.side.kind, right.side.kind)


def figures_differ(left: StatementFeatures, right: StatementFeatures) -> Why:
    """Return why two figures in the same role can't both hold, None where they can.

    Of one side only where two people give them and they are no toll, which grows.
    """
    if left.answer != "yes" or right.answer != "yes" or not fit(left, right):
        return None
    if cumulative(left) != cumulative(right):
        return None
    pairs = [(a, b) for a, b in opposed(left, right) if not _each_its_own(left, right, a)]
    if not sides_differ(left, right):
        if not _two_people_of_one_side(left, right):
            return None
        pairs = [(a, b) for a, b in pairs if role_of(a) not in TOLLS]
    pairs = [(a, b) for a, b in pairs if not _risen(left, right, a, b)]
    if not pairs:
        return None
    first, second = pairs[0]
    words = (
        first.as_said.of(left.reading.document.text),
        second.as_said.of(right.reading.document.text),
    )
    return 0.9, f"figures that can't both hold: {words[0]} {role_of(first)}, {words[1]}"


def _two_people_of_one_side(left: StatementFeatures, right: StatementFeatures) -> bool:
    if "outlet" in (left.side.kind, right.side.kind):
        return False
    return same_side(left, right) and person_of(left) != person_of(right)


def _risen(
    left: StatementFeatures, right: StatementFeatures, first: Quantity, second: Quantity
) -> bool:
    """Return whether the later of two tolls is the higher and says that it has risen."""
    if role_of(first) not in TOLLS or left.published is None or right.published is None:
        return False
    later, higher = (
        (right, second.low > first.low)
        if right.published > left.published
        else (left, first.low > second.low)
    )
    return higher and not RISING.isdisjoint(later.words.lower().split())


def _each_its_own(left: StatementFeatures, right: StatementFeatures, figure: Quantity) -> bool:
    """Return whether two states count what each of them shot down: different weapons."""
    states = left.side.kind == right.side.kind == "state" and left.side != right.side
    return states and role_of(figure) == "intercepted"


def one_denies(left: StatementFeatures, right: StatementFeatures) -> Why:
    """Return why one statement denies what the other asserts, None where it doesn't."""
    for no, yes in ((left, right), (right, left)):
        if no.answer == "no" and yes.answer == "yes" and (reason := _denies(no, yes)):
            return reason
    return None


def _denies(no: StatementFeatures, yes: StatementFeatures) -> Why:
    if no.kind == "refusal" or "to come" in (no.modality, yes.modality):
        return None
    alike = cosine(no.terms, yes.terms)
    if "fake" in no.marks and no.reading is not yes.reading and alike >= ALIKE_FAKE:
        return 0.6 + alike / 4, f"one says that it is made up: {_common(no, yes)}"
    if not sides_differ(no, yes):
        return None
    blamed = no.side.kind == "state" and no.side.name in yes.initiators | yes.targets
    accused = yes.family in ACTS or yes.kind == "accusation"
    spoken_of = alike >= ALIKE_BLAMED or len(no.terms) <= BARE
    if blamed and accused and spoken_of:
        return 0.8, f"{no.side.shown} denies what it is accused of"
    if alike >= ALIKE_DENIED and yes.family in (no.family, "attack"):
        return 0.6 + alike / 4, f"one denies what the other says: {_common(no, yes)}"
    return None


def one_doubts(left: StatementFeatures, right: StatementFeatures) -> Why:
    """Return why a party doubts what another says that it did or suffered, else None."""
    for doubt, yes in ((left, right), (right, left)):
        if doubt.answer == "doubt" and yes.answer == "yes" and sides_differ(doubt, yes):
            alike = cosine(doubt.terms, yes.terms)
            if alike >= ALIKE and doubt.side.name in yes.initiators | yes.targets:
                return 0.5 + alike / 4, f"one doubts what the other says: {_common(doubt, yes)}"
    return None


def initiators_differ(left: StatementFeatures, right: StatementFeatures) -> Why:
    """Return why two parties lay one act on different initiators, None where they don't."""
    if not sides_differ(left, right) or left.answer != "yes" or right.answer != "yes":
        return None
    if left.family not in ACTS or left.kind != right.kind or not fit(left, right):
        return None
    first, second = countries(left.initiators), countries(right.initiators)
    if len(first) != 1 or len(second) != 1 or first == second:
        return None
    same_victim = bool(left.targets & right.targets)
    if left.kind in SETTLED and left.towns and right.towns:
        return 0.7, "both say that they hold it"
    if same_victim and cosine(left.terms, right.terms) >= 2 * ALIKE:
        return 0.7, f"blame on {min(first)} and on {min(second)}: {_common(left, right)}"
    return None


def alive_or_dead(left: StatementFeatures, right: StatementFeatures) -> Why:
    """Return why one says that he lives whom the other counts among the killed, else None."""
    for lives, dies in ((left, right), (right, left)):
        if "alive" not in lives.marks or "alive" in dies.marks or dies.answer != "yes":
            continue
        if lives.side != dies.side and dies.kind == "casualties" and dies.side.kind in VOICES:
            return 0.8, "one says alive, the other killed"
    return None


RULES: tuple[Rule[Callable[[StatementFeatures, StatementFeatures], Why]], ...] = (
    Rule("figures_differ", "“38 were killed” against “9 were killed”", figures_differ),
    Rule("one_denies", "“They bombed the market” against “We did not bomb it”", one_denies),
    Rule("one_doubts", "“We took the town” against “That claim is doubtful”", one_doubts),
    Rule("doers_differ", "“Russia shelled it” against “Ukraine shelled it”", initiators_differ),
    Rule("alive_or_dead", "“He was killed” against “He is alive”", alive_or_dead),
)
"""The names are those of links, in ledgers' exports too."""


def _common(left: StatementFeatures, right: StatementFeatures) -> str:
    common = spoken(shared(left.terms, right.terms, 3), left.words)
    return ", ".join(common) or "no words in common"


def rivals(folded: Sequence[Folded]) -> list[Link]:
    """Return pairs of folded claims that can't both hold; each named by its first appearance."""
    links: list[Link] = []
    sides = {claim[0].key: claim[0].side.shown for claim in folded}
    for left, right in _comparable(folded):
        best = _rival(left, right)
        if best is not None:
            rule, score, why = best
            links.append(Link(rule, tuple(sorted((left[0].key, right[0].key))), score, (why,)))
    return sorted(_surest(links, sides), key=lambda link: link.claims)


def _comparable(folded: Sequence[Folded]) -> Iterator[tuple[Folded, Folded]]:
    """Yield pairs that a rule could set against each other: of one question, or a no and a yes."""
    asked: dict[str, list[int]] = defaultdict(list)
    for number, claim in enumerate(folded):
        for question in sorted(
            {each for features in claim[:PAIRS_LOOKED_AT] for each in _asked(features)}
        ):
            asked[question].append(number)
    contrary = [n for n, claim in enumerate(folded) if any(map(_contrary, claim[:PAIRS_LOOKED_AT]))]
    pairs = {pair for numbers in asked.values() for pair in combinations(numbers, 2)}
    pairs |= {
        (min(one, other), max(one, other))
        for one in contrary
        for other in range(len(folded))
        if one != other
    }
    for left, right in sorted(pairs):
        yield folded[left], folded[right]


def _asked(features: StatementFeatures) -> Iterator[str]:
    """Yield what two statements must have in common to be held against each other."""
    for quantity in features.figures:
        yield role_of(quantity)
    if features.family in ACTS and countries(features.initiators):
        yield f"who: {features.kind}"


def _contrary(features: StatementFeatures) -> bool:
    return features.answer != "yes" or "alive" in features.marks


def _surest(links: Sequence[Link], sides: Mapping[str, str]) -> Iterator[Link]:
    """Yield of the links that only words carry, the surest between a claim and each other side."""
    best: dict[tuple[str, str, str], float] = {}
    for link in links:
        for key in _ends(link, sides):
            best[key] = max(best.get(key, 0.0), link.score)
    for link in links:
        wordy = link.rule in WORDY and link.score < SURE
        if not wordy or any(best[key] == link.score for key in _ends(link, sides)):
            yield link


def _ends(link: Link, sides: Mapping[str, str]) -> list[tuple[str, str, str]]:
    left, right = link.claims
    return [(link.rule, left, sides[right]), (link.rule, right, sides[left])]


def _rival(left: Folded, right: Folded) -> tuple[str, float, str] | None:
    """Return the surest rule that sets an appearance of one claim against one of the other."""
    best: tuple[str, float, str] | None = None
    for first, second in product(left[:PAIRS_LOOKED_AT], right[:PAIRS_LOOKED_AT]):
        for rule in RULES:
            reason = rule.test(first, second)
            if reason is not None and (best is None or reason[0] > best[1]):
                best = (rule.name, *reason)
    return best


def history(folded: Sequence[Folded]) -> list[Revision]:
    """Return what each side said anew on the same question, in the order of telling."""
    revisions = []
    for earlier, later in combinations(sorted(folded, key=lambda claim: claim[0].order), 2):
        first, second = earlier[0], later[0]
        if first.side != second.side or first.side.kind == "nobody" or not fit(first, second):
            continue
        for revision in (_update(first, second), _retraction(first, second)):
            if revision is not None:
                revisions.append(revision)
                break
    return _nearest(revisions)


def _update(first: StatementFeatures, second: StatementFeatures) -> Revision | None:
    if first.answer != "yes" or second.answer != "yes" or cumulative(first) != cumulative(second):
        return None
    pairs = opposed(first, second) or _grown(first, second)
    if not pairs:
        return None
    before, after = pairs[0]
    if person_of(first) != person_of(second) and role_of(before) not in TOLLS:
        return None
    texts = first.reading.document.text, second.reading.document.text
    what = f"{role_of(before)}: {before.as_said.of(texts[0])}, then {after.as_said.of(texts[1])}"
    claims = (first.key, second.key)
    return Revision("update", claims, first.side.shown, second.published, what)


def _grown(first: StatementFeatures, second: StatementFeatures) -> list[tuple[Quantity, Quantity]]:
    """Return figures of one role that differ, though both could hold: at least 10, then 14."""
    return [
        (a, b)
        for a in first.figures
        for b in second.figures
        if role_of(a) == role_of(b) and same_units(a, b) and a.low != b.low
    ]


def _retraction(first: StatementFeatures, second: StatementFeatures) -> Revision | None:
    if first.answer != "yes" or second.answer == "yes" or first.family != second.family:
        return None
    if first.side.kind == "outlet" or cosine(first.terms, second.terms) < ALIKE:
        return None
    what = "denied" if second.answer == "no" else "put in doubt"
    claims = (first.key, second.key)
    return Revision("retraction", claims, first.side.shown, second.published, f"{what} afterwards")


def _nearest(revisions: list[Revision]) -> list[Revision]:
    """Return for each later claim only the last before it: 10, 14, 18 is two steps, not three."""
    latest: dict[tuple[str, str], Revision] = {}
    for revision in revisions:
        latest[revision.kind, revision.claims[1]] = revision
    return sorted(latest.values(), key=lambda each: (each.when or LAST, each.claims))
