"""What a site does once, before anybody asks: what the first reader would wait for."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from sayso.actions.adjudication import double_coding
from sayso.index.search import Filter, places_of, search_claims
from sayso.index.service import IncidentIndex
from sayso.ledger import LedgerError
from sayso.linking.linker import link
from sayso.views.framing import framing_view
from sayso.views.sides import conflict_sides
from sayso.web.geo.frames import coasts
from sayso.web.geo.land import STEPS
from sayso.web.geo.landmarks import towns_within
from sayso.web.site import compile_templates


def warm(index: IncidentIndex, ended: threading.Event | None = None) -> threading.Thread:
    """Begin, in a thread of its own, to make what pages share: it is made once either way.

    What is there then stays as long as the site, so collections of garbage no longer look through
    it: with a million claims each took 110 ms, in the middle of some page. It stops between two of
    these things once `ended` is set.
    """
    given = (index, ended or threading.Event())
    thread = threading.Thread(target=_make, args=given, daemon=True, name="sayso-warming")
    thread.start()
    return thread


def _make(index: IncidentIndex, ended: threading.Event) -> None:
    shared: list[Callable[[], object]] = [
        compile_templates,
        *(partial(coasts, level) for level in range(len(STEPS))),
        partial(towns_within, -90, 90, -180, 180),
    ]
    of_ledger: list[Callable[[], object]] = [
        partial(search_claims, index, Filter()),
        partial(places_of, index, Filter()),
        partial(index.index.order, "unsure"),
        partial(framing_view, index),
        partial(conflict_sides, index),
        partial(double_coding, index),
        partial(_link_one, index),
    ]
    with suppress(LedgerError):
        for make in (*shared, *of_ledger):
            if ended.is_set():
                return
            make()
    gc.freeze()


def _link_one(index: IncidentIndex) -> None:
    """Have all vocabularies at hand that taking in a document or a judgement looks into."""
    for _, key, _ in index.store.keys_since(0, 1):
        link([index.store.reading(key)])
