"""A relay that takes our mail: where it is, how to get in, how much may be asked of it. Nothing is connected here."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit


class Tls(StrEnum):
    """How the connection to the relay is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Login(StrEnum):
    """How we prove who we are (RFC 4954)."""

    ANY = ""  # the first of these that is offered
    PLAIN = "plain"
    LOGIN = "login"
    XOAUTH2 = "xoauth2"  # the password is an access token


@dataclass(frozen=True, slots=True)
class Relay:
    """One relay. Certificates are always verified."""

    host: str
    port: int = 25
    tls: Tls = Tls.NONE
    user: str = ""  # none: no AUTH
    password: str = field(default="", repr=False)
    login: Login = Login.ANY
    lmtp: bool = False  # RFC 2033
    weight: int = 1  # its share of the mail, among several
    connections: int = 5  # at most, for each process that sends
    window: int = 10  # mails on the wire at most, a connection, where the relay offers CHUNKING and PIPELINING
    rate: float = 0.0  # mails a second at most, for each process that sends; 0: no limit
    mails: int = 0  # before a connection is renewed; 0: no limit

    @property
    def name(self) -> str:
        """host:port."""
        return f"{self.host}:{self.port}"


Kind = TypeVar("Kind", bound=StrEnum)

_SCHEMES = {"smtp": 25, "smtps": 465, "lmtp": 24}
_LEAST = {"weight": 1, "connections": 1, "window": 1, "mails": 0}  # what these numbers must be at least


def relay_from(url: str, *, mails: int = 0) -> Relay:
    """smtp://user:password@host:port?tls=starttls&weight=2 as a relay; smtps:// is TLS from the first octet.

    What may follow the question mark: tls, login, weight, connections, window, rate, mails. Raises ValueError, which
    names what cannot be used and never the password. `mails` counts where the URL does not say.
    """
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.hostname}"
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError(f"{place} is no relay; one looks like smtp://user@relay.example.org:587?tls=starttls")
    try:
        given = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        return Relay(
            host=parts.hostname,
            port=parts.port or _SCHEMES[parts.scheme],
            tls=_one_of(Tls, "tls", given.get("tls", "tls" if parts.scheme == "smtps" else "none")),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            login=_one_of(Login, "login", given.get("login", "")),
            lmtp=parts.scheme == "lmtp",
            **_values({"mails": str(mails)} | given),
        )
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _values(given: dict[str, str]) -> dict[str, Any]:
    found = dict[str, Any]()
    for name, value in given.items():
        if name in _LEAST:
            if not value.isdecimal() or int(value) < _LEAST[name]:
                raise ValueError(f"{name}={value!r} is no whole number from {_LEAST[name]} on")
            found[name] = int(value)
        elif name == "rate":
            found[name] = _rate(value)
        elif name not in {"tls", "login"}:
            raise ValueError(f"{name!r} is none of tls, login, rate, {', '.join(_LEAST)}")
    return found


def _one_of(kind: type[Kind], name: str, value: str) -> Kind:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{name}={value!r} is none of {', '.join(one for one in kind if one)}") from None


def _rate(value: str) -> float:
    try:
        rate = float(value)
    except ValueError:
        rate = -1.0
    if not 0 <= rate < float("inf"):
        raise ValueError(f"rate={value!r} is no number of mails a second")
    return rate
