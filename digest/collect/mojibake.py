"""UTF-8 that somebody read as Windows-1252 and wrote as UTF-8 again ("ÐœÐ¸Ñ€", "cafÃ©"), undone. It guesses no charset.

A text is touched only when nearly all of its runs of such letters tell the same: papers in French or Portuguese have
runs too, and those are no UTF-8.
"""

import re

_WINDOWS = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0))
_RUN = re.compile(f"[\x80-\xff{re.escape(_WINDOWS)}]{{2,}}")
# What comes out in the languages we read: accented Latin, Greek to Arabic, punctuation. Not the rare letters between.
_BELIEVABLE = re.compile("[\xa0-\u017f\u0370-\u06ff\u2010-\u2122]+")
_FEWEST = 3  # runs
_SURE = 0.9  # part of the runs


def mended(text: str) -> str:
    """`text` as it was before it was read wrongly; as it is when it was not."""
    runs = _RUN.findall(text)
    if len(runs) < _FEWEST or sum(_undone(run) != run for run in runs) < _SURE * len(runs):
        return text
    return _RUN.sub(lambda match: _undone(match[0]), text)


def _undone(run: str) -> str:
    try:
        before = b"".join(letter.encode("cp1252" if letter in _WINDOWS else "latin-1") for letter in run).decode()
    except UnicodeDecodeError:
        return run
    return before if _BELIEVABLE.fullmatch(before) else run
