"""An edition's page: what an editor finds on it, what a viewer does not, and what others do meanwhile."""

from collections.abc import Callable

import pytest
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.model.ids import EditionId
from digest.store import digests
from digest.store.database import Database

PageOf = Callable[..., html.HtmlElement]


def test_every_story_says_why_it_is_there(editor: Signed, page_of: PageOf) -> None:
    """Headline, lead, sources, languages, reasons; and the mail stands beside it."""
    page = page_of(editor)
    (first, *_) = page.xpath("//*[@id='topic-syria']//li[contains(@class, 'story')]")
    words = " ".join(first.text_content().split())
    for told in (
        "Aleppo",
        "The Harbour Post",
        "English",
        "Why it stands here:",
        "independent source",
        "newest 3 hours ago",
    ):
        assert told in words
    (frame,) = page.xpath("//iframe")
    assert frame.get("sandbox") == ""
    assert frame.get("src").startswith("/desk/editions/")
    assert page.xpath("//*[@id='subject']/text()")
    assert [one.text for one in page.xpath("//div[@class='actions']/nav/a")] == ["français", "English"]


def test_nothing_that_a_publisher_writes_acts(editor: Signed, page_of: PageOf) -> None:
    """It stands on the page as text."""
    page = page_of(editor)
    assert "onerror=alert(1)" in page.text_content()
    assert [one.get("src") for one in page.xpath("//script")] == [
        one for one in page.xpath("//script/@src") if one.startswith("/static/")
    ]
    assert page.xpath("//@onerror | //@onclick | //@style | //img") == []


def test_a_viewer_finds_no_form(viewer: Signed, page_of: PageOf) -> None:
    """But all that there is to read."""
    page = page_of(viewer)
    assert page.xpath("//form[@method='post'][not(contains(@action, '/logout'))]//button") == []
    assert page.xpath("//iframe")


def test_everything_typed_into_has_a_label(editor: Signed, page_of: PageOf) -> None:
    """And no id stands twice."""
    page = page_of(editor)
    ids = page.xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)
    labelled = {*page.xpath("//label/@for"), *page.xpath("//label//input/@id")}
    fields = page.xpath("//input[not(@type='hidden')] | //textarea | //select")
    unlabelled = [one.get("id") for one in fields if one.get("id") not in labelled and not one.get("aria-labelledby")]
    assert unlabelled == []


def test_what_others_did_is_told_once(house: House, editor: Signed, colleague: Signed, edition: EditionId) -> None:
    """Nothing when nothing happened; who did what when something did; and not again when it was told."""
    mark = house.overseeing.glance(edition)[1]
    address = f"/desk/editions/{edition}/changes?language=en&seen=0&stamp={mark}"
    assert editor.get(address).status_code == 204
    story = house.curating.board(edition).sections[0].items[0].placement.story_id
    house.curating.retitle(edition, story, "en", "Theirs", seen=0, by=colleague.user.email)
    answer = editor.get(address)
    assert answer.headers["HX-Trigger"] == "desk-outdated"
    told = html.fromstring(f"<body>{answer.text}</body>")
    assert "colleague@news.example.org" in told.text_content()
    assert "Theirs" in told.text_content()
    (now,) = told.xpath("//*[@id='told']/@value")
    assert editor.get(f"{address}&told={now}").status_code == 204


def test_the_history_says_who_did_what(house: House, editor: Signed, edition: EditionId) -> None:
    """The house's own doing, and people's."""
    house.curating.hold(edition, "we ask the embassy", by="ada@news.example.org")
    page = html.fromstring(editor.get(f"/desk/editions/{edition}/history").text)
    lines = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    for told in ("ada@news.example.org", "Held back", "we ask the embassy"):
        assert told in lines[0]
    assert "the house itself" in lines[-1]


@pytest.mark.parametrize("query", ["language=xx&view=hologram&topics=atlantis&panel=sky", "topics=syria", ""])
def test_what_cannot_be_looked_at_falls_back(editor: Signed, page_of: PageOf, query: str) -> None:
    """To the first of what there is."""
    page = page_of(editor, query)
    assert page.xpath("//*[@id='mail-head']/@data-view") == ["desktop"]
    assert page.xpath("//*[@id='desk']/@data-panel") == ["stories"]


def test_an_edition_that_is_not_composed_yet_says_so(
    house: House, editor: Signed, edition: EditionId, database: Database
) -> None:
    """It has no list and no mail, and its page works."""
    from digest.store import editions as store  # noqa: PLC0415  (only here)

    with database.transaction() as tx:
        found, digest = digests.with_edition(tx, edition)
        store.reopen(tx, found.id, found.send_at, house.clock(), scheduled=False)
    assert digest.slug == "levant"
    answer = editor.get(f"/desk/editions/{edition}")
    assert answer.status_code == 200
    assert "The edition is being composed." in answer.text
