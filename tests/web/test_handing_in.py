"""Files and addresses that are handed in: what is stored of them, what is refused, what is left."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.handing_in import LONGEST_NAME, NO_NAME, safe_name
from sayso.actions.submit import StoppingError, UnreadableError
from sayso.index.service import IncidentIndex
from sayso.intake import addresses
from sayso.intake.fetch_policy import ALLOW_PRIVATE, GAP
from sayso.intake.inputs import open_inputs
from sayso.record import Document, Reading
from sayso.web import jobs
from sayso.web.app import make_app
from sayso.web.guard import LARGEST_BODY, LARGEST_UPLOAD, RateLimiter
from sayso.web.jobs import MOST_OF_ONE_PERSON
from tests.intake.serving import Answer, Site, moved, serving
from tests.web.site import QUICK, local_site, people_of, quickly
from tests.web.test_guard import PASSWORD, log_in
from tests.web.test_review import token_of

SAMPLES = Path(__file__).parent.parent.parent / "examples" / "inputs"
KINDS = [each for each in sorted(SAMPLES.rglob("*")) if each.is_file()]
PAGE = (
    b"<html><head><title>Tripoli</title></head><body><h1>Shelling in Tripoli resumes</h1>"
    b"<p>Two groups traded fire near the airport on Friday, and each said the other began.</p>"
)
TABLE = b"wer,was\nRadio,The mayor said that nine people had died.\n"

Upload = tuple[str, bytes]


class Reads:
    """Reads no claims, when it is let; what a document's text says may end it otherwise."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.may.set()

    def __call__(self, document: Document) -> Reading:
        assert self.may.wait(60)
        if "The site ends." in document.text:
            raise StoppingError
        if "It dies." in document.text:
            raise UnreadableError("The process that read this text was ended each time.")
        return quickly(document)


@pytest.fixture(scope="module")
def reader() -> Reads:
    return Reads()


@pytest.fixture
def reads(reader: Reads) -> Iterator[Reads]:
    """The reader of the sites, which is let read at the end in any case."""
    yield reader
    reader.may.set()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentIndex]:
    """A ledger of this module alone, which begins empty: opening one for each test takes longer."""
    with closing(IncidentIndex(tmp_path_factory.mktemp("site") / "ledger.sqlite")) as made:
        yield made


@pytest.fixture(scope="module")
def people(desk: IncidentIndex) -> Iterator[People]:
    with closing(people_of(desk)) as made:
        yield made


@pytest.fixture(scope="module")
def site(desk: IncidentIndex, people: People, reader: Reads) -> Iterator[TestClient]:
    with local_site(desk, people, reader) as client:
        yield client


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    with closing(People(tmp_path_factory.mktemp("users") / "people.sqlite", QUICK)) as made:
        for name, role in (("rita", "reader"), ("oksana", "reviewer"), ("ada", "admin")):
            made.add_user(name, role, PASSWORD)  # type: ignore[arg-type]
        yield made


@pytest.fixture
def door(desk: IncidentIndex, users: People, reader: Reads) -> Iterator[TestClient]:
    """The same ledger where a login is asked for."""
    app = make_app(desk, users, local=False, reader=reader)
    home = "http://ledger.example"
    with TestClient(app, base_url=home, follow_redirects=False) as client:
        yield client


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server on this machine that may be asked, and without pauses."""
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    monkeypatch.setenv(GAP, "0")
    with serving() as running:
        running["/report"] = Answer(PAGE)
        yield running


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary files are made, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def asks(site: TestClient, address: str) -> Any:
    token = token_of(site.get("/add").text)
    return site.post("/add/address", data={"token": token, "address": address})


def uploads(site: TestClient, *files: Upload, **fields: str) -> Any:
    data = {"token": token_of(site.get("/add").text), **fields}
    return site.post("/add/files", data=data, files=[("files", each) for each in files])


def ended(site: TestClient, begun: Any) -> str:
    """The page of a job that has ended."""
    assert begun.status_code == 303, begun.text
    for _ in range(600):
        page = site.get(begun.headers["location"])
        assert page.status_code == 200
        if 'http-equiv="refresh"' not in page.text:
            return unescape(page.text)
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def documents_on(page: str) -> list[str]:
    return re.findall(r'href="/articles/([0-9a-f]{24})"', page)


# Addresses


def test_a_page_is_fetched_once_and_stored_as_the_command_line_stores_it(
    site: TestClient, desk: IncidentIndex, people: People, web: Site
) -> None:
    address = f"{web.address}/report"
    page = ended(site, asks(site, address))
    (key,) = documents_on(page)
    assert web.paths() == ["/report"]
    (opened,) = open_inputs([address])
    assert isinstance(opened.content, Document)
    assert key == opened.content.fingerprint
    assert opened.capture is not None
    (kept,) = desk.store.kept(key)
    assert (kept.url, kept.status, kept.media_type) == (address, 200, "text/html")
    assert desk.store.made_of(opened.capture) == (key,), "the same bytes are known"
    assert ("local", "asked to fetch", address) in [row[1:] for row in people.log()]
    assert "was there already" in ended(site, asks(site, address))


def test_a_get_fetches_nothing_and_fills_in_the_form(site: TestClient, web: Site) -> None:
    address = f'{web.address}/report?a="><b>'
    page = site.get("/add", params={"url": address})
    assert page.status_code == 200
    assert f'value="{web.address}/report?a=&#34;&gt;&lt;b&gt;"' in page.text
    assert web.asked == []


def test_the_bookmarklet_leads_to_the_form_of_this_site(site: TestClient) -> None:
    (link,) = re.findall(r'href="(javascript:[^"]+)"', site.get("/add?url=x%22%3E").text)
    script = 'javascript:location.href="http://localhost:8000/add?url="+'
    assert unquote(link) == script + "encodeURIComponent(location.href)"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_refused_unless_they_are_allowed(
    site: TestClient, web: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv(ALLOW_PRIVATE)
    page = ended(site, asks(site, f"{web.address.replace('127.0.0.1', name)}/report"))
    assert "it leads to no address of the public internet" in page
    assert web.asked == []


def test_a_redirect_to_a_private_address_is_refused_and_where_it_leads_is_not_shown(
    site: TestClient, web: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ALLOW_PRIVATE)
    web["/moved"] = moved(f"{web.address.replace('127.0.0.1', '127.0.0.2')}/secret")
    monkeypatch.setattr(addresses, "is_public", lambda each: str(each) == "127.0.0.1")
    page = ended(site, asks(site, f"{web.address}/moved"))
    assert "it leads to no address of the public internet" in page
    assert "127.0.0.2" not in page
    assert web.paths() == ["/moved"]


def test_robots_are_obeyed_and_what_a_server_refuses_is_shown(site: TestClient, web: Site) -> None:
    web["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /report\n", "text/plain")
    assert "robots.txt asks not to fetch it" in ended(site, asks(site, f"{web.address}/report"))
    assert web.paths() == []
    assert "the server says 404" in ended(site, asks(site, f"{web.address}/nowhere"))


@pytest.mark.parametrize(
    "address",
    ["news.example/report", "ftp://news.example/", "file:///etc/passwd", "javascript:alert(1)",
     "-", "examples/market"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused_with_what_was_typed(
    site: TestClient, address: str
) -> None:
    answer = asks(site, address)
    assert answer.status_code == 422
    assert "Write it whole: https://news.example/report." in answer.text
    assert f'value="{address}"' in answer.text


# Files


@pytest.mark.parametrize("path", KINDS, ids=lambda each: each.name)
def test_each_kind_of_file_gives_the_documents_that_the_command_line_gives(
    site: TestClient, desk: IncidentIndex, path: Path
) -> None:
    opened = list(open_inputs([str(path)]))
    expected_keys = [
        each.content.fingerprint for each in opened if isinstance(each.content, Document)
    ]
    page = ended(site, uploads(site, (path.name, path.read_bytes())))
    keys = documents_on(page)
    assert keys
    assert keys == expected_keys
    for key, expected in zip(keys, opened, strict=True):
        assert expected.capture is not None
        url = expected.capture.url.replace(str(path), path.name)
        kept = {(each.url, each.media_type) for each in desk.store.kept(key)}
        assert (url, expected.capture.media_type) in kept


def test_several_files_at_once_are_one_job(site: TestClient, people: People) -> None:
    begun = uploads(
        site, ("a.txt", b"The bridge fell."), ("b.txt", b"The dam held."), ("c.txt", b"\0\1\2\3"),
        outlet="Lake Radio", published="2026-03-04",
    )  # fmt: skip
    page = ended(site, begun)
    assert len(documents_on(page)) == 2
    assert "c.txt: it is no text" in page
    assert "a.txt, b.txt, c.txt" in site.get("/add").text
    assert ("local", "handed in files", "a.txt, b.txt, c.txt") in [row[1:] for row in people.log()]
    article = site.get(f"/articles/{documents_on(page)[0]}").text
    assert "Lake Radio" in article
    assert "4 Mar 2026" in article


def test_a_table_with_unusual_columns_says_what_to_do_and_is_read_when_they_are_named(
    site: TestClient, desk: IncidentIndex
) -> None:
    page = ended(site, uploads(site, ("news.csv", TABLE)))
    assert "no column of the table is known to hold texts; its columns are 'wer', 'was'" in page
    assert "under “Columns of a table” on the form" in page
    named = {"column_text": "was", "column_outlet": "wer"}
    (key,) = documents_on(ended(site, uploads(site, ("news.csv", TABLE), **named)))
    document = desk.store.reading(key).document
    assert document.text == "The mayor said that nine people had died."
    assert document.outlet == "Radio"


HOSTILE_NAMES: Mapping[str, str] = {
    "../../etc/passwd.txt": "passwd.txt",
    "/etc/shadow": "shadow",
    "C:\\Windows\\win.ini": "win.ini",
    "a\0b\r\nc\x1b[31m.txt": "a b c [31m.txt",
    "fdp\u202etxt.exe": "fdp txt.exe",
    "..": NO_NAME,
    "": NO_NAME,
    " . / . ": NO_NAME,
    "http://host/x.html": "x.html",
    "-": "-",
    "x" * 500 + ".warc.gz": "x" * (LONGEST_NAME - 8) + ".warc.gz",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_nothing_of_a_name_but_its_last_part_is_kept(name: str) -> None:
    assert safe_name(name) == HOSTILE_NAMES[name]


def test_a_path_in_a_name_neither_leads_anywhere_nor_is_stored(
    site: TestClient, desk: IncidentIndex, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret of this machine.")
    names = (str(secret), f"../{secret.name}", "<script>alert(1)</script>.txt")
    for number, name in enumerate(names):
        page = ended(site, uploads(site, (name, f"The bridge fell, {number}.".encode())))
        (key,) = documents_on(page)
        assert str(tmp_path) not in page
        assert "<script>alert" not in site.get(f"/articles/{key}").text
        assert desk.store.reading(key).document.text == f"The bridge fell, {number}."
        (kept,) = desk.store.kept(key)
        assert kept.url == f"file:{safe_name(name)}"
    assert secret.read_text() == "A secret of this machine."


def test_files_that_are_too_large_get_413_and_what_to_do(site: TestClient) -> None:
    answer = uploads(site, ("large.txt", b"x" * (LARGEST_UPLOAD + 1)))
    assert answer.status_code == 413
    assert "The files have more than 40,000,000 bytes together." in answer.text
    page = ended(site, uploads(site, ("large.txt", b"The bridge fell. " * 1_200_000)))
    assert "large.txt: larger than 20 MB" in page, "as of the command line, for one document"

    def untold() -> Iterator[bytes]:
        for _ in range(LARGEST_UPLOAD // 1_000_000 + 2):
            yield b"x" * 1_000_000

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert site.post("/add/files", content=untold(), headers=kind).status_code == 413


def test_no_form_without_files_and_none_with_too_many(site: TestClient) -> None:
    answer = uploads(site, published="yesterday-ish")
    assert answer.status_code == 422
    assert "“yesterday-ish” is no date" in answer.text
    assert 'value="yesterday-ish"' in answer.text
    assert "No file was chosen" in uploads(site, ("", b"")).text
    assert uploads(site, *[(f"{each}.txt", b"x") for each in range(21)]).status_code == 400


def test_no_file_is_left_in_a_temporary_folder_or_has_a_name_there(
    site: TestClient, reads: Reads, temporary: Path
) -> None:
    padding = b"<!-- " + b"x" * 1_200_000 + b" -->"  # of more than a megabyte is a file made
    reads.may.clear()
    begun = uploads(site, ("large.html", padding + PAGE))
    while "is being read" not in site.get(begun.headers["location"]).text:
        time.sleep(0.02)
    assert list(temporary.iterdir()) == [], "an end by force leaves nothing"
    reads.may.set()
    assert documents_on(ended(site, begun))
    forged = uploads(site, ("large.html", padding + PAGE), token="0" * 64)
    assert forged.status_code == 403
    assert "larger than 20 MB" in ended(site, uploads(site, ("large.html", padding * 17)))
    assert list(temporary.iterdir()) == []


# Jobs


def test_one_person_may_have_four_that_wait_and_is_asked_to_come_back(
    site: TestClient, reads: Reads, web: Site
) -> None:
    reads.may.clear()
    texts = [f"{each} bridges fell.".encode() for each in range(MOST_OF_ONE_PERSON)]
    begun = [uploads(site, ("a.txt", each)) for each in texts]
    assert {each.status_code for each in begun} == {303}
    for refused in (uploads(site, ("b.txt", b"One more.")), asks(site, f"{web.address}/report")):
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "30"
        assert "4 jobs wait or are at work" in refused.text
    assert web.asked == []
    reads.may.set()
    assert all(documents_on(ended(site, each)) for each in begun)
    assert uploads(site, ("b.txt", b"One more.")).status_code == 303


def test_a_text_is_read_between_the_documents_of_a_long_job(
    site: TestClient, desk: IncidentIndex, reads: Reads
) -> None:
    lines = b"".join(b'{"text": "Bridge %d fell."}\n' % each for each in range(8))
    reads.may.clear()
    begun = uploads(site, ("many.jsonl", lines))
    token = token_of(site.get("/add").text)
    waiting = threading.Thread(
        target=site.post, args=("/add",), kwargs={"data": {"token": token, "text": "The dam held."}}
    )
    waiting.start()
    time.sleep(0.3)  # so that it has come in; if it has not, the test holds all the same
    reads.may.set()
    waiting.join(60)
    assert len(documents_on(ended(site, begun))) == 8
    texts = [desk.store.reading(each.fingerprint).document.text for each in desk.store.documents()]
    assert "The dam held." in texts


def test_a_job_has_a_bound_on_its_documents(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_DOCUMENTS", 3)
    lines = b"".join(b'{"text": "Bridge %d fell."}\n' % each for each in range(5))
    page = ended(site, uploads(site, ("many.jsonl", lines)))
    assert len(documents_on(page)) == 3
    assert "Add them with sayso add on the machine of the ledger." in page


def test_a_document_that_ends_its_reader_is_a_problem_and_the_others_are_added(
    site: TestClient,
) -> None:
    files = [("a.txt", b"The bridge fell."), ("b.txt", b"It dies."), ("c.txt", b"The dam held.")]
    page = ended(site, uploads(site, *files))
    assert len(documents_on(page)) == 2
    assert "b.txt: The process that read this text was ended each time." in page


def test_what_the_end_of_the_site_interrupts_is_not_stored(
    site: TestClient, desk: IncidentIndex
) -> None:
    before = desk.store.newest()
    page = ended(site, uploads(site, ("a.txt", b"The site ends.")))
    assert "The site was stopped meanwhile" in page
    assert documents_on(page) == []
    token = token_of(site.get("/add").text)
    answer = site.post("/add", data={"token": token, "text": "The site ends."})
    assert answer.status_code == 503
    assert "The site ends." in answer.text, "what was typed is there to be sent again"
    assert desk.store.newest() == before


@pytest.mark.usefixtures("reads")
def test_a_job_is_shown_to_whoever_handed_it_in_alone(door: TestClient) -> None:
    log_in(door, "oksana")
    begun = uploads(door, ("a.txt", b"The bridge fell."))
    door.cookies.clear()
    log_in(door, "ada")
    assert door.get(begun.headers["location"]).status_code == 404
    assert "a.txt" not in door.get("/add").text


def test_readers_and_forged_forms_hand_nothing_in(
    door: TestClient, desk: IncidentIndex, web: Site
) -> None:
    before = desk.store.newest()
    log_in(door, "rita")
    token = token_of(door.get("/search").text)
    sent = {"token": token, "address": f"{web.address}/report"}
    file = {"files": ("a.txt", b"The bridge fell.")}
    assert door.post("/add/address", data=sent).status_code == 403
    assert door.post("/add/files", data={"token": token}, files=file).status_code == 403
    large = {"files": ("a.txt", b"x" * LARGEST_BODY)}
    assert door.post("/add/files", data={"token": token}, files=large).status_code == 413
    door.cookies.clear()
    log_in(door, "oksana")
    forged = {"token": "0" * 64, "address": f"{web.address}/report"}
    assert door.post("/add/address", data=forged).status_code == 403
    assert door.post("/add/files", data=forged, files=file).status_code == 403
    assert door.post("/add/files", files=file).status_code == 403
    elsewhere = {"Origin": "https://evil.example"}
    own = {**sent, "token": token_of(door.get("/add").text)}
    assert door.post("/add/address", data=own, headers=elsewhere).status_code == 403
    assert web.asked == []
    assert desk.store.newest() == before


def test_handing_in_counts_as_a_change(door: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RateLimiter, "allows", lambda *_: False)
    log_in(door, "oksana")
    assert uploads(door, ("a.txt", b"The bridge fell.")).status_code == 429
