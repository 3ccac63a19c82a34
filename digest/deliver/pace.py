"""In which order mails are handed to a relay. It counts; it never waits."""

from collections.abc import Iterable
from itertools import chain, zip_longest

from digest.model.delivery import Recipient

# The houses behind many domains: a burst to gmail.com and googlemail.com is one burst.
PROVIDERS = {
    "gmail.com": "google",
    "googlemail.com": "google",
    "outlook.com": "microsoft",
    "hotmail.com": "microsoft",
    "hotmail.fr": "microsoft",
    "live.com": "microsoft",
    "live.fr": "microsoft",
    "msn.com": "microsoft",
    "yahoo.com": "yahoo",
    "yahoo.fr": "yahoo",
    "yahoo.co.uk": "yahoo",
    "aol.com": "yahoo",
    "icloud.com": "apple",
    "me.com": "apple",
    "mac.com": "apple",
    "orange.fr": "orange",
    "wanadoo.fr": "orange",
    "gmx.de": "gmx",
    "gmx.net": "gmx",
    "web.de": "gmx",
    "mail.ru": "mail.ru",
    "bk.ru": "mail.ru",
    "inbox.ru": "mail.ru",
    "list.ru": "mail.ru",
    "yandex.ru": "yandex",
    "ya.ru": "yandex",
    "ukr.net": "ukr.net",
}


def provider(address: str) -> str:
    """The house that receives mail for `address`, as far as its domain tells."""
    domain = address.rpartition("@")[2].lower()
    return PROVIDERS.get(domain, domain)


def mixed(recipients: Iterable[Recipient]) -> list[Recipient]:
    """`recipients` with their providers taking turns: none sees a burst, and a slow one holds up no whole run."""
    queues: dict[str, list[Recipient]] = {}
    for recipient in recipients:
        queues.setdefault(provider(recipient.address), []).append(recipient)
    turns = chain.from_iterable(zip_longest(*queues.values()))
    return [recipient for recipient in turns if recipient is not None]
