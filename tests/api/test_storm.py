"""schemathesis calls every operation of the OpenAPI, with what it allows and with what it forbids.

`SAYSO_CALLS=10000` sends so many calls (`make storm`); without it a few hundred are sent.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sayso.accounts.projects import Project
from sayso.web.app import make_app
from tests.web.site import HOME, filled_desk, people_of, quickly

schemathesis = pytest.importorskip(
    "schemathesis", reason="calls what the OpenAPI describes: pip install schemathesis"
)

from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.python import asgi  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

PROJECT = "harbour"
"""A project that is there, of which most calls to projects are."""

CALLS = int(os.environ.get("SAYSO_CALLS", "400"))
OPERATIONS = (
    "GET /api/agreement",
    "GET /api/claimants",
    "GET /api/claimants/{claimant_id}",
    "GET /api/claims",
    "GET /api/claims/{claim_id}",
    "GET /api/codebook",
    "GET /api/documents",
    "GET /api/documents/{document_id}",
    "GET /api/framing/compare",
    "GET /api/framing/sentences",
    "GET /api/incidents",
    "GET /api/incidents/{incident_id}",
    "GET /api/incidents/{incident_id}/code",
    "GET /api/incidents/{incident_id}/fields",
    "GET /api/incidents/{incident_id}/plots",
    "GET /api/judgements",
    "GET /api/search",
    "GET /api/work",
    "GET /api/work/{kind}/{subject_id}",
    "POST /api/claimants/judgements",
    "POST /api/claims/{claim_id}/adjudicate",
    "POST /api/claims/{claim_id}/join",
    "POST /api/claims/{claim_id}/split",
    "POST /api/documents",
    "POST /api/documents/{document_id}/claims",
    "POST /api/judgements",
    "POST /api/incidents/{incident_id}/code",
    "POST /api/work",
    "GET /api/projects",
    "GET /api/projects/{name}",
    "GET /api/projects/{name}/codebook",
    "GET /api/projects/{name}/incidents/{incident_id}/code",
    "GET /api/projects/{name}/work",
    "GET /api/projects/{name}/work/{kind}/{subject_id}",
    "POST /api/projects",
    "POST /api/projects/{name}/incidents/{incident_id}/code",
    "POST /api/projects/{name}/work",
    "PUT /api/projects/{name}",
    "PUT /api/incidents/{incident_id}/fields/{field}",
    "PUT /api/incidents/{incident_id}/title",
    "POST /api/incidents/{incident_id}/documents",
)
TAKING_ANYTHING = {
    "GET /api/agreement",
    "GET /api/codebook",
    "GET /api/incidents/{incident_id}/code",
    "GET /api/incidents/{incident_id}/fields",
    "GET /api/incidents/{incident_id}/plots",
    "GET /api/projects",
    "GET /api/projects/{name}",
    "GET /api/projects/{name}/codebook",
    "GET /api/projects/{name}/incidents/{incident_id}/code",
}
CASES = [
    (named, mode) for named in OPERATIONS for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or not (named.endswith("_id}") or named in TAKING_ANYTHING)
]  # fmt: skip
"""An id may be any words, so nothing that the description forbids can be sent for one; nor to what
takes nothing.
"""

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@dataclass
class Api:
    """The API over a small ledger, in this process, with ids that are there."""

    schema: Any
    client: Any
    ids: list[str]
    answered: Counter[int] = field(default_factory=Counter)

    def operation(self, named: str) -> Any:
        every = [found.ok() for found in self.schema.get_all_operations()]
        return next(each for each in every if each.label == named)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("storm")
    desk = filled_desk(folder)
    people = people_of(desk)
    app: Any = make_app(desk, people, local=True, reader=quickly)
    with asgi.get_client(app) as client:
        client.headers["Host"] = HOME.removeprefix("http://")
        schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
        state = desk.state()
        documents = [key for _, key, _ in desk.store.keys_since(0)]
        people.projects.create(Project(PROJECT, "Harbour", "q=market"), "local")
        yield Api(schema, client, [*state.statements, *state.incidents, *documents])
    people.close()
    desk.close()


def test_every_operation_is_called(api: Api) -> None:
    told = {found.ok().label for found in api.schema.get_all_operations()}
    assert told == set(OPERATIONS)


@pytest.mark.parametrize(("named", "mode"), CASES, ids=lambda each: getattr(each, "value", each))
def test_no_call_breaks_it_or_what_it_promises(api: Api, named: str, mode: GenerationMode) -> None:
    operation = api.operation(named)
    known = st.none() | st.sampled_from(api.ids)

    @settings(
        max_examples=max(1, -(-CALLS // len(CASES))),
        deadline=None, database=None, derandomize=CALLS < 1000,
        phases=(Phase.generate,),  # to shrink what fails would take minutes
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(mode), one=known)
    def storm(case: Any, one: str | None) -> None:
        if one is not None and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, one)
        if "name" in (case.path_parameters or {}) and one is not None:
            case.path_parameters = {**case.path_parameters, "name": PROJECT}
        if one is not None and isinstance(case.body, dict) and "claims" in case.body:
            case.body["claims"] = [one]
        response = case.call(base_url=HOME, session=api.client)
        api.answered[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    storm()


def test_what_was_answered_is_told(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    """Last in this module: how many calls got which status."""
    if not api.answered:
        pytest.skip("the calls were made by another worker")
    with capsys.disabled():
        told = ", ".join(f"{code}: {count}" for code, count in sorted(api.answered.items()))
        print(f"\n{api.answered.total()} calls answered ({told})")
    assert max(api.answered) < 500
