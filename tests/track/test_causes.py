"""Causes of refusals: every row of the table, in words that servers use, and what the codes alone say."""

import pytest

from digest.model.event import Cause
from digest.track.causes import Finding, cause, table, words

ADDRESS, MAILBOX, OURS, UNKNOWN = Cause.ADDRESS, Cause.MAILBOX, Cause.OURS, Cause.UNKNOWN

SAID = [
    # the mailbox does not exist
    ("no-such-user", ADDRESS, 550, "5.1.1", "550 5.1.1 <mira@example.net>: Recipient address rejected: User unknown"),
    ("no-such-user", ADDRESS, 550, "5.7.1", "550 5.7.1 No such user here"),
    ("no-such-user", ADDRESS, 550, "5.2.1", "550 5.2.1 <mira@example.net>... User Unknown"),
    ("no-such-user", ADDRESS, 550, "", "550 Requested action not taken: mailbox unavailable"),
    ("no-such-user", ADDRESS, 550, "5.4.1", "550 5.4.1 Recipient address rejected: Access denied."),
    ("no-such-user", ADDRESS, 550, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP lookup"),
    ("no-such-user", ADDRESS, 554, "", "554 delivery error: This user doesn’t have an example.net account"),
    ("no-such-user", ADDRESS, 0, "", "Sorry, no mailbox here by that name. (#5.1.1)"),
    ("no-such-user", ADDRESS, 550, "", "550 пользователь mira@example.net не найден"),
    ("no-such-user", ADDRESS, 550, "", "550 нет такого ящика"),
    ("no-such-user", ADDRESS, 550, "5.1.1", "550 5.1.1 something that nobody has said before"),
    # its domain does not
    ("no-such-domain", ADDRESS, 0, "5.4.4", "Host or domain name not found. Name service error: Host not found"),
    ("no-such-domain", ADDRESS, 0, "5.1.2", "the words of another language"),
    ("no-such-domain", ADDRESS, 556, "5.1.10", "556 5.1.10 the domain does not accept mail (null MX)"),
    ("no-such-domain", ADDRESS, 0, "", 'mira@example.invalid: unrouteable mail domain "example.invalid"'),
    # a mailbox that takes no mail
    ("full", MAILBOX, 552, "5.2.2", "552 5.2.2 The mailbox is full"),
    ("full", MAILBOX, 550, "5.1.1", "550 5.1.1 mira@example.net is over quota"),
    ("full", MAILBOX, 550, "", "550 почтовый ящик переполнен"),
    ("full", MAILBOX, 550, "", "550 destinatario desconocido o buzón lleno"),
    ("disabled", MAILBOX, 550, "", "550 esta cuenta está suspendida"),
    ("disabled", MAILBOX, 550, "5.2.1", "550 5.2.1 The email account that you tried to reach is disabled"),
    ("their-system", MAILBOX, 451, "4.3.0", "451 4.3.0 Temporary failure, please try again later"),
    ("their-system", MAILBOX, 0, "5.3.0", "command died with status 9"),
    ("their-system", MAILBOX, 450, "4.2.1", "450 4.2.1 words without meaning"),
    ("unreachable", MAILBOX, 0, "4.4.1", "connect to mx.example.net[192.0.2.1]:25: Connection timed out"),
    ("unreachable", MAILBOX, 0, "5.4.0", "words without meaning"),
    # what we are
    ("listed", OURS, 554, "5.7.1", "554 5.7.1 Client host [192.0.2.1] blocked using bl.example.net"),
    ("listed", OURS, 550, "", "550 Your IP address has a poor reputation"),
    ("authentication", OURS, 550, "5.7.26", "550 5.7.26 Blocked, for the sender is unauthenticated"),
    ("authentication", OURS, 550, "5.7.515", "550 5.7.515 words without meaning"),
    ("authentication", OURS, 550, "", "550 rejected by the DMARC policy of the domain"),
    ("reverse-dns", OURS, 550, "5.7.25", "550 5.7.25 the sending address has no PTR record"),
    ("reverse-dns", OURS, 504, "", "504 <mail>: Helo command rejected: need fully-qualified hostname"),
    ("spam", OURS, 554, "5.7.1", "554 5.7.1 the message looks like spam"),
    ("virus", OURS, 550, "", "550 a virus was found in the message"),
    ("rate", OURS, 421, "4.7.28", "421 4.7.28 an unusual rate of mail comes from your address"),
    ("rate", OURS, 452, "", "452 too many recipients"),
    ("sender-refused", OURS, 550, "5.1.8", "550 5.1.8 Sender address rejected: Domain not found"),
    ("relaying", OURS, 554, "5.7.1", "554 5.7.1 <mira@example.net>: Relay access denied"),
    ("too-large", OURS, 552, "5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    ("form", OURS, 550, "5.6.0", "550 the message is not RFC 5322 compliant"),
    ("form", OURS, 500, "5.5.1", "500 words without meaning"),
    ("policy", OURS, 550, "5.7.1", "550 5.7.1 denied by local policy"),
    ("policy", OURS, 554, "5.7.0", "554 5.7.0 words without meaning"),
    # nothing that is understood
    ("", UNKNOWN, 550, "", "550 hm"),
    ("", UNKNOWN, 550, "5.0.0", ""),
]  # fmt: skip


@pytest.mark.parametrize(("sign", "found", "code", "enhanced", "said"), SAID, ids=range(len(SAID)))
def test_a_refusal_is_read_by_its_words_and_codes(sign: str, found: Cause, code: int, enhanced: str, said: str) -> None:
    """What the words say counts before what the code says; a code that says something of its own counts next."""
    assert cause(code, enhanced, said) == Finding(found, sign)


def test_every_row_of_the_table_has_an_example() -> None:
    """No rule stands there that nothing shows."""
    signs = {rule.finding for rule in table().rules}
    assert {one.sign for one in signs} == {sign for sign, *_ in SAID if sign}


def test_class_5_alone_means_no_dead_address() -> None:
    """5.x.x says that this mail failed for good, not that nobody reads there."""
    refused = [f"5.{subject}.0" for subject in range(8)] + ["5.2.1", "5.7.1", "5.4.1", "5.3.2", "5.1.0"]
    assert {cause(550, enhanced, "").cause for enhanced in refused} <= {MAILBOX, OURS, UNKNOWN}


@pytest.mark.parametrize("enhanced", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"])
def test_codes_of_dead_addresses_are_enough(enhanced: str) -> None:
    """RFC 3463 and RFC 7505 give them no other meaning."""
    assert cause(550, enhanced, "").cause is ADDRESS


@pytest.mark.parametrize(
    "said",
    [
        "550 5.1.1 <mira@example.net>: mailbox is full, user unknown to our quota daemon",
        "550 5.1.1 blocked using bl.example.net",
        "550 5.1.1 your message was rejected as spam",
        "Your message to mira@example.net could not be delivered: retry timeout exceeded",
        "451 4.1.1 recipient address rejected: temporarily unknown, try again later",
        "550 id: no such file or directory",
        "550 5.7.1 sender address mira@example.net does not exist",
    ],
)
def test_in_doubt_nobody_is_lost(said: str) -> None:
    """Words that could mean both are read as if the address were alive."""
    assert cause(550, "", said).cause is not ADDRESS


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("host mx.example.net said: 550 User unknown (in reply to RCPT TO command)", ADDRESS),
        ("host mx.example.net said: 550 User unknown (in reply to end of DATA command)", MAILBOX),
        ("SMTP error from remote mail server after MAIL FROM:<b@example.org>: 550 User unknown", OURS),
    ],
)
def test_who_says_unknown_at_another_step_means_something_else(told: str, found: Cause) -> None:
    """Whether somebody is there is asked at RCPT; after the message it is the message that is refused."""
    assert cause(550, "", "550 User unknown", told).cause is found


def test_what_a_report_says_to_people_counts_last() -> None:
    """Its own words are used where the server's tell nothing."""
    assert cause(550, "5.0.0", "550 no", "The mailbox is full.") == Finding(MAILBOX, "full")
    assert cause(550, "", "550 user unknown", "Perhaps the mailbox is full?").cause is ADDRESS


def test_a_text_is_read_without_its_trimmings() -> None:
    """Case, punctuation, addresses and codes do not matter to a phrase."""
    assert words("550-5.1.1 <A.B@Example.NET>: the user doesn’t\r\n exist!") == " 550 @ the user does not exist "


def test_a_hostile_text_costs_little() -> None:
    """However long and odd, only its beginning is looked at."""
    assert cause(550, "", "user " * 200_000 + "unknown").cause is not None
    assert cause(550, "", "<" * 100_000 + "@" * 100_000).cause is UNKNOWN
