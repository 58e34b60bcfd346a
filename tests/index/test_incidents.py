"""Incidents for who reads them once: from the index beside a ledger or made in memory, the same."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from sayso.index.incidents import ComputedLinks, Linkage, found_incident, linkage
from sayso.index.readonly import IndexedLinks
from sayso.index.service import IncidentIndex
from sayso.ledger import NewReading, NoLedgerError, UnknownIdError, open_ledger
from sayso.linking.linker import link
from sayso.record import Judgement, Reading
from sayso.views.exported import IncidentRefs
from tests.index.test_service import told
from tests.linking.made import judgement

READINGS = [told(number) for number in range(40)]
FEW = link(READINGS[:30])
LARGEST = FEW.incidents[0]
JUDGED = judgement("wrong", LARGEST.claims[0], hours=200)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "war.sqlite"
    fill(path, READINGS[:30])
    return path


@pytest.fixture
def ledger(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "war.sqlite"))


def fill(path: Path, readings: Iterable[Reading], judged: Iterable[Judgement] = ()) -> None:
    with closing(open_ledger(path, "add")) as store:
        store.add_many([NewReading(each) for each in readings])
        for one in judged:
            store.judge(one)


def everything(links: Linkage) -> list[object]:
    """All that there is to ask, but the order of claims within a table of equals."""
    statements = [each.id for reading in READINGS for each in reading.claims or ()]
    happenings = IncidentRefs(links)
    return [
        links.count(),
        list(links.incidents()),
        list(links.incidents(3)),
        list(links.revised()),
        list(links.claims()),
        [links.of(each) for each in links.incidents()],
        links.most_met(7),
        links.placed([*statements, "0" * 24]),
        sorted(each.id for each in links.beginning("")),
        links.named(["market"]),
        links.named(["izmail", "drones"]),
        links.named(["atlantis"]),
        links.incident("0" * 24),
        [(key, happenings[key]) for key in happenings],
        len(happenings),
    ]


def test_the_index_and_memory_give_the_same(ledger: Path) -> None:
    fill(ledger, (), [JUDGED])
    made = everything(ComputedLinks(link(READINGS[:30], [JUDGED])))
    with linkage(ledger) as links:
        assert isinstance(links, IndexedLinks)
        kept = everything(links)
    # What begins so is asked for to see whether it is one: two are enough.
    assert len(kept.pop(8)) == 2  # type: ignore[arg-type]
    assert len(made.pop(8)) == len(made[1])  # type: ignore[arg-type]
    assert kept == made


def test_what_came_since_is_linked_first(ledger: Path) -> None:
    with linkage(ledger) as links:
        before = list(links.incidents())
    fill(ledger, READINGS[30:])
    with linkage(ledger) as links:
        later = list(links.incidents())
        assert list(links.incidents()) == list(link(READINGS).incidents)
    fill(ledger, (), [JUDGED])
    with linkage(ledger) as links:
        judged = list(links.incidents())
    assert judged == list(link(READINGS, [JUDGED]).incidents)
    assert before != later
    assert later != judged


def test_an_index_that_has_all_is_only_read(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with linkage(ledger) as links:
        shown = list(links.incidents())
    monkeypatch.setattr(
        IncidentIndex, "__init__", lambda *_: pytest.fail("the index was opened to write")
    )
    with linkage(ledger) as links:
        assert list(links.incidents()) == shown


def test_one_state_is_read_whoever_writes_meanwhile(ledger: Path) -> None:
    with linkage(ledger) as links:
        incidents = links.incidents()
        first = next(incidents)
        fill(ledger, READINGS[30:])
        with closing(IncidentIndex(ledger)) as desk:
            desk.catch_up()
        assert [first, *incidents] == list(FEW.incidents)
        assert links.of(first)


def test_of_incidents_of_one_size_the_earliest_is_first(ledger: Path) -> None:
    with linkage(ledger) as links:
        keys = sorted((each.id for each in links.incidents()), reverse=True)
    with closing(sqlite3.connect(ledger.with_suffix(".desk"))) as file, file:
        for began, key in enumerate(keys):
            file.execute("UPDATE incidents SET less = -1, began = ? WHERE id = ?", (began, key))
    with linkage(ledger) as links:
        assert [each.id for each in links.incidents()] == keys


@pytest.mark.parametrize("spoilt", ["version", "ledger", "documents"])
def test_the_index_of_another_ledger_or_version_is_not_read(ledger: Path, spoilt: str) -> None:
    with linkage(ledger) as links:
        shown = list(links.incidents())
    with closing(sqlite3.connect(ledger.with_suffix(".desk"))) as file, file:
        file.execute("UPDATE incidents SET packed = replace(packed, 'Kutum', 'Elsewhere')")
        if spoilt == "documents":
            file.execute("UPDATE documents SET key = 'another' || key")
        else:
            file.execute("UPDATE about SET value = 'another' WHERE name = ?", (spoilt,))
    with linkage(ledger) as links:
        assert list(links.incidents()) == shown


def test_where_no_index_can_be_written_all_is_made_in_memory_and_told(ledger: Path) -> None:
    ledger.with_suffix(".desk").mkdir()
    said: list[str] = []
    with linkage(ledger, tell=said.append) as links:
        assert isinstance(links, ComputedLinks)
        assert list(links.incidents()) == list(FEW.incidents)
    assert len(said) == 1
    assert "can't be made" in said[0]
    assert "in memory" in said[0]


def test_an_index_that_is_locked_for_long_is_done_without(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(IncidentIndex, "step", locked)
    said: list[str] = []
    with linkage(ledger, tell=said.append) as links:
        assert list(links.incidents()) == list(FEW.incidents)
    assert "database is locked" in said[0]


def test_who_waits_for_many_documents_is_told(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.index.incidents.MANY", 30)
    said: list[str] = []
    seen: list[object] = []

    def watch(things: Iterable[object], expected: int) -> Iterable[object]:
        seen.append(expected)
        for each in things:
            seen.append(each)
            yield each

    with linkage(ledger, watch, said.append):
        pass
    assert seen == [30, *range(30)]
    assert "linking 30 documents" in said[0]
    with linkage(ledger, watch, said.append):
        pass
    assert len(said) == 1


def test_no_ledger_is_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(NoLedgerError), linkage(tmp_path / "none.sqlite"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_empty_ledger_has_nothing(tmp_path: Path) -> None:
    open_ledger(tmp_path / "empty.sqlite", "add").close()
    with linkage(tmp_path / "empty.sqlite") as links:
        assert links.count() == (0, 0)
        assert list(links.claims()) == []


def test_a_text_that_was_tampered_with_is_not_linked(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as file, file:
        for (name,) in file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'documents'"
        ).fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        file.execute("UPDATE documents SET text = upper(text) WHERE number = 3")
    said: list[str] = []
    changed, other = READINGS[2], READINGS[3]
    with linkage(ledger, tell=said.append) as links:
        assert not links.placed([each.id for each in changed.claims or ()])
        assert links.placed([each.id for each in other.claims or ()])
    (named,) = (each for each in said if "Evidence does not hold" in each)
    assert named.startswith(changed.document.fingerprint[:24])


class TestNaming:
    """What names an incident, wherever incidents are kept."""

    @pytest.fixture(params=["kept", "made"])
    def links(self, request: pytest.FixtureRequest, ledger: Path) -> Iterable[Linkage]:
        if request.param == "made":
            yield ComputedLinks(FEW)
            return
        with linkage(ledger) as links:
            yield links

    def test_by_its_id_or_a_claims(self, links: Linkage) -> None:
        for incident in links.incidents():
            assert found_incident(links, incident.id) == incident
            assert found_incident(links, incident.id[:10]) == incident
            for claim in links.of(incident):
                assert found_incident(links, claim.appearances[-1].claim[:10]) == incident

    def test_by_words_of_its_title_or_place_the_largest_first(self, links: Linkage) -> None:
        largest = next(each for each in links.incidents() if "port" in each.title.lower())
        assert found_incident(links, "PORT") == largest
        place = largest.place.name if largest.place else ""
        assert found_incident(links, f"{place.lower()} port") == largest

    @pytest.mark.parametrize("sought", ["", "  ", "atlantis", "%", "0" * 24, "\0", "\ud800xxxx"])
    def test_what_names_none_is_told(self, links: Linkage, sought: str) -> None:
        with pytest.raises(UnknownIdError, match="No incident has"):
            found_incident(links, sought)
