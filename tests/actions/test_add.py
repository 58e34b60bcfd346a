"""Reading many inputs into a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.actions import add as adding
from sayso.actions.add import add, add_opened
from sayso.actions.listing import list_claims
from sayso.actions.read import Unreadable, read, read_inputs
from sayso.actions.show import ShownClaim, paragraph_of, show
from sayso.intake import Hints
from sayso.intake.inputs import Opened, expected_documents
from sayso.ledger import Added, ClaimFilter, NewReading, Store, open_ledger
from sayso.record import Block, Document, Problem, Reading, Span
from tests.made import market_reading, narrated_reading

HUNDRED = [
    Opened("reports/", Document(f"Report {number}: shells fell on Kutum.")) for number in range(100)
]
UNREAD = Problem("intake", "reports/17.txt: it is a picture, not text. Save its text.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_ledger(tmp_path / "ledger.sqlite", "add")) as opened:
        yield opened


def narrated(document: Document) -> Reading:
    return replace(narrated_reading(document.text), document=document)


def test_one_bad_input_of_a_hundred_is_a_problem_and_the_others_are_read(store: Store) -> None:
    inputs = [*HUNDRED[:17], Opened("reports/", UNREAD), *HUNDRED[18:]]
    outcomes = list(add_opened(store, inputs, narrated))
    assert [each.problem for each in outcomes if not each.added] == [UNREAD]
    assert len(store.documents()) == 99
    (unread,) = store.problems()
    assert (unread.source, unread.problem) == ("reports/", UNREAD)


def test_what_is_held_already_is_not_read_again(store: Store) -> None:
    list(add_opened(store, HUNDRED[:3], narrated))

    def never(document: Document) -> Reading:
        raise AssertionError(f"read again: {document.text}")

    outcomes = list(add_opened(store, HUNDRED[:3], never))
    assert [each.added.new for each in outcomes if each.added] == [False] * 3


def test_an_outcome_is_told_only_once_the_document_is_safe(store: Store) -> None:
    for told, outcome in enumerate(add_opened(store, HUNDRED[:5], narrated), start=1):
        assert outcome.added
        with closing(open_ledger(store.path)) as other:  # type: ignore[attr-defined]
            assert len(other.documents()) >= told


def test_several_are_stored_at_once_and_told_in_their_order(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "MOST_WAITING", 4)
    monkeypatch.setattr(adding, "LONGEST_S", 1e9)
    sizes: list[int] = []
    real = store.add_many

    def counted(arrivals: Sequence[NewReading]) -> Sequence[Added]:
        sizes.append(len(arrivals))
        return real(arrivals)

    monkeypatch.setattr(store, "add_many", counted)
    told = [each.source for each in add_opened(store, HUNDRED[:10], narrated)]
    assert told == [each.source for each in HUNDRED[:10]]
    assert sizes == [4, 4, 2]


def test_what_was_read_is_stored_after_a_while(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "LONGEST_S", 0.0)
    opened = iter(HUNDRED[:3])
    outcomes = add_opened(store, opened, narrated)
    assert next(outcomes).added
    assert len(list(opened)) == 2


def test_versions_that_come_together_know_of_each_other(store: Store) -> None:
    url = "https://savanna.example/1"
    versions = [
        Opened(f"{number}.txt", Document(f"Report {number}: shells fell.", url=url))
        for number in range(3)
    ]
    outcomes = list(add_opened(store, [*versions, versions[2]], narrated))
    keys = [each.fingerprint for each in store.documents()]
    assert [each.before for each in outcomes] == [None, keys[0], keys[1], None]
    assert [each.added.new for each in outcomes if each.added] == [True, True, True, False]


def test_a_document_whose_spans_went_wrong_does_not_stop_the_others(store: Store) -> None:
    def astray(document: Document) -> Reading:
        reading = narrated(document)
        if "Report 1:" not in document.text:
            return reading
        return replace(reading, blocks=(Block("paragraph", Span(0, 999)),))

    outcomes = list(add_opened(store, HUNDRED[:3], astray))
    assert [each.added is not None for each in outcomes] == [True, False, True]
    (unread,) = store.problems()
    assert unread.problem.stage == "ledger"
    assert "blocks of document" in unread.problem.message


def test_hints_and_files_reach_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The army said that two drones fell on Kutum.")
    ledger = tmp_path / "ledger.sqlite"
    (outcome,) = add([str(tmp_path / "a.txt")], ledger, Hints(outlet="Darfur Voice"))
    assert outcome.added
    assert outcome.added.claims
    ((reading, claims),) = list_claims(ledger, ClaimFilter(outlet="darfur", claimant="army"))
    assert reading.document.outlet == "Darfur Voice"
    assert "two drones fell" in claims[0].evidence.of(reading.document.text)


def test_reading_stores_nothing_and_tells_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The army said that two drones fell on Kutum.")
    good, bad = read_inputs([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])
    assert isinstance(good, Reading)
    assert good == read(Document("The army said that two drones fell on Kutum."))
    assert isinstance(bad, Unreadable)
    assert "b.txt" in bad.problem.message
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_documents_are_counted_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a.txt").write_text("Shells fell.")
    (tmp_path / "feed.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n')
    (tmp_path / "picture.png").touch()
    assert expected_documents([str(tmp_path), "nowhere.txt", "https://news.example/a"]) == 5
    assert expected_documents([str(tmp_path), "-"]) is None


class TestShow:
    def test_a_claim_comes_with_its_paragraph(self, tmp_path: Path) -> None:
        reading = market_reading()
        claim = (reading.claims or ())[0]
        with closing(open_ledger(tmp_path / "l.sqlite", "add")) as store:
            store.add(reading)
        shown = show(tmp_path / "l.sqlite", claim.id)
        assert isinstance(shown, ShownClaim)
        assert shown.paragraph
        paragraph = shown.paragraph.of(reading.document.text)
        assert paragraph.startswith("At least 54")
        assert paragraph.endswith("Harbour Post.")

    def test_evidence_over_two_blocks_shows_both(self) -> None:
        reading = market_reading()
        assert reading.blocks
        one, two = (each.span for each in reading.blocks[1:])
        assert paragraph_of(reading, Span(one.end - 3, two.start + 3)) == Span(one.start, two.end)

    def test_evidence_in_no_block_shows_itself(self) -> None:
        reading = replace(market_reading(), blocks=())
        assert paragraph_of(reading, Span(5, 9)) == Span(5, 9)
