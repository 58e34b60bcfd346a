"""The pipeline: a pure function of a document, refused when its stages do not fit."""

from __future__ import annotations

import pytest

from sayso.pipeline import STAGES, Pipeline, PipelineError
from sayso.record import Document
from sayso.record.progress import following
from sayso.record.wire import to_json
from sayso.stages.anatomy import ANATOMY
from sayso.stages.attribution import ATTRIBUTION
from sayso.stages.parsing import PARSING
from sayso.stages.stage import Draft, Stage, StageResult

TEXT = (
    "Drones over the delta\n\n"
    "The air force said it shot down 12 of 15 drones overnight. The governor denied that the"
    " port was hit. “We are counting the losses,” he told reporters."
)


def test_a_stage_that_needs_what_none_gave_is_refused_when_built() -> None:
    with pytest.raises(PipelineError, match="needs blocks, parse, actors"):
        Pipeline((ATTRIBUTION,))


def test_a_stage_that_gives_no_known_layer_is_refused() -> None:
    stray = Stage("stray", needs=(), gives="weather", read=lambda _: StageResult(()))
    with pytest.raises(PipelineError, match="weather"):
        Pipeline((stray,))


def test_the_same_document_gives_the_same_reading() -> None:
    pipeline = Pipeline()
    assert to_json(pipeline.read(Document(TEXT))) == to_json(pipeline.read(Document(TEXT)))


def test_layers_that_no_stage_looked_for_are_none_and_not_empty() -> None:
    reading = Pipeline((ANATOMY, PARSING)).read(Document(TEXT))
    assert reading.blocks
    assert reading.claims is None


def test_every_layer_is_read_by_the_whole_pipeline() -> None:
    reading = Pipeline().read(Document(TEXT))
    for layer in ("blocks", "attributions", "events", "claims", "quantities", "warnings"):
        assert getattr(reading, layer) is not None, layer


def test_a_stage_that_reads_what_it_did_not_declare_is_found_out() -> None:
    from sayso.stages.stage import given

    def peek(draft: Draft) -> StageResult:
        return StageResult(given(draft.parse))

    reading = Pipeline((Stage("peek", needs=(), gives="parse", read=peek),)).read(Document(TEXT))
    (problem,) = reading.problems
    assert problem.stage == "peek"
    assert "LookupError" in problem.message


def test_another_language_is_kept_and_said_not_to_be_read() -> None:
    reading = Pipeline().read(Document("Die Stadt wurde beschossen.", language="de"))
    assert reading.claims is None
    assert "English, Russian and Ukrainian" in reading.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "\x00",
        "“",
        '"',
        "said",
        "….",
        ":" * 50,
        "a" * 5000,
        "1" * 400,
        "‮abc",
        "\ud800 said x.",
    ],
)
def test_odd_texts_are_read_without_a_crash(text: str) -> None:
    reading = Pipeline().read(Document(text))
    for claim in reading.claims or ():
        assert claim.evidence.of(text)


def test_the_stages_stand_in_the_order_of_the_reading() -> None:
    assert STAGES[0].name == "anatomy"
    assert [stage.name for stage in STAGES][-3:] == ["claims", "relevance", "warnings"]


def test_title_and_agency_are_those_that_the_report_tells_itself() -> None:
    text = (
        "Drones over the delta\n\nKYIV, Feb 5 (Reuters) - The air force said it shot down 12"
        " drones.\n\nThe port was not hit, the governor said on Thursday."
    )
    read = Pipeline().read(Document(text)).document
    assert (read.title, read.agency) == ("Drones over the delta", "Reuters")
    given = Pipeline().read(Document(text, title="Night report", agency="AFP")).document
    assert (given.title, given.agency) == ("Night report", "AFP")
    assert Document(text).fingerprint == read.fingerprint


def test_of_a_text_beyond_the_bound_the_beginning_is_read_and_a_problem_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sayso.pipeline.LONGEST_READ", 60)
    text = "The mayor said 12 drones fell on Izmail. Nobody was hurt in the raid on the port."
    text += "\n\nThe governor said 30 tanks burned in Izmail."
    reading = Pipeline().read(Document(text))
    assert [claim.evidence.of(text) for claim in reading.claims or ()] == [
        "12 drones fell on Izmail"
    ]
    assert "".join(block.span.of(text) for block in reading.blocks or ()) == text.replace("\n", "")
    (unread,) = [each for each in reading.problems if each.stage == "reading"]
    assert unread.message.startswith(f"only the first 40 of {len(text)} characters were read")
    assert unread.span is not None
    assert unread.span.of(text).endswith("burned in Izmail.")


def test_a_text_within_the_bound_has_no_such_problem() -> None:
    assert not [p for p in Pipeline().read(Document(TEXT)).problems if p.stage == "reading"]


def test_who_follows_a_reading_is_given_each_stage_and_the_share_of_the_slowest() -> None:
    notes: list[tuple[str, float]] = []
    with following(lambda doing, share: notes.append((doing, share))):
        Pipeline().read(Document(TEXT))
    assert list(dict.fromkeys(doing for doing, _ in notes)) == [stage.name for stage in STAGES]
    assert max(share for doing, share in notes if doing == "tagging") == 1.0
