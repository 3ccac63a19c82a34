"""Cases: what feeds are written in, and what they write."""

from datetime import UTC, datetime, timedelta

from stage import DAY, Stage, case, http_date, rss

LETTERS, DATES, ADDRESSES, KINDS = "Letters and markup", "Dates", "Addresses and titles", "Kinds of feed"
NEWS = "Новости дня: переговоры продолжатся"


def _titles(stage: Stage, body: bytes, content_type: str = "text/xml") -> list[str]:
    stage.serve("/feed", body, content_type=content_type)
    assert stage.poll().state == "read"
    return stage.entries()


def _with_title(title: str, prolog: str = "") -> str:
    return prolog + rss(f"<item><title>{title}</title><link>/a</link></item>").decode()


@case(LETTERS, "bom", "a byte order mark, and another charset in the header", "believe the mark")
def _(stage: Stage) -> None:
    assert _titles(stage, _with_title(NEWS).encode("utf-8-sig"), "text/xml; charset=koi8-r") == [NEWS]


@case(LETTERS, "utf-16", "UTF-16 with its mark", "read it")
def _(stage: Stage) -> None:
    assert _titles(stage, _with_title(NEWS).encode("utf-16")) == [NEWS]


@case(LETTERS, "utf-8-after-all", "UTF-8 that is declared as ISO-8859-1", "see that it is UTF-8")
def _(stage: Stage) -> None:
    body = _with_title(NEWS, '<?xml version="1.0" encoding="iso-8859-1"?>').encode()
    assert _titles(stage, body, "text/xml; charset=iso-8859-1") == [NEWS]


@case(LETTERS, "windows-1251", "Windows-1251 that the header calls cp-1251", "know the name, and read it")
def _(stage: Stage) -> None:
    assert _titles(stage, _with_title(NEWS).encode("cp1251"), "text/xml; charset=cp-1251") == [NEWS]


@case(LETTERS, "koi8-r", "KOI8-R, declared in the XML only", "read it")
def _(stage: Stage) -> None:
    assert _titles(stage, _with_title(NEWS, '<?xml version="1.0" encoding="KOI8-R"?>').encode("koi8-r")) == [NEWS]


@case(LETTERS, "iso-8859-2", "ISO-8859-2, declared in the XML only", "read it")
def _(stage: Stage) -> None:
    body = _with_title("Žluťoučký kůň", '<?xml version="1.0" encoding="ISO-8859-2"?>').encode("iso-8859-2")
    assert _titles(stage, body) == ["Žluťoučký kůň"]


@case(LETTERS, "undeclared", "Windows-1251 that nobody declares", "guess it from the letters")
def _(stage: Stage) -> None:
    title = f"{NEWS}. Президент и министр обсудили договор о границе и мосте"
    assert _titles(stage, _with_title(title).encode("cp1251")) == [title]


@case(LETTERS, "utf-8-it-is-not", "KOI8-R that the header and the XML call UTF-8", "see that it is not, and guess it")
def _(stage: Stage) -> None:
    body = _with_title(NEWS, '<?xml version="1.0" encoding="UTF-8"?>').encode("koi8-r")
    assert _titles(stage, body, "text/xml; charset=utf-8") == [NEWS]


@case(
    LETTERS,
    "mojibake",
    "UTF-8 that its own system took for Windows-1252",
    "undo it, where the whole feed tells the same",
)
def _(stage: Stage) -> None:
    spoilt = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in NEWS.encode())
    assert _titles(stage, _with_title(spoilt).encode()) == [NEWS]


@case(LETTERS, "controls", "control characters, and rubbish before the XML", "leave them out")
def _(stage: Stage) -> None:
    assert _titles(stage, b"\n\nWarning: x\n" + _with_title("Talks\x0b go \x00on").encode()) == ["Talks go on"]


@case(LETTERS, "html-entities", "HTML's entities and lone ampersands in XML", "read them as letters, and tell so")
def _(stage: Stage) -> None:
    assert _titles(stage, _with_title("Caf&eacute; & bar &nbsp;open").encode()) == ["Café & bar open"]


@case(LETTERS, "cut-in-two", "XML that ends in the middle", "keep the items that are whole, and tell so")
def _(stage: Stage) -> None:
    body = rss("bridge", "fish", "mill")
    outcome_titles = _titles(stage, body[: body.index(b"mill") + 2])
    assert outcome_titles[:2] == ["On the bridge", "On the fish"]


@case(LETTERS, "external-entity", "an entity that names a file or an address of ours", "load nothing")
def _(stage: Stage) -> None:
    doctype = f'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "{stage.url("/secret")}">]>'
    assert _titles(stage, (doctype + _with_title("Talks&f;&u;")).encode()) == ["Talks"]
    assert stage.asked("/secret") == []


@case(LETTERS, "entity-bomb", "entities that would grow to gigabytes", "expand none")
def _(stage: Stage) -> None:
    laughs = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(10))
    doctype = f'<!DOCTYPE rss [<!ENTITY a "lol">{laughs}]>'
    assert _titles(stage, (doctype + _with_title("Talks&k;")).encode()) == ["Talks"]


@case(LETTERS, "too-many", "five thousand items", "read the first thousand")
def _(stage: Stage) -> None:
    assert len(_titles(stage, rss(*(f"x{number}" for number in range(5000))))) == 1000


def _dates(stage: Stage, *dates: str, head: str = "") -> list[datetime | None]:
    items = (f"<item><title>{at}</title><link>/{at}</link>{date}</item>" for at, date in enumerate(dates))
    stage.serve("/feed", rss(*items, head=head))
    stage.poll()
    found: list[datetime | None] = stage.entries("published")
    return found


WHEN = datetime(2026, 1, 15, 14, 2, tzinfo=UTC)


@case(DATES, "two-digit-years", "`15 Jan 26 09:02 EST`", "know the century and the zone")
def _(stage: Stage) -> None:
    assert (
        _dates(stage, "<pubDate>Thu, 15 Jan 26 09:02 EST</pubDate>", "<pubDate>15 Jan 26 07:02 PDT</pubDate>")
        == [WHEN] * 2
    )


@case(DATES, "no-zone", "a time without a zone", "take it for UTC")
def _(stage: Stage) -> None:
    assert _dates(stage, "<pubDate>2026-01-15 14:02:00</pubDate>") == [WHEN]


@case(DATES, "odd-offset", "an offset that no place has, such as +99:00", "take it for UTC")
def _(stage: Stage) -> None:
    assert _dates(stage, "<pubDate>2026-01-15T14:02:00+99:00</pubDate>") == [WHEN]


@case(DATES, "months-in-words", "months in the paper's language", "read them in the languages of our topics")
def _(stage: Stage) -> None:
    written = ("15 janvier 2026 14:02", "15 января 2026 г., 14:02", "15 січня 2026 14:02", "15. Januar 2026 14:02")
    assert _dates(stage, *(f"<pubDate>{one}</pubDate>" for one in written)) == [WHEN] * len(written)


@case(DATES, "epoch", "seconds or milliseconds since 1970", "read them")
def _(stage: Stage) -> None:
    assert _dates(stage, "<pubDate>1768485720</pubDate>", "<pubDate>1768485720000</pubDate>") == [WHEN] * 2


@case(DATES, "which-date", "several dates in one item", "take published, then updated, then dc:date")
def _(stage: Stage) -> None:
    dc = '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2026-01-15T14:02:00Z</dc:date>'
    assert (
        _dates(stage, f"<pubDate>Thu, 15 Jan 2026 14:02:00 GMT</pubDate>{dc.replace('15T', '11T')}", dc) == [WHEN] * 2
    )


@case(DATES, "ahead", "a date some hours ahead, as of a forgotten zone", "take it for now; the other dates stay")
def _(stage: Stage) -> None:
    now = stage.clock.now + DAY
    later, earlier = http_date(now + timedelta(hours=3)), http_date(now - timedelta(hours=3))
    assert _dates(stage, f"<pubDate>{later}</pubDate>", f"<pubDate>{earlier}</pubDate>") == [
        now,
        now - timedelta(hours=3),
    ]


@case(
    DATES,
    "of-next-year",
    "one item dated next year among others",
    "drop that date, keep the item and the others' dates",
)
def _(stage: Stage) -> None:
    assert _dates(stage, "<pubDate>2027-05-01</pubDate>", "<pubDate>2026-01-15T14:02:00Z</pubDate>") == [None, WHEN]


@case(DATES, "of-1970", "1970, a clock at zero", "drop the date")
def _(stage: Stage) -> None:
    assert _dates(stage, "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>") == [None]


@case(DATES, "undated", "no date at all", "take the moment when we first saw it, and never change that")
def _(stage: Stage) -> None:
    stage.pages("bridge")
    stage.serve("/feed", rss("bridge"))
    stage.poll()
    seen = stage.clock.now
    stage.work()
    first = stage.articles("published")
    stage.poll()
    assert stage.articles("published") == first
    assert seen <= first[0] < seen + timedelta(minutes=1)


def _urls(stage: Stage, item: str, head: str = "", feed: str = "") -> list[str]:
    stage.serve("/feed", feed.encode() or rss(item, head=head))
    stage.poll()
    return stage.entries("url")


@case(ADDRESSES, "xml-base", "`xml:base` in an Atom feed", "resolve its links by it")
def _(stage: Stage) -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/a/"><title>P</title>{}</feed>'
    entry = '<entry xml:base="b/"><id>x-1-2</id><title>T</title><link href="talks"/></entry>'
    assert _urls(stage, "", feed=atom.format(entry)) == ["https://other.example/a/b/talks"]


@case(
    ADDRESSES,
    "relative",
    "a relative link in a feed that names its site",
    "resolve it by the site, else by the feed's address",
)
def _(stage: Stage) -> None:
    item = "<item><link>/talks</link></item>"
    assert _urls(stage, item, "<link>https://site.example/</link>") == ["https://site.example/talks"]
    stage.serve("/sub/feed", rss("<item><link>talks</link></item>"))
    stage.poll("/sub/feed")
    assert stage.entries("url")[1] == stage.url("/sub/talks")


@case(ADDRESSES, "protocol-relative", "`//cdn.example/talks`", "take the feed's own scheme")
def _(stage: Stage) -> None:
    assert _urls(stage, "<item><link>//cdn.example/talks</link></item>") == ["http://cdn.example/talks"]


@case(ADDRESSES, "idn", "an address in Cyrillic", "ask for it as the network writes it")
def _(stage: Stage) -> None:
    (found,) = _urls(stage, "<item><link>https://газета.example/новости</link></item>")
    assert found.isascii()
    assert found.startswith("https://xn--")


@case(
    ADDRESSES,
    "permalink",
    "an item with a guid and no link",
    "take the guid for its address, unless it says isPermaLink=false",
)
def _(stage: Stage) -> None:
    item = "<item><title>T</title><guid{}>https://paper.example/talks</guid></item>"
    assert _urls(stage, item.format("") + item.format(' isPermaLink="false"')) == ["https://paper.example/talks"]


@case(ADDRESSES, "feedburner", "links to a counter, with feedburner:origLink beside them", "take the original")
def _(stage: Stage) -> None:
    origin = '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://paper.example/talks</f:origLink>'
    assert _urls(stage, f"<item><link>https://count.example/1</link>{origin}</item>") == ["https://paper.example/talks"]


@case(ADDRESSES, "no-link", "an item without an address", "set it aside, tell so, and keep the others")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("<item><title>Only words</title></item>", "bridge"))
    outcome = stage.poll()
    assert "Item 1 (Only words) has no address" in outcome.reason
    assert stage.entries() == ["On the bridge"]


@case(ADDRESSES, "script-link", "`javascript:` or `data:` for a link", "set the item aside")
def _(stage: Stage) -> None:
    assert _urls(stage, "<item><link>javascript:alert(1)</link></item><item><link>data:text/html,x</link></item>") == []


@case(ADDRESSES, "escaped-twice", "a title in HTML that is escaped twice", "show its words")
def _(stage: Stage) -> None:
    title = "&lt;b&gt;Fish &amp;amp;amp; bread&lt;/b&gt;".replace("amp;amp;amp;", "amp;amp;")
    assert _titles(stage, _with_title(title).encode()) == ["Fish & bread"]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><id>tag:a</id><title>Talks</title>
<link rel="alternate" href="https://paper.example/talks"/><updated>2026-01-15T14:02:00Z</updated></entry></feed>"""
OLD_ATOM = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>P</title><entry><title>Talks</title>
<link rel="alternate" type="text/html" href="https://paper.example/talks"/><issued>2026-01-15T14:02:00Z</issued></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>P</title></channel><item><title>Talks</title>
<link>https://paper.example/talks</link><dc:date>2026-01-15T14:02:00Z</dc:date></item></rdf:RDF>"""
RSS_091 = """<rss version="0.91"><channel><title>P</title><item><title>Talks</title><link>https://paper.example/talks</link>
<pubDate>Thu, 15 Jan 2026 14:02:00 GMT</pubDate></item></channel></rss>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": [{"id": "7000", "title": "Talks",
"url": "https://paper.example/talks", "date_published": "2026-01-15T14:02:00Z"}]}"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/talks</loc><news:news>
<news:publication_date>2026-01-15T14:02:00Z</news:publication_date><news:title>Talks</news:title></news:news></url>
<url><loc>https://paper.example/old</loc><news:news><news:publication_date>2026-01-05T14:02:00Z</news:publication_date>
<news:title>Old</news:title></news:news></url></urlset>"""


def _is_talks(stage: Stage, body: str) -> None:
    assert _titles(stage, body.encode()) == ["Talks"]
    assert (stage.entries("url"), stage.entries("published")) == (["https://paper.example/talks"], [WHEN])


@case(KINDS, "rss-0.91", "RSS 0.91", "read it")
def _(stage: Stage) -> None:
    _is_talks(stage, RSS_091)


@case(KINDS, "rss-1.0", "RSS 1.0 (RDF) with Dublin Core", "read it")
def _(stage: Stage) -> None:
    _is_talks(stage, RDF)


@case(KINDS, "atom-0.3", "Atom 0.3", "read it")
def _(stage: Stage) -> None:
    _is_talks(stage, OLD_ATOM)


@case(KINDS, "atom-1.0", "Atom 1.0", "read it")
def _(stage: Stage) -> None:
    _is_talks(stage, ATOM)


@case(KINDS, "json-feed", "JSON Feed 1.1", "read it")
def _(stage: Stage) -> None:
    _is_talks(stage, JSON)


@case(KINDS, "news-sitemap", "a news sitemap with pages of today and of last week", "read those of the last two days")
def _(stage: Stage) -> None:
    _is_talks(stage, SITEMAP)


@case(
    KINDS, "rich-rss", "RSS 2.0 with media:, dc: and content:encoded", "read words, names and dates; leave media alone"
)
def _(stage: Stage) -> None:
    spaces = 'xmlns:m="http://search.yahoo.com/mrss/" xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    item = (
        "<item><m:title>Photo</m:title><title>Talks</title><link>/talks</link><dc:creator>Ann Marsh</dc:creator>"
        "<c:encoded>&lt;p&gt;They met.&lt;/p&gt;</c:encoded></item>"
    )
    body = rss(item).replace(b"<rss ", f'<rss {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/" '.encode())
    assert _titles(stage, body) == ["Talks"]
    assert (stage.entries("authors"), stage.entries("summary")) == ([["Ann Marsh"]], ["They met."])
