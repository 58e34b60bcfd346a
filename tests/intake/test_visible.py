"""A page as its readers see it: nothing visible is lost, nothing hidden or struck out is said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from sayso.intake import Hints
from sayso.intake.dom import parse_page
from sayso.intake.html import html_document
from sayso.intake.missed import missed_paragraphs
from sayso.record import Document
from tests.intake.loss import lost

PARAGRAPHS = (
    "The warden of the dam said on Tuesday that nine people had drowned in the lower town when the"
    " water came over the wall.",
    "Mayor Awa Sall denied that anyone had been warned, and said that the sirens had been silent"
    " since the spring of last year.",
    "Aid groups sent tents, rafts and food for two weeks to the upper town, where four hundred"
    " families now sleep in a school.",
)
TITLE = "Nine drown below the dam at Sall"


def page_with(inner: str, head: str = "", around: str = "") -> str:
    first, *rest = (f"<p>{words}</p>" for words in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>{head}'
        f"</head><body>{around}<article><h1>{TITLE}</h1>{first}{inner}{''.join(rest)}</article>"
        "</body></html>"
    )


def read(source: str) -> Document:
    found = html_document(source.encode(), "a.html", Hints())
    assert isinstance(found, Document), found
    return found


def told(document: Document) -> str:
    return " ".join(problem.message for problem in document.problems)


VISIBLE = {
    "list": "<ul><li>Six boats sank</li><li>Two were found</li></ul>",
    "terms": "<dl><dt>Drowned</dt><dd>Nine there</dd><dt>Rescued</dt><dd>2,310</dd></dl>",
    "table": "<table><tr><th>Town</th><th>Dead</th></tr><tr><td>Sall</td><td>9</td></tr></table>",
    "list in a table": "<table><tr><td>Sall</td><td><ul><li>9 drowned</li>"
    "<li>The nurse said 30 were hurt</li></ul></td></tr></table>",
    "list in a list in a table": "<table><tr><td>Sall<ol><li>9 drowned<ul><li>3 of them children"
    "</li></ul></li></ol></td></tr></table>",
    "terms in a table": "<table><tr><td><dl><dt>Drowned</dt><dd>9 people</dd></dl></td></tr>"
    "</table>",
    "paragraphs in a table": "<table><tr><td><p>Sall lost 9</p><p>30 were hurt</p></td>"
    "<td>Monday</td></tr></table>",
    "table in a table": "<table><tr><td>Toll<table><tr><td>9 drowned</td></tr></table></td></tr>"
    "</table>",
    "table in a list": "<ul><li>Toll<table><tr><td>Sall</td><td>9</td></tr></table></li></ul>",
    "quotation": "<blockquote><ul><li>The wall was old</li><li>Nobody listened</li></ul>"
    "</blockquote>",
    "bare words": "<div>The wall broke at noon.<br>Engineers said so.<br/>They left.</div>",
    "details": "<details><summary>What is known</summary><p>The wall broke at noon.</p></details>",
    "time in a sentence": "<p>Engineers had left the wall on <time>Monday</time> at noon.</p>",
    "label in a sentence": "<p>Engineers had left <label>the wall</label> on Monday at noon.</p>",
    "insertion": "<p>Engineers said <ins>eleven</ins> gates had jammed on Monday.</p>",
    "centred": "<center><font>Engineers said eleven gates had jammed.</font></center>",
}


@pytest.mark.parametrize("inner", VISIBLE.values(), ids=list(VISIBLE))
def test_no_visible_word_is_lost(inner: str) -> None:
    spaced = re.sub(r"<(?!/?(?:time|label|ins|font)\b)[^>]*>", " ", inner)
    visible = re.sub(r"<[^>]*>", "", spaced)
    document = read(page_with(inner))
    assert not lost(" ".join((visible, *PARAGRAPHS)), [document])


def test_items_of_a_list_in_a_table_stay_apart() -> None:
    lines = read(page_with(VISIBLE["list in a table"])).text.split("\n")
    assert "The nurse said 30 were hurt" in lines


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>{}</div>",
        '<p hidden="hidden">{}</p>',
        '<p style="display:none">{}</p>',
        '<div style="color: red; DISPLAY : None">{}</div>',
        '<p style="visibility: hidden">{}</p>',
        '<p aria-hidden="true">{}</p>',
        '<section hidden=""><div><p>{}</p></div></section>',
        "<dialog><p>{}</p></dialog>",
        '<p class="sr-only">{}</p>',
        "<template><p>{}</p></template>",
    ],
)
def test_what_is_hidden_is_not_read(hidden: str) -> None:
    words = "The army said that 777 people had drowned at the dam on Sunday night."
    assert "777" not in read(page_with(hidden.format(words))).text


@pytest.mark.parametrize(
    "shown",
    [
        '<p aria-hidden="false">{}</p>',
        '<div style="display:block"><p>{}</p></div>',
        '<div hidden="until-found"><p>{}</p></div>',
    ],
)
def test_what_is_shown_is_read(shown: str) -> None:
    words = "The army said that 777 people had drowned at the dam on Sunday night."
    assert "777" in read(page_with(shown.format(words))).text


def test_an_article_that_a_script_would_show_is_read() -> None:
    source = page_with("").replace("<article>", '<article style="display:none">')
    assert PARAGRAPHS[1] in read(source).text


class TestStruckOut:
    @pytest.mark.parametrize(
        "tag", ["del", "s", "strike", 'span style="text-decoration: line-through"']
    )
    def test_it_is_left_out_and_quoted(self, tag: str) -> None:
        end = tag.split(" ")[0]
        document = read(page_with(f"<p>Some <{tag}>sixty</{end}> six rafts sank that night.</p>"))
        assert "Some six rafts sank that night." in document.text
        assert "“sixty”" in told(document)


class TestRaised:
    @pytest.mark.parametrize(
        "mark", ["<sup>3</sup>", "<sup>[3]</sup>", '<sup><a href="#n">3</a></sup>']
    )
    def test_the_mark_of_a_note_makes_no_other_figure(self, mark: str) -> None:
        document = read(page_with(f"<p>The flood took 25{mark} houses in all, he said.</p>"))
        assert "The flood took 25 houses in all" in document.text
        assert "3" in told(document)

    def test_powers_and_endings_stay(self) -> None:
        inner = "<p>On the 19<sup>th</sup> it lay over 12 km<sup>2</sup> of fields, he said.</p>"
        assert "On the 19th it lay over 12 km² of fields" in read(page_with(inner)).text


@pytest.mark.parametrize("unseen", ["&shy;", "\u200b", "\u2060", "\ufeff", "\u200c", "<wbr>"])
def test_a_word_is_whole_without_the_letters_that_nobody_sees(unseen: str) -> None:
    inner = f"<p>The war{unseen}den said that nine had dro{unseen}wned at noon.</p>"
    assert "The warden said that nine had drowned at noon." in read(page_with(inner)).text


def test_a_paragraph_that_the_extraction_misses_is_named() -> None:
    boxes = "".join(f'<div class="chunk"><p>{words}</p></div>' for words in PARAGRAPHS)
    tree = parse_page(f"<html><body>{boxes}</body></html>")
    assert tree is not None
    assert list(missed_paragraphs(tree, PARAGRAPHS[:2])) == [PARAGRAPHS[2]]
    assert list(missed_paragraphs(tree, PARAGRAPHS[:1])) == []
    assert list(missed_paragraphs(tree, [*PARAGRAPHS[:2], *PARAGRAPHS[2].split(", ")])) == []


def linked(*articles: Mapping[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps(articles)}</script>'


OLD: dict[str, object] = {
    "@type": "NewsArticle",
    "headline": "Grain prices fall at Sall",
    "datePublished": "2020-02-02T10:00:00Z",
    "author": {"name": "Old Hand"},
}
OWN: dict[str, object] = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2025-02-05T10:00:00Z",
    "author": {"name": "Binta Faye"},
    "url": "https://sall.example/dam",
}


class TestSeveralArticlesInTheData:
    @pytest.mark.parametrize("order", [(OLD, OWN), (OWN, OLD), (OLD, OLD, OWN)])
    def test_that_of_the_page_s_headline_is_taken(
        self, order: tuple[dict[str, object], ...]
    ) -> None:
        document = read(page_with("", head=linked(*order)))
        assert document.title == TITLE
        assert "Binta Faye" in document.text
        assert document.published is not None
        assert document.published.year == 2025

    def test_in_scripts_of_their_own(self) -> None:
        document = read(page_with("", head=linked(OLD) + linked(OWN)))
        assert "Binta Faye" in document.text

    def test_that_of_the_page_s_address_where_headlines_differ(self) -> None:
        own = OWN | {"headline": "Flood"}
        head = linked(OLD, own) + '<link rel="canonical" href="https://sall.example/dam">'
        assert "Binta Faye" in read(page_with("", head=head)).text


class TestSeveralArticlesOnThePage:
    SECOND = (
        "<article><h2>Ferry sails again</h2><p>The ferry to the upper town sailed on Friday with"
        " sixty people, its captain said.</p><p>He said that it would sail each day until the road"
        " was open again in May.</p></article>"
    )

    def test_the_second_is_read_or_named(self) -> None:
        document = read(page_with("").replace("</body>", f"{self.SECOND}</body>"))
        assert "Ferry sails again" in told(document) + document.text

    def test_teasers_are_not(self) -> None:
        teaser = (
            '<article><h2><a href="/f">Ferry sails again</a></h2><p><a href="/f">The ferry to the'
            " upper town sailed on Friday with sixty people.</a></p></article>"
        )
        document = read(page_with("").replace("</body>", f"{teaser * 4}</body>"))
        assert "more article" not in told(document)


CONSENT = (
    "We and our 91 partners store cookies on your device and process personal data. We killed all"
    " trackers but ours, the company said. Your consent may be withdrawn at any time, and our"
    " partners rely on legitimate interest where you do not object to it, as they say below."
)


@pytest.mark.parametrize(
    "box",
    [
        '<div id="cookie-wall"><p>{}</p><button>Accept all</button></div>',
        '<div class="x1"><h2>Your privacy</h2><p>{}</p><button>Agree and close</button></div>',
        '<section role="dialog"><p>{}</p><div><a href="#">Accept</a></div></section>',
        '<div class="onetrust-banner"><p>{}</p></div>',
        "<dialog open><p>{}</p><button>OK</button></dialog>",
    ],
)
def test_a_text_that_asks_for_consent_takes_no_report_s_place(box: str) -> None:
    source = (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body>{box.format(CONSENT * 2)}"
        f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p></article></body></html>"
    )
    document = read(source)
    assert PARAGRAPHS[0] in document.text
    assert "trackers" not in document.text


def test_a_report_on_consent_is_read() -> None:
    words = "The court said that cookies need consent, and that partners must erase personal data."
    assert words in read(page_with(f"<div class='body'><p>{words}</p></div>")).text


def boxes_of(*boxes: list[str]) -> str:
    inner = "".join(f'<div class="body">{prose(*box)}</div><aside>Ad</aside>' for box in boxes)
    return f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{inner}</body></html>"


def prose(*paragraphs: str) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


def test_an_article_in_two_boxes_is_read_whole() -> None:
    later = [f"{words} That was on the {n}th day of the flood." for n, words in
             enumerate(PARAGRAPHS, 4)]  # fmt: skip
    document = read(boxes_of([*PARAGRAPHS] * 1, later))
    assert not lost(" ".join((*PARAGRAPHS, *later)), [document])
    assert document.text.index(PARAGRAPHS[2]) < document.text.index(later[0])


def test_a_line_inside_the_article_that_is_not_read_is_quoted() -> None:
    line = "The clerk of the lower town counted nineteen boats that had been left on the quay"
    document = read(page_with(f'<div class="embed"><blockquote>{line}</blockquote></div>'))
    assert line in document.text or line[:80] in told(document)
