"""An error in the intake of one of a hundred inputs, items, lines, records or posts."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from sayso.actions.add import add_opened
from sayso.actions.watch import Watcher
from sayso.intake import discover, feeds, html, jsonl, mail, telegram, text, warc
from sayso.intake.arrival import Taking
from sayso.intake.discover import open_arrivals
from sayso.intake.hints import NO_HINTS
from sayso.intake.inputs import open_inputs
from sayso.intake.mail import mail_document
from sayso.intake.parsing import parsed_here
from sayso.intake.units import unit_arrivals, units
from sayso.intake.workers import Workers
from sayso.ledger import LedgerError, open_ledger
from sayso.record import Document, Problem
from sayso.record.faults import is_internal
from tests.actions.test_watch import Watch, watch
from tests.cli.conftest import Sayso, sayso
from tests.faults.making import COUNT, MARK, TEXTS, BrokenError, lines_of
from tests.intake.making import export_of, feed_of, page_of, warc_of

__all__ = ["sayso", "watch"]


def _page(number: int) -> bytes:
    return page_of(f"Report {number}", TEXTS[number], "A second paragraph has more words in it.")


def _mail(number: int) -> bytes:
    made = EmailMessage()
    made["From"] = "Harbour Post <desk@harbour.example>"
    made["Subject"], made["Date"] = f"Report {number}", "Sun, 1 Mar 2026 08:00:00 +0000"
    made.set_content(TEXTS[number])
    return made.as_bytes()


def folder_of(folder: Path, suffix: str, make: Callable[[int], bytes]) -> Path:
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"{number:03}{suffix}").write_bytes(make(number))
    return folder


def text_folder(path: Path) -> Path:
    return folder_of(path / "texts", ".txt", lambda number: TEXTS[number].encode())


def page_folder(path: Path) -> Path:
    return folder_of(path / "pages", ".html", _page)


def mail_folder(path: Path) -> Path:
    return folder_of(path / "mails", ".eml", _mail)


def line_file(path: Path) -> Path:
    made = path / "feed.jsonl"
    made.write_bytes(lines_of())
    return made


def archive(path: Path) -> Path:
    made = path / "lake.warc"
    pages = [(f"https://lake.example/{number}", _page(number)) for number in range(COUNT)]
    made.write_bytes(warc_of(pages))
    return made


def feed_file(path: Path) -> Path:
    made = path / "lake.rss"
    items = [{"title": f"Item {at}", "description": told} for at, told in enumerate(TEXTS)]
    made.write_bytes(feed_of(*items))
    return made


def export_file(path: Path) -> Path:
    made = path / "result.json"
    told = [
        {"id": at, "type": "message", "date": "2026-03-01T08:00:00", "text": words}
        for at, words in enumerate(TEXTS)
    ]
    made.write_bytes(export_of(*told))
    return made


FORMATS: dict[str, tuple[Callable[[Path], Path], Any, str]] = {
    "text": (text_folder, text, "Document"),
    "page": (page_folder, html, "html_documents"),
    "mail": (mail_folder, mail, "_described"),
    "lines": (line_file, jsonl, "_line_document"),
    "language of lines": (line_file, jsonl, "with_language"),
    "archive": (archive, warc, "_page"),
    "page of an archive": (archive, html, "html_documents"),
    "feed": (feed_file, feeds, "_item"),
    "item": (feed_file, feeds, "item_document"),
    "export": (export_file, telegram, "message_text"),
    "post": (export_file, telegram, "post_document"),
    "side file": (text_folder, discover, "side_file"),
}
"""How each format is made, and a function of its intake that is made to raise."""


@pytest.fixture(autouse=True)
def parsed_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the parsers here, where a function of theirs can be made to raise."""

    def results(
        _: Workers, parser: str, given: tuple[Any, ...], _size: int, stream: Any = None
    ) -> Iterator[Any]:
        return parsed_here(parser, given, stream)

    monkeypatch.setattr(Workers, "results", results)


def raising_at(number: int, work: Callable[..., Any]) -> Callable[..., Any]:
    """`work`, raising when it is called for the time with this number, from 0."""
    calls = iter(range(1_000_000))

    def run(*given: Any, **named: Any) -> Any:
        if next(calls) == number:
            raise BrokenError(MARK)
        return work(*given, **named)

    return run


@pytest.mark.parametrize("name", FORMATS)
def test_ninety_nine_documents_and_one_problem(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, module, function = FORMATS[name]
    path = make(tmp_path)
    monkeypatch.setattr(module, function, raising_at(36, getattr(module, function)))
    found = [each.content for each in open_arrivals(path, Taking())]
    documents = [each for each in found if isinstance(each, Document)]
    problems = [each for each in found if isinstance(each, Problem)]
    assert (len(documents), len(problems)) == (COUNT - 1, 1)
    assert is_internal(problems[0])
    assert "BrokenError in intake" in problems[0].message
    assert not problems[0].message.startswith("internal error"), "it names the input"


@pytest.mark.parametrize("make", [line_file, archive])
def test_units_of_bulk_are_as_many(
    make: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path)
    monkeypatch.setattr(jsonl, "_line_document", raising_at(36, jsonl._line_document))
    monkeypatch.setattr(html, "html_documents", raising_at(36, html.html_documents))
    found = [
        each.content
        for unit in units(path, path.name)
        for each in unit_arrivals(unit, Taking(NO_HINTS))
    ]
    assert [isinstance(each, Document) for each in found].count(True) == COUNT - 1
    assert len(found) == COUNT


def test_a_ledger_that_fails_while_it_is_asked_ends_the_run(tmp_path: Path) -> None:
    def known(_capture: object) -> bool:
        raise LedgerError("the disk is gone")

    path = text_folder(tmp_path)
    with pytest.raises(LedgerError, match="the disk is gone"):
        list(open_inputs([str(path)], known=known, passing=(LedgerError,)))


def test_the_problem_is_in_the_ledger_with_its_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.faults.making import pipeline_failing_in

    path = line_file(tmp_path)
    monkeypatch.setattr(jsonl, "_line_document", raising_at(36, jsonl._line_document))
    with closing(open_ledger(tmp_path / "ledger.sqlite", "add")) as store:
        reader = pipeline_failing_in("none").read
        outcomes = list(add_opened(store, open_inputs([str(path)]), reader))
        assert len(outcomes) == COUNT
        (problem,) = store.problems()
    assert "line 37" in problem.problem.message


def test_an_input_that_is_lost_ends_read_with_one(
    sayso: Sayso, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.faults.making import pipeline_failing_in

    path = line_file(tmp_path)
    quick = pipeline_failing_in("none")
    monkeypatch.setattr("sayso.actions.read.default_pipeline", lambda *_: quick)
    monkeypatch.setattr(jsonl, "_line_document", raising_at(36, jsonl._line_document))
    ended = sayso("read", path, "--format", "jsonl")
    assert ended.code == 1
    assert len(ended.out.splitlines()) == COUNT - 1
    assert "line 37: internal error, please report: BrokenError in intake" in ended.err


def test_an_item_on_which_watching_raises_is_a_problem(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"Town{number}" for number in range(12)]
    watch.site["/feed"] = watch.items(*names)
    monkeypatch.setattr(Watcher, "_item", raising_at(5, Watcher._item))
    (look,), outcomes = watch.once()
    assert look.poll.outcome == "read"
    assert len(outcomes) == 12
    assert [each.added is None for each in outcomes].count(True) == 1
    assert len(watch.documents()) == 11
    (_,), again = watch.once()
    assert not again, "it is dealt with, and not tried at each look"


def test_a_feed_on_which_watching_raises_rests_and_the_others_are_looked_at(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.site["/feed"], watch.site["/other"] = watch.items("Kutum"), watch.items("Nyala")
    monkeypatch.setattr(feeds, "parse_feed", raising_at(0, feeds.parse_feed))
    looks, outcomes = watch.once(watch.feed(), watch.feed("/other"))
    assert [each.poll.outcome for each in looks] == ["failed", "read"]
    assert "internal error" in (looks[0].poll.message or "")
    assert len(outcomes) == 1


HEADS = (
    "(" * 100_000,
    "(" * 9_000 + "a@b.example" + ")" * 9_000,
    '"' * 50_000,
    "<" * 50_000,
    "a," * 50_000,
    "\\(" * 40_000,
    "=?utf-8?b?" * 5_000,
    "[" * 50_000 + "@",
    ":;" * 50_000,
)


@pytest.mark.parametrize("header", ["From", "Subject", "Date", "Content-Type", "Message-ID"])
@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[:8])
def test_a_mail_with_an_odd_header_is_a_document(header: str, head: str) -> None:
    raw = f"{header}: {head}\nX-Other: 1\n\nShells fell on Kutum.\n".encode()
    found = mail_document(raw, "odd.eml", NO_HINTS)
    assert isinstance(found, Document | Problem)
    if header in ("From", "Date", "Message-ID"):
        assert isinstance(found, Document)


def test_the_sender_of_an_ordinary_mail_stays_the_outlet() -> None:
    said = "Harbour Post (Newsdesk (night)) <desk@harbour.example>"
    found = mail_document(f"From: {said}\n\nShells fell.\n".encode(), "a.eml", NO_HINTS)
    assert isinstance(found, Document)
    assert (found.outlet or "").startswith("Harbour Post")


def _heads(count: int) -> Iterator[bytes]:
    chosen = random.Random(7)  # noqa: S311
    pieces = [
        "(",
        ")",
        "<",
        ">",
        '"',
        "@",
        ",",
        ";",
        ":",
        "a",
        " ",
        "\\",
        "[",
        "]",
        ".",
        "=?",
        "?=",
    ]
    for _ in range(count):
        yield "".join(chosen.choices(pieces, k=chosen.randrange(1, 4_000))).encode()


def test_senders_made_at_random_raise_nothing() -> None:
    for head in _heads(150):
        found = mail_document(b"From: " + head + b"\n\nShells fell.\n", "a.eml", NO_HINTS)
        assert isinstance(found, Document)


def test_standard_input_that_raises_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "_documents", raising_at(0, discover._documents))
    (found,) = open_arrivals("-", Taking(stdin=io.BytesIO(b"Shells fell.")))
    assert isinstance(found.content, Problem)
    assert found.content.message.startswith("standard input: internal error")
