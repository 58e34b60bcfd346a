"""Run a command under strace, and list what it sent and what it wrote."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WRITING = (
    "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,"
    "link,linkat,symlink,symlinkat"
)
CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
"""The beginning of a call, which holds its arguments; a call that is resumed later repeats none."""
INET = re.compile(r"sa_family=AF_INET6?,.*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\"")
PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
QUOTED = re.compile(r'(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
PEER = re.compile(r"^\d+<UDP(?:v6)?:\[[^]]*?->\[?([0-9a-f.:]+?)\]?:(\d+)\]>")
SENDING = frozenset(("sendto", "sendmsg", "sendmmsg"))
ROUTING = re.compile(r"^\d+<UDP")
"""A UDP socket that is connected sends nothing by that: it only chooses a route."""

OPENING = frozenset(("open", "openat", "openat2", "creat"))
CHANGING = frozenset(WRITING.split(","))
NOTHING_CHANGED = ("(No such file or directory)", "(File exists)")
FOR_WRITING = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")


@dataclass(frozen=True, slots=True)
class Trace:
    """`sent` are the internet addresses with ports; `written` the paths created or changed.

    `read` are the paths opened for reading alone.
    """

    sent: frozenset[tuple[str, int]]
    written: frozenset[str]
    read: frozenset[str]


@lru_cache(maxsize=1)
def can_trace() -> bool:
    """Return whether strace is installed and this system lets it trace a process."""
    if shutil.which("strace") is None:
        return False
    probe = ["strace", "-f", "-e", "trace=connect", "-o", "/dev/null", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@contextmanager
def traced(
    command: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` and everything that it starts under strace, which writes to `log`."""
    # --seccomp-bpf stops the process at the traced calls alone: reading a text takes 5 s, not 40.
    tracer = ["strace", "-f", "-yy", "--seccomp-bpf", "-s", "256", "-o", str(log)]
    tracer += ["-e", f"trace=network,{WRITING}", "-e", "signal=none", "--"]
    process = subprocess.Popen(
        [*tracer, *command], cwd=cwd, env=dict(env),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def trace_of(log: Path, cwd: Path) -> Trace:
    """Return what the calls in an strace log sent, wrote and read."""
    sent: set[tuple[str, int]] = set()
    written: set[str] = set()
    read: set[str] = set()
    for line in log.read_text("utf-8", "replace").splitlines():
        match = CALL.match(line)
        if match is None:
            continue
        name, rest = match.groups()
        if name in SENDING or (name == "connect" and not ROUTING.match(rest)):
            ports = [int(port) for port in PORT.findall(rest)]
            sent.update(zip(INET.findall(rest), ports, strict=False))
            sent.update((host, int(port)) for host, port in PEER.findall(rest))
        elif name in OPENING and not FOR_WRITING.search(rest):
            read.update(_paths(rest, cwd))
        elif name in CHANGING and not rest.rstrip().endswith(
            ("(No such file or directory)", "(File exists)")
        ):
            written.update(_paths(rest, cwd))
    return Trace(frozenset(sent), frozenset(written), frozenset(read))


def _paths(arguments: str, cwd: Path) -> list[str]:
    """Return the absolute paths among the arguments of a call, as `strace -yy` prints them."""
    return [str(Path(folder or cwd) / name) for folder, name in QUOTED.findall(arguments)]
