"""Proving who we are to a relay (RFC 4954): the commands of PLAIN, LOGIN and XOAUTH2. They are not sent here."""

from base64 import b64encode
from collections.abc import Iterator

from digest.model.errors import RelayUnusable
from digest.model.relay import Login, Relay

_ORDER = (Login.PLAIN, Login.LOGIN, Login.XOAUTH2)


def lines(relay: Relay, offered: frozenset[str]) -> Iterator[str]:
    """What to say, line after line, for as long as the relay answers 334. Raises RelayUnusable."""
    way = relay.login or next((way for way in _ORDER if way.upper() in offered), None)
    if way is None or way.upper() not in offered:
        raise RelayUnusable(
            f"{relay.name} takes none of the logins that we know, or not without encryption; it offers "
            f"{', '.join(sorted(offered)) or 'none'}."
        )
    if way is Login.PLAIN:
        yield "AUTH PLAIN " + _coded(f"\0{relay.user}\0{relay.password}")
    elif way is Login.LOGIN:
        yield "AUTH LOGIN"
        yield _coded(relay.user)
        yield _coded(relay.password)
    else:
        yield "AUTH XOAUTH2 " + _coded(f"user={relay.user}\1auth=Bearer {relay.password}\1\1")
        yield ""  # what is wrong with the token comes as 334; the refusal comes after an empty line


def _coded(text: str) -> str:
    return b64encode(text.encode()).decode()
