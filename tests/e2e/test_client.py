"""The typed client against the real server: every method, with and without a token."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sayso.accounts import People, people_path
from sayso.api import shapes
from sayso.api.client import ApiError, Client
from sayso.record import Reading
from tests.e2e.reports import ARMY, DOCTORS
from tests.e2e.serving import NEIGHBOUR, free_port, served
from tests.web.site import QUICK

DAY = datetime(2025, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client")


@pytest.fixture(scope="module")
def home(folder: Path) -> Iterator[str]:
    with served(folder / "desk.sqlite") as address:
        yield address


def test_every_method_does_what_it_says(home: str) -> None:
    used: set[str] = set()

    def of(ledger: Client, name: str):  # type: ignore[no-untyped-def]
        used.add(name)
        return getattr(ledger, name)

    with Client(home) as ledger:
        assert not list(of(ledger, "documents")())
        added = of(ledger, "submit")(DOCTORS.text, DOCTORS.outlet, DAY, "https://nile.example/1")
        assert added == shapes.AddedShape(document=added.document, new=True, claims=added.claims)
        assert not ledger.submit(DOCTORS.text, DOCTORS.outlet, DAY, "https://nile.example/1").new
        ledger.submit(ARMY.text, ARMY.outlet, DAY)
        first, second = ledger.documents()
        assert (first.outlet, second.outlet) == ("Nile Ledger", "Capital Dispatch")
        assert (first.url, first.published) == ("https://nile.example/1", DAY)
        reading = of(ledger, "reading")(first.fingerprint)
        assert isinstance(reading, Reading)
        assert reading.document.text == DOCTORS.text
        assert len(reading.claims or ()) == added.claims == first.claims
        claims = list(of(ledger, "claims")())
        assert len(claims) == first.claims + second.claims
        killed = list(ledger.claims(q="killed", outlet=["Nile Ledger", "Capital Dispatch"]))
        assert {each.id for each in killed} < {each.id for each in claims}
        found = of(ledger, "search")(limit=1, q="killed")
        assert found.total == len(list(ledger.claims(q="killed")))
        assert len(found.items) == 1
        assert {each.value for each in found.facets["outlet"]} == {first.outlet, second.outlet}
        folded = of(ledger, "claim")(killed[0].id)
        (incident,) = (each for each in of(ledger, "incidents")() if each.documents == 2)
        assert folded["incident"] == incident.id == killed[0].incident
        assert of(ledger, "incident")(incident.id)["id"] == incident.id
        pair = [killed[0].id, killed[-1].id]
        made = of(ledger, "judge")("rival", pair, "thirty-one or nine")
        assert (made.by, made.verdict, made.claims) == ("local", "rival", pair)
        (kept,) = of(ledger, "judgements")()
        assert kept == made
        army, *_ = of(ledger, "claimants")("army")
        merged = of(ledger, "judge_claimants")("alias", army.id, "the Sudanese army", "as it signs")
        assert merged.verdict == "claimant_alias"
        assert list(ledger.claimants("the Sudanese army")) != []
        named = of(ledger, "retitle")(pair[0], "The market of Kutum", "two events that day")
        assert (named.verdict, named.changes) == (
            "incident_title",
            {"title": "The market of Kutum"},
        )
        assert ledger.incident(incident.id)["read_title"] == incident.title
        placed = of(ledger, "set_field")(pair[0], "place", "El Fasher, Sudan", seen=1)
        assert placed.judgements[0].changes == {"place": "El Fasher (SDN, GeoNames 379555)"}
        fields = of(ledger, "incident_fields")(incident.id)
        assert (fields.seen, fields.standing["title"]) == (2, "The market of Kutum")
        assert of(ledger, "codebook")().name == "acled"
        row = of(ledger, "coded_row")(incident.id)
        (tags,) = (each for each in row.cells if each.field == "tags")
        assert (tags.value, tags.by, row.incident) == ("", None, incident.id)
        coded = of(ledger, "code")(incident.id, {"tags": "market"}, seen=row.seen)
        assert (coded.kept, coded.effects) == (True, ["tags: nothing becomes “market”"])
        assert of(ledger, "annotate")(shapes.NewWork(ids=[first.fingerprint], state="in_work")).kept
        (noted,) = of(ledger, "work")(state="in_work")
        assert (noted.document, noted.assignee) == (first.fingerprint, None)
        corrected = ledger.judge("corrected", pair[:1], changes={"place": "El Fasher, Sudan"})
        assert corrected.changes == {"place": "El Fasher (SDN, GeoNames 379555)"}
        text, evidence = reading.document.text, (reading.claims or ())[0].evidence
        words, start = " ".join(evidence.of(text).split()[:5]), evidence.start
        radio = {"claimant": "Kutum Radio"}
        missed = of(ledger, "add_claim")(first.fingerprint, words, radio, start=start)
        assert missed.judgements[0].verdict == "added"
        (extra,) = missed.judgements[0].claims
        half = " ".join(words.split()[2:])
        second_half = of(ledger, "split_claim")(extra, half).judgements[1].claims[0]
        rejected = of(ledger, "join_claims")(extra, second_half).judgements[1]
        assert (rejected.verdict, rejected.claims) == ("wrong", [second_half])
        assert of(ledger, "agreement")().open == []
        with pytest.raises(ApiError, match="Nobody differs"):
            of(ledger, "adjudicate")(extra, {"claimant": "Kutum Radio"})
        with pytest.raises(ApiError, match="nothing into or out of"):
            of(ledger, "regroup")(incident.id, "undo")
        used.add("close")
    public = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if name[0] != "_"}
    assert used == public, "a method that no test uses"
    with pytest.raises(RuntimeError, match="closed"):
        list(ledger.documents())


def test_what_cannot_be_is_told_with_its_status(home: str) -> None:
    with Client(home) as ledger:
        ledger.submit(DOCTORS.text, DOCTORS.outlet, DAY, "https://nile.example/1")
        for status, asked in (
            (404, lambda: ledger.reading("nosuch")),
            (404, lambda: ledger.claim("nosuch")),
            (404, lambda: ledger.incident("nosuch")),
            (404, lambda: ledger.judge("wrong", ["nosuch"])),
            (400, lambda: list(ledger.claims(day_from="yesterday"))),
            (422, lambda: ledger.search(limit=0)),
            (422, lambda: ledger.submit("   ")),
            (422, lambda: ledger.judge("corrected", ["nosuch"])),
            (404, lambda: ledger.retitle("nosuch", "A title")),
            (422, lambda: ledger.retitle(next(ledger.claims()).id, "a\u202eb")),
        ):
            with pytest.raises(ApiError) as refused:
                asked()
            assert refused.value.status == status
            assert len(str(refused.value)) > len("404: ")
    with Client(f"http://127.0.0.1:{free_port()}") as nobody, pytest.raises(httpx.HTTPError):
        list(nobody.documents())


def test_a_token_opens_what_its_scope_allows(folder: Path) -> None:
    ledger = folder / "guarded.sqlite"
    people = People(people_path(ledger), QUICK)
    people.add_user("oksana", "reviewer", "correct horse battery")
    keys = {scope: people.add_token("oksana", scope) for scope in ("reader", "reviewer")}
    people.close()
    with served(ledger, NEIGHBOUR, options=()) as address:
        with Client(address) as stranger, pytest.raises(ApiError, match="Log in first") as refused:
            list(stranger.documents())
        assert refused.value.status == 401
        with Client(address, keys["reader"]) as reader:
            assert not list(reader.documents())
            with pytest.raises(ApiError, match="for a reviewer") as refused:
                reader.submit(ARMY.text)
            assert refused.value.status == 403
        with Client(address, keys["reviewer"]) as reviewer:
            added = reviewer.submit(ARMY.text, ARMY.outlet, DAY)
            claim = next(reviewer.claims(document=added.document))
            assert reviewer.judge("right", [claim.id]).by == "oksana"
