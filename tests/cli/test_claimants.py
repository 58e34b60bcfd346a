"""`sayso claimants`: the register listed, merged, split, named, and taken back."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from sayso.cli.exits import Exit
from sayso.ledger import open_ledger
from tests.cli.conftest import Sayso
from tests.linking.made import DOCTORS, Says, Who, report

KILLED = "people were killed when bombs fell on the market of Kutum"
SPOKEN = (
    DOCTORS,
    Who("Sudanese doctors", "SDN", "NGO"),
    Who("Sudanese Ministry of Health", "SDN", "GOV"),
    Who("Sudan's Health Ministry", "SDN", "GOV"),
    Who("Chad's Health Ministry", "TCD", "GOV"),
    Who("WHO", None, "IGO"),
    Who("residents", None, "CVL", named=False),
    None,
)


@pytest.fixture
def market(tmp_path: Path) -> Path:
    path = tmp_path / "market.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for number, who in enumerate(SPOKEN):
            figures = ((f"{number + 3} people", number + 3.0, "person", "killed"),)
            says = Says(who, f"{number + 3} {KILLED}", figures=figures, place="Kutum")
            store.add(report(f"m{number}", says, outlet=f"Outlet {number}", hours=number))
    return path


def listed(sayso: Sayso, market: Path) -> dict[str, list[str]]:
    """The names that each claimant is read by."""
    ended = sayso("claimants", "list", "--ledger", market, "--json")
    entries = map(json.loads, ended.out.splitlines())
    return {each["name"]: [name["name"] for name in each["names"]] for each in entries}


def test_claimants_are_listed_with_all_their_names(sayso: Sayso, market: Path) -> None:
    assert listed(sayso, market) == {
        "Chad’s Health Ministry": ["Chad's Health Ministry"],
        "Sudan Doctors Network": ["Sudan Doctors Network"],
        "Sudanese doctors": ["Sudanese doctors"],
        "Sudan’s Health Ministry": ["Sudan's Health Ministry", "Sudanese Ministry of Health"],
        "World Health Organization": ["WHO"],
    }
    table = sayso("claimants", "list", "--ledger", market, "--search", "health ministry").out
    assert "Chad’s Health Ministry" in table
    assert "Doctors" not in table
    limited = sayso("claimants", "list", "--ledger", market, "--limit", 2)
    assert "3 more claimants: see them with --limit 5" in limited.err


def test_one_is_shown_by_id_by_its_beginning_or_by_any_name(sayso: Sayso, market: Path) -> None:
    told = sayso("claimants", "show", "WHO", "--ledger", market)
    assert "World Health Organization" in told.out
    assert "https://www.wikidata.org/wiki/Q7817" in told.out
    entry = json.loads(sayso("claimants", "show", "WHO", "--ledger", market, "--json").out)
    again = sayso("claimants", "show", entry["id"][:8], "--ledger", market).out
    assert again == told.out
    assert sayso("claimants", "show", "the Sudanese health ministry", "--ledger", market).code == 0
    unknown = sayso("claimants", "show", "Nobody at all", "--ledger", market)
    assert unknown.code == Exit.UNKNOWN_ID
    assert "`sayso claimants list` shows them" in unknown.err


def test_a_merge_is_judged_shown_and_taken_back(sayso: Sayso, market: Path) -> None:
    before = listed(sayso, market)
    merge = ("claimants", "merge", "Sudan Doctors Network", "Sudanese doctors")
    planned = sayso(*merge, "--ledger", market, "--dry-run")
    assert planned.out.startswith("would be judged: Sudanese doctors")
    assert listed(sayso, market) == before
    done = json.loads(sayso(*merge, "--ledger", market, "--why", "one body", "--json").out)
    assert (done["verdict"], done["done"]) == ("same_claimant", True)
    assert listed(sayso, market)["Sudan Doctors Network"] == [
        "Sudan Doctors Network", "Sudanese doctors",
    ]  # fmt: skip
    shown = sayso("claimants", "show", "Sudanese doctors", "--ledger", market).out
    assert shown.startswith("Sudan Doctors Network")
    assert "(one body)" in shown
    compared = sayso("compare", "kutum", "--ledger", market).out
    assert "Sudanese doctors" not in compared
    again = sayso(*merge, "--ledger", market)
    assert (again.code, "one claimant already" in again.err) == (Exit.USAGE, True)
    assert sayso(*merge, "--undo", "--ledger", market).code == 0
    assert listed(sayso, market) == before
    nothing = sayso(*merge, "--undo", "--ledger", market)
    assert nothing.code == Exit.USAGE
    assert "in force" in nothing.err


def test_a_name_is_split_off_and_comes_back(sayso: Sayso, market: Path) -> None:
    before = listed(sayso, market)
    split = ("claimants", "split", "Sudan's Health Ministry", "Sudanese Ministry of Health")
    assert sayso(*split, "--ledger", market).code == 0
    apart = listed(sayso, market)
    assert apart["Sudanese Ministry of Health"] == ["Sudanese Ministry of Health"]
    assert apart["Sudan’s Health Ministry"] == ["Sudan's Health Ministry"]
    assert sayso(*split, "--undo", "--ledger", market).code == 0
    assert listed(sayso, market) == before
    wrong = sayso("claimants", "split", "WHO", "Chad's Health Ministry", "--ledger", market)
    assert (wrong.code, "is not read as" in wrong.err) == (Exit.USAGE, True)
    only = sayso("claimants", "split", "WHO", "WHO", "--ledger", market)
    assert "nothing can be split" in only.err


def test_an_alias_takes_documents_to_come_and_no_other_country(sayso: Sayso, market: Path) -> None:
    alias = ("claimants", "alias", "Chad's Health Ministry", "Health Directorate")
    assert sayso(*alias, "--ledger", market).code == 0
    with closing(open_ledger(market, "add")) as store:
        for country in ("TCD", "SDN"):
            who = Who("the Health Directorate", country, "GOV")
            store.add(report(f"late-{country}", Says(who, f"7 {KILLED}"), hours=40))
    told = json.loads(
        sayso("claimants", "show", "Chad's Health Ministry", "--ledger", market, "--json").out
    )
    assert told["aliases"] == ["Health Directorate"]
    assert told["claims"] == 2
    assert sayso(*alias, "--undo", "--ledger", market).code == 0
    assert len(listed(sayso, market)["Chad’s Health Ministry"]) == 1
