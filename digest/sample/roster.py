"""The demo's invented readers as the CSV that somebody's spreadsheet would give: mostly right, with junk lines."""

READERS = (
    ("Amélie Tournebise", "fr"),
    ("Bastien Corvaud", "fr"),
    ("Clémence d'Hautrive", "fr"),
    ("Didier Malverne", "fr"),
    ("Élodie Saint-Brice", "fr"),
    ("Fabrice Lenoirmont", "fr"),
    ("Gaëlle Pennec-Duval", "fr"),
    ("Honorine Vasselin", "fr"),
    ("Ismaël Darcourt", "fr"),
    ("Jeanne Quillebeuf", "fr-CA"),
    ("Karim Benzaoui", "fr"),
    ("Léonie Gasparde", "fr_BE"),
    ("Ada Winterslow", "en"),
    ("Barnaby Quillfeather", "en"),
    ("Cordelia Marsh-Tanner", "en-GB"),
    ("Duncan Fairweather", "en"),
    ("Edith Lockhaven", "en"),
    ("Felix Abernethy-Stone", "en-US"),
    ("Greta Underhill", "en"),
    ("Hamish Crowther", "en"),
    ("Imogen Saltmarsh", "en"),
    ("Jasper Kettlewell", "en"),
    ("Kezia Brightwater", "en"),
    ("Linus Oakenshaw", "en"),
    ("Annelie Wiesenthaler", "de"),
    ("Burkhard Lohmannsen", "de"),
    ("Constanze Eichgraben", "de"),
    ("Detlef Moorwinkel", "de"),
    ("ليلى الساحلي", "ar"),
    ("عمر البحري", "ar"),
    ("سارة النخيل", "ar"),
    ("Оксана Вербова", "uk"),
    ("Богдан Тихоліс", "uk"),
    ("Леся Калинець", "uk"),
    ("Арина Белоречная", "ru"),
    ("Платон Заозёрный", "ru"),
    ("Mireia Castellvila", "es"),
    ("Tommaso Vallescura", ""),
    ("", ""),
    ("Ingeborg Fjellstad", "no"),
)
JUNK = (
    "reader.07@EXAMPLE.ORG;Gaëlle Pennec-Duval, once more;fr",  # the same mailbox in other letters
    "not an address;Nobody;fr",
    ";Somebody without an address;en",
    "two@signs@example.org;Somebody;en",
    '=HYPERLINK("http://evil.example");Click me;en',
    "reader.99@example.org;=1+1;en",
    "reader.98@example.org;Somebody;klingon, please",
    "",
)
ADDRESSES = tuple(f"reader.{number:02}@example.org" for number in range(1, len(READERS) + 1))


def roster() -> bytes:
    """The file: with a byte order mark, semicolons and CRLF, as spreadsheets on some desks write it."""
    good = [f"{address};{name};{language}" for address, (name, language) in zip(ADDRESSES, READERS, strict=True)]
    lines = ["E-Mail;Name;Language", *good[:20], *JUNK[:4], *good[20:], *JUNK[4:]]
    return "\ufeff".encode() + "\r\n".join(lines).encode()
