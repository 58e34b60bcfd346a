"""Self-signed certificates for the servers that tests start."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate, and its key."""

    file: Path
    key: Path


def self_signed(folder: Path, name: str, *, address: str | None = None) -> Certificate:
    """Return a fresh certificate for a host's name; the test is skipped without openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl. On Debian and Ubuntu: apt-get install openssl")
    made = Certificate(folder / "server.pem", folder / "server.key")
    names = f"DNS:{name}" + (f",IP:{address}" if address else "")
    command = (
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}",
        "-keyout", str(made.key), "-out", str(made.file),
    )  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made
