"""Images as they are written."""

import pytest
from invented_proof import changed, codes, proof

from digest.render.checks.images import images


def test_our_own_mail_has_nothing_to_be_told() -> None:
    assert codes(images, proof()) == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ('<img src="https://x.example/a.png" alt="Map" width="9" height="9">', []),
        ('<img src="https://x.example/a.png" alt="" width="9" height="9">', []),
        ('<img src="https://x.example/a.png" width="9" height="9">', ["alt"]),
        ('<a href="/"><img src="https://x.example/a.png" alt="" width="9" height="9"></a>', ["alt"]),
        ('<a href="/"><img src="https://x.example/a.png" alt="" width="9" height="9"> Map</a>', []),
        ('<img src="https://x.example/a.png" alt="Map" width="9">', ["image-size"]),
    ],
)
def test_an_image_has_words_and_a_size(image: str, expected: list[str]) -> None:
    """Ornament needs no words, unless it is all that a link has."""
    found = codes(images, changed("html", "</h1>", f"</h1>{image}{image}"))
    assert found == [(code, "warning") for code in expected]
