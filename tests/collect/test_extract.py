"""From a page's bytes to its article. The page is invented, with the traps that real ones have."""

from datetime import UTC, datetime

import pytest

from digest.collect.extract import extract
from digest.model.errors import BadPage

URL = "https://journal.example/monde/pourparlers"
TITLE = "Lac de Brume : les deux rives reprennent les pourparlers"
BODY = tuple(
    """Les délégations des deux rives du lac de Brume se sont retrouvées jeudi à Valmont pour reprendre les \
pourparlers interrompus en décembre, sous l'égide des médiateurs. Elles doivent parler des prisonniers et du pont fermé.
« Nous sommes venus pour rouvrir le pont, pas pour refaire l'histoire », a déclaré la cheffe de la délégation du \
nord avant le début de la réunion. Son homologue du sud a parlé d'une occasion qui ne se représentera pas.
Mercredi encore, des tirs avaient été entendus près du barrage, sans faire de victime selon la mission \
d'observation. Les deux états-majors s'en sont rejeté la responsabilité dans la soirée.""".splitlines(),
)
SHORT = "Les délégations des deux rives du lac de Brume se sont retrouvées jeudi à Valmont pour reprendre les"
HEADLINES = (
    "Le barrage de Brume rouvert après trois mois de travaux",
    "Valmont : la mairie vote le budget du nouveau pont",
    "Pêche : les quotas du lac divisés par deux l'an prochain",
)
LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "Le Journal"}, {"@type": "NewsArticle", "headline": "%s",
"datePublished": "2026-01-15T14:02:00+01:00",
"author": {"@type": "Organization", "name": "AFP"}}]}</script>"""
SHARE = """<div class="share"><button>Partager cet article</button> <a>Discussion</a><p>Copier/coller le lien embed de
l'article : <button>Copy to clipboard</button> Lien copié</p></div>"""
LOST = (
    "<html><h1>\ufffd\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd</h1>" + "<p>\ufffd\ufffd\ufffd \ufffd\ufffd</p>" * 99
).encode()
BOXES = {
    "aside": "<aside><h2>À découvrir également</h2>{links}</aside>",
    "divs": "<div class='c1'><div class='c2'>À découvrir également</div>{headings}</div>",
    "paragraphs": "<p>À découvrir également</p>{paragraphs}",
}
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title} | Le Journal</title>{ld}</head>
<body><header><nav><a>Newsletter</a> <a>Vidéos</a></nav></header><div>Loader</div><div>Publicité</div>
<{article}><h1>{title}</h1><figure><img src="a.jpg"><figcaption>Tous droits réservés</figcaption></figure>
<div class="by">Par <b>AFP, Reuter</b></div><div class="date">Publié le <time></time></div>{share}
<p class="summary">{short}</p><div class="ad"><p>PUBLICITÉ</p></div>{body}<a href="#a11y">Accéder aux raccourcis
d'accessibilité</a>{share}{box}</{article}><footer><p>© Le Journal</p></footer></body></html>"""


def page(box: str = "aside", *, article: str = "article", dated: bool = True) -> bytes:
    """The page, with one of the ways to set other headlines under an article."""
    links = "".join(
        f'<a href="/2025/09/01/{number}"><time datetime="2025-09-01">1.9.</time> {line}</a>'
        for number, line in enumerate(HEADLINES)
    )
    return PAGE.format(
        title=TITLE,
        ld=LD % TITLE if dated else "",
        article=article,
        share=SHARE,
        short=SHORT,
        body="".join(f"<p>{paragraph}</p>" for paragraph in BODY),
        box=BOXES[box].format(
            links=links,
            headings="".join(f"<div><h3>{line}</h3></div>" for line in HEADLINES),
            paragraphs="".join(f"<p>{line}</p>" for line in HEADLINES),
        ),
    ).encode()


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("article", ["article", "div"])
def test_only_the_article_comes_out(box: str, article: str) -> None:
    """No advertisement, button, credit or other headline; the cut standfirst is not repeated; signed as printed."""
    found = extract(page(box, article=article), URL)
    assert found.title == TITLE
    assert (found.standfirst, found.paragraphs) == ("", BODY)
    assert (found.byline, found.language) == (("AFP", "Reuter"), "fr")


def test_the_date_is_what_the_page_declares() -> None:
    """JSON-LD, as UTC."""
    assert extract(page(), URL).published == datetime(2026, 1, 15, 13, 2, tzinfo=UTC)


@pytest.mark.parametrize("box", BOXES)
def test_the_date_is_never_one_of_a_box(box: str) -> None:
    """Without a date of its own a page has none, whatever dates its links bear."""
    assert extract(page(box, dated=False), URL).published is None


def test_a_whole_standfirst_is_set_apart() -> None:
    """The introduction that a page marks stands once, before the body."""
    lead = "Les pourparlers sur le pont de Valmont ont repris jeudi, un mois après leur interruption."
    body = page().replace(f'<p class="summary">{SHORT}</p>'.encode(), f'<p class="standfirst">{lead}</p>'.encode())
    found = extract(body, URL)
    assert (found.standfirst, found.paragraphs) == (lead, BODY)


DECK = "Le pont, fermé depuis décembre, pourrait rouvrir avant le printemps."


@pytest.mark.parametrize(("described", "expected"), [(DECK, DECK), ("Toute l'actualité du lac.", "")])
def test_a_standfirst_above_the_body_is_the_articles_when_the_page_says_so(described: str, expected: str) -> None:
    """What the page describes itself by is its own introduction; what it does not may be a box's teaser."""
    body = "".join(f"<p>{line}</p>" for line in BODY)
    page = f"""<html lang="fr"><head><title>{TITLE}</title><meta property="og:description" content="{described}"></head>
        <body><div><p class="summary">{DECK}</p></div><article><h1>{TITLE}</h1>{body}</article></body></html>"""
    read = extract(page.encode(), URL)
    assert (read.standfirst, read.paragraphs) == (expected, BODY)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "cannot be read"),
        (b"<html><body><h1>Only a video today</h1><video src='a.mp4'></video></body></html>", "no text"),
        (b"<html><head><script>document.write('x')</script></head></html>", "no title"),
        (b"\x00\x01\x02", "no title|cannot be read"),
        (LOST, "letters cannot be read"),
    ],
    ids=["empty", "video", "script", "controls", "lost letters"],
)
def test_a_page_without_an_article_is_refused_in_words(body: bytes, words: str) -> None:
    """Nothing, a video, a page that scripts would fill, one whose own system lost its letters."""
    with pytest.raises(BadPage, match=words):
        extract(body, URL)


@pytest.mark.parametrize("element", ["<br>", "<p>x</p>", "<i>x</i>"])
def test_a_page_of_nothing_but_elements_is_refused(element: str) -> None:
    """It would keep a worker busy for minutes."""
    with pytest.raises(BadPage, match="elements"):
        extract(f"<html><body><h1>{TITLE}</h1>{element * 40_000}</body></html>".encode(), URL)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Budget {{ 7*7 }} &lt;mj-raw&gt; voted", "Budget {{ 7*7 }} <mj-raw> voted"),
        ("Gas \u202eprices\u202c up again", "Gas prices up again"),
        ("Border\x07 reopens <script>alert(1)</script>today", "Border reopens today"),
        ("\u2067Border reopens today", "\u2067Border reopens today\u2069"),
    ],
)
def test_titles_are_words_and_nothing_else(title: str, expected: str) -> None:
    """Templates' signs stay letters for the renderer to escape; controls and overrides do not get in."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    found = extract(f"<html><body><article><h1>{title}</h1>{text}</article></body></html>".encode(), URL)
    assert found.title == expected


@pytest.mark.parametrize("noncharacter", ["\ufffe", "\uffff"])
def test_a_noncharacter_does_not_end_a_page(noncharacter: str) -> None:
    """XML knows none, and libxml2 would read no further."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    page = f"<html><body>{noncharacter}<article><h1>Border reopens today</h1>{text}</article></body></html>"
    assert extract(page.encode(), URL).title == "Border reopens today"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/a"])
def test_addresses_are_of_the_web_or_none(address: str) -> None:
    """What a page declares as its address or picture may stand in a mail: nothing but http and https gets there."""
    head = f'<link rel="canonical" href="{address}"><meta property="og:image" content="{address}">'
    found = extract(page().replace(b"<head>", f"<head>{head}".encode()), URL)
    assert (found.canonical_url, found.image_url) == ("", "")


def test_a_paragraph_is_text_whatever_it_holds() -> None:
    """Markup of the page is gone, scripts with it; what looks like markup to a reader stays letters."""
    odd = b"<p>The <b>bridge</b> <script>x()</script>costs &lt;b&gt;9&lt;/b&gt; million <img src=x>a year.</p>"
    found = extract(page().replace(b'<p class="summary">', odd + b'<p class="summary">'), URL)
    assert found.paragraphs[0] == "The bridge costs <b>9</b> million a year."


def test_joiners_are_letters() -> None:
    """Persian words are misspelt without their zero-width non-joiners."""
    text = "".join(
        f"<p>نویسندگان می‌گویند کتاب‌ها در {n} شهر خوانده می‌شوند و خواننده‌ها آن‌ها را دوست دارند.</p>" for n in range(3)
    )
    found = extract(f"<html lang='fa'><body><article><h1>کتاب‌ها</h1>{text}</article></body></html>".encode(), URL)
    assert (found.title, found.paragraphs[0].count("\u200c")) == ("کتاب‌ها", 5)


def test_the_charset_of_http_is_used() -> None:
    """A page in Windows-1251 that does not say so."""
    text = "".join(
        f"<p>Переговоры о мосте через озеро продолжатся в понедельник, сообщили посредники {n}.</p>" for n in range(4)
    )
    body = f"<html><body><article><h1>Переговоры продолжатся</h1>{text}</article></body></html>".encode("cp1251")
    found = extract(body, URL, charset="windows-1251")
    assert (found.title, found.language) == ("Переговоры продолжатся", "ru")


def test_the_body_in_json_ld_serves_where_the_page_shows_none() -> None:
    """Pages that scripts fill often declare their text."""
    body = "\\n".join(BODY).replace('"', "")
    ld = f'{{"@type": "NewsArticle", "headline": "{TITLE}", "articleBody": "{body}"}}'
    found = extract(
        f'<html><head><script type="application/ld+json">{ld}</script></head><body></body></html>'.encode(), URL
    )
    assert found.paragraphs == BODY


@pytest.mark.parametrize("markup", ["<div>" * 50_000, "<p>" * 50_000, "<a href=x>" * 20_000, "<b <i " * 50_000])
def test_hostile_nesting_is_refused_or_read(markup: str) -> None:
    """No page makes us fail in another way than BadPage."""
    with pytest.raises(BadPage):
        extract(f"<html><body><h1>Deep</h1>{markup}".encode(), URL)
