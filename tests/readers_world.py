"""The reader's pages of a house, as a browser or a scanner asks for them."""

import re
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from digest.bootstrap import House
from digest.model.ids import ListId, SubscriberId
from digest.store.tables import metadata

ONE, TWO = SubscriberId(1), SubscriberId(2)
MORNING, EVENING = ListId(1), ListId(2)


def path(url: str) -> str:
    """Where the client finds what a mail links to."""
    return url.removeprefix("https://news.example.org")


@dataclass(frozen=True)
class Pages:
    """The pages, and who asks for them."""

    house: House
    client: FlaskClient

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table."""
        with self.house.database.reading() as tx:
            return {
                name: [tuple(row) for row in tx.execute(sa.select(table)).all()]
                for name, table in metadata.tables.items()
            }

    def confirmation(self, list_id: ListId = MORNING, subscriber: SubscriberId = ONE) -> str:
        """The path behind a confirmation mail."""
        return path(self.house.links_to.confirm(list_id, subscriber, self.house.clock() + timedelta(days=7)))

    def leaving(self, list_id: ListId = MORNING, subscriber: SubscriberId = ONE) -> str:
        """The path behind "Unsubscribe"."""
        return path(self.house.links_to.unsubscribe(list_id, subscriber))

    def preferences(self, subscriber: SubscriberId = ONE) -> str:
        """The path of a reader's own page."""
        return path(self.house.links_to.preferences(subscriber))

    def stamp(self, slug: str = "morning") -> str:
        """What a form just shown holds."""
        found = re.search(r'name="stamp" value="([^"]+)"', self.client.get(f"/subscribe/{slug}").text)
        assert found
        return found[1]

    def ask(self, slug: str = "morning", query: str = "", **fields: object) -> TestResponse:
        """Fill in the form and send it, as a person does."""
        stamp = self.stamp(slug)
        self.wait(seconds=5)
        data = {"stamp": stamp, "address": "reader@example.org", **fields}
        return self.client.post(f"/subscribe/{slug}{query}", data=data)

    def wait(self, **time_: float) -> None:
        """Let time pass."""
        self.house.clock.now += timedelta(**time_)  # type: ignore[attr-defined]  # the clock of these tests
