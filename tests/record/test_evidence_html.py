"""What a notebook shows of a reading: its text, with the evidence of each claim and who says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import lxml.html

from sayso.record import Document, FieldCorrection, Reading, Span
from sayso.record.evidence_html import LONGEST_SHOWN
from tests.made import REPORT, market_reading, narrated_reading


def page(reading: Reading) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(reading._repr_html_())


def text_of(shown: lxml.html.HtmlElement) -> str:
    """The words of the document, without who says them."""
    (body,) = shown.xpath("//div[@class='sayso-text']")
    for label in body.xpath(".//sub"):
        label.drop_tree()
    return str(body.text_content())


def marked(shown: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    return [(each.text_content(), each.get("title")) for each in shown.xpath("//mark")]


def test_the_evidence_of_each_claim_is_marked_with_who_says_it() -> None:
    shown = page(market_reading())
    assert marked(shown) == [
        (
            "At least 54 people were killed when shells hit the Sabrein market",
            "Sudan Doctors Network",
        ),
        ("its guns had fired", "Sudanese Armed Forces (denies)"),
    ]
    labels = [each.text_content() for each in shown.xpath("//sub")]
    assert labels == ["Sudan Doctors Network", "Sudanese Armed Forces (denies)"]
    assert text_of(shown) == REPORT
    assert "Savanna Press · 2025-02-02 · claims: 2" in shown.text_content()


def test_claims_that_overlap_are_each_named_and_no_word_is_lost() -> None:
    reading = market_reading()
    first, second = reading.claims or ()
    inner = Span(first.evidence.start + 9, first.evidence.end + 4)
    shown = page(replace(reading, claims=(first, replace(second, evidence=inner))))
    assert [title for _, title in marked(shown)] == [
        "Sudan Doctors Network",
        "Sudan Doctors Network; Sudanese Armed Forces (denies)",
        "Sudanese Armed Forces (denies)",
    ]
    labels = [each.text_content() for each in shown.xpath("//sub")]
    assert labels == ["Sudan Doctors Network", "Sudanese Armed Forces (denies)"]
    assert text_of(shown) == REPORT


def test_what_was_not_asserted_or_was_corrected_is_said() -> None:
    reading = market_reading()
    first, _ = reading.claims or ()
    when = datetime(2025, 3, 1, tzinfo=UTC)
    changed = replace(
        first,
        modality="planned",
        corrections=(FieldCorrection("figures", "54", "45", "Maria", when),),
    )
    ((_, title),) = marked(page(replace(reading, claims=(changed,))))
    assert title == "Sudan Doctors Network (planned, figures corrected by Maria)"


def test_words_of_a_hostile_page_stay_words() -> None:
    hostile = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(1)>'
    reading = replace(narrated_reading(hostile, outlet=hostile))
    reading = replace(reading, document=replace(reading.document, title=hostile))
    shown = page(reading)
    assert not shown.xpath("//script | //img")
    assert text_of(shown) == hostile
    assert marked(shown) == [(hostile, hostile)]


def test_a_long_text_is_cut_and_says_so() -> None:
    text = "Shells fell. " * 3_000
    shown = page(narrated_reading(text))
    assert text_of(shown) == text[:LONGEST_SHOWN]
    assert f"… and {len(text) - LONGEST_SHOWN:,} more characters" in shown.text_content()


def test_not_read_differs_from_nothing_found() -> None:
    document = Document("Shells fell.")
    assert "claims: not read" in page(Reading(document)).text_content()
    assert "claims: 0" in page(Reading(document, claims=())).text_content()
