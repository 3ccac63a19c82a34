"""Where a sentence stands, and what on a page is not the story."""

import pytest

from digest.classify.terms import load_guards
from digest.classify.zones import Passage, Zones
from digest.model.topic import Zone

ZONES = Zones(load_guards().lines)
STORY = "The two sides met for an hour and agreed to meet again."


def muted(paragraph: str) -> list[tuple[str, str]]:
    """What is muted in a paragraph under a standfirst, with the reasons."""
    return [(part.text, part.muted) for part in ZONES.passages("Title", "Standfirst.", [paragraph]) if part.muted]


def test_title_standfirst_lead_and_body() -> None:
    """Three paragraphs after the standfirst are the lead, the rest is the body."""
    zones = [part.zone for part in ZONES.passages("T", "S.", ["One.", "Two.", "Three.", "Four."])]
    assert zones == [Zone.TITLE, Zone.STANDFIRST, Zone.LEAD, Zone.LEAD, Zone.LEAD, Zone.BODY]


def test_the_first_sentences_stand_for_a_missing_standfirst() -> None:
    """Without a standfirst the opening counts as one, up to the end of a sentence."""
    long = "A sentence of some forty characters here. " * 12
    parts = list(ZONES.passages("T", "", [long, "Next."]))
    assert [(part.zone, len(part.text)) for part in parts[1:]] == [
        (Zone.STANDFIRST, 378),
        (Zone.LEAD, 126),
        (Zone.LEAD, 5),
    ]


def test_a_first_line_of_a_word_is_no_opening() -> None:
    """A kicker, a date or a byline stands over the opening proper."""
    parts = list(ZONES.passages("T", "", ["Interview", "They met for an hour. " * 5, "Next."]))
    assert [part.zone for part in parts[1:]] == [Zone.STANDFIRST, Zone.STANDFIRST, Zone.LEAD]


@pytest.mark.parametrize(
    "dateline",
    [
        "MOSCOW (Reuters) - ",
        "KYIV, Ukraine (AP) — ",
        "WASHINGTON, Nov. 8 (Reuters) - ",
        "MOSCOW — ",
        "Moskau (dpa) - ",
        "Damas (AFP) – ",
        "МОСКВА, 1 ноя — РИА Новости. ",
        "Москва. 1 ноября. INTERFAX.RU - ",
        "موسكو - سبوتنيك. ",
        "Wien/Moskau – ",
        "Damaskus – ",
        "New York/Kiev, 3 mars — ",
        "Москва - ",
    ],
)
def test_datelines_count_nothing(dateline: str) -> None:
    """Where the reporter sat is not where it happened."""
    assert muted(dateline + STORY) == [(dateline, "dateline")]


def test_arabic_datelines_count_nothing() -> None:
    """They have no capitals: a word or two, a dash and a sentence."""
    story = "التقى الجانبان لمدة ساعة واتفقا على أن يلتقيا من جديد قريبا."
    assert muted(f"دمشق - {story}") == [("دمشق - ", "dateline")]
    assert not muted(f"قال الرئيس السوري في دمشق - {story}")


@pytest.mark.parametrize(
    "line",
    ["Photo: Moscow Agency", "Foto: Kiew/dpa", "Фото: РИА Новости", "المصدر: روسيا اليوم", "Джерело: Київ"],
)
def test_credits_count_nothing(line: str) -> None:
    """Who took the picture or first told the story is not the story."""
    assert muted(line) == [(line, "credit")]


@pytest.mark.parametrize(
    "heading",
    ["Read also", "À lire aussi :", "Lesen Sie auch", "Читайте также", "Читайте також:", "اقرأ أيضاً", "Leggi anche"],
)
def test_related_boxes_count_nothing(heading: str) -> None:
    """Headlines under such a heading are other stories; the next full sentence is ours again."""
    parts = ZONES.passages("Title", "Standfirst.", [heading, "Kyiv under fire", "Moscow speaks", STORY])
    assert [part.muted for part in parts][2:] == ["related", "related", "related", ""]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Council approves the new tramway | Ukraine", "site"),
        ("Council approves the new tramway » Russia and the world", "site"),
        ("War | Kyiv", ""),
        ("Le ministre dénonce l'approche « agressive » d'un navire russe", ""),
    ],
)
def test_a_sites_name_behind_the_title_counts_nothing(title: str, expected: str) -> None:
    """Unless cutting it off would leave no title."""
    assert list(ZONES.passages(title, "", []))[-1].muted == expected


def test_an_empty_article_has_an_empty_title() -> None:
    """Nothing is a title without words, and no failure."""
    assert list(ZONES.passages("", " ", ["", " "])) == [Passage(Zone.TITLE, "")]
