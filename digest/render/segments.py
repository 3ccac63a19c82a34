"""A finished rendering cut at its slots and topics, so that a reader's mail is a join of bytes.

Nothing is rendered again for a reader, and nothing is encoded again but the few values of their own. It builds no
headers but those inside the multipart body.
"""

import html as markup
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from digest.model.errors import BadInput, BadTemplate
from digest.model.ids import TopicId
from digest.model.rendering import Placeholder, Rendering
from digest.render.heads import Head, Heads, heads_for
from digest.render.transfer import Body, prepare, shorter

_ADDRESS = re.compile(r"https?://[!-~]+")
_MARKUP = re.compile(r"[&<>\"']")
_SLOTS: Mapping[str, Placeholder | Head] = {slot.value: slot for slot in (*Placeholder, *Head)}

Values = Mapping[Placeholder, str]
Topics = frozenset[TopicId] | None  # None: all of them
MOST_KEPT = 64  # choices of topics that are kept prepared; three topics make seven, six make 63


@dataclass(frozen=True, slots=True)
class Piece:
    """Either a constant text or a slot; for everybody, or for those who read `topic`."""

    text: str
    slot: Placeholder | Head | None
    topic: TopicId | None


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the multipart body, for one choice of topics."""

    header: bytes
    body: Body
    slots: tuple[Placeholder, ...]

    def octets(self, values: Mapping[str, bytes]) -> list[bytes]:
        """`values` are escaped as the part's kind wants it."""
        return [self.header, *self.body.octets(values, self.slots)]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A choice of topics, prepared: all that is the same for those who made it."""

    heads: Heads
    text: _Part
    html: _Part


@dataclass(frozen=True, eq=False)
class Segments:
    """One rendering in pieces. Make it with `split`, and keep it for as long as the edition is being sent."""

    rendering: Rendering
    html_pieces: tuple[Piece, ...]
    text_pieces: tuple[Piece, ...]
    boundary: str
    slots: frozenset[Placeholder]
    topics: frozenset[TopicId]  # that the edition holds, as far as its template marks them
    _sheets: dict[Topics, _Sheet] = field(default_factory=dict, repr=False)

    @cached_property
    def encodings(self) -> tuple[str, str]:
        """Of text and HTML: for each the shorter. Only what is sent needs them."""
        return shorter(self.rendering.text.encode()), shorter(self.rendering.html.encode())

    @cached_property
    def _end(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode("ascii")

    @property
    def content_type(self) -> str:
        """The value of the message's Content-Type header."""
        return f'multipart/alternative; boundary="{self.boundary}"'

    def choice(self, topics: Collection[TopicId]) -> Topics:
        """What a reader of `topics` gets: None for all of it (they named none), nothing when it holds none of theirs.

        Of a template without marks everybody gets all.
        """
        chosen = self.topics.intersection(topics)
        return None if not topics or chosen == self.topics else chosen

    def heads(self, topics: Topics = None) -> Heads:
        """The subject and the preheader."""
        return self._sheet(topics).heads

    def body(self, values: Values, topics: Topics = None) -> tuple[bytes, ...]:
        """All octets after the message's header block and its blank line: text first, then HTML; CRLF lines.

        Each value is an absolute http(s) address in ASCII. Raises `BadInput` if one is not, or is missing.
        """
        _check(values, self.slots)
        sheet = self._sheet(topics)
        text: dict[str, bytes] = {slot: value.encode("ascii") for slot, value in values.items()}
        # Most addresses hold nothing that HTML writes otherwise.
        html = _escaped(values) if _MARKUP.search("".join(values.values())) else text
        return (*sheet.text.octets(text), *sheet.html.octets(html), self._end)

    def html(self, values: Values, topics: Topics = None) -> bytes:
        """The HTML alone, such as for the web copy."""
        _check(values, self.slots)
        return _filled(self.html_pieces, values, heads_for(self.rendering, topics), topics, markup.escape).encode()

    def text(self, values: Values, topics: Topics = None) -> bytes:
        """The text alone; lines end in LF."""
        _check(values, self.slots)
        return _filled(self.text_pieces, values, heads_for(self.rendering, topics), topics, str).encode()

    def _sheet(self, topics: Topics) -> _Sheet:
        """The choice with everything encoded that can be; kept, since readers share their choices."""
        chosen = None if topics is None or topics >= self.topics else topics & self.topics
        sheet = self._sheets.get(chosen)
        if sheet is None:
            sheet = self._prepared(chosen)
            if len(self._sheets) >= MOST_KEPT:
                self._sheets.clear()  # simpler than to know which is needed next, and safe among threads
            self._sheets[chosen] = sheet
        return sheet

    def _prepared(self, topics: Topics) -> _Sheet:
        heads = heads_for(self.rendering, topics)
        text = _merged(self.text_pieces, heads, topics, str)
        html = _merged(self.html_pieces, heads, topics, markup.escape)
        return _Sheet(
            heads,
            _part(text, self.encodings[0], f"--{self.boundary}", "plain"),
            _part(html, self.encodings[1], f"\r\n--{self.boundary}", "html"),
        )


def split(rendering: Rendering) -> Segments:
    """`rendering` in pieces. Raises `BadTemplate` if a token stands where or as none can be."""
    html, text = (_pieces(part, rendering.nonce) for part in (rendering.html, rendering.text))
    return Segments(
        rendering=rendering,
        html_pieces=html,
        text_pieces=text,
        # "=_" occurs in neither encoding (RFC 2045 §6.7), so no body can hold the boundary.
        boundary=f"=_{rendering.sha256[:32]}",
        slots=frozenset(piece.slot for piece in (*html, *text) if isinstance(piece.slot, Placeholder)),
        topics=frozenset(piece.topic for piece in html if piece.topic),
    )


def _pieces(text: str, nonce: str) -> tuple[Piece, ...]:
    mark = re.compile(
        rf"<!--SEG{nonce} (?P<begin>[\w.-]+)-->\n?|(?P<end><!--/SEG{nonce}-->)\n?|https://m\.invalid/{nonce}\.(?P<slot>[A-Z]+)",
    )
    pieces: list[Piece] = []
    topic: TopicId | None = None
    at = 0
    for match in mark.finditer(text):
        pieces.append(Piece(text[at : match.start()], None, topic))
        at = match.end()
        if match["slot"]:
            pieces.append(Piece("", _slot(match["slot"]), topic))
        elif bool(match["end"]) is (topic is None):
            raise BadTemplate("the marks around topics are nested or not closed: keep begin and end in pairs")
        else:
            topic = TopicId(match["begin"]) if match["begin"] else None
    pieces.append(Piece(text[at:], None, topic))
    if topic is not None or any(nonce in piece.text for piece in pieces):
        raise BadTemplate("a topic is not closed, or a token was changed on its way through the template")
    return tuple(piece for piece in pieces if piece.text or piece.slot)


def _slot(name: str) -> Placeholder | Head:
    if name not in _SLOTS:
        raise BadTemplate(f"there is no placeholder {name}")
    return _SLOTS[name]


def _merged(
    pieces: tuple[Piece, ...], heads: Heads, topics: Topics, escape: Callable[[str], str]
) -> tuple[tuple[bytes, ...], tuple[Placeholder, ...]]:
    """The constants of the chosen topics, joined between slots, and the slots between them."""
    constants, slots = [""], []
    for piece in pieces:
        if topics is None or piece.topic is None or piece.topic in topics:
            if isinstance(piece.slot, Placeholder):
                slots.append(piece.slot)
                constants.append("")
            else:
                constants[-1] += _head(piece.slot, heads, escape) if piece.slot else piece.text
    return tuple(constant.encode() for constant in constants), tuple(slots)


def _head(slot: Head, heads: Heads, escape: Callable[[str], str]) -> str:
    return escape(heads.subject if slot is Head.SUBJECT else heads.preheader)


def _part(
    merged: tuple[tuple[bytes, ...], tuple[Placeholder, ...]],
    encoding: str,
    delimiter: str,
    kind: str,
) -> _Part:
    header = (
        f'{delimiter}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    )
    return _Part(header.encode("ascii"), prepare(merged[0], encoding), merged[1])


def _escaped(values: Values) -> Mapping[str, bytes]:
    return {slot: markup.escape(value).encode("ascii") for slot, value in values.items()}


def _filled(
    pieces: tuple[Piece, ...], values: Values, heads: Heads, topics: Topics, escape: Callable[[str], str]
) -> str:
    constants, slots = _merged(pieces, heads, topics, escape)
    filled = (*(escape(values[slot]).encode() for slot in slots), b"")
    return b"".join(part for pair in zip(constants, filled, strict=True) for part in pair).decode()


def _check(values: Values, slots: frozenset[Placeholder]) -> None:
    for slot in slots:
        if not _ADDRESS.fullmatch(values.get(slot, "")):
            raise BadInput(f"{slot.name.lower()} needs an absolute web address in ASCII, not {values.get(slot, '')!r}")
