"""Lines that are not the article."""

import pytest

from digest.collect.junk import is_junk, is_related_heading, without_junk, words

TEXT = "The mediators left the town on Friday evening, after three days of talks without a result."
MORE = "They will be back on Monday, said a spokeswoman, and bring a new proposal for the bridge."


@pytest.mark.parametrize(
    "line",
    [
        "Abonnez-vous à notre newsletter", "Listen to this article", "Get the latest news in your inbox.",
        "Teilen mit:",
        "Мы в Telegram", "Якщо ви знайшли помилку, виділіть її", "تابعونا على فيسبوك", "Suscríbete a nuestro boletín",
        "Riproduzione riservata", "Receba as notícias no seu e-mail", "Bądź na bieżąco", "Google News'te takip edin",
        "ما را در تلگرام دنبال کنید", "(c) 2026 The Paper",
        "PUBLICITÉ", "Advertisement", "Partager cet article", "Lien copié", "Tous droits réservés.", "© The Paper 2026",
        "Source : AFP", "المصدر: روسيا اليوم", "Подписывайтесь на наш канал", "Реклама", "Foto: Anna Berg/dpa", "* * *",
    ],
)  # fmt: skip
def test_labels_buttons_and_credits_are_junk(line: str) -> None:
    """Whatever the language of the page around them."""
    assert is_junk(line)


@pytest.mark.parametrize(
    "line",
    [
        "Registered voters in the two towns will decide.", "Tagsüber ist die Brücke offen", "c) the second bridge",
        "Registrati trecento passaggi in un giorno", "اشترك الوزير في المفاوضات", "Ouvir os dois lados é difícil",
        TEXT, "Sharing the water is what the two towns disagree on.", "« Non », dit-elle.", "Yes.",
    ],
)  # fmt: skip
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
        "Weitere Beiträge zur Brücke",
        "Notas relacionadas",
        "Potrebbe interessarti anche:",
        "Veja também",
        "Zobacz również",
        "İlgili haberler",
        "مطالب مرتبط",
        "Вас может заинтересовать",
        "Вас може зацікавити",
        "Sur le même sujet",
    ],
)
def test_a_box_is_cut_with_its_headlines(heading: str) -> None:
    """From the heading to the next sentence; text after an injected box stays."""
    lines = [TEXT, heading, "Dam reopened after three months", "Will the bridge follow?", MORE]
    assert without_junk(lines) == (TEXT, MORE)


def test_a_heading_with_its_headline_in_one_line() -> None:
    """The line goes, and takes nothing with it."""
    assert without_junk([TEXT, "Read also: Dam reopened after three months", MORE]) == (TEXT, MORE)


def test_a_sentence_announces_no_box() -> None:
    """It may begin like a heading."""
    assert not is_related_heading("More on that later.")


def test_a_day_above_the_text_goes() -> None:
    """With an update and a name beside it; a day in the text stays."""
    lines = ["Talks end", "15.01.2026, 14:02 - Jane Marsh", TEXT, MORE, "Next meeting", "16.01.2026"]
    assert without_junk(lines, "Talks end") == (TEXT, MORE, "Next meeting", "16.01.2026")


def test_lines_that_only_lead_elsewhere_go() -> None:
    """Headlines that the page links, wherever they stand; not a sentence that happens to be a link."""
    lines = [TEXT, "Dam reopened after three months", MORE]
    links = frozenset({"dam reopened after three months", MORE.casefold().rstrip(".")})
    assert without_junk(lines, others=links) == (TEXT, MORE)


def test_the_title_and_repeats_go() -> None:
    """The title above the text, a standfirst cut short, a paragraph printed twice."""
    lines = ["Talks End", f"{TEXT[:60]} …", TEXT, MORE, TEXT]
    assert without_junk(lines, "Talks end") == (TEXT, MORE)


def test_no_word_is_in_two_minds() -> None:
    """A heading of a box is not a button as well: the box under it would stay."""
    headings = [word.replace("*", " x ") for word in words("related")]
    assert [heading for heading in headings if is_junk(heading)] == []
    assert [heading for heading in headings if not is_related_heading(heading)] == []
