"""The same event once, whoever tells it and in whatever language."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_articles import ALONE, BRIDGE, DAY, GRAIN, article
from invented_look_alikes import FORMS, ONE_EVENT, TWO_EVENTS, Told

from digest.cluster.profile import Document
from digest.cluster.stories import group, partition, reconcile, settle
from digest.model.article import Article
from digest.model.ids import ArticleId, StoryId


def _ids(groups: tuple[tuple[Article, ...], ...]) -> list[list[int]]:
    return [[article.id for article in articles] for articles in groups]


def test_an_event_told_in_six_languages_is_one_story() -> None:
    """And what only one paper has stays alone; oldest first."""
    expected = sorted([[1, 2, 3, 4, 5, 6], [11, 12, 13, 14], [21], [22], [23]])
    assert expected == sorted(_ids(group(DAY)))


@settings(max_examples=15, deadline=None)
@given(st.permutations(DAY))
def test_order_does_not_matter(articles: list[Article]) -> None:
    """Feeds are read in any order."""
    assert group(DAY) == group(articles)


def test_groups_go_by_their_first_article() -> None:
    """As do the articles within."""
    groups = group(DAY)
    assert groups == tuple(sorted(groups, key=lambda one: (one[0].published, one[0].id)))
    assert all(one == tuple(sorted(one, key=lambda a: (a.published, a.id))) for one in groups)


def test_nothing_gives_nothing() -> None:
    """A quiet night."""
    assert group(()) == ()


def test_wire_copies_are_one_story() -> None:
    """The same text under other headlines."""
    copies = [
        replace(GRAIN[1], id=ArticleId(30 + at), title=title) for at, title in enumerate(("Wheat sails", "Izmail"))
    ]
    assert _ids(group([GRAIN[1], *copies])) == [[12, 30, 31]]


def test_a_flood_of_copies_is_one_story_a_period() -> None:
    """A thousand are compared once; last week's are another story."""
    flood = [replace(GRAIN[1], id=ArticleId(100 + at)) for at in range(1000)]
    older = [replace(one, id=ArticleId(5000 + one.id), published=one.published - timedelta(days=7)) for one in flood]
    assert [len(one) for one in group([*flood, *older])] == [1000, 1000]


_LOOK_ALIKES = {
    "fires in two cities": (
        ("en", "Three dead in hotel fire in Lyon", "Three people died in a fire in a hotel in Lyon, the mayor said."),
        ("en", "Three dead in hotel fire in Porto", "Three people died in a fire in a hotel in Porto, the mayor said."),
    ),
    "quakes in two countries": (
        ("ru", "В Чили произошло землетрясение", "Землетрясение магнитудой 5,1 произошло у берегов Чили."),
        ("ru", "В Японии произошло землетрясение", "Землетрясение магнитудой 4,8 произошло у берегов Японии."),
    ),
    "two events in one place": (
        (
            "en",
            "Damascus bakers agree on a single bread price",
            "Bakers in the Syrian capital agreed on Thursday to sell bread at one price until April.",
        ),
        (
            "en",
            "Damascus airport opens its second runway",
            "The airport of the Syrian capital opened a second runway on Thursday with a flight from Amman.",
        ),
    ),
    "two appointments by one president": (
        (
            "uk",
            "Президент призначив голову Сумської області",
            "Президент у четвер призначив Ганну Мороз головою Сумської області.",
        ),
        (
            "ru",
            "Президент назначил посла в Португалии",
            "Президент в четверг назначил Петра Ковача послом Украины в Португалии.",
        ),
    ),
}


@pytest.mark.parametrize("told", _LOOK_ALIKES.values(), ids=_LOOK_ALIKES.keys())
def test_look_alikes_stay_apart(told: tuple[tuple[str, str, str], tuple[str, str, str]]) -> None:
    """Two events of one kind, or in one place, are two stories; alone and among the day's news."""
    alike = [article(40 + at, title, text, language) for at, (language, title, text) in enumerate(told)]
    assert _ids(group(alike)) == [[40], [41]]
    assert not any({40, 41} <= set(ids) for ids in _ids(group([*DAY, *alike])))


def _told(accounts: tuple[Told, ...]) -> list[Article]:
    return [article(40 + at, one.title, one.text, one.language, one.hours) for at, one in enumerate(accounts)]


@pytest.mark.parametrize("told", TWO_EVENTS.values(), ids=TWO_EVENTS.keys())
def test_two_events_in_one_place_or_of_one_kind_stay_apart(told: tuple[Told, ...]) -> None:
    """Other days, other people, other figures: alone and among the day's news."""
    for beside in ((), DAY):
        assert not any({40, 41} <= set(ids) for ids in _ids(group([*beside, *_told(told)])))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_filled_in_with_another_place_is_another_event(form: tuple[str, str, str, tuple[str, str]]) -> None:
    """Word for word the same but for a name, as agencies write of each attack, fire and quake."""
    language, title, text, places = form
    articles = [
        article(number, title.format(place), text.format(place), language) for number, place in enumerate(places, 1)
    ]
    assert len(group(articles)) == 2


def test_a_copy_under_another_headline_is_no_other_event() -> None:
    """Its headline may name whom the first one does not; the text names them both."""
    text = (
        "The ferry from Tyras to Olvia, with Anna Mirel as its captain, ran aground on Friday. Nobody was hurt. The "
        "mayor of Olvia, Petro Halych, said that a tug from Beloz would pull it free by night."
    )
    articles = [
        article(1, "Ferry runs aground on way to Olvia", text),
        article(2, "Tug from Beloz to free Tyras ferry", text),
    ]
    assert len(group(articles)) == 1


@pytest.mark.parametrize("told", ONE_EVENT.values(), ids=ONE_EVENT.keys())
def test_one_event_is_one_story_in_whatever_language(told: tuple[Told, ...]) -> None:
    """Alone and among the day's news."""
    for beside in ((), ALONE):
        assert list(range(40, 40 + len(told))) in _ids(group([*beside, *_told(told)]))


def _labels(groups: tuple[tuple[Article, ...], ...]) -> set[frozenset[int]]:
    return {frozenset(ids) for ids in _ids(groups)}


@settings(max_examples=15, deadline=None)
@given(st.permutations(DAY), st.lists(st.integers(1, len(DAY) - 1), max_size=4))
def test_batches_in_any_order_end_in_the_same_stories(articles: list[Article], cuts: list[int]) -> None:
    """And no article that stays with its story sees the story's name change: names are kept, or newly given."""
    known: dict[ArticleId, StoryId] = {}
    given = 0
    for end in [*sorted(set(cuts)), len(articles)]:
        stories = reconcile(group(articles[:end]), known)
        for story in stories:
            given += not story.id
            name = story.id or StoryId(given)
            known.update({one.id: name for one in story.articles})
        assert len({story.id for story in stories if story.id}) == sum(bool(story.id) for story in stories)
    assert _labels(group(DAY)) == _labels(group(articles))
    found: dict[StoryId, set[int]] = {}
    for key, name in known.items():
        found.setdefault(name, set()).add(key)
    assert {frozenset(ids) for ids in found.values()} == _labels(group(DAY))


def test_yesterdays_story_is_recognised_today() -> None:
    """What is written of it the day after joins it, under its name."""
    known = {one.id: StoryId(7) for one in BRIDGE}
    later = article(
        60,
        "First lorries cross the rebuilt bridge of Deir ez-Zor",
        "Lorries crossed the suspension bridge of Deir ez-Zor in Syria that transport minister Karim Haddad opened on "
        "Thursday. It was destroyed in the war, and the work cost 45 million dollars.",
        hours=22,
    )
    assert StoryId(7) in {story.id for story in reconcile(group([*DAY, later]), known) if later in story.articles}


def test_the_same_words_days_later_are_another_event() -> None:
    """The weekly table, the daily weather: what is more than two days apart does not meet."""
    later = replace(GRAIN[1], id=ArticleId(99), published=GRAIN[1].published + timedelta(days=7))
    assert _ids(group([GRAIN[1], later])) == [[12], [99]]


def test_time_may_be_unknown() -> None:
    """Then words alone decide."""
    documents = [Document(str(a.id), a.title, a.text, a.language, None) for a in DAY]
    expected = [["1", "2", "3", "4", "5", "6"], ["11", "12", "13", "14"], ["21"], ["22"], ["23"]]
    assert sorted(expected) == partition(documents)


@pytest.mark.parametrize("text", ["", " ", "\ud800", "!!!", "12:30", "日本で地震", "ข่าวด่วน", "a" * 100_000])
def test_any_text_can_be_grouped(text: str) -> None:
    """Whatever a stranger's page holds."""
    odd = Document(0, text, text, "und", None)
    others = [Document(int(a.id), a.title, a.text, a.language, a.published) for a in ALONE]
    assert [0] in partition([odd, *others])


def test_a_story_keeps_its_identity_through_the_day() -> None:
    """New articles join; the id stays. What is new has the id 0."""
    known = {article.id: StoryId(7) for article in BRIDGE[:2]}
    stories = reconcile([BRIDGE, GRAIN], known)
    assert [(story.id, story.articles) for story in stories] == [(7, BRIDGE), (0, GRAIN)]


def test_a_story_that_split_keeps_its_id_where_most_of_it_is() -> None:
    """Each stored id is used once."""
    known = {article.id: StoryId(7) for article in DAY}
    assert [story.id for story in reconcile([GRAIN, BRIDGE, ALONE], known)] == [0, 7, 0]


def test_stories_that_merged_take_the_id_of_the_larger() -> None:
    """And of the older when they are alike."""
    half = {article.id: StoryId(9) for article in BRIDGE[:3]}
    alike = half | {article.id: StoryId(8) for article in BRIDGE[3:]}
    more = half | {article.id: StoryId(8) for article in BRIDGE[4:]}
    assert [reconcile([BRIDGE], known)[0].id for known in (alike, more)] == [8, 9]


def test_a_group_robbed_of_its_first_claim_takes_its_second() -> None:
    """A story that merges with a part of another leaves that one's id to the rest."""
    known = {
        ArticleId(1): StoryId(5),
        ArticleId(2): StoryId(5),
        ArticleId(3): StoryId(5),
        ArticleId(11): StoryId(5),
        ArticleId(12): StoryId(6),
    }
    assert [story.id for story in reconcile([BRIDGE, GRAIN], known)] == [5, 6]


def test_what_an_editor_put_together_or_apart_stays_so() -> None:
    """And takes along what was grouped with it: to the story of most of it, or to the older one."""
    one, two = StoryId(5), StoryId(6)
    merged = settle([BRIDGE, GRAIN, ALONE], {BRIDGE[0].id: one, GRAIN[0].id: one})
    assert sorted(len(group) for group in merged) == [len(ALONE), len(BRIDGE) + len(GRAIN)]
    apart = settle([BRIDGE], {BRIDGE[0].id: two, BRIDGE[1].id: one, BRIDGE[2].id: one})
    assert sorted(map(len, apart)) == [1, len(BRIDGE) - 1]
    assert (BRIDGE[0],) in apart
    assert settle([BRIDGE, GRAIN], {}) == (BRIDGE, GRAIN)


def test_settled_articles_keep_their_story() -> None:
    """However many others were put into it since."""
    known = {article.id: StoryId(5) for article in (*BRIDGE, GRAIN[0])}
    assert [one.id for one in reconcile([BRIDGE, GRAIN], known, {GRAIN[0].id: StoryId(5)})] == [0, 5]
