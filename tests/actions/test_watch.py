"""Watching feeds: what is new is added once, failing hosts rest, nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sayso.actions.add import Outcome
from sayso.actions.versions import changes
from sayso.actions.watch import Looked, Watcher
from sayso.intake.fetch import Fetcher
from sayso.intake.fetch_policy import FetchPolicy
from sayso.ledger import open_ledger
from sayso.ledger.errors import LedgerReplacedError
from sayso.record import Document, Reading
from sayso.settings.feeds import FeedListError, Watched, load_feeds
from tests.intake.making import PARAGRAPHS, feed_of, page_of
from tests.intake.serving import Answer, Headers, Site, moved, serving
from tests.made import narrated_reading

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def reader(document: Document) -> Reading:
    return replace(narrated_reading(document.text), document=document)


@dataclass
class Watch:
    """A watch over a site on this machine, with a clock that the test sets."""

    site: Site
    path: Path
    now: datetime = NOON

    def feed(self, name: str = "/feed", **told: object) -> Watched:
        return Watched(self.site.address + name, **{"outlet": "Lake Radio", **told})  # type: ignore[arg-type]

    def watcher(self, *feeds: Watched) -> Watcher:
        fetcher = Fetcher(FetchPolicy(seconds=5, gap=0, private_too=True))
        store = open_ledger(self.path, "add")
        return Watcher(store, feeds or (self.feed(),), fetcher, reader, lambda: self.now, self.wait)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def once(self, *feeds: Watched) -> tuple[list[Looked], list[Outcome]]:
        """One round by a watch of its own, as after a restart."""
        watcher = self.watcher(*feeds)
        with closing(watcher.store):
            found = list(watcher.look_once())
        looks = [each for each in found if isinstance(each, Looked)]
        return looks, [each for each in found if isinstance(each, Outcome)]

    def documents(self) -> list[str]:
        with closing(open_ledger(self.path)) as store:
            return [store.reading(each.fingerprint).document.text for each in store.documents()]

    def items(self, *names: str) -> Answer:
        items = [{"title": f"{name} hit", "link": f"{self.site.address}/{name}"} for name in names]
        for name in names:
            self.site.answers.setdefault(f"/{name}", Answer(page_of(f"Shells hit {name}")))
        return Answer(feed_of(*items), "application/rss+xml")


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with serving() as site:
        yield Watch(site, tmp_path / "ledger.sqlite")


def test_each_page_that_a_feed_leads_to_is_added_once(watch: Watch) -> None:
    watch.site["/feed"] = watch.items("Kutum", "Nyala")
    (look,), outcomes = watch.once()
    assert (look.poll.items, look.poll.added) == (2, 2)
    assert [each.added.new for each in outcomes if each.added] == [True, True]
    assert [each.split("\n")[0] for each in watch.documents()] == [
        "Shells hit Nyala",  # the oldest first
        "Shells hit Kutum",
    ]
    asked = len(watch.site.asked)
    (look,), outcomes = watch.once()
    assert (look.poll.added, outcomes) == (0, [])
    assert [path for path, _ in watch.site.asked[asked:]] == ["/robots.txt", "/feed"]


def test_a_new_item_is_added_and_the_old_ones_are_let_be(watch: Watch) -> None:
    watch.site["/feed"] = watch.items("Kutum")
    watch.once()
    watch.site["/feed"] = watch.items("Nyala", "Kutum")
    _, (outcome,) = watch.once()
    assert outcome.source.endswith("/Nyala")


def test_the_bytes_of_the_page_are_kept(watch: Watch) -> None:
    watch.site["/feed"] = watch.items("Kutum")
    watch.once()
    with closing(open_ledger(watch.path)) as store:
        (kept,) = store.kept()
        assert store.snapshot(kept.sha256) == page_of("Shells hit Kutum")


def test_a_feed_that_did_not_change_is_not_sent_again(watch: Watch) -> None:
    def feed(headers: Headers) -> Answer:
        if headers.get("if-none-match") == '"7"':
            return Answer(status=304)
        return replace(watch.items("Kutum"), headers={"etag": '"7"'})

    watch.site["/feed"] = feed
    watch.once()
    (look,), _ = watch.once()
    assert look.poll.outcome == "unchanged"
    (look,), _ = watch.once()
    assert look.poll.outcome == "unchanged"


def test_an_item_that_was_edited_leads_to_its_page_again(watch: Watch) -> None:
    link = f"{watch.site.address}/Kutum"
    watch.site["/Kutum"] = Answer(page_of("Ten killed in Kutum"))
    watch.site["/feed"] = Answer(feed_of({"guid": "1", "title": "Ten killed", "link": link}))
    watch.once()
    watch.site["/Kutum"] = Answer(page_of("Twelve killed in Kutum"))
    watch.site["/feed"] = Answer(feed_of({"guid": "1", "title": "Twelve killed", "link": link}))
    _, (outcome,) = watch.once()
    assert outcome.before is not None
    (change,) = changes(watch.path, link)
    assert change.lines == (("Ten killed in Kutum", "Twelve killed in Kutum"),)


def test_an_item_edited_without_a_change_of_the_page_adds_nothing(watch: Watch) -> None:
    watch.site["/feed"] = watch.items("Kutum")
    watch.once()
    link = f"{watch.site.address}/Kutum"
    watch.site["/feed"] = Answer(feed_of({"title": "Kutum hit: live", "link": link}))
    watch.site["/Kutum"] = Answer(page_of("Shells hit Kutum") + b"<!-- new advertisement -->")
    _, (outcome,) = watch.once()
    assert outcome.added
    assert not outcome.added.new
    assert len(watch.documents()) == 1


def test_items_in_their_own_words(watch: Watch) -> None:
    watch.site["/feed"] = Answer(feed_of({"title": "Kutum hit", "description": PARAGRAPHS[0]}))
    watch.once(watch.feed(pages=False))
    assert watch.documents() == [f"Kutum hit\n{PARAGRAPHS[0]}"]


def test_a_page_keeps_its_outlet_and_takes_from_the_feed_what_it_does_not_say(
    watch: Watch,
) -> None:
    link = f"{watch.site.address}/Kutum"
    told = {"title": "Kutum hit", "link": link, "pubDate": "Sat, 01 Mar 2025 08:00:00 GMT"}
    watch.site["/feed"] = Answer(feed_of(told, title="Lake Radio - World"))
    head = b'<meta property="og:site_name" content="Lake Radio"></head>'
    watch.site["/Kutum"] = Answer(page_of("Kutum hit").replace(b"</head>", head))
    watch.once(watch.feed(outlet=None))
    with closing(open_ledger(watch.path)) as store:
        (entry,) = store.documents()
    assert entry.outlet == "Lake Radio"
    assert entry.published == datetime(2025, 3, 1, 8, tzinfo=UTC)


class TestPagesThatFail:
    def test_one_that_is_gone_leaves_the_items_own_words(self, watch: Watch) -> None:
        watch.site["/feed"] = watch.items("Kutum")
        watch.site["/Kutum"] = Answer(status=404)
        _, (outcome,) = watch.once()
        assert outcome.added
        assert watch.documents() == ["Kutum hit"]
        with closing(open_ledger(watch.path)) as store:
            problems = store.reading(outcome.added.document).document
            assert problems.outlet == "Lake Radio"

    def test_one_in_trouble_is_asked_for_again_with_the_whole_feed(self, watch: Watch) -> None:
        watch.site["/feed"] = replace(watch.items("Kutum", "Nyala"), headers={"etag": '"7"'})
        watch.site["/Kutum"] = Answer(status=503)
        (look,), _ = watch.once()
        assert "1 page(s) can't be had now" in (look.poll.message or "")
        assert look.poll.etag is None
        watch.site["/Kutum"] = Answer(page_of("Shells hit Kutum"))
        (look,), (outcome,) = watch.once()
        assert outcome.source.endswith("/Kutum")
        assert look.poll.etag == '"7"'

    def test_one_in_trouble_for_long_leaves_the_items_own_words(self, watch: Watch) -> None:
        watch.site["/feed"] = watch.items("Kutum")
        watch.site["/Kutum"] = Answer(status=503)
        watcher = watch.watcher()
        with closing(watcher.store):
            looks = [list(watcher.look_once()) for _ in range(4)]
        assert [len(each) for each in looks] == [1, 1, 2, 1]
        assert watch.documents() == ["Kutum hit"]

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(b"\x89PNG", "image/png"),
            Answer(b"<html><body></body></html>"),
            moved("http://nowhere.invalid/"),
            Answer(page_of("x"), cut=30),
            moved("/Kutum"),
        ],
    )
    def test_no_page_stops_the_others(self, watch: Watch, answer: Answer) -> None:
        watch.site["/feed"] = watch.items("Nyala", "Kutum", "Zalingei")
        watch.site["/Kutum"] = answer
        _, outcomes = watch.once()
        assert {"/Nyala", "/Zalingei"} <= {"/" + each.source.split("/")[-1] for each in outcomes}


class TestFeedsThatFail:
    @pytest.mark.parametrize(
        ("answer", "outcome", "told"),
        [
            (Answer(status=503), "failed", "503"),
            (Answer(status=404), "gone", "404"),
            (Answer(b"<html>no feed"), "gone", "it is no feed"),
            (Answer(feed_of(), cut=20), "failed", "can't be fetched"),
        ],
    )
    def test_it_is_told_and_let_alone_longer_each_time(
        self, watch: Watch, answer: Answer, outcome: str, told: str
    ) -> None:
        watch.site["/feed"] = answer
        pauses = []
        for _ in range(3):
            (look,), _ = watch.once()
            assert look.poll.outcome == outcome
            assert told in (look.poll.message or "")
            pauses.append(look.poll.due - look.poll.at)
            watch.now = look.poll.due
        assert pauses == [30 * MINUTE, 60 * MINUTE, 120 * MINUTE]
        watch.site["/feed"] = watch.items("Kutum")
        (look,), _ = watch.once()
        assert (look.poll.failures, look.poll.due - look.poll.at) == (0, 15 * MINUTE)

    def test_it_is_not_asked_while_it_rests_even_after_a_restart(self, watch: Watch) -> None:
        watch.site["/feed"] = Answer(status=503)
        watch.once()
        assert watch.once() == ([], [])

    def test_the_rest_is_no_shorter_than_the_server_asks_for(self, watch: Watch) -> None:
        watch.site["/feed"] = Answer(status=429, headers={"retry-after": "7200"})
        (look,), _ = watch.once()
        assert look.poll.due - look.poll.at == timedelta(hours=2)

    def test_the_rest_is_a_day_at_most_on_its_own(self, watch: Watch) -> None:
        watch.site["/feed"] = Answer(status=500)
        for _ in range(12):
            (look,), _ = watch.once()
            watch.now = look.poll.due
        assert look.poll.due - look.poll.at == timedelta(days=1)

    def test_other_feeds_of_a_host_in_trouble_rest_too(self, watch: Watch) -> None:
        watch.site["/feed"] = Answer(status=503)
        watch.site["/other"] = watch.items("Kutum")
        feeds = (watch.feed(), watch.feed("/other"))
        watch.once(*feeds)
        watch.once(feeds[1])
        assert watch.watcher(*feeds).due(feeds[1]) >= NOON + 30 * MINUTE


def test_feeds_are_looked_at_on_their_schedule(watch: Watch) -> None:
    watch.site["/often"] = watch.site["/seldom"] = Answer(feed_of({"title": "Kutum hit"}))
    feeds = (watch.feed("/often", interval=600.0), watch.feed("/seldom", interval=1_800.0))
    watcher = watch.watcher(*feeds)
    looks: list[tuple[str, timedelta]] = []
    with closing(watcher.store):
        for each in watcher.look_for_ever():
            if isinstance(each, Looked):
                looks.append((each.feed.url.rsplit("/", 1)[1], each.poll.at - NOON))
            if len(looks) == 6:
                break
    assert looks == [
        ("often", 0 * MINUTE),
        ("seldom", 0 * MINUTE),
        ("often", 10 * MINUTE),
        ("often", 20 * MINUTE),
        ("often", 30 * MINUTE),
        ("seldom", 30 * MINUTE),
    ]


def test_a_watch_ends_when_its_ledger_is_replaced(watch: Watch) -> None:
    watch.site["/feed"] = watch.items("Kutum")
    watcher = watch.watcher()

    def replaced(_seconds: float) -> None:
        """Another ledger comes into the place of this one while the watch sleeps."""
        open_ledger(watch.path.with_name("other.sqlite"), "add").close()
        watch.path.with_name("other.sqlite").replace(watch.path)

    watcher.sleep = replaced
    with closing(watcher.store), pytest.raises(LedgerReplacedError, match="sayso watch"):
        list(watcher.look_for_ever())
    assert not watch.documents(), "nothing was written to the other one"


def test_a_page_in_no_language_that_is_read_is_stored_with_a_problem(watch: Watch) -> None:
    words = "Die Armee teilte am Dienstag mit, sie habe beide Drohnen über dem Hafen abgeschossen."
    watch.site["/feed"] = Answer(feed_of({"title": words}))
    watch.once(watch.feed(pages=False))
    with closing(open_ledger(watch.path)) as store:
        assert store.documents()[0].language == "de"


GOOD = """[settings]
every = "30m"
pages = false
[[feed]]
url = "https://lake.example/rss"
outlet = "Lake Radio"
[[feed]]
url = "https://other.example/rss"
every = "2h"
pages = true
language = "en"
"""


class TestLists:
    def load(self, tmp_path: Path, words: str) -> tuple[Watched, ...]:
        (tmp_path / "feeds.toml").write_text(words)
        return load_feeds(tmp_path / "feeds.toml")

    def test_settings_hold_unless_a_feed_says_otherwise(self, tmp_path: Path) -> None:
        assert self.load(tmp_path, GOOD) == (
            Watched("https://lake.example/rss", "Lake Radio", None, False, 1_800.0),
            Watched("https://other.example/rss", None, "en", True, 7_200.0),
        )

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda s: s.replace("https://lake", "file://lake"), "has no address"),
            (lambda s: s.replace("lake.example", "[broken"), "has no address"),
            (lambda s: s.replace('"30m"', '"soon"'), "is no time"),
            (lambda s: s.replace('"30m"', '"0m"'), "is no time"),
            (lambda s: s.replace("outlet", "outlets"), "'outlets' is not known"),
            (lambda s: s.replace('"Lake Radio"', "7"), "outlet is not text"),
            (lambda s: s.replace("other.example", "lake.example"), "names a feed twice"),
            (lambda s: s.replace("= true", '= "yes"'), "neither true nor false"),
            (lambda s: s + "[[", "can't be read"),
            (lambda _: "feed = 7", "has no list"),
        ],
    )
    def test_a_mistake_is_told(
        self, tmp_path: Path, change: Callable[[str], str], told: str
    ) -> None:
        with pytest.raises(FeedListError, match=told):
            self.load(tmp_path, change(GOOD))

    def test_no_list_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(FeedListError, match=r"examples/feeds\.toml is one to start from"):
            load_feeds(tmp_path / "none.toml")

    def test_the_starter_list_asks_for_nothing_until_it_is_changed(self) -> None:
        starter = Path(__file__).parents[2] / "examples" / "feeds.toml"
        assert load_feeds(starter) == ()

    def test_the_starter_list_is_right_once_its_marks_are_taken_away(self, tmp_path: Path) -> None:
        starter = Path(__file__).parents[2] / "examples" / "feeds.toml"
        lines = [
            line.removeprefix("# ") if line.startswith(("# [[", "# url", "# outlet", "# every",
            "# pages")) else line
            for line in starter.read_text().splitlines()
        ]  # fmt: skip
        assert len(self.load(tmp_path, "\n".join(lines))) >= 12


def test_what_was_done_survives_in_the_ledger(watch: Watch) -> None:
    watch.site["/feed"] = watch.items("Kutum")
    watch.once()
    with closing(open_ledger(watch.path)) as store:
        (poll,) = store.polls()
    assert (poll.outcome, poll.due) == ("read", NOON + 15 * MINUTE)
