"""`sayso serve` starts only where it is safe to."""

from __future__ import annotations

from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, create_server

import pytest
from typer.testing import CliRunner

from sayso.accounts import People, people_path
from sayso.cli.app import app
from sayso.cli.serving import _listening
from tests.web.site import QUICK


def run(*arguments: str, typed: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments, input=typed)
    return result.exit_code, result.output


def with_a_user(ledger: str) -> None:
    people = People(people_path(Path(ledger)), QUICK)
    people.add_user("oksana", "admin", "long enough it is")
    people.close()


def test_without_users_it_starts_on_loopback_only_when_no_login_is_said(tmp_path: Path) -> None:
    ledger = str(tmp_path / "new.sqlite")
    for host in ("127.0.0.1", "localhost", "::1"):
        code, written = run("serve", "--ledger", ledger, "--host", host, "--check")
        assert code == 2, written
        assert "sayso users add" in written
        assert "--no-login" in written
        code, written = run("serve", "--ledger", ledger, "--host", host, "--no-login", "--check")
        assert code == 0, written
    assert "http://[::1]:8000/" in written


def test_with_users_it_starts_with_a_login_and_not_without(tmp_path: Path) -> None:
    ledger = str(tmp_path / "new.sqlite")
    with_a_user(ledger)
    code, written = run("serve", "--ledger", ledger, "--check")
    assert code == 0, written
    assert "http://127.0.0.1:8000/" in written
    code, written = run("serve", "--ledger", ledger, "--no-login", "--check")
    assert code == 2
    assert "has users" in written


def test_it_does_not_start_where_others_come_in_unless_there_are_users(tmp_path: Path) -> None:
    ledger = str(tmp_path / "new.sqlite")
    for host in ("0.0.0.0", "::", "127.0.0.2", "192.0.2.7"):  # noqa: S104
        code, written = run("serve", "--ledger", ledger, "--host", host, "--check")
        assert code == 2
        assert "sayso users add" in written
        assert "--no-login" not in written, "it would not help"
        code, written = run("serve", "--ledger", ledger, "--host", host, "--no-login", "--check")
        assert code == 2
        assert "--no-login is for 127.0.0.1 alone" in written
    with_a_user(ledger)
    code, written = run("serve", "--ledger", ledger, "--host", "0.0.0.0", "--check")  # noqa: S104
    assert code == 0, written
    assert "unencrypted" in written


def test_it_does_not_start_behind_a_proxy_without_a_login(tmp_path: Path) -> None:
    ledger = str(tmp_path / "new.sqlite")
    proxy = ("--trusted-proxy", "127.0.0.1", "--public-url", "https://ledger.example.org")
    code, written = run("serve", "--ledger", ledger, "--no-login", *proxy, "--check")
    assert code == 2
    assert "others come through a proxy" in written
    assert run("serve", "--ledger", ledger, *proxy, "--check")[0] == 2, "no users"
    with_a_user(ledger)
    assert run("serve", "--ledger", ledger, *proxy, "--check")[0] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--trusted-proxy", "127.0.0.1"), "needs --public-url"),
        (("--public-url", "https://ledger.example.org"), "--trusted-proxy 127.0.0.1"),
        (("--public-url", "ledger.example.org"), "is no public URL"),
        (("--public-url", "https://ledger.example.org/sayso"), "is no public URL"),
        (("--public-url", "https://u:p@ledger.example.org"), "is no public URL"),
        (("--public-url", "https://ledger.example.org:99999"), "is no public URL"),
        (("--public-url", "https://[::1"), "is no public URL"),
        (("--trusted-proxy", "proxy.example.org"), "is no address of a proxy"),
        (("--trusted-proxy", "*"), "is no address of a proxy"),
        (("--trusted-proxy", "10.0.0.1/8"), "is no address of a proxy"),
        (("--trusted-proxy", "0.0.0.0/0"), "is everyone"),
        (("--trusted-proxy", "::/0"), "is everyone"),
    ],
)
def test_settings_of_a_proxy_that_cannot_be_are_refused(
    tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    ledger = str(tmp_path / "new.sqlite")
    with_a_user(ledger)
    code, written = run("serve", "--ledger", ledger, *options, "--check")
    assert code == 2
    assert message in written


def test_users_are_added_listed_and_removed(tmp_path: Path) -> None:
    ledger = ("--ledger", str(tmp_path / "new.sqlite"))
    code, told = run("users", "add", "oksana", *ledger, "--password-file", "-", typed="too short\n")
    assert code == 2
    assert "12 characters" in told
    code, _ = run(
        "users", "add", "oksana", *ledger, "--password-file", "-", typed="quite long enough\n"
    )
    assert code == 0
    assert "oksana\treviewer" in run("users", "list", *ledger)[1]
    assert run("users", "token", "oksana", "--scope", "admin", *ledger)[0] == 2
    code, token = run("users", "token", "oksana", "--scope", "reviewer", *ledger)
    assert code == 0
    assert "sayso_" in token
    assert run("users", "remove", "oksana", *ledger)[0] == 0
    assert run("users", "remove", "oksana", *ledger)[0] == 2


def test_secrets_lie_beside_the_ledger_for_their_owner_alone(tmp_path: Path) -> None:
    ledger = tmp_path / "new.sqlite"
    run("users", "add", "oksana", "--ledger", str(ledger), "--password-file", "-",
        typed="quite long enough\n")  # fmt: skip
    kept = people_path(ledger)
    assert kept.stat().st_mode & 0o077 == 0
    assert b"quite long enough" not in kept.read_bytes()


@pytest.mark.parametrize("host", ["nonsense.invalid", "203.0.113.7", "127.0.0.1"])
def test_an_address_that_cannot_be_listened_at_is_told(tmp_path: Path, host: str) -> None:
    ledger = str(tmp_path / "new.sqlite")
    People(people_path(ledger), QUICK).add_user("oksana", "admin", "long enough it is")
    with create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        code, told = run("serve", "--ledger", ledger, "--host", host, "--port", port)
    assert code == 2
    assert f"{host} port {port} is " in told
    assert "choose another with --port" in told or "Try --host 127.0.0.1" in told
    assert "http://" not in told, "nothing is said to be there"


def test_what_is_no_ledger_is_told_and_left_alone(tmp_path: Path) -> None:
    notes = tmp_path / "notes.sqlite"
    notes.write_text("no ledger")
    code, told = run("serve", "--ledger", str(notes), "--no-login", "--check")
    assert code == 4
    assert "is not a Sayso ledger" in told
    assert [each.name for each in tmp_path.iterdir()] == ["notes.sqlite"], "nothing beside it"
    code, told = run("serve", "--ledger", str(tmp_path / "no" / "such.sqlite"), "--check")
    assert code == 4
    assert "There is no folder" in told


def test_a_users_file_that_is_none_is_told(tmp_path: Path) -> None:
    ledger = tmp_path / "new.sqlite"
    people_path(ledger).write_text("no users")
    people_path(ledger).chmod(0o600)
    for command in (
        ("serve", "--no-login", "--check"),
        ("users", "list"),
        ("users", "token", "oksana"),
    ):
        code, told = run(*command, "--ledger", str(ledger))
        assert code == 2
        assert "users' file, can't be used" in told


def test_a_page_is_sent_without_waiting_for_the_readers_word() -> None:
    with _listening("127.0.0.1", 0) as door, create_connection(door.getsockname()) as reader:
        connection, _ = door.accept()
        with connection:
            assert connection.getsockopt(IPPROTO_TCP, TCP_NODELAY)
        assert reader.fileno() > 0
