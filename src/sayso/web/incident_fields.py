"""The forms of an incident's page that set its place, its day and a note on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from sayso.actions.incident_fields import (
    FieldAsked,
    field_named,
    keep_field,
    read_field,
    typed_field,
    value_in_words,
)
from sayso.actions.review import JudgementError
from sayso.index.claims import NamedPlace
from sayso.ledger import LedgerError
from sayso.record import Incident, IncidentField
from sayso.views.incident import IncidentView
from sayso.web.site import Site
from sayso.web.statuses import status_of

MOST_OFFERED = 40
"""Places that the claims name and a form offers."""

LABELS: tuple[tuple[IncidentField, str, str], ...] = (
    ("place", "Place", "as in a gazetteer: Kutum, or Kutum, Sudan"),
    ("day", "Day", "3 June 2025, 2025-06-03, or two days with / between"),
    ("note", "Note", "for all readers, on this page and in exports"),
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not kept: the field, what was typed, why, and the status that says so."""

    field: str
    typed: str
    message: str
    status: int


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A field as its form shows it. `by` is who set what stands, "" for nobody."""

    name: IncidentField
    label: str
    help: str
    value: str
    by: str
    read: str


@dataclass(frozen=True, slots=True)
class FieldsShown:
    """What people set of an incident, and the forms with which reviewers set more.

    `said` has the time, who, which field, the value in words and the reason, the newest first.
    """

    forms: tuple[FieldForm, ...]
    offered: tuple[str, ...]
    seen: int
    said: tuple[tuple[str, str, str, str, str], ...]
    opened: bool


def fields_shown(shown: IncidentView, refused: Refused | None) -> FieldsShown:
    """Return the fields of an incident as its page shows them."""
    incident = shown.incident
    said = (
        (each.when.isoformat(), each.by, each.name, value_in_words(each.name, each.value), each.why)
        for each in reversed(incident.fields_set)
    )
    return FieldsShown(
        tuple(_form(incident, each, refused) for each in LABELS),
        tuple(map(_offer, shown.places[:MOST_OFFERED])),
        len(incident.fields_set),
        tuple(said),
        refused is not None,
    )


def _form(
    incident: Incident, label: tuple[IncidentField, str, str], refused: Refused | None
) -> FieldForm:
    name, title, about = label
    again = refused is not None and refused.field == name
    value = refused.typed if refused is not None and again else typed_field(incident, name)
    last = incident.standing(name)
    return FieldForm(name, title, about, value, last.by if last else "", read_field(incident, name))


def _offer(place: NamedPlace) -> str:
    return f"{place.name} (GeoNames {place.geonameid})" if place.geonameid else place.name


Page = Callable[[Request, str, Refused], Response]
"""Makes the page of an incident again, with a form that was refused."""


def add_routes(router: APIRouter, site: Site, page: Page) -> None:
    """Add the route of the forms to a router; `page` shows what was refused."""

    @router.post("/incidents/{incident_id}/fields")
    async def set_field(
        request: Request,
        incident_id: str,
        token: Annotated[str, Form()],
        field: Annotated[str, Form(max_length=40)],
        value: Annotated[str, Form(max_length=4_000)] = "",
        why: Annotated[str, Form(max_length=2_000)] = "",
        seen: Annotated[int | None, Form(ge=0, le=1_000_000_000)] = None,
    ) -> Response:
        def kept() -> Response:
            person = site.checked(request, token, "reviewer")
            try:
                asked = FieldAsked(field_named(field), value, person.name, why, seen)
                plan = keep_field(site.index, incident_id, asked)
            except (JudgementError, LedgerError) as error:
                return page(
                    request, incident_id, Refused(field, value, str(error), status_of(error))
                )
            site.people.note(person.name, f"set the {plan.name} of an incident", plan.effect)
            return site.redirect(f"/incidents/{plan.judgement.claims[0]}", told="kept")

        return await site.texts.write(kept)
