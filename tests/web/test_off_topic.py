"""A document that is not about a conflict: kept with its claims, but of no incident."""

from __future__ import annotations

from fastapi.testclient import TestClient

from sayso.actions.read import read
from sayso.index.service import IncidentIndex
from sayso.record import Document, Reading

LAPTOP = (
    "Gaming laptop drops to record low price\n\nThe maker said on Friday that its new laptop has a"
    " bigger screen and a better battery. Shoppers would save 300 dollars, analysts said."
)


def laptop() -> Reading:
    return read(Document(LAPTOP, given_id="laptop", outlet="Gadget Daily"))


def test_its_pages_show_it_and_say_why_no_incident_is_made_of_it(
    site: TestClient, desk: IncidentIndex
) -> None:
    desk.store.add(laptop())
    before = site.get("/").text
    page = site.get("/articles/laptop")
    assert page.status_code == 200
    assert "Nothing in it seems to be about a conflict" in page.text
    assert "Gaming laptop" not in before
    for path in ("/search?q=laptop", "/claimants", "/framing", "/map", "/search?warning=off_topic"):
        assert site.get(path).status_code == 200, path
    found = site.get("/search?warning=off_topic").text
    assert "bigger screen" in found
    for claim in laptop().claims or ():
        assert site.get(f"/incidents/{claim.id}").status_code in (200, 302, 303, 307, 404)
