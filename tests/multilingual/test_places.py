"""Places of Russian and Ukrainian texts, by our own sentences and by what must not be one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.gazetteer import open_gazetteer
from sayso.lexicon.multilingual_places import place_tables
from sayso.record import Block, Place, Span
from sayso.record.trace import Rule, tracing
from sayso.stages.multilingual.place_evidence import AGAINST, FOR, VOUCHED
from sayso.stages.multilingual.place_forms import nominatives
from sayso.stages.multilingual.places import read_places

HERE = Path(__file__).parent
CODES = ("ru", "uk")
LEAST = 0.96
RULES: tuple[Rule[Callable[..., bool]], ...] = (*AGAINST, *FOR, *VOUCHED)
WITHOUT_ID = "@"


def read(text: str, code: str) -> tuple[Place, ...]:
    return read_places(text, (Block("paragraph", Span(0, len(text))),), code)


def named(text: str, code: str) -> dict[str, int | None]:
    """Return the words of the places of a text, with their GeoNames ids."""
    return {place.as_said.of(text): place.geonameid for place in read(text, code)}


def sentences(code: str, half: str) -> list[tuple[str, dict[str, str]]]:
    lines = (HERE / f"places.{code}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [
        (text, {} if cell == "-" else dict(each.split("=") for each in cell.split(";")))
        for own, text, cell in rows
        if own == half
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_places_come_to_their_ids(code: str, half: str) -> None:
    wrong, wanted, surplus = [], 0, []
    for text, places in sentences(code, half):
        readings = read(text, code)
        for words, number in places.items():
            wanted += 1
            right = any(
                (words in place.as_said.of(text) or place.as_said.of(text) in words)
                and (str(place.geonameid) == number or _without_id(place, number))
                for place in readings
            )
            if not right:
                wrong.append((words, text))
        surplus += [
            (place.as_said.of(text), text)
            for place in readings
            if place.geonameid and not any(_shared(place.as_said.of(text), one) for one in places)
        ]
    assert wanted > 50
    assert 1 - len(wrong) / wanted >= LEAST, wrong
    assert len(surplus) <= 1, surplus


def _without_id(place: Place, number: str) -> bool:
    return number.startswith(WITHOUT_ID) and place.geonameid is None and place.score > 0


def _shared(first: str, second: str) -> bool:
    return first in second or second in first


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
def test_a_rule_decides_on_its_example(rule: Rule[Callable[..., bool]]) -> None:
    with tracing() as steps:
        read(rule.example, "uk")
    assert rule.name in {step.rule for step in steps}


@pytest.mark.parametrize(
    ("code", "form", "name"),
    [
        ("uk", "одесі", "одеса"),
        ("uk", "харкові", "харків"),
        ("uk", "торецька", "торецьк"),
        ("uk", "сумах", "суми"),
        ("uk", "рівному", "рівне"),
        ("uk", "нікополя", "нікополь"),
        ("uk", "кам'янця-подільського", "кам'янець-подільський"),
        ("ru", "харькове", "харьков"),
        ("ru", "сум", "сумы"),
        ("ru", "великих", "великие"),
        ("ru", "орле", "орёл"),
        ("ru", "ростове-на-дону", "ростов-на-дону"),
    ],
)
def test_a_case_form_leads_back_to_its_nominative(code: str, form: str, name: str) -> None:
    assert name in nominatives(code, form)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("uk", "Тренер Володимир Петренко подякував команді."),
        ("uk", "Про це повідомила пресслужба."),
        ("uk", "Мали б вистачити, та не вистачило."),
        ("uk", "Довжина окопу становить 457 м. Відстань до лісу менша."),
        ("uk", "Українські та російські делегації розійшлися."),
        ("ru", "Того же мнения держится и депутат."),
        ("ru", "Самое важное решили вчера."),
        ("ru", "Партия «Единая Россия» выдвинула врача."),
        ("ru", "Он работает в библиотеке им. Горького."),
        ("ru", "Тараса и Артёма искали два дня."),
    ],
)
def test_persons_parties_and_common_words_are_no_places(code: str, text: str) -> None:
    assert not [place for place in read(text, code) if place.geonameid]


def test_the_name_is_the_gazetteer_s_in_every_language() -> None:
    ukrainian = [place.name for place in read("У Києві та на Сумщині тихо.", "uk")]
    russian = [place.name for place in read("В Киеве и Сумской области тихо.", "ru")]
    assert ukrainian == russian == ["Kyiv", "Sumska oblast"]


def test_what_has_no_id_is_shown_by_its_nominative() -> None:
    assert read("Корабли вышли в Чёрном море.", "ru")[0].name == "Чёрное море"


def test_a_list_of_adjectives_shares_its_noun() -> None:
    text = "Тривога в Сумській, Полтавській та Харківській областях."
    assert [place.kind for place in read(text, "uk")] == ["region"] * 3


def test_an_adjective_and_its_noun_are_of_one_name() -> None:
    text = "Бои идут у Приморского и Степного Запорожской области."
    assert "Приморский край" not in [place.name for place in read(text, "ru")]
    assert [place.country for place in read(text, "ru") if place.kind == "region"] == ["UKR"]


def test_a_preposition_alone_makes_no_list() -> None:
    assert [place.name for place in read("Пожар в Сызрани потушен.", "ru")] == ["Syzran"]


def test_a_river_is_told_from_the_town_of_its_name() -> None:
    assert [place.kind for place in read("Удар по Днепру унёс пять жизней.", "ru")] == ["city"]
    assert [place.kind for place in read("Плоты шли вдоль Днепра.", "ru")] == ["river"]


def test_a_namesake_outside_the_region_named_stays_unresolved() -> None:
    text = "Дрон упал в селе Красный Октябрь в Белгородской области."
    assert named(text, "ru")["Красный Октябрь"] is None


def test_a_village_that_no_pack_knows_stays_unresolved() -> None:
    place = read("Обстріляно село Вигадилівка.", "uk")[0]
    assert (place.name, place.kind, place.geonameid) == ("Вигадилівка", "city", None)


def test_sentences_of_two_blocks_are_kept_apart() -> None:
    text = "На Полтавщині тихо.\nСело Вишневе без води."
    blocks = (Block("paragraph", Span(0, 19)), Block("paragraph", Span(20, len(text))))
    regions = [place for place in read_places(text, blocks, "uk") if place.kind == "region"]
    assert len(regions) == 1


def test_names_of_several_words_are_known_by_their_first() -> None:
    gazetteer = open_gazetteer()
    assert gazetteer.begins("велика")
    assert not gazetteer.begins("вигадана")
    assert not gazetteer.begins("")


@pytest.mark.parametrize("code", CODES)
def test_every_place_of_the_tables_is_in_the_gazetteer(code: str) -> None:
    gazetteer = open_gazetteer()
    tables = place_tables(code)
    lacking = [
        place
        for place in (*tables.known, *tables.cities)
        if not (
            gazetteer.country(place.country)
            if place.country
            else [e for e in gazetteer.find(place.entry) if e.geonameid == place.geonameid]
        )
    ]
    assert not lacking


WORDS = (
    "в на у під селі с. м. г. місті Харків Харкові Сум Київ-Львів Іван Сумській та, і области"
    " області район напрямку « » ( ) . , : \n – - ё’ Ростове-на-Дону Днепр США рф 12 №"
    " а-б-в-г-д-е-ё-ж-з-и Кам'янця-Подільського-на-Дону"
).split(" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.sampled_from(CODES))
def test_whatever_comes_in_spans_hold(text: str, code: str) -> None:
    places = read(text, code)
    starts = [place.as_said.start for place in places]
    assert starts == sorted(starts)
    assert all(place.as_said.of(text).strip() for place in places)
    assert places == read(text, code)
