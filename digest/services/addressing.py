"""Addressing: an edition ready to be made into each reader's message. It sends nothing and asks no database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from digest.deliver.message import Letter, Sender, Stationery, build, prepare
from digest.deliver.recipients import language_for
from digest.model.delivery import Message, Recipient
from digest.model.edition import Digest, Edition
from digest.model.rendering import Placeholder, Rendering
from digest.render.segments import MOST_KEPT, Segments, Topics, split

Links = Callable[[Recipient], Mapping[Placeholder, str]]

NO_NEWS = "nothing in this edition on the topics that the reader chose"


@dataclass(frozen=True, eq=False)
class Press:
    """What is constant of an edition, in each language and for each choice of topics. Make it with `press`."""

    sender: Sender
    languages: tuple[str, ...]  # the first is for all other readers
    letters: Mapping[str, Letter]
    segments: Mapping[str, Segments]
    _stationery: dict[tuple[str, Topics], Stationery] = field(default_factory=dict, repr=False)

    def addressed(self, recipient: Recipient) -> Recipient:
        """The recipient with the language of the rendering they get."""
        language = language_for(recipient.language, self.languages)
        return recipient if language == recipient.language else replace(recipient, language=language)

    def has_news(self, recipient: Recipient) -> bool:
        """Whether the edition holds anything on the topics that the recipient, who is `addressed`, chose."""
        chosen = self.segments[recipient.language].choice(recipient.topics)
        return chosen is None or bool(chosen)

    def message(self, recipient: Recipient, links: Links) -> Message:
        """The message of a recipient who is `addressed`. Raises BadAddress; any other error concerns everybody."""
        values, segments = links(recipient), self.segments[recipient.language]
        topics = segments.choice(recipient.topics)
        stationery = self._stationery.get((recipient.language, topics)) or self._headed(recipient.language, topics)
        return build(stationery, recipient, values[Placeholder.UNSUBSCRIBE], segments.body(values, topics))

    def _headed(self, language: str, topics: Topics) -> Stationery:
        """The headers for a choice of topics, kept."""
        subject = self.segments[language].heads(topics).subject
        made = prepare(self.sender, replace(self.letters[language], subject=subject))
        if len(self._stationery) >= MOST_KEPT * len(self.languages):
            self._stationery.clear()
        self._stationery[language, topics] = made
        return made


def press(sender: Sender, edition: Edition, digest: Digest, renderings: Iterable[Rendering]) -> Press:
    """The press for an edition that was rendered at least once."""
    made = {one.language: one for one in renderings}
    # The digest's own order: its first language is for all other readers.
    languages = tuple(language for language in digest.languages if language in made) or tuple(sorted(made))
    segments = {language: split(made[language]) for language in languages}
    letters = {
        language: Letter(
            edition_id=edition.id,
            list_slug=digest.slug,
            list_name=digest.name,
            subject=made[language].subject,
            language=language,
            date=edition.send_at,
            content_type=segments[language].content_type,
        )
        for language in languages
    }
    return Press(sender, languages, letters, segments)
