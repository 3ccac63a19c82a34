"""An edition as one mail, whatever publishers wrote."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from invented_edition import BRAND, NONCE, NOW, VALUES, item, layout, long_layout
from lxml import html as markup

from digest.model.edition import Item, Layout
from digest.model.errors import BadTemplate, Misconfigured, Refused
from digest.model.rendering import Brand, Placeholder, Rendering
from digest.model.text import clean
from digest.render.edition import MOST_BYTES, render
from digest.render.environment import build
from digest.render.segments import split

GOLDEN = Path(__file__).parent.parent / "golden" / "render"
ENVIRONMENT = build()

HOSTILE = [
    "<script>alert(1)</script>",
    "</mj-text></mj-column></mj-section>",
    "<mj-raw><b>x</b></mj-raw>",
    "<mj-include path='/etc/passwd' />",
    "{{ 7 * 7 }}{% include 'x' %}{# y #}",
    "${x} %(x)s {x} %s",
    "]]><![CDATA[ x ]]>",
    "<!-- x --!> --> <!--[if mso]>",
    f"<!--SEG{'0' * 16} syria-->",
    f"https://m.invalid/{'0' * 16}.UNSUB",
    "quote \" and ' and ` here",
    "back\\slash \\u{61} \\n here",
    "&amp; &lt;b&gt; &#60; &nbsp; & alone",
    "control \x00\x07\x1b here",
    "noncharacter \ufffe\uffff here",
    "lone \ud800 surrogate",
    "C1 \x92quoted\x93 here",
    "\u202eright-to-left override",
    "\u2067isolate without its end",
    "end without isolate\u2069",
    "combining a\u0301\u0301 and كَتَبَ and ZWJ 👩\u200d🚀 🇺🇦",
    "line\nbreaks\r\nand\ttabs\u2028here",
    "a" * 5000,
    "x<br>y<img src=x onerror=alert(1)>",
    "\r\nBcc: somebody@harbour.example\r\n\r\nbody",
    "؟حلب! — mixed عربي English",
]
BAD_URLS = [
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "https://harbour.example@evil.example/",
    "https:\\\\evil.example",
    f"https://m.invalid/{NONCE}.UNSUB",
    "vbscript:x",
    "",
    "https://harbour.example/\u202egnp",
    "https://harbour.example/\nx",
]


@cache
def rendered(given: Layout, brand: Brand = BRAND, nonce: str = NONCE) -> Rendering:
    return render(given, environment=ENVIRONMENT, brand=brand, now=NOW, nonce=nonce)


def with_items(*items: Item, language: str = "fr") -> Layout:
    whole = layout(language)
    return replace(whole, sections=(replace(whole.sections[0], items=items),))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    """In the title, the summary and the source alike: it comes out as text, and nothing else changes."""
    plain = rendered(with_items(item("harmless", summary="harmless")))
    story = item(text, summary=text)
    story = replace(story, lead=replace(story.lead, source=text), also=(replace(story.lead, source=text),))
    hostile = rendered(with_items(story))

    document = markup.document_fromstring(split(hostile).html(VALUES))
    heading = document.xpath("//h3")[0].text_content().replace("\u200b", "")
    assert clean(text, 300) == heading
    elements = {element.tag for element in document.iter() if isinstance(element.tag, str)}
    expected = markup.document_fromstring(split(plain).html(VALUES))
    assert elements == {element.tag for element in expected.iter() if isinstance(element.tag, str)}
    assert "onerror" not in {name for element in document.iter() for name in element.attrib}
    assert "\\u{" not in hostile.html.replace("\\u{61}", "")
    assert "\n" not in hostile.subject + hostile.preheader
    assert {TOPIC} == split(hostile).topics


TOPIC = layout().sections[0].topic_id


@pytest.mark.parametrize("url", BAD_URLS)
def test_a_story_with_a_deceitful_address_is_set_aside(url: str) -> None:
    """The rest of the edition goes on."""
    rendering = rendered(with_items(item("deceitful", url=url), item("sound", url="https://harbour.example/2")))
    assert "deceitful" not in rendering.html + rendering.text + rendering.subject
    assert "https://harbour.example/2" in rendering.html


def test_an_edition_without_a_story_is_refused() -> None:
    """An empty mail is never made."""
    with pytest.raises(Refused, match="no story"):
        rendered(with_items(item("deceitful", url="javascript:x")))


def test_no_postal_address_no_mail() -> None:
    """The law wants one."""
    with pytest.raises(Misconfigured, match="postal address"):
        rendered(layout(), replace(BRAND, postal_address=" "))


def test_every_slot_is_in_both_parts() -> None:
    """A way out, the web copy and the preferences; in the text as in the HTML."""
    rendering = rendered(layout())
    for placeholder in Placeholder:
        assert rendering.token(placeholder) in rendering.html
        assert rendering.token(placeholder) in rendering.text


@pytest.mark.parametrize("stories", [60, 300])
def test_a_long_edition_loses_its_lowest_ranked_stories(stories: int) -> None:
    """Until it fits; the best of each topic stay."""
    given = long_layout(stories)
    rendering = rendered(given)
    size = len(split(rendering).html(VALUES))
    assert MOST_BYTES * 0.8 < size <= MOST_BYTES
    for section in given.sections:
        assert section.items[0].lead.url in rendering.html
    shown = [url for section in given.sections for url in [section.items[-1].lead.url] if url in rendering.html]
    assert shown == [] or stories == 60


def test_one_endless_story_still_fits() -> None:
    """Texts are cut to what a mail shows."""
    rendering = rendered(with_items(item("t" * 100_000, summary="s " * 100_000)))
    assert len(rendering.html.encode()) < MOST_BYTES


def test_a_template_too_long_by_itself_is_told(tmp_path: Path) -> None:
    """Leaving out stories cannot help it."""
    (tmp_path / "_story.mjml").write_text(f"<mj-text>{'x' * MOST_BYTES}</mj-text>", encoding="utf-8")
    with pytest.raises(BadTemplate, match="even one story"):
        render(layout(), environment=build(tmp_path), brand=BRAND, now=NOW, nonce=NONCE)


def test_a_broken_template_is_told_with_its_place(tmp_path: Path) -> None:
    """MJML that is not well-formed: file, line and column."""
    (tmp_path / "_story.mjml").write_text("<mj-text>\n  <p>{{ story.time }}\n</mj-text>\n", encoding="utf-8")
    with pytest.raises(BadTemplate) as caught:
        render(layout(), environment=build(tmp_path), brand=BRAND, now=NOW, nonce=NONCE)
    assert (caught.value.file, caught.value.line, caught.value.column) == ("_story.mjml", 3, 3)


def test_the_same_edition_gives_the_same_bytes() -> None:
    """Also in an environment made anew."""
    again = render(layout(), environment=build(), brand=BRAND, now=NOW, nonce=NONCE)
    assert rendered(layout()) == again


def test_the_hash_does_not_depend_on_the_nonce_nor_the_hour() -> None:
    """So what was approved can be compared with what is sent."""
    later = render(layout(), environment=ENVIRONMENT, brand=BRAND, now=NOW + timedelta(minutes=5), nonce="f" * 16)
    assert rendered(layout()).sha256 == later.sha256
    assert rendered(layout()).sha256 != rendered(layout("en")).sha256


@pytest.mark.parametrize("nonce", ["", "xyz", "0" * 15, "0" * 17, "G" * 16])
def test_a_nonce_is_sixteen_hexadecimal_digits(nonce: str) -> None:
    """Anything else is a fault of the caller."""
    with pytest.raises(ValueError, match="nonce"):
        rendered(layout(), nonce=nonce)


def test_an_arabic_edition_runs_from_the_right() -> None:
    """The page, its cells and its Arabic stories; foreign stories keep their own direction."""
    document = markup.document_fromstring(rendered(layout("ar")).html)
    assert (document.get("lang"), document.get("dir")) == ("ar", "rtl")
    assert {"rtl"} == set(re.findall(r"(?:\A|;)direction:(\w+)", " ".join(document.xpath("//td/@style"))))
    headings = {heading.get("lang"): heading.get("dir") for heading in document.xpath("//h3")}
    assert headings == {None: None, "fr": "ltr", "en": "ltr", "uk": "ltr", "ru": "ltr", "de": "ltr"}


def test_an_arabic_story_in_a_french_edition_runs_from_the_right() -> None:
    """By attribute and by style, aligned at the right; the line on its source stays French."""
    document = markup.document_fromstring(rendered(layout("fr")).html)
    (heading,) = document.xpath("//h3[@lang='ar']")
    assert heading.get("dir") == "rtl"
    assert "direction:rtl" in heading.get("style")
    assert "text-align:right" in heading.getparent().get("style")
    assert heading.getnext().get("dir") is None


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_screen_reader_finds_its_way(language: str) -> None:
    """Language and direction on the page and its only child, no table but for layout, headings without a gap."""
    document = markup.document_fromstring(rendered(layout(language)).html)
    for element in (document, *document.body):
        assert (element.get("lang"), element.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert {"presentation"} == {table.get("role") for table in document.iter("table")}
    headings = [int(element.tag[1]) for element in document.iter("h1", "h2", "h3", "h4")]
    assert headings[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(headings))
    assert all("alt" in image.attrib for image in document.iter("img"))


def test_nothing_is_fetched_from_elsewhere() -> None:
    """No font, no image, no script: opening a mail tells nobody."""
    document = markup.document_fromstring(rendered(layout()).html)
    assert {"a"} == {element.tag for element, *_ in document.iterlinks()}
    assert "url(" not in rendered(layout()).html
    assert "@import" not in rendered(layout()).html


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("part", ["html", "text"])
def test_the_mail_is_as_it_was_last_looked_at(language: str, part: str) -> None:
    """Byte for byte; after a wanted change, look at the mail and store what scripts/golden_render.py writes."""
    rendering = rendered(layout(language))
    suffix = {"html": "html", "text": "txt"}[part]
    golden = (GOLDEN / f"edition-{language}.{suffix}").read_text(encoding="utf-8")
    heads = f"Subject: {rendering.subject}\nPreheader: {rendering.preheader}\n\n"
    assert golden == (heads if part == "text" else "") + getattr(rendering, part)


def test_a_logo_has_its_size_and_its_words() -> None:
    """So that nothing jumps, and it reads well with images off; on every client by its attributes."""
    brand = replace(BRAND, logo_url="https://news.example.org/logo.png", logo_width=120, logo_height=40)
    (image,) = markup.document_fromstring(rendered(layout(), brand).html).iter("img")
    assert dict(image.attrib) == {
        "src": brand.logo_url,
        "width": "120",
        "height": "40",
        "alt": brand.organisation,
    }
