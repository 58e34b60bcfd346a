"""Incidents in frames of other sites: who may show them, and what is not in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.index.service import IncidentIndex
from sayso.record import Incident
from sayso.web.app import make_app
from sayso.web.deployment import DeploymentError, deployment_of
from sayso.web.guard import POLICY
from tests.exports.test_withheld import told
from tests.web.site import HOME, QUICK, filled_desk
from tests.web.test_guard import PASSWORD

NEWS = "https://news.example.org"
ACTIVE = re.compile(r"<(?:form|script|input|button|img|iframe|link)\b|<[a-z][^>]* on\w+=")
SITE = deployment_of("127.0.0.1", None, (), (NEWS, "https://*.lake.example:8443/"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentIndex]:
    """A ledger that no test here adds to, but for judgements."""
    with closing(filled_desk(tmp_path_factory.mktemp("desk"))) as made:
        made.store.add(told(title="Salma Idris killed", url="https://nile.example/salma-idris"))
        made.catch_up()
        yield made


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with closing(People(tmp_path_factory.mktemp("users") / "people.sqlite", QUICK)) as made:
        made.add_user("oksana", "reviewer", PASSWORD)
        yield made


@pytest.fixture
def stranger(desk: IncidentIndex, people: People) -> Iterator[TestClient]:
    """Somebody without a login, where frames are allowed."""
    app = make_app(desk, people, local=False, deployment=SITE)
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        yield client


@pytest.fixture
def owner(desk: IncidentIndex, people: People) -> Iterator[TestClient]:
    """Whoever sits at the machine, where frames are allowed."""
    app = make_app(desk, people, local=True, deployment=SITE)
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        yield client


def frame_of(incident: Incident) -> str:
    return f"/embed/incidents/{incident.claims[0]}"


@pytest.fixture
def market(desk: IncidentIndex) -> Incident:
    return next(desk.state().largest())


def test_a_frame_needs_no_login_and_has_no_cookie_form_or_script(
    stranger: TestClient, market: Incident
) -> None:
    answer = stranger.get(frame_of(market))
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert not ACTIVE.search(answer.text)
    assert market.title in unescape(answer.text)
    assert "“" in answer.text, "words of a report"
    assert stranger.get(f"/incidents/{market.id}").status_code == 303, "all else needs a login"
    assert stranger.post(frame_of(market)).status_code == 405


def test_only_the_sites_that_were_named_may_show_it(stranger: TestClient, market: Incident) -> None:
    headers = stranger.get(frame_of(market)).headers
    policy = headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {NEWS} https://*.lake.example:8443")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'none'" in policy
    assert "x-frame-options" not in headers, "it knows no list of sites"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-robots-tag"] == "noindex"


def test_every_other_page_stays_out_of_frames(
    owner: TestClient, stranger: TestClient, market: Incident
) -> None:
    paths = ("/", f"/incidents/{market.id}", "/add", "/nowhere", "/embed/incidents/0bad0bad0bad",
             "/embed/", "/api/claims", "/static/site.css")  # fmt: skip
    for client in (owner, stranger):
        for path in paths:
            headers = client.get(path).headers
            assert headers["x-frame-options"] == "DENY", path
            assert headers["content-security-policy"] == POLICY, path


def test_without_the_option_there_is_no_such_page(
    desk: IncidentIndex, people: People, market: Incident
) -> None:
    app = make_app(desk, people, local=True)
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        assert client.get(frame_of(market)).status_code == 404
        assert "<iframe" not in unescape(client.get(f"/incidents/{market.id}").text)
    app = make_app(desk, people, local=False)
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        assert client.get(frame_of(market)).headers["location"].startswith("/login")


def test_who_knows_how_an_id_begins_finds_nothing(stranger: TestClient, market: Incident) -> None:
    for wanted in (market.id, *market.claims):
        assert stranger.get(f"/embed/incidents/{wanted}").status_code == 200
        for begin in (wanted[:-1], wanted[:8]):
            answer = stranger.get(f"/embed/incidents/{begin}")
            assert answer.status_code == 404
            assert answer.text == "No incident has this id."
            assert "set-cookie" not in answer.headers


def test_names_of_private_persons_harmed_are_masked(
    stranger: TestClient, owner: TestClient, desk: IncidentIndex
) -> None:
    (claim, *_) = told().claims or ()
    incident = desk.state().incident(claim.id)
    page = stranger.get(frame_of(incident)).text
    for name in ("Salma", "Hatim", "Anas", "Maha Daoud", "salma-idris"):
        assert name not in page
    assert "█████" in page
    assert "Ismail Tawfik" in page
    assert "Salma Idris" in owner.get(f"/incidents/{incident.id}").text


def test_markup_in_a_report_stays_words(stranger: TestClient, desk: IncidentIndex) -> None:
    hostile = desk.state().incident("bad0bad0bad0")
    page = stranger.get(frame_of(hostile)).text
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<img" not in page


def test_the_incidents_page_has_what_to_copy(owner: TestClient, market: Incident) -> None:
    page = owner.get(f"/incidents/{market.id}").text
    (escaped,) = re.findall(r'<textarea id="embed"[^>]*>(.*?)</textarea>', page, re.S)
    assert "<" not in escaped
    copied = unescape(escaped)
    assert copied.startswith(f'<iframe src="{HOME}{frame_of(market)}" title="')
    assert copied.endswith('loading="lazy"></iframe>')
    assert copied.count('"') % 2 == 0


def test_a_title_that_was_given_is_shown_at_once(
    owner: TestClient, stranger: TestClient, market: Incident
) -> None:
    before = stranger.get(frame_of(market)).text
    token = re.findall(r'name="token" value="(\w+)"', owner.get(f"/incidents/{market.id}").text)[0]
    title = 'Shells on a "market" & <b>'
    sent = {"token": token, "title": title}
    assert owner.post(f"/incidents/{market.id}/title", data=sent).status_code == 303
    after = stranger.get(frame_of(market)).text
    assert before != after
    assert "Shells on a &#34;market&#34; &amp; &lt;b&gt;" in after
    page = owner.get(frame_of(market).removeprefix("/embed")).text
    (escaped,) = re.findall(r'<textarea id="embed"[^>]*>(.*?)</textarea>', page, re.S)
    assert 'title="Shells on a &#34;market&#34; &amp; &lt;b&gt;: who' in unescape(escaped)


@pytest.mark.parametrize(
    "words",
    ["*", "https://*", "news.example.org", "https://news.example.org/page", "data:",
     "https://a.example; script-src *", "'self'", "https://a.example https://b.example", ""],
)  # fmt: skip
def test_what_is_no_site_is_refused_when_the_site_starts(words: str) -> None:
    with pytest.raises(DeploymentError, match="scheme and host"):
        deployment_of("127.0.0.1", None, (), (words,))


def test_the_option_is_kept_behind_a_proxy() -> None:
    made = deployment_of("127.0.0.1", "https://a.example", ("127.0.0.1",), (f"{NEWS}/",))
    assert made.ancestors == (NEWS,)
