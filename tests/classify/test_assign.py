"""What a country's name weighs, where, and when it weighs nothing."""

from datetime import UTC, datetime

import pytest

from digest.classify.assign import THRESHOLD, Assigner, Verdict
from digest.classify.terms import load_topics
from digest.model.article import Article
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId, TopicId
from digest.model.topic import Terms, Topic, Zone

ASSIGNER = Assigner(load_topics())
LONG = "The committee read the report line by line and sent it back with forty questions. " * 8


def verdict(topic: str, title: str, text: str = "", language: str = "en") -> Verdict:
    """What is found for one topic in a title and paragraphs."""
    verdicts = ASSIGNER.explain(title, "", text.split("\n"), language)
    return {one.topic_id: one for one in verdicts}[TopicId(topic)]


def reasons(found: Verdict) -> set[str]:
    """Why matches weighed nothing."""
    return {match.reason for match in found.matches if not match.weight}


def test_a_title_is_enough() -> None:
    """A country in the title is what the article is about."""
    found = verdict("syria", "Syria votes in May", LONG)
    assert (found.assigned, [(match.text, match.zone, match.weight) for match in found.matches]) == (
        True,
        [("Syria", Zone.TITLE, 3.0)],
    )


@pytest.mark.parametrize(
    ("text", "assigned"),
    [
        (f"Syria voted.\n{LONG}", False),
        (f"Syria voted, and Damascus rejoiced.\n{LONG}", True),
        (f"{LONG}\nSyria voted.\nDamascus rejoiced.\nHoms slept.", True),
        (f"{LONG}\n.\n.\n.\n.\nSyria.\nSyria.\nSyria.\nSyria.\nSyria.\nSyria.\nSyria.\nSyria.", False),
        (f"{LONG}\nSyria voted, Damascus rejoiced, Homs slept, Hama danced.", False),
        ("Syria voted on Sunday.", True),
        (f"{LONG[:160]}\nAll is quiet.\nSo it was in Syria.", False),
        ("Prices fell in Iran, Syria, Sudan and Yemen.", False),
        ("Syria, Iran and Sudan voted.", True),
    ],
)
def test_a_passing_mention_is_not_enough(text: str, assigned: bool) -> None:  # noqa: FBT001  (a table's column)
    """One in a long text passes by, many below its opening do, and one of four names in a row does."""
    assert verdict("syria", "A vote", text).assigned == assigned


def test_a_weak_term_alone_weighs_nothing() -> None:
    """HTS is also an abbreviation of other things."""
    found = verdict("syria", "HTS opens an office", LONG)
    assert (found.score, reasons(found)) == (0, {"alone"})


def test_a_weak_term_counts_in_company() -> None:
    """Beside a strong term it adds to the score."""
    alone, together = verdict("syria", "Vote", f"Syria\n{LONG}"), verdict("syria", "Vote", f"HTS and Syria\n{LONG}")
    assert together.score > alone.score


def test_two_weak_terms_do_unless_another_topic_is_named() -> None:
    """A supreme court and a ministry of justice in Russian are Russia's, but not where Ukraine is named."""
    assert verdict("russia", "Верховный суд поддержал Минюст", "", "ru").assigned
    assert not verdict("russia", "Верховный суд Украины поддержал Минюст", "", "ru").assigned


def test_an_excluded_term_hides_what_it_covers() -> None:
    """Roulette is not a matter of state, but the rest of the article may be."""
    assert reasons(verdict("russia", "Une roulette russe pour les épargnants", "", "fr")) == {
        "excluded by “roulette russe”"
    }
    assert verdict("russia", "Une roulette russe pour le Kremlin", "", "fr").assigned


@pytest.mark.parametrize(
    ("topic", "language", "title"),
    [
        ("russia", "en", "Former U.S. ambassador to Russia joins the board of a bank"),
        ("syria", "en", "Retired, the one-time British envoy to Syria paints boats"),
        ("ukraine", "en", "An ex-ambassador to Ukraine runs for mayor"),
        ("ukraine", "en", "She once was a nurse and served as ambassador to Ukraine before she wrote novels"),
        ("syria", "fr", "L’ancien ambassadeur de France en Syrie ouvre une librairie"),
        ("russia", "ru", "Бывший посол Норвегии в России написал роман о рыбаках"),
        ("ukraine", "uk", "Колишній посол Канади в Україні відкрив пекарню"),
    ],
)
def test_what_somebody_was_once_says_only_who_speaks(topic: str, language: str, title: str) -> None:
    """An office held in a country is not news of it; an office that is held still may be."""
    found = verdict(topic, title, "", language)
    assert (found.assigned, reasons(found)) == (False, {"past office"})


def test_an_office_that_is_held_counts() -> None:
    """So does whatever else is said of the country."""
    assert verdict("russia", "The new ambassador to Russia hands in his letters", "").assigned
    assert verdict("russia", "Former ambassador to Russia: the Kremlin will not yield", "").assigned


def test_a_name_that_means_something_else_does_so_throughout() -> None:
    """Once it is Damascus steel, it is Damascus steel in the title too."""
    found = verdict("syria", "She folds blades the Damascus way", f"Damascus steel takes patience.\n{LONG}")
    assert reasons(found) == {"another sense here", "excluded by “Damascus steel”"}


@pytest.mark.parametrize(
    ("guard", "language", "title"),
    [
        ("sport", "en", "Russian midfielder scored twice in Champions League semi-final"),
        ("sport", "ru", "Сборная России по футболу сыграет матч в Саранске"),
        ("sport", "uk", "Збірна України з футболу вийшла у півфінал"),
        ("sport", "ar", "المنتخب السوري لكرة القدم يخوض مباراة ودية بقيادة مدرب جديد"),
        ("cuisine", "fr", "Recette : le bortsch ukrainien de notre chef, un restaurant à Lille"),
        ("culture", "de", "Russische Pianistin gibt Konzert im Museum"),
        ("church", "en", "Ukrainian parish in Leeds welcomes its bishop"),
    ],
)
def test_guards(guard: str, language: str, title: str) -> None:
    """Sport, recipes, shows and parishes name countries without being about them."""
    found = [one for one in ASSIGNER.explain(title, "", [], language) if one.matches]
    assert {one.guard for one in found} == {guard}
    assert not any(one.assigned for one in found)


def test_news_outweighs_a_guard() -> None:
    """A ban with missiles and ministers in it is news, though a stadium burns."""
    assert verdict("ukraine", "Missile attack on Kyiv hits football stadium", "The minister named two killed.").assigned


def test_longer_terms_count_once() -> None:
    """A leader's full name is one match, not three."""
    assert [match.text for match in verdict("syria", "Bachar al-Assad en fuite", "", "fr").matches] == [
        "Bachar al-Assad"
    ]


def test_russian_titles_over_ukrainian_texts() -> None:
    """Both languages' terms are tried on both."""
    found = verdict("russia", "Россия отвела войска", "Про це повідомила російська сторона.", "uk")
    assert [match.text for match in found.matches] == ["Россия", "російська"]


def test_an_unknown_language_has_the_common_terms() -> None:
    """Names written alike everywhere are found without a list for the language."""
    assert verdict("russia", "Putin dhe Lavrov në Pekin", "", "sq").assigned


def test_assign_gives_what_weighed() -> None:
    """An assignment keeps the matches that carried it, and no others."""
    article = Article(
        ArticleId(7),
        "https://post.example/1",
        Source(SourceId(1), "Post"),
        title="Syria votes",
        standfirst="",
        paragraphs=("MOSCOW (AP) - The vote ends on Sunday.", "Photo: Damascus Press"),
        byline=(),
        language="en",
        published=datetime(2026, 1, 16, tzinfo=UTC),
        fetched_at=datetime(2026, 1, 16, tzinfo=UTC),
    )
    assert [
        (one.article_id, one.topic_id, one.score >= THRESHOLD, [match.text for match in one.matches])
        for one in ASSIGNER.assign(article)
    ] == [(7, "syria", True, ["Syria"])]


def test_a_topic_of_ones_own() -> None:
    """Whatever terms are given are looked for."""
    own = Topic(TopicId("rivers"), {"en": "Rivers"}, {"en": Terms(strong=("river*",), excluded=("Riverside",))})
    found = Assigner([own]).explain("Riverside drains its rivers", "", [], "en")
    assert [(match.text, match.reason) for match in found[0].matches] == [
        ("Riverside", "excluded by “Riverside”"),
        ("rivers", ""),
    ]
