"""An error is told in English to commands and logs, and can be told anew in any language."""

import pickle

import pytest

from digest.model.errors import BadFields, BadInput, DigestError, NotServed, Refused


@pytest.mark.parametrize(
    ("error", "english"),
    [
        (Refused("Edition %(edition)s is sent.", edition=7), "Edition 7 is sent."),
        (Refused("100% of it is sent."), "100% of it is sent."),
        (Refused("%(count)s%% of it is sent.", count=50), "50% of it is sent."),
        (NotServed("It is not served (%(number)s).", number=404, status=404), "It is not served (404)."),
        (Refused("%(why)s; leave it.", why=BadInput("%(name)s is taken", name="x")), "x is taken; leave it."),
        (BadFields("Digest %(digest)s.", {"name": BadInput("it needs a name")}, digest="x"), "Digest x."),
    ],
)
def test_its_text_is_its_phrase_filled(error: DigestError, english: str) -> None:
    assert str(error) == english


def test_phrase_and_values_stay_apart_for_those_who_say_it_otherwise() -> None:
    error = Refused("Edition %(edition)s is sent.", edition=7)
    assert (error.phrase, error.values) == ("Edition %(edition)s is sent.", {"edition": 7})


def test_it_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(NotServed("%(number)s%% is gone.", number=50, status=404)))
    assert (str(error), error.phrase, error.status) == ("50% is gone.", "%(number)s%% is gone.", 404)
