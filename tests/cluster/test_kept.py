"""What was read lately is not read again."""

from dataclasses import replace
from datetime import timedelta

from invented_articles import DAY, NOON

from digest.cluster.kept import Kept
from digest.cluster.profile import LEAD, Document, Profile, profile

_DOCUMENTS = [Document(int(a.id), a.title, a.text, a.language, a.published) for a in DAY]


class _Reader:
    """Reads, and remembers which."""

    def __init__(self) -> None:
        self.read: list[int | str] = []

    def __call__(self, document: Document) -> Profile:
        self.read.append(document.key)
        return profile(document)


def test_what_is_kept_is_what_was_read() -> None:
    """Names, figures and days included; an empty text too."""
    kept = Kept()
    for document in [*_DOCUMENTS, Document(99, "", "", "en", None)]:
        assert kept.profile(document) == kept.profile(document) == profile(document)


def test_only_new_texts_are_read() -> None:
    """Twenty new ones among ten thousand cost twenty readings."""
    reader = _Reader()
    kept = Kept(read=reader)
    for document in [*_DOCUMENTS[:-2], *_DOCUMENTS]:
        kept.profile(document)
    assert reader.read == [document.key for document in _DOCUMENTS]


def test_an_edited_text_is_read_again() -> None:
    """Title, beginning, language and day tell; the hour and what stands far below do not."""
    first = Document(1, "Grain ship leaves Izmail", "On Thursday it left. " * 60, "en", NOON)
    edits = [
        replace(first, title="Second grain ship leaves Izmail"),
        replace(first, text="On Friday it left."),
        replace(first, language="de"),
        replace(first, published=NOON + timedelta(days=1)),
        replace(first, published=None),
    ]
    same = [
        replace(first, key=2),
        replace(first, published=NOON + timedelta(hours=1)),
        replace(first, text=first.text[:LEAD]),
    ]
    for documents, times in ((edits, 2), (same, 1)):
        for document in documents:
            reader = _Reader()
            kept = Kept(read=reader)
            assert kept.profile(first) == profile(first)
            assert kept.profile(document) == profile(document)
            assert len(reader.read) == times


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    """Memory stays within a bound, however long the process runs."""
    reader = _Reader()
    kept = Kept(2, read=reader)
    one, two, three = _DOCUMENTS[:3]
    for document in (one, two, one, three, one, two):
        kept.profile(document)
    assert reader.read == [document.key for document in (one, two, three, two)]
