"""The operator's topics: what they say and find, texts that are tested, files that are tried and saved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from lxml import html
from signed import Signed

from digest.bootstrap import House
from digest.model.article import Article
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId
from digest.model.user import Role
from digest.services.authoring import LONGEST_FILE
from digest.store import articles, topics
from digest.store.tables import sources
from digest.store.topic_files import TopicFiles
from digest.web.operator.topics import ZONES

SignIn = Callable[[Role], Signed]
EVIL = "Damascus <script>alert(1)</script>\u202e votes"
RIVERS = '[terms.en]\nstrong = ["Rhine"]\n'


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """An operator's folder."""
    found = tmp_path / "topics"
    found.mkdir()
    house.topics_in_force.folder = found
    house.authoring.files.folder = found
    return found


@pytest.fixture
def operator(signed_in: SignIn) -> Signed:
    return signed_in(Role.OPERATOR)


@pytest.fixture
def article(house: House, now: datetime) -> ArticleId:
    """One of the last day, by somebody who means us no good."""
    with house.database.transaction() as tx:
        source = tx.execute(sa.insert(sources).values(name="<i>Post</i>").returning(sources.c.id)).scalar_one()
        at = now - timedelta(hours=1)
        url = "https://post.example/1"
        kept = articles.add(
            tx,
            Article(
                ArticleId(0), url, Source(SourceId(source), "Post"), EVIL, "", ("<b>A day</b>.",), (), "en", at, at
            ),
        )
        assert kept
        topics.assign(tx, kept.id, house.classifying.assign(kept))
    return kept.id


def version(operator: Signed, topic: str) -> str:
    """What the form of a topic's file carries."""
    page = html.fromstring(operator.get(f"/operate/topics/{topic}/edit").text)
    return str(page.xpath("//input[@name='version']/@value")[0])


def test_topics_are_listed_with_what_they_found(operator: Signed, article: ArticleId, folder: Path) -> None:
    """And where they come from; a file that is set aside is told with its line."""
    (folder / "rivers.toml").write_text(RIVERS)
    (folder / "odd.toml").write_text("[terms\n")
    page = html.fromstring(operator.get("/operate/topics").text)
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    assert article
    assert rows[0].startswith("Rivers rivers your own")
    assert rows[2].startswith("Syria syria comes with the house")
    assert [row[-1] for row in rows] == ["0", "0", "1", "0"]
    assert "odd.toml:1: not TOML" in page.xpath("//p[@role='alert']")[0].text_content()


@pytest.mark.parametrize("path", ["/operate/topics/syria", "/operate/topics/test?article={}"])
def test_an_article_says_why_it_is_there(operator: Signed, article: ArticleId, path: str) -> None:
    """Its terms, where they stand and what they weigh; nothing in it acts."""
    answer = operator.get(path.format(article))
    page = html.fromstring(answer.text)
    assert page.xpath("//script[not(@src)] | //main//i | //main//table//b[text()='A day']") == []
    assert "<script>alert" not in answer.text
    assert "Damascus, title: 3" in " ".join(page.text_content().split())


def test_a_text_is_tested(signed_in: SignIn) -> None:
    """By anybody who may look; it stands in the form again."""
    data = {"title": "La Syrie goûte la <i>salade russe</i>", "text": "Damas vote.\nKiev attend.", "language": ""}
    page = html.fromstring(signed_in(Role.VIEWER).post("/operate/topics/test", data).text)
    cards = [" ".join(card.text_content().split()) for card in page.xpath("//div[@class='card']")]
    assert [card.split(" Score")[0] for card in cards] == [
        "Russia not about it", "Syria about it", "Ukraine about it",
    ]  # fmt: skip
    assert "excluded by “salade russe”" in cards[0]
    assert page.xpath("//textarea/text()") == [data["text"]]
    assert page.xpath("//input[@id='title']/@value") == [data["title"]]


def test_a_long_text_is_tested(operator: Signed) -> None:
    """Longer than a form of readers may be."""
    assert operator.post("/operate/topics/test", {"text": "Мова " * 10_000}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/operate/topics/rivers", 404), ("/operate/topics/test?article=99", 404), ("/operate/topics/..%2fx/edit", 404),
        ("/operate/topics/A.b/edit", 400), ("/operate/topics/new?id=../../etc", 400),
        ("/operate/topics/new?id=test", 400),
        ("/operate/topics/new?id=south-sudan", 302), ("/operate/topics/new", 200),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(operator: Signed, path: str, status: int) -> None:
    assert operator.get(path).status_code == status


@pytest.mark.usefixtures("article", "folder")
def test_a_file_is_tried_before_it_is_saved(operator: Signed, house: House) -> None:
    """What it would lose and gain; nothing is written."""
    text = 'extend = true\n[terms.en]\nexcluded = ["Damascus"]\n'
    page = html.fromstring(operator.post("/operate/topics/syria/edit", {"text": text, "do": "try"}).text)
    said = " ".join(page.xpath("//section[@aria-labelledby='trial']")[0].text_content().split())
    assert "Of 1 articles of the last day: 0 more, 1 less, 0 as now. Nothing is saved yet." in said
    assert page.xpath("//textarea/text()")[0].strip() == text.strip()
    assert house.authoring.desk("syria").exists is False


def test_mistakes_are_told_with_their_lines(operator: Signed, folder: Path) -> None:
    """The text stays in the form; nothing is saved, whichever button was pressed."""
    for do in ("try", "save", "download"):
        answer = operator.post("/operate/topics/rivers/edit", {"text": '[terms.en]\nstrong = "<b>"\n', "do": do})
        page = html.fromstring(answer.text)
        assert answer.status_code == 400
        assert page.xpath("//div[@id='mistakes']//li")[0].text_content().startswith("Line 2: strong in [terms.en]")
        assert 'strong = "<b>"' in page.xpath("//textarea/text()")[0]
    assert list(folder.iterdir()) == []


def test_a_saved_file_is_in_force_and_its_former_kept(operator: Signed, folder: Path) -> None:
    """Whoever comes second with the same form is told."""
    first = version(operator, "rivers")
    saved = operator.post("/operate/topics/rivers/edit", {"text": RIVERS, "version": first, "do": "save"})
    assert (saved.status_code, saved.location) == (303, "/operate/topics/rivers")
    assert "The file is saved" in operator.get("/operate/topics/rivers").text
    again = operator.post("/operate/topics/rivers/edit", {"text": RIVERS, "version": first, "do": "save"})
    assert again.status_code == 409
    assert html.fromstring(again.text).xpath("//textarea/text()")[0].strip() == RIVERS.strip()
    data = {"text": RIVERS.replace("Rhine", "Loire"), "version": version(operator, "rivers"), "do": "save"}
    assert operator.post("/operate/topics/rivers/edit", data).status_code == 303
    gone = operator.post("/operate/topics/rivers/withdraw", {"version": version(operator, "rivers")})
    assert (gone.status_code, operator.get("/operate/topics/rivers").status_code) == (303, 404)
    assert len(list((folder / "former").iterdir())) == 2


def test_without_a_folder_a_file_is_taken_home(operator: Signed, house: House) -> None:
    """There is no button to save, and none works."""
    assert isinstance(house.authoring.files, TopicFiles)
    page = html.fromstring(operator.get("/operate/topics/rivers/edit").text)
    assert page.xpath("//button[@name='do']/@value") == ["try", "download"]
    assert "DIGEST_TOPICS_DIR is not set." in page.text_content()
    answer = operator.post("/operate/topics/rivers/edit", {"text": RIVERS.replace("\n", "\r\n"), "do": "download"})
    assert (answer.text, answer.headers["Content-Disposition"]) == (RIVERS, 'attachment; filename="rivers.toml"')
    assert operator.post("/operate/topics/rivers/edit", {"text": RIVERS, "do": "save"}).status_code >= 400


def test_a_file_beyond_measure_is_refused(operator: Signed) -> None:
    text = "#" * (LONGEST_FILE + 1)
    assert operator.post("/operate/topics/rivers/edit", {"text": text}).status_code == 400


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_look_and_change_nothing(signed_in: SignIn, folder: Path, role: Role) -> None:
    browser = signed_in(role)
    for path in ("", "/syria", "/test"):
        assert browser.get(f"/operate/topics{path}").status_code == 200
    for path in ("/new", "/syria/edit"):
        assert browser.get(f"/operate/topics{path}").status_code == 403
    for path in ("/syria/edit", "/syria/withdraw"):
        assert browser.post(f"/operate/topics{path}", {"text": RIVERS, "do": "save"}).status_code == 403
    assert list(folder.iterdir()) == []


def test_every_zone_has_its_word() -> None:
    assert len(ZONES) == 4


def test_why_a_term_counts_nothing_is_said_in_the_pages_language(operator: Signed) -> None:
    """Whatever the reason is."""
    answer = operator.post(
        "/operate/topics/test",
        {"title": "La salade russe de ma grand-mère", "language": "fr"},
        headers={"Accept-Language": "fr"},
    )
    assert "exclu par « salade russe »" in " ".join(html.fromstring(answer.text).text_content().split())
    assert "excluded by" not in answer.text
