"""Which language: on paragraphs, on headlines, on what only letters or a claim can settle."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from digest.collect.language import LANGUAGES, UNKNOWN, detect, primary

PARAGRAPHS = {
    "en": "The harbour authority said on Tuesday that the two ferries would stay in port until the storm had passed.",
    "fr": "La mairie a annoncé mardi que les deux ponts resteraient fermés jusqu'à la fin des travaux, cet automne.",
    "de": "Die Stadtwerke teilten am Dienstag mit, dass die beiden Brücken bis zum Herbst gesperrt bleiben müssen.",
    "ru": "Городские власти сообщили во вторник, что оба моста останутся закрытыми до конца ремонта этой осенью.",
    "uk": "Міська влада повідомила у вівторок, що обидва мости залишаться закритими до завершення ремонту восени.",
    "ar": "أعلنت البلدية يوم الثلاثاء أن الجسرين سيبقيان مغلقين حتى انتهاء أعمال الصيانة في الخريف المقبل.",
    "fa": "شهرداری روز سه‌شنبه اعلام کرد که هر دو پل تا پایان تعمیرات در پاییز امسال بسته خواهند ماند.",
    "es": "El ayuntamiento anunció el martes que los dos puentes seguirán cerrados hasta el final de las obras.",
    "it": "Il comune ha annunciato martedì che i due ponti resteranno chiusi fino alla fine dei lavori in autunno.",
    "pl": "Władze miasta poinformowały we wtorek, że oba mosty pozostaną zamknięte do końca remontu jesienią.",
    "tr": "Belediye salı günü iki köprünün onarım bitene kadar kapalı kalacağını bildirdi.",
    "bg": "Общината съобщи във вторник, че двата моста ще останат затворени до края на ремонта тази есен.",
}


@pytest.mark.parametrize(("language", "text"), PARAGRAPHS.items())
def test_a_paragraph_is_enough(language: str, text: str) -> None:
    """One sentence of text tells its language without any claim."""
    assert detect("", text) == language


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_wrong_claim_does_not_overrule_the_text(language: str) -> None:
    """A site that declares English on every page is not believed against a paragraph."""
    assert detect("", PARAGRAPHS[language], ["en-US"]) == language


@pytest.mark.parametrize(
    ("title", "hint", "expected"),
    [
        ("Gaza : Macron en visite", "fr-FR", "fr"),
        ("Serbia US Sanctions", "en", "en"),
        ("Festival de Madrid 2024", "es", "es"),
        ("Festival de Cannes 2024", "fr_FR", "fr"),
        ("Премʼєр прибув до Одеси", "ru", "uk"),
        ("Съезд объявил подъём", "uk", "ru"),
    ],
)
def test_a_claim_helps_with_a_headline(title: str, hint: str, expected: str) -> None:
    """On a few words the page's own claim decides, unless letters speak against it."""
    assert detect(title, "", [hint]) == expected


def test_the_text_decides_over_the_title() -> None:
    """A Russian headline over a Ukrainian text is a Ukrainian article."""
    assert detect("Мосты останутся закрытыми до осени, объявили власти", PARAGRAPHS["uk"]) == "uk"


def test_an_address_is_no_language() -> None:
    """A text that is only a link leaves the verdict to the title."""
    link = "https://paper.example/mostovete-ostavat-zatvoreni-do-kraya-na-remonta-tazi-esen-saobshti-obshtinata.html"
    assert detect("Двата моста ще останат затворени до есента, съобщи общината", link) == "bg"


def test_letters_of_three_languages() -> None:
    """A hard sign is common in Bulgarian, and no sign of Russian."""
    assert detect("Съветът обсъди въпроса за външния дълг", "", ["ru"]) == "bg"


def test_the_title_helps_a_short_text() -> None:
    """Two words of text are read together with the title."""
    assert detect("Les deux ponts resteront fermés jusqu'à l'automne", "Lire plus") == "fr"


@pytest.mark.parametrize(
    ("hints", "expected"),
    [((), UNKNOWN), (("de-AT",), "de"), (("xx", "tlh", ""), UNKNOWN), (("x-default", "uk-UA"), "uk")],
)
def test_without_words_the_claim_is_all_there_is(hints: tuple[str, ...], expected: str) -> None:
    """Digits and signs have no language; a claim that we know is taken, others are not."""
    assert detect("12:30", "— 42 %", hints) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("pt_BR", "pt"), ("iw", "he"), ("nb-NO", "no"), ("zh-Hant-TW", "zh"), ("ua", "uk"), (" EN ", "en"), ("", "")],
)
def test_tags_are_reduced_to_their_primary_subtag(tag: str, expected: str) -> None:
    """Regions, scripts and old spellings do not matter."""
    assert primary(tag) == expected


def test_every_answer_is_one_we_name() -> None:
    """Whatever comes in, one of the listed languages or "und" comes out."""
    strange = ["\ud800", "🎉🎉", "a", "ß", "ٱ", "字", "x" * 5000, "\x00\x01", "ЇЪ"]
    assert {detect(text, text) for text in strange} <= {*LANGUAGES, UNKNOWN}


def test_threads_agree() -> None:
    """The model is loaded once and shared between threads."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: detect("", text), list(PARAGRAPHS.values()) * 4))
    assert answers == list(PARAGRAPHS) * 4
