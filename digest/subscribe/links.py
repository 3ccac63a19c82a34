"""The addresses of a reader's own pages, and what they say when they come back. It opens no page."""

from dataclasses import dataclass
from datetime import datetime

from digest.model.ids import EditionId, ListId, SubscriberId
from digest.subscribe.tokens import Purpose, Tokens


@dataclass(frozen=True, slots=True)
class Links:
    """`base_url` is how readers reach the web pages, without a final slash."""

    tokens: Tokens
    base_url: str

    def confirm(self, list_id: ListId, subscriber: SubscriberId, end: datetime) -> str:
        """The page with the button that confirms, good until `end`."""
        return f"{self.base_url}/confirm/{self.tokens.sign_until(Purpose.CONFIRM, end, list_id, subscriber)}"

    def unsubscribe(self, list_id: ListId, subscriber: SubscriberId) -> str:
        """The page with the button that ends the subscription; the same address takes one-click POSTs (RFC 8058)."""
        return f"{self.base_url}/u/{self.tokens.sign(Purpose.UNSUBSCRIBE, list_id, subscriber)}"

    def preferences(self, subscriber: SubscriberId) -> str:
        """The reader's own page."""
        return f"{self.base_url}/preferences/{self.tokens.sign(Purpose.PREFERENCES, subscriber)}"

    def view(self, edition: EditionId, language: str) -> str:
        """The web copy of an edition: the same address for every reader, so it tells nothing when passed on."""
        return f"{self.base_url}/view/{self.tokens.sign(Purpose.VIEW, edition, language)}"

    def read_confirm(self, token: str, now: datetime) -> tuple[ListId, SubscriberId]:
        """Raises `BadToken`, as all of these."""
        list_id, subscriber = self.tokens.read_until(Purpose.CONFIRM, token, now)
        return ListId(int(list_id)), SubscriberId(int(subscriber))

    def read_unsubscribe(self, token: str) -> tuple[ListId, SubscriberId]:
        """Which list, and who."""
        list_id, subscriber = self.tokens.read(Purpose.UNSUBSCRIBE, token)
        return ListId(int(list_id)), SubscriberId(int(subscriber))

    def read_preferences(self, token: str) -> SubscriberId:
        """Who."""
        return SubscriberId(int(self.tokens.read(Purpose.PREFERENCES, token)[0]))

    def read_view(self, token: str) -> tuple[EditionId, str]:
        """Which edition, in which language."""
        edition, language = self.tokens.read(Purpose.VIEW, token)
        return EditionId(int(edition)), language
