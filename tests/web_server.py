"""A web server on loopback that behaves as a test wants: any status, headers and bytes, at any pace."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class WebServer:
    """What it serves by path, and what it was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []  # path, headers in lower case
        self.methods: list[str] = []  # likewise: GET or HEAD
        self.closing = threading.Event()

    def serve(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer `path` so from now on; gives its URL. Header names are written with underscores."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"content_length": str(len(body)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(body)

        self.answers[path] = answer
        return self.url + path

    def times_asked(self, path: str) -> int:
        """How often `path` was asked for."""
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def web_server() -> Iterator[WebServer]:
    """A server that serves 404 until it is told otherwise."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.methods.append(self.command)
            served.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = served.answers.get(self.path)
            if answer is None:
                self.send_error(404)
                return
            try:
                answer(self)
            except OSError:
                self.close_connection = True  # the client had enough

        do_HEAD = do_GET  # noqa: N815  (the standard library's name)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 50

    server = Server(("127.0.0.1", 0), Handler)
    served = WebServer(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        served.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
