"""Roles and their order."""

import pytest

from digest.model.user import Role


def test_each_role_may_do_what_those_before_it_may() -> None:
    mixed = [Role.ADMIN, Role.VIEWER, Role.OPERATOR, Role.EDITOR]
    assert sorted(mixed) == [Role.VIEWER, Role.EDITOR, Role.OPERATOR, Role.ADMIN]
    assert Role.EDITOR >= Role.EDITOR > Role.VIEWER
    assert min(Role.ADMIN, Role.EDITOR) is Role.EDITOR


def test_a_role_is_not_compared_with_its_name() -> None:
    """By the alphabet, an admin would be the least."""
    with pytest.raises(TypeError):
        sorted([Role.ADMIN, "editor"])  # type: ignore[type-var]
