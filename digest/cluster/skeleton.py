"""How a name sounds in any script, told by its consonants: Зеленский, Selenskyj, زيلينسكي → slnsk."""

import re
from functools import lru_cache

from anyascii import anyascii

from digest.cluster.words import bare, fold

_DIGRAPHS = (
    ("yj", "y"), ("ij", "y"),
    ("shch", "s"), ("tsch", "s"), ("dsch", "s"), ("tch", "s"), ("dzh", "s"), ("sch", "s"), ("dj", "s"),
    ("sh", "s"), ("ch", "s"), ("zh", "s"), ("ts", "s"), ("tz", "s"), ("kh", "k"), ("gh", "k"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("ck", "k"), ("qu", "k"), ("x", "ks"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"),
)  # fmt: skip
_CLASSES = str.maketrans({"c": "k", "g": "k", "q": "k", "p": "b", "v": "f", "w": "f", "z": "s", "j": "s"})
_VOWELS = re.compile(r"[aeiouyh]+")
_SOUNDED_H = re.compile(r"(?:^|(?<=[aeiouy]))h(?=[aeiouy])")  # Cyrillic writes it х or г: Хамас, Луганск
_DOUBLES = re.compile(r"(.)\1+")
_LONGEST = 6  # letters; endings of case and gender come after


@lru_cache(maxsize=200_000)
def skeleton(word: str, shortest: int = 3) -> str:
    """The consonants of `word`, alike sounds merged, `shortest` to 6 letters; "" when too little is left to tell.

    A vowel that begins a short word is kept as "a": Assad and الأسد are both "asd".
    """
    folded = bare(fold(word))
    latin = anyascii(folded).lower()
    if "\u0600" <= folded[:1] <= "\u06ff":
        latin = latin.replace("w", "")  # a vowel more often than a consonant
    latin = re.sub(r"[^a-z]", "", latin)
    for digraph, sound in _DIGRAPHS:
        latin = latin.replace(digraph, sound)
    latin = _SOUNDED_H.sub("k", latin)
    begins_with_vowel = latin[:1] in tuple("aeiouy") or folded[:1] == "ا"
    consonants = _DOUBLES.sub(r"\1", _VOWELS.sub("", latin.translate(_CLASSES)))
    if begins_with_vowel and len(consonants) < 3:
        consonants = "a" + consonants
    return consonants[:_LONGEST] if len(consonants) >= shortest else ""
