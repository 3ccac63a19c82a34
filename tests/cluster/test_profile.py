"""What a document is compared by."""

import pytest

from digest.cluster.profile import Document, profile


def test_a_document_is_read_by_wording_sense_and_names() -> None:
    """Names are what tells an event from others of its kind: who, where, how many."""
    read = profile(Document(1, "Fire in Lyon", "Thirty hurt in France, 12 500 flee. Syria sends aid.", "en", None))
    assert read.wording["fire"] == 4
    assert {"#fire", "#injure", "#humanitarian"} <= read.happenings.keys()
    assert {"@FR", "@SY", "012500"} <= read.names.keys()
    assert {"@FR"} == read.scene


@pytest.mark.parametrize("written", ["1350", "1 350", "1,350", "1.350", "1\u202f350", "۱۳۵۰", "١٣٥٠"])
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    """Thousands are set apart by a space, a comma or a point; digits may be Persian or Arabic."""
    read = profile(Document(1, f"{written} people return", "", "en", None))
    assert read.figures == frozenset({"01350"})
    assert "01350" in read.names


@pytest.mark.parametrize(
    ("title", "text", "language", "expected"),
    [
        ("How To Explain The Deal", "How to explain the deal, by Ada Koss.", "en", {"ks"}),
        ("Gericht verurteilt Kowalsky", "Das Gericht gab dem Antrag von Kowalsky statt.", "de", {"kflsk"}),
        ("Meclis Kars'ta toplandı", "", "tr", {"krs"}),
        ("Kowalsky resigns", "On Thursday Kowalsky left.", "en", {"kflsk"}),
    ],
)
def test_a_capital_makes_no_name(title: str, text: str, language: str, expected: set[str]) -> None:
    """Not in a Headline Of Capitals, not on German nouns or English weekdays; a Turkish ending is no part of a name."""
    assert expected == profile(Document(1, title, text, language, None)).names.keys()


def test_only_the_beginning_is_read() -> None:
    """Background comes after, and boxes that slipped through."""
    near, far = (profile(Document(1, "Title", "word " * count + "Ukraine", "en", None)) for count in (10, 200))
    assert ("@UA" in near.names, "@UA" in far.names) == (True, False)


def test_scripts_without_spaces_are_read_by_pairs_of_letters() -> None:
    """Chinese, Japanese, Thai."""
    assert {"地震", "震発", "発生"} == profile(Document(1, "", "地震発生", "ja", None)).wording.keys()


def test_a_word_that_means_something_is_no_name() -> None:
    """Though a headline or a sentence begins with it in capitals; a place counts once, not as a sound as well."""
    read = profile(Document(1, "Earthquake Shakes Japan", "", "en", None))
    assert (sorted(read.names), sorted(read.happenings)) == (["@JP", "sks"], ["#earthquake", "~rtk"])
