"""Short mentions lead back to the fullest one."""

from __future__ import annotations

import pytest

from sayso.pipeline import Pipeline
from sayso.record import Document, Span
from sayso.stages.actors import ACTORS
from sayso.stages.actors.entities import spelled
from sayso.stages.actors.lookup import actor_at, actors_in, fullest
from sayso.stages.anatomy import ANATOMY
from sayso.stages.parsing import PARSING

READER = Pipeline((ANATOMY, PARSING, ACTORS))


def led_back(marked: str) -> list[str | None]:
    """The names that the [bracketed] mentions of a text lead back to."""
    text, spans = "", []
    for part in marked.split("["):
        said, closed, rest = part.partition("]")
        if closed:
            spans.append(Span(len(text), len(text) + len(said)))
        text += said + rest
    found = READER.read(Document(text)).actors or ()
    indices = [actor_at(found, span) for span in spans]
    return [None if index is None else fullest(found, index).name for index in indices]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Governor Oleh Bilyk was at the scene. [He] said four had died.", "Oleh Bilyk"),
        ("Governor Oleh Bilyk was at the scene. [Bilyk] said four had died.", "Oleh Bilyk"),
        ("Governor Oleh Bilyk was at the scene. [The governor] blamed drones.", "Oleh Bilyk"),
        ("Minister Amina Sow met Ali Diop. [She] praised him.", "Amina Sow"),
        ("Minister Amina Sow met Ali Diop. She praised [him].", "Ali Diop"),
        ("Chad's Defence Ministry said [it] had sent troops.", "Chad's Defence Ministry"),
        (
            "Chad's Defence Ministry sent troops. [The ministry] gave no number.",
            "Chad's Defence Ministry",
        ),
        ("The Lebanese army said [its] soldiers were hit.", "Lebanese army"),
        ("Hezbollah fired rockets. [The group] named two villages.", "Hezbollah"),
        ("Residents fled at dawn. [They] said drones were overhead.", "Residents"),
        (
            "The Syrian Democratic Forces (SDF) withdrew. [The SDF] denied losses.",
            "Syrian Democratic Forces",
        ),
        (
            "Zelensky at front\n\nPresident Volodymyr Zelenskyy came. [Zelensky] spoke.",
            "Volodymyr Zelenskyy",
        ),
        (
            "[Okafor] denies coup plan\n\nGeneral Chidi Okafor denied that he led a plot.",
            "Chidi Okafor",
        ),
        ("Colonel Idrissa Keita, [who] leads the unit, was wounded.", "Idrissa Keita"),
        (
            "Kremlin spokesman Dmitry Peskov met reporters. [The Kremlin spokesman] was brief.",
            "Dmitry Peskov",
        ),
    ],
)
def test_a_short_mention_leads_to_the_full_name(marked: str, name: str) -> None:
    assert led_back(marked) == [name]


def test_a_speaker_in_a_row_of_quotations_stays_the_speaker() -> None:
    marked = (
        'Mayor Pavlo Hrytsenko toured the ruins. "President Duda called us," [he] said.'
        ' "We thanked him," [the mayor] added. [Hrytsenko] promised repairs.'
    )
    assert led_back(marked) == ["Pavlo Hrytsenko"] * 3


def test_two_ministries_are_kept_apart_by_country() -> None:
    marked = (
        "Armenia's Defence Ministry accused Azerbaijan. Azerbaijan's Defence Ministry denied it."
        " [The Armenian Defence Ministry] showed a video."
    )
    assert led_back(marked) == ["Armenia's Defence Ministry"]


def test_people_of_one_surname_are_kept_apart_by_first_name() -> None:
    marked = "Mahinda Rajapaksa stayed silent. [Gotabaya Rajapaksa] fled."
    assert led_back(marked) == ["Gotabaya Rajapaksa"]


def test_weather_and_clauses_have_no_it() -> None:
    text = "The army halted. It was clear that winter had come. It rained."
    found = READER.read(Document(text)).actors or ()
    assert "It" not in [actor.as_said.of(text) for actor in found]


@pytest.mark.parametrize(
    "spelling", ["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi", "Zelenskii"]
)
def test_spellings_of_a_surname_are_one(spelling: str) -> None:
    assert spelled(spelling) == "zelensky"


def test_lookup_takes_the_mention_that_shares_most() -> None:
    text = "Foreign Minister Hakan Fidan spoke. Fidan left."
    found = READER.read(Document(text)).actors or ()
    start = text.index("Hakan")
    index = actor_at(found, Span(start, start + 11))
    assert index == 0
    assert actor_at(found, Span(len(text) - 1, len(text))) is None
    assert actors_in(found, Span(36, len(text))) == [1]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Envoy Selim Turk left Tunis. [Turk] said little.", "Selim Turk"),
        ("Minister Ravi Shah spoke in Delhi. [Shah] blamed the rebels.", "Ravi Shah"),
        ("Army chief Jean Okou met Ali Diop, who said [he] would stay.", "Ali Diop"),
        ("Ali Diop met Jean Okou. The general Jean Okou said [he] would stay.", "Jean Okou"),
        ("The rebels of the ELN held the town. The ELN left. [The guerrillas] took arms.", "ELN"),
        ("UNIFIL lost a post. [The mission] asked for an inquiry.", "UNIFIL"),
    ],
)
def test_names_that_are_also_words_and_words_for_those_who_fight(marked: str, name: str) -> None:
    assert led_back(marked) == [name]


def test_a_country_is_no_ones_surname() -> None:
    assert led_back("Israel Katz spoke on Monday. [Israel] denied the strike.") == ["Israel"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("The Kutum Emergency Response Room said ten died. [The volunteer group] said four bombs"
         " fell.", "Kutum Emergency Response Room"),
        ("The Karen Human Rights Group said 60 homes burned. [The volunteer group] said soldiers"
         " had set the fires.", "Karen Human Rights Group"),
        ("Mercy Corps said the well was destroyed. [The charity] said 4,000 had no water.",
         "Mercy Corps"),
        ("Save the Children said 11 pupils died. [The charity] said the school had been marked.",
         "Save the Children"),
        ("Amnesty International said 30 were shot. [The rights group] said children were among"
         " them.", "Amnesty International"),
    ],
)  # fmt: skip
def test_a_body_is_called_by_what_it_does(marked: str, name: str) -> None:
    assert led_back(marked) == [name]


@pytest.mark.parametrize(
    "marked",
    [
        "The Rapid Support Forces said they held the town. [The volunteer group] said shells fell.",
        "Hamas said nine of its men had died. [The rights group] said two civilians were killed.",
        "Hezbollah said it had fired rockets. [The aid group] said its clinic was hit.",
        "Al-Shabaab said it had killed 12 soldiers. [The monitoring group] said four died.",
        "Boko Haram said it carried out the attack. [The charity] said it had closed its office.",
        "The Houthis said the ship was hit. [The trade group] said its crew was safe.",
        "Islamic State said it was behind the blast. [The watchdog] said nine people died.",
        "The Wa Army said its posts were bombed. [The volunteer group] said 30 had fled.",
    ],
)
def test_no_armed_group_is_meant_by_who_bears_no_arms(marked: str) -> None:
    (name,) = led_back(marked)
    assert name is not None
    assert name.split()[-1] in marked.partition("]")[0].rpartition("[")[2]
