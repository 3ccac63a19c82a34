"""The invented papers on loopback HTTP: a front page, feeds with validators, pages. Nothing leaves the machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message as HeaderMessage
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self
from urllib.parse import urlsplit

from digest.model.errors import Refused
from digest.sample import papers
from digest.sample.day import SampleArticle, articles, sources

PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9">'
    b'<rect width="16" height="9" fill="#9db4c0"/><circle cx="12" cy="3" r="1" fill="#fff"/></svg>'
)
ROBOTS = "User-agent: *\nDisallow: /private/\nSitemap: {site}/feeds/vestnik\n"


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at a path."""

    media_type: str
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        """A strong validator (RFC 9110 §8.8.3)."""
        return f'"{sha256(self.body).hexdigest()[:16]}"'

    @property
    def last_modified(self) -> str:
        """An HTTP date (RFC 9110 §5.6.7)."""
        return format_datetime(self.modified, usegmt=True)

    def unchanged(self, headers: HeaderMessage) -> bool:
        """Whether a client that sent `headers` has it already; If-None-Match goes first (RFC 9110 §13.2.2)."""
        if "If-None-Match" in headers:
            tags = [tag.strip().removeprefix("W/") for tag in str(headers["If-None-Match"]).split(",")]
            return self.etag in tags or "*" in tags
        return bool(headers["If-Modified-Since"] == self.last_modified)


class SampleSite:
    """The papers at the end of a day, served while the `with` block lasts.

    The first day ends at `now`; with `day=2` the papers of the day after are there too. `port=0` takes any free port:
    whoever comes back to the same addresses gives the port that `port` told before. Raises Refused when it is taken.
    """

    def __init__(self, now: datetime, *, day: int = 1, port: int = 0) -> None:
        try:
            self._server = _Server(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise Refused(
                f"The sample site's port {port} is taken ({error.strerror}); begin anew with --fresh."
            ) from error
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.opml_url = f"{self.url}/feeds.opml"
        self._server.documents = self._documents(now.astimezone(UTC).replace(microsecond=0), day)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def address(self, article: SampleArticle) -> str:
        """The URL of an article's page."""
        return f"{self.url}{article.path}"

    def _documents(self, now: datetime, day: int) -> dict[str, Document]:
        documents = {
            "/": Document("text/html; charset=utf-8", papers.index(day), now),
            "/feeds.opml": Document("text/x-opml; charset=utf-8", papers.opml(self.url), now),
            "/robots.txt": Document("text/plain; charset=utf-8", ROBOTS.format(site=self.url).encode(), now),
            "/photo.svg": Document("image/svg+xml", PICTURE, now),
        }
        for source in sources():
            documents[source.feed_path] = Document(
                papers.FEED_TYPES[source.feed],
                papers.feed(source, self.url, now, day),
                papers.updated(source, now, day),
            )
        for article in articles(day):
            documents[article.path] = Document(
                f"text/html; charset={article.source.charset}",
                papers.page(article, self.url, now, day),
                article.published(now),
            )
        return documents


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    documents: Mapping[str, Document]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        document = self.server.documents.get(urlsplit(self.path).path)
        if document is None:
            self._answer(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"There is no such page.\n")
            return
        validators = {"ETag": document.etag, "Last-Modified": document.last_modified}
        if document.unchanged(self.headers):
            self._answer(HTTPStatus.NOT_MODIFIED, validators, b"")
        else:
            self._answer(HTTPStatus.OK, {**validators, "Content-Type": document.media_type}, document.body)

    do_HEAD = do_GET  # noqa: N815  (the name that http.server calls)

    def log_message(self, *_: object) -> None:
        """Keep the terminal for those who run the site."""

    def _answer(self, status: HTTPStatus, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
