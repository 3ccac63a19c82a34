"""A story as one mail shows it."""

from dataclasses import replace

from invented_articles import BRIDGE, article, source

from digest.compose.items import MOST_ALSO, make_item
from digest.model.ids import StoryId, TopicId
from digest.model.story import RankedStory, Story


def _ranked(*articles: object) -> RankedStory:
    return RankedStory(Story(StoryId(7), articles), TopicId("syria"), 1.0, ("6 independent sources",))  # type: ignore[arg-type]


def test_an_item_leads_in_the_readers_language_and_links_to_others() -> None:
    """Other languages by turns, at most four; the count tells of all."""
    item = make_item(_ranked(*BRIDGE), "fr")
    assert (item.story_id, item.lead.language, item.sources, item.reasons) == (7, "fr", 6, ("6 independent sources",))
    assert [link.language for link in item.also] == ["en", "de", "ar", "ru"]
    assert item.summary.startswith("Le ministre syrien des Transports")


def test_languages_are_mixed() -> None:
    """The many of one language do not hide the others."""
    many = [article(at, f"Bridge opens, part {at}", "en", "en", at / 20) for at in range(30, 36)]
    item = make_item(_ranked(BRIDGE[0], *many, BRIDGE[3]), "fr")
    assert [link.language for link in item.also] == ["en", "ar", "en", "en"]
    assert len(item.also) == MOST_ALSO


def test_wire_copies_are_shown_once() -> None:
    """With the wire's name, by the site in the reader's language; a source is shown once."""
    copies = [replace(article(at, f"Pont {at}", "", "fr"), byline=("AFP",)) for at in (30, 31, 32)]
    own = replace(article(33, "Pont 33", "", "fr", 1), source=copies[0].source)
    item = make_item(_ranked(BRIDGE[1], *copies, own), "en")
    assert [(link.source, link.agency, link.papers) for link in item.also] == [("Gazette 30", "AFP", 3)]
    assert item.sources == 3


def test_a_wires_own_page_bears_no_second_name() -> None:
    """AFP is not "AFP (AFP)"."""
    wire = replace(source(90, agency=True), name="AFP")
    assert make_item(_ranked(article(1, "Title", by=wire)), "fr").lead.agency == ""


def test_no_link_goes_to_the_leads_own_source() -> None:
    """Readers are there already."""
    second = replace(article(30, "Encore le pont", "", "fr", 1), source=BRIDGE[0].source)
    assert make_item(_ranked(BRIDGE[0], second), "fr").also == ()


def test_a_lead_that_is_a_copy_says_so() -> None:
    """Readers learn whose work it is, also when the wire's own page leads."""
    copies = [replace(article(at, f"Pont {at}", "", "fr"), byline=("AFP",)) for at in (30, 31)]
    wire = article(32, "Pont 32", "", "fr", by=replace(source(90, agency=True), name="AFP"))
    copied, own = (make_item(_ranked(*articles), "fr").lead for articles in (copies, (*copies, wire)))
    assert (copied.agency, copied.papers) == ("AFP", 2)
    assert (own.source, own.agency, own.papers) == ("AFP", "", 2)


def test_the_languages_of_a_story_begin_with_the_readers() -> None:
    """Then those that most tell it in."""
    many = [article(at, f"Bridge {at}", "", "en") for at in range(30, 33)]
    item = make_item(_ranked(BRIDGE[0], *many, BRIDGE[2]), "fr")
    assert item.languages == ("fr", "en", "de")
    assert make_item(_ranked(*many, BRIDGE[2]), "fr").languages == ("en", "de")


def test_one_publisher_is_linked_to_once() -> None:
    """In the reader's language, whichever of its editions came first."""
    home = "https://{}.house.example"
    editions = [
        article(at, f"Bridge {at}", "", language, by=replace(source(at), home_url=home.format(language)))
        for at, language in ((30, "en"), (31, "de"))
    ]
    item = make_item(_ranked(BRIDGE[0], *editions), "de", BRIDGE[0].id)
    assert [link.language for link in item.also] == ["de"]
