"""The services of editors: editions are made, changed, looked at, checked."""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from digest.bootstrap.ground import pause
from digest.bootstrap.news import News
from digest.classify.in_force import ById
from digest.mail.smtp import SmtpTransport
from digest.render.environment import build
from digest.services.arranging import Arranging
from digest.services.boards import Boards
from digest.services.checking import LINK_BYTES, LINK_DEADLINE, Checking
from digest.services.composing import Composing
from digest.services.curating import Curating
from digest.services.editing import Editing
from digest.services.fetching import Fetching
from digest.services.overseeing import Overseeing
from digest.services.previewing import TEST_DEADLINE, Previewing
from digest.services.proofing import Proofing
from digest.services.regrouping import Regrouping
from digest.services.revising import Revising


class Desk(News):
    """Editions are made."""

    @cached_property
    def editing(self) -> Editing:
        """Editions are made."""
        proofing = Proofing(build(self.settings.templates_dir), self.brand, ById(self.topics_in_force))
        return Editing(self.database, Composing(self.database, proofing), self.clock)

    @cached_property
    def curating(self) -> Curating:
        """Editors change editions."""
        composing = self.editing.composing
        return Curating(
            Revising(self.database, composing, self.clock), Boards(self.database, composing.proofing.topics)
        )

    @cached_property
    def regrouping(self) -> Regrouping:
        """Editors change stories."""
        return Regrouping(self.curating.revising, Fetching(self.collecting))

    @cached_property
    def previewing(self) -> Previewing:
        """Editions are looked at before they go."""
        relay = self.relay
        if isinstance(relay, SmtpTransport):  # somebody waits for the answer
            relay = replace(relay, deadline=min(relay.deadline, TEST_DEADLINE))
        return Previewing(self.database, self.sender, self.signed(relay), self.clock)

    @cached_property
    def checking(self) -> Checking:
        """Links are looked at before they go."""
        settings = self.settings
        fetcher = self.fetcher(deadline=LINK_DEADLINE, max_bytes=LINK_BYTES)
        gap = timedelta(seconds=settings.fetch_gap)
        return Checking(self.database, fetcher, settings.base_url, self.clock, pause, gap)

    @cached_property
    def overseeing(self) -> Overseeing:
        """What editors find in the morning."""
        return Overseeing(self.database, ById(self.topics_in_force), self.clock)

    @cached_property
    def arranging(self) -> Arranging:
        """When digests come."""
        return Arranging(self.clock)
