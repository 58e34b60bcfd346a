"""How two statements stand to each other: the same, contradicting, a later count, a part.

Figures are compared by `figure_relations`, denials by `denials`; here is what holds neither: who
did it, who is alive, questions with two answers in words, and reports that are called untrue.
`evaluation.comparison` measures all of it on incidents that the models never saw.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.comparison import person_classes
from sayso.lexicon.countries import side_name
from sayso.linking.acts import DONE, TELLING_ACTS, acts_in
from sayso.linking.answers import Answers, Relation, RelationModels, near, strongest
from sayso.linking.contrasts import CLAUSE_END, SHORTEST, EventContrasts
from sayso.linking.denials import denial_relation
from sayso.linking.features import StatementFeatures, described, person_of
from sayso.linking.figure_relations import figure_relation
from sayso.linking.figures import countries, role_of
from sayso.linking.folding import other_day, other_time, other_town, same_side
from sayso.linking.perpetrators import OFFERED, other_culprit, speaker_names
from sayso.linking.stances import TRUCE, VOICES, names_of, rejected_by, stance_pair
from sayso.linking.towns import near_towns
from sayso.linking.words import WORD, cosine, rarity, spoken, term, terms_of
from sayso.record.trace import Rule


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
    if why is None and _each_other(left, right):
        why = "each lays it on the other"
    if (TRUCE, 1) in {(each.question, each.answer) for each in left.stances & right.stances}:
        return None  # each may have broken it
    if why is None or other_town(one, other) or other_day(one, other):
        return None
    if first.stated and second.stated:
        about = _one_matter(left, right)
    else:
        of_one_act = _one_act(one, other) or _blamed_and_done(left, right)
        about = of_one_act and not _may_be_one_culprit(left, right)
    return Relation("contradict", CULPRIT_PRECISION, "doers_differ", why) if about else None


def _may_be_one_culprit(left: Answers, right: Answers) -> bool:
    """Return whether the verbs of two statements that don't speak of responsibility leave open that
    both lay it on one: two outlets narrate, or one names the other's culprit too.

    "The downing of the drone by a Russian jet" was read with the drone's owner as its doer; of 35
    such pairs among 3,000 items of a month's feeds four were right.
    """
    first, second = left.blamed, right.blamed
    one, other = left.features, right.features
    if first is None or second is None or (one.claim.narrated and other.claim.narrated):
        return True
    if ALLIANCE in first.names | second.names:
        return True  # whose members act in its name
    if not (countries(first.names) and countries(second.names)):
        of_one_kind = one.kind == other.kind and not (one.claim.narrated or other.claim.narrated)
        return not (first.stated or second.stated or of_one_kind)
    return bool(
        countries(first.names) & _countries_named(other.words)
        or countries(second.names) & _countries_named(one.words)
    )


@lru_cache(maxsize=20_000)
def _countries_named(words: str) -> frozenset[str]:
    """Return the countries that words name, also as adjectives."""
    capitals = [each if each[:1].isupper() else "" for each in WORD.findall(words)]
    named: set[str] = set()
    taken = False  # "South Sudanese" names one country
    for word, after in zip(capitals, [*capitals[1:], ""], strict=True):
        country = None if taken else described(f"{word} {after}".strip())[0]
        taken = not taken and country is not None and described(word)[0] != country
        named.update([country] if country else [])
    return frozenset(named)


def _each_other(left: Answers, right: Answers) -> bool:
    """Return whether each of two speakers lays the act on the other.

    Each side shooting down the other's drones are two acts.
    """
    one, other = left.features, right.features
    if left.blamed is None or right.blamed is None or INTERCEPTION in (one.kind, other.kind):
        return False
    accused = countries(left.blamed.names), countries(right.blamed.names)
    if accused[0] == accused[1] and accused[0]:
        return False
    first, second = speaker_names(one), speaker_names(other)
    own = first & second
    return bool(left.blamed.names & (second - own)) and bool(right.blamed.names & (first - own))


INTERCEPTION = "interception"
ALLIANCE = "IGO"


def _one_matter(left: Answers, right: Answers) -> bool:
    """Return whether two who speak of responsibility speak of one act: rare words or a telling act
    of both, one town, or "it" in the report that tells what the other laid on somebody else."""
    one, other = left.features, right.features
    if _common_weight(left, right) >= ONE_MATTER or near_towns(one.towns, other.towns):
        return True
    if acts_in(one.words) & acts_in(other.words) & TELLING_ACTS:
        return True
    return near(one, other) and min(len(one.terms), len(other.terms)) <= FEW_WORDS


def _blamed_and_done(left: Answers, right: Answers) -> bool:
    """Return whether one says who is responsible and the other who did it, in the same words."""
    stated = [answers.blamed is not None and answers.blamed.stated for answers in (left, right)]
    done = (right if stated[0] else left).features
    if not any(stated) or left.features.claim.narrated or right.features.claim.narrated:
        return False
    if done.family != "attack" or done.kind in OF_BOTH or NEGATED.search(done.words):
        return False
    return _common_weight(left, right) >= ONE_MATTER


NEGATED = re.compile(r"\b(?:not|never|no)\b|n[’']t\b", re.IGNORECASE)


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

NOBODY: frozenset[str] = frozenset()


def _one_act(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two statements are about one act: of one kind, with one target, alike."""
    alike = cosine(left.terms, right.terms)
    one_target = bool(left.targets & right.targets) or near_towns(left.towns, right.towns)
    one_kind = left.kind == right.kind and left.kind not in OF_BOTH
    one_raid = {left.kind, right.kind}.isdisjoint(GAINS) and alike >= ONE_ACT_IN_WORDS
    return one_target and (one_raid or (one_kind and alike >= ONE_ACT))


GAINS = frozenset(("territory_gain", "territory_gain_nonstate", "force_movement"))
OF_BOTH = GAINS | {"ground_clash"}
"""Kinds that both sides of a war do on one day: another doer is another act."""

ONE_ACT = 0.24
"""Cosine from which two acts of one kind and target are one."""

ONE_ACT_IN_WORDS = 0.5
"""The same where the kinds differ: a raid is read as a strike here, as a clash there."""

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
    unnamed = HE.search(lives.words) and not RANK.search(lives.words)
    if unnamed and (HE.search(dies.words) or lives.document == dies.document):
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
            why = f"{side_name(no.features.side.shown)} calls it untrue: {about}"
            return Relation("contradict", REJECT_PRECISION, "report_rejected", why)
    return None


def words_relation(left: Answers, right: Answers) -> Relation | None:
    """Return the contradiction between a denial and what another says in the words denied."""
    for one, other in ((left, right), (right, left)):
        if _may_be_denied(one, other.features):
            relation = _denied_in_words(one.features, other.features)
            if relation is not None:
                return relation
    return None


def _may_be_denied(denial: Answers, yes: StatementFeatures) -> bool:
    """Return whether a statement of another, of no other place and day, may be what is denied."""
    no = denial.features
    if no.answer != "no" or yes.answer != "yes" or {no.modality, yes.modality} != {"reported"}:
        return False
    if same_side(no, yes) or no.claim.claimant.name == yes.claim.claimant.name:
        return False
    if not NEGATED.search(no.words) and OFFERED.search(no.words):
        return False  # a call or a plan is turned down
    if _two_outlets(no, yes):
        return False
    if no.family not in DONE and yes.family not in DONE:
        return False  # "the war is no territorial dispute" is a quarrel over words
    # Where a part in it is denied, and not that it happened, `linking.denials` decides.
    of_a_part = denial.cleared is not None and not NEGATED.search(no.words)
    return not (of_a_part or other_town(no, yes) or other_day(no, yes))


def _denied_in_words(no: StatementFeatures, yes: StatementFeatures) -> Relation | None:
    own = speaker_names(no) | speaker_names(yes)
    denied = {each: rarity(each) for each in denied_terms(no.words) if each not in own}
    too = frozenset(denied_terms(yes.words)) if NEGATED.search(yes.words) else frozenset()
    common = [each for each in denied if each in yes.terms and each not in too]
    if len(common) < FEWEST_WORDS or common[0] != next(iter(denied)):
        return None  # "no rifle was found" denies no find
    weight = sum(denied[each] for each in common)
    if weight < DENIED_WORDS or weight < COVERED * sum(denied.values()):
        return None
    why = f"one denies it: {', '.join(spoken(common, no.words))}"
    return Relation("contradict", WORDS_PRECISION, "denied_in_words", why)


def denied_terms(words: str) -> tuple[str, ...]:
    """Return the terms of what a denial denies, in order, without people, countries and words of
    denying.

    Where the denial says "no" or "not", they are those after it: "the convoy was not its own"
    denies no convoy.
    """
    negated = NEGATED.search(words)
    said = words[negated.end() :] if negated else words
    if negated and (end := CLAUSE_END.search(said, SHORTEST)):
        said = said[: end.start()]
    terms = (
        (term(each.lower()), each) for each in WORD.findall(said) if described(each)[0] is None
    )
    known = terms_of(said)
    held = (each for each, word in terms if word.lower() not in people_words())
    return tuple(dict.fromkeys(each for each in held if each in known and each not in GENERIC))


@lru_cache(maxsize=1)
def people_words() -> frozenset[str]:
    """Return the words for kinds of people, in both numbers: whom it is said of, and not what."""
    units = person_classes()
    return frozenset((*units, *(f"{each}s" for each in units)))


DENIED_WORDS = 4.0
"""How rare the words are, together, that a denial and an assertion have in common."""

FEWEST_WORDS = 2
COVERED = 0.6
"""Share of what is denied that another asserts, by rarity of the words."""

WORDS_PRECISION = 0.7
GENERIC = frozenset(
    map(
        term,
        "claim claims report reports accusation accusations allegation allegations denied deny"
        " denies false untrue baseless took place happened carried involved responsible statement"
        " case true so-called fabrication fabricated propaganda lie lies area areas".split(),
    )
)
"""Terms of denying, which say nothing of what is denied."""


@dataclass(frozen=True, slots=True)
class Two:
    """Two statements to be set side by side, and the models that are asked."""

    left: Answers
    right: Answers
    models: RelationModels


Test = Callable[[Two], Relation | None]

RELATIONS: tuple[Rule[Test], ...] = (
    Rule(
        "figures",
        "Chad's army: nine killed; the rebels: ninety killed",
        lambda two: figure_relation(two.left, two.right, two.models),
    ),
    Rule(
        "denial",
        "The rebels accused Chad of the raid; Chad denied it",
        lambda two: denial_relation(two.left, two.right, two.models),
    ),
    Rule(
        "culprit",
        "Chad laid the raid on rebels; the mayor laid it on soldiers",
        lambda two: culprit_relation(two.left, two.right),
    ),
    Rule(
        "alive",
        "The rebels said that the general was killed; Chad said that he is alive",
        lambda two: alive_relation(two.left, two.right),
    ),
    Rule(
        "stance",
        "The rebels said that they took Sake; the army said that it holds Sake",
        lambda two: stance_relation(two.left, two.right),
    ),
    Rule(
        "denied_in_words",
        "The ITF said that the church burned; the committee said that no church burned",
        lambda two: words_relation(two.left, two.right),
    ),
    Rule(
        "report",
        "A paper said that Chad was behind the raid; Chad called the report a lie",
        lambda two: report_relation(two.left, two.right),
    ),
)
"""Ways in which two statements answer one question, each with what it makes of them."""


def contrast_relation(
    left: Answers, right: Answers, among: EventContrasts | None
) -> Relation | None:
    """Return the contradiction of two sides that speak of one thing in words that clash, as learned
    from pairs of rival accounts, else None."""
    if among is None or not _may_clash(left.features, right.features):
        return None
    contrast = among.between(left.features, right.features)
    if contrast is None or contrast.score < CONTRADICTS_FROM:
        return None
    return Relation("contradict", contrast.score, "contrast", contrast.why, asked=contrast.asked)


def _may_clash(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two sides state what is so, of no other place and time. Numbers of one role
    have rules of their own."""
    if same_side(left, right) or not {left.answer, right.answer} <= {"yes", "no"}:
        return False
    if _two_outlets(left, right) or {left.modality, right.modality} != {"reported"}:
        return False
    if other_town(left, right) or other_day(left, right) or other_time(left, right):
        return False
    if person_of(left) == person_of(right) or not _of_what_happened(left, right):
        return False
    roles = [{role_of(figure) for figure in each.figures} for each in (left, right)]
    return not roles[0] & roles[1]


def _two_outlets(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether both are in the own voice of outlets that take no side."""
    return all(each.claim.narrated and each.side.kind == "outlet" for each in (left, right))


def _of_what_happened(left: StatementFeatures, right: StatementFeatures) -> bool:
    """Return whether two statements are of what was done, and not of what may or should be: "it
    won't send arms" leaves room for "if it sends arms"."""
    if any(POSSIBLE.search(each.words) for each in (left, right)):
        return False
    return left.family in DONE or right.family in DONE


POSSIBLE = re.compile(
    r"\b(?:if|will|would|won[’']t|wouldn[’']t|should|shall|may|might|could|can|can[’']t|cannot)\b",
    re.IGNORECASE,
)


CONTRADICTS_FROM = 0.8
"""The probability from which two contradict each other in words: see
`training/relations/README.md`."""


def relation_of(
    left: Answers, right: Answers, models: RelationModels, among: EventContrasts | None = None
) -> Relation | None:
    """Return how two statements stand to each other; a contradiction outranks the rest.

    `among` are the statements of their event: where no rule decides, words that clash may.
    """
    two = Two(left, right, models)
    related = [relation for rule in RELATIONS if (relation := rule.test(two)) is not None]
    decided = strongest(related)
    if decided is not None and decided.kind in ("contradict", "same", "update"):
        return decided
    return contrast_relation(left, right, among) or decided
