"""A filter over a few claims lets the same pass as over all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.index.search import FACETS, Filter, filter_of, number_up_to, passing_of, search_claims
from sayso.index.service import IncidentIndex
from sayso.linking.corrected import by_claim_of
from tests.index.test_service import told
from tests.linking.made import judgement, statement

DOCUMENTS = 25


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentIndex]:
    made = IncidentIndex(tmp_path_factory.mktemp("few") / "news.sqlite")
    for number in range(DOCUMENTS):
        made.store.add(told(number))
    made.catch_up()
    yield made
    made.close()


def filters(index: IncidentIndex) -> Iterator[Filter]:
    """Each facet with its first values, words of every sort, days, a document, and several."""
    facets = search_claims(index, Filter()).facets
    for name in FACETS:
        for value in facets[name][:3]:
            yield Filter(chosen={name: (value.name,)})
    for words in ("people", "Kutum", "market -drone", "-people", "peop*", "dron* OR market",
                  '"were killed" -bomb*', "nothingness", "..."):  # fmt: skip
        yield filter_of([("q", words)])
    yield Filter(ranges={"published_from": "2025-06-03", "published_to": "2025-06-04"})
    yield Filter(ranges={"day_from": "2025-06-03"})
    yield filter_of([("not_side", "SDN"), ("not_polarity", "denies")])
    yield filter_of([("q", "people"), ("not_outlet", "Harbour Post")])
    yield Filter(document=index.store.keys_since(3, 1)[0][1])
    first = next(iter(facets["claimant"])).name
    yield Filter("people", {"claimant": (first,)}, {"published_from": "2025-06-03"})
    yield Filter()


def test_a_few_claims_pass_as_among_all(index: IncidentIndex) -> None:
    size = index.index.columns.size
    order = random.Random(4)  # noqa: S311
    some = 0
    for wanted in filters(index):
        whole = {row.number for row in search_claims(index, wanted, 0, size).claims}
        some += 0 < len(whole) < size
        assert passing_of(index, wanted, range(1, size + 1)) == sorted(whole), wanted
        for _ in range(6):
            few = order.sample(range(-2, size + 4), order.randint(0, 9))
            assert passing_of(index, wanted, few) == sorted(whole.intersection(few)), wanted
    assert some > 20


def test_a_place_in_the_ledger_is_a_claims_number(index: IncidentIndex) -> None:
    rows = index.index.rows(
        "SELECT d.number, c.position, c.number FROM claims c JOIN documents d ON d.key = c.document"
        " ORDER BY c.number"
    )
    for at, (document, position, number) in enumerate(rows):
        assert number_up_to(index, document, position) == number == at + 1
        assert number_up_to(index, document, position - 1) == number - 1
    assert number_up_to(index, DOCUMENTS + 9, 0) == len(rows)
    assert number_up_to(index, 0, 9) == 0


def test_corrected_claims_are_found_as_they_are_shown(tmp_path: Path) -> None:
    index = IncidentIndex(tmp_path / "news.sqlite")
    reading = told(1)
    index.store.add(reading)
    index.catch_up()
    said = replace(judgement("corrected", statement(reading)), changes=(("claimant", "Ada"),))
    index.judge([said])
    assert by_claim_of(index.state().judgements)
    assert passing_of(index, Filter(chosen={"claimant": ("Ada",)}), [1]) == [1]
    index.close()
