"""A client of the API, typed: `with Client("http://127.0.0.1:8000") as ledger: …`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, TypeVar

import httpx
from pydantic import BaseModel

from sayso.api import shapes
from sayso.record import IncidentField, Reading, Verdict
from sayso.record.wire import from_json

PATIENCE_S = 300.0
"""How long a client goes on asking a site that says when to ask again."""

ANSWER_S = 180.0
"""How long it waits for one answer: a long text may be read after another long one."""

LONGEST_PAUSE_S = 60.0
Shape = TypeVar("Shape", bound=BaseModel)
Filters = str | Sequence[str]


class ApiError(Exception):
    """The site refused: `status` is the HTTP status, the message says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class Client:
    """Talks to a site at `address`, with an API token where the site asks for one.

    Every method raises ApiError when the site refuses and httpx.HTTPError when it can't be reached.
    Where it answers 503 with Retry-After, since too many texts wait to be read, the client asks
    again when it says so, for `patience` seconds in all.
    """

    def __init__(
        self,
        address: str,
        token: str | None = None,
        transport: httpx.BaseTransport | None = None,
        patience: float = PATIENCE_S,
    ) -> None:
        self._patience = patience
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api",
            headers=headers,
            timeout=ANSWER_S,
            transport=transport,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def documents(self) -> Iterator[shapes.DocumentShape]:
        """Yield all documents, in the order in which they were added."""
        for page in self._pages("/documents", shapes.DocumentPage, {}):
            yield from page.items

    def reading(self, document: str) -> Reading:
        """Return one document and all that was read in it."""
        return from_json(self._get(f"/documents/{document}"))

    def claims(self, **filters: Filters) -> Iterator[shapes.ClaimShape]:
        """Yield the claims that a filter lets pass: `claims(q="drones", manner=["direct",
        "mixed"])`.
        """
        for page in self._pages("/claims", shapes.ClaimPage, filters):
            yield from page.items

    def claim(self, claim: str) -> dict[str, Any]:
        """Return a folded claim as `sayso-claim/1`."""
        return self._get(f"/claims/{claim}")

    def search(self, limit: int = 25, **filters: Filters) -> shapes.SearchShape:
        """Return the best claims that a filter lets pass, with facets."""
        return shapes.SearchShape.model_validate(
            self._get("/search", {**filters, "limit": str(limit)})
        )

    def incidents(self) -> Iterator[shapes.IncidentShape]:
        """Yield all incidents, the largest first."""
        for page in self._pages("/incidents", shapes.IncidentPage, {}):
            yield from page.items

    def incident(self, incident: str) -> dict[str, Any]:
        """Return an incident as `sayso-incident/1`."""
        return self._get(f"/incidents/{incident}")

    def claimants(self, words: str = "") -> Iterator[shapes.ClaimantShape]:
        """Yield the claimants of the register, or those with these words in a name."""
        for page in self._pages("/claimants", shapes.ClaimantPage, {"q": words} if words else {}):
            yield from page.items

    def judge_claimants(
        self,
        verb: Literal["merge", "split", "alias"],
        claimant: str,
        other: str,
        why: str = "",
        undo: bool = False,
    ) -> shapes.JudgementShape:
        """Append a judgement on claimants, or take one back."""
        new = shapes.NewClaimantJudgement(
            verb=verb, claimant=claimant, other=other, why=why, undo=undo
        )
        return shapes.JudgementShape.model_validate(self._post("/claimants/judgements", new))

    def judgements(self) -> Iterator[shapes.JudgementShape]:
        """Yield all judgements, the oldest first."""
        for page in self._pages("/judgements", shapes.JudgementPage, {}):
            yield from page.items

    def judge(
        self,
        verdict: Verdict,
        claims: Sequence[str],
        why: str = "",
        changes: Mapping[str, str] | None = None,
        copies: Sequence[str] = (),
    ) -> shapes.JudgementShape:
        """Append a judgement, and the same of copies of the claim."""
        new = shapes.NewJudgement(
            verdict=verdict, claims=list(claims), why=why, changes=dict(changes or {}),
            copies=list(copies),
        )  # fmt: skip
        return shapes.JudgementShape.model_validate(self._post("/judgements", new))

    def submit(
        self,
        text: str,
        outlet: str | None = None,
        published: datetime | None = None,
        url: str | None = None,
    ) -> shapes.AddedShape:
        """Have a text read and added."""
        new = shapes.NewText(text=text, outlet=outlet, published=published, url=url)
        return shapes.AddedShape.model_validate(self._post("/documents", new))

    def retitle(self, incident: str, title: str, why: str = "") -> shapes.JudgementShape:
        """Name an incident, by its id or that of a claim in it; "" takes its name back."""
        new = shapes.NewTitle(title=title, why=why)
        return shapes.JudgementShape.model_validate(
            self._sent_json("PUT", f"/incidents/{incident}/title", new)
        )

    def incident_fields(self, incident: str) -> shapes.IncidentFieldsShape:
        """Return what stands in the fields of an incident, and all that people set."""
        return shapes.IncidentFieldsShape.model_validate(self._get(f"/incidents/{incident}/fields"))

    def set_field(
        self,
        incident: str,
        field: IncidentField,
        value: str,
        why: str = "",
        seen: int | None = None,
        dry_run: bool = False,
    ) -> shapes.PlanShape:
        """Set the title, place, day or note of an incident; "" takes back what was set."""
        new = shapes.NewField(value=value, why=why, seen=seen, dry_run=dry_run)
        return shapes.PlanShape.model_validate(
            self._sent_json("PUT", f"/incidents/{incident}/fields/{field}", new)
        )

    def regroup(
        self,
        incident: str,
        change: Literal["merge", "move", "undo"],
        other: str = "",
        moved: Sequence[str] = (),
        why: str = "",
    ) -> shapes.RegroupingShape:
        """Merge an incident with another, move claims or documents out of it, or undo that."""
        new = shapes.NewRegrouping(change=change, other=other, moved=list(moved), why=why)
        return shapes.RegroupingShape.model_validate(
            self._post(f"/incidents/{incident}/documents", new)
        )

    def codebook(self) -> shapes.CodebookShape:
        """Return the codebook by which incidents are coded."""
        return shapes.CodebookShape.model_validate(self._get("/codebook"))

    def coded_row(self, incident: str) -> shapes.CodedRowShape:
        """Return the row of an incident, with the claims that each cell stands on."""
        return shapes.CodedRowShape.model_validate(self._get(f"/incidents/{incident}/code"))

    def code(
        self,
        incident: str,
        fields: Mapping[str, str],
        why: str = "",
        seen: int | None = None,
        undo: bool = False,
        dry_run: bool = False,
    ) -> shapes.PlanShape:
        """Put values into fields of an incident's row; with `undo` take back what one put there,
        with `dry_run` return what it would be.
        """
        new = shapes.NewCoding(fields=dict(fields), why=why, seen=seen, undo=undo, dry_run=dry_run)
        return shapes.PlanShape.model_validate(self._post(f"/incidents/{incident}/code", new))

    def add_claim(
        self,
        document: str,
        words: str,
        fields: Mapping[str, str],
        why: str = "",
        dry_run: bool = False,
        start: int | None = None,
    ) -> shapes.PlanShape:
        """Make a claim of words of a document, with a claimant and other fields as a person types
        them; with `dry_run` return what it would be.
        """
        new = shapes.NewClaim(
            words=words, start=start, fields=dict(fields), why=why, dry_run=dry_run
        )
        return shapes.PlanShape.model_validate(self._post(f"/documents/{document}/claims", new))

    def agreement(self) -> shapes.AgreementShape:
        """Return how reviewers agree by field, and the claims on which they differ."""
        return shapes.AgreementShape.model_validate(self._get("/agreement"))

    def adjudicate(
        self, claim: str, fields: Mapping[str, str], why: str = "", seen: int | None = None
    ) -> shapes.JudgementShape:
        """Decide what holds of a claim on which reviewers differ: a value a field."""
        new = shapes.NewAdjudication(fields=dict(fields), why=why, seen=seen)
        return shapes.JudgementShape.model_validate(self._post(f"/claims/{claim}/adjudicate", new))

    def work(self, **filters: Filters) -> Iterator[shapes.WorkShape]:
        """Yield documents with who works on them: `work(assignee="ada", state="in_work")`."""
        for page in self._pages("/work", shapes.WorkPage, filters):
            yield from page.items

    def annotate(self, new: shapes.NewWork) -> shapes.PlanShape:
        """Tag, note, assign or set the state of documents, claims or incidents."""
        return shapes.PlanShape.model_validate(self._post("/work", new))

    def split_claim(
        self, claim: str, before: str, why: str = "", dry_run: bool = False
    ) -> shapes.PlanShape:
        """Split a claim before the words with which the second one begins."""
        new = shapes.NewSplit(before=before, why=why, dry_run=dry_run)
        return shapes.PlanShape.model_validate(self._post(f"/claims/{claim}/split", new))

    def join_claims(
        self, claim: str, other: str, why: str = "", dry_run: bool = False
    ) -> shapes.PlanShape:
        """Join a claim with another of its paragraph, which is rejected."""
        new = shapes.NewJoin(other=other, why=why, dry_run=dry_run)
        return shapes.PlanShape.model_validate(self._post(f"/claims/{claim}/join", new))

    def _pages(
        self, path: str, shape: type[Shape], filters: Mapping[str, Filters]
    ) -> Iterator[Shape]:
        cursor: str | None = None
        while True:
            asked = {**filters, **({"cursor": cursor} if cursor else {})}
            page = shape.model_validate(self._get(path, asked))
            yield page
            cursor = getattr(page, "next", None)
            if cursor is None:
                return

    def _get(self, path: str, asked: Mapping[str, Filters] | None = None) -> dict[str, Any]:
        return self._sent(self._http.build_request("GET", path, params=dict(asked or {})))

    def _post(self, path: str, new: BaseModel) -> dict[str, Any]:
        return self._sent_json("POST", path, new)

    def _sent_json(self, method: str, path: str, new: BaseModel) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        content = new.model_dump_json()
        return self._sent(self._http.build_request(method, path, content=content, headers=headers))

    def _sent(self, request: httpx.Request) -> dict[str, Any]:
        """Send a request, again while the site says when to, and return its answer."""
        until = time.monotonic() + self._patience
        while True:
            response = self._http.send(request)
            pause = _pause(response)
            if pause is None or time.monotonic() + pause > until:
                return _checked(response)
            time.sleep(pause)


def _pause(response: httpx.Response) -> float | None:
    """Return after how many seconds to ask again; None where the site does not say so."""
    said = response.headers.get("retry-after", "")
    if response.status_code != 503 or not (said.isascii() and said.isdigit()):
        return None
    return min(max(float(said[:9]), 1.0), LONGEST_PAUSE_S)


def _checked(response: httpx.Response) -> dict[str, Any]:
    if response.is_success:
        packed: dict[str, Any] = response.json()
        return packed
    try:
        fields = response.json()
        message = str(fields.get("detail") or fields.get("title"))
    except (ValueError, AttributeError):
        message = response.text[:300]
    raise ApiError(response.status_code, message)
