"""Incidents in the shape of the UCDP GED: what claimants give, and nothing that no one gives."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given

from sayso.actions.export import ALL, Exporting, export
from sayso.exports.chosen import About
from sayso.exports.formats import ExportFormat
from sayso.exports.ucdp import COLUMNS, date_precision, place_precision, write_ucdp
from sayso.exports.withheld import MASK
from sayso.ledger import ClaimFilter, open_ledger
from sayso.linking.comparison import Comparison, QuestionRow
from sayso.record import Actor, Judgement, Place, Reading, Span
from tests.exports.making import linked, odd_readings, shelled, written
from tests.exports.test_withheld import told
from tests.linking.made import (
    ARMY,
    DOCTORS,
    KYIV,
    MINISTRY,
    MOSCOW,
    RSF,
    Says,
    Who,
    judgement,
    report,
    statement,
)
from tests.made import market_reading

TABLE = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,where_description,"
    "adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,"
    "gwnoa,gwnob"
)
UNKNOWN = (
    "active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name"
    " dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_b_dset_id side_b_new_id"
    " where_description adm_1 adm_2 priogrid_gid country_id region event_clarity deaths_unknown"
    " best gwnoa gwnob"
).split()
"""What is a coder's to say, or has a code that is UCDP's own."""

TITLE = "Market of Kutum bombed"
BOMBS = "were killed when bombs fell on the market of Kutum"


def toll(
    who: Who | None,
    words: str,
    low: float,
    unit: str = "person",
    bound: str = "exact",
    tail: str = BOMBS,
) -> Says:
    said = f"{words} {tail}"
    return Says(who, said, figures=((words, low, unit, "killed"),), place="Kutum", bound=bound)


def reports(*says: Says) -> list[Reading]:
    """A report of each, an hour apart."""
    return [
        report(f"r{number}", each, outlet=f"Outlet {number}", hours=number, title=TITLE)
        for number, each in enumerate(says)
    ]


def sheet_of(
    where: Path,
    readings: Sequence[Reading],
    judgements: Sequence[Judgement] = (),
    how: Exporting = ALL,
) -> list[dict[str, str]]:
    ledger = where / "kutum.sqlite"
    with closing(open_ledger(ledger, "add")) as store:
        for reading in readings:
            store.add(reading)
        for each in judgements:
            store.judge(each)
    out = io.BytesIO()
    export(ledger, ExportFormat.UCDP, out, how)
    file = out.getvalue().decode("utf-8")
    assert file.splitlines()[0] == TABLE == ",".join(COLUMNS)
    return list(csv.DictReader(io.StringIO(file, newline="")))


def deaths(where: Path, *says: Says, judgements: Sequence[Judgement] = ()) -> tuple[str, str]:
    """The lowest and the highest of the deaths in all of what is said."""
    (only,) = sheet_of(where, reports(*says), judgements)
    assert only["best"] == ""
    return only["low"], only["high"]


def test_an_incident_is_a_row(tmp_path: Path) -> None:
    reading = shelled()
    (only,) = sheet_of(tmp_path, [reading])
    given = {
        "year": "2025",
        "number_of_sources": "1",
        "source_article": "Savanna Press, 2025-02-02, Omdurman market shelled, network says",
        "source_office": "Savanna Press",
        "source_date": "2025-02-02",
        "source_headline": "Omdurman market shelled, network says",
        "source_original": "Sudan Doctors Network;Sudanese Armed Forces (denies)",
        "where_prec": "1",
        "where_coordinates": "Omdurman",
        "latitude": "15.64",
        "longitude": "32.48",
        "geom_wkt": "POINT (32.48 15.64)",
        "country": "Sudan",
        "date_prec": "1",
        "date_start": "2025-02-01",
        "date_end": "2025-02-01",
        "low": "54",
        "high": "",
    }
    assert {name: only[name] for name in given} == given
    assert only["id"] == str(int(only["relid"][:13], 16))
    assert len(COLUMNS) == 49
    assert [only[name] for name in UNKNOWN] == [""] * len(UNKNOWN)


def test_low_and_high_are_the_ends_of_what_claimants_answer(tmp_path: Path) -> None:
    said = (toll(MINISTRY, "12 people", 12), toll(RSF, "40 people", 40), toll(DOCTORS, "18", 18))
    assert deaths(tmp_path, *said) == ("12", "40")
    (only,) = sheet_of(folder(tmp_path, "again"), reports(*said))
    assert only["number_of_sources"] == "3"


@pytest.mark.parametrize(
    ("says", "ends"),
    [
        ([("At least 54 people", 54, "at_least")], ("54", "")),
        ([("At least 54 people", 54, "at_least"), ("40 people", 40, "exact")], ("40", "")),
        ([("At least 30 people", 30, "at_least"), ("40 people", 40, "exact")], ("30", "40")),
        ([("Up to 40 people", 40, "at_most")], ("", "40")),
        ([("Up to 40 people", 40, "at_most"), ("60 people", 60, "exact")], ("", "60")),
        ([("Up to 40 people", 40, "at_most"), ("14 people", 14, "exact")], ("14", "40")),
        ([("About 40 people", 40, "about")], ("40", "40")),
        ([("dozens of people", 24, "exact")], ("", "")),
        ([("dozens of people", 24, "exact"), ("14 people", 14, "exact")], ("14", "")),
        ([("dozens of people", 24, "exact"), ("60 people", 60, "exact")], ("60", "60")),
    ],
)
def test_an_end_that_no_one_gives_is_empty(
    tmp_path: Path, says: list[tuple[str, float, str]], ends: tuple[str, str]
) -> None:
    sides = (MINISTRY, RSF)
    said = [
        toll(who, words, low, bound=bound)
        for who, (words, low, bound) in zip(sides, says, strict=False)
    ]
    assert deaths(tmp_path, *said) == ends


def test_a_later_count_takes_the_place_of_the_earlier_one_of_its_side(tmp_path: Path) -> None:
    said = (
        toll(DOCTORS, "10 people", 10),
        toll(DOCTORS, "14 people", 14),
        toll(DOCTORS, "18 people", 18),
    )
    assert deaths(tmp_path, *said) == ("18", "18")


@pytest.mark.parametrize(
    ("words", "low", "unit", "tail"),
    [
        ("Nine children", 9, "child", BOMBS),
        ("nine of the dead", 9, "person", BOMBS),
        ("900 people", 900, "person", "were killed in bombings of the market of Kutum since April"),
    ],
    ids=["of one class", "a part", "of a longer time"],
)
def test_what_is_not_the_total_of_the_event_is_no_end(
    tmp_path: Path, words: str, low: float, unit: str, tail: str
) -> None:
    said = (toll(MINISTRY, "12 people", 12), toll(RSF, words, low, unit, tail=tail))
    assert deaths(tmp_path, *said) == ("12", "12")


def test_what_is_feared_or_planned_is_no_end(tmp_path: Path) -> None:
    feared = replace(toll(RSF, "40 people", 40), modality="hypothetical")
    assert deaths(tmp_path, toll(MINISTRY, "12 people", 12), feared) == ("12", "12")


@pytest.mark.parametrize("polarity", ["denies", "doubts"])
def test_who_denies_a_figure_gives_none_and_is_named_with_it(tmp_path: Path, polarity: str) -> None:
    denied = replace(toll(ARMY, "40 people", 40), polarity=polarity)  # type: ignore[arg-type]
    (only,) = sheet_of(tmp_path, reports(toll(DOCTORS, "12 people", 12), denied))
    assert (only["low"], only["high"]) == ("12", "12")
    assert only["source_original"] == f"Sudan Doctors Network;Sudanese army ({polarity})"


def test_a_figure_that_a_person_corrected_takes_the_place_of_what_was_read(tmp_path: Path) -> None:
    said = (toll(DOCTORS, "12 people", 12), toll(RSF, "40 people", 40))
    _, other = reports(*said)
    corrected = replace(
        judgement("corrected", statement(other)), changes=(("figures", "30 people killed"),)
    )
    assert deaths(tmp_path, *said, judgements=[corrected]) == ("12", "30")


def test_a_claim_that_a_person_rejected_counts_no_more(tmp_path: Path) -> None:
    said = (toll(DOCTORS, "12 people", 12), toll(RSF, "40 people", 40))
    _, other = reports(*said)
    rejected = judgement("wrong", statement(other))
    (only,) = sheet_of(tmp_path, reports(*said), [rejected])
    assert (only["low"], only["high"]) == ("12", "12")
    assert only["source_original"] == "Sudan Doctors Network"
    assert (only["source_office"], only["number_of_sources"]) == ("Outlet 0", "1")


def test_a_filter_leaves_out_the_answers_of_others(tmp_path: Path) -> None:
    said = (toll(DOCTORS, "12 people", 12), toll(RSF, "40 people", 40))
    army = Exporting(ClaimFilter(claimant="support"))
    (only,) = sheet_of(tmp_path, reports(*said), how=army)
    assert (only["low"], only["high"]) == ("40", "40")
    assert only["source_original"] == "Rapid Support Forces"
    assert only["number_of_sources"] == "1"


def test_copies_are_one_source_and_several_articles(tmp_path: Path) -> None:
    said = toll(DOCTORS, "12 people", 12)
    wire = [
        report(f"r{number}", said, outlet=f"Outlet {number}", title=TITLE, agency="Reuters")
        for number in range(3)
    ]
    (only,) = sheet_of(tmp_path, wire)
    assert only["number_of_sources"] == "1"
    assert only["source_office"] == "Outlet 0;Outlet 1;Outlet 2"


def test_a_semicolon_in_a_headline_parts_no_articles(tmp_path: Path) -> None:
    said = toll(DOCTORS, "12 people", 12)
    (only,) = sheet_of(tmp_path, [report("r", said, title="Kutum bombed; army denies")])
    assert only["source_headline"] == "Kutum bombed, army denies"


def test_the_dead_of_two_countries_are_no_total(tmp_path: Path) -> None:
    said = (
        toll(DOCTORS, "Nine Syrians", 9, tail="were killed in Kutum when bombs fell on the market"),
        toll(DOCTORS, "40 Israelis", 40, tail="were killed in Kutum when bombs fell on the market"),
    )
    assert deaths(tmp_path, *said) == ("", "")


def test_the_dead_of_two_towns_are_no_total(tmp_path: Path) -> None:
    nyala = Says(
        DOCTORS,
        "Nine people were killed when bombs fell on Nyala",
        figures=(("Nine people", 9, "person", "killed"),),
        place="Nyala",
    )
    kutum = toll(DOCTORS, "40 people", 40)
    rows = sheet_of(tmp_path, [report("r", nyala, kutum, title="Markets of Darfur bombed")])
    numbers = {row["where_coordinates"]: (row["low"], row["high"]) for row in rows}
    assert numbers == {"Nyala": ("9", "9"), "Kutum": ("40", "40")}


def test_names_of_private_persons_harmed_are_withheld_unless_asked_for(tmp_path: Path) -> None:
    reading = told(title="Salma Idris is dead")
    events = tuple(
        replace(each, acled="Violence against civilians / Attack") for each in reading.events or ()
    )
    coded = replace(reading, events=events)
    (masked,) = sheet_of(folder(tmp_path, "masked"), [coded])
    assert masked["source_headline"] == f"{MASK * 5} {MASK * 5} is dead"
    assert masked["source_original"] == f"Ismail Tawfik;{MASK * 4} {MASK * 5}"
    (shown,) = sheet_of(folder(tmp_path, "shown"), [coded], how=Exporting(names=True))
    assert shown["source_original"] == "Ismail Tawfik;Maha Daoud"


def test_civilians_are_counted_where_the_words_say_so_and_all_agree(tmp_path: Path) -> None:
    said = [toll(DOCTORS, "12 civilians", 12, "civilian"), toll(RSF, "14 people", 14)]
    (only,) = sheet_of(tmp_path, reports(*said))
    assert (only["deaths_civilians"], only["low"], only["high"]) == ("12", "14", "14")
    said.append(toll(MINISTRY, "Nine civilians", 9, "civilian"))
    (only,) = sheet_of(folder(tmp_path, "more"), reports(*said))
    assert only["deaths_civilians"] == ""


def folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


ODESA = "Missiles hit the port of Izmail"


def strike(
    who: Who | None,
    words: str,
    doer: tuple[str, str, str] | None,
    target: tuple[str, str, str] | None,
    *figures: tuple[str, float, str, str],
    number: int = 0,
) -> Reading:
    """A report of a strike on Izmail by `doer` on `target`, each as words, country and sector."""
    said = Says(
        who,
        words,
        kind="strike",
        figures=figures,
        doer=doer and doer[0],
        target=target and target[0],
        place="Izmail" if "Izmail" in words else None,
    )
    reading = report(f"s{number}", said, outlet=f"Outlet {number}", hours=number, title=ODESA)
    (event,) = reading.events or ()
    coded = replace(event, acled="Explosions/Remote violence / Air/drone strike", plover="ASSAULT")
    actors = [
        Actor(span, span.of(reading.document.text), "force", country or None, role)
        for span, (_, country, role) in (
            *([(event.initiator, doer)] if doer and event.initiator else []),
            *([(event.target, target)] if target and event.target else []),
        )
    ]
    return replace(reading, events=(coded,), actors=tuple(actors))


RUSSIANS = ("Russian troops", "RUS", "MIL")
UKRAINIANS = ("Ukrainian soldiers", "UKR", "MIL")
REBELS = ("rebels", "SDN", "REB")
SUDANESE = ("Sudanese army", "SDN", "MIL")


def sides(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["side_a"], row["deaths_a"], row["side_b"], row["deaths_b"]


def test_the_dead_of_a_state_are_its_soldiers_by_the_words(tmp_path: Path) -> None:
    struck = strike(
        MOSCOW, "Russian troops fired missiles at Ukraine", RUSSIANS, ("Ukraine", "UKR", "")
    )
    words = "nine Ukrainian soldiers were killed by missiles in the port of Izmail"
    figure = ("nine Ukrainian soldiers", 9.0, "soldier", "killed")
    died = strike(KYIV, words, None, None, figure, number=1)
    (only,) = sheet_of(tmp_path, [struck, died])
    assert sides(only) == ("Russian troops", "", "Ukraine", "9")
    assert (only["low"], only["high"]) == ("", "")


def test_the_dead_of_a_group_are_its_fighters_where_they_were_hit(tmp_path: Path) -> None:
    words = "Sudanese army drones struck rebels near Izmail and killed nine fighters"
    figure = ("nine fighters", 9.0, "fighter", "killed")
    (only,) = sheet_of(tmp_path, [strike(ARMY, words, SUDANESE, REBELS, figure)])
    assert sides(only) == ("Sudanese army", "", "rebels", "9")


def test_soldiers_of_whom_nothing_more_is_said_are_no_sides_dead(tmp_path: Path) -> None:
    words = "Russian troops fired missiles at Izmail and nine soldiers were killed"
    figure = ("nine soldiers", 9.0, "soldier", "killed")
    (only,) = sheet_of(tmp_path, [strike(KYIV, words, RUSSIANS, None, figure)])
    assert sides(only) == ("Russian troops", "", "", "")


def test_in_a_civil_war_the_country_of_the_dead_says_nothing_of_their_side(tmp_path: Path) -> None:
    words = "Sudanese army drones struck rebels near Izmail and nine Sudanese soldiers died"
    figure = ("nine Sudanese soldiers", 9.0, "soldier", "killed")
    (only,) = sheet_of(tmp_path, [strike(ARMY, words, SUDANESE, REBELS, figure)])
    assert only["deaths_a"] == ""


def test_a_state_is_side_a_of_those_who_are_none(tmp_path: Path) -> None:
    words = "rebels fired at a post of the Sudanese army in Izmail"
    (only,) = sheet_of(tmp_path, [strike(ARMY, words, REBELS, SUDANESE)])
    assert sides(only) == ("Sudanese army", "", "rebels", "")


@pytest.mark.parametrize(
    "who", [("nine villagers", "SDN", "CVL"), ("Shells", "", "")], ids=["civilians", "things"]
)
def test_who_is_no_party_is_no_side(tmp_path: Path, who: tuple[str, str, str]) -> None:
    words = f"{who[0]} were said to have been hit when the Sudanese army fired on Izmail"
    (only,) = sheet_of(tmp_path, [strike(ARMY, words, SUDANESE, who)])
    assert sides(only) == ("Sudanese army", "", "", "")


def test_where_claimants_blame_each_other_nobody_is_the_side_that_did_it(tmp_path: Path) -> None:
    readings = [
        strike(KYIV, "Russian troops fired the missile that hit Izmail", RUSSIANS, None),
        strike(
            MOSCOW,
            "Ukrainian soldiers fired the missile that hit Izmail",
            UKRAINIANS,
            None,
            number=1,
        ),
    ]
    (only,) = sheet_of(tmp_path, readings)
    assert (only["side_a"], only["side_b"]) == ("", "")


@pytest.mark.parametrize(
    ("asked", "side_a", "side_b"),
    [("What was hit?", "Sudanese army", ""), ("Who did it?", "", "rebels")],
)
def test_what_claimants_contradict_each_other_on_is_no_side(
    asked: str, side_a: str, side_b: str
) -> None:
    words = "Sudanese army drones struck rebels near Izmail"
    claims, about = linked(strike(ARMY, words, SUDANESE, REBELS))
    row = QuestionRow("whether", asked, "", "", ())
    disputed = replace(about, compared=lambda _: Comparison((), (row,), (), ()))
    only = only_row(written(write_ucdp, claims, disputed))
    assert (only["side_a"], only["side_b"]) == (side_a, side_b)


def unharmed(acled: str) -> Reading:
    """A report with one claim, of an event with this code, that nobody was killed in."""
    reading = shelled(acled=acled)
    (first, _) = reading.claims or ()
    return replace(reading, claims=(replace(first, quantities=()),))


@pytest.mark.parametrize(
    ("reading", "rows"),
    [
        (unharmed("Protests / Peaceful protest"), 0),
        (unharmed("Strategic developments / Disrupted weapons use"), 0),
        (unharmed("Battles / Armed clash"), 1),
        (market_reading(), 1),
    ],
    ids=["protest", "interception", "battle", "people killed"],
)
def test_only_armed_force_and_deaths_make_a_row(
    tmp_path: Path, reading: Reading, rows: int
) -> None:
    assert len(sheet_of(tmp_path, [reading])) == rows


def test_who_denies_a_strike_reports_none(tmp_path: Path) -> None:
    denied = strike(MOSCOW, "Russian troops fired nothing at Izmail", RUSSIANS, None)
    (claim,) = denied.claims or ()
    (said, other) = (replace(denied, claims=(replace(claim, polarity=each),))
                     for each in ("asserts", "denies"))  # fmt: skip
    assert len(sheet_of(folder(tmp_path, "said"), [said])) == 1
    assert sheet_of(folder(tmp_path, "denied"), [other]) == []


def test_what_a_person_rejected_fills_no_cell() -> None:
    claims, about = linked(shelled())
    rejected = [replace(each, verdict="wrong") for each in claims]
    assert written(write_ucdp, rejected, about).decode().splitlines() == [TABLE]


@pytest.mark.parametrize("modality", ["planned", "threatened", "hypothetical"])
def test_what_did_not_happen_is_no_event(tmp_path: Path, modality: str) -> None:
    reading = shelled()
    first, second = reading.claims or ()
    unreal = replace(first, modality=modality)  # type: ignore[arg-type]
    assert sheet_of(tmp_path, [replace(reading, claims=(unreal, second))]) == []


@pytest.mark.parametrize(
    ("last", "precision"),
    [
        (date(2025, 2, 1), 1),
        (date(2025, 2, 2), 2),
        (date(2025, 2, 6), 2),
        (date(2025, 2, 7), 3),
        (date(2025, 2, 8), 4),
        (date(2025, 3, 3), 4),
        (date(2025, 3, 4), 5),
        (date(2025, 12, 31), 5),
    ],
)
def test_the_precision_of_days_is_ucdps(last: date, precision: int) -> None:
    assert date_precision(date(2025, 2, 1), last) == precision


@pytest.mark.parametrize(
    ("kind", "precision", "scale"),
    [
        ("facility", "exact", 1),
        ("city", "town", 1),
        ("district", "district", 3),
        ("region", "region", 4),
        ("area", "region", 5),
        ("country", "country", 6),
        ("sea", "unknown", 7),
        ("river", "unknown", None),
        ("city", "unknown", None),
    ],
)
def test_the_precision_of_places_is_ucdps(kind: str, precision: str, scale: int | None) -> None:
    place = Place(Span(0, 0), "Somewhere", kind, precision)  # type: ignore[arg-type]
    assert place_precision(place) == scale


def row(reading: Reading, **facts: object) -> dict[str, str]:
    """The row of a reading's claims, put in an incident of which `facts` are known."""
    claims, about = linked(reading, **facts)
    return only_row(written(write_ucdp, claims, about))


def only_row(file: bytes) -> dict[str, str]:
    (only,) = csv.DictReader(io.StringIO(file.decode("utf-8"), newline=""))
    return only


def test_the_day_of_publication_is_no_day_of_the_event() -> None:
    only = row(shelled(), earliest=None, latest=None)
    assert (only["year"], only["date_prec"], only["date_start"], only["date_end"]) == ("",) * 4


def test_a_night_is_two_days() -> None:
    night = (datetime(2025, 2, 1, 18), datetime(2025, 2, 2, 5, 59, 59))
    only = row(shelled(), earliest=night[0], latest=night[1])
    assert (only["date_start"], only["date_end"]) == ("2025-02-01", "2025-02-02")
    assert only["date_prec"] == "2"


def test_no_place_is_no_country() -> None:
    only = row(shelled(), place=None)
    assert (only["where_prec"], only["where_coordinates"], only["country"]) == ("",) * 3


def test_without_answers_there_is_no_number() -> None:
    claims, about = linked(shelled())
    assert isinstance(about, About)
    only = only_row(written(write_ucdp, claims, about))
    assert (only["low"], only["high"], only["best"]) == ("", "", "")


@given(odd_readings())
def test_whatever_the_words_a_row_is_a_row(reading: Reading) -> None:
    only = row(reading)
    assert set(only) == set(COLUMNS)
    assert not any(cell[:1] in ("=", "+", "@", "\t", "\r") for cell in only.values())
    assert only["source_headline"].count(";") == 0
