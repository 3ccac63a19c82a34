"""Bring translations/*.po in line with what pages and templates say; print what is still to be translated.

`python scripts/write_translations.py [LANGUAGE]` adds new phrases, empty, and drops those that nobody says any more.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
NOISE = tuple(  # headers that say nothing here, or something else each time
    f'"{name}: '
    for name in (
        *("Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team"),
        "Generated-By",
    )
)
FOLDER = ROOT / "digest/web/translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "counted": (1, 2)}  # ours, of digest/model/phrase.py


def found() -> Catalog:
    """Every phrase of our pages, with where it stands."""
    catalog = Catalog(project="news-digest", charset="utf-8")
    for folder, mapping in (("digest", [("**.py", "python")]), ("templates/web", [("**.html", "jinja2")])):
        for name, line, message, comments, _ in extract_from_dir(
            ROOT / folder, mapping, {"**.html": {"trimmed": "true"}}, KEYWORDS
        ):
            catalog.add(message, locations=[(f"{folder}/{name}", line)], auto_comments=comments)
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """Phrases without a translation."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all([message.string] if isinstance(message.string, str) else message.string or [""])
    ]


def main() -> int:
    """Write each file; 1 when something is left to translate."""
    left = 0
    for path in sorted(FOLDER.glob(f"{sys.argv[1] if len(sys.argv) > 1 else '*'}.po")):
        catalog = read_po(path.open("rb"), locale=path.stem)
        catalog.update(found(), no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        written = io.BytesIO()
        write_po(written, catalog, sort_output=True, width=120, no_location=True)
        lines = written.getvalue().decode().split("\n")
        path.write_text("\n".join(line for line in lines if not line.startswith(NOISE)), encoding="utf-8")
        missing = untranslated(catalog)
        left += len(missing)
        print(f"{path.name}: {len(list(catalog)) - 1} phrases, {len(missing)} to translate")
        for message in missing:
            print(f"  {message}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
