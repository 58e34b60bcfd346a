"""Later versions of a document replace former ones in counts, whichever came in first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from sayso.linking.comparison import comparison
from sayso.linking.linker import LinkedLedger, link
from sayso.record import Reading
from tests.linking.made import DOCTORS, START, Says, report

NINE = "9 traders were killed when bombs fell on the market of Kutum at noon"
TWELVE = "12 traders were killed when bombs fell on the market of Kutum at noon"
ROOF = "the roof of the grain hall of Kutum came down on the sacks of the traders"
ADDRESS = "https://post.example/kutum-market"


def version(
    name: str,
    *says: Says,
    hours: float = 0.0,
    url: str | None = None,
    updated: float | None = None,
    title: str = "",
    outlet: str = "Harbour Post",
) -> Reading:
    made = report(name, *says, hours=hours, title=title, outlet=outlet)
    changed = START + timedelta(hours=updated) if updated is not None else None
    return replace(made, document=replace(made.document, url=url, updated=changed))


def dead(words: str, number: float) -> Says:
    return Says(
        DOCTORS,
        words,
        "casualties",
        figures=((f"{number:.0f} traders", number, "trader", "killed"),),
    )


def nine() -> Says:
    return dead(NINE, 9)


def twelve() -> Says:
    return dead(TWELVE, 12)


def in_every_order(*readings: Reading) -> LinkedLedger:
    """What readings come to, the same in whatever order they came."""
    made = [link(order) for order in permutations(readings)]
    assert all(each == made[0] for each in made)
    return made[0]


def other() -> Reading:
    return report("z", nine(), outlet="River Wire", hours=1)


def test_a_later_version_at_one_address_counts_alone() -> None:
    former = version("a", nine(), url=ADDRESS)
    later = version("b", nine(), Says(DOCTORS, ROOF), url=ADDRESS, hours=3)
    linked = in_every_order(former, later, other())
    (incident,) = linked.incidents
    assert incident.documents == ("z", "b")
    assert [(each.former, each.later, each.rule) for each in incident.versions] == [
        (former.document.fingerprint, later.document.fingerprint, "one address")
    ]
    met = [place.document for claim in linked.claims for place in claim.appearances]
    assert "a" not in met


def test_a_figure_of_a_former_version_is_an_earlier_answer() -> None:
    former = version("a", nine(), url=ADDRESS)
    later = version("b", twelve(), url=ADDRESS, hours=3)
    linked = in_every_order(former, later)
    (incident,) = linked.incidents
    assert [claim.replaced for claim in linked.claims] == [True, False]
    (row,) = comparison(incident, linked.claims).questions
    (side,) = row.sides
    assert [each.words for each in side.standing] == ["12 traders"]
    assert [each.words for each in side.earlier] == ["9 traders"]
    (revision,) = incident.history
    assert revision.claims == tuple(claim.id for claim in linked.claims)


def test_what_a_later_version_leaves_out_is_said_no_more() -> None:
    former = version("a", nine(), Says(DOCTORS, ROOF), url=ADDRESS)
    later = version("b", nine(), url=ADDRESS, hours=3)
    linked = in_every_order(former, later)
    (incident,) = linked.incidents
    assert not comparison(incident, linked.claims).also


def test_versions_of_one_hour_of_publication_go_by_their_last_change() -> None:
    former = version("a", twelve(), url=ADDRESS, updated=1)
    later = version("b", nine(), url=ADDRESS, updated=5)
    linked = in_every_order(former, later)
    assert [(claim.replaced, claim.quantities[0].low) for claim in linked.claims] == [
        (True, 12),
        (False, 9),
    ]


def test_of_one_hour_neither_replaces_the_other() -> None:
    pair = version("a", nine(), url=ADDRESS), version("b", twelve(), url=ADDRESS)
    (incident,) = in_every_order(*pair).incidents
    assert not incident.versions
    assert len(incident.documents) == 2


def test_three_versions_are_in_their_order() -> None:
    first, second, third = (
        version(name, dead(NINE.replace("9", number), float(number)), url=ADDRESS, hours=hours)
        for name, number, hours in (("a", "9", 0), ("b", "12", 2), ("c", "14", 5))
    )
    (incident,) = in_every_order(third, first, second).incidents
    keys = [each.document.fingerprint for each in (first, second, third)]
    assert [(each.former, each.later) for each in incident.versions] == [
        (keys[0], keys[1]),
        (keys[1], keys[2]),
    ]
    assert incident.documents == ("c",)


@pytest.mark.parametrize("title", ["UPDATE 2-Nine killed in Kutum", "CORRECTED: Nine die in Kutum"])
def test_a_report_that_says_it_revises_replaces_its_outlets_former_one(title: str) -> None:
    former = version("a", nine(), Says(DOCTORS, ROOF), title="Nine killed in Kutum")
    later = version("b", nine(), Says(DOCTORS, ROOF), title=title, hours=2)
    (incident,) = in_every_order(former, later).incidents
    assert incident.documents == ("b",)


def test_another_report_of_the_outlet_or_of_another_replaces_nothing() -> None:
    former = version("a", nine(), Says(DOCTORS, ROOF), title="Nine killed in Kutum")
    plain = version("b", nine(), Says(DOCTORS, ROOF), title="Nine are dead in Kutum", hours=2)
    foreign = version(
        "c", nine(), Says(DOCTORS, ROOF), title="UPDATE 1-Nine die", hours=3, outlet="River Wire"
    )
    (incident,) = in_every_order(former, plain, foreign).incidents
    assert not incident.versions
