"""Rows that people code: entries stand, are taken back, follow their incident, and come back from
a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.accounts import Person
from sayso.actions.coded_table import CodedTable, coded_table
from sayso.actions.coding import RowChange, keep_coding, plan_coding, row_of
from sayso.actions.export import Exporting, export
from sayso.actions.regrouping import ChangeAsked, change_incidents
from sayso.actions.returned_table import ReturnedTableError
from sayso.actions.review import ChangedMeanwhileError, JudgementError, judge
from sayso.actions.row_agreement import row_agreement
from sayso.actions.verify import verify_store
from sayso.exports.coded import forms_of
from sayso.exports.coded_rows import CodedRow
from sayso.exports.formats import ExportFormat
from sayso.exports.withheld import MASK
from sayso.index.service import IncidentIndex
from sayso.ledger import ClaimFilter, UnknownIdError, open_ledger
from sayso.record import Incident, Judgement
from sayso.settings.codebooks import Codebook, CodebookField, read_codebook, shipped_codebook
from tests.actions.test_regrouping import BOMBED, READINGS, told
from tests.linking.made import DOCTORS, Says, report

UCDP, AIRWARS = shipped_codebook("ucdp"), shipped_codebook("airwars")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "war.sqlite")) as opened:
        for reading in READINGS:
            opened.store.add(reading)
        opened.catch_up()
        yield opened


def incidents(index: IncidentIndex) -> list[Incident]:
    return list(index.state().largest())


def row(index: IncidentIndex, incident: str, codebook: Codebook = UCDP) -> CodedRow:
    state = index.state()
    return row_of(index, state, state.incident(incident), codebook, masked=False)


def codes(index: IncidentIndex, incident: str, by: str = "Maria", **fields: str) -> Judgement:
    return keep_coding(index, incident, UCDP, RowChange(fields, by, "why")).judgement


def test_what_a_person_codes_stands_in_the_place_of_what_was_read(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    before = row(index, market.id)
    assert (before.cell("low").value, before.cell("best").value) == ("9", "")
    label = "one-sided, against civilians"
    made = codes(index, market.id, best=" 12 ", low="11", type_of_violence=label)
    assert (made.verdict, made.by) == ("coded", "Maria")
    assert dict(made.changes) == {
        "codebook": "ucdp 1", "best": "12", "low": "11", "type_of_violence": "3",
    }  # fmt: skip
    after = row(index, market.id)
    assert (after.cell("best").value, after.cell("best").by) == ("12", "Maria")
    low = after.cell("low")
    assert (low.value, low.read.value, low.by) == ("11", "9", "Maria")
    assert low.read.claims == before.cell("low").read.claims
    assert after.coded
    assert row(index, market.id, AIRWARS).coded is False, "of another codebook"


def test_the_latest_counts_and_each_takes_back_their_own(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    codes(index, market.id, "Maria", best="12")
    codes(index, market.id, "Omar", best="14")
    assert row(index, market.id).cell("best").value == "14"
    undo = RowChange({"best": ""}, "Omar", undo=True)
    planned = plan_coding(index, market.id, UCDP, undo)
    assert planned.effects == ("best: Omar’s “14” is taken back",)
    assert row(index, market.id).cell("best").value == "14", "a plan keeps nothing"
    assert keep_coding(index, market.id, UCDP, undo).judgement.verdict == "undecided_coding"
    assert row(index, market.id).cell("best").by == "Maria"
    with pytest.raises(JudgementError, match="Omar has coded nothing in best that holds"):
        keep_coding(index, market.id, UCDP, undo)
    keep_coding(index, market.id, UCDP, replace(undo, by="Maria"))
    assert (row(index, market.id).cell("best").value, row(index, market.id).coded) == ("", False)


def test_a_field_that_is_emptied_stays_empty(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    codes(index, market.id, high="")
    cell = row(index, market.id).cell("high")
    assert (cell.value, cell.by, cell.read.value) == ("", "Maria", "9")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"best": "dozens"}, "best: “dozens” is no number"),
        ({"date_start": "3/6/2025"}, "is no date. Write 2025-06-03"),
        ({"type_of_violence": "9"}, "is none of its codes: 1, 2, 3"),
        ({"nosuch": "1"}, "has no field 'nosuch'"),
        ({"low": "9"}, "Nothing was changed"),
        ({"dyad_name": "a\u202eb"}, "characters that are not seen"),
        ({}, "Nothing was changed"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    index: IncidentIndex, fields: dict[str, str], wrong: str
) -> None:
    with pytest.raises(JudgementError, match=wrong):
        keep_coding(index, incidents(index)[0].id, UCDP, RowChange(fields, "Maria"))
    assert index.store.judgements() == ()


def test_an_unknown_incident_or_a_bare_verdict_is_refused(index: IncidentIndex) -> None:
    with pytest.raises(UnknownIdError):
        codes(index, "nosuch", best="1")
    claim = incidents(index)[0].claims[0]
    for verdict in ("coded", "undecided_coding"):
        with pytest.raises(JudgementError, match="is said of an incident's row"):
            judge(index, Person("Maria", "reviewer"), verdict, [claim])


def test_who_saw_less_than_what_others_coded_is_told(index: IncidentIndex) -> None:
    market, flood, *_ = incidents(index)
    seen = row(index, market.id).seen
    codes(index, market.id, "Omar", best="14")
    codes(index, flood.id, "Omar", high="40")
    own = RowChange({"best": "12"}, "Maria", seen=seen)
    with pytest.raises(ChangedMeanwhileError, match=r"Coded by others .* \(Omar: best\)"):
        keep_coding(index, market.id, UCDP, own)
    keep_coding(index, market.id, UCDP, replace(own, fields={"high": "12"}))
    keep_coding(index, market.id, UCDP, replace(own, by="Omar"))
    looked = replace(own, fields={"best": "15"}, seen=row(index, market.id).seen)
    keep_coding(index, market.id, UCDP, looked)
    assert row(index, market.id).cell("best").by == "Maria"


def test_entries_follow_incidents_that_are_put_together_and_apart(index: IncidentIndex) -> None:
    market, flood = incidents(index)[:2]
    codes(index, market.id, best="12")
    codes(index, flood.id, best="31", high="33")
    change_incidents(index, ChangeAsked("merge", market.id, flood.id), "Maria", "")
    (one, *_) = incidents(index)
    merged = row(index, one.id)
    assert (merged.cell("best").value, merged.cell("high").value) == ("31", "33")
    assert len(merged.cell("best").entries) == 2
    assert row(index, market.id).incident == row(index, flood.id).incident == one.id
    change_incidents(index, ChangeAsked("undo", one.id), "Maria", "")
    assert row(index, market.id).cell("best").value == "12"
    assert row(index, flood.id).cell("best").value == "31"


def test_entries_stay_where_the_first_claim_is_judged_wrong(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    made = codes(index, market.id, best="12")
    assert made.claims[0] == market.claims[0]
    first = index.state().claims[market.claims[0]]
    for place in first.appearances[:1]:
        judge(index, Person("Maria", "reviewer"), "wrong", [place.claim])
    other = next(each for each in made.claims if each != market.claims[0])
    assert row(index, other).cell("best").value == "12"


def test_coding_makes_nothing_else_anew(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    before = [replace(each) for each in incidents(index)]
    codes(index, market.id, best="12")
    state = index.state()
    assert incidents(index) == before
    assert state.by_claim.get(market.claims[0], ()) == (), "nothing is said of the claim"
    assert state.coded_by("Maria") == []


def test_a_later_version_keeps_entries_and_marks_those_that_fit_no_more(
    index: IncidentIndex,
) -> None:
    market, *_ = incidents(index)
    written = (
        'name = "harm"\nversion = 1\ntitle = "Harm"\n[[field]]\nname = "grade"\ntitle = "Grade"\n'
        'kind = "grade"\nchoices = ["fair", "weak"]\n'
    )
    first = read_codebook(written, "harm")
    later = read_codebook(written.replace("= 1", "= 2").replace('"weak"', '"poor"'), "harm")
    keep_coding(index, market.id, first, RowChange({"grade": "weak"}, "Maria"))
    cell = row(index, market.id, later).cell("grade")
    assert (cell.value, cell.entries[-1].codebook) == ("weak", "harm 1")
    assert "“weak” is none of its codes: fair, poor" in cell.fault
    assert row(index, market.id, first).cell("grade").fault == ""


def test_verify_knows_what_was_coded(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    made = codes(index, market.id, best="12")
    assert verify_store(index.store).failures == ()
    index.store.judge(replace(made, changes=(("best", "12"),)))
    (failure,) = verify_store(index.store).failures
    assert failure[0] == made.claims[0]
    assert "names a claim that is not there, or no codebook and field" in failure[1]


# There and back by a spreadsheet.


def table(
    index: IncidentIndex, how: Exporting | None = None, codebook: Codebook = UCDP
) -> list[dict[str, str]]:
    out = io.BytesIO()
    export(index.path, ExportFormat.CODED, out, replace(how or Exporting(), codebook=codebook))
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def taken(
    index: IncidentIndex, rows: list[dict[str, str]], codebook: Codebook = UCDP
) -> CodedTable:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return coded_table(index, io.BytesIO(out.getvalue().encode()), codebook, "Maria", "edited")


def refused(index: IncidentIndex, rows: list[dict[str, str]]) -> str:
    before = index.store.judgements()
    with pytest.raises(ReturnedTableError) as error:
        taken(index, rows)
    assert index.store.judgements() == before
    return str(error.value)


def test_a_table_that_nobody_edited_changes_nothing(index: IncidentIndex) -> None:
    rows = table(index)
    assert len(rows) == 2
    made = taken(index, rows)
    assert (made.rows, made.judgements, made.changes) == (2, (), ())


def test_three_changed_cells_become_judgements_and_are_in_the_next_export(
    index: IncidentIndex,
) -> None:
    rows = table(index)
    rows[0]["best"], rows[0]["low"], rows[1]["date_start"] = "12", "", "2025-06-03"
    made = taken(index, rows)
    assert [(each.line, each.field, each.before, each.after) for each in made.changes] == [
        (2, "low", "9", ""), (2, "best", "", "12"),
        (3, "date_start", "", "2025-06-03"),
    ]  # fmt: skip
    assert [each.why for each in made.judgements] == ["edited", "edited"]
    index.judge(made.judgements)
    again = table(index)
    assert [each["incident"] for each in again] == [each["incident"] for each in rows]
    assert (again[0]["best"], again[0]["read_best"]) == ("12", "")
    assert (again[0]["low"], again[0]["read_low"]) == ("", "9")
    assert (again[1]["low"], again[1]["read_low"]) == ("30", ""), "only what was changed"
    assert again[1]["date_start"] == "2025-06-03"
    assert "read_high" not in again[0]
    assert taken(index, again).changes == ()


def test_the_old_table_once_more_changes_nothing(index: IncidentIndex) -> None:
    rows = table(index)
    rows[0]["best"] = "12"
    index.judge(taken(index, rows).judgements)
    assert taken(index, rows).changes == (), "it stands already"


def test_what_somebody_coded_meanwhile_is_refused_where_it_was_edited_too(
    index: IncidentIndex,
) -> None:
    rows = table(index)
    codes(index, rows[0]["incident"], "Omar", best="14", high="20")
    rows[0]["low"] = "8"
    made = taken(index, rows)
    assert [each.field for each in made.changes] == ["low"], "what Omar coded stays"
    rows[0]["best"] = "12"
    assert refused(index, rows) == (
        "line 2: best: coded by Omar since the table was written. Export it anew."
    )


def test_what_was_read_anew_meanwhile_is_no_edit(index: IncidentIndex) -> None:
    rows = table(index)
    index.store.add(told("k9", 4, BOMBED, "Kutum", 5))
    index.catch_up()
    assert table(index)[0]["low"] == "4" != rows[0]["low"]
    assert taken(index, rows).changes == ()


def test_a_wrong_cell_keeps_all_of_it_out(index: IncidentIndex) -> None:
    rows = table(index)
    rows[0]["best"], rows[1]["best"], rows[1]["date_end"] = "12", "many", "3/6/2025"
    assert refused(index, rows).splitlines() == [
        "line 3: date_end: “3/6/2025” is one of two days: write 2025-03-06 or 2025-06-03.",
        "line 3: best: “many” is no number. Write digits, as 54.",
    ]


def test_a_spreadsheets_ways_of_writing_are_no_edits(index: IncidentIndex) -> None:
    codes(index, incidents(index)[0].id, date_start="2025-06-03", best="12", latitude="-3.5")
    rows = table(index)
    assert rows[0]["latitude"] == "-3.5", "a number, and no formula"
    rows[0]["date_start"], rows[0]["best"] = "6/3/2025", "12.0"
    rows[0]["source_office"] = f"{rows[0]['source_office']} "
    assert taken(index, rows).changes == ()


DAY, NUMBER = CodebookField("d", "D", "date"), CodebookField("n", "N", "number")


@pytest.mark.parametrize(
    ("field", "cell", "forms"),
    [
        (DAY, "6/3/2025", ("2025-06-03", "2025-03-06")), (DAY, "25.12.2025", ("2025-12-25",)),
        (DAY, "5/5/2025", ("2025-05-05",)), (DAY, "99/99/2025", ("99/99/2025",)),
        (NUMBER, "54.00", ("54",)), (NUMBER, "'-5", ("-5",)), (NUMBER, "x", ("x",)),
        (NUMBER, "100", ("100",)), (NUMBER, "", ("",)),
    ],
)  # fmt: skip
def test_a_cell_may_mean(field: CodebookField, cell: str, forms: tuple[str, ...]) -> None:
    assert forms_of(field, cell) == forms


def test_tables_that_are_none_of_these_are_refused(index: IncidentIndex) -> None:
    rows = table(index)
    without = [{name: each[name] for name in each if name != "state"} for each in rows]
    assert "it has no column state" in refused(index, without)
    assert "has no field for: colour" in refused(index, [{**each, "colour": ""} for each in rows])
    broken = [{**rows[0], "state": "judgements 0, cells 12"}]
    assert "the cell state is not as this ledger wrote it" in refused(index, broken)
    later = [{**rows[0], "state": rows[0]["state"].replace("judgements 0", "judgements 7")}]
    assert "the cell state is not as this ledger wrote it" in refused(index, later)
    assert "written with the codebook ucdp 9, and this is ucdp 1" in refused(
        index, [{**rows[0], "codebook": "ucdp 9"}]
    )
    assert "No incident has the id 'nosuch'" in refused(index, [{**rows[0], "incident": "nosuch"}])
    twice = [{**rows[0], "best": "1"}, {**rows[0], "best": "2"}]
    assert "line 3: the incident stands in line 2 too" in refused(index, twice)


def test_victims_are_masked_and_cannot_be_edited_masked(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    change = RowChange({"victims": "Amal Idris; =HYPERLINK()"}, "Maria")
    keep_coding(index, market.id, AIRWARS, change)
    rows = table(index, codebook=AIRWARS)
    assert set(rows[0]["victims"]) <= {MASK, " ", ";", "=", "(", ")", "'"}
    assert taken(index, rows, AIRWARS).changes == ()
    rows[0]["victims"] += "; Omar"
    with pytest.raises(ReturnedTableError, match="names in it are masked"):
        taken(index, rows, AIRWARS)
    named = table(index, Exporting(names=True), AIRWARS)
    assert named[0]["victims"] == "Amal Idris; =HYPERLINK()"
    assert taken(index, named, AIRWARS).changes == ()
    named[0]["victims"] = "Amal Idris"
    assert [each.after for each in taken(index, named, AIRWARS).changes] == ["Amal Idris"]


def test_a_filter_chooses_whole_incidents(index: IncidentIndex) -> None:
    (only,) = table(index, Exporting(ClaimFilter(outlet="Outlet n1")))
    (same,) = (each for each in table(index) if each["incident"] == only["incident"])
    assert only == same


def test_an_incident_that_was_coded_is_a_row_whatever_it_is(tmp_path: Path) -> None:
    with closing(IncidentIndex(tmp_path / "talk.sqlite")) as index:
        index.store.add(report("a", Says(DOCTORS, "the clinic needs fuel for its generator")))
        index.catch_up()
        assert table(index) == []
        codes(index, incidents(index)[0].id, best="0")
        assert [each["best"] for each in table(index)] == ["0"]


def test_a_judgement_of_another_codebook_or_a_lost_claim_harms_no_export(
    index: IncidentIndex,
) -> None:
    market, *_ = incidents(index)
    when = datetime(2026, 3, 4, tzinfo=UTC)
    odd = Judgement("coded", market.claims[:1], "x", when, "", (("codebook", "x 1"), ("best", "1")))
    with closing(open_ledger(index.path, "add")) as store:
        store.judge(odd)
        store.judge(replace(odd, changes=()))
    assert [each["best"] for each in table(index)] == ["", ""]


def test_a_second_coder_can_say_the_same_once(index: IncidentIndex) -> None:
    market, *_ = incidents(index)
    codes(index, market.id, "Maria", best="12")
    with pytest.raises(JudgementError, match="Nothing was changed"):
        codes(index, market.id, "Maria", best="12")
    codes(index, market.id, "Omar", best="12")
    assert [each.by for each in row(index, market.id).cell("best").entries] == ["Maria", "Omar"]
    with pytest.raises(JudgementError, match="Nothing was changed"):
        codes(index, market.id, "Omar", best="12")
    codes(index, market.id, "Omar", best="13")
    codes(index, market.id, "Omar", best="12")


def test_agreement_is_counted_of_fields_that_two_coded(index: IncidentIndex) -> None:
    market, port, *_ = incidents(index)
    nobody = row_agreement(index, UCDP)
    assert (nobody.rows, nobody.by_field, nobody.differing) == (0, {}, ())
    codes(index, market.id, "Maria", best="12", low="11", high="20")
    codes(index, market.id, "Omar", best="14", low="11", type_of_violence="3")
    codes(index, port.id, "Maria", best="5")
    codes(index, port.id, "Omar", best="5")
    keep_coding(index, port.id, AIRWARS, RowChange({"grade": "fair"}, "Ada"))
    index.catch_up()
    coded = row_agreement(index, UCDP)
    assert (coded.rows, coded.coders) == (2, ("Maria", "Omar"))
    best, low = coded.by_field["best"], coded.by_field["low"]
    assert (best.claims, best.alike) == (2, 1)
    # By hand: four values 12, 14, 5, 5 in two units; 1 - 3 * (2 / 1) / (16 - 1 - 1 - 4) = 0.4.
    assert best.alpha == pytest.approx(0.4)
    assert (low.claims, low.alike, low.alpha) == (1, 1, None)
    assert set(coded.by_field) == {"best", "low"}, "what one alone coded says nothing"
    (differing,) = coded.differing
    assert differing.incident == market.id
    assert differing.fields == {"best": {"Maria": "12", "Omar": "14"}}
    keep_coding(index, market.id, UCDP, RowChange({"best": ""}, "Omar", undo=True))
    index.catch_up()
    after = row_agreement(index, UCDP)
    assert (after.by_field["best"].claims, after.differing) == (1, ())
    assert row_agreement(index, AIRWARS).rows == 0


def test_agreement_follows_an_incident_into_another(index: IncidentIndex) -> None:
    market, port, *_ = incidents(index)
    codes(index, market.id, "Maria", best="12")
    codes(index, port.id, "Omar", best="14")
    index.catch_up()
    assert row_agreement(index, UCDP).rows == 0
    change_incidents(index, ChangeAsked("merge", market.id, port.id), "Ada", "")
    index.catch_up()
    (differing,) = row_agreement(index, UCDP).differing
    assert differing.fields == {"best": {"Maria": "12", "Omar": "14"}}
