"""Which addresses we connect to. Nothing on this machine or in its networks, whatever a feed, page or DNS says.

The names of hosts prove nothing (they can be rebound between two look-ups), so it is the address about to be
connected that is judged: `ipaddress.is_global` and what it lets through on some versions of Python.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from digest.model.errors import Forbidden, PrivateAddress
from digest.model.text import N_

WEB_PORTS = frozenset({80, 443})

_NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
            "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2002::/16", "3fff::/20",
        ),
    ),
)  # fmt: skip
# All that was ever given out to hosts (RFC 4291 §2.4, IANA). What is outside wraps IPv4 addresses (::/96,
# ::ffff:0:0:0/96, 64:ff9b::/96), or is local, or multicast.
_GIVEN_OUT = ip_network("2000::/3")
# Machines in a cloud are told their secrets there; nobody has a feed, a provider or a web hook at these.
_METADATA = tuple(map(ip_network, ("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32")))
_NOT_PUBLIC = N_("%(host)s leads to %(address)s, which is not a public address; it is never fetched.")
_THIS_MACHINE = N_(
    "%(host)s leads to %(address)s, which is not a public address; it is never fetched. "
    "Set DIGEST_FETCH_ALLOW_LOOPBACK to fetch from this machine."
)
_PRIVATE_NAMES = ("localhost", "internal", "local", "localdomain", "home.arpa", "lan", "intranet")


def checked_url(url: str, *, allow_loopback: bool = False) -> str:
    """`url` as ASCII, ready for the wire. Raises Forbidden for other schemes, ports, names, or with a user in it."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (UnicodeError, ValueError):
        raise Forbidden(N_("%(url)s is not an address that can be fetched."), url=repr(url[:200])) from None
    if parts.scheme.lower() not in {"http", "https"} or not name:
        raise Forbidden(N_("%(url)s is not an http or https address."), url=repr(url[:200]))
    if parts.username is not None or parts.password is not None:
        raise Forbidden(N_("The address of %(name)s carries a user's name; give it without."), name=name)
    if not allow_loopback:
        if port not in {None, *WEB_PORTS}:
            raise Forbidden(
                N_("Port %(port)s of %(host)s is not one of the web's; only 80 and 443 are fetched."),
                port=port,
                host=name,
            )
        if any(name == private or name.endswith(f".{private}") for private in _PRIVATE_NAMES):
            raise PrivateAddress(
                N_("%(name)s is a name of a private network; only public addresses are fetched."), name=name
            )
    return _on_the_wire(parts, name, port)


def check_address(
    address: str, port: int, host: str, *, allow_loopback: bool = False, allow_private: bool = False
) -> None:
    """Raise Forbidden unless `address`, to which `host` resolved, is public (or loopback or private, where allowed)."""
    ip = _inner(ip_address(address.partition("%")[0]))
    if ip.is_loopback and (allow_loopback or allow_private):
        return
    if allow_private and not _within(ip, _METADATA) and not (ip.is_multicast or ip.is_unspecified or ip.is_reserved):
        return
    if port not in WEB_PORTS:
        raise Forbidden(
            N_("Port %(port)s of %(host)s is not one of the web's; only 80 and 443 are fetched."), port=port, host=host
        )
    if not ip.is_global or _within(ip, _NEVER) or (ip.version == 6 and ip not in _GIVEN_OUT):
        raise PrivateAddress(_THIS_MACHINE if ip.is_loopback else _NOT_PUBLIC, host=host, address=address)


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one merely wraps (::ffff:127.0.0.1)."""
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def _within(ip: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(ip in network for network in networks if network.version == ip.version)


def _on_the_wire(parts: SplitResult, name: str, port: int | None) -> str:
    netloc = f"[{name}]" if ":" in name else name
    if port is not None:
        netloc = f"{netloc}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), netloc, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|"), ""))


def is_loopback(url: str) -> bool:
    """Whether the address names this machine outright."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
