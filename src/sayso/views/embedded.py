"""What a page for frames of other sites shows of an incident: what each side says, and who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sayso.views.incident import IncidentView, Quote, ShownAnswer, ShownQuestion

MOST_QUESTIONS = 12
MOST_ANSWERS = 3
"""Of one side to one question: a frame is small, and the incident's page has them all."""

LONGEST_QUOTE = 260

Mask = Callable[[str, str], str]
"""Masks names in words of a document, by its fingerprint."""


@dataclass(frozen=True, slots=True)
class EmbeddedAnswer:
    """What one side answers: the figure as said, the words that it stands in, and who says it.

    `cue` is the cue where the words need it before them, "" elsewhere.
    """

    figure: str
    cue: str
    words: str
    claimant: str
    outlet: str
    published: datetime | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class EmbeddedSide:
    """The answers of one side, and how many are not shown."""

    name: str
    answers: tuple[EmbeddedAnswer, ...]
    more: int


@dataclass(frozen=True, slots=True)
class EmbeddedQuestion:
    """A question with its sides."""

    asked: str
    scope: str
    sides: tuple[EmbeddedSide, ...]


@dataclass(frozen=True, slots=True)
class EmbeddedIncident:
    """An incident in a frame; `more` questions are on its page alone.

    `also` are statements of each side that answer no question.
    """

    claim: str
    title: str
    place: str
    when: datetime | None
    questions: tuple[EmbeddedQuestion, ...]
    more: int
    also: tuple[EmbeddedSide, ...]
    claims: int
    appearances: int
    origins: int
    conflicts: int


def embedded(shown: IncidentView, mask: Mask) -> EmbeddedIncident:
    """Return what a frame shows of an incident, with the names masked that `mask` masks."""
    incident = shown.incident
    questions = (*shown.questions, *shown.single)
    return EmbeddedIncident(
        claim=incident.claims[0] if incident.claims else incident.id,
        title=mask(incident.title, ""),
        place=mask(incident.place.name, "") if incident.place else "",
        when=incident.earliest,
        questions=tuple(_question(each, mask) for each in questions[:MOST_QUESTIONS]),
        more=max(0, len(questions) - MOST_QUESTIONS),
        also=tuple(_side(each.name, each.statements, each.more, mask) for each in shown.also),
        claims=shown.claims,
        appearances=shown.appearances,
        origins=incident.origins,
        conflicts=len(shown.rivalries),
    )


def _question(question: ShownQuestion, mask: Mask) -> EmbeddedQuestion:
    sides = tuple(
        _side(each.name, each.standing, each.more + len(each.earlier), mask)
        for each in question.sides
        if each.standing
    )
    return EmbeddedQuestion(mask(question.row.asked, ""), mask(question.row.scope, ""), sides)


def _side(name: str, answers: Sequence[ShownAnswer], more: int, mask: Mask) -> EmbeddedSide:
    """Return a side with its first answers; `more` are those that are not among them anyway."""
    shown = tuple(_answer(each, mask) for each in answers[:MOST_ANSWERS])
    return EmbeddedSide(mask(name, ""), shown, more + len(answers) - len(shown))


def _answer(answer: ShownAnswer, mask: Mask) -> EmbeddedAnswer:
    quote: Quote = answer.quotes[0]
    return EmbeddedAnswer(
        figure=mask(answer.words, quote.document),
        cue=mask(quote.leading_cue, quote.document),
        words=_cut(mask(quote.words, quote.document)),
        claimant=mask(quote.claimant, quote.document),
        outlet=mask(quote.outlet, quote.document),
        published=quote.published,
        corrected=bool(quote.corrections),
    )


def _cut(words: str) -> str:
    """Return words up to a length, cut between two of them, with a mark where they go on."""
    if len(words) <= LONGEST_QUOTE:
        return words
    return words[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
