"""What a document is compared by."""

from digest.cluster.profile import Document, profile


def test_a_document_is_read_by_wording_sense_and_names() -> None:
    """Names are what tells an event from others of its kind: who, where, how many."""
    read = profile(Document(1, "Fire in Lyon", "Thirty hurt in France, 12 500 flee. Syria sends aid.", "en", None))
    assert read.wording["fire"] == 2
    assert {"#fire", "#injure", "#humanitarian"} <= read.happenings.keys()
    assert {"@FR", "@SY", "0500"} <= read.names.keys()
    assert {"@FR"} == read.scene


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
