"""What the checks tell an editor, all together. Each check has tests of its own."""

from dataclasses import replace

import pytest
from invented_edition import BRAND, NONCE, NOW, layout, long_layout
from invented_proof import rendered

from digest.model.ids import StoryId
from digest.model.rendering import Finding, Severity
from digest.render.findings import check, joined

WARNING = Finding("summary", Severity.WARNING, "Stories without a summary: %(count)s.", values={"count": 1})


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_sound_edition_is_told_what_it_lacks_and_no_more(language: str) -> None:
    """One story of the invented day has no summary."""
    findings = check(rendered(layout(language)), layout(language), BRAND, NOW)
    assert [(one.code, one.where, one.language, one.place) for one in findings] == [
        ("summary", "Le pont de Zaretchié fermé jusqu’à lundi", language, "story-3"),
    ]


def test_what_blocks_stands_first() -> None:
    whole = rendered(subject="", preheader="")
    found = [one.severity for one in check(whole, layout(), BRAND)]
    assert found[0] is Severity.BLOCKING
    assert set(found[1:]) == {Severity.WARNING}


def test_a_mail_whose_tokens_are_broken_is_told_that_and_no_more() -> None:
    """Nothing else can be known of it."""
    broken = rendered(html=rendered().html.replace(f"{NONCE}.VIEW", f"{NONCE}.NOWHERE"))
    (finding,) = check(broken, layout(), BRAND)
    assert (finding.code, finding.severity, finding.language) == ("token", Severity.BLOCKING, "fr")


def test_no_finding_comes_a_hundred_times() -> None:
    """However many stories have the same fault."""
    given = long_layout(300)
    found = [one.text for one in check(rendered(given), given, BRAND, NOW)]
    assert len(found) == len(set(found)) < 10


def test_what_every_language_lacks_is_told_once() -> None:
    """For all; what only some lack, for each of those."""
    every = [replace(WARNING, language=language) for language in ("fr", "en", "ar")]
    assert joined(every, ["fr", "en", "ar"]) == (replace(WARNING, language=""),)
    assert joined(every[:2], ["fr", "en", "ar"]) == tuple(every[:2])
    assert joined(every[:1], ["fr"]) == tuple(every[:1])
    assert len(joined([*every, replace(WARNING, language="fr", stories=(StoryId(1),))], ["fr", "en", "ar"])) == 2


def test_what_blocks_stands_first_when_joined() -> None:
    blocking = Finding("token", Severity.BLOCKING, "no way out", "en")
    assert joined([WARNING, blocking], ["fr", "en"])[0] is blocking
