"""Mails to one person that are no edition: confirmation, welcome. It knows no address."""

from collections.abc import Mapping

from jinja2 import Environment

from digest.model.errors import BadInput
from digest.model.rendering import Brand, Notice
from digest.model.text import clean
from digest.render.environment import fill, sources
from digest.render.inline import inline
from digest.render.mjml import to_html
from digest.render.sanitise import web_url
from digest.render.wording import wording


def render_notice(
    name: str,
    language: str,
    values: Mapping[str, str],
    environment: Environment,
    brand: Brand,
) -> Notice:
    """The mail `name` (a folder of templates/email) in `language`, filled with `values`.

    A value whose key ends in `_url` must be an http(s) address; "confirm" needs `digest_name` and `confirm_url`,
    "welcome" needs `digest_name`, `preferences_url` and `unsubscribe_url`. Raises `BadTemplate` and `BadInput`.
    """
    words = wording(language)
    context: dict[str, object] = {
        "brand": brand,
        "language": words.language,
        "direction": words.direction,
        "say": words.say,
        "preheader": "",
        **{key: _usable(key, value) for key, value in values.items()},
    }
    context["subject"] = clean(fill(environment, f"{name}/subject.txt", context), 200)
    body = f"{name}/body.mjml"
    source = fill(environment, body, context)
    return Notice(
        language=language,
        subject=str(context["subject"]),
        html=inline(to_html(source, templates=sources(environment, body))),
        text=fill(environment, f"{name}/body.txt", context).strip() + "\n",
    )


def _usable(key: str, value: str) -> str:
    if not key.endswith("_url"):
        return clean(value)
    url = web_url(value)
    if not url:
        raise BadInput(f"{key} is not a web address that a mail may link to: {value[:100]!r}")
    return url
