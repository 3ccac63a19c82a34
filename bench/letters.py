"""Two editions to measure sending with: one of the usual length, and a short one. Every word is invented."""

from hashlib import sha256

from digest.model.ids import EditionId, TopicId
from digest.model.rendering import Headline, Placeholder, Rendering
from digest.render.heads import Head, token

NONCE = "0123456789abcdef"
TOPICS = ("syria", "ukraine", "russia")
CHOSEN = 2  # topics, by a reader in the middle
SIZES = {"big": (60_000, 6_000), "small": (5_000, 600)}  # octets of HTML and of text, for that reader
_STORY = (
    '<tr><td style="padding:12px 0;font-family:Arial,sans-serif"><h3 style="margin:0 0 4px;font-size:17px">'
    '<a href="https://paper.example/{number}" style="color:#10324a">The Nera ferry runs again, day {number}</a>'
    '</h3><p style="margin:0;font-size:15px;line-height:22px">L\'été à la frontière : the town’s mayor said on Tuesday '
    "that the crossing, closed since the flood, carries twelve lorries an hour.</p></td></tr>\n"
)
_LINE = "The ferry over the Nera runs again, day {number}. L'été à la frontière.\nhttps://paper.example/{number}\n\n"


def letter(edition: EditionId, language: str, size: str) -> Rendering:
    """A rendering in three topics, with the slots of a real one."""
    most_html, most_text = SIZES[size]
    slots = {place: f"https://m.invalid/{NONCE}.{place.value}" for place in Placeholder}
    links = "".join(f'<p><a href="{slot}">{place.name.capitalize()}</a></p>\n' for place, slot in slots.items())
    inner = f"{links}{_topics(_STORY, most_html)}{links}"
    html = f'<!DOCTYPE html><html lang="{language}" dir="ltr"><body>\n{inner}</body></html>'
    text = f"{_topics(_LINE, most_text)}{slots[Placeholder.PREFERENCES]}\n{slots[Placeholder.UNSUBSCRIBE]}\n"
    return Rendering(
        edition_id=edition,
        language=language,
        subject="The ferry over the Nera runs again; L’été à la frontière",
        preheader="",
        html=html,
        text=text,
        nonce=NONCE,
        sha256=sha256(html.encode()).hexdigest(),
        subject_frame=token(NONCE, Head.SUBJECT),
        headlines=tuple(Headline(TopicId(topic), topic.title(), "The ferry runs again", True) for topic in TOPICS),
    )


def _topics(story: str, octets: int) -> str:
    """As many stories as make `octets` in `CHOSEN` topics, each part marked as its topic's."""
    count = max(octets // len(story.encode()) // CHOSEN, 1)
    return "".join(
        f"<!--SEG{NONCE} {topic}-->\n"
        + "".join(story.format(number=at * count + n) for n in range(count))
        + f"<!--/SEG{NONCE}-->\n"
        for at, topic in enumerate(TOPICS)
    )
