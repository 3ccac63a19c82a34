"""Invented articles in six languages: two stories that all tell, and look-alikes that are no such story."""

from datetime import UTC, datetime, timedelta

from digest.model.article import Article
from digest.model.feed import Source
from digest.model.ids import ArticleId, SourceId

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def source(number: int, *, agency: bool = False, language: str = "") -> Source:
    """The publisher of that number."""
    return Source(SourceId(number), f"Gazette {number}", f"https://gazette{number}.example", language, agency)


def article(
    number: int,
    title: str,
    text: str = "",
    language: str = "en",
    hours: float = 0,
    by: Source | None = None,
) -> Article:
    """An article of an own source, `hours` after noon; the text's first paragraph is its standfirst."""
    standfirst, *paragraphs = text.split("\n")
    published = NOON + timedelta(hours=hours)
    return Article(
        id=ArticleId(number),
        url=f"https://gazette{number}.example/{number}",
        source=by or source(number, language=language),
        title=title,
        standfirst=standfirst,
        paragraphs=tuple(paragraphs),
        byline=(),
        language=language,
        published=published,
        fetched_at=published,
    )


BRIDGE = (
    article(
        1,
        "Syrie : le pont de Deir ez-Zor rouvre après treize ans",
        "Le ministre syrien des Transports, Karim Haddad, a inauguré jeudi le pont suspendu de Deir ez-Zor, détruit "
        "pendant la guerre.\nLes travaux ont coûté 45 millions de dollars.",
        "fr",
    ),
    article(
        2,
        "Rebuilt Deir ez-Zor bridge opens in Syria after 13 years",
        "Syrian transport minister Karim Haddad on Thursday opened the suspension bridge of Deir ez-Zor that was "
        "destroyed in the war.\nThe work cost 45 million dollars.",
        "en",
        1,
    ),
    article(
        3,
        "Syrien: Brücke von Deir ez-Zor nach dreizehn Jahren wieder offen",
        "Der syrische Verkehrsminister Karim Haddad hat am Donnerstag die im Krieg zerstörte Hängebrücke von "
        "Deir ez-Zor eröffnet. Der Bau kostete 45 Millionen Dollar.",
        "de",
        2,
    ),
    article(
        4,
        "إعادة افتتاح جسر دير الزور في سوريا بعد 13 عاما",
        "افتتح وزير النقل السوري كريم حداد الخميس جسر دير الزور المعلق الذي دمر خلال الحرب. "
        "وبلغت كلفة الأعمال 45 مليون دولار.",
        "ar",
        3,
    ),
    article(
        5,
        "В Сирии открыли мост в Дейр-эз-Зоре, разрушенный войной",
        "Министр транспорта Сирии Карим Хаддад в четверг открыл подвесной мост в Дейр-эз-Зоре, разрушенный во время "
        "войны. Работы обошлись в 45 миллионов долларов.",
        "ru",
        4,
    ),
    article(
        6,
        "У Сирії відкрили міст у Дейр-ез-Зорі, зруйнований війною",
        "Міністр транспорту Сирії Карім Хаддад у четвер відкрив підвісний міст у Дейр-ез-Зорі, зруйнований під час "
        "війни. Роботи коштували 45 мільйонів доларів.",
        "uk",
        5,
    ),
)

GRAIN = (
    article(
        11,
        "Ukraine: premier navire de céréales au départ du port d'Izmaïl",
        "Un cargo chargé de 28 000 tonnes de blé a quitté jeudi le port ukrainien d'Izmaïl pour l'Égypte, a annoncé "
        "la directrice Oksana Bondar.",
        "fr",
        1,
    ),
    article(
        12,
        "First grain ship leaves Ukraine's rebuilt port of Izmail",
        "A freighter with 28,000 tonnes of wheat left the Ukrainian port of Izmail for Egypt on Thursday, director "
        "Oksana Bondar said.",
        "en",
        2,
    ),
    article(
        13,
        "З порту Ізмаїл вийшло перше судно із зерном до Єгипту",
        "Судно з 28 000 тонн пшениці у четвер вийшло з українського порту Ізмаїл до Єгипту, повідомила директорка "
        "Оксана Бондар.",
        "uk",
        3,
    ),
    article(
        14,
        "Из порта Измаил вышло первое судно с зерном в Египет",
        "Судно с 28 000 тонн пшеницы в четверг вышло из украинского порта Измаил в Египет, сообщила директор "
        "Оксана Бондарь.",
        "ru",
        3,
    ),
)

ALONE = (
    article(
        21,
        "Zwei Verletzte bei Brand in Hotel in Graz",
        "Bei einem Feuer in einem Hotel in Graz sind am Donnerstag zwei Menschen verletzt worden.",
        "de",
        1,
    ),
    article(
        22,
        "Moscow orchestra names Vera Lunina its first woman conductor",
        "The Taganka symphony orchestra of Moscow has named Vera Lunina as conductor.",
        "en",
        2,
    ),
    article(
        23,
        "В Казани вырастет плата за парковку",
        "С 1 марта час стоянки в центре Казани будет стоить 80 рублей, сообщила мэрия.",
        "ru",
        2,
    ),
)

DAY = BRIDGE + GRAIN + ALONE
