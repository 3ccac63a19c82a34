"""What providers tell, in one form; rubbish tells nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from digest.track import providers
from digest.track.providers import Told, What

SENDER, MESSAGE_ID, READER = "b+token@bounce.example.org", "<4.7@news.example.org>", "mira@example.net"
GONE = "550 5.1.1 user unknown"
Reader = Callable[[Mapping[str, Any]], Iterator[Told]]


def test_ses_tells_of_bounces_and_complaints() -> None:
    about = {"source": SENDER, "headers": [{"name": "Message-ID", "value": MESSAGE_ID}]}
    recipient = {"emailAddress": READER, "status": "5.1.1", "diagnosticCode": f"smtp; {GONE}"}
    bounced = {"notificationType": "Bounce", "mail": about, "bounce": {"bouncedRecipients": [recipient]}}
    complained = {"eventType": "Complaint", "mail": about, "complaint": {"complainedRecipients": [recipient]}}
    mail = Told(What.BOUNCE, sender=SENDER, message_id=MESSAGE_ID, address=READER)
    assert list(providers.ses(bounced)) == [replace(mail, code=550, enhanced="5.1.1", text=GONE)]
    assert list(providers.ses(complained)) == [replace(mail, what=What.COMPLAINT)]
    assert list(providers.ses({"notificationType": "Delivery", "mail": about})) == []


def test_postmark_tells_of_bounces_and_complaints() -> None:
    about = {"Email": READER, "Metadata": {"delivery": MESSAGE_ID}}
    mail = Told(What.BOUNCE, message_id=MESSAGE_ID, address=READER)
    bounced = {"RecordType": "Bounce", "Type": "HardBounce", "Details": GONE, **about}
    assert list(providers.postmark(bounced)) == [replace(mail, code=550, enhanced="5.1.1", text=GONE)]
    assert list(providers.postmark({"RecordType": "SpamComplaint", **about})) == [replace(mail, what=What.COMPLAINT)]
    assert list(providers.postmark({"RecordType": "Bounce", "Type": "AutoResponder", **about})) == []
    left = {"RecordType": "SubscriptionChange", "Recipient": READER, "SuppressSending": True}
    assert list(providers.postmark(left)) == [Told(What.UNSUBSCRIBE, address=READER)]
    assert list(providers.postmark(left | {"SuppressSending": False})) == []


def test_mailgun_tells_of_what_failed_for_good() -> None:
    about = {
        "recipient": READER,
        "envelope": {"sender": SENDER},
        "message": {"headers": {"message-id": MESSAGE_ID.strip("<>")}},
    }
    mail = Told(What.BOUNCE, sender=SENDER, message_id=MESSAGE_ID, address=READER)
    failed = {"event": "failed", "delivery-status": {"code": 550, "enhanced-code": "5.1.1", "message": "no"}, **about}
    told = [replace(mail, code=550, enhanced="5.1.1", text="no")]
    assert list(providers.mailgun(failed | {"severity": "permanent"})) == told
    assert list(providers.mailgun(failed | {"severity": "temporary"})) == []
    assert list(providers.mailgun({"event": "complained", **about})) == [replace(mail, what=What.COMPLAINT)]
    assert list(providers.mailgun({"event": "unsubscribed", **about})) == [replace(mail, what=What.UNSUBSCRIBE)]


def test_sendgrid_tells_of_bounces_and_complaints() -> None:
    about = {"email": READER, "smtp-id": MESSAGE_ID}
    mail = Told(What.BOUNCE, message_id=MESSAGE_ID, address=READER)
    bounced = {"event": "bounce", "status": "5.0.0", "reason": GONE, **about}
    assert list(providers.sendgrid(bounced)) == [replace(mail, code=550, enhanced="5.1.1", text=GONE)]
    assert list(providers.sendgrid({"event": "spamreport", **about})) == [replace(mail, what=What.COMPLAINT)]
    assert list(providers.sendgrid({"event": "group_unsubscribe", **about})) == [replace(mail, what=What.UNSUBSCRIBE)]
    assert list(providers.sendgrid({"event": "deferred", **about})) == []


FIELDS = (
    "event",
    "mail",
    "bounce",
    "notificationType",
    "Type",
    "RecordType",
    "Metadata",
    "message",
    "envelope",
    "Email",
)
WRONG = [None, 1, -0.5, "Bounce", "failed", [], [1, [], {}], {}, {"headers": 1}, {"bouncedRecipients": [{}, 2]}, True]


@pytest.mark.parametrize("read", [providers.ses, providers.postmark, providers.mailgun, providers.sendgrid])
@pytest.mark.parametrize("value", WRONG, ids=range(len(WRONG)))
def test_whatever_is_sent_is_read(read: Reader, value: object) -> None:
    """A field of the wrong kind is as good as none."""
    assert isinstance(list(read(dict.fromkeys(FIELDS, value))), list)
    for field in FIELDS:
        assert isinstance(list(read({"notificationType": "Bounce", "RecordType": "Bounce", field: value})), list)
