"""An edition as bytes: rendered once for each language, hashed, and only joined for each reader."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from digest.model.ids import EditionId, StoryId, TopicId


class Placeholder(StrEnum):
    """A slot that is filled for each recipient. The value stands in the token `https://m.invalid/<nonce>.<value>`."""

    UNSUBSCRIBE = "UNSUB"  # absolute URL of the page with the button
    VIEW = "VIEW"  # absolute URL of the web copy
    PREFERENCES = "PREFS"  # absolute URL of the subscriber's page


@dataclass(frozen=True, slots=True)
class Headline:
    """A story of a rendering as an inbox names it."""

    topic_id: TopicId
    topic: str  # its name, in the rendering's language
    title: str
    own: bool  # in the rendering's language: such speak first


@dataclass(frozen=True, slots=True)
class Rendering:
    """An edition as subject, HTML and text in one language; stored once."""

    edition_id: EditionId
    language: str
    subject: str  # of the whole edition, as is the preheader
    preheader: str
    html: str  # holds a token for each slot, and a comment around each topic's section
    text: str  # likewise tokens
    nonce: str  # 16 hexadecimal digits, new for each rendering: no feed can foresee a token
    sha256: str  # over all that is made of it, with the nonce blanked
    subject_frame: str = ""  # the subject line with a token where the headlines stand
    headlines: tuple[Headline, ...] = ()  # as on the page; of these, a reader's topics make the subject

    def token(self, placeholder: Placeholder) -> str:
        """The text that stands for `placeholder` in html and text."""
        return f"https://m.invalid/{self.nonce}.{placeholder.value}"


def content_hash(renderings: Iterable[Rendering]) -> str:
    """SHA-256, hexadecimal, over an edition in all its languages: what is approved, and what alone is sent."""
    lines = sorted(f"{one.language} {one.sha256}\n" for one in renderings)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class Severity(StrEnum):
    """Whether an edition may go out in spite of a finding."""

    BLOCKING = "blocking"
    WARNING = "warning"


class Part(StrEnum):
    """Which part of a mail a finding is about, where it is no story's and no topic's."""

    WHOLE = ""
    SUBJECT = "subject"
    PREHEADER = "preheader"
    HTML = "html"
    TEXT = "text"
    NOTE = "note"  # the word from the editor


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check tells an editor. `text` and `advice` are phrases that doors translate, with `%(name)s` slots."""

    code: str  # stable, such as "size"
    severity: Severity
    text: str  # what is wrong: a sentence
    language: str = ""  # of the rendering it stands in; "": of all
    where: str = ""  # for people: a story's title, a line …
    advice: str = ""  # what to do: a sentence
    values: Mapping[str, str | int] = field(default_factory=dict)  # for the slots; numbers are written by doors
    stories: tuple[StoryId, ...] = ()  # that it is about
    topic: str = ""  # that it is about
    part: Part = Part.WHOLE

    @property
    def message(self) -> str:
        """What is wrong and what to do, in English."""
        return " ".join(self.said(phrase) for phrase in (self.text, self.advice) if phrase)

    def said(self, phrase: str) -> str:
        """`phrase` with the values in its slots, numbers as English writes them."""
        written = {name: f"{one:,}" if isinstance(one, int) else one for name, one in self.values.items()}
        return phrase % written if written else phrase

    @property
    def story_id(self) -> StoryId | None:
        """The first story that it is about."""
        return self.stories[0] if self.stories else None

    @property
    def place(self) -> str:
        """What to jump to: "story-12", "topic-syria", "subject", "preheader", "html", "text", "note"; "": the whole."""
        if self.stories:
            return f"story-{self.stories[0]}"
        return f"topic-{self.topic}" if self.topic else self.part.value


class LinkState(StrEnum):
    """What became of a look at where a link leads."""

    WELL = ""
    GONE = "gone"  # 404 or 410
    NO_HOST = "no-host"  # DNS knows no such name
    PRIVATE = "private"  # it leads into a private network
    UNKNOWN = "unknown"  # no answer, or one that says nothing about readers


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose mail it is: what stands around the news. Colours are `#rrggbb`."""

    organisation: str
    postal_address: str  # the law wants it in every mail; one line
    base_url: str  # of the web pages, without a final slash
    accent: str = "#1d4d5c"  # at least 4.5:1 on white
    accent_dark: str = "#8cc3d3"  # at least 4.5:1 on #1b1d20
    logo_url: str = ""  # https, PNG or JPEG, on a host of ours; "" for none
    logo_width: int = 0  # in CSS pixels, as shown
    logo_height: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail to one person that is no edition: confirmation, welcome."""

    language: str
    subject: str
    html: str
    text: str
