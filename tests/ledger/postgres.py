"""A PostgreSQL server for the tests: private, in a temporary folder, stopped at the end.

It is started when first asked for, one for each process of the tests. Where its programs can't be
found, the tests that need it are passed over.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

MISSING = (
    "no PostgreSQL server here: install Debian's `postgresql`, or put `initdb` and `postgres` on"
    " the PATH"
)
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # the machine does not crash in a test, only the server
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


def program(name: str) -> Path | None:
    """Where a program of the newest PostgreSQL is."""
    found = [path for each in PLACES for path in Path("/").glob(each[1:] + "/" + name)]
    newest = sorted(found, key=lambda path: int((re.findall(r"\d+", str(path)) or ["0"])[-1]))
    if newest:
        return newest[-1]
    on_path = shutil.which(name)
    return Path(on_path).resolve() if on_path else None


def servants() -> dict[str, int | list[int]]:
    """Another user to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


@dataclass
class Server:
    """A server with a socket in `folder`."""

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the folder of its data."""
        who = servants()
        if who:
            os.chown(self.folder, int(who["user"]), int(who["group"]))  # type: ignore[arg-type]
        initdb = program("initdb")
        assert initdb is not None
        command = [initdb, "-D", self.folder / "data", "-A", "trust", "-U", "sayso", "-N"]
        made = subprocess.run(
            [*command, "-E", "UTF8", "--locale", "C"],
            capture_output=True,
            check=False,
            cwd="/",
            **who,  # type: ignore[call-overload]
        )
        assert made.returncode == 0, made.stderr.decode()

    def start(self) -> None:
        """Start, and wait until it answers."""
        postgres = program("postgres")
        assert postgres is not None
        command = [postgres, "-D", self.folder / "data", "-k", self.folder]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd="/",
                **servants(),  # type: ignore[call-overload]
            )
        deadline = time.monotonic() + 60
        while not self.answers():
            ended = self.process.poll() is not None
            assert not ended, (self.folder / "log").read_text(errors="replace")
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(host=str(self.folder), user="sayso", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def signal(self, number: int) -> None:
        """Send a signal to the server and wait until it has ended."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(60)

    def restart(self, mode: str) -> None:
        """Stop as `pg_ctl stop -m MODE` does, and start again."""
        self.signal({"smart": 15, "fast": 2, "immediate": 3}[mode])
        self.start()

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside any transaction."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), user="sayso", dbname=database, autocommit=True
        ) as connection:
            connection.execute(statement)

    def url(self, database: str) -> str:
        return f"postgresql://sayso@/{database}?host={self.folder}"

    def create(self, database: str) -> str:
        """Make an empty database; its URL."""
        self.run(f"CREATE DATABASE {database} TEMPLATE template0")
        return self.url(database)

    def end(self) -> None:
        """Stop at once, and take everything away."""
        if self.process is not None and self.process.poll() is None:
            self.signal(3)  # SIGQUIT: nothing here is needed again
        shutil.rmtree(self.folder, ignore_errors=True)


def new_server() -> Server:
    """A server of its own, started; passes the test over where there can be none."""
    pytest.importorskip("psycopg", reason="no psycopg: pip install 'sayso[postgres]'")
    if program("initdb") is None or program("postgres") is None:
        pytest.skip(MISSING)
    server = Server(Path(tempfile.mkdtemp(prefix="sayso-pg-")))
    atexit.register(server.end)
    server.make()
    server.start()
    server.run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    return server


LOCK = threading.RLock()
DATABASES: dict[Path, str] = {}


@cache
def server() -> Server:
    """The server that tests of this process share."""
    return new_server()


def database_for(folder: Path) -> str:
    """The URL of an empty schema that belongs to a folder: made fifty times as fast as a database.

    Where a test needs a database of its own: `server().create(NAME)`.
    """
    with LOCK:
        if folder not in DATABASES:
            name = "t" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
            server().run(f"CREATE SCHEMA {name}")
            DATABASES[folder] = f"{server().url('postgres')}&options=-csearch_path%3D{name}"
        return DATABASES[folder]
