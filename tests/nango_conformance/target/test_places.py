"""Where a target file names what has no value at its place, or what is no address, it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nango_conformance.errors import UsageError
from nango_conformance.target import Target

Parse = Callable[..., Target]

STARTED = """
[target.start]
command = ["true"]
[target.start.env]
X = "{%s}"
"""
EXPECTED = """
[target.expects_env]
X = "{%s}"
"""


def refused(parse: Parse, text: str, *, environ: dict[str, str] | None = None) -> list[str]:
    """Return what is said of a target file that cannot be used."""
    with pytest.raises(UsageError) as caught:
        parse(text, environ)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


@pytest.mark.parametrize(
    "name",
    ["actor.id", "workspace.id", "session.token", "connection.row"],
)
@pytest.mark.parametrize(
    ("section", "place"), [(STARTED, "target.start.env.X"), (EXPECTED, "target.expects_env.X")]
)
def test_nobody_is_on_the_stage_when_a_target_starts(
    parse: Parse, smallest: str, section: str, place: str, name: str
) -> None:
    """A placeholder of a scenario has no value in a command or an environment."""
    (line,) = refused(parse, smallest + section % name)

    assert line.endswith(f": {place}: {{{name}}} has no value here")


@pytest.mark.parametrize(
    "name",
    ["fake.url", "fake.api_key", "fake.signing_key", "base_url", "port", "python", "run.id"],
)
def test_what_is_known_then_is_filled_in(parse: Parse, smallest: str, name: str) -> None:
    """The fake's addresses and keys, and where the target itself is to be."""
    start = parse(smallest + STARTED % name).start

    assert start is not None
    assert start.env == {"X": f"{{{name}}}"}


def test_every_word_of_the_command_is_looked_at(parse: Parse, smallest: str) -> None:
    """The third like the first."""
    lines = refused(
        parse, f'{smallest}[target.start]\ncommand = ["{{python}}", "-m", "{{actor.id}}"]\n'
    )

    assert lines == ["line 18: target.start.command.2: {actor.id} has no value here"]


@pytest.mark.parametrize(
    ("name", "ways"),
    [("fake.proxy_url", ("proxy-plain", "proxy-tls")), ("fake.ca_file", ("proxy-tls", "dns-tls"))],
)
def test_what_an_override_brings_is_there_with_it_alone(
    parse: Parse, smallest: str, name: str, ways: tuple[str, ...]
) -> None:
    """A proxy for targets that go through one, an authority for those that speak TLS."""
    text = smallest.replace('"/connect"', f'"/connect?x={{{name}}}"')
    started = text.replace('name = "mine"', 'name = "mine"\nmode = "start"')
    overridden = started + '[target.start]\ncommand = ["x"]\n[nango]\noverride = "%s"\n'

    (line,) = refused(parse, text)
    assert line.startswith(f"line 12: connect.path: {{{name}}} has no value here: [nango] override")
    for way in ways:
        assert name in parse(overridden % way).connect.path
    (other,) = {"proxy-plain", "dns-tls"} - set(ways)
    assert len(refused(parse, overridden % other)) == 1


def test_only_a_started_target_can_be_told_of_the_folder_of_the_run(
    parse: Parse, smallest: str
) -> None:
    """An attached one runs before there is such a folder."""
    (line,) = refused(parse, smallest + EXPECTED % "run.dir")
    started = smallest.replace('name = "mine"', 'name = "mine"\nmode = "start"')

    assert line.endswith(
        "target.expects_env.X: {run.dir} has no value here: only a target with mode = "
        '"start" can be told of the folder of this run'
    )
    assert parse(started + STARTED % "run.dir").start is not None


def test_people_are_named_where_people_act(parse: Parse, smallest: str) -> None:
    """In a route, everybody of a scenario has a value."""
    target = parse(smallest.replace('"/connect"', '"/connect/{actor.id}?w={workspace.id}"'))

    assert target.connect.path == "/connect/{actor.id}?w={workspace.id}"


@pytest.mark.parametrize("listen", ["localhost", "127.0.0.1", "0.0.0.0:3003", ":3003", "x:1"])
def test_a_fake_listens_on_a_loopback_port(parse: Parse, smallest: str, listen: str) -> None:
    """An address without a port is told, and so is one that others could reach."""
    (line,) = refused(parse, f'{smallest}[nango]\nlisten = "{listen}"\n')

    assert line == (
        f"line 18: nango.listen: {listen!r} does not match "
        r"'^(127\\.0\\.0\\.1|localhost):[0-9]+$'"
    )


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "localhost:3003"])
def test_both_names_of_loopback_will_do(parse: Parse, smallest: str, listen: str) -> None:
    """With any port, or with none in particular."""
    assert parse(f'{smallest}[nango]\nlisten = "{listen}"\n').nango.listen == listen


def test_an_address_may_come_from_a_variable(parse: Parse, smallest: str) -> None:
    """It is held against the pattern as it is written."""
    text = smallest.replace('name = "mine"', 'name = "mine"\nbase_url = "env:APP_URL"')

    assert parse(text, {"APP_URL": "http://127.0.0.1:1"}).base_url == "http://127.0.0.1:1"
    assert refused(parse, text) == ["environment variable APP_URL is not set: export APP_URL=…"]
