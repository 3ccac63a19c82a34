"""Stories as an editor knows them better: merged, split, muted, added; and what the next edition makes of it."""

from dataclasses import replace

import pytest
from collecting_world import page
from curating_world import Desk
from editing_world import DIGEST, HOUR, SLOT, SYRIA, UKRAINE, Report, desk, report

from digest.fetch.fetcher import Fetched
from digest.model.edition import Edition
from digest.model.errors import BadInput, Forbidden, NotFound, Refused, Unreachable
from digest.model.ids import TopicId
from digest.store import editions
from digest.store.database import Database

LONG = replace(DIGEST, minimum_stories=1, window=48 * HOUR)
TOWER = "The clock tower of Homs strikes again after the second repair, the mayor of Homs said on Friday. "
BREAD = "Bakers in Damascus agreed on a single price for bread and on shorter hours, their guild said. "
PAPER = "https://paper.example/bridge"


def next_day(desk_: Desk) -> Edition:
    """Today's edition is sent; tomorrow's is composed."""
    with desk_.database.transaction() as tx:
        editions.approve(tx, desk_.edition, "ada", "a hash", SLOT)
        assert editions.begin_sending(tx, desk_.edition, SLOT)
    desk_.clock.now += 24 * HOUR
    (edition,) = desk_.editing.due(desk_.clock.now).compose
    return desk_.editing.compose(edition)


def test_two_stories_become_one(database: Database) -> None:
    """With the articles of both, the oldest first, in the place of the one that takes the other in."""
    desk = Desk(database)
    into, other = desk.item("clock tower"), desk.item("Damascus bakers")
    story, gone = into.placement.story_id, other.placement.story_id
    desk.regrouping.merge(desk.edition, story, gone, seen=0, by="ada")
    merged = desk.item("clock tower")
    assert {one.article_id for one in merged.articles} == {one.article_id for one in (*into.articles, *other.articles)}
    assert merged.placement.story_id == story
    assert merged.voices == 2
    assert f"merged by an editor with story {gone}" in merged.placement.reasons
    assert gone not in {one.placement.story_id for section in desk.board().sections for one in section.items}
    with pytest.raises(Refused, match="choose two"):
        desk.regrouping.merge(desk.edition, story, story, seen=1, by="ada")
    with pytest.raises(NotFound, match=f"no story {gone}"):
        desk.regrouping.merge(desk.edition, story, gone, seen=1, by="ada")


def test_what_was_merged_is_one_in_the_editions_to_come(database: Database) -> None:
    """New reports of either half are one story, that was told before and has moved on."""
    today = Desk(database, digest=LONG)
    story = today.story("clock tower")
    today.regrouping.merge(today.edition, story, today.story("Damascus bakers"), seen=0, by="ada")
    report(
        database,
        SLOT + 23 * HOUR,
        [
            Report("Homs repairs its clock tower a second time", SYRIA, TOWER, "The Harbour Post"),
            Report("Damascus bakers agree on a single bread price and shorter hours", SYRIA, BREAD, "Le Phare"),
        ],
    )
    tomorrow = next_day(today)
    told = today.editing.show(tomorrow.id).placements
    assert [(one.story_id, one.update, len(one.article_ids)) for one in told] == [(story, True, 4)]


def test_what_was_split_stays_apart(database: Database) -> None:
    """Each half keeps its name and its articles, however alike they are."""
    today = Desk(database, digest=LONG)
    schools = today.item("Forty schools reopen")
    first, second = schools.articles
    order = today.order(SYRIA)
    today.regrouping.split(today.edition, schools.placement.story_id, [second.article_id], seen=0, by="ada")
    assert len(today.order(SYRIA)) == len(order) + 1
    halves = [one for one in today.board().sections[0].items if first in one.articles or second in one.articles]
    assert [one.articles for one in halves] == [(first,), (second,)]
    assert halves[0].placement.position + 1 == halves[1].placement.position
    for chosen in ([], [first.article_id]):
        with pytest.raises(Refused, match="Both stories need an article"):
            today.regrouping.split(today.edition, halves[0].placement.story_id, chosen, seen=1, by="ada")
    with pytest.raises(NotFound, match="is none of story"):
        today.regrouping.split(today.edition, halves[0].placement.story_id, [second.article_id], seen=1, by="ada")
    another = desk(database, today.clock)
    ponant = another.create(replace(LONG, slug="ponant"), "levant")
    drafted = another.show(another.draft(ponant.slug).id).placements
    assert {one.placement.story_id: tuple(a.article_id for a in one.articles) for one in halves}.items() <= {
        one.story_id: one.article_ids for one in drafted
    }.items()


def test_a_muted_story_stays_away(database: Database) -> None:
    """Here, and tomorrow though more is told of it; until it is unmuted."""
    today = Desk(database, digest=replace(LONG, window=DIGEST.window))  # its articles are too old tomorrow
    story = today.story("clock tower")
    today.regrouping.mute(today.edition, story, seen=0, by="ada")
    assert today.item("clock tower").muted
    assert "clock tower" not in today.text()
    with pytest.raises(Refused, match="Unmute it first"):
        today.curating.restore(today.edition, story, seen=1, by="ada")
    today.regrouping.unmute(today.edition, story, seen=1, by="ada")
    assert "clock tower" in today.text()
    today.regrouping.mute(today.edition, story, seen=2, by="ada")
    more = [
        Report("Homs opens its rebuilt clock tower to visitors", SYRIA, TOWER, name) for name in ("Le Phare", "Tide")
    ]
    trams = Report(
        "Trams run again in Aleppo", SYRIA, "Trams ran in Aleppo on Friday, the first since spring. ", "Tide"
    )
    report(database, SLOT + 23 * HOUR, [*more, trams])
    told = today.editing.show(next_day(today).id)
    assert list(told.headlines.values()) == ["Trams run again in Aleppo"]


# --- added --------------------------------------------------------------------------------------------------


def test_an_article_is_added_as_a_story_of_its_own(database: Database) -> None:
    """Last in the topic that the editor names, from a source that we did not know."""
    desk = Desk(database, answers={PAPER: page("the bridge")})
    assert desk.regrouping.add(desk.edition, f" {PAPER}?utm_source=x ", UKRAINE, seen=0, by="ada") == 1
    added = desk.board().sections[1].items[-1]
    assert (added.headline, added.lead.url, added.sources) == ("Towns agree on the bridge", PAPER, ("paper.example",))
    assert added.placement.reasons == ("added by an editor",)
    assert "Towns agree on the bridge" in desk.text()
    with pytest.raises(Refused, match="has this article already"):
        desk.regrouping.add(desk.edition, PAPER, SYRIA, seen=1, by="ada")
    desk.curating.undo(desk.edition, seen=1, by="ada")
    assert "the bridge" not in desk.text()
    desk.regrouping.add(desk.edition, PAPER, SYRIA, seen=2, by="ada")
    assert desk.order(SYRIA)[-1] == "Towns"


def test_an_article_joins_the_story_it_belongs_to(database: Database) -> None:
    """Whatever topic was named; one that was left out is shown again."""
    text = "<p>Forty schools in Aleppo reopened on Thursday after two years of repairs, the city council said.</p>" * 3
    body = f"<html lang='en'><body><article><h1>Forty schools reopen in Aleppo</h1>{text}</article></body></html>"
    desk = Desk(database, answers={PAPER: body.encode()})
    schools = desk.item("Forty schools")
    desk.curating.drop(desk.edition, schools.placement.story_id, seen=0, by="ada")
    desk.regrouping.add(desk.edition, PAPER, UKRAINE, seen=1, by="ada")
    grown = desk.item("Forty schools")
    assert (grown.placement.topic_id, grown.placement.dropped) == (SYRIA, False)
    assert len(grown.articles) == len(schools.articles) + 1
    (change,) = desk.curating.changes(desk.edition, 1)
    assert change.detail.startswith("“Forty schools reopen in Aleppo” to “")


def test_what_belongs_to_a_muted_story_is_not_added(database: Database) -> None:
    """The editor is told which."""
    desk = Desk(database, answers={PAPER: page("the bridge")})
    desk.regrouping.add(desk.edition, PAPER, UKRAINE, seen=0, by="ada")
    story = desk.story("the bridge")
    desk.regrouping.mute(desk.edition, story, seen=1, by="ada")
    with pytest.raises(Refused, match=f"Story {story}, to which this article belongs, is muted"):
        desk.regrouping.add(desk.edition, PAPER, UKRAINE, seen=2, by="ada")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Forbidden("It leads to 10.0.0.7, an address in a private network."), "private network"),
        (Unreachable("No answer within 30 seconds."), "No answer within 30 seconds"),
        (None, r"does not serve it \(404\)"),
        (b"<html><body><p>Subscribe</p></body></html>", "cannot be added"),
        (Fetched(PAPER, b"%PDF-1.7", "application/pdf"), "no web page but application/pdf"),
    ],
)
def test_what_cannot_be_had_is_refused_in_words(
    answer: Fetched | bytes | Forbidden | None, told: str, sqlite_database: Database
) -> None:
    """Nothing is stored of it."""
    desk = Desk(sqlite_database, answers={} if answer is None else {PAPER: answer})
    with pytest.raises(Refused, match=told):
        desk.regrouping.add(desk.edition, PAPER, UKRAINE, seen=0, by="ada")
    assert desk.seen == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/x", "bridge", ""])
def test_only_web_addresses_are_fetched(url: str, sqlite_database: Database) -> None:
    """Anything else is told before anybody is asked."""
    desk = Desk(sqlite_database)
    with pytest.raises(BadInput, match="is not a web address"):
        desk.regrouping.add(desk.edition, url, UKRAINE, seen=0, by="ada")
    with pytest.raises(BadInput, match="no topic 'atlantis'"):
        desk.regrouping.add(desk.edition, PAPER, TopicId("atlantis"), seen=0, by="ada")
