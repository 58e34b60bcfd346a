"""An incident as a text to print or to hand on: what its page shows, claim by claim, with sources.

It is made of the same records as the page, so that nothing stands on one and not on the other.
"""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sayso.exports.citations import is_day_alone
from sayso.exports.pages import sidename
from sayso.exports.word_text import (
    PrintedText,
    TableCell,
    TextHeading,
    TextParagraph,
    TextPart,
    TextRun,
    TextTable,
)
from sayso.ledger import StoredCapture
from sayso.linking.accounts import range_words
from sayso.linking.judged import RULE, in_force
from sayso.linking.titles import days_in_words
from sayso.record import ADDED, FoldedClaim, Judgement
from sayso.views.incident import Copy, IncidentView, Quote, ShownAnswer, ShownQuestion, ShownSide

MOST_CONFLICTS = 60
"""Pairs of claims that can't both hold that are told in full: of a hundred counts that differ there
are thousands of pairs, and the claims tell them all."""

JUDGED = {
    "right": "accepted",
    "corrected": "corrected",
    "wrong": "judged wrong",
    "added": "added",
    "adjudicated": "adjudicated",
}
"""What a judgement on one claim is called, as the review page calls it."""

VERBATIM = (
    "Words between “ and ” are those of the reports. Nothing is averaged or filled in, and nobody"
    " is judged: answers that differ stand beside each other."
)
MASKED = "Names of private persons harmed are masked (█)."
NAMED = "Names of private persons harmed are in it, as was asked for."


def unmasked(words: str, _document: str = "") -> str:
    """Return words as they are."""
    return words


@dataclass(frozen=True, slots=True)
class DossierDocument:
    """What a dossier says of a document beside its claims: its title, its address, its bytes."""

    title: str
    url: str
    language: str
    kept: tuple[StoredCapture, ...] = ()


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What a dossier has beside what the page shows.

    `made` is when the ledger was last added to, None where it is empty; `judged` are the judgements
    by the ids of statements. `mask` masks names in words of a document, by its fingerprint.
    """

    maker: str
    made: datetime
    documents: Mapping[str, DossierDocument]
    judged: Mapping[str, Sequence[Judgement]] = field(default_factory=dict)
    mask: Callable[[str, str], str] = unmasked
    masked: bool = False


def dossier_text(shown: IncidentView, facts: DossierFacts) -> PrintedText:
    """Return the text of an incident's dossier."""
    dossier = _Dossier(shown, facts)
    incident = shown.incident
    title = dossier.words(incident.title)
    return PrintedText(
        title=title,
        subject=f"Dossier of the incident {incident.id}",
        maker=facts.maker,
        made=facts.made,
        footer=f"Sayso dossier {incident.id[:10]}",
        parts=tuple(dossier.parts()),
    )


class _Dossier:
    """Makes the parts of a dossier, with names masked, claims and documents numbered."""

    def __init__(self, shown: IncidentView, facts: DossierFacts) -> None:
        self._shown = shown
        self._facts = facts
        self._claims = {key: number for number, key in enumerate(shown.said, 1)}
        self._statements = {
            quote.claim: self._claims[key] for key, quotes in shown.said.items() for quote in quotes
        }
        copies = [copy for each in shown.origins for copy in (each.first, *each.copies)]
        self._documents: dict[str, int] = {}
        for copy in copies:
            self._documents.setdefault(copy.document, len(self._documents) + 1)
        self._conflicts: dict[int, list[int]] = {}
        for rivalry in shown.rivalries[:MOST_CONFLICTS]:
            for _, _, quote in rivalry.sides:
                number = self._statements.get(quote.claim, 0)
                self._conflicts.setdefault(number, []).append(rivalry.number)

    def words(self, words: str, document: str = "") -> str:
        """Return words with names masked."""
        return self._facts.mask(words, document)

    def parts(self) -> Iterator[TextPart]:
        """Yield the parts in their order."""
        shown = self._shown
        yield from self._about()
        yield from self._glance()
        yield from self._asked("What was asked, and what each side says", shown.questions)
        yield from self._asked("Figures that one claim alone gives", shown.single)
        yield from self._also()
        yield from self._rivalries()
        yield from self._history()
        yield from self._all_claims()
        yield from self._sources()
        yield from self._warnings()

    # What it is, and how much of it.

    def _about(self) -> Iterator[TextPart]:
        incident = self._shown.incident
        if incident.subheading:
            headline = incident.subheading
            outlet = headline.outlet or "outlet unknown"
            yield _text(f"“{self.words(headline.words)}” ", outlet)
        yield TextHeading("What this is")
        yield _text(
            f"What {_count(len(self._documents), 'document')} say of one incident, set side by side"
            f" by claimant and question. {VERBATIM}"
        )
        made = f"It shows the ledger as it was at {when_words(self._facts.made)}, when it was last"
        names = MASKED if self._facts.masked else NAMED
        yield _text(
            f"{made} added to. Made by {self._facts.maker}. Incident {incident.id}. {names}"
        )
        if incident.titled_by:
            yield _text(
                f"Title by {incident.titled_by}; as read: {self.words(incident.read_title)}"
            )
        if incident.placed_by:
            claimed = incident.claimed_place
            yield _text(
                f"Place set by {incident.placed_by}; the claims give:"
                f" {claimed.name if claimed else 'none'}"
            )
        if incident.dated_by:
            days = days_in_words(*incident.claimed_days) or "none"
            yield _text(f"Day set by {incident.dated_by}; the claims give: {days}")
        if incident.note:
            yield _text(f"Note by {incident.noted_by}: {self.words(incident.note)}")
        for link in incident.joined:
            if link.by != RULE:
                yield _bullet(f"{_plain(link.rule)} by {link.by}: {self._reasons(link.reasons)}")

    def _glance(self) -> Iterator[TextPart]:
        shown, incident = self._shown, self._shown.incident
        claimants = {quote.claimant for quotes in shown.said.values() for quote in quotes}
        facts = [
            ("Claims", _count(shown.claims, "claim")),
            ("Appearances of them", f"{shown.appearances:,}"),
            ("Claimants, by name", f"{len(claimants):,}"),
            ("Documents", f"{len(self._documents):,}"),
            ("Independent origins", f"{incident.origins:,}"),
            ("In conflict", _count(len(shown.rivalries), "pair of claims", "pairs of claims")),
            ("Place", incident.place.name if incident.place else "not resolved"),
            ("Day", self._days()),
            ("Sides", "; ".join(self.words(sidename(name)) for name, _ in shown.sides)),
            ("Places named", "; ".join(f"{each.name} ({each.precision})" for each in shown.places)),
            ("To notice", _count(len(incident.warnings), "warning")),
        ]
        yield TextHeading("At a glance")
        rows = tuple((_cell(name), _cell(said)) for name, said in facts if said)
        yield TextTable("The incident in numbers", ("What", "How many, or which"), (5, 12), rows)

    def _days(self) -> str:
        earliest, latest = self._shown.incident.earliest, self._shown.incident.latest
        if earliest is None:
            return "not reported"
        if latest is None or latest.date() == earliest.date():
            return _day(earliest)
        return f"{_day(earliest)} – {_day(latest)}"

    # Questions and answers.

    def _asked(self, title: str, questions: Sequence[ShownQuestion]) -> Iterator[TextPart]:
        if not questions:
            return
        yield TextHeading(title)
        for question in questions:
            row = question.row
            yield TextHeading(self.words(f"{row.asked} {row.scope}".strip()), 2)
            if row.stated is not None and row.stated.high is not None:
                ends = self.words(range_words(row.stated))
                yield TextParagraph((TextRun(ends),), keep=True)
            for relation, why in question.relations:
                runs = (TextRun(f"{relation}: ", strong=True), TextRun(self.words(why)))
                yield TextParagraph(runs, "bullet", keep=True)
            yield TextTable(
                self.words(row.asked),
                ("Side", "Answer", "In these words", "Reported", "Claim"),
                (2.6, 3.1, 6.6, 3.2, 1.5),
                tuple(self._answers(question.sides)),
            )

    def _answers(self, sides: Iterable[ShownSide]) -> Iterator[tuple[TableCell, ...]]:
        for side in sides:
            for answers, earlier in ((side.standing, False), (side.earlier, True)):
                for answer in answers:
                    yield self._answer(side.name, answer, earlier)
            if side.more:
                yield (_cell(self._side(side.name)), _cell(f"and {side.more} more"), (), (), ())

    def _answer(self, side: str, answer: ShownAnswer, earlier: bool) -> tuple[TableCell, ...]:
        quote = answer.quotes[0]
        notes = [
            "earlier" if earlier else "",
            _conflicts([each for each in answer.rivals if each <= MOST_CONFLICTS]),
            _met(answer.appearances, answer.origins) if answer.appearances > 1 else "",
        ]
        words = self.words(answer.words, quote.document)
        figure = (TextParagraph((TextRun(words, strong=True),), "small"),) if words else ()
        numbers = sorted({self._statements.get(each.claim, 0) for each in answer.quotes} - {0})
        return (
            _cell(self._side(side)),
            (*figure, *(_small(note, soft=True) for note in notes if note)),
            self._said(quote),
            (_small(quote.outlet), _small(when_words(quote.published))),
            (TextParagraph(tuple(_commas(map(_claim_link, numbers))), "small"),),
        )

    def _said(self, quote: Quote) -> TableCell:
        """Return the words of a quote in a cell, with who says them and what was corrected."""
        return (
            TextParagraph(self._quoted(quote), "small"),
            _small(self._whose(quote), soft=True),
            *(_small(each) for each in self._corrections(quote)),
        )

    def _quoted(self, quote: Quote) -> tuple[TextRun, ...]:
        cue = f"{self.words(quote.leading_cue, quote.document)}: " if quote.leading_cue else ""
        words = f"“{self.words(quote.words, quote.document)}”"
        language = self._facts.documents[quote.document].language
        return (*((TextRun(cue, soft=True),) if cue else ()), TextRun(words, language=language))

    def _whose(self, quote: Quote) -> str:
        cue = f", {quote.cue}" if quote.cue and not quote.leading_cue else ""
        return self.words(f"{quote.claimant}{cue}", quote.document)

    def _corrections(self, quote: Quote) -> Iterator[str]:
        """Yield what people corrected of a claim: the field, by whom, and what was read there."""
        for correction in quote.corrections:
            read = self.words(correction.read, quote.document) or "nothing"
            by = f"{correction.by}, {_day(correction.when)}"
            if correction.field == ADDED:
                yield f"claim added by {by}"
            else:
                yield f"{correction.field} corrected by {by}; read: {read}"

    def _side(self, name: str) -> str:
        return self.words(sidename(name))

    def _also(self) -> Iterator[TextPart]:
        if not self._shown.also:
            return
        yield TextHeading("Also said")
        yield _text("Statements that answer no question above, by side.")
        rows: list[tuple[TableCell, ...]] = []
        for side in self._shown.also:
            for statement in side.statements:
                name, _, *rest = self._answer(side.name, statement, earlier=False)
                rows.append((name, *rest))
            if side.more:
                more = _cell(f"and {side.more} more")
                rows.append((_cell(self._side(side.name)), more, (), ()))
        header = ("Side", "In these words", "Reported", "Claim")
        yield TextTable("Also said", header, (2.8, 9.2, 3.5, 1.5), tuple(rows))

    # What can't both hold, and what changed.

    def _rivalries(self) -> Iterator[TextPart]:
        if not self._shown.rivalries:
            return
        yield TextHeading("They can’t both hold")
        for rivalry in self._shown.rivalries[:MOST_CONFLICTS]:
            replaced = "replaced since: " if rivalry.replaced else ""
            by = f", {rivalry.by}" if rivalry.by != RULE else ""
            yield TextHeading(f"Conflict {rivalry.number}", 2)
            yield _text(f"{replaced}{self._reasons(rivalry.reasons)} ", f"({rivalry.rule}{by})")
            for side, _, quote in rivalry.sides:
                yield self._line(quote, f"{self._side(side)}: ")
        more = len(self._shown.rivalries) - MOST_CONFLICTS
        if more > 0:
            yield _text(f"and {_count(more, 'more pair', 'more pairs')}, not told here")

    def _line(self, quote: Quote, lead: str) -> TextParagraph:
        """Return a quote on one line, with who says it, where, and its claim."""
        number = self._statements.get(quote.claim)
        link = (TextRun(" · "), _claim_link(number)) if number else ()
        source = f" {self._whose(quote)} · {quote.outlet}, {when_words(quote.published)}"
        runs = (TextRun(lead, strong=True), *self._quoted(quote), TextRun(source, soft=True), *link)
        return TextParagraph(runs, "bullet")

    def _history(self) -> Iterator[TextPart]:
        shown, versions = self._shown, self._shown.incident.versions
        if not shown.history and not versions:
            return
        yield TextHeading("How answers changed")
        for revision, before, after in shown.history:
            when = f"{when_words(revision.when)} · " if revision.when else ""
            what = self.words(revision.what)
            yield _text(f"{when}{self._side(revision.side)} · {revision.kind}: {what}")
            yield self._line(before, "before: ")
            yield self._line(after, "after: ")
        for version in versions:
            yield _bullet(
                f"{when_words(version.when)}: document {version.former} counts no more, replaced by"
                f" {self._document_name(version.later)} ({_plain(version.rule)})"
            )

    def _document_name(self, key: str) -> str:
        number = self._documents.get(key)
        return f"D{number}" if number else f"document {key}"

    # Claims, one by one.

    def _all_claims(self) -> Iterator[TextPart]:
        yield TextHeading("The claims")
        folded = {each.id: each for each in self._shown.folded}
        for key, quotes in self._shown.said.items():
            yield from self._claim(folded[key], quotes)

    def _claim(self, claim: FoldedClaim, quotes: Sequence[Quote]) -> Iterator[TextPart]:
        number, first = self._claims[claim.id], quotes[0]
        name = self.words(first.claimant, first.document)
        yield TextHeading(f"{number}. {name}", 2, f"claim{number}")
        yield TextParagraph(self._quoted(first), "quote")
        met = _met(len(quotes), claim.origins) if len(quotes) > 1 else ""
        side = "the outlet itself" if claim.narrated else self._side(claim.side)
        facts = [self._whose(first), side, met, _conflicts(self._conflicts.get(number, ()))]
        yield _small(" · ".join(each for each in facts if each), soft=True)
        yield TextParagraph(self._source(first))
        for again in quotes[1:]:
            runs = (
                self._quoted(again) if again.words != first.words else (TextRun("the same words"),)
            )
            source = (TextRun(f" {self._whose(again)} · ", soft=True), *self._source(again))
            yield TextParagraph((*runs, *source), "bullet")
        for quote in quotes:
            for correction in self._corrections(quote):
                yield _bullet(correction)
        for said in self._judgements(claim, quotes):
            yield _bullet(said)

    def _source(self, quote: Quote) -> tuple[TextRun, ...]:
        """Return the runs that name a document: outlet, title, publication, and its address."""
        document = self._facts.documents[quote.document]
        number = self._documents.get(quote.document)
        title = self.words(document.title, quote.document)
        title = f", “{title}”" if title else ""
        address = _address(document.url)
        return (
            *((TextRun(f"D{number}", link=f"#document{number}"),) if number else ()),
            TextRun(f" {quote.outlet}{title}, {when_words(quote.published)}"),
            *((TextRun(" "), address) if address.words else ()),
        )

    def _judgements(self, claim: FoldedClaim, quotes: Sequence[Quote]) -> Iterator[str]:
        """Yield what people judged of a claim, as far as it holds."""
        for quote in quotes:
            for said in in_force(self._facts.judged.get(quote.claim, ())):
                why = f": {self.words(said.why, quote.document)}" if said.why else ""
                verdict = JUDGED.get(said.verdict, said.verdict)
                yield f"{verdict} by {said.by}, {_day(said.when)}{why}"
        for link in claim.links:
            if link.by != RULE:
                yield f"{_plain(link.rule)} by {link.by}: {self._reasons(link.reasons)}"

    def _reasons(self, reasons: Iterable[str]) -> str:
        return self.words("; ".join(reasons))

    # Where it all stands.

    def _sources(self) -> Iterator[TextPart]:
        yield TextHeading("Appendix: the documents")
        yield _text(
            "Documents that share words, an agency or a publisher go back to one origin. The"
            " fingerprint is a hash of the text with its outlet, address and hour; the SHA-256 is"
            " that of the bytes that came in."
        )
        for origin, shown in enumerate(self._shown.origins, 1):
            for copy in (shown.first, *shown.copies):
                role = "first" if copy is shown.first else "copy"
                yield from self._document(copy, f"origin {origin}, {role}")

    def _document(self, copy: Copy, role: str) -> Iterator[TextPart]:
        number = self._documents[copy.document]
        document = self._facts.documents[copy.document]
        title = self.words(document.title or copy.title, copy.document)
        yield TextHeading(f"D{number}. {copy.outlet}", 2, f"document{number}")
        if title:
            yield TextParagraph((TextRun(title, strong=True, language=document.language),))
        published, claims = when_words(copy.published), _count(copy.claims, "claim")
        yield _text(f"published {published}; {claims}; {role}")
        address = _address(document.url)
        if address.words:
            yield TextParagraph((address,))
        yield _small(f"fingerprint {copy.document}")
        for kept in document.kept:
            yield _small(f"captured {when_words(kept.at)}, SHA-256 {kept.sha256}")
        if not document.kept:
            yield _small("no snapshot of its bytes is kept")

    def _warnings(self) -> Iterator[TextPart]:
        yield TextHeading("To notice")
        warnings = self._shown.incident.warnings
        for warning in warnings:
            runs = (TextRun(f"{_plain(warning.kind)}: ", strong=True),)
            yield TextParagraph((*runs, TextRun(self.words(warning.message))), "bullet")
        if not warnings:
            yield _text("Nothing to notice was found.")


def when_words(when: datetime | None) -> str:
    """Return an instant no finer than it is known: "15 Oct 2025, 09:40 UTC+03:00"."""
    if when is None:
        return "date not known"
    if is_day_alone(when):
        return _day(when)
    offset = when.utcoffset()
    if offset is None:
        return f"{_day(when)}, {when:%H:%M}, zone not known"
    zone = f"{when:%z}"
    zone = f"{zone[:3]}:{zone[3:5]}" if offset else ""
    return f"{_day(when)}, {when:%H:%M} UTC{zone}"


def _day(when: datetime) -> str:
    return f"{when.day} {month_abbr[when.month]} {when.year:04}"


def _met(appearances: int, origins: int) -> str:
    return f"{_count(appearances, 'appearance')}, {_count(origins, 'origin')}"


def _conflicts(numbers: Sequence[int]) -> str:
    return f"conflict {', '.join(map(str, numbers))}" if numbers else ""


def _count(number: int, singular: str, many: str = "") -> str:
    return f"{number:,} {singular if number == 1 else many or singular + 's'}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _claim_link(number: int) -> TextRun:
    return TextRun(str(number), link=f"#claim{number}")


def _commas(runs: Iterable[TextRun]) -> Iterator[TextRun]:
    for at, run in enumerate(runs):
        if at:
            yield TextRun(", ")
        yield run


def _address(url: str) -> TextRun:
    return TextRun(url, link=url)


def _text(words: str, soft: str = "") -> TextParagraph:
    rest = (TextRun(soft, soft=True),) if soft else ()
    return TextParagraph((TextRun(words), *rest))


def _bullet(words: str) -> TextParagraph:
    return TextParagraph((TextRun(words),), "bullet")


def _small(words: str, soft: bool = False) -> TextParagraph:
    return TextParagraph((TextRun(words, soft=soft),), "small")


def _cell(words: str) -> TableCell:
    return (_small(words),)
