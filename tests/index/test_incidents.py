"""Incidents for a command: from the index beside a ledger or one in memory, the same."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from sayso.exports.chosen import IncidentRef, Placed
from sayso.index.database import IndexDatabase
from sayso.index.incidents import find_incident, open_incidents
from sayso.index.reader import IncidentReader
from sayso.index.service import IncidentIndex
from sayso.ledger import NewReading, NoLedgerError, UnknownIdError, open_ledger
from sayso.linking.linker import LinkedLedger, link
from sayso.record import Incident, Judgement, Reading
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


@pytest.fixture(scope="module")
def made(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same ledger with its index, as the first who looks makes it."""
    folder = tmp_path_factory.mktemp("made")
    with open_incidents(Path(shutil.copy(filled, folder / "war.sqlite"))) as links:
        assert len(links.claims)
    return folder


@pytest.fixture
def indexed(made: Path, tmp_path: Path) -> Path:
    """A ledger of a test's own that was looked at before."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "war.sqlite"


def fill(path: Path, readings: Iterable[Reading], judged: Iterable[Judgement] = ()) -> None:
    with closing(open_ledger(path, "add")) as store:
        store.add_many([NewReading(each) for each in readings])
        for one in judged:
            store.judge(one)


def everything(links: IncidentReader) -> list[object]:
    """All that there is to ask, but the order of claims within a table of equals."""
    statements = [each.id for reading in READINGS for each in reading.claims or ()]
    happenings = IncidentRefs(links)
    return [
        (len(links.incidents), len(links.claims)),
        list(links.largest()),
        list(links.largest(3)),
        list(links.revised()),
        list(links.claims_by_incident()),
        [links.of(each) for each in links.largest()],
        links.most_met(7),
        links.placed([*statements, "0" * 24]),
        {each: links.homes([each]) for each in statements},
        [links.folded(each) for each in statements],
        [links.by_id(each[:10]) for each in statements],
        links.by_words(["market"]),
        links.by_words(["izmail", "drones"]),
        links.by_words(["atlantis"]),
        links.by_id("0" * 24),
        [(key, happenings[key]) for key in happenings],
        len(happenings),
    ]


def as_linked(linked: LinkedLedger) -> list[object]:
    """What `everything` must give, from what linking all at once comes to."""
    incidents = {each.id: each for each in linked.incidents}
    claims = {each.id: each for each in linked.claims}
    homes = {place.claim: each for each in linked.claims for place in each.appearances}
    statements = [each.id for reading in READINGS for each in reading.claims or ()]

    def by_words(*words: str) -> Incident | None:
        def text(each: Incident) -> str:
            headline = each.headline.words if each.headline else ""
            return f"{each.title} {headline} {each.place.name if each.place else ''}".casefold()

        return next(
            (each for each in linked.incidents if all(w in text(each) for w in words)), None
        )

    def happening(each: Incident) -> IncidentRef:
        told = [place.published for key in each.claims for place in claims[key].appearances]
        return IncidentRef(
            each.id, each.kind, each.place, each.earliest, each.latest, each.origins,
            len(each.rivals), min((when for when in told if when), default=None),
            each.headline.document if each.headline else "",
        )  # fmt: skip

    return [
        (len(incidents), len(claims)),
        list(linked.incidents),
        list(linked.incidents[:3]),
        [each for each in linked.incidents if each.history],
        list(linked.claims),
        [tuple(claims[key] for key in each.claims) for each in linked.incidents],
        sorted(linked.claims, key=lambda each: (-len(each.appearances), each.id))[:7],
        {
            key: Placed(homes[key].incident, homes[key].id, len(homes[key].appearances),
                        homes[key].origins)
            for key in statements if key in homes
        },
        {key: {key: homes[key].incident} if key in homes else {} for key in statements},
        [homes.get(key) for key in statements],
        [incidents[homes[key].incident] if key in homes else None for key in statements],
        by_words("market"),
        by_words("izmail", "drones"),
        by_words("atlantis"),
        None,
        [(each.id, happening(each)) for each in linked.incidents],
        len(incidents),
    ]  # fmt: skip


@pytest.mark.parametrize("writable", [True, False])
def test_an_index_gives_what_linking_all_at_once_does(ledger: Path, writable: bool) -> None:
    fill(ledger, (), [JUDGED])
    if not writable:
        ledger.with_suffix(".desk").mkdir()
    with open_incidents(ledger) as links:
        assert everything(links) == as_linked(link(READINGS[:30], [JUDGED]))
    assert ledger.with_suffix(".desk").is_file() == writable


def test_what_came_since_is_linked_first(ledger: Path) -> None:
    with open_incidents(ledger) as links:
        before = list(links.largest())
    fill(ledger, READINGS[30:])
    with open_incidents(ledger) as links:
        later = list(links.largest())
        assert list(links.largest()) == list(link(READINGS).incidents)
    fill(ledger, (), [JUDGED])
    with open_incidents(ledger) as links:
        judged = list(links.largest())
    assert judged == list(link(READINGS, [JUDGED]).incidents)
    assert before != later
    assert later != judged


def test_an_index_that_has_all_is_only_read(indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_incidents(indexed) as links:
        shown = list(links.largest())
    monkeypatch.setattr(
        IncidentIndex, "__init__", lambda *_: pytest.fail("the index was opened to write")
    )
    with open_incidents(indexed) as links:
        assert list(links.largest()) == shown


def test_one_state_is_read_whoever_writes_meanwhile(indexed: Path) -> None:
    with open_incidents(indexed) as links:
        incidents = links.largest()
        first = next(incidents)
        fill(indexed, READINGS[30:])
        with closing(IncidentIndex(indexed)) as desk:
            desk.catch_up()
        assert [first, *incidents] == list(FEW.incidents)
        assert links.of(first)


def test_of_incidents_of_one_size_the_earliest_is_first(indexed: Path) -> None:
    with open_incidents(indexed) as links:
        keys = sorted((each.id for each in links.largest()), reverse=True)
    with closing(sqlite3.connect(indexed.with_suffix(".desk"))) as file, file:
        for began, key in enumerate(keys):
            file.execute("UPDATE incidents SET less = -1, began = ? WHERE id = ?", (began, key))
    with open_incidents(indexed) as links:
        assert [each.id for each in links.largest()] == keys


@pytest.mark.parametrize("spoilt", ["version", "ledger", "documents"])
def test_the_index_of_another_ledger_or_version_is_not_read(indexed: Path, spoilt: str) -> None:
    with open_incidents(indexed) as links:
        shown = list(links.largest())
    with closing(sqlite3.connect(indexed.with_suffix(".desk"))) as file, file:
        file.execute("UPDATE incidents SET packed = replace(packed, 'Kutum', 'Elsewhere')")
        if spoilt == "documents":
            file.execute("UPDATE documents SET key = 'another' || key")
        else:
            file.execute("UPDATE about SET value = 'another' WHERE name = ?", (spoilt,))
    with open_incidents(indexed) as links:
        assert list(links.largest()) == shown


def test_where_no_index_can_be_written_all_is_made_in_memory_and_told(ledger: Path) -> None:
    ledger.with_suffix(".desk").mkdir()
    said: list[str] = []
    with open_incidents(ledger, notify=said.append) as links:
        assert list(links.largest()) == list(FEW.incidents)
    assert len(said) == 1
    assert "can't be made" in said[0]
    assert "in memory" in said[0]


def test_an_index_that_is_locked_for_long_is_done_without(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = IndexDatabase.writing

    def locked(database: IndexDatabase) -> object:
        if database.path is not None:
            raise sqlite3.OperationalError("database is locked")
        return writing(database)

    monkeypatch.setattr(IndexDatabase, "writing", locked)
    said: list[str] = []
    with open_incidents(ledger, notify=said.append) as links:
        assert list(links.largest()) == list(FEW.incidents)
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

    with open_incidents(ledger, watch, said.append):
        pass
    assert seen == [30, *range(30)]
    assert "linking 30 documents" in said[0]
    with open_incidents(ledger, watch, said.append):
        pass
    assert len(said) == 1


def test_no_ledger_is_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(NoLedgerError), open_incidents(tmp_path / "none.sqlite"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_empty_ledger_has_nothing(tmp_path: Path) -> None:
    open_ledger(tmp_path / "empty.sqlite", "add").close()
    with open_incidents(tmp_path / "empty.sqlite") as links:
        assert (len(links.incidents), len(links.claims)) == (0, 0)
        assert list(links.claims_by_incident()) == []


def test_a_text_that_was_tampered_with_is_not_linked(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as file, file:
        for (name,) in file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'documents'"
        ).fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        file.execute("UPDATE documents SET text = upper(text) WHERE number = 3")
    said: list[str] = []
    changed, other = READINGS[2], READINGS[3]
    with open_incidents(ledger, notify=said.append) as links:
        assert not links.placed([each.id for each in changed.claims or ()])
        assert links.placed([each.id for each in other.claims or ()])
    (named,) = (each for each in said if "Evidence does not hold" in each)
    assert named.startswith(changed.document.fingerprint[:24])


class TestNaming:
    """What names an incident, for commands by id or words, for the site by id."""

    @pytest.fixture
    def links(self, indexed: Path) -> Iterable[IncidentReader]:
        with open_incidents(indexed) as links:
            yield links

    def test_by_its_id_or_a_claims(self, links: IncidentReader) -> None:
        for incident in links.largest():
            assert find_incident(links, incident.id) == incident
            assert find_incident(links, incident.id[:10]) == incident
            for claim in links.of(incident):
                assert find_incident(links, claim.appearances[-1].claim[:10]) == incident

    def test_by_words_of_its_title_or_place_the_largest_first(self, links: IncidentReader) -> None:
        largest = next(each for each in links.largest() if "port" in each.title.lower())
        assert find_incident(links, "PORT") == largest
        place = largest.place.name if largest.place else ""
        assert find_incident(links, f"{place.lower()} port") == largest

    @pytest.mark.parametrize("sought", ["", "  ", "atlantis", "%", "0" * 24, "\0", "\ud800xxxx"])
    def test_what_names_none_is_told(self, links: IncidentReader, sought: str) -> None:
        with pytest.raises(UnknownIdError, match="No incident has"):
            find_incident(links, sought)
        assert links.by_id(sought) is None

    def test_several_that_begin_so_are_an_error(self, indexed: Path) -> None:
        with closing(sqlite3.connect(indexed.with_suffix(".desk"))) as file, file:
            file.execute("UPDATE incidents SET id = 'same' || id")
        with open_incidents(indexed) as links:
            with pytest.raises(UnknownIdError, match="More than one incident has an id"):
                find_incident(links, "same")
            assert find_incident(links, next(iter(links.incidents))[:14])
