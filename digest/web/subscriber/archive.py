"""Past editions for anybody: pages, an Atom feed (RFC 4287), and each edition as it was mailed."""

from datetime import UTC

from flask import Response, make_response, render_template, request

from digest.services.archiving import A_FEED
from digest.web.access import COPY_POLICY
from digest.web.subscriber.doors import house, public

NOINDEX = "noindex"


@public.get("/archive/<slug>")
def archive(slug: str) -> Response:
    """A page of a list's editions."""
    found = house().archiving.page(slug, request.args.get("page", 1, type=int))
    response = make_response(render_template("subscriber/archive.html", archive=found))
    return _told_to_robots(response, indexed=found.mailing_list.indexed)


@public.get("/archive/<slug>/feed.xml")
def feed(slug: str) -> Response:
    """The latest editions, one entry for each language; what feed readers ask for."""
    found = house().archiving.page(slug, size=A_FEED)
    entries = [one for edition in found.editions for one in edition]
    updated = max((max(one.sent_at, one.rendered_at) for one, _ in entries), default=None)
    page = render_template(
        "subscriber/feed.xml",
        archive=found,
        entries=entries,
        updated=updated or house().clock().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
        base_url=house().settings.base_url,
        domain=house().settings.mail_domain,
    )
    response = make_response(page)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return _told_to_robots(response, indexed=found.mailing_list.indexed)


@public.get("/view/<token>")
def view(token: str) -> Response:
    """The web copy: exactly what was mailed, with nobody's links in it."""
    copy = house().archiving.copy(token)
    response = make_response(copy.html)
    response.headers["Content-Language"] = copy.language
    response.headers["Content-Security-Policy"] = COPY_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"  # as its policy says: our own pages may show it
    return _told_to_robots(response, indexed=copy.indexed)


def _told_to_robots(response: Response, *, indexed: bool) -> Response:
    if not indexed:
        response.headers["X-Robots-Tag"] = NOINDEX
    return response
