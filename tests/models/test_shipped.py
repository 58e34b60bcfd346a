"""The packs that Sayso ships, whatever their encoder, load and read alike."""

from __future__ import annotations

from pathlib import Path

import pytest

import sayso.models
from sayso.models import Tagger, load

HERE = Path(sayso.models.__file__).parent / "packs"
MULTILINGUAL = "attribution-multilingual"
PACKS = sorted(path.parent for path in HERE.glob("attribution*/pack.json"))


@pytest.fixture(scope="module", params=PACKS, ids=lambda folder: folder.name)
def shipped(request: pytest.FixtureRequest) -> Tagger:
    return load(request.param)


@pytest.fixture(scope="module", params=[each for each in PACKS if each.name != MULTILINGUAL])
def english(request: pytest.FixtureRequest) -> Tagger:
    return load(request.param)


SAID = [
    (
        "The regional governor said that two drones had struck a depot near the harbour.",
        ("The regional governor", "said", "that two drones had struck a depot near the harbour"),
    ),
    (
        "“We have never fired on a hospital,” the army spokesman told reporters on Monday.",
        ("the army spokesman", "told", "“We have never fired on a hospital,”"),
    ),
    (
        "At least 12 people were killed in the shelling, according to the health ministry.",
        ("the health ministry", "according to", "At least 12 people were killed in the shelling"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAID, ids=["indirect", "direct", "according"])
def test_plain_statements_are_found_whole(
    english: Tagger, text: str, expected: tuple[str, str, str]
) -> None:
    ((found,),) = english.tag([text])
    parts = (found.source, found.cue, found.content)
    source, cue, content = (" … ".join(span.of(text) for span in each) for each in parts)
    assert (source, content) == (expected[0], expected[2])
    assert cue.startswith(expected[1])
    assert found.score > 0.8


def test_the_name_of_a_pack_is_that_of_its_folder(shipped: Tagger) -> None:
    assert shipped.pack.name == shipped.pack.folder.name
    assert (shipped.pack.folder / "MODEL_CARD.md").read_text(encoding="utf-8").count("SHA-256")


def test_windows_begin_and_end_with_special_marks(shipped: Tagger) -> None:
    special = [shipped.tokenizer.id_to_token(mark) for mark in shipped.marks]
    assert special in (["[CLS]", "[SEP]"], ["<s>", "</s>"])


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Губернатор заявил, что над областью сбиты три дрона.", "Губернатор", "сбиты три дрона"),
        ("За словами мера, пошкоджено дві школи.", "мера", "пошкоджено дві школи"),
    ],
)
def test_the_multilingual_pack_reads_russian_and_ukrainian(
    text: str, source: str, content: str
) -> None:
    ((found,),) = load(HERE / MULTILINGUAL).tag([text])
    assert [span.of(text) for span in found.source] == [source]
    assert content in " ".join(span.of(text) for span in found.content)
    assert found.score > 0.5
