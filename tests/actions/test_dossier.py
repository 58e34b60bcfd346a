"""The dossier of an incident: all that its page shows, in a Word file that anyone can open."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm

from sayso.actions.dossier import last_added, write_dossier
from sayso.index.service import IncidentIndex
from sayso.record import Capture, Incident, Judgement, Reading
from sayso.views import dossier
from sayso.views.dossier import when_words
from sayso.views.incident import IncidentView, incident_view
from tests.exports.test_withheld import told
from tests.linking.made import ARMY, DOCTORS, MINISTRY, RSF, Says, report, statement

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
BOMBED = "people were killed when bombs fell on the market of Kutum"


def toll(who: object, number: int, after: str = "") -> Says:
    figures = ((f"{number} people", float(number), "person", "killed"),)
    words = f"{number} {BOMBED}{after}"
    return Says(who, words, figures=figures, place="Kutum")  # type: ignore[arg-type]


def located(reading: Reading, url: str | None, **facts: object) -> Reading:
    return replace(reading, document=replace(reading.document, url=url, **facts))  # type: ignore[arg-type]


DENIED = Says(ARMY, "its planes bombed the market of Kutum", "air_strike", polarity="denies")
ODD = " {\\\x00 \ud83d\u202e <b>&amp; \x1b]]> «Кутум»"
REPORTS = (
    located(
        report("m1", toll(DOCTORS, 38), title="Bombs fall on Kutum market"),
        "https://harbour.example/1?a=b&c=d#e",
    ),
    located(
        report("m2", toll(DOCTORS, 54), DENIED, title="Kutum toll rises", outlet="Gulf", hours=20),
        "javascript:alert(1)",
    ),
    located(
        report("m3", toll(RSF, 90, ODD), title=f"Ninety dead{ODD}", outlet=f"=Savanna{ODD}"),
        "https://[half",
        language="en",
    ),
    located(
        report("m4", toll(MINISTRY, 12), title="Twelve dead", outlet="Nile", hours=30),
        f"https://nile.example/Кутум{ODD}",
        published=None,
    ),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentIndex]:
    made = IncidentIndex(tmp_path_factory.mktemp("dossier") / "market.sqlite")
    page = Capture(b"<p>page", "https://harbour.example/1", NOON, "text/html", 200)
    for number, reading in enumerate(REPORTS):
        made.store.add(reading, page if not number else None)
    first, third = statement(REPORTS[0]), statement(REPORTS[2])
    figures = (("figures", "40 people killed"),)
    made.store.judge(Judgement("corrected", (first,), "Amal", NOON, "a misprint", figures))
    made.store.judge(Judgement("right", (third,), "Omar", NOON + timedelta(hours=1), "heard it"))
    made.catch_up()
    with closing(made):
        yield made


@pytest.fixture(scope="module")
def incident(index: IncidentIndex) -> Incident:
    return next(index.state().largest())


@pytest.fixture(scope="module")
def shown(index: IncidentIndex, incident: Incident) -> IncidentView:
    return incident_view(index, index.state(), incident)


def raw(index: IncidentIndex, incident: Incident, names: bool = False) -> bytes:
    out = io.BytesIO()
    assert write_dossier(index, index.state(), incident, out, names) > 0
    return out.getvalue()


@pytest.fixture(scope="module")
def written(index: IncidentIndex, incident: Incident) -> bytes:
    return raw(index, incident)


@pytest.fixture(scope="module")
def word(written: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(written))


def paragraphs(word: WordDocument) -> list[str]:
    """The words of all paragraphs, links and cells included, in their order."""
    body = word.element.body
    return [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    ]


def headings(word: WordDocument, level: int) -> list[str]:
    style = f"Heading {level}"
    return [each.text for each in word.paragraphs if each.style and each.style.name == style]


def fit(words: str) -> str:
    """Words as a file holds them that can hold no control character and no half of a pair."""
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", words)
    return " ".join(kept.split())


def test_every_quotation_is_in_it_verbatim_with_who_says_it(
    word: WordDocument, shown: IncidentView
) -> None:
    lines = paragraphs(word)
    quotes = [quote for quotes in shown.said.values() for quote in quotes]
    assert len(quotes) >= 5
    for quote in quotes:
        places = [at for at, line in enumerate(lines) if f"“{fit(quote.words)}”" in line]
        assert places, quote.words
        assert any(quote.claimant in " ".join(lines[at : at + 2]) for at in places)
        assert any(fit(quote.outlet) in " ".join(lines[at : at + 3]) for at in places)


def test_it_shows_what_the_page_shows_and_counts_it(
    word: WordDocument, shown: IncidentView, incident: Incident
) -> None:
    lines = paragraphs(word)
    assert lines[0] == incident.title
    glance = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows}
    assert glance["Claims"] == f"{shown.claims} claims"
    assert glance["Documents"] == str(len(incident.documents)) == "4"
    assert glance["Independent origins"] == str(incident.origins)
    for question in (*shown.questions, *shown.single):
        asked = f"{question.row.asked} {question.row.scope}".strip()
        at = lines.index(asked)
        for relation, why in question.relations:
            assert f"{relation}: {why}" in lines[at:]
        for side in question.sides:
            for answer in (*side.standing, *side.earlier):
                assert fit(answer.words) in lines[at:]
    for warning in incident.warnings:
        assert any(fit(warning.message) in line for line in lines)
    assert headings(word, 1)[-2:] == ["Appendix: the documents", "To notice"]
    numbered = [each for each in headings(word, 2) if re.match(r"\d+\. ", each)]
    assert len(numbered) == shown.claims


def test_corrections_and_judgements_are_marked_with_who_made_them(word: WordDocument) -> None:
    lines = paragraphs(word)
    assert "figures corrected by Amal, 1 Jul 2025; read: 38 people killed" in lines
    assert "corrected by Amal, 1 Jul 2025: a misprint" in lines
    assert "accepted by Omar, 1 Jul 2025: heard it" in lines


def test_no_figure_is_shown_that_no_answer_gives(word: WordDocument, shown: IncidentView) -> None:
    """The range of what was counted has the ends that were said, and no other number."""
    lines = paragraphs(word)
    (ranged,) = (line for line in lines if " to " in line and "people (" in line)
    said = {answer.words for question in shown.questions for side in question.sides
            for answer in (*side.standing, *side.earlier)}  # fmt: skip
    for words in re.findall(r"(\d+ people)", ranged):
        assert words in said


def test_documents_have_their_hashes_and_only_addresses_of_the_web_are_links(
    word: WordDocument,
) -> None:
    lines = paragraphs(word)
    digest = Capture(b"<p>page", "x:", NOON, "").sha256
    assert f"captured 1 Jul 2025, 12:00 UTC, SHA-256 {digest}" in lines
    assert lines.count("no snapshot of its bytes is kept") == 3
    for reading in REPORTS:
        assert f"fingerprint {reading.document.fingerprint}" in lines
    kind = RELATIONSHIP_TYPE.HYPERLINK
    targets = {each.target_ref for each in word.part.rels.values() if each.reltype == kind}
    assert "https://harbour.example/1?a=b&c=d#e" in targets
    assert all(re.fullmatch(r"https://(?:harbour|nile)\.example/[!-~]*", each) for each in targets)
    anchors = {each.get(qn("w:name")) for each in word.element.body.iter(qn("w:bookmarkStart"))}
    links = {each.get(qn("w:anchor")) for each in word.element.body.iter(qn("w:hyperlink"))}
    assert links - {None} <= anchors


def test_it_can_be_read_aloud_and_printed(word: WordDocument) -> None:
    assert word.paragraphs[0].style is not None
    assert word.paragraphs[0].style.name == "Title"
    for table in word.tables:
        head, *rows = table.rows
        assert head._tr.trPr is not None
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in head.cells)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert rows
        assert sum(cell.width or 0 for cell in head.cells) == pytest.approx(Cm(17), abs=2000)
    section = word.sections[0]
    sizes = (section.page_width, section.page_height)
    assert [round(each.cm, 1) for each in sizes if each] == [21.0, 29.7]
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [each.get(qn("w:instr")) for each in fields] == ["PAGE", "NUMPAGES"]


def test_the_same_state_of_a_ledger_gives_the_same_bytes(
    index: IncidentIndex, incident: Incident, written: bytes
) -> None:
    assert raw(index, incident) == written
    with closing(IncidentIndex(index.path, "read", in_memory=True)) as other:
        other.catch_up()
        assert raw(other, incident) == written
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    made = last_added(index, index.state()).astimezone(UTC)
    assert core.count(f"{made:%Y-%m-%dT%H:%M:%SZ}") == 2
    assert "python-docx" not in core


def test_names_of_the_harmed_are_in_it_only_where_asked_for(tmp_path: Path) -> None:
    with closing(IncidentIndex(tmp_path / "obeid.sqlite")) as index:
        index.store.add(told(title="Salma Idris killed", url="https://nile.example/salma-idris"))
        index.catch_up()
        incident = next(index.state().largest())
        masked = paragraphs(docx.Document(io.BytesIO(raw(index, incident))))
        asked = paragraphs(docx.Document(io.BytesIO(raw(index, incident, names=True))))
    for name in ("Salma", "Hatim", "Anas", "Maha Daoud", "salma-idris"):
        assert name not in " ".join(masked)
    assert "“█████ █████, 34, and her son █████ were killed" in " ".join(masked)
    assert "Ismail Tawfik" in " ".join(masked)
    assert any("are masked" in line for line in masked)
    for name in ("Salma Idris", "Hatim", "Maha Daoud", "https://nile.example/salma-idris"):
        assert name in " ".join(asked)
    assert any("as was asked for" in line for line in asked)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (None, "date not known"),
        (datetime(2025, 10, 5), "5 Oct 2025"),
        (datetime(2025, 10, 5, 9, 40), "5 Oct 2025, 09:40, zone not known"),
        (datetime(2025, 10, 5, tzinfo=UTC), "5 Oct 2025, 00:00 UTC"),
        (
            datetime(2025, 10, 5, 9, 40, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "5 Oct 2025, 09:40 UTC+05:30",
        ),
    ],
)
def test_a_time_is_no_finer_than_it_is_known(when: datetime | None, words: str) -> None:
    assert when_words(when) == words


def test_conflicts_past_a_number_are_counted_only(
    index: IncidentIndex,
    incident: Incident,
    shown: IncidentView,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count = len(shown.rivalries)
    assert count >= 3
    monkeypatch.setattr(dossier, "MOST_CONFLICTS", 1)
    word = docx.Document(io.BytesIO(raw(index, incident)))
    lines = paragraphs(word)
    assert [each for each in headings(word, 2) if each.startswith("Conflict")] == ["Conflict 1"]
    assert f"and {count - 1} more pairs, not told here" in lines
    assert not any(re.search(r"conflict (?:\d, )*[2-9]", line) for line in lines)
