"""Input files are what they seem, and output files go nowhere else."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sayso.actions.export import ALL, export_to
from sayso.actions.report import report
from sayso.bulk.folder import written
from sayso.bulk.shards import ReadSettings, shards, sources
from sayso.cli.app import app
from sayso.exports.formats import ExportFormat
from sayso.files.opening import RefusedFileError, open_inside, open_named
from sayso.files.owners import check_not_planted, why_not_ours
from sayso.files.writing import UNFINISHED, draft_of, whole_file
from sayso.gazetteer.home import packs_folder
from sayso.intake import open_input
from sayso.intake.inputs import expected_documents
from sayso.ledger import LedgerError, open_ledger, sidecar_path
from sayso.record import Document, Problem
from sayso.settings.feeds import FeedListError, load_feeds
from tests.made import market_reading

SECRET = "PRIVATE KEY of the mayor"  # noqa: S105
REPORT = "The mayor said 17 people died."
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs another user's files")
STRANGER = 12345


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside the folder of inputs."""
    path = tmp_path / "id_rsa"
    path.write_text(SECRET)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of inputs with one ordinary report."""
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.txt").write_text(REPORT)
    return made


def read(what: Path | str) -> tuple[list[str], list[str]]:
    """The texts and the problems of an input."""
    found = list(open_input(what))
    texts = [each.text for each in found if isinstance(each, Document)]
    return texts, [each.message for each in found if isinstance(each, Problem)]


PLANTED: dict[str, Callable[[Path, Path], object]] = {
    "link": lambda place, secret: place.symlink_to(secret),
    "relative link": lambda place, secret: place.symlink_to(f"../{secret.name}"),
    "link to a link": lambda place, secret: (
        (place.parent / "hidden").symlink_to(secret),  # type: ignore[func-returns-value]
        place.symlink_to("hidden"),  # type: ignore[func-returns-value]
    ),
    "link to a device": lambda place, _: place.symlink_to("/dev/zero"),
    "circle": lambda place, _: place.symlink_to(place.name),
    "pipe": lambda place, _: os.mkfifo(place),
    "link that leads nowhere": lambda place, _: place.symlink_to("gone.txt"),
}


@pytest.mark.parametrize("name", ["b.txt", "b.html", "b.jsonl", "b.warc.gz", "b.pdf", "b.eml"])
@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_no_file_of_the_folder_is_a_problem_and_the_others_are_read(
    kind: str, name: str, folder: Path, secret: Path
) -> None:
    PLANTED[kind](folder / name, secret)
    texts, problems = read(folder)
    assert texts == [REPORT]
    (problem,) = problems
    assert str(folder / name) in problem
    assert SECRET not in problem
    assert expected_documents([str(folder)]) in (2, None)


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "b.txt").symlink_to("a.txt")
    assert read(folder) == ([REPORT, REPORT], [])


def test_a_link_that_the_user_named_is_followed(folder: Path, secret: Path) -> None:
    (folder / "b.txt").symlink_to(secret)
    assert read(folder / "b.txt") == ([SECRET], [])
    (folder.parent / "named").symlink_to(folder)
    (folder / "b.txt").unlink()
    assert read(folder.parent / "named") == ([REPORT], [])


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/urandom"])
def test_a_device_that_the_user_named_is_refused(device: str, tmp_path: Path) -> None:
    for name in ("x.txt", "x.jsonl", "x.warc", "x"):
        (tmp_path / name).symlink_to(device)
        texts, problems = read(tmp_path / name)
        assert not texts
        assert "a device, not a file" in problems[0]


def test_a_pipe_that_the_user_named_is_read_and_never_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "p.txt"
    os.mkfifo(place)
    assert read(place)[0] == [], "nobody writes to it"
    writer = threading.Thread(target=lambda: place.write_text(REPORT))
    handle = os.open(place, os.O_RDWR)  # so that it has a writer from the start
    writer.start()
    writer.join()
    threading.Timer(0.5, os.close, [handle]).start()
    assert read(place) == ([REPORT], [])


@pytest.mark.parametrize("kind", PLANTED)
def test_what_lies_beside_a_text_is_looked_at_too(kind: str, folder: Path, secret: Path) -> None:
    secret.write_text(json.dumps({"title": SECRET}))
    PLANTED[kind](folder / "a.json", secret)
    for what in (folder, folder / "a.txt"):
        (document,) = open_input(what)
        assert isinstance(document, Document)
        assert document.text == REPORT
        assert document.title is None
        if "nowhere" not in kind and kind != "circle":
            assert "a.json is left out" in document.problems[0].message


def test_a_side_file_is_bounded(folder: Path) -> None:
    (folder / "a.json").write_text(json.dumps({"title": "x" * 2_000_000}))
    (document,) = open_input(folder)
    assert isinstance(document, Document)
    assert "more than 1,000,000 bytes" in document.problems[0].message


def test_a_file_that_grows_while_it_is_read_ends(folder: Path) -> None:
    path = folder / "b.jsonl"
    line = json.dumps({"text": REPORT}) + "\n"
    path.write_text(line)
    count = 0
    for each in open_input(path):
        assert isinstance(each, Document)
        count += 1
        with path.open("a") as more:
            more.write(line * 10_000)
        assert count < 10
    assert count == 1


def test_nothing_put_in_its_place_between_the_check_and_the_use_is_read(
    folder: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.path.realpath

    def swapped(path: str) -> str:
        found = real(path)
        if str(found).endswith("a.txt"):
            (folder / "a.txt").unlink(missing_ok=True)
            (folder / "a.txt").symlink_to(secret)
        return found

    monkeypatch.setattr(os.path, "realpath", swapped)
    with pytest.raises(OSError, match="link"):
        open_inside(folder, folder / "a.txt")


@pytest.mark.parametrize("kind", PLANTED)
def test_patterns_of_bulk_lead_out_of_no_folder(kind: str, folder: Path, secret: Path) -> None:
    (folder / "a.jsonl").write_text(json.dumps({"text": REPORT}) + "\n")
    secret.write_text(json.dumps({"text": SECRET}) + "\n")
    PLANTED[kind](folder / "b.jsonl", secret)
    (folder / "c").symlink_to(folder.parent, target_is_directory=True)
    told = ""
    for source in sources([str(folder / "**" / "*.jsonl")]):
        for shard in shards(source, ReadSettings(), "s"):
            told += "".join(repr(unit.content) for unit in shard.units)
    assert REPORT in told
    assert SECRET not in told


def test_lists_and_passwords_come_from_no_device(tmp_path: Path) -> None:
    with pytest.raises(FeedListError, match="a device"):
        load_feeds(Path("/dev/zero"))
    ledger = str(tmp_path / "l.sqlite")
    open_ledger(ledger, "add").close()
    command = ["users", "add", "o", "--ledger", ledger, "--password-file", "/dev/zero"]
    ended = CliRunner().invoke(app, command)
    assert ended.exit_code == 2
    assert "can't be read" in ended.output
    ended = CliRunner().invoke(app, ["places", "resolve", "/dev/zero"])
    assert ended.exit_code == 3
    ended = CliRunner().invoke(app, ["places", "add", "/dev/zero"])
    assert ended.exit_code == 3


def test_a_password_may_come_by_the_pipe_of_a_shell() -> None:
    handle, other = os.pipe()
    os.write(other, b"by a pipe of the shell\nand more")
    os.close(other)
    with open_named(Path(f"/dev/fd/{handle}")) as file:
        assert file.readline() == b"by a pipe of the shell\n"
    os.close(handle)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "market.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add(market_reading())
    return path


WRITERS: dict[str, Callable[[Path, Path], object]] = {
    "export": lambda ledger, out: export_to(ledger, ExportFormat.CSV, out, ALL),
    "report": report,
    "bulk": lambda _ledger, out: written(out, b"table"),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_no_file_is_written_through_a_link_that_was_planted(
    writer: str, ledger: Path, folder: Path, secret: Path
) -> None:
    out = folder / "out.csv"
    (folder / "out.csv.part").symlink_to(secret)
    out.symlink_to(secret)
    WRITERS[writer](ledger, out)
    assert secret.read_text() == SECRET
    assert not out.is_symlink()
    assert out.stat().st_size > 0
    assert [each.name for each in folder.iterdir() if UNFINISHED in each.name] == ["out.csv.part"]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_device_or_pipe_is_never_replaced(writer: str, ledger: Path, folder: Path) -> None:
    os.mkfifo(folder / "out.csv")
    with pytest.raises(Exception, match="pipe or device"):
        WRITERS[writer](ledger, folder / "out.csv")
    assert stat.S_ISFIFO((folder / "out.csv").stat().st_mode)


def test_a_file_is_whole_or_not_there(folder: Path) -> None:
    out = folder / "out"

    def half_done() -> None:
        with whole_file(out) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert [each.name for each in folder.iterdir()] == ["a.txt"]


def test_modes_are_the_owners_alone_where_that_is_asked(folder: Path) -> None:
    before = os.umask(0o022)
    try:
        with whole_file(folder / "shared") as file:
            file.write(b"1")
        with draft_of(folder / "own") as draft:
            draft.write_bytes(b"1")
    finally:
        os.umask(before)
    assert (folder / "shared").stat().st_mode & 0o777 == 0o644
    assert (folder / "own").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_stays_where_it_must(folder: Path) -> None:

    def new(name: str) -> None:
        with whole_file(folder / name, replace=False) as file:
            (folder / "b").write_text("came meanwhile")
            file.write(b"new")

    for name in ("a.txt", "b"):
        with pytest.raises(FileExistsError):
            new(name)
    assert (folder / "a.txt").read_text() == REPORT
    assert (folder / "b").read_text() == "came meanwhile"


@root_only
def test_a_gazetteer_that_another_user_put_there_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_HOME", "/proc/none")
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(shared))
    spare = shared / f"sayso-{os.getuid()}" / "gazetteer"
    assert packs_folder() == spare
    for place in (spare, spare.parent):
        os.chown(place, STRANGER, STRANGER)
        with pytest.raises(OSError, match="belongs to another user"):
            packs_folder()
        os.chown(place, 0, 0)
    spare.chmod(0o777)
    with pytest.raises(OSError, match="every user may write"):
        packs_folder()


def test_a_cache_in_which_every_user_may_write_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
    own = tmp_path / "home" / "gazetteer"
    assert packs_folder() == own
    assert own.stat().st_mode & 0o777 == 0o700
    own.chmod(0o777)
    assert packs_folder() != own
    assert "every user may write" in (why_not_ours(own) or "")


@root_only
def test_an_index_that_another_user_put_there_is_not_opened(tmp_path: Path, secret: Path) -> None:
    planted = tmp_path / "market.desk"
    planted.symlink_to(secret)
    with pytest.raises(RefusedFileError, match="no regular file"):
        check_not_planted(planted)
    planted.unlink()
    planted.write_bytes(b"")
    os.chown(planted, STRANGER, STRANGER)
    check_not_planted(planted)  # a team's folder
    tmp_path.chmod(0o1777)
    with pytest.raises(RefusedFileError, match="another user"):
        check_not_planted(planted)


def test_a_link_in_the_place_of_the_index_is_left_alone(ledger: Path, secret: Path) -> None:
    from sayso.index.database import IndexDatabase

    ledger.with_suffix(".desk").symlink_to(secret)
    with pytest.raises(LedgerError, match="no regular file"):
        IndexDatabase(ledger.with_suffix(".desk"), "", lambda _number: None, lambda _marks: False)
    assert secret.read_text() == SECRET


@root_only
def test_the_data_folder_of_databases_is_its_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    url = "postgresql://desk@db.example/war"
    folder = sidecar_path(url, "desk").parent
    os.chown(folder, STRANGER, STRANGER)
    with pytest.raises(LedgerError, match="another user"):
        sidecar_path(url, "desk")
