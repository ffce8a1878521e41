"""Connections over HTTP: listed, shown, changed, imported, deleted; and what is unknown."""

from __future__ import annotations

from typing import Any

import pytest

IMPORT = {
    "provider_config_key": "outlook",
    "connection_id": "imp-1",
    "credentials": {"type": "OAUTH2", "access_token": "at"},
}


def error_of(answer: Any) -> tuple[int, str]:
    """Read status and code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def test_a_list_has_the_newest_first_and_no_credentials(app: Any) -> None:
    """Its time is called `created`."""
    first, second = app.connect(), app.connect()

    found = app.connections()

    assert [each["connection_id"] for each in found] == [second, first]
    assert list(found[0]) == [
        "id",
        "connection_id",
        "provider_config_key",
        "provider",
        "errors",
        "end_user",
        "tags",
        "metadata",
        "created",
    ]
    assert found[0]["created"].endswith("+00:00")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("endUserId=ada", 1),
        ("endUserOrganizationId=o1", 1),
        ("search=ADA@", 1),
        ("search=grace", 0),
        ("tags[TEAM]=a", 1),
        ("tags[team]=a&tags[end_user_id]=other", 0),
        ("integrationId=slack,%20outlook", 2),
        ("integrationId=slack", 0),
        ("limit=1", 1),
        ("limit=1&page=2", 0),
    ],
)
def test_a_list_is_filtered(app: Any, query: str, count: int) -> None:
    """Connections of tags-only sessions are found by tag alone."""
    body = {"end_user": {"id": "ada", "email": "ada@example.com"}, "organization": {"id": "o1"}}
    app.connect(app.session(**body, tags={"team": "a"}))
    app.connect(app.session(tags={"end_user_id": "grace"}))

    found = app.call("GET", f"/connections?{query}").json()["connections"]

    assert len(found) == count


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "page=-1", "foo=1", "endUserId="])
def test_a_list_refuses_what_it_does_not_know(app: Any, query: str) -> None:
    """Numbers have bounds, and no key is ignored."""
    assert error_of(app.call("GET", f"/connections?{query}")) == (400, "invalid_query_params")


def test_one_connection_has_its_credentials_and_not_the_refresh_token(app: Any) -> None:
    """Which is shown when that is asked for."""
    cid = app.connect()

    plain = app.connection(cid)
    full = app.connection(cid, query="&refresh_token=true&refresh_github_app_jwt_token=false")

    assert plain["credentials"]["type"] == "OAUTH2"
    assert plain["credentials"]["expires_at"].endswith("Z")
    assert plain["created_at"].endswith("+00:00")
    assert "refresh_token" not in plain["credentials"]
    assert "refresh_token" not in plain["credentials"]["raw"]
    assert full["credentials"]["refresh_token"] == full["credentials"]["raw"]["refresh_token"]


def test_what_is_unknown_depends_on_the_method(app: Any) -> None:
    """As in Nango's own matrix."""
    app.connect()

    found = {
        (method, key): error_of(
            app.call(method, f"/connections/no?provider_config_key={key}", json={})
        )
        for method in ("GET", "PATCH", "DELETE")
        for key in ("outlook", "no")
    }

    assert found == {
        ("GET", "outlook"): (404, "not_found"),
        ("GET", "no"): (400, "unknown_provider_config"),
        ("PATCH", "outlook"): (404, "not_found"),
        ("PATCH", "no"): (400, "unknown_provider_config"),
        ("DELETE", "outlook"): (400, "unknown_connection"),
        ("DELETE", "no"): (400, "unknown_connection"),
    }


def test_query_and_path_are_checked_in_this_order(app: Any) -> None:
    """Before anything is looked up."""
    assert error_of(app.call("GET", "/connections/a%0Ab")) == (400, "invalid_query_params")
    path = "/connections/a%0Ab?provider_config_key=outlook"
    assert error_of(app.call("GET", path)) == (400, "invalid_uri_params")


def test_a_patch_replaces_tags_and_end_user(app: Any) -> None:
    """An end user without tags brings its own; an empty URL clears one."""
    cid = app.connect(app.session(end_user={"id": "ada"}, webhook_url_override=""))
    path = f"/connections/{cid}?provider_config_key=outlook"

    app.call("PATCH", path, json={"webhook_url_override": "http://127.0.0.1:9/x"})
    app.call("PATCH", path, json={"tags": {"Team": "a"}})
    first = app.connection(cid)
    app.call("PATCH", path, json={"end_user": {"id": "grace"}, "webhook_url_override": ""})
    second = app.connection(cid)

    assert first["tags"] == {"team": "a"}
    assert first["webhook_url_override"] == "http://127.0.0.1:9/x"
    assert (second["end_user"]["id"], second["tags"]) == ("grace", {"end_user_id": "grace"})
    assert second["webhook_url_override"] is None
    assert app.control.connections(person="grace")
    assert error_of(app.call("PATCH", path, json={"x": 1})) == (400, "invalid_body")


def test_a_deleted_connection_is_unknown_and_tells_nobody(app: Any) -> None:
    """There is no webhook for a deletion, but a line in the journal."""
    cid = app.connect(app.session(end_user={"id": "ada"}))
    path = f"/connection/{cid}?provider_config_key=outlook"

    first, second = app.call("DELETE", path), app.call("DELETE", path)

    app.settle()
    assert first.json() == {"success": True}
    assert error_of(second) == (400, "unknown_connection")
    assert len(app.elsewhere.webhooks()) == 1
    last = app.control.journal(since=0, kinds=("connection",)).events[-1]
    assert (last.data, last.person) == ({"operation": "deletion"}, "ada")
    assert app.api_events()[-1].person == "ada"


def test_an_import_is_told_without_its_end_user(app: Any) -> None:
    """And overrides what is there already."""
    body = {**IMPORT, "end_user": {"id": "ada"}, "metadata": {"a": 1}}

    first = app.call("POST", "/connections", json=body)
    app.settle()  # Webhooks are not ordered: the second could overtake the first.
    second = app.call("POST", "/connections", json=IMPORT)

    app.settle()
    shown = first.json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert shown["end_user"]["id"] == "ada"
    assert shown["created_at"].endswith("Z")
    assert shown["credentials"]["raw"] == IMPORT["credentials"]
    assert second.json()["tags"] == {}
    webhooks = app.elsewhere.webhooks()
    assert [each["operation"] for each in webhooks] == ["creation", "override"]
    assert webhooks[0]["tags"] == {"end_user_id": "ada"}
    assert "endUser" not in webhooks[0]


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"provider_config_key": "no"}, 404, "Integration does not exist"),
        ({"credentials": {"type": "API_KEY", "apiKey": "k"}}, 400, "OAUTH2 does not support"),
        ({"credentials": {"type": "X"}}, 400, '"path":["credentials","type"]'),
        ({"credentials": 1}, 400, "expected object, received number"),
        ({"credentials": {"type": "OAUTH2"}}, 400, '"path":["credentials","access_token"]'),
        ({"x": 1}, 400, "Unrecognized key"),
    ],
)
def test_an_import_that_is_wrong(app: Any, change: Any, status: int, text: str) -> None:
    """Nothing is stored."""
    answer = app.call("POST", "/connections", json={**IMPORT, **change})

    assert answer.status_code == status
    assert text in answer.text
    assert app.connections() == []


@pytest.mark.parametrize(
    ("key", "credentials", "shown"),
    [
        ("keyed", {"type": "API_KEY", "apiKey": "k"}, {"type": "API_KEY", "apiKey": "k"}),
        ("open", {"type": "NONE"}, {}),
    ],
)
def test_other_credentials_are_imported_too(
    app: Any, key: str, credentials: Any, shown: Any
) -> None:
    """They are kept as they are."""
    body = {"provider_config_key": key, "credentials": credentials}

    assert app.call("POST", "/connections", json=body).json()["credentials"] == shown


def test_an_import_may_say_when_its_token_ends(app: Any) -> None:
    """As a time, which is written anew."""
    credentials = {**IMPORT["credentials"], "expires_at": "2030-01-01T00:00:00+00:00"}  # type: ignore[dict-item]

    answer = app.call("POST", "/connections", json={**IMPORT, "credentials": credentials})

    assert answer.json()["credentials"]["expires_at"] == "2030-01-01T00:00:00.000Z"


def test_metadata_is_replaced_or_merged(app: Any) -> None:
    """Both echo what was sent, with different statuses."""
    cid = app.connect()
    body = {"connection_id": cid, "provider_config_key": "outlook", "metadata": {"a": 1, "b": 2}}

    posted = app.call("POST", "/connections/metadata", json=body)
    merge = {**body, "connection_id": [cid], "metadata": {"a": 3}}
    patched = app.call("PATCH", "/connections/metadata", json=merge)
    older = app.call(
        "PATCH", f"/connection/{cid}/metadata?provider_config_key=outlook", json={"c": 4}
    )

    assert (posted.status_code, posted.json()) == (201, body)
    assert (patched.status_code, patched.json()) == (200, merge)
    assert (older.status_code, older.json()) == (200, {"c": 4})
    assert app.connection(cid)["metadata"] == {"a": 3, "b": 2, "c": 4}
    assert (
        app.call(
            "POST",
            f"/connection/{cid}/metadata",
            json={"d": 5},
            headers={"Provider-Config-Key": "outlook"},
        ).status_code
        == 201
    )
    assert app.connection(cid)["metadata"] == {"d": 5}


def test_metadata_of_an_unknown_connection_changes_nothing(app: Any) -> None:
    """One unknown among several is enough."""
    cid = app.connect()
    body = {"connection_id": [cid, "no"], "provider_config_key": "outlook", "metadata": {"a": 1}}

    answer = app.call("POST", "/connections/metadata", json=body)
    older = app.call("POST", "/connection/no/metadata", json={})

    assert error_of(answer) == (404, "unknown_connection")
    assert answer.json()["error"]["message"].endswith("as a result of this failure.")
    assert app.connection(cid)["metadata"] is None
    assert error_of(older) == (404, "unknown_connection")
    assert app.call("POST", "/connections/metadata", json={}).status_code == 400


def test_a_later_call_that_names_a_connection_is_its_persons(app: Any) -> None:
    """By path, by body, by query and by header."""
    cid = app.connect(app.session(end_user={"id": "ada"}))
    mark = app.control.mark()
    named = {"connection_id": cid, "provider_config_key": "outlook"}
    headers = {"Connection-Id": cid, "Provider-Config-Key": "outlook"}

    app.connection(cid)
    app.call("POST", "/sync/trigger", json={**named, "syncs": ["no"]})
    app.call("POST", "/connections/metadata", json={**named, "connection_id": [cid]})
    app.call("GET", f"/connections?connectionId={cid}")
    app.call("GET", "/records?model=Email", headers=headers)

    events = app.control.journal(since=mark, kinds=("api",)).events
    assert [(event.person, event.connection) for event in events] == [("ada", cid)] * 5


def test_imported_keys_are_tried_out_where_that_is_possible(app: Any) -> None:
    """A key that fails leaves nothing; one that works is stored."""
    body = {"provider_config_key": "keyed", "credentials": {"type": "API_KEY", "apiKey": "k"}}
    app.elsewhere.answers["/verify"] = (401, "text/plain", "")
    refused = app.call("POST", "/connections", json=body)
    app.elsewhere.answers.clear()
    taken = app.call("POST", "/connections", json=body)

    assert (refused.status_code, taken.status_code) == (400, 201)
    assert refused.json()["error"]["code"] == "connection_test_failed"
    assert [each.headers["x-api-key"] for each in app.elsewhere.at("/verify")] == ["k", "k"]
    assert len(app.connections()) == 1
