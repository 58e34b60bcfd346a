"""What one report or incident can be cited and handed on by: links on its page, and the files."""

from __future__ import annotations

import io
import json
import re

import docx
import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.exports.formats import CITED, FACTS, ExportFormat
from sayso.index.service import IncidentIndex
from tests.made import DENIAL, market_reading
from tests.web.site import guarded_site

MARKET = market_reading().document.fingerprint


def market_id(desk: IncidentIndex) -> str:
    incidents = desk.state().incidents.values()
    return max(incidents, key=lambda each: len(each.documents)).id


@pytest.mark.parametrize("kind", CITED)
def test_a_report_and_an_incident_link_to_their_citations(
    site: TestClient, desk: IncidentIndex, kind: ExportFormat
) -> None:
    market = market_id(desk)
    for page, of in ((f"/articles/{MARKET}", MARKET), (f"/incidents/{market}", market)):
        link = f"{page}/cite/{kind}"
        assert f'href="{link}"' in site.get(page).text
        answer = site.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == FACTS[kind].media_type
        name = f"sayso-{of[:12]}{FACTS[kind].suffix}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert f"savanna-press-2025-02-02-{MARKET[:10]}" in answer.text
        assert "Omdurman market shelled, network says" in answer.text


def test_an_incident_cites_each_of_its_documents_once(
    site: TestClient, desk: IncidentIndex
) -> None:
    items = site.get(f"/incidents/{market_id(desk)}/cite/csl-json").json()
    outlets = [each["container-title"] for each in items]
    assert outlets[:2] == ["Savanna Press", "Delta Wire"]
    assert len(outlets) == len(desk.state().incidents[market_id(desk)].documents)
    searched = site.get("/export/csl-json?q=market&outlet=Delta+Wire")
    assert searched.headers["content-disposition"].endswith('"sayso-citations.csl.json"')
    assert [each["container-title"] for each in searched.json()] == ["Delta Wire"]
    assert len(site.get("/export/csl-json").json()) == 4


def test_a_report_without_a_claim_can_be_cited_too(site: TestClient, desk: IncidentIndex) -> None:
    from sayso.record import Document, Reading

    bare = Reading(Document("No claim at all.", outlet="Quiet Post"), claims=())
    key = desk.store.add(bare).document
    (item,) = json.loads(site.get(f"/articles/{key[:16]}/cite/csl-json").text)
    assert item["id"] == f"quiet-post-undated-{key[:10]}"


def test_the_dossier_of_an_incident_is_a_word_file(site: TestClient, desk: IncidentIndex) -> None:
    market = market_id(desk)
    link = f"/incidents/{market}/dossier.docx"
    assert f'href="{link}"' in site.get(f"/incidents/{market}").text
    answer = site.get(link)
    assert answer.headers["content-disposition"].endswith(f'"sayso-{market[:12]}.docx"')
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    word = docx.Document(io.BytesIO(answer.content))
    words = "\n".join(each.text for each in word.paragraphs)
    assert desk.state().incidents[market].title in words
    assert re.search(r"“At least 54 people were killed", words)
    claim = desk.state().incidents[market].claims[0]
    assert site.get(f"/incidents/{claim}/dossier.docx").content == answer.content
    assert DENIAL not in words


def test_a_program_gets_the_files_with_its_token(desk: IncidentIndex, people: People) -> None:
    people.add_user("rita", "reader", "correct horse battery")
    headers = {"Authorization": f"Bearer {people.add_token('rita', 'reader')}"}
    market = market_id(desk)
    paths = ("dossier.docx", "cite/bibtex")
    with guarded_site(desk, people) as door:
        for path in (*(f"/incidents/{market}/{each}" for each in paths), "/export/ris"):
            assert door.get(path).status_code == 303
            assert door.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/articles/nosuch/cite/bibtex", "/incidents/nosuch/cite/ris", "/incidents/nosuch/dossier.docx",
     f"/articles/{MARKET}/cite/csv", f"/articles/{MARKET}/cite/nosuch"],
)  # fmt: skip
def test_what_is_not_there_is_said_to_be_not_there(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_hostile_report_is_cited_and_put_into_a_dossier(
    site: TestClient, desk: IncidentIndex
) -> None:
    for key in (key for _, key, _ in desk.store.keys_since(0)):
        for kind in CITED:
            answer = site.get(f"/articles/{key}/cite/{kind}")
            assert answer.status_code == 200
            assert "javascript:" not in answer.text
    for incident in desk.state().incidents:
        made = site.get(f"/incidents/{incident}/dossier.docx")
        assert docx.Document(io.BytesIO(made.content)).paragraphs
