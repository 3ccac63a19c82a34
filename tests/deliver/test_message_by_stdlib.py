"""A reader's message against the standard library's `email`, which is given the same parts.

Three things hold for any texts, choices of topics, tokens, names and subjects. The library builds, from the same header
values and the same encoded bodies, the very same octets: nothing stands between, before or behind the parts that it
would not put there. It reads, from the octets, what went in, and finds no defect. And those headers that need no
encoding are, each by itself, what it would write. How non-ASCII words and bodies are encoded is our own: its folding
begins some headers with an empty line, and its bodies may begin a line with a dot (headers.py and transfer.py say why).
"""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

from delivery_world import NONCE, SENDER
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.deliver.message import Letter, build, prepare
from digest.model.delivery import Message, Recipient
from digest.model.ids import DeliveryId, EditionId, SubscriberId, TopicId
from digest.model.rendering import Placeholder, Rendering
from digest.render.segments import Segments, Values, split

# As it came, not folded anew: then what is given is what is written.
AS_GIVEN = policy.SMTP.clone(refold_source="none")
# Those of words in any language, and of mailboxes, whose names it quotes only where it must.
ENCODED_OUR_WAY = {"From", "To", "Reply-To", "Subject", "List-Id"}
TOPICS = ("syria", "ukraine", "russia")
ALPHABETS = {
    "fr": "abcdeéèêàçùœŒ’« »…—",
    "en": "abcdefghijklmnop'-",
    "ar": "ابتثجحخدذرزسشصضطظ، ؟ـًٌ\u200f",
    "uk": "абвгґдеєжзиіїйкл’",
    "ru": "абвгдеёжзийклмн«»",
    "de": "abcdefäöüßÄÖÜ„“",
}
HOSTILE = [
    ".",
    "..",
    "=",
    "=3D",
    "--",
    "--=_",
    "=?utf-8?q?x?=",
    "From ",
    "\t",
    " ",
    "\n",
    "\n.\n",
    "x" * 90,
    "🜁",
    "\u202e",
]
HEADER_HOSTILE = [
    *HOSTILE,
    "\r\n",
    "\r\nBcc: eve@example.org\r\n\r\n",
    '"',
    "\\",
    "<eve@example.org>",
    ",",
    ";",
    "(",
    "\x00",
    "\x85",
]
URLS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=200)
# RFC 8058's address stands in a header too, and may hold no quotes and no angle brackets there.
LEAVES = st.text(st.sampled_from("abcXYZ019.=&?%+-_~/,;:@!$'()*#"), min_size=1, max_size=400)


def texts(language: str, hostile: list[str]) -> st.SearchStrategy[str]:
    """Words of a language, and what breaks mails."""
    words = st.text(st.sampled_from(ALPHABETS[language] + " "), min_size=1, max_size=40)
    return st.lists(words | st.sampled_from(hostile), max_size=12).map("".join)


@st.composite
def mails(draw: st.DrawFn) -> tuple[Segments, Letter, Recipient, Values]:
    """A rendering with its topics and slots, and a reader with their own data."""
    language = draw(st.sampled_from(sorted(ALPHABETS)))
    body, head = texts(language, HOSTILE), texts(language, HEADER_HOSTILE)
    slots = [f"https://m.invalid/{NONCE}.{place.value}" for place in Placeholder]

    def part() -> str:
        pieces = [draw(body)]
        for topic in TOPICS:
            pieces += [f"<!--SEG{NONCE} {topic}-->", draw(body), draw(st.sampled_from(slots)), '"', draw(body)]
            pieces += [f"<!--/SEG{NONCE}-->", draw(body)]
        return "\n".join(["".join(pieces), *slots, draw(body)])

    given = Rendering(
        EditionId(81), language, draw(head), "", part(), part(), NONCE, f"{draw(st.integers(0, 99)):064x}"
    )
    segments = split(given)
    name, subject = draw(head), draw(head.filter(one_line))
    letter = Letter(
        EditionId(81),
        "matin",
        draw(st.sampled_from(["Le matin", "Утро, каждый день", "شرفة الشرق", "Daily, the"])),
        subject,
        language,
        datetime(2026, 1, 16, 6, tzinfo=UTC),
        segments.content_type,
    )
    topics = frozenset(TopicId(one) for one in draw(st.sets(st.sampled_from(TOPICS))))
    address = draw(st.sampled_from(["anna@example.net", "a.very.long+tag@xn--e1afmkfd.example", "élise@example.org"]))
    reader = Recipient(DeliveryId(4711), EditionId(81), SubscriberId(3), address, name, language, 0, topics)
    values = {place: f"https://news.example.org/{draw(URLS)}" for place in Placeholder}
    return segments, letter, reader, values | {Placeholder.UNSUBSCRIBE: f"https://news.example.org/{draw(LEAVES)}"}


def one_line(text: str) -> str:
    """What a header can hold of it."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).split())


def lines(octets: bytes) -> dict[str, str]:
    """The headers by name, with their lines as they are."""
    head = octets.partition(b"\r\n\r\n")[0].decode()
    return dict(line.split(": ", 1) for line in re.split(r"\r\n(?! )", head))


def mailbox(raw: str) -> tuple[str, str]:
    """Display name and address, by the library's older parser: the newer puts blanks between words of a phrase."""
    ((name, address),) = getaddresses([raw.replace("\r\n", "")])
    return str(make_header(decode_header(name))), address


def built(segments: Segments, letter: Letter, reader: Recipient, values: Values) -> Message:
    body = segments.body(values, segments.choice(reader.topics))
    return build(prepare(SENDER, letter), reader, values[Placeholder.UNSUBSCRIBE], body)


def by_the_library(octets: bytes, boundary: str) -> bytes:
    """The library's own message, put together from the headers' values and the encoded bodies."""
    head, _, rest = octets.decode("ascii", "surrogateescape").partition("\r\n\r\n")
    first, *bodies, end = rest.split(f"--{boundary}")
    assert (first, end) == ("", "--\r\n")
    whole = EmailMessage(policy=AS_GIVEN)
    give(whole, head)
    for part in bodies:
        inner, _, body = part.removeprefix("\r\n").partition("\r\n\r\n")
        made = MIMEPart(policy=AS_GIVEN)
        give(made, inner)
        made.set_payload(body.removesuffix("\r\n"))  # that belongs to the boundary (RFC 2046 §5.1.1)
        whole.attach(made)  # type: ignore[arg-type]  # any part will do
    return whole.as_bytes()


def give(message: MIMEPart, block: str) -> None:
    """The headers of a block, each with its lines as they are."""
    for line in re.split(r"\r\n(?! )", block):
        message.set_raw(*line.split(": ", 1))


@given(mails())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_library_builds_the_same_octets(mail: tuple[Segments, Letter, Recipient, Values]) -> None:
    """From the same header values and the same encoded bodies, whatever they hold."""
    segments = mail[0]
    octets = built(*mail).octets
    assert by_the_library(octets, segments.boundary) == octets


@given(mails())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_library_reads_what_went_in(mail: tuple[Segments, Letter, Recipient, Values]) -> None:
    """Subject, names, addresses and both texts, of exactly the topics that were chosen; no defect anywhere."""
    segments, letter, reader, values = mail
    octets = built(*mail).octets
    read, raw = message_from_bytes(octets, policy=policy.default), lines(octets)
    assert [(one.get_content_type(), one.defects) for one in read.walk()] == [
        ("multipart/alternative", []),
        ("text/plain", []),
        ("text/html", []),
    ]
    # Of an address beyond ASCII (RFC 6531) it says that there is one.
    assert not [name for name, value in read.items() if value.defects and reader.address.isascii()]
    assert read["Subject"] == one_line(letter.subject)
    assert mailbox(raw["To"]) == (one_line(reader.name), reader.address)
    assert mailbox(raw["From"]) == (letter.list_name, f"matin@{SENDER.domain}")
    chosen = segments.choice(reader.topics)
    contents = [one.get_content().replace("\r\n", "\n").encode() for one in read.iter_parts()]
    assert contents == [segments.text(values, chosen), segments.html(values, chosen)]


@given(mails())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_library_writes_the_same_headers(mail: tuple[Segments, Letter, Recipient, Values]) -> None:
    """All that need no encoding, folded where it would fold them at our width, in a mail that it makes by itself.

    It breaks a word that is longer than a line; a URI must stay whole, and is compared unfolded.
    """
    raw = lines(built(*mail).octets)
    ours = {name: value for name, value in raw.items() if name not in ENCODED_OUR_WAY}
    for name, value in ours.items():
        fits = max(map(len, f"{name}: {value}".split("\r\n"))) <= 76
        whole = EmailMessage(policy=policy.SMTP.clone(max_line_length=76 if fits else 998))
        whole[name] = value.replace("\r\n", "")
        assert lines(whole.as_bytes()) == {name: value if fits else value.replace("\r\n", "")}
    assert set(raw) - set(ours) == ENCODED_OUR_WAY
