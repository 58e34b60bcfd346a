"""Two outlets or sides side by side on the site: the form, numbers with sentences, CSV, the API."""

from __future__ import annotations

import csv
import html
import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions import framing_pairs as action
from sayso.actions.framing_pairs import FramingPairs, PairQuery, Progress
from sayso.actions.submit import QueueFullError
from sayso.index.service import IncidentIndex
from sayso.record import Judgement
from sayso.settings.term_lists import TermListError, pasted_term_lists, term_lists_in
from sayso.views import framing_pairs as view
from sayso.views.framing_pairs import (
    CountedPair,
    PairError,
    all_sentences,
    choices,
    label,
    parts_of,
    sentences_of,
)
from sayso.web.app import make_app
from tests.made import narrated_reading
from tests.web.site import HOME

PATIENT_S = 30
RAID = (
    "Dozens of homes and two schools in Kutum were destroyed in the night. Militants had come at"
    " dawn, and nine men were killed."
)
CALM = "Traders came back to Kutum. The market was open, and a militant was seen near it."


@pytest.fixture
def desk(desk: IncidentIndex) -> IncidentIndex:
    """The ledger of `tests.web.site` with two outlets more that tell things themselves."""
    for number in range(3):
        desk.store.add(narrated_reading(f"{RAID} It was day {number}.", "Nile Ledger"))
        desk.store.add(narrated_reading(f"{CALM} It was day {number}.", "Gulf Mail"))
    desk.wait_until_indexed()
    desk.catch_up()
    return desk


@pytest.fixture
def site(desk: IncidentIndex, people: People) -> Iterator[TestClient]:
    lists = {"labels": pasted_term_lists("labels: militant*")}
    app = make_app(desk, people, term_lists=lists)
    with TestClient(app, base_url=HOME, follow_redirects=False) as client:
        yield client


def counted(desk: IncidentIndex, query: PairQuery) -> CountedPair:
    pairs = FramingPairs(desk, {"labels": pasted_term_lists("labels: militant*")})
    made = pairs.counted(pairs.asked(query), PATIENT_S)
    assert isinstance(made, CountedPair)
    return made


NILE_GULF = PairQuery(first="Nile Ledger", second="Gulf Mail", lists="labels")
SIDES = PairQuery(by="side", first="SDN", second="Sudan Doctors Network")


@pytest.mark.parametrize("query", [NILE_GULF, SIDES], ids=["outlets", "sides"])
def test_every_number_is_how_many_sentences_it_leads_to(
    desk: IncidentIndex, query: PairQuery
) -> None:
    made = counted(desk, query)
    shown = 0
    for measure in made.compared.measures:
        for second, held in enumerate(parts_of(measure)):
            found = list(all_sentences(desk, desk.state(), made, measure.name, bool(second)))
            assert len(found) == held.part, measure.name
            for each in found:
                text = desk.store.reading(each.document).document.text
                assert " ".join(each.span.of(text).split()) == each.words
                shown += 1
    assert shown > 3


def test_terms_and_narration_of_two_outlets_are_counted(desk: IncidentIndex) -> None:
    made = counted(desk, NILE_GULF)
    assert [len(each) for each in made.articles] == [3, 3] == list(made.there)
    labels = made.measure("terms: labels")
    assert labels is not None
    assert (labels.first.part, labels.second.part) == (3, 3)
    untold = made.measure("no source")
    assert untold is not None
    assert untold.first.part == untold.first.whole == 3


def test_sentences_come_in_pages_that_miss_none_and_repeat_none(desk: IncidentIndex) -> None:
    made = counted(desk, NILE_GULF)
    state = desk.state()
    whole = sentences_of(desk, state, made, "terms: labels", False, 0, 100).sentences
    for size in (1, 2, 3):
        paged = [
            each
            for begin in range(0, len(whole), size)
            for each in sentences_of(
                desk, state, made, "terms: labels", False, begin, size
            ).sentences
        ]
        assert paged == list(whole)


def test_a_use_is_marked_in_its_own_sentence(desk: IncidentIndex) -> None:
    made = counted(desk, NILE_GULF)
    first = sentences_of(desk, desk.state(), made, "terms: labels", False).sentences[0]
    assert first.before + first.words + first.after == (
        "Militants had come at dawn, and nine men were killed."
    )


def test_of_many_articles_some_are_drawn_and_the_same_each_time(
    desk: IncidentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST_ARTICLES", 2)
    first, again = counted(desk, NILE_GULF), counted(desk, NILE_GULF)
    assert first.there == (3, 3)
    assert [len(each) for each in first.articles] == [2, 2]
    assert first.articles == again.articles


def test_a_country_is_found_by_its_code_or_name_in_any_capitals(desk: IncidentIndex) -> None:
    pairs = FramingPairs(desk)
    for name in ("SDN", "sdn", "Sudan", " sudan "):
        query = PairQuery(by="side", first=name, second="Sudan Doctors Network")
        assert pairs.asked(query).names[0] == "SDN"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (PairQuery(first="Nobody", second="Gulf Mail"), "No claim is of the outlet “Nobody”"),
        (PairQuery(first="", second="Gulf Mail"), "Choose one of those listed"),
        (PairQuery(first="Gulf Mail", second="gulf mail"), "are the same"),
        (PairQuery(by="side", first="SDN", second="Sudan"), "are the same"),
    ],
)
def test_what_cannot_be_compared_is_said(
    desk: IncidentIndex, query: PairQuery, message: str
) -> None:
    with pytest.raises(PairError, match=message):
        FramingPairs(desk).asked(query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (PairQuery(first="Nile Ledger", second="Gulf Mail", lists="none"), "has no lists “none”"),
        (PairQuery(first="Nile Ledger", second="Gulf Mail", terms="re(gime"), "is no term"),
        (PairQuery(first="Nile Ledger", second="Gulf Mail", terms="a" * 2_001), "2,000 fit here"),
        (
            PairQuery(first="Nile Ledger", second="Gulf Mail", lists="labels", terms="labels: b"),
            "Two lists are called 'labels'",
        ),
    ],
)
def test_what_is_wrong_with_lists_is_said(
    desk: IncidentIndex, query: PairQuery, message: str
) -> None:
    with pytest.raises(TermListError, match=message):
        FramingPairs(desk, {"labels": pasted_term_lists("labels: militant*")}).asked(query)


def test_long_counting_says_how_far_it_is_and_is_kept(
    desk: IncidentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real = view.count_pair

    def slow(index, state, asked, progress):  # type: ignore[no-untyped-def]
        progress(1, 6)
        assert go_on.wait(PATIENT_S)
        return real(index, state, asked, progress)

    monkeypatch.setattr(action, "count_pair", slow)
    pairs = FramingPairs(desk)
    asked = pairs.asked(NILE_GULF_BARE)
    while (progress := pairs.counted(asked, 0.01)) != Progress(1, 6):
        assert progress == Progress(0, 0)
    go_on.set()
    made = pairs.counted(asked, PATIENT_S)
    assert isinstance(made, CountedPair)
    monkeypatch.setattr(action, "count_pair", None)  # what is kept is not counted again
    assert pairs.counted(asked, 0) is made


NILE_GULF_BARE = PairQuery(first="Nile Ledger", second="Gulf Mail")


def test_only_a_few_comparisons_may_wait(
    desk: IncidentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(action, "count_pair", lambda *_: go_on.wait(PATIENT_S) and None)
    pairs = FramingPairs(desk)
    asked = [
        pairs.asked(PairQuery(first="Nile Ledger", second="Gulf Mail", terms=f"word{number}"))
        for number in range(action.MOST_WAITING + 1)
    ]
    try:
        for each in asked[:-1]:
            pairs.counted(each, 0)
        with pytest.raises(QueueFullError, match="no more may wait"):
            pairs.counted(asked[-1], 0)
    finally:
        go_on.set()


def test_an_error_while_counting_is_said_once_and_then_tried_again(
    desk: IncidentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.ledger import LedgerError

    real = view.count_pair

    def broken(*_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(action, "count_pair", broken)
    pairs = FramingPairs(desk)
    asked = pairs.asked(NILE_GULF_BARE)
    with pytest.raises(LedgerError, match="framing"):
        pairs.counted(asked, PATIENT_S)
    monkeypatch.setattr(action, "count_pair", real)
    assert isinstance(pairs.counted(asked, PATIENT_S), CountedPair)


def test_a_correction_counts(desk: IncidentIndex) -> None:
    from datetime import UTC, datetime

    claims = [key for (key,) in desk.index.rows("SELECT id FROM claims WHERE outlet = 'Gulf Mail'")]
    before = counted(desk, NILE_GULF).measure("no source")
    when = datetime(2026, 1, 1, tzinfo=UTC)
    desk.judge([Judgement("corrected", (claims[0],), "ada", when, "", (("claimant", "traders"),))])
    desk.catch_up()
    after = counted(desk, NILE_GULF).measure("no source")
    assert before is not None
    assert after is not None
    assert (before.second.part, after.second.part) == (3, 2)


def page_of(site: TestClient, path: str) -> str:
    for _ in range(PATIENT_S):
        page = site.get(path).text
        if "loads itself again" not in page:
            return page
    raise AssertionError("counting does not end")


COMPARED = "/framing/compare?by=outlet&first=Nile+Ledger&second=Gulf+Mail&lists=labels"


def test_the_page_shows_both_with_links_that_lead_to_the_sentences(site: TestClient) -> None:
    page = page_of(site, COMPARED)
    assert "Nile Ledger and Gulf Mail, side by side" in page
    assert "told with no source" in page
    assert "100 %" in page
    links = {html.unescape(each) for each in re.findall(r'href="(/framing/sentences[^"]*)"', page)}
    assert links
    for link in links:
        shown = site.get(link)
        assert shown.status_code == 200
        (part,) = re.findall(r"<b>([\d,]+)</b> of", shown.text)
        assert shown.text.count('<li class="quote">') == min(25, int(part))
    article = re.search(r'href="(/articles/[^"]*#words)"', site.get(min(links)).text)
    assert article is not None
    assert 'class="linked"' in site.get(html.unescape(article[1]).split("#")[0]).text


def test_the_form_keeps_what_was_asked_for(site: TestClient) -> None:
    page = page_of(site, COMPARED + "&terms=harm:+kill*")
    assert '<option value="Nile Ledger" selected>' in page
    assert '<option value="Gulf Mail" selected>' in page
    assert '<option value="labels" selected>' in page
    assert "harm: kill*</textarea>" in page
    assert "uses of harm" in page
    assert "uses of labels" in page


def test_a_wrong_list_is_answered_on_the_page_with_the_form(site: TestClient) -> None:
    answer = site.get(COMPARED + "&terms=re(gime")
    assert answer.status_code == 422
    assert "is no term" in html.unescape(answer.text)
    assert "re(gime</textarea>" in answer.text


def test_a_ledger_of_one_outlet_says_what_is_missing(tmp_path: Path, people: People) -> None:
    index = IncidentIndex(tmp_path / "one.sqlite")
    try:
        index.store.add(narrated_reading(RAID, "Nile Ledger"))
        index.catch_up()
        with TestClient(make_app(index, people), base_url=HOME) as client:
            page = client.get("/framing/compare").text
        assert "Reports of two outlets are needed" in page
        assert "<form class" not in page.replace('<form class="find"', "")
    finally:
        index.close()


def rows_of(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written)))


def test_each_table_is_a_file(site: TestClient) -> None:
    page_of(site, COMPARED)
    link = COMPARED.replace("compare?", "compare.csv?")
    whole = rows_of(site.get(link).text)
    tables = [rows_of(site.get(f"{link}&table={each}").text) for each in ("source", "terms")]
    assert {row["measure"] for row in tables[1]} == {"terms: labels"}
    assert sum(map(len, tables)) <= len(whole)
    assert site.get(f"{link}&table=nosuch").status_code == 404
    link = COMPARED.replace("compare?", "sentences.csv?") + "&measure=terms:+labels&of=second"
    sentences = rows_of(site.get(link).text)
    assert [row["words"] for row in sentences] == ["militant"] * 3
    assert all(row["group"] == "Gulf Mail" for row in sentences)


@pytest.mark.parametrize("table", ["sides", "months", "outlets"])
def test_tables_of_framing_are_files_with_the_numbers_of_the_page(
    site: TestClient, table: str
) -> None:
    answer = site.get(f"/framing.csv?table={table}")
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="sayso-framing-{table}.csv"'
    )
    rows = rows_of(answer.text)
    assert rows
    for row in rows:
        assert 0 <= int(row["part"]) <= int(row["whole"])
        if row["low"]:
            assert float(row["low"]) <= float(row["share"]) <= float(row["high"])
    assert f"/framing.csv?table={table}" in site.get("/framing").text


def test_the_api_gives_the_numbers_of_the_page(site: TestClient, desk: IncidentIndex) -> None:
    page_of(site, COMPARED)
    answer = site.get("/api" + COMPARED).json()
    made = counted(desk, NILE_GULF)
    assert answer["first"] == {"name": "Nile Ledger", "articles": 3, "of_articles": 3}
    for given, measure in zip(answer["measures"], made.compared.measures, strict=True):
        assert given["measure"] == measure.name
        assert given["words"] == label(measure.name)
        assert (given["first"]["part"], given["second"]["part"]) == (
            measure.first.part,
            measure.second.part,
        )
    uses = next(each for each in answer["measures"] if each["measure"] == "terms: labels")
    link = uses["second"]["sentences"]
    items, cursor = [], None
    while cursor != "end":
        page = site.get(link + "&limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        items += page["items"]
        cursor = page["next"] or "end"
    assert page["total"] == len(items) == uses["second"]["part"] == 3
    for item in items:
        text = desk.store.reading(item["document"]).document.text
        assert text[item["start"] : item["end"]] == item["words"] == "militant"


@pytest.mark.parametrize(
    "query",
    ["first=Nobody&second=Gulf+Mail", "first=Nile+Ledger&second=Gulf+Mail&terms=re(gime"],
)
def test_the_api_says_what_is_wrong(site: TestClient, query: str) -> None:
    answer = site.get(f"/api/framing/compare?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_measure_that_is_none_is_not_found(site: TestClient) -> None:
    page_of(site, COMPARED)
    for path in ("/framing/sentences?", "/api/framing/sentences?"):
        query = COMPARED.partition("?")[2]
        assert site.get(f"{path}{query}&measure=nosuch").status_code == 404


def test_outlets_of_one_family_are_one_choice(desk: IncidentIndex) -> None:
    names = [each.name for each in choices(desk, "outlet")]
    assert len(names) == len(set(names))
    assert {"Nile Ledger", "Gulf Mail", "Delta Wire"} <= set(names)


def test_the_example_folder_has_lists(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "terms.toml"
    (tmp_path / "terms.toml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    assert list(term_lists_in(tmp_path)) == ["terms"]
