"""Lines that are not the article."""

import pytest

from digest.collect.junk import is_junk, is_related_heading, without_junk, words

TEXT = "The mediators left the town on Friday evening, after three days of talks without a result."
MORE = "They will be back on Monday, said a spokeswoman, and bring a new proposal for the bridge."


@pytest.mark.parametrize(
    "line",
    [
        "PUBLICITÉ", "Advertisement", "Partager cet article", "Lien copié", "Tous droits réservés.", "© The Paper 2026",
        "Source : AFP", "المصدر: روسيا اليوم", "Подписывайтесь на наш канал", "Реклама", "Foto: Anna Berg/dpa", "* * *",
    ],
)  # fmt: skip
def test_labels_buttons_and_credits_are_junk(line: str) -> None:
    """Whatever the language of the page around them."""
    assert is_junk(line)


@pytest.mark.parametrize(
    "line", [TEXT, "Sharing the water is what the two towns disagree on.", "« Non », dit-elle.", "Yes."]
)
def test_sentences_are_not(line: str) -> None:
    """Short ones, and ones that begin like a button, are text."""
    assert not is_junk(line)


@pytest.mark.parametrize(
    "heading",
    [
        "À découvrir également",
        "Read more:",
        "TOP STORIES",
        "Lesen Sie auch",
        "Читайте также:",
        "Читайте також",
        "اقرأ أيضا",
    ],
)
def test_a_box_is_cut_with_its_headlines(heading: str) -> None:
    """From the heading to the next sentence; text after an injected box stays."""
    lines = [TEXT, heading, "Dam reopened after three months", "Will the bridge follow?", MORE]
    assert without_junk(lines) == (TEXT, MORE)


def test_a_heading_with_its_headline_in_one_line() -> None:
    """The line goes, and takes nothing with it."""
    assert without_junk([TEXT, "Read also: Dam reopened after three months", MORE]) == (TEXT, MORE)


def test_the_title_and_repeats_go() -> None:
    """The title above the text, a standfirst cut short, a paragraph printed twice."""
    lines = ["Talks End", f"{TEXT[:60]} …", TEXT, MORE, TEXT]
    assert without_junk(lines, "Talks end") == (TEXT, MORE)


def test_no_word_is_in_two_minds() -> None:
    """A heading of a box is not a button as well: the box under it would stay."""
    assert [word for word in words("related") if is_junk(word)] == []
    assert all(is_related_heading(word.rstrip("*")) for word in words("related"))
