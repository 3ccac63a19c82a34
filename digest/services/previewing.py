"""An edition as its readers will see it, before they do: in each view, as files, as a test mail. It changes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from digest.deliver.message import Letter, Sender, build, prepare
from digest.model.delivery import Recipient
from digest.model.edition import Digest, Edition
from digest.model.errors import NotFound, Refused
from digest.model.ids import DeliveryId, EditionId, SubscriberId, TopicId
from digest.model.rendering import Placeholder, Rendering, content_hash
from digest.render.heads import heads_for
from digest.render.looks import View, look
from digest.render.segments import split
from digest.services.composing import describe
from digest.store import digests, editions
from digest.store.database import Database


@dataclass(frozen=True, slots=True)
class Preview:
    """An edition in one language with sample addresses in its slots."""

    language: str
    subject: str
    preheader: str
    html: bytes
    text: bytes
    message: bytes  # RFC 5322, as a reader would get it


@dataclass(frozen=True, slots=True)
class Look:
    """An edition in one language, for one choice of topics, in one view; and its line in an inbox."""

    html: str  # a whole page, for a sandboxed frame
    subject: str
    preheader: str
    sender: str  # the name that an inbox shows
    bytes: int  # of the mail's HTML, decoded, its links filled
    hash: str  # over the edition in all its languages: what is approved by having seen it
    languages: tuple[str, ...]  # that there are to look at


@dataclass(frozen=True, slots=True)
class Previewing:
    """The service behind previews."""

    database: Database
    sender: Sender
    clock: Callable[[], datetime]

    def previews(self, edition_id: EditionId) -> tuple[Preview, ...]:
        """The edition in each language. Raises NotFound, and Refused when nothing was rendered."""
        edition, digest, made = self._rendered(edition_id)
        return tuple(self._preview(rendering, edition, digest) for rendering in made)

    def look(self, edition_id: EditionId, language: str, view: View, topics: Iterable[TopicId] | None = None) -> Look:
        """The edition in `language` (`""`: its first) for readers of `topics` (None: of all).

        Raises NotFound, and Refused when nothing was rendered.
        """
        _, digest, made = self._rendered(edition_id)
        wanted = language or next((one for one in digest.languages if one in {each.language for each in made}), "")
        rendering = next((one for one in made if one.language == wanted), None)
        if rendering is None:
            raise NotFound(f"Edition {edition_id} is not in {language!r}, only in {', '.join(_languages(made))}.")
        segments, values = split(rendering), self._values()
        chosen = None if topics is None else frozenset(topics)
        heads = heads_for(rendering, chosen)
        html = segments.html(values, chosen)
        return Look(
            html=look(view, html.decode(), segments.text(values, chosen).decode(), rendering.language),
            subject=heads.subject,
            preheader=heads.preheader,
            sender=digest.name,
            bytes=len(html),
            hash=content_hash(made),
            languages=_languages(made),
        )

    def _rendered(self, edition_id: EditionId) -> tuple[Edition, Digest, list[Rendering]]:
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            made = editions.all_renderings(tx, edition_id)
        if not made:
            raise Refused(f"Edition {edition_id} is {describe(edition)}; there is nothing to look at.")
        return edition, digest, made

    def _values(self) -> dict[Placeholder, str]:
        """Addresses that belong to nobody."""
        return dict.fromkeys(Placeholder, f"{self.sender.base_url}/help#preview")

    def _preview(self, rendering: Rendering, edition: Edition, digest: Digest) -> Preview:
        values, segments = self._values(), split(rendering)
        letter = Letter(
            edition_id=edition.id,
            list_slug=digest.slug,
            list_name=digest.name,
            subject=rendering.subject,
            language=rendering.language,
            date=edition.send_at,
            content_type=segments.content_type,
        )
        reader = Recipient(
            delivery_id=DeliveryId(0),
            edition_id=edition.id,
            subscriber_id=SubscriberId(0),
            address=f"preview@{self.sender.domain}",
            name="",
            language=rendering.language,
        )
        message = build(prepare(self.sender, letter), reader, values[Placeholder.UNSUBSCRIBE], segments.body(values))
        return Preview(
            language=rendering.language,
            subject=rendering.subject,
            preheader=rendering.preheader,
            html=segments.html(values),
            text=segments.text(values),
            message=message.octets,
        )


def _languages(made: Iterable[Rendering]) -> tuple[str, ...]:
    return tuple(one.language for one in made)
