"""Another language is a folder of tables and a code: no stage names a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from sayso.actions.read import default_pipeline
from sayso.lexicon import multilingual, table
from sayso.models import Tagged, Tagger
from sayso.record import Document, Span
from sayso.stages.multilingual import stages

PACKAGE = Path(table.__file__).parents[1]
TEXT = "Vojsko Dolin reklo: mosto palo. Zbito 12 dronov."

CHANGED = {
    "cues.tsv": "reči\tstatement\tneutral\tclause\nrek\tstatement\tclaims\tclause\n",
    "bodies.tsv": "Vojsko Dolin\tUKR\tArmy of the Valleys\t-\n",
    "quantity_units.tsv": "drone\tnoun\tdronov\n",
    "quantity_roles.tsv": "shoot down\tobject\tany\tzbito\n",
}
"""Tables of a language that nobody speaks, which has the others of Ukrainian."""


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Add a language for one test; return its code."""
    copytree(PACKAGE / "lexicon" / "data" / "uk", tmp_path / "xx")
    for name, rows in CHANGED.items():
        (tmp_path / "xx" / name).write_text(rows, encoding="utf-8")
    monkeypatch.setattr(table, "FOLDERS", [tmp_path, *table.FOLDERS])
    monkeypatch.setattr("sayso.pipeline.LANGUAGES", (*multilingual.LANGUAGES, "xx"))
    yield "xx"
    stages.stages_for.cache_clear()


def _seen(sentence: str) -> tuple[Tagged, ...]:
    """Return what the tagger would see in a sentence: who says that the bridge fell."""
    words = [re.search(part, sentence) for part in ("Vojsko Dolin", "reklo", "mosto palo")]
    spans = [Span(*each.span()) for each in words if each]
    if len(spans) < len(words):
        return ()
    source, cue, content = spans
    return (Tagged((source,), (cue,), (content,), 0.9),)


def test_a_third_language_is_read_by_its_tables_alone(
    third: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tag(_tagger: Tagger, texts: list[str]) -> list[tuple[Tagged, ...]]:
        return [_seen(each) for each in texts]

    monkeypatch.setattr(Tagger, "tag", tag)
    reading = default_pipeline().read(Document(TEXT, language=third))
    claims = [(each.claimant.name, each.evidence.of(TEXT)) for each in reading.claims or ()]
    assert claims[0] == ("Army of the Valleys", "mosto palo")
    assert (reading.attributions or ())[0].stance == "claims"
    figures = [(each.low, each.unit, each.role) for each in reading.quantities or ()]
    assert figures == [(12, "drone", "intercepted")]
    assert not reading.problems


def test_no_code_names_a_language() -> None:
    named = re.compile(r"[\"'](?:ru|uk)[\"']")
    rooms = [*(PACKAGE / "stages" / "multilingual").glob("*.py"), *PACKAGE.glob("pipeline.py")]
    assert not [path for path in rooms if named.search(path.read_text(encoding="utf-8"))]
