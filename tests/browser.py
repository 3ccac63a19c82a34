"""Chromium, driven by Playwright, for tests that must see pages as people do; and axe-core, which judges them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from servers import find_binary, missing

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = (*WCAG, "best-practice")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser without a window; it is closed in the end."""
    binary = find_binary("chromium") or find_binary("google-chrome")
    if binary is None:
        missing("Chromium", "chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def problems(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """What axe-core finds wrong with a page, a line each: the rule, how grave it is, and the first place."""
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": list(rules)}).response["violations"]
    return [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found]
