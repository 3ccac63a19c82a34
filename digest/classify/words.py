"""Words as the classifier compares them: folded, with their place in the text. It knows no terms and no topics."""

import re
import unicodedata
from functools import lru_cache

# Letters and digits, with the marks that stand over or inside them: accents, Arabic vowels and tatweel.
_WORD = re.compile(r"[^\W_][\w\u0300-\u036f\u0640\u064b-\u065f\u0670]*")
_ARABIC_LETTERS = str.maketrans("أإآٱىیئؤکةۀھ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "ااااييييكههه01234567890123456789")
_ARABIC_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[a-z\u00df-\u024f]")

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
    """One spelling for what readers take for the same word: case, Latin accents, ё, Arabic letter forms."""
    folded = word.casefold()
    if _ARABIC.search(folded):
        return _ARABIC_MARKS.sub("", folded).translate(_ARABIC_LETTERS)
    if folded.isascii():
        return folded
    if _LATIN.search(folded):
        bare = unicodedata.normalize("NFKD", folded)
        return "".join(sign for sign in bare if not unicodedata.combining(sign)).replace("ı", "i")
    # Cyrillic й and ї are letters, not accents; only a stress mark written after the letter is taken away.
    return unicodedata.normalize("NFC", folded.replace("\u0301", "")).replace("ё", "е")


@lru_cache(maxsize=200_000)  # news of a day has fewer different words
def readings(word: str) -> tuple[str, ...]:
    """The word, folded, and, for Arabic, what is left of it without each possible proclitic."""
    folded = fold(word)
    if not _ARABIC.match(folded):
        return (folded,)
    bare = (folded[len(prefix) :] for prefix in PROCLITICS if folded.startswith(prefix))
    return (folded, *(rest for rest in bare if len(rest) > 2))
