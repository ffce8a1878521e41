"""Keys that are right by themselves and do not fit together are told, each with its remedy."""

from __future__ import annotations

import tomllib

import pytest

from nango_conformance.target.problems import problems

DATABASE = """
[status]
presence = true
[status.sql]
dsn = "sqlite:///app.db"
row = "select 1"
"""


def told(text: str) -> list[str]:
    """Return each problem of a target file in one line, without its line number."""
    lines = (problem.told(text) for problem in problems(tomllib.loads(text)))
    return [line.split(": ", 1)[1] if line.startswith("line ") else line for line in lines]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[auth]\nmode = "cookie-login"', 'auth.mode: mode = "cookie-login" needs the request'),
        ('[auth]\nmode = "cookie-jwt"\nkey = "env:K"', 'auth.mode: mode = "cookie-jwt" needs the'),
        ('[auth]\nmode = "none"\ndelegated = true', 'auth.delegated: needs mode = "bearer"'),
        ('[status.http]\npath = "/l"', "status: knows no word for active"),
        ('[sync]\nmode = "proxy"', 'sync.mode: mode = "proxy" needs match'),
        ('[sync]\nmode = "job"', 'sync.mode: mode = "job" needs probe'),
        ('[sync]\nmode = "job"\nprobe = "select 1"', "sync.probe: needs the database of"),
        ('[reconcile]\nmodel = "client-finalise"', 'reconcile.model: "client-finalise" needs'),
        ("[fixtures.reset]\nid = 'x'", "fixtures.reset: says one of path, sql and command"),
        ("[fixtures.reset]\npath = '/r'\nsql = 'x'", "fixtures.reset: says one of path, sql and"),
        ("[fixtures.reset]\nsql = 'x'", "fixtures.reset: needs the database of [status.sql]"),
        (
            "[fixtures.create_actor]\ncommand = ['x']\nsigns_in = true",
            "fixtures.create_actor: signs nobody in",
        ),
        ('[[actor]]\nname = "Ada"\n[[actor]]\nname = "Ada"', "actor: 2 of them have the name"),
        (
            '[[integration]]\nkey = "mail"\nnango_id = "x"\nprovider = "x"',
            "integration: 2 of them have the key 'mail'",
        ),
        ('[nango]\noverride = "proxy-tls"', 'nango.override: "proxy-tls" needs ca_file'),
        ('[nango]\noverride = "dns-tls"', 'nango.override: "dns-tls" needs ca_file'),
        (
            '[nango]\noverride = "proxy-plain"\nca_file = "x"',
            'nango.ca_file: is for override = "proxy-tls" or',
        ),
        ("[nango]\ntls_port = 8443", 'nango.tls_port: is for override = "dns-tls"'),
    ],
)
def test_what_does_not_fit_is_told(smallest: str, more: str, says: str) -> None:
    """One problem, at the key that wants something."""
    (line,) = told(f"{smallest}{more}\n")

    assert line.startswith(says)


@pytest.mark.parametrize(
    "more",
    [
        '[nango]\noverride = "dns-tls"\nca_file = "ca.pem"\ntls_port = 8443',
        '[nango]\noverride = "proxy-plain"',
        '[auth]\nmode = "cookie-jwt"\nkey = "env:K"\nclaims = { sub = "{actor.id}" }',
        '[auth]\nmode = "header"\ntoken = "env:T"\ndelegated = true',
        DATABASE,
        DATABASE + '[sync]\nmode = "job"\nprobe = "select 1 where :connection = 1"',
        DATABASE + "[fixtures.create_actor]\nsql = ['insert :id', 'insert :email']",
        "[fixtures.reset]\ncommand = ['x']",
        '[sync]\nmode = "proxy"\nmatch = ["GET /proxy/*"]',
        '[reconcile]\nmodel = "client-finalise"\n[finalise]\npath = "/f"',
    ],
)
def test_what_fits_is_not(smallest: str, more: str) -> None:
    """The same keys with what they need."""
    assert told(f"{smallest}{more}\n") == []


def test_a_log_is_either_a_file_or_the_output_of_a_started_target(smallest: str) -> None:
    """Nobody sees what an attached target prints."""
    log = smallest.replace('name = "mine"', 'name = "mine"\nlog = { %s }')

    assert told(log % 'file = "x.log"') == []
    assert told(log % 'file = "x.log", capture = "stdout"') == [
        "target.log: says either 'file' or 'capture', and only one of them"
    ]
    assert told(log % 'capture = "stdout"')[0].startswith("target.log.capture: is for mode")


@pytest.mark.parametrize(
    ("dsn", "says"),
    [
        ("postgresql+psycopg://app:hunter2@localhost/app", "holds a password: write env:NAME"),
        ("app.db", "is no address that SQLAlchemy reads"),
    ],
)
def test_an_address_of_a_database_is_checked(smallest: str, dsn: str, says: str) -> None:
    """And its password is not repeated."""
    (line,) = told(smallest + DATABASE.replace("sqlite:///app.db", dsn))

    assert line.startswith(f"status.sql.dsn: {says}")
    assert "hunter2" not in line


@pytest.mark.parametrize(
    "more",
    [
        '[[actor]]\nname = "Ada"\nsecret = "hunter2"',
        '[nango]\napi_key = "hunter2"',
        '[nango]\nwebhook_signing_key = "hunter2"',
        '[auth]\nmode = "cookie-jwt"\nkey = "hunter2"\nclaims = {}',
    ],
)
def test_a_secret_does_not_stand_in_the_file(smallest: str, more: str) -> None:
    """And is not repeated either."""
    (line,) = told(f"{smallest}{more}\n")

    assert line.endswith("a secret does not stand in this file: write env:NAME and export NAME")
    assert "hunter2" not in line


NAMES = ":actor, :connection, :integration, :nango_id, :row, :workspace"


def test_a_query_names_what_there_is(smallest: str) -> None:
    """A cast, a time of day and an escaped colon are no names."""
    text = smallest + DATABASE
    fine = r"select x::text, '10:20', '\:y' where u = :actor"

    assert told(text.replace('"select 1"', f"'''{fine}'''")) == []
    assert told(text.replace("select 1", "select :actr")) == [
        f"status.sql.row: :actr means nothing here; there is {NAMES} (did you mean 'actor'?)"
    ]
    assert told(text.replace("select 1", "select :zzz")) == [
        f"status.sql.row: :zzz means nothing here; there is {NAMES}"
    ]


def test_what_does_not_fit_is_told_beside_an_unknown_key(smallest: str) -> None:
    """All at once: nobody mends a file to be told the next thing."""
    lines = told(smallest + '[sync]\nmode = "proxy"\nmach = ["GET /proxy/*"]\n')

    assert [line.split(":")[0] for line in lines] == ["sync.mach", "sync.mode"]
