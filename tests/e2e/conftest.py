"""One server a module and one browser for all: a text takes seconds to read the first time."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="drives the browser: pip install playwright")

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import ARGUMENTS, MISSING, Visitor, chromium_path
from tests.e2e.serving import served
from tests.web.proxies import NAME

Visits = Callable[..., Visitor]
ROOT = Path(__file__).parent.parent.parent
LIBRARIES = ROOT / "src" / "sayso" / "web" / "static" / "vendor" / "maplibre-gl.js"


@pytest.fixture(scope="session")
def libraries() -> None:
    """The browser's libraries, installed where npm is there; every page works without them."""
    if LIBRARIES.exists() or not all(map(shutil.which, ("npm", "make"))):
        return
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers come here at once
        if not LIBRARIES.exists():
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(["make", "assets"], cwd=ROOT, capture_output=True, timeout=120)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for which the name of the proxied site leads to this machine."""
    path = chromium_path()
    if path is None:
        pytest.skip(MISSING)
    # Closed with this folder's tests: while it lives, no other event loop may run in this thread.
    with sync_playwright() as playwright:
        leads = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
        made = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, leads])
        yield made
        made.close()


@pytest.fixture(scope="module")
def home(
    browser: Browser,  # noqa: ARG001  # no server is started when there is no browser
    libraries: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site over a ledger that is not there yet."""
    folder: Path = tmp_path_factory.mktemp("site")
    with served(folder / "desk.sqlite") as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, home: str) -> Visits:
    """Makes a person with a fresh profile, to be used in a `with`."""

    def made(**how: Any) -> Visitor:
        return Visitor(browser, home, **how)

    return made
