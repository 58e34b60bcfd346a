"""The page of claimants: a list with search, and forms that merge, split, name and take back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from sayso.index.service import IncidentIndex
from tests.linking.made import Says, Who, report
from tests.web.test_review import token_of

DOCTORS, ARMY = "Sudan Doctors Network", "Sudanese Armed Forces"


def id_of(desk: IncidentIndex, name: str) -> str:
    return desk.state().register.by_id(name).id


def sent(site: TestClient, entry: str, verb: str, other: str, **more: str) -> tuple[int, str]:
    token = token_of(site.get(f"/claimants/{entry}").text)
    data = {"token": token, "verb": verb, "other": other, **more}
    answer = site.post(f"/claimants/{entry}", data=data, follow_redirects=False)
    return answer.status_code, unescape(answer.text)


def test_claimants_are_listed_and_searched(site: TestClient) -> None:
    page = site.get("/claimants").text
    assert DOCTORS in page
    assert ARMY in page
    page = site.get("/claimants?q=doctor").text
    assert DOCTORS in page
    assert ARMY not in page
    assert "1 claimant" in page
    assert "No claimant has a name" in site.get("/claimants?q=%25nobody_").text
    assert site.get("/claimants/nobody-at-all").status_code == 404


def test_a_merge_is_kept_shown_everywhere_and_taken_back(
    site: TestClient, desk: IncidentIndex
) -> None:
    doctors, army = id_of(desk, DOCTORS), id_of(desk, ARMY)
    assert sent(site, doctors, "merge", ARMY, why="a test of ours")[0] == 303
    page = unescape(site.get(f"/claimants/{army}").text)
    assert f'<h1 class="plain">{DOCTORS}</h1>' in page
    assert "a test of ours" in page
    (judgement,) = desk.state().judgements
    assert (judgement.verdict, judgement.by) == ("same_claimant", "local")
    facet = site.get("/api/search").json()["facets"]["claimant"]
    names = {each["value"]: each["claims"] for each in facet}
    assert ARMY not in names
    # A name of the merged claimant finds all of its claims.
    found = site.get("/api/search", params={"claimant": ARMY}).json()
    assert found["total"] == names[DOCTORS]
    claim = desk.state().judgements[0].claims[1]
    assert f">{ARMY}<" not in site.get(f"/incidents/{claim}").text
    key = re.search(r'value="undo"><input type="hidden" name="other" value="([0-9a-f]+)"', page)
    assert key is not None
    assert sent(site, doctors, "undo", key[1])[0] == 303
    assert id_of(desk, ARMY) == army
    status, text = sent(site, doctors, "undo", key[1])
    assert (status, "taken back already" in text) == (422, True)


def test_a_name_is_split_off_and_an_alias_added(site: TestClient, desk: IncidentIndex) -> None:
    said = Says(Who("the Sudanese army", "SDN", "MIL"), "3 people were killed in Kutum")
    desk.store.add(report("army", said))
    army = id_of(desk, ARMY)
    assert sent(site, army, "split", "the Sudanese army")[0] == 303
    assert id_of(desk, "Sudanese army") != army
    assert sent(site, army, "alias", "General Command")[0] == 303
    assert id_of(desk, "the general command") == army
    assert "General Command" in site.get(f"/claimants/{army}").text


@pytest.mark.parametrize(
    ("verb", "other", "says"),
    [
        ("merge", "Nobody at all", "No claimant has the id"),
        ("merge", DOCTORS, "one claimant already"),
        ("split", "Nobody", "is not read as 'Nobody'"),
        ("split", DOCTORS, "nothing can be split"),
        ("alias", "  ", "1 to 200 characters"),
        ("alias", "!!!", "a letter or a digit"),
        ("alias", "x" * 201, "1 to 200 characters"),
        ("marry", ARMY, "There is no 'marry'"),
    ],
)
def test_what_can_not_be_judged_is_refused_with_what_to_do(
    site: TestClient, desk: IncidentIndex, verb: str, other: str, says: str
) -> None:
    status, text = sent(site, id_of(desk, DOCTORS), verb, other)
    assert status in (404, 422)
    assert says in text
    assert not desk.state().judgements


def test_a_forged_form_judges_nothing(site: TestClient, desk: IncidentIndex) -> None:
    doctors = id_of(desk, DOCTORS)
    data = {"token": "0" * 64, "verb": "merge", "other": ARMY}
    assert site.post(f"/claimants/{doctors}", data=data).status_code == 403
    assert not desk.state().judgements


def test_markup_in_a_name_stays_words(site: TestClient, desk: IncidentIndex) -> None:
    bad = '"><script>alert(1)</script>'
    desk.store.add(report("bad", Says(Who(bad, "SDN", "GOV"), "3 people were killed")))
    desk.catch_up()
    page = site.get("/claimants").text
    assert "<script>alert" not in page
    entry = id_of(desk, bad)
    assert sent(site, id_of(desk, DOCTORS), "merge", entry)[0] == 303
    assert "<script>alert" not in site.get(f"/claimants/{entry}").text
