"""SMTP replies out of the octets of a connection, however they are cut. What a reply means stands in replies.py."""

_LONGEST_LINE, _MOST_LINES = 4096, 100  # octets, lines; RFC 5321 §4.5.3.1.5 asks for 512 octets
_CODES = {str(code).encode(): code for code in range(200, 600)}

_UNPRINTABLE = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")  # controls and line ends

Reply = tuple[int, bytes]  # its code, and its lines without code, joined by LF. A plain tuple: there are very many


def text_of(lines: bytes) -> str:
    """A reply's lines as one line of text, without what no log, page or database wants to hold."""
    text = lines.decode("utf-8", "replace").rstrip()
    return " ".join((text if text.isprintable() else text.translate(_UNPRINTABLE)).split())


class ReplyReader:
    """Octets in, whole replies out. `nonsense` says what was no reply; nothing is read after it."""

    def __init__(self) -> None:
        self.nonsense = ""
        self._rest = b""
        self._lines: list[bytes] = []  # of a reply that has not ended
        self._code = 0

    @property
    def empty(self) -> bool:
        """Whether every reply that began has ended."""
        return not self._rest and not self._lines

    def read(self, octets: bytes) -> list[Reply]:
        """The replies that end in `octets`, as far as they make sense."""
        data = self._rest + octets if self._rest else octets
        lines = data.split(b"\n")
        self._rest = lines.pop()
        short = len(data) <= _LONGEST_LINE  # whatever it holds
        replies: list[Reply] = []
        for line in lines:
            code = _CODES.get(line[:3])
            if code is None or not (short or len(line) <= _LONGEST_LINE):
                self.nonsense = f"no SMTP reply: {line[:60]!r}"
                return replies
            if line[3:4] == b" " and not self._lines:
                replies.append((code, line[4:]))
            elif (reply := self._one_of_several(code, line)) is not None:
                replies.append(reply)
            elif self.nonsense:
                return replies
        if len(self._rest) > _LONGEST_LINE:
            self.nonsense = "a line without an end"
        return replies

    def _one_of_several(self, code: int, line: bytes) -> Reply | None:
        first = self._code if self._lines else code
        mark = line[3:4]
        if first != code or len(self._lines) >= _MOST_LINES or mark.strip(b" \r-"):
            self.nonsense = f"no SMTP reply: {line[:60]!r}"
            return None
        self._lines.append(line[4:].rstrip(b"\r"))
        if mark == b"-":
            self._code = code
            return None
        lines, self._lines = self._lines, []
        return code, b"\n".join(lines)
