"""A house with a drafted edition, for programs that call the API."""

from collections.abc import Callable

import pytest
from api_program import Program, program_of
from clock import Clock
from editing_world import DIGEST, HOUR, add_digest, report
from flask import Flask

from digest.bootstrap import House
from digest.model.edition import Edition
from digest.model.user import Role


@pytest.fixture
def program(app: Flask, house: House) -> Callable[[Role], Program]:
    """Makes a program whose user and token have a role."""
    return lambda role: program_of(app, house, role)


@pytest.fixture
def drafted(house: House, clock: Clock) -> Edition:
    """Today's edition of an invented digest, composed of invented articles."""
    add_digest(house.database, clock() - 24 * HOUR)
    report(house.database, clock())
    house.following.follow("https://feeds.example/news.xml", "test")
    return house.editing.draft(DIGEST.slug)
