"""The loop that carries messages over several connections to relays, in one thread. SMTP is spoken elsewhere."""

import selectors
import socket
import ssl
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic

from digest.mail.conversation import Conversation, Told
from digest.mail.doorway import Doorway
from digest.mail.opening import Opening
from digest.mail.route import Line, Route, catch_up, may_take
from digest.mail.transport import Answer, Heard
from digest.mail.wire import Wire
from digest.model.delivery import Message, Receipt
from digest.model.errors import Deferred, Rejected, RelayUnusable

_OPENING_SECONDS = 30.0  # connection, greeting, TLS and AUTH together
_LOOK = 0.25  # seconds between two looks at what takes too long, at most
_MOST_TRIES = 3  # connections that a message may be on before it waits for another day
_TOO_MUCH = ("4.3.", "4.7.")  # enhanced codes by which a relay says that it is us (RFC 3463 §3.4, §3.8)

_Again = tuple[Message, int, float]  # a message, on how many connections it was, when it first began


class Engine:
    """One piece of work: see `digest.mail.transport.Transport.carry`."""

    def __init__(
        self,
        routes: list[Route],
        messages: Iterator[Message],
        heard: Heard,
        *,
        helo: str,
        deadline: float,
        trust: ssl.SSLContext | None,
    ) -> None:
        self._routes, self._messages, self._heard = routes, messages, heard
        self._deadline = deadline
        self._selector = selectors.DefaultSelector()
        self._doorway = Doorway(helo, trust, min(_OPENING_SECONDS, deadline))
        self._selector.register(self._doorway.bell, selectors.EVENT_READ)
        self._rated = any(route.relay.rate for route in routes)
        self._again = deque[_Again]()  # never looked at by a server; they go first
        self._tries = dict[int, _Again]()  # those of them that are on the wire once more, by identity
        self._exhausted = False
        self._failure: BaseException | None = None
        self._stirred = False  # a connection may have room, or a message, that it had not

    def run(self) -> None:
        """Carry everything. Raises RelayUnusable, and what came out of messages and heard."""
        try:
            self._loop()
        finally:
            self._close()
        if self._failure is not None:
            raise self._failure
        errors = [route.error for route in self._routes if route.error is not None]
        if len(errors) == len(self._routes):
            raise errors[0] if len(errors) == 1 else RelayUnusable(" ".join(map(str, errors)), code=errors[0].code)

    def _loop(self) -> None:
        now = monotonic()
        interval, look_at = min(_LOOK, self._deadline / 8), 0.0
        while True:
            if self._stirred or now >= look_at:
                look_at = now + interval
                self._look_around(now)
                if self._over():
                    return
            events = self._selector.select(self._patience(look_at, now))
            now = monotonic()
            for key, mask in events:
                if key.data is None:
                    self._welcome(now)
                elif key.data.open:
                    self._serve(key.data, mask, now)

    def _over(self) -> bool:
        if any(line.conversation.going for route in self._routes for line in route.lines):
            return False
        unusable = all(route.error for route in self._routes)
        if unusable or self._failure is not None:
            error = (unusable and self._routes[0].error) or RelayUnusable("The work was ended before it was sent.")
            while self._again:
                self._tell(self._again.popleft()[0], error)
            return True
        return self._exhausted and not self._again

    def _patience(self, look_at: float, now: float) -> float:
        if self._stirred:
            return 0.0
        if not self._rated:
            return max(0.0, look_at - now)
        waits = [wait for route in self._routes if route.lines and (wait := route.memory.bucket.wait(now))]
        if not waits or self._exhausted:
            return max(0.0, look_at - now)
        self._stirred = True  # a mail's turn comes with time, not with an event
        return max(0.0, min(look_at - now, *waits))

    # --- connections ----------------------------------------------------------------------------------------

    def _look_around(self, now: float) -> None:
        """What needs no event: connections to open or to close, room to fill, time that is up."""
        self._stirred = False
        for opening in self._doorway.overdue(now):
            self._not_open(opening, now)
        for route in self._routes:
            if not self._exhausted or self._again:
                for _ in range(route.wants):
                    route.openings.add(self._doorway.open(route.relay))
            for line in list(route.lines):
                oldest = line.conversation.oldest
                if oldest is not None and now - oldest > self._deadline:
                    self._lost(line, f"no answer within {self._deadline:g} seconds", now, late=True)
                else:
                    self._feed(line, now)

    def _welcome(self, now: float) -> None:
        for opening in self._doorway.arrived():
            if opening.error is None and opening.wire is not None:
                self._use(opening, opening.wire, now)
            else:
                self._not_open(opening, now)
        self._stirred = True

    def _use(self, opening: Opening, connected: socket.socket, now: float) -> None:
        route = self._route_of(opening)
        talk = Conversation(
            opening.offers,
            route.relay.name,
            window=route.relay.window,
            deadline=self._deadline,
            pipelining=route.memory.pipelining,
            proven=route.memory.proven,
        )
        line = Line(route, Wire(connected), talk)
        if not route.lines:
            catch_up(route, self._routes)
        route.lines.append(line)
        route.heard_at = now
        route.growth.opened(now)
        self._selector.register(connected, selectors.EVENT_READ, line)
        self._feed(line, now)

    def _not_open(self, opening: Opening, now: float) -> None:
        route = self._route_of(opening)
        route.growth.too_much(now)
        self._stirred = True
        if not route.lines and not route.openings and opening.error is not None:
            route.refuse(opening.error, now)

    def _route_of(self, opening: Opening) -> Route:
        """Whose opening it was."""
        route = next(route for route in self._routes if opening in route.openings)
        route.openings.remove(opening)
        return route

    def _serve(self, line: Line, mask: int, now: float) -> None:
        """An event on a connection."""
        talk = line.conversation
        if mask & selectors.EVENT_READ:
            more = True
            while more:
                try:
                    octets = line.wire.read()
                except OSError as error:
                    self._lost(line, str(error), now)
                    return
                if octets == b"":
                    self._lost(line, "the relay closed the connection", now)
                    return
                if octets:
                    self._take(line, talk.receive(octets, now), now)
                if talk.ended:
                    self._lost(line, talk.ended, now)
                    return
                more = line.wire.more
        self._feed(line, now)
        if self._exhausted and not talk.going:
            self._stirred = True  # it may have been the last

    def _lost(self, line: Line, why: str, now: float, *, late: bool = False) -> None:
        """A connection is over; what was on it is heard of, or goes once more."""
        route, talk = line.route, line.conversation
        since = talk.oldest or now
        route.closed(line, now)
        self._end(line)
        for message, answer in talk.lost(why, line.wire.sent, late=late):
            self._hear(route, message, answer, why, since, now)

    # --- messages -------------------------------------------------------------------------------------------

    def _feed(self, line: Line, now: float) -> None:
        """Begin as many messages as there is room for, and write what goes; or leave."""
        talk, route = line.conversation, line.route
        self._fill(line, talk.room(), now)
        if talk.going:
            if talk.output:
                self._write(line, now)
        elif line.spent or route.surplus(line):
            self._leave(line)

    def _fill(self, line: Line, room: int, now: float) -> None:
        talk, route = line.conversation, line.route
        while room > 0 and not line.spent and not route.surplus(line) and self._may(route, now):
            found = self._next()
            if found is None:
                break
            message, tries, since = found
            try:
                talk.begin(message, since)
            except Rejected as error:
                self._tell(message, error)
                continue
            if tries > 1:
                self._tries[id(message)] = found
            line.begun += 1
            route.count()
            room -= 1

    def _may(self, route: Route, now: float) -> bool:
        if route.error is not None or (route.relay.rate and route.memory.bucket.wait(now)):
            return False
        return len(self._routes) == 1 or may_take(route, self._routes, now)

    def _next(self) -> _Again | None:
        if self._again and self._failure is None:
            return self._again.popleft()
        if self._exhausted:
            return None
        try:
            return next(self._messages), 1, monotonic()  # it may have waited for the message
        except StopIteration:
            pass
        except BaseException as error:  # noqa: BLE001  (raised again once the wire is quiet)
            self._failure = self._failure or error
        self._exhausted = self._stirred = True
        return None

    def _write(self, line: Line, now: float) -> None:
        try:
            all_went = line.write()
        except OSError as error:
            self._lost(line, self._last_words(line, now) or str(error), now)
            return
        if line.blocked is all_went:
            line.blocked = not all_went
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.blocked else 0)
            self._selector.modify(line.wire.socket, events, line)

    def _last_words(self, line: Line, now: float) -> str:
        """What a relay said before it closed while we were writing."""
        with suppress(OSError):
            while octets := line.wire.read():
                self._take(line, line.conversation.receive(octets, now), now)
        return line.conversation.ended

    def _take(self, line: Line, told: Told, now: float) -> None:
        if not told:
            return
        route = line.route
        route.heard_at = now
        route.answered += len(told)
        for message, answer in told:
            if type(answer) is Receipt and not self._tries:
                self._tell(message, answer)
            else:
                self._hear(route, message, answer, line.conversation.ended, now, now)
        changed = not route.openings and (route.growth.answered(len(told), now) or route.wants > 0)
        if changed or len(self._routes) > 1:
            self._stirred = True

    def _hear(self, route: Route, message: Message, answer: Answer | None, why: str, since: float, now: float) -> None:
        """Tell what became of a message, unless it may go once more."""
        _, tries, since = self._tries.pop(id(message), (message, 1, since))
        if answer is None and tries < _MOST_TRIES and now - since <= self._deadline:
            self._again.append((message, tries + 1, since))
            self._stirred = True
            return
        if answer is None:
            answer = Deferred(f"The connection was lost before the message was over: {why}", code=421)
        if isinstance(answer, RelayUnusable):
            route.refuse(answer, now)
            self._stirred = True
            if any(other.error is None for other in self._routes):
                self._again.append((message, 1, now))
                return
        elif isinstance(answer, Deferred) and (answer.code == 421 or answer.enhanced.startswith(_TOO_MUCH)):
            route.growth.too_much(now)
        self._tell(message, answer)

    def _tell(self, message: Message, answer: Answer) -> None:
        try:
            self._heard(message, answer)
        except BaseException as error:  # noqa: BLE001  (raised again once the wire is quiet)
            self._failure = self._failure or error
            self._exhausted = self._stirred = True

    # --- the end --------------------------------------------------------------------------------------------

    def _leave(self, line: Line) -> None:
        """Say goodbye without waiting for an answer."""
        line.conversation.quit()
        with suppress(OSError):
            line.write()
        line.route.lines.remove(line)
        self._end(line)

    def _end(self, line: Line) -> None:
        self._selector.unregister(line.wire.socket)
        line.wire.close()
        line.open = False
        self._stirred = True

    def _close(self) -> None:
        self._doorway.close()
        for route in self._routes:
            for line in list(route.lines):
                if line.conversation.going:  # interrupted: not another octet, or a message might become whole
                    self._end(line)
                else:
                    self._leave(line)
        self._selector.close()
