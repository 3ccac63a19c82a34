"""The way an edition is looked at is carried from page to page, and is never more than there is."""

import pytest
from editing_world import DIGEST
from flask import Flask

from digest.render.looks import View
from digest.web.editor.looking import VIEWS, Looking


@pytest.mark.parametrize(
    ("query", "looking"),
    [
        ("", ("fr", View.DESKTOP, (), "stories")),
        ("language=en&view=dark&panel=mail", ("en", View.DARK, (), "mail")),
        ("topics=ukraine", ("fr", View.DESKTOP, ("ukraine",), "stories")),
        ("topics=ukraine&topics=syria", ("fr", View.DESKTOP, (), "stories")),
        ("language=../..&view=x&topics=%00&panel=%3Cscript%3E", ("fr", View.DESKTOP, (), "stories")),
    ],
)
def test_what_is_asked_is_what_there_is(query: str, looking: tuple[object, ...]) -> None:
    """All else falls back to the first."""
    with Flask("test").test_request_context(f"/?{query}"):
        asked = Looking.asked(7, DIGEST)
    assert (asked.language, asked.view, asked.topics, asked.panel) == looking


def test_every_view_has_a_name() -> None:
    """So that each can be chosen."""
    assert set(VIEWS) == set(View)
