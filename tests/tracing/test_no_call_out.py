"""No command sends, looks up or writes what no user asked for."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from sayso.gazetteer.home import packs_folder
from tests.e2e.serving import free_port, sayso
from tests.intake.making import docx_of, feed_of, mail_of, page_of, pdf_of
from tests.tracing.strace import Trace, can_trace, trace_of, traced

pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is not installed or not allowed")

TEXT = "The army said ten drones were shot down near Odesa on Monday. The governor denied it."
IDLE_S = 14
"""ONNX Runtime's telemetry, where it is on, looks up its collector ten seconds after start."""

PATIENCE_S = 300
SILENCING = ("CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "RAY_USAGE_STATS_ENABLED",
             "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE", "DO_NOT_TRACK")  # fmt: skip
"""Variables that silence libraries by themselves: a user's shell has none of them."""

RESOLVER = ("/etc/resolv.conf", "/etc/hosts", "/etc/gai.conf")
LOOPBACK = ("127.", "::1", "0.0.0.0")  # noqa: S104

READING = (
    "import sayso, sys, time; reading = sayso.read(sys.argv[1]);"
    f" assert reading.claims; time.sleep({IDLE_S})"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input of every kind, and one for what commands make."""
    here = tmp_path_factory.mktemp("traced")
    for name in ("in", "home", "tmp", "read", "add", "bulk", "serve", "watch", "session", "ray"):
        (here / name).mkdir()
    inputs = {
        "a.txt": TEXT.encode(),
        "b.html": page_of("Raids go on", TEXT, TEXT.replace("ten", "nine"), "It was quiet."),
        "c.rss": feed_of({"title": "Raid", "link": "https://example.org/1", "description": TEXT}),
        "d.eml": mail_of(TEXT.encode()),
        "e.pdf": pdf_of((TEXT,)),
        "f.docx": docx_of(TEXT),
        "g.jsonl": b'{"text": "The ministry said two planes were lost."}\n',
    }
    for name, raw in inputs.items():
        (here / "in" / name).write_bytes(raw)
    (here / "feeds.toml").write_text('[[feeds]]\nurl = "https://example.org/feed.xml"\n')
    packs_folder()
    return here


def environment(folder: Path) -> Mapping[str, str]:
    """The environment of a user who set nothing: no variable that silences a library."""
    kept = {name: value for name, value in os.environ.items() if name not in SILENCING}
    return {
        **kept, "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
        "XDG_CACHE_HOME": str(folder / "home" / ".cache"), "PYTHONDONTWRITEBYTECODE": "1",
        "SAYSO_HOME": str(packs_folder().parent), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip


def commands(folder: Path) -> dict[str, list[str]]:
    ledger = folder / "add" / "news.sqlite"
    return {
        "session": [sys.executable, "-c", READING, TEXT],
        "read": sayso("read", str(folder / "in")),
        "add": sayso("add", str(folder / "in"), "--ledger", str(ledger)),
        "bulk": sayso("bulk", "--in", str(folder / "in" / "*.jsonl"), "--out",
                      str(folder / "bulk" / "tables")),
        "ray": sayso("bulk", "--in", str(folder / "in" / "*.jsonl"), "--engine", "ray", "--out",
                     str(folder / "ray" / "tables")),
        "watch": sayso("watch", str(folder / "feeds.toml"), "--check", "--ledger",
                       str(folder / "watch" / "news.sqlite")),
    }  # fmt: skip


SOAK = pytest.mark.soak


@pytest.fixture(
    scope="module",
    params=[
        "add",
        "watch",
        *(pytest.param(each, marks=SOAK) for each in ("session", "read", "bulk")),
    ],
)
def trace(request: pytest.FixtureRequest, folder: Path) -> Trace:
    """What one command did, which ended well."""
    name = request.param
    log = folder / f"{name}.trace"
    with traced(commands(folder)[name], log, environment(folder), folder / name) as process:
        words, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, words.decode("utf-8", "replace")[-2000:]
    return trace_of(log, folder / name)


def assert_quiet(trace: Trace, folder: Path, port: int | None = None) -> None:
    """Nothing was looked up, nothing sent elsewhere, nothing written but in our own folders."""
    away = {one for one in trace.sent if one[1] != port and not one[0].startswith(LOOPBACK)}
    assert not away
    assert not trace.read & set(RESOLVER)
    # The documented cache: the first command on a machine makes its folder.
    ours = (str(folder), str(packs_folder().parent), "/dev/", "/proc/self/")
    # The interpreter keeps bytecode beside modules, whatever program it runs.
    written = sorted(path for path in trace.written if "/__pycache__" not in path)
    assert [path for path in written if not path.startswith(ours)] == []
    home = (str(folder / "home"), str(folder / "in"))
    assert [path for path in written if path.startswith(home)] == []
    assert list((folder / "tmp").iterdir()) == []


def test_a_command_asks_nothing_of_the_net_and_writes_nothing_elsewhere(
    trace: Trace, folder: Path
) -> None:
    assert trace.read, "nothing was traced"
    assert_quiet(trace, folder)


@SOAK
def test_ray_asks_nothing_beyond_this_machine(folder: Path) -> None:
    """Its servers speak to each other by this machine's own address; no cloud is asked."""
    pytest.importorskip("ray")
    log = folder / "ray.trace"
    # Ray's own session folder is documented to stay in the temporary folder. The paths of its
    # sockets may have 107 bytes, so it needs a short one.
    with TemporaryDirectory(prefix="r") as short:
        env = {**environment(folder), "TMPDIR": short}
        with traced(commands(folder)["ray"], log, env, folder / "ray") as process:
            words, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, words.decode("utf-8", "replace")[-2000:]
    sent = trace_of(log, folder / "ray").sent
    away = {host for host, _ in sent if not host.startswith(LOOPBACK)}
    assert away <= own_addresses()


def own_addresses() -> set[str]:
    """Return this machine's addresses, broadcast ones too, as the kernel routes them."""
    table = Path("/proc/net/fib_trie").read_text(encoding="ascii")
    own = set(re.findall(r"([0-9.]+)\n +/32 host (?:LOCAL|BROADCAST)", table))
    six = Path("/proc/net/if_inet6").read_text(encoding="ascii").split("\n")
    own |= {str(ip_address(bytes.fromhex(line.split()[0]))) for line in six if line}
    return own | {"::", *(f"::ffff:{one}" for one in own)}


def test_a_site_asks_nothing_of_the_net_and_writes_nothing_elsewhere(folder: Path) -> None:
    port = free_port()
    log = folder / "serve.trace"
    command = sayso(
        "serve",
        "--no-login",
        "--ledger",
        str(folder / "serve" / "news.sqlite"),
        "--port",
        str(port),
    )
    with traced(command, log, environment(folder), folder / "serve") as process:
        home = f"http://127.0.0.1:{port}"
        _wait_for(home, process)
        with httpx.Client(base_url=home, timeout=PATIENCE_S) as client:
            made = client.post("/api/documents", json={"text": TEXT, "outlet": "Lake Radio"})
            assert made.is_success, made.text
            assert client.get("/").is_success
            time.sleep(IDLE_S)
        _interrupt(process)
        process.communicate(timeout=PATIENCE_S)
    assert_quiet(trace_of(log, folder / "serve"), folder, port)


def test_what_calls_out_is_seen(folder: Path) -> None:
    """The measure itself: a look-up and a file in the home folder do not pass."""
    asks = "import socket, pathlib; pathlib.Path.home().joinpath('x').write_text('x')\n"
    asks += "try: socket.getaddrinfo('collector.invalid', 443)\nexcept OSError: pass"
    log = folder / "asks.trace"
    with traced([sys.executable, "-c", asks], log, environment(folder), folder) as process:
        process.communicate(timeout=PATIENCE_S)
    (folder / "home" / "x").unlink()
    with pytest.raises(AssertionError):
        assert_quiet(trace_of(log, folder), folder)


def _wait_for(home: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{home}/health", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the site does not answer")


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Ask the traced process to end: strace itself lets no signal through to it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGTERM)
