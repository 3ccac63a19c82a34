"""Which texts are addresses, and which addresses are one mailbox."""

import pytest

from digest.model.errors import BadAddress
from digest.subscribe.address import identity, normalise


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("reader@example.org", "reader@example.org"),
        ("  reader@example.org\n", "reader@example.org"),
        ("First.Last+tag@Sub.EXAMPLE.org", "First.Last+tag@sub.example.org"),
        ("o'hara@example.org", "o'hara@example.org"),
        ("reader@пример.рф", "reader@xn--e1afmkfd.xn--p1ai"),
        ("reader@XN--E1AFMKFD.xn--p1ai", "reader@xn--e1afmkfd.xn--p1ai"),
        ("reader@straße.example.org", "reader@xn--strae-oqa.example.org"),
        ("пользователь@пример.рф", "пользователь@xn--e1afmkfd.xn--p1ai"),
        ("reader@readers.test", "reader@readers.test"),
    ],
)
def test_the_domain_is_lower_case_and_ascii_and_the_name_as_given(text: str, address: str) -> None:
    assert address == normalise(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "reader",
        "@example.org",
        "reader@",
        "reader@localhost",
        "reader@test",
        "reader@host.local",
        "reader@host.internal",
        "reader@nowhere.invalid",
        "reader@[127.0.0.1]",
        "a..b@example.org",
        ".a@example.org",
        "a.@example.org",
        "a@-example.org",
        "a@exam_ple.org",
        "Reader <reader@example.org>",
        "one@example.org, two@example.org",
        "reader@example.org\r\nBcc: other@example.org",
        "reader\x00@example.org",
        "\ufffd\ufffd@example.org",
        "ａ@example.org",
        "reader@ｅxample.org",
        "rеader@example.org",  # the second letter is Cyrillic
        "rea\u200bder@example.org",
        "rea\u202eder@example.org",
        "=cmd|calc@example.org",
        "=1+1@example.org",
        "-oQ/tmp@example.org",
        "a|b@example.org",
        '"quoted name"@example.org',
        f"{'a' * 65}@example.org",
        f"a@{'b' * 64}.org",
        f"a@{'b.' * 126}org",
    ],
)
def test_what_is_no_address_or_only_looks_like_one_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        normalise(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Reader@example.org", "reader@EXAMPLE.org", True),
        ("reader@пример.рф", "READER@xn--e1afmkfd.xn--p1ai", True),
        ("Анна@пример.рф", "анна@пример.рф", True),
        ("first.last@example.org", "firstlast@example.org", False),
        ("reader+news@example.org", "reader@example.org", False),
    ],
)
def test_case_and_the_domains_form_do_not_make_another_mailbox(one: str, other: str, *, same: bool) -> None:
    assert same == (identity(normalise(one)) == identity(normalise(other)))


def test_the_message_names_what_was_given_and_cuts_it_short() -> None:
    with pytest.raises(BadAddress, match="is not an email address") as caught:
        normalise("x" * 5000)
    assert len(str(caught.value)) < 300
