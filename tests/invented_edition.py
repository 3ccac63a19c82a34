"""An invented news day in six languages, laid out for readers of French, English or Arabic."""

from datetime import UTC, date, datetime, time, timedelta

from digest.model.edition import Digest, Item, Layout, Link, Schedule, Section
from digest.model.ids import ArticleId, DigestId, EditionId, ListId, StoryId, TopicId
from digest.model.rendering import Brand, Placeholder
from digest.model.topic import Topic

NOW = datetime(2026, 1, 16, 5, 45, tzinfo=UTC)
NONCE = "00c0ffee00c0ffee"
BRAND = Brand(
    organisation="Observatoire de l’Est",
    postal_address="12 rue des Tanneurs, 69001 Lyon, France",
    base_url="https://news.example.org",
)
VALUES = {
    Placeholder.UNSUBSCRIBE: "https://news.example.org/u/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    Placeholder.VIEW: "https://news.example.org/v/42/fr?k=AAECAwQFBgcICQ&n=1",
    Placeholder.PREFERENCES: "https://news.example.org/p/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
}

_SOURCES = {
    "fr": ("Le Courrier du Levant", "Nord-Sud Quotidien"),
    "en": ("The Harbour Post", "Meridian Wire"),
    "ar": ("صحيفة الضفة", "Al-Manara"),
    "uk": ("Дніпровська хвиля", "Kyiv Ledger"),
    "ru": ("Вестник Заречья", "Северный листок"),
    "de": ("Elbkurier", "Tagesblatt Süd"),
}
_TOPICS = {
    "syria": Topic(TopicId("syria"), {"fr": "Syrie", "en": "Syria", "ar": "سوريا"}),
    "ukraine": Topic(TopicId("ukraine"), {"fr": "Ukraine", "en": "Ukraine", "ar": "أوكرانيا"}),
    "russia": Topic(TopicId("russia"), {"fr": "Russie", "en": "Russia", "ar": "روسيا"}),
}
_STORIES = {
    "syria": (
        (
            "fr",
            "À Alep, les écoles rouvrent après deux ans de travaux",
            "Quarante établissements accueillent de nouveau des élèves. Le chauffage manque dans une classe sur deux.",
            ("ar", "en", "de"),
            True,
        ),
        (
            "ar",
            "افتتاح خط القطار بين حلب ودمشق بعد توقف دام خمسة عشر عامًا",
            "انطلقت أول رحلة صباح الخميس وعلى متنها مئتا راكب. وتستغرق الرحلة أربع ساعات ونصف الساعة.",
            ("fr", "en"),
            False,
        ),
        ("en", "Damascus bakers agree on a single bread price", "The new price holds until April.", (), False),
    ),
    "ukraine": (
        (
            "uk",
            "У Харкові запустили перший підземний шкільний маршрут",
            "Новий маршрут з’єднує шість шкіл у двох районах. Ним щодня користуватимуться близько двох тисяч учнів.",
            ("fr", "en", "ru", "de"),
            False,
        ),
        (
            "fr",
            "Odessa : le port annonce un trafic céréalier « jamais vu depuis 2021 »",
            "Cent douze navires ont quitté le port en décembre. Les assureurs ont abaissé leurs primes d’un tiers.",
            ("uk",),
            False,
        ),
    ),
    "russia": (
        (
            "ru",
            "В Заречье закрыли последнюю угольную котельную",
            "Дома переведены на газ. Жители жаловались на дым с 2019 года.",
            ("de",),
            False,
        ),
        (
            "de",
            "Moskauer Börse verschiebt Handelsstart wegen technischer Prüfung",
            "Der Handel beginnt am Freitag eine Stunde später. Die Aufsicht spricht von einer Routineprüfung.",
            ("ru", "fr", "en"),
            True,
        ),
        ("fr", "Le pont de Zaretchié fermé jusqu’à lundi", "", (), False),
    ),
}


def layout(language: str = "fr") -> Layout:
    """The edition for readers of `language`."""
    return Layout(
        edition_id=EditionId(42),
        digest=Digest(
            id=DigestId(1),
            slug="levant",
            name={"ar": "شرفة الشرق"}.get(language, "La Veille de l’Est"),
            list_id=ListId(1),
            topics=tuple(topic.id for topic in _TOPICS.values()),
            languages=("fr", "en", "ar"),
            schedule=Schedule(zone="Europe/Paris", at=time(7)),
        ),
        day=date(2026, 1, 16),
        language=language,
        sections=tuple(
            Section(topic.id, topic.name(language), tuple(_item(slug, n) for n in range(len(_STORIES[slug]))))
            for slug, topic in _TOPICS.items()
        ),
    )


def long_layout(stories: int, language: str = "fr") -> Layout:
    """The same edition with `stories` stories in all, each with its own address."""
    whole = layout(language)
    share = stories // len(whole.sections)
    return Layout(
        edition_id=whole.edition_id,
        digest=whole.digest,
        day=whole.day,
        language=language,
        sections=tuple(
            Section(section.topic_id, section.name, tuple(_item(section.topic_id, n) for n in range(share)))
            for section in whole.sections
        ),
    )


def item(title: str, *, url: str = "https://harbour.example/1", summary: str = "", language: str = "en") -> Item:
    """One story of one source."""
    lead = Link(ArticleId(1), url, title, "The Harbour Post", language, NOW - timedelta(hours=2))
    return Item(StoryId(1), lead, summary, (), 1)


# Whose copies some of the links are, and in how many papers they stand.
_CREDITS = {
    ("syria", 0): {0: ("AFP", 4), 1: ("", 3)},
    ("ukraine", 0): {2: ("Reuters", 2)},
    ("russia", 1): {0: ("TASS", 1)},
}


def _item(slug: str, number: int) -> Item:
    language, title, summary, others, update = _STORIES[slug][number % len(_STORIES[slug])]
    whose = _CREDITS.get((slug, number % len(_STORIES[slug])), {})
    links = tuple(
        Link(
            ArticleId(number * 10 + place),
            f"https://{spoken}{place}.example/2026/01/{slug}-{number + 1}/a-slug-as-papers-like-them-{place}",
            title if place == 0 else f"{title} ({spoken})",
            _SOURCES[spoken][(number + place) % 2],
            spoken,
            NOW - timedelta(hours=3 * number + place, minutes=17 * (number + 1)),
            *whose.get(place, ("", 1)),
        )
        for place, spoken in enumerate((language, *others))
    )
    return Item(
        StoryId(number + 1),
        links[0],
        summary,
        links[1:],
        len(links),
        tuple(dict.fromkeys((language, *others))),
        update=update,
    )
