"""Claims: whose they are, which words show them, and how they are meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Claim, Document, Reading

PIPELINE = Pipeline()
PUBLISHED = datetime(2025, 3, 6, 9, 0, tzinfo=UTC)


def read(*paragraphs: str, outlet: str | None = None) -> Reading:
    """A report with a headline that claims nothing, and these paragraphs."""
    text = "\n\n".join(("Notes from the province", *paragraphs))
    return PIPELINE.read(Document(text, outlet=outlet, published=PUBLISHED))


def words(reading: Reading, claim: Claim) -> str:
    return claim.evidence.of(reading.document.text)


def attributed(reading: Reading) -> list[tuple[str, str]]:
    return [(c.claimant.name, words(reading, c)) for c in reading.claims or () if not c.narrated]


def test_evidence_leaves_out_that_and_quotation_marks() -> None:
    reading = read(
        "The governor said that two bridges were destroyed.",
        "“The bridges will be rebuilt by the spring,” the governor said.",
    )
    assert [evidence for _, evidence in attributed(reading)] == [
        "two bridges were destroyed",
        "The bridges will be rebuilt by the spring",
    ]


def test_the_whole_of_a_part_is_a_claim_of_its_own() -> None:
    reading = read("The air force said it shot down 71 of 83 drones launched by Russia overnight.")
    part, whole = reading.claims or ()
    quantities = reading.quantities or ()
    assert [(quantities[i].low, quantities[i].role) for i in part.quantities] == [
        (71, "intercepted")
    ]
    assert [(quantities[i].low, quantities[i].role) for i in whole.quantities] == [(83, "launched")]
    assert words(reading, whole).startswith("83 drones")
    events = reading.events or ()
    assert part.event is not None
    assert events[part.event].kind == "interception"


def test_who_cites_what_cannot_speak_makes_the_claim() -> None:
    reading = read(
        "The grid operator Ukrenergo, citing preliminary checks, reported that at least 52,000"
        " customers had lost power.",
    )
    assert attributed(reading) == [("Ukrenergo", "at least 52,000 customers had lost power")]


def test_clauses_joined_by_and_are_claims_of_their_own() -> None:
    reading = read("The mayor said a school was hit and three teachers were killed.")
    assert [evidence for _, evidence in attributed(reading)] == [
        "a school was hit",
        "three teachers were killed",
    ]


def test_a_carried_over_report_keeps_its_claimant() -> None:
    reading = read(
        "The Ukrainian Air Force said it shot down 71 of 83 drones."
        " Hits were recorded at 9 sites, with debris falling on 4 others."
    )
    names = {name for name, _ in attributed(reading)}
    assert names == {"Ukrainian Air Force"}
    assert [evidence for _, evidence in attributed(reading)][-2:] == [
        "Hits were recorded at 9 sites",
        "debris falling on 4 others",
    ]


def test_pronouns_and_titles_lead_back_to_the_full_name() -> None:
    reading = read(
        "Government spokesman Idris Okoro said the road was closed.",
        "He said it would stay closed until Sunday. The spokesman added that trucks had burned.",
    )
    assert {name for name, _ in attributed(reading)} == {"Idris Okoro"}


def test_a_relay_names_the_chain_and_makes_no_claim_of_its_own() -> None:
    reading = read("Nine people drowned, Reuters reported, citing the Tunisian coast guard.")
    (claim,) = reading.claims or ()
    assert claim.chain == ("Reuters", "Tunisian coast guard")
    assert claim.claimant.name == "Tunisian coast guard"


def test_a_rejected_claim_is_two_claims() -> None:
    reading = read("The president rejected European claims that his army had started the war.")
    denial, claim = sorted(reading.claims or (), key=lambda each: each.polarity != "denies")
    assert denial.polarity == "denies"
    assert claim.polarity == "asserts"
    assert words(reading, claim) == "his army had started the war"
    assert claim.claimant.name == "European"


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("The army said its guns had fired on the town.", "asserts"),
        ("The army denied that its guns had fired on the town.", "denies"),
        ("The army admitted that its guns had fired on the town.", "acknowledges"),
        ("The army questioned whether the guns had fired on the town.", "doubts"),
        ("The army said no shells had been fired on the town.", "denies"),
    ],
)
def test_polarity(sentence: str, polarity: str) -> None:
    claims = [claim for claim in read(sentence).claims or () if not claim.narrated]
    assert [claim.polarity for claim in claims] == [polarity]


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("The junta said its troops took the pass.", "actual"),
        ("The junta said its troops will attack the pass.", "planned"),
        ("The junta threatened to bomb the villages along the pass.", "threatened"),
        ("The junta demanded that the rebels leave the pass.", "demanded"),
    ],
)
def test_modality(sentence: str, modality: str) -> None:
    claims = [claim for claim in read(sentence).claims or () if not claim.narrated]
    assert [claim.modality for claim in claims] == [modality]


def test_what_no_one_is_said_to_say_is_narrated_by_the_outlet() -> None:
    reading = read("Shells struck the market in Omdurman on Tuesday.", outlet="Harbour Post")
    (claim,) = reading.claims or ()
    assert claim.narrated
    assert claim.claimant.name == "Harbour Post"
    assert words(reading, claim) == "Shells struck the market in Omdurman on Tuesday"


def test_a_part_of_a_sentence_that_says_nothing_by_itself_is_no_claim() -> None:
    reading = read(
        "Two clinics were closed, the governor said on Monday, in an attack on the port.",
        "The convoy was shelled near Zalingei, the union said.",
        "Militiamen attacked the port, and the union said that it stayed closed.",
        "After hours of shelling in Nyala, the mayor said that two clinics were closed.",
    )
    told = [words(reading, claim) for claim in reading.claims or () if claim.narrated]
    assert told == [
        "Militiamen attacked the port",
        "After hours of shelling in Nyala",
    ]


def test_beliefs_and_plans_are_no_claims() -> None:
    reading = read("The general believes the war is lost.", "The general wants the war to end.")
    assert attributed(reading) == []


def test_a_topic_is_no_claim() -> None:
    assert attributed(read("The two ministers discussed the harvest.")) == []


def test_things_that_cannot_speak_claim_nothing() -> None:
    assert attributed(read("Weak demand points to a slower economy.")) == []
    assert attributed(read("Satellite images show that the depot was rebuilt.")) != []


def test_words_inside_a_speech_are_the_speakers() -> None:
    reading = read("“We believe that the harvest will be good, as I said,” the minister told us.")
    assert len(attributed(reading)) == 1


def test_the_day_of_speaking_is_not_the_day_of_the_event() -> None:
    reading = read("The governor said on Wednesday that the dam was bombed.")
    (claim,) = reading.claims or ()
    assert claim.moment is None


def test_a_period_in_the_claim_is_when_it_happened() -> None:
    reading = read("The governor said the dam was bombed over the past 36 hours.")
    (claim,) = reading.claims or ()
    assert claim.moment is not None
    assert (reading.moments or ())[claim.moment].value == "PT36H"


def test_a_bare_length_of_time_is_of_no_day() -> None:
    reading = read("The governor said the dam was bombed for three hours.")
    (claim,) = reading.claims or ()
    assert claim.moment is None


def test_the_day_in_the_claim_is_the_day_of_the_event() -> None:
    reading = read("The governor said the dam was bombed on Tuesday.")
    (claim,) = reading.claims or ()
    assert claim.moment is not None
    assert (reading.moments or ())[claim.moment].value == "2025-03-04"


def test_ids_tell_documents_apart_and_stay_the_same() -> None:
    sentence = "The governor said the dam was bombed on Tuesday."
    one, again, other = read(sentence), read(sentence), read(sentence, outlet="Harbour Post")
    assert [c.id for c in one.claims or ()] == [c.id for c in again.claims or ()]
    assert {c.id for c in one.claims or ()}.isdisjoint({c.id for c in other.claims or ()})


def test_every_index_points_into_its_layer() -> None:
    reading = read(
        "The army said 12 rebels were killed near Goma on Monday, adding that 3 trucks burned.",
        "Rebel leader Jean Mbusa denied it. “We lost nobody,” he said in a video.",
    )
    for claim in reading.claims or ():
        assert all(i < len(reading.quantities or ()) for i in claim.quantities)
        assert all(i < len(reading.places or ()) for i in claim.places)
        assert claim.event is None or claim.event < len(reading.events or ())
        for index in claim.quantities:
            assert claim.evidence.contains((reading.quantities or ())[index].as_said)


def test_a_total_that_the_claimant_gave_before_is_no_claim_again() -> None:
    reading = read(
        "Russia launched 83 drones overnight, the Ukrainian Air Force said."
        " The Air Force added that it shot down 71 of 83 drones."
    )
    figures = [
        [(reading.quantities or ())[i].low for i in claim.quantities]
        for claim in reading.claims or ()
    ]
    assert figures == [[83], [71]]


def test_reports_of_no_one_are_an_unnamed_source_of_that_name() -> None:
    reading = read("The talks came amid reports that the border had been closed.")
    (claim,) = [each for each in reading.claims or () if not each.narrated]
    assert claim.claimant.name == "reports"
    assert not claim.claimant.named
