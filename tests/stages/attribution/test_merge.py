"""The tagger's attributions and those of the rules, as one list."""

from __future__ import annotations

from sayso.pipeline import STAGES, Pipeline
from sayso.record import Attribution, Document
from sayso.stages.attribution import ATTRIBUTION, tagging_stage

BEFORE = STAGES[: STAGES.index(ATTRIBUTION)]
PIPELINE = Pipeline((*BEFORE, ATTRIBUTION))


def read(text: str) -> tuple[Attribution, ...]:
    return PIPELINE.read(Document(text)).attributions or ()


def names(text: str, found: tuple[Attribution, ...]) -> list[str]:
    return [" ".join(span.of(text) for span in each.source) for each in found]


def test_what_sits_inside_is_found_by_rules_and_has_its_parent() -> None:
    text = (
        "The agency said on Sunday that the governor had told its reporter that the dam was safe."
    )
    outer, inner = read(text)
    assert names(text, (outer, inner)) == ["The agency", "the governor"]
    assert inner.parent == 0


def test_a_cited_source_is_the_source_and_not_the_one_who_cites() -> None:
    text = (
        "Reuters reported on Sunday, citing the Yemeni coast guard, that nine people had drowned."
    )
    outer, inner = read(text)
    assert names(text, (outer, inner)) == ["Reuters", "the Yemeni coast guard"]
    assert inner.parent == 0


def test_the_one_who_is_accused_is_not_the_source() -> None:
    text = "The militia has been accused of burning three villages near Kutum."
    assert "The militia" not in names(text, read(text))


def test_the_next_act_of_a_speaker_is_an_attribution_of_its_own() -> None:
    text = (
        "The army said its troops hold the town and called for a truce, adding that roads are open."
    )
    found = read(text)
    acts = [each.cue[0].of(text).split()[0] for each in found if each.parent is None]
    assert acts == ["said", "called", "adding"]
    assert all("adding" not in span.of(text) for each in found for span in each.content)


def test_both_packs_read() -> None:
    text = "The ministry said four schools were hit overnight."
    for pack in ("accurate", "fast"):
        stages = (*BEFORE, tagging_stage(pack), ATTRIBUTION)
        found = Pipeline(stages).read(Document(text)).attributions or ()
        assert names(text, found) == ["The ministry"]


def test_an_empty_document_has_no_attributions() -> None:
    assert read("") == ()
