"""The invented roster holds forty readers and a few lines that are to be refused."""

from digest.sample.roster import ADDRESSES, JUNK, roster
from digest.subscribe.roster import read_roster


def test_every_reader_is_read_and_all_junk_is_refused() -> None:
    """Nothing else is lost for a bad line."""
    rows, problems = read_roster(roster())
    assert [row.address for row in rows] == list(ADDRESSES)
    assert len(rows) == 40
    assert len(problems) == sum(bool(line) for line in JUNK)


def test_readers_speak_more_languages_than_the_digest() -> None:
    """So the first language of a digest has readers of other languages too."""
    rows, _ = read_roster(roster())
    assert {row.language for row in rows} > {"fr", "en", "de", "ar", "uk", "ru", ""}
