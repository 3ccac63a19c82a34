"""Topics are read from files; an operator's folder adds, extends and replaces; mistakes are told with their line."""

from pathlib import Path

import pytest

from digest.classify.terms import examine, load_guards, load_topics, our_topic, read_topics
from digest.model.errors import BadInput
from digest.model.ids import TopicId
from digest.model.topic import Topic


def topic(topics: tuple[Topic, ...], name: str) -> Topic:
    """The topic with this id."""
    return {one.id: one for one in topics}[TopicId(name)]


def test_ours() -> None:
    """Syria, Ukraine and Russia come with the house, in the languages that readers have."""
    topics = load_topics()
    assert [one.id for one in topics] == ["russia", "syria", "ukraine"]
    languages = {"ar", "de", "en", "es", "fa", "fr", "it", "pl", "pt", "ru", "tr", "uk"}
    assert [(languages - set(one.terms), languages - set(one.names)) for one in topics] == [(set(), set())] * 3


def test_a_topic_of_the_operators_own(tmp_path: Path) -> None:
    """A file beside ours is another topic, named after the file."""
    (tmp_path / "south-sudan.toml").write_text('[terms.en]\nstrong = ["South Sudan", "Juba"]\n')
    topics = load_topics(tmp_path)
    assert [one.id for one in topics] == ["russia", "south-sudan", "syria", "ukraine"]
    assert topic(topics, "south-sudan").name("fr") == "South sudan"


def test_a_file_of_the_same_name_replaces_ours(tmp_path: Path) -> None:
    """What the operator writes is then all there is."""
    (tmp_path / "syria.toml").write_text('[names]\nen = "The Levant"\n[terms.en]\nstrong = ["Levant"]\n')
    found = topic(load_topics(tmp_path), "syria")
    assert (found.name("en"), list(found.terms), found.terms["en"].strong) == ("The Levant", ["en"], ("Levant",))


def test_a_file_that_extends_ours(tmp_path: Path) -> None:
    """Terms are added to ours, and new languages too."""
    (tmp_path / "syria.toml").write_text(
        'extend = true\n[terms.en]\nweak = ["Khabur"]\n[terms.is]\nstrong = ["Sýrland"]\n'
    )
    ours, found = topic(load_topics(), "syria"), topic(load_topics(tmp_path), "syria")
    assert found.terms["en"].strong == ours.terms["en"].strong
    assert found.terms["en"].weak == (*ours.terms["en"].weak, "Khabur")
    assert (found.terms["is"].strong, found.names) == (("Sýrland",), ours.names)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[terms.en]\nstrong = ["one"\nweak = []\n', 3, "not TOML"),
        ('[terms.en]\nstrong = ["one",\n', 2, "not TOML"),
        ('title = "x"\n[terms.en]\nstrong = ["one"]\n', 1, '"title" is not known'),
        ('[names]\nen = "x"\n', 1, "a topic needs terms"),
        ('[terms.en]\nstrong = ["one"]\nforbidden = ["two"]\n', 3, '"forbidden" is not known in [terms.en]'),
        ('[terms.en]\n\nstrong = "one"\n', 3, "is a list of words"),
        ('[terms.en]\nstrong = ["one",\n  "!"]\n', 3, "holds no word"),
        ('[terms.en]\nstrong = ["on*e"]\n', 2, "stands at the end of a word"),
        ('[terms]\nstrong = ["one"]\n', 2, "terms are told by language"),
        ('extend = "yes"\n[terms.en]\nstrong = ["one"]\n', 1, "true or false"),
        ('[names]\nen = 3\n[terms.en]\nstrong = ["one"]\n', 1, "[names] holds lines"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    """The operator reads where to look and what to do; ours stays in force."""
    file = tmp_path / "syria.toml"
    file.write_text(text)
    topics, problems = read_topics(tmp_path)
    assert topics == load_topics()
    assert [str(problem).startswith(f"{file}:{line}: ") for problem in problems] == [True]
    assert words in str(problems[0])


def test_one_broken_file_leaves_the_others(tmp_path: Path) -> None:
    """Good files load beside a broken one; whoever asks for all of them is told of every mistake."""
    (tmp_path / "Bad Name.toml").write_text('[terms.en]\nstrong = ["one"]\n')
    (tmp_path / "latin.toml").write_bytes('[terms.fr]\nstrong = ["été"]\n'.encode("latin-1"))
    (tmp_path / "good.toml").write_text('\ufeff[terms.en]\nstrong = ["Good"]\n', "utf-8")
    topics, problems = read_topics(tmp_path)
    assert ([one.id for one in topics], len(problems)) == (["good", "russia", "syria", "ukraine"], 2)
    with pytest.raises(BadInput, match=r"(?s)small letters.*UTF-8"):
        load_topics(tmp_path)


def test_a_file_of_brackets_is_set_aside(tmp_path: Path) -> None:
    """Lists in lists, deeper than the parser can follow, are a mistake of that file alone."""
    file = tmp_path / "deep.toml"
    file.write_text(f"x = {'[' * 5000}{']' * 5000}\n")
    topics, problems = read_topics(tmp_path)
    assert topics == load_topics()
    assert [str(problem) for problem in problems] == [
        f"{file}:1: its brackets stand too deep in one another; a topic's file needs no more than lists of words."
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A wrong setting is told, not taken for an empty folder."""
    with pytest.raises(BadInput, match="no such folder"):
        load_topics(tmp_path / "nowhere")


def test_guards() -> None:
    """Four kinds of article that name a country without being about it."""
    assert [guard.name for guard in load_guards().guards] == ["sport", "cuisine", "culture", "church"]


def test_every_mistake_is_told_with_its_line() -> None:
    """Also where the same word stands rightly in another language's table before."""
    text = """[terms.en]
strong = ["Rhine", "!"]
[terms.fr]
strong = "Rhin"
[terms.de]
strong = ["R*ein"]
odd = []
"""
    draft, mistakes = examine("Rivers!", text)
    assert draft is None
    assert [one.line for one in mistakes] == [1, 2, 4, 6, 7]


def test_a_draft_takes_its_place() -> None:
    """Beside ours when it extends, else instead."""
    ours = our_topic(TopicId("syria"))
    extended, _ = examine("syria", 'extend = true\n[terms.en]\nstrong = ["Khabur"]\n')
    alone, _ = examine("syria", '\ufeff[terms.en]\nstrong = ["Khabur"]\n')
    assert ours is not None
    assert extended is not None
    assert alone is not None
    assert extended.in_place().terms["en"].strong == (*ours.terms["en"].strong, "Khabur")
    assert alone.in_place().terms["en"].strong == ("Khabur",)
