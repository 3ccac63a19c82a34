"""What an inbox shows of an edition, subject and preheader, for whichever topics a reader chose. It fills no template.

The templates are filled once, before anybody's choice is known: what depends on it is left open as a `Slot`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from digest.model.ids import TopicId
from digest.model.rendering import Headline, Rendering
from digest.model.text import clean, shorten
from digest.render.wording import Wording, wording

MOST_SUBJECT = 200  # characters
ENOUGH_SUBJECT, ENOUGH_PREHEADER = 45, 40  # characters that are worth an inbox's line
MOST_LINE = 90


class Head(StrEnum):
    """What is filled for each choice of topics. The value stands in the token `https://m.invalid/<nonce>.<value>`."""

    SUBJECT = "SUBJECT"
    PREHEADER = "PREHEADER"


class Slot(str):
    """A text that depends on the reader's topics: printed as it is, it leaves a token for each reader to be filled.

    Whatever else a template does with it (cut it, write it in capitals) is done with the whole edition's text.
    """

    __slots__ = ("token",)
    token: str

    def __new__(cls, text: str, token: str) -> Self:
        """`text` is the whole edition's."""
        slot = super().__new__(cls, text)
        slot.token = token
        return slot

    def __str__(self) -> str:
        """What is printed."""
        return self.token

    def __html__(self) -> str:
        """What is printed where texts are escaped; a token needs no escaping."""
        return self.token


@dataclass(frozen=True, slots=True)
class Heads:
    """An inbox's line."""

    subject: str
    preheader: str


def heads(headlines: Sequence[Headline], words: Wording) -> Heads:
    """The news itself: the first of each topic before any second, those in the reader's language first."""
    ranks: dict[TopicId, int] = {}
    ordered: list[tuple[bool, int, str]] = []
    for headline in headlines:
        rank = ranks[headline.topic_id] = ranks.get(headline.topic_id, -1) + 1
        ordered.append((not headline.own, rank, headline.title))
    ordered.sort(key=lambda one: one[:2])  # stable: of one rank, in the order of the page
    titles = list(dict.fromkeys(title for *_, title in ordered))
    subject, rest = _joined(titles, ENOUGH_SUBJECT)
    preheader, _ = _joined(rest, ENOUGH_PREHEADER)
    if len(preheader) < ENOUGH_PREHEADER:
        names = dict.fromkeys(headline.topic_id for headline in headlines)
        named = ((next(one.topic for one in headlines if one.topic_id == topic)) for topic in names)
        parts = (preheader, words.say("stories", n=len(headlines)), *named)
        preheader = shorten(" · ".join(part for part in parts if part), MOST_LINE)
    return Heads(subject, preheader)


def heads_for(rendering: Rendering, topics: frozenset[TopicId] | None) -> Heads:
    """As if only `topics` had been rendered; None: all of them.

    A rendering without headlines, made before they were kept, has one subject for all readers.
    """
    chosen = [one for one in rendering.headlines if topics is None or one.topic_id in topics]
    if topics is None or not chosen:
        return Heads(rendering.subject, rendering.preheader)
    made = heads(chosen, wording(rendering.language))
    return Heads(framed(rendering.subject_frame, rendering.nonce, made.subject), made.preheader)


def framed(frame: str, nonce: str, subject: str) -> str:
    """The whole subject line, from what a template's `subject.txt` made with the headlines left open."""
    return clean(frame.replace(token(nonce, Head.SUBJECT), subject), MOST_SUBJECT)


def token(nonce: str, head: Head) -> str:
    """What stands for `head` until a choice is known."""
    return f"https://m.invalid/{nonce}.{head.value}"


def _joined(titles: list[str], enough: int) -> tuple[str, list[str]]:
    """As many whole `titles` as make `enough` characters and fit into a line; and the titles not used."""
    if not titles:
        return "", []
    line = shorten(titles[0], MOST_LINE)
    for used, title in enumerate(titles[1:], start=1):
        if len(line) >= enough or len(line) + 3 + len(title) > MOST_LINE:
            return line, titles[used:]
        line = f"{line} · {title}"
    return line, []
