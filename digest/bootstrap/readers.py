"""The services of readers: they come, choose, and go; lists and rosters."""

from functools import cached_property

from digest.bootstrap.ground import Ground
from digest.render.environment import build
from digest.services.admitting import Admitting
from digest.services.archiving import Archiving
from digest.services.choosing import Choosing
from digest.services.enrolling import Enrolling
from digest.services.forgetting import Forgetting
from digest.services.importing import Importing
from digest.services.listing import Listing
from digest.services.notifying import Notifying
from digest.services.subscribing import Subscribing
from digest.services.suppressing import Suppressing


class Readers(Ground):
    """Readers come and go."""

    @cached_property
    def subscribing(self) -> Subscribing:
        """Readers come, confirm and go."""
        return Subscribing(self.database, self.links_to, self.settings.hashing_key(), self.clock)

    @cached_property
    def admitting(self) -> Admitting:
        """Requests from the public form are let in."""
        return Admitting(self.subscribing)

    @cached_property
    def choosing(self) -> Choosing:
        """Readers choose what they get."""
        return Choosing(self.subscribing)

    @cached_property
    def forgetting(self) -> Forgetting:
        """Readers see all that is held of them, and have it erased."""
        return Forgetting(self.subscribing)

    @cached_property
    def archiving(self) -> Archiving:
        """Past editions are shown."""
        return Archiving(self.database, self.links_to)

    @cached_property
    def enrolling(self) -> Enrolling:
        """Rosters are imported."""
        return Enrolling(self.database, self.settings.hashing_key(), self.clock)

    @cached_property
    def importing(self) -> Importing:
        """Rosters are worked off in the background."""
        return Importing(self.database, self.enrolling, self.clock)

    @cached_property
    def notifying(self) -> Notifying:
        """Confirmations and welcomes are sent."""
        templates = build(self.settings.templates_dir)
        return Notifying(self.database, self.links_to, templates, self.brand, self.sender, self.transport, self.clock)

    @cached_property
    def listing(self) -> Listing:
        """Lists are looked at."""
        return Listing(self.subscribing)

    @cached_property
    def suppressing(self) -> Suppressing:
        """Addresses that must not be mailed are looked at, and taken back."""
        return Suppressing(self.database, self.settings.hashing_key(), self.clock)
