"""What a script makes of a description: its requests, and the rows of its links."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jmespath
import pytest

from nango_conformance.catalogue import load
from nango_conformance.playing import feature_sources
from nango_conformance.reproduction import Unscriptable, script_of
from nango_conformance.reproduction.backend import functions, settings
from nango_conformance.target import Auth, StatusHttp, StatusSql, Target, bundled_reference
from tests.nango_conformance.reproduction.shells import spoken


@pytest.fixture
def target() -> Target:
    """Return the bundled reference's description."""
    return bundled_reference()


def showing(target: Target, http: StatusHttp) -> Target:
    """Return a target that shows its links so."""
    assert target.status is not None
    status = dataclasses.replace(target.status, http=http, presence=False)
    return dataclasses.replace(target, status=status)


ACTIVE = {"status": "active", "connectionId": "one"}
ERROR = {"status": "error", "connectionId": "two"}


@pytest.mark.parametrize(
    ("http", "answer"),
    [
        (StatusHttp(path="/s"), ACTIVE),
        (StatusHttp(path="/s"), [ACTIVE, ERROR]),
        (StatusHttp(path="/s", rows="connections"), {"connections": [ACTIVE, ERROR]}),
        (StatusHttp(path="/s", rows="connections"), {"connections": ACTIVE}),
        (StatusHttp(path="/s", rows="connections"), {"connections": []}),
        (StatusHttp(path="/s", rows="connections"), {"connections": None}),
        (StatusHttp(path="/s", rows="connections[]"), {"connections": [ERROR, ACTIVE]}),
        (StatusHttp(path="/s", rows="connections[*]"), {"connections": {"a": ACTIVE}}),
        (StatusHttp(path="/s", row="data | [0]"), {"data": [ACTIVE, ERROR]}),
        (StatusHttp(path="/s", row="data[1]"), {"data": [ACTIVE, ERROR]}),
        (StatusHttp(path="/s", rows="data[?status == 'error']"), {"data": [ACTIVE, ERROR]}),
    ],
)
def test_the_rows_of_a_script_are_those_of_the_harness(
    target: Target, http: StatusHttp, answer: Any
) -> None:
    """A list is many rows, by whatever selector it is found."""
    shows = showing(target, http)
    found = jmespath.search(http.selector, answer)
    links = found if isinstance(found, list) else [] if found is None else [found]
    states = settings(shows)["LINK_STATES"]

    ended = spoken(
        f"answer='{json.dumps(answer)}' LINK_STATES='{states}'\n"
        'select_links\ncut -f 2,4 "$work/links"',
        own=functions(shows)["select_links"],
    )

    assert ended.said == "".join(f"{link['connectionId']}\t{link['status']}\n" for link in links)


def test_links_in_a_database_are_no_shells_to_read(target: Target) -> None:
    """The check reads them there, and what the route shows may be something else."""
    assert target.status is not None
    sql = StatusSql(dsn="sqlite://", row="SELECT 1")
    stored = dataclasses.replace(target, status=dataclasses.replace(target.status, sql=sql))

    with pytest.raises(Unscriptable, match=r"\[status.sql\]"):
        script_of(load().check("NAF-12.1"), feature_sources(), stored)
    assert script_of(load().check("NAF-01.1"), feature_sources(), stored)


def test_what_a_body_is_is_said_once(target: Target) -> None:
    """Two headers of one name are another request than the frontend's."""
    headers = {"Content-Type": "application/json", "X-Own": "1"}
    connect = dataclasses.replace(target.connect, headers=headers, body={"a": "b"})
    call = functions(dataclasses.replace(target, connect=connect))["call_connect"]

    assert "content-type" not in call.lower()
    assert "x-own: 1" in call.lower()


@pytest.mark.parametrize("mode", ["bearer", "header"])
def test_a_credential_is_nobodys_to_see(target: Target, mode: str) -> None:
    """What curl is given on its command line stands in the list of processes."""
    auth = Auth(mode=mode, header="x-user", token="{actor.id}")
    credential = functions(dataclasses.replace(target, auth=auth))["credential"]

    ended = spoken(
        "ada_id=secret\ncredential ada\nprintf '%s\\n' \"${mine[@]}\"",
        own=credential,
    )

    assert ended.status == 0, ended.said
    assert "secret" not in ended.said
    assert "ada.credential" in ended.said
