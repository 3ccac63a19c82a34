"""Connections that are being opened."""

import selectors
from time import monotonic

from smtp_script import HANG, smtp_script

from digest.mail.doorway import Doorway
from digest.mail.opening import Opening
from digest.model.relay import Relay


def wait(doorway: Doorway) -> list[Opening]:
    """What the bell rings for."""
    with selectors.DefaultSelector() as selector:
        selector.register(doorway.bell, selectors.EVENT_READ)
        assert selector.select(10)
    return doorway.arrived()


def test_the_bell_rings_for_what_is_open_and_for_what_failed() -> None:
    """Each is given once."""
    doorway = Doorway("localhost", None, 10)
    with smtp_script(greeting=["220 hello", "554 go away"]) as script:
        for refused in (False, True):
            opening = doorway.open(Relay("127.0.0.1", script.port))
            assert wait(doorway) == [opening]
            assert (opening.error is not None) == refused
            assert doorway.arrived() == []
            if opening.wire is not None:
                opening.wire.close()
    doorway.close()


def test_nobody_is_waited_for_after_the_time() -> None:
    """Whatever it is that takes so long; it is given once, with the reason."""
    doorway = Doorway("localhost", None, 3600)
    with smtp_script(greeting=HANG) as script:
        opening = doorway.open(Relay("127.0.0.1", script.port))
        assert doorway.overdue(monotonic()) == []
        assert doorway.overdue(monotonic() + 4000) == [opening]
        assert doorway.overdue(monotonic() + 4000) == []
        assert "took too long" in str(opening.error)
    doorway.close()


def test_what_opens_when_nobody_waits_is_closed() -> None:
    doorway = Doorway("localhost", None, 10)
    with smtp_script() as script:
        opening = doorway.open(Relay("127.0.0.1", script.port))
        doorway.close()
        script.settle()
        assert "nobody waits" in str(opening.error)
