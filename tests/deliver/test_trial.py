"""Test mails."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from delivery_world import SENDER

from digest.deliver.message import Letter
from digest.deliver.trial import build_trial
from digest.model.errors import BadAddress, BadInput
from digest.model.ids import EditionId

NOW = datetime(2026, 1, 16, 6, tzinfo=UTC)
LETTER = Letter(EditionId(7), "levant", "La Veille de l’Est", "[Essai] Écoles", "fr", NOW, "text/plain")


def test_a_test_mail_comes_as_the_digest_does_and_lets_nobody_leave() -> None:
    """Its headers are the reader's, without the way out of somebody's subscription."""
    made = build_trial(SENDER, LETTER, "a1.0", "ada@example.org", NOW, (b"Bonjour\r\n",))
    message = message_from_bytes(made.octets, policy=default)
    assert message["From"] == "La Veille de l’Est <levant@news.example.org>"
    assert message["Subject"] == "[Essai] Écoles"
    assert message["List-Id"] == "La Veille de l’Est <levant.news.example.org>"
    assert message["Message-ID"] == made.message_id == "<test.7.a1.0@news.example.org>"
    assert (made.sender, made.recipient) == ("test+7@bounce.example.org", "ada@example.org")
    assert not [name for name in message if name.lower().startswith(("list-unsubscribe", "feedback", "cfbl"))]
    assert message.get_content() == "Bonjour\r\n"


def test_what_cannot_stand_in_a_header_is_refused() -> None:
    with pytest.raises(BadAddress):
        build_trial(SENDER, LETTER, "a", "ada@example.org\r\nBcc: x@example.org", NOW, ())
    with pytest.raises(BadInput):
        build_trial(SENDER, replace(LETTER, language="fr\r\nBcc: x"), "a", "ada@example.org", NOW, ())
