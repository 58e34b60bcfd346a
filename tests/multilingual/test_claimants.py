"""Who makes a claim in Russian and Ukrainian: names, bodies, titles, and nobody by name."""

from __future__ import annotations

import pytest

from sayso.record import Attribution, Claimant, Span
from sayso.stages.claims.claimants import UNNAMED
from sayso.stages.multilingual.claimants import claimant_of, publisher_of

MAYOR = Claimant("мэр Иван Котов", "Иван Котов", True, None, "GOV")


def claimant(code: str, said: str, *earlier: Claimant) -> Claimant:
    text = f"{said} ..."
    attribution = Attribution((Span(0, len(said)),), (), (Span(len(said), len(text)),), "indirect")
    return claimant_of(text, attribution, code, earlier)


@pytest.mark.parametrize(
    ("code", "said", "alone"),
    [
        ("ru", "он", "unnamed source"),
        ("ru", "Губернатор", "Губернатор"),
        ("uk", "він", "unnamed source"),
        ("uk", "мер", "мер"),
    ],
)
def test_a_pronoun_or_title_leads_back_to_who_spoke_last(code: str, said: str, alone: str) -> None:
    assert claimant(code, said, MAYOR).name == "Иван Котов"
    assert claimant(code, said).name == alone


def test_a_pronoun_leads_back_to_a_person_named_before() -> None:
    text = "Мера Ігоря Вовка поранено. Його словами, горить склад."
    start = text.index("Його")
    attribution = Attribution((Span(start, start + 4),), (), (Span(39, 52),), "indirect")
    assert claimant_of(text, attribution, "uk", ()).name == "Ігоря Вовка"


def test_who_is_not_named_is_nobodys_pronoun() -> None:
    somebody = Claimant("очевидцы", "очевидцы", False)
    assert claimant("ru", "он", somebody, MAYOR).name == "Иван Котов"


def test_a_cue_without_a_source_is_of_an_unnamed_source() -> None:
    attribution = Attribution((), (Span(0, 7),), (Span(8, 14),), "indirect")
    assert claimant_of("Відомо, вибухи", attribution, "uk", ()) == UNNAMED


@pytest.mark.parametrize(
    ("code", "outlet", "name"),
    [
        ("ru", "Минобороны России", "Russia's Defence Ministry"),
        ("uk", "Повітряні Сили ЗС України", "Ukrainian Air Force"),
        ("uk", "Генеральний штаб ЗСУ", "General Staff of the Armed Forces of Ukraine"),
        ("ru", "ТАСС", None),
        ("uk", "Суспільне", None),
        ("ru", None, None),
    ],
)
def test_a_body_that_publishes_speaks_for_itself(
    code: str, outlet: str | None, name: str | None
) -> None:
    publisher = publisher_of(outlet, code)
    assert (publisher.name if publisher else None) == name
