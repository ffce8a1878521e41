"""Nobody is judged by accident, and nothing is broken that its owner has not offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target import Fault, Limits, Status, StatusSql, Target
from nango_conformance.target.guard import WEIGHTY, forbidden, is_near, refuse_strangers, strangers

Make = Callable[..., Target]


def database(dsn: str) -> Status:
    """Return a status that is seen in a database."""
    return Status(presence=True, sql=StatusSql(dsn=dsn, row="select 1"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:3000",
        "http://127.9.9.9",
        "http://[::1]:3000",
        "http://localhost:{port}",
        "https://app.localhost",
    ],
)
def test_this_machine_needs_no_permission(make_target: Make, url: str) -> None:
    """By any of its names; a database in a file is here as well."""
    target = make_target(base_url=url, status=database("sqlite:///x.db"))

    assert strangers(target, ()) == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example.com",
        "http://192.168.0.7:3000",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0:3000",
        "http://127.0.0.1@app.example.com",
    ],
)
def test_another_machine_does(make_target: Make, url: str) -> None:
    """Whatever its name looks like; the message says what to type."""
    target = make_target(base_url=url)

    with pytest.raises(UsageError, match="--allow-remote ") as caught:
        refuse_strangers(target, ("other.example.com",))
    host = str(caught.value).rsplit(" ", 1)[1]
    assert strangers(target, (host,)) == ()


def test_a_database_elsewhere_needs_one_of_its_own(make_target: Make) -> None:
    """Fixtures may write there."""
    target = make_target(status=database("postgresql://app:pw@db.example.com/app"))

    with pytest.raises(UsageError, match=r"--allow-remote db\.example\.com$") as caught:
        refuse_strangers(target, ())
    assert "pw@" not in str(caught.value)


@pytest.mark.parametrize("tag", WEIGHTY)
def test_what_weighs_needs_to_be_allowed(make_target: Make, tag: str) -> None:
    """By the file; and even then it is done on loopback alone."""
    offered = {
        "limits": Limits(allow_load=True),
        "faults": {"db_down": Fault(command=("x",), undo=("y",))},
    }
    remote = make_target(base_url="https://app.example.com", **offered)

    assert "the target file does not allow it" in (forbidden(make_target(), ["must", tag]) or "")
    assert forbidden(make_target(**offered), ["must", tag]) is None
    assert "on loopback alone" in (forbidden(remote, [tag]) or "")


def test_what_does_not_weigh_needs_nothing(make_target: Make) -> None:
    """Nowhere."""
    assert forbidden(make_target(base_url="https://x.example.com"), ["must", "essential"]) is None


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql:///app?host=db.example.com",
        "postgresql:///app?host=/var/run/postgresql,db.example.com:5432",
        "postgresql://app@localhost/app?hostaddr=192.0.2.7",
    ],
)
def test_a_database_may_be_elsewhere_by_its_options(make_target: Make, dsn: str) -> None:
    """An address has more than one place for a host."""
    with pytest.raises(UsageError, match="--allow-remote"):
        refuse_strangers(make_target(status=database(dsn)), ())
    socket = database("postgresql:///a?host=/var/run/postgresql")
    assert strangers(make_target(status=socket), ()) == ()


def test_an_address_that_is_none_is_not_quoted(make_target: Make) -> None:
    """It may hold a password, and so may what was said of it."""
    with pytest.raises(UsageError) as caught:
        refuse_strangers(make_target(status=database("postgresql://a:b@localhost:se#cret/db")), ())
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "near"),
    [("http://127.0.0.1:3000", True), ("http://localhost", True), ("https://a.example", False)],
)
def test_a_target_on_this_machine_is_near(
    make_target: Callable[..., Target], base_url: str, *, near: bool
) -> None:
    """Nothing stands between that might rewrite what is sent."""
    assert is_near(make_target(base_url=base_url)) is near
