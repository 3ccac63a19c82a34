"""How alike two articles are: copies of one text, and texts that tell much the same. It groups nothing."""

import re
from functools import lru_cache

from digest.model.article import Article

NEAR = 6  # of 64 bits: copies that an editor shortened or gave another headline
_COMPARED = 20  # of 64 bits: texts that differ in more have little in common, and are not looked at word by word
COPIED = 0.6  # share of the words of two openings: what follows may have been cut or added to
_FEWEST = 12  # words: two briefs of a line each are alike by chance
_OPENING = 600  # characters that say what an article is about
_WORDS = re.compile(r"\w{4,}")
_STEM = 6  # letters


def near(one: Article, other: Article) -> bool:
    """Whether two articles are copies of one text: as a whole, by their simhash, or by their openings.

    Articles without a simhash are too short to be anybody's copies.
    """
    if not (one.simhash and other.simhash):
        return False
    differing = (one.simhash ^ other.simhash).bit_count()
    if differing <= NEAR or differing > _COMPARED or one.language != other.language:
        return differing <= NEAR
    few = min(len(opening(one)), len(opening(other))) < _FEWEST
    return not few and alike(opening(one), opening(other)) >= COPIED


def opening(article: Article) -> frozenset[str]:
    """The stems of an article's title and of its beginning."""
    return _stems(f"{article.title} {article.text[:_OPENING]}")


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the stems of both that are in each; 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


@lru_cache(maxsize=4096)  # a story's articles are compared anew in each language, and after each change of its edition
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORDS.findall(text.casefold()))
