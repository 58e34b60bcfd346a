"""Who may do what, on every route of the site and the API: one table, and a request a cell.

A route that has no row in ROWS fails `test_every_route_has_a_row`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copytree
from typing import Any, Literal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import compile_path

from sayso.accounts import ROLES, People, Person, Role
from sayso.accounts.alerts import AlertDraft
from sayso.accounts.projects import Project
from sayso.actions.adding import plan_split
from sayso.actions.alerts import AlertLedger, begin_from
from sayso.actions.coding import RowChange, keep_coding
from sayso.actions.projects import ProjectIndexes
from sayso.actions.review import judge
from sayso.actions.work import Asked, keep_work
from sayso.index.service import IncidentIndex
from sayso.record import content_hash
from sayso.settings.codebooks import default_codebook
from sayso.views.work import kind_of, target_of
from sayso.web.app import make_app
from sayso.web.guard import UNGUARDED
from tests.web.routing import addresses_of
from tests.web.site import filled_desk, people_of, quickly, retold
from tests.web.test_guard import PASSWORD, log_in
from tests.web.test_review import token_of

SITE = "http://ledger.example"
NEW_PASSWORD = "quiet river stone lamp"  # noqa: S105
ELSEWHERE = {"Origin": "https://evil.example"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = ("GET", "HEAD", "OPTIONS")
UNSENT = frozenset((403, 422))
"""What a form without its token gets: it is refused, or not understood."""

Needs = Literal["nobody", "reader", "reviewer", "admin"]


@dataclass(frozen=True)
class Row:
    """A route: whose role it needs, and what it answers to who has it and sends it in order.

    `sent` are the fields of the form beside its token, or the JSON. `{claim}` and the like in
    them and in `asked`, the path that is asked for, stand for what is in the ledger. `in_person`
    says that a token is refused: it is for who logged in with a password. `keyed` says that the
    key in the address stands for a login and a token of the form. `of_project` says that the role
    is that in the project, and who has none there is answered as if there were no such project.
    """

    method: str
    path: str
    needs: Needs
    status: int = 200
    sent: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    in_person: bool = False
    keyed: bool = False
    of_project: bool = False

    @property
    def api(self) -> bool:
        """Whether the route is one of the API's, which takes JSON."""
        return self.path.startswith("/api")


TEXT = "A bridge near Kosti fell on Monday, its keeper said."
OWN = {"password": PASSWORD}
SPLIT = {"before": "when shells"}


def of_project(method: str, path: str, needs: Needs, status: int = 200, sent: Any = None) -> Row:
    """Return the row of a route of one project."""
    asked = path.replace("{name}", "{project}").replace("{form}", "csv")
    asked = asked.replace("{kind}/{wanted}", "document/{document_id}")
    asked = asked.replace("{kind}/{subject_id}", "document/{document_id}")
    return Row(method, path, needs, status, sent or {}, asked, of_project=True)


ROWS = (
    # The door: what is answered without a login.
    Row("GET", "/login", "nobody"),
    Row("POST", "/login", "nobody", 303, {"name": "{user}", "password": PASSWORD}),
    Row("GET", "/login/code", "nobody"),
    Row("POST", "/login/code", "nobody", 401, {"code": "000000"}),
    Row("GET", "/login/setup", "nobody", 401),
    Row("POST", "/login/setup", "nobody", 401, {"code": "000000"}),
    Row("GET", "/static/{name}", "nobody", asked="/static/site.css"),
    Row("GET", "/static/icon.svg", "nobody"),
    Row("GET", "/static/land.geojson", "nobody"),
    Row("GET", "/health", "nobody"),
    Row("GET", "/keyed/feed/{key}", "nobody", asked="/keyed/feed/{feed}", keyed=True),
    Row("GET", "/keyed/mail/{key}", "nobody", asked="/keyed/mail/{mail}", keyed=True),
    Row("POST", "/keyed/mail/{key}", "nobody", asked="/keyed/mail/{mail}", keyed=True),
    # What a reader sees.
    Row("GET", "/", "reader"),
    Row("GET", "/favicon.ico", "reader"),
    Row("GET", "/map", "reader"),
    Row("GET", "/map.geojson", "reader"),
    Row("GET", "/framing", "reader"),
    Row("GET", "/framing.csv", "reader"),
    Row("GET", "/framing/compare", "reader"),
    Row("GET", "/framing/compare.csv", "reader",
        asked="/framing/compare.csv?first=Delta+Wire&second=Savanna+Press"),
    Row("GET", "/framing/sentences", "reader",
        asked="/framing/sentences?first=Delta+Wire&second=Savanna+Press&measure=no+source"),
    Row("GET", "/framing/sentences.csv", "reader",
        asked="/framing/sentences.csv?first=Delta+Wire&second=Savanna+Press&measure=no+source"),
    Row("GET", "/search", "reader", asked="/search?q=market"),
    Row("GET", "/search.atom", "reader"),
    Row("GET", "/export/{name}", "reader", asked="/export/csv"),
    Row("GET", "/incidents/{incident_id}", "reader"),
    Row("GET", "/incidents/{incident_id}/map.geojson", "reader"),
    Row("GET", "/incidents/{incident_id}/card.svg", "reader"),
    Row("GET", "/incidents/{incident_id}/card.png", "reader"),
    Row("GET", "/incidents/{incident_id}/plots/{name}", "reader", 404,
        asked="/incidents/{incident_id}/plots/scale-1.png"),
    Row("GET", "/api/incidents/{incident_id}/plots", "reader"),
    Row("GET", "/incidents/{incident_id}/cite/{name}", "reader",
        asked="/incidents/{incident_id}/cite/bibtex"),
    Row("GET", "/incidents/{incident_id}/dossier.docx", "reader"),
    Row("GET", "/incidents/{incident_id}/code", "reader"),
    Row("GET", "/embed/incidents/{incident_id}", "reader", 404),
    Row("GET", "/work", "reader"),
    Row("GET", "/work/{kind}/{wanted}", "reader", asked="/work/document/{document_id}"),
    Row("GET", "/articles/{document_id}", "reader"),
    Row("GET", "/articles/{document_id}/cite/{name}", "reader",
        asked="/articles/{document_id}/cite/bibtex"),
    Row("GET", "/claimants", "reader"),
    Row("GET", "/claimants/{entry_id}", "reader"),
    Row("GET", "/review", "reader"),
    Row("GET", "/review/{claim_id}", "reader"),
    Row("GET", "/review/agreement", "reader"),
    Row("GET", "/review/disagreements", "reader"),
    Row("GET", "/api/framing/compare", "reader",
        asked="/api/framing/compare?first=Delta+Wire&second=Savanna+Press"),
    Row("GET", "/api/framing/sentences", "reader",
        asked="/api/framing/sentences?first=Delta+Wire&second=Savanna+Press&measure=no+source"),
    # What is a user's own.
    Row("POST", "/saved", "reader", 303, {"query": "q=market", "name": "the market"}),
    Row("GET", "/account", "reader", in_person=True),
    Row("POST", "/account/tokens", "reader", 201, {**OWN, "scope": "reader"}, in_person=True),
    Row("POST", "/account/tokens/revoke", "reader", 303, {"number": "{token}"}, in_person=True),
    Row("POST", "/account/codes", "reader", 200, OWN, in_person=True),
    Row("POST", "/account/codes/confirm", "reader", 401, {"code": "000000"}, in_person=True),
    Row("POST", "/account/codes/recovery", "reader", 422, OWN, in_person=True),
    Row("POST", "/account/codes/off", "reader", 403, {**OWN, "code": "000000"}, in_person=True),
    Row("GET", "/alerts", "reader", in_person=True),
    Row("GET", "/alerts/new", "reader", asked="/alerts/new?incident={incident}", in_person=True),
    Row("POST", "/alerts", "reader", 201, {"channel": "atom", "incident": "{incident}"},
        in_person=True),
    Row("POST", "/alerts/{number}/{change}", "reader", 303, asked="/alerts/{alert}/pause",
        in_person=True),
    # What a reviewer does.
    Row("GET", "/add", "reviewer"),
    Row("POST", "/add", "reviewer", 303, {"text": TEXT}),
    Row("POST", "/add/address", "reviewer", 422, {"address": "ftp://reports.example/1"}),
    Row("POST", "/add/files", "reviewer", 422),
    Row("GET", "/add/jobs/{job_id}", "reviewer", 404, asked="/add/jobs/none"),
    Row("GET", "/articles/{document_id}/add", "reviewer"),
    Row("POST", "/articles/{document_id}/add", "reviewer", 303,
        {"start": "0", "evidence": "Omdurman market shelled", "changed": ["Savanna Press"]}),
    Row("GET", "/review/judgements.jsonl", "reviewer"),
    Row("POST", "/review/{claim_id}", "reviewer", 303, {"verdict": "right"}),
    Row("POST", "/review/{claim_id}/adjudicate", "reviewer", 303, {"claim": "kept"},
        asked="/review/{contested}/adjudicate"),
    Row("POST", "/review/{claim_id}/split", "reviewer", 303, SPLIT),
    Row("POST", "/review/{claim_id}/join", "reviewer", 303, {"other": "{rest}"},
        asked="/review/{divided}/join"),
    Row("POST", "/incidents/{incident_id}/title", "reviewer", 303, {"title": "The market"}),
    Row("POST", "/incidents/{incident_id}/fields", "reviewer", 303,
        {"field": "place", "value": "Nyala, Sudan"}),
    Row("POST", "/incidents/{incident_id}/documents", "reviewer", 303,
        {"change": "merge", "other": "{other_incident}"}),
    Row("POST", "/incidents/{incident_id}/code", "reviewer", 303,
        {"v-notes": "two shells"}),
    Row("GET", "/work/assign", "reviewer"),
    Row("POST", "/work/assign", "reviewer", 303, {"query": "q=market", "assignee": "oksana"}),
    Row("POST", "/work/{kind}/{wanted}", "reviewer", 303, {"state": "in_work"},
        asked="/work/document/{document_id}"),
    Row("POST", "/work/{kind}/{wanted}/undo", "reviewer", 422, {"when": "2026-01-01T00:00:00Z"},
        asked="/work/document/{document_id}/undo"),
    Row("POST", "/claimants/{entry_id}", "reviewer", 303, {"verb": "alias", "other": "SDNW"}),
    # What an admin sees.
    Row("GET", "/log", "admin"),
    # Projects: what a member of one may.
    Row("GET", "/projects", "reader"),
    Row("POST", "/projects", "admin", 303, {"name": "bridges"}),
    of_project("GET", "/projects/{name}", "reader"),
    of_project("GET", "/projects/{name}/export/{form}", "reader"),
    of_project("GET", "/projects/{name}/work", "reader"),
    of_project("GET", "/projects/{name}/work/{kind}/{wanted}", "reader"),
    of_project("GET", "/projects/{name}/agreement", "reader"),
    of_project("GET", "/projects/{name}/incidents/{incident_id}/code", "reader"),
    of_project("POST", "/projects/{name}/work/{kind}/{wanted}", "reviewer", 303,
               {"state": "in_work"}),
    of_project("POST", "/projects/{name}/work/{kind}/{wanted}/undo", "reviewer", 422,
               {"when": "2026-01-01T00:00:00Z"}),
    of_project("POST", "/projects/{name}/incidents/{incident_id}/code", "reviewer", 303,
               {"v-notes": "three shells"}),
    of_project("GET", "/projects/{name}/settings", "admin"),
    of_project("POST", "/projects/{name}/settings", "admin", 303, {"query": "q=denied"}),
    of_project("POST", "/projects/{name}/members", "admin", 303,
               {"user": "otto", "role": "reader"}),
    Row("GET", "/api/projects", "reader"),
    Row("POST", "/api/projects", "admin", 201, {"name": "wells"}),
    of_project("GET", "/api/projects/{name}", "reader"),
    of_project("GET", "/api/projects/{name}/work", "reader"),
    of_project("GET", "/api/projects/{name}/work/{kind}/{subject_id}", "reader"),
    of_project("GET", "/api/projects/{name}/codebook", "reader"),
    of_project("GET", "/api/projects/{name}/incidents/{incident_id}/code", "reader"),
    of_project("POST", "/api/projects/{name}/work", "reviewer", 201,
               {"ids": ["{document_id}"], "add_tags": ["market"]}),
    of_project("POST", "/api/projects/{name}/incidents/{incident_id}/code", "reviewer", 201,
               {"fields": {"notes": "four shells"}}),
    of_project("PUT", "/api/projects/{name}", "admin", 200, {"filter": "q=shells"}),
    # The API.
    Row("GET", "/api/openapi.json", "reader"),
    Row("GET", "/api/documents", "reader"),
    Row("GET", "/api/documents/{document_id}", "reader"),
    Row("GET", "/api/claims", "reader"),
    Row("GET", "/api/claims/{claim_id}", "reader"),
    Row("GET", "/api/search", "reader"),
    Row("GET", "/api/incidents", "reader"),
    Row("GET", "/api/incidents/{incident_id}", "reader"),
    Row("GET", "/api/judgements", "reader"),
    Row("GET", "/api/claimants", "reader"),
    Row("GET", "/api/claimants/{claimant_id}", "reader", asked="/api/claimants/{entry_id}"),
    Row("GET", "/api/agreement", "reader"),
    Row("GET", "/api/codebook", "reader"),
    Row("GET", "/api/incidents/{incident_id}/code", "reader"),
    Row("GET", "/api/incidents/{incident_id}/fields", "reader"),
    Row("GET", "/api/work", "reader"),
    Row("GET", "/api/work/{kind}/{subject_id}", "reader", asked="/api/work/claim/{claim}"),
    Row("POST", "/api/documents", "reviewer", 201, {"text": f"{TEXT} Twice."}),
    Row("POST", "/api/documents/{document_id}/claims", "reviewer", 201,
        {"words": "The army denied", "fields": {"claimant": "Savanna Press"}}),
    Row("POST", "/api/judgements", "reviewer", 201, {"verdict": "right", "claims": ["{claim}"]}),
    Row("POST", "/api/claims/{claim_id}/adjudicate", "reviewer", 201,
        {"fields": {"claim": "kept"}}, asked="/api/claims/{contested_too}/adjudicate"),
    Row("POST", "/api/claims/{claim_id}/join", "reviewer", 201, {"other": "{rest_too}"},
        asked="/api/claims/{divided_too}/join"),
    Row("POST", "/api/claims/{claim_id}/split", "reviewer", 201, SPLIT,
        asked="/api/claims/{contested_too}/split"),
    Row("PUT", "/api/incidents/{incident_id}/title", "reviewer", 200, {"title": "The market"}),
    Row("PUT", "/api/incidents/{incident_id}/fields/{field}", "reviewer", 200,
        {"value": "2025-06-09"}, asked="/api/incidents/{incident_id}/fields/day"),
    Row("POST", "/api/incidents/{incident_id}/documents", "reviewer", 201,
        {"change": "undo"}),
    Row("POST", "/api/incidents/{incident_id}/code", "reviewer", 201,
        {"fields": {"notes": "three shells"}}),
    Row("POST", "/api/work", "reviewer", 201,
        {"ids": ["{document_id}"], "add_tags": ["market"]}),
    Row("POST", "/api/claimants/judgements", "reviewer", 201,
        {"verb": "alias", "claimant": "{entry}", "other": "SDNW of Sudan"}),
    # Last, since they end logins.
    Row("POST", "/account/sessions", "reader", 303, in_person=True),
    Row("POST", "/logout", "reader", 303),
    Row("POST", "/account/password", "reader", 303,
        {**OWN, "new": NEW_PASSWORD, "again": NEW_PASSWORD}, in_person=True),
)  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """Who asks: a user who logged in, an admin's token of a scope, or a stranger (no role).

    `called` is who that is to a project, where the role on the site doesn't say it.
    """

    name: str
    role: Role | None = None
    token: bool = False
    called: str = ""

    def __str__(self) -> str:
        if self.called:
            return self.called
        return f"token of {self.role}" if self.token else self.role or "stranger"

    def gets(self, row: Row) -> int:
        """Return the status that a row's route must answer."""
        if row.needs == "nobody":
            return row.status
        if self.role is None:
            return 303 if row.method == "GET" and not row.api else 401
        role = self.role_for(row)
        if role is None:
            return 404
        too_small = ROLES.index(role) < ROLES.index(row.needs)
        return 403 if too_small or (self.token and row.in_person) else row.status

    def role_for(self, row: Row) -> Role | None:
        """Return the role that counts for a row; None in a project that one is not in."""
        if not row.of_project or self.role is None:
            return self.role
        role = MEMBERS.get(self.name)
        return min((role, self.role), key=ROLES.index) if role and self.token else role


NAMES: Mapping[Role, str] = {"reader": "rita", "reviewer": "oksana", "admin": "ada"}
USERS: Mapping[str, Role] = {
    **{name: role for role, name in NAMES.items()}, "pia": "reader", "otto": "reviewer",
}  # fmt: skip
PROJECT = Project(
    "harbour", "The Quay Papers", "q=market",
    members={"ada": "admin", "oksana": "reviewer", "pia": "admin", "rita": "reader"},
)  # fmt: skip
"""What rows of a project are about; otto is in another one."""

MEMBERS = PROJECT.members
OUTSIDER = Asker("otto", "reviewer", called="other project's member")
STRANGER = Asker("oksana")
ADMIN = Asker("ada", "admin")
PROGRAM = Asker("ada", "admin", token=True)
ASKERS = (
    STRANGER,
    *(Asker(NAMES[role], role) for role in ROLES),
    *(Asker("ada", role, token=True) for role in ROLES),
    Asker("pia", "reader", called="project's admin"),
    OUTSIDER,
)


@dataclass(frozen=True)
class Made:
    """A folder with a ledger and its users' file, in which every row has something to be about.

    `keys` are tokens of an admin, by scope; `known` is what names in braces stand for, and `own`
    the same by user, of what belongs to one.
    """

    folder: Path
    keys: Mapping[Role, str]
    known: Mapping[str, str]
    own: Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("made")
    desk = filled_desk(folder)
    people = people_of(desk)
    for name, role in USERS.items():
        people.add_user(name, role, PASSWORD)
    keys = {role: people.add_token("ada", role) for role in ROLES}
    known = _known(desk)
    own = {name: _own(desk, people, name) for name in USERS}
    _add_projects(desk, people, known)
    people.close()
    desk.close()
    return Made(folder, keys, known, own)


class Site:
    """A site with users, and how each asks for its pages."""

    def __init__(self, made: Made, desk: IncidentIndex, people: People, client: TestClient) -> None:
        self.made = made
        self.desk = desk
        self.people = people
        self.client = client
        self._inside: Asker | None = None

    def ask(self, asker: Asker, row: Row, form_token: str | None = "", **how: Any) -> Any:
        """Send the request of a row as `asker`. None sends a form without its token, "" with it."""
        self.enters(asker)
        known = {**self.made.known, **self.made.own[asker.name]}
        sent = _filled(row.sent, known)
        if row.method != "GET" and row.api:
            how["json"] = sent
        elif row.method != "GET":
            if form_token == "" and not row.keyed:
                form_token = token_of(self.client.get("/login").text)
            how["data"] = sent if form_token is None else {**sent, "token": form_token}
        path = _filled(row.asked or row.path, known)
        answer = self.client.request(row.method, path, **how)
        if row.method != "GET" and answer.status_code < 400:
            self._inside = None  # it may have ended the login
        return answer

    def enters(self, asker: Asker) -> None:
        """Let `asker` log in, or send the token along."""
        if asker == self._inside:
            return
        self._inside = asker
        self.client.cookies.clear()
        self.client.headers.pop("Authorization", None)
        if asker.token and asker.role is not None:
            self.client.headers["Authorization"] = f"Bearer {self.made.keys[asker.role]}"
        elif asker.role is not None:
            assert log_in(self.client, asker.name).status_code == 303

    def path(self, row: Row) -> str:
        """Return the path of a row, of what is in the ledger."""
        return str(_filled(row.asked or row.path, {**self.made.known, **self.made.own["ada"]}))

    def state(self) -> tuple[object, ...]:
        """Return what a request could have changed: the ledger, and the users' file."""
        users = ((name, self._users_rows(name)) for name in USERS)
        projects = ((each, self.people.projects.judgements(each)) for each in self._projects())
        return self.desk.store.newest(), tuple(users), tuple(projects)

    def _projects(self) -> list[Project]:
        return self.people.projects.all()

    def _users_rows(self, name: str) -> tuple[object, ...]:
        user = self.people.accounts.named(name)
        tokens = [(each.number, each.scope) for each in self.people.tokens.of(name)]
        alerts = [(each.number, each.state, each.feed) for each in self.people.alerts.of(name)]
        return user, tokens, alerts, self.people.searches(name)


def _filled(sent: Any, known: Mapping[str, str]) -> Any:
    """Return words, or what holds words, with names in braces replaced by what they stand for."""
    if isinstance(sent, str):
        return sent.format(**known)
    if isinstance(sent, Mapping):
        return {name: _filled(value, known) for name, value in sent.items()}
    return [_filled(value, known) for value in sent] if isinstance(sent, list) else sent


def _known(desk: IncidentIndex) -> dict[str, str]:
    """Add to a ledger what rows are about; return what their names stand for."""
    added = []
    for outlet, hours in (("Echo Post", 3), ("Fern Post", 4), ("Gorge Post", 5), ("Hill Post", 6)):
        desk.store.add(reading := retold(outlet, hours))
        added.append(reading)
    desk.catch_up()
    divided, divided_too, contested, contested_too = (
        content_hash("claim", each.document.fingerprint, 0) for each in added
    )
    rests = []
    for claim in (divided, divided_too):
        plan = plan_split(desk, claim, "when shells", ("carla", ""))
        desk.judge(plan.judgements)
        rests.append(next(each.claims[0] for each in plan.judgements if each.verdict == "added"))
    for claim in (contested, contested_too):
        judge(desk, Person("carla", "reviewer"), "right", [claim])
        judge(desk, Person("dmitri", "reviewer"), "wrong", [claim])
    state = desk.state()
    documents = [key for _, key, _ in desk.store.keys_since(0)]
    claim = content_hash("claim", documents[0], 0)
    first, second, *_ = state.largest()
    entry = state.register.by_id("Sudan Doctors Network").id
    return {
        "claim": claim, "claim_id": claim, "document_id": documents[0], "incident": first.id,
        "incident_id": first.id, "other_incident": second.id, "entry": entry, "entry_id": entry,
        "divided": divided, "rest": rests[0], "divided_too": divided_too, "rest_too": rests[1],
        "contested": contested, "contested_too": contested_too, "project": PROJECT.name,
    }  # fmt: skip


SECRETS = ("Quay Papers", "undertow", "a ferryman's own count", "saltmarsh")
"""Words that stand in the project and nowhere else: its title, a tag, a note, a coded field."""


def _add_projects(desk: IncidentIndex, people: People, known: Mapping[str, str]) -> None:
    """Make the project and one beside it, and have the members work in the first."""
    project = people.projects.create(PROJECT, "ada")
    people.projects.create(Project("elsewhere", "Elsewhere", members={"otto": "admin"}), "ada")
    index = ProjectIndexes(desk, people).of(project)
    _, tag, note, coded = SECRETS
    for kind, key in (("document", "document_id"), ("claim", "claim"), ("incident", "incident")):
        target = target_of(index, kind_of(kind), known[key])
        keep_work(index, [target], Asked((tag,), note=note), "oksana", ["oksana"])
    change = RowChange({"notes": coded}, "oksana")
    keep_coding(index, known["incident"], default_codebook(), change)


def _own(desk: IncidentIndex, people: People, name: str) -> dict[str, str]:
    """Give a user an alert and a token; return what the names of these stand for."""
    cursor, seen = begin_from(AlertLedger(desk.path, desk), "claims", "q=market")
    draft = AlertDraft("the market", "claims", "q=market", "atom")
    feed = people.alerts.add(name, draft, cursor, seen)
    mailed = replace(draft, channel="mail", target=f"{name}@example.org")
    mail = people.alerts.add(name, mailed, cursor, seen).number
    people.add_token(name, "reader")
    number = max(each.number for each in people.tokens.of(name))
    return {
        "user": name, "alert": str(feed.number), "feed": feed.feed_key, "token": str(number),
        "mail": people.alerts.one(mail, name).mail_key,
    }  # fmt: skip


@contextmanager
def opened(made: Made, folder: Path) -> Iterator[Site]:
    """Yield a site over a copy of what was made."""
    copytree(made.folder, folder)
    desk = IncidentIndex(folder / "ledger.sqlite")
    people = people_of(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sayso.web.guard.MOST_CHANGES", 10_000)  # all of them come within a minute
        app = make_app(desk, people, local=False, reader=quickly)
        with TestClient(app, base_url=SITE, follow_redirects=False) as client:
            yield Site(made, desk, people, client)
    people.close()
    desk.close()


@pytest.fixture
def site(made: Made, tmp_path: Path) -> Iterator[Site]:
    """A site for one test, which may change it."""
    with opened(made, tmp_path / "site") as own:
        yield own


@pytest.fixture(scope="module")
def untouched(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for tests of which none changes anything."""
    with opened(made, tmp_path_factory.mktemp("untouched") / "site") as shared:
        yield shared


def app_of(site: Site) -> FastAPI:
    assert isinstance(site.client.app, FastAPI)
    return site.client.app


def test_every_route_has_a_row(untouched: Site) -> None:
    rows = [(row.method, row.path) for row in ROWS]
    assert len(rows) == len(set(rows))
    assert set(rows) == addresses_of(app_of(untouched))


def test_only_the_door_is_open_to_strangers() -> None:
    for row in ROWS:
        assert row.path.startswith(UNGUARDED) == (row.needs == "nobody"), row
        assert not row.keyed or row.path.startswith("/keyed/"), row


@pytest.mark.parametrize("asker", ASKERS, ids=str)
def test_each_may_do_what_the_table_says_and_no_more(site: Site, asker: Asker) -> None:
    faults = []
    for row in ROWS:
        before = site.state()
        answer = site.ask(asker, row)
        gets = asker.gets(row)
        if answer.status_code != gets:
            faults.append(f"{row.method} {row.path}: {answer.status_code}, not {gets}")
        if gets == 303 and asker.role is None and row.needs != "nobody":
            assert answer.headers["location"].startswith("/login?to="), row
        if gets != row.status:
            assert site.state() == before, f"{row} was refused and changed something"
    assert not faults, "\n".join(faults)


def test_nobody_learns_of_a_project_that_is_not_theirs(untouched: Site) -> None:
    """Every answer about it is that about one that is not there, whatever is asked or sent."""
    tried = 0
    for row in ROWS:
        if row.of_project:
            there, gone = (
                untouched.ask(OUTSIDER, replace(row, asked=row.asked.replace("{project}", name)))
                for name in (PROJECT.name, "nowhere")
            )
            assert there.status_code == gone.status_code == 404, row
            assert there.content.replace(b"harbour", b"nowhere") == gone.content, row
            assert {*there.headers} == {*gone.headers}, row
            tried += 1
    assert tried > 15
    for kind in ("articles/{document_id}", "incidents/{incident_id}", "review/{claim_id}"):
        path = f"/{kind}?project=".format(**untouched.made.known)
        there, gone = (untouched.client.get(f"{path}{name}") for name in (PROJECT.name, "nowhere"))
        assert there.status_code == gone.status_code == 404, kind


WAYS_IN = (
    "/search?tag=undertow", "/search?q=saltmarsh", "/search.atom?tag=undertow",
    "/work?tag=undertow",
    "/work?whose=all", "/review?tag=undertow", "/map.geojson?tag=undertow", "/export/coded",
    "/export/jsonl", "/export/parquet", "/export/acled", "/api/search?tag=undertow",
    "/api/work?tag=undertow", "/api/claims?tag=undertow", "/api/work/document/{document_id}",
    "/api/work/incident/{incident_id}", "/work/incident/{incident_id}", "/work/claim/{claim}",
)  # fmt: skip
"""Addresses beside those of ROWS that show what people noted, or find something by it."""


def test_nothing_of_a_project_is_met_outside_it(untouched: Site) -> None:
    """The pages, feeds, exports and answers of the site say nothing of what is in a project, to its
    members as to others.
    """
    rows = [row for row in ROWS if row.method == "GET" and row.path != "/login"]
    for asker in (OUTSIDER, Asker("rita", "reader")):
        untouched.enters(asker)
        known = {**untouched.made.known, **untouched.made.own[asker.name]}
        own = asker is not OUTSIDER
        paths = [untouched.path(row) for row in rows if not (own and "project" in row.path)]
        for path in (*paths, *(each.format(**known) for each in WAYS_IN)):
            answer = untouched.client.get(path)
            met = [words for words in SECRETS if words in answer.text and words not in path]
            assert not met, (str(asker), path, met)
    assert untouched.client.get("/api/search?tag=undertow").json()["total"] == 0
    inside = (f"/projects/{PROJECT.name}", f"/projects/{PROJECT.name}/export/coded",
              f"/projects/{PROJECT.name}/work?whose=all")  # fmt: skip
    shown = "".join(untouched.client.get(path).text for path in inside)
    note = SECRETS[2].replace("'", "&#39;")
    assert all(words in shown for words in (*SECRETS[:2], note, SECRETS[3])), "the test sees it"


@pytest.mark.parametrize("asker", [ADMIN, PROGRAM], ids=str)
def test_no_form_is_taken_without_its_token_or_from_elsewhere(
    untouched: Site, asker: Asker
) -> None:
    before = untouched.state()
    untouched.enters(Asker("rita", "reader"))
    ritas = token_of(untouched.client.get("/login").text)
    tried = 0
    for row in ROWS:
        if row.method == "GET":
            continue
        assert untouched.ask(asker, row, headers=ELSEWHERE).status_code == 403, row
        if not row.api and not row.keyed:
            assert untouched.ask(asker, row, None).status_code in UNSENT, row
            assert untouched.ask(asker, row, "0" * 64).status_code == 403, row
            assert untouched.ask(asker, row, ritas).status_code == 403, row
            tried += 1
    assert tried > 20
    assert untouched.state() == before


@pytest.mark.parametrize("asker", [STRANGER, ADMIN], ids=str)
def test_methods_that_a_path_has_not_are_refused(untouched: Site, asker: Asker) -> None:
    untouched.enters(asker)
    declared = addresses_of(app_of(untouched))
    patterns = [(method, compile_path(path)[0]) for method, path in declared]
    before, tried = untouched.state(), 0
    for row in ROWS:
        path = untouched.path(row)
        taken = {method for method, pattern in patterns if pattern.match(path.partition("?")[0])}
        for method in METHODS:
            if method in taken or (method == "HEAD" and "GET" in taken):
                continue
            answer = untouched.client.request(method, path)
            closed = asker.role is None and not path.startswith(UNGUARDED)
            refused = (303, 401) if closed else (405,)
            assert answer.status_code in refused, (method, path, answer.status_code)
            tried += 1
    assert tried > 5 * len({row.path for row in ROWS}) - 20
    assert untouched.state() == before


def test_a_head_is_answered_as_its_page(untouched: Site) -> None:
    untouched.enters(Asker("rita", "reader"))
    for row in ROWS:
        if row.method == "GET":
            gets = Asker("rita", "reader").gets(row)
            answer = untouched.client.head(untouched.path(row))
            assert answer.status_code == gets, row
