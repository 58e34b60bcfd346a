"""What every store must do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.ledger import ClaimFilter, EvidenceError, QueryError, Store, UnknownIdError
from sayso.record import Document, Judgement, Problem, Reading, Span
from sayso.record.annotation import Annotation, Kind, annotation_of, judgement_of
from tests.ledger.conftest import STORES
from tests.made import DENIAL, REPORT, market_reading, narrated_reading, readings


def test_what_is_added_comes_back_whole(store: Store) -> None:
    added = store.add(market_reading())
    assert (added.new, added.claims) == (True, 2)
    assert store.reading(added.document) == market_reading()


def test_it_is_there_when_opened_again(opened: Callable[[], Store]) -> None:
    first = opened()
    added = first.add(market_reading())
    first.close()
    second = opened()
    assert second.reading(added.document) == market_reading()
    second.close()


def test_adding_the_same_document_twice_adds_nothing(store: Store) -> None:
    store.add(market_reading())
    again = store.add(market_reading())
    assert (again.new, again.claims) == (False, 0)
    assert len(store.documents()) == 1
    assert len(store.claims()) == 2
    assert len(store.problems()) == 1


def test_it_knows_what_it_holds(store: Store) -> None:
    document = market_reading().document
    assert not store.holds(document)
    store.add(market_reading())
    assert store.holds(document)
    assert not store.holds(replace(document, outlet="Gulf Observer"))


def test_the_same_id_with_other_text_is_a_new_version_and_both_are_kept(store: Store) -> None:
    store.add(market_reading(given_id="m-1"))
    later = market_reading(given_id="m-1", text=REPORT.replace("according to", "as told by"))
    assert store.add(later).new
    first, second = store.documents()
    assert first.id == second.id == "m-1"
    assert first.fingerprint != second.fingerprint
    assert "according to" in store.reading(first.fingerprint).document.text
    assert "as told by" in store.reading("m-1").document.text


def test_a_document_is_found_by_the_beginning_of_its_fingerprint(store: Store) -> None:
    added = store.add(market_reading(given_id="m-1"))
    assert store.document_key(added.document[:6]) == added.document


@pytest.mark.parametrize("sought", ["", "ab", "ffffffff", "%%%%%", "____", "m-1%"])
def test_an_unknown_id_is_told(store: Store, sought: str) -> None:
    store.add(market_reading(given_id="m-1"))
    with pytest.raises(UnknownIdError, match="No document has the id"):
        store.reading(sought)
    with pytest.raises(UnknownIdError, match="No claim has the id"):
        store.statement(sought)


def test_a_claim_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    reading = market_reading()
    store.add(reading)
    claim = (reading.claims or ())[0]
    held = store.statement(claim.id[:7])
    assert held.statement.claim == claim
    assert held.statement.document == reading.document.fingerprint
    assert held.event == "casualties"
    assert held.words == "At least 54 people were killed when shells hit the Sabrein market"
    assert held.holds


def test_a_beginning_that_two_claims_share_is_told(store: Store) -> None:
    reading = market_reading()
    one, other = reading.claims or ()
    alike = (replace(one, id="abcdef01"), replace(other, id="abcdef02"))
    store.add(replace(reading, claims=alike))
    with pytest.raises(UnknownIdError, match="More than one claim"):
        store.statement("abcdef")
    assert store.statement("abcdef02").statement.claim == alike[1]


def test_claims_come_by_claimant_outlet_event_polarity_and_document(store: Store) -> None:
    key = store.add(market_reading()).document
    store.add(narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer"))

    def who(**wanted: object) -> list[str]:
        held = store.claims(ClaimFilter(**wanted))  # type: ignore[arg-type]
        return [each.statement.claim.claimant.name for each in held]

    assert len(who()) == 3
    assert who(claimant="DOCTORS net") == ["Sudan Doctors Network"]
    assert who(claimant="%") == []
    assert who(outlet="gulf") == ["Gulf Observer"]
    assert who(event="casualties") == ["Sudan Doctors Network"]
    assert who(polarity="denies") == ["Sudanese Armed Forces"]
    assert who(document=key) == ["Sudan Doctors Network", "Sudanese Armed Forces"]
    assert who(attributed=False) == ["Gulf Observer"]
    assert who(attributed=True, claimant="army") == []


def test_documents_are_listed_with_their_claims_counted(store: Store) -> None:
    store.add(market_reading())
    store.add(narrated_reading("Shells fell on El Fasher."))
    store.add(Reading(Document("")))
    market, fasher, empty = store.documents()
    assert (market.claims, market.attributed) == (2, 2)
    assert (fasher.claims, fasher.attributed) == (1, 0)
    assert (empty.claims, empty.attributed) == (0, 0)
    assert market.published == datetime(2025, 2, 2, 6, 30, tzinfo=UTC)


def test_a_span_that_leaves_the_text_adds_nothing(store: Store) -> None:
    reading = market_reading()
    broken = replace(reading, problems=(Problem("moments", "open", Span(0, 9999)),))
    with pytest.raises(EvidenceError, match=r"problems of document .* point to 0-9999"):
        store.add(broken)
    assert store.documents() == ()


def test_a_claim_without_words_adds_nothing(store: Store) -> None:
    reading = narrated_reading("Shells fell on El Fasher.")
    (claim,) = reading.claims or ()
    with pytest.raises(EvidenceError, match="has no words"):
        store.add(replace(reading, claims=(replace(claim, evidence=Span(6, 7)),)))
    assert store.documents() == ()


def test_a_failure_half_way_leaves_nothing(store: Store) -> None:
    reading = market_reading()
    one, other = reading.claims or ()
    # The event index leads nowhere: an error after the document's row was written.
    with pytest.raises(IndexError):
        store.add(replace(reading, claims=(one, replace(other, event=7))))
    assert store.documents() == ()
    assert store.search("market") == ()
    assert store.add(reading).new


CREWS = {
    "A": "Air defence crews intercepted nine.",
    "B": "Air raids: the defence of the refinery failed.",
    "C": "Diesel generators ran at night, crews said.",
    "D": "Generalisations on the F-16s help nobody.",
}
LANGUAGE = (
    ('"air defence"', "A"),
    ('"defence air"', ""),
    ("air defence", "AB"),
    ("defence -refinery", "A"),
    ('air -"air defence"', "B"),
    ("refinery OR generators", "BC"),
    ("air OR generators -crews", "B"),
    ("gener*", "CD"),
    ("generali*", "D"),
    ("generalisat*", "D"),  # longer than the word's stem
    ('"general def*"', ""),
    ('"generators ra"*', "C"),
    ("F-16*", "D"),
    ("-gener*", "AB"),
    ("air gener*", ""),
    ("air OR gener* -def*", "CD"),
    ("-air", "CD"),
    ("-air -generators", "D"),
    ("intercept*", "A"),
    ("interceptions", "A"),
)
SPELLED = (
    "A strike on Kyiv cut the power.",
    "Kiev was quiet.",
    "Київ: тихо.",
    "Makiivka and Kryvyi Rih were hit.",
    "Bakhmut was hit.",
    "The IDF struck a depot.",
)
NAMES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("Kyiv", (0, 1, 2)),
    ("kiev", (0, 1, 2)),
    ("Київ strike", (0,)),
    ('"Kiev"', (1,)),
    ("-Kyiv", (3, 4, 5)),
    ("Makeyevka", (3,)),
    ("artemivsk", (4,)),
    ("Krivoy Rog", (3,)),
    ("IDF OR Hizbullah", (5,)),
    ("Israel Defense Forces", (5,)),
)


class TestSearch:
    def test_words_are_found_in_claims_first_then_in_texts(self, store: Store) -> None:
        store.add(market_reading())
        store.add(replace(narrated_reading(DENIAL), claims=()))
        in_claim, by_title, in_text = store.search("market")
        assert by_title.claim is not None
        assert (by_title.claim.words, by_title.marks) == ("its guns had fired", ())
        assert in_claim.claim is not None
        assert in_claim.claim.words.startswith("At least 54 people")
        assert [mark.of(in_claim.snippet) for mark in in_claim.marks] == ["market"]
        assert in_text.claim is None
        assert "no fighters near the market" in in_text.snippet

    def test_all_words_must_be_there_whoever_said_them(self, store: Store) -> None:
        store.add(market_reading())
        (hit,) = store.search("doctors killed")
        assert hit.claim is not None
        assert hit.claim.statement.claim.claimant.name == "Sudan Doctors Network"
        assert store.search("doctors volcano") == ()

    def test_other_endings_and_letters_without_their_marks_are_found(self, store: Store) -> None:
        store.add(narrated_reading("Two rockets hit Tillabéri."))
        assert len(store.search("ROCKET tillaberi")) == 1

    def test_the_best_comes_first(self, store: Store) -> None:
        store.add(narrated_reading("One drone fell near a school, a clinic, two farms and a mill."))
        store.add(narrated_reading("Drone after drone fell."))
        assert store.search("drone")[0].snippet == "Drone after drone fell."

    def test_no_more_than_asked_for(self, store: Store) -> None:
        for number in range(5):
            store.add(narrated_reading(f"Drone {number} fell."))
        assert len(store.search("drone", limit=3)) == 3

    @pytest.mark.parametrize("words", ["NOT drone", "evidence:drone", "drone AND shell", "near"])
    def test_no_word_is_an_operator(self, store: Store, words: str) -> None:
        store.add(narrated_reading("A drone fell."))
        assert store.search(words) == ()

    @pytest.mark.parametrize(
        "words", ["(drone", "^drone", "drone:", "{drone}", "drone;--", "'drone"]
    )
    def test_marks_around_a_word_change_nothing(self, store: Store, words: str) -> None:
        store.add(narrated_reading("A drone fell and did not burn."))
        assert len(store.search(words)) == 1

    def test_the_query_language(self, store: Store) -> None:
        for text in CREWS.values():
            store.add(narrated_reading(text))
        for query, found in LANGUAGE:
            hits = {each.claim.words for each in store.search(query) if each.claim}
            listed = {each.words for each in store.claims(ClaimFilter(search=query))}
            wanted = {CREWS[each] for each in found}
            assert (query, hits, listed) == (query, wanted, wanted)
        assert store.search("& —") == ()
        assert store.claims(ClaimFilter(search="& —")) == ()

    def test_a_name_is_found_under_all_its_spellings(self, store: Store) -> None:
        for text in SPELLED:
            store.add(narrated_reading(text))
        for query, found in NAMES:
            wanted = {SPELLED[each] for each in found}
            hits = {each.claim.words for each in store.search(query) if each.claim}
            assert (query, hits) == (query, wanted)

    def test_the_longest_queries_are_answered(self, store: Store) -> None:
        store.add(narrated_reading("A strike on Kyiv cut the power."))
        names = "Kyiv Donetsk Odesa Kharkiv Moscow Gaza Aleppo London " * 7
        either = " OR ".join(names.split()[:40])
        assert store.search(names[:400]) == ()
        assert len(store.search(either)) == 1
        assert len(store.search("ky* " * 100)) == 1
        assert store.search("-Kyiv " * 60) == ()

    def test_of_one_document_only_its_claims_are_listed(self, store: Store) -> None:
        keys = [store.add(narrated_reading(text)).document for text in CREWS.values()]
        for query, found in (("crews", 1), ("cre* -refinery", 1), ("refinery", 0), ("-air", 0)):
            wanted = ClaimFilter(search=query, document=keys[0])
            assert len(store.claims(wanted)) == found, query
        assert store.documents_with(ClaimFilter(search="generators")) == (keys[2],)

    @pytest.mark.parametrize(
        "query", ['"air', "OR air", "air OR", "-air OR raid", "*", "a*", "a*b"]
    )
    def test_what_can_not_be_parsed_is_an_error_in_words(self, store: Store, query: str) -> None:
        with pytest.raises(QueryError, match=r"\w+"):
            store.search(query)
        with pytest.raises(QueryError):
            store.claims(ClaimFilter(search=query))

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.text(max_size=30))
    def test_any_words_can_be_asked_for(self, store: Store, words: str) -> None:
        store.add(narrated_reading("A drone fell."))
        with suppress(QueryError):
            assert len(store.search(words)) <= 1


class TestProblems:
    def test_those_of_inputs_and_of_documents_are_kept(self, store: Store) -> None:
        key = store.add(market_reading()).document
        assert store.add_problem("scan.pdf", Problem("intake", "not text"))
        assert not store.add_problem("scan.pdf", Problem("intake", "not text"))
        of_document, of_input = store.problems()
        assert (of_document.document, of_document.problem.stage) == (key, "moments")
        assert (of_input.source, of_input.document) == ("scan.pdf", None)


class TestJudgements:
    def judgement(self, *claims: str) -> Judgement:
        when = datetime(2026, 3, 4, tzinfo=UTC)
        return Judgement("wrong", claims, "desk", when, "the figure is of another market")

    def test_they_are_appended_and_come_back(self, store: Store) -> None:
        reading = market_reading()
        store.add(reading)
        one, other = (each.id for each in reading.claims or ())
        assert store.judge(self.judgement(one))
        assert store.judge(self.judgement(one, other))
        assert not store.judge(self.judgement(one))
        assert store.judgements() == (self.judgement(one), self.judgement(one, other))

    def test_those_on_claimants_and_titles_come_back_with_the_names(self, store: Store) -> None:
        reading = market_reading()
        store.add(reading)
        one, other = (each.id for each in reading.claims or ())
        when = datetime(2026, 3, 4, tzinfo=UTC)
        names = (("kept", "Sudan Doctors Network"), ("merged", "Réseau “X” \u202e"))
        merged = Judgement("same_claimant", (one, other), "desk", when, "one body", names)
        alias = Judgement("claimant_alias", (one,), "desk", when, "", (("alias", "أطباء"),))
        taken_back = replace(merged, verdict="undecided_claimants")
        title = (("title", "Обстріл ринку “Сабрейн” 👩\u200d⚕️"),)
        named = Judgement("incident_title", (other,), "desk", when, "two events", title)
        place = (("place", "Nyala (SDN, GeoNames 367308)"),)
        placed = Judgement("incident_place", (other,), "desk", when, "", place)
        dated = replace(placed, verdict="incident_day", changes=(("day", "2025-06-03"),))
        noted = replace(placed, verdict="incident_note", changes=(("note", "два рядки\nтут"),))
        said = (merged, alias, taken_back, named, placed, dated, noted)
        for judgement in said:
            assert store.judge(judgement)
        assert store.judgements() == said

    def test_what_is_coded_comes_back_with_its_fields(self, store: Store) -> None:
        reading = market_reading()
        store.add(reading)
        claims = tuple(each.id for each in reading.claims or ())
        when = datetime(2026, 3, 4, tzinfo=UTC)
        fields = (("codebook", "harm 2"), ("best", "54"), ("notes", "Сабрейн “ринок”"))
        coded = Judgement("coded", claims, "desk", when, "two hospitals", fields)
        taken_back = replace(coded, verdict="undecided_coding", changes=(fields[0], ("best", "")))
        assert store.judge(coded)
        assert store.judge(taken_back)
        assert not store.judge(coded)
        assert store.judgements() == (coded, taken_back)
        with pytest.raises(UnknownIdError):
            store.judge(replace(coded, claims=("nosuch",)))

    def addition(self, reading: Reading, at: Span, **other: str) -> Judgement:
        changes = {
            "document": reading.document.fingerprint,
            "span": f"{at.start}-{at.end}",
            "evidence": at.of(reading.document.text),
            "claimant": "Kutum Radio",
            **other,
        }
        when = datetime(2026, 3, 4, tzinfo=UTC)
        return Judgement("added", ("5ab1e0",), "desk", when, "missed", tuple(changes.items()))

    def test_an_added_claim_is_found_by_its_id_and_can_be_judged(self, store: Store) -> None:
        reading = market_reading()
        store.add(reading)
        added = self.addition(reading, Span(0, 12))
        assert store.judge(added)
        assert not store.judge(added)
        stored = store.statement("5ab1")
        assert stored.statement.claim.id == "5ab1e0"
        assert stored.statement.document == reading.document.fingerprint
        assert (stored.words, stored.holds) == (reading.document.text[:12], True)
        assert store.judge(self.judgement("5ab1e0"))
        assert store.judge(self.judgement("5ab1e0", (reading.claims or ())[0].id))
        assert store.judgements()[0] == added
        with pytest.raises(UnknownIdError):
            store.judge(self.judgement("5ab1"))  # an id, and no beginning of one

    @pytest.mark.parametrize(
        "other",
        [{"evidence": "Nobody said so"}, {"span": "0-11"}, {"span": "1-"}, {"span": "9000-9012"},
         {"evidence": ""}],
    )  # fmt: skip
    def test_words_that_a_document_does_not_have_are_not_added(
        self, store: Store, other: dict[str, str]
    ) -> None:
        reading = market_reading()
        store.add(reading)
        with pytest.raises(EvidenceError):
            store.judge(self.addition(reading, Span(0, 12), **other))
        assert store.judgements() == ()

    def test_nothing_is_added_to_an_unknown_document_or_as_a_claim_that_is_there(
        self, store: Store
    ) -> None:
        reading = market_reading()
        store.add(reading)
        added = self.addition(reading, Span(0, 12))
        with pytest.raises(UnknownIdError, match="No document"):
            store.judge(self.addition(reading, Span(0, 12), document="elsewhere"))
        with pytest.raises(EvidenceError, match="already"):
            store.judge(replace(added, claims=((reading.claims or ())[0].id,)))
        assert store.judgements() == ()

    def annotation(self, kind: Kind, *keys: str) -> Judgement:
        when = datetime(2026, 3, 4, tzinfo=UTC)
        noted = Annotation(kind, keys, "desk", when, "", ("urgent",), (), "Розбіжність\n\ud800")
        return judgement_of(replace(noted, assignee="ada", state="in_work"))

    def test_annotations_of_documents_claims_and_incidents_come_back(self, store: Store) -> None:
        readings = [market_reading(), narrated_reading("Shells fell on El Fasher.")]
        keys = [store.add(reading).document for reading in readings]
        claim = (readings[0].claims or ())[0].id
        kept = [
            self.annotation("document", *keys),
            self.annotation("claim", claim),
            self.annotation("incident", claim),
        ]
        before = store.newest()
        assert [store.judge(each) for each in (*kept, kept[0])] == [True, True, True, False]
        assert store.judgements() == tuple(kept)
        assert store.newest() == (before[0], before[1] + 3)
        assert [annotation_of(each) for each in store.judgements()] != [None] * 3

    @pytest.mark.parametrize("kind", ["document", "claim", "incident"])
    def test_what_is_not_there_is_not_annotated(self, store: Store, kind: Kind) -> None:
        reading = market_reading()
        own = store.add(reading).document if kind == "document" else (reading.claims or ())[0].id
        store.add(reading)
        with pytest.raises(
            UnknownIdError, match=f"No {'document' if kind == 'document' else 'cl'}"
        ):
            store.judge(self.annotation(kind, own, "nowhere"))
        with pytest.raises(EvidenceError, match="names documents, claims or incidents"):
            store.judge(self.annotation(kind))
        assert store.judgements() == ()

    def test_more_documents_than_one_question_takes_are_annotated(self, store: Store) -> None:
        keys = [store.add(narrated_reading(f"Shell {at} fell.")).document for at in range(3)]
        assert store.judge(self.annotation("document", *keys * 400))
        with pytest.raises(UnknownIdError, match="nowhere"):
            store.judge(self.annotation("document", *keys * 400, "nowhere"))

    def test_one_about_an_unknown_claim_is_refused(self, store: Store) -> None:
        with pytest.raises(UnknownIdError, match="No claim has the id 'nowhere'"):
            store.judge(self.judgement("nowhere"))
        assert store.judgements() == ()


@pytest.mark.parametrize("made", STORES, ids=lambda made: made.__name__)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(every=st.lists(readings(), max_size=2))
def test_any_readings_come_back_the_same(
    made: Callable[[Path], Store], every: list[Reading]
) -> None:
    whole = [replace(each, claims=None) for each in every]
    with TemporaryDirectory() as folder:
        store = made(Path(folder))
        for reading in whole:
            store.add(reading)
        first = {each.document.fingerprint: each for each in reversed(whole)}
        assert {each.document.fingerprint: each for each in store.readings()} == first
        store.close()


@pytest.mark.parametrize("text", ["Ten \0 fell.", "Ten \ud83d fell.", "🛩\u202e\r\n\u2028"])
def test_the_text_is_kept_to_the_character(store: Store, text: str) -> None:
    key = store.add(narrated_reading(text)).document
    assert store.reading(key).document.text == text
    assert [each.words for each in store.claims()] == [text]
    assert len(store.search("fell")) == ("fell" in text)


def test_several_writers_at_once_lose_nothing(opened: Callable[[], Store]) -> None:
    def add_ten(writer: int) -> None:
        store = opened()
        for number in range(10):
            # Half of what each adds, the other adds too.
            name = number if number % 2 else f"{writer}-{number}"
            store.add(narrated_reading(f"Drone {name} fell."))
        store.close()

    with ThreadPoolExecutor(3) as writers:
        list(writers.map(add_ten, range(3)))
    store = opened()
    assert len(store.documents()) == len(store.claims()) == 5 + 3 * 5
    store.close()
