"""What a check tells an editor."""

from dataclasses import replace
from functools import cache

import pytest
from invented_edition import BRAND, NONCE, NOW, item, layout, long_layout

from digest.model.edition import Layout
from digest.model.rendering import Placeholder, Rendering, Severity
from digest.render.edition import render
from digest.render.environment import build
from digest.render.findings import check

ENVIRONMENT = build()
UNSUBSCRIBE = f"https://m.invalid/{NONCE}.{Placeholder.UNSUBSCRIBE.value}"


@cache
def rendered(given: Layout) -> Rendering:
    return render(given, environment=ENVIRONMENT, brand=BRAND, now=NOW, nonce=NONCE)


def told(given: Layout, **changes: str) -> set[tuple[str, Severity]]:
    rendering = replace(rendered(given), **changes)  # type: ignore[arg-type]
    return {(finding.code, finding.severity) for finding in check(rendering, given, BRAND)}


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_sound_edition_is_told_what_it_lacks_and_no_more(language: str) -> None:
    """One story of the invented day has no summary."""
    findings = check(rendered(layout(language)), layout(language), BRAND)
    assert [(finding.code, finding.where) for finding in findings] == [
        ("summary", "Le pont de Zaretchié fermé jusqu’à lundi"),
    ]


@pytest.mark.parametrize(
    ("part", "old", "new", "code", "severity"),
    [
        ("html", UNSUBSCRIBE, "https://x.example/", "unsubscribe", Severity.BLOCKING),
        ("text", UNSUBSCRIBE, "", "unsubscribe", Severity.BLOCKING),
        ("text", f"https://m.invalid/{NONCE}.PREFS", "", "token", Severity.WARNING),
        ("html", f"https://m.invalid/{NONCE}.VIEW", "https://x.example/", "token", Severity.BLOCKING),
        ("html", f"{NONCE}.VIEW", f"{NONCE}.NOWHERE", "token", Severity.BLOCKING),
        ("html", f"{NONCE}.VIEW", f"{'0' * 16}.VIEW", "token", Severity.BLOCKING),
        ("html", "</h1>", "<a href='javascript:x'>y</a></h1>", "link", Severity.BLOCKING),
        ("html", "</h1>", "<img src='http://x.example/y.png'></h1>", "link", Severity.BLOCKING),
        ("html", "69001 Lyon", "", "postal-address", Severity.BLOCKING),
        ("text", "69001 Lyon", "", "postal-address", Severity.BLOCKING),
        ("text", "https://fr0.example/2026/01/syria-1/", "", "text", Severity.BLOCKING),
        ("text", "Syrie", "Syrie &amp; " + "x" * 1000, "text", Severity.WARNING),
        ("html", '<html lang="fr"', "<html", "direction", Severity.WARNING),
        ("html", "</h1>", "</h1>" + "x" * 90_000, "size", Severity.BLOCKING),
        ("html", "</h1>", "</h1>" + "x" * 62_000, "size", Severity.WARNING),
        ("html", "</head>", f"<style>{'x' * 17_000}</style></head>", "css", Severity.WARNING),
    ],
)
def test_each_fault_has_its_finding(part: str, old: str, new: str, code: str, severity: Severity) -> None:
    """And blocks only what must not go out."""
    content = getattr(rendered(layout()), part)
    assert old in content
    assert (code, severity) in told(layout(), **{part: content.replace(old, new)})


def test_a_text_that_speaks_of_a_token_holds_nothing_up() -> None:
    """A publisher could stop every edition with it; it is no link, and not this edition's."""
    text = "https://m.invalid/0000000000000000.UNSUB"
    html, plain = (
        content.replace("Syrie", f"Syrie {text}") for content in (rendered(layout()).html, rendered(layout()).text)
    )
    assert ("token", Severity.BLOCKING) not in told(layout(), html=html, text=plain)


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"subject": ""}, "subject", Severity.BLOCKING),
        ({"subject": "News"}, "subject", Severity.WARNING),
        ({"subject": "x" * 121}, "subject", Severity.WARNING),
        ({"preheader": "short"}, "preheader", Severity.WARNING),
    ],
)
def test_the_inboxs_line_is_looked_at(changes: dict[str, str], code: str, severity: Severity) -> None:
    """Subject and preheader."""
    assert (code, severity) in told(layout(), **changes)


def test_stories_left_out_for_want_of_room_are_told() -> None:
    """How many, and the first of them."""
    given = long_layout(300)
    (finding,) = (finding for finding in check(rendered(given), given) if finding.code == "omitted")
    assert finding.message.startswith("2")
    assert "of 300 stories left out" in finding.message


def test_an_unusable_story_an_empty_topic_and_a_repeat_are_told() -> None:
    """None of them stops the edition."""
    whole = layout()
    good, bad = item("Bread price agreed"), item("bad", url="javascript:x")
    given = replace(
        whole,
        sections=(replace(whole.sections[0], items=(good, good, bad)), replace(whole.sections[1], items=())),
    )
    codes = told(given)
    for code in ("unusable", "empty", "duplicate"):
        assert (code, Severity.WARNING) in codes


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("افتتاح خط القطار بين حلب ودمشق", "fr", True),
        ("Bread price agreed in Damascus", "ar", True),
        ("Bread price agreed in Damascus", "fr", False),
        ("Хлеб подешевел в Заречье", "ru", False),
        ("Хлеб подешевел в Заречье", "sr", False),
        ("2026", "ar", False),
    ],
)
def test_a_headline_in_other_letters_than_its_language_is_told(title: str, language: str, *, expected: bool) -> None:
    """It would run the wrong way; languages of several scripts are left alone."""
    whole = layout()
    given = replace(whole, sections=(replace(whole.sections[0], items=(item(title, language=language),)),))
    assert expected is (("language", Severity.WARNING) in told(given))


def test_a_language_without_wording_is_told() -> None:
    """English stands around the news then."""
    given = replace(layout("en"), language="pt")
    assert ("wording", Severity.WARNING) in told(given)
