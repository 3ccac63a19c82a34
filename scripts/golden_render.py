"""Writes the golden mails of tests/render from the invented edition; look at them before you commit."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from invented_edition import BRAND, NONCE, NOW, layout  # noqa: E402 - found only once the path is set

from digest.render.edition import render  # noqa: E402
from digest.render.environment import build  # noqa: E402

if __name__ == "__main__":
    folder = TESTS / "golden" / "render"
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("fr", "en", "ar"):
        rendering = render(layout(language), environment=build(), brand=BRAND, now=NOW, nonce=NONCE)
        heads = f"Subject: {rendering.subject}\nPreheader: {rendering.preheader}\n\n"
        (folder / f"edition-{language}.html").write_text(rendering.html, encoding="utf-8")
        (folder / f"edition-{language}.txt").write_text(heads + rendering.text, encoding="utf-8")
        print(folder / f"edition-{language}.html")
