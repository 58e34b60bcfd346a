"""Maps: land without borders, places with their precision, names that run into nothing."""

from __future__ import annotations

import re

import numpy as np
from fastapi.testclient import TestClient
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sayso.index.claims import NamedPlace
from sayso.index.search import Filter, places_of
from sayso.index.service import IncidentIndex
from sayso.web.geo.frames import Extent, Projection, clipped, coasts, land_path
from sayso.web.geo.labels import Room
from sayso.web.geo.land import STEPS, coarse, decoded, outlines
from sayso.web.geo.maps import map_of, maps_of, near_of
from sayso.web.mapping import circle
from tests.web.site import retold
from tools.outlines import area, cut, encoded, unrolled

KHARTOUM = NamedPlace("Khartoum", 379252, 15.55, 32.53, "town", 9)
GEZIRA = NamedPlace("Gezira", 379253, 14.5, 33.5, "region", 4)
SUDAN = NamedPlace("Sudan", 366755, 16.0, 30.0, "country", 30)


def on_land(longitude: float, latitude: float) -> bool:
    """By the even-odd rule, lakes taken out."""
    crossed = 0
    for outline in outlines():
        if not outline.south <= latitude < outline.north:
            continue
        ring = outline.ring()
        for (a, b), (c, d) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (b > latitude) != (d > latitude):
                crossed += longitude < a + (latitude - b) / (d - b) * (c - a)
    return crossed % 2 == 1


def near_a_coast(longitude: float, latitude: float, degrees: float) -> bool:
    """Whether land and sea meet within so many degrees."""
    around = [
        on_land(longitude + degrees * across, latitude + degrees * up)
        for across in (-1, -0.5, 0, 0.5, 1)
        for up in (-1, -0.5, 0, 0.5, 1)
    ]
    return len(set(around)) > 1


def in_path(path: str, longitude: float, latitude: float) -> bool:
    """Whether an SVG path in hundredths of a degree fills a place, by the even-odd rule."""
    crossed = 0
    for begin, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]*)z", path):
        moves = np.array([*begin.split(), *steps.split()], dtype=float).reshape(-1, 2)
        x, y = (np.cumsum(moves, axis=0) / 100).T
        a, b = np.roll(x, 1), np.roll(y, 1)
        across = (b > latitude) != (y > latitude)
        crossed += int(
            np.sum(longitude < (a + (latitude - b) / np.where(across, y - b, 1) * (x - a))[across])
        )
    return crossed % 2 == 1


def test_an_encoded_line_is_what_it_was() -> None:
    ring = [(32.53, 15.55), (-0.04, 16.27), (179.99, -85.2), (32.53, 15.55)]
    assert decoded(encoded(ring)) == tuple(ring[:-1])


def test_land_is_where_land_is() -> None:
    for name, longitude, latitude in (
        ("Simferopol", 34.1, 44.95), ("Sanaa", 44.2, 15.35), ("Gao", -0.04, 16.27),
        ("Mandalay", 96.1, 21.97), ("Port-au-Prince's plain", -72.2, 18.6),
    ):  # fmt: skip
        assert on_land(longitude, latitude), name
    for name, longitude, latitude in (
        ("Black Sea", 34.0, 43.0), ("Red Sea", 38.5, 20.0), ("Caspian Sea", 50.5, 42.0),
        ("Gulf of Guinea", 3.0, 2.0),
    ):  # fmt: skip
        assert not on_land(longitude, latitude), name


def test_no_coast_leads_around_the_earth() -> None:
    for outline in outlines():
        ring = outline.ring()
        for (a, b), (c, d) in zip(ring, (*ring[1:], ring[0]), strict=True):
            assert abs(a - c) < 100 or b == d == -90
    for name, longitude, latitude in (
        ("Chukotka", 178.0, 66.5), ("Chukotka beyond the antimeridian", -175.0, 66.5),
        ("the south pole", 0.0, -89.0), ("Taveuni", 179.98, -16.85),
    ):  # fmt: skip
        assert on_land(longitude, latitude), name
    assert not on_land(-100.0, -16.9)


def test_a_ring_over_the_antimeridian_is_cut_there() -> None:
    island = unrolled([(178.0, 10.0), (-178.0, 10.0), (-178.0, 14.0), (178.0, 14.0), (178.0, 10.0)])
    assert {tuple(sorted({x for x, _ in part})) for part in cut(island)} == {
        (-180.0, -178.0),
        (178.0, 180.0),
    }
    assert sum(abs(area(part)) for part in cut(island)) == 16
    cap = unrolled([(x, -70.0) for x in (0, 90, 180, -90, 0)])
    assert sum(abs(area(part)) for part in cut(cap)) == 360 * 20
    inland = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)]
    assert cut(unrolled(inland)) == [inland]


def test_the_outlines_are_small_and_hold_no_border() -> None:
    rings = outlines()
    assert 1_500 < len(rings) < 4_000
    # Europe, Asia and Africa are one ring: no border parts them.
    assert rings[0].west < -15
    assert rings[0].east > 170
    assert rings[0].south < -30


def test_a_coarser_coast_has_fewer_points_and_none_of_its_own() -> None:
    finer = {id(outline): set(map(tuple, ring.tolist())) for outline, ring in coarse(0)}
    many = sum(map(len, finer.values()))
    for level in range(1, len(STEPS)):
        shown = coarse(level)
        points = {id(outline): set(map(tuple, ring.tolist())) for outline, ring in shown}
        assert all(each <= finer[key] for key, each in points.items())
        assert sum(map(len, points.values())) <= many
        finer, many = points, sum(map(len, points.values()))
    assert 200 < many < 3_000, "the earth on a stamp"


@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=3, max_size=30),
    st.tuples(st.integers(-20, 0), st.integers(-20, 0), st.integers(1, 20), st.integers(1, 20)),
)
@settings(max_examples=60)
def test_what_is_clipped_lies_in_its_box(
    ring: list[tuple[int, int]], box: tuple[int, int, int, int]
) -> None:
    west, south, east, north = box
    for x, y in clipped(np.array(ring, dtype=float), box):
        assert west - 1e-6 <= x <= east + 1e-6
        assert south - 1e-6 <= y <= north + 1e-6


def test_a_box_within_land_is_all_land() -> None:
    ring = np.array([(-50.0, -50.0), (50.0, -50.0), (50.0, 50.0), (-50.0, 50.0)])
    corners = sorted(map(tuple, clipped(ring, (-1, -2, 3, 4)).tolist()))
    assert corners == [(-1, -2), (-1, 4), (3, -2), (3, 4)]


def test_a_coast_beyond_the_box_shows_nothing() -> None:
    ring = np.array([(30.0, 10.0), (34.0, 10.0), (34.0, 14.0)])
    assert len(clipped(ring, (-1, -2, 3, 4))) == 0


def test_the_map_draws_land_and_each_precision_as_what_it_is() -> None:
    chart = map_of([SUDAN, KHARTOUM, GEZIRA])
    assert chart is not None
    assert chart.land.startswith("M")
    gezira, khartoum = chart.pins
    assert gezira.radius > 20
    assert khartoum.radius == 0
    assert chart.wide == (SUDAN,)
    assert map_of([SUDAN]) is None


def test_maps_of_two_sizes_share_the_land_that_both_show(site: TestClient) -> None:
    wide, narrow = maps_of([KHARTOUM, GEZIRA])
    assert wide.land
    assert not narrow.land
    page = site.get("/map").text
    assert page.count('class="land"') == 1
    assert page.count('<use href="#land"/>') == 1


def test_land_of_several_frames_is_drawn_in_all_of_each() -> None:
    box = Extent(14, 17, 24, 34)
    broad, tall = Projection.around(box, (1000.0, 300.0)), Projection.around(box, (400.0, 800.0))
    land = land_path(broad, tall)
    for frame in (broad, tall):
        for latitude in (frame.south + 0.1, frame.north - 0.1):
            for longitude in (frame.west + 0.1, frame.east - 0.1):
                assert in_path(land, longitude, latitude) == on_land(longitude, latitude)


@given(st.floats(-55, 70), st.floats(-150, 150), st.sampled_from((0.5, 3, 12, 60)))
@settings(max_examples=30, deadline=None)
def test_a_map_shows_land_where_land_is(latitude: float, longitude: float, reach: float) -> None:
    frame = Projection.around(
        Extent(latitude - reach, latitude + reach, longitude - reach, longitude + reach), (480, 340)
    )
    assume(not near_a_coast(longitude, latitude, 4 / frame.per_degree))
    assert in_path(land_path(frame), longitude, latitude) == on_land(longitude, latitude)


def test_no_map_waits_for_a_coast_that_is_not_made_at_the_start() -> None:
    for level in range(len(STEPS)):
        coasts(level)
    made = coasts.cache_info().misses
    for size in ((480.0, 340.0), (1000.0, 560.0), (400.0, 440.0)):
        for span in np.geomspace(0.01, 360, 120):
            tall = min(span, 170) / 2
            land_path(Projection.around(Extent(-tall, tall, -span / 2, span / 2), size))
    assert coasts.cache_info().misses == made


def test_a_circle_is_as_large_as_it_says() -> None:
    ring = circle(GEZIRA, 90.0)
    assert ring[0] == ring[-1]
    reach = max(latitude for _, latitude in ring) - GEZIRA.latitude
    assert abs(reach * 111.32 - 90) < 1


def test_names_run_into_nothing() -> None:
    room = Room(300, 200)
    placed = [room.label("Omdurman", (150, 100), 6, 12) for _ in range(6)]
    assert [each.anchor for each in placed[:3] if each] == ["start", "end", "middle"]
    assert placed[3:] == [None, None, None]
    assert Room(300, 200).label("Omdurman", (290, 100), 6, 12).anchor == "end"  # type: ignore[union-attr]


def test_land_is_drawn_once_for_a_frame_and_not_at_sea() -> None:
    atlantic = Projection.around(Extent(-1, 1, -21, -19), (400, 300))
    assert land_path(atlantic) == ""
    chad = Projection.around(Extent(12, 16, 16, 20), (400, 300))
    assert land_path(chad).count("M") == 1


def test_places_come_as_geojson_of_the_filter(site: TestClient, desk: IncidentIndex) -> None:
    told = site.get("/map.geojson?place=Omdurman").json()
    assert {each["properties"]["name"] for each in told["features"]} == {"Omdurman"}
    assert told["features"][0]["properties"]["claims"] == 2
    assert site.get("/map.geojson?polarity=doubts").json()["features"] == []
    market = max(desk.state().incidents.values(), key=lambda each: len(each.documents))
    here = site.get(f"/incidents/{market.id}/map.geojson").json()
    assert here["features"][0]["properties"]["link"] == "/search?place=Omdurman"


def test_the_map_says_whose_land_it_is_and_that_no_border_is_drawn(site: TestClient) -> None:
    page = site.get("/map").text
    assert "no border of any country" in page
    assert "Natural Earth, public domain" in page
    assert '<path class="land"' in page
    assert "The same as a list" in page


def test_a_map_that_was_drawn_is_made_anew_by_what_came_in(
    site: TestClient, desk: IncidentIndex
) -> None:
    def told() -> int:
        row = re.search(r'>Omdurman</a></th><td class="num"[^>]*>(\d+)<', site.get("/map").text)
        return int(row[1]) if row else 0

    before = told()
    desk.store.add(retold("Third Paper", 5))
    assert told() > before > 0


def test_the_land_is_sent_packed_and_without_a_name_of_a_country(site: TestClient) -> None:
    answer = site.get("/static/land.geojson", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 400_000
    kinds = {each["properties"]["kind"] for each in answer.json()["features"]}
    assert kinds == {"land", "lake"}
    assert re.search("[Nn]ame", answer.text) is None


def test_of_points_in_one_place_on_the_drawing_the_most_named_is_drawn() -> None:
    market = NamedPlace("Omdurman market", 1, 15.6501, 32.4801, "exact", 3)
    bridge = NamedPlace("Omdurman bridge", 2, 15.6502, 32.4802, "exact", 7)
    mogadishu = NamedPlace("Mogadishu", 3, 2.04, 45.34, "town", 1)
    chart = map_of([bridge, market, mogadishu])
    assert chart is not None
    drawn = {pin.name: pin.under for pin in chart.pins}
    assert drawn == {"Omdurman bridge": 1, "Mogadishu": 0}


def test_the_map_with_script_gets_the_places_of_the_drawn_one(
    site: TestClient, desk: IncidentIndex
) -> None:
    """Far places are left out of both until all are asked for."""
    spots = [KHARTOUM, GEZIRA, NamedPlace("Lima", 1, -12.0, -77.0, "town", 1)]
    assert {each.name for each in near_of(spots)} == {"Khartoum", "Gezira"}
    page = site.get("/map").text
    (data,) = re.findall(r'data-places="([^"]*)"', page)
    assert data == "/map.geojson?whole=false"
    (chart,) = maps_of(places_of(desk, Filter()), whole=False)[:1]
    shown = {each["properties"]["name"] for each in site.get(data).json()["features"]}
    assert shown == {each.name for each in chart.pins}


def test_a_map_with_script_has_towns_to_choose_from() -> None:
    chart = map_of([KHARTOUM])
    assert chart is not None
    names = [name for name, _, _ in chart.landmarks]
    assert "Omdurman" in names
    assert "Khartoum" not in names
    assert {each.label.words for each in chart.towns} <= set(names)
