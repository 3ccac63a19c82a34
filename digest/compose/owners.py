"""Who owns a source, as far as its address tells. It knows no companies: two sites of one group are two owners."""

from functools import lru_cache
from urllib.parse import urlsplit

from digest.model.feed import Source

# Below these a name can be had by anybody: co.uk, com.br, gov.ua …
_SECOND_LEVEL = frozenset(
    ["ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "in", "mil", "ne", "net", "nom", "or", "org", "web"]
)
# Sites on which everybody is a publisher of their own.
_HOSTS = frozenset(
    [
        "blogspot.com",
        "wordpress.com",
        "substack.com",
        "medium.com",
        "livejournal.com",
        "tumblr.com",
        "github.io",
        "ghost.io",
        "wixsite.com",
        "over-blog.com",
        "beehiiv.com",
        "telegram.org",
        "t.me",
        "youtube.com",
        "facebook.com",
        "vk.com",
        "feedburner.com",
    ]
)


@lru_cache(maxsize=4096)  # asked of each pair of a story's articles
def owner(source: Source) -> str:
    """The registered domain of a source's site: the language editions of one publisher are one owner.

    Without a name there each source is its own.
    """
    labels = (urlsplit(source.home_url).hostname or "").removesuffix(".").split(".")
    if len(labels) < 2 or labels[-1].isdigit():  # no name, or a number such as 127.0.0.1
        return f"source {source.id}"
    if ".".join(labels[-2:]) in _HOSTS:
        return ".".join(labels)
    second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if second_level else -2 :])
