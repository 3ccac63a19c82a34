"""Which rendering a reader gets."""

import pytest

from digest.deliver.recipients import language_for


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("fr", "fr"),
        ("AR", "ar"),
        ("ar-SY", "ar"),
        ("pt_BR", "pt-br"),
        ("pt-PT", "pt-br"),
        ("uk", "fr"),
        ("", "fr"),
    ],
)
def test_the_same_language_else_the_digests_own(wanted: str, expected: str) -> None:
    assert expected == language_for(wanted, ("fr", "ar", "pt-br"))
