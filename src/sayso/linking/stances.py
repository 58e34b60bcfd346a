"""Questions without a number, and denials that name no act: what two statements answer in words.

Who holds a place, whether a truce holds, what was hit, what the act was: each has two answers that
can't both hold (`lexicon/data/answer_classes.tsv`). A denial of "the report" or "the claims" is
held against what it speaks of: the last thing that another side said before it, or an accusation in
the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from sayso.lexicon.comparison import answer_classes
from sayso.linking.features import StatementFeatures, described
from sayso.linking.figures import countries
from sayso.linking.folding import other_day, other_town, same_side, sites
from sayso.linking.perpetrators import RESPONSIBLE, STATE, Blame, sort_of, speaker_names
from sayso.linking.towns import near_towns
from sayso.linking.words import WORD, rarity, term, terms_of
from sayso.record import Claim
from sayso.record.trace import Rule, decide

VOICES = frozenset(("state", "group", "officials"))
"""Kinds of sides that answer for themselves: an outlet that narrates opposes nobody."""

HOLDS = "who holds the place"
TRUCE = "whether the truce holds"
HIT = "what was hit"
ACT = "what the act was"
DENIED_IS_OTHER = frozenset((HOLDS, TRUCE, HIT))
"""Questions in which who denies one answer gives the other: not fallen is held."""

TRUCE_WORDS = re.compile(
    r"\b(?:cease-?fires?|truces?|armistice|pause|lull|cessation of)\b", re.IGNORECASE
)
HITTING = re.compile(
    r"\b(?:hit|hits|hitting|struck|strik\w+|target\w*|bomb\w*|shell\w*|attack\w*|fired|fires|firing"
    r"|raid\w*|pound\w*|destroy\w*)\b",
    re.IGNORECASE,
)
SUBJECTS = {TRUCE: TRUCE_WORDS, HIT: HITTING}
"""Words without which a statement isn't about a question."""

ONLY = re.compile(
    r"\b(?:only|exclusively|solely|avoid\w*|spar(?:ed|ing|es)|precis\w*|no civilian\w*"
    r"|not civilian\w*|never)\b",
    re.IGNORECASE,
)
"""Words by which one who says what was hit says that nothing else was."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A question and one of its two answers, 0 or 1, as the table lists them; `given` names it."""

    question: str
    answer: int
    given: str


@lru_cache(maxsize=20_000)
def stances_in(words: str) -> frozenset[Stance]:
    """Return what words answer of the questions of the table; of none do they give both answers."""
    given = {
        Stance(question, number, name)
        for question, answers in answer_classes().items()
        if question not in SUBJECTS or SUBJECTS[question].search(words)
        for number, (name, pattern) in enumerate(answers)
        if pattern.search(words)
    }
    given = {each for each in given if _stands(each, words, NOT_YET)}
    if ONLY.search(words) and any((each.question, each.answer) == (HIT, 0) for each in given):
        given = {each for each in given if (each.question, each.answer) != (HIT, 1)}
    asked = [each.question for each in given]
    return frozenset(each for each in given if asked.count(each.question) == 1)


def _stands(stance: Stance, words: str, unless: re.Pattern[str]) -> bool:
    """Return whether what a stance on a place rests on stands without such words before it."""
    if stance.question != HOLDS:
        return True
    pattern = answer_classes()[stance.question][stance.answer][1]
    return any(
        not unless.search(words[max(0, found.start() - BEFORE) : found.start()])
        for found in pattern.finditer(words)
    )


NEGATED = re.compile(r"\b(?:not|never|no|yet to)\W+(?:\w+\W+){0,2}$|n[’']t\W+$", re.IGNORECASE)
"""Words before an answer that turn it round: "haven't taken the town"."""

BEFORE = 30
"""Letters before an answer in which the words stand that leave it open."""

NOT_YET = re.compile(
    r"\b(?:to|may|might|could|can|will|would|shall|should|attempt\w*|tr(?:y|ies|ied|ying)|fail\w*"
    r"|bids?|efforts?|possible|possibly|likely|if|unless|before|want\w*|plan\w*|hop(?:e|es|ing)"
    r"|seek\w*|aim\w*|threat\w*|vow\w*|pledg\w*|continu\w*|close to|near|about to|until"
    r"|fiercely|keep|keeps)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
"""Words before an answer that leave it open: "failed to take the town", "may fall"."""


def stances_of(features: StatementFeatures) -> frozenset[Stance]:
    """Return what a statement of a side answers in words."""
    if features.side.kind not in VOICES or features.modality != "reported":
        return frozenset()
    said = stances_in(features.words)
    if features.answer == "yes" or not said:
        return frozenset(each for each in said if _stands(each, features.words, NEGATED))
    if features.answer == "doubt":
        return frozenset()
    return frozenset(denied for each in said if (denied := _denied(each, features)) is not None)


def _denied(stance: Stance, features: StatementFeatures) -> Stance | None:
    """Return the answer of one who denies another: not fallen is held. None where room is left."""
    if stance.question not in DENIED_IS_OTHER:
        return None
    if (stance.question, stance.answer) == (HIT, 0) and ONLY.search(features.words):
        return stance  # "no civilians were targeted"
    other = 1 - stance.answer
    return Stance(stance.question, other, answer_classes()[stance.question][other][0])


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two statements that answer `question` differently: `first` with the first of its answers."""

    question: str
    first: StatementFeatures
    second: StatementFeatures


Test = Callable[[Opposed], str | None]


def _one_place(opposed: Opposed) -> bool:
    """Return whether both name one town, or share a name that is no country's and no side's."""
    first, second = opposed.first, opposed.second
    if first.towns and second.towns:
        return near_towns(first.towns, second.towns)
    if sites(first) & sites(second):
        return True
    sides = speaker_names(first) | speaker_names(second)
    common = {word for word in _capitals(first) if term(word.lower()) not in sides}
    return any(described(word)[0] is None for word in common & _capitals(second))


def names_of(features: StatementFeatures) -> frozenset[str]:
    """Return terms of the capitalized words of a statement that are no country's name."""
    words = WORD.findall(features.words)
    capitals = [each for number, each in enumerate(words) if each[:1].isupper() and number]
    named = frozenset(term(each.lower()) for each in capitals if described(each) == (None, None))
    return named & features.terms.keys()


def _capitals(features: StatementFeatures) -> frozenset[str]:
    """Return the capitalized words of a statement."""
    return frozenset(each for each in WORD.findall(features.words) if each[:1].isupper())


def _holds(opposed: Opposed) -> str | None:
    return "one place" if opposed.question == HOLDS and _one_place(opposed) else None


def _truce(opposed: Opposed) -> str | None:
    """Return why one truce is meant: who is said to break it is who is said to keep it."""
    if opposed.question != TRUCE:
        return None
    kept, accused = opposed.first, _before(TRUCE, opposed.second)
    named = frozenset(terms_of(accused)) | _named(opposed.second)
    soldiers = STATE in sort_of(described(accused)[1]) and kept.side.kind == "state"
    one = named & _keeper(kept) or (soldiers and _one_place(opposed))
    return "one truce" if one else None


def _keeper(kept: StatementFeatures) -> frozenset[str]:
    """Return who is said to keep a truce: the names before the verb, else the speaker's."""
    before = _before(TRUCE, kept)
    names = " ".join(each for each in WORD.findall(before) if each[:1].isupper())
    country = described(before)[0] if names else None
    return frozenset({*terms_of(names), *([country] if country else [])}) or speaker_names(kept)


def _before(question: str, features: StatementFeatures) -> str:
    """Return the words of a statement before those that answer a question."""
    answers = [pattern.search(features.words) for _, pattern in answer_classes()[question]]
    return features.words[: min((each.start() for each in answers if each), default=0)]


def _named(features: StatementFeatures) -> frozenset[str]:
    """Return countries and terms of the capitalized words of a statement."""
    words = _capitals(features)
    known = {described(word)[0] for word in words} - {None}
    return frozenset({*(term(word.lower()) for word in words), *(each for each in known if each)})


def _hit(opposed: Opposed) -> str | None:
    """Return why one strike is meant: its place, and that it hit nothing else; or one report."""
    if opposed.question != HIT:
        return None
    first, second = opposed.first, opposed.second
    if not {first.family, second.family} <= STRIKING:
        return None
    if HABIT.search(first.words) or HABIT.search(second.words):
        return None
    nothing_else = ONLY.search(first.words) or "no" in (first.answer, second.answer)
    where = _one_place(opposed) if first.towns else _of_these_strikes(first, second)
    return "one strike" if nothing_else and where else None


def _of_these_strikes(only: StatementFeatures, other: StatementFeatures) -> bool:
    """Return whether one who names no place speaks of what the other says was hit: of "its
    strikes", or accused by it, and not of a whole war."""
    if IN_GENERAL.search(only.words):
        return False
    return A_STRIKE.search(only.words) is not None or bool(_named(other) & speaker_names(only))


A_STRIKE = re.compile(
    r"\b(?:air)?(?:strikes?|raids?|attacks?|operations?|shelling|bombings?|bombed|struck|hit"
    r"|shelled|targeted)\b",
    re.IGNORECASE,
)
IN_GENERAL = re.compile(
    r"\b(?:in the war|during the war|throughout|since|always|ever)\b", re.IGNORECASE
)


HABIT = re.compile(
    r"\b(?:do(?:es)?(?: not|n[’']t)|never|do(?:es)? only|only ever)\s+"
    r"(?:\w+ly\s+|deliberately\s+)?(?:strike|target|attack|hit|bomb|shell|fire)s?\b",
    re.IGNORECASE,
)
"""Words of what one does in general, which is no answer to what one strike hit."""

STRIKING = frozenset(("attack", "words", None))
"""Families of events of statements about what was hit."""


def _act(opposed: Opposed) -> str | None:
    """Return why one act is meant: one report, words of both, or that the other is named."""
    if opposed.question != ACT:
        return None
    first, second = opposed.first, opposed.second
    attackers = countries(_named(first)) - speaker_names(first)
    if attackers and not attackers & (_named(second) | speaker_names(second)):
        return None  # each speaks of another's act
    near = first.document == second.document or first.terms.keys() & second.terms.keys()
    accused = _named(first) & speaker_names(second)
    return "one act" if near or accused else None


ONE_MATTER: tuple[Rule[Test], ...] = (
    Rule("holds_the_place", "The rebels took Sake; the army still held Sake", _holds),
    Rule("keeps_the_truce", "Chad broke the truce; Chad said that it kept the truce", _truce),
    Rule("was_hit", "A clinic in Sake was hit; only a depot in Sake was hit", _hit),
    Rule("was_the_act", "The raid was aggression; the raid was self-defence", _act),
)
"""When two answers in words are about one matter, question by question."""


def stance_pair(
    left: StatementFeatures,
    one: frozenset[Stance],
    right: StatementFeatures,
    other: frozenset[Stance],
) -> tuple[str, str, str] | None:
    """Return rule and reason in words by which two sides give both answers to one question.

    The third is the question. None where they don't, or where places, days or sides part them.
    """
    if not one or not other or same_side(left, right):
        return None
    if other_town(left, right) or other_day(left, right):
        return None
    opposite = (
        (mine, theirs)
        for mine, theirs in product(sorted(one, key=lambda stance: stance.question), other)
        if mine.question == theirs.question and mine.answer != theirs.answer
    )
    for mine, theirs in opposite:
        first, second = (left, right) if mine.answer == 0 else (right, left)
        decided = decide(ONE_MATTER, Opposed(mine.question, first, second))
        if decided is not None:
            why = f"{mine.question}: {mine.given}, {theirs.given} ({decided[1]})"
            return decided[0], why, mine.question
    return None


OBJECT = (
    r"(?:reports?|claims?|accusations?|allegations?|assertions?|account|accounts|findings?|story"
    r"|stories|narratives?|suggestions?|charges?|figures?|numbers?|tolls?|footage|videos?|images"
    r"|statements?)"
)
UNTRUE = (
    r"(?:false|untrue|fake\w*|baseless|unfounded|groundless|fabricat\w*|invent\w*|a lie|lies"
    r"|misinformation|disinformation|propaganda|conjecture|nonsense|ridiculous|absurd|laughable"
    r"|distraction|unreliable|hoax|not true|speculati\w+|slander\w*|fictions?|untruths?|myths?"
    r"|without (?:any )?(?:basis|foundation)|no basis|divert attention|rumou?rs)"
)
REJECTED = re.compile(rf"\b{OBJECT}\b.{{0,80}}?\b{UNTRUE}\b", re.IGNORECASE | re.DOTALL)
REJECTING = re.compile(rf"\b{UNTRUE}\b.{{0,40}}?\b{OBJECT}\b", re.IGNORECASE | re.DOTALL)
FIRST = re.compile(rf"^(?:\W*[\w’'-]+\W+){{0,3}}?{OBJECT}\b", re.IGNORECASE)
"""A denial whose first words are "the report", "Moscow's claim"."""

BARE = re.compile(
    rf"^\W*(?:(?:the|these|those|such|this|that|all|any|its|their|his|her) )*{OBJECT}"
    r"(?:\W*$| (?:as|is|are|was|were|had|has|have)\b)",
    re.IGNORECASE,
)
"""A report of which nothing is said but that it is one: it is what was said before."""

NOT_SO = re.compile(
    r"\b(?:that|this|it|which)(?:[’']s| is| was)? (?:(?:just |simply )?not|never|can[’']?t be"
    r"|cannot be|could not be|couldn[’']t be|isn[’']t|wasn[’']t)"
    r" (?:true|so|the case|right|correct)\b",
    re.IGNORECASE,
)

TELLING = 6.0
"""How rare the words are, together, that a rejected accusation has in common, beside the names of
those who speak: a place of its own, or a few words of the act."""

LONG_AGO = re.compile(
    r"\b(?:last (?:month|year)|(?:weeks|months|years) (?:ago|earlier)|earlier this year"
    r"|in (?:19|20)\d\d|in (?:January|February|March|April|June|July|August|September|October"
    r"|November|December))\b",
)
"""Words between a speaker and what he said: it isn't the report that is called untrue now."""


def rejects_report(features: StatementFeatures) -> bool:
    """Return whether a statement calls a report, a claim or an accusation untrue."""
    if features.side.kind not in VOICES:
        return False
    if features.answer == "no" and FIRST.search(features.words):
        return True
    said = any(each.search(features.words) for each in (REJECTED, REJECTING, NOT_SO))
    return said and features.answer != "doubt"


def rejected_by(no: StatementFeatures, yes: StatementFeatures, blame: Blame | None) -> str | None:
    """Return why `no`, which rejects a report, is about what `yes` asserts; None where it isn't."""
    if yes.answer != "yes" or yes.modality != "reported" or same_side(no, yes):
        return None
    if other_town(no, yes) or other_day(no, yes):
        return None
    if _said_before(no, yes):
        return "what was said just before"
    if _said_long_ago(yes):
        return None
    if not _accuses(yes, blame, no) or _of_some_state(yes):
        return None
    bare = BARE.search(no.words) is not None
    if bare and no.document == yes.document and _last_before(no) is not None:
        return None
    own = speaker_names(no) | speaker_names(yes)
    said = no.terms.keys() | _terms_before(no) if bare else no.terms.keys()
    weight = sum(rarity(each) for each in said & yes.terms.keys() - own)
    return "an accusation in the same words" if weight >= TELLING else None


def _of_some_state(features: StatementFeatures) -> bool:
    """Return whether "the General Staff" of no known country speaks: it may be the denier's own."""
    claimant = features.claim.claimant
    return claimant.country is None and claimant.role == "MIL" and not features.claim.narrated


def _accuses(yes: StatementFeatures, blame: Blame | None, no: StatementFeatures) -> bool:
    """Return whether a statement lays it on somebody: an outlet that says what happened does not,
    another does where it says that the side of `no` did it."""
    if RESPONSIBLE.search(yes.words) or (blame is not None and blame.stated):
        return True
    return not yes.claim.narrated and blame is not None and bool(blame.names & speaker_names(no))


def _said_long_ago(features: StatementFeatures) -> bool:
    """Return whether the words of the attribution say that it was said weeks ago, or longer."""
    number, start = features.claim.attribution, features.claim.evidence.start
    if number is None:
        return False
    attribution = (features.reading.attributions or ())[number]
    first = min((each.start for each in attribution.cue), default=start)
    return LONG_AGO.search(features.reading.document.text[first:start]) is not None


def _terms_before(no: StatementFeatures) -> frozenset[str]:
    """Return the terms of what stands before a statement that doesn't say which report it means:
    of what another said just before it, else of the text near it."""
    text, start = no.reading.document.text, no.claim.evidence.start
    last = _last_before(no)
    said = text[max(0, start - NEAR) : start] if last is None else last.evidence.of(text)
    return frozenset(terms_of(said))


def _said_before(no: StatementFeatures, yes: StatementFeatures) -> bool:
    """Return whether `no` doesn't say which report, and `yes` is what another said before it."""
    if yes.claim.narrated and yes.kind != "accusation":
        return False
    if no.document != yes.document or not (BARE.search(no.words) or NOT_SO.search(no.words)):
        return False
    last = _last_before(no)
    return last is not None and last.id == yes.key


def _last_before(no: StatementFeatures) -> Claim | None:
    """Return the claim of another that ends last before a statement, and near it."""
    start = no.claim.evidence.start
    before = [each for each in no.reading.claims or () if _is_before(each, no.claim, start)]
    last = max(before, key=lambda each: each.evidence.end, default=None)
    return last if last is not None and start - last.evidence.end < NEAR else None


NEAR = 300
"""Letters between what one says and the denial that a reporter sets beside it."""


def _is_before(claim: Claim, no: Claim, start: int) -> bool:
    return claim.evidence.end <= start and claim.claimant.name != no.claimant.name
