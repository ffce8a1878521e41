"""The OpenAPI file is one, and the control API does what it says and refuses the rest."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.fake_nango.control.described import (
    Operation,
    complaints,
    document,
    operations,
)

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    0.5,
    1e300,
    "",
    "x",
    "\ud800",
    [],
    [None],
    {},
    {"a": {"b": []}},
)
CHECK = """
import SwaggerParser from "@apidevtools/swagger-parser";
const found = await SwaggerParser.validate(process.argv[2]);
console.log(JSON.stringify({ version: found.openapi, paths: Object.keys(found.paths).length }));
"""


@pytest.mark.node
def test_the_file_is_openapi(npm_packages: Path, tmp_path: Path) -> None:
    """A validator of somebody else's finds nothing against it."""
    script = tmp_path / "check.mjs"
    script.write_text(CHECK, "utf-8")
    (tmp_path / "node_modules").symlink_to(npm_packages)
    file = resources.files("fake_nango").joinpath("control_openapi.json")

    done = subprocess.run(
        ["node", str(script), str(file)],  # noqa: S607 - the node that the mark asks for
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"version": "3.1.0", "paths": len(document()["paths"])}


def test_every_operation_says_what_it_is() -> None:
    """An id of its own, a summary, and every variable part of its path."""
    entries = [each.entry for each in operations()]

    assert len({each["operationId"] for each in entries}) == len(entries)
    assert all(each["summary"] for each in entries)
    for each in operations():
        declared = {
            part["name"] for part in each.entry.get("parameters", ()) if part["in"] == "path"
        }
        assert declared == {part[1:-1] for part in each.path.split("/") if part.startswith("{")}, (
            each
        )


def test_every_operation_answers_as_it_is_described(scene: Any) -> None:
    """One story passes by all of them; each question and answer is held against its schema."""
    control = scene.control
    _tell_all(scene)

    for read in ("info", "environments", "clock", "sessions", "connections"):
        getattr(control, read)()
    for read in ("mark", "journal", "deliveries", "holds", "defects", "faults"):
        getattr(control, read)()
    control._call("GET", "/openapi.json")
    control.clear_faults(control.faults()[0].id)
    control.clear_faults()
    control.open_room()
    control.reset()

    assert set(operations()) - scene.watch.done == set()


def _tell_all(scene: Any) -> None:
    control = scene.control
    token = scene.session("ada")
    control.open(token)
    made = control.approve(token)
    cid = made.connection_id
    control.deny(token)
    control.abandon(token)
    control.come_back(control.depart(token))
    control.reauthorise(cid, "outlook", tags={"team": "a"}, end_user={"id": "ada"})
    control.name_connection(scene.session("grace"), "user:42@acme/prod")
    control.add("outlook", environment="dev", tags={"team": "a"}, organization={"id": "o"})
    control.put_records(cid, "outlook", "Email", [{"id": "1"}, {"id": 2}])
    control.put_records(cid, "outlook", "Email", [{"id": "1"}], mark_deleted=True)
    control.records(cid, "outlook", "Email")
    control.put_action("outlook", "send", output={"sent": True}, environment="dev")
    control.put_action("outlook", "lose", error={"type": "gone"}, environment="dev")
    control.actions(environment="dev")
    _play_with_webhooks(scene, cid)
    control.break_connection(cid, "outlook")
    control.mend_connection(cid, "outlook")
    control.revoke_connection(cid, "outlook")
    control.delete_connection(cid, "outlook")
    control.expire_session(token)
    control.set_environment("dev", on_sync_error=True)
    control.advance_clock(1)
    for answer in (
        {"status": 503, "body": []},
        {"retry_after_s": 1},
        {"delay_ms": 1},
        {"drip_ms": 1},
    ):
        control.add_fault("odd", "GET /nowhere", answer, person="ada")
    for name in ("hang", "close", "cut_body", "bad_json"):
        control.add_fault(name, "GET /nowhere", {name: True}, listener="api")


def _play_with_webhooks(scene: Any, connection: str) -> None:
    control = scene.control
    scene.settled()
    (first, *_) = control.deliveries(connection=connection, state="delivered", limit=1)
    control.delivery(first.id)
    control.repeat(first.id, times=2, at_once=True)
    control.forge(first.id, "no signature")
    rule = control.hold(person="ada")
    control.holds()
    control.approve(scene.session("ada"))
    control.approve(scene.session("ada"))
    held = control.deliveries(state="held", person="ada", since=first.created_seq)
    control.drop(held[0].id)
    control.release([held[1].id])
    control.approve(scene.session("ada"))
    control.drop_all(person="ada")
    control.unhold(rule)
    for name in control.info().events:
        control.emit(name, integration="outlook", connection_id=connection)


WITH_BODY = tuple(each for each in operations() if each.body is not None)
OPENED = {"session_token": "none", "integration": "outlook"}
# One right body for each, from which the wrong ones are made; whom they name need not exist.
RIGHT: dict[str, dict[str, Any]] = {
    "postRooms": {},
    "postClock": {"advance_s": 0, "retry_scale": 0.001},
    "postSessionsExpire": {"session_token": "none"},
    "postSessionsName": {"session_token": "none", "connection_id": "c"},
    "putEnvironmentsName": {},
    "putRecords": {"connection_id": "c", "integration": "i", "model": "M", "records": []},
    "putActions": {"environment": "dev", "integration": "outlook", "name": "n"},
    **{f"postPeople{name}": OPENED for name in ("Open", "Approve", "Deny", "Abandon", "Depart")},
    "postPeopleReturn": {"journey": "none", "decision": "approve"},
    "postPeopleAdd": {"environment": "dev", "integration": "outlook"},
    "postPeopleReauthorise": {"connection_id": "c", "integration": "outlook"},
    "postDeliveriesHold": {"person": "nobody"},
    "postDeliveriesDrop": {"person": "nobody"},
    "postDeliveriesRelease": {"ids": []},
    "postDeliveriesIdRepeat": {"times": 1},
    "postDeliveriesIdForge": {"defect": "no signature"},
    "postEvents": {"name": "forward", "environment": "dev", "integration": "outlook"},
    "postFaults": {"name": "n", "endpoint": "GET /nowhere", "answer": {"hang": True}},
}


def _wrong(operation: Operation) -> Iterator[Any]:
    """Make bodies that break the schema: odd values, members that are missing or too many."""
    schema = operation.body
    assert schema is not None
    right = RIGHT[operation.entry["operationId"]]
    bodies: list[Any] = [{**right, "no such member": 1}, *ODD]
    bodies += [
        {name: value for name, value in right.items() if name != missing} for missing in right
    ]
    for member in schema["properties"]:
        bodies += [{**right, member: copy.deepcopy(odd)} for odd in ODD]
        bodies += [
            {**right, member: {**right[member], "odd": odd}}
            for odd in ODD
            if member in right and isinstance(right[member], dict)
        ]
    return (each for each in bodies if complaints(schema, each))


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda each: each.entry["operationId"])
def test_a_body_that_breaks_its_schema_is_refused(scene: Any, operation: Operation) -> None:
    """With 400, and a message that says what is expected; nothing breaks on it."""
    url = scene.urls.control + operation.path.replace("{id}", "none").replace("{name}", "dev")
    right = RIGHT[operation.entry["operationId"]]
    assert complaints(operation.body or {}, right) == []
    with requests.Session() as http:
        for body in _wrong(operation):
            answer = http.request(operation.method, url, data=json.dumps(body), timeout=10)

            assert answer.status_code == 400, (body, answer.text)
            assert complaints(operation.answer(400), answer.json()) == []
            assert answer.json()["error"]["message"]

        accepted = http.request(operation.method, url, data=json.dumps(right), timeout=10)
        assert accepted.status_code in {200, 404, 409}, accepted.text


WITH_QUERY = tuple(
    (each, part["name"], part["schema"])
    for each in operations()
    for part in each.entry.get("parameters", ())
    if part["in"] == "query"
    and (part["schema"].get("type") in {"integer", "number"} or "enum" in part["schema"])
)


@pytest.mark.parametrize(
    ("operation", "name", "schema"),
    WITH_QUERY,
    ids=[f"{each.entry['operationId']}-{name}" for each, name, _ in WITH_QUERY],
)
def test_a_query_that_breaks_its_schema_is_refused(
    scene: Any, operation: Operation, name: str, schema: dict[str, Any]
) -> None:
    """Words where numbers belong, numbers out of bounds, words that are not in the list."""
    url = scene.urls.control + operation.path
    wrong = ["word", "-1", "1e300", "nan"] + (["0.5"] if schema.get("type") == "integer" else [])

    answers = [requests.get(url, params={name: each}, timeout=10) for each in wrong]

    assert [each.status_code for each in answers] == [400] * len(wrong)
    assert all(repr(name) in each.json()["error"]["message"] for each in answers)


def test_the_watch_sees_an_answer_that_is_not_as_described() -> None:
    """The other tests of this folder lean on it."""
    (clock,) = (each for each in operations() if each.entry["operationId"] == "getClock")

    assert complaints(clock.answer(200), {"now": "x", "offset_s": 0, "retry_scale": 1}) == []
    assert complaints(clock.answer(200), {"now": "x", "offset_s": "0", "retry_scale": 1})
    assert complaints(clock.answer(200), {"now": "x", "offset_s": 0})
    assert complaints(clock.answer(404), {"error": {"code": "x"}})
