"""One claim, and what a search found, as pages for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from sayso.actions.show import ShownClaim
from sayso.cli.tables import SHORT_ID, day, heading
from sayso.cli.terminal import plain
from sayso.ledger import SearchHit
from sayso.linking.claim_fields import words_of
from sayso.linking.judged import rejects
from sayso.record import ADDED, Document, Judgement, Moment, Place, Quantity, Span
from sayso.record.resolved import ResolvedClaim, resolve

EVIDENCE = "bold reverse"


def claim_page(shown: ShownClaim) -> Group:
    """Return one claim: its words in their paragraph, its chain, figures, place and time."""
    claim, held = shown.held.statement.claim, shown.held
    if shown.reading is None or shown.paragraph is None:
        return Group(
            Text("evidence does not hold: the text no longer has these words", style="bold red"),
            Text(plain(held.words)),
        )
    resolved = resolve(shown.reading, claim)
    return Group(
        heading(shown.reading.document),
        Text(),
        in_paragraph(shown.reading.document.text, shown.paragraph, claim.evidence),
        Text(),
        *(Text.assemble((f"{name:<12}", "dim"), plain(words)) for name, words in _facts(resolved)),
        *_judged_line(shown.judged),
        *_page_line(shown.reading.document, claim.evidence),
        *_time_line(shown.reading.document, claim.evidence),
    )


def _judged_line(judged: Judgement | None) -> Iterator[Text]:
    """Yield a line that says what a person said of the claim last."""
    if judged is not None:
        verdict = "wrong" if rejects(judged) else judged.verdict
        words = f"{verdict}, by {judged.by}, {judged.when:%Y-%m-%d}"
        style = "red" if verdict == "wrong" else ""
        yield Text.assemble((f"{'judged':<12}", "dim"), (plain(words), style))


def _page_line(document: Document, evidence: Span) -> Iterator[Text]:
    """Yield a line that says on which page of a paper the words stand."""
    page = document.page_of(evidence)
    if page is not None:
        yield Text.assemble((f"{'page':<12}", "dim"), f"{page} of {len(document.pages)}")


def _time_line(document: Document, evidence: Span) -> Iterator[Text]:
    """Yield a line that says when the words are heard in a broadcast."""
    heard = document.heard(evidence)
    if heard is not None:
        start, end = (str(timedelta(seconds=int(second))) for second in heard)
        yield Text.assemble((f"{'heard at':<12}", "dim"), f"{start} to {end}")


def in_paragraph(text: str, paragraph: Span, evidence: Span) -> Text:
    """Return a paragraph with the evidence marked: reversed in colour, in «» where there is
    none.
    """
    return Text.assemble(
        _flat(text[paragraph.start : evidence.start]),
        ("«", "dim"),
        (_flat(evidence.of(text)), EVIDENCE),
        ("»", "dim"),
        _flat(text[evidence.end : paragraph.end]),
    )


def _flat(words: str) -> str:
    """Do as `plain`, but the spaces at both ends stay."""
    return plain("|" + words + "|")[1:-1]


def _facts(resolved: ResolvedClaim) -> Iterator[tuple[str, str]]:
    claim, event = resolved.claim, resolved.event
    yield "claim", claim.id
    yield "claimant", _claimant(resolved)
    yield "chain", " › ".join(claim.chain)
    manner = "narration: the outlet speaks" if claim.narrated else resolved.manner
    stance = resolved.attribution.stance if resolved.attribution else "neutral"
    yield "manner", manner if stance == "neutral" else f"{manner}, {stance}"
    if resolved.cue:
        yield "cue", resolved.cue
    yield "polarity", f"{claim.polarity}, {claim.modality}"
    if event:
        codes = (("PLOVER", event.plover), ("ACLED", event.acled), ("CAMEO", event.cameo))
        described = ", ".join(f"{name} {code}" for name, code in codes if code)
        yield "event", f"{event.kind} ({described})" if described else event.kind
        for name in ("initiator", "target", "means"):
            span: Span | None = getattr(event, name)
            if span:
                yield name, resolved.words(span)
    if claim.described_as is not None:
        yield "described as", resolved.words(claim.described_as)
    if claim.unnamed_because is not None:
        yield "not named", resolved.words(claim.unnamed_because)
    yield from _figures_places_moment(resolved)
    for correction in claim.corrections:
        read = correction.read or "nothing"
        if correction.field == ADDED:
            yield "added", f"by {correction.by}, {correction.when:%Y-%m-%d}"
        else:
            yield "corrected", f"{correction.field} by {correction.by}; read: {read}"
    yield "evidence", f"{claim.evidence.start}-{claim.evidence.end}, score {claim.score:.2f}"


def _claimant(resolved: ResolvedClaim) -> str:
    claimant = resolved.claim.claimant
    facts = ", ".join(each for each in (claimant.country, claimant.role) if each)
    said = "" if claimant.said == claimant.name else f", said as '{claimant.said}'"
    unnamed = "" if claimant.named else ", unnamed"
    return f"{claimant.name}{f' ({facts})' if facts else ''}{said}{unnamed}"


def _figures_places_moment(resolved: ResolvedClaim) -> Iterator[tuple[str, str]]:
    text = resolved.reading.document.text
    for quantity in resolved.quantities:
        yield "quantity", f"{words_of(quantity, text)}: {_amount(quantity)}"
    for place in resolved.places:
        yield "place", f"{place.name} ({_position(place)})"
    if resolved.moment:
        said = resolved.words(resolved.moment.as_said) or resolved.moment.value
        yield "moment", f"{said}: {_interval(resolved.moment)}"


def _amount(quantity: Quantity) -> str:
    whole = f"of {quantity.whole:,.12g}" if quantity.whole is not None else None
    facts = (_range(quantity), whole, quantity.unit, quantity.role, quantity.bound)
    return " ".join(each for each in facts if each)


def _range(quantity: Quantity) -> str:
    low = f"{quantity.low:,.12g}"
    if quantity.high is None:
        return f"{low} or more"
    return low if quantity.high == quantity.low else f"{low} to {quantity.high:,.12g}"


def _position(place: Place) -> str:
    if place.latitude is None or place.longitude is None:
        return "unresolved"
    return f"{place.latitude:.3f}, {place.longitude:.3f}, {place.precision}"


def _interval(moment: Moment) -> str:
    bounds = (each.isoformat() for each in (moment.earliest, moment.latest) if each)
    return f"{moment.value} ({' to '.join(bounds) or 'open'})"


def hits_page(hits: Iterable[SearchHit]) -> Group:
    """Return what a search found, the words marked."""
    return Group(*(part for hit in hits for part in _hit(hit)))


def _hit(hit: SearchHit) -> Iterator[RenderableType]:
    entry = hit.entry
    if hit.claim:
        claim = hit.claim.statement.claim
        who = " › ".join(claim.chain) or claim.claimant.name
        yield Text.assemble((plain(who), "cyan"), (f"  {claim.id[:SHORT_ID]}", "dim"))
        if not hit.claim.holds:
            yield Text("evidence does not hold", style="bold red")
    else:
        yield Text.assemble(("in no claim", "yellow"), (f"  {entry.fingerprint[:SHORT_ID]}", "dim"))
    snippet = Text("".join(each if each.isprintable() else " " for each in hit.snippet))
    for mark in hit.marks:
        snippet.stylize("bold underline", mark.start, mark.end)
    facts = (plain(each) for each in (entry.outlet, day(entry.published), entry.title) if each)
    below = Group(snippet, Text(" · ".join(facts), style="dim"))
    yield Padding(below, (0, 0, 1, 2))
