"""The SimHash of a text: wire copies differ in a few words, and so do their hashes in a few bits. It judges nothing.

Charikar, Similarity Estimation Techniques from Rounding Algorithms (STOC 2002); Manku, Jain, Das Sarma,
Detecting Near-Duplicates for Web Crawling (WWW 2007).
"""

import re
from hashlib import blake2b

import numpy as np

_WORDS = re.compile(r"\w+")
_SHINGLE = 4  # words
_READ = 400  # words; what follows is often another story


def simhash(text: str) -> int:
    """64 bits over the text's shingles of four words, as a signed number that a BIGINT holds; 0 for no words."""
    words = _WORDS.findall(text.casefold())[:_READ]
    if not words:
        return 0
    count = max(len(words) - _SHINGLE + 1, 1)
    shingles = [" ".join(words[start : start + _SHINGLE]) for start in range(count)]
    digests = b"".join(blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest() for shingle in shingles)
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(count, 8), axis=1)
    majority = np.packbits(2 * bits.sum(axis=0, dtype=np.int64) > count)
    return int.from_bytes(majority.tobytes(), "big", signed=True)
