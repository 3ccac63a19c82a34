"""Whose mailboxes an address is among, in which order mails go out, and what a file of providers may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver import providers
from digest.deliver.providers import shipped
from digest.model.delivery import Recipient
from digest.model.errors import Deferred, Misconfigured
from digest.model.ids import DeliveryId, EditionId, SubscriberId


def reader(number: int, address: str) -> Recipient:
    return Recipient(DeliveryId(number), EditionId(1), SubscriberId(number), address, "", "fr")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@gmail.com", "google"),
        ("a@GoogleMail.com", "google"),
        ("a@list.ru", "mail.ru"),
        ("a@example.org", "example.org"),
    ],
)
def test_providers(address: str, expected: str) -> None:
    assert expected == shipped().of(address)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("aspmx.l.google.com", "google"),
        ("ALT1.ASPMX.L.Google.com", "google"),
        ("firm-example.mail.protection.outlook.com", "microsoft"),
        ("firm-example.a-v1.mx.microsoft", "microsoft"),
        ("mta5.am0.yahoodns.net", "yahoo"),
        ("mx1.mail.ovh.net", "ovh"),
        ("vps-1234.vps.ovh.net", ""),  # somebody's own machine there
        ("mx.notgoogle.com", ""),  # whole labels count
        ("mx.hoster.example", ""),
        ("", ""),
    ],
)
def test_whose_mail_exchanger_it_is(host: str, expected: str) -> None:
    assert expected == shipped().behind(host)


def test_domains_that_were_looked_up_count_after_those_of_the_table() -> None:
    """Elsewhere nothing changes."""
    found = shipped().hosting({"firm.example": "google", "gmx.de": "google"})
    assert [found.of(f"a@{domain}") for domain in ("Firm.example", "gmx.de", "other.example")] == [
        *("google", "gmx", "other.example"),
    ]
    assert shipped().of("a@firm.example") == "firm.example"


def test_providers_take_turns() -> None:
    readers = [
        reader(n, address) for n, address in enumerate(["a@gmail.com", "b@gmail.com", "c@gmail.com", "d@gmx.de"])
    ]
    assert [one.delivery_id for one in shipped().mixed(readers)] == [0, 3, 1, 2]


@given(st.lists(st.sampled_from(["gmail.com", "mail.ru", "example.org", "gmx.de"])))
def test_everybody_has_a_turn(domains: list[str]) -> None:
    """Nobody is left out, nobody comes twice."""
    readers = [reader(n, f"{n}@{domain}") for n, domain in enumerate(domains)]
    assert sorted(readers, key=str) == sorted(shipped().mixed(readers), key=str)


@pytest.mark.parametrize(
    ("text", "enhanced", "expected"),
    [
        ("421 4.7.0 [TSS04] temporarily deferred due to user complaints", "4.7.0", ("tss04", 0, 120)),
        ("421 4.7.0 [TSS05] temporarily deferred", "4.7.0", ("tss05", 0, 240)),
        ("421 An Unusual\r\n rate of mail", "", ("unusual-rate", 10, 30)),
        ("421 slower, please", "4.7.28", ("unusual-rate", 10, 30)),
        ("451 temporarily deferred", "", ("rate-limited", 1, 90)),
        ("451 you are rate limited", "", ("rate-limited", 1, 90)),
        ("421 Server busy", "", ("rate-limited", 1, 90)),
        ("450 mailbox busy", "4.2.1", None),
    ],
)
def test_what_words_ask_for(text: str, enhanced: str, expected: tuple[str, int, int] | None) -> None:
    found = shipped().asks("google", Deferred(text, code=421, enhanced=enhanced))
    assert expected == (found and (found.sign, found.per_minute, found.lasts.total_seconds() // 60))


def test_a_file_of_ones_own_adds_and_replaces() -> None:
    """The operator's rules are asked first; of what they do not name nothing changes."""
    found = providers.read("""
[refusing]
minutes = 5
[[provider]]
name = "google"
domains = ["gmail.com", "Example.ORG"]
mx = [".MX.example.org"]
per_minute = 60
[[rule]]
sign = "rate-limited"
text = "calm down"
provider = "google"
per_minute = 3
minutes = 7
""")
    assert [found.of(f"a@{domain}") for domain in ("example.org", "googlemail.com", "gmx.de")] == [
        *("google", "googlemail.com", "gmx"),
    ]
    assert [found.behind(host) for host in ("a.mx.example.org", "aspmx.l.google.com", "mx00.gmx.net")] == [
        *("google", "", "gmx"),
    ]
    assert (found.rates, found.refusing.per_minute, found.refusing.lasts.seconds) == ({"google": 60}, 1, 300)
    asked = found.asks("google", Deferred("451 Calm down", code=451))
    assert (asked and asked.per_minute, found.asks("gmx", Deferred("451 Calm down", code=451))) == (3, None)
    assert found.asks("google", Deferred("451 server busy", code=451)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name =", "this is no TOML"),
        ("[[providers]]", "providers: there are only"),
        ("[provider]", "two brackets"),
        ('[[provider]]\ndomains = ["a"]', "it needs a name"),
        ('[[provider]]\nname = "x"\nper_minute = 0', "x: per_minute is 0; it is a whole number from 1 on"),
        ('[[provider]]\nname = "x"\ndomains = "a"', "domains is a list of texts"),
        ('[[provider]]\nname = "x"\nmx = "mx.example"', "mx is a list of texts"),
        ('[[provider]]\nname = "x"\nrate = 3', "rate: not known here"),
        ('[[rule]]\nsign = "x"\nper_minute = 1', "it needs minutes"),
        ('[[rule]]\nsign = "x"\nper_minute = 1\nminutes = 1', "it needs a text"),
        ('[[rule]]\nsign = "x"\ntext = "("\nper_minute = 1\nminutes = 1', "text is no regular expression"),
        ("[refusing]\nminutes = true", "minutes is True"),
        ("refusing = 3", "write [refusing]"),
        ("provider = [3]", "[[provider]]"),
    ],
)
def test_a_file_that_cannot_work_says_where(text: str, expected: str) -> None:
    with pytest.raises(Misconfigured) as raised:
        providers.read(text)
    assert str(raised.value).startswith("DIGEST_PROVIDERS_FILE: ")
    assert expected in str(raised.value)
