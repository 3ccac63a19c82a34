"""Email addresses: which can be mailed, and which are the same mailbox. It asks no DNS."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from digest.model.errors import BadAddress
from digest.model.text import N_

_PLAIN = re.compile(
    r"[a-z0-9](?:[a-z0-9_+'-]|\.(?=[^.@])){0,62}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.IGNORECASE
)
_RESERVED = frozenset({"arpa", "invalid", "local", "localhost", "onion", "internal"})
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")  # whose letters pass for one another's


def normalise(text: str) -> str:
    """`text` as an address: the local part as given (NFC), the domain in lower case and as A-labels (IDNA 2008).

    Raises `BadAddress` for what is no address, for characters that only look like others (fullwidth forms,
    Latin and Cyrillic letters in one name), and for names that a spreadsheet takes for a formula or a relay
    for an option. Reserved top-level domains are no address either, except `.test` (RFC 6761), for trials.
    """
    text = text.strip()
    if _PLAIN.fullmatch(text) and len(text) <= 254 and "--" not in text:
        local, _, domain = text.rpartition("@")
        domain = domain.lower()
        if domain.rpartition(".")[2] not in _RESERVED:
            return f"{local}@{domain}"
    _refuse_disguises(text)
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        raise BadAddress(
            N_("%(address)s is not an email address: %(error)s"), address=_shown(text), error=str(error)
        ) from None
    domain = found.ascii_domain.lower()
    if "." not in domain or domain.rpartition(".")[2] in _RESERVED:
        raise BadAddress(
            N_("%(address)s is not an email address: its domain is not on the internet."), address=_shown(text)
        )
    return f"{found.local_part}@{domain}"


def identity(address: str) -> str:
    """What two spellings of one mailbox share: case and the domain's form do not count; dots do.

    `address` comes from `normalise`. Only Gmail ignores dots, and its readers have chosen their spelling.
    """
    return unicodedata.normalize("NFC", address.casefold())


def _refuse_disguises(text: str) -> None:
    if "\ufffd" in text:  # where bytes were no UTF-8
        raise BadAddress(
            N_("%(address)s holds characters that were lost on the way; type the address again."), address=_shown(text)
        )
    if unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text):
        raise BadAddress(
            N_("%(address)s holds characters that only look like letters; type the address again."),
            address=_shown(text),
        )
    local = text.rpartition("@")[0]
    if local.startswith(("=", "-")) or "|" in local:
        raise BadAddress(
            N_("%(address)s looks like a formula or an option, not like an address."), address=_shown(text)
        )
    scripts = {script for script in _SCRIPTS for letter in local if unicodedata.name(letter, "").startswith(script)}
    if len(scripts) > 1:
        raise BadAddress(
            N_("%(address)s mixes letters of two alphabets; type the address again."), address=_shown(text)
        )


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…") if text else "An empty text"
