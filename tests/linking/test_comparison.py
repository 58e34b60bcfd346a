"""Answers of an incident side by side: rows by question, columns by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.linking.comparison import (
    OTHERS,
    OUTLETS,
    Comparison,
    QuestionRow,
    comparison,
    leading_cue,
    side_key,
    with_one_side,
)
from sayso.record import AnswerRelation, Incident
from tests.linking.made import ARMY, DOCTORS, MINISTRY, RSF, Says, Who, linked, report

TITLE = "Market of Kutum bombed"


def toll(
    who: Who | None, words: str, low: float, unit: str = "person", bound: str = "exact"
) -> Says:
    said = f"{words} were killed when bombs fell on the market of Kutum"
    return Says(who, said, figures=((words, low, unit, "killed"),), place="Kutum", bound=bound)


def compared(*says: Says, relations: tuple[tuple[str, int, int], ...] = ()) -> Comparison:
    """The comparison of one report for each of `says`, an hour apart; `relations` are of the claims
    by their place in it.
    """
    found = linked(
        *(
            report(f"r{number}", each, outlet=f"Outlet {number}", hours=number, title=TITLE)
            for number, each in enumerate(says)
        )
    )
    (incident,) = found.incidents
    home = {met.document: claim for claim in found.claims for met in claim.appearances}
    keys = [home[f"r{number}"].id for number in range(len(says))]
    return comparison(_related(incident, keys, relations), found.claims)


def _related(
    incident: Incident, keys: list[str], relations: tuple[tuple[str, int, int], ...]
) -> Incident:
    if not relations:
        return incident
    asked = {"holds_the_place": "who holds the place", "was_hit": "what was hit"}
    made = tuple(
        AnswerRelation(
            "contradict",
            (keys[left], keys[right]),
            asked.get(rule, "who did it"),
            0.9,
            rule,
            rule,
        )
        for rule, left, right in relations
    )
    return replace(incident, relations=made)


def words(row: QuestionRow) -> dict[str, list[str]]:
    return {side.side: [given.words for given in side.standing] for side in row.sides}


def test_a_question_that_several_answer_is_a_row_and_one_answer_stands_apart() -> None:
    found = compared(
        toll(MINISTRY, "12 people", 12),
        toll(RSF, "40 people", 40),
        toll(DOCTORS, "Nine children", 9, "child"),
    )
    (row,) = found.rows
    assert row.asked == "How many people were killed?"
    assert words(row) == {"SDN": ["12 people"], "Rapid Support Forces": ["40 people"]}
    assert [each.asked for each in found.single] == ["How many children were killed?"]
    assert found.also == ()


def test_equal_figures_of_a_side_are_one_answer_and_bounds_part_them() -> None:
    found = compared(
        toll(MINISTRY, "12 people", 12),
        toll(ARMY, "Twelve people", 12),
        toll(RSF, "12 people", 12, bound="at_least"),
    )
    sides = {side.side: side.standing for side in found.rows[0].sides}
    assert len(sides["SDN"]) == 1
    assert sides["SDN"][0].appearances == 2
    assert [each.words for each in sides["Rapid Support Forces"]] == ["12 people"]


def test_who_is_no_party_has_one_column_with_the_answers_of_each() -> None:
    found = compared(
        toll(RSF, "40 people", 40),
        toll(DOCTORS, "12 people", 12),
        toll(Who("a baker", None, None, named=False), "12 people", 12),
        toll(None, "12 people", 12),
    )
    (row,) = found.rows
    assert [side.side for side in row.sides] == ["Rapid Support Forces", OTHERS, OUTLETS]
    assert sorted(each.claim.claimant.name for each in row.sides[1].standing) == [
        "Sudan Doctors Network",
        "a baker",
    ]


def test_without_a_role_only_a_country_itself_is_a_party() -> None:
    found = compared(
        toll(Who("Sudan", "SDN", None), "12 people", 12),
        toll(Who("Sudan-based observatory", "SDN", None), "40 people", 40),
    )
    assert found.columns == ((False, "SDN"), (False, OTHERS))


def test_rivals_of_which_a_side_replaced_its_answer_since_come_last() -> None:
    says = ((0, MINISTRY, 38), (1, RSF, 90), (20, MINISTRY, 54))
    found = linked(
        *(
            report(
                f"r{hours}",
                toll(who, f"{count} people", count),
                outlet=f"Outlet {hours}",
                hours=hours,
                title=TITLE,
            )
            for hours, who, count in says
        )
    )
    (incident,) = found.incidents
    home = {claim.id: claim.appearances[0].document for claim in found.claims}
    asked = comparison(incident, found.claims)
    assert {home[each] for each in asked.replaced} == {"r0"}
    standing, replaced = asked.standing_first(reversed(incident.rivals))
    assert [{home[each] for each in link.claims} for link in standing] == [{"r1", "r20"}]
    assert [{home[each] for each in link.claims} for link in replaced] == [{"r0", "r1"}]
    assert {*standing, *replaced} == {*incident.rivals}


def test_a_claim_that_answers_one_question_still_is_not_replaced() -> None:
    both = "12 people were killed and 30 people hurt when bombs fell on the market of Kutum"
    figures = (("12 people", 12.0, "person", "killed"), ("30 people", 30.0, "person", "injured"))
    found = compared(
        Says(MINISTRY, both, figures=figures, place="Kutum"), toll(MINISTRY, "19 people", 19)
    )
    earlier = [claim for row in found.questions for side in row.sides for claim in side.earlier]
    assert [each.words for each in earlier] == ["12 people"]
    assert found.replaced == frozenset()


def test_what_the_same_claimant_said_before_is_earlier() -> None:
    found = compared(toll(DOCTORS, "12 people", 12), toll(DOCTORS, "19 people", 19))
    (side,) = found.rows[0].sides
    assert [each.words for each in side.standing] == ["19 people"]
    assert [each.words for each in side.earlier] == ["12 people"]


def test_figures_said_at_one_time_both_stand() -> None:
    found = linked(report("r", toll(DOCTORS, "12 people", 12), toll(DOCTORS, "19 people", 19)))
    (row,) = comparison(found.incidents[0], found.claims).rows
    (side,) = row.sides
    assert len(side.standing) == 2
    assert side.earlier == ()


def test_outlets_own_words_are_one_column_and_the_last() -> None:
    found = compared(
        toll(None, "15 people", 15),
        toll(None, "16 people", 16),
        toll(RSF, "40 people", 40),
    )
    assert [side.side for side in found.rows[0].sides] == ["Rapid Support Forces", OUTLETS]


@pytest.mark.parametrize(
    ("rule", "kind", "asked"),
    [
        ("doers_differ", "who", "Who did it?"),
        ("one_denies", "whether", "Did it happen?"),
        ("alive_or_dead", "whether", "Alive or dead?"),
    ],
)
def test_contradictions_without_a_number_are_a_row_of_their_own(
    rule: str, kind: str, asked: str
) -> None:
    blames = Says(RSF, "the army bombed the market of Kutum", "air_strike", doer="the army")
    denies = Says(ARMY, "bombing the market of Kutum", "denial", polarity="denies")
    beside = Says(DOCTORS, "beds were scarce near the market of Kutum", "statement")
    found = compared(blames, denies, beside, relations=((rule, 0, 1),))
    (row,) = found.rows
    assert (row.kind, row.asked, row.stated) == (kind, asked, None)
    assert {side.side for side in row.sides} == {"SDN", "Rapid Support Forces"}
    assert [(said.side, len(said.claims)) for said in found.also] == [(OTHERS, 1)]


def test_a_culprit_is_named_in_words_of_the_evidence_and_an_adjective_names_nobody() -> None:
    army = Says(RSF, "Sudanese troops bombed the market", "air_strike", doer="Sudanese troops")
    plane = Says(DOCTORS, "a Sudanese plane bombed it", "air_strike", doer="Sudanese")
    found = linked(report("a", army), report("b", plane, hours=1))
    blamed = {claim.side: claim.blames for claim in found.claims}
    assert blamed == {"Rapid Support Forces": "Sudanese troops", "Sudan Doctors Network": None}


def test_short_statements_stand_last_among_what_is_also_said() -> None:
    found = compared(
        Says(DOCTORS, "grief and anger", "statement"),
        Says(DOCTORS, "the market of Kutum lay in ashes for days", "statement"),
    )
    (said,) = found.also
    assert [claim.appearances[0].words for claim in said.claims] == [
        "the market of Kutum lay in ashes for days",
        "grief and anger",
    ]


def test_each_question_in_words_is_a_row_of_its_own() -> None:
    taken, held = "it had taken Kutum", "it still held Kutum"
    hit = "the clinic of Kutum was bombed"
    found = compared(
        Says(RSF, taken, place="Kutum"),
        Says(ARMY, held, place="Kutum"),
        Says(DOCTORS, hit, place="Kutum"),
        relations=(("holds_the_place", 0, 1), ("was_hit", 1, 2)),
    )
    assert [row.asked for row in found.rows] == ["Who holds the place?", "What was hit?"]
    assert list(words(found.rows[0])) == ["Rapid Support Forces", "SDN"]


def test_what_is_denied_has_its_cue() -> None:
    found = linked(
        report("a", Says(ARMY, "bombs fell on the market of Kutum", polarity="denies"), title=TITLE)
    )
    (claim,) = found.claims
    assert leading_cue(claim) == claim.appearances[0].cue != ""
    assert leading_cue(replace(claim, polarity="asserts")) == ""
    met = replace(claim.appearances[0], words="no bombs fell on the market of Kutum")
    assert leading_cue(replace(claim, appearances=(met,))) == "", "these words deny it themselves"
    denied = replace(met, cue="denied that")
    assert leading_cue(replace(claim, appearances=(denied,))) == "denied that"


def test_one_named_claimant_stands_on_one_side() -> None:
    read_apart = Who(DOCTORS.name, None, "MED")
    service = Who(DOCTORS.name, "SDN", "GOV")
    found = linked(
        report("a", toll(read_apart, "12 people", 12), title=TITLE),
        report("b", toll(service, "14 people", 14), title=TITLE, hours=3),
    )
    assert {side_key(each) for each in found.claims} == {(False, "SDN")}
    assert {side_key(each) for each in with_one_side(found.claims)} == {(False, "SDN")}


def test_a_country_is_one_column_by_any_of_its_names() -> None:
    found = linked(
        report("a", toll(Who("United States", None, None), "12 people", 12), title=TITLE)
    )
    assert {side_key(each) for each in found.claims} == {(False, "USA")}


def test_tolls_of_two_towns_answer_two_questions() -> None:
    found = compared(toll(RSF, "40 people", 40), toll(DOCTORS, "12 people", 12))
    assert [each.asked for each in found.rows] == ["How many people were killed?"]
    claims = linked(
        report("a", toll(RSF, "40 people", 40), title=TITLE),
        report("b", toll(DOCTORS, "12 people", 12), title=TITLE, hours=2),
        report("c", toll(ARMY, "3 people", 3), title=TITLE, hours=3),
    )
    (incident,) = claims.incidents
    assert {claim.town for claim in claims.claims} == {"Kutum"}
    elsewhere = [
        replace(claim, town="Nyala") if claim.side == "SDN" else claim for claim in claims.claims
    ]
    apart = comparison(incident, elsewhere)
    assert sorted(each.scope for each in apart.questions) == ["in Kutum", "in Nyala"]


def test_rival_words_for_the_dead_have_a_row_of_their_own() -> None:
    villagers = Says(
        DOCTORS, "12 villagers were killed when bombs fell on Kutum",
        figures=(("12 villagers", 12.0, "villager", "killed"),), place="Kutum",
    )  # fmt: skip
    terrorists = Says(
        ARMY, "12 terrorists were killed when bombs fell on Kutum",
        figures=(("12 terrorists", 12.0, "terrorist", "killed"),), place="Kutum",
    )  # fmt: skip
    (row,) = compared(villagers, terrorists).rows
    assert row.asked == "How many people were killed?"
    assert [each.rule for each in row.relations] == ["one_number"]
    given = [given.words for side in row.sides for given in side.standing]
    assert sorted(given) == ["12 terrorists", "12 villagers"]


def test_whether_it_happened_says_what() -> None:
    bombed = "its aircraft bombed the market of Kutum"
    found = compared(
        Says(RSF, bombed, "air_strike", place="Kutum"),
        Says(ARMY, bombed, "air_strike", polarity="denies", place="Kutum"),
        relations=(("one_denies", 0, 1),),
    )
    (row,) = found.rows
    assert (row.asked, row.scope) == ("Did it happen?", "Air strike in Kutum")


def test_a_denied_accusation_asks_who_did_it() -> None:
    found = compared(
        Says(RSF, "the Sudanese army for bombs on the market of Kutum", "accusation"),
        Says(ARMY, "its aircraft bombed the market of Kutum", "denial", polarity="denies"),
        relations=(("one_denies", 0, 1),),
    )
    (row,) = found.rows
    assert (row.asked, row.scope) == ("Who did it?", "")


@pytest.mark.parametrize(
    ("cue", "leads"),
    [
        ("blamed", True),
        ("called", True),
        ("accused", True),
        ("said", False),
        ("according to", False),
    ],
)
def test_an_accusation_has_its_cue(cue: str, leads: bool) -> None:
    (claim,) = linked(report("a", Says(ARMY, "the rebels for it"), title=TITLE)).claims
    met = replace(claim.appearances[0], cue=cue)
    assert leading_cue(replace(claim, appearances=(met,))) == (cue if leads else "")


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        (("killed", "killed"), "How many fighters were killed?"),
        (("killed", "lost"), "How many fighters were killed or lost?"),
        (("lost", "lost"), "How many fighters were lost?"),
    ],
)
def test_of_fighters_who_were_lost_it_is_not_said_that_they_were_killed(
    roles: tuple[str, str], asked: str
) -> None:
    first, second = (
        Says(
            who,
            f"{count} fighters were {role} at Kutum",
            place="Kutum",
            figures=((f"{count} fighters", count, "fighter", role),),
        )
        for who, count, role in ((ARMY, 30, roles[0]), (RSF, 12, roles[1]))
    )
    (row,) = compared(first, second).rows
    assert (row.asked, row.about) == (asked, "fighters killed")
