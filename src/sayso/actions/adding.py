"""Claims that people make of an article's words: added, split in two, and joined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sayso.actions.drafts import proposed, understood_addition
from sayso.actions.judging import Plan, effects_of
from sayso.actions.review import JudgementError, as_shown, changes_of
from sayso.index.service import IncidentIndex
from sayso.linking.claim_fields import SEPARATOR, CorrectionError, fields_of
from sayso.record import ADDED, Claim, Judgement, Reading, Span, content_hash, hull
from sayso.record.resolved import ResolvedClaim, resolve

LINKING_WORDS = re.compile(r"(?:[\s,;:–-]|\b(?:and|but|while|as well as)\b)+$")
"""What is left at the end of a claim that was cut, and says nothing."""

UNSPACED = "\u2e80"
"""The first character of the scripts that write words without spaces between them."""

AROUND = ",;:–—-"
"""Marks that are left at the ends of selected words, and are no part of a claim."""

KEPT_BY_BOTH = ("claimant", "polarity", "modality")
"""Fields that both claims have after one was split."""


def evidence_at(reading: Reading, words: str, start: int | None = None) -> Span:
    """Return where words stand in a document, spaces and line breaks being alike.

    `start` says at which character, where they stand there more than once. Raises JudgementError.
    """
    matches = _matches(reading, words)
    if start is not None:
        matches = [each for each in matches if each.start == start]
    if not matches:
        where = "" if start is None else f" at character {start:,}"
        raise JudgementError(f"The article doesn't say “{words}”{where}. Copy its words exactly.")
    if len(matches) > 1:
        places = ", ".join(f"{each.start:,}" for each in matches[:6])
        raise JudgementError(
            f"The article says “{words}” {len(matches)} times. Give more words, or say at which"
            f" character they begin: {places}."
        )
    return matches[0]


def evidence_near(reading: Reading, words: str, start: int) -> Span:
    """Return where words stand in a document nearest to a character. Raises JudgementError."""
    matches = _matches(reading, words)
    if not matches:
        raise JudgementError(f"The article doesn't say “{words}”. Copy its words exactly.")
    return min(matches, key=lambda each: abs(each.start - start))


def _matches(reading: Reading, words: str) -> list[Span]:
    """Return where whole words stand in a document. Raises JudgementError for none.

    Half a surrogate pair is "?", as pages show it: a browser can't send it.
    """
    if not words.split():
        raise JudgementError("Give the words of the article that make the claim.")
    text = reading.document.text
    spans = _spans_of(text, words)
    return [each for each in spans if not _cuts(text, each.start) and not _cuts(text, each.end)]


def _spans_of(text: str, words: str) -> list[Span]:
    """Return where words stand in a text, spaces and line breaks being alike; [] for no words."""
    parts = [re.escape(each) for each in _shown(words).split()]
    matches = re.finditer(r"\s+".join(parts), _shown(text)) if parts else ()
    return [Span(*each.span()) for each in matches]


def _shown(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _cuts(text: str, at: int) -> bool:
    """Return whether a place in a text is inside a word of a script that puts spaces."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == 2 and all(each.isalnum() and each < UNSPACED for each in around)


def chosen_words(text: str, chosen: Span) -> Span:
    """Return what a person selected in a text with whole words, without the marks around them."""
    start, end = chosen.start, min(chosen.end, len(text))
    while start < end and (text[start].isspace() or text[start] in AROUND):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in AROUND):
        end -= 1
    while start < end and _cuts(text, start):
        start -= 1
    while start < end and _cuts(text, end):
        end += 1
    return Span(start, end)


def proposals(reading: Reading, evidence: Span) -> dict[str, str]:
    """Return the fields that were read in some words, for a claim of them; "" for nothing.

    Raises JudgementError where they can't make a claim.
    """
    try:
        return proposed(reading, evidence)
    except CorrectionError as error:
        raise JudgementError(str(error)) from None


def _addition(
    index: IncidentIndex,
    reading: Reading,
    evidence: Span,
    typed: Mapping[str, str],
    signed: tuple[str, str],
) -> Judgement:
    """Return the judgement that makes a claim of words of a document; `signed` are who and why.

    `reading` is as read. `typed` are fields as people type them; one that is left out has what was
    read in the words. Raises JudgementError.
    """
    key = reading.document.fingerprint
    try:
        fields = understood_addition(reading, evidence, typed)
    except CorrectionError as error:
        raise JudgementError(str(error)) from None
    _check_new(index.state().shown(reading), evidence, fields["claimant"])
    by, why = signed
    now = datetime.now(UTC)
    claim = content_hash("claim", ADDED, key, evidence.start, evidence.end, by, now.isoformat())
    changes = {
        "document": key,
        "span": f"{evidence.start}-{evidence.end}",
        "evidence": evidence.of(reading.document.text),
        **fields,
    }
    return Judgement("added", (claim,), by, now, why.strip(), tuple(changes.items()))


def _check_new(shown: Reading, evidence: Span, claimant: str) -> None:
    """Raise JudgementError where a document has a claim of these words by this claimant."""
    for claim in shown.claims or ():
        if claim.evidence == evidence and fields_of(resolve(shown, claim))["claimant"] == claimant:
            raise JudgementError(
                f"These words are a claim of {claimant} already: {claim.id[:10]}. Correct that one."
            )


def plan_addition(
    index: IncidentIndex,
    reading: Reading,
    evidence: Span,
    typed: Mapping[str, str],
    signed: tuple[str, str],
) -> Plan:
    """Return what making a claim of words of a document appends; `reading` is as read.

    Raises JudgementError.
    """
    made = _addition(index, reading, evidence, typed, signed)
    effects = effects_of(index, [made])
    if reading.claims is None:
        language = reading.document.language
        effects = (
            *effects,
            f"This document ({language}) was not read: the claim is listed and exported, and"
            " belongs to no incident.",
        )
    return Plan((made,), effects)


def plan_split(index: IncidentIndex, claim_id: str, second: str, signed: tuple[str, str]) -> Plan:
    """Return what splits a claim before the words `second`: it is cut there, and the rest is added.

    Figures and places go to the claim in whose words they stand; the second claim has the kind of
    event that was read in its words, and where it has no time or place of its own those of the
    first. Raises JudgementError or UnknownIdError.
    """
    whole = as_shown(index, index.store.statement(claim_id).statement.claim.id)
    claim, text = whole.claim, whole.reading.document.text
    at = _cut(whole, second)
    first = Span(claim.evidence.start, at)
    first = Span(first.start, first.start + len(LINKING_WORDS.sub("", first.of(text))))
    rest = Span(at, claim.evidence.end)
    before = fields_of(whole)
    there = proposals(whole.reading, rest)
    given = {name: before[name] for name in KEPT_BY_BOTH}
    given |= {"event": there["event"], "when": there["when"] or before["when"]}
    for name, spans in (
        ("figures", [each.as_said for each in whole.quantities]),
        ("place", [each.as_said for each in whole.places]),
    ):
        given[name] = there[name] or (before[name] if name == "place" else "")
        before[name] = _without(before[name], spans, rest)
    read = index.store.reading(whole.reading.document.fingerprint)
    added = _addition(index, read, rest, given, signed)
    changes = {name: before[name] for name in ("figures", "place")}
    corrected = _correction(index, claim, {"evidence": first.of(text), **changes}, added)
    return Plan((corrected, added), effects_of(index, [corrected, added]))


def _cut(whole: ResolvedClaim, second: str) -> int:
    """Return where in a claim's evidence the second claim begins. Raises JudgementError."""
    evidence = whole.evidence
    matches = [each for each in _spans_of(evidence, second) if not _cuts(evidence, each.start)]
    if len(matches) != 1:
        count = f"{len(matches)} times" if matches else "nowhere"
        raise JudgementError(
            f"“{second}” stands {count} in the claim. Give the words with which the second claim"
            " begins."
        )
    begin = matches[0].start
    if len(evidence[:begin].split()) < 2 or len(evidence[begin:].split()) < 2:
        raise JudgementError("Each of the two claims needs two words at the least.")
    return whole.claim.evidence.start + begin


def _without(value: str, spans: list[Span], rest: Span) -> str:
    """Return the items of a field of which the words don't stand in `rest`."""
    items = value.split(SEPARATOR) if value else []
    if len(items) != len(spans):
        return value
    kept = [item for item, span in zip(items, spans, strict=True) if not rest.contains(span)]
    return SEPARATOR.join(kept)


def plan_join(index: IncidentIndex, first_id: str, second_id: str, signed: tuple[str, str]) -> Plan:
    """Return what joins two claims of one paragraph: the first takes in the words, figures and
    places of the second, which is rejected. Raises JudgementError or UnknownIdError.
    """
    first, second = (
        as_shown(index, index.store.statement(each).statement.claim.id)
        for each in (first_id, second_id)
    )
    if first.claim.id == second.claim.id:
        raise JudgementError("Give two claims to join.")
    if first.reading.document.fingerprint != second.reading.document.fingerprint:
        raise JudgementError("Claims of two documents can't be joined. Say that they are the same.")
    _check_joinable(first, second)
    for resolved in (first, second):
        if index.state().is_rejected(resolved.claim.id):
            raise JudgementError(f"The claim {resolved.claim.id[:10]} was rejected already.")
    text = first.reading.document.text
    evidence = hull([first.claim.evidence, second.claim.evidence]).of(text)
    fields, more = fields_of(first), fields_of(second)
    changes = {"evidence": evidence}
    for name in ("figures", "place"):
        items = [*fields[name].split(SEPARATOR), *more[name].split(SEPARATOR)]
        changes[name] = SEPARATOR.join(dict.fromkeys(each for each in items if each))
    by, why = signed
    now = datetime.now(UTC)
    words = why.strip() or f"joined with {first.claim.id[:10]}"
    wrong = Judgement("wrong", (second.claim.id,), by, now, words)
    corrected = _correction(index, first.claim, changes, wrong)
    return Plan((corrected, wrong), effects_of(index, [corrected, wrong]))


def _check_joinable(first: ResolvedClaim, second: ResolvedClaim) -> None:
    """Raise JudgementError where two claims say their words as different people, or otherwise."""
    one, other = fields_of(first), fields_of(second)
    for name in KEPT_BY_BOTH:
        if one[name] != other[name]:
            raise JudgementError(
                f"Claims of one {name} are joined; these are “{one[name]}” and “{other[name]}”."
                " Correct one of them first if that was misread."
            )


def _correction(
    index: IncidentIndex, claim: Claim, changes: Mapping[str, str], said: Judgement
) -> Judgement:
    """Return a correction of a claim by the person, and at the time, of another judgement."""
    given = changes_of(index, claim.id, changes)
    changed = tuple(given.items())
    return replace(said, verdict="corrected", claims=(claim.id,), changes=changed)
