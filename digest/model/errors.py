"""Every error the house raises on purpose.

DigestError
├── BadInput              what a person or a file gave us cannot be used
│   ├── BadAddress        not an address we can mail
│   ├── BadFields         a form: what is wrong with each of its fields
│   ├── BadFeed           bytes that are not a feed
│   ├── BadPage           a page without an article
│   ├── BadTemplate       a template that does not compile (file, line, column)
│   ├── BadToken          a link that we did not sign, or whose purpose is another
│   └── NotFound          no such edition, list, digest …
├── Refused               asked for something that the state of things forbids
│   ├── NotAdmitted       not who they say they are, or not known here
│   └── TooOften          more of one thing than is let through in a while
│   └── Conflict          somebody changed the same thing meanwhile
├── Misconfigured         a setting that cannot work
├── FetchError
│   ├── Unreachable       (temporary) no answer in time, DNS, TLS, 5xx
│   │   └── NoSuchHost    (temporary) DNS knows no such name
│   ├── TooManyRequests   (temporary) 429 and 503 with Retry-After
│   ├── Gone              410: it will not come back
│   ├── NotServed         4xx, a redirect that leads nowhere
│   │   └── Challenged        a page that asks for proof of a browser
│   ├── Forbidden         an address that we never connect to
│   │   └── PrivateAddress    one of a private network
│   └── TooLarge          more bytes than we accept, after decompression
├── DeliveryError         what a mail server answered, or did not
│   ├── Deferred          (temporary) 4xx, a lost connection before the final dot
│   ├── Rejected          5xx for this recipient or this message
│   ├── RelayUnusable     (temporary) the relay refuses us: greeting, TLS, AUTH
│   └── Uncertain         the answer after the final dot was lost
└── StoreError
    ├── SchemaOutdated    the database stands at another migration
    └── DatabaseDown      (temporary) no connection, disk full, locked
"""

from collections.abc import Mapping
from typing import ClassVar


class DigestError(Exception):
    """Whatever goes wrong on purpose. The message is for people: what is wrong, where, what to do.

    `message` is English, with a slot `%(name)s` for each of `values`; without values it stands as it is. The error's
    text is that message, filled, for commands, logs and programs; a page says `phrase` in its own language and fills
    it with `values`, of which one may be another error. Mark `message` with `N_`, so that translators find it.
    """

    temporary: ClassVar[bool] = False

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.phrase, self.values = message, values


class BadInput(DigestError):
    """What a person or a file gave us cannot be used."""

    temporary = False


class BadAddress(BadInput):
    """Not an address that mail can be sent to."""

    temporary = False


class BadFields(BadInput):
    """A form that cannot be used; `fields` says by name what is wrong with each."""

    temporary = False

    def __init__(self, message: str, fields: Mapping[str, BadInput], /, **values: object) -> None:
        super().__init__(message, **values)
        self.fields = fields


class BadFeed(BadInput):
    """The bytes are not a feed."""

    temporary = False


class BadPage(BadInput):
    """The page holds no article that we can read."""

    temporary = False


class BadTemplate(BadInput):
    """A template that does not compile or render; `file`, `line` and `column` (from 1) say where, if known."""

    temporary = False

    def __init__(self, message: str, /, *, file: str = "", line: int = 0, column: int = 0) -> None:
        where = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(f"{where}: {message}" if where else message)
        self.file, self.line, self.column = file, line, column


class BadToken(BadInput):
    """A link that we did not sign, or that was signed for something else."""

    temporary = False


class NotFound(BadInput):
    """There is no such thing."""

    temporary = False


class Refused(DigestError):
    """The state of things forbids it: an edition already sent cannot be approved."""

    temporary = False


class Conflict(Refused):
    """Somebody changed the same thing after it was looked at; the message says who, what and when."""

    temporary = False


class NotAdmitted(Refused):
    """Somebody is not let in; whether the address or the password was wrong is not said."""

    temporary = False


class TooOften(Refused):
    """More of one thing than is let through in a while; the message says for how long to wait."""

    temporary = False


class Misconfigured(DigestError):
    """A setting that cannot work; the message names it."""

    temporary = False


class FetchError(DigestError):
    """A page or feed could not be had. `status` is the HTTP status, or 0 when there was none."""

    temporary = False

    def __init__(self, message: str, /, *, status: int = 0, retry_after: float | None = None, **values: object) -> None:
        super().__init__(message, **values)
        self.status = status
        self.retry_after = retry_after  # seconds, as the server asked (RFC 9110 §10.2.3)


class Unreachable(FetchError):
    """No answer in time, or none that helps: DNS, TLS, a reset, 5xx."""

    temporary = True


class NoSuchHost(Unreachable):
    """DNS knows no such name; it may again tomorrow."""

    temporary = True


class TooManyRequests(FetchError):
    """The server asked us to wait: 429, or 503 with Retry-After."""

    temporary = True


class Gone(FetchError):
    """410: it will not come back."""

    temporary = False


class NotServed(FetchError):
    """4xx, or redirects that lead nowhere."""

    temporary = False


class Challenged(NotServed):
    """A page that asks for proof of a browser (`cf-mitigated: challenge`): only the site can let us in."""

    temporary = False


class Forbidden(FetchError):
    """An address that we never connect to, such as one in a private network."""

    temporary = False


class PrivateAddress(Forbidden):
    """An address in a private network, or on this machine."""

    temporary = False


class TooLarge(FetchError):
    """More bytes than we accept, counted after decompression."""

    temporary = False


class DeliveryError(DigestError):
    """A mail server's answer that is not a success: `code` and `enhanced` as in RFC 5321 and RFC 3463."""

    temporary = False

    def __init__(self, message: str, /, *, code: int = 0, enhanced: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.code, self.enhanced = code, enhanced


class Deferred(DeliveryError):
    """Not now: 4xx for this recipient, or a connection lost before the final dot."""

    temporary = True


class Rejected(DeliveryError):
    """Never: 5xx for this recipient or this message."""

    temporary = False


class RelayUnusable(DeliveryError):
    """The relay refuses us all: no connection, greeting 4xx or 5xx, TLS, AUTH. Nobody's address is at fault."""

    temporary = True


class Uncertain(DeliveryError):
    """The answer after the final dot was lost: the mail may have been taken (RFC 1047)."""

    temporary = False


class StoreError(DigestError):
    """The database cannot do what was asked."""

    temporary = False


class SchemaOutdated(StoreError):
    """The database stands at another migration than this release."""

    temporary = False


class DatabaseDown(StoreError):
    """No connection, no room on the disk, or locked for too long."""

    temporary = True
