"""Copies are found when shortened, edited and retitled; other reports of one event are none."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from sayso.linking.copies import Copied, Copies, CopyFeatures, body_of
from sayso.record import Document, Reading

WIRE = (
    "At least 38 people died when two barrel bombs fell on the livestock market of Kutum on Monday"
    " morning, a volunteer rescue group in North Darfur said.\n\nThe group, which digs survivors"
    " out with shovels, published names of nine traders from the nearby villages of Fata Borno and"
    " Kassab. The army said it had struck a fuel depot used by paramilitary fighters and denied"
    " hitting any stalls. Satellite pictures seen by the agency show a burnt square of about forty"
    " metres beside the mosque. Doctors at the only clinic still open counted 61 wounded, among"
    " them eleven children, before their dressings ran out in the afternoon."
)
OTHER = (
    "Bombs dropped by Sudanese army planes killed dozens of traders at a market in Kutum, rescuers"
    " said on Monday. Residents described a second explosion as people ran to help. The military"
    " spoke of a strike on a depot. The United Nations called for an inquiry into what it said was"
    " the deadliest air raid in the region since June, and asked both sides to open the road to"
    " the town so that medicine could pass."
)
FILLERS = ("reportedly", "nearby", "several", "officials", "recently")


def body(
    text: str, outlet: str = "Harbour Post", published: datetime | None = None
) -> CopyFeatures:
    return body_of(Reading(Document(text, outlet=outlet, published=published)))


def found(*bodies: CopyFeatures) -> list[Copied]:
    copies = Copies()
    return [each for one in bodies for each in copies.add(one)]


def edited(text: str, keep: float, changed: float, order: random.Random) -> str:
    """The first `keep` of the words, with `changed` of them dropped, replaced or added to."""
    words = text.split()
    made = []
    for word in words[: int(len(words) * keep)]:
        if order.random() >= changed:
            made.append(word)
        elif order.random() < 0.5:
            made.append(order.choice(FILLERS))
    return " ".join(made)


@pytest.mark.parametrize("keep", [1.0, 0.7, 0.45])
@pytest.mark.parametrize("changed", [0.0, 0.1])
def test_a_shortened_and_edited_copy_is_found(keep: float, changed: float) -> None:
    order = random.Random(7)  # noqa: S311
    copies = [found(body(WIRE), body(edited(WIRE, keep, changed, order), "Copy")) for _ in range(9)]
    assert all(copies)


def test_another_report_of_the_same_event_is_no_copy() -> None:
    assert not found(body(WIRE), body(OTHER, "Savanna Press"))


def test_a_new_headline_and_a_credit_do_not_hide_a_copy() -> None:
    retitled = f"Market bombed in Darfur\n\n{WIRE}\n\n(With reporting by a correspondent)"
    (copy,) = found(body(WIRE), body(retitled, "Savanna Press"))
    assert copy.terms > 0.95
    assert "stand in the other" in copy.reason


def test_the_daily_round_up_of_one_outlet_is_a_series() -> None:
    text = "War in Sudan: list of key events, day {}. The main developments of the war at a glance."
    days = [datetime(2025, 3, day, 6, tzinfo=UTC) for day in (1, 2)]
    one, other = (body(text.format(700 + day.day), "Gulf Observer", day) for day in days)
    assert not found(one, other)
    assert found(one, body(text.format(701), "Copy", days[1]))


def test_copies_are_found_whichever_comes_first() -> None:
    copy = edited(WIRE, 0.6, 0.1, random.Random(1))  # noqa: S311
    bodies = [body(WIRE), body(OTHER, "B"), body(copy, "C")]
    assert found(*bodies) == found(*reversed(bodies))


def test_few_words_in_common_are_not_enough() -> None:
    assert not found(body("Strike kills three in Kutum"), body("Strike kills nine in Nyala", "B"))
    assert not found(body(""), body("", "B"))
