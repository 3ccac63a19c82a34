"""A digest's fields, each with its problem. The whole table of problems stands in test_editing.py."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from digest.model.edition import Digest, Schedule
from digest.model.errors import BadFields
from digest.model.ids import DigestId, ListId, TopicId
from digest.services.arranging import changes, check

DIGEST = Digest(DigestId(1), "levant", "Levant", ListId(1), (TopicId("syria"),), ("fr",), Schedule("UTC", time(7)))


def test_a_digest_that_works_has_no_problem() -> None:
    check(DIGEST, ["syria"], lambda _: True)


def test_each_problem_names_its_field_and_all_are_told_at_once() -> None:
    wrong = replace(
        DIGEST, slug="Le Vent", topics=(TopicId("x"), TopicId("y")), schedule=Schedule("Mars/Base", time(7))
    )
    with pytest.raises(BadFields) as caught:
        check(wrong, ["syria"], lambda _: False)
    assert list(caught.value.fields) == ["slug", "topics", "zone", "template"]
    assert str(caught.value.fields["topics"]) == "there is no topic 'x', only syria; there is no topic 'y', only syria"
    assert str(caught.value).startswith("Digest 'Le Vent': a slug is small letters")


def test_the_audit_is_told_what_changed() -> None:
    later = Schedule("UTC", time(8), lead_time=timedelta(minutes=30))
    assert changes(DIGEST, replace(DIGEST, name="Ponant", schedule=later)) == "name, at, lead_time"
