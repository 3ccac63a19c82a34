"""Articles that we keep, texts that people bring, and lines of JSON are classified alike."""

import json
from datetime import datetime

import pytest
import sqlalchemy as sa

from digest.classify.in_force import InForce
from digest.model.errors import NotFound
from digest.model.ids import ArticleId
from digest.services.classifying import Classifying, Written
from digest.store.database import Database
from digest.store.tables import articles, sources

IN_FORCE = InForce()


def closed() -> Database:
    """A database that nobody may open."""
    raise AssertionError("The database was opened.")


CLASSIFYING = Classifying(IN_FORCE, closed)


def classified(*lines: object) -> tuple[list[dict[str, object]], list[str]]:
    """The answers to lines, and what was reported."""
    reported: list[str] = []
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(CLASSIFYING.classify_lines(encoded, reported.append)), reported


def test_a_line_is_answered_with_its_topics_and_terms() -> None:
    """The language is found out; the terms that weighed are told once each."""
    line = {
        "id": "a",
        "title": "Kiev sous les drones",
        "text": "Kiev a passé une nuit difficile.\nCrédit photo : Moscou",
    }
    assert classified(line) == (
        [{"id": "a", "lang": "fr", "topics": ["ukraine"], "matched": {"ukraine": ["Kiev"]}}],
        [],
    )


def test_a_language_that_is_told_is_taken() -> None:
    """In its old spelling too; text may be missing."""
    assert classified({"id": 1, "title": "Київ", "lang": "ua"})[0][0]["lang"] == "uk"


@pytest.mark.parametrize(
    ("told", "title", "found"),
    [
        ("en", "Сирия объявила выборы в парламент страны", "ru"),
        ("de", "سوريا تعلن موعد الانتخابات البرلمانية المقبلة", "ar"),
        ("fr", "Syria announces elections", "fr"),
    ],
)
def test_a_language_that_cannot_be_is_not_taken(told: str, title: str, found: str) -> None:
    """Cyrillic or Arabic letters are no English, whatever a feed says; close languages are left to who told."""
    answer = classified({"id": 1, "title": title, "lang": told})[0][0]
    assert answer["lang"] == found


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "not a JSON object"),
        ({"title": "x"}, '"id" must be'),
        ({"id": True, "title": "x"}, '"id" must be'),
        ({"id": 1, "title": 2}, '"title" must be a text'),
        ({"id": 1, "text": ["x"]}, '"text" must be a text'),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_goes_on(bad: object, words: str) -> None:
    """With the number of the line; empty lines are nobody's fault."""
    good = {"id": 2, "title": "Syria votes", "text": ""}
    answers, reported = classified(b"\n", bad, good)
    assert [answer["id"] for answer in answers] == [2]
    assert [report.startswith("line 2: ") and words in report for report in reported] == [True]


def test_lines_are_answered_as_they_come() -> None:
    """A pipe does not have to end before the first answer."""

    def endless() -> list[bytes]:
        return [b'{"id": 1, "title": "Syria"}', b'{"id": 2, "title": "Kyiv"}']

    answers = CLASSIFYING.classify_lines(iter(endless()), print)
    assert next(answers)["id"] == 1


def test_an_article_that_we_keep(database: Database, now: datetime) -> None:
    """It is judged by today's topics, whatever was recorded."""
    with database.transaction() as tx:
        source = tx.execute(sa.insert(sources).values(name="Post").returning(sources.c.id)).scalar_one()
        row = {
            "url": "https://post.example/1",
            "source_id": source,
            "title": "Damas vote",
            "language": "fr",
            "paragraphs": ["Le scrutin se tient dimanche."],
            "published": now,
            "fetched_at": now,
        }
        made = ArticleId(tx.execute(sa.insert(articles).values(row).returning(articles.c.id)).scalar_one())
    classifying = Classifying(IN_FORCE, lambda: database)
    written, verdicts = classifying.explain_kept(made)
    assert written == Written("Damas vote", "", ("Le scrutin se tient dimanche.",), "fr")
    assert [verdict.topic_id for verdict in verdicts if verdict.assigned] == ["syria"]
    with pytest.raises(NotFound):
        classifying.explain_kept(ArticleId(made + 1))
