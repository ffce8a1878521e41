"""What a scenario builds on is made by a request, by SQL or by a command, and recorded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from nango_conformance.driver.cast import Person
from nango_conformance.driver.database import Database
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.making import Maker
from nango_conformance.driver.process import free_port
from nango_conformance.errors import ControlFailed, TargetUnusable
from nango_conformance.evidence import Ledger
from nango_conformance.target import Auth, Fixture, Fixtures, Target
from tests.processes import are_gone

MakeMaker = Callable[..., Maker]

ADA: Final = Person(
    name="Ada", id="a-1", email="ada@example.com", display_name="Ada L", secret="pw"
)
GRACE: Final = Person(
    name="Grace", id="g-1", email="grace@example.com", display_name="Grace H", secret="pg"
)
MAKES: Final = Fixtures(
    create_actor=Fixture(path="/users", body={"e": "{actor.email}"}, id="u.id", workspace="w"),
    create_workspace=Fixture(path="/ws", body={"n": "{workspace.name}"}, id="id"),
    add_member=Fixture(path="/ws/{workspace.id}", body={"u": "{actor.id}"}),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a database with two tables."""
    path = tmp_path / "app.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table people (id, email, name, secret, workspace)")
        connection.execute("create table links (id)")
        connection.execute("insert into links values ('old')")
    connection.close()
    return path


@pytest.fixture
def make(
    backend: Any,
    make_target: Callable[..., Target],
    make_endpoints: Callable[..., Endpoints],
    ledger: Ledger,
    file: Path,
) -> Iterator[MakeMaker]:
    """Give a maker of makers at the small backend and its database."""
    database = Database(f"sqlite:///{file}", ".")

    def make_(fixtures: Fixtures, base_url: str = backend.url, **more: Any) -> Maker:
        target = make_target(base_url=base_url, fixtures=fixtures, folder=str(file.parent), **more)
        return Maker(target, make_endpoints(target), database, ledger, {"run.id": "r-1"})

    yield make_
    database.close()


def rows(file: Path, query: str) -> list[Any]:
    """Return what stands in the database."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_people_and_workspaces_are_made(backend: Any, make: MakeMaker) -> None:
    """Their ids are the target's own, whatever JSON they are; a host adds a guest."""
    backend.says("/users", b'{"u": {"id": 7}, "w": "w-1"}', status=201)
    backend.says("/ws", b'{"id": "w-2"}', status=201)
    backend.says("/ws/w-2", status=204)
    maker = make(MAKES, auth=Auth(mode="bearer"))

    assert maker.create_actor(ADA, "w-x") == (replace(ADA, id="7"), "w-1")
    assert maker.create_workspace(ADA, "Home", "w-x") == "w-2"
    maker.add_member(ADA, GRACE, "w-2")

    bodies = [json.loads(body) for *_, body in backend.asked]
    assert bodies == [{"e": "ada@example.com"}, {"n": "Home"}, {"u": "g-1"}]
    assert backend.asked[2][2]["authorization"] == "Bearer pw"


def test_a_token_that_the_target_made_is_hers(backend: Any, make: MakeMaker) -> None:
    """From then on she comes with it; one that is not there is told."""
    backend.says("/users", b'{"id": "x", "token": "t-1"}', status=201)
    backend.says("/ws", b'{"id": "w-2"}', status=201)
    user = Fixture(path="/users", id="id", token="token")
    fixtures = replace(MAKES, create_actor=user)
    maker = make(fixtures, auth=Auth(mode="bearer"))

    made, _ = maker.create_actor(ADA, "")
    maker.create_workspace(made, "Home", "")

    assert made == replace(ADA, id="x", secret="t-1")
    assert backend.asked[1][2]["authorization"] == "Bearer t-1"
    backend.says("/users", b'{"id": "x", "token": null}', status=201)
    with pytest.raises(ControlFailed, match="making Ada: the answer has no token at 'token'"):
        maker.create_actor(ADA, "")


def test_without_a_workspace_in_the_answer_there_is_none(backend: Any, make: MakeMaker) -> None:
    """Where none is declared."""
    backend.says("/users", b'{"id": "x"}')

    made = make(Fixtures(create_actor=Fixture(path="/users", id="id")))

    assert made.create_actor(ADA, "w-x") == (replace(ADA, id="x"), None)


def test_ids_that_the_target_does_not_tell_are_ours(backend: Any, make: MakeMaker) -> None:
    """The request names them, so they are what it was told."""
    backend.says("/users", b"")
    backend.says("/ws", b"")
    fixtures = Fixtures(
        create_actor=Fixture(path="/users", body={"id": "{actor.id}", "w": "{workspace.id}"}),
        create_workspace=Fixture(path="/ws", body={"id": "{workspace.id}"}),
    )

    maker = make(fixtures)

    assert maker.create_actor(ADA, "w-x") == (ADA, "w-x")
    assert maker.create_workspace(ADA, "Home", "w-y") == "w-y"
    assert [json.loads(body) for *_, body in backend.asked] == [
        {"id": "a-1", "w": "w-x"},
        {"id": "w-y"},
    ]


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (500, b"{}", "making Ada did not work: status 500 at http"),
        (201, b"{}", r"making Ada: the answer has no id at 'u\.id'"),
        (201, b"no json", "making Ada: the answer has no id"),
        (201, b'{"u": {"id": ["x"]}}', "making Ada: the answer has no id"),
    ],
)
def test_people_who_cannot_be_made_prove_nothing(
    backend: Any, make: MakeMaker, status: int, body: bytes, says: str
) -> None:
    """A fixture that breaks is no fault of the flow."""
    backend.says("/users", body, status=status)

    with pytest.raises(ControlFailed, match=says):
        make(MAKES).create_actor(ADA, "")


def test_a_target_that_is_gone_cannot_be_judged(make: MakeMaker) -> None:
    """Making people does not blame the target's answers."""
    with pytest.raises(TargetUnusable, match="does not answer at"):
        make(MAKES, f"http://127.0.0.1:{free_port()}").create_actor(ADA, "")


def test_what_is_not_declared_is_named(make: MakeMaker) -> None:
    """Each of the three that somebody asks for; a reset that is not there is none."""
    maker = make(Fixtures())

    with pytest.raises(ControlFailed, match=r"\[fixtures\] create_actor is not declared"):
        maker.create_actor(ADA, "")
    with pytest.raises(ControlFailed, match=r"\[fixtures\] create_workspace"):
        maker.create_workspace(ADA, "x", "")
    with pytest.raises(ControlFailed, match=r"\[fixtures\] add_member"):
        maker.add_member(ADA, GRACE, "w")
    maker.reset()


def test_statements_make_people_under_our_ids(make: MakeMaker, file: Path, ledger: Ledger) -> None:
    """Values are bound, never pasted; the password is not in the evidence."""
    statement = "insert into people values (:id, :email, :name, :secret, :workspace)"
    fixtures = Fixtures(create_actor=Fixture(sql=(statement,)))

    assert make(fixtures).create_actor(ADA, "w-1") == (ADA, "w-1")

    assert rows(file, "select * from people") == [("a-1", "ada@example.com", "Ada L", "pw", "w-1")]
    (entry,) = ledger.entries
    assert entry.title == "harness → database: making Ada"
    assert '"pw"' not in entry.text


def test_a_reset_may_be_several_statements(make: MakeMaker, file: Path) -> None:
    """All of them, or none."""
    make(
        Fixtures(reset=Fixture(sql=("delete from links", "insert into links values ('new')")))
    ).reset()
    assert rows(file, "select id from links") == [("new",)]

    broken = Fixtures(reset=Fixture(sql=("delete from links", "delete from nowhere")))
    with pytest.raises(ControlFailed, match=r"did not take a statement: no such table: nowhere"):
        make(broken).reset()
    assert rows(file, "select id from links") == [("new",)]


def test_a_command_says_what_it_made(make: MakeMaker) -> None:
    """On its output, as JSON, where the file says how to read it."""
    code = "import json, sys; print(json.dumps({'id': sys.argv[1] + '!', 'w': 'w-9'}))"
    hook = Fixture(command=("python3", "-c", code, "{actor.id}"), id="id", workspace="w")

    assert make(Fixtures(create_actor=hook)).create_actor(ADA, "w-x") == (
        replace(ADA, id="a-1!"),
        "w-9",
    )


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("python3", "-c", "import sys; sys.exit('no room')"), "python3 ended with 1: no room"),
        (("no-such-program-at-all",), "making Ada did not work: .*No such file"),
    ],
)
def test_a_command_that_fails_proves_nothing(
    make: MakeMaker, command: tuple[str, ...], says: str
) -> None:
    """Its last words are in the message."""
    with pytest.raises(ControlFailed, match=says):
        make(Fixtures(create_actor=Fixture(command=command))).create_actor(ADA, "")


def test_a_command_inherits_no_key_of_a_real_nango(
    make: MakeMaker, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    """What stands in the operator's shell goes nowhere."""
    monkeypatch.setenv("NANGO_SECRET_KEY", "the-real-one")
    monkeypatch.setenv("OTHER_SETTING", "kept")
    code = "import os; print(os.environ.get('NANGO_SECRET_KEY'), os.environ['OTHER_SETTING'])"

    make(Fixtures(reset=Fixture(command=("python3", "-c", code)))).reset()

    assert "None kept" in ledger.entries[-1].text


def test_nobody_whom_a_command_starts_outlives_it(make: MakeMaker, tmp_path: Path) -> None:
    """Whatever it left running in its own group."""
    child = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
    code = (
        "import subprocess, sys;"
        f"p = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE);"
        f"open({str(tmp_path / 'pid')!r}, 'wb').write(p.stdout.readline())"
    )

    make(Fixtures(reset=Fixture(command=("python3", "-c", code)))).reset()

    pid = int((tmp_path / "pid").read_text())
    assert are_gone([pid])
