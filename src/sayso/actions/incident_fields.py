"""Set an incident's title, place, day or note: judgements that can be taken back.

What the rules make of the claims stays beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from sayso.actions.corrections import check_words, place_typed, when_typed
from sayso.actions.judging import quoted
from sayso.actions.retitle import TitleError, has_unseen, retitle
from sayso.actions.review import ChangedMeanwhileError, JudgementError
from sayso.index.service import IncidentIndex, Snapshot
from sayso.linking.claim_fields import CorrectionError, place_words_of
from sayso.linking.incident_fields import days_of, place_of
from sayso.linking.judged import INCIDENT_FIELDS
from sayso.linking.titles import days_in_words
from sayso.record import Incident, IncidentField, Judgement, Verdict

LONGEST_NOTE = 2_000

FIELDS: tuple[IncidentField, ...] = get_args(IncidentField)
VERDICTS: Mapping[IncidentField, Verdict] = {name: each for each, name in INCIDENT_FIELDS.items()}


@dataclass(frozen=True, slots=True)
class FieldAsked:
    """A field of an incident and what was typed for it, "" to go back to what the claims give.

    `seen` is how many times people had set anything of the incident when its person looked; None
    says nothing of what was seen.
    """

    name: IncidentField
    typed: str
    by: str
    why: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A judgement that sets a field of an incident, with what stands before and after in words."""

    judgement: Judgement
    name: IncidentField
    before: str
    after: str

    @property
    def effect(self) -> str:
        """Return what changes of which incident, by its first claim, in words."""
        return f"{self.judgement.claims[0][:10]} {self.name}: {self.change}"

    @property
    def change(self) -> str:
        """Return what changes, in words."""
        return f"{quoted(self.before)} becomes {quoted(self.after)}"


def plan_field(state: Snapshot, incident_id: str, asked: FieldAsked) -> FieldPlan:
    """Return the judgement that sets a field of an incident, or takes back what was set.

    Raises JudgementError or UnknownIdError, and ChangedMeanwhileError where others set something
    since.
    """
    incident = state.incident(incident_id)
    _check_seen(incident, asked)
    return plan_of(incident, asked)


def plan_of(incident: Incident, asked: FieldAsked) -> FieldPlan:
    """Return the judgement that sets a field of this incident. Raises JudgementError."""
    if asked.name == "title":
        try:
            made = retitle(incident, asked.typed, asked.by, asked.why)
        except TitleError as error:
            raise JudgementError(str(error)) from None
        value = dict(made.changes)["title"]
        return FieldPlan(made, "title", incident.title, value or incident.read_title)
    if not incident.claims:
        raise JudgementError(f"This incident has no claim that could keep the {asked.name}.")
    value = _value(incident, asked)
    made = Judgement(
        VERDICTS[asked.name],
        incident.claims[:1],
        asked.by,
        datetime.now(UTC),
        asked.why.strip(),
        ((asked.name, value),),
    )
    before, read = shown_field(incident, asked.name), read_field(incident, asked.name)
    return FieldPlan(made, asked.name, before, WORDS[asked.name](value) if value else read)


def keep_field(index: IncidentIndex, incident_id: str, asked: FieldAsked) -> FieldPlan:
    """Append the judgement that sets a field of an incident; raises what `plan_field` does."""
    plan = plan_field(index.state(), incident_id, asked)
    index.judge([plan.judgement])
    return plan


def field_named(words: str) -> IncidentField:
    """Return the field of this name. Raises JudgementError."""
    for name in FIELDS:
        if name == words:
            return name
    raise JudgementError(f"An incident has no field '{words[:40]}'. It has {', '.join(FIELDS)}.")


def shown_field(incident: Incident, name: IncidentField) -> str:
    """Return what stands in a field of an incident, in words; "" for nothing."""
    if name == "title":
        return incident.title
    if name == "note":
        return incident.note
    if name == "place":
        return place_words_of(incident.place) if incident.place else ""
    return days_in_words(incident.earliest, incident.latest)


def read_field(incident: Incident, name: IncidentField) -> str:
    """Return what the claims give for a field of an incident, in words; "" for nothing."""
    if name == "title":
        return incident.read_title or incident.title
    if name == "place":
        return place_words_of(incident.claimed_place) if incident.claimed_place else ""
    return "" if name == "note" else days_in_words(*incident.claimed_days)


def typed_field(incident: Incident, name: IncidentField) -> str:
    """Return what a form begins with: the value that stands, in the form that it takes."""
    last = incident.standing(name)
    if last is not None:
        return last.value
    if name == "day" and incident.earliest is not None:
        first, end = incident.earliest.date(), (incident.latest or incident.earliest).date()
        return first.isoformat() if first == end else f"{first.isoformat()}/{end.isoformat()}"
    return shown_field(incident, name)


def _value(incident: Incident, asked: FieldAsked) -> str:
    """Return a value in the form in which it is kept. Raises JudgementError."""
    typed = asked.typed.strip()
    if not typed:
        if incident.standing(asked.name) is None:
            raise JudgementError(f"Nobody set the {asked.name} of this incident: nothing to undo.")
        return ""
    try:
        value = MEANINGS[asked.name](incident, typed)
    except CorrectionError as error:
        raise JudgementError(str(error)) from None
    last = incident.standing(asked.name)
    if last is not None and last.value == value:
        raise JudgementError(f"The {asked.name} says so already, set by {last.by}.")
    return value


def _place(incident: Incident, typed: str) -> str:
    words = " ".join(typed.split())
    check_words("place", words)
    named = [each for each in (incident.place, incident.read_place) if each is not None]
    return place_typed(words, named)


def _day(_incident: Incident, typed: str) -> str:
    words = " ".join(typed.split())
    check_words("day", words)
    value = when_typed(words, None)
    if days_of(value) is None:
        raise JudgementError(
            f"“{typed}” is no day or period. Write 3 June 2025, 2025-06-03, or two with / between."
        )
    return value


def _note(_incident: Incident, typed: str) -> str:
    note = typed.replace("\r\n", "\n")
    if len(note) > LONGEST_NOTE:
        raise JudgementError(f"The note has {len(note):,} characters; {LONGEST_NOTE:,} are most.")
    if has_unseen(note.replace("\n", " ").replace("\t", " ")):
        raise JudgementError("The note has characters that are not seen: take them out.")
    return note


MEANINGS: Mapping[IncidentField, Callable[[Incident, str], str]] = {
    "place": _place,
    "day": _day,
    "note": _note,
}


def value_in_words(name: IncidentField, value: str) -> str:
    """Return a value as it is kept, in words; "nothing" for one that was taken back."""
    return WORDS[name](value) if value else "nothing"


def _place_in_words(value: str) -> str:
    place = place_of(value)
    return place_words_of(place) if place else value


def _days_in_words(value: str) -> str:
    days = days_of(value)
    return days_in_words(*days) if days else value


WORDS: Mapping[IncidentField, Callable[[str], str]] = {
    "title": str,
    "place": _place_in_words,
    "day": _days_in_words,
    "note": str,
}


def _check_seen(incident: Incident, asked: FieldAsked) -> None:
    """Raise ChangedMeanwhileError where others set something after a person looked."""
    if asked.seen is None:
        return
    later = [each for each in incident.fields_set[asked.seen :] if each.by != asked.by]
    if later:
        words = "; ".join(
            f"{each.by}: {each.name} {quoted(value_in_words(each.name, each.value))}"
            for each in later
        )
        raise ChangedMeanwhileError(
            f"Set by others since you opened this page ({words}). Look at it again, and send it"
            " once more if you still want to."
        )
