"""Serving the pages from this process, for `digest up` and the demo. In production gunicorn serves `wsgi.py`."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from digest.bootstrap import House
from digest.model.errors import Misconfigured
from digest.web.app import create_app


@contextmanager
def serve(house: House) -> Iterator[str]:
    """Answer requests in threads of this process; gives the address. Raises Misconfigured when the port is taken."""
    settings = house.settings
    try:
        server = make_server(
            settings.web_host, settings.web_port, create_app(house), threaded=True, request_handler=_Silent
        )
    except (OSError, SystemExit) as error:
        raise Misconfigured(
            f"Port {settings.web_port} of {settings.web_host} is taken; set DIGEST_WEB_PORT to another, or to 0.",
        ) from error
    thread = threading.Thread(target=server.serve_forever, name="web", daemon=True)
    thread.start()
    try:
        yield f"http://{settings.web_host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    """Logs no request line: it would hold readers' tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""
