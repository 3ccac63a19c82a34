"""The mails that the demo's server took, to be counted and to be looked at in a browser. It sends nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from digest.sample.papers import render

# A mail is a stranger's page: it may show itself and lead elsewhere, nothing more.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; form-action 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One file, as a list shows it."""

    path: Path
    recipient: str
    subject: str
    language: str
    octets: int


def mails(folder: Path, pattern: str = "*.eml") -> list[Mail]:
    """Every mail in `folder`, by recipient; `pattern` fits their files' names."""
    return sorted((_mail(path) for path in folder.glob(pattern)), key=lambda mail: (mail.recipient, mail.path.name))


@contextmanager
def serve_mailbox(folder: Path) -> Iterator[str]:
    """Show the mails of `folder` on loopback; gives the address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.folder = folder
    thread = Thread(target=server.serve_forever, name="mailbox", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _mail(path: Path) -> Mail:
    octets = path.read_bytes()
    message = message_from_bytes(octets, policy=policy.default)
    return Mail(
        path=path,
        recipient=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        language=str(message.get("Content-Language", "")),
        octets=len(octets),
    )


def _part(path: Path, kind: str) -> bytes | None:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body((kind,))
    return None if body is None else str(body.get_content()).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    folder: Path


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        stem, _, kind = self.path.removeprefix("/").rpartition(".")
        found = {path.stem: path for path in self.server.folder.glob("*.eml")}
        if self.path == "/":
            self._answer("text/html", render("mailbox.html", mails=mails(self.server.folder)))
        elif stem not in found or kind not in {"html", "txt", "eml"}:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif kind == "eml":
            self._answer("text/plain", found[stem].read_bytes())
        else:
            body = _part(found[stem], "html" if kind == "html" else "plain")
            self._answer("text/html" if kind == "html" else "text/plain", body or b"")

    def log_message(self, *_: object) -> None:
        """Keep the terminal for those who run the demo."""

    def _answer(self, media_type: str, body: bytes) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
