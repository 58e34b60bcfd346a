"""Who makes a claim in Russian and Ukrainian: names, bodies, titles, and nobody by name."""

from __future__ import annotations

import pytest

from sayso.record import Attribution, Claimant, Span
from sayso.stages.multilingual.claimants import UNNAMED, claimant_of, publisher_of

MAYOR = Claimant("мэр Иван Котов", "Иван Котов", True, None, "GOV")


def claimant(code: str, said: str, *earlier: Claimant) -> Claimant:
    text = f"{said} ..."
    attribution = Attribution((Span(0, len(said)),), (), (Span(len(said), len(text)),), "indirect")
    return claimant_of(text, attribution, code, earlier)


@pytest.mark.parametrize(
    ("code", "said", "name", "named", "country", "role"),
    [
        ("ru", "Минобороны РФ", "Russia's Defence Ministry", True, "RUS", "MIL"),
        ("ru", "в Минобороны России", "Russia's Defence Ministry", True, "RUS", "MIL"),
        ("ru", "Минобороны Украины", "Ukraine's Defence Ministry", True, "UKR", "MIL"),
        ("ru", "губернатор Андрей Соколов", "Андрей Соколов", True, None, "GOV"),
        ("ru", "пресс-секретарь Кремля Дмитрий Песков", "Dmitry Peskov", True, "RUS", "GOV"),
        ("ru", "источники в Минобороны РФ", "источники в Минобороны РФ", False, "RUS", None),
        ("ru", "двое местных жителей", "двое местных жителей", False, None, None),
        ("ru", "волонтёры", "волонтёры", False, None, "CVL"),
        ("ru", "@rybnaya_zastava", "@rybnaya_zastava", True, None, None),
        ("uk", "Повітряні сили ЗСУ", "Ukrainian Air Force", True, "UKR", "MIL"),
        ("uk", "у Повітряних силах", "Ukrainian Air Force", True, "UKR", "MIL"),
        ("uk", "Генштаб", "General Staff of the Armed Forces of Ukraine", True, "UKR", "MIL"),
        ("uk", "очільник ОВА Олег Синиця", "Олег Синиця", True, None, "GOV"),
        ("uk", "Володимиром Зеленським", "Volodymyr Zelensky", True, "UKR", None),
        ("uk", "очевидці", "очевидці", False, None, None),
        ("uk", "джерело в СБУ", "джерело в СБУ", False, "UKR", None),
        ("uk", "міноборони рф", "Russia's Defence Ministry", True, "RUS", "MIL"),
    ],
)
def test_a_source_leads_to_a_name_where_it_has_one(
    code: str, said: str, name: str, named: bool, country: str | None, role: str | None
) -> None:
    assert claimant(code, said) == Claimant(said, name, named, country, role)


@pytest.mark.parametrize(
    ("code", "said"), [("ru", "он"), ("ru", "Губернатор"), ("uk", "він"), ("uk", "мер")]
)
def test_a_pronoun_or_title_leads_back_to_who_spoke_last(code: str, said: str) -> None:
    assert claimant(code, said, MAYOR).name == "Иван Котов"
    assert claimant(code, said).name == said


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
