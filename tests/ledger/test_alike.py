"""A site over a database is that over a file: every page, every answer, and what is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.actions.notebook import open as open_tables
from sayso.index.service import IncidentIndex
from sayso.ledger import open_ledger
from sayso.record import Capture, Problem
from tests.cli.conftest import Ended, Sayso, sayso
from tests.ledger.postgres import database_for
from tests.ledger.touring import tour
from tests.made import DENIAL, market_reading, narrated_reading
from tests.web.site import hostile_reading, local_site, people_of, retold

__all__ = ["sayso"]

REPORTED = "2025-02-28"
"""All reports of these tests are of earlier days: what is later is when something was done here."""

LATE = "Mortar rounds struck the grain market of Kosti, traders said."
VERDICTS = ("wrong", "right", "corrected")

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list",),
    ("list", "--claims"),
    ("list", "--claims", "--claimant", "network"),
    ("list", "--claims", "--event", "casualties"),
    ("list", "--problems"),
    ("search", "market"),
    ("versions",),
    ("verify",),
    ("claims",),
    ("incidents",),
    ("incidents", "--format", "jsonl"),
    ("compare", "Omdurman", "--format", "html"),
    ("history",),
    ("framing",),
    ("export",),
    ("export", "--format", "jsonl"),
    ("export", "--format", "acled"),
    ("export", "--format", "ucdp"),
    ("export", "--format", "followthemoney"),
)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A file and a database with the same in them."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    both = str(tmp_path / "war.sqlite"), database_for(tmp_path)
    for each in both:
        with closing(open_ledger(each, "add")) as store:
            for reading in (
                market_reading(),
                retold("Delta Wire", 2),
                narrated_reading(DENIAL, "Capital Gazette"),
                hostile_reading(),
                narrated_reading("Nine fell in Kosti.", "Nile Ledger", given_id="n-1"),
                narrated_reading("Ten fell in Kosti.", "Nile Ledger", given_id="n-1"),
            ):
                text = reading.document.text.encode("utf-8", "surrogatepass")
                came = datetime(2025, 2, 3, tzinfo=UTC)
                store.add(reading, Capture(text, "file:///reports", came, "text/plain"))
            store.add_problem("scan.pdf", Problem("intake", "no text in it: give the text"))
    return both


@contextmanager
def site_over(place: str) -> Iterator[tuple[TestClient, IncidentIndex]]:
    with closing(IncidentIndex(place)) as desk, closing(people_of(desk)) as people:
        desk.catch_up()
        with local_site(desk, people) as client:
            yield client, desk


def toured(client: TestClient, desk: IncidentIndex) -> dict[str, str]:
    """What all paths answer once all is in the index, without the ledger's name and the hour."""
    desk.catch_up()
    while desk.lag:
        pass
    found = tour(client, since=REPORTED)
    own = re.compile(r'"ledger":"[^"]*"')
    # A dossier has the hour of what was added last in it, packed.
    return {
        path: told[:3] if path.endswith(".docx") else own.sub("", told)
        for path, told in found.items()
    }


def judged(client: TestClient) -> list[str]:
    """Where each judgement of a reviewer leads."""
    queue = dict.fromkeys(re.findall(r'href="/review/([0-9a-f]{12,})', client.get("/review").text))
    answers = []
    for claim, verdict in zip(queue, VERDICTS, strict=False):
        page = client.get(f"/review/{claim}").text
        token = re.findall(r'name="token" value="([0-9a-f]{64})"', page)[0]
        form = {"token": token, "verdict": verdict, "why": "by the photograph"}
        form |= {"changed": "denies"} if verdict == "corrected" else {}
        told = client.post(f"/review/{claim}", data=form)
        answers.append(f"{told.status_code} {told.headers.get('location')}")
    some = client.get("/api/claims").json()["items"]
    for verdict, claims in (("same_claim", some[:2]), ("right", [{"id": "ffffffffffff"}])):
        new = {"verdict": verdict, "claims": [each["id"] for each in claims], "why": "one source"}
        told = client.post("/api/judgements", json=new)
        answers.append(f"{told.status_code} {told.text if told.is_error else ''}")
    return answers


def test_a_site_over_a_database_is_that_over_a_file(places: tuple[str, str]) -> None:
    led, after = [], []
    for place in places:
        with site_over(place) as (client, desk):
            led.append(judged(client))
            desk.store.add(narrated_reading(LATE, "Nile Ledger"))
            after.append(toured(client, desk))
    assert led[0] == led[1]
    assert [each[:3] for each in led[0]] == ["303", "303", "303", "201", "404"]
    assert after[0] == after[1]
    assert sum(each.startswith("200") for each in after[0].values()) > 30
    assert not any(each.startswith("5") for each in after[0].values())
    assert "Kosti" in after[1]["/"]


@pytest.mark.parametrize("name", ["claims", "incidents", "questions", "documents"])
def test_tables_of_a_database_are_those_of_a_file(places: tuple[str, str], name: str) -> None:
    tables = []
    for place in places:
        with open_tables(place) as opened:
            table = getattr(opened, name)()
            tables.append(table.drop_columns("recorded") if name == "documents" else table)
    assert tables[0].num_rows > 0
    assert tables[0].equals(tables[1])


def test_sites_with_indexes_of_their_own_see_what_the_other_adds(
    places: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        sites = []
        for home in ("here", "there"):
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / home))
            sites.append(stack.enter_context(site_over(places[1])))
        (one, here), (other, there) = sites
        assert here.index is not there.index
        here.store.add(narrated_reading(LATE, "Nile Ledger"))
        judged(other)
        pages = [toured(one, here), toured(other, there)]
        logs = [each.pop("/log") for each in pages]
        assert pages[0] == pages[1]
        assert ["judged wrong" in each for each in logs] == [False, True], "each keeps its own log"
        assert "Kosti" in other.get("/search?q=mortar").text
        assert len(one.get("/api/judgements").json()["items"]) == len(VERDICTS) + 1


@pytest.fixture
def told_of_both(
    sayso: Sayso, places: tuple[str, str]
) -> Callable[[tuple[str, ...]], tuple[Ended, Ended]]:
    return lambda command: (
        sayso(*command, "--ledger", places[0]),
        sayso(*command, "--ledger", places[1]),
    )


def test_commands_say_the_same_of_both(
    told_of_both: Callable[[tuple[str, ...]], tuple[Ended, Ended]],
) -> None:
    for command in COMMANDS:
        of_file, of_database = told_of_both(command)
        assert (of_file.code, of_database.code) == (0, 0), of_database.err
        assert of_file.out == of_database.out, command
        assert of_file.out or "all hold" in of_database.err, command
