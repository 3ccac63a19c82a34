"""`digest topics`: the list, and why."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from digest.bootstrap import House, read_settings
from digest.cli import cli
from digest.model.article import Article
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId, TopicId
from digest.model.topic import Assignment
from digest.store import articles, topics
from digest.store.tables import sources


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder of topics; the database is not there and must not be missed."""
    monkeypatch.setenv("DIGEST_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DIGEST_TOPICS_DIR", str(tmp_path))
    return tmp_path


def run(*arguments: str, stdin: str = "") -> Result:
    """The command's result."""
    return CliRunner().invoke(cli, ["topics", *arguments], input=stdin)


def test_list(folder: Path) -> None:
    """Ours and the operator's, a line each."""
    (folder / "rivers.toml").write_text('[terms.fr]\nstrong = ["Rhône"]\n')
    result = run("list")
    assert ([line.split()[0] for line in result.stdout.splitlines()], result.exit_code) == (
        ["rivers", "russia", "syria", "ukraine"],
        0,
    )


def test_list_as_json(folder: Path) -> None:
    """With the number of terms for each language."""
    (folder / "rivers.toml").write_text('[terms.fr]\nstrong = ["Rhône"]\n')
    assert json.loads(run("list", "--json").stdout)[0] == {
        "id": "rivers",
        "names": {"en": "Rivers"},
        "terms": {"fr": {"strong": 1, "weak": 0, "excluded": 0}},
    }


def test_a_refused_file_shows_in_the_exit_code(folder: Path) -> None:
    """The other topics are listed all the same."""
    (folder / "rivers.toml").write_text("[terms\n")
    result = run("list")
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 3)


@pytest.mark.usefixtures("folder")
def test_explain_options() -> None:
    """What was found, where, what it weighed and why not."""
    result = run("explain", "--title", "La Syrie goûte la salade russe", "--json")
    russia, syria, _ = json.loads(result.stdout)
    assert (syria["topic"], syria["assigned"], syria["score"]) == ("syria", True, 3.0)
    assert russia["matches"] == [
        {
            "term": "russe",
            "text": "russe",
            "zone": "title",
            "weight": 0.0,
            "reason": "excluded by “salade russe”",
        }
    ]


def test_explain_a_file(folder: Path) -> None:
    """A file's lines are paragraphs."""
    file = folder / "story.txt"
    file.write_text("Damas vote dimanche.\nLire aussi\nKiev attend", "utf-8")
    found = json.loads(run("explain", "--text-file", str(file), "--lang", "fr", "--json").stdout)
    assert [(one["topic"], one["assigned"]) for one in found] == [
        ("russia", False),
        ("syria", True),
        ("ukraine", False),
    ]


@pytest.mark.usefixtures("folder")
def test_explain_tells_the_language_whose_terms_serve() -> None:
    """A headline of three words is easily taken for another language: whoever wonders sees it, and may tell ours."""
    assert "language: en" in run("explain", "--title", "Kyiv waits for rain").stdout
    assert "language: fr" in run("explain", "--title", "Kyiv", "--lang", "fr").stdout


@pytest.mark.usefixtures("folder")
def test_explain_standard_input_as_a_table() -> None:
    """The first line is the title; every match has its row, also one with brackets in it."""
    result = run("explain", stdin="Kyiv [bold] waits\nPhoto: Moscow Press\n")
    assert "Kyiv [bold] waits" in result.stdout
    assert "ukraine: 3 >= 1.75, about it" in result.stdout
    assert "credit" in result.stdout


@pytest.fixture
def kept(folder: Path) -> Path:
    """The folder, beside a database."""
    assert CliRunner().invoke(cli, ["db", "upgrade"]).exit_code == 0
    return folder


def test_a_file_is_tried_saved_and_withdrawn(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It is in force from saving to withdrawing."""
    file = tmp_path_factory.mktemp("drafts") / "rivers.toml"
    file.write_text('[terms.en]\nstrong = ["Rhine"]\n')
    assert run("try", str(file)).stderr == (
        "Of 0 articles: 0 more, 0 less, 0 as now. Nothing is saved.\n"
        "No articles came in the last day; `digest topics explain --title …` tries a text.\n"
    )
    assert run("matches", "rivers").exit_code != 0
    assert "is saved" in run("save", str(file)).stdout
    assert (kept / "rivers.toml").read_text() == file.read_text()
    assert (run("matches", "rivers").exit_code, run("matches", "rivers").stdout) == (0, "")
    assert run("withdraw", "rivers").exit_code == 0
    assert not (kept / "rivers.toml").exists()


def test_a_past_day_is_looked_at(kept: Path) -> None:
    """Of news that was collected as of another moment, the last day is that moment's."""
    at = datetime(2019, 11, 1, 12, tzinfo=UTC)
    with House(read_settings()).database.transaction() as tx:
        source = tx.execute(sa.insert(sources).values(name="Post").returning(sources.c.id)).scalar_one()
        post = Source(SourceId(source), "Post")
        article = articles.add(
            tx, Article(ArticleId(0), "https://post.example/1", post, "Kyiv waits", "", (), (), "en", at, at)
        )
        assert article
        topics.assign(tx, article.id, [Assignment(article.id, TopicId("ukraine"), 3.0, ())])
    file = kept / "ukraine.toml"
    file.write_text('[terms.en]\nstrong = ["Kyiv"]\n')
    assert run("matches", "ukraine").stdout == ""
    for moment, found in (("2019-11-01T13:00Z", True), ("2019-11-01T11:00", False)):
        assert ("Kyiv waits" in run("matches", "ukraine", "--at", moment).stdout) == found
        assert ("Kyiv waits" in run("try", str(file), "--at", moment).stdout) == found
    assert (run("matches", "ukraine", "--at", "noon").exit_code, run("try", str(file), "--at", "1").exit_code) == (2, 2)


def test_mistakes_show_in_the_exit_code(kept: Path) -> None:
    """With the file and the line."""
    file = kept / "rivers.toml"
    file.write_text('[terms.en]\nstrong = "Rhine"\n')
    result = run("try", str(file))
    assert (result.exit_code, result.stderr.startswith(f"{file}:2: ")) == (1, True)
