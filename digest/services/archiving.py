"""Past editions for anybody: by page, as a feed, and each as the page that it was mailed as. It changes nothing."""

from dataclasses import dataclass
from itertools import groupby

from digest.model.errors import NotFound
from digest.model.rendering import Placeholder, Rendering
from digest.model.subscriber import MailingList
from digest.model.text import N_
from digest.render.segments import split
from digest.store import archive, subscribers
from digest.store.archive import PastEdition
from digest.store.database import Database
from digest.subscribe.links import Links

__all__ = ["Archive", "Archiving", "PastEdition", "WebCopy"]

A_PAGE = 20  # editions
A_FEED = 20


@dataclass(frozen=True, slots=True)
class WebCopy:
    """An edition as a page for anybody: nobody's links are in it."""

    subject: str
    language: str
    html: str
    indexed: bool  # search engines may show it


@dataclass(frozen=True, slots=True)
class Archive:
    """A page of past editions, newest first: each in its languages, with the address of each."""

    mailing_list: MailingList
    editions: tuple[tuple[tuple[PastEdition, str], ...], ...]
    page: int  # from 1
    pages: int


@dataclass(frozen=True, slots=True)
class Archiving:
    """The service behind the archive's pages. An edition's address stays the same as long as its key is in use."""

    database: Database
    links_to: Links

    def page(self, slug: str, number: int = 1, size: int = A_PAGE) -> Archive:
        """The page `number` of a list's past editions. Raises NotFound."""
        with self.database.reading() as tx:
            found = subscribers.find_list(tx, slug)
            if found is None:
                raise NotFound(N_("There is no list %(slug)s."), slug=repr(slug))
            pages = max(1, -(-archive.count_editions(tx, found.id) // size))
            if not 1 <= number <= pages:
                raise NotFound(N_("The archive of %(slug)s has %(pages)s pages."), slug=slug, pages=pages)
            past = archive.past_editions(tx, found.id, size, (number - 1) * size)
        grouped = (tuple(each) for _, each in groupby(past, key=lambda one: one.edition_id))
        return Archive(
            found, tuple(tuple((one, self._address(one)) for one in each) for each in grouped), number, pages
        )

    def copy(self, token: str) -> WebCopy:
        """The edition that a link to a web copy names. Raises BadToken and NotFound."""
        edition, language = self.links_to.read_view(token)
        with self.database.reading() as tx:
            found = archive.public_rendering(tx, edition, language)
        if found is None:
            raise NotFound(N_("This edition is not there, or not yet."))
        rendering, indexed = found
        return WebCopy(rendering.subject, language, self._neutral(rendering), indexed)

    def _address(self, past: PastEdition) -> str:
        return self.links_to.view(past.edition_id, past.language)

    def _neutral(self, rendering: Rendering) -> str:
        """The HTML with addresses that are the same for everybody in its slots."""
        help_page = f"{self.links_to.base_url}/help"
        values = {
            Placeholder.VIEW: self.links_to.view(rendering.edition_id, rendering.language),
            Placeholder.UNSUBSCRIBE: help_page,
            Placeholder.PREFERENCES: help_page,
        }
        return split(rendering).html(values).decode()
