"""The golden mails as Chromium lays them out: on a desktop, on a phone, in light and in dark, from right to left."""

import html
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from servers import find_binary, missing

pytestmark = pytest.mark.chromium

MAILS = sorted((Path(__file__).parent / "render").glob("*.html"))
PHONE, DESKTOP = 375, 760
# In the page that holds the mail: how wide it wants to be, what it loaded, and each text's contrast (WCAG 2.2, 1.4.3).
MEASURE = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe src="mail.html" style="border:0;width:{width}px;height:900px"></iframe><script>
const luminance = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const colour = text => text.match(/[\\d.]+/g).map(Number);
const opaque = c => c.length === 3 || c[3] === 1;
const ground = element => {{
  for (let at = element; at; at = at.parentElement) {{
    const found = colour(getComputedStyle(at).backgroundColor);
    if (opaque(found)) return found;
  }}
  return [255, 255, 255];
}};
const contrast = element => {{
  const [a, b] = [luminance(colour(getComputedStyle(element).color)), luminance(ground(element))].sort((x, y) => y - x);
  return (a + .05) / (b + .05);
}};
const seen = element => element.getClientRects().length && getComputedStyle(element).visibility === "visible"
  && element.getBoundingClientRect().height > 2;
onload = () => {{
  const frame = document.querySelector("iframe"), page = frame.contentDocument;
  const texts = [...page.body.querySelectorAll("*")].filter(element => seen(element)
    && [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  const box = element => element.getBoundingClientRect();
  document.body.dataset.measured = JSON.stringify({{
    width: page.documentElement.scrollWidth,
    loaded: frame.contentWindow.performance.getEntriesByType("resource").map(entry => entry.name),
    faint: texts.filter(element => contrast(element) < 4.5).map(element => element.textContent.trim().slice(0, 40)),
    texts: texts.length,
    smallest: Math.min(...texts.map(element => parseFloat(getComputedStyle(element).fontSize))),
    wrongSide: [...page.querySelectorAll("h3")].filter(element => element.closest("[dir]").dir === "rtl")
      .filter(element => getComputedStyle(element).textAlign.match(/left/)).map(element => element.textContent),
    ground: ground(page.querySelector("h1")),
  }});
}};
</script>"""
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--virtual-time-budget=5000", "--dump-dom"),
]


@dataclass(frozen=True)
class Page:
    """What Chromium measured."""

    width: int
    loaded: list[str]
    faint: list[str]
    texts: int
    smallest: float
    wrong_side: list[str]
    ground: list[float]


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser."""
    program = find_binary("chromium") or find_binary("google-chrome")
    if program is None:
        missing("Chromium", "chromium")
    return program


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A folder served on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def measure(chromium: str, site: str, folder: Path, mail: Path, width: int, *, dark: bool = False) -> Page:
    """The mail in a frame of `width` pixels."""
    text = mail.read_text(encoding="utf-8")
    if dark:
        assert "(prefers-color-scheme:dark)" in text.replace(" ", "")
        text = re.sub(r"prefers-color-scheme:\s*dark", "prefers-color-scheme: light", text)
    (folder / "mail.html").write_text(text, encoding="utf-8")
    (folder / "measure.html").write_text(MEASURE.format(width=width), encoding="utf-8")
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"{site}/measure.html"]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    found = re.search(r'data-measured="([^"]*)"', dom)
    assert found, dom[:500]
    said = json.loads(html.unescape(found[1]))
    return Page(wrong_side=said.pop("wrongSide"), **said)


@pytest.mark.parametrize("mail", MAILS, ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_it_fits_and_loads_nothing(chromium: str, site: str, tmp_path: Path, mail: Path, width: int) -> None:
    """No sideways scrolling, nothing fetched, no text smaller than 12 pixels, Arabic headlines on their own side."""
    page = measure(chromium, site, tmp_path, mail, width)
    assert page.texts > 20
    assert (page.width <= width, page.loaded, page.wrong_side) == (True, [], [])
    assert page.smallest >= 12


@pytest.mark.parametrize("mail", MAILS, ids=lambda path: path.stem)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out(chromium: str, site: str, tmp_path: Path, mail: Path, dark: bool) -> None:  # noqa: FBT001
    """At least 4.5 to 1 against its ground, in both schemes; and dark is dark."""
    page = measure(chromium, site, tmp_path, mail, DESKTOP, dark=dark)
    assert page.faint == []
    assert (sum(page.ground[:3]) < 200) is dark
