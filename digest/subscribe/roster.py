"""Lists of readers as CSV files, read forgivingly and written safely. It stores nothing."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digest.model.errors import BadAddress, BadInput
from digest.model.subscriber import RosterProblem, RosterRow
from digest.model.text import clean
from digest.subscribe.address import identity, normalise

MOST_CHARACTERS_A_LINE = 2_000
_LONGEST_NAME = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_TEXT = {b"PK\x03\x04": "an Excel or zip file", b"\xd0\xcf\x11\xe0": "an old Excel file", b"%PDF": "a PDF"}
_HEADERS = {
    "address": (
        *("address", "email", "e-mail", "mail", "email address", "e-mail address", "adresse", "adresse e-mail"),
        *("adresse email", "courriel", "mél", "mel", "e-mail-adresse", "correo", "correo electrónico"),
        *("почта", "эл. почта", "электронная почта", "адрес", "пошта", "ел. пошта", "електронна пошта", "адреса"),
        *("البريد الإلكتروني", "البريد", "بريد", "メール", "メールアドレス"),
    ),
    "name": (
        *("name", "full name", "nom", "nom complet", "vollständiger name", "nombre", "имя", "фио"),
        *("ім'я", "ім’я", "піб", "الاسم", "氏名"),
    ),
    "language": ("language", "lang", "locale", "langue", "sprache", "idioma", "язык", "мова", "اللغة", "言語"),
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a line each thing stands; -1 when nowhere."""

    address: int = 0
    name: int = -1
    language: int = -1


def read_roster(data: bytes) -> tuple[list[RosterRow], list[RosterProblem]]:
    """The usable lines of a CSV file, and what is wrong with each of the others.

    UTF-8 or UTF-16, with or without a mark; `,` `;` or tab; headers in several languages, or none. A line of the
    file is a line of the list: quotes do not reach over its end, so that one missing quote costs one line.
    Raises `BadInput` when it is no text at all.
    """
    lines = _lines(data)
    rows: list[RosterRow] = []
    problems: list[RosterProblem] = []
    first_seen: dict[str, int] = {}
    columns: _Columns | None = None
    delimiter = ","
    for number, line in enumerate(lines, start=1):
        if not line.strip(' \t,;"\0\n'):
            continue
        try:
            if columns is None:
                delimiter = max(",;\t", key=line.count)
                columns, is_header = _find_columns(_split(line, delimiter))
                if is_header:
                    continue
            row = _read_line(number, _split(line, delimiter), columns)
        except BadInput as error:
            problems.append(RosterProblem(number, clean(line, 120), str(error)))
            continue
        earlier = first_seen.setdefault(identity(row.address), number)
        if earlier == number:
            rows.append(row)
        else:
            problems.append(RosterProblem(number, clean(line, 120), f"the same address as line {earlier}"))
    return rows, problems


def write_roster(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """`header` and `rows` as lines of CSV (RFC 4180); no cell begins like a formula."""
    yield _written(header)
    for row in rows:
        yield _written(row)


def guard(cell: str) -> str:
    """`cell` so that a spreadsheet shows it: `'` before what it would take for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _lines(data: bytes) -> Iterator[str]:
    for start, what in _NO_TEXT.items():
        if data.startswith(start):
            raise BadInput(f"This is {what}, not a CSV file: open it and save the sheet as CSV, UTF-8.")
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    if not encoding:
        head = data[:200]
        zeros = head[1::2].count(0), head[::2].count(0)
        encoding = "utf-16-le" if zeros[0] > len(head) / 4 else "utf-16-be" if zeros[1] > len(head) / 4 else "utf-8"
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return iter(io.StringIO(text, newline=None))


def _split(line: str, delimiter: str) -> list[str]:
    if len(line) > MOST_CHARACTERS_A_LINE:
        raise BadInput(f"the line is longer than {MOST_CHARACTERS_A_LINE} characters")
    try:
        return [cell.strip() for cell in next(csv.reader([line.rstrip("\n")], delimiter=delimiter, strict=True))]
    except csv.Error as error:
        raise BadInput(f"quotes do not close: {error}") from None


def _find_columns(cells: list[str]) -> tuple[_Columns, bool]:
    """Where things stand, and whether `cells` are headers."""
    found = {
        field: at for at, cell in enumerate(cells) for field, names in _HEADERS.items() if cell.casefold() in names
    }
    if "address" in found:
        return _Columns(**found), True
    at = next((at for at, cell in enumerate(cells) if "@" in cell), -1)
    if at >= 0:
        others = [other for other in range(len(cells)) if other != at]
        return _Columns(at, *others[:2]), False
    return _Columns(), False


def _read_line(number: int, cells: list[str], columns: _Columns) -> RosterRow:
    def cell(at: int) -> str:
        text = cells[at] if 0 <= at < len(cells) else ""
        return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text

    address, name, language = cell(columns.address), cell(columns.name), cell(columns.language)
    if not address:
        raise BadInput("no address")
    if "\ufffd" in address + name:
        raise BadInput("characters that are not UTF-8; save the file as UTF-8")
    if name.startswith(_FORMULA):
        raise BadInput("the name begins like a formula")
    known = _LANGUAGE.fullmatch(language)
    if language and not known:
        raise BadInput(f"the language {language[:20]!r} is not a code such as fr")
    try:
        return RosterRow(number, normalise(address), clean(name, _LONGEST_NAME), known[1].lower() if known else "")
    except BadAddress as error:
        raise BadInput(str(error)) from None


def _written(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([guard(cell) for cell in cells])
    return line.getvalue()
