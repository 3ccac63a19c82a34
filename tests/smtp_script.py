"""A mail server on loopback that answers each command as it is told, and remembers what it heard."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Thread

DRIP = "drip"  # as an answer: a byte now and then, never a whole line
USUAL = {
    "": "220 script.example ESMTP",
    "EHLO": "250-script.example\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN",
    "HELO": "250 script.example",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    ".": "250 2.0.0 taken",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 bye",
}


class Script:
    """`heard` holds every command line; `port` is where it listens."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = USUAL | dict(answers)
        self.heard: list[str] = []
        self.ended = Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self._server.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        with suppress(OSError), peer, peer.makefile("rb") as lines:
            alive = self._answer(peer, "")
            in_data = False
            while alive and (line := lines.readline()):
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                if in_data and text != ".":
                    continue
                self.heard.append(text)
                verb = text.split(" ")[0].upper()
                alive = self._answer(peer, verb)
                in_data = verb == "DATA" and self.answers["DATA"].startswith("354")

    def _answer(self, peer: socket.socket, verb: str) -> bool:
        say = self.answers.get(verb, "502 5.5.1 what?")
        while say == DRIP and not self.ended.wait(0.05):
            peer.sendall(b"2")
        if say == "":
            return False  # closes without a word
        peer.sendall(say.encode() + b"\r\n")
        return not say.startswith("421")


@contextmanager
def smtp_script(**answers: str) -> Iterator[Script]:
    """A server whose answers differ from the usual ones: greeting, ehlo, mail, rcpt, data, dot, rset."""
    verbs = {"greeting": "", "dot": "."}
    script = Script({verbs.get(name, name.upper()): answer for name, answer in answers.items()})
    try:
        yield script
    finally:
        script.close()
