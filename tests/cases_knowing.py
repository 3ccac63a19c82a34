"""Cases: how an entry is known again, and how a site's feeds are found."""

import pytest
from collecting_world import page
from stage import DAY, Stage, case, rss

from digest.model.errors import NotFound

KNOWN, FINDING = "Known again", "Finding a site's feeds"
BEFORE = rss("<item><title>On the bridge</title><link>/bridge</link><guid>{}</guid></item>").decode()


def _again(stage: Stage, before: str, after: str) -> list[str]:
    """The articles after a second poll that shows the feed otherwise; they must be as many as after the first."""
    stage.pages("bridge")
    stage.serve("/feed", before.encode())
    stage.poll()
    stage.work()
    first = stage.articles()
    stage.serve("/feed", after.encode())
    stage.poll()
    stage.work()
    assert stage.articles() == first
    return first


def _item(link: str = "/bridge", rest: str = "", title: str = "On the bridge") -> str:
    return rss(f"<item><title>{title}</title><link>{link}</link>{rest}</item>").decode()


def _guid(text: str) -> str:
    return f'<guid isPermaLink="false">{text}</guid>'


@case(KNOWN, "same-guid", "a new link under the guid that we know", "it is no new entry")
def _(stage: Stage) -> None:
    _again(stage, _item(rest=_guid("tag:1-a")), _item("/elsewhere", _guid("tag:1-a")))
    assert len(stage.entries()) == 1


@case(KNOWN, "new-guid", "new guids for everything, after a new system", "know it by its address; nothing is fetched")
def _(stage: Stage) -> None:
    _again(stage, _item(rest=_guid("tag:1-a")), _item(rest=_guid("urn:uuid:1")))
    assert (stage.entries("state"), len(stage.asked("/bridge"))) == (["done", "duplicate"], 1)


@case(KNOWN, "numbered-guid", "a guid that ends in #0 today and in #1 tomorrow", "it is no new entry")
def _(stage: Stage) -> None:
    _again(stage, _item(rest=_guid("https://paper.example/1#0")), _item(rest=_guid("https://paper.example/1#1")))
    assert len(stage.entries()) == 1


@case(KNOWN, "one-guid-for-all", "the same guid in every item", "know items by their links")
def _(stage: Stage) -> None:
    items = [f"<item><title>{at}</title><link>/{at}</link>{_guid('paper')}</item>" for at in ("a", "b", "c")]
    stage.serve("/feed", rss(*items))
    stage.poll()
    stage.serve("/feed", rss(*reversed(items)))
    stage.poll()
    assert stage.entries() == ["a", "b", "c"]


@case(KNOWN, "a-guid-becomes-common", "a guid of one item today, of two tomorrow", "fetch nothing twice")
def _(stage: Stage) -> None:
    after = rss(
        *(f"<item><title>{at}</title><link>/{at}</link>{_guid('tag:1-a')}</item>" for at in ("bridge", "bridge?b"))
    )
    _again(stage, _item(rest=_guid("tag:1-a")), after.decode())
    assert len(stage.asked("/bridge")) == 1


@case(KNOWN, "fragment-guid", "guids that are #1, #2 …: places in the list", "know items by their links")
def _(stage: Stage) -> None:
    for first, second in (("a", "b"), ("new", "a")):
        items = [
            f"<item><title>{at}</title><link>/{at}</link>{_guid(f'#{n}')}</item>"
            for n, at in enumerate((first, second))
        ]
        stage.serve("/feed", rss(*items))
        stage.poll()
    assert stage.entries() == ["a", "b", "new"]


@case(KNOWN, "empty-guid", "an empty guid, or one of blanks", "take it for none")
def _(stage: Stage) -> None:
    _again(stage, _item(rest="<guid></guid>"), _item(rest="<guid> </guid>"))
    assert len(stage.entries()) == 1


@case(KNOWN, "attributes-only", "a link whose address stands in an attribute", "read it")
def _(stage: Stage) -> None:
    body = rss(
        '<item><title>On the bridge</title><a:link xmlns:a="http://www.w3.org/2005/Atom" href="/bridge"/></item>'
    )
    stage.serve("/feed", body)
    stage.poll()
    assert stage.entries("url") == [stage.url("/bridge")]


@case(KNOWN, "tracking", "another utm_campaign, or ?ref=rss, each time", "leave them out of the address")
def _(stage: Stage) -> None:
    _again(stage, _item("/bridge?utm_source=a&amp;utm_campaign=1"), _item("/bridge?ref=rss&amp;fbclid=2"))
    assert stage.entries("url") == [stage.url("/bridge")]


@case(
    KNOWN, "unknown-tracking", "a parameter of its own that changes each time", "read it, see the same text, keep one"
)
def _(stage: Stage) -> None:
    stage.serve("/bridge?visit=1", page("bridge"), content_type="text/html")
    stage.serve("/bridge?visit=2", page("bridge"), content_type="text/html")
    _again(stage, _item("/bridge?visit=1"), _item("/bridge?visit=2"))


@case(KNOWN, "https-now", "the same address with https instead of http", "know it; nothing is fetched")
def _(stage: Stage) -> None:
    _again(stage, _item(stage.url("/bridge")), _item(stage.url("/bridge").replace("http:", "https:")))
    assert stage.entries("state") == ["done", "duplicate"]


@case(KNOWN, "www", "the same address with www., or with / at its end", "know it; nothing is fetched")
def _(stage: Stage) -> None:
    _again(stage, _item(stage.url("/bridge")), _item(stage.url("/bridge/", "www.paper.example")))
    assert stage.entries("state") == ["done", "duplicate"]


@case(KNOWN, "new-host", "a new host, with new guids", "read it, see the same text, keep one")
def _(stage: Stage) -> None:
    _again(stage, _item(rest=_guid("tag:1-a")), _item(stage.url("/bridge", "new.example"), _guid("urn:uuid:1")))


@case(KNOWN, "new-address-and-headline", "a new address and a new headline over the same text", "keep one")
def _(stage: Stage) -> None:
    stage.serve(
        "/retitled", page("bridge").replace(b"Towns agree on bridge", b"At last a bridge"), content_type="text/html"
    )
    _again(stage, _item(), _item("/retitled", title="At last a bridge"))


@case(KNOWN, "new-date", "an edited date, weeks away", "it is no new entry")
def _(stage: Stage) -> None:
    date = "<pubDate>Thu, {} Jan 2026 05:00:00 GMT</pubDate>"
    _again(stage, _item(rest=date.format(15)), _item(rest=date.format("01")))
    assert len(stage.entries()) == 1


@case(KNOWN, "two-feeds", "the same page in two of its feeds", "fetch it once")
def _(stage: Stage) -> None:
    stage.serve("/other", rss("bridge"))
    stage.pages("bridge")
    stage.serve("/feed", rss("bridge"))
    stage.poll()
    stage.work()
    stage.poll("/other")
    stage.work()
    assert (len(stage.articles()), len(stage.asked("/bridge"))) == (1, 1)


@case(KNOWN, "two-stories", "two stories whose texts share most words", "keep both")
def _(stage: Stage) -> None:
    stage.pages("bridge", "fish")
    stage.serve("/feed", rss("bridge", "fish"))
    stage.poll()
    stage.work()
    assert len(stage.articles()) == 2


def _page(stage: Stage, head: str, body: str = "") -> None:
    stage.serve("/", f"<html><head>{head}</head><body>{body}</body></html>".encode(), content_type="text/html")


def _found(stage: Stage, path: str = "/") -> list[str]:
    return [one.url.partition(f":{stage.web.port}")[2] for one in stage.discovering.find(stage.url(path))]


@case(FINDING, "it-is-the-feed", "is a feed, not a page", "take it as it is")
def _(stage: Stage) -> None:
    stage.serve("/feed", rss("bridge"))
    assert _found(stage, "/feed") == ["/feed"]


@case(
    FINDING, "declared", "a page that declares its feeds", "offer those that can be read, in its order; comments last"
)
def _(stage: Stage) -> None:
    link = '<link rel="alternate" type="application/{}" href="{}">'
    kinds = (("rss+xml", "/comments/feed"), ("atom+xml", "/atom"), ("rss+xml", "/broken"), ("feed+json", "/json"))
    _page(stage, "".join(link.format(*one) for one in kinds))
    for path in ("/comments/feed", "/atom"):
        stage.serve(path, rss("bridge"))
    stage.serve("/json", b'{"items": [{"url": "/talks"}]}')
    assert _found(stage) == ["/atom", "/json", "/comments/feed"]
    found = stage.discovering.find(stage.url("/"))
    assert (found[0].title, found[0].kind, found[0].entries) == ("The Paper", "rss", 1)


@case(FINDING, "wp-json", "declares /wp-json/ beside its feed", "know that this is no feed; do not ask for it")
def _(stage: Stage) -> None:
    link = '<link rel="alternate" type="application/{}" href="{}">'
    _page(stage, link.format("json", "/wp-json/wp/v2/posts/1") + link.format("rss+xml", "/atom"))
    stage.serve("/atom", rss("bridge"))
    assert _found(stage) == ["/atom"]
    assert stage.asked("/wp-json/wp/v2/posts/1") == []


@case(FINDING, "base-href", "a `<base href>`", "resolve what it declares by that")
def _(stage: Stage) -> None:
    _page(stage, '<base href="/news/"><link rel="alternate" type="application/rss+xml" href="all.rss">')
    stage.serve("/news/all.rss", rss("bridge"))
    assert _found(stage) == ["/news/all.rss"]


@case(FINDING, "linked", "declares nothing, but links to its feeds", "try the links that look like feeds")
def _(stage: Stage) -> None:
    _page(stage, "", '<a href="/about">About</a><a href="/world.rss">World</a><a href="/press">Press</a>')
    stage.serve("/world.rss", rss("bridge"))
    assert _found(stage) == ["/world.rss"]
    assert stage.asked("/press") == []


@case(FINDING, "well-known", "declares and links nothing", "look where feeds usually stand")
def _(stage: Stage) -> None:
    _page(stage, "")
    stage.serve("/rss.xml", rss("bridge"))
    assert _found(stage) == ["/rss.xml"]


@case(FINDING, "feed-in-a-parameter", "has its feed at ?feed=rss2", "keep the parameter: it is no tracking")
def _(stage: Stage) -> None:
    _page(stage, "")
    stage.serve("/?feed=rss2", rss("bridge"))
    assert _found(stage) == ["/?feed=rss2"]
    assert stage.following.follow(stage.url("/?feed=rss2"), "me")[1]
    assert stage.following.listed()[0].feed.url == stage.url("/?feed=rss2")


@case(FINDING, "sitemap-in-robots", "has no feed, but a news sitemap in its robots.txt", "offer that")
def _(stage: Stage) -> None:
    _page(stage, "")
    lines = "".join(f"Sitemap: {stage.url(path)}\n" for path in ("/pages.xml", "/index.xml.old", "/news.xml"))
    stage.serve("/robots.txt", f"User-agent: *\nDisallow:\n{lines}".encode())
    stage.serve("/news.xml", _sitemap(stage))
    stage.serve("/pages.xml", b"<urlset><url><loc>http://paper.example/</loc></url></urlset>")
    assert _found(stage) == ["/news.xml"]


@case(FINDING, "sitemap-index", "an index of sitemaps in its robots.txt", "offer those of news that it lists")
def _(stage: Stage) -> None:
    _page(stage, "")
    stage.serve("/robots.txt", f"Sitemap: {stage.url('/all.xml')}\n".encode())
    listed = "".join(f"<sitemap><loc>{stage.url(path)}</loc></sitemap>" for path in ("/pages.xml", "/news.xml"))
    stage.serve("/all.xml", f"<sitemapindex>{listed}</sitemapindex>".encode())
    stage.serve("/news.xml", _sitemap(stage))
    assert _found(stage) == ["/news.xml"]


@case(FINDING, "nothing-there", "has no feed at all", "tell so, having asked a dozen times at most, a second apart")
def _(stage: Stage) -> None:
    _page(stage, "")
    with pytest.raises(NotFound, match="No feed was found"):
        stage.discovering.find(stage.url("/"))
    assert len(stage.web.asked) <= 12
    assert stage.clock.waited >= len(stage.web.asked) - 1


def _sitemap(stage: Stage) -> bytes:
    date = (stage.clock.now - DAY).isoformat()
    return f"""<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{stage.url("/a")}</loc>
<n:news><n:publication_date>{date}</n:publication_date><n:title>Talks</n:title></n:news></url></urlset>""".encode()
