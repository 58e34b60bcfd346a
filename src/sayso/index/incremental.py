"""Incremental linking: passages, pairs, groups and incidents in an index's file, brought up to date
by what came since. It comes to what linking everything anew does.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cachetools import LRUCache

from sayso.index.cards import card_of
from sayso.index.forms import UNREGISTERED
from sayso.index.judgements import JudgementIndex
from sayso.index.passages import packed_passage, unpacked_passage
from sayso.ledger import EvidenceError
from sayso.linking.added import with_added
from sayso.linking.assembly import Assembly, document_of, order_of
from sayso.linking.blocking import WINDOW_DAYS, bands_of, blocking_terms, day_of, number_of
from sayso.linking.claimants import entry_id, keys_within, local_claimants
from sayso.linking.coded import CODING
from sayso.linking.copies import CopyFeatures, body_from, body_terms, comparable, copied
from sayso.linking.corrected import CORRECTING, corrected
from sayso.linking.features import StatementFeatures, statement_features
from sayso.linking.judged import Judged, said_alone
from sayso.linking.likeness import likenesses
from sayso.linking.passages import Passage, passages_of
from sayso.linking.register import VERDICTS
from sayso.linking.regroup import Key, StoredGroup, regroup, steps_of
from sayso.linking.units import passage_of
from sayso.record import Document, FoldedClaim, Judgement, Reading
from sayso.record.annotation import ANNOTATED
from sayso.record.wire import dumps, pack

log = logging.getLogger(__name__)

UNDATED = -1
PASSAGES_KEPT = 20_000
BODIES_KEPT = 4_000
READINGS_KEPT = 400
"""What is remembered of what was used last; memory does not grow with the ledger."""

NEVER = 1 << 40


class IncrementalLinker:
    """Linking over the tables of an index's file, within a transaction of its writer.

    `reading_of` gives the reading of a document by its fingerprint. Passages are made of what was
    read, statements of what people corrected.

    Document 851 comes. Of its 128 bands one is that of document 12 in `bands`; their bodies are
    compared, and as one copies the other the pair goes into `copies`. Its one passage has ten
    blocking terms; of the passages in `terms` that have one of them, were published within
    WINDOW_DAYS and are of other documents there are 30, of which 3 are alike enough: three rows of
    `pairs`, each both ways. `regroup` is asked what the new passage changes: group 7 is gone, and
    its incident with it, and a group of the same passages and the new one is made. Its incident is
    put together from the readings of its documents; all other incidents stay as they are.
    """

    def __init__(self, reading_of: Callable[[str], Reading]) -> None:
        self.judgements = JudgementIndex()
        self._reading_of = reading_of
        self._passages: LRUCache[int | None, Passage] = LRUCache(PASSAGES_KEPT)
        self._bodies: LRUCache[int, CopyFeatures] = LRUCache(BODIES_KEPT)
        self._documents: LRUCache[str, tuple[Document, list[StatementFeatures]]] = LRUCache(
            READINGS_KEPT
        )
        self._writer: sqlite3.Connection

    def shown(self, reading: Reading) -> Reading:
        """Return a reading with its claims as people corrected them, and those they added."""
        return corrected(reading, self.judgements.by_claim, self.judgements.added)

    def ingest(
        self,
        writer: sqlite3.Connection,
        readings: Iterable[tuple[int, Reading]],
        judgements: Iterable[Judgement],
        correct: Callable[[Collection[str]], None],
    ) -> None:
        """Bring groups and incidents up to date with new documents and judgements.

        `correct` is called with the documents of which the judgements correct claims, or take
        corrections back, to bring the rows of their claims up to date before incidents are made.
        """
        self._writer = writer
        touched: set[str] = set()
        for number, reading in readings:
            touched |= self._add(number, reading)
        judgements = tuple(judgements)
        said = self._apply(judgements)
        changed = self._changed_documents(judgements)
        for key in changed:
            self._documents.pop(key, None)
            said |= {passage for passage, _ in self._passages_in(key)}
        if changed:
            correct(changed)
            added = self.judgements.added
            self._locate(claim for key in changed for claim in added.get(key, ()))
        if touched or said:
            self._regroup(touched | said, said)

    def remember(self, writer: sqlite3.Connection, judgements: Iterable[Judgement]) -> None:
        """Add judgements that the groups show already."""
        self._writer = writer
        self._apply(judgements)

    def _apply(self, judgements: Iterable[Judgement]) -> set[str]:
        """Add judgements; return the passages of the statements that they are about.

        Where statements are is looked up once all judgements are known, for some add statements.
        """
        judgements = tuple(judgements)
        for judgement in judgements:
            self.judgements.add(judgement)
        # Who makes a claim, what is coded, and who works on it change no group.
        grouping = (
            each for each in judgements if each.verdict not in (*VERDICTS, *CODING, ANNOTATED)
        )
        claims = dict.fromkeys(claim for each in grouping for claim in each.claims)
        self._locate(claim for claim in claims if not self.judgements.homes(claim))
        return {home for claim in claims for home in self.judgements.homes(claim)}

    def _changed_documents(self, judgements: Iterable[Judgement]) -> set[str]:
        """Return the documents with claims that judgements correct or add, or say to be as read."""
        alone = said_alone(judgements)
        made = (each.addition for said in alone.values() for each in said)
        added = {each.document for each in made if each is not None}
        claims = [
            claim
            for claim, said in alone.items()
            if any(each.verdict in (*CORRECTING, "undecided") for each in said)
        ]
        query = (
            "SELECT document FROM claims WHERE id IN (SELECT value FROM json_each(?1))"
            " UNION SELECT key FROM documents WHERE key IN (SELECT value FROM json_each(?2))"
        )
        if not claims and not added:
            return set()
        return {key for (key,) in self._all(query, json.dumps(claims), json.dumps(sorted(added)))}

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._writer.execute(query, values).fetchall()

    # Documents and their passages

    def _add(self, number: int, reading: Reading) -> set[str]:
        if reading.claims is None:
            return set()
        document = reading.document
        features = statement_features(self.shown(reading))
        self._documents[document.fingerprint] = (document, features)
        self._copies(number, reading)
        passages = passages_of(reading)
        for passage in passages:
            self._compare(passage)
        if document.fingerprint in self.judgements.added:
            passages = tuple(with_added(each, features) for each in passages)
        for position, statement in enumerate(features):
            if statement.key in self.judgements.by_claim:
                homes = [passage.key for passage in passages if position in passage.claims]
                self.judgements.locate(statement.key, homes)
        return {each.key for each in passages}

    def _copies(self, number: int, reading: Reading) -> None:
        document = reading.document
        terms = body_terms(reading)
        body = body_from(document.fingerprint, document.outlet, document.published, terms)
        if not comparable(body):
            return
        bands = bands_of(body.rare)
        candidates = self._all(
            "SELECT DISTINCT document FROM bands WHERE band IN (SELECT value FROM json_each(?))",
            json.dumps(bands),
        )
        for (candidate,) in candidates:
            copy = copied(body, self._body(candidate))
            if copy is not None:
                for side in copy.documents:
                    self._writer.execute(
                        "INSERT OR IGNORE INTO copies VALUES (?, ?, ?)", (side, *copy.documents)
                    )
        self._bodies[number] = body
        self._writer.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)", [(each, number) for each in bands]
        )
        self._writer.execute(
            "UPDATE documents SET terms = ? WHERE number = ?", (" ".join(terms), number)
        )

    def _body(self, number: int) -> CopyFeatures:
        body: CopyFeatures | None = self._bodies.get(number)
        if body is None:
            query = "SELECT key, outlet, published, terms FROM documents WHERE number = ?"
            ((key, outlet, published, terms),) = self._all(query, number)
            when = datetime.fromisoformat(published) if published else None
            body = body_from(key, outlet, when, terms.split())
            self._bodies[number] = body
        return body

    def _compare(self, passage: Passage) -> None:
        insert = "INSERT INTO passages (key, packed) VALUES (?, ?)"
        number = self._writer.execute(insert, (passage.key, packed_passage(passage))).lastrowid
        self._passages[number] = passage
        terms = [number_of(term) for term in blocking_terms(passage)]
        day = day_of(passage)
        others = [
            (other, candidate)
            for other, candidate in self._numbered(self._candidates(terms, day))
            if candidate.document != passage.document
        ]
        values = likenesses(passage, [candidate for _, candidate in others])
        rows: list[tuple[int, int, int]] = []
        for (candidate_number, _), value in zip(others, values, strict=True):
            if value and number is not None:
                rows += ((number, candidate_number, value), (candidate_number, number, value))
        self._writer.executemany("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)", rows)
        self._writer.executemany(
            "INSERT OR IGNORE INTO terms VALUES (?, ?, ?)",
            [(term, UNDATED if day is None else day, number) for term in terms],
        )

    def _candidates(self, terms: list[int], day: int | None) -> list[int]:
        if not terms:
            return []
        some = f"SELECT passage FROM terms WHERE term IN ({', '.join('?' * len(terms))})"  # noqa: S608
        if day is None:
            return [each for (each,) in self._all(f"{some} GROUP BY passage", *terms)]
        query = f"{some} AND day BETWEEN ? AND ? UNION {some} AND day = ?"
        span = (day - WINDOW_DAYS, day + WINDOW_DAYS)
        return [each for (each,) in self._all(query, *terms, *span, *terms, UNDATED)]

    def _numbered(self, numbers: Iterable[int]) -> Iterator[tuple[int, Passage]]:
        missing = []
        for number in numbers:
            passage = self._passages.get(number)
            if passage is None:
                missing.append(number)
            else:
                yield number, passage
        if missing:
            query = (
                "SELECT number, key, packed FROM passages"
                " WHERE number IN (SELECT value FROM json_each(?))"
            )
            for number, key, packed in self._all(query, json.dumps(missing)):
                passage = unpacked_passage(key, packed)
                self._passages[number] = passage
                yield number, passage

    # What regrouping asks

    def holding(self, passages: Collection[str]) -> Iterable[StoredGroup]:
        """Return the groups that any of these passages, or what was taken out of it, is in."""
        query = (
            "SELECT g.number, g.steps, g.loosest, u.unit FROM groups g JOIN units u"
            " ON u.held = g.number WHERE g.number IN (SELECT held FROM units"
            " WHERE passage IN (SELECT value FROM json_each(?))) ORDER BY g.number, u.unit"
        )
        held: dict[int, tuple[str, float, list[str]]] = {}
        for number, steps, minimum_similarity, unit in self._all(query, json.dumps(list(passages))):
            held.setdefault(number, (steps, minimum_similarity, []))[2].append(unit)
        for number, (steps, minimum_similarity, units) in held.items():
            yield StoredGroup(number, tuple(units), steps, minimum_similarity)

    def similar(self, passages: Collection[str]) -> Iterable[tuple[str, str, int]]:
        """Return each of these passages with every one that is like it, and how much."""
        query = (
            "SELECT o.key, t.key, p.value FROM json_each(?) j JOIN passages o ON o.key = j.value"
            " JOIN pairs p ON p.one = o.number JOIN passages t ON t.number = p.other"
        )
        return self._all(query, json.dumps(list(passages)))

    def minimum_similarities(self, passages: Collection[str]) -> Mapping[str, float]:
        """Return the minimum similarity of the group that each of these passages is in."""
        query = (
            "SELECT u.unit, g.loosest FROM json_each(?) j JOIN units u ON u.unit = j.value"
            " JOIN groups g ON g.number = u.held"
        )
        return dict(self._all(query, json.dumps(list(passages))))

    def linked_by_people(self, passages: Collection[str]) -> Collection[str]:
        """Return the passages that people put together with any of these."""
        pairs = self.judgements.decided(passages).pairs("same_incident")
        return {home for pair in pairs for each in pair for home in self.judgements.homes(each)}

    def statements(self, passages: Collection[str]) -> Mapping[str, list[Key]]:
        """Return the statements of each of these passages."""
        ids: dict[str, list[str]] = {}
        for key in {document_of(each) for each in passages}:
            query = "SELECT id FROM claims WHERE document = ? ORDER BY position"
            ids[key] = [each for (each,) in self._all(query, key)]
        statements = {}
        for key in passages:
            passage = self._passage(key)
            statements[key] = [Key(ids[passage.document][at]) for at in passage.claims]
        return statements

    def decided(self, passages: Collection[str]) -> Judged:
        """Return what people judged of the statements of these passages."""
        return self.judgements.decided(passages)

    def _locate(self, statements: Iterable[str]) -> None:
        """Note in which passages statements that were judged are."""
        wanted = list(statements)
        query = (
            "SELECT id, document, position FROM claims"
            " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number"
        )
        rows = self._all(query, json.dumps(wanted)) if wanted else []
        places = {statement: (document, position) for statement, document, position in rows}
        passages = {
            document: self._positions_in(document)
            for document in dict.fromkeys(document for document, _ in places.values())
        }
        for statement in wanted:
            document, position = places.get(statement, ("", 0))
            inside = passages.get(document, ())
            self.judgements.locate(statement, [key for key, held in inside if position in held])

    def _positions_in(self, document: str) -> list[tuple[str, Collection[int]]]:
        """Return the passages of a document by key, each with the positions of its claims."""
        if document in self.judgements.added:
            return [(key, passage.claims) for key, passage in self._passages_in(document)]
        query = (
            "SELECT key, json_extract(packed, '$.claims') FROM passages WHERE key >= ? AND key < ?"
        )
        rows = self._all(query, f"{document}#", f"{document}$")
        return [(key, json.loads(positions)) for key, positions in rows]

    def _passages_in(self, document: str) -> Iterator[tuple[str, Passage]]:
        """Yield the passages of a document, each with its key."""
        query = "SELECT key FROM passages WHERE key >= ? AND key < ?"
        for (key,) in self._all(query, f"{document}#", f"{document}$"):
            yield key, self._passage(key)

    def _passage(self, key: str) -> Passage:
        query = "SELECT number, packed FROM passages WHERE key = ?"
        ((number, packed),) = self._all(query, key)
        passage: Passage | None = self._passages.get(number)
        if passage is None:
            passage = unpacked_passage(key, packed)
            self._passages[number] = passage
        return self._with_added(passage)

    def _with_added(self, passage: Passage) -> Passage:
        """Return a passage with the claims that people added in it."""
        if passage.document not in self.judgements.added:
            return passage
        try:
            return with_added(passage, self._document(passage.document)[1])
        except EvidenceError:
            return passage  # its document has no claims then: `_place` logs it

    # Groups and incidents

    def _regroup(self, touched: set[str], said: set[str]) -> None:
        regrouped = regroup(self, touched)
        fresh: list[tuple[int, Sequence[str]]] = []
        for stored in regrouped.gone:
            self._drop(stored.number)
            self._writer.execute("DELETE FROM units WHERE held = ?", (stored.number,))
            self._writer.execute("DELETE FROM groups WHERE number = ?", (stored.number,))
        for group, before in regrouped.made:
            marks = (steps_of(group), group.minimum_similarity)
            if before is None:
                insert = "INSERT INTO groups (steps, loosest) VALUES (?, ?)"
                number = self._writer.execute(insert, marks).lastrowid or 0
                rows = [(unit, passage_of(unit), number) for unit in group.members]
                self._writer.executemany("INSERT INTO units VALUES (?, ?, ?)", rows)
                fresh.append((number, group.members))
                continue
            update = "UPDATE groups SET steps = ?, loosest = ? WHERE number = ?"
            if marks != (before.steps, before.minimum_similarity):
                self._writer.execute(update, (*marks, before.number))
            if said and any(passage_of(unit) in said for unit in group.members):
                self._drop(before.number)
                fresh.append((before.number, group.members))
        for number, members in fresh:
            self._make(number, members)

    def _drop(self, group: int) -> None:
        ((incident,),) = self._all("SELECT incident FROM groups WHERE number = ?", group)
        if incident is not None:
            for table, column in (("incidents", "id"), ("folded", "incident"),
                                  ("homes", "incident")):  # fmt: skip
                self._writer.execute(f"DELETE FROM {table} WHERE {column} = ?", (incident,))  # noqa: S608

    def _make(self, number: int, members: Sequence[str]) -> None:
        """Make the incident of a group."""
        passages = sorted({passage_of(unit) for unit in members})
        decided = self.judgements.decided(passages)
        assembly = self._assembled(passages)
        made = assembly.incident(members, assembly.units(decided), decided)
        name = made[0].id if made is not None else None
        self._writer.execute("UPDATE groups SET incident = ? WHERE number = ?", (name, number))
        if made is None:
            return
        incident, claims = made
        names = self._names_within(claims, assembly)
        entries = {key: entry for key, (_, _, entry) in names.items() if entry}
        card = pack(card_of(incident, claims, entries))
        del card["incident"]
        keys = json.dumps(list(assembly.documents))
        query = "SELECT max(recorded) FROM documents WHERE key IN (SELECT value FROM json_each(?))"
        ((recorded,),) = self._all(query, keys)
        less, began, _ = order_of(incident)
        day = card["day"]
        late = -datetime.fromisoformat(day).toordinal() if day else NEVER
        self._writer.execute(
            "INSERT INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (name, late, less, began.timestamp(), recorded, dumps(pack(incident)), dumps(card)),
        )
        self._writer.executemany(
            "INSERT OR REPLACE INTO folded VALUES (?, ?, ?)",
            [(each.id, name, dumps(pack(each))) for each in claims],
        )
        self._writer.executemany(
            "INSERT OR REPLACE INTO homes VALUES (?, ?, ?, ?, ?)",
            [
                (place.claim, each.id, name, *names.get(place.claim, (None, None))[:2])
                for each in claims
                for place in each.appearances
            ],
        )

    def _names_within(
        self, claims: Sequence[FoldedClaim], assembly: Assembly
    ) -> dict[str, tuple[int, str | None, str]]:
        """Return of each statement of an incident the name form of its claimant, the register's
        entry where it is another within the incident, and the entry before judgements; "" where
        the claimant is in no register.
        """
        inside = {place.claim for each in claims for place in each.appearances}
        among = local_claimants(
            each for held in assembly.features.values() for each in held if each.key in inside
        )
        local = {key: entry_id(within) for key, (within, _) in keys_within(among).items()}
        query = (
            "SELECT c.id, f.number, f.base, f.kind FROM claims c JOIN forms f ON f.number = c.form"
            " WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY c.number"
        )
        names = {}
        for key, form, base, kind in self._all(query, json.dumps([*inside])):
            entry = local.get(key) or ("" if kind in UNREGISTERED else base)
            names[key] = (form, local.get(key), entry)
        return names

    def _assembled(self, passages: Sequence[str]) -> Assembly:
        made = Assembly()
        documents: dict[str, list[Passage]] = {}
        for key in passages:
            documents.setdefault(document_of(key), []).append(self._passage(key))
        for key, held in documents.items():
            self._place(made, key, held)
            query = "SELECT one, other FROM copies WHERE document = ?"
            for first, second in self._all(query, key):
                made.copies((first, second))
        if len(passages) > 1:
            inside = set(passages)
            for first, second, value in self.similar(passages):
                if first < second and second in inside:
                    made.alike((first, second), value)
        return made

    def _place(self, made: Assembly, key: str, held: Sequence[Passage]) -> None:
        """Put a document into an assembly; one whose reading is damaged now has no claims in it."""
        try:
            document, features = self._document(key)
        except EvidenceError as error:
            log.error("%s", error)
            made.documents[key], made.features[key] = Document(""), []
            made.passages.update((each.key, replace(each, claims=())) for each in held)
            return
        made.place(document, features, held)

    def _document(self, key: str) -> tuple[Document, list[StatementFeatures]]:
        entry: tuple[Document, list[StatementFeatures]] | None = self._documents.get(key)
        if entry is None:
            reading = self._reading_of(key)
            entry = reading.document, statement_features(self.shown(reading))
            self._documents[key] = entry
        return entry
