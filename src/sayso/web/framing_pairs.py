"""Two outlets or sides beside each other: the page, the sentences of each number, tables as CSV."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TextIO

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.actions.framing_pairs import PairQuery, Progress
from sayso.exports.framing_csv import write_framing_comparison, write_sentences, write_shares
from sayso.linking.framing_measures import PASSIVE, TERM, Group
from sayso.settings.term_lists import TermListError
from sayso.views.framing import TableName, framing_view, share_rows
from sayso.views.framing_pairs import (
    MOST_ARTICLES,
    MOST_ROWS,
    PAGE,
    SAMPLES,
    CountedPair,
    PairError,
    SentencePage,
    all_sentences,
    choices,
    label,
    parts_of,
    sentences_of,
    shown_name,
    tables_of,
    whole_words,
)
from sayso.views.sides import conflict_sides
from sayso.web.site import Site

NameAsked = Annotated[str, Query(max_length=300)]
Place = Literal["first", "second"]


def pair_query(
    by: Group = "outlet",
    first: NameAsked = "",
    second: NameAsked = "",
    lists: Annotated[str, Query(max_length=100)] = "",
    terms: Annotated[str, Query(max_length=20_000)] = "",
) -> PairQuery:
    """Return what the query of an address asks for."""
    return PairQuery(by, first, second, lists, terms)


Asked = Annotated[PairQuery, Depends(pair_query)]
MeasureAsked = Annotated[str, Query(max_length=400)]


@dataclass(frozen=True, slots=True)
class _Sample:
    """Some sentences of both groups for one measure."""

    measure: str
    pages: tuple[SentencePage, ...]


def routes(site: Site) -> APIRouter:
    """Return the routes of framing side by side, and of framing's tables as CSV."""
    router = APIRouter()

    @router.get("/framing/compare")
    def compare(request: Request, asked: Asked) -> Response:
        return _page(site, request, asked)

    @router.get("/framing/compare.csv")
    def compared_as_csv(
        request: Request, asked: Asked, table: Annotated[str, Query(max_length=20)] = ""
    ) -> Response:
        counted = site.pairs.finished(site.pairs.asked(asked))
        chosen = tables_of(counted.compared).get(table) if table else None
        if table and chosen is None:
            raise HTTPException(404)
        return _csv(
            site,
            request,
            f"framing-{table or 'compared'}",
            lambda out: write_framing_comparison(counted.compared, out, chosen),
        )

    @router.get("/framing/sentences")
    def sentences(
        request: Request,
        asked: Asked,
        measure: MeasureAsked,
        of: Place = "first",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        counted = _with_measure(site, asked, measure)
        second, begin = of == "second", PAGE * (page - 1)
        state = site.index.state()
        shown = sentences_of(site.index, state, counted, measure, second, begin)
        held = parts_of(counted.measure(measure) or counted.compared.measures[0])[second]
        return site.page(
            request,
            "framing_sentences.html",
            asked=asked,
            shown=shown,
            held=held,
            label=label(measure),
            whole=whole_words(measure, asked.by),
            of=of,
            name=shown_name(shown.group, asked.by),
            page=page,
            pages=-(-shown.total // PAGE),
        )

    @router.get("/framing/sentences.csv")
    def sentences_as_csv(
        request: Request, asked: Asked, measure: MeasureAsked, of: Place = "first"
    ) -> Response:
        counted = _with_measure(site, asked, measure)
        all_of_them = all_sentences(
            site.index, site.index.state(), counted, measure, of == "second"
        )
        group = counted.groups[of == "second"].name
        return _csv(
            site,
            request,
            "framing-sentences",
            lambda out: write_sentences(label(measure), group, all_of_them, out),
        )

    @router.get("/framing.csv")
    def shares_as_csv(
        request: Request,
        table: TableName = "sides",
        outlet: str = "",
        month: str = "",
        conflict: str = "",
    ) -> Response:
        chosen = tuple(e for e in conflict_sides(site.index) if e.conflict == conflict)
        shown = framing_view(site.index, outlet, month, chosen)
        return _csv(
            site,
            request,
            f"framing-{table}",
            lambda out: write_shares(share_rows(shown, table), out),
        )

    return router


def _with_measure(site: Site, asked: PairQuery, measure: str) -> CountedPair:
    """Return what was counted, where it has that measure; else HTTPException."""
    counted = site.pairs.finished(site.pairs.asked(asked))
    if counted.measure(measure) is None:
        raise HTTPException(404)
    return counted


def _page(site: Site, request: Request, asked: PairQuery) -> Response:
    """Return the form with what was counted, with how far that is, or with what is wrong."""
    problem, counted, progress, names = "", None, None, (asked.first, asked.second)
    if asked.first or asked.second:
        try:
            wanted = site.pairs.asked(asked)
        except (PairError, TermListError) as error:
            problem = str(error)
        else:
            made = site.pairs.counted(wanted)
            progress = made if isinstance(made, Progress) else None
            counted = made if isinstance(made, CountedPair) else None
            names = wanted.names
    return site.page(
        request,
        "framing_compare.html",
        422 if problem else 200,
        asked=asked,
        names=names,
        problem=problem,
        progress=progress,
        counted=counted,
        tables=tables_of(counted.compared) if counted else {},
        samples=_samples(site, counted) if counted else (),
        choices={by: choices(site.index, by) for by in ("outlet", "side")},
        lists=sorted(site.pairs.term_lists),
        most=MOST_ARTICLES,
        most_rows=MOST_ROWS,
        shown_name=lambda name: shown_name(name, asked.by),
        label=label,
        parts_of=parts_of,
        whole_words=whole_words,
    )


def _samples(site: Site, counted: CountedPair) -> list[_Sample]:
    """Return the first sentences of the measures that are about words: passives and terms."""
    state = site.index.state()
    shown = [
        each.name
        for each in counted.compared.measures
        if (each.name == PASSIVE or each.name.startswith(TERM))
        and any(held.part for held in parts_of(each))
    ]
    return [
        _Sample(name, tuple(
            sentences_of(site.index, state, counted, name, second, limit=SAMPLES)
            for second in (False, True)
        ))
        for name in shown
    ]  # fmt: skip


def _csv(site: Site, request: Request, name: str, write: Callable[[TextIO], int]) -> Response:
    """Return a table as a file, and note who took it."""
    out = io.StringIO()
    write(out)
    site.people.note(request.state.person.name, f"exported {name}", "csv")
    return Response(
        out.getvalue().encode("utf-8", "replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="sayso-{name}.csv"'},
    )
