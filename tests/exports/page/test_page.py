from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from lxml import html

from sayso.exports.page import render_page
from sayso.record import (
    Attribution,
    Block,
    Claim,
    Claimant,
    Document,
    Event,
    Moment,
    Place,
    Problem,
    Quantity,
    Reading,
    Span,
    Warning,
)

OURS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "span", "h1", "h2", "h3",
    "h4", "h5", "i", "b", "nav", "main", "ol", "ul", "li", "section", "div", "table", "thead",
    "tbody", "tr", "th", "td", "mark", "article", "time", "aside", "details", "summary", "footer",
    "script", "code",
}  # fmt: skip


def page_of(*readings: Reading, title: str | None = None) -> html.HtmlElement:
    return html.document_fromstring(render_page(readings, title))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_word_of_the_article_is_there_and_in_order(naval: Reading) -> None:
    (text,) = page_of(naval).xpath("//*[@class='text']")
    for chip in text.xpath(".//a[contains(@class, 'chip')]"):
        chip.drop_tree()
    assert words(text) == " ".join(naval.document.text.split())


def test_a_chain_reads_from_who_relays_to_who_claims(naval: Reading) -> None:
    page = page_of(naval)
    assert [words(each) for each in page.xpath("//*[@class='chain']")] == ["Coastal Wire ← Navy"]


def test_a_denial_is_named_beside_its_words(naval: Reading) -> None:
    page = page_of(naval)
    (card,) = page.xpath("//li[p[starts-with(., 'they had lost')]]")
    assert "denied" in words(card)
    assert card.xpath(".//*[contains(@class, 'denies')]")


def test_narration_stands_apart_from_the_claimants(naval: Reading) -> None:
    page = page_of(naval)
    apart = page.get_element_by_id("outlets")
    assert "Fishermen stayed in the harbour." in words(apart)
    assert "Fishermen" not in words(page.get_element_by_id("claims"))


def test_nested_claims_bear_both_marks(naval: Reading) -> None:
    inner = page_of(naval).xpath("//mark/mark[contains(., 'it sank')]")
    assert len(inner) == 1
    assert inner[0].get("class") != inner[0].getparent().get("class")


def test_warnings_and_problems_stand_beside_the_article_and_lead_to_the_words(
    naval: Reading,
) -> None:
    page = page_of(naval)
    notes = [words(each) for each in page.xpath("//article/aside//li")]
    assert notes[0].startswith("!1 old photograph the photo is six years older")
    assert notes[2].startswith("!3 not read: moments no time is given: add --published")


def test_every_inner_link_leads_somewhere_and_no_id_is_used_twice(naval: Reading) -> None:
    page = page_of(naval, replace(naval, document=replace(naval.document, outlet=None)))
    ids = [each.get("id") for each in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = {link.get("href")[1:] for link in page.xpath("//a[starts-with(@href, '#')]")}
    assert targets <= set(ids)


def test_a_figure_in_the_table_leads_to_its_words_in_the_article(naval: Reading) -> None:
    page = page_of(naval)
    (cell,) = page.xpath("//td//span[@class='figure'][b='9 of 12']")
    (link,) = cell.xpath(".//a[@class='cite']")
    mark = page.get_element_by_id(link.get("href")[1:])
    assert mark.getparent().text_content().find("it sank nine of 12 boats") >= 0


def test_the_same_words_in_a_reprint_make_one_card_with_two_pointers(naval: Reading) -> None:
    reprint = replace(naval, document=replace(naval.document, outlet="Bay Gazette"))
    page = page_of(naval, reprint)
    (card,) = page.xpath("//li[p[starts-with(., 'We lost two')]]")
    titles = [each.get("title") for each in card.xpath(".//a[@class='cite']")]
    assert titles == ["Strait Herald", "Bay Gazette"]


def test_claimants_can_be_told_apart_without_colour(naval: Reading) -> None:
    page = page_of(naval)
    (mark,) = page.xpath("//mark[starts-with(., 'We lost')]")
    (chip,) = page.xpath("//a[@id='d1-c3']")
    (heading,) = page.xpath("//h4[contains(., 'Rebels')]")
    assert chip.text_content() in words(heading).split()
    assert mark.get("class") in chip.get("class").split()


def test_the_page_asks_nothing_of_the_network_and_allows_only_its_own_code(naval: Reading) -> None:
    page = page_of(naval)
    assert not page.xpath("//link | //img | //iframe | //*[@src] | //*[@style] | //form")
    assert not re.search(r"url\(|@import", page.xpath("string(//style)"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    for name in ("style", "script"):
        digest = b64encode(sha256(page.xpath(f"string(//{name})").encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}</style>'&lt;<!--"


def hostile_reading() -> Reading:
    text = f"{HOSTILE}\n{HOSTILE}"
    whole = Span(0, len(text))
    return Reading(
        document=Document(
            text, HOSTILE, f"javascript:{HOSTILE}", HOSTILE, HOSTILE,
            datetime(2025, 1, 1, tzinfo=UTC), f"en{HOSTILE}", HOSTILE,
        ),
        blocks=(Block("headline", Span(0, 20)), Block("related", Span(20, len(text)))),
        attributions=(Attribution((Span(0, 9),), (Span(3, 12),), (whole,), "direct"),),
        events=(Event(HOSTILE, Span(0, 1)),),
        claims=(
            Claim("x", 0, Claimant(HOSTILE, HOSTILE, True, HOSTILE, HOSTILE), (HOSTILE, HOSTILE),
                  whole, 0, "denies", "planned", (0,), (0,), 0),
            Claim("y", None, Claimant(HOSTILE, HOSTILE, False), (HOSTILE,), Span(5, 30)),
        ),
        quantities=(Quantity(Span(2, 8), 3, None, None, HOSTILE, HOSTILE),),
        places=(Place(Span(0, 4), HOSTILE, HOSTILE),),
        moments=(Moment(Span(0, 9), "DATE", HOSTILE),),
        warnings=(Warning(HOSTILE, HOSTILE, (Span(4, 6),)),),
        problems=(Problem(HOSTILE, HOSTILE, whole),),
    )  # fmt: skip


def test_markup_in_any_field_stays_words() -> None:
    source = render_page([hostile_reading()], HOSTILE)
    page = html.document_fromstring(source)
    assert {each.tag for each in page.iter() if isinstance(each.tag, str)} <= OURS
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//*/@*[starts-with(name(), 'on')]")
    assert not page.xpath("//@href[starts-with(., 'javascript:')]")
    assert not page.xpath("//comment()")
    assert HOSTILE in page.xpath("string(//h1)")
    assert "49" not in page.xpath("string(//h1)")


def test_an_address_that_is_no_web_address_is_shown_but_not_linked(naval: Reading) -> None:
    odd = replace(naval, document=replace(naval.document, url="file:///etc/hosts"))
    page = page_of(odd)
    assert words(page.xpath("//*[@class='address']")[0]) == "file:///etc/hosts"
    assert not page.xpath("//*[@class='address']/a")


def test_a_very_long_document_renders(naval: Reading) -> None:
    line = "The ministry said that ten drones fell near the river. "
    text = line * 4000
    claims = tuple(
        Claim(str(at), 0, Claimant("ministry", "Ministry", True), ("Ministry",),
              Span(at * len(line), at * len(line) + 50))
        for at in range(4000)
    )  # fmt: skip
    attributions = naval.attributions
    long = Reading(Document(text), attributions=attributions, claims=claims)
    assert len(text) > 200_000
    assert len(page_of(long).xpath("//mark")) >= 4000


def test_a_document_that_no_stage_read_shows_its_text_and_why() -> None:
    unread = Reading(
        Document("Війна триває.", language="uk"),
        problems=(Problem("language", "only English is read so far"),),
    )
    page = page_of(unread)
    assert "Війна триває." in words(page.xpath("//article")[0])
    assert "only English is read so far" in words(page.xpath("//article/aside")[0])


def test_no_reading_at_all_still_makes_a_page_that_says_what_to_do() -> None:
    assert "sayso add" in words(page_of())


def test_words_outside_every_block_are_not_hidden(naval: Reading) -> None:
    fewer = replace(naval, blocks=(naval.blocks or ())[:2])
    assert "stayed in the harbour" in words(page_of(fewer).xpath("//*[@class='text']")[0])


def test_a_second_article_inside_the_first_is_announced(naval: Reading) -> None:
    *blocks, last = naval.blocks or ()
    inside = replace(naval, blocks=(*blocks, replace(last, article=1)))
    page = page_of(inside)
    (line,) = page.xpath("//*[@class='second']")
    assert "Fishermen" in line.getnext().text_content()


def test_publication_dates_with_and_without_a_zone_stand_together(naval: Reading) -> None:
    zoned = datetime(2025, 6, 4, 1, 0, tzinfo=UTC)
    later = replace(naval, document=replace(naval.document, published=zoned))
    assert "3–4 June 2025" in words(page_of(later, naval).xpath("//header")[0])


def test_the_page_is_the_same_each_time(naval: Reading) -> None:
    assert render_page([naval]) == render_page([naval])


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_can_be_read_by_weak_eyes(naval: Reading, mode: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for words."""
    style = page_of(naval).xpath("string(//style)")
    palettes = re.findall(r":root \{(.*?)\}", style, re.S)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", palettes[0 if mode == "light" else 1]))
    colours.setdefault("chip", "#ffffff")
    for number in range(1, 9):
        assert contrast(colours[f"c{number}"], colours["chip"]) >= 4.5
        assert contrast(colours[f"c{number}"], colours["paper"]) >= 4.5
        assert contrast(colours["ink"], colours[f"t{number}"]) >= 4.5
    for name in ("ink", "soft", "alarm"):
        assert contrast(colours[name], colours["paper"]) >= 4.5
    assert contrast(colours["ink"], colours["lit"]) >= 4.5
