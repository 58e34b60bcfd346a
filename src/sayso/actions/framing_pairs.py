"""Counting two outlets or sides for a site: one pair at a time, beside the pages, and kept."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from sayso.actions.submit import QueueFullError, UnavailableError
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import LedgerError
from sayso.linking.framing_measures import Group
from sayso.record import Problem
from sayso.record.faults import attempt
from sayso.settings.term_lists import TermList, TermListError, pasted_term_lists
from sayso.views.framing_pairs import CountedPair, PairAsked, count_pair, groups_of

PATIENCE_S = 0.8
"""Seconds that whoever asks waits for what is counted; most small ledgers take less."""

DOWNLOAD_S = 10.0
"""The same for whoever downloads it, and has no page that loads itself again."""

MOST_WAITING = 6
"""Pairs that wait or are being counted."""

MOST_KEPT = 12
"""Pairs that are kept: some 3 MB each."""

REST = 0.25
"""Seconds of rest for each of counting, so that pages, which need the processor too, come first."""

RETRY_S = 20

LONGEST_PASTED = 2_000
"""Characters of lists that are written into the form: they stand in the page's address."""

Key = tuple[PairAsked, int, int]
"""What was asked, of the documents and judgements up to these numbers."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many articles of a pair are counted, and of how many; 0 of 0 while it waits."""

    done: int
    whole: int


@dataclass(frozen=True, slots=True)
class PairQuery:
    """What a form or an address asks for: names of two outlets or sides, the name of a file of
    lists that the site has, and lists as they were pasted.
    """

    by: Group = "outlet"
    first: str = ""
    second: str = ""
    lists: str = ""
    terms: str = ""

    def query(self, **more: str | int) -> str:
        """Return it as the query of an address, with `more` after it."""
        own = {"by": self.by, "first": self.first, "second": self.second,
               "lists": self.lists, "terms": self.terms, **more}  # fmt: skip
        return urlencode(
            [(name, value) for name, value in own.items() if value != ""], errors="replace"
        )


class StillCountingError(UnavailableError):
    """What is to be downloaded is still being counted."""

    def __init__(self, progress: Progress) -> None:
        done, whole = progress.done, progress.whole
        super().__init__(
            f"This is still being counted: {done:,} of {whole:,} articles so far. Ask again in"
            f" {RETRY_S} seconds.",
            RETRY_S,
        )


class FramingPairs:
    """The pairs of a site, for several threads. `term_lists` are those it offers, by name."""

    def __init__(
        self, index: IncidentIndex, term_lists: Mapping[str, tuple[TermList, ...]] | None = None
    ) -> None:
        self._index = index
        self.term_lists = dict(term_lists or {})
        self._changed = threading.Condition()
        self._kept: OrderedDict[Key, CountedPair | LedgerError | Problem] = OrderedDict()
        self._waiting: OrderedDict[Key, tuple[Snapshot, Progress]] = OrderedDict()

    def asked(self, query: PairQuery) -> PairAsked:
        """Return what a query asks for. Raises PairError and TermListError."""
        if query.lists and query.lists not in self.term_lists:
            raise TermListError(f"This site has no lists “{query.lists}”. Choose some it has.")
        if len(query.terms) > LONGEST_PASTED:
            raise TermListError(
                f"The lists have {len(query.terms):,} characters, and {LONGEST_PASTED:,} fit here."
                " Ask whoever runs this site to put them into its folder of lists, or count with"
                " `sayso framing --terms`."
            )
        pasted = pasted_term_lists(query.terms) if query.terms.strip() else ()
        lists = (*self.term_lists.get(query.lists, ()), *pasted)
        names = [each.name for each in lists]
        if double := next((name for name in names if names.count(name) > 1), None):
            raise TermListError(f"Two lists are called {double!r}. Give one another name.")
        asked = PairAsked(query.by, (query.first, query.second), lists)
        groups = groups_of(self._index, asked)
        return replace(asked, names=(groups[0].name, groups[1].name))

    def finished(self, asked: PairAsked) -> CountedPair:
        """Return two groups counted, for whoever downloads them. Raises StillCountingError where
        that takes longer than DOWNLOAD_S, and what `counted` raises.
        """
        made = self.counted(asked, DOWNLOAD_S)
        if isinstance(made, Progress):
            raise StillCountingError(made)
        return made

    def counted(self, asked: PairAsked, patience: float = PATIENCE_S) -> CountedPair | Progress:
        """Return two groups counted, or how far that has come.

        Raises QueueFullError and LedgerError.
        """
        state = self._index.state()
        key = (asked, state.documents, state.judged)
        with self._changed:
            if key not in self._kept and key not in self._waiting:
                self._begin(key, state)
            self._changed.wait_for(lambda: key in self._kept, patience)
            if key not in self._kept:
                return self._waiting[key][1] if key in self._waiting else Progress(0, 0)
            self._kept.move_to_end(key)
            made = self._kept[key]
            if isinstance(made, CountedPair):
                return made
            del self._kept[key]  # whoever asks again may have better luck
        raise made if isinstance(made, LedgerError) else LedgerError(made.message)

    def _begin(self, key: Key, state: Snapshot) -> None:
        if len(self._waiting) >= MOST_WAITING:
            raise QueueFullError(
                f"{len(self._waiting)} comparisons are being counted, and no more may wait. Ask"
                f" again in {RETRY_S} seconds.",
                RETRY_S,
            )
        self._waiting[key] = (state, Progress(0, 0))
        if len(self._waiting) == 1:
            threading.Thread(target=self._count_all, daemon=True, name="sayso-framing").start()

    def _count_all(self) -> None:
        """Count what waits, in its order, until nothing does."""
        while True:
            with self._changed:
                key = next(iter(self._waiting), None)
                if key is None:
                    return
                state = self._waiting[key][0]
            made = self._count(key, state)
            with self._changed:
                self._kept[key] = made
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
                del self._waiting[key]
                self._changed.notify_all()
                if not self._waiting:
                    return

    def _count(self, key: Key, state: Snapshot) -> CountedPair | LedgerError | Problem:
        work = partial(count_pair, self._index, state, key[0], self._resting(key, state))
        try:
            return attempt("framing", work, (LedgerError,))
        except LedgerError as error:
            return error

    def _resting(self, key: Key, state: Snapshot) -> Callable[[int, int], None]:
        """Return what takes how far counting has come, and rests after each article."""
        begun = time.monotonic()

        def progress(done: int, whole: int) -> None:
            nonlocal begun
            self._waiting[key] = (state, Progress(done, whole))
            time.sleep(REST * (time.monotonic() - begun))
            begun = time.monotonic()

        return progress
