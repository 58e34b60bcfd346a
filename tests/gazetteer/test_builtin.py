"""The pack that every machine makes for itself. It is made once and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.gazetteer import Gazetteer, builtin, open_gazetteer
from sayso.gazetteer.pack import write_pack
from sayso.lexicon import places
from sayso.lexicon.countries import countries


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Kiev", "capital", "UA"),
        ("Kyiv", "capital", "UA"),
        ("Khartoum", "capital", "SD"),
        ("Washington", "capital", "US"),
        ("Zaporizhzhia", "city", "UA"),
        ("El Fasher", "city", "SD"),
        ("Rafah", "city", "PS"),
        ("Myawaddy", "city", "MM"),
        ("Hodeidah", "city", "YE"),
        ("Afipsky", "city", "RU"),
        ("Sagaing Region", "region", "MM"),
        ("Dnipropetrovsk Oblast", "region", "UA"),
        ("Krasnodar Krai", "region", "RU"),
        ("North Darfur", "region", "SD"),
        ("Alaska", "region", "US"),
        ("Burkina Faso", "country", "BF"),
        ("DRC", "country", "CD"),
        ("Burma", "country", "MM"),
        ("Gaza", "area", "PS"),
        ("West Bank", "area", "PS"),
        ("Donbas", "area", "UA"),
        ("Black Sea", "sea", None),
    ],
)
def test_holds_what_reports_of_conflicts_name(
    gazetteer: Gazetteer, name: str, kind: str, country: str | None
) -> None:
    assert (kind, country) in {
        (entry.kind, entry.country) for entry in gazetteer.find(name) if entry.kind == kind
    }


def test_every_country_has_a_point_and_a_name(gazetteer: Gazetteer) -> None:
    assert [each.code for each in countries() if not gazetteer.country(each.alpha2)] == []


def test_every_conflict_country_has_demonyms() -> None:
    codes = set(places.demonyms().values())
    assert {"UA", "RU", "SD", "PS", "IL", "MM", "ML", "BF", "YE", "SY", "ET", "SO", "HT"} <= codes


def test_a_pack_made_from_something_else_is_made_anew(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def small(path: Path, _: object = None) -> None:
        made.append(str(path))
        write_pack(path, [], {"source": builtin.source_checksum()})

    monkeypatch.setenv("SAYSO_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setattr(builtin, "build", small)
    builtin.open_builtin().close()
    builtin.open_builtin().close()
    assert len(made) == 1
    monkeypatch.setattr(builtin, "source_checksum", lambda: "another")
    builtin.open_builtin().close()
    assert len(made) == 2
