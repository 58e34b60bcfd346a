"""Which event a claim is about."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.record import Block, Document, Span
from sayso.stages.events import EVENTS, choose
from sayso.stages.stage import Draft
from sayso.text.parser import parse
from tests.stages.events.event_sentences import told


def chosen(text: str, evidence: str, cue: str | None) -> str | None:
    found = told(text)
    start = text.index(evidence)
    number = choose(found.events, Span(start, start + len(evidence)), cue, found.parse)
    return None if number is None else found.events[number].kind


def test_the_head_clause_comes_first() -> None:
    text = "Kyiv said it shot down ten drones launched by Russia."
    assert chosen(text, "it shot down ten drones launched by Russia", "say") == "interception"


def test_a_part_of_the_evidence_may_be_a_claim_of_its_own() -> None:
    text = "Kyiv said it shot down ten drones launched by Russia."
    assert chosen(text, "ten drones launched by Russia", "say") == "drone_missile_strike"


def test_harm_comes_before_diplomacy() -> None:
    text = "Officials said nine people were killed and talks were held."
    assert chosen(text, "nine people were killed and talks were held", "say") == "casualties"


def test_a_cue_that_is_an_event_is_chosen_though_outside_the_evidence() -> None:
    text = "Rwanda accused Congo of shelling Rubavu."
    assert chosen(text, "Congo of shelling Rubavu", "accuse") == "accusation"


def test_a_claim_inside_a_denied_claim_is_not_the_denial() -> None:
    text = "Rwanda rejected Congolese claims that it started the war."
    assert chosen(text, "Congolese claims that it started the war", "reject") == "denial"
    assert chosen(text, "it started the war", "claim") != "denial"


def test_with_nothing_told_the_cue_is_a_statement() -> None:
    text = "The mayor said the night was calm."
    assert chosen(text, "the night was calm", "say") == "statement"
    assert chosen(text, "the night was calm", None) is None


def test_talk_of_what_should_be_is_no_meeting() -> None:
    text = "The envoy said any summit would need careful groundwork."
    assert chosen(text, "any summit would need careful groundwork", "say") == "statement"


def test_empty_evidence_and_no_events_give_none() -> None:
    tree = parse("Calm night.", [Span(0, 11)])
    assert choose((), Span(0, 0), None, tree) is None
    assert choose((), Span(0, 11), "say", tree) is None


WORDS = st.sampled_from(
    "Russia the drones struck struck, Odesa killing three (no) will not talks of on by “ ” . ; army"
    " denied that it shelled and dozens Kyiv’s attack 2014 — if\n".split(" ")
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_any_words_give_events_whose_spans_lie_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    tree = parse(text, [Span(0, len(text))])
    blocks = (Block("paragraph", Span(0, len(text))),)
    draft = Draft(Document(text), blocks=blocks, parse=tree, places=(), actors=())
    events = EVENTS.read(draft).layer
    assert isinstance(events, tuple)
    for event in events:
        for span in (event.trigger, event.initiator, event.target, event.means):
            assert span is None or (len(span) > 0 and span.end <= len(text))
        assert event.follows is None or 0 <= event.follows < len(events)
