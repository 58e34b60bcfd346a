"""`sayso watch`, `versions`, `verify`, and snapshots written out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.cli.exits import Exit
from sayso.intake.fetch_policy import ALLOW_PRIVATE, GAP
from sayso.ledger import open_ledger
from tests.cli.conftest import Sayso
from tests.intake.making import export_of, feed_of, page_of, pdf_of, warc_of
from tests.intake.serving import Answer, Site, serving
from tests.made import narrated_reading

STORY = "The governor said that ten people were killed in Kutum on Monday."


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    monkeypatch.setenv(GAP, "0")
    with serving() as running:
        yield running


@pytest.fixture
def feeds(site: Site, tmp_path: Path) -> Path:
    """A list of one feed with two items."""
    links = [f"{site.address}/{name}" for name in ("kutum", "nyala")]
    site["/feed"] = Answer(feed_of(*({"title": each, "link": each} for each in links)))
    for each in ("kutum", "nyala"):
        site[f"/{each}"] = Answer(page_of(f"Shells hit {each}", STORY))
    path = tmp_path / "feeds.toml"
    path.write_text(f'[[feed]]\nurl = "{site.address}/feed"\noutlet = "Lake Radio"\n')
    return path


class TestWatch:
    def test_it_says_what_it_does(self, sayso: Sayso, feeds: Path) -> None:
        ended = sayso("watch", feeds, "--once", "--ledger", "a.sqlite", "--progress")
        assert ended.code == Exit.DONE
        assert "Lake Radio: 2 items, 2 added; next look" in ended.err
        assert [line.split()[0] for line in ended.out.splitlines()] == ["added", "added"]
        again = sayso("watch", feeds, "--once", "--ledger", "a.sqlite", "--progress")
        assert "2 items, 0 added" in again.err
        assert again.out == ""

    def test_a_failing_feed_is_told_and_changes_how_it_ends(
        self, sayso: Sayso, feeds: Path, site: Site
    ) -> None:
        site["/feed"] = Answer(status=503)
        ended = sayso("watch", feeds, "--once", "--ledger", "a.sqlite")
        assert ended.code == Exit.NONE_READ
        assert "failed 1 time(s)" in ended.err
        assert "the server says 503" in ended.err

    def test_a_check_asks_no_one(self, sayso: Sayso, feeds: Path, site: Site) -> None:
        ended = sayso("watch", feeds, "--check")
        assert ended.code == Exit.DONE
        assert "Lake Radio, every 900 s: not yet" in ended.err
        assert site.asked == []
        assert not Path("sayso.sqlite").exists()
        sayso("watch", feeds, "--once", "--ledger", "a.sqlite")
        assert "read, next look" in sayso("watch", feeds, "--check", "--ledger", "a.sqlite").err

    def test_a_list_that_can_not_be_used_is_told(self, sayso: Sayso, tmp_path: Path) -> None:
        ended = sayso("watch", tmp_path / "none.toml")
        assert ended.code == Exit.USAGE
        assert "There is no list of feeds" in ended.err
        (tmp_path / "empty.toml").write_text("# [[feed]]")
        assert "names no feed" in sayso("watch", tmp_path / "empty.toml").err


class TestVersions:
    def test_what_was_changed_is_shown_by_whom(self, sayso: Sayso, tmp_path: Path) -> None:
        export = tmp_path / "result.json"
        for words in (
            f"{STORY} Rebels said that they had shot down two drones.",
            STORY.replace("ten", "fourteen"),
        ):
            export.write_bytes(export_of({"text": words}))
            told = sayso("add", export, "--ledger", "a.sqlite")
        assert "other words than before at this address" in told.err
        shown = sayso("versions", "--ledger", "a.sqlite").out
        assert "~ governor: ten people were killed" in shown
        assert "→ governor: fourteen people were killed" in shown
        assert re.search(r"- Rebels: .*two drones", shown)
        assert sayso("versions", "telegram:4711/1", "--ledger", "a.sqlite").out == shown

    def test_none_is_said_so(self, sayso: Sayso, ledger: Path) -> None:
        ended = sayso("versions", "--ledger", ledger)
        assert (ended.code, ended.out) == (Exit.DONE, "")
        assert "nothing has versions" in ended.err

    def test_an_unknown_one_is_told(self, sayso: Sayso, ledger: Path) -> None:
        assert sayso("versions", "nowhere", "--ledger", ledger).code == Exit.UNKNOWN_ID


class TestVerify:
    def test_a_ledger_that_holds(self, sayso: Sayso, ledger: Path) -> None:
        ended = sayso("verify", "--ledger", ledger)
        assert ended.code == Exit.DONE
        assert "2 documents, 3 claims" in ended.err
        assert "all hold" in ended.err

    def test_what_fails_is_named(self, sayso: Sayso, ledger: Path) -> None:
        with closing(sqlite3.connect(ledger)) as raw:
            raw.execute("DROP TRIGGER documents_no_update")
            raw.execute("UPDATE documents SET text = 'x' || text WHERE number = 2")
            raw.commit()
        ended = sayso("verify", "--ledger", ledger)
        assert ended.code == Exit.LEDGER
        key = narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer").document.id
        assert f"{key}: Evidence does not hold" in ended.err
        assert "1 fail" in ended.err

    def test_an_added_claim_whose_words_were_changed_is_named(
        self, sayso: Sayso, ledger: Path
    ) -> None:
        key = narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer").document.id
        done = sayso("judge", "add", key, "Shells fell on", "claimant=Radio", "--ledger", ledger)
        assert done.code == Exit.DONE
        assert "2 documents, 4 claims" in sayso("verify", "--ledger", ledger).err
        with closing(sqlite3.connect(ledger)) as raw:
            raw.execute("DROP TRIGGER judgements_no_update")
            raw.execute("UPDATE judgements SET packed = replace(packed, 'fell on', 'fell in')")
            raw.commit()
        ended = sayso("verify", "--ledger", ledger)
        assert ended.code == Exit.LEDGER
        assert "a claim was added with other words" in " ".join(ended.err.split())


def test_snapshots_are_written_out_and_read_again(sayso: Sayso, tmp_path: Path) -> None:
    pages = [("https://lake.example/1", page_of("Minova falls", STORY))]
    (tmp_path / "in.warc.gz").write_bytes(warc_of(pages))
    sayso("add", "in.warc.gz", "--ledger", "a.sqlite")
    ended = sayso("export", "--format", "warc", "--out", "out.warc.gz", "--ledger", "a.sqlite")
    assert "1 snapshots written to out.warc.gz" in ended.err
    sayso("add", "out.warc.gz", "--ledger", "b.sqlite")
    with closing(open_ledger("a.sqlite")) as one, closing(open_ledger("b.sqlite")) as other:
        assert list(one.readings()) == list(other.readings())


def test_a_claim_in_a_paper_tells_its_page(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of(["Nothing to see on this page."], [STORY]))
    sayso("add", "a.pdf", "--ledger", "a.sqlite", "--published", "2025-03-01")
    with closing(open_ledger("a.sqlite")) as store:
        claim = next(c for c in store.claims() if "killed" in c.words)
    shown = sayso("show", claim.statement.claim.id, "--ledger", "a.sqlite").out
    assert "page        2 of 2" in shown


def test_adding_the_same_bytes_again_adds_nothing(sayso: Sayso, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{STORY}"}}\n{{"text": "Shells fell."}}\n')
    assert "2 documents added" in sayso("add", "a.jsonl", "--ledger", "a.sqlite").err
    ended = sayso("add", "a.jsonl", "--ledger", "a.sqlite", "--progress")
    assert "0 documents added with 0 claims; 2 there already" in ended.err
    assert [line.split()[0] for line in ended.out.splitlines()] == ["held", "held"]
