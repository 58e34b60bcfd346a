"""What the API gives and takes. Readings and documents are as in `sayso-reading/1`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sayso.record import IncidentField, Verdict
from sayso.record.annotation import Kind, WorkState


def _whole(words: str) -> str:
    """Return words without halves of surrogate pairs, which no answer can carry."""
    return words.encode("utf-8", "replace").decode("utf-8")


Words = Annotated[str, AfterValidator(_whole)]


class Shape(BaseModel):
    """A shape that takes no field it does not know."""

    model_config = ConfigDict(extra="forbid")


class DocumentShape(Shape):
    """A document as a list shows it."""

    fingerprint: str
    id: Words
    title: Words
    outlet: Words | None
    url: Words | None
    published: datetime | None
    language: str
    recorded: datetime
    claims: int


class ClaimShape(Shape):
    """A claim as search shows it. `day` and `until` are when it happened, as told, or null."""

    id: str
    document: str
    claimant: str
    said: str
    chain: list[str]
    side: str
    outlet: str | None
    event: str | None
    polarity: str
    modality: str
    manner: str
    stance: str
    cue: str | None
    day: str | None
    until: str | None
    published: str | None
    score: float
    words: str
    incident: str | None


class IncidentShape(Shape):
    """An incident as a list shows it."""

    id: str
    title: Words
    titled_by: Words | None
    read_title: Words
    kind: str | None
    place: Words | None
    placed_by: Words | None
    earliest: datetime | None
    latest: datetime | None
    dated_by: Words | None
    note: Words | None
    noted_by: Words | None
    documents: int
    claims: int
    origins: int
    rivals: int
    warnings: int


class JudgementShape(Shape):
    """A judgement that was appended."""

    verdict: Verdict
    claims: list[str]
    by: str
    when: datetime
    why: str
    changes: dict[str, str]


class NewJudgement(Shape):
    """A judgement to append, on one claim or a pair of claims; the same of its `copies`.

    With `seen`, how many judgements on the first claim its person saw, 409 answers where others
    judged it since.
    """

    verdict: Verdict
    claims: Annotated[list[Words], Field(min_length=1, max_length=20)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    changes: Annotated[dict[Words, Words], Field(max_length=20)] = {}
    copies: Annotated[list[Words], Field(max_length=500)] = []
    seen: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None


class NewClaim(Shape):
    """Words of a document to make a claim of, and its fields; the others have what is read there.

    `start` is the character at which the words begin, needed where they stand there twice.
    """

    words: Annotated[Words, Field(min_length=1, max_length=20_000)]
    start: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None
    fields: Annotated[dict[Words, Words], Field(max_length=20)] = {}
    why: Annotated[Words, Field(max_length=2000)] = ""
    dry_run: bool = False


class NewAdjudication(Shape):
    """What holds of a claim on which reviewers differ: a value for each field on which they do, and
    under "claim" whether it is "kept" or "rejected".
    """

    fields: Annotated[dict[Words, Words], Field(max_length=20)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    seen: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None


class FieldAgreementShape(Shape):
    """How reviewers agree on a field: Krippendorff's alpha, of how many claims, how many alike."""

    field: str
    alpha: float | None
    claims: int
    alike: int


class DisagreementShape(Shape):
    """A claim on which reviewers differ: by field, each value with who gave it."""

    claim: str
    document: str
    words: Words
    seen: int
    fields: dict[str, dict[Words, list[Words]]]


class RowAgreementShape(Shape):
    """How coders agree on the rows of the site's codebook that several coded.

    By field, where `claims` are rows; and by incident and field, what each put where they differ.
    """

    codebook: str
    rows: int
    coders: list[Words]
    fields: list[FieldAgreementShape]
    differing: dict[str, dict[str, dict[Words, Words]]]


class AgreementShape(Shape):
    """How reviewers agree on the claims that several judged, and those left to adjudicate."""

    coders: list[Words]
    fields: list[FieldAgreementShape]
    adjudicated: int
    open: list[DisagreementShape]
    rows: RowAgreementShape


class NewSplit(Shape):
    """Words with which the second of two claims begins."""

    before: Annotated[Words, Field(min_length=1, max_length=20_000)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    dry_run: bool = False


class NewJoin(Shape):
    """The claim that another takes in, which is rejected."""

    other: Annotated[Words, Field(min_length=1, max_length=200)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    dry_run: bool = False


class PlanShape(Shape):
    """Judgements with what they change in words; `kept` is false where that was only asked."""

    effects: list[str]
    judgements: list[JudgementShape]
    kept: bool


class ReadNameShape(Shape):
    """A name that a claimant is read by, how many claims it makes by it, and what joined it."""

    name: Words
    claims: int
    rules: list[str]


class ClaimantShape(Shape):
    """A claimant of the register. `wikidata` is an id, only where it is certain."""

    id: str
    name: Words
    short: Words | None
    kind: str
    country: str | None
    side: Words | None
    wikidata: str | None
    claims: int
    names: list[ReadNameShape]
    aliases: list[Words]


class ClaimantPage(Shape):
    """A page of claimants, those with most claims first; `next` is the cursor of the page after."""

    items: list[ClaimantShape]
    next: str | None


class NewClaimantJudgement(Shape):
    """A judgement to append: merge `claimant` with `other`, split the name `other` off it, or give
    it the alias `other`. `undo` takes the last such judgement back.
    """

    verb: Literal["merge", "split", "alias"]
    claimant: Annotated[Words, Field(min_length=1, max_length=200)]
    other: Annotated[Words, Field(min_length=1, max_length=200)]
    undo: bool = False
    why: Annotated[Words, Field(max_length=2000)] = ""


class NewTitle(Shape):
    """A title for an incident; an empty one takes back what it was named."""

    title: Annotated[Words, Field(max_length=200)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    seen: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None


class NewField(Shape):
    """What a field of an incident is set to; "" takes back what people set.

    With `dry_run` nothing is kept. With `seen`, how many times people had set anything of the
    incident when its person looked, 409 answers where others did since.
    """

    value: Annotated[Words, Field(max_length=4000)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    seen: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None
    dry_run: bool = False


class FieldSetShape(Shape):
    """What a person set of an incident, and when; an empty value took back what was set."""

    field: IncidentField
    value: Words
    by: Words
    when: datetime
    why: Words


class IncidentFieldsShape(Shape):
    """What stands in the fields of an incident in words, what its claims give, and all that people
    set. `seen` is to be sent with what is set next.
    """

    seen: int
    standing: dict[str, Words]
    read: dict[str, Words]
    fields_set: list[FieldSetShape]


class NewRegrouping(Shape):
    """A change of what an incident is made of.

    `merge` puts the incident `other` into it; `move` takes `moved`, claims or documents, out of it,
    into `other` or one of their own; `undo` takes back the last of these that one did.
    """

    change: Literal["merge", "move", "undo"]
    other: Annotated[Words, Field(max_length=200)] = ""
    moved: Annotated[list[Words], Field(max_length=400)] = []
    why: Annotated[Words, Field(max_length=2000)] = ""


class RegroupingShape(Shape):
    """What a change of incidents did: the judgements, and the incident that came of it."""

    effect: str
    incident: str
    judgements: list[JudgementShape]


class CodebookFieldShape(Shape):
    """A field of a codebook; `fill` names what fills it, null where a person alone does. `choices`
    are codes with labels, in their order.
    """

    name: str
    title: Words
    kind: str
    help: Words
    required: bool
    fill: str | None
    private: bool
    choices: dict[Words, Words]


class CodebookShape(Shape):
    """A codebook; `rows` says which incidents are rows of its tables."""

    name: str
    version: int
    title: Words
    about: Words
    rows: str
    fields: list[CodebookFieldShape]


class CellClaimShape(Shape):
    """A claim that the reading of a cell stands on, in its words."""

    claim: str
    claimant: Words
    words: Words
    document: str
    outlet: Words
    published: datetime | None


class CodedEntryShape(Shape):
    """What a person put into a field, and by which version of the codebook."""

    value: Words
    by: Words
    when: datetime
    why: Words
    codebook: Words


class CodedCellShape(Shape):
    """A cell of a row: `value` is what stands, `by` "read", a person or null, `read` what was read.

    `entries` are what people put there and did not take back, the last one last; `fault` says why
    the last is no value of the codebook any more.
    """

    field: str
    value: Words
    by: Words | None
    read: Words
    fault: Words | None
    entries: list[CodedEntryShape]
    claims: list[CellClaimShape]


class CodedRowShape(Shape):
    """An incident's row. `missing` are required fields with nothing in them; send `seen` with what
    you code.
    """

    incident: str
    codebook: str
    seen: int
    missing: list[str]
    cells: list[CodedCellShape]


class NewCoding(Shape):
    """Values to put into fields of a row, "" to empty one; with `undo`, fields of which the last
    that one coded is taken back, whatever their values.

    With `seen`, from the row, 409 answers where others coded one of these fields since.
    """

    fields: Annotated[dict[Words, Words], Field(min_length=1, max_length=200)]
    why: Annotated[Words, Field(max_length=2000)] = ""
    seen: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None
    undo: bool = False
    dry_run: bool = False


class NoteShape(Shape):
    """Words that a person wrote about a document, claim or incident."""

    words: Words
    by: Words
    when: datetime


class SubjectShape(Shape):
    """What people noted of a document, claim or incident. `id` is a fingerprint, a claim's id, or
    that of a claim in the incident; `seen` counts all that was noted in the ledger.
    """

    of: Kind
    id: str
    title: Words
    seen: int
    tags: list[Words]
    notes: list[NoteShape]
    assignee: Words | None
    state: WorkState


class WorkShape(Shape):
    """A document with what people noted of it."""

    document: str
    title: Words
    outlet: Words | None
    published: str | None
    claims: int
    tags: list[Words]
    notes: list[NoteShape]
    assignee: Words | None
    state: WorkState


class WorkPage(Shape):
    """A page of documents, and how many there are; `next` is the cursor of the page after it."""

    total: int
    items: list[WorkShape]
    next: str | None


class NewWork(Shape):
    """What to note of documents, claims or incidents: by `ids`, or of the documents of a `search`,
    a query string as of the search page, without those that somebody has unless `reassign`.

    An `assignee` of "" is nobody; what is left out stays. `undo` takes the last that one noted
    back. With `seen`, 409 answers where others noted something since.
    """

    of: Kind = "document"
    ids: Annotated[list[Words], Field(max_length=2_000)] = []
    search: Annotated[Words | None, Field(max_length=8_000)] = None
    reassign: bool = False
    add_tags: Annotated[list[Words], Field(max_length=20)] = []
    remove_tags: Annotated[list[Words], Field(max_length=20)] = []
    note: Annotated[Words, Field(max_length=2_000)] = ""
    assignee: Annotated[Words | None, Field(max_length=64)] = None
    state: WorkState | None = None
    undo: bool = False
    seen: Annotated[int | None, Field(ge=0, le=1_000_000_000)] = None
    why: Annotated[Words, Field(max_length=2_000)] = ""
    dry_run: bool = False


class NewText(Shape):
    """A text to read and add."""

    text: Annotated[str, Field(min_length=1, max_length=400_000)]
    outlet: Annotated[Words | None, Field(max_length=200)] = None
    title: Annotated[Words | None, Field(max_length=500)] = None
    url: Annotated[Words | None, Field(max_length=2000)] = None
    published: datetime | None = None


class AddedShape(Shape):
    """What became of a text. `new` is false when the ledger held it already."""

    document: str
    new: bool
    claims: int


class ProblemDetails(BaseModel):
    """Problem details (RFC 9457): the shape of every error."""

    type: str
    title: str
    status: int
    detail: str | None = None


class DocumentPage(Shape):
    """A page of documents; `next` is the cursor of the page after it, or null."""

    items: list[DocumentShape]
    next: str | None


class ClaimPage(Shape):
    """A page of claims; `next` is the cursor of the page after it, or null."""

    items: list[ClaimShape]
    next: str | None


class IncidentPage(Shape):
    """A page of incidents, the largest first; `next` is the cursor of the page after it."""

    items: list[IncidentShape]
    next: str | None


class JudgementPage(Shape):
    """A page of judgements, oldest first; `next` is the cursor of the page after it, or null."""

    items: list[JudgementShape]
    next: str | None


class FacetShape(Shape):
    """A value of a facet and how many claims have it."""

    value: str
    claims: int


class SearchShape(Shape):
    """How many claims a filter lets pass, the best of them, and its facets.

    `more` says that there are more: words that very many claims have are looked for in those that
    were added last.
    """

    total: int
    more: bool = False
    items: list[ClaimShape]
    facets: dict[str, list[FacetShape]]


Packed = dict[str, Any]


class EstimateShape(Shape):
    """A ratio with the ends of its 95 % interval; null where nothing can be said."""

    value: float | None
    low: float | None
    high: float | None


class MeasuredShape(Shape):
    """What one outlet or side has of a measure, and where the sentences of the part are."""

    part: int
    whole: int
    ratio: EstimateShape
    sentences: Words


class ComparedMeasureShape(Shape):
    """A measure of two outlets or sides. `unit` is share, or uses per 1,000 words."""

    measure: Words
    words: Words
    unit: Literal["share", "per 1,000 words"]
    first: MeasuredShape
    second: MeasuredShape
    difference: EstimateShape


class FramedGroupShape(Shape):
    """An outlet or a side: how many of its articles are counted, and how many there are."""

    name: Words
    articles: int
    of_articles: int


class FramingPairShape(Shape):
    """Two outlets or sides beside each other. `left_out` articles could not be read."""

    by: Literal["outlet", "side"]
    first: FramedGroupShape
    second: FramedGroupShape
    left_out: int
    measures: list[ComparedMeasureShape]


class FramedSentenceShape(Shape):
    """The words that count, in their sentence: code points `start` to `end` of a document."""

    before: Words
    words: Words
    after: Words
    document: str
    start: int
    end: int
    outlet: Words
    title: Words
    published: datetime | None


class FramedSentencePage(Shape):
    """Some of the sentences that a number stands on."""

    measure: Words
    group: Words
    total: int
    items: list[FramedSentenceShape]
    next: str | None


class PlotShape(Shape):
    """A plot of an incident: what it shows, in words, and the addresses of its pictures."""

    kind: Literal["scale", "over time"]
    question: Words
    alt: Words
    svg: str
    png: str


class PlotList(Shape):
    """The plots of an incident, in the order of its page."""

    items: list[PlotShape]
