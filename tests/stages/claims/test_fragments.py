"""Every claim has a predicate of its own, or is one with its rest."""

from __future__ import annotations

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Document, Reading

PIPELINE = Pipeline()


def read(text: str) -> Reading:
    return PIPELINE.read(Document(f"Notes from the province\n\n{text}"))


def evidences(text: str) -> list[str]:
    reading = read(text)
    return [each.evidence.of(reading.document.text) for each in reading.claims or ()]


@pytest.mark.parametrize(
    "text",
    [
        "The raiders reportedly torched at least 20 barns and six tractors.",
        "More than 80 miners have reportedly been killed in Zamfara since April.",
        "An alleged drone attack on a convoy near Derna left at least four men dead.",
        "Artillery reportedly killed two field engineers and a cook.",
        "Looting continues to be reported across the district, forcing more families out.",
        "The depot, the navy said, was hit by two missiles.",
    ],
)
def test_a_hedge_or_a_cue_inside_leaves_one_claim(text: str) -> None:
    assert evidences(text) == [text.rstrip(".")]


def test_words_of_time_go_with_the_claims_behind_them() -> None:
    text = (
        "Between 3 and 9 May, according to the health office in Hodeidah, 21 people were killed and"
        " 40 were wounded."
    )
    reading = read(text)
    claims = reading.claims or ()
    assert [each.evidence.of(reading.document.text) for each in claims] == [
        "21 people were killed",
        "40 were wounded",
    ]
    assert all(each.moment is not None for each in claims)


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("In Tuesday's raid, the Nur group said its men hit a fuel depot.", "In Tuesday's raid"),
        (
            "Talking to reporters on Friday, the envoy said a truce was near.",
            "Talking to reporters",
        ),
    ],
)
def test_what_sets_the_scene_of_a_statement_is_no_claim(text: str, scene: str) -> None:
    assert not [each for each in evidences(text) if each.startswith(scene)]


def test_a_show_of_support_is_no_speech() -> None:
    reading = read("The militia attacked convoys as a gesture of support for the prisoners.")
    assert all(each.narrated for each in reading.claims or ())


@pytest.mark.parametrize(
    ("text", "who", "kind"),
    [
        ("The envoy thanked Muscat for hosting the talks.", "envoy", "support"),
        ("Each side blamed the other for the fire at the refinery.", "Each side", "accusation"),
        ("The captain named the tanker Ardent as the target.", "captain", None),
    ],
)
def test_thanks_and_blame_are_speech_acts(text: str, who: str, kind: str | None) -> None:
    reading = read(text)
    (claim,) = [each for each in reading.claims or () if not each.narrated]
    assert claim.claimant.name == who
    assert kind is None or (reading.events or ())[claim.event or 0].kind == kind


def test_a_quotation_of_several_sentences_makes_a_claim_of_each_event() -> None:
    text = (
        "“We hit three boats off Odesa. Two sailors were killed. We do not know their names,” the"
        " navy spokesman wrote."
    )
    assert evidences(text) == [
        "We hit three boats off Odesa.",
        "Two sailors were killed. We do not know their names",
    ]


def test_who_asks_not_to_be_named_has_not_said_it() -> None:
    text = "A nurse, who asked not to be named because rebels are near, said nine men had died."
    assert evidences(text) == ["nine men had died"]
