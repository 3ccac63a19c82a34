"""Settings come from the environment, from files and from .env, and a wrong one is named."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digest.bootstrap import read_settings
from digest.model.errors import Misconfigured
from digest.model.relay import Relay
from digest.settings import kept_key


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_secret_can_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DIGEST_NAME_FILE gives the text of a file, without its line end."""
    (tmp_path / "password").write_text("correct horse\n", encoding="utf-8")
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    assert read_settings().smtp_password == "correct horse"


def test_the_variable_itself_comes_before_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set directly wins."""
    (tmp_path / "name").write_text("from the file", encoding="utf-8")
    monkeypatch.setenv("DIGEST_ORGANISATION_FILE", str(tmp_path / "name"))
    monkeypatch.setenv("DIGEST_ORGANISATION", "from the variable")
    assert read_settings().organisation == "from the variable"


def test_a_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that cannot be read stops the start, and says which."""
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD_FILE", "/nowhere/password")
    with pytest.raises(Misconfigured, match="DIGEST_SMTP_PASSWORD_FILE: /nowhere/password: No such file"):
        read_settings()


def test_a_file_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Such as a key as raw bytes."""
    (tmp_path / "password").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(Misconfigured, match=r"DIGEST_SMTP_PASSWORD_FILE: .*/password: this is no text"):
        read_settings()


def test_a_log_level_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is told with those there are."""
    monkeypatch.setenv("DIGEST_LOG_LEVEL", "loud")
    with pytest.raises(Misconfigured, match=r"DIGEST_LOG_LEVEL: .*none of debug, info, warning, error"):
        read_settings()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_a_resolver_of_ones_own(value: str, expected: tuple[str, int] | None) -> None:
    assert read_settings(dns=value).resolver() == expected


@pytest.mark.parametrize("value", ["dns.example:53", "127.0.0.1:dns", "2001:db8::53", "127.0.0.1:70000"])
def test_a_resolver_is_an_address(value: str) -> None:
    with pytest.raises(Misconfigured, match=r"DIGEST_DNS: .*is not where DNS is asked"):
        read_settings(dns=value)


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two mistakes are told at once."""
    monkeypatch.setenv("DIGEST_SMTP_PORT", "smtp")
    monkeypatch.setenv("DIGEST_SMTP_TLS", "maybe")
    with pytest.raises(Misconfigured, match=r"DIGEST_SMTP_PORT: .*; DIGEST_SMTP_TLS: "):
        read_settings()


def test_signing_keys_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys rotate: the newest first, older ones still open links."""
    monkeypatch.setenv("DIGEST_SECRET_KEYS", "new, old")
    assert read_settings().signing_keys() == ("new", "old")


def test_a_key_is_made_once_by_however_many_processes(tmp_path: Path) -> None:
    """All that start together agree on the key, and only its owner can read it."""
    path = tmp_path / "folder" / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_key(path), range(16)))
    assert keys == {kept_key(path)}
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "javascript:alert(1)"),
        ("BASE_URL", "news.example.org"),
        ("MAIL_DOMAIN", "news example.org"),
        ("MAIL_DOMAIN", "пример.org"),
        ("TEMPLATES_DIR", "/nowhere/templates"),
        ("TOPICS_DIR", "/nowhere/topics"),
        ("SMTP_RELAYS", "smtp://one.example.org http://other.example.org"),
    ],
)
def test_what_would_go_wrong_later_is_refused_now(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address, a domain or a folder that cannot be used stops the start, and is named."""
    monkeypatch.setenv(f"DIGEST_{name}", value)
    with pytest.raises(Misconfigured, match=f"DIGEST_{name}: "):
        read_settings()


def test_one_relay_or_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several take the place of the one; the password is for those that have none of their own."""
    monkeypatch.setenv("DIGEST_SMTP_HOST", "mx.example.org")
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "shared")
    assert read_settings().relays() == (Relay("mx.example.org", password="shared", mails=100),)
    monkeypatch.setenv("DIGEST_SMTP_RELAYS", "smtp://a@one.example.org?weight=2 smtps://b:own@two.example.org")
    one, two = read_settings().relays()
    assert (one.name, one.user, one.password, one.weight) == ("one.example.org:25", "a", "shared", 2)
    assert (two.name, two.user, two.password, two.mails) == ("two.example.org:465", "b", "own", 100)
