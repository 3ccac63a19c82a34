"""What the record of consent keeps of a request."""

from flask import Flask

from digest.web.subscriber.doors import circumstances


def test_a_request_is_kept_as_endpoint_network_and_browser(app: Flask) -> None:
    headers = {"User-Agent": "A browser\u202e " + "x" * 500}
    with app.test_request_context("/u/a-token", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.77"}):
        seen = circumstances("Words.")
    assert (seen.text, seen.source, seen.ip) == ("Words.", "web:subscriber.unsubscribe", "192.0.2.0/24")
    assert seen.agent.startswith("A browser")
    assert len(seen.agent) <= 200
    assert "a-token" not in str(seen)
