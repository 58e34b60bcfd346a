"""Jobs of handing in outlive the site: what is shown, what goes on, and what is not read twice."""

from __future__ import annotations

import re
import stat
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.submit import StoppingError
from sayso.index.service import IncidentIndex
from sayso.record import Document, Reading
from tests.web.site import local_site, people_of, quickly
from tests.web.test_guard import PASSWORD
from tests.web.test_handing_in import documents_on, ended, uploads

LINES = b"".join(b'{"text": "Bridge %d of Kosti fell."}\n' % each for each in range(6))


class StopsAfter:
    """Reads so many documents, then is ended as by the end of the site; counts what it reads."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.read: Counter[str] = Counter()
        self.stopped = threading.Event()

    def __call__(self, document: Document) -> Reading:
        if not self.left:
            self.stopped.set()
            raise StoppingError
        self.left -= 1
        self.read[document.text] += 1
        return quickly(document)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "ledger.sqlite")) as made:
        yield made


@pytest.fixture
def people(desk: IncidentIndex) -> Iterator[People]:
    with closing(people_of(desk)) as made:
        yield made


def page_of(site: TestClient, begun: Any) -> str:
    return ended(site, begun)


def folder_of(people: People) -> Path:
    return people.path.with_name(f"{people.path.stem}.handed-in")


def left_in(people: People) -> list[str]:
    return [each.name for each in folder_of(people).iterdir() if each.is_dir()]


def test_a_site_that_starts_again_goes_on_and_reads_nothing_twice(
    desk: IncidentIndex, people: People
) -> None:
    first, second = StopsAfter(3), StopsAfter(100)
    with local_site(desk, people, first) as site:
        begun = uploads(site, ("a.jsonl", LINES), ("b.txt", b"The dam held."), outlet="Lake Radio")
        page = page_of(site, begun)
        assert "when the site runs again, it goes on with the rest" in page
        assert len(documents_on(page)) == 3
        (job,) = left_in(people)
        assert stat.S_IMODE(folder_of(people).stat().st_mode) == 0o700
        assert stat.S_IMODE((folder_of(people) / job / "0").stat().st_mode) == 0o600
    with local_site(desk, people, second) as site:
        page = page_of(site, begun)
        assert "All of it was read." in page
        assert len(documents_on(page)) == 7
        assert "<b>7 documents</b> added." in page, "three were noted before, and none is known"
        assert "a.jsonl, b.txt" in site.get("/add").text
        article = site.get(f"/articles/{documents_on(page)[-1]}").text
        assert "Lake Radio" in article, "what the form said is kept as well"
    assert set((first.read + second.read).values()) == {1}
    assert sum(second.read.values()) == 4
    assert left_in(people) == [], "bytes that were read are not kept"


BEHIND = re.compile('<p class="behind".*?</p>')
"""Shown while the index is brought up to date."""


def test_what_ended_is_shown_as_it_ended(desk: IncidentIndex, people: People) -> None:
    with local_site(desk, people, quickly) as site:
        done = uploads(site, ("a.txt", b"The bridge fell."), ("c.txt", b"\0\1\2\3"))
        before = page_of(site, done)
    reader = StopsAfter(0)
    with local_site(desk, people, reader) as site:
        assert BEHIND.sub("", page_of(site, done)) == BEHIND.sub("", before)
        assert "c.txt: it is no text" in before
    assert not reader.read


def test_a_job_whose_files_are_gone_or_whose_person_may_not_ends(
    desk: IncidentIndex, people: People
) -> None:
    with local_site(desk, people, StopsAfter(0)) as site:
        gone = uploads(site, ("a.txt", b"The bridge fell."))
        page_of(site, gone)
    (job,) = left_in(people)
    (folder_of(people) / job / "0").unlink()
    people.add_user("oksana", "reviewer", PASSWORD)
    people.jobs.add("f" * 24, "oksana", "2026-03-04T00:00:00+00:00", "ended", [])
    people.accounts.set_role("oksana", "reader")
    with local_site(desk, people, quickly) as site:
        assert "A file of it is not on the disk any more." in page_of(site, gone)
    states = {each.person: (each.state, each.fault) for each in people.jobs.all()}
    assert states["oksana"] == ("failed", "Whoever handed it in may hand in nothing any more.")
    people.remove_user("oksana")
    assert [each.person for each in people.jobs.all()] == ["local"]


def test_a_job_that_another_process_reads_is_left_to_it(
    desk: IncidentIndex, people: People
) -> None:
    waits = threading.Event()

    def slowly(document: Document) -> Reading:
        assert waits.wait(60)
        return quickly(document)

    reader = StopsAfter(100)
    with local_site(desk, people, slowly) as first:
        begun = uploads(first, ("a.txt", b"The bridge fell."))
        with local_site(desk, people, reader) as second:
            assert second.get(begun.headers["location"]).status_code == 404
            assert "a.txt" not in second.get("/add").text
            waits.set()
            assert documents_on(page_of(first, begun))
    assert not reader.read


def test_old_jobs_are_forgotten_and_those_at_work_are_not(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.accounts.jobs.MOST_KEPT", 3)
    for number in range(6):
        people.jobs.add(f"{number}", "local", "2026-03-04T00:00:00+00:00", "r", [])
        if number != 1:
            people.jobs.end(f"{number}", "done", "")
    people.jobs.add("last", "local", "2026-03-04T00:00:00+00:00", "r", [])
    assert [each.id for each in people.jobs.all()] == ["1", "4", "5", "last"]


def test_a_file_that_cannot_be_kept_is_not_handed_in(desk: IncidentIndex, people: People) -> None:
    folder_of(people).write_text("no folder")
    with local_site(desk, people, quickly) as site:
        answer = uploads(site, ("a.txt", b"The bridge fell."))
        assert answer.status_code == 503
        assert "be kept: the disk of this site is full" in answer.text
    assert people.jobs.all() == []
