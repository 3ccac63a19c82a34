"""Mailboxes are read without losing a mail: a Maildir, and a folder over IMAP."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from imap_server import ImapFolder, imap_server
from servers import free_port

from digest.mail.mailbox import MOST_OCTETS, ImapBox, MaildirBox
from digest.model.errors import Misconfigured, RelayUnusable


@pytest.fixture
def box(tmp_path: Path) -> MaildirBox:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return MaildirBox(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[ImapFolder]:
    with imap_server(tmp_path) as held:
        yield held


def _imap(folder: ImapFolder, *, password: str = "right", cafile: str = "", deadline: float = 20) -> ImapBox:
    return ImapBox("127.0.0.1", folder.port, "bounces", password, deadline=deadline, cafile=cafile or folder.cafile)


def test_a_maildir_gives_the_oldest_first(box: MaildirBox) -> None:
    for name in ("3.c", "1.a", "2.b"):
        (box.folder / "new" / name).write_bytes(name.encode())
    assert [letter.octets for letter in box.letters(2)] == [b"1.a", b"2.b"]


def test_a_letter_stays_until_something_is_said_of_it(box: MaildirBox) -> None:
    """A crash in between reads it again."""
    (box.folder / "new" / "1.a").write_bytes(b"x")
    for _ in range(2):
        assert len(list(box.letters(9))) == 1
    next(box.letters(9)).done()
    assert list(box.letters(9)) == []


def test_letters_are_kept_and_set_aside(box: MaildirBox) -> None:
    (box.folder / "new" / "1.a").write_bytes(b"kept")
    (box.folder / "new" / "2.b").write_bytes(b"broken")
    first, second = box.letters(9)
    first.keep()
    second.set_aside("It cannot\nbe read.")
    assert list(box.letters(9)) == []
    assert (box.folder / "cur" / "1.a:2,").read_bytes() == b"kept"
    (aside,) = (box.folder / ".set-aside" / "cur").iterdir()
    assert aside.read_bytes() == b"X-Set-Aside: It cannot be read.\nbroken"


def test_what_another_reader_took_is_passed_over(box: MaildirBox) -> None:
    for name in ("1.a", "2.b"):
        (box.folder / "new" / name).write_bytes(b"x")
    letters = box.letters(9)
    first = next(letters)
    for path in (box.folder / "new").iterdir():
        path.unlink()
    first.done()
    first.keep()
    assert list(letters) == []


def test_of_a_huge_letter_the_beginning_is_read(box: MaildirBox) -> None:
    (box.folder / "new" / "1.a").write_bytes(b"x" * (MOST_OCTETS + 5))
    (letter,) = box.letters(9)
    assert (len(letter.octets), letter.size) == (MOST_OCTETS, MOST_OCTETS + 5)


def test_what_is_no_maildir_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="DIGEST_INBOUND_MAILDIR"):
        list(MaildirBox(tmp_path / "nothing").letters(1))


def test_imap_gives_what_is_unread(folder: ImapFolder) -> None:
    """What is done with goes, what people are to read stays, what is broken stays with a flag."""
    for octets in (b"one\r\n", b"two\r\n", b"three\r\n"):
        folder.put(octets)
    read = []
    for letter in _imap(folder).letters(9):
        read.append((letter.octets, letter.size))
        if letter.octets.startswith(b"one"):
            letter.done()
        elif letter.octets.startswith(b"two"):
            letter.keep()
        else:
            letter.set_aside("It cannot be read.")
    assert read == [(b"one\r\n", 5), (b"two\r\n", 5), (b"three\r\n", 7)]
    assert folder.flags == {2: {"\\Seen"}, 3: {"\\Seen", "\\Flagged"}}
    assert list(_imap(folder).letters(9)) == []


def test_a_mail_that_a_server_cannot_give_holds_up_no_other(folder: ImapFolder) -> None:
    """It is told of when the others are read."""
    for octets in (b"one\r\n", b"two\r\n", b"three\r\n"):
        folder.put(octets)
    folder.lost.add(2)
    letters = _imap(folder).letters(9)
    for expected in (b"one\r\n", b"three\r\n"):
        letter = next(letters)
        assert letter.octets == expected
        letter.done()
    with pytest.raises(RelayUnusable, match="would not fetch the mail 2"):
        next(letters)
    assert folder.mails.keys() == {2}


def test_imap_is_asked_for_no_more_than_is_wanted(folder: ImapFolder) -> None:
    for _ in range(3):
        folder.put(b"x")
    assert len(list(_imap(folder).letters(2))) == 2


def test_a_wrong_password_is_said(folder: ImapFolder) -> None:
    with pytest.raises(RelayUnusable, match="The mailbox bounces at"):
        list(_imap(folder, password="wrong").letters(1))


def test_a_server_that_nobody_vouches_for_is_not_believed(folder: ImapFolder, tmp_path: Path) -> None:
    """Its certificate is checked: it would learn the password."""
    (tmp_path / "other").mkdir()
    with imap_server(tmp_path / "other") as other, pytest.raises(RelayUnusable, match="certificate"):
        list(_imap(folder, cafile=other.cafile).letters(1))


def test_a_server_that_drips_is_left(folder: ImapFolder) -> None:
    """However steadily it sends a little, a visit ends."""
    folder.drips = True
    with pytest.raises(RelayUnusable, match=r"no end within 0\.5 s"):
        list(_imap(folder, deadline=0.5).letters(1))


def test_nobody_there_is_said(folder: ImapFolder) -> None:
    nobody = replace(_imap(folder), port=free_port())
    with pytest.raises(RelayUnusable, match="cannot be read"):
        list(nobody.letters(1))
