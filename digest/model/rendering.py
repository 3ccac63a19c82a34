"""An edition as bytes: rendered once for each language, hashed, and only joined for each reader."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from digest.model.ids import EditionId


class Placeholder(StrEnum):
    """A slot that is filled for each recipient. The value stands in the token `https://m.invalid/<nonce>.<value>`."""

    UNSUBSCRIBE = "UNSUB"  # absolute URL of the page with the button
    VIEW = "VIEW"  # absolute URL of the web copy
    PREFERENCES = "PREFS"  # absolute URL of the subscriber's page


@dataclass(frozen=True, slots=True)
class Rendering:
    """An edition as subject, HTML and text in one language; stored once."""

    edition_id: EditionId
    language: str
    subject: str
    preheader: str
    html: str  # holds a token for each placeholder and a comment around each topic's section
    text: str  # likewise tokens
    nonce: str  # 16 hexadecimal digits, new for each rendering: no feed can foresee a token
    sha256: str  # over subject, preheader, html and text with the nonce blanked

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


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check tells an editor."""

    code: str  # stable, such as "size"
    severity: Severity
    message: str  # what is wrong and what to do
    language: str = ""  # of the rendering it stands in
    where: str = ""  # a story's title, a line …


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
