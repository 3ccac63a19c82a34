"""A text as words that can be compared: case, accents and Arabic spelling folded. No meaning, no weights."""

import re
import unicodedata

# Vowel signs of Indic and other scripts are marks, not letters: without them words fall to pieces.
_LETTER = r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u109f\u1780-\u17ff]"
_WORD = re.compile(f"{_LETTER}+(?:['’ʼ]{_LETTER}+)*")
_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئکی", "اااايهوءكي")
_ARABIC_ARTICLE = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل))(?=\w{3})")
_ELISION = re.compile(r"^(?:[dlnmtsjc]|qu|un|all|dell|nell|sull)['’]", re.IGNORECASE)


def words(text: str) -> list[str]:
    """The words of `text` as they stand; hyphens part words, elided articles (l', d', dell') are cut off."""
    return [_ELISION.sub("", word) for word in _WORD.findall(text)]


def fold(text: str) -> str:
    """`text` without case, accents, Arabic vowel signs; alike letters of Arabic and Persian become one."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFKD", plain.translate(_ARABIC_LETTERS))
    return "".join(char for char in parts if not unicodedata.combining(char) and char not in "ʼ’'ـ")


def bare(word: str) -> str:
    """A folded word without the Arabic article and what is written together with it (wa-, bi-, li-)."""
    return _ARABIC_ARTICLE.sub("", word) if "\u0600" <= word[:1] <= "\u06ff" else word
