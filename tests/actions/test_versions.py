"""Silent edits are shown, and a ledger can be checked whole."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from sayso.actions.add import add
from sayso.actions.export import export_snapshots
from sayso.actions.verify import verify
from sayso.actions.versions import changes
from sayso.intake import open_input
from sayso.ledger import open_ledger
from sayso.record import Document
from tests.intake.making import export_of, page_of
from tests.intake.serving import Answer, Site

STORY = "The governor said that ten people were killed in Kutum on Monday."
DENIAL = "The army denied that its guns had fired."


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def address(site: Site, ledger: Path) -> str:
    """A page that was added twice, the second time with other words."""
    site["/story"] = Answer(page_of("Kutum shelled", STORY, DENIAL), headers={"etag": '"1"'})
    address = f"{site.address}/story"
    (first,) = add([address], ledger)
    assert first.added
    assert first.added.new
    site["/story"] = Answer(page_of("Kutum shelled", STORY.replace("ten", "fourteen")))
    (second,) = add([address], ledger)
    assert second.before == first.added.document
    return address


class TestVersions:
    def test_the_difference_in_claims_is_shown(self, ledger: Path, address: str) -> None:
        (change,) = changes(ledger, address)
        assert [(one.words, other.words) for one, other in change.claims_changed] == [
            ("ten people were killed in Kutum on Monday",
             "fourteen people were killed in Kutum on Monday")
        ]  # fmt: skip
        assert any("guns had fired" in each.words for each in change.claims_gone)
        assert change.claims_new == ()
        assert list(changes(ledger)) == [change]
        assert list(changes(ledger, change.newer.fingerprint[:8])) == [change]

    def test_a_page_with_the_same_words_is_no_version(
        self,
        site: Site,
        ledger: Path,
        address: str,
    ) -> None:
        site["/story"] = Answer(page_of("Kutum shelled", STORY.replace("ten", "fourteen")) + b"\n")
        (outcome,) = add([address], ledger)
        assert outcome.added
        assert not outcome.added.new
        assert len(list(changes(ledger))) == 1

    def test_one_that_comes_back_is_noted(self, site: Site, ledger: Path, address: str) -> None:
        site["/story"] = Answer(page_of("Kutum shelled", STORY, DENIAL))
        (outcome,) = add([address], ledger)
        assert outcome.added
        assert not outcome.added.new
        with closing(open_ledger(ledger)) as store:
            assert len(store.kept(outcome.added.document)) == 2
            assert len(store.snapshots()) == 2

    def test_an_edited_post_is_a_version(self, tmp_path: Path, ledger: Path) -> None:
        export = tmp_path / "result.json"
        export.write_bytes(export_of({"text": f"{STORY} {DENIAL}"}))
        list(add([str(export)], ledger))
        export.write_bytes(export_of({"text": DENIAL, "edited_unixtime": "1740819600"}))
        (outcome,) = add([str(export)], ledger)
        assert outcome.before
        (change,) = changes(ledger, "telegram:4711/1")
        assert any("killed" in each.words for each in change.claims_gone)

    def test_documents_without_versions_show_nothing(self, tmp_path: Path, ledger: Path) -> None:
        (tmp_path / "a.txt").write_text(STORY)
        list(add([str(tmp_path / "a.txt")], ledger))
        assert list(changes(ledger)) == []


class TestVerify:
    @pytest.mark.usefixtures("address")
    def test_an_untouched_ledger_holds(self, ledger: Path) -> None:
        found = verify(ledger)
        assert (found.documents, found.snapshots, found.failures) == (2, 2, ())
        assert found.claims >= 3
        assert found.spans > found.claims

    @pytest.mark.parametrize(
        ("table", "change", "told"),
        [
            ("documents", "text = replace(text, 'ten', 'two')", "no longer what was added"),
            ("statements", "evidence = 'x'", "stored with other words"),
            ("statements", "start = start + 1", "stored with other words"),
            ("snapshots", "packed = x'00'", "no longer those that came in"),
            ("readings", "packed = '{}'", ""),
        ],
    )
    @pytest.mark.usefixtures("address")
    def test_what_was_tampered_with_is_told(
        self, ledger: Path, table: str, change: str, told: str
    ) -> None:
        with closing(sqlite3.connect(ledger)) as raw:
            raw.execute(f"DROP TRIGGER {table}_no_update")
            key = "sha256" if table == "snapshots" else "rowid"
            raw.execute(
                f"UPDATE {table} SET {change} WHERE {key} = (SELECT min({key}) FROM {table})"
            )
            raw.commit()
        found = verify(ledger)
        assert len(found.failures) == 1
        assert told in found.failures[0][1]

    @pytest.mark.usefixtures("address")
    def test_claims_taken_away_are_told(self, ledger: Path) -> None:
        with closing(sqlite3.connect(ledger)) as raw:
            raw.execute("DROP TRIGGER statements_no_delete")
            raw.execute("DELETE FROM statements WHERE number = 1")
            raw.commit()
        (failure,) = verify(ledger).failures
        assert "are listed" in failure[1]


class TestSnapshotsAsAnArchive:
    def test_the_pages_come_out_as_they_came_in(
        self, tmp_path: Path, ledger: Path, address: str
    ) -> None:
        (tmp_path / "a.txt").write_text(STORY)
        list(add([str(tmp_path / "a.txt")], ledger))
        out = tmp_path / "out.warc.gz"
        with out.open("wb") as archive:
            assert export_snapshots(ledger, archive) == 3
        records = []
        for record in ArchiveIterator(io.BytesIO(out.read_bytes())):
            target = record.rec_headers.get_header("WARC-Target-URI")
            records.append((record.rec_type, target, record.content_stream().read()))
        assert [kind for kind, _, _ in records] == ["warcinfo", "response", "response", "resource"]
        assert records[1][1:] == (address, page_of("Kutum shelled", STORY, DENIAL))
        assert records[3][2] == STORY.encode()

    def test_sayso_reads_its_own_archive(self, tmp_path: Path, ledger: Path, address: str) -> None:
        out = tmp_path / "out.warc.gz"
        with out.open("wb") as archive:
            export_snapshots(ledger, archive)
        found = [each for each in open_input(out) if isinstance(each, Document)]
        assert [each.url for each in found] == [address, address]
        with closing(open_ledger(ledger)) as store:
            texts = [store.reading(each.fingerprint).document.text for each in store.documents()]
        assert [each.text for each in found] == texts
