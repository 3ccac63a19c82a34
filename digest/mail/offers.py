"""What a server offers in its answer to EHLO (RFC 5321 §4.1.1.1). Whether it keeps its word is seen elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offers:
    """The extensions that we know how to use."""

    pipelining: bool = False  # RFC 2920
    chunking: bool = False  # RFC 3030
    eight_bit: bool = False  # RFC 6152
    utf8: bool = False  # RFC 6531
    dsn: bool = False  # RFC 3461
    enhanced: bool = False  # RFC 2034
    starttls: bool = False  # RFC 3207
    size: bool = False  # RFC 1870
    most_octets: int = 0  # of a message; 0: no limit is told
    auth: frozenset[str] = frozenset()  # RFC 4954: mechanisms, upper case


NOTHING = Offers()  # what HELO gives


def offers_of(lines: list[str]) -> Offers:
    """The offers in the lines of the reply, the first of which is the server's name."""
    keywords = dict[str, list[str]]()
    for line in lines[1:]:
        # Some old servers write AUTH=LOGIN.
        keyword, *values = line.upper().replace("AUTH=", "AUTH ", 1).split() or [""]
        keywords.setdefault(keyword, []).extend(values)
    size = (keywords.get("SIZE") or ["0"])[0]
    return Offers(
        pipelining="PIPELINING" in keywords,
        chunking="CHUNKING" in keywords,
        eight_bit="8BITMIME" in keywords,
        utf8="SMTPUTF8" in keywords,
        dsn="DSN" in keywords,
        enhanced="ENHANCEDSTATUSCODES" in keywords,
        starttls="STARTTLS" in keywords,
        size="SIZE" in keywords,
        most_octets=int(size) if size.isascii() and size.isdigit() else 0,
        auth=frozenset(keywords.get("AUTH", ())),
    )
