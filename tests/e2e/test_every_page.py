"""Every page in a browser: light and dark, wide and narrow, from left to right and from right to left.

axe-core finds nothing, nothing is asked from elsewhere, nothing breaks the page's own policy, nothing scrolls sideways.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from browser import WCAG, chromium, problems
from doors_world import OPERATOR, PASSWORD, SLUG, Doors, open_doors, wait_for
from flask import Flask
from playwright.sync_api import Browser, Page

from digest.model.edition import EditionState
from digest.model.ids import EditionId
from digest.web.app import create_app

pytestmark = pytest.mark.chromium
READER = "reader@example.net"
# Not pages: documents for machines, downloads, parts of pages, and what a provider of identities answers.
NO_PAGES = {
    *("static", "machines.healthz", "machines.metrics", "public.feed", "feeds.export"),
    *("rosters.report", "subscriber.export", "edition.changes", "digests.runs", "openid.begin", "openid.back"),
    *("signing_in.code", "preview.frame", "public.view"),
}
LOOKS = (  # language, colours, width
    ("en-GB", "light", 1280),
    ("ar", "dark", 375),
    ("fr-FR", "light", 375),
    ("en-GB", "dark", 375),
    ("ar", "light", 1280),
)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with open_doors(tmp_path_factory.mktemp("doors")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def furnish(doors: Doors) -> dict[str, str]:
    """An edition that was sent, one that waits, a reader, an import; gives the value of each slot in addresses."""
    house = doors.house
    house.enrolling.enrol(SLUG, f"address,language\n{READER},en\n".encode(), proof="invented for this test")
    sent = house.editing.draft(SLUG, house.clock() - timedelta(days=1))
    if sent.state is EditionState.DRAFT:
        house.editing.approve(sent.id, "test")
        house.editing.send(sent.id, "test")
        wait_for(lambda: house.editing.show(sent.id).edition.state is EditionState.SENT)
    waiting = house.editing.draft(SLUG)
    number = house.importing.hand_in(SLUG, "readers.csv", b"address\nno address\n", proof="", who="test")
    reader = next(iter(house.subscribing.members(SLUG))).subscriber
    mailing_list = house.subscribing.list_named(SLUG)
    links = house.links_to
    return {
        "<int:number>": str(waiting.id),
        "<int:edition_id>": str(waiting.id),
        "<int:feed_id>": "1",
        "<slug>": SLUG,
        "<topic_id>": "syria",
        "/imports/<int:number>": f"/imports/{number}",
        "/confirm/<token>": path(doors, links.confirm(mailing_list.id, reader.id, house.clock() + timedelta(days=1))),
        "/u/<token>": path(doors, links.unsubscribe(mailing_list.id, reader.id)),
        "/preferences/<token>": path(doors, links.preferences(reader.id)),
        "/view/<token>": path(doors, links.view(EditionId(sent.id), "en")),
        "/login/password/<token>": path(doors, house.accounts.password_link(house.accounts.user(OPERATOR).id, by="x")),
    }


def path(doors: Doors, address: str) -> str:
    return address.removeprefix(doors.address)


def addresses(app: Flask, values: dict[str, str]) -> list[str]:
    """Every page, whatever it is called: who adds one has it looked at here."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and _is_page(rule.endpoint)]
    found = []
    for rule in rules:
        address = rule.rule
        for slot in sorted(values, key=len, reverse=True):
            address = address.replace(slot, values[slot])
        assert "<" not in address, f"{rule.rule}: say in furnish() what to look at"
        found.append(address)
    return sorted(found)


def _is_page(endpoint: str) -> bool:
    return endpoint not in NO_PAGES and not endpoint.startswith("api.")


@pytest.mark.parametrize(("language", "colours", "width"), LOOKS)
def test_every_page_is_fit_to_be_seen(doors: Doors, browser: Browser, language: str, colours: str, width: int) -> None:
    context = browser.new_context(
        base_url=doors.address,
        locale=language,
        color_scheme="dark" if colours == "dark" else "light",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    wrong = [f"/login {one}" for one in looked_at(page, doors, "/login")]
    page.locator("#email").fill(OPERATOR)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/desk")
    for address in addresses(create_app(doors.house), furnish(doors)):
        if address != "/login":
            wrong += [f"{address} {one}" for one in looked_at(page, doors, address)]
    context.close()
    assert wrong == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_mail_on_our_pages_is_fit_to_be_seen(
    doors: Doors, browser: Browser, language: str, colours: Literal["light", "dark"]
) -> None:
    """As the desk's frame and the web copy show it, without the sandbox around it: nothing can look into that.

    A mail has no landmarks; whoever reads it stands in a page that has.
    """
    number = furnish(doors)["<int:number>"]
    context = browser.new_context(base_url=doors.address, color_scheme=colours)
    page = context.new_page()
    page.goto("/login")
    page.locator("#email").fill(OPERATOR)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/desk")
    wrong = []
    for view in ("desktop", "phone"):
        address = f"/desk/editions/{number}/mail?language={language}&view={view}"
        answer = page.request.get(address)
        assert answer.ok
        shown = context.new_page()
        shown.set_content(answer.text())
        wrong += [f"{address} {one}" for one in problems(shown, WCAG)]
        shown.close()
    context.close()
    assert wrong == []


def looked_at(page: Page, doors: Doors, address: str) -> list[str]:
    """What is wrong with one page."""
    wrong: list[str] = []

    def hear(message: object) -> None:
        if getattr(message, "type", "") in {"error", "warning"}:
            wrong.append(f"the browser says: {getattr(message, 'text', '')}")

    def see(request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((doors.address, "data:", "about:", "blob:")):
            wrong.append(f"it asks {url}")

    page.on("console", hear)
    page.on("request", see)
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    if answer.status != 200:
        wrong.append(f"answers {answer.status}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    viewport = page.viewport_size
    if viewport and wide > viewport["width"]:
        wrong.append(f"is {wide} px wide")
    wrong += problems(page)
    page.remove_listener("console", hear)
    page.remove_listener("request", see)
    return wrong
