"""An article in a sentence or two."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_articles import article

from digest.compose.summary import LONGEST, summarise
from digest.model.text import balance, clean

LONG = "Le conseil municipal a voté la rénovation complète du vieux théâtre, fermé depuis onze ans. " * 4


_CASES = {
    "a clean standfirst": ("Forty schools reopen.\nThe rest follows in May.", "Forty schools reopen."),
    "a standfirst that is cut": (
        "Forty schools reopen and …\nForty schools reopen. Pupils cheer.",
        "Forty schools reopen. Pupils cheer.",
    ),
    "a standfirst that is cut by dots": (
        "Forty schools reopen and [...]\nForty schools reopen. Pupils cheer.",
        "Forty schools reopen. Pupils cheer.",
    ),
    "a standfirst cut without a sign": (
        "Forty schools reopen and the\nForty schools reopen and the pupils cheer. So do we.",
        "Forty schools reopen and the pupils cheer. So do we.",
    ),
    "a standfirst without its full stop": ("Forty schools reopen", "Forty schools reopen"),
    "furniture before the text": ("Read also: our file.\nForty schools reopen.", "Forty schools reopen."),
    "a standfirst that repeats the title": ("The title!\nForty schools reopen.", "Forty schools reopen."),
    "a long standfirst": (LONG, f"{LONG[:91]} {LONG[:91]} {LONG[:91]}"),
    "one endless sentence": ("and so on " * 60 + ".", " ".join(["and so on"] * 27) + " and so…"),
    "a first sentence that is too long": (
        f"\nThe council, {'which met for days, ' * 20}voted. Nobody left.\nThe mayor slept.",
        f"The council, {'which met for days, ' * 12}which met for days…",
    ),
    "a first sentence that says too little": (
        "\nIs it true?\nForty schools reopen on Monday after two years of works. The rest follow in May.",
        "Is it true? Forty schools reopen on Monday after two years of works. The rest follow in May.",
    ),
    "a dateline": ("JAKARTA, Nov 1 (Reuters) - Forty schools reopen.", "Forty schools reopen."),
    "a sentence with brackets": ("Forty schools (of 90) reopen.", "Forty schools (of 90) reopen."),
    "no sentence at all": ("", ""),
    "a colon and nothing": ("He said:\nThus:", ""),
}


@pytest.mark.parametrize(("text", "expected"), _CASES.values(), ids=_CASES.keys())
def test_a_summary_is_whole_or_nothing(text: str, expected: str) -> None:
    """The standfirst if it is clean and whole, else the first sentences that fit."""
    assert summarise(article(1, "The title", text)) == expected


_TOLD = {
    "ar": {
        "القدس (أ ف ب) - فتحت أربعون مدرسة أبوابها. وتفتح البقية غدا.": "فتحت أربعون مدرسة أبوابها. وتفتح البقية غدا.",
        "دمشق - سانا: فتحت أربعون مدرسة أبوابها اليوم.": "فتحت أربعون مدرسة أبوابها اليوم.",
        "هل تفتح المدارس؟ يقول الوزير إنها ستفتح.": "هل تفتح المدارس؟ يقول الوزير إنها ستفتح.",
        "قال د. حداد إن المدارس ستفتح.": "قال د. حداد إن المدارس ستفتح.",
        "«سنفتح المدارس! لن ننتظر.» هكذا قال الوزير.": "«سنفتح المدارس! لن ننتظر.» هكذا قال الوزير.",
        "لينا حداد فتحت أربعون مدرسة أبوابها.": "فتحت أربعون مدرسة أبوابها.",
        "بلغت الكلفة 3.5 ملايين؛ ودفعت الحكومة نصفها.": "بلغت الكلفة 3.5 ملايين؛ ودفعت الحكومة نصفها.",
        "فتحت أربعون مدرسة أبوابها. - رويترز": "فتحت أربعون مدرسة أبوابها.",
    },
    "de": {
        "Berlin (dpa) - Vierzig Schulen öffnen. Der Rest folgt.": "Vierzig Schulen öffnen. Der Rest folgt.",
        "Aleppo – Vierzig Schulen öffnen am 3. Mai.": "Vierzig Schulen öffnen am 3. Mai.",
        "„Wir öffnen. Endlich!“ Das sagte Dr. Ott.": "„Wir öffnen. Endlich!“ Das sagte Dr. Ott.",
        "Vierzig Schulen, z. B. in Aleppo, öffnen.": "Vierzig Schulen, z. B. in Aleppo, öffnen.",
        "Vierzig Schulen öffnen. (ott/dpa)": "Vierzig Schulen öffnen.",
        "Lesen Sie auch: Der Markt.\nVierzig Schulen öffnen.": "Vierzig Schulen öffnen.",
        "Die Schulen öffnen und\nDie Schulen öffnen und wir jubeln.": "Die Schulen öffnen und wir jubeln.",
        "Das kostet ca. 4,5 Mio. Euro. Wer zahlt?": "Das kostet ca. 4,5 Mio. Euro. Wer zahlt?",
    },
    "en": {
        "ALEPPO, Syria — Forty schools reopen.": "Forty schools reopen.",
        "ALEPPO (Reuters) - Forty schools reopen.": "Forty schools reopen.",
        "Forty U.S. schools reopen at 8 a.m. Monday.": "Forty U.S. schools reopen at 8 a.m. Monday.",
        "“We reopen. At last!” Mr. Otieno said so.": "“We reopen. At last!” Mr. Otieno said so.",
        "by Lina Costa\nForty schools reopen.": "Forty schools reopen.",
        "By 2030 all schools reopen.": "By 2030 all schools reopen.",
        "Forty schools reopen… Parents cheer.": "Forty schools reopen… Parents cheer.",
        "Forty schools reopen. — AFP": "Forty schools reopen.",
        "Lina Haddad Forty schools reopen.": "Forty schools reopen.",
        "Lina Haddad is the minister of schools.": "Lina Haddad is the minister of schools.",
    },
    "fr": {
        "Alep (AFP) – Quarante écoles rouvrent.": "Quarante écoles rouvrent.",
        "PARIS, 3 mai (Reuters) - Quarante écoles rouvrent.": "Quarante écoles rouvrent.",
        "« Nous rouvrons ! » dit M. Haddad. Le reste suit.": "« Nous rouvrons ! » dit M. Haddad. Le reste suit.",
        "Qui rouvre ? Quarante écoles, selon Mme Costa.": "Qui rouvre ? Quarante écoles, selon Mme Costa.",
        "Quarante écoles rouvrent (AFP).": "Quarante écoles rouvrent.",
        "À lire aussi : le marché.\nQuarante écoles rouvrent.": "Quarante écoles rouvrent.",
        "Les écoles rouvrent, le\nLes écoles rouvrent, le reste suit.": "Les écoles rouvrent, le reste suit.",
        "Les écoles coûtent 3,5 millions ; l’État paie.": "Les écoles coûtent 3,5 millions ; l’État paie.",
    },
    "ru": {
        "МОСКВА, 1 ноя — РИА Новости. Открылись сорок школ.": "Открылись сорок школ.",
        "Москва. 1 ноября. INTERFAX.RU - Открылись сорок школ.": "Открылись сорок школ.",
        "МОСКВА, 1 ноября. /ТАСС/. Открылись сорок школ.": "Открылись сорок школ.",
        "В г. Заречье открылись школы. Их сорок.": "В г. Заречье открылись школы. Их сорок.",
        "«Мы открылись. Наконец!» — сказал А. Б. Волков.": "«Мы открылись. Наконец!» — сказал А. Б. Волков.",
        "Школы стоят 4 млрд руб. Кто заплатит?": "Школы стоят 4 млрд руб. Кто заплатит?",
        "Школы, т. е. все сорок, открылись на ул. Мира.": "Школы, т. е. все сорок, открылись на ул. Мира.",
        "Читайте также: рынок.\nОткрылись сорок школ.": "Открылись сорок школ.",
    },
    "uk": {
        "Київ. 1 листопада. УНІАН. Відкрилися сорок шкіл.": "Відкрилися сорок шкіл.",
        "КИЇВ, 1 листопада — Укрінформ. Відкрилися сорок шкіл.": "Відкрилися сорок шкіл.",
        "У м. Заріччя відкрилися школи. Їх сорок.": "У м. Заріччя відкрилися школи. Їх сорок.",
        "«Ми відкрилися. Нарешті!» — сказав І. П. Коваль.": "«Ми відкрилися. Нарешті!» — сказав І. П. Коваль.",
        "Школи коштують 4 млрд грн. Хто заплатить?": "Школи коштують 4 млрд грн. Хто заплатить?",
        "Школи на вул. Миру відкрилися о 9.30.": "Школи на вул. Миру відкрилися о 9.30.",
        "Читайте також: ринок.\nВідкрилися сорок шкіл.": "Відкрилися сорок шкіл.",
        "Відкрилися сорок шкіл (УНІАН).": "Відкрилися сорок шкіл.",
    },
    "es": {
        "MADRID (EFE) - Abren cuarenta escuelas.": "Abren cuarenta escuelas.",
        "¿Quién abre? El Sr. Paz no lo sabe.": "¿Quién abre? El Sr. Paz no lo sabe.",
    },
    "fa": {"مدرسه‌ها باز شدند. چه کسی آمد؟": "مدرسه‌ها باز شدند. چه کسی آمد؟"},
    "it": {"ROMA - Riaprono quaranta scuole, dice il dott. Riva.": "Riaprono quaranta scuole, dice il dott. Riva."},
    "pl": {"Warszawa (PAP) - Czterdzieści szkół przy ul. Długiej.": "Czterdzieści szkół przy ul. Długiej."},
    "pt": {"LISBOA (Lusa) - Abrem quarenta escolas, diz o Sr. Lima.": "Abrem quarenta escolas, diz o Sr. Lima."},
    "tr": {"ANKARA (AA) - Kırk okul açıldı. Kim geldi?": "Kırk okul açıldı. Kim geldi?"},
    "ur": {"چالیس اسکول کھل گئے۔ کون آیا؟": "چالیس اسکول کھل گئے۔ کون آیا؟"},
}
_EACH = [(language, text, told) for language, texts in _TOLD.items() for text, told in texts.items()]


@pytest.mark.parametrize(
    ("language", "text", "expected"), _EACH, ids=[f"{one[0]}-{at}" for at, one in enumerate(_EACH)]
)
def test_a_summary_is_right_in_each_language(language: str, text: str, expected: str) -> None:
    """Without datelines, credits and names before the text; whole at each language's marks."""
    told = replace(article(1, "Title", text, language), byline=("Lina Haddad", "لينا حداد"))
    assert summarise(told) == expected
    in_the_body = replace(told, standfirst="", paragraphs=(told.standfirst, *told.paragraphs))
    assert summarise(in_the_body) == expected


def test_a_quotation_is_not_left_open() -> None:
    """Sentences that end in the middle of one are left out, when others are left; else it is closed."""
    quoted = (
        "« Nous rouvrons quarante écoles dès lundi matin. " + "Le reste suivra bientôt dans tout le pays. " * 6 + "»"
    )
    before = f"Le ministre a parlé lundi devant les parents d’élèves réunis. {quoted} Il est parti."
    assert summarise(article(1, "Titre", f"\n{before}", "fr")) == before.partition(" «")[0]
    closed = summarise(article(1, "Titre", f"\n{quoted} Il est parti.", "fr"))
    assert closed.startswith("« Nous rouvrons")
    assert closed.endswith("pays. »")


_WORDS = st.sampled_from(
    [
        "Forty",
        "schools",
        "reopen",
        ".",
        "!",
        "?",
        "…",
        "؟",
        "۔",
        "«",
        "»",
        "“",
        "”",
        '"',
        "(",
        ")",
        "—",
        "г.",
        "M.",
        "U.S.",
        "3.5",
        "مدرسة",
        "فتحت",
        "Школы",
        "открылись",
        "é",
        "ñ",
        "\u2067",
        "\u2069",
        "\u2066",
        "\u202e",
        "(AFP)",
        "-",
    ],
)
_TEXTS = st.one_of(st.text(max_size=700), st.lists(_WORDS, max_size=140).map(" ".join))


@given(_TEXTS, st.lists(_TEXTS, max_size=3), st.sampled_from(["ar", "de", "en", "fr", "ru", "uk", ""]))
def test_a_summary_never_cuts(standfirst: str, paragraphs: list[str], language: str) -> None:
    """Whatever a page says: at most 280 characters on one line, the beginning of a sentence to its end or a word's."""
    told = replace(
        article(1, "Title", language=language), standfirst=standfirst, paragraphs=tuple(paragraphs), byline=("Forty",)
    )
    summary = summarise(told)
    assert len(summary) <= LONGEST
    assert "\n" not in summary
    assert balance(summary) == summary  # of direction marks
    whole = [clean(text, 10_000) for text in (standfirst, *paragraphs)]
    assert _is_beginning(summary, [*whole, *(f"{one} {two}" for one, two in pairwise(filter(None, whole)))])


def _is_beginning(summary: str, texts: list[str]) -> bool:
    """Whether `summary` stands in a text, to the end of a word, but for what closes it."""
    kept = summary.rstrip('…»”"“)].\u2069 ')
    for text in texts:
        at = text.replace("\u2069", "").find(kept.replace("\u2069", ""))
        after = text.replace("\u2069", "")[at + len(kept.replace("\u2069", "")) :][:1]
        if at >= 0 and not (summary.endswith("…") and " " in kept[-140:] and after.isalnum()):
            return True
    return not kept
