"""An incident as answers to questions: one row a question, one column a side.

This is what the page of an incident, its card, `sayso compare` and the exports show, each in its
own shape. Only answers to one question stand in one row. A number is shown in the words of a claim
whose evidence holds it, and a question that nobody is compared in has no row.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sayso.lexicon.comparison import answer_classes, kind_titles, opposed_topics, role_phrases
from sayso.lexicon.countries import code_of_name, country_names
from sayso.lexicon.cues import denying_lemmas, object_verbs
from sayso.linking.accounts import (
    Answer,
    StatedRange,
    answers_by_question,
    has_number,
    numbers_of,
    stated_range,
)
from sayso.linking.contrasts import NO_TOPIC
from sayso.linking.corrections import Withdrawal, is_withdrawn, withdrawals
from sayso.linking.days import aware
from sayso.linking.folding import VAGUE
from sayso.linking.local import leads_community
from sayso.linking.questions import (
    PART_OF_THEM,
    UNNAMED,
    Question,
    counted_name,
    label,
    scope_of,
)
from sayso.linking.rivals import WHO
from sayso.linking.spokespersons import with_their_groups
from sayso.linking.words import WORD
from sayso.record import AnswerRelation, Claimant, FoldedClaim, Incident, Link, Quantity
from sayso.record.trace import Rule, decide

AskedKind = Literal["whether", "who", "how many"]

OUTLETS = "the outlets"
"""The column of what outlets say themselves, with no source."""

OTHERS = "not a party"
"""The column of claimants who speak for no state and no armed group: doctors, monitors, witnesses,
sources without a name. Their answers are those of each, not of one side."""

PARTIES = frozenset(("GOV", "MIL", "SPY", "COP", "REB", "PRM", "UAF", "CRM"))
"""PLOVER sectors of those who speak for a party, where no country is known."""

FIRST_ROLES = ("killed", "injured", "missing", "casualties", "captured", "launched", "intercepted")
"""Questions by role, in the order in which they are shown; then the others."""


PEOPLE = "person"
"""The class of counted people, whatever they are called."""

SideKey = tuple[bool, str]
"""A column: whether outlets narrate in it, and its name."""

JOINT = (OUTLETS, OTHERS)
"""Columns that several claimants share who are no side together."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as one side gives it, however often and by whomever, the last one first.

    `words` are its figure, or whom it names as the one who did it, as said; "" where the statement
    itself is the answer.
    """

    answers: tuple[Answer, ...]

    @property
    def words(self) -> str:
        return self.answers[0].words

    @property
    def claim(self) -> FoldedClaim:
        """Return the claim that gives it last."""
        return self.answers[0].claim

    @property
    def claims(self) -> tuple[FoldedClaim, ...]:
        """Return the claims that give it, the last one first."""
        return tuple(dict.fromkeys(each.claim for each in self.answers))

    @property
    def appearances(self) -> int:
        """Return how often it was met."""
        return sum(len(each.appearances) for each in self.claims)

    @property
    def origins(self) -> int:
        """Return how many independent origins stand behind it."""
        return len({met.origin for each in self.claims for met in each.appearances})


@dataclass(frozen=True, slots=True)
class SideAnswers:
    """What one side answers to one question: what stands, and what was said before it."""

    side: str
    narrated: bool
    standing: tuple[GivenAnswer, ...]
    earlier: tuple[GivenAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of an incident with its answers by side, and how they stand to each other.

    `asked` is the question in words; `scope` what bounds it beside the incident: whose things, of
    which time; `about` the name of what is counted. `stated` is None where no number is asked for.
    `rival_words` marks counts of the same dead in rival words, which are one range of nothing.
    """

    kind: AskedKind
    asked: str
    scope: str
    about: str
    sides: tuple[SideAnswers, ...]
    relations: tuple[AnswerRelation, ...] = ()
    stated: StatedRange | None = None
    question: Question | None = None
    rival_words: bool = False

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the ids of the claims that answer it."""
        given = (each for side in self.sides for each in (*side.standing, *side.earlier))
        return tuple(dict.fromkeys(claim.id for each in given for claim in each.claims))

    @property
    def common(self) -> bool:
        """Return whether several claims answer it."""
        return len(self.claims) > 1


@dataclass(frozen=True, slots=True)
class SideStatements:
    """What one side says that answers no question, the most telling first."""

    side: str
    narrated: bool
    claims: tuple[FoldedClaim, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The questions of an incident, and what else is said in it, by side.

    `rows` are questions that several claims answer, `single` those that one does; `also` are the
    claims that answer none. `columns` are all sides, in their order.
    """

    columns: tuple[SideKey, ...]
    rows: tuple[QuestionRow, ...]
    single: tuple[QuestionRow, ...]
    also: tuple[SideStatements, ...]

    @property
    def questions(self) -> tuple[QuestionRow, ...]:
        """Return all questions, the common ones first."""
        return self.rows + self.single

    @property
    def claims(self) -> tuple[FoldedClaim, ...]:
        """Return all claims, each once."""
        sides = (side for row in self.questions for side in row.sides)
        given = (each for side in sides for each in (*side.standing, *side.earlier))
        answering = (claim for each in given for claim in each.claims)
        return tuple(dict.fromkeys((*answering, *(c for said in self.also for c in said.claims))))

    @property
    def replaced(self) -> frozenset[str]:
        """Return the ids of claims that answer nothing any more: their side answered anew."""
        sides = [side for row in self.questions for side in row.sides]
        standing, earlier = (
            {claim.id for given in answers for claim in given.claims}
            for answers in (
                [given for side in sides for given in side.standing],
                [given for side in sides for given in side.earlier],
            )
        )
        return frozenset(earlier - standing)

    def standing_first(self, rivals: Iterable[Link]) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
        """Return rivals whose both answers stand, and those of which one has been replaced."""
        gone = self.replaced
        apart: tuple[list[Link], list[Link]] = ([], [])
        for link in rivals:
            apart[not gone.isdisjoint(link.claims)].append(link)
        return tuple(apart[0]), tuple(apart[1])


def comparison(incident: Incident, claims: Iterable[FoldedClaim]) -> Comparison:
    """Return what the claims of an incident answer, set side by side."""
    held = {each.id: each for each in claims}
    ordered = [held[key] for key in incident.claims]
    order = side_order(ordered)
    made = [*_acts(incident, held, order), *_figures(incident, ordered, order)]
    answered = {key for row in made for key in row.claims}
    rest = [each for each in ordered if each.id not in answered and not each.replaced]
    return Comparison(
        tuple(order),
        tuple(row for row in made if row.common),
        tuple(row for row in made if not row.common),
        tuple(_by_side(rest, order)),
    )


Order = Mapping[SideKey, int]


def side_key(claim: FoldedClaim) -> SideKey:
    """Return the column of a claim: its side, that of all who are no party, or of all outlets."""
    if claim.narrated:
        return True, OUTLETS
    if not _is_party(claim):
        return False, OTHERS
    # "US" without a country read and the United States are one column.
    return False, code_of_name(claim.side) or claim.side


def _is_party(claim: FoldedClaim) -> bool:
    """Return whether a state or an armed group speaks.

    Without a role only the country itself does: a "Britain-based observatory" is nobody's state.
    Linking takes it for one all the same: distinguished there, contradictions among headlines fell
    from .83 / .50 to .81 / .43 (`python -m evaluation comparison`).
    """
    claimant = claim.claimant
    if leads_community(claimant):
        return False
    if claimant.role is None:
        return is_country(claimant)
    return claim.side in country_names() or claimant.role in PARTIES


def is_country(claimant: Claimant) -> bool:
    """Return whether a claimant's name is that of a country."""
    return code_of_name(claimant.name) is not None


def with_one_side(claims: Iterable[FoldedClaim]) -> tuple[FoldedClaim, ...]:
    """Return claims with each named claimant on the one country's side that any of them gives it,
    and each named spokesperson on the side of the group that they speak for.

    "Ukraine's emergency service" and "the State Emergency Service" are one in the register; read
    apart, one would be no party, and its own later count a rival's.
    """
    held = tuple(claims)
    parties: dict[str, dict[str, FoldedClaim]] = defaultdict(dict)
    for claim in held:
        if _is_named(claim) and claim.side in country_names() and _is_party(claim):
            parties[claim.claimant.name].setdefault(claim.side, claim)
    placed = [_of_party(claim, parties.get(claim.claimant.name, {})) for claim in held]
    return with_their_groups(placed, [each for each in placed if _speaks_as_party(each)])


def _speaks_as_party(claim: FoldedClaim) -> bool:
    return _is_named(claim) and _is_party(claim)


def _of_party(claim: FoldedClaim, parties: Mapping[str, FoldedClaim]) -> FoldedClaim:
    """Return a claim on the side of its claimant's other claims, where those are of one party."""
    if len(parties) != 1 or not _is_named(claim) or _is_party(claim):
        return claim
    ((side, other),) = parties.items()
    return replace(claim, side=side, claimant=replace(claim.claimant, role=other.claimant.role))


def _is_named(claim: FoldedClaim) -> bool:
    return claim.claimant.named and not claim.narrated


def leading_cue(claim: FoldedClaim) -> str:
    """Return the cue to show before the words of a claim; "" where they speak for themselves.

    Without it the words of a denial say the opposite ("a collision occurred"), and those of an
    accusation nothing ("the rebels"). Words that deny by themselves need none: "said: no one fled".
    """
    met = claim.appearances[claim.quoted]
    if not any(map(str.isalpha, met.cue)):
        return ""
    words = frozenset(WORD.findall(met.cue.lower()))
    if claim.polarity in ("denies", "doubts"):
        return met.cue if words & _denying_forms() or not NEGATED.search(met.words) else ""
    return met.cue if words & _object_forms() else ""


NEGATIONS = frozenset(("not", "n't", "no", "never", "nor", "neither"))
NEGATED = re.compile(
    r"\b(?:not|no|none|never|nor|neither|nobody|nothing|\w+n[’']t)\b", re.IGNORECASE
)


@lru_cache(maxsize=1)
def _denying_forms() -> frozenset[str]:
    return _forms(denying_lemmas()) | NEGATIONS


@lru_cache(maxsize=1)
def _object_forms() -> frozenset[str]:
    return _forms(object_verbs())


def _forms(lemmas: Iterable[str]) -> frozenset[str]:
    """Return the regular forms of verbs: "deny", "denies", "denied", "denying"."""
    endings = ("", "s", "es", "d", "ed", "ing")
    forms = {f"{lemma}{ending}" for lemma in lemmas for ending in endings}
    forms |= {f"{lemma[:-1]}{ending}" for lemma in lemmas for ending in ("ies", "ied", "ing")}
    return frozenset(forms | {f"{lemma}{lemma[-1]}ed" for lemma in lemmas})


def side_order(claims: Iterable[FoldedClaim]) -> Order:
    """Return columns by their place: parties by how many claims they have, others, outlets."""
    counts: dict[SideKey, int] = defaultdict(int)
    for claim in claims:
        counts[side_key(claim)] += 1
    ranked = sorted(counts, key=lambda key: (key[0], key[1] == OTHERS, -counts[key], key[1]))
    return {key: place for place, key in enumerate(ranked)}


# Who did it, and whether it happened: claims that a relation sets against each other.


def _acts(
    incident: Incident, held: Mapping[str, FoldedClaim], order: Order
) -> Iterable[QuestionRow]:
    """Yield a row for each set of claims that contradict each other without a number."""
    against = [
        each
        for each in incident.relations
        if each.question in WORDED and each.relation == "contradict"
    ]
    for group in _connected(against):
        keys = {key for each in group for key in each.claims}
        claims = [held[key] for key in incident.claims if key in keys]
        kind, asked = asked_in(group, claims)
        yield QuestionRow(
            kind,
            asked,
            _matter(claims) if asked == HAPPENED else "",
            asked.rstrip("?").lower(),
            tuple(_sides((_in_words_of(each, kind) for each in claims), group, order)),
            tuple(group),
        )


def _in_words_of(claim: FoldedClaim, kind: AskedKind) -> Answer:
    """Return a claim as an answer: whom it blames where that is asked, else its statement."""
    return Answer(claim, (claim.blames or "") if kind == "who" else "")


def _matter(claims: Iterable[FoldedClaim]) -> str:
    """Return what claims of which some deny what others assert are about: "Shelling in Sake".

    It is the kind of event, and the town, that most of those that assert it have; "" without one.
    """
    asserted = [each for each in claims if each.polarity not in ("denies", "doubts")]
    kinds = Counter(each.event for each in asserted if each.event not in VAGUE)
    towns = Counter(each.town for each in asserted if each.town)
    named = kind_titles().get(max(kinds, key=lambda kind: kinds[kind], default=None) or "")
    if named is None:
        return ""
    what, before = named
    return f"{what} {before} {max(towns, key=lambda town: towns[town])}" if towns else what


Asked = tuple[AskedKind, str]


@dataclass(frozen=True, slots=True)
class Opposed:
    """Claims that contradict each other without a number, and their relations."""

    relations: Sequence[AnswerRelation]
    claims: Sequence[FoldedClaim]


AskedTest = Callable[[Opposed], Asked | None]


WHO_DID_IT = "Who did it?"


def _several_culprits(opposed: Opposed) -> Asked | None:
    named = any(each.rule == "doers_differ" for each in opposed.relations)
    return ("who", WHO_DID_IT) if named else None


def _accused(opposed: Opposed) -> Asked | None:
    """Return the question whether the accused did it, where nothing else is asserted."""
    asserted = (each for each in opposed.claims if each.polarity not in ("denies", "doubts"))
    blame = all(each.event == "accusation" for each in asserted)
    return ("whether", WHO_DID_IT) if blame else None


def _alive(opposed: Opposed) -> Asked | None:
    alive = all(each.rule == "alive_or_dead" for each in opposed.relations)
    return ("whether", "Alive or dead?") if alive else None


def _in_words(opposed: Opposed) -> Asked | None:
    question = opposed.relations[0].question
    return None if question == WHO else ("whether", f"{question[:1].upper()}{question[1:]}?")


ASKED_OF: tuple[Rule[AskedTest], ...] = (
    Rule("in_words", "The army said that it held Sake; the rebels had taken it", _in_words),
    Rule("several_culprits", "Chad blamed the militia, the militia blamed Chad", _several_culprits),
    Rule("accused", "Chad blamed the militia, which denied responsibility", _accused),
    Rule("alive_or_dead", "The militia called him dead; he spoke on television", _alive),
)


HAPPENED = "Did it happen?"


def asked_in(group: Sequence[AnswerRelation], claims: Sequence[FoldedClaim]) -> Asked:
    """Return what claims that contradict each other without a number are asked."""
    decided = decide(ASKED_OF, Opposed(group, claims))
    return decided[1] if decided else ("whether", HAPPENED)


WORDED = frozenset((WHO, NO_TOPIC, *answer_classes(), *opposed_topics().values()))
"""Questions whose answers are words."""


def _connected(relations: Iterable[AnswerRelation]) -> list[list[AnswerRelation]]:
    """Return relations on one question in groups that share claims, in their order."""
    groups: list[tuple[set[str], list[AnswerRelation]]] = []
    for relation in relations:
        touching = [
            (keys, held)
            for keys, held in groups
            if held[0].question == relation.question and keys & set(relation.claims)
        ]
        keys = set(relation.claims).union(*(each[0] for each in touching))
        held = [relation for each in touching for relation in each[1]]
        groups = [each for each in groups if each not in touching]
        groups.append((keys, [*held, relation]))
    return [held for _, held in groups]


# How many: figures by the question that they answer.


def _figures(
    incident: Incident, claims: Sequence[FoldedClaim], order: Order
) -> Iterable[QuestionRow]:
    """Yield a row for each question that figures answer: roles in their order, the most answered
    first.
    """
    taken = withdrawals(claims)
    rows = [
        _figure_row(incident, question, answers, order, taken)
        for question, answers in answers_by_question(claims)
    ]
    yield from sorted((*rows, *_rival_rows(incident, rows, order)), key=_rank)


def _rival_rows(
    incident: Incident, rows: Sequence[QuestionRow], order: Order
) -> Iterable[QuestionRow]:
    """Yield a row for each set of counts that contradict each other and are in no common row: the
    dead of one strike are villagers to one, and fighters to the other.
    """
    common = {each for row in rows for each in row.relations}
    against = [
        each
        for each in incident.relations
        if each.relation == "contradict" and each.question not in WORDED and each not in common
    ]
    for group in _connected(against):
        row = _rival_row(group, rows, order)
        if row is not None:
            yield row


def _rival_row(
    group: Sequence[AnswerRelation], rows: Iterable[QuestionRow], order: Order
) -> QuestionRow | None:
    """Return the row of counts that contradict each other; None where they differ in more than in
    what they call the counted."""
    keys = {key for each in group for key in each.claims}
    given = [
        (row.question, answer)
        for row in rows
        if row.question is not None and row.question.role in group[0].question
        for answer in _answers_in(row)
        if answer.claim.id in keys
    ]
    question = _of_all([asked for asked, _ in given])
    if question is None or keys - {answer.claim.id for _, answer in given}:
        return None
    return QuestionRow(
        "how many",
        asked_of(question),
        scope_of(question),
        label(question),
        tuple(_sides([answer for _, answer in given], group, order)),
        tuple(group),
        question=question,
        rival_words=True,
    )


def _answers_in(row: QuestionRow) -> Iterable[Answer]:
    said = (each for side in row.sides for each in (*side.standing, *side.earlier))
    return (answer for given in said for answer in given.answers)


def _of_all(questions: Sequence[Question]) -> Question | None:
    """Return the question that several are, whatever each calls the counted, and whose they are;
    None where they differ in more than that."""
    bases = {replace(each, unit_class=PEOPLE, side="", party="") for each in questions}
    return bases.pop() if len(bases) == 1 and len(set(questions)) > 1 else None


def _rank(row: QuestionRow) -> tuple[bool, int, int, str]:
    role = row.question.role if row.question else ""
    place = FIRST_ROLES.index(role) if role in FIRST_ROLES else len(FIRST_ROLES)
    sides = len(row.sides)
    loose = row.question is not None and bool(row.question.extent)
    return loose, place, -sides, row.about


def _figure_row(
    incident: Incident,
    question: Question,
    answers: Sequence[Answer],
    order: Order,
    taken: Sequence[Withdrawal],
) -> QuestionRow:
    standing = [each for each in answers if not _is_withdrawn(each, taken)]
    stated = stated_range(question, standing or answers)
    inside = {each.claim.id for each in answers}
    role = question.role.replace("_", " ")
    related = [
        each
        for each in incident.relations
        if inside.issuperset(each.claims) and role in each.question and each.question not in WORDED
    ]
    return QuestionRow(
        "how many",
        asked_of(question, [each.quantity for each in answers]),
        scope_of(question),
        label(question),
        tuple(_sides(answers, related, order, taken, question.extent == PART_OF_THEM)),
        tuple(related),
        stated,
        question,
    )


def _is_withdrawn(answer: Answer, taken: Sequence[Withdrawal]) -> bool:
    """Return whether an answer was taken back, or only former versions of documents give it."""
    if answer.claim.replaced:
        return True
    return answer.quantity is not None and is_withdrawn(answer.claim, answer.quantity, taken)


def asked_of(question: Question, figures: Sequence[Quantity | None] = ()) -> str:
    """Return a question in words: "How many drones were launched?".

    Of those who were lost it isn't said that they were killed: where some of the `figures` that
    answer it count these, the question has both words, or theirs alone.
    """
    roles = {each.role for each in figures if each is not None}
    if question.role == "killed" and "lost" in roles:
        verbs = "lost" if roles == {"lost"} else "killed or lost"
        return asked_of(question).replace("were killed?", f"were {verbs}?")
    more = " more" if question.extent == "more" else ""
    name = "" if question.unit_class == UNNAMED else f" {counted_name(question)}"
    phrase = role_phrases().get(question.role)
    if phrase is None:
        return f"How many{more}{name}, {question.role.replace('_', ' ')}?"
    return f"How many{more}{name} {phrase}?"


# Answers by side.


def _sides(
    given: Iterable[Answer],
    related: Sequence[AnswerRelation],
    order: Order,
    taken: Sequence[Withdrawal] = (),
    of_parts: bool = False,
) -> Iterable[SideAnswers]:
    held: dict[SideKey, list[Answer]] = defaultdict(list)
    for answer in given:
        held[side_key(answer.claim)].append(answer)
    for key in sorted(held, key=lambda key: order[key]):
        answers = _folded(held[key])
        earlier = [] if of_parts else _earlier(answers, related)
        earlier += [
            each
            for each in answers
            if each not in earlier and all(_is_withdrawn(one, taken) for one in each.answers)
        ]
        standing = [each for each in answers if each not in earlier]
        yield SideAnswers(key[1], key[0], tuple(standing), tuple(earlier))


def _folded(given: Iterable[Answer]) -> list[GivenAnswer]:
    """Return answers of one side, those that say the same as one, the last one first."""
    held: dict[object, list[Answer]] = defaultdict(list)
    for answer in given:
        held[_same(answer)].append(answer)
    made = [
        GivenAnswer(tuple(sorted(group, key=lambda each: _first_said(each.claim), reverse=True)))
        for group in held.values()
    ]
    return sorted(made, key=lambda each: _first_said(each.claim), reverse=True)


def _same(answer: Answer) -> object:
    """Return by what answers are the same: the side, and bound and numbers, else their words."""
    side = answer.claim.side
    if answer.quantity is not None and has_number(answer):
        return side, answer.quantity.bound, numbers_of(answer), answer.quantity.whole
    return side, answer.words.casefold() or answer.claim.id


def _earlier(
    answers: Sequence[GivenAnswer], related: Iterable[AnswerRelation]
) -> list[GivenAnswer]:
    """Return answers of one side since which it has said something else: a later count, or the
    same claimants another figure.
    """
    claims = {claim.id: claim for each in answers for claim in each.claims}
    said = {key: _first_said(claim) for key, claim in claims.items()}
    outdated = _replaced_by_updates(related, claims, said)
    last: dict[str, datetime] = {}
    for claim in (claim for each in answers if each.words for claim in each.claims):
        last[claim.claimant.name] = max(said[claim.id], last.get(claim.claimant.name, UNDATED))

    def replaced(given: GivenAnswer) -> bool:
        when = said[given.claim.id]
        spoke_again = all(last.get(each.claimant.name, when) > when for each in given.claims)
        counted_on = any(each.id in outdated and said[each.id] == when for each in given.claims)
        return counted_on or spoke_again

    return [each for each in answers if replaced(each)]


def _replaced_by_updates(
    related: Iterable[AnswerRelation],
    claims: Mapping[str, FoldedClaim],
    said: Mapping[str, datetime],
) -> set[str]:
    """Return the claims that a later count of their own side replaces."""
    pairs = (
        sorted(update.claims, key=lambda key: said[key])
        for update in related
        if update.relation == "update" and said.keys() >= set(update.claims)
    )
    return {
        first
        for first, second in pairs
        if said[first] < said[second] and claims[first].side == claims[second].side
    }


def _first_said(claim: FoldedClaim) -> datetime:
    """Return when a claim was first published; what has no date comes before all that has."""
    dates = (aware(each.published) for each in claim.appearances if each.published)
    return min(dates, default=UNDATED)


UNDATED = aware(datetime.min)


def _by_side(claims: Iterable[FoldedClaim], order: Order) -> Iterable[SideStatements]:
    held: dict[SideKey, list[FoldedClaim]] = defaultdict(list)
    for claim in claims:
        held[side_key(claim)].append(claim)
    for key in sorted(held, key=lambda key: order[key]):
        yield SideStatements(key[1], key[0], tuple(sorted(held[key], key=_telling)))


FEW_WORDS = 4
"""A statement of fewer words ("the attack", "responsibility") says little by itself."""


def _telling(claim: FoldedClaim) -> tuple[bool, int, int]:
    """Return by what statements beside are sorted: those of some length and many origins first."""
    short = len(claim.appearances[0].words.split()) < FEW_WORDS
    return short, -claim.origins, -len(claim.appearances)
