"""Bytes to letters."""

import codecs

import pytest

from digest.collect.charset import codec, decode, header_charset

NEWS = "Новости дня: переговоры продолжатся"


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (NEWS.encode(), ""),
        (NEWS.encode(), "windows-1251"),  # valid UTF-8 is UTF-8, whatever the header says
        (NEWS.encode("cp1251"), "cp-1251"),
        (NEWS.encode("koi8-r"), "KOI8-R"),
        (codecs.BOM_UTF8 + NEWS.encode(), "latin-1"),
        (codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"), ""),
    ],
)
def test_the_letters_come_out(body: bytes, declared: str) -> None:
    """The mark decides, then valid UTF-8, then what is declared."""
    assert decode(body, declared) == NEWS


@pytest.mark.parametrize(
    "frame",
    ['<?xml version="1.0" encoding="windows-1251"?><t>{}</t>', '<html><meta charset="windows-1251"><p>{}</p>'],
)
def test_a_declaration_inside_is_found(frame: str) -> None:
    """The XML prolog and <meta> speak where HTTP is silent."""
    assert NEWS in decode(frame.format(NEWS).encode("cp1251"))


@pytest.mark.parametrize(
    ("news", "charset"),
    [
        (NEWS, "koi8-r"),
        (NEWS, "windows-1251"),
        ("Новини дня: міст через річку відкриють у середу", "koi8-u"),
        ("أخبار اليوم: تستمر المفاوضات حول الجسر", "windows-1256"),
        ("Élu tôt : le maire à l’hôtel de ville", "windows-1252"),
        ("Prace trwały dwa lata, więcej niż sądzono; wójt będzie świętował", "iso-8859-2"),
        ("市长宣布大桥开通，工程历时两年", "gb18030"),
    ],
)
@pytest.mark.parametrize(
    ("frame", "declared"),
    [
        ("<html><title>{}</title>", "utf-8"),
        ('<html><meta charset="utf-8"><title>{}</title>', ""),
        ('<?xml version="1.0" encoding="UTF-8"?><t>{}</t>', ""),
        ("<html><title>{}</title>", ""),
    ],
    ids=["header", "meta", "prolog", "silence"],
)
def test_a_wrong_claim_of_utf_8_is_seen_through(news: str, charset: str, frame: str, declared: str) -> None:
    """The bytes disprove it, and a detector says what they are: no sign of replacement stands for a letter."""
    assert decode(frame.format(news).encode(charset), declared) == frame.format(news)


def test_what_is_declared_comes_before_a_wrong_claim() -> None:
    """HTTP says UTF-8 where the page knows better."""
    frame = f'<html><meta charset="koi8-r"><title>{NEWS}</title>'
    assert decode(frame.encode("koi8-r"), "utf-8") == frame


def test_a_few_broken_bytes_stay_utf_8() -> None:
    """A letter that was cut in two is one sign of replacement, wherever it stands and whatever is declared."""
    assert decode(b"\xd0 " + NEWS.encode(), "windows-1251") == f"\ufffd {NEWS}"


def test_bytes_that_are_no_text() -> None:
    """They are no reason to fail."""
    assert "\ufffd" in decode(bytes(range(1, 256)) * 50, "utf-8")


def test_utf_16_without_a_mark() -> None:
    """Zeros in every other byte betray it."""
    assert decode("<rss><title>News</title></rss>".encode("utf-16-le")) == "<rss><title>News</title></rss>"


def test_latin_1_is_read_as_browsers_read_it() -> None:
    """ISO-8859-1 in a header means Windows-1252: quotation marks come out."""
    assert decode(b"\x93d\xe9j\xe0\x94", "iso-8859-1") == "“déjà”"


def test_one_bad_byte_late_in_a_page_does_not_change_its_letters() -> None:
    """A page of UTF-8 with one byte cut in two stays UTF-8."""
    body = (NEWS * 2000).encode() + b"\xd0 "
    assert decode(body, "windows-1251").startswith(NEWS)


@pytest.mark.parametrize("label", ["", "nonsense", "base64", "utf-7", "rot13"])
def test_labels_that_are_no_charset(label: str) -> None:
    """Codecs that are no text, and those that hide markup, are not used."""
    assert not codec(label)


def test_header_charset() -> None:
    """The parameter of Content-Type, quoted or not."""
    assert header_charset('text/html; charset="UTF-8"') == "UTF-8"
    assert not header_charset("text/html")
