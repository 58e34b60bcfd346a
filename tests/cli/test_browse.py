"""`sayso list`, `show`, `search`, `export` and `report`."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Sayso
from tests.made import market_reading

KILLED, DENIED = market_reading(given_id="m-1").claims or ()


def flat(words: str) -> str:
    return " ".join(words.split())


def test_documents_are_listed(sayso: Sayso, ledger: Path) -> None:
    ended = sayso("list", "--ledger", ledger)
    header, market, fasher = ended.out.splitlines()[0], *ended.out.splitlines()[1:]
    assert header.split() == ["id", "published", "outlet", "title", "claims", "attributed"]
    assert "2025-02-02" in market
    assert market.split()[-2:] == ["2", "2"]
    assert "not known" in fasher
    assert "Shells fell on El Fasher." in fasher
    assert ended.err == ""


def test_claims_are_listed_by_who_made_them(sayso: Sayso, ledger: Path) -> None:
    every = sayso("list", "--claims", "--ledger", ledger).out
    assert KILLED.id[:10] in every
    assert "El Fasher" in every
    some = sayso("list", "--claimant", "armed forces", "--ledger", ledger).out
    assert DENIED.id[:10] in some
    assert "denies" in some
    assert KILLED.id[:10] not in some


def test_the_first_few_can_be_all_that_is_listed(sayso: Sayso, ledger: Path) -> None:
    documents = sayso("list", "--limit", 1, "--ledger", ledger).out
    assert "2025-02-02" in documents
    assert "El Fasher" not in documents
    claims = sayso("list", "--claims", "--limit", 1, "--ledger", ledger).out
    assert KILLED.id[:10] in claims
    assert DENIED.id[:10] not in claims
    whole = sayso("list", "--claims", "--ledger", ledger).out
    assert sayso("list", "--claims", "--limit", 9, "--ledger", ledger).out == whole


def test_a_claim_is_shown_in_its_paragraph_with_its_chain(sayso: Sayso, ledger: Path) -> None:
    out = flat(sayso("show", KILLED.id[:6], "--ledger", ledger).out)
    assert "«At least 54 people were killed when shells hit the Sabrein market» in Omdurman" in out
    assert "chain Harbour Post › Sudan Doctors Network" in out
    assert "quantity At least 54 people: 54 or more person killed at_least" in out
    assert "place Omdurman (15.644, 32.477, town)" in out
    assert "moment on Saturday: 2025-02-01 (2025-02-01T00:00:00 to 2025-02-02T00:00:00)" in out
    assert "The army denied" not in out


@pytest.mark.parametrize("sought", ["m-1", market_reading(given_id="m-1").document.fingerprint])
def test_a_document_is_shown_with_all_its_claims(sayso: Sayso, ledger: Path, sought: str) -> None:
    out = sayso("show", sought, "--ledger", ledger).out
    assert KILLED.id[:10] in out
    assert DENIED.id[:10] in out
    assert "The headline names its source only as 'network'." in flat(out)


def test_an_unknown_id_ends_with_5(sayso: Sayso, ledger: Path) -> None:
    ended = sayso("show", "0000000", "--ledger", ledger)
    assert (ended.code, ended.out) == (5, "")
    assert "No claim or document has the id '0000000'" in ended.err


def test_evidence_that_does_not_hold_is_not_shown_as_if_it_did(sayso: Sayso, ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as raw, raw:
        raw.execute("DROP TRIGGER statements_no_update")
        raw.execute("UPDATE statements SET evidence = CAST('14 people' AS BLOB)")
    ended = sayso("show", KILLED.id, "--ledger", ledger)
    assert ended.code == 4
    assert "evidence does not hold" in ended.out
    assert "«" not in ended.out
    assert sayso("export", "--ledger", ledger).code == 4


def test_search_gives_the_claim_and_the_words_around(sayso: Sayso, ledger: Path) -> None:
    out = sayso("search", "shells", "killed", "--ledger", ledger).out
    assert "Harbour Post › Sudan Doctors Network" in out
    assert "At least 54 people were killed" in out
    assert KILLED.id[:10] in out


def test_search_that_finds_nothing_says_so(sayso: Sayso, ledger: Path) -> None:
    ended = sayso("search", "volcano", "--ledger", ledger)
    assert (ended.code, ended.out.strip()) == (0, "")
    assert "nothing fits this query" in ended.err


def test_one_query_narrows_every_command(sayso: Sayso, ledger: Path, tmp_path: Path) -> None:
    query = '"Sabrein market" kill* -volcano'
    assert KILLED.id[:10] in sayso("search", query, "--ledger", ledger).out
    listed = sayso("list", "--search", query, "--ledger", ledger).out
    assert "54" in listed
    assert "guns" not in listed
    sheet = sayso("export", "--search", query, "--ledger", ledger).out
    assert [each["claimant"] for each in csv.DictReader(io.StringIO(sheet))] == [
        "Sudan Doctors Network"
    ]
    out = tmp_path / "claims.csv"
    assert sayso("export", "--search", "-market", "--out", out, "--ledger", ledger).code == 0


@pytest.mark.parametrize("query", ['"air', "air OR", "*", "a*", "x" * 401])
def test_a_query_that_can_not_be_parsed_is_not_understood(
    sayso: Sayso, ledger: Path, query: str
) -> None:
    for command in (("search", query), ("list", "--search", query), ("export", "--search", query)):
        ended = sayso(*command, "--ledger", ledger)
        assert (ended.code, ended.out) == (2, ""), command
        assert "Traceback" not in ended.err
        assert re.search("quotation mark|OR stands|at the end|longer than", ended.err)


def test_a_limit_beyond_all_numbers_is_not_understood(sayso: Sayso, ledger: Path) -> None:
    assert sayso("search", "market", "--limit", "9" * 20, "--ledger", ledger).code == 2


def test_csv_has_a_row_a_claim(sayso: Sayso, ledger: Path) -> None:
    out = sayso("export", "--format", "csv", "--ledger", ledger).out
    names = [each["claimant"] for each in csv.DictReader(io.StringIO(out))]
    assert names == ["Sudan Doctors Network", "Sudanese Armed Forces", "Gulf Observer"]


def test_json_lines_have_a_reading_a_document(sayso: Sayso, ledger: Path) -> None:
    out = sayso("export", "--format", "jsonl", "--ledger", ledger).out
    assert [json.loads(line)["schema"] for line in out.splitlines()] == ["sayso-reading/1"] * 2


def test_a_file_for_a_spreadsheet_says_that_it_is_utf8(
    sayso: Sayso, ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "claims.csv"
    ended = sayso("export", "--out", out, "--ledger", ledger)
    assert (ended.code, ended.out) == (0, "")
    assert "3 claims written" in ended.err
    assert out.read_bytes().startswith(b"\xef\xbb\xbfclaim_id,")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["claims.csv", "market.sqlite"]


def test_a_file_that_is_there_is_written_over_only_when_told(
    sayso: Sayso, ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "claims.csv"
    out.write_text("of yesterday")
    refused = sayso("export", "--out", out, "--ledger", ledger)
    assert (refused.code, out.read_text()) == (6, "of yesterday")
    assert "is there already. Name another file, or write over it: --force" in flat(refused.err)
    assert sayso("export", "--out", out, "--force", "--ledger", ledger).code == 0
    assert "Sudan Doctors Network" in out.read_text(encoding="utf-8")


def test_the_ledger_is_never_written_over(sayso: Sayso, ledger: Path) -> None:
    before = ledger.read_bytes()
    ended = sayso("export", "--out", ledger, "--force", "--ledger", ledger)
    assert ended.code == 6
    assert "is the ledger itself" in ended.err
    assert ledger.read_bytes() == before


def test_a_filter_and_a_format_are_taken_together(sayso: Sayso, ledger: Path) -> None:
    told = ("--format", "csv", "--claimant", "doctors", "--polarity", "asserts", "--attributed")
    rows = list(csv.DictReader(io.StringIO(sayso("export", *told, "--ledger", ledger).out)))
    assert [each["claimant"] for each in rows] == ["Sudan Doctors Network"]
    assert sayso("export", "--polarity", "shouts", "--ledger", ledger).code == 2


def test_settings_that_can_not_be_read_are_told(sayso: Sayso, ledger: Path, tmp_path: Path) -> None:
    ratings = tmp_path / "ratings.jsonl"
    ratings.write_text("{}\n")
    ended = sayso("export", "--ratings", ratings, "--ledger", ledger)
    assert ended.code == 2
    assert "Line 1 is no rating" in flat(ended.err)
    assert sayso("export", "--sides", "none.toml", "--ledger", ledger).code == 2


def test_a_file_that_can_not_be_written_ends_with_6(sayso: Sayso, ledger: Path) -> None:
    ended = sayso("export", "--out", "none/claims.csv", "--ledger", ledger)
    assert ended.code == 6
    assert "can't write none/claims.csv" in ended.err


@pytest.mark.parametrize("to", [("--out", "claims.csv"), ()])
def test_a_file_of_ours_that_is_gone_is_not_told_as_the_disk_of_the_user(
    sayso: Sayso, ledger: Path, monkeypatch: pytest.MonkeyPatch, to: tuple[str, ...]
) -> None:
    def gone(*_: object) -> int:
        raise FileNotFoundError(2, "No such file or directory", "/package/words.tsv")

    monkeypatch.setattr("sayso.actions.export.export", gone)
    monkeypatch.setattr("sayso.actions.export.export_to", gone)
    with pytest.raises(FileNotFoundError, match=r"words\.tsv"):
        sayso("export", "--ledger", ledger, *to)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_behind_standard_output_ends_with_6(ledger: Path) -> None:
    called = [sys.executable, "-c", "from sayso.cli import main; main()", "export"]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*called, "--ledger", str(ledger)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 6
    assert ended.stderr.startswith(b"sayso: can't write the results: No space left")


def test_a_page_is_written(sayso: Sayso, ledger: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = sayso("report", "--ledger", ledger, "--out", page, "--title", "The market")
    assert ended.code == 0
    assert "2 documents on" in ended.err
    assert "The market" in page.read_text(encoding="utf-8")


LEDGER_COMMANDS = (
    ("list",),
    ("show", "abcdef"),
    ("search", "drone"),
    ("export",),
    ("report", "--out", "page.html"),
)


@pytest.mark.parametrize("command", LEDGER_COMMANDS, ids=lambda command: command[0])
def test_without_a_ledger_each_command_says_how_to_make_one(
    sayso: Sayso, command: tuple[str, ...], tmp_path: Path
) -> None:
    ended = sayso(*command)
    assert (ended.code, ended.out) == (4, "")
    assert "There is no ledger at sayso.sqlite. Make one with `sayso add INPUT" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_seen_enough_is_no_error(ledger: Path) -> None:
    command = [sys.executable, "-c", "from sayso.cli import main; main()", "export"]
    out, into = os.pipe()
    os.close(out)  # As `| head` leaves it, once it has its lines.
    ended = subprocess.run(
        [*command, "--ledger", str(ledger)], stdout=into, stderr=subprocess.PIPE, check=False
    )
    os.close(into)
    assert (ended.returncode, ended.stderr) == (0, b"")
