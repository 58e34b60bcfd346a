"""Under which names the site is asked for, and which proxies in front of it are believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from sayso.web.guard import FORWARDED, HOST, LOOPBACK, App, Receive, Scope, Send

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application


class DeploymentError(ValueError):
    """The addresses in the settings can't be used; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """How requests reach the site.

    `hosts` are the names that it answers to, in lower case; None stands for any name. `public_url`
    is scheme and host of the address that people open, and `trusted_proxies` are the networks
    whose forwarded headers are believed. `ancestors` are the sites in whose frames incidents may be
    shown, without a login; none for no site.
    """

    hosts: frozenset[str] | None = None
    public_url: str | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    ancestors: tuple[str, ...] = ()


def deployment_of(
    host: str, public_url: str | None, trusted: Sequence[str], embedding: Sequence[str] = ()
) -> Deployment:
    """Return the deployment of a site that listens at `host`. Raises DeploymentError.

    On loopback, and where a public URL is named, only these names and loopback's are answered:
    a page elsewhere whose name was made to lead here gets nothing. On another address people may
    come by any name. `embedding` are the sites whose frames may show incidents.
    """
    proxies = tuple(map(_network, trusted))
    ancestors = tuple(dict.fromkeys(map(_ancestor, embedding)))
    if not public_url:
        if proxies:
            raise DeploymentError(
                "A trusted proxy needs --public-url too: the address that people open, such as"
                " --public-url https://ledger.example.org."
            )
        bracketed = f"[{host}]" if ":" in host else host
        hosts = LOOPBACK if bracketed in LOOPBACK else None
        return Deployment(hosts, ancestors=ancestors)
    origin = _origin(public_url)
    if origin.startswith("https:") and not proxies:
        raise DeploymentError(
            f"{origin} needs a proxy that speaks TLS. Name its address with --trusted-proxy, such"
            " as --trusted-proxy 127.0.0.1."
        )
    name = HOST.fullmatch(urlsplit(origin).netloc)
    return Deployment(LOOPBACK | {name[1]} if name else LOOPBACK, origin, proxies, ancestors)


def _network(words: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(words)
    except ValueError as error:
        raise DeploymentError(
            f"'{words}' is no address of a proxy. Write 127.0.0.1, or a network: 10.0.0.0/28."
        ) from error
    if network.prefixlen == 0:
        raise DeploymentError(f"'{words}' is everyone. Name the proxy alone, such as 127.0.0.1.")
    return network


ANCESTOR = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?")


def _ancestor(words: str) -> str:
    """Return a site in whose frames incidents may be shown, as a policy of content has it."""
    origin = words.lower().rstrip("/")
    if not ANCESTOR.fullmatch(origin):
        raise DeploymentError(
            f"'{words}' is no site that could show an incident in a frame. Write scheme and host"
            " alone: https://news.example.org, or https://*.example.org."
        )
    return origin


def _origin(url: str) -> str:
    """Return scheme and host of a public URL, in lower case, without a scheme's usual port."""
    try:
        parts = urlsplit(url.lower())
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = parts.port
    except ValueError:
        parts, usual, port = urlsplit(""), None, None
    if usual is None or not HOST.fullmatch(parts.netloc) or parts.path not in ("", "/") or (
        parts.query or parts.fragment
    ):  # fmt: skip
        raise DeploymentError(
            f"'{url}' is no public URL. Write scheme and host alone: https://ledger.example.org."
        )
    bare = parts.netloc.removesuffix(f":{port}") if port == usual else parts.netloc
    return f"{parts.scheme}://{bare}"


class ForwardedHeaders:
    """ASGI middleware: believe forwarded headers of trusted proxies, and no one else's.

    A trusted proxy's `X-Forwarded-For` gives the client's address (the last one in it that is no
    trusted proxy's), `X-Forwarded-Proto` the scheme, `X-Forwarded-Host` or `Host` the name. Where
    it says no scheme, the public URL's is taken. `Forwarded` is never read: nginx and Caddy hand
    on whatever a stranger wrote there. The application sees none of these headers.
    """

    def __init__(self, app: App, deployment: Deployment) -> None:
        self.app = app
        self.deployment = deployment
        trusted = [str(each) for each in deployment.trusted_proxies]
        self._proxied = ProxyHeadersMiddleware(_as_uvicorns(self._from_proxy), trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request with what is true of its client, scheme and host."""
        peer = (scope.get("client") or ("",))[0]
        if scope["type"] != "http" or peer not in self._proxied.trusted_hosts:
            await self.app(scope, receive, send)
            return
        public, _, netloc = (self.deployment.public_url or "").partition("://")
        known = {**scope, "scheme": public or scope["scheme"], "peer": scope["client"]}
        if netloc:
            known["headers"] = _with_public_host(scope["headers"], self.deployment, netloc)
        proxied: App = self._proxied  # type: ignore[assignment]  # uvicorn's own names of types
        await proxied(known, receive, send)

    async def _from_proxy(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [each for each in scope["headers"] if not each[0].startswith(FORWARDED)]
        known = {**scope, "headers": headers}
        peer = known.pop("peer")
        try:
            ip_address(known["client"][0])
        except ValueError:  # the proxy named no address: it is known itself at least
            known["client"] = peer
        await self.app(known, receive, send)


def _as_uvicorns(app: App) -> ASGI3Application:
    return app  # type: ignore[return-value]


def _with_public_host(
    headers: list[tuple[bytes, bytes]], deployment: Deployment, netloc: str
) -> list[tuple[bytes, bytes]]:
    """Return the headers with the public name as `Host`, if that or loopback's was asked for.

    A proxy may hand on the name that was asked for, or its own name of this site. Any other name
    stays, and is refused.
    """
    names = [value for name, value in headers if name == b"x-forwarded-host"]
    names = names or [value for name, value in headers if name == b"host"]
    # The last name is by the proxy that is trusted; any before it whoever asked may have written.
    asked = names[-1].decode("latin-1").rpartition(",")[2].strip() if names else ""
    name = HOST.fullmatch(asked)
    if name and name[1].lower() in (deployment.hosts or ()):
        asked = netloc
    kept = [each for each in headers if each[0] != b"host"]
    return [*kept, (b"host", asked.encode("latin-1"))]
