"""The API's routes of framing: two outlets or sides beside each other, and their sentences."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.actions.framing_pairs import FramingPairs, PairQuery
from sayso.api import shapes
from sayso.api.answers import Cursor, Limit, answer, cursor_of, number_of
from sayso.index.service import IncidentIndex
from sayso.linking.framing_comparison import ComparedMeasure, Estimate, MeasuredGroup
from sayso.linking.framing_measures import Group
from sayso.settings.term_lists import TermListError
from sayso.views.framing_pairs import CountedPair, CountedSentence, PairError, label, sentences_of

Name = Annotated[str, Query(max_length=300)]
Lists = Annotated[str, Query(max_length=100, description="Lists that the site has, by their name")]
Terms = Annotated[
    str, Query(max_length=20_000, description="Terms, one a line, or a TOML file of lists")
]
Place = Literal["first", "second"]


def routes(router: APIRouter, index: IncidentIndex, pairs: FramingPairs) -> None:
    """Add the routes to the router."""

    @router.get("/framing/compare", response_model=shapes.FramingPairShape, tags=["framing"])
    def compare(
        request: Request,
        first: Name,
        second: Name,
        by: Group = "outlet",
        lists: Lists = "",
        terms: Terms = "",
    ) -> Response:
        """Two outlets, or two sides, beside each other. 503 while many articles are counted."""
        query = PairQuery(by, first, second, lists, terms)
        return answer(request, _pair_shape(_counted(pairs, query), query))

    @router.get("/framing/sentences", response_model=shapes.FramedSentencePage, tags=["framing"])
    def sentences(
        request: Request,
        first: Name,
        second: Name,
        measure: Annotated[str, Query(max_length=400)],
        of: Place = "first",
        by: Group = "outlet",
        lists: Lists = "",
        terms: Terms = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        """The sentences that the part of a measure stands on."""
        counted = _counted(pairs, PairQuery(by, first, second, lists, terms))
        if counted.measure(measure) is None:
            raise HTTPException(404, f"There is no measure '{measure}' of these two.")
        begin, is_second = number_of(cursor), of == "second"
        shown = sentences_of(index, index.state(), counted, measure, is_second, begin, limit)
        end = begin + len(shown.sentences)
        return answer(
            request,
            shapes.FramedSentencePage(
                measure=measure,
                group=shown.group,
                total=shown.total,
                items=list(map(_sentence_shape, shown.sentences)),
                next=cursor_of(end) if begin < end < shown.total else None,
            ),
        )


def _counted(pairs: FramingPairs, query: PairQuery) -> CountedPair:
    """Return two groups counted; HTTPException where the query can't be understood."""
    try:
        return pairs.finished(pairs.asked(query))
    except (PairError, TermListError) as error:
        raise HTTPException(422, str(error)) from error


def _pair_shape(counted: CountedPair, query: PairQuery) -> shapes.FramingPairShape:
    first, second = (
        shapes.FramedGroupShape(name=group.name, articles=len(articles), of_articles=there)
        for group, articles, there in zip(
            counted.groups, counted.articles, counted.there, strict=True
        )
    )
    return shapes.FramingPairShape(
        by=counted.asked.by,
        first=first,
        second=second,
        left_out=counted.left_out,
        measures=[_measure_shape(each, query) for each in counted.compared.measures],
    )


def _measure_shape(measure: ComparedMeasure, query: PairQuery) -> shapes.ComparedMeasureShape:
    return shapes.ComparedMeasureShape(
        measure=measure.name,
        words=label(measure.name),
        unit="per 1,000 words" if measure.is_rate else "share",
        first=_group_shape(measure.first, query, measure.name, "first"),
        second=_group_shape(measure.second, query, measure.name, "second"),
        difference=_estimate_shape(measure.difference),
    )


def _group_shape(
    held: MeasuredGroup, query: PairQuery, measure: str, of: Place
) -> shapes.MeasuredShape:
    more = urlencode({"measure": measure, "of": of}, errors="replace")
    return shapes.MeasuredShape(
        part=held.part,
        whole=held.whole,
        ratio=_estimate_shape(held.ratio),
        sentences=f"/api/framing/sentences?{query.query()}&{more}",
    )


def _estimate_shape(estimate: Estimate) -> shapes.EstimateShape:
    return shapes.EstimateShape(value=estimate.value, low=estimate.low, high=estimate.high)


def _sentence_shape(sentence: CountedSentence) -> shapes.FramedSentenceShape:
    return shapes.FramedSentenceShape(
        before=sentence.before, words=sentence.words, after=sentence.after,
        document=sentence.document, start=sentence.span.start, end=sentence.span.end,
        outlet=sentence.outlet, title=sentence.title, published=sentence.published,
    )  # fmt: skip
