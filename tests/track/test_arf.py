"""Complaints are told from other reports."""

import pytest
import returned_mails as mails

from digest.track import arf
from digest.track.parts import take_apart


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out", "Abuse"])
def test_a_reader_s_complaint_is_one(kind: str) -> None:
    assert arf.read(take_apart(mails.complaint({}, kind=kind))) == arf.Complaint(kind.lower())


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "dmarc", "virus"])
def test_other_reports_are_none(kind: str) -> None:
    """Nobody asked to leave."""
    mail = take_apart(mails.complaint({}, kind=kind))
    assert (arf.read(mail), arf.is_report(mail)) == (None, True)


def test_a_bounce_is_no_complaint() -> None:
    mail = take_apart(mails.report("b+t@bounce.example.org"))
    assert (arf.read(mail), arf.is_report(mail)) == (None, False)
