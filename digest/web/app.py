"""The Flask application: doors, headers and templates put together. No page stands here."""

from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, g, has_request_context, request
from werkzeug.middleware.proxy_fix import ProxyFix

from digest.bootstrap import House
from digest.web import account, editor, errors, gate, operator, plots, subscriber, webhooks
from digest.web.access import HEADERS, words_for
from digest.web.api import routes as api
from digest.web.wording import gettext, languages, ngettext, own_name, said

LARGEST_REQUEST = 16 * 1024  # octets; the longest thing a reader sends is an address


def create_app(house: House) -> Flask:
    """The pages of `house`. Nothing is read from the database before the first request."""
    app = Flask("digest.web", template_folder=str(_templates()), static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.url_map.merge_slashes = False  # else "//login" leads to /login of whichever host the request named
    app.extensions["house"] = house
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(own_name=own_name, _=gettext, ngettext=ngettext, said=said, plots=plots)
    if house.settings.trusted_proxies:
        count = house.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]  # Flask's way
    staffs = (*account.doors, *editor.doors, *operator.doors)
    for door in (subscriber.public, subscriber.private, *staffs, api.door, webhooks.door):
        app.register_blueprint(door)
    errors.register(app)

    @app.before_request
    def _choose_words() -> None:
        g.words = words_for(request)

    app.url_defaults(_keep_language)

    @app.context_processor
    def _page() -> dict[str, object]:
        settings = house.settings
        return {
            "words": g.words,
            "organisation": settings.organisation,
            "contact": house.sender.reply_to,
            "postal_address": settings.postal_address,
            "tongues": _tongues(),
        }

    @app.after_request
    def _protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if house.settings.base_url.startswith("https:"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    gate.register(app)  # after ours, so that its headers come first
    return app


def _keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Who chose a language on a reader's page keeps it from page to page: in the address, so without a cookie."""
    chosen = request.args.get("lang") if has_request_context() else None
    if chosen in languages() and endpoint.startswith(("public.", "subscriber.")):
        values.setdefault("lang", chosen)


def _tongues() -> list[tuple[str, str]]:
    """Each language of our pages, and the address of this page in it; none of an answer to a form."""
    if request.method != "GET":
        return []
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [(one, f"{request.path}?{urlencode([*kept, ('lang', one)])}") for one in languages()]


def _templates() -> Path:
    """In a wheel inside the package, in a checkout at its root."""
    package = Path(str(files("digest")))
    packaged = package / "_templates" / "web"
    return packaged if packaged.is_dir() else package.parent / "templates" / "web"
