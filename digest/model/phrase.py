"""What the house says of what happened: English, and able to be said in other languages. It translates nothing."""

from collections.abc import Mapping
from typing import Any, Self


class Phrase(str):
    """A text in English that knows its parts, so that a page says it in its own language.

    `one` and `many` are phrases with `%(name)s` slots, `many` only where a number, the value `n`, decides between
    them; `values` fill the slots. A value may be a phrase itself, or several. The slots `topic` and `language` hold
    ids and codes; a page says what people call them.
    """

    __slots__ = ("many", "one", "values")

    one: str
    many: str
    values: Mapping[str, Any]

    def __new__(cls, one: str, many: str = "", /, **values: Any) -> Self:  # noqa: ANN401  (text, numbers, phrases)
        """The phrase filled."""
        shown = {name: "; ".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
        chosen = many if many and values["n"] != 1 else one
        said = super().__new__(cls, chosen % shown if shown else chosen)
        said.one, said.many, said.values = one, many, values
        return said


def counted(one: str, many: str, n: int, /, **values: Any) -> Phrase:  # noqa: ANN401  (likewise)
    """A phrase about `n` things; translators find both its forms here."""
    return Phrase(one, many, n=n, **values)


def parts(text: str) -> dict[str, Any]:
    """What a phrase is made of, for JSON; of any other text nothing."""
    if not isinstance(text, Phrase):
        return {}
    return {"one": text.one, "many": text.many, "values": {name: _kept(one) for name, one in text.values.items()}}


def phrase(text: str, kept: Mapping[str, Any] | None) -> str:
    """`text` as it was before it was stored with its `parts`; what was stored without, or changed since, is a text."""
    made = _made(kept) if kept else text
    return made if made == text else text


def _made(kept: Mapping[str, Any]) -> Phrase:
    return Phrase(kept["one"], kept["many"], **{name: _given(one) for name, one in kept["values"].items()})


def _kept(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    if isinstance(value, tuple):
        return [_kept(one) for one in value]
    return parts(value) if isinstance(value, Phrase) else value


def _given(value: Any) -> Any:  # noqa: ANN401  (likewise)
    if isinstance(value, list):
        return tuple(_given(one) for one in value)
    return _made(value) if isinstance(value, dict) else value
