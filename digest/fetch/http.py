"""Fetches over HTTP as a well-behaved guest: guarded, bounded in time and size, honest about who asks."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

import httpcore
import httpx

from digest.fetch.answers import error_of, fresh_for, headers_of, validators
from digest.fetch.connect import GuardedBackend, NameUnknown, Resolve, resolve
from digest.fetch.fetcher import Fetched, FetchRequest
from digest.fetch.guard import checked_url
from digest.fetch.inflate import ACCEPTED, read_body
from digest.fetch.robots import Robots
from digest.model.errors import Forbidden, NoSuchHost, NotServed, TooLarge, Unreachable
from digest.model.text import N_

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})


class HttpFetcher:
    """A Fetcher over HTTP/1.1. Each request has a connection of its own: politeness leaves none to keep open."""

    def __init__(  # noqa: PLR0913  (each is a setting of its own)
        self,
        user_agent: str,
        clock: Callable[[], datetime],
        *,
        deadline: float = 30.0,
        max_bytes: int = 15 * 1024 * 1024,
        allow_loopback: bool = False,
        allow_private: bool = False,
        resolve: Resolve = resolve,
    ) -> None:
        """`deadline`: seconds for one request, redirects included; `max_bytes`: of a body, decompressed.

        `allow_private` is for addresses that the operator wrote and nobody else: they may be in a private network.

        `clock` is asked only for what the dates in Retry-After and Expires are relative to.
        """
        self._user_agent = user_agent
        self._clock = clock
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._allow_loopback = allow_loopback or allow_private
        self._allow_private = allow_private
        self._resolve = resolve
        self._tls = httpx.create_ssl_context()
        self._robots = Robots(self.fetch, user_agent, time.monotonic)

    def fetch(self, request: FetchRequest) -> Fetched:
        """What `request` asks for, after at most five redirects, each judged anew."""
        ends = time.monotonic() + self._deadline
        url = checked_url(request.url, allow_loopback=self._allow_loopback)
        moved_to, permanent = "", True
        for _ in range(MAX_REDIRECTS + 1):
            if request.obey_robots:
                self._robots.check(url)
            answer = self._ask(url, request, ends)
            if isinstance(answer, Fetched):
                return replace(answer, moved_to=moved_to)
            status, target = answer
            url = self._next(url, target)
            permanent = permanent and status in _PERMANENT
            moved_to = url if permanent else moved_to
        raise NotServed(N_("It redirects more than %(most)s times."), most=MAX_REDIRECTS)

    def crawl_delay(self, url: str) -> float:
        """What the robots.txt of its host asks for, if a page of it was fetched today."""
        return self._robots.delay(url)

    def _ask(self, url: str, request: FetchRequest, ends: float) -> Fetched | tuple[int, str]:
        """One request: what came back, or a redirect's status and target."""
        backend = GuardedBackend(
            ends, allow_loopback=self._allow_loopback, allow_private=self._allow_private, resolve=self._resolve
        )
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
                pool.stream(request.method, url, headers=self._headers(request)) as response,
            ):
                return self._read(url, request, response)
        except httpcore.TimeoutException:
            raise Unreachable(N_("No complete answer within %(most)s seconds."), most=f"{self._deadline:g}") from None
        except NameUnknown as error:
            raise NoSuchHost(N_("The server cannot be reached: %(error)s."), error=str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise Unreachable(
                N_("The server cannot be reached: %(error)s."), error=str(error) or type(error).__name__
            ) from error
        except OSError as error:  # TLS refusals pass httpcore by
            raise Unreachable(N_("The server cannot be reached: %(error)s."), error=str(error)) from error

    def _read(self, url: str, request: FetchRequest, response: httpcore.Response) -> Fetched | tuple[int, str]:
        headers = headers_of(response.headers)
        if response.status == 304 and (request.etag or request.last_modified):
            return Fetched(
                url,
                etag=headers.get("etag", request.etag),
                last_modified=headers.get("last-modified", request.last_modified),
                fresh_for=fresh_for(headers, self._clock()),
                not_modified=True,
            )
        if response.status in _REDIRECTS:
            return response.status, headers.get("location", "")
        error = error_of(response.status, headers, self._clock())
        if error is not None:
            raise error
        length = headers.get("content-length", "")
        whole = request.method != "HEAD" and not request.first_bytes
        if whole and length.isdigit() and int(length) > self._max_bytes:
            raise TooLarge(
                N_("It is announced as %(length)s bytes; no more than %(most)s are read."),
                length=f"{int(length):,}",
                most=f"{self._max_bytes:,}",
            )
        etag, last_modified = validators(headers)
        return Fetched(
            url,
            body=read_body(
                response.iter_stream(), headers.get("content-encoding", ""), self._max_bytes, request.first_bytes
            ),
            content_type=headers.get("content-type", ""),
            etag=etag,
            last_modified=last_modified,
            fresh_for=fresh_for(headers, self._clock()),
        )

    def _next(self, url: str, target: str) -> str:
        if not target:
            raise NotServed(N_("It redirects without saying where."))
        try:
            joined = urljoin(url, target)
        except ValueError:  # such as brackets that hold no IPv6 address
            raise NotServed(N_("It redirects to %(target)s, which is no address."), target=repr(target[:200])) from None
        following = checked_url(joined, allow_loopback=self._allow_loopback)
        if url.startswith("https:") and following.startswith("http:"):
            raise Forbidden(N_("It redirects from https to http, which anyone on the way could have written."))
        return following

    def _headers(self, request: FetchRequest) -> list[tuple[bytes, bytes]]:
        asked = [("User-Agent", self._user_agent), ("Accept", request.accept), ("Accept-Encoding", ACCEPTED)]
        if request.etag:
            asked.append(("If-None-Match", request.etag))
        if request.last_modified:
            asked.append(("If-Modified-Since", request.last_modified))
        return [(name.encode(), value.encode("latin-1", "ignore")) for name, value in asked]
