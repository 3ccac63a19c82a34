"""Message files: whole or not there, found by their Message-ID."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest.mail import files


def test_a_file_appears_whole(tmp_path: Path) -> None:
    """Nothing is left where it was drafted."""
    (tmp_path / "tmp").mkdir()
    place = files.store(tmp_path, tmp_path / "tmp", "one.eml", b"a", b"b")
    assert (place.read_bytes(), list((tmp_path / "tmp").iterdir())) == (b"ab", [])


@given(st.text(max_size=300))
def test_any_message_id_makes_a_file_name(message_id: str) -> None:
    """It holds no slash, and leads back to the key of the Message-ID."""
    name = files.unique(message_id.encode("utf-8", "replace").decode())
    assert "/" not in name
    assert len(name) <= 200
    key = files.key(message_id.encode("utf-8", "replace").decode()) or "nameless"
    assert key == files.key_of(Path(f"{name}.eml"))


def test_names_are_unique() -> None:
    assert files.unique("<1.2@x>") != files.unique("<1.2@x>")
