"""An edition beside the one before it."""

from dataclasses import replace

from invented_edition import layout
from invented_proof import rendered

from digest.render.checks.past import past


def test_readers_are_not_told_the_same_twice() -> None:
    """The same subject, the same headlines."""
    subject, headlines = past(rendered(), rendered())
    assert (subject.code, subject.where, subject.language) == ("same-subject", rendered().subject, "fr")
    assert headlines.code == "told-before"
    assert headlines.message.startswith("Headlines that stood in the last edition too: 8 of 8.")


def test_other_news_is_news() -> None:
    before = replace(rendered(), subject="Yesterday's", headlines=())
    assert list(past(rendered(), before)) == []
    (one,) = past(rendered(), replace(before, headlines=rendered().headlines[:1]))
    assert one.where == layout().sections[0].items[0].lead.title
