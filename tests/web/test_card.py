"""The card of an incident as a PNG: the SVG's size and words, and the same on every machine."""

from __future__ import annotations

import re
import struct
import zlib
from html import escape

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from sayso.index.service import IncidentIndex
from sayso.web.guard import HEADERS
from sayso.web.raster import _font_files, is_drawn_by_our_fonts, png_of
from sayso.web.site import _templates
from tests.web.test_guard import door, log_in, users
from tests.web.test_titles import market_of, sent

__all__ = ["door", "users"]

WIDTH, HEIGHT = 1200, 630
LARGEST = 200_000
TITLE_ROWS = slice(125, 330)
"""Rows of pixels in which the three lines of the title are."""

Pixels = NDArray[np.uint8]


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = [], 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            kind + data
        )
        found.append((kind, data))
        at += 12 + size
    return found


def pixels(png: bytes) -> Pixels:
    """The picture as height, width, RGBA: 8 bits each, not interlaced (PNG, section 9)."""
    parts = chunks(png)
    wide, high, *form = struct.unpack(">IIBBBBB", parts[0][1])
    assert form == [8, 6, 0, 0, 0], "8 bits, RGBA"
    raw = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    lines = np.frombuffer(raw, np.uint8).reshape(high, 1 + 4 * wide)
    made = np.zeros((high, 4 * wide), np.uint8)
    above = np.zeros(4 * wide, np.uint8)
    for row in range(high):
        above = made[row] = _unfiltered(int(lines[row, 0]), lines[row, 1:], above)
    return made.reshape(high, wide, 4)


def _unfiltered(kind: int, line: Pixels, above: Pixels) -> Pixels:
    if kind == 0:
        return line
    if kind == 1:
        return np.add.accumulate(line.reshape(-1, 4), axis=0, dtype=np.uint8).reshape(-1)
    if kind == 2:
        return line + above
    made = [0] * 4 + line.tolist()
    up, before = above.tolist(), [0] * 4 + above.tolist()
    for at in range(len(line)):
        left, over, corner = made[at], up[at], before[at]
        guess = (left + over) // 2 if kind == 3 else _nearest(left, over, corner)
        made[at + 4] = (made[at + 4] + guess) % 256
    return np.array(made[4:], np.uint8)


def _nearest(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))


def card(site: TestClient, incident: str) -> bytes:
    answer = site.get(f"/incidents/{incident}/card.png")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    return answer.content


def test_an_incident_names_its_png_to_who_shows_previews(
    site: TestClient, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    page = site.get(f"/incidents/{market.id}").text
    told = dict(re.findall(r'property="og:image([:\w]*)" content="([^"]+)"', page))
    assert told[""] == f"http://localhost:8000/incidents/{market.id}/card.png"
    assert told[":type"] == "image/png"
    picture = site.get(told[""].removeprefix("http://localhost:8000"))
    kind, header = chunks(picture.content)[0]
    assert (kind, struct.unpack(">II", header[:8])) == (b"IHDR", (WIDTH, HEIGHT))
    assert (told[":width"], told[":height"]) == (str(WIDTH), str(HEIGHT))
    assert 5_000 < len(picture.content) < LARGEST


def test_its_words_are_seen_and_others_look_otherwise(
    site: TestClient, desk: IncidentIndex
) -> None:
    market = market_of(desk)
    read = pixels(card(site, market.id))
    assert tuple(read[0, 0]) == (0xFB, 0xF9, 0xF4, 0xFF)
    title = read[TITLE_ROWS, 64:1136]
    ink = (title[..., :3].astype(int).sum(axis=2) < 200).mean()
    assert 0.02 < ink < 0.3, "letters cover some of the title's room"
    assert sent(site, market.id, "Shells on the Sabrein market")[0] == 303
    named = pixels(card(site, market.id))
    differing = (read != named).any(axis=2)
    assert differing[TITLE_ROWS].mean() > 0.01
    rest = np.ones(HEIGHT, bool)
    rest[TITLE_ROWS] = False
    assert not differing[rest].any(), "nothing but the title is another"


def test_each_letter_is_one_of_the_fonts_and_no_box(desk: IncidentIndex, site: TestClient) -> None:
    market = market_of(desk)
    seen = set()
    for title in ("Kutum", "Kutun", "Хартум", "Хартун", "Λάρισα", "≠ – “”", "≠ – „“"):
        assert sent(site, market.id, title)[0] == 303
        seen.add(pixels(card(site, market.id))[TITLE_ROWS].tobytes())
    assert len(seen) == 7


def test_it_depends_on_the_fonts_of_a_machine_only_where_ours_have_no_letter(
    site: TestClient, desk: IncidentIndex
) -> None:
    for words in ("Kutum, 2–3 June", "Обстріл ринку", "Λάρισα", "“12” ≠ ‘9’ → €5 …"):
        assert is_drawn_by_our_fonts(words), words
    for words in ("القصف في كتم", "חיפה", "北京", "🚀"):
        assert not is_drawn_by_our_fonts(words), words
    market = market_of(desk)
    svg = site.get(f"/incidents/{market.id}/card.svg").text
    assert is_drawn_by_our_fonts(svg), "the template itself asks for no other"
    png_of.cache_clear()
    assert png_of(svg) == card(site, market.id)
    assert sent(site, market.id, "القصف في كتم")[0] == 303
    assert 5_000 < len(card(site, market.id)) < LARGEST


def test_every_weight_that_the_card_names_is_among_the_fonts() -> None:
    assert len(_font_files()) == len({*_font_files()}) == 4
    source = _templates().loader.get_source(_templates(), "card.svg")[0]  # type: ignore[union-attr]
    assert {*re.findall(r'font-weight="(\d+)"', source)} == {"600", "700", "800"}
    assert source.count("'Source Sans Pro'") == 1
    assert source.count("'Source Serif Pro'") == 2


@pytest.mark.parametrize(
    "title",
    [
        "\"'><script>alert(1)</script>{{7*7}}]]>&amp;&#0;",
        '</text><image href="file:///etc/passwd" width="1200" height="630"/><text>',
        '"><image xlink:href="http://198.51.100.1/x.png"/>',
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
        "W" * 200,
        "𐀀" * 200,
    ],
)
def test_markup_in_a_title_is_drawn_as_the_words_that_it_is(
    site: TestClient, desk: IncidentIndex, title: str
) -> None:
    market = market_of(desk)
    assert sent(site, market.id, title)[0] == 303
    svg = site.get(f"/incidents/{market.id}/card.svg").text
    assert "<image" not in svg
    assert "<script" not in svg
    assert "<!" not in svg
    assert escape(title, quote=False)[:20].replace('"', "&#34;")[:4] in svg
    assert len(card(site, market.id)) < LARGEST


def test_each_incident_has_one_whatever_a_report_says(
    site: TestClient, desk: IncidentIndex
) -> None:
    for incident in desk.state().incidents:
        assert len(card(site, incident)) < LARGEST
    assert site.get("/incidents/nosuch/card.png").status_code == 404


def test_it_is_kept_and_guarded_as_the_svg(
    site: TestClient, door: TestClient, desk: IncidentIndex
) -> None:
    path = f"/incidents/{market_of(desk).id}/card"
    svg, png = site.get(f"{path}.svg"), site.get(f"{path}.png")
    own = {"content-type", "content-length", "set-cookie", "content-encoding", "vary"}
    assert {n: v for n, v in png.headers.items() if n not in own} == {
        n: v for n, v in svg.headers.items() if n not in own
    }
    assert png.headers["cache-control"] == "no-store"
    assert {name.decode() for name, _ in HEADERS} <= set(png.headers)
    assert door.get(f"{path}.png").status_code == 303, "no card without a login"
    log_in(door, "rita")
    assert door.get(f"{path}.png").content == png.content


def test_fonts_of_the_machine_are_looked_for_only_where_ours_have_no_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    skipped: list[bool] = []

    def drawn(*, skip_system_fonts: bool, **_others: object) -> bytes:
        skipped.append(skip_system_fonts)
        return b""

    monkeypatch.setattr("resvg_py.svg_to_bytes", drawn)
    png_of.cache_clear()
    for words in ("<svg>Kutum</svg>", "<svg>كتم</svg>"):
        png_of(words)
    png_of.cache_clear()
    assert skipped == [True, False]
