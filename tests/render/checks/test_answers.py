"""What a look at where links lead tells."""

from invented_edition import BRAND, NONCE, layout
from invented_proof import rendered

from digest.model.ids import StoryId
from digest.model.rendering import LinkState
from digest.render.checks.answers import CODES, addresses, answers

STORY = "https://harbour.example/1"


def test_an_editions_addresses_are_found_once() -> None:
    """In all its languages; no reader's own."""
    found = addresses([rendered(), rendered(layout("en"))])
    assert len(found) == len(set(found))
    assert BRAND.base_url in found
    assert not any(NONCE in address for address in found)
    assert "https://fr0.example/2026/01/syria-1/a-slug-as-papers-like-them-0" in found


def test_only_what_readers_would_meet_is_told() -> None:
    """Servers that do not answer us may answer them."""
    states = {
        STORY: LinkState.GONE,
        "https://nobody.example/": LinkState.NO_HOST,
        "https://busy.example/": LinkState.UNKNOWN,
        "https://well.example/": LinkState.WELL,
        "https://inside.example/": LinkState.PRIVATE,
        f"{BRAND.base_url}/help": LinkState.GONE,
        BRAND.base_url: LinkState.PRIVATE,  # a house on a desk: the doctor speaks of it
        f"{BRAND.base_url}.evil.example/": LinkState.UNKNOWN,
    }
    own, inside, dead = answers(states, {STORY: (StoryId(7),)}, BRAND.base_url)
    assert (own.code, inside.code, dead.code) == ("own-link", "inside-link", "dead-link")
    assert [one.severity for one in (own, inside, dead)] == ["blocking", "blocking", "warning"]
    assert (dead.values, dead.stories, dead.place) == ({"count": 2}, (7,), "story-7")
    assert own.where == f"{BRAND.base_url}/help"


def test_our_own_host_need_not_be_known_where_we_send_from() -> None:
    """It is a warning: readers may know it."""
    (told,) = answers({BRAND.base_url: LinkState.NO_HOST}, {}, BRAND.base_url)
    assert (told.code, told.severity) == ("own-host", "warning")
    assert told.code in CODES


def test_when_all_is_well_nothing_is_told() -> None:
    assert list(answers({STORY: LinkState.WELL}, {}, BRAND.base_url)) == []


def test_a_link_in_the_editors_word_is_mended_there() -> None:
    """It is told apart from those of stories, with the place and what to do."""
    states = {
        STORY: LinkState.GONE,
        "https://gone.example/": LinkState.GONE,
        "http://inside.example/": LinkState.PRIVATE,
    }
    noted = frozenset({"https://gone.example/", "http://inside.example/"})
    inside, dead, mine = answers(states, {STORY: (StoryId(7),)}, BRAND.base_url, noted)
    assert (inside.place, mine.place, dead.place) == ("note", "note", "story-7")
    assert inside.advice == mine.advice == "Change the link in the word from the editor, or take it out."
    assert "source" in dead.advice
    assert (mine.code, mine.where) == ("dead-link", "https://gone.example/")
