"""Which hosts take in the mail of a domain, asked of DNS (RFC 5321 §5.1). Whose hosts they are is not known here."""

from dns.exception import DNSException
from dns.name import from_text, root
from dns.rdtypes.ANY.MX import MX
from dns.resolver import NXDOMAIN, NoAnswer, Resolver


def exchangers(domain: str, patience: float, server: tuple[str, int] | None = None) -> tuple[str, ...] | None:
    """The hosts that are tried first for mail to `domain`, in small letters; None when there was no answer.

    `patience`: seconds, for all of it. `server`: the address and port of whom to ask; None: as the system has it. A
    domain that is not, or that names no host for its mail, has none.
    """
    try:
        resolver = Resolver(configure=server is None)
        if server is not None:
            resolver.nameservers, resolver.port = [server[0]], server[1]
        resolver.timeout = patience / 2  # a datagram that is lost is sent once more
        answer = resolver.resolve(from_text(domain), "MX", lifetime=patience, search=False)
    except (NXDOMAIN, NoAnswer):
        return ()
    except (DNSException, OSError, UnicodeError):  # out of time, refused, junk, or no name that could be asked for
        return None
    found = [one for one in answer if isinstance(one, MX) and one.exchange != root]  # root: it takes none (RFC 7505)
    least = min((one.preference for one in found), default=0)
    return tuple(sorted(one.exchange.to_text(omit_final_dot=True).lower() for one in found if one.preference == least))
