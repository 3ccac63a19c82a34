"""News sitemaps."""

from datetime import datetime, timedelta

from digest.collect.sitemap import read_sitemap
from digest.collect.xmltree import read_xml

PAGE = """<url><loc>https://paper.example/{name}</loc><image:image><image:title>Picture</image:title></image:image>
<news:news><news:publication_date>{date}</news:publication_date><news:title>{name}</news:title></news:news></url>"""


def test_only_the_last_two_days_are_news(now: datetime) -> None:
    """Older pages are passed over; an undeclared prefix and a picture's title do no harm."""
    ages = {"new": timedelta(hours=3), "old": timedelta(days=3)}
    pages = "".join(PAGE.format(name=name, date=(now - age).isoformat()) for name, age in ages.items())
    root, complaint = read_xml(f"<urlset>{pages}</urlset>")
    assert root is not None
    assert complaint
    entries = read_sitemap(root, "https://paper.example/sitemap.xml", now).entries
    assert [(entry.title, entry.url) for entry in entries] == [("new", "https://paper.example/new")]
