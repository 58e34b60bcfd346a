"""The pages say what the ledger holds, in markup that works without script."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from sayso.index.search import highlighted
from sayso.index.service import IncidentIndex
from sayso.ledger import ClaimFilter
from tests.made import REPORT, market_reading
from tests.web.site import retold

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SVG_EMPTY = frozenset(("line", "rect", "circle", "path"))


class Checked(HTMLParser):
    """Whether elements close, labels have fields, ids are single, and nothing is inline."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: set[str] = set()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.faults: list[str] = []
        self.landmarks: set[str] = set()
        self.feed(page)
        self.faults += [f"<{each}> is not closed" for each in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "label":
            self.labels.add(given.get("for") or "")
        if tag in ("input", "textarea", "select") and given.get("type") != "hidden":
            self.fields.add(given.get("id") or "")
        self.links += [given[each] or "" for each in ("href", "src", "action") if each in given]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("main", "nav", "header", "footer"):
            self.landmarks.add(tag)
        self.faults += [f"{tag} has {n}" for n in given if n == "style" or n.startswith("on")]
        if tag == "script" and "src" not in given:
            self.faults.append("script inside the page")
        if tag == "style":
            self.faults.append("style inside the page")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


def paths(desk: IncidentIndex) -> list[str]:
    state = desk.state()
    claim = next(iter(state.statements))
    documents = [key for _, key, _ in desk.store.keys_since(0)]
    return [
        "/", "/?sort=size", "/?new=true", "/search", "/search?q=market&polarity=denies", "/map",
        "/framing", "/review", f"/review/{claim}", "/review/agreement", "/add", "/log",
        "/review/disagreements",
        "/alerts", *(f"/alerts/new?incident={each}" for each in state.incidents),
        *(f"/incidents/{each}" for each in state.incidents),
        *(f"/articles/{each}" for each in documents),
        *(f"/articles/{each}/add?start=0&end=30" for each in documents),
    ]  # fmt: skip


def test_every_page_is_sound(site: TestClient, desk: IncidentIndex) -> None:
    for path in paths(desk):
        answer = site.get(path)
        assert answer.status_code == 200, path
        page = Checked(answer.text)
        assert not page.faults, (path, page.faults)
        assert len(page.ids) == len(set(page.ids)), (path, "an id twice")
        assert page.fields <= page.labels, (path, page.fields - page.labels)
        assert page.landmarks >= {"main", "nav", "header", "footer"}, path
        assert page.headings.count(1) == 1, (path, "one main heading")
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), (path, page.headings)
        assert "#main" in page.links


def test_every_link_of_a_page_leads_somewhere(site: TestClient, desk: IncidentIndex) -> None:
    links: set[str] = set()
    for path in paths(desk):
        links |= {each for each in Checked(site.get(path).text).links if each.startswith("/")}
    for link in sorted(links - {"/logout", "/saved"}):
        if link.endswith(
            ("/title", "/fields", "/documents", "/split", "/join", "/address", "/files")
        ):
            continue  # where a form is sent to
        assert site.get(link).status_code == 200, link


def test_nothing_comes_from_another_host_and_the_policy_says_so(
    site: TestClient, desk: IncidentIndex
) -> None:
    for path in paths(desk):
        answer = site.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for asset in re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', answer.text):
            assert asset.startswith("/"), asset


def test_markup_in_a_report_stays_words(site: TestClient, desk: IncidentIndex) -> None:
    for path in [*paths(desk), "/search?q=<script>alert(1)</script>", "/framing?outlet=<script>"]:
        text = site.get(path).text
        assert "<script>alert" not in text, path
        assert "<img" not in text, path
        scripts = text.count('href="javascript')
        assert scripts == (path == "/add"), path  # the bookmarklet is the only one


def test_the_incident_sets_sides_beside_each_other_with_the_words_behind(
    site: TestClient, desk: IncidentIndex
) -> None:
    state = desk.state()
    market = max(state.incidents.values(), key=lambda each: len(each.documents))
    page = site.get(f"/incidents/{market.id}").text
    assert "At least 54 people" in page
    assert "Sudan Doctors Network" in page
    assert "At least 54 people were killed when shells hit the Sabrein market" in page
    assert "Delta Wire" in page
    assert "1 copy of the same origin" in page
    assert "How many people were killed?" in page
    assert "<svg" in page


def test_an_incident_is_found_by_a_claim_of_it(site: TestClient, desk: IncidentIndex) -> None:
    claim, folded = next(iter(desk.state().statements.items()))
    by_claim = site.get(f"/incidents/{claim}")
    by_id = site.get(f"/incidents/{desk.state().claims[folded].incident}")
    assert by_claim.status_code == by_id.status_code == 200
    assert re.search("<h1>.*</h1>", by_claim.text)[0] in by_id.text  # type: ignore[index]


def test_the_article_marks_claims_and_tells_the_chain(
    site: TestClient, desk: IncidentIndex
) -> None:
    key = desk.store.keys_since(0)[0][1]
    page = site.get(f"/articles/{key}").text
    assert '<mark class="v1"' in page
    assert 'aria-describedby="tip-d1-c0"' in page
    assert "Harbour Post ← Sudan Doctors Network" in page
    assert key in page
    assert "paragraph 2" in page


def test_an_article_names_its_last_versions_and_says_that_there_are_more(
    site: TestClient, desk: IncidentIndex
) -> None:
    keys = [
        desk.store.add(market_reading(text=f"{REPORT} It rained for {days} days.")).document
        for days in range(2, 17)
    ]
    page = site.get(f"/articles/{keys[0]}").text
    named = [key for key in keys if f'/articles/{key}"' in page]
    assert named == keys[-12:]
    assert f"sayso versions {keys[0][:12]}" in page


def test_search_counts_facets_and_every_filter_is_an_address(site: TestClient) -> None:
    page = site.get("/search", params={"q": "market"}).text
    assert "Sudan Doctors Network" in page
    narrowed = site.get("/search?q=market&claimant=Sudan+Doctors+Network")
    assert "2 claims" in narrowed.text
    assert "0 claims" in site.get("/search?q=market&claimant=nobody").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("polarity=denies", 2),
        ("not_polarity=denies", 4),
        ("not_claimant=nobody", 6),
        ("not_polarity=denies&q=market", 3),
        ("polarity=denies&polarity=asserts", 6),
        ("manner=narration", 2),
        ("place=Omdurman", 2),
        ("warning=headline", 4),
        ("outlet=Delta+Wire&event=casualties", 1),
        ("day_from=2025-02-01&day_to=2025-02-01", 2),
        ("day_from=2025-02-03", 0),
        ("published_from=2025-02-02&published_to=2025-02-02", 4),
        ("q=shells+killed", 2),
        ('q="OR+NOT("', 0),
        ('q="hit+the+Sabrein"', 2),
        ("q=volcano+OR+shells+kill*", 2),
        ("q=market+-shells", 1),
        ("q=%00%00", 6),
    ],
)
def test_a_filter_lets_pass_what_it_says(site: TestClient, query: str, found: int) -> None:
    page = site.get(f"/search?{query}").text
    told = re.search(r'role="status">([\d,]+) claim', page)
    assert told is not None
    assert int(told[1]) == found


def test_a_value_is_left_out_and_taken_in_again(site: TestClient) -> None:
    page = site.get("/search?q=market").text
    assert 'href="/search?q=market&amp;not_polarity=denies"' in page
    without = site.get("/search?q=market&not_polarity=denies").text
    assert "“market”, not denies" in without
    assert '<li class="excluded"><a href="/search?q=market"' in without
    assert 'type="hidden" name="not_polarity" value="denies"' in without
    chosen = site.get("/search?q=market&not_polarity=denies&polarity=asserts").text
    assert "/search?q=market&amp;polarity=asserts" in chosen
    ids = {each["id"] for each in site.get("/api/search?q=market&limit=99").json()["items"]}
    answer = site.get("/api/search?q=market&not_polarity=denies&limit=99").json()["items"]
    assert {each["id"] for each in answer} < ids
    assert all(each["polarity"] != "denies" for each in answer)


def test_a_link_leads_to_the_very_words_of_an_article(
    site: TestClient, desk: IncidentIndex
) -> None:
    claim = desk.index.claims(" ORDER BY c.number LIMIT 1")[0]
    text = desk.store.reading(claim.document).document.text
    start = text.index("market")
    page = site.get(f"/articles/{claim.document}?words={start}-{start + 6}").text
    assert re.search(r'<mark class="linked"[^>]*>(?:<[^>]+>)*market', page), page
    assert 'id="words"' in page
    for words in ("0-0", "9-3", f"5-{len(text) + 1}", "x", "-1-4", "99999999999-1"):
        other = site.get(f"/articles/{claim.document}?words={words}")
        assert other.status_code == 200
        assert "linked" not in other.text
    review = site.get(f"/review/{claim.id}").text
    assert re.search(rf'href="/articles/{claim.document}\?words=\d+-\d+#words"', review)


def test_a_day_that_is_none_is_told(site: TestClient) -> None:
    answer = site.get("/search?day_from=yesterday")
    assert answer.status_code == 400
    assert "Write 2026-03-04" in answer.text


def test_the_feed_of_a_search_is_atom(site: TestClient) -> None:
    feed = ElementTree.fromstring(site.get("/search.atom?q=market").content)  # noqa: S314
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 5
    assert all(each.find("{http://www.w3.org/2005/Atom}id") is not None for each in entries)


def test_new_documents_are_marked_until_the_next_visit(site: TestClient) -> None:
    site.get("/")
    site.cookies.clear()
    site.cookies.set("sayso_seen", "2001-01-01T00:00:00+00:00|2001-01-01T00:00:00+00:00")
    assert "4 new documents" in site.get("/").text
    assert "4 new documents" in site.get("/").text, "still the same visit"
    site.cookies.clear()
    site.cookies.set("sayso_seen", "what|ever")
    assert site.get("/").status_code == 200


def test_an_unknown_page_or_thing_is_told_so(site: TestClient) -> None:
    for path in ("/nowhere", "/incidents/nosuch", "/articles/nosuch", "/review/nosuch"):
        answer = site.get(path)
        assert answer.status_code == 404, path
        assert "<h1" in answer.text


def test_paths_do_not_climb_out_of_the_assets(site: TestClient) -> None:
    for name in ("..%2fapp.py", "%2e%2e/site.py", "site.css%00", "base.html"):
        assert site.get(f"/static/{name}").status_code in (404, 400), name
    assert site.get("/static/site.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "query",
    ["market", "shells -market", '"shells hit"', "shel* OR gun*", "-market", "Omdurman OR volcano",
     "sudan* -army", "umm-durman", "&"],
)  # fmt: skip
def test_every_face_finds_the_same(site: TestClient, desk: IncidentIndex, query: str) -> None:
    asked = {"q": query}
    answer = site.get("/api/search", params={**asked, "limit": 200}).json()
    found = {each["id"] for each in answer["items"]}
    assert {each["id"] for each in site.get("/api/claims", params=asked).json()["items"]} == found
    lines = site.get("/export/jsonl", params=asked).text.splitlines()
    assert {claim["id"] for line in lines for claim in json.loads(line)["claims"]} == found
    held = desk.store.claims(ClaimFilter(search=query))
    assert {each.statement.claim.id for each in held} == found
    hits = desk.store.search(query, limit=200)
    assert {each.claim.statement.claim.id for each in hits if each.claim} == found


def test_the_words_that_a_query_finds_are_marked() -> None:
    def marked(words: str, query: str) -> list[str]:
        return [piece for piece, hit in highlighted(words, query) if hit]

    said = "Kiev killed the air raids; raid by Kyiv, airless."
    assert marked(said, "kyiv raid") == ["Kiev", "raids", "raid", "Kyiv"]
    assert marked(said, '"Kiev" kil*') == ["Kiev", "killed"]
    assert marked(said, "raid -air") == ["raids", "raid"]
    assert marked(said, "") == []


def test_an_export_holds_exactly_what_the_search_shows(site: TestClient) -> None:
    query = "q=market&polarity=denies"
    shown = {each["id"] for each in site.get(f"/api/search?{query}").json()["items"]}
    lines = site.get(f"/export/jsonl?{query}").text.splitlines()
    assert {claim["id"] for line in lines for claim in json.loads(line)["claims"]} == shown
    sheet = site.get(f"/export/csv?{query}")
    assert sheet.text.count("\r\n") == 1 + len(shown)
    assert "attachment" in sheet.headers["content-disposition"]


def test_many_read_while_some_judge(site: TestClient, desk: IncidentIndex) -> None:
    claims = list(desk.state().statements)

    def read(number: int) -> int:
        path = ("/", "/search?q=market", f"/incidents/{claims[number % 2]}", "/map")[number % 4]
        return site.get(path).status_code

    def write(number: int) -> int:
        new = {"verdict": "right", "claims": [claims[number % len(claims)]], "why": str(number)}
        return site.post("/api/judgements", json=new).status_code

    with ThreadPoolExecutor(8) as pool:
        readings = [pool.submit(read, number) for number in range(24)]
        writings = [pool.submit(write, number) for number in range(8)]
        assert {each.result() for each in readings} == {200}
        assert {each.result() for each in writings} == {201}
    assert len(desk.state().judgements) == 8


def test_counts_grow_with_the_ledger(site: TestClient, desk: IncidentIndex) -> None:
    assert "2 claims" in site.get("/search?polarity=denies").text
    desk.store.add(retold("Third Paper", 5))
    assert "3 claims" in site.get("/search?polarity=denies").text
    facets = site.get("/api/search?polarity=denies").json()["facets"]["outlet"]
    assert {"value": "Third Paper", "claims": 1} in facets


def test_a_log_with_nothing_in_it_says_so(site: TestClient) -> None:
    assert "Nobody has changed anything here yet" in site.get("/log").text
