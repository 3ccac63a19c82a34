"""/operate/topics: what each topic's file says and finds, a box to try texts in, and a form to change a file.

Trying reads and computes, and changes nothing; only saving and withdrawing do.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request

from digest.bootstrap import House
from digest.classify.assign import THRESHOLD, Verdict
from digest.model.errors import BadInput, Refused
from digest.model.ids import ArticleId
from digest.model.topic import Match, Zone
from digest.model.user import Role
from digest.services.authoring import LONGEST_FILE, TRIED, Trial
from digest.services.classifying import Written
from digest.web.gate import current_user, staff, tell
from digest.web.wording import N_, told
from digest.web.wording import gettext as _

door = Blueprint("topics", __name__, url_prefix="/operate/topics")

ORIGINS = {
    "ours": N_("comes with the house"),
    "extended": N_("comes with the house, your file adds to it"),
    "replaced": N_("your file stands in its place"),
    "yours": N_("your own"),
}
ZONES = {
    Zone.TITLE: N_("title"),
    Zone.STANDFIRST: N_("introduction"),
    Zone.LEAD: N_("first paragraphs"),
    Zone.BODY: N_("further down"),
}

WEIGHTLESS = {  # why a term counts nothing
    "alone": N_("it stands alone"),
    "another sense here": N_("another sense here"),
    "past office": N_("in what somebody was once"),
    "sport": N_("sport"),
    "cuisine": N_("cuisine"),
    "culture": N_("culture"),
    "church": N_("church"),
    "related": N_("among links to other articles"),
    "credit": N_("in a credit"),
    "dateline": N_("in a dateline"),
    "site": N_("the name of the site"),
}
_EXCLUDED = re.compile(r"excluded by “(?P<term>.*)”")


@door.before_request
def _let_files_in() -> None:
    request.max_content_length = 4 * LONGEST_FILE  # octets: letters of some scripts take three, and forms wrap them


@door.get("")
@staff(Role.VIEWER)
def everything() -> str:
    """The table of topics."""
    authoring = _house().authoring
    return render_template(
        "operator/topics.html",
        sheets=authoring.sheets(),
        problems=[told(problem) for problem in authoring.problems()],
        obstacle=authoring.files.obstacle,
        origins=ORIGINS,
    )


@door.get("/test")
@staff(Role.VIEWER)
def test() -> str:
    """The box; `?article=12` explains an article that we keep."""
    number = request.args.get("article", type=int)
    if number is None:
        return _tested(None)
    return _tested(*_house().classifying.explain_kept(ArticleId(number)))


@door.post("/test")
@staff(Role.VIEWER)
def tested() -> str:
    """What is found in a text that somebody pasted; the form shows the language that served. Nothing is kept."""
    form, classifying = request.form, _house().classifying
    paragraphs = tuple(form.get("text", "").splitlines())
    written = Written(form.get("title", "").strip(), "", paragraphs, form.get("language", "").strip()[:20])
    written = replace(written, language=classifying.language(written))
    return _tested(written, classifying.explain(written))


@door.get("/<topic_id>")
@staff(Role.VIEWER)
def topic(topic_id: str) -> str:
    """What its file says, and what it found in the last day."""
    authoring, page = _house().authoring, max(request.args.get("page", 1, type=int), 1)
    matches, more = authoring.matches(topic_id, page)
    return render_template(
        "operator/topic.html", sheet=authoring.sheet(topic_id), matches=matches, page=page, more=more, **_shared()
    )


@door.get("/new")
@staff(Role.OPERATOR)
def new() -> Response | str:
    """The form for a topic that there is not yet; `?id=rivers` says which."""
    topic_id = request.args.get("id", "").strip()
    return make_response(redirect(f"/operate/topics/{_named(topic_id)}/edit")) if topic_id else _form("")


@door.get("/<topic_id>/edit")
@staff(Role.OPERATOR)
def edit(topic_id: str) -> str:
    """The form for the operator's file."""
    return _form(_named(topic_id))


@door.post("/<topic_id>/edit")
@staff(Role.OPERATOR)
def change(topic_id: str) -> Response | str | tuple[str, int]:
    """Try the file, save it, or take it home: as the button says."""
    authoring, form = _house().authoring, request.form
    text, version = form.get("text", ""), form.get("version", "")
    do, mistakes = form.get("do", "try"), authoring.mistakes(topic_id, text)
    if mistakes:
        return _form(topic_id, text, version, Trial(mistakes)), 400
    if do == "download":
        return _file(topic_id, text)
    if do != "save":
        return _form(topic_id, text, version, authoring.try_out(topic_id, text))
    try:
        authoring.save(topic_id, text, version, current_user().email)
    except Refused as clash:  # what was typed must not be lost; theirs is kept whatever happens
        return _form(topic_id, text, clash=str(clash)), 409
    tell(_("The file is saved; it is used from the next article on."))
    return _back(f"/operate/topics/{topic_id}")


@door.post("/<topic_id>/withdraw")
@staff(Role.OPERATOR)
def withdraw(topic_id: str) -> Response:
    """Take the operator's file out of use."""
    _house().authoring.withdraw(topic_id, request.form.get("version", ""), current_user().email)
    tell(_("The file is no longer used; it is kept in the folder “former”."))
    return _back("/operate/topics")


def _form(topic_id: str, text: str = "", version: str = "", trial: Trial | None = None, clash: str = "") -> str:
    desk = _house().authoring.desk(topic_id) if topic_id else None
    return render_template(
        "operator/topic_edit.html",
        topic_id=topic_id,
        desk=desk,
        text=text or (desk.text if desk else ""),
        version=version or (desk.version if desk else ""),
        trial=trial,
        clash=clash,
        most=TRIED,
        told=told,
        **_shared(),
    )


def _tested(written: Written | None, verdicts: Sequence[Verdict] = ()) -> str:
    topics = {topic.id: topic for topic in _house().classifying.topics}
    return render_template("operator/topics_test.html", written=written, verdicts=verdicts, topics=topics, **_shared())


def _file(topic_id: str, text: str) -> Response:
    response = make_response(text.replace("\r\n", "\n"))
    response.headers["Content-Type"] = "application/toml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{topic_id}.toml"'
    return response


def _named(topic_id: str) -> str:
    """The name of a topic, or BadInput."""
    if topic_id in {"new", "test"}:
        raise BadInput(_("A topic cannot be called “%(name)s”.", name=topic_id))
    _house().authoring.files.path(topic_id)
    return topic_id


def _shared() -> dict[str, object]:
    return {"zones": ZONES, "origins": ORIGINS, "threshold": THRESHOLD, "counted": counted, "why": why}


def why(reason: str) -> str:
    """Why a term counts nothing, in the page's language; what nobody knows how to say stays as it was written."""
    if found := _EXCLUDED.fullmatch(reason):
        return _("excluded by “%(term)s”", term=found["term"])
    return _(WEIGHTLESS[reason]) if reason in WEIGHTLESS else reason


def counted(matches: Iterable[Match]) -> list[tuple[Match, int]]:
    """Each different match once, with how often it stands there."""
    return list(Counter(matches).items())


def _back(path: str) -> Response:
    return make_response(redirect(path, 303))


def _house() -> House:
    house: House = current_app.extensions["house"]
    return house
