"""Which of our addresses a mail came to, and which tokens it brings."""

import pytest
import returned_mails as mails

from digest.track.parts import take_apart
from digest.track.routing import Box, Slip, returned_tokens, route

TOKEN = "12d68775f5ba50858bab51fd8b"


@pytest.mark.parametrize(
    ("address", "slip"),
    [
        (f"b+{TOKEN}@bounce.example.org", Slip(Box.BOUNCE, TOKEN)),
        (f"B+{TOKEN.upper()}@Bounce.Example.ORG", Slip(Box.BOUNCE, TOKEN)),  # some servers change the case
        (f"<b+{TOKEN}@bounce.example.org>", Slip(Box.BOUNCE, TOKEN)),
        ("b@bounce.example.org", Slip(Box.BOUNCE)),
        (f"unsub+{TOKEN}@news.example.org", Slip(Box.UNSUBSCRIBE, TOKEN)),
        ("fbl@news.example.org", Slip(Box.COMPLAINT)),
        (f"b+{TOKEN}@elsewhere.example", Slip(Box.PEOPLE)),
        ("abuse@news.example.org", Slip(Box.PEOPLE)),
        ("unsub@news.example.org", Slip(Box.PEOPLE)),
        ("", Slip(Box.PEOPLE)),
    ],
)
def test_an_address_says_what_a_mail_is(address: str, slip: Slip) -> None:
    assert route([address], "news.example.org", "bounce.example.org") == slip


def test_the_first_of_ours_decides() -> None:
    addresses = ["editor@news.example.org", f"b+{TOKEN}@bounce.example.org", "fbl@news.example.org"]
    assert route(addresses, "news.example.org", "bounce.example.org") == Slip(Box.BOUNCE, TOKEN)


def test_a_returned_mail_brings_our_tokens() -> None:
    tokens = {"complaint": TOKEN, "unsubscribe": TOKEN[::-1], "sender": f"b+{TOKEN}@bounce.example.org"}
    found = list(returned_tokens(take_apart(mails.complaint(tokens))))
    assert found == [Slip(Box.COMPLAINT, TOKEN), Slip(Box.UNSUBSCRIBE, TOKEN[::-1]), Slip(Box.BOUNCE, TOKEN)]
