"""What the checks look at."""

import pytest
from invented_edition import NONCE, item, long_layout
from invented_proof import proof, rendered, with_items

from digest.model.errors import BadTemplate
from digest.render.checks.proof import ids, named, titles


def test_a_proof_knows_which_stories_the_mail_shows() -> None:
    """And which of them each address belongs to."""
    whole = proof(long_layout(300))
    assert 0 < len(whole.shown) < len(whole.items) == 300
    shown = proof(with_items(item("Bread price agreed"), item("no address", url="javascript:x")))
    assert [one.lead.title for one in shown.shown] == ["Bread price agreed"]
    assert shown.stories["https://harbour.example/1"] == (1,)
    assert "https://harbour.example/1" in [one.address for one in shown.references]


def test_its_slots_are_filled() -> None:
    assert "m.invalid" not in proof().html


def test_a_token_where_none_can_be_is_an_error() -> None:
    with pytest.raises(BadTemplate, match="no placeholder"):
        proof(html=rendered().html.replace(f"{NONCE}.VIEW", f"{NONCE}.NOWHERE"))


def test_many_are_named_by_the_first_three() -> None:
    """So that a finding fits a line."""
    assert named([]) == ""
    assert named("abc") == "a · b · c"
    assert named("abcde") == "a · b · c +2"
    two = [item("Bread price agreed"), item("Trams run again")]
    assert titles(two) == "Bread price agreed · Trams run again"
    assert ids(two) == (1,)
