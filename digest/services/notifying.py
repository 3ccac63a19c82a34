"""Sending the notices that wait: confirm, welcome. Claimed, sent outside any transaction, recorded one by one."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from jinja2 import Environment

from digest.deliver import retry
from digest.deliver.message import Sender
from digest.deliver.notice import build_notice
from digest.mail.transport import Answer, Transport
from digest.model.delivery import Message
from digest.model.errors import BadAddress, BadInput, DeliveryError, DigestError, Rejected, RelayUnusable
from digest.model.rendering import Brand
from digest.render.notice import render_notice
from digest.store import notices
from digest.store.database import Database
from digest.store.notices import Due
from digest.subscribe import optin
from digest.subscribe.links import Links

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)  # half of it is used, so that the last notice ends in time
MOST_ATTEMPTS = 8  # some hours of doubling waits: a confirmation mail next week helps nobody
BATCH = 50


@dataclass(frozen=True, slots=True)
class Notifying:
    """The service behind `transactional.send`."""

    database: Database
    links_to: Links
    templates: Environment
    brand: Brand
    sender: Sender
    transport: Transport
    clock: Callable[[], datetime]

    def send_notices(self, limit: int = BATCH) -> int:
        """Send up to `limit` notices that are due; gives how many the relay took.

        A crash between the relay's answer and our record sends that one notice again, with the same Message-ID.
        """
        now = self.clock()
        with self.database.transaction() as tx:
            due = notices.claim(tx, now, now + LEASE, limit)
        if not due:
            return 0
        sending = _Sending(self, deque(due), until=now + LEASE / 2)
        try:
            self.transport.carry(sending.messages(), sending.heard)
        except RelayUnusable as error:
            for notice in sending.waiting:
                self._record_failure(notice, error)
            return sending.taken
        if sending.waiting:
            with self.database.transaction() as tx:
                notices.let_go(tx, [notice.id for notice in sending.waiting])
        return sending.taken

    def _written(self, notice: Due) -> Message:
        now, links = self.clock(), self.links_to
        values = {
            "digest_name": notice.list_name,
            "confirm_url": links.confirm(notice.list_id, notice.subscriber_id, now + optin.CONFIRM_WITHIN),
            "unsubscribe_url": links.unsubscribe(notice.list_id, notice.subscriber_id),
            "preferences_url": links.preferences(notice.subscriber_id),
        }
        rendered = render_notice(notice.kind, notice.language, values, self.templates, self.brand)
        return replace(build_notice(self.sender, rendered, notice.id, notice.address, now), key=notice.id)

    def _record(self, notice: Due, answer: Answer) -> bool:
        """Whether the relay took it."""
        if isinstance(answer, DeliveryError):
            self._record_failure(notice, answer)
            return False
        with self.database.transaction() as tx:
            notices.record_sent(tx, notice.id, self.clock())
        log.info("notice_sent", notice=notice.id, kind=notice.kind)
        return True

    def _record_failure(self, notice: Due, error: DigestError) -> None:
        now, attempts = self.clock(), notice.attempts + 1
        jitter = notice.id * 0.618 % 1  # spreads the waits, and is the same at each run
        again: datetime | None = None
        if isinstance(error, RelayUnusable):
            again = retry.relay_back(attempts, now, jitter)  # nobody's fault: for as long as it takes
        elif not isinstance(error, (Rejected, BadAddress)) and attempts < MOST_ATTEMPTS:
            # A template or a setting that is broken is mended one day too.
            again = retry.next_attempt(attempts, now, now + retry.LONGEST, jitter)
        with self.database.transaction() as tx:
            notices.record_failed(tx, notice.id, str(error)[:500], again)
        log.warning("notice_not_sent", notice=notice.id, kind=notice.kind, error=type(error).__name__, again=again)


@dataclass
class _Sending:
    """One call's notices on their way: those not begun wait, those on the wire are known by their number."""

    notifying: Notifying
    waiting: deque[Due]
    until: datetime
    taken: int = 0
    going: dict[int, Due] = field(default_factory=dict)

    def messages(self) -> Iterator[Message]:
        """The mail of each notice; one that cannot be written is recorded as failed, the others go."""
        while self.waiting and self.notifying.clock() <= self.until:
            notice = self.waiting.popleft()
            try:
                message = self.notifying._written(notice)  # noqa: SLF001  (one thing in two classes)
            except BadInput as error:
                self.notifying._record_failure(notice, error)  # noqa: SLF001
                continue
            self.going[notice.id] = notice
            yield message

    def heard(self, message: Message, answer: Answer) -> None:
        """What the relay said of one."""
        self.taken += self.notifying._record(self.going.pop(message.key), answer)  # noqa: SLF001
