"""No number that no source gave is shown: every output over samples and own texts is walked."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import lxml.html
import pytest
from fastapi.testclient import TestClient
from lxml import etree
from rich.console import Console

from sayso import read
from sayso.cli.incident_tables import folded_table
from sayso.exports.accounts_page import render_accounts
from sayso.exports.gdelt_mentions import event_number
from sayso.exports.page import render_page
from sayso.index.service import IncidentIndex
from sayso.intake import open_input
from sayso.linking.accounts import VIEWS
from sayso.linking.comparison import comparison
from sayso.record import Document, FoldedClaim, Incident, Reading
from sayso.text.numerals import find_numerals
from sayso.views.incident import incident_view
from tests.web.site import local_site, people_of

EXAMPLES = Path(__file__).parents[2] / "examples"
START = datetime(2025, 3, 4, 9, tzinfo=UTC)

TEXTS = (
    (
        "Bakhmut barracks hit",
        "Russia's Defence Ministry said 63 soldiers were killed in the strike on the "
        "barracks in Makiivka.",
        "Ukraine's military command said up to 400 Russian soldiers were killed in the "
        "strike on the barracks in Makiivka.",
    ),
    (
        "Drones over Odesa",
        "Ukraine's Air Force said Russia launched 83 drones and nine missiles at Odesa overnight.",
        "The Air Force said it had shot down 71 of 83 drones and four missiles over Odesa "
        "overnight.",
    ),
    (
        "Battle for Kurakhove",
        "The General Staff said Russia lost 1,240 soldiers near Kurakhove over the past day.",
        "Russia's Defence Ministry said Ukraine lost up to 620 soldiers and 12 tanks near "
        "Kurakhove.",
    ),
    (
        "Market bombed in Kutum",
        "At least 54 people were killed when bombs fell on the market in Kutum, the Sudan "
        "Doctors Network said.",
        "Dozens of civilians were killed in the bombing of the market in Kutum, witnesses "
        "said. Three children were killed, the network said.",
    ),
    (
        "Camp shelled near El Fasher",
        "About 500 people were injured when shells hit the Zamzam camp, the UN said.",
        "More than 20 women and children were killed at the Zamzam camp, aid workers said. "
        "Scores were injured.",
    ),
    (
        "Strike on Rafah",
        "Gaza's Health Ministry said 45 people, including 12 children, were killed in an "
        "Israeli strike on Rafah.",
        "The Israeli military said it had killed two militants in the strike on Rafah. "
        "Hundreds were wounded, medics said.",
    ),
    (
        "Rockets on Haifa",
        "Hezbollah said it had fired more than 60 rockets at Haifa.",
        "The Israeli army said around 90 rockets were launched at Haifa and fewer than ten "
        "got through.",
    ),
    (
        "Missiles on Tel Aviv",
        "Iran launched between 180 and 200 ballistic missiles at Tel Aviv, the Israeli army said.",
        "Iran's Revolutionary Guards said nearly 400 missiles were launched at Tel Aviv. A "
        "few people were injured, doctors said.",
    ),
    (
        "Clashes in Goma",
        "M23 rebels said they had captured 300 or more Congolese soldiers in Goma.",
        "Congo's army said no more than 40 soldiers were captured in Goma. Two dozen "
        "civilians were killed, the Red Cross said.",
    ),
    (
        "Village burned in Sagaing",
        "The junta said 15 fighters were killed in a raid on a village in Sagaing.",
        "A resistance group said at least seven villagers were killed and some 200 houses "
        "were burned in the raid in Sagaing. Thousands were displaced.",
    ),
    (
        "Attack on Dikwa",
        "Nigeria's army said 30 militants were killed when they attacked Dikwa.",
        "Boko Haram said it had killed over a hundred soldiers in Dikwa. Residents said a "
        "dozen people were killed.",
    ),
    (
        "Ship struck off Hodeidah",
        "The Houthis said they had launched 10 to 12 drones at a ship off Hodeidah.",
        "The US Navy said it had shot down 11 drones and one missile off Hodeidah. Four "
        "sailors were injured, the owner said.",
    ),
)
"""A headline and two reports of each incident: bounds of every kind, mixed units, several sides."""

NOT_FIGURES = frozenset("whose from xs days note flagged chip side key".split())
"""Classes of dates, of who says it, of counts and of ids; `time` and `small` are none either."""


def documents() -> Iterator[Document]:
    for number, (title, *reports) in enumerate(TEXTS):
        for at, text in enumerate(reports):
            when = START + timedelta(days=3 * number, hours=7 * at)
            outlet = ("Harbour Post", "Lantern Review")[at]
            yield Document(f"{title}\n\n{text}\n", outlet=outlet, title=title, published=when)
    for path in sorted(EXAMPLES.glob("*/0*.*")):
        if path.suffix in (".txt", ".html"):
            for each in open_input(str(path)):
                if isinstance(each, Document):
                    yield each


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [read(each) for each in documents()]


@pytest.fixture(scope="module")
def index(
    readings: list[Reading], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[IncidentIndex]:
    made = IncidentIndex(tmp_path_factory.mktemp("said") / "ledger.sqlite")
    for each in readings:
        made.store.add(each)
    made.catch_up()
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(index: IncidentIndex) -> TestClient:
    return local_site(index, people_of(index))


def of_class(node: lxml.html.HtmlElement, *names: str) -> list[lxml.html.HtmlElement]:
    return [each for each in node.iter() if set((each.get("class") or "").split()) & set(names)]


def told(index: IncidentIndex) -> list[tuple[Incident, tuple[FoldedClaim, ...]]]:
    state = index.state()
    return [(each, tuple(state.of(each))) for each in state.incidents.values()]


def values(words: str) -> set[float]:
    """The numbers of words as a reader takes them; "dozens" by its own value."""
    found = find_numerals(re.sub(r"\b[A-Za-z]+\d+", "", words))  # "M23" is a name
    both = [each.low for each in found] + [each.dotted for each in found if each.dotted]
    return {round(each, 6) for each in both}


def evidence(claims: tuple[FoldedClaim, ...]) -> set[float]:
    words = (place.words for claim in claims for place in claim.appearances)
    return set().union(*map(values, words))


def shown(nodes: list[lxml.html.HtmlElement]) -> set[float]:
    """The numbers in the text, titles and alternative texts of nodes that are figures."""
    found: set[float] = set()
    for node in (each for top in nodes for each in top.iter(etree.Element)):
        if any(exempt(each) for each in (node, *node.iterancestors())):
            continue
        after = "".join(each.tail or "" for each in node)
        for words in (node.get("aria-label"), node.text, after):
            found |= values(without_who(words or ""))
        for name in ("data-low", "data-high"):
            if node.get(name):
                found.add(float(node.get(name)))
    return found


def exempt(node: lxml.html.HtmlElement) -> bool:
    return node.tag in ("time", "small") or bool(set(node.get("class", "").split()) & NOT_FIGURES)


def without_who(words: str) -> str:
    """Words without who said them and when, which stand in brackets."""
    bare = re.sub(r"\b[Oo]ne (denies|says)\b", "", words)  # somebody, not a number
    while (less := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = less  # an outlet may have brackets of its own: "(Jordan Times (AFP), 5 Apr)"
    return bare


def test_there_are_incidents_enough_with_figures(index: IncidentIndex) -> None:
    assert sum(bool(evidence(claims)) for _, claims in told(index)) >= 12


SHOWN = ("figure", "said-figure", "spreads", "relations", "plot", "courses")
"""Classes of what shows figures on the page of an incident."""


def test_the_page_of_every_incident(index: IncidentIndex, pages: TestClient) -> None:
    seen = 0
    for incident, claims in told(index):
        page = lxml.html.fromstring(pages.get(f"/incidents/{incident.id}").text)
        earlier = page.xpath("//details[@class='earlier']/summary")
        figures = [*of_class(page, *SHOWN), *earlier]
        seen += len(shown(figures))
        assert shown(figures) <= evidence(claims), incident.title
    assert seen >= 30


def test_titles_hold_no_number_but_a_date(index: IncidentIndex) -> None:
    for incident, _ in told(index):
        bare = re.sub(r"“.*”", "", incident.title)
        assert not re.search(r"\d", re.sub(r"[\d–]+ \w+( \d{4})?( – \d+ \w+ \d{4})?", "", bare))


def test_the_summary_in_the_head_of_every_incident(index: IncidentIndex, pages: TestClient) -> None:
    for incident, claims in told(index):
        page = lxml.html.fromstring(pages.get(f"/incidents/{incident.id}").text)
        for meta in page.xpath("//meta[@property='og:description' or @property='og:image:alt']"):
            _, *figures = (each for each in meta.get("content", "").split("; ") if each)
            kept = [each for each in figures if not each.endswith("in conflict")]
            said = without_who("; ".join(kept))
            assert values(said) <= evidence(claims), incident.title


def test_the_card_of_every_incident(index: IncidentIndex, pages: TestClient) -> None:
    for incident, claims in told(index):
        answer = pages.get(f"/incidents/{incident.id}/card.svg")
        card = etree.fromstring(answer.content)
        lines = [
            "".join(each.itertext())
            for each in card.iter("{http://www.w3.org/2000/svg}text")
            if 300 < float(each.get("y", 0)) < 490
        ]
        assert values(without_who(" ".join(lines))) <= evidence(claims), incident.title


def test_the_pictures_of_every_plot(index: IncidentIndex, pages: TestClient) -> None:
    seen = 0
    for incident, claims in told(index):
        held = evidence(claims)
        for plot in pages.get(f"/api/incidents/{incident.id}/plots").json()["items"]:
            picture = etree.fromstring(pages.get(plot["svg"]).content)
            lines = [
                "".join(each.itertext())
                for each in picture.iter("{http://www.w3.org/2000/svg}text")
                if each.get("text-anchor") != "middle" or plot["kind"] == "scale"
            ]
            lines.remove(lines[1])  # the incident with its days; what stands at the sides are days
            assert values(without_who(" ".join(lines))) <= held, plot
            assert values(without_who(plot["alt"])) <= held, plot
            seen += 1
    assert seen >= 5


def test_the_front_page(index: IncidentIndex, pages: TestClient) -> None:
    held = {incident.id: evidence(claims) for incident, claims in told(index)}
    page = lxml.html.fromstring(pages.get("/").text)
    for item in page.xpath("//ol[@class='incidents']/li"):
        key = item.xpath("h3//a")[0].get("href").rsplit("/", 1)[1]
        assert shown(item.xpath("dl//dd")) <= held[key]


def test_marks_stand_at_numbers_that_were_said(index: IncidentIndex) -> None:
    state = index.state()
    for incident, claims in told(index):
        held = evidence(claims)
        for plot in incident_view(index, state, incident).plots:
            ends = {
                end for mark in plot.marks if mark.shape != "words" for end in (mark.low, mark.high)
            }
            assert ends <= held, (incident.title, plot.question)
            assert {float(words.replace(",", "")) for _, words in plot.ticks} <= ends


@pytest.mark.parametrize("view", VIEWS)
def test_comparisons(index: IncidentIndex, view: str) -> None:
    for incident, claims in told(index):
        compared = comparison(incident, claims)
        stated = [VIEWS[view](row.stated) for row in compared.questions if row.stated]
        given = [
            answer.words
            for row in compared.questions
            for side in row.sides
            for answer in (*side.standing, *side.earlier)
        ]
        words = without_who(" · ".join([*stated, *given]))
        assert values(words) <= evidence(claims), incident.title
        page = lxml.html.fromstring(render_accounts(incident, claims, compared, view))
        figures = page.xpath("//table//td//b | //p[@class='facts'][position() > 1]")
        assert shown(figures) <= evidence(claims), incident.title


def test_tables_of_claims(index: IncidentIndex) -> None:
    for incident, claims in told(index):
        table = folded_table(claims)
        console = Console(width=400, file=StringIO())
        console.print(*table.columns[2].cells)
        assert values(console.file.getvalue()) <= evidence(claims), incident.title  # type: ignore[attr-defined]


def test_the_report_has_no_range_over_its_events(readings: list[Reading]) -> None:
    page = lxml.html.fromstring(render_page(readings, "All of it"))
    said = {
        value
        for reading in readings
        for claim in reading.claims or ()
        for value in values(claim.evidence.of(reading.document.text))
    }
    assert not of_class(page, "spread", "range")
    figures = page.xpath("//*[@id='figures']//b")
    assert figures
    for figure in figures:
        assert values(figure.text_content().replace("–", " to ")) <= said


def test_coding_sheets(index: IncidentIndex, pages: TestClient) -> None:
    held = {str(event_number(each.id)): evidence(claims) for each, claims in told(index)}
    sheet = csv.DictReader(StringIO(pages.get("/export/acled").text.lstrip("\ufeff")))
    rows = list(sheet)
    assert rows
    for row in rows:
        said = next(value for key, value in held.items() if row["event_id_cnty"].endswith(key))
        _, _, killed = row["notes"].partition("Killed, as claimed: ")
        assert values(without_who(killed.partition(". Denied or doubted")[0])) <= said
        assert not row["fatalities"] or float(row["fatalities"]) in said


def test_sheets_of_ranges(index: IncidentIndex, pages: TestClient) -> None:
    held = {each.id: evidence(claims) for each, claims in told(index)}
    rows = list(csv.DictReader(StringIO(pages.get("/export/ucdp").text)))
    assert any(row["low"] and row["high"] for row in rows)
    for row in rows:
        names = ("low", "high", "deaths_a", "deaths_b", "deaths_civilians")
        given = {float(row[name]) for name in names if row[name]}
        assert given <= held[row["relid"]]
        assert row["best"] == ""


def test_exports_of_claims(pages: TestClient) -> None:
    sheet = list(csv.DictReader(StringIO(pages.get("/export/csv").text.lstrip("\ufeff"))))
    assert any(row["quantities"] for row in sheet)
    for row in sheet:
        assert values(re.sub(r"\[[^\]]*\]", "", row["quantities"])) <= values(row["words"])
    features = json.loads(pages.get("/export/geojson").text)["features"]
    assert any(each["properties"]["quantities"] for each in features)
    for each in features:
        said = each["properties"]["quantities"] or ""
        assert values(said) <= values(each["properties"]["words"])


def test_questions_of_the_machine_interface(index: IncidentIndex, pages: TestClient) -> None:
    for incident, claims in told(index):
        shape = pages.get(f"/api/incidents/{incident.id}").json()
        said = [each["words"] for asked in shape["questions"] for each in asked["answers"]]
        assert values(" · ".join(said)) <= evidence(claims), incident.title
