"""Who said what, in sentences: [source] {cue} |content|."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from sayso.pipeline import STAGES, Pipeline
from sayso.record import Attribution, Document, Reading
from sayso.stages.attribution import ATTRIBUTION

PIPELINE = Pipeline(STAGES[: STAGES.index(ATTRIBUTION) + 1])

MARKS = re.compile(r"[\[\]{}|]")


@dataclass(frozen=True)
class Said:
    source: str
    cue: str
    content: str


def read(text: str) -> Reading:
    return PIPELINE.read(Document(text))


def said(text: str, each: Attribution) -> Said:
    def words(spans: tuple) -> str:  # type: ignore[type-arg]
        return " … ".join(span.of(text).strip("\"“”.,' ") for span in spans)

    return Said(words(each.source), words(each.cue), words(each.content))


def marked(sentence: str) -> tuple[str, Said]:
    """The plain sentence, and what its marks say."""

    def part(pattern: str) -> str:
        found = re.findall(pattern, sentence)
        return " … ".join(MARKS.sub("", each).strip("\"“”.,' ") for each in found)

    plain = MARKS.sub("", sentence)
    return plain, Said(part(r"\[([^\]]*)\]"), part(r"\{([^}]*)\}"), part(r"\|([^|]*)\|"))


INDIRECT = [
    "[The ministry] {said} |ten drones fell near the port|.",
    "|Ten drones fell near the port|, [the ministry] {said}.",
    "[Sudan's army] {has claimed} |that its forces hold the bridge|.",
    "[The governor] {denied} |that any school was hit|.",
    "[The air force] {reported} |striking two fuel depots near Bryansk|.",
    "[Rescuers] {confirmed} |the deaths of four miners|.",
    "[The spokesman] {rejected} |claims of a retreat|.",
    "[Kyiv] {accused} |Moscow of breaking the truce|.",
    "[The envoy] {warned of} |a wider war in the region|.",
    "[The prime minister] {called for} |an inquiry|.",
    "[The army] {described} |the raid as a success|.",
    "{According to} [the mayor], |two schools burned down|.",
    "|Two schools burned down|, {according to} [the mayor].",
    "|The convoy|, [the monitors] {said}, |had crossed the border at dawn|.",
    "[Residents] {blamed} |the militia for the fire|.",
    "[The junta] {pledged} |to free the prisoners|.",
]


@pytest.mark.parametrize("sentence", INDIRECT)
def test_indirect_speech(sentence: str) -> None:
    text, expected = marked(sentence)
    found = [said(text, each) for each in read(text).attributions or ()]
    assert expected in found


DIRECT = [
    '|"We will not leave the town,"| [the mayor] {told} reporters.',
    '[The mayor] {said}: |"We will not leave the town."|',
    "|“They fired on the queue without any warning,”| {said} [Amina Yusuf], a nurse.",
    "[General Haroun] {wrote on his channel}: |“The bridge is ours and it will stay ours.”|",
]


@pytest.mark.parametrize("sentence", DIRECT)
def test_direct_speech(sentence: str) -> None:
    text, expected = marked(sentence)
    attributions = read(text).attributions or ()
    assert len(attributions) == 1
    found = said(text, attributions[0])
    assert (found.cue, found.content) == (expected.cue, expected.content)
    assert found.source.startswith(expected.source)
    assert attributions[0].manner == "direct"


def test_a_speech_interrupted_by_its_cue_is_one_attribution() -> None:
    text = '"We held the line," the colonel said. "We will hold it again tomorrow."'
    attributions = read(text).attributions or ()
    assert len(attributions) == 1
    assert [span.of(text) for span in attributions[0].content] == [
        '"We held the line,"',
        '"We will hold it again tomorrow."',
    ]


def test_a_speech_alone_in_its_paragraph_goes_on_with_the_speaker_before() -> None:
    text = (
        "Headline of the day\n\n"
        "The mayor said the water was cut off on Monday.\n\n"
        "“Nobody told us how long this would last or why.”"
    )
    (speech,) = [each for each in read(text).attributions or () if each.manner == "direct"]
    assert [span.of(text) for span in speech.source] == ["The mayor"]
    assert speech.cue == ()


def test_words_in_quotation_marks_inside_a_clause_make_it_mixed() -> None:
    text = "The minister said the strike was “a crime against the city” and had no purpose."
    (only,) = read(text).attributions or ()
    assert only.manner == "mixed"
    assert only.content[0].of(text).startswith("the strike was")


def test_scare_quotes_are_nobodys_speech() -> None:
    text = 'The "people\'s republic" opened a new railway station in the north.'
    assert read(text).attributions == ()


def test_a_participle_shares_the_speaker_and_is_cut_out_of_the_first_content() -> None:
    text = "The army said its troops still hold the town, adding that two tanks were burned."
    first, second = read(text).attributions or ()
    assert first.content[0].of(text) == "its troops still hold the town"
    assert second.content[0].of(text) == "that two tanks were burned"
    assert first.source == second.source
    assert second.parent is None


def test_a_relay_is_the_parent_of_what_it_cites() -> None:
    text = "Nine people drowned, the news agency reported, citing the coast guard."
    outer, inner = read(text).attributions or ()
    assert outer.source[0].of(text) == "the news agency"
    assert inner.source[0].of(text) == "the coast guard"
    assert inner.parent == 0


def test_a_claim_that_is_rejected_sits_inside_the_rejection() -> None:
    text = "The president rejected European claims that his army had started the war."
    outer, inner = read(text).attributions or ()
    assert outer.stance == "denies"
    assert inner.source[0].of(text) == "European"
    assert inner.stance == "claims"
    assert inner.parent == 0


def test_reports_without_an_owner_name_no_source() -> None:
    text = "The talks came amid reports that the border had been closed."
    (only,) = read(text).attributions or ()
    assert only.source == ()
    assert only.cue[0].of(text) == "reports"
    assert only.content[0].of(text) == "that the border had been closed"


def test_a_report_with_figures_carries_over_to_the_sentence_after_it() -> None:
    text = (
        "Night over the coast\n\n"
        "The air force said it shot down 40 of 52 drones. Hits were recorded at six sites."
    )
    carried = (read(text).attributions or ())[-1]
    assert carried.cue == ()
    assert carried.source[0].of(text) == "The air force"
    assert carried.content[0].of(text) == "Hits were recorded at six sites"


def test_only_figures_carry_over() -> None:
    text = (
        "Night over the coast\n\n"
        "The mayor said the sirens failed. At least 30 people were taken to two hospitals."
    )
    assert len(read(text).attributions or ()) == 1


def test_a_sentence_with_a_doer_of_its_own_is_not_carried_over() -> None:
    text = (
        "Night over the coast\n\n"
        "The air force said it shot down 40 of 52 drones. Residents cleared glass from 12 streets."
    )
    assert len(read(text).attributions or ()) == 1


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The ministry said the road was open.", "statement"),
        ("The general believes the road is open.", "belief"),
        ("The general intends to open the road by Friday.", "intention"),
    ],
)
def test_statements_are_told_from_beliefs_and_intentions(sentence: str, kind: str) -> None:
    kinds = {each.kind for each in read(sentence).attributions or ()}
    assert kinds == {kind}


def test_medium_and_audience() -> None:
    text = "The governor told reporters in a video address that the dam was safe."
    (only,) = read(text).attributions or ()
    assert only.audience is not None
    assert only.audience.of(text) == "reporters"
    assert only.medium is not None
    assert only.medium.of(text) == "a video address"


@pytest.mark.parametrize(
    ("headline", "source", "content"),
    [
        ("Army Says Raid On Depot Killed 30 Rebels", "Army", "Raid On Depot Killed 30 Rebels"),
        ("Grain ships to sail again by Friday: UN", "UN", "Grain ships to sail again by Friday"),
    ],
)
def test_headlines(headline: str, source: str, content: str) -> None:
    text = f"{headline}\n\nThe story itself begins in this paragraph, with a harvest."
    (only,) = read(text).attributions or ()
    assert only.source[0].of(text) == source
    assert only.content[0].of(text) == content


@pytest.mark.parametrize(
    ("said", "answer", "who"),
    [
        ("they had shot down a helicopter", "a claim the army swiftly denied", "the army"),
        ("their forces hit the bridge", "an accusation that Moscow rejects", "Moscow"),
    ],
)
def test_an_answer_in_the_same_sentence_is_the_answerers_own(
    said: str, answer: str, who: str
) -> None:
    text = f"The rebels said {said}, {answer}."
    claim, denial = sorted(read(text).attributions or (), key=lambda each: each.cue)
    assert claim.content[0].of(text) == said
    assert denial.source[0].of(text) == who
    assert denial.stance == "denies"
    assert denial.content[0].of(text) == said
    assert denial.parent is None
