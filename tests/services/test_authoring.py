"""Topics are tried on the last day's articles before they are saved."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from clock import Clock

from digest.classify.in_force import InForce
from digest.model.article import Article
from digest.model.errors import BadInput, Misconfigured, NotFound, Refused
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId
from digest.services.authoring import LONGEST_FILE, MATCHES_A_PAGE, Authoring
from digest.services.classifying import Classifying
from digest.store import articles, audit, topics
from digest.store.database import Database
from digest.store.tables import sources
from digest.store.topic_files import TopicFiles

RIVERS = '[terms.en]\nstrong = ["Rhine"]\n'
TITLES = ("Damascus votes on Sunday", "Ships wait on the Rhine", "Cafe Damascus wins a prize", "A quiet day")


@pytest.fixture
def authoring(database: Database, clock: Clock, tmp_path: Path) -> Authoring:
    return Authoring(InForce(tmp_path), TopicFiles(tmp_path), lambda: database, clock)


@pytest.fixture
def _articles(authoring: Authoring, now: datetime) -> None:
    """Those of the last day, and one of the day before."""
    publish(authoring, now - timedelta(hours=1), *TITLES)
    publish(authoring, now - timedelta(hours=25), "Aleppo waits")


def publish(authoring: Authoring, at: datetime, *titles: str) -> None:
    """Articles, classified by the topics in force."""
    classifying = Classifying(authoring.in_force, authoring.open_database)
    with authoring.open_database().transaction() as tx:
        source = tx.execute(sa.insert(sources).values(name="Post").returning(sources.c.id)).scalar_one()
        for number, title in enumerate(titles):
            url = f"https://post.example/{source}/{number}"
            kept = articles.add(
                tx, Article(ArticleId(0), url, Source(SourceId(source), "Post"), title, "", (), (), "en", at, at)
            )
            assert kept
            topics.assign(tx, kept.id, classifying.assign(kept))


@pytest.mark.usefixtures("_articles")
def test_a_topic_shows_where_it_comes_from_and_what_it_found(authoring: Authoring) -> None:
    sheet = authoring.sheet("syria")
    assert (sheet.origin, sheet.file, sheet.lately) == ("ours", "", 2)
    matches, more = authoring.matches("syria")
    assert sorted(one.title for one in matches) == [TITLES[2], TITLES[0]]
    assert (matches[0].matches[0].term, matches[0].source, more) == ("Damascus", "Post", False)
    with pytest.raises(NotFound):
        authoring.matches("rivers")


def test_matches_are_shown_page_by_page(authoring: Authoring, now: datetime) -> None:
    """The least certain first."""
    publish(authoring, now - timedelta(hours=1), *[f"Damascus votes {number}" for number in range(MATCHES_A_PAGE + 1)])
    first, second = authoring.matches("syria"), authoring.matches("syria", 2)
    assert (len(first[0]), first[1], len(second[0]), second[1]) == (MATCHES_A_PAGE, True, 1, False)


@pytest.mark.usefixtures("_articles")
def test_another_moment_has_another_day(authoring: Authoring, now: datetime) -> None:
    """What came after it is not of its last day."""
    then = now - timedelta(hours=24)
    assert [one.title for one in authoring.matches("syria", at=then)[0]] == ["Aleppo waits"]
    trial = authoring.try_out("syria", '[terms.en]\nstrong = ["Rhine"]\n', at=then)
    assert ([one.title for one in trial.lost], trial.gained, trial.tried) == (["Aleppo waits"], (), 1)


@pytest.mark.parametrize(
    ("name", "text", "origin"),
    [
        ("rivers", RIVERS, "yours"),
        ("syria", RIVERS, "replaced"),
        ("syria", f"extend = true\n{RIVERS}", "extended"),
        ("syria", "[terms", "ours"),
    ],
)
def test_a_file_has_its_origin(authoring: Authoring, tmp_path: Path, name: str, text: str, origin: str) -> None:
    """One that cannot be used leaves ours in force, and is told."""
    (tmp_path / f"{name}.toml").write_text(text)
    assert [one.origin for one in authoring.sheets() if one.topic.id == name] == [origin]
    assert (len(authoring.problems()) == 1) == (origin == "ours")


@pytest.mark.usefixtures("_articles")
def test_a_change_is_tried_before_it_is_saved(authoring: Authoring) -> None:
    """What it would gain and lose, by the terms that say so; nothing is written."""
    trial = authoring.try_out("syria", f'extend = true\n{RIVERS}excluded = ["Cafe Damascus"]\n')
    assert [[one.title for one in group] for group in (trial.gained, trial.lost, trial.kept)] == [
        [TITLES[1]], [TITLES[2]], [TITLES[0]],
    ]  # fmt: skip
    assert (trial.gained[0].matches[0].term, trial.lost[0].matches[0].term) == ("Rhine", "Damascus")
    assert (trial.lost[0].score, trial.lost[0].score_now, trial.tried) == (0, 3, len(TITLES))
    assert authoring.sheet("syria").origin == "ours"


@pytest.mark.usefixtures("_articles")
def test_a_new_topic_is_tried(authoring: Authoring) -> None:
    trial = authoring.try_out("rivers", RIVERS)
    assert ([one.title for one in trial.gained], trial.lost, trial.kept) == ([TITLES[1]], (), ())
    assert [one.topic.id for one in authoring.sheets()] == ["russia", "syria", "ukraine"]


def test_mistakes_are_told_with_their_lines(authoring: Authoring) -> None:
    """And nothing is saved."""
    text = '[terms.en]\r\nstrong = "Rhine"\r\nodd = []\r\n'
    trial = authoring.try_out("rivers", text)
    assert [one.line for one in trial.mistakes] == [2, 3]
    with pytest.raises(BadInput, match=r"rivers\.toml:2: (.|\n)*rivers\.toml:3: "):
        authoring.save("rivers", text, authoring.desk("rivers").version, "me")
    with pytest.raises(BadInput, match="longer"):
        authoring.try_out("rivers", "#" * LONGEST_FILE + RIVERS)
    assert not authoring.desk("rivers").exists


def test_a_saved_topic_is_in_force_at_once(authoring: Authoring) -> None:
    """Its former file is kept; the audit says who saved which."""
    authoring.save("rivers", RIVERS.replace("\n", "\r\n"), authoring.desk("rivers").version, "ana@news.example")
    assert authoring.sheet("rivers").topic.terms["en"].strong == ("Rhine",)
    desk = authoring.desk("rivers")
    assert (desk.text, desk.exists, desk.former) == (RIVERS, True, ())
    authoring.save("rivers", RIVERS.replace("Rhine", "Loire"), desk.version, "ben@news.example")
    with pytest.raises(Refused):
        authoring.save("rivers", RIVERS, desk.version, "eve@news.example")
    now = authoring.desk("rivers")
    assert len(now.former) == 1
    authoring.withdraw("rivers", now.version, "ben@news.example")
    with pytest.raises(NotFound):
        authoring.sheet("rivers")
    with authoring.open_database().reading() as tx:
        lines = [(one.who, one.action, one.subject) for one in reversed(audit.lines(tx))]
    assert lines == [
        ("ana@news.example", "topic.save", "topic rivers"),
        ("ben@news.example", "topic.save", "topic rivers"),
        ("ben@news.example", "topic.withdraw", "topic rivers"),
    ]


@pytest.mark.parametrize("name", ["rivers", "syria"])
def test_what_a_file_begins_with_can_be_used(authoring: Authoring, name: str) -> None:
    """And tells how it goes on."""
    assert authoring.try_out(name, authoring.desk(name).text).mistakes == ()


def test_without_a_folder_a_topic_is_tried_only(database: Database, clock: Clock) -> None:
    authoring = Authoring(InForce(), TopicFiles(None), lambda: database, clock)
    desk = authoring.desk("rivers")
    assert "DIGEST_TOPICS_DIR" in desk.obstacle
    assert authoring.try_out("rivers", RIVERS).mistakes == ()
    with pytest.raises(Misconfigured):
        authoring.save("rivers", RIVERS, desk.version, "me")
