"""Every breach of the wire is named, with the side that it is on, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fake_nango.schemas import complaints, registry
from fake_nango.wire import Problem, Side, problems

TOKEN = "nango_connect_session_" + "0" * 64
MOMENT = "2026-08-21T10:00:00.000Z"
CONNECTION = "8a4ac1f7-9e7a-4a36-9a3c-1f2b3c4d5e6f"
SESSION_BODY = {"end_user": {"id": "u_1", "email": "ada@example.com"}}
SESSION_ANSWER = {
    "data": {
        "token": TOKEN,
        "connect_link": f"http://localhost:3009/?session_token={TOKEN}",
        "expires_at": MOMENT,
    }
}


def a_call(method: str = "POST", path: str = "/connect/sessions", **data: Any) -> dict[str, Any]:
    """Return the journal's event of one call; a good one unless something is changed."""
    call = {
        "method": method,
        "path": path,
        "query": "",
        "headers": [],
        "body": json.dumps(SESSION_BODY),
        "auth": "secret_key",
        "status": 201,
        "answer": json.dumps(SESSION_ANSWER),
        "fault": None,
        "played": False,
    }
    return {"kind": "api", "data": call | data}


def test_schemas_are_schemas() -> None:
    """Each is valid JSON Schema 2020-12, named after its file, and resolves its references."""
    schemas = registry()

    assert len(list(schemas)) > 25
    for name in schemas:
        schema = schemas.contents(name)
        Draft202012Validator.check_schema(schema)
        assert schema["$id"] == name
        assert schema["description"]
        complaints(name.removesuffix(".schema.json"), {})


def test_a_good_call_has_no_problem() -> None:
    """A right request with a right answer is left alone."""
    assert problems(a_call()) == ()


def test_a_wrong_request_is_the_backends() -> None:
    """A key that Nango does not know is the backend's problem, and its place is named."""
    body = json.dumps({"end_user": {"id": "u_1", "userName": "Ada"}})

    assert problems(a_call(body=body)) == (
        Problem(
            side=Side.BACKEND,
            where="POST /connect/sessions request, $.end_user",
            message="unknown: userName",
        ),
    )


def test_a_wrong_answer_is_nangos() -> None:
    """A token that is not in data is Nango's problem."""
    found = problems(a_call(answer=json.dumps(SESSION_ANSWER["data"])))

    assert {each.side for each in found} == {Side.NANGO}
    assert (
        Problem(
            side=Side.NANGO,
            where="POST /connect/sessions answer 201, $",
            message='"data" is missing',
        )
        in found
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "is empty"),
        ("{", "is not JSON"),
        ("[]", "is not of type object"),
        ("{}", '"end_user" is missing'),
        ('{"end_user": {}}', '"id" is missing'),
        ('{"end_user": {"id": ""}}', "is shorter than 1"),
        ('{"end_user": {"id": 7}}', "is not of type string"),
        ('{"tags": {"1st": "x"}}', "does not match"),
        ('{"tags": {"a": ""}}', "is shorter than 1"),
        ('{"tags": {"End_User_Email": "nobody"}}', "does not match"),
        ('{"end_user": {"id": "u"}, "allowed_integrations": ["a/b"]}', "does not match"),
        ('{"end_user": {"id": "u"}, "webhook_url_override": "nowhere"}', "does not match"),
        (json.dumps({"tags": {f"k{n}": "v" for n in range(11)}}), "has more than 10 keys"),
    ],
)
def test_each_mistake_in_a_session_request_is_described(body: str, message: str) -> None:
    """What Nango refuses, the schema refuses, in words that help."""
    found = problems(a_call(body=body, status=400, answer='{"error":{"code":"invalid_body"}}'))

    assert any(message in each.message for each in found)
    assert {each.side for each in found} == {Side.BACKEND}


@pytest.mark.parametrize("body", ['{"tags": {}}', '{"end_user": {"id": "u"}, "tags": {"A": "b"}}'])
def test_tags_may_say_who_the_session_is_for(body: str) -> None:
    """Either end_user or tags is enough (Nango 0.71.4, POST /connect/sessions)."""
    assert problems(a_call(body=body)) == ()


def test_a_secret_is_never_repeated() -> None:
    """A problem shows where a value is wrong and not the value."""
    answer = {"data": {**SESSION_ANSWER["data"], "token": TOKEN.upper()}}

    assert "000" not in str(problems(a_call(answer=json.dumps(answer))))


def test_a_query_is_judged() -> None:
    """Nango refuses any parameter here, so a cache buster is the backend's mistake."""
    found = problems(a_call(query="_=1"))

    assert [each.where for each in found] == ["POST /connect/sessions query, $"]


def test_a_parameter_given_twice_is_seen() -> None:
    """A name that is there several times is a list, which no single value accepts."""
    event = a_call("GET", "/connections/c", query="provider_config_key=a&provider_config_key=b")
    thrice = a_call("GET", "/records", query="model=Email&ids=1&ids=2&ids=3", headers=[])

    assert any("not of type string" in each.message for each in problems(event))
    assert not any("$.ids" in each.where for each in problems(thrice))


def test_records_need_their_headers() -> None:
    """The two headers say which connection is read, in any letter case."""
    good = a_call(
        "GET",
        "/records",
        query="model=Email",
        headers=[["CONNECTION-ID", "c"], ["Provider-Config-Key", "outlook"]],
        status=200,
        answer='{"next_cursor": null, "records": []}',
    )
    bad = a_call("GET", "/records", query="model=Email", status=200, answer=good["data"]["answer"])

    assert problems(good) == ()
    assert [each.message for each in problems(bad)] == [
        '"connection-id" is missing',
        '"provider-config-key" is missing',
    ]


@pytest.mark.parametrize("changed", [{"auth": "connect_session"}, {"played": True}])
def test_a_request_from_the_browser_is_not_the_backends(changed: dict[str, Any]) -> None:
    """Whoever holds a session token, or is played, is the browser."""
    event = a_call("GET", "/integrations", query="x=1", status=200, answer='{"data":[]}', **changed)

    assert [each.side for each in problems(event)] == [Side.BROWSER]


@pytest.mark.parametrize("path", ["/connect/sessions/", "/CONNECT/Sessions"])
def test_paths_are_matched_as_express_does(path: str) -> None:
    """A slash at the end and another letter case are the same endpoint."""
    assert problems(a_call(path=path, body="{}"))


@pytest.mark.parametrize(
    "event",
    [
        a_call("GET", "/health", answer="ok", status=200),
        a_call("POST", "/connect/sessions/x", body="nothing"),
        {"kind": "people", "data": {}},
        {"kind": "session", "data": {}},
    ],
)
def test_what_no_schema_knows_is_no_problem(event: dict[str, Any]) -> None:
    """Unknown paths and other kinds of events are left alone."""
    assert problems(event) == ()


def test_a_faulty_answer_was_asked_for() -> None:
    """What a fault answered is not held against Nango; the request still counts."""
    event = a_call(fault="broken", answer="<html>", status=502, body="{}")

    assert {each.side for each in problems(event)} == {Side.BACKEND}


def test_what_was_cut_short_is_not_judged() -> None:
    """A body that the journal did not keep whole proves nothing."""
    assert problems(a_call(truncated=True, body='{"end_us', answer='{"da')) == ()


@pytest.mark.parametrize(
    "error",
    [
        {"message": "m", "code": "unknown_account", "payload": {}},
        {"code": "invalid_body", "errors": [{"code": "custom", "message": "m", "path": ["a"]}]},
        {"code": "unknown_connection"},
        {"code": "too_many_request", "method": "POST", "path": "/connect/sessions"},
    ],
)
def test_both_error_envelopes_are_right(error: dict[str, Any]) -> None:
    """Nango has two shapes of errors, and both are known."""
    assert problems(a_call(status=400, answer=json.dumps({"error": error}))) == ()


@pytest.mark.parametrize("answer", ['{"error":"no"}', '{"message":"no"}', "<html>", "{}"])
def test_an_error_in_another_shape_is_nangos(answer: str) -> None:
    """An error without a code is neither envelope."""
    found = problems(a_call(status=400, answer=answer))

    assert {each.side for each in found} == {Side.NANGO}


def test_a_status_that_the_endpoint_never_has_is_nangos() -> None:
    """POST /connect/sessions answers 201 and no other success."""
    assert problems(a_call(status=200)) == (
        Problem(
            side=Side.NANGO,
            where="POST /connect/sessions answer 200",
            message="this endpoint never answers so",
        ),
    )
