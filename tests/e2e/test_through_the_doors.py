"""The whole story through the pages, in a browser: a reader, an editor and an operator meet in one edition."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from browser import chromium
from doors_world import EDITOR, NAME, OPERATOR, PASSWORD, SLUG, Doors, open_doors, wait_for
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.chromium
READER = "amina.reader@example.net"
HEADLINE = "Tartus lease: what both sides want now"
NOTE = "Good morning. We lead with the **naval base** today."


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    with open_doors(tmp_path) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def person(browser: Browser, doors: Doors, *, dark: bool = False) -> Page:
    """Somebody at a browser of their own."""
    context = browser.new_context(
        base_url=doors.address, locale="en-GB", timezone_id="Europe/Paris", color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def sign_in(page: Page, email: str) -> None:
    page.goto("/desk")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def text_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, path: str) -> str:
    found = re.search(rf"https?://[^\s\"<>]+/{path}/[^\s\"<>]+", text_of(mail, "plain"))
    assert found, text_of(mail, "plain")[-800:]
    return found[0]


def subscribe(page: Page, doors: Doors) -> None:
    """Syria and Russia only; confirmed from the mail."""
    page.goto("/")
    page.get_by_role("link", name="Subscribe").first.click()
    page.get_by_label("Email address").fill(READER)
    page.get_by_label("Language of the digest").select_option("en")
    page.get_by_role("checkbox", name="Ukraine").uncheck()
    page.wait_for_timeout(2100)  # nobody reads a form in less, and who does is taken for a machine
    page.get_by_role("button", name="Send me the confirmation").click()
    expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    (asked,) = wait_for(lambda: doors.mails_to(READER))
    page.goto(link_in(asked, "confirm"))
    page.get_by_role("button", name="Yes, subscribe me").click()
    expect(page.get_by_role("heading", name="You are subscribed")).to_be_visible()


def edit(page: Page) -> tuple[str, str]:
    """Reorder, drop, retitle, add a word, look at dark and phone, approve, send; gives what was dropped and moved."""
    sign_in(page, EDITOR)
    page.get_by_role("button", name=re.compile("Draft")).first.click()
    syria = page.locator("#topic-syria li.story")
    expect(syria.first).to_be_visible()
    headlines = [one.strip() for one in page.locator("#topic-syria .headline").all_inner_texts()]
    frame = page.frame_locator("#frame iframe:not(.coming)")  # the next one loads beside the one that is seen

    syria.nth(1).get_by_role("button", name="Move up").click()
    expect(page.locator("#topic-syria .headline").first).to_have_text(headlines[1])
    syria.nth(2).get_by_role("button", name="Leave out").click()
    expect(syria).to_have_count(len(headlines) - 1)
    syria.first.locator("summary").first.click()
    syria.first.get_by_label("Headline in English").fill(HEADLINE)
    syria.first.get_by_role("button", name="Save").click()
    expect(page.locator("#topic-syria .headline").first).to_have_text(HEADLINE)
    page.locator("#note-head").click()
    page.locator("#note").fill(NOTE)
    page.locator("#note-box").get_by_role("button", name="Save").click()
    expect(frame.get_by_text("We lead with the naval base today.")).to_be_visible()

    for view in ("Dark", "Phone"):
        page.get_by_role("link", name=view, exact=True).click()
        expect(frame.get_by_role("heading", name=HEADLINE)).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#standing")).to_contain_text("Approved")
    page.get_by_role("button", name=re.compile("Send")).first.click()
    expect(page.get_by_role("button", name=re.compile("Send"))).to_have_count(0)
    return headlines[2], headlines[0]


def test_a_reader_an_editor_and_an_operator(doors: Doors, browser: Browser) -> None:
    reader, editor, operator = (person(browser, doors, dark=dark) for dark in (False, False, True))
    subscribe(reader, doors)
    dropped, moved = edit(editor)

    sign_in(operator, OPERATOR)
    operator.goto("/operate/editions")
    expect(operator.get_by_text(NAME).first).to_be_visible()

    digest = wait_for(lambda: [mail for mail in doors.mails_to(READER) if mail["List-Id"]])
    assert len(digest) == 1
    mail = digest[0]
    text, html = text_of(mail, "plain"), text_of(mail, "html")
    assert str(mail["Subject"]).startswith(HEADLINE)
    for part in (text, html):
        assert HEADLINE in part
        assert dropped not in part
        assert "Ukraine (" not in part
    assert text.index(HEADLINE) < text.index(moved)
    assert "<strong>naval base</strong>" in html
    operator.goto("/operate/editions")
    expect(operator.get_by_text("1 of 1").or_(operator.get_by_text("Sent")).first).to_be_visible()

    choose_less(reader, doors, mail)
    leave_by_mail_program(doors, mail)


def choose_less(reader: Page, doors: Doors, mail: EmailMessage) -> None:
    """By the link in the mail, without a password."""
    reader.goto(link_in(mail, "preferences"))
    reader.get_by_text("Change topics, days and hour").click()
    reader.get_by_role("checkbox", name="Russia").uncheck()
    reader.get_by_role("button", name="Save").first.click()
    members = {one.subscriber.address: one for one in doors.house.subscribing.members(SLUG)}
    assert members[READER].choice.topics == ("syria",)


def leave_by_mail_program(doors: Doors, mail: EmailMessage) -> None:
    """One POST without a cookie (RFC 8058)."""
    one_click = Request(
        str(mail["List-Unsubscribe"]).split(">")[0].lstrip("<"),
        data=urlencode({"List-Unsubscribe": "One-Click"}).encode(),
        method="POST",
    )
    with urlopen(one_click, timeout=10) as answer:
        assert answer.status == 200
    assert [one.state.value for one in doors.house.subscribing.members(SLUG)] == ["unsubscribed"]
