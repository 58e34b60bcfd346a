"""Whose mouth words are put into: the head of the source decides, and nobody else."""

from __future__ import annotations

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Claim, Document, Reading

PIPELINE = Pipeline()


def read(text: str, outlet: str | None = None) -> Reading:
    return PIPELINE.read(Document(text, outlet=outlet))


def claim_with(reading: Reading, words: str) -> Claim:
    """Return the claim whose evidence has these words."""
    holding = [
        each for each in reading.claims or () if words in each.evidence.of(reading.document.text)
    ]
    assert holding, [each.evidence.of(reading.document.text) for each in reading.claims or ()]
    return holding[0]


HEADS = [
    (
        "FACT accused the army of a massacre of civilians. The army called the charge propaganda.",
        "the charge propaganda",
        "army",
    ),
    (
        "Prosecutors accused the Ministry of Defence of waste. The ministry said it would answer.",
        "it would answer",
        "Ministry of Defence",
    ),
    (
        "Ankara accused the head of the navy of treason. The head of the navy said it was a lie.",
        "it was a lie",
        "head of the navy",
    ),
    (
        "The Rapid Support Forces seized the market on Monday, the army said. The Nyala Teachers"
        " Relief Organization said 12 pupils were wounded in the shelling.",
        "12 pupils",
        "Nyala Teachers Relief Organization",
    ),
    (
        "Ethiopia's army said it had retaken Kobo. The ambulance service said five bodies lay on"
        " the road.",
        "five bodies",
        "ambulance service",
    ),
    (
        "Israel's army said it hit two launchers in Tyre. The fire service said nobody was hurt.",
        "nobody",
        "fire service",
    ),
    ("Gunmen fighting the Malian army say they hold the town of Kidal.", "hold", "Gunmen"),
    (
        "Nurses who accused the Houthis of looting the clinic said 14 patients had died.",
        "14 patients",
        "Nurses",
    ),
    (
        "A diplomat close to the Taliban delegation said the talks would resume in May.",
        "the talks",
        "diplomat close to the Taliban delegation",
    ),
    (
        "The bridge fell at dawn, according to lorry drivers stopped by the Burmese army.",
        "The bridge",
        "lorry drivers",
    ),
    (
        "A teacher at a school run by the Catholic Church said gunmen took 40 girls.",
        "gunmen took",
        "teacher at a school run by the Catholic Church",
    ),
    (
        "Oxfam pressed the junta to reopen the road to Loikaw. “The junta must let trucks"
        " through,” it said.",
        "must let",
        "Oxfam",
    ),
    (
        "Rebels fought Congolese government forces near Sake, the UN mission said. The army in"
        " Kampala says more than 60 Congolese soldiers crossed.",
        "more than 60",
        "army in Kampala",
    ),
    (
        "Jordan Whitfield, who leads the mission, said 12 trucks reached Gwoza.",
        "12 trucks",
        "Jordan Whitfield",
    ),
    ("Chad Brenner of Mercy Corps said the road to Bama was mined.", "mined", "Chad Brenner"),
    (
        "Commander Petro “Baker” Lysenko said his unit shot down nine drones.",
        "nine drones",
        "Petro “Baker” Lysenko",
    ),
    (
        "A sniper with the call sign Falcon said the trench was lost on Sunday.",
        "the trench",
        "sniper",
    ),
    (
        "Local news portal Radio Gedo said shells fell on three districts.",
        "shells fell",
        "Radio Gedo",
    ),
]


@pytest.mark.parametrize(("text", "said", "name"), HEADS, ids=[name for *_, name in HEADS])
def test_the_head_of_the_source_is_the_claimant(text: str, said: str, name: str) -> None:
    claimant = claim_with(read(text), said).claimant.name
    assert name.removeprefix("Radio ") in claimant
    assert len(claimant) <= len(name) + 20


SEVERAL = [
    ("Doctors and the Ethiopian army said 20 people were killed.", "Doctors and Ethiopian army"),
    ("Norway and Sweden said the cable had been cut on purpose.", "Norway and Sweden"),
    ("Farmers and other residents said soldiers burned 30 barns.", "Farmers and other residents"),
    ("The UN mission and Oxfam said their trucks had been looted.", "UN mission and Oxfam"),
]


@pytest.mark.parametrize(("text", "name"), SEVERAL)
def test_all_whom_and_joins_are_claimants(text: str, name: str) -> None:
    assert [each.claimant.name for each in read(text).claims or () if not each.narrated] == [name]


def test_the_members_of_a_name_are_one_claimant() -> None:
    reading = read("Bosnia and Herzegovina said the border had been closed.")
    assert claim_with(reading, "the border").claimant.name == "Bosnia and Herzegovina"


SAME = [
    (
        "The Ethiopian Human Rights Commission said drones killed 40 people in Merawi. The"
        " statement added that two priests were among the dead.",
        "Ethiopian Human Rights Commission",
    ),
    (
        "Colombia's navy said it seized three boats off Tumaco. The crews had no papers, according"
        " to the release.",
        "Colombia's navy",
    ),
    (
        "Human Rights Watch released its findings on the killings in Nondin on Thursday. The report"
        " said soldiers executed 44 people.",
        "Human Rights Watch",
    ),
    (
        "The Bureau for Relief in Conflict said 3,000 families left Sinjar. The BRC said tents were"
        " short.",
        "Bureau for Relief in Conflict",
    ),
    (
        "The Ministry of Health (MoH) said cholera had reached six camps. Two nurses died, the MoH"
        " said.",
        "Ministry of Health",
    ),
    (
        "The Libyan Lawyers' Syndicate said two judges were seized in Derna. The Syndicate called"
        " the arrests unlawful.",
        "Libyan Lawyers' Syndicate",
    ),
]


@pytest.mark.parametrize(("text", "name"), SAME, ids=[name for _, name in SAME])
def test_documents_and_short_names_lead_back(text: str, name: str) -> None:
    reading = read(text)
    assert {each.claimant.name for each in reading.claims or () if not each.narrated} == {name}
    assert not [each for each in reading.warnings or () if each.kind == "unnamed_source"]


def test_a_body_of_a_region_is_not_that_of_its_country() -> None:
    reading = read(
        "Azerbaijani units shelled the village, the Azerbaijani ministry said. The claims are"
        " false, the Artsakh ministry said."
    )
    assert claim_with(reading, "The claims").claimant.name == "Artsakh ministry"


@pytest.mark.xfail(reason="the parser takes the name for an imperative", strict=True)
def test_a_name_that_begins_like_an_imperative() -> None:
    reading = read(
        "Save the Children asked the M23 to spare schools. “The M23 is using classrooms as"
        " barracks,” it said on Friday."
    )
    assert claim_with(reading, "classrooms").claimant.name == "Save the Children"


UNLISTED = [
    (
        "Nine workers were hurt when shells landed in the yard, the power station said.",
        "power station",
    ),
    (
        "At least six fishermen drowned off Mocha on Sunday, said a local fishing cooperative.",
        "local fishing cooperative",
    ),
    (
        "Bandits abducted 27 pupils from a school in Kaduna, a parents' association said.",
        "parents' association",
    ),
    (
        "Villagers say that at least 11 herders died when two drones struck their camp near Gossi.",
        "Villagers",
    ),
    (
        "The dam operator reported that two of its guards had been shot dead at the gate.",
        "dam operator",
    ),
    (
        "Syrian state television said seven conscripts were killed in the blast near Palmyra.",
        "Syrian state television",
    ),
    (
        "The cemetery has buried 64 people from the siege since March, its caretakers said.",
        "caretakers",
    ),
    (
        "A students' union said that 150 protesters had been detained in Khartoum overnight.",
        "students' union",
    ),
    (
        "Fourteen passengers were killed when the bus hit a mine, the transport company said.",
        "transport company",
    ),
]


@pytest.mark.parametrize(("text", "name"), UNLISTED, ids=[name for _, name in UNLISTED])
def test_a_source_that_no_table_lists_speaks(text: str, name: str) -> None:
    assert name in {each.claimant.name for each in read(text).claims or ()}


@pytest.mark.parametrize(
    "text",
    [
        "We counted 18 craters around the mosque on Tuesday morning.",
        "Currently, we assess no civilians were injured or killed as a result of this strike.",
    ],
)
def test_we_is_the_outlet(text: str) -> None:
    (claim,) = read(text, "Harbour Post").claims or ()
    assert claim.narrated
    assert claim.claimant.name == "Harbour Post"


def test_what_nobody_can_say_is_no_claim() -> None:
    text = "The weather suggests that the offensive will stop."
    assert not [each for each in read(text).claims or () if not each.narrated]


@pytest.mark.parametrize(
    ("headline", "who"),
    [
        ("Truck bomb kills nine near Baidoa: monitor", "monitor"),
        ("Raid on Darfur camp kills 14 displaced people: doctors", "doctors"),
        ("Mortar fire wounds three in Tripoli suburb – residents", "residents"),
        ("Drone shot down near Stepanakert: ministry", "ministry"),
    ],
)
def test_who_signs_off_a_headline_speaks(headline: str, who: str) -> None:
    (claim,) = read(headline).claims or ()
    assert claim.claimant.name == who
    assert not claim.narrated
