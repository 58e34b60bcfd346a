"""nginx and Caddy in front of a site, as examples/proxy has them, with a certificate of the test's.

Only ports, the certificate's path and what keeps a proxy inside its folder are changed.
"""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

import httpx
import pytest

from tests.certificates import Certificate, self_signed

EXAMPLES = Path(__file__).parents[2] / "examples" / "proxy"
NAME = "ledger.example.org"
VISITOR = "127.0.0.2"
"""Where the visitor's requests come from: the proxy is at 127.0.0.1, and is trusted."""

BARE = "location / {\n proxy_pass http://127.0.0.1:8000;\n }\n}\n"
PROXIES = ("nginx", "nginx, default Host", "nginx, bare", "Caddy", "Caddy, default Host")
PATIENCE_S = 60
NGINX = """
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events {{ }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    {server}
}}
"""
CADDY = """{{
    admin off
    auto_https off
    ocsp_stapling off
    grace_period 1s
    storage file_system {folder}/caddy
    log {{
        output stderr
        level ERROR
    }}
}}
{site}
"""


def made_certificate(folder: Path) -> Certificate:
    """Return a fresh certificate for NAME; the test is skipped without openssl."""
    return self_signed(folder, NAME)


@contextmanager
def proxied(
    kind: str, folder: Path, certificate: Certificate, port: int, upstream: str
) -> Iterator[str]:
    """The public address of a proxy of PROXIES at a port, in front of the site at `upstream`."""
    site = httpx.URL(upstream)
    behind = f"{site.host}:{site.port}"
    name = kind.split(",")[0].lower()
    if shutil.which(name) is None:
        pytest.skip(f"no {name}. On Debian and Ubuntu: apt-get install {name}")
    command = (_nginx if name == "nginx" else _caddy)(kind, folder, certificate, port, behind)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder),
                   "XDG_CONFIG_HOME": str(folder)}  # fmt: skip
    log = folder / "proxy.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=written,
            stderr=written,
        )  # fmt: skip
    try:
        _await(process, port, log)
        yield f"https://{NAME}:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _nginx(kind: str, folder: Path, certificate: Certificate, port: int, behind: str) -> list[str]:
    server = (EXAMPLES / "nginx.conf").read_text("utf-8")
    server = server[server.index("listen 443") :]
    if kind.endswith("bare"):
        server = server[: server.index("location /")] + BARE
    if kind.endswith("default Host"):
        server = replaced("proxy_set_header Host $host;", "", server)
    server = replaced("listen 443 ssl", f"listen 127.0.0.1:{port} ssl", server)
    server = replaced("/etc/ssl/ledger.example.org.pem", str(certificate.file), server)
    server = replaced("/etc/ssl/private/ledger.example.org.key", str(certificate.key), server)
    server = replaced("127.0.0.1:8000", behind, server)
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(server="server {\n" + server), "utf-8")
    return ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(settings)]


def _caddy(kind: str, folder: Path, certificate: Certificate, port: int, behind: str) -> list[str]:
    site = (EXAMPLES / "Caddyfile").read_text("utf-8")
    site = re.sub(r"^#.*\n", "", site, flags=re.MULTILINE)
    tls = f"https://{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate.file} {certificate.key}"
    site = replaced(f"{NAME} {{", tls, site)
    host = " {\n\t\theader_up Host {upstream_hostport}\n\t}" if "default Host" in kind else ""
    site = replaced("127.0.0.1:8000", behind + host, site)
    settings = folder / "Caddyfile"
    settings.write_text(CADDY.format(folder=folder, site=site), "utf-8")
    return ["caddy", "run", "--config", str(settings), "--adapter", "caddyfile"]


def replaced(old: str, new: str, text: str) -> str:
    assert old in text, f"the example has no {old!r} any more"
    return text.replace(old, new)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the proxy does not listen: {log.read_text('utf-8', 'replace')[-2000:]}")


class _Named(httpx.HTTPTransport):
    """Connects to this machine and asks for NAME there, as if a name server led here."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = NAME
        return super().handle_request(request)


def visitor(public: str, certificate: Certificate) -> httpx.Client:
    """A client at VISITOR that opens the public address, and trusts this certificate alone."""
    port = httpx.URL(public).port
    trusting = ssl.create_default_context(cafile=str(certificate.file))
    return httpx.Client(
        base_url=f"https://127.0.0.1:{port}", headers={"Host": f"{NAME}:{port}"}, timeout=60,
        transport=_Named(verify=trusting, local_address=VISITOR),
    )  # fmt: skip
