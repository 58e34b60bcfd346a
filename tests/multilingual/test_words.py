"""The tables of languages: stems, stances, bodies in every case."""

from __future__ import annotations

import pytest

from sayso.lexicon.multilingual import LANGUAGES, cue_of, cue_stems, source_words
from sayso.stages.multilingual.bodies import bodies_in


@pytest.mark.parametrize(
    ("code", "cue", "stance", "kind"),
    [
        ("ru", "сообщили", "neutral", "statement"),
        ("ru", "подтвердил", "confirms", "statement"),
        ("ru", "опровергло", "denies", "statement"),
        ("ru", "отрицает", "denies", "statement"),
        ("ru", "обвиняет", "accuses", "statement"),
        ("ru", "считают", "neutral", "belief"),
        ("ru", "как пишет", "neutral", "statement"),
        ("uk", "повідомили", "neutral", "statement"),
        ("uk", "підтвердила", "confirms", "statement"),
        ("uk", "спростували", "denies", "statement"),
        ("uk", "заперечує", "denies", "statement"),
        ("uk", "звинуватив", "accuses", "statement"),
        ("uk", "вважає", "neutral", "belief"),
        ("uk", "закликав", "demands", "statement"),
    ],
)
def test_a_cue_in_any_form_has_its_stance(code: str, cue: str, stance: str, kind: str) -> None:
    stem = cue_of(code, cue)
    assert stem is not None
    assert (stem.stance, stem.kind) == (stance, kind)


def test_a_dash_is_no_known_cue() -> None:
    assert cue_of("uk", "—") is None


@pytest.mark.parametrize(
    ("code", "words", "name"),
    [
        ("ru", "по данным Минобороны РФ", "Russia's Defence Ministry"),
        ("ru", "в Кремле", "Kremlin"),
        ("uk", "за даними Повітряних сил", "Ukrainian Air Force"),
        ("uk", "Повітряними силами ЗСУ", "Ukrainian Air Force"),
        ("uk", "у Генеральному штабі ЗСУ", "General Staff of the Armed Forces of Ukraine"),
        ("uk", "кремля", "Kremlin"),
    ],
)
def test_a_body_is_known_in_any_case_of_its_name(code: str, words: str, name: str) -> None:
    assert [each.body.name for each in bodies_in(code, words)][:1] == [name]


@pytest.mark.parametrize(
    ("code", "words", "name"),
    [
        ("uk", "Міноборони", "Ukraine's Defence Ministry"),
        ("uk", "українське Міноборони", "Ukraine's Defence Ministry"),
        ("uk", "Російське міноборони", "Russia's Defence Ministry"),
        ("uk", "у російському міноборони", "Russia's Defence Ministry"),
        ("uk", "білоруське МЗС", "Belarus's Foreign Ministry"),
        ("uk", "Міноборони Великої Британії", "United Kingdom's Defence Ministry"),
        ("uk", "МЗС Польщі", "Poland's Foreign Ministry"),
        ("uk", "речник Міноборони Ігор Вовк", "Ukraine's Defence Ministry"),
        ("uk", "турецьке міноборони", None),
        ("uk", "російські Повітряні сили", None),
        ("uk", "Повітряні сили Ізраїлю", None),
        ("uk", "секретар РНБО Данилов", "Ukraine's Security Council"),
        ("uk", "Міноборони перед наступом", "Ukraine's Defence Ministry"),
        ("ru", "Минобороны", "Russia's Defence Ministry"),
        ("ru", "украинское Минобороны", "Ukraine's Defence Ministry"),
        ("ru", "в белорусском МИД", "Belarus's Foreign Ministry"),
        ("ru", "Минобороны Израиля", "Israel's Defence Ministry"),
        ("ru", "МИД Турции", "Turkey's Foreign Ministry"),
        ("ru", "представитель Минобороны Игорь Котов", "Russia's Defence Ministry"),
        ("ru", "британское Минобороны", None),
        ("ru", "польское МВД", None),
    ],
)
def test_a_bare_name_is_of_the_state_that_the_words_beside_it_say(
    code: str, words: str, name: str | None
) -> None:
    assert [each.body.name for each in bodies_in(code, words)] == ([name] if name else [])


@pytest.mark.parametrize(
    ("code", "words"),
    [("ru", "всушить"), ("uk", "гурток зібрався"), ("uk", "парасолька"), ("ru", "микроскоп")],
)
def test_an_acronym_is_no_part_of_a_word(code: str, words: str) -> None:
    assert not bodies_in(code, words)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_all_tables(code: str) -> None:
    assert cue_stems(code)
    assert source_words(code).titles
    assert bodies_in(code, "Кремль")
