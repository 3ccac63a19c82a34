"""The wire agencies by their many names, and where an article says that it is one's copy. It counts no voices."""

import re
from functools import cache

from digest.model.article import Article

# Each by the name under which readers know it: the spellings that bylines, datelines and credits use.
_NAMES: dict[str, str] = {
    "AFP": "afp | agence france presse | france presse | афп | франс пресс | أ ف ب | فرانس برس | خبرگزاری فرانسه",
    "Reuters": "reuters | reuter | thomson reuters | рейтер | рейтерс | ройтерз | رويترز | رویترز | روئترز",
    "AP": "ap | associated press | ассошиэйтед пресс | أسوشيتد برس | اسوشيتدبرس | أ ب | آسوشیتدپرس",
    "dpa": "dpa | deutsche presse agentur | dpa infocom | dpa afx | дпа | د ب أ",
    "EFE": "efe | agencia efe | إفي",
    "Europa Press": "europa press | europapress",
    "ANSA": "ansa | redazione ansa | آنسا",
    "Adnkronos": "adnkronos | adn kronos",
    "LaPresse": "lapresse",
    "Lusa": "lusa | agência lusa",
    "APA": "apa | austria presse agentur",
    "Keystone-SDA": "ats | sda | keystone sda | keystone ats | awp",
    "Belga": "belga",
    "ANP": "anp",
    "NTB": "ntb",
    "TT": "tt | tt nyhetsbyrån",
    "Ritzau": "ritzau",
    "STT": "stt",
    "PAP": "pap | polska agencja prasowa | пап",
    "ČTK": "čtk | ctk",
    "TASR": "tasr",
    "MTI": "mti | távirati iroda",
    "Agerpres": "agerpres",
    "BTA": "bta | бта",
    "HINA": "hina",
    "Tanjug": "tanjug | танјуг | танюг",
    "AMNA": "απε μπε | αμνα | apempe",
    "TASS": "tass | тасс | итар тасс | تاس",
    "RIA Novosti": "ria novosti | риа новости | рия новости | ріа новості | ria | риа | نوفوستي",
    "Interfax": "interfax | интерфакс | інтерфакс | انترفاكس | إنترفاكس | interfax ru | interfax russia ru",
    "Interfax-Ukraine": "interfax ukraine | интерфакс украина | інтерфакс україна",
    "Ukrinform": "ukrinform | укринформ | укрінформ | أوكرينفورم",
    "UNIAN": "unian | униан | уніан",
    "UNN": "унн | українські національні новини",
    "BelTA": "belta | белта",
    "Anadolu": "anadolu | anadolu agency | anadolu ajansı | anadolu agentur | aa | анадолу | الأناضول | الاناضول | آناتولی",
    "DHA": "dha | demirören haber ajansı",
    "İHA": "iha | ihlas haber ajansı",
    "SANA": "sana | сана | سانا",
    "SPA": "spa | واس",
    "WAM": "wam | وام",
    "MENA": "mena | أ ش أ | الشرق الأوسط",
    "Petra": "petra | بترا",
    "IRNA": "irna | ایرنا | إرنا",
    "ISNA": "isna | ایسنا",
    "Tasnim": "tasnim | تسنیم | تسنيم",
    "Xinhua": "xinhua | синьхуа | شينخوا | شینهوا | 新华社 | 新華社",
    "Kyodo": "kyodo | kyodo news | 共同",
    "Jiji": "jiji | jiji press | 時事",
    "Yonhap": "yonhap | 연합뉴스",
    "PTI": "pti | press trust of india",
    "IANS": "ians",
    "ANI": "ani",
    "Bernama": "bernama",
    "Antara": "antara",
    "Canadian Press": "canadian press",
    "PA": "pa media | press association",
    "AAP": "aap | australian associated press",
    "UPI": "upi | united press international",
    "Bloomberg": "bloomberg | bloomberg news | блумберг",
}
_OPENERS = "the par by von di da por de od від от av przez oleh bởi tarafından"
_CLOSERS = "staff news agency agencia agence agenzia agentur desk newsroom redaktion red photo photos inc"
_AND = re.compile(r"\s*(?:[,/&+;|،]|\s(?:et|and|und|y|e|и|і|та|و)\s)\s*")
_LETTERS = re.compile(r"[^\W_]+")
_HAMZA = str.maketrans("أإآىيكة", "اااییکه")  # as Arabic and Persian keyboards differ
_DASH = r"[-–—―‒]"
_WORD = r"[^\s\d,.:;()\[\]«»\"“”„]"
_PLACE = r"[^\n!?()\[\]«»\"“”„]"


def agency_named(text: str) -> str:
    """The agency that `text` is a name of, such as "Reuters Staff", "أ ف ب" or "the Associated Press"; else ""."""
    words = _LETTERS.findall(text.casefold())
    bare = list(words)
    while len(bare) > 1 and bare[0] in _OPENERS.split():
        bare = bare[1:]
    while len(bare) > 1 and bare[-1] in _CLOSERS.split():
        bare = bare[:-1]
    return _known().get(_key(words)) or _known().get(_key(bare), "")


def agencies_listed(text: str) -> list[str]:
    """The agencies in a list of names, "" for each name that is none."""
    parts = (part for part in _AND.split(re.sub(r"[()\[\]]", ",", text)) if _LETTERS.search(part))
    return [agency_named(part) for part in parts]


def without_credit(text: str) -> tuple[str, str]:
    """`text` without the agency that a dateline or a closing credit names, and that agency's name; else "".

    "JAKARTA, Nov 1 (Reuters) - ", "МОСКВА, 1 ноя — РИА Новости. ", "القدس (أ ف ب) - ", and at the end " — AFP".
    A dateline without an agency ("KYIV, Ukraine — ") goes as well: it says where the reporter sat, not what happened.
    """
    agency = ""
    if found := _credited().match(text):
        agency = next(filter(None, (agency_named(one) for one in _names(found))), "")
    else:
        found = _PLACED.match(text) or _DATED.match(text) or _ALONE.match(text)
    if found and _begins(text[found.end() :]):
        text = text[found.end() :].lstrip()
    else:
        agency = ""
    if ending := _ended().search(text):
        agency = agency or _signing(ending)
        text = text[: ending.start()].rstrip()
        text += ending["stop"] if text[-1:].isalnum() else ""
    return text, agency


def credited(article: Article) -> str:
    """The agency in whose name the text itself begins or ends; else ""."""
    lines = [line for line in (article.standfirst, *article.paragraphs) if line]
    for line in lines[:3]:
        found = _credited().match(line)
        if found and (named := next(filter(None, (agency_named(one) for one in _names(found))), "")):
            return named
    ending = _ended().search(lines[-1]) if lines else None
    return _signing(ending) if ending else agency_named(lines[-1]) if lines else ""


_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚΑ-ΩА-ЯЁІЇЄҐЎЂ-Џ]"
# A place in capitals, with more about it, before a dash or a colon: WASHINGTON -- …; KYIV, Ukraine — …; NEW DELHI: …;
# (WEST PALM BEACH, Fla.) — …; GENEVA (Daily News) - …
_PLACED = re.compile(
    rf"\(?{_CAPITAL}(?:{_CAPITAL}|[.'’/ -](?=[{_CAPITAL[1:-1]} -])){{3,38}}"
    rf"(?:[,.]\s?{_PLACE}{{1,40}}?)?\)?\s?(?:\([^()]{{2,30}}\)\s?)?(?:\s?{_DASH}{{1,2}}|:)\s+",
)
_DAY = r"(?:den\s|le\s)?\d{1,2}(?:er)?\.?\s\w{3,10}\.?(?:\s\d{4})?"
# A place and a day, perhaps who files from there: Moskau, 1. November – …; МОСКВА, 1 ноября, ДневнаяПресса. …
_DATED = re.compile(
    rf"{_CAPITAL}[\w'’ -]{{2,30}},\s{_DAY}(?:\s?{_DASH}+\s|\.\s(?={_CAPITAL})|\.?[,.]?\s(?:{_DASH}\s)?[\w-]{{2,20}}(?:\s[\w-]{{2,20}})?\.\s?(?=\w))"
)
# A place alone, where a dash is no verb as it can be in Cyrillic, or a channel in brackets: Magdeburg – …; (XTV) - …
_ALONE = re.compile(rf"\([A-Z][\w ]{{1,20}}\)\s?{_DASH}+\s|[A-ZÀ-ÖØ-ÞŁŚŻ][^\W\d_]{{2,20}}(?:[ -][A-ZÀ-ÖØ-ÞŁŚŻ][^\W\d_]{{2,20}})?\s{_DASH}\s")


def _names(found: re.Match[str]) -> list[str]:
    return [one for text in found.groups() if text for one in re.split(r"[/,;،]", text)]


def _signing(ending: re.Match[str]) -> str:
    return agency_named(ending["agency"] or ending["signed"])


def _begins(rest: str) -> bool:
    first = rest.lstrip(" \"'“„«‘([")[:1]
    return bool(first) and not first.islower()


def _key(words: list[str]) -> str:
    joined = "".join(words) if all(len(word) == 1 for word in words) else " ".join(words)
    return joined.translate(_HAMZA)


@cache
def _known() -> dict[str, str]:
    return {
        _key(_LETTERS.findall(name.casefold())): agency
        for agency, names in _NAMES.items()
        for name in names.split(" | ")
    }


@cache
def _alternatives() -> str:
    """Every spelling as a pattern; what stands between its words, and between its initials, may differ."""
    names = {name.strip() for names in _NAMES.values() for name in names.split(" | ")}
    return "|".join(r"[\W_]{0,2}".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))


@cache
def _credited() -> re.Pattern[str]:
    agency = rf"(?:{_alternatives()})(?!\w)"
    bracketed = rf"[(\[/]\s*({agency}[^)\]\n/]{{0,20}}(?:/[^)\]\n]{{0,12}})?)[)\]/]\s*(?:{_DASH}+|[.:])\s*"
    placed = rf"(?:{_WORD}{{2,20}}\s?){{0,2}}[,.]?\s?(?:\d{{1,2}}\.?\s\w{{3,10}}(?:\s\d{{4}})?)?\s?"
    bare = rf"(?:{_DASH}|[.,/،])\s*({agency})(?:[.-](?:ru|ua|com|net))?\s*(?:{_DASH}+|[.:])\s*"
    return re.compile(rf"{_PLACE}{{0,60}}{bracketed}|{placed}{bare}", re.IGNORECASE)


@cache
def _ended() -> re.Pattern[str]:
    agency = rf"(?:\w{{2,4}}/)*(?P<agency>{_alternatives()})(?:/\w{{2,8}})?"
    return re.compile(
        rf"(?:(?<=[.!?…»”\"؟])\s*|\s)(?:{_DASH}\s?{agency}|[(\[/]\s?{agency.replace('agency>', 'signed>')}\s?[)\]/])(?P<stop>\.?)$",
        re.IGNORECASE,
    )
