"""A name server on loopback that knows the mail exchangers it is told, and remembers what it was asked."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

SILENT, JUNK, BROKEN = "silent", "junk", "broken"  # no answer; octets that are none; SERVFAIL
Says = str | Sequence[tuple[int, str]]  # preference and host of each exchanger; none: the name is there, and has none


class NameServer:
    """`asked` holds each name that it was asked for, once; what it is not told of is no domain."""

    def __init__(self, answers: Mapping[str, Says]) -> None:
        self.answers = dict(answers)
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self._socket.getsockname()
        return host, port

    def serve(self) -> None:
        """Answer until an empty datagram comes."""
        while True:
            octets, client = self._socket.recvfrom(4096)
            if not octets:
                return
            if answer := self._answer(dns.message.from_wire(octets)):
                self._socket.sendto(answer, client)

    def end(self) -> None:
        """Serve no more."""
        self._socket.sendto(b"", self.address)

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()

    def _answer(self, query: dns.message.Message) -> bytes:
        name = query.question[0].name.to_text(omit_final_dot=True)
        if name not in self.asked:
            self.asked.append(name)
        says, response = self.answers.get(name), dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if says == SILENT:
            return b""
        if says == JUNK:
            return query.to_wire()[:2] + b"\x81\x80 nothing that is DNS"
        if says is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif says == BROKEN:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif not isinstance(says, str) and says:
            hosts = [f"{preference} {host}." for preference, host in says]
            response.answer.append(dns.rrset.from_text_list(query.question[0].name, 300, "IN", "MX", hosts))
        return response.to_wire()


@contextmanager
def name_server(answers: Mapping[str, Says]) -> Iterator[NameServer]:
    """One that runs until the end of the context."""
    server = NameServer(answers)
    thread = Thread(target=server.serve, name="name server", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.end()
        thread.join()
        server.close()
