"""Listening: what mail providers report over HTTP is checked, understood and passed on. It is deaf until set up."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import structlog

from digest.deliver import verp
from digest.deliver.message import Sender
from digest.deliver.verp import Purpose
from digest.fetch.fetcher import Fetcher, FetchRequest
from digest.model.errors import BadAddress, BadInput, BadToken, FetchError, NotAdmitted, NotFound
from digest.model.event import EventKind
from digest.model.ids import DeliveryId, EditionId
from digest.services.subscribing import Circumstances, Subscribing
from digest.services.tracking import Report, Tracking, bounce
from digest.store import tracked
from digest.store.database import Database
from digest.subscribe.address import identity, normalise
from digest.track import providers, signatures
from digest.track.providers import Told, What

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 1000  # events of one request
MOST_CERTIFICATES = 8
_MESSAGE_ID = re.compile(r"<?(\d{1,18})\.(\d{1,18})@([\w.-]{1,255})>?")
_SENDER = re.compile(r"b\+([a-z2-7]{17,60})@", re.IGNORECASE)
_CLOSED = "Nothing is heard here."
_UNSIGNED = "This report is not signed by whom it should be, or too old."


@dataclass(frozen=True, slots=True)
class Secrets:
    """What each provider proves itself with; "" closes its door."""

    ses_topic: str = ""  # the ARN that SNS signs
    postmark: str = ""  # user:password
    mailgun: str = ""
    sendgrid: str = ""


@dataclass(frozen=True, slots=True)
class Listening:
    """The service behind /hooks. `fetcher` gets SNS's certificates, and confirms its subscription."""

    database: Database
    tracking: Tracking
    subscribing: Subscribing
    sender: Sender
    secrets: Secrets
    fetcher: Fetcher
    clock: Callable[[], datetime]
    _certificates: dict[str, bytes] = field(default_factory=dict, repr=False)

    def ses(self, body: bytes) -> int:
        """A message of SNS; gives how much was news. Raises NotFound, NotAdmitted and BadInput, as all of these."""
        _require_open(self.secrets.ses_topic)
        message = _object(body)
        if not signatures.is_secret(str(message.get("TopicArn", "")), self.secrets.ses_topic):
            raise NotAdmitted(_UNSIGNED)
        if not signatures.is_amazons(message, self._certificate(str(message.get("SigningCertURL", ""))), self.clock()):
            raise NotAdmitted(_UNSIGNED)
        if message["Type"] == "SubscriptionConfirmation":
            self._confirm(str(message.get("SubscribeURL", "")))
            return 0
        return self._hear(providers.ses(_object(str(message.get("Message", "")).encode())))

    def postmark(self, login: str, body: bytes) -> int:
        """A webhook of Postmark, which signs nothing and sends a name and password; `login` is both, with a colon."""
        _require_open(self.secrets.postmark)
        if not signatures.is_secret(login, self.secrets.postmark):
            raise NotAdmitted(_UNSIGNED)
        return self._hear(providers.postmark(_object(body)))

    def mailgun(self, body: bytes) -> int:
        """A webhook of Mailgun."""
        _require_open(self.secrets.mailgun)
        message = _object(body)
        signature, data = message.get("signature"), message.get("event-data")
        if not isinstance(signature, dict) or not signatures.is_mailguns(signature, self.secrets.mailgun, self.clock()):
            raise NotAdmitted(_UNSIGNED)
        return self._hear(providers.mailgun(data if isinstance(data, dict) else {}))

    def sendgrid(self, signature: str, timestamp: str, body: bytes) -> int:
        """Events of SendGrid."""
        _require_open(self.secrets.sendgrid)
        if not signatures.is_sendgrids(body, signature, timestamp, self.secrets.sendgrid, self.clock()):
            raise NotAdmitted(_UNSIGNED)
        events = _read(body)
        if not isinstance(events, list):
            raise BadInput("This is no list of events.")
        heard = (event for event in events[:MOST_AT_ONCE] if isinstance(event, dict))
        return self._hear(told for event in heard for told in providers.sendgrid(event))

    def _hear(self, told: Iterable[Told]) -> int:
        news = 0
        for one in islice(told, MOST_AT_ONCE):
            delivery = self._delivery(one)
            if delivery is None:
                log.info("hook_unknown_mail", what=one.what.value)
            elif one.what is What.UNSUBSCRIBE:
                news += self._leave(delivery)
            else:
                news += self.tracking.record(_reports(delivery, one))
        return news

    def _delivery(self, told: Told) -> DeliveryId | None:
        """The mail that is meant: by the token in its sender, by its Message-ID, or the last one to that address."""
        if found := _SENDER.search(told.sender):
            try:
                return verp.read(found[1], Purpose.BOUNCE, self.sender.keys)
            except BadToken:
                return None
        with self.database.reading() as tx:
            if named := _MESSAGE_ID.fullmatch(told.message_id.strip()):
                edition, delivery = EditionId(int(named[1])), DeliveryId(int(named[2]))
                ours = named[3].lower() == self.sender.domain and tracked.is_of(tx, edition, delivery)
                return delivery if ours else None
            try:
                return tracked.latest_to(tx, identity(normalise(told.address)))
            except BadAddress:
                return None

    def _leave(self, delivery: DeliveryId) -> int:
        with self.database.transaction() as tx:
            found = tracked.find(tx, delivery)
        if found is None:
            return 0
        self.subscribing.leave(found.list_id, found.subscriber_id, Circumstances(source="hook:unsubscribe"))
        return 1

    def _certificate(self, url: str) -> bytes:
        """SNS's certificate; asked for once. Only an address of SNS's own is asked, whatever a message says."""
        if not signatures.is_amazons_address(url, certificate=True):
            raise NotAdmitted(_UNSIGNED)
        if url not in self._certificates:
            if len(self._certificates) >= MOST_CERTIFICATES:
                self._certificates.clear()
            self._certificates[url] = self.fetcher.fetch(FetchRequest(url, accept="*/*", obey_robots=False)).body
        return self._certificates[url]

    def _confirm(self, url: str) -> None:
        if not signatures.is_amazons_address(url, certificate=False):
            raise NotAdmitted(_UNSIGNED)
        try:
            self.fetcher.fetch(FetchRequest(url, accept="*/*", obey_robots=False))
        except FetchError as error:
            log.warning("hook_not_confirmed", error=type(error).__name__, status=error.status)
            raise
        log.info("hook_confirmed")


def _reports(delivery: DeliveryId, told: Told) -> Iterator[Report]:
    if told.what is What.COMPLAINT:
        yield Report(delivery, EventKind.COMPLAINED)
    else:
        yield bounce(delivery, told.code, told.enhanced, told.text)


def _require_open(secret: str) -> None:
    if not secret:
        raise NotFound(_CLOSED)


def _read(body: bytes) -> Any:  # noqa: ANN401  (JSON)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput("This is no JSON.") from None


def _object(body: bytes) -> Mapping[str, Any]:
    found = _read(body)
    if not isinstance(found, dict):
        raise BadInput("This is no JSON object.")
    return found
