"""Claims of posts and bulletins, from what the tagger would see and from word lists."""

from __future__ import annotations

from sayso.models import Tagged
from sayso.record import OUTLET, Attribution, Block, Claim, Event, Quantity, Span
from sayso.stages.multilingual.attribution import read_attributions
from sayso.stages.multilingual.claims import DocumentLayers, read_claims


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def tagged(text: str, source: str, cue: str, content: str, score: float = 0.9) -> Tagged:
    """Return an attribution as the tagger gives it: by its words, "" for a part that is missing."""
    parts = [(span(text, words),) if words else () for words in (source, cue, content)]
    return Tagged(parts[0], parts[1], parts[2], score)


def block(text: str) -> tuple[Block, ...]:
    return (Block("paragraph", Span(0, len(text))),)


def attributions(
    text: str, *seen: Tagged, outlet: str | None = None, code: str = "uk"
) -> tuple[Attribution, ...]:
    return read_attributions(text, block(text), seen, outlet, code)


def claims(
    text: str,
    *seen: Tagged,
    outlet: str | None = None,
    code: str = "uk",
    events: tuple[Event, ...] = (),
    quantities: tuple[Quantity, ...] = (),
) -> tuple[Claim, ...]:
    said = attributions(text, *seen, outlet=outlet, code=code)
    layers = DocumentLayers(
        text, "f" * 64, outlet, code, block(text), said, events, quantities, (), ()
    )
    return read_claims(layers)


DENIAL = "В Минобороны РФ опровергли, что мост разрушен. Удар был ночью."
TALLY = "У ніч на 3 травня ворог запустив 40 дронів. Збито 31 дрон. Де впали решта?"


def test_a_cue_gives_its_stance_and_its_claim_the_polarity() -> None:
    seen = tagged(DENIAL, "Минобороны РФ", "опровергли", "мост разрушен")
    (made,) = attributions(DENIAL, seen, code="ru")
    assert (made.stance, made.manner) == ("denies", "indirect")
    (claim,) = claims(DENIAL, seen, code="ru")
    assert claim.polarity == "denies"
    assert claim.claimant.name == "Russia's Defence Ministry"
    assert claim.evidence.of(DENIAL) == "мост разрушен"


def test_a_guess_of_the_tagger_is_left_out() -> None:
    text = "Мост разрушен ночью. Удар был сильным."
    assert not attributions(text, tagged(text, "", "", "Мост разрушен", 0.1), code="ru")


def test_each_sentence_of_a_speech_is_a_claim_of_its_speaker() -> None:
    text = "«Горить склад. Є поранені», — сказав мер Ігор Вовк."
    seen = tagged(text, "мер Ігор Вовк", "сказав", "Горить склад. Є поранені")
    (attribution,) = attributions(text, seen)
    assert attribution.manner == "direct"
    made = claims(text, seen)
    assert [each.evidence.of(text) for each in made] == ["Горить склад", "Є поранені"]
    assert {each.claimant.name for each in made} == {"Ігор Вовк"}


def test_a_body_that_publishes_says_every_sentence_itself_and_asks_nothing() -> None:
    made = claims(TALLY, outlet="Повітряні сили ЗСУ")
    assert [each.claimant.name for each in made] == ["Ukrainian Air Force"] * 2
    assert all(not each.narrated for each in made)
    assert "Де впали решта" not in "".join(each.evidence.of(TALLY) for each in made)


def test_of_an_outlets_own_sentences_those_with_figures_or_events_are_claims() -> None:
    figures = (Quantity(span(TALLY, "40 дронів"), 40, 40, None, "drone", "launched"),)
    (made,) = claims(TALLY, outlet="Вісті", quantities=figures)
    assert made.narrated
    assert made.claimant.name == "Вісті"
    assert made.quantities == (0,)
    assert claims(TALLY, quantities=figures)[0].claimant.name == OUTLET


def test_an_event_that_did_not_happen_is_denied() -> None:
    text = "Влучань не було, повідомили рятувальники."
    events = (Event("drone_missile_strike", span(text, "Влучань"), polarity="denies"),)
    seen = tagged(text, "рятувальники", "повідомили", "Влучань не було")
    (made,) = claims(text, seen, events=events)
    assert (made.polarity, made.event) == ("denies", 0)


def test_a_claim_is_made_once_though_the_tagger_sees_it_twice() -> None:
    text = "Мер заявив: горить склад."
    seen = tagged(text, "Мер", "заявив", "горить склад")
    assert len(claims(text, seen, seen)) == 1
