"""Watch feeds: look when they are due, add what is new, let failing hosts alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sayso.actions.add import PASSING, Outcome, Reader, add_document
from sayso.actions.read import read
from sayso.intake import Hints, Known, Taking
from sayso.intake.arrival import never
from sayso.intake.discover import fetched_arrivals
from sayso.intake.feeds import Feed, Item, item_document
from sayso.intake.fetch import Failed, Fetched, Fetcher, Unchanged, Validators, usual_fetcher
from sayso.intake.hints import unread
from sayso.intake.inputs import Opened
from sayso.intake.languages import with_language
from sayso.intake.outlets import with_outlet
from sayso.intake.workers import ParserStoppedError, Workers, usual_workers
from sayso.ledger import FeedItem, NoLedgerError, Poll, Store, open_ledger
from sayso.record import Capture, Document, Problem
from sayso.record.faults import attempt, attempt_all, is_internal
from sayso.settings.feeds import Watched

SHORTEST_EVERY_S = 60.0
LONGEST_PAUSE_S = 86_400.0
MOST_DOUBLINGS = 10
TRIES = 3
"""Looks at a feed in which a page that can't be had for the moment is asked for again."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a feed, when it is over and on the record."""

    feed: Watched
    poll: Poll


def utc_now() -> datetime:
    return datetime.now(UTC)


def watch(
    feeds: tuple[Watched, ...], ledger: Path | str, once: bool = False
) -> Iterator[Looked | Outcome]:
    """Look at `feeds` whenever they are due, for ever, or `once` at all that aren't backing off.

    An Outcome is given once its document is safely stored. What was done is remembered in the
    ledger, so that a watch that was stopped or killed goes on where it was. Raises LedgerError.
    """
    with closing(open_ledger(ledger, "add")) as store:
        watcher = Watcher(store, feeds, usual_fetcher())
        if once:
            yield from watcher.look_once()
        else:
            yield from watcher.look_for_ever()


def last_looks(ledger: Path | str) -> dict[str, Poll]:
    """Return the last look at each feed, by its address; none where there is no ledger yet."""
    try:
        with closing(open_ledger(ledger)) as store:
            return {each.feed: each for each in store.polls()}
    except NoLedgerError:
        return {}


@dataclass
class Watcher:
    """Feeds, the ledger that they go into, and what is asked of the world."""

    store: Store
    feeds: tuple[Watched, ...]
    fetcher: Fetcher
    reader: Reader = read
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    tries: dict[tuple[str, str], int] = field(default_factory=dict)
    workers: Workers = field(default_factory=usual_workers)

    def look_for_ever(self) -> Iterator[Looked | Outcome]:
        """Look at each feed when it is due; sleep in between."""
        while True:
            for feed in self.feeds:
                if self.due(feed) <= self.now():
                    yield from self.look(feed)
            left = min(self.due(feed) for feed in self.feeds) - self.now()
            self.sleep(max(left.total_seconds(), 0.0))

    def look_once(self) -> Iterator[Looked | Outcome]:
        """Look at each feed whose host isn't being let alone."""
        for feed in self.feeds:
            last = self._last(feed)
            if last is None or not last.failures or self.due(feed) <= self.now():
                yield from self.look(feed)

    def due(self, feed: Watched) -> datetime:
        """Return when to look next: by its schedule, and not before its host has had its rest."""
        polls = {each.feed: each for each in self.store.polls()}
        last = polls.get(feed.url)
        mine = last.due if last is not None else self.now()
        hosts = {each.url: each.host for each in self.feeds}
        resting = [
            each.due
            for each in polls.values()
            if each.outcome == "failed" and hosts.get(each.feed) == feed.host
        ]
        return max([mine, *resting])

    def _last(self, feed: Watched) -> Poll | None:
        return next((each for each in self.store.polls() if each.feed == feed.url), None)

    def look(self, feed: Watched) -> Iterator[Looked | Outcome]:
        """Look at one feed now and add what is new in it, oldest first.

        An error of ours in one item is that item's problem, and one elsewhere a look that failed.
        """
        for looked in attempt_all("watch", partial(self._look, feed), PASSING, feed.url):
            if isinstance(looked, Problem):
                yield self._failed(feed, Failed(looked), self._last(feed))
            else:
                yield looked

    def _look(self, feed: Watched) -> Iterator[Looked | Outcome]:
        last = self._last(feed)
        known = Validators(last.etag, last.modified) if last is not None else None
        fetched = self.fetcher.get(feed.url, known)
        if isinstance(fetched, Failed):
            yield self._failed(feed, fetched, last)
            return
        if isinstance(fetched, Unchanged):
            yield self._looked(feed, replace(self._poll(feed), outcome="unchanged"), known)
            return
        parsed = self._parsed(feed, fetched)
        if isinstance(parsed, Failed):
            yield self._failed(feed, parsed, last)
            return
        yield from self._added(feed, fetched, parsed)

    def _parsed(self, feed: Watched, fetched: Fetched) -> Feed | Failed:
        """Return the feed that was fetched, or why it is none."""
        arguments = (fetched.raw, fetched.url)
        try:
            (parsed,) = self.workers.results("feed items", arguments, len(fetched.raw))
        except ParserStoppedError as stopped:
            return Failed(unread(feed.url, str(stopped), "Check the feed itself."))
        if not isinstance(parsed, Feed):
            return Failed(unread(feed.url, "it is no feed", "Check the address."), lasting=True)
        return parsed

    def _added(self, feed: Watched, fetched: Fetched, parsed: Feed) -> Iterator[Looked | Outcome]:
        added, left_out = 0, 0
        for problem in parsed.problems:
            if self.store.add_problem(feed.url, problem):  # a feed is seen many times
                yield Outcome(feed.url, None, None, problem)
        for item in reversed(parsed.items):
            key = FeedItem(feed.url, item.key, item.digest)
            if self.store.knows(key):
                continue
            work = partial(self._outcomes, feed, parsed, item, key)
            outcomes = attempt("watch", work, PASSING, item.link or feed.url)
            if isinstance(outcomes, Problem):
                outcomes = [self._unread(feed, item, key, outcomes)]
            left_out += not outcomes
            added += sum(each.added is not None and each.added.new for each in outcomes)
            yield from outcomes
        poll = replace(self._poll(feed), items=len(parsed.items), added=added)
        if left_out:
            poll = replace(poll, message=f"{left_out} page(s) can't be had now: tried again later")
        # With items left the feed must come whole again, so it is not asked whether it changed.
        yield self._looked(feed, poll, None if left_out else fetched.validators)

    def _outcomes(self, feed: Watched, parsed: Feed, item: Item, key: FeedItem) -> list[Outcome]:
        return list(self._item(feed, parsed, item, key))

    def _unread(self, feed: Watched, item: Item, key: FeedItem, problem: Problem) -> Outcome:
        """Return the outcome of an item that an error of ours kept out. It is on record."""
        source = item.link or feed.url
        self.store.add_problem(source, problem)
        self.store.dismiss(key)
        return Outcome(source, None, None, problem)

    def _item(self, feed: Watched, parsed: Feed, item: Item, key: FeedItem) -> Iterator[Outcome]:
        """Add an item, or the page that it leads to; nothing where that must be tried again."""
        hints = Hints(outlet=feed.outlet, language=feed.language)
        own = with_outlet(item_document(item, parsed, hints))
        own = with_language(own, feed.language is not None)
        if not feed.pages or item.link is None:
            yield self._stored(feed, own, None, key)
            return
        page = self.fetcher.get(item.link)
        if isinstance(page, Failed) and not page.lasting and self._again(key):
            return
        if isinstance(page, Fetched):
            made = list(self._page_documents(page, item, parsed, hints))
            for number, (document, capture) in enumerate(made, start=1):
                # The item counts as dealt with once the last of its documents is stored.
                yield self._stored(feed, document, capture, key if number == len(made) else None)
            if made:
                return
        problem = page.problem if isinstance(page, Failed) else _unreadable(item.link)
        own = replace(own, problems=(*own.problems, _only_item(problem)))
        yield self._stored(feed, own, None, key)

    def _page_documents(
        self, page: Fetched, item: Item, parsed: Feed, hints: Hints
    ) -> Iterator[tuple[Document, Capture | None]]:
        taking = Taking(hints, known=never, workers=self.workers)
        for arrival in fetched_arrivals(page, item.link or page.url, taking):
            document = arrival.content
            if isinstance(document, Problem) and is_internal(document):
                self.store.add_problem(item.link or page.url, document)
            if isinstance(document, Problem | Known):
                continue
            yield _filled(document, item, parsed), arrival.capture

    def _again(self, key: FeedItem) -> bool:
        """Return whether an item's page is worth another try."""
        tried = self.tries[key.key, key.digest] = self.tries.get((key.key, key.digest), 0) + 1
        return tried < TRIES

    def _stored(
        self, feed: Watched, document: Document, capture: Capture | None, key: FeedItem | None
    ) -> Outcome:
        opened = Opened(document.url or feed.url, document, capture)
        outcome = add_document(self.store, opened, document, self.reader, key)
        if outcome.added is None and key is not None:
            self.store.dismiss(key)
        return outcome

    def _poll(self, feed: Watched) -> Poll:
        interval = feed.interval
        if self.fetcher.policy.gap:
            interval = max(interval, SHORTEST_EVERY_S)
        now = self.now()
        return Poll(feed.url, now, "read", now + timedelta(seconds=interval))

    def _looked(self, feed: Watched, poll: Poll, given: Validators | None) -> Looked:
        if given is not None:
            poll = replace(poll, etag=given.etag, modified=given.modified)
        self.store.polled(poll)
        return Looked(feed, poll)

    def _failed(self, feed: Watched, failure: Failed, last: Poll | None) -> Looked:
        """Note a failure and let the feed, and for a host in trouble all its feeds, alone."""
        failures = (last.failures if last is not None else 0) + 1
        poll = self._poll(feed)
        interval = (poll.due - poll.at).total_seconds()
        pause = min(interval * 2 ** min(failures, MOST_DOUBLINGS), LONGEST_PAUSE_S)
        pause = max(pause, min(failure.retry_after or 0.0, 7 * LONGEST_PAUSE_S))
        poll = replace(
            poll,
            outcome="gone" if failure.lasting else "failed",
            due=poll.at + timedelta(seconds=pause),
            failures=failures,
            message=failure.problem.message,
        )
        known = Validators(last.etag, last.modified) if last is not None else None
        return self._looked(feed, poll, known)


def _filled(document: Document, item: Item, feed: Feed) -> Document:
    """Return a page with what its feed says, where it doesn't say so itself.

    A page names its outlet better than the feed's title does ("Lake Radio - World"), and that
    better than its address.
    """
    document = replace(document, published=document.published or item.published or item.updated)
    if not feed.title or (document.outlet and "outlet" not in document.inferred):
        return document
    return replace(document, outlet=feed.title, inferred=("outlet",))


def _unreadable(link: str) -> Problem:
    return Problem("intake", f"{link}: no article text found in the page.")


def _only_item(problem: Problem) -> Problem:
    return Problem("intake", f"only the feed's own words were read. {problem.message}")
