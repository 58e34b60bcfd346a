"""Documents and claims as tables and pages for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.actions.show import ShownClaim
from sayso.cli.terminal import plain
from sayso.exports.resolved import Resolved, resolve
from sayso.ledger import Entry, Hit, Unread
from sayso.record import Claim, Document, Problem, Reading, Span

SHORT_ID = 10
"""Characters of an id shown in tables: enough to name it by."""

EVIDENCE = "bold reverse"


def claims_table(reading: Reading, claims: Sequence[Claim] | None = None) -> RenderableType:
    """One document's claims, or some of them, in the order of its text."""
    chosen = sorted(reading.claims or () if claims is None else claims, key=lambda c: c.evidence)
    table = _table("who says it", "how", "what", "where, when", "words")
    for name, share in (("who says it", 20), ("how", 11), ("what", 20), ("where, when", 15)):
        column = next(each for each in table.columns if each.header == name)
        column.max_width = share
    table.columns[-1].ratio = 1
    for claim in chosen:
        found = resolve(reading, claim)
        table.add_row(
            _who(found), _how(found), _what(found), _where_and_when(found), _quoted(found)
        )
    parts: list[RenderableType] = [_heading(reading.document), table]
    if not chosen:
        parts[1] = Text("  no claims found", style="dim")
    parts += [_note("warning", each.message) for each in reading.warnings or ()]
    parts += [_problem(each) for each in reading.problems]
    return Group(*parts, Text())


def _table(*columns: str) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, header_style="dim", padding=(0, 1, 1, 0))
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _heading(document: Document) -> Text:
    title = document.title or document.text.lstrip().split("\n", 1)[0][:80]
    facts = [document.outlet, _day(document.published), document.id[:24]]
    told = " · ".join(plain(each) for each in facts if each)
    return Text.assemble((plain(title), "bold"), ("  " + told, "dim"))


def _who(found: Resolved) -> Text:
    claim = found.claim
    style = "yellow" if claim.narrated else "cyan" if claim.claimant.named else "magenta"
    told = Text(plain(claim.claimant.name), style=style)
    if claim.narrated:
        told.append("\n(narration)", style="dim")
    elif len(claim.chain) > 1:
        told.append("\nvia " + plain(" › ".join(claim.chain[:-1])), style="dim")
    told.append("\n" + claim.id[:SHORT_ID], style="dim")
    return told


def _how(found: Resolved) -> Text:
    told = Text(plain(found.cue))
    if found.claim.polarity != "asserts":
        _line(told, found.claim.polarity, "red")
    if found.claim.modality != "actual":
        _line(told, found.claim.modality, "dim")
    return told


def _what(found: Resolved) -> Text:
    told = Text(found.event.kind.replace("_", " ") if found.event else "")
    for quantity in found.quantities:
        role = f" {quantity.role}" if quantity.role else ""
        _line(told, plain(found.words(quantity.as_said)), "bold")
        told.append(role, style="dim")
    return told


def _where_and_when(found: Resolved) -> Text:
    told = Text(", ".join(plain(each.name) for each in found.places))
    if found.moment:
        _line(told, found.moment.value, "")
    return told


def _quoted(found: Resolved) -> Text:
    return Text(plain(found.evidence))


def _line(told: Text, words: str, style: str) -> None:
    told.append(("\n" if told.plain else "") + words, style=style)


def _note(kind: str, message: str) -> Text:
    return Text.assemble((f"{kind}: ", "yellow"), plain(message))


def _problem(problem: Problem) -> Text:
    return _note(f"problem in {problem.stage}", problem.message)


def documents_table(entries: Iterable[Entry]) -> Table:
    """A ledger's documents."""
    table = _table("id", "published", "outlet", "title", "claims", "attributed")
    table.padding = (0, 2, 0, 0)
    for name in ("claims", "attributed"):
        next(each for each in table.columns if each.header == name).justify = "right"
    table.columns[3].ratio = 1
    for each in entries:
        table.add_row(
            Text(plain(each.fingerprint[:SHORT_ID])),
            Text(_day(each.published) or "not known", style="" if each.published else "dim"),
            Text(plain(each.outlet or "")),
            Text(plain(each.title or each.url or each.id)),
            Text(str(each.claims)),
            Text(str(each.attributed)),
        )
    return table


def problems_table(unread: Iterable[Unread]) -> Table:
    """What a ledger says could not be read."""
    table = _table("input", "stage", "problem")
    table.columns[2].ratio = 1
    for each in unread:
        table.add_row(
            Text(plain(each.source)), Text(each.problem.stage), Text(plain(each.problem.message))
        )
    return table


def hits_page(hits: Iterable[Hit]) -> Group:
    """What a search found, the words marked."""
    return Group(*(part for hit in hits for part in _hit(hit)))


def _hit(hit: Hit) -> Iterator[Text]:
    entry = hit.entry
    facts = " · ".join(
        plain(each) for each in (entry.outlet, _day(entry.published), entry.title) if each
    )
    if hit.claim:
        claim = hit.claim.statement.claim
        who = " › ".join(claim.chain) or claim.claimant.name
        yield Text.assemble((plain(who), "cyan"), (f"  {claim.id[:SHORT_ID]}", "dim"))
        if not hit.claim.holds:
            yield Text("evidence does not hold", style="bold red")
    else:
        yield Text.assemble(("in no claim", "yellow"), (f"  {entry.fingerprint[:SHORT_ID]}", "dim"))
    snippet = Text("  " + "".join(" " if not each.isprintable() else each for each in hit.snippet))
    for mark in hit.marks:
        snippet.stylize("bold underline", mark.start + 2, mark.end + 2)
    yield snippet
    yield Text("  " + facts, style="dim")
    yield Text()


def claim_page(shown: ShownClaim) -> Group:
    """One claim: its words in their paragraph, its chain, figures, place and time."""
    claim, held = shown.held.statement.claim, shown.held
    if shown.reading is None or shown.paragraph is None:
        return Group(
            Text("evidence does not hold: the text no longer has these words", style="bold red"),
            Text(plain(held.words)),
        )
    found = resolve(shown.reading, claim)
    return Group(
        _heading(shown.reading.document),
        Text(),
        in_paragraph(shown.reading.document.text, shown.paragraph, claim.evidence),
        Text(),
        *(Text.assemble((f"{name:<12}", "dim"), plain(told)) for name, told in _facts(found)),
    )


def in_paragraph(text: str, paragraph: Span, evidence: Span) -> Text:
    """A paragraph with the evidence marked: reversed in colour, in «» where there is none."""
    return Text.assemble(
        _flat(text[paragraph.start : evidence.start]),
        ("«", "dim"),
        (_flat(evidence.of(text)), EVIDENCE),
        ("»", "dim"),
        _flat(text[evidence.end : paragraph.end]),
    )


def _flat(words: str) -> str:
    """Like `plain`, but the spaces at both ends stay."""
    return plain("|" + words + "|")[1:-1]


def _facts(found: Resolved) -> Iterator[tuple[str, str]]:
    claim, event = found.claim, found.event
    yield "claim", claim.id
    yield "claimant", _claimant(found)
    yield "chain", " › ".join(claim.chain)
    manner = found.attribution.manner if found.attribution else "narration: the outlet speaks"
    stance = found.attribution.stance if found.attribution else "neutral"
    yield "manner", manner if stance == "neutral" else f"{manner}, {stance}"
    if found.cue:
        yield "cue", found.cue
    yield "polarity", f"{claim.polarity}, {claim.modality}"
    if event:
        yield "event", f"{event.kind} (PLOVER {event.plover}, ACLED {event.acled})"
        for name in ("initiator", "target", "means"):
            span: Span | None = getattr(event, name)
            if span:
                yield name, found.words(span)
    yield from _figures_places_moment(found)
    yield "evidence", f"{claim.evidence.start}-{claim.evidence.end}, score {claim.score:.2f}"


def _claimant(found: Resolved) -> str:
    claimant = found.claim.claimant
    facts = ", ".join(each for each in (claimant.country, claimant.role) if each)
    said = "" if claimant.said == claimant.name else f", said as '{claimant.said}'"
    unnamed = "" if claimant.named else ", unnamed"
    return f"{claimant.name}{f' ({facts})' if facts else ''}{said}{unnamed}"


def _figures_places_moment(found: Resolved) -> Iterator[tuple[str, str]]:
    for quantity in found.quantities:
        high = "open" if quantity.high is None else f"{quantity.high:g}"
        range_ = f"{quantity.low:g}" if high == f"{quantity.low:g}" else f"{quantity.low:g}-{high}"
        whole = f" of {quantity.whole:g}" if quantity.whole is not None else ""
        facts = " ".join(each for each in (quantity.unit, quantity.role, quantity.bound) if each)
        yield "quantity", f"{found.words(quantity.as_said)}: {range_}{whole} {facts}"
    for place in found.places:
        where = "unresolved"
        if place.latitude is not None and place.longitude is not None:
            where = f"{place.latitude:.3f}, {place.longitude:.3f}, {place.precision}"
        yield "place", f"{place.name} ({where})"
    if found.moment:
        moment = found.moment
        bounds = [each.isoformat() for each in (moment.earliest, moment.latest) if each]
        told = " to ".join(bounds) or "open"
        yield "moment", f"{found.words(moment.as_said)}: {moment.value} ({told})"


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()
