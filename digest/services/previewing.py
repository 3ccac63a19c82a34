"""An edition as its readers will see it, before they do: in each view, as files, as a test mail. It changes nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_hex

from digest.deliver.message import Letter, Sender, build, prepare
from digest.deliver.trial import build_trial
from digest.mail.transport import Answer, Transport
from digest.model.delivery import Message, Recipient
from digest.model.edition import Digest, Edition
from digest.model.errors import DeliveryError, NotFound, Refused, RelayUnusable, TooOften
from digest.model.ids import DeliveryId, EditionId, SubscriberId, TopicId
from digest.model.rendering import Placeholder, Rendering, content_hash
from digest.model.text import N_
from digest.render.heads import heads_for
from digest.render.looks import View, look
from digest.render.segments import Topics, split
from digest.render.wording import wording
from digest.services.composing import describe
from digest.store import acts, audit, digests, editions
from digest.store.database import Database
from digest.subscribe.address import normalise

TEST_DEADLINE = 15.0  # seconds
MOST_TRIALS, TRIALS_WITHIN = 20, timedelta(hours=1)  # of one user: a test is no way to write to people


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
class Trial:
    """What became of one test mail."""

    address: str
    language: str
    refused: str = ""  # why the relay did not take it; "": it did


@dataclass(frozen=True, slots=True)
class Previewing:
    """The service behind previews. `transport` answers soon: somebody waits."""

    database: Database
    sender: Sender
    transport: Transport
    clock: Callable[[], datetime]

    def previews(self, edition_id: EditionId, topics: Iterable[TopicId] | None = None) -> tuple[Preview, ...]:
        """The edition in each language, for readers of `topics` (None: of all).

        Raises NotFound, and Refused when nothing was rendered.
        """
        edition, digest, made = self._rendered(edition_id)
        chosen = None if topics is None else frozenset(topics)
        return tuple(self._preview(rendering, edition, digest, chosen) for rendering in made)

    def look(self, edition_id: EditionId, language: str, view: View, topics: Iterable[TopicId] | None = None) -> Look:
        """The edition in `language` (`""`: its first) for readers of `topics` (None: of all).

        Raises NotFound, and Refused when nothing was rendered.
        """
        _, digest, made = self._rendered(edition_id)
        first = next((one for one in digest.languages if one in _languages(made)), "")
        rendering = _one_of(made, language or first, edition_id)
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

    def test_send(
        self,
        edition_id: EditionId,
        languages: Sequence[str],
        addresses: Sequence[str],
        by: str,
        *,
        anywhere: bool = False,
    ) -> tuple[Trial, ...]:
        """Send the edition in each of `languages` (none: in all) to each of `addresses`, marked as a test.

        They are the user's own (`by`) or the digest's seeds; `anywhere` is for who has the machine's shell. Nothing
        is written in the ledger. Raises NotFound, Refused (no rendering, no address, another's address, a relay that
        takes nothing), TooOften and BadAddress.
        """
        edition, digest, made = self._rendered(edition_id)
        chosen = [_one_of(made, language, edition_id) for language in languages] or made
        to = tuple(dict.fromkeys(normalise(address) for address in addresses))
        if not to:
            raise Refused(
                N_("No address was named; `digest digests set %(digest)s --seed ADDRESS` keeps some."),
                digest=digest.slug,
            )
        others = [address for address in to if address not in digest.seeds and address.lower() != by.lower()]
        if others and not anywhere:
            raise Refused(
                N_("A test goes to your own address or to the digest's seeds, not to %(others)s."),
                others=", ".join(others),
            )
        messages = [
            (Trial(address, rendering.language), self._trial(rendering, edition, digest, address))
            for rendering in chosen
            for address in to
        ]
        self._admit(by, edition_id, messages)
        try:
            return self._sent(messages)
        except RelayUnusable as error:
            raise Refused(
                N_("The relay takes nothing now: %(error)s Ask who runs it, or try again later."), error=error
            ) from error

    def _sent(self, messages: Sequence[tuple[Trial, Message]]) -> tuple[Trial, ...]:
        """What the relay says of one mail does not stop the others. Raises RelayUnusable when it takes none."""
        answers: dict[int, Answer] = {}

        def heard(message: Message, answer: Answer) -> None:
            answers[message.key] = answer

        try:
            self.transport.carry((replace(message, key=key) for key, (_, message) in enumerate(messages)), heard)
        except RelayUnusable as error:
            if not answers:
                raise
            answers = dict.fromkeys(range(len(messages)), error) | answers
        return tuple(
            replace(trial, refused=str(answer)) if isinstance(answer := answers[key], DeliveryError) else trial
            for key, (trial, _) in enumerate(messages)
        )

    def _admit(self, by: str, edition_id: EditionId, messages: Sequence[tuple[Trial, Message]]) -> None:
        """Count these mails and leave a line in the audit. Raises TooOften."""
        now = self.clock()
        who = blake2b(by.encode(), key=self.sender.keys[0].encode()[:64], digest_size=16).hexdigest()
        said = ", ".join(dict.fromkeys(trial.language for trial, _ in messages))
        count = len({trial.address for trial, _ in messages})
        with self.database.transaction() as tx:
            for _ in messages:
                if not acts.admits(tx, f"test-mail:{who}", now, MOST_TRIALS, TRIALS_WITHIN):
                    raise TooOften(N_("No more than %(most)s test mails an hour; wait a while."), most=MOST_TRIALS)
            audit.note(tx, now, by, "edition.test", f"edition {edition_id}", f"{said}; addresses: {count}")

    def _trial(self, rendering: Rendering, edition: Edition, digest: Digest, address: str) -> Message:
        segments, now = split(rendering), self.clock()
        subject = f"{wording(rendering.language).say('test')} {rendering.subject}"
        letter = replace(_letter(rendering, edition, digest), subject=subject)
        return build_trial(self.sender, letter, token_hex(8), address, now, segments.body(self._values()))

    def _rendered(self, edition_id: EditionId) -> tuple[Edition, Digest, list[Rendering]]:
        with self.database.reading() as tx:
            edition, digest = digests.with_edition(tx, edition_id)
            made = editions.all_renderings(tx, edition_id)
        if not made:
            raise Refused(
                N_("%(standing)s; there is nothing to look at."),
                standing=describe(edition),
            )
        return edition, digest, made

    def _values(self) -> dict[Placeholder, str]:
        """Addresses that belong to nobody."""
        return dict.fromkeys(Placeholder, f"{self.sender.base_url}/help#preview")

    def _preview(self, rendering: Rendering, edition: Edition, digest: Digest, topics: Topics) -> Preview:
        values, segments = self._values(), split(rendering)
        heads = heads_for(rendering, topics)
        letter = replace(_letter(rendering, edition, digest), subject=heads.subject)
        reader = Recipient(
            delivery_id=DeliveryId(0),
            edition_id=edition.id,
            subscriber_id=SubscriberId(0),
            address=f"preview@{self.sender.domain}",
            name="",
            language=rendering.language,
        )
        body = segments.body(values, topics)
        return Preview(
            language=rendering.language,
            subject=heads.subject,
            preheader=heads.preheader,
            html=segments.html(values, topics),
            text=segments.text(values, topics),
            message=build(prepare(self.sender, letter), reader, values[Placeholder.UNSUBSCRIBE], body).octets,
        )


def _letter(rendering: Rendering, edition: Edition, digest: Digest) -> Letter:
    return Letter(
        edition_id=edition.id,
        list_slug=digest.slug,
        list_name=digest.name,
        subject=rendering.subject,
        language=rendering.language,
        date=edition.send_at,
        content_type=split(rendering).content_type,
    )


def _one_of(made: Sequence[Rendering], language: str, edition_id: EditionId) -> Rendering:
    found = next((one for one in made if one.language == language), None)
    if found is None:
        raise NotFound(
            N_("Edition %(edition)s is not in %(language)s, only in %(languages)s."),
            edition=edition_id,
            language=repr(language),
            languages=", ".join(_languages(made)),
        )
    return found


def _languages(made: Iterable[Rendering]) -> tuple[str, ...]:
    return tuple(one.language for one in made)
