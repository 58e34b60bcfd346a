"""Kinds of sentences from several conflicts: who is said to claim what, and in which sense."""

from __future__ import annotations

import pytest

from sayso import read
from sayso.record import Document


def claims_of(text: str) -> list[tuple[str, str, str, str]]:
    """Return claimant, words, polarity and modality of each claim."""
    reading = read(Document(text, outlet="Harbour Post"))
    return [
        (claim.claimant.name, claim.evidence.of(text), claim.polarity, claim.modality)
        for claim in reading.claims or ()
    ]


HEDGED = [
    "In March it allegedly burned a granary near Pibor, 40 km from the border.",
    "A shepherd was reportedly beaten by guards at a checkpoint outside Hebron.",
    "It reportedly shelled a fishing port on the Red Sea, killing two.",
    "An aid convoy was allegedly looted by deserters near Kassala in April.",
    "The rebels reportedly executed four captured soldiers in Bukavu.",
    "A patrol boat was reportedly sunk off Hodeidah by a naval mine.",
]


@pytest.mark.parametrize("text", HEDGED)
def test_what_is_hedged_keeps_its_subject(text: str) -> None:
    subject = text.removeprefix("In March ").split()[:2]
    assert any(words.split()[:2] == subject for _, words, *_ in claims_of(text))


CLOSING = [
    ("The convoy came under fire near Kidal before dawn, leaving three drivers hurt", "union"),
    ("Gunmen seized a ferry on Lake Kivu and held eleven traders for a night", "port captain"),
    ("Soldiers burned forty huts in the valley", "district chief"),
    ("The tanker was boarded off Bosaso at noon", "coast guard"),
    ("Both bridges were blown up as the army withdrew", "village council"),
    ("Four shells hit the grain silo at Bentiu", "governor’s spokesman"),
]


@pytest.mark.parametrize(("said", "who"), CLOSING, ids=[who for _, who in CLOSING])
def test_who_closes_a_sentence_said_it(said: str, who: str) -> None:
    ((claimant, words, *_),) = claims_of(f"{said}, the {who} said.")
    assert who.rpartition("’s ")[2] in claimant
    assert words == said


SHOULD_NOT_BE = [
    "“There must be no return to the camps of 2014,” the envoy said.",
    "“There should be no attack on the dam,” the minister said.",
    "“There must be no bombing of hospitals in Idlib, ever,” the doctor said.",
    "The council said there should be no deportation of refugees from Goma.",
    "“There must be no siege of Tigray again,” the patriarch said.",
    "The ambassador said there should be no strikes on the refinery.",
    "“There must be no impunity for the massacre in Bucha,” the prosecutor said.",
    "The premier said there must be no arming of the militias.",
]


@pytest.mark.parametrize("text", SHOULD_NOT_BE)
def test_what_should_not_be_is_not_denied(text: str) -> None:
    assert all(polarity == "asserts" for _, _, polarity, _ in claims_of(text))


CALLED_OUT = [
    ("The charity called out the junta for bombing two schools in Sagaing.", "charity"),
    ("Amnesty called out the police for beating protesters in Lagos.", "Amnesty"),
    ("Norway called out the rebels for mining the road to Goma.", "Norway"),
    ("The union called out the army for firing on dockers in Port Sudan.", "union"),
    ("Human rights lawyers called out Eritrea for abducting fishermen.", "lawyers"),
]


@pytest.mark.parametrize(("text", "who"), CALLED_OUT)
def test_who_calls_out_charges_and_demands_nothing(text: str, who: str) -> None:
    ((claimant, _, _, modality),) = claims_of(text)
    assert who in claimant
    assert modality == "actual"


DISMISSED = [
    "Ethiopia dismissed reports that its jets bombed a market as invented.",
    "Israel dismissed the report that its drones hit an ambulance as a lie.",
    "Serbia rejected reports that its police killed two men in Banjska as fabricated.",
    "Kyiv dismissed the report that its troops shot prisoners as fake.",
]


@pytest.mark.parametrize("text", DISMISSED)
def test_what_is_dismissed_as_false_is_what_the_report_asserts(text: str) -> None:
    polarities = {name: polarity for name, _, polarity, _ in claims_of(text)}
    assert polarities.pop(text.split()[0]) == "denies"
    assert set(polarities.values()) == {"asserts"}


PARTICULARS = [
    "According to the border guards, 40 smugglers were caught in May; in particular, 11 of them"
    " were seized near Osh.",
    "According to the staff, 12 assaults were repelled near Bor; among them, four at the bridge.",
    "According to the coast guard, 60 migrants were rescued; in particular, 14 children were pulled"
    " from the water.",
    "According to the mission, two bases were shelled; as a result, 300 families fled.",
]


@pytest.mark.parametrize("text", PARTICULARS)
def test_particulars_past_a_semicolon_are_of_the_same_source(text: str) -> None:
    claims = claims_of(text)
    assert "Harbour Post" not in {name for name, *_ in claims}
    assert claims[-1][1].endswith(text.rpartition(" ")[2].rstrip("."))


def test_a_new_clause_past_a_semicolon_is_the_outlets() -> None:
    text = "According to the army, the road was cleared; locals had long complained of mines there."
    assert ("army", "the road was cleared", "asserts", "actual") in claims_of(text)


NO_WORDS_OF_THEIR_OWN = [
    ("“We counted 31 bodies,” the nurse said, a figure disputed by the army.", "nurse"),
    ("The mayor said 12 people died even if the army denies it.", "mayor"),
    ("The union said four miners were killed whether or not the company admits it.", "union"),
]


@pytest.mark.parametrize(("text", "who"), NO_WORDS_OF_THEIR_OWN)
def test_a_figure_named_or_an_act_supposed_is_no_claim(text: str, who: str) -> None:
    assert {name for name, *_ in claims_of(text)} == {who}


TOLD_TO = [
    ("Residents said soldiers had told them to leave and burned 30 huts.", "Residents", "30 huts"),
    (
        "A witness said police told the crowd to disperse and then opened fire.",
        "witness",
        "opened fire",
    ),
]


@pytest.mark.parametrize(("text", "who", "deed"), TOLD_TO)
def test_who_tells_of_an_order_claims_the_deed_behind_it(text: str, who: str, deed: str) -> None:
    claims = claims_of(text)
    assert {name for name, words, *_ in claims if deed in words} == {who}
    assert any(modality == "demanded" for name, _, _, modality in claims if name != who)


SUPPOSED = [
    "If the dam bursts, 3,000 people would lose their homes, the engineer warned.",
    "Unless the road reopens, stocks will run out in a week, the agency said.",
    "The envoy said hostages would be released only if both sides signed.",
    "If shelling resumes, 900 pupils will lose their school, the headmaster said.",
    "“If the guards had slept, the rebels would have taken the depot,” the colonel said.",
]


@pytest.mark.parametrize("text", SUPPOSED)
def test_what_happens_on_a_condition_is_hypothetical(text: str) -> None:
    assert [modality for *_, modality in claims_of(text)] == ["hypothetical"]


def test_who_gives_a_toll_is_its_claimant() -> None:
    ((claimant, words, *_),) = claims_of("The union gave a toll of 19, which excludes soldiers.")
    assert claimant == "union"
    assert words.startswith("a toll of 19")


def test_a_label_names_no_event() -> None:
    text = "Order of Battle: Elements of the 4th Brigade are reportedly operating near Lyman."
    assert not any("Order" in words for _, words, *_ in claims_of(text))
