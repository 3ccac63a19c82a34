"""The header's entries: what a role may see, of the pages that there are, and which one is open."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, g
from lxml import html
from signed import Signed

from digest.model.user import Role
from digest.web.navigation import PLACES, navigation
from digest.web.wording import choose

EVERYWHERE = [path for _, entries in PLACES for path, _, _ in entries]


@pytest.fixture(autouse=True)
def _page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        g.words = choose(["fr"])
        yield


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/desk", ["/desk"]),
        ("/desk/editions/12", ["/desk/editions"]),
        ("/operate/feeds", ["/operate/feeds"]),
        ("/deskless", []),
    ],
)
def test_the_entry_that_holds_the_page_is_current(path: str, current: list[str]) -> None:
    shown = [entry for group in navigation(Role.ADMIN, path, EVERYWHERE) for entry in group.entries]
    assert [entry.path for entry in shown if entry.current] == current


def test_a_role_sees_what_it_may_open() -> None:
    def paths(role: Role) -> set[str]:
        return {entry.path for group in navigation(role, "/", EVERYWHERE) for entry in group.entries}

    assert paths(Role.ADMIN) - paths(Role.VIEWER) == {"/account/users", "/operate/audit"}
    assert paths(Role.OPERATOR) - paths(Role.VIEWER) == {"/operate/audit"}


def test_a_page_that_is_not_there_has_no_entry() -> None:
    assert [group.entries[0].path for group in navigation(Role.ADMIN, "/", ["/desk"])] == ["/desk"]


def test_on_a_narrow_screen_the_menu_is_folded_and_everybody_can_sign_out(
    signed_in: Callable[[Role], Signed],
) -> None:
    """Both menus hold the same links; style sheets show one of them."""
    page = html.fromstring(signed_in(Role.VIEWER).get("/desk").text)
    wide, narrow = page.xpath("//header/div//nav//a/@href"), page.xpath("//header/details[not(@open)]//nav//a/@href")
    assert wide == narrow != []
    assert len(page.xpath("//header//form[@action='/logout'][input[@name='csrf']]")) == 2
