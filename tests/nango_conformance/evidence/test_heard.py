"""What must not stand somewhere is found there, in the forms that programs give it."""

from __future__ import annotations

import pytest

from nango_conformance.evidence import Canary, Heard, Matter, Slip, Source, listen

KEY = "2f9e1c0a-6d1b-4f5e-9a77-0b1c2d3e4f5a"
TOKEN = f"nango_connect_session_{'0a' * 16}"


def found(place: Source, text: str, **more: tuple[str, ...]) -> set[Matter]:
    """Return what was found in one text."""
    canaries = [Canary(name="secret key", secret=KEY)]
    return {slip.matter for slip in listen(place, [("x", text)], canaries=canaries, **more).slips}


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "/app/x.py", line 3, in y',
        '{"error": "boom", "stack": "Error: boom\\n    at start (/app/server.js:10:5)"}',
        "Error: boom\n    at async file:///srv/app/server.mjs:10:5",
        "at com.example.Connect.start(Connect.java:41)",
        "/app/models/link.rb:12:in `find'",
        "goroutine 12 [running]:",
        "#0 /var/www/html/connect.php(12): start()",
        "/usr/lib/python3/site-packages/x.py",
    ],
)
def test_stack_traces_of_many_languages(text: str) -> None:
    """As they stand in a text or in JSON."""
    assert found(Source.ERROR, text) == {Matter.TRACE}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id, token FROM links WHERE id = 3",
        "INSERT INTO links (id) VALUES (?)",
        "sqlalchemy.exc.IntegrityError",
        "SQLITE_CONSTRAINT: UNIQUE constraint failed",
        "PrismaClientKnownRequestError",
        "sqlite3.OperationalError: disk I/O error",
    ],
)
def test_queries_and_those_who_make_them(text: str) -> None:
    """SQL, and the names of libraries in what they throw."""
    assert found(Source.ERROR, text) == {Matter.QUERY}


@pytest.mark.parametrize(
    "text",
    [
        '{"error": {"code": "nango_unavailable", "message": "try again at 10:05"}}',
        "Please select a workspace from the list",
        "We could not update your settings",
        "No such integration at https://example.com:8080/integrations",
    ],
)
def test_plain_errors_are_plain(text: str) -> None:
    """What a person may be told is no trace and no query."""
    assert found(Source.ERROR, text) == set()


def test_each_place_is_searched_for_its_own_matters() -> None:
    """A token belongs into the answer that hands it out, and into no other place."""
    text = f"{TOKEN} fake_access_abcdefgh12 Traceback (most recent call last) {KEY} ada@x hush-hush"
    more = {"named": ("ada@x",), "passwords": ("hush-hush",)}

    assert found(Source.ANSWER, text, **more) == {Matter.KEY}
    assert found(Source.STATUS, text, **more) == {
        *(Matter.TOKEN, Matter.CREDENTIAL, Matter.STRANGER),
    }
    assert found(Source.ERROR, text, **more) == {Matter.TRACE, Matter.NANGO}
    assert found(Source.LOG, text, **more) == {
        *(Matter.KEY, Matter.TOKEN, Matter.CREDENTIAL, Matter.PASSWORD),
    }
    assert found(Source.ROW, text, **more) == {Matter.TOKEN, Matter.CREDENTIAL}


def test_what_was_heard_adds_up() -> None:
    """Counts are added, slips stand in their order, and each is told once."""
    first = listen(Source.ROW, [("a", TOKEN)])
    second = listen(Source.ROW, [("b", TOKEN)]) + listen(Source.LOG, [("c", "nothing")])
    heard = first + second + first

    assert heard.searched == {Source.ROW: 3, Source.LOG: 1}
    assert [slip.where for slip in heard.slips] == ["a", "b", "a"]
    assert [slip.where for slip in heard.of(Source.ROW, Matter.TOKEN)] == ["a", "b"]
    assert heard.of(Source.ROW, Matter.CREDENTIAL) == ()
    assert Heard() + heard == heard
    assert heard - first == second + first


def test_a_slip_never_holds_what_was_found() -> None:
    """Its name and its place are told in reports."""
    slip = listen(Source.LOG, [("the log", f"{KEY} hush")], canaries=[Canary(name="k", secret=KEY)])

    assert slip.slips == (
        Slip(place=Source.LOG, matter=Matter.KEY, name="the k as it is", where="the log"),
    )
