"""Plots of an incident as pictures: what they draw, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from sayso.accounts import People, people_path
from sayso.index.service import IncidentIndex
from sayso.web.app import make_app
from tests.linking.made import ARMY, DOCTORS, RSF, Says, report
from tests.web.site import HOME, QUICK
from tests.web.test_card import chunks

SVG = "{http://www.w3.org/2000/svg}"
NS = {"s": "http://www.w3.org/2000/svg"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("plots")
    index = IncidentIndex(folder / "ledger.sqlite")
    for hour, (who, words, low, bound) in enumerate(
        (
            (DOCTORS, "at least 31 people", 31, "at_least"),
            (ARMY, "nine people", 9, "exact"),
            (RSF, "up to 44 people", 44, "at_most"),
            (DOCTORS, "35 people", 35, "exact"),
        )
    ):
        told = f"{words} were killed when shells hit the market in Kutum"
        figures = ((words, float(low), "person", "killed"),)
        says = Says(who, told, figures=figures, place="Kutum", bound=bound)
        outlet = f"Paper {hour}"
        index.store.add(report(outlet, says, outlet=outlet, title="Kutum", hours=hour))
    index.catch_up()
    people = People(people_path(index.path), QUICK)
    with TestClient(make_app(index, people), base_url=HOME) as client:
        yield client
    people.close()
    index.close()


@pytest.fixture(scope="module")
def plots(pages: TestClient) -> list[dict[str, str]]:
    incident = pages.get("/api/incidents").json()["items"][0]["id"]
    return list(pages.get(f"/api/incidents/{incident}/plots").json()["items"])


def test_each_plot_of_the_page_has_its_pictures(
    pages: TestClient, plots: list[dict[str, str]]
) -> None:
    incident = plots[0]["svg"].split("/")[2]
    page = pages.get(f"/incidents/{incident}").text
    assert {each["kind"] for each in plots} == {"scale", "over time"}
    for plot in plots:
        for kind in ("svg", "png"):
            assert page.count(f'href="{plot[kind]}"') == 1
            assert pages.get(plot[kind]).headers["content-type"].startswith("image/")


def test_a_picture_says_in_words_what_it_shows(
    pages: TestClient, plots: list[dict[str, str]]
) -> None:
    for plot in plots:
        assert "31" in plot["alt"]
        picture = etree.fromstring(pages.get(plot["svg"]).content)
        assert picture.find(f"{SVG}title").text == plot["alt"]
        assert picture.get("aria-labelledby") == picture.find(f"{SVG}title").get("id")
        said = dict(data.split(b"\0", 1) for kind, data in chunks(pages.get(plot["png"]).content)
                    if kind == b"iTXt")  # fmt: skip
        assert said[b"Description"].lstrip(b"\0").decode() == plot["alt"]


def test_bounds_are_drawn_as_what_they_are(pages: TestClient, plots: list[dict[str, str]]) -> None:
    scale = next(each for each in plots if each["kind"] == "scale")
    picture = etree.fromstring(pages.get(scale["svg"]).content)
    rows = [each.text for each in picture.xpath("//s:text[@x='716']", namespaces=NS)]
    arrows = picture.xpath("//s:g[@stroke='none'][s:path]", namespaces=NS)
    assert len([row for row in rows if row.startswith(("at least", "up to"))]) == len(arrows) == 2


@pytest.mark.parametrize("name", ["scale-9.png", "scale-1.gif", "scale-1", "card.png", "..png"])
def test_other_names_are_not_found(
    pages: TestClient, plots: list[dict[str, str]], name: str
) -> None:
    folder = plots[0]["svg"].rsplit("/", 1)[0]
    assert pages.get(f"{folder}/{name}").status_code == 404
