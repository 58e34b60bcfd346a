"""When reports came: at one instant, or at the ends of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient

from sayso.index.service import IncidentIndex
from sayso.record import Claim, Document, Reading, content_hash
from tests.web.site import retold

EDGES = (
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12))),
    datetime(1, 1, 1),
    datetime(1970, 1, 1, tzinfo=UTC),
)


def at(outlet: str, when: datetime) -> Reading:
    """The market's report again, by another outlet, at an instant."""
    again = retold(outlet, 1)
    document: Document = replace(again.document, published=when)
    claims: tuple[Claim, ...] = tuple(
        replace(each, id=content_hash("claim", document.fingerprint, place))
        for place, each in enumerate(again.claims or ())
    )
    return replace(again, document=document, claims=claims)


def incident(site: TestClient, reading: Reading) -> str:
    (first, *_) = reading.claims or ()
    answer = site.get(f"/incidents/{first.id}")
    assert answer.status_code == 200
    return answer.text


def test_reports_of_one_instant_stand_side_by_side(site: TestClient, desk: IncidentIndex) -> None:
    noon = datetime(2025, 2, 2, 12, tzinfo=UTC)
    third, fourth = at("Third Paper", noon), at("Fourth Paper", noon)
    for each in (third, fourth):
        desk.store.add(each)
    page = incident(site, third)
    assert page.count("02 Feb 2025 12:00 UTC") == 2


@pytest.mark.parametrize("when", EDGES)
def test_the_ends_of_the_calendar_have_a_timeline(
    site: TestClient, desk: IncidentIndex, when: datetime
) -> None:
    paper = at("Old Paper", when)
    desk.store.add(paper)
    assert "Old Paper" in incident(site, paper)
    for path in ("/", "/search?q=market", "/search.atom", "/map", "/framing", "/export/csv"):
        assert site.get(path).status_code == 200, path
