"""Framing by month, and by the sides of a conflict that a user's settings tell."""

from __future__ import annotations

from fastapi.testclient import TestClient

from sayso.index.service import IncidentIndex
from sayso.settings.sides import read_sides
from sayso.views.sides import conflict_sides, settings, sides_path, stands

OWN = """
[[conflict]]
name = "Who counts the dead"

[[conflict.side]]
name = "Physicians"
actors = ["Sudan Doctors Network"]

[[conflict.side]]
name = "The state"
countries = ["SDN"]
actors = ["Rapid Support Forces", "army"]
"""


def test_a_side_stands_where_the_settings_put_it() -> None:
    told = read_sides(OWN)
    assert stands("Sudan Doctors Network", told) == (("Who counts the dead", "Physicians"),)
    assert stands("SDN", told) == (("Who counts the dead", "The state"),)
    assert stands("GBR", told) == ()


def test_a_users_own_sides_are_read_from_beside_the_ledger(
    desk: IncidentIndex, site: TestClient
) -> None:
    desk.state()
    assert settings(desk).own is None
    sides_path(desk).write_text(OWN)
    assert settings(desk).own == sides_path(desk)
    assert {each.side for each in conflict_sides(desk)} == {"Physicians", "The state"}
    page = site.get("/framing?conflict=Who+counts+the+dead").text
    assert "all others" not in page or "Physicians" in page
    assert "Physicians" in page
    assert "a setting of yours (ledger.sides.toml)" in page
    shown = site.get("/search").text
    assert "Sides of a conflict" in shown
    physicians = next(each for each in conflict_sides(desk) if each.side == "Physicians")
    narrowed = site.get("/search", params={"side": list(physicians.values)}).text
    assert f"{physicians.claims} claim" in narrowed


def test_settings_that_cannot_be_read_are_told_and_not_fatal(
    desk: IncidentIndex, site: TestClient
) -> None:
    sides_path(desk).write_text("[[conflict]]\nname = 3\n")
    page = site.get("/framing").text
    assert "can&#39;t be used" in page
    assert "Write name" in page


def test_each_month_has_its_shares_with_intervals(site: TestClient) -> None:
    page = site.get("/framing").text
    assert "Month by month" in page
    assert "2025-02" in page
    assert "95 % interval" in page
    assert site.get("/framing?month=2025-02&outlet=Delta+Wire").status_code == 200
    assert site.get("/framing?conflict=no+such").status_code == 200
