"""Packs from dumps, and dumps that are none."""

from __future__ import annotations

import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.gazetteer import Entry, Gazetteer, GazetteerPack, GazetteerPackError, dump
from sayso.gazetteer.dump import add_dump
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.shelf import packs, remove
from tests.gazetteer.dumps import MALI, mali, row, table, zipped


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "gazetteer"


def found(path: Path, name: str) -> tuple[Entry, ...]:
    with closing(GazetteerPack(path)) as pack:
        return Gazetteer([pack]).find(name)


def test_a_dump_becomes_a_pack_that_covers_its_country(tmp_path: Path) -> None:
    path = add_dump(mali(tmp_path))
    (village,) = found(path, "Ogosagu")
    assert (village.geonameid, village.country, village.population) == (9999001, "ML", 0)
    assert found(path, "Mont Hombori") == ()
    with closing(GazetteerPack(path)) as pack:
        gazetteer = Gazetteer([pack])
        assert gazetteer.covers("ML")
        assert not gazetteer.covers("NE")
        assert pack.places == 4


def test_the_pack_is_named_for_its_country_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = add_dump(mali(tmp_path).rename(tmp_path / "ML (2).zip"))
    assert path.name == "ML.sqlite"


def test_the_progress_ends_when_all_is_done(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    add_dump(mali(tmp_path), lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


def test_adding_a_dump_again_replaces_its_pack(tmp_path: Path) -> None:
    add_dump(mali(tmp_path))
    path = add_dump(zipped(tmp_path / "ML.zip", {"ML.txt": table(row(MALI[0]))}))
    assert found(path, "Kidal")
    assert found(path, "Ogossagou") == ()
    assert [each.name for each in packs()] == ["ML"]


def test_some_places_of_many_countries_cover_none_of_them(tmp_path: Path) -> None:
    path = add_dump(zipped(tmp_path / "c.zip", {"cities15000.txt": table(row(MALI[0]))}))
    with closing(GazetteerPack(path)) as pack:
        assert pack.countries == frozenset()


GOOD = row(MALI[0])
HOSTILE = {
    "too few columns": (table(GOOD, "2455290\tKidal"), "row 2 .* has 2 columns"),
    "alternate names, not places": (table("1\t2\tfr\tKidal\t\t\t\t"), "has 8 columns"),
    "another encoding": (GOOD.encode() + b"\n" + b"\xff\xfe\t" * 18 + b"\n", "row 2 .*UTF-8"),
    "an id that is a word": (table(row(MALI[0], id="Kidal")), "no number"),
    "a latitude that can't be": (table(row(MALI[0], latitude="118.4")), "can't be"),
    "a latitude that is no number": (table(row(MALI[0], latitude="nan")), "can't be"),
    "fewer than no inhabitants": (table(row(MALI[0], population="-5")), "can't be"),
    "no name": (table(row(MALI[0], name=" ")), "no name"),
    "a row without end": (" ".join(map(str, range(20_000))).encode(), "longer than"),
    "nothing": (b"", "no place in it"),
    "no place of a kind that is kept": (table(row(MALI[5])), "no place in it"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_table_that_is_none_is_refused_and_nothing_is_left(
    tmp_path: Path, home: Path, name: str
) -> None:
    content, told = HOSTILE[name]
    with pytest.raises(GazetteerPackError, match=told):
        add_dump(zipped(tmp_path / "ML.zip", {"ML.txt": content}))
    assert not list(home.glob("*"))


def test_a_dump_that_is_refused_leaves_the_pack_that_was_there(tmp_path: Path) -> None:
    path = add_dump(mali(tmp_path))
    with pytest.raises(GazetteerPackError):
        add_dump(zipped(tmp_path / "ML.zip", {"ML.txt": table(GOOD, "torn")}))
    assert found(path, "Ogossagou")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "ML.zip", {"ML.txt": b"\0" * 20_000_000})
    assert bomb.stat().st_size < 50_000
    with pytest.raises(GazetteerPackError, match="20,000,000 bytes"):
        add_dump(bomb)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"ML.csv": table(GOOD)},
        {"ML.txt": table(GOOD), "SD.txt": table(GOOD)},
        {"../ML.txt": table(GOOD)},
        {"/etc/ML.txt": table(GOOD)},
        {"builtin.txt": table(GOOD)},
    ],
    ids=["nothing", "no table", "two tables", "a path up", "a path from the root", "our own name"],
)
def test_an_archive_of_another_make_is_refused(
    tmp_path: Path, home: Path, members: dict[str, bytes]
) -> None:
    with pytest.raises(GazetteerPackError, match="no GeoNames dump"):
        add_dump(zipped(tmp_path / "dump.zip", members))
    assert not list(home.glob("*"))


def test_what_is_no_zip_is_refused_with_what_to_do(tmp_path: Path) -> None:
    plain = tmp_path / "ML.zip"
    plain.write_text("not a zip")
    with pytest.raises(GazetteerPackError, match="export folder"):
        add_dump(plain)


def test_a_dump_with_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = mali(tmp_path)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("ML.txt")
        start = info.header_offset + 30 + len(info.filename)
    content = bytearray(path.read_bytes())
    content[start + info.compress_size // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(GazetteerPackError):
        add_dump(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_damage_does_more_than_be_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(mali(tmp_path).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    torn = tmp_path / "torn.zip"
    torn.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        path = add_dump(torn)
    except GazetteerPackError:
        return
    with closing(GazetteerPack(path)) as pack:
        assert pack.whole()


def test_the_shelf_tells_of_each_pack_and_of_one_that_is_damaged(
    tmp_path: Path, home: Path
) -> None:
    add_dump(mali(tmp_path))
    (home / "XX.sqlite").write_bytes(b"SQLite format 3\0 and no more")
    good, bad = packs()
    assert (good.name, good.places, good.wrong) == ("ML", 4, None)
    assert good.version.startswith("ML 1980-01-01") or good.version.startswith("ML 20")
    assert len(good.checksum) == 16
    assert "places remove XX" in (bad.wrong or "")


def test_a_pack_is_removed_by_its_name_alone(tmp_path: Path) -> None:
    path = add_dump(mali(tmp_path))
    for name in ("Mali", "../gazetteer/ML", "ML.sqlite", ""):
        with pytest.raises(GazetteerPackError, match=r"this machine: ML\."):
            remove(name)
    assert remove("ML") == path
    assert not path.exists()


def test_a_dump_is_read_within_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "LARGEST", 100)
    with pytest.raises(GazetteerPackError, match="unpack"):
        add_dump(mali(tmp_path))
    assert not list(packs_folder().glob("*"))
