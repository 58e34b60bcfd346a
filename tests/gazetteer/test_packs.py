from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from sayso.gazetteer import Entry, Gazetteer, GazetteerPack, GazetteerPackError, distance
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.pack import PROTOCOL, Listing, write_pack

NYALA = Entry(371760, "Nyala", 12.05, 24.88, "SD", "49", 492_984, "city")
SOUTH_DARFUR = Entry(408663, "South Darfur", 11.4, 24.4, "SD", "49", 3_600_000, "region")
HAMA = Entry(170017, "Ḩamāh", 35.13, 36.76, "SY", "10", 460_602, "city")


@pytest.fixture
def pack(tmp_path: Path) -> GazetteerPack:
    path = tmp_path / "test.sqlite"
    listings = [
        Listing(NYALA, ("Nijala", "UYL", "نيالا")),
        Listing(SOUTH_DARFUR, ("Janub Darfur",)),
        Listing(HAMA, ("Hamat",), own=("Hama",)),
    ]
    write_pack(path, listings, {"version": "1", "source": "test"})
    return GazetteerPack(path)


def ids(found: tuple[Entry, ...]) -> list[int | None]:
    return [entry.geonameid for entry in found]


def test_a_place_is_found_by_its_own_and_its_other_names(pack: GazetteerPack) -> None:
    gazetteer = Gazetteer([pack])
    assert gazetteer.find("Nyala") == (NYALA,)
    assert ids(gazetteer.find("NIJALA")) == [371760]
    assert not gazetteer.find("Nijala")[0].main
    assert gazetteer.find("Kabkabiya") == ()


def test_what_the_press_calls_a_town_is_as_good_as_its_own_name(pack: GazetteerPack) -> None:
    assert Gazetteer([pack]).find("Hama")[0].main


def test_a_place_is_spelled_in_all_ways_that_a_report_may_have(pack: GazetteerPack) -> None:
    gazetteer = Gazetteer([pack])
    for name in ("Hama", "hamat", "Ḩamāh"):
        assert gazetteer.spellings(name) == ("Hama", "Hamat", "Ḩamāh")
    assert gazetteer.spellings("Nijala") == ("Nijala", "Nyala"), "no code, no other letters"
    assert gazetteer.spellings("Kabkabiya") == ()


def test_a_name_of_a_larger_place_is_no_spelling_of_a_smaller_one(tmp_path: Path) -> None:
    smaller = Entry(1, "Upper Nyala", 12.0, 24.0, "SD", "49", 900, "city")
    path = tmp_path / "two.sqlite"
    listings = [Listing(NYALA), Listing(smaller, ("Nyala", "Nyala Fawqa"))]
    write_pack(path, listings, {"version": "1", "source": "test"})
    gazetteer = Gazetteer([GazetteerPack(path)])
    assert gazetteer.spellings("Upper Nyala") == ("Nyala Fawqa", "Upper Nyala")
    assert gazetteer.spellings("Nyala") == ("Nyala",)


def test_airport_codes_are_no_names(pack: GazetteerPack) -> None:
    assert Gazetteer([pack]).find("UYL") == ()


def test_a_region_is_found_with_and_without_the_word_for_its_kind(pack: GazetteerPack) -> None:
    gazetteer = Gazetteer([pack])
    assert ids(gazetteer.find("South Darfur State")) == [408663]
    assert ids(gazetteer.find("Janub Darfur")) == [408663]


def test_of_two_packs_the_first_is_heard_on_a_place_that_both_hold(
    pack: GazetteerPack, tmp_path: Path
) -> None:
    moved = Entry(371760, "Nyala", 0.0, 0.0, "SD", "49", 1, "city")
    village = Entry(99, "Nyala", 13.0, 25.0, "SD", "47", 12, "city")
    write_pack(tmp_path / "more.sqlite", [Listing(moved), Listing(village)], {})
    found = Gazetteer([pack, GazetteerPack(tmp_path / "more.sqlite")]).find("Nyala")
    assert found == (NYALA, village)


def test_a_pack_of_another_protocol_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    write_pack(path, [Listing(NYALA)], {})
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE about SET value = ? WHERE key = 'protocol'", (str(PROTOCOL - 1),))
        store.commit()
    with pytest.raises(GazetteerPackError, match="sayso places remove old"):
        GazetteerPack(path)


def test_a_file_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "torn.sqlite"
    path.write_bytes(b"SQLite format 3\0 and then nothing of use")
    with pytest.raises(GazetteerPackError, match="torn"):
        GazetteerPack(path)


def test_a_pack_damaged_in_the_middle_is_told_when_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "worn.sqlite"
    camps = [
        Listing(Entry(number, f"Camp {number}", 1.0, 2.0, "SS", None, 600, "city"))
        for number in range(2000)
    ]
    write_pack(path, camps, {})
    whole = path.read_bytes()
    path.write_bytes(whole[:32_768] + b"\xff" * (len(whole) - 32_768))
    worn = GazetteerPack(path)
    assert not worn.whole()
    with pytest.raises(GazetteerPackError, match="damaged"):
        worn.find("camp 7")


def test_two_writers_at_once_leave_one_whole_pack(tmp_path: Path) -> None:
    path = tmp_path / "both.sqlite"
    many = [
        Listing(Entry(number, f"Camp {number}", 1.0, 2.0, "SS", None, 600, "city"))
        for number in range(2000)
    ]
    writers = [
        threading.Thread(target=write_pack, args=(path, many, {"version": "1"})) for _ in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ids(Gazetteer([GazetteerPack(path)]).find("Camp 1999")) == [1999]
    assert [each.name for each in tmp_path.iterdir()] == ["both.sqlite"]


def test_a_writer_that_fails_leaves_the_old_pack(tmp_path: Path, pack: GazetteerPack) -> None:
    def broken() -> object:
        yield Listing(HAMA)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_pack(pack.path, broken(), {})  # type: ignore[arg-type]
    assert Gazetteer([GazetteerPack(pack.path)]).find("Nyala") == (NYALA,)
    assert [each.name for each in tmp_path.iterdir()] == ["test.sqlite"]


def test_packs_lie_where_sayso_home_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "here"))
    assert packs_folder() == tmp_path / "here" / "gazetteer"
    monkeypatch.delenv("SAYSO_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert packs_folder() == tmp_path / "cache" / "sayso" / "gazetteer"


def test_a_cache_that_cannot_be_written_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "file" / "below"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "spare"))
    assert packs_folder() == tmp_path / "spare" / f"sayso-{os.getuid()}" / "gazetteer"


def test_distance_is_over_the_sphere() -> None:
    assert distance((50.45, 30.52), (50.45, 30.52)) == 0.0
    assert distance((55.75, 37.62), (50.45, 30.52)) == pytest.approx(756, abs=5)
    assert distance((0.0, 179.5), (0.0, -179.5)) == pytest.approx(111, abs=1)
