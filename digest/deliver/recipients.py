"""Which rendering a reader gets. Who is a recipient is decided by the ledger, in one statement over all readers."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def language_for(wanted: str, offered: tuple[str, ...]) -> str:
    """The language of `offered` for a reader of `wanted`, both BCP 47: the same, else the same primary subtag.

    Otherwise the first of `offered`, the digest's own language.
    """
    exact = {language.lower(): language for language in reversed(offered)}
    primary = {language.lower().split("-")[0]: language for language in reversed(offered)}
    wanted = wanted.lower().replace("_", "-")
    return exact.get(wanted) or primary.get(wanted.split("-")[0]) or offered[0]
