"""What a site does once, before anybody asks: what the first reader would wait for."""

from __future__ import annotations

import gc
import threading
from contextlib import suppress

from sayso.actions.camps import camps
from sayso.actions.desk import Desk
from sayso.actions.framing_view import framing_view
from sayso.actions.landmarks import towns_within
from sayso.actions.seek import Filter, seek, spots_of
from sayso.ledger import LedgerError
from sayso.linking.linker import link
from sayso.web.frames import STEPS, coasts
from sayso.web.site import compile_templates


def warm(desk: Desk) -> threading.Thread:
    """Begin, in a thread of its own, to make what pages share: it is made once either way.

    What is there then stays as long as the site, so collections of garbage no longer look through
    it: with a million claims each took 110 ms, in the middle of some page.
    """
    thread = threading.Thread(target=_make, args=(desk,), daemon=True, name="sayso-warming")
    thread.start()
    return thread


def _make(desk: Desk) -> None:
    compile_templates()
    for step in STEPS:
        coasts(step)
    towns_within(-90, 90, -180, 180)
    with suppress(LedgerError):
        seek(desk, Filter())
        spots_of(desk, Filter())
        desk.index.order("unsure")
        framing_view(desk)
        camps(desk)
        _link_one(desk)
    gc.freeze()


def _link_one(desk: Desk) -> None:
    """Have all vocabularies at hand that taking in a document or a judgement looks into."""
    for _, key, _ in desk.store.keys_since(0, 1):
        link([desk.store.reading(key)])
