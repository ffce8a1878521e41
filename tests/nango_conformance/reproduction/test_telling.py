"""What the steps of a scenario share on their way into a shell."""

from __future__ import annotations

import pytest

from nango_conformance.evidence import Account
from nango_conformance.reproduction.telling import ACCOUNTS, Telling
from nango_conformance.target import bundled_reference


@pytest.fixture
def telling() -> Telling:
    """Return a scenario of which nothing is told yet."""
    return Telling(target=bundled_reference())


@pytest.mark.parametrize("account", Account)
def test_an_attempt_is_called_by_who_connects_what(telling: Telling, account: Account) -> None:
    """The shell has its variables and files by these names."""
    assert telling.key("Grace", account) == f"grace_{ACCOUNTS[account]}"
    assert telling.latest == ACCOUNTS[account]


def test_names_that_are_the_same_account_are_the_same_attempt(telling: Telling) -> None:
    """A step that names no account means the main one."""
    assert telling.key("Ada") == telling.key("Ada", str(Account.MAIN)) == "ada_main"
