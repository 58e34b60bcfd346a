"""What who hands in a text sees when too many wait, and what the typed client does then."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from sayso.record import Document, Reading
from sayso.web.app import make_app
from sayso.web.text_queue import MOST_OF_ONE_PERSON
from tests.web.site import HOME

PATIENCE_S = 60


class Busy:
    """A site whose reader is at its first text until it is let."""

    def __init__(self, desk: IncidentIndex, people: People) -> None:
        self.may = threading.Event()
        self.begun = threading.Event()
        self.app = make_app(desk, people, local=True, reader=self.read)

    def read(self, document: Document) -> Reading:
        self.begun.set()
        assert self.may.wait(PATIENCE_S)
        return Reading(document, claims=())


@pytest.fixture
def busy(desk: IncidentIndex, people: People) -> Iterator[tuple[Busy, TestClient]]:
    made = Busy(desk, people)
    with TestClient(made.app, base_url=HOME, follow_redirects=False) as client:
        yield made, client
        made.may.set()


def test_a_full_queue_gives_the_form_back_and_pages_go_on(busy: tuple[Busy, TestClient]) -> None:
    site, client = busy
    token = re.findall(r'name="token" value="([^"]+)"', client.get("/add").text)[0]
    with ThreadPoolExecutor(MOST_OF_ONE_PERSON) as threads:
        waiting = [
            threads.submit(client.post, "/api/documents", json={"text": f"{each} fires burned."})
            for each in range(MOST_OF_ONE_PERSON)
        ]
        assert site.begun.wait(PATIENCE_S)
        while site.app.state.texts._persons.total() < MOST_OF_ONE_PERSON:
            pass
        form = {"token": token, "text": "A depot burned <there>.", "outlet": "Nile Ledger"}
        answer = client.post("/add", data=form)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
        assert "A depot burned &lt;there&gt;." in answer.text
        assert 'value="Nile Ledger"' in answer.text
        assert "hand it in again in" in answer.text
        program = client.post("/api/documents", json={"text": "A depot burned."})
        assert program.status_code == 503
        assert program.headers["content-type"] == "application/problem+json"
        assert client.get("/").status_code == 200
        site.may.set()
        assert [each.result(PATIENCE_S).status_code for each in waiting] == [201] * len(waiting)
    assert client.post("/add", data=form).status_code == 303, "the same form, once there is room"


def test_a_queue_that_is_stopped_says_so(busy: tuple[Busy, TestClient]) -> None:
    site, client = busy
    site.app.state.texts.stop()
    answer = client.post("/api/documents", json={"text": "A depot burned."})
    assert answer.status_code == 503
    assert "being stopped" in answer.json()["detail"]


def answering(*answers: httpx.Response) -> httpx.MockTransport:
    """A site that gives these answers in turn."""
    left = list(answers)
    return httpx.MockTransport(lambda _request: left.pop(0))


def not_now(seconds: str | None = "1") -> httpx.Response:
    headers = {"Retry-After": seconds} if seconds else {}
    return httpx.Response(503, json={"detail": "Later."}, headers=headers)


ADDED = httpx.Response(201, json={"document": "a", "new": True, "claims": 0})


def test_the_client_comes_again_when_it_is_told_to() -> None:
    with Client(HOME, transport=answering(not_now(), not_now(), ADDED)) as ledger:
        assert ledger.submit("A depot burned.").new


@pytest.mark.parametrize("said", [None, "soon", "-1", "9999999999"])
def test_the_client_does_not_wait_for_ever(said: str | None) -> None:
    with (
        Client(HOME, transport=answering(not_now(said), ADDED), patience=0) as ledger,
        pytest.raises(ApiError, match="503: Later"),
    ):
        ledger.submit("A depot burned.")
