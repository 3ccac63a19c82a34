"""How names sound in any script."""

import pytest

from digest.cluster.skeleton import skeleton


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Зеленский", "Зеленський", "Selenskyj", "Zelensky", "زيلينسكي"), "slnsk"),
        (("Erdoğan", "Erdogan", "Эрдоган", "أردوغان"), "rdkn"),
        (("Macron", "Макрон", "ماكرون"), "mkrn"),
        (("Assad", "Асад", "الأسد"), "asd"),
        (("Baghdadi", "Багдади", "البغدادي"), "bkd"),
        (("Tschernihiw", "Чернігів", "Чернигов"), "srnkf"),
        (("Johnson", "Джонсон"), "snsn"),
        (("Io", "он", "", "1234", "Lyon"), ""),
    ],
)
def test_a_name_sounds_alike_in_every_script(names: tuple[str, ...], expected: str) -> None:
    """Consonants, alike sounds merged."""
    assert {expected} == {skeleton(name) for name in names}
