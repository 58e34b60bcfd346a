"""Make the pictures of the README and the manual from the sample reports, in a browser.

    .venv/bin/python -m tools.pictures examples docs/pictures

Chromium is looked for as in the tests; what is drawn is what `sayso serve` shows.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

LARGEST = 150_000
"""Bytes of a picture at most: they are kept with the source."""

QUALITY = 0.86
"""Of WebP: text of pages is still sharp, at a fifth of the size of a PNG."""

PACK = """async ([address, quality]) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}"""
WAIT_S = 120
SAYSO = str(Path(sys.executable).with_name("sayso"))


@dataclass(frozen=True)
class Shot:
    """A picture: of which page, from which part of it, how wide and high."""

    name: str
    path: str
    part: str = ""
    width: int = 1280
    height: int = 860
    dark: bool = False


SHOTS = (
    Shot("front", "/"),
    Shot("incident", "{incident}", height=900),
    Shot("history", "{incident}", "#history", height=620),
    Shot("where", "{incident}", "#where", height=600),
    Shot("article", "{article}", height=800),
    Shot("search", "/search?q=killed"),
    Shot("review", "{review}", height=760),
    Shot("framing", "/framing", height=760),
    Shot("phone", "{incident}", width=390, height=844),
    Shot("dark", "{article}", height=800, dark=True),
)


def main(examples: Path, target: Path) -> None:
    """Read the samples into a ledger, open the site, and draw its pages."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if chromium is None:
        sys.exit("Chromium was not found. On Debian and Ubuntu: apt-get install chromium")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        ledger = Path(folder) / "samples.sqlite"
        for each in ("barrage", "market"):
            _sayso("add", str(examples / each), "--ledger", str(ledger))
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-lcd-text",
            "--force-color-profile=srgb",
        ]
        browser = play.chromium.launch(executable_path=chromium, args=flags)
        with served(ledger) as site:
            for shot in SHOTS:
                draw(browser, site, shot, target / f"{shot.name}.webp")
        browser.close()


def _sayso(*words: str) -> None:
    subprocess.run([SAYSO, *words], check=True)  # noqa: S603


@contextmanager
def served(ledger: Path) -> Iterator[str]:
    """The site over a ledger, at an address of this machine that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [SAYSO, "serve", "--no-login", "--ledger", str(ledger), "--port", str(port)]
    site = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command)  # noqa: S603
    try:
        _await(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(site: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < WAIT_S:
        try:
            page = urllib.request.urlopen(site).read().decode()  # noqa: S310
        except OSError:
            page = ""
        if "/incidents/" in page:
            return
        time.sleep(0.5)
    sys.exit(f"{site} did not open within {WAIT_S} seconds.")


def draw(browser: Browser, site: str, shot: Shot, to: Path) -> None:
    """Write one picture; ends when it is too large to keep."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
    )
    page = context.new_page()
    # As drawn by the server: alike on every machine, whatever was installed there.
    page.route("**/static/maplibre*", lambda route: route.abort())
    page.goto(site + _path(page, site, shot.path))
    if shot.part:
        page.locator(shot.part).scroll_into_view_if_needed()
        page.evaluate("part => document.querySelector(part).scrollIntoView()", shot.part)
    page.wait_for_timeout(600)
    drawn = b64encode(page.screenshot()).decode()
    page.goto("about:blank")
    told = page.evaluate(PACK, [f"data:image/png;base64,{drawn}", QUALITY])
    to.write_bytes(b64decode(told.partition(",")[2]))
    context.close()
    size = to.stat().st_size
    print(f"{to}: {size / 1000:.0f} kB")
    if size > LARGEST:
        sys.exit(f"{to} is larger than {LARGEST // 1000} kB. Draw less of the page.")


def _path(page: Page, site: str, told: str) -> str:
    """The address of a page; of the incident told of most, the first article, the first claim."""
    sources = {
        "{incident}": ("/?sort=size", "main h3 a[href^='/incidents/']"),
        "{article}": ("/search?q=killed&outlet=Harbour+Post", ".said a[href^='/articles/']"),
        "{review}": ("/review?q=killed", "main ol a[href^='/review/']"),
    }
    if told not in sources:
        return told
    path, link = sources[told]
    page.goto(site + path)
    found = page.locator(link).first.get_attribute("href")
    return (found or path).split("#")[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
