"""Every file of operations is served, and what a page can change, programs and commands can change too."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from flask import Flask

from digest.cli import cli
from digest.web import api as package
from digest.web import editor, operator
from digest.web.api.routes import api
from digest.web.editor.changing import ACTIONS

SHARED = {"__init__", "problems", "operations", "document", "door", "routes"}


@dataclass(frozen=True)
class Twins:
    """The operation and the command that do what a page does; "" with the reason in the table's comment."""

    operation: str
    command: str


# Forms whose buttons do different things; the file that a topic's form gives home is what was sent to it.
ACTS: Mapping[str, Collection[str]] = {
    "changing.change": ACTIONS,
    "feeds.change": ("pause", "resume"),
    "topics.change": ("try", "save"),
    "sending.decide": ("resend", "hold"),
}
TWINS: Mapping[str, Twins] = {
    # what editors decide
    "today.draft": Twins("draft_edition", "editions draft"),
    "approving.approve": Twins("approve_edition", "editions approve"),
    "approving.hold": Twins("hold_edition", "editions hold"),
    "approving.release": Twins("release_edition", "editions release"),
    "approving.cancel": Twins("cancel_edition", "editions cancel"),
    "approving.send": Twins("send_edition", "editions send"),
    "approving.test": Twins("test_edition", "editions test-send"),
    # what editors change
    "changing.change move": Twins("change_story", "editions move"),
    "changing.change write": Twins("change_story", "editions retitle"),
    "changing.change give-back": Twins("change_story", "editions summarise"),
    "changing.change lead": Twins("change_story", "editions lead"),
    "changing.change drop": Twins("change_story", "editions drop"),
    "changing.change restore": Twins("change_story", "editions restore"),
    "changing.change pin": Twins("change_story", "editions pin"),
    "changing.change unpin": Twins("change_story", "editions unpin"),
    "changing.change merge": Twins("merge_stories", "editions merge"),
    "changing.change split": Twins("split_story", "editions split"),
    "changing.change mute": Twins("change_story", "editions mute"),
    "changing.change unmute": Twins("change_story", "editions unmute"),
    "changing.undo": Twins("undo", "editions undo"),
    "changing.note": Twins("write_note", "editions note"),
    "changing.add": Twins("add_story", "editions add"),
    "preview.note": Twins("", ""),  # it changes nothing: it shows what is being typed
    # the house
    "health.check": Twins("check_neighbours", "doctor"),
    # feeds
    "feeds.add": Twins("follow_feed", "feeds add"),
    "feeds.find": Twins("find_feeds", "feeds add"),  # which says what it found, and asks
    "feeds.import_": Twins("import_feeds", "feeds import"),
    "feeds.change pause": Twins("change_feed", "feeds pause"),  # several at once are several calls
    "feeds.change resume": Twins("change_feed", "feeds resume"),
    "feeds.pause": Twins("change_feed", "feeds pause"),
    "feeds.resume": Twins("change_feed", "feeds resume"),
    "feeds.fetch": Twins("fetch_feed", "feeds fetch"),
    "feeds.describe": Twins("change_feed", "feeds set"),
    "feeds.remove": Twins("remove_feed", "feeds remove"),
    # topics
    "topics.tested": Twins("explain_topics", "topics explain"),
    "topics.change try": Twins("try_topic", "topics try"),
    "topics.change save": Twins("save_topic", "topics save"),
    "topics.withdraw": Twins("withdraw_topic", "topics withdraw"),
    # digests
    "digests.create": Twins("make_digest", "digests create"),
    "digests.change": Twins("change_digest", "digests set"),
    "digests.pause": Twins("change_digest", "digests set"),
    "digests.wake": Twins("change_digest", "digests set"),
    # lists and readers
    "lists.create": Twins("make_list", "lists create"),
    "lists.set_flags": Twins("change_list", "lists set"),
    "lists.find": Twins("find_reader", "subscribers show"),
    "lists.unsubscribe": Twins("unsubscribe_reader", "subscribers unsubscribe"),
    "lists.suppress": Twins("suppress", "subscribers suppress"),
    "lists.erase": Twins("erase_reader", "subscribers erase"),
    "lists.export": Twins("export_readers", "lists export"),
    "rosters.hand_in": Twins("import_readers", "lists import"),
    # what goes out
    "sending.pause": Twins("pause_deliveries", "deliveries pause"),
    "sending.resume": Twins("resume_deliveries", "deliveries resume"),
    "sending.stop": Twins("stop_deliveries", "deliveries cancel"),
    "sending.decide resend": Twins("resend_doubts", "deliveries resend"),
    "sending.decide hold": Twins("hold_doubts", "deliveries hold"),
    "suppressions.find": Twins("find_suppressions", "suppressions find"),
    "suppressions.add": Twins("suppress", "suppressions add"),
    "suppressions.lift": Twins("lift_suppressions", "suppressions lift"),
}


def test_each_file_of_operations_declares_some() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - SHARED
    assert {one.view.__module__.rsplit(".", 1)[-1] for one in api.operations} == files


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing is asked of it
def test_what_a_page_can_change_stands_in_the_table(app: Flask) -> None:
    """A new form needs an operation and a command, or a reason for having none."""
    assert set(_forms(app)) == set(TWINS)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_form_has_an_operation_for_the_same_role(app: Flask) -> None:
    operations = {one.name: one.role for one in api.operations}
    pages = {form: vars(app.view_functions[form.split()[0]])["staff_role"] for form in TWINS}
    programs = {form: operations[twins.operation] for form, twins in TWINS.items() if twins.operation}
    assert {form: role for form, role in pages.items() if form in programs} == programs


def test_each_form_has_a_command() -> None:
    named = {twins.command for twins in TWINS.values() if twins.command}
    assert named - set(_commands(cli, click.Context(cli))) == set()


def _forms(app: Flask) -> Iterator[str]:
    """Each address that takes a POST from a page of the staff's; where one takes several acts, each of them."""
    doors = {door.name for door in (*editor.doors, *operator.doors)}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint.split(".")[0] in doors:
            acts = ACTS.get(rule.endpoint)
            yield from [f"{rule.endpoint} {act}" for act in acts] if acts else [rule.endpoint]


def _commands(group: click.Group, context: click.Context, before: str = "") -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, context, f"{before}{name} ")
        else:
            yield f"{before}{name}"
