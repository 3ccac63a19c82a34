"""Connections that go only where the guard lets them, and that end at a deadline however slowly bytes drip."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore
from httpcore._backends.sync import SyncBackend

from digest.fetch.guard import check_address

Resolve = Callable[[str, int], list[str]]
CONNECT_PATIENCE = 10.0  # seconds for one address of a host
_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class NameUnknown(httpcore.ConnectError):
    """DNS says that there is no such name; it did not fail to say anything."""


def resolve(host: str, port: int) -> list[str]:
    """Every address of `host`, in the system's order. Raises httpcore.ConnectError when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        unknown = isinstance(error, socket.gaierror) and error.errno in _NO_NAME
        raise (NameUnknown if unknown else httpcore.ConnectError)(f"its name is not known ({error})") from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects for one request: resolves once, judges every address, then connects to one of those."""

    def __init__(
        self, deadline: float, *, allow_loopback: bool, allow_private: bool = False, resolve: Resolve = resolve
    ) -> None:
        self._deadline = deadline  # by time.monotonic
        self._allow_private = allow_private
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._sockets = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (part of the interface; ours is shorter)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to `host`. Raises Forbidden when any of its addresses is one we never fetch from."""
        addresses = self._addresses(host, port)
        for address in addresses:
            check_address(address, port, host, allow_loopback=self._allow_loopback, allow_private=self._allow_private)
        failure: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("it has no address")
        for address in addresses[:4]:
            patience = min(CONNECT_PATIENCE, _left(self._deadline, httpcore.ConnectTimeout))
            try:
                stream = self._sockets.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Deadline(stream, self._deadline)
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """What the host resolves to, within the time that is left."""
        answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except Exception as error:  # noqa: BLE001  (it is raised below, where somebody waits)
                answers.put(error)

        # The system's resolver cannot be given a limit, so that it waits in a thread of its own.
        Thread(target=ask, daemon=True).start()
        try:
            found = answers.get(timeout=_left(self._deadline, httpcore.ConnectTimeout))
        except Empty:
            raise httpcore.ConnectTimeout("its name was not looked up in time") from None
        if isinstance(found, Exception):
            raise found
        return found


class _Deadline(httpcore.NetworkStream):
    """A stream on which every wait is cut to what is left of the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  (the deadline rules)
        return self._stream.read(max_bytes, _left(self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left(self._deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, httpcore.ConnectTimeout)
        return _Deadline(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  (the interface's)
        return self._stream.get_extra_info(info)


def _left(deadline: float, error: type[httpcore.TimeoutException]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("the time for the whole request is over")
    return left
