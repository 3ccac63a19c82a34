"""The pages from this process, over a real socket."""

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from digest.bootstrap import House
from digest.model.errors import Misconfigured
from digest.web.serve import serve


def test_pages_are_served_and_no_request_is_logged(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    """A request line would hold a reader's token."""
    house.settings = house.settings.model_copy(update={"web_port": 0})
    with serve(house) as address:
        assert b"The Example Desk" in urlopen(f"{address}/").read()
        with pytest.raises(HTTPError):
            urlopen(f"{address}/u/secret-token")
    captured = capfd.readouterr()
    assert "secret-token" not in captured.out + captured.err


def test_a_port_that_is_taken_is_said(house: House) -> None:
    house.settings = house.settings.model_copy(update={"web_port": 0})
    with serve(house) as address:
        port = int(address.rpartition(":")[2])
        house.settings = house.settings.model_copy(update={"web_port": port})
        with pytest.raises(Misconfigured, match=str(port)), serve(house):
            pass
