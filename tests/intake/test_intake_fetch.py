"""One page from the web, against a real server on this machine."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from sayso.intake import addresses, open_input
from sayso.intake.addresses import AddressError, checked_addresses, is_public
from sayso.intake.fetch import (
    Failed,
    Fetched,
    Fetcher,
    Unchanged,
    Validators,
    fetch,
    retry_after,
)
from sayso.intake.fetch_policy import ALLOW_PRIVATE, GAP, FetchPolicy, HostThrottle
from sayso.record import Document, Problem
from tests.intake.serving import Answer, Headers, Site, moved

PAGE = (
    b"<html><head><title>Tripoli</title></head><body><h1>Shelling in Tripoli resumes</h1>"
    b"<p>Two groups traded fire near the airport on Friday, and each said the other began.</p>"
)
HERE = FetchPolicy(seconds=5, gap=0, private_too=True)


def fetcher(**changed: Any) -> Fetcher:
    return Fetcher(FetchPolicy(**{"seconds": 5.0, "gap": 0.0, "private_too": True, **changed}))


def problem_of(found: object) -> str:
    if isinstance(found, Failed):
        return found.problem.message
    assert isinstance(found, Problem), found
    return found.message


def test_a_page_is_fetched_and_read_by_one_who_says_who_it_is(site: Site) -> None:
    site["/page"] = Answer(PAGE)
    (document,) = open_input(f"{site.address}/page")
    assert isinstance(document, Document)
    assert document.title == "Shelling in Tripoli resumes"
    assert document.url == f"{site.address}/page"
    assert all(headers["user-agent"].startswith("sayso/") for _, headers in site.asked)


def test_redirects_are_followed_to_the_last_address(site: Site) -> None:
    site["/page"] = Answer(PAGE)
    site["/moved"] = moved("/page", 308)
    found = fetch(f"{site.address}/moved")
    assert isinstance(found, Fetched)
    assert found.url == f"{site.address}/page"


def test_text_and_json_lines_are_read_too(site: Site) -> None:
    site["/latin"] = Answer("Der Bürgermeister sprach.".encode("latin-1"), "text/plain; charset=l1")
    site["/lines"] = Answer(b'{"text": "One."}\n{"text": "Two."}\n', "application/x-ndjson")
    (text,) = open_input(f"{site.address}/latin")
    assert isinstance(text, Document)
    assert text.text == "Der Bürgermeister sprach."
    found = [each.text for each in open_input(f"{site.address}/lines") if hasattr(each, "text")]
    assert found == ["One.", "Two."]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(status=404), "404. Check the address"),
        (Answer(status=410), "410. Check the address; an archive"),
        (Answer(status=403), "save the page in a browser"),
        (Answer(status=503), "503. Try again later"),
        (Answer(status=429, headers={"retry-after": "120"}), "429. Try again in 120 seconds"),
        (Answer(b"\x89PNG\r\n", "image/png"), "it is a picture"),
        (Answer(b"x" * 90, "video/mp4"), "it is video/mp4"),
        (moved("/it"), "in a circle"),
        (moved("ftp://example.org/x"), "only http and https"),
        (moved("http://["), "no such host"),
        (moved("http://nowhere.invalid/"), "no such host"),
        (Answer(b"", status=204), "the server says 204"),
        (Answer(PAGE, cut=40), "can't be fetched"),
        (Answer(PAGE, length=90_000), "can't be fetched"),
        (Answer(PAGE, length=90_000_000_000), "larger than 20 MB"),
        (Answer(PAGE, headers={"content-encoding": "br"}), "packed as 'br'"),
        (Answer(PAGE, headers={"content-encoding": "gzip"}), "do not unpack"),
        (
            Answer(gzip.compress(PAGE)[:-30], headers={"content-encoding": "gzip"}),
            "cut short",
        ),
    ],
)
def test_failures_are_problems_that_say_what_to_do(site: Site, answer: Answer, told: str) -> None:
    site["/it"] = answer
    (problem,) = open_input(f"{site.address}/it")
    assert told in problem_of(problem)
    assert site.address in problem_of(problem)


def test_a_chain_of_redirects_ends(site: Site) -> None:
    for number in range(9):
        site[f"/{number}"] = moved(f"/{number + 1}")
    assert "more than 5 redirects" in problem_of(fetcher().get(f"{site.address}/0"))
    assert site.paths() == [f"/{number}" for number in range(6)]


def test_a_server_that_drips_is_left_when_the_time_is_over(site: Site) -> None:
    site["/page"] = Answer(PAGE, drip=0.02)
    site["/robots.txt"] = Answer(status=404)
    found = fetcher(seconds=0.3).get(f"{site.address}/page")
    assert "not all here in time" in problem_of(found)


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(PAGE),
        gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]),
        gzip.compress(PAGE) + b"\0" * 20,
    ],
)
def test_a_packed_page_is_unpacked(site: Site, packed: bytes) -> None:
    site["/page"] = Answer(packed, headers={"content-encoding": "gzip"})
    found = fetcher().get(f"{site.address}/page")
    assert isinstance(found, Fetched)
    assert found.raw == PAGE


@pytest.mark.parametrize("wrapped", [True, False])
def test_deflate_is_unpacked_with_and_without_its_wrapping(site: Site, wrapped: bool) -> None:
    squeeze = zlib.compressobj(wbits=zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    packed = squeeze.compress(PAGE) + squeeze.flush()
    site["/page"] = Answer(packed, headers={"content-encoding": "deflate"})
    found = fetcher().get(f"{site.address}/page")
    assert isinstance(found, Fetched)
    assert found.raw == PAGE


def test_a_bomb_is_refused_before_it_is_large(site: Site) -> None:
    site["/bomb"] = Answer(gzip.compress(b"\0" * 30_000_000), headers={"content-encoding": "gzip"})
    assert "larger than 20 MB when unpacked" in problem_of(fetcher().get(f"{site.address}/bomb"))


class TestPrivateAddresses:
    def test_they_are_refused_before_anything_is_sent(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(ALLOW_PRIVATE)
        for address in (
            site.address,
            site.address.replace("127.0.0.1", "localhost"),
            site.address.replace("127.0.0.1", "2130706433"),
            site.address.replace("127.0.0.1", "0x7f.1"),
            site.address.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
            "http://[::1]:9/",
            "http://169.254.169.254/latest/meta-data/",
        ):
            assert f"Set {ALLOW_PRIVATE}=1" in problem_of(fetch(f"{address}/page")), address
        assert site.asked == []

    def test_a_redirect_to_one_is_refused(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site["/moved"] = moved(f"{site.address.replace('127.0.0.1', '127.0.0.2')}/secret")
        monkeypatch.setattr(addresses, "is_public", lambda each: str(each) == "127.0.0.1")
        found = fetcher(private_too=False).get(f"{site.address}/moved")
        assert "127.0.0.2, which is no public address" in problem_of(found)
        assert site.paths() == ["/moved"]

    def test_a_redirect_of_robots_to_one_is_refused(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site["/robots.txt"] = moved(f"{site.address.replace('127.0.0.1', '127.0.0.2')}/secret")
        monkeypatch.setattr(addresses, "is_public", lambda each: str(each) == "127.0.0.1")
        found = fetcher(private_too=False).get(f"{site.address}/page")
        assert "127.0.0.2, which is no public address" in problem_of(found)
        assert [path for path, _ in site.asked] == ["/robots.txt"]

    def test_a_name_is_resolved_once_for_a_connection_and_that_address_is_used(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site["/page"] = Answer(PAGE)
        asked: list[str] = []
        real = socket.getaddrinfo

        def rebinding(host: str, *rest: Any, **named: Any) -> Any:
            if host == "news.example":
                asked.append(host)
                # A second look-up of the connection would lead elsewhere.
                return real("127.0.0.1" if len(asked) <= 2 else "127.0.0.9", *rest, **named)
            return real(host, *rest, **named)

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        port = site.address.rsplit(":", 1)[1]
        assert isinstance(fetcher().get(f"http://news.example:{port}/page"), Fetched)
        assert len(asked) == 2  # robots.txt and the page
        assert site.asked[-1][1]["host"] == f"news.example:{port}"

    def test_a_name_with_one_private_address_among_others_is_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        both = [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", ("10.0.0.7", 80))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        with pytest.raises(AddressError, match=r"leads to 10\.0\.0\.7"):
            checked_addresses("two.example", 80, False)

    def test_a_name_server_that_never_answers_is_given_up(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [answer.wait(60)][:0])
        with pytest.raises(AddressError, match=r"no name server answers for slow\.example"):
            checked_addresses("slow.example", 80, False, seconds=0.05)
        answer.set()

    @pytest.mark.parametrize(
        ("address", "public"),
        [
            ("93.184.216.34", True),
            ("2606:2800:220:1:248:1893:25c8:1946", True),
            ("127.0.0.1", False),
            ("10.1.2.3", False),
            ("169.254.169.254", False),
            ("168.63.129.16", False),
            ("100.100.100.200", False),
            ("100.64.0.1", False),
            ("0.0.0.0", False),  # noqa: S104
            ("224.0.0.1", False),
            ("255.255.255.255", False),
            ("::1", False),
            ("fe80::1", False),
            ("fd00:ec2::254", False),
            ("::ffff:127.0.0.1", False),
            ("::ffff:93.184.216.34", True),
            ("2002:7f00:1::", False),
            ("64:ff9b::7f00:1", False),
        ],
    )
    def test_which_addresses_are_public(self, address: str, public: bool) -> None:
        assert is_public(ipaddress.ip_address(address)) is public


def test_nobody_there_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOW_PRIVATE, "1")
    assert "can't be fetched" in problem_of(fetch("http://127.0.0.1:9/"))
    assert "no such host" in problem_of(fetch("http://nowhere.invalid/"))
    assert "too long" in problem_of(fetch("http://127.0.0.1/" + "a" * 5_000))


def test_user_and_password_are_not_sent(site: Site) -> None:
    site["/page"] = Answer(PAGE)
    found = fetch(f"{site.address.replace('//', '//me:secret@')}/page#part")
    assert isinstance(found, Fetched)
    assert found.url == f"{site.address}/page"
    assert "authorization" not in site.asked[-1][1]


class TestRobots:
    def test_what_it_forbids_is_not_fetched(self, site: Site) -> None:
        site["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private\n", "text/plain")
        site["/private/page"] = site["/page"] = Answer(PAGE)
        polite = fetcher()
        found = polite.get(f"{site.address}/private/page")
        assert "robots.txt asks not to fetch it" in problem_of(found)
        assert isinstance(found, Failed)
        assert found.lasting
        assert isinstance(polite.get(f"{site.address}/page"), Fetched)
        assert [path for path, _ in site.asked] == ["/robots.txt", "/page"]

    def test_a_redirect_into_what_it_forbids_is_not_followed(self, site: Site) -> None:
        site["/robots.txt"] = Answer(b"User-agent: sayso\nDisallow: /private\n", "text/plain")
        site["/open"] = moved("/private")
        assert "robots.txt" in problem_of(fetcher().get(f"{site.address}/open"))
        assert site.paths() == ["/open"]

    def test_where_there_is_none_all_may_be_fetched(self, site: Site) -> None:
        site["/page"] = Answer(PAGE)
        assert isinstance(fetcher().get(f"{site.address}/page"), Fetched)

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_a_server_in_trouble_is_let_alone(self, site: Site, status: int) -> None:
        site["/robots.txt"] = Answer(status=status)
        site["/page"] = Answer(PAGE)
        found = fetcher().get(f"{site.address}/page")
        assert "robots.txt can't be had" in problem_of(found)
        assert isinstance(found, Failed)
        assert not found.lasting
        assert site.paths() == []

    @pytest.mark.parametrize(
        "raw", [b"\xff\xfe\0\0" * 999, b"User-agent: *\nDisallow: /" + b"*a" * 9_000, b"\0" * 9_999]
    )
    def test_a_strange_one_is_no_trouble(self, site: Site, raw: bytes) -> None:
        site["/robots.txt"] = Answer(raw, "text/plain")
        site["/page"] = Answer(PAGE)
        assert isinstance(fetcher().get(f"{site.address}/page"), Fetched)

    def test_a_long_delay_is_told_and_not_slept_out(self, site: Site) -> None:
        site["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 86400\n", "text/plain")
        found = fetcher(gap=0.1).get(f"{site.address}/page")
        assert "asks for 86400 seconds between" in problem_of(found)


class TestPace:
    @pytest.fixture
    def slept(self) -> list[float]:
        return []

    def pace(self, slept: list[float]) -> HostThrottle:
        return HostThrottle(clock=lambda: sum(slept), sleep=slept.append)

    def test_a_host_is_asked_with_pauses_and_another_at_once(self, slept: list[float]) -> None:
        pace = self.pace(slept)
        for host in ("a.example", "b.example", "a.example", "a.example"):
            pace.wait(host, 2.0)
        assert slept == [2.0, 2.0]

    def test_the_delay_that_robots_asks_for_is_kept(self, site: Site, slept: list[float]) -> None:
        site["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 7\n", "text/plain")
        site["/page"] = Answer(PAGE)
        polite = Fetcher(FetchPolicy(gap=1, private_too=True), self.pace(slept))
        for _ in range(3):
            assert isinstance(polite.get(f"{site.address}/page"), Fetched)
        assert slept == [7.0, 7.0]

    def test_a_host_that_asks_to_wait_is_let_alone(self, site: Site, slept: list[float]) -> None:
        site["/page"] = Answer(status=429, headers={"retry-after": "30"})
        polite = Fetcher(FetchPolicy(gap=1, private_too=True), self.pace(slept))
        for _ in range(2):
            found = polite.get(f"{site.address}/page")
            assert isinstance(found, Failed)
            assert found.retry_after == 30.0
            assert not found.lasting
        assert slept == [30.0]

    @pytest.mark.parametrize(("said", "gap"), [("2.5", 2.5), ("-1", 0), ("x", 1), ("9e9", 60)])
    def test_the_gap_is_a_setting(
        self, monkeypatch: pytest.MonkeyPatch, said: str, gap: float
    ) -> None:
        monkeypatch.setenv(GAP, said)
        assert FetchPolicy.from_environment().gap == gap


NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("Sat, 01 Mar 2025 12:01:00 GMT", 60),
        ("Sat, 01 Mar 2025 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        (None, None),
    ],
)
def test_retry_after(said: str | None, seconds: float | None) -> None:
    assert retry_after(said, NOON) == seconds


def test_what_did_not_change_is_not_sent_again(site: Site) -> None:
    def page(headers: Headers) -> Answer:
        if headers.get("if-none-match") == '"v1"':
            return Answer(status=304)
        return Answer(PAGE, headers={"etag": '"v1"', "last-modified": "Sat, 01 Mar 2025 12:00 GMT"})

    site["/page"] = page
    first = fetcher().get(f"{site.address}/page")
    assert isinstance(first, Fetched)
    assert first.validators == Validators('"v1"', "Sat, 01 Mar 2025 12:00 GMT")
    assert isinstance(fetcher().get(f"{site.address}/page", first.validators), Unchanged)
    assert site.asked[-1][1]["if-modified-since"] == "Sat, 01 Mar 2025 12:00 GMT"
