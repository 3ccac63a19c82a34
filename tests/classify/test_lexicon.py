"""Terms are found as whole words, as stems, as phrases, with the capitals they ask for."""

import pytest

from digest.classify.lexicon import Entry, Kind, Lexicon


def found(term: str, text: str) -> list[str]:
    """What a lexicon of one term finds in a text."""
    lexicon = Lexicon([Entry(term, "topic", Kind.STRONG)])
    return [text[hit.start : hit.end] for hit in lexicon.find(text)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("Assad", "L'ambassadeur d'Assad", ["Assad"]),
        ("assad", "El embajador ha passado", []),
        ("сирі*", "У сирійській провінції", ["сирійській"]),
        ("Ukraine", "UKRAINE: UKRAINE'S ARMY", ["UKRAINE", "UKRAINE"]),
        ("Damas", "las damas de Damas", ["Damas"]),
        ("FSB", "Fsb and FSB", ["FSB"]),
        ("Deir ez-Zor", "near Deir  ez-Zor", ["Deir  ez-Zor"]),
        ("Верховн* Рад*", "у Верховній Раді", ["Верховній Раді"]),
        ("Verkhovna Rada", "Verkhovna\nRada", []),
        ("Слов'янськ*", "під Слов’янськом", ["Слов’янськом"]),
        ("S-400", "the S-400s and the S-400", ["S-400"]),
        ("روسيا", "وروسيا بروسيا لروسيا", ["وروسيا", "بروسيا", "لروسيا"]),
        ("سوري", "والسورية والسوريّ", ["والسوريّ"]),
        ("Siria", "", []),
    ],
)
def test_what_a_term_finds(term: str, text: str, expected: list[str]) -> None:
    """Word bounds, endings after `*`, capitals where the term has them, phrases within a line."""
    assert found(term, text) == expected


def test_a_phrase_at_the_end_of_the_text_is_not_found_in_half() -> None:
    """The last words of a text may begin a term without completing it."""
    assert found("Deir ez-Zor", "the road to Deir ez") == []


def test_terms_without_a_word_find_nothing() -> None:
    """A lone star matches nothing rather than everything."""
    assert found("*", "anything") == []
