"""Words as the classifier compares them: folded, with their place in the text. It knows no terms and no topics."""

import re
import unicodedata
from functools import lru_cache

# Letters and digits, with the marks that stand over or inside them: accents, Arabic vowels and tatweel, and what
# only tells where a line may break: soft hyphens, joiners, zero-width spaces.
_WORD = re.compile(r"[^\W_][\w\u0300-\u036f\u0640\u064b-\u065f\u0670\u00ad\u200b\u200d\u2060\ufeff]*")
_BREAKS = re.compile("[\u00ad\u200b\u200d\u2060\ufeff]")
_ARABIC_LETTERS = str.maketrans("أإآٱىیئؤکةۀھ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "ااااييييكههه01234567890123456789")
_ARABIC_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[a-z\u00df-\u024f]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_CEDILLA = "\u0327"
# Letters that look alike: a Cyrillic word typed or disguised with some of the Latin ones, or the other way round.
_TO_CYRILLIC = str.maketrans("aceopxyikmhbt", "асеорхуікмнвт")
_TO_LATIN = str.maketrans("асеорхуікмнвт", "aceopxyikmhbt")

PROCLITICS = ("وال", "بال", "فال", "كال", "ولل", "فلل", "ال", "لل", "وب", "ول", "وك", "و", "ف", "ب", "ل", "ك", "س")
"""What Arabic writes together with the next word: and, so, in, to, like, will, with or without the article."""


def words(text: str) -> list[re.Match[str]]:
    """The words of a text with their places. Apostrophes and hyphens part words: "l'Ukraine" has two."""
    return list(_WORD.finditer(text))


def spellings(text: str) -> list[str]:
    """The words of a text without their places, which takes a third of the time."""
    found: list[str] = _WORD.findall(text)
    return found


def fold(word: str) -> str:
    """One spelling for what readers take for the same word: case, Latin accents, ё, Arabic letter forms.

    A cedilla stays: Turkish "Şam" is Damascus and "Sam" a name.
    """
    if word.isascii():
        return word.casefold()
    folded = unicodedata.normalize("NFKC", _BREAKS.sub("", word)).casefold()
    if _ARABIC.search(folded):
        return _ARABIC_MARKS.sub("", folded).translate(_ARABIC_LETTERS)
    if _CYRILLIC.search(folded):
        return _cyrillic(folded)
    if _LATIN.search(folded):
        bare = unicodedata.normalize("NFKD", folded)
        kept = "".join(sign for sign in bare if sign == _CEDILLA or not unicodedata.combining(sign))
        return unicodedata.normalize("NFC", kept).replace("ı", "i")
    return folded


def _cyrillic(folded: str) -> str:
    if _LATIN.search(folded):
        mostly = 2 * len(_CYRILLIC.findall(folded)) >= sum(map(str.isalpha, folded))
        apart = unicodedata.normalize("NFD", folded)  # the Latin ï is one sign
        folded = apart.translate(_TO_CYRILLIC if mostly else _TO_LATIN)
    # Cyrillic й and ї are letters, not accents; only a stress mark written after the letter is taken away.
    return unicodedata.normalize("NFC", folded.replace("\u0301", "")).replace("ё", "е")


@lru_cache(maxsize=200_000)  # news of a day has fewer different words
def readings(word: str, *, proclitics: bool = True) -> tuple[str, ...]:
    """The word, folded, and, for Arabic, what is left of it without each possible proclitic.

    Persian and its neighbours write these as words of their own: there "بروس" is Bruce, not "in Rus".
    """
    folded = fold(word)
    if not proclitics or not _ARABIC.match(folded):
        return (folded,)
    bare = (folded[len(prefix) :] for prefix in PROCLITICS if folded.startswith(prefix))
    return (folded, *(rest for rest in bare if len(rest) > 2))
