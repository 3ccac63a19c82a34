"""The staff's door: who asks, whether they may, and whether their own page sent the form. Every staff page is `@staff`.

@door.get("/desk")
@staff(Role.EDITOR)
def today() -> str: ...
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from digest.bootstrap import House
from digest.model.errors import BadToken
from digest.model.user import Role, Session, User
from digest.services.signing_in import admitted
from digest.subscribe.tokens import Purpose
from digest.web.access import PRIVATE, words_for
from digest.web.navigation import Group, navigation

STAFF_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIELD, HEADER = "csrf", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MESSAGES_LAST = timedelta(minutes=1)  # between a form and the page that tells how it went
MOST_MESSAGES, LONGEST_MESSAGE = 3, 300  # a cookie holds 4,096 octets

P = ParamSpec("P")
R = TypeVar("R", bound=ResponseReturnValue)


def staff(role: Role) -> Callable[[Callable[P, R]], Callable[P, ResponseReturnValue]]:
    """A page for users of `role` and above; what changes anything must come from our own page."""

    def gated(view: Callable[P, R]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def enter(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            g.staff_page = True
            if not _recognise():
                return _ask_to_sign_in()
            if request.method not in SAFE:
                require_own_form(g.session.csrf)
            if current_user().role < role:
                abort(403)
            return view(*args, **kwargs)

        enter.staff_role = role  # type: ignore[attr-defined]  # tests/web/test_gate.py asks every page for it
        return enter

    return gated


def current_user() -> User:
    """Who asks, in a staff page."""
    user: User = g.user
    return user


def current_session() -> Session:
    """The browser that asks, in a staff page."""
    session: Session = g.session
    return session


def csrf_token() -> str:
    """What proves that a form was ours; "" where nobody is signed in."""
    return str(g.get("csrf") or (g.session.csrf if "session" in g else ""))


def csrf() -> Markup:
    """The hidden field that every form of the staff carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


@dataclass(frozen=True, slots=True)
class Message:
    """What a page tells once, and how it is to be taken: "good", "bad", or "" for neither."""

    text: str
    tone: str


def tell(text: str, tone: str = "good") -> None:
    """Show `text` once, on the next page this browser gets."""
    g.setdefault("told", []).append(Message(text, tone))


def messages() -> list[Message]:
    """What was told, by this request or the one that led here; it is not told again."""
    found = [*_kept_messages(), *g.pop("told", [])]
    g.messages_shown = True
    return found


def require_own_form(expected: str) -> None:
    """Refuse with 403 what another site's page, or another browser's form, has sent."""
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not _from_here() or not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        g.stale_form = True
        abort(403)


def cookie_name(purpose: str = "") -> str:
    """`__Host-` binds a cookie to this host and to https; a browser takes it in no other way (RFC 6265bis §4.1.3)."""
    name = f"digest-{purpose}" if purpose else "digest"
    return f"__Host-{name}" if _secure() else name


def set_cookie(response: Response, value: str, *, purpose: str = "", lasts: int | None = None) -> None:
    """Let the browser keep `value`, out of reach of scripts; for `lasts` seconds, or until it is closed."""
    response.set_cookie(
        cookie_name(purpose), value, max_age=lasts, path="/", secure=_secure(), httponly=True, samesite="Lax"
    )


def drop_cookie(response: Response, purpose: str = "") -> None:
    """Let the browser forget it."""
    response.delete_cookie(cookie_name(purpose), path="/", secure=_secure(), httponly=True, samesite="Lax")


def cookie(purpose: str = "") -> str:
    """What the browser kept."""
    return request.cookies.get(cookie_name(purpose), "")


def own_path(wanted: str, otherwise: str = "/desk") -> str:
    r"""`wanted` when it is a path of this site, else `otherwise`: "//elsewhere", "/\elsewhere", line breaks no."""
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if ours and wanted.isascii() and wanted.isprintable() else otherwise


def register(app: Flask) -> None:
    """Give the pages what they say of the user, and staff pages their headers."""
    app.jinja_env.globals.update(csrf=csrf, csrf_token=csrf_token, messages=messages, navigation=_navigation, Role=Role)
    app.context_processor(lambda: {"user": g.get("user")})

    @app.after_request
    def _finish(response: Response) -> Response:
        if g.get("staff_page"):
            response.headers.setdefault("Content-Security-Policy", STAFF_POLICY)
            # Under no-referrer a form says "Origin: null" (Fetch §3.1), and is then taken for another site's.
            response.headers.setdefault("Referrer-Policy", "same-origin")
            response.headers.update(PRIVATE)
        _keep_messages(response)
        return response


def _recognise() -> bool:
    found = _house().signing_in.find(cookie())
    if found is None or not admitted(*found):
        return False
    g.session, g.user = found
    g.words = words_for(request, g.user.language)
    return True


def _ask_to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?") if request.method in SAFE else "/desk"
    address = f"/login?next={quote(wanted, safe='/')}"
    if request.headers.get("HX-Request"):  # a fragment must not hold the sign-in page: the browser goes there
        response = make_response("", 401)
        response.headers["HX-Redirect"] = "/login"
        return response
    return make_response(redirect(address))


def _from_here() -> bool:
    """Whether the browser says that one of our own pages sent this (Fetch Metadata; else RFC 6454 §7; else Referer)."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if site and site != "same-origin":
        return False
    if origin:
        return origin in _origins()
    if site:
        return True
    referrer = urlsplit(request.headers.get("Referer", ""))
    return f"{referrer.scheme}://{referrer.netloc}" in _origins()


def _origins() -> frozenset[str]:
    """Where our pages stand: as set, and on loopback as asked for, whose port may be any free one."""
    base = urlsplit(_house().settings.base_url)
    ours = {f"{base.scheme}://{base.netloc}"}
    if base.scheme == "http":
        ours.add(request.host_url.rstrip("/"))
    return frozenset(ours)


def _navigation() -> tuple[Group, ...]:
    if "user" not in g:
        return ()
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    return navigation(current_user().role, request.path, known)


def _kept_messages() -> list[Message]:
    tokens = _house().links_to.tokens
    try:
        parts = tokens.read_until(Purpose.MESSAGE, cookie("told"), _house().clock())
    except BadToken:
        return []
    kept = (bytes.fromhex(part).decode().partition(":") for part in parts)
    return [Message(text, tone) for tone, _, text in kept]


def _keep_messages(response: Response) -> None:
    told = g.get("told")
    if told:
        end = _house().clock() + MESSAGES_LAST
        parts = [f"{one.tone}:{one.text[:LONGEST_MESSAGE]}".encode().hex() for one in told[-MOST_MESSAGES:]]
        set_cookie(response, _house().links_to.tokens.sign_until(Purpose.MESSAGE, end, *parts), purpose="told")
    elif g.get("messages_shown") and cookie("told"):
        drop_cookie(response, "told")


def _secure() -> bool:
    return _house().settings.base_url.startswith("https:")


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
