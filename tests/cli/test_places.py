"""`sayso places`: packs, look-ups, and toponyms in bulk."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sayso.gazetteer.search import forget_opened
from tests.cli.conftest import Ended, Sayso
from tests.gazetteer.dumps import mali

DJIBO = "Gunmen attacked Djibo, Burkina Faso, and fled towards Kidal."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of packs of its own, with no built-in pack in it."""
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    forget_opened()
    yield tmp_path / "home" / "gazetteer"
    forget_opened()


def toponyms(text: str, *words: str) -> list[dict[str, int]]:
    return [{"start": text.index(each), "end": text.index(each) + len(each)} for each in words]


def resolved(sayso: Sayso, tmp_path: Path, *lines: object) -> tuple[Ended, list[dict[str, Any]]]:
    source = tmp_path / "toponyms.jsonl"
    written = [each if isinstance(each, str) else json.dumps(each) for each in lines]
    source.write_text("\n".join(written) + "\n", encoding="utf-8")
    ended = sayso("places", "resolve", "--format", "jsonl", source)
    return ended, [json.loads(line) for line in ended.out.splitlines()]


def test_a_pack_is_added_listed_and_removed(sayso: Sayso, tmp_path: Path, home: Path) -> None:
    added = sayso("places", "add", mali(tmp_path))
    assert (added.code, added.out) == (0, "")
    assert "ML: 4 places added" in added.err
    listed = sayso("places", "list")
    assert listed.code == 0
    assert "ML" in listed.out
    assert "GeoNames" in listed.out
    kept = sayso("places", "remove", "ML", "--yes")
    assert kept.code == 0
    assert "sayso places add ML.zip" in kept.err
    assert not list(home.glob("*.sqlite"))


def test_a_pack_is_not_removed_unless_one_says_so(
    sayso: Sayso, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sayso("places", "add", mali(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert sayso("places", "remove", "ML").code == 0
    assert list(home.glob("ML.sqlite"))


@pytest.mark.usefixtures("home")
def test_a_pack_that_is_not_there_is_answered_with_those_that_are(
    sayso: Sayso, tmp_path: Path
) -> None:
    sayso("places", "add", mali(tmp_path))
    ended = sayso("places", "remove", "Mali", "--yes")
    assert ended.code == 3
    assert "Packs on this machine: ML" in ended.err


@pytest.mark.usefixtures("home")
def test_what_is_no_dump_is_told_and_there_is_no_trace_of_code(
    sayso: Sayso, tmp_path: Path
) -> None:
    (tmp_path / "ML.zip").write_bytes(b"PK\x03\x04 torn")
    for name in ("ML.zip", "missing.zip"):
        ended = sayso("places", "add", name)
        assert ended.code == 3
        assert name in ended.err
        assert "Traceback" not in ended.err


def test_a_damaged_pack_is_told_in_the_list(sayso: Sayso, tmp_path: Path, home: Path) -> None:
    sayso("places", "add", mali(tmp_path))
    (home / "ML.sqlite").write_bytes((home / "ML.sqlite").read_bytes()[:5000])
    ended = sayso("places", "list")
    assert ended.code == 1
    assert "sayso places" in ended.err


def test_a_name_is_looked_up_in_any_spelling(sayso: Sayso) -> None:
    ended = sayso("places", "find", "Київ")
    assert "703448" in ended.out
    assert sayso("places", "find", "Qorvashtin").code == 0


def test_toponyms_come_back_in_order_with_id_coordinates_and_score(
    sayso: Sayso, tmp_path: Path
) -> None:
    spans = toponyms(DJIBO, "Kidal", "Burkina Faso", "Djibo", "Gunmen")
    ended, (answer,) = resolved(
        sayso, tmp_path, {"doc_id": "a-1", "text": DJIBO, "toponyms": spans}
    )
    assert ended.code == 0
    assert answer["doc_id"] == "a-1"
    assert [{"start": one["start"], "end": one["end"]} for one in answer["toponyms"]] == spans
    kidal, country, djibo, gunmen = answer["toponyms"]
    assert (kidal["id"], kidal["country"]) == (2455290, "MLI")
    assert country["kind"] == "country"
    assert djibo["lat"] == pytest.approx(14.1, abs=0.1)
    assert djibo["lon"] == pytest.approx(-1.6, abs=0.1)
    assert 0 < djibo["score"] <= 1
    assert djibo["id"] == djibo["geonameid"]
    assert (gunmen["id"], gunmen["lat"], gunmen["lon"]) == (None, None, None)


def test_lines_that_can_not_be_read_are_answered_in_their_turn(
    sayso: Sayso, tmp_path: Path
) -> None:
    good = {"doc_id": 7, "text": DJIBO, "toponyms": toponyms(DJIBO, "Kidal")}
    ended, answers = resolved(
        sayso, tmp_path, "{broken", good, "[1]", {"doc_id": "x", "text": 5, "toponyms": []}
    )
    assert ended.code == 1
    assert [each["doc_id"] for each in answers] == [None, 7, None, "x"]
    assert ["problem" in each for each in answers] == [True, False, True, True]
    assert "line 1" in ended.err


def test_a_span_outside_the_text_stays_unresolved_and_in_its_place(
    sayso: Sayso, tmp_path: Path
) -> None:
    wrong: list[object] = [
        {"start": 5, "end": 5}, {"start": -1, "end": 3}, {"start": 0, "end": 10_000},
        {"start": "0", "end": 3}, {"start": True, "end": 3}, {}, 7, None,
    ]  # fmt: skip
    spans = [*wrong, *toponyms(DJIBO, "Kidal")]
    ended, (answer,) = resolved(sayso, tmp_path, {"doc_id": "a", "text": DJIBO, "toponyms": spans})
    assert ended.code == 3
    assert [each["id"] for each in answer["toponyms"]] == [None] * len(wrong) + [2455290]
    assert "toponym 1:" in ended.err


def test_toponyms_are_read_from_standard_input_too(
    sayso: Sayso, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"doc_id": "a", "text": DJIBO, "toponyms": toponyms(DJIBO, "Kidal")})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    ended = sayso("places", "resolve", "-")
    assert json.loads(ended.out)["toponyms"][0]["id"] == 2455290
