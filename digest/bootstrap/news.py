"""The services that read the news: feeds, pages, topics."""

from datetime import timedelta
from functools import cached_property

from digest.bootstrap.ground import Ground, pause
from digest.services.authoring import Authoring
from digest.services.classifying import Classifying
from digest.services.collecting import Collecting
from digest.services.discovering import DEADLINE, Discovering
from digest.services.following import Following
from digest.services.watching import Watching
from digest.store.topic_files import TopicFiles


class News(Ground):
    """News comes in."""

    @cached_property
    def collecting(self) -> Collecting:
        """Feeds and their pages are read."""
        settings = self.settings
        return Collecting(
            database=self.database,
            fetcher=self.fetcher(),
            assign=self.classifying.assign,
            clock=self.clock,
            wait=pause,
            gap=timedelta(seconds=settings.fetch_gap),
            deadline=timedelta(seconds=settings.fetch_deadline),
        )

    @cached_property
    def following(self) -> Following:
        """The list of feeds is kept."""
        return Following(self.collecting, self.settings.fetch_allow_loopback)

    @cached_property
    def discovering(self) -> Discovering:
        """The feeds of a site are found."""
        return Discovering(self.collecting, self.fetcher(deadline=DEADLINE))

    @cached_property
    def watching(self) -> Watching:
        """How the feeds are."""
        return Watching(self.database, self.clock)

    @cached_property
    def classifying(self) -> Classifying:
        """What articles are about."""
        return Classifying(self.topics_in_force, lambda: self.database)

    @cached_property
    def authoring(self) -> Authoring:
        """Topics are written."""
        files = TopicFiles(self.settings.topics_dir)
        return Authoring(self.topics_in_force, files, lambda: self.database, self.clock)
