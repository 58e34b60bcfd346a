"""Large ledgers for benchmarks: read articles and feed items, told anew month after month.

`base` reads what the benchmark folder has, once, into a small ledger. `resampled` tells its
readings again in rounds. Each round comes weeks after the one before. Its words are swapped for
others of the same length and rarity, so that its documents are as like each other as news is, and
unlike those of other rounds; places are swapped for others as large; people get other names.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sayso.ledger import Store, open_ledger
from sayso.ledger.inserting import insert_new
from sayso.ledger.rows import rows_of
from sayso.ledger.stores.sqlite import SqliteStore
from sayso.lexicon.comparison import empty_terms
from sayso.linking.words import rarity, term
from sayso.record import Claim, Document, Moment, Place, Reading, content_hash

ROUND = timedelta(days=33)
MONTH = timedelta(days=30)
BEGIN = datetime(2018, 1, 1, tzinfo=UTC)
ITEMS_A_ROUND = 400
"""Feed items of a round: neighbours in time, as thick as a month of them."""

NEWSPAPER = 200
"""Articles of no incident in particular that a round has at most."""

WORD = re.compile(r"[A-Za-z]{4,}")
LEAST_WORDS = 40


def base(data: Path, ledger: Path, items: int = 1_500) -> None:
    """Read articles, texts of incidents and feed items of the folder `data` into `ledger`."""
    with closing(open_ledger(ledger, "add")) as store:
        for document in (*_incidents(data), *_articles(data), *_polnear(data)):
            _keep(store, document)
        for document in _items(data, items):
            _keep(store, document)


def _keep(store: Store, document: Document) -> None:
    from sayso.actions.read import read

    if not store.holds(document):
        store.add(read(document))


def _incidents(data: Path) -> Iterator[Document]:
    told = json.loads((data / "claims" / "incidents.dev.json").read_text(encoding="utf-8"))
    for each in told["documents"]:
        path = data / "claims" / "texts" / f"{each['doc']}.txt"
        if path.exists():
            yield _document(path.read_text(encoding="utf-8"), f"incident-{each['doc']}", each)


def _articles(data: Path) -> Iterator[Document]:
    for path in sorted((data / "fulltext").glob("*.txt")):
        about = path.with_suffix(".json")
        more = json.loads(about.read_text(encoding="utf-8")) if about.exists() else {}
        yield _document(path.read_text(encoding="utf-8"), f"article-{path.stem}", more)


def _polnear(data: Path) -> Iterator[Document]:
    with (data / "attribution" / "polnear.dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            more = {"outlet": told["publisher"], "published": told["date"]}
            yield _document(told["text"], f"paper-{told['doc_id']}", more)


def _items(data: Path, limit: int) -> Iterator[Document]:
    path = data / "stream" / "feed_items.2023-03.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    told = sorted((json.loads(line) for line in lines), key=lambda each: str(each["published"]))
    for number, each in enumerate(told[:limit]):
        text = f"{each['title']}\n\n{each['summary'] or ''}"
        yield _document(text, f"item-{number}", {**each, "outlet": _host(each["url"])})


def _host(url: str) -> str:
    return url.split("/")[2].removeprefix("www.") if url.count("/") > 1 else url


def _document(text: str, name: str, about: dict[str, Any]) -> Document:
    published = None
    for key in ("published", "date"):
        try:
            published = published or datetime.fromisoformat(str(about.get(key)))
        except ValueError:
            continue
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    outlet = about.get("outlet") or about.get("publisher") or about.get("domain")
    return Document(
        text, name, about.get("url"), outlet, published=published, title=about.get("title")
    )


def resampled(readings: Sequence[Reading], claims: int) -> Iterator[Reading]:
    """Readings with `claims` claims in all, or just over, each round in the order of telling."""
    rounds = _Rounds([each for each in readings if each.claims])
    made = number = 0
    while made < claims:
        for reading in rounds.of(number):
            made += len(reading.claims or ())
            yield reading
            if made >= claims:
                return
        number += 1


class _Rounds:
    def __init__(self, readings: Sequence[Reading]) -> None:
        named = {each.document.id.split("-", 1)[0] for each in readings}
        self._told = sorted(readings, key=lambda each: (_when(each), each.document.id))
        self._kinds = {kind: [e for e in self._told if e.document.id.startswith(kind)]
                       for kind in named}  # fmt: skip
        self._terms = _term_groups(self._told)
        self._places = _place_groups(self._told)

    def of(self, number: int) -> list[Reading]:
        """The round with this number: all articles and incidents, and a window of feed items."""
        order = random.Random(number)  # noqa: S311
        turned = _Turned(number, self._terms, self._places)
        made = []
        for kind, held in sorted(self._kinds.items()):
            chosen = held
            if kind == "item" and len(held) > ITEMS_A_ROUND:
                begin = order.randrange(len(held) - ITEMS_A_ROUND)
                chosen = held[begin : begin + ITEMS_A_ROUND]
            elif kind != "incident" and len(held) > NEWSPAPER:
                chosen = order.sample(held, NEWSPAPER)
            made += [turned.reading(each, self._day(each, order)) for each in chosen]
        return sorted(made, key=lambda each: str(each.document.published))

    def _day(self, reading: Reading, order: random.Random) -> datetime:
        """When a reading is told in its round: those of one incident or one window together."""
        document = reading.document
        if document.id.startswith("incident"):
            group = document.id.split("-")[1]
            first = min(_when(e) for e in self._kinds["incident"]
                        if e.document.id.split("-")[1] == group)  # fmt: skip
            place = random.Random(group).random()  # noqa: S311
            return BEGIN + place * timedelta(days=25) + min(_when(reading) - first, 4 * DAY)
        if document.id.startswith("item"):
            return BEGIN + (_when(reading) - _when(self._kinds["item"][0])) % MONTH
        return BEGIN + order.random() * MONTH


DAY = timedelta(days=1)


def _when(reading: Reading) -> datetime:
    return reading.document.published or BEGIN


class _Turned:
    """One round's way of telling things."""

    def __init__(
        self, number: int, terms: dict[Any, list[str]], places: dict[Any, list[Place]]
    ) -> None:
        self._number = number
        self._terms = {
            each: group[(at + number) % len(group)]
            for group in terms.values()
            for at, each in enumerate(group)
        }
        self._places = {
            each.geonameid: group[(at + number) % len(group)]
            for group in places.values()
            for at, each in enumerate(group)
        }

    def reading(self, reading: Reading, published: datetime) -> Reading:
        document = reading.document
        by = published - _when(reading) + ROUND * self._number
        moved = replace(
            document,
            text=self.words(document.text),
            title=self.words(document.title) if document.title else None,
            given_id=f"{document.id}-{self._number}",
            published=published + ROUND * self._number,
        )
        return replace(
            reading,
            document=moved,
            claims=tuple(self._claim(each) for each in reading.claims or ()),
            moments=tuple(_moved(each, by) for each in reading.moments or ()),
            places=tuple(self._place(each) for each in reading.places or ()),
        )

    def words(self, text: str) -> str:
        return WORD.sub(lambda found: self._word(found.group()), text)

    def _word(self, word: str) -> str:
        lower = word.lower()
        own = term(lower)
        other = self._terms.get(own)
        if other is None or not lower.startswith(own):
            return word
        new = other + lower[len(own) :]
        return new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new

    def _claim(self, claim: Claim) -> Claim:
        name, key = claim.claimant, content_hash("resampled", claim.id, self._number)
        if name.country is not None:
            return replace(claim, id=key)
        other = replace(name, said=self.words(name.said), name=self.words(name.name))
        return replace(
            claim, id=key, claimant=other, chain=tuple(self.words(each) for each in claim.chain)
        )

    def _place(self, place: Place) -> Place:
        other = self._places.get(place.geonameid)
        if other is None:
            return replace(place, candidates=())
        return replace(other, as_said=place.as_said, score=place.score, candidates=())


def _moved(moment: Moment, by: timedelta) -> Moment:
    if moment.earliest is None or moment.latest is None:
        return moment
    try:
        return replace(moment, earliest=moment.earliest + by, latest=moment.latest + by)
    except OverflowError:
        return moment


def _term_groups(readings: Sequence[Reading]) -> dict[Any, list[str]]:
    """Terms of the readings that may stand for one another: as long and as rare."""
    met = {term(word.lower()) for each in readings for word in WORD.findall(each.document.text)}
    return _shuffled(
        (each for each in sorted(met - empty_terms()) if len(each) > 3 and rarity(each) >= 4),
        lambda each: (len(each), min(10, int(rarity(each)))),
    )


def _place_groups(readings: Sequence[Reading]) -> dict[Any, list[Place]]:
    met = {
        place.geonameid: place
        for each in readings
        for place in each.places or ()
        if place.geonameid is not None
    }
    return _shuffled(
        (place for _, place in sorted(met.items())), lambda each: (each.precision, each.kind)
    )


def _shuffled(things: Iterator[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for each in things:
        groups[key(each)].append(each)
    for group in groups.values():
        random.Random(len(group)).shuffle(group)  # noqa: S311
    return groups


def fill(ledger: Path, readings: Iterator[Reading], batch: int = 500) -> tuple[int, int]:
    """Put readings in a new ledger in large transactions; how many, and how many claims."""
    clock = Clock()
    store = SqliteStore(ledger, "add", clock)
    documents = claims = 0
    with closing(store):
        while chunk := list(islice(readings, batch)):
            with store._writes() as connection:
                for each in chunk:
                    clock.now = (each.document.published or BEGIN) + timedelta(hours=1)
                    new = insert_new(connection, (rows_of(each),), clock().isoformat())
                    store._index(connection, [rows.fingerprint for rows in new])
                    claims += len(each.claims or ())
            documents += len(chunk)
            print(f"{documents} documents, {claims} claims", flush=True)
    return documents, claims


class Clock:
    """What a store takes for now."""

    now = BEGIN

    def __call__(self) -> datetime:
        return self.now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--folder", type=Path, default=Path("build/serving"))
    parser.add_argument("--claims", type=int, default=100_000)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(ledger_of(arguments.folder, arguments.data, arguments.claims))


def ledger_of(folder: Path, data: Path, claims: int) -> Path:
    """A ledger of so many claims, made if there is none: hours for a million, once."""
    first, made = folder / "base.sqlite", folder / f"ledger-{claims}.sqlite"
    if not first.exists():
        base(data, first)
    if not made.exists():
        part = made.with_suffix(".part")
        with closing(open_ledger(first)) as store:
            fill(part, resampled(list(store.readings()), claims))
        part.rename(made)
    return made


if __name__ == "__main__":
    main()
