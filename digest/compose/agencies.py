"""The wire agencies, by the many names that bylines and credits give them. It reads no articles."""

import re
from functools import cache

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
    "Anadolu": "anadolu | anadolu agency | anadolu ajansı | anadolu agentur | aa | анадолу | الأناضول | آناتولی",
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
_BEFORE = frozenset(["the", "par", "by", "von", "di", "da", "por", "de", "od", "от", "від", "przez"])
_AFTER = frozenset(
    ["staff", "news", "agency", "agencia", "agence", "agenzia", "desk", "newsroom", "redaktion", "photo"]
)
_AND = re.compile(r"\s*(?:[,/&+;|،]|\s(?:et|and|und|y|e|и|і|та|و)\s)\s*")
_BRACKETS = re.compile(r"[()\[\]]")
_LETTERS = re.compile(r"[^\W_]+")
_KEYBOARDS = str.maketrans("أإآىيكة", "اااییکه")  # Arabic and Persian ones write the same letter differently


def agency_named(text: str) -> str:
    """The agency that `text` is a name of, such as "Reuters Staff", "أ ف ب" or "the Associated Press"; else ""."""
    words = bare = _LETTERS.findall(text.casefold())
    while len(bare) > 1 and bare[0] in _BEFORE:
        bare = bare[1:]
    while len(bare) > 1 and bare[-1] in _AFTER:
        bare = bare[:-1]
    return _agencies().get(_key(words)) or _agencies().get(_key(bare), "")


def agencies_listed(text: str) -> list[str]:
    """The agencies in a list of names, "" for each name that is none."""
    parts = _AND.split(_BRACKETS.sub(",", text))
    return [agency_named(part) for part in parts if _LETTERS.search(part)]


@cache
def spellings() -> str:
    """Every name as a pattern, to be matched whatever the case; what stands between its words may differ."""
    names = {name for names in _NAMES.values() for name in names.split(" | ")}
    return "|".join(r"[\W_]{0,2}".join(map(re.escape, name.split())) for name in sorted(names, key=_longest_first))


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name


def _key(words: list[str]) -> str:
    """What all ways to write a name have in common: "A.F.P." and "AFP"."""
    joined = "".join(words) if all(len(word) == 1 for word in words) else " ".join(words)
    return joined.translate(_KEYBOARDS)


@cache
def _agencies() -> dict[str, str]:
    return {
        _key(_LETTERS.findall(name)): agency
        for agency, names in _NAMES.items()
        for name in names.casefold().split(" | ")
    }
