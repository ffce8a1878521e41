"""Syncs over HTTP: what a command finds, what a run stores, how records are read."""

from __future__ import annotations

from typing import Any

import pytest

from fake_nango import runs


def command(app: Any, name: str = "trigger", **body: Any) -> Any:
    """Give a command to syncs of the integration `outlook`."""
    body = {"syncs": ["emails"], "provider_config_key": "outlook", **body}
    return app.call("POST", f"/sync/{name}", json=body)


def records(app: Any, cid: str, query: str = "", integration: str = "outlook") -> Any:
    """Read records of the model `Email`."""
    headers = {"Connection-Id": cid, "Provider-Config-Key": integration}
    return app.call("GET", f"/records/?model=Email{query}", headers=headers)


def syncs_told(app: Any) -> list[Any]:
    """List the sync webhooks that have arrived."""
    app.settle()
    return [each for each in app.elsewhere.webhooks() if each["type"] == "sync"]


def test_a_sync_waits_until_it_is_triggered(app: Any) -> None:
    """Then it stores the mails of the connection's account, and says how many."""
    cid = app.connect()
    assert records(app, cid).json() == {"next_cursor": None, "records": []}

    assert command(app, connection_id=cid).json() == {"success": True}

    (told,) = syncs_told(app)
    found = records(app, cid).json()["records"]
    assert told["syncType"] == "INITIAL"
    assert told["model"] == "Email"
    assert told["connectionId"] == cid
    assert told["responseResults"] == {"added": len(found), "updated": 0, "deleted": 0}
    assert told["modifiedAfter"] == told["queryTimeStamp"]
    assert len(found) >= 20
    assert {each["_nango_metadata"]["last_action"] for each in found} == {"ADDED"}


def test_the_records_are_the_mails_that_the_mail_api_shows(app: Any) -> None:
    """Through the proxy, with the connection's own token."""
    cid = app.connect()
    command(app, connection_id=cid)
    syncs_told(app)

    headers = {"Connection-Id": cid, "Provider-Config-Key": "outlook"}
    mails = app.call("GET", "/proxy/v1.0/me/messages?$top=50", headers=headers).json()["value"]

    assert {each["id"] for each in mails} == {
        each["id"] for each in records(app, cid).json()["records"]
    }


def test_a_second_run_is_incremental_and_finds_nothing_new(app: Any) -> None:
    """It is told all the same, because the switch for that is on."""
    cid = app.connect()
    command(app, connection_id=cid)
    syncs_told(app)

    command(app, "start", connection_id=cid)

    told = syncs_told(app)
    assert [each["syncType"] for each in told] == ["INITIAL", "INCREMENTAL"]
    assert told[1]["responseResults"]["added"] == 0


def test_a_sync_that_starts_by_itself_runs_once_it_is_connected(app: Any) -> None:
    """For an import, too; its connection has no mailbox at the provider, so it gets one."""
    body = {
        "provider_config_key": "crm",
        "connection_id": "imp",
        "credentials": {"type": "OAUTH2", "access_token": "at"},
    }

    app.call("POST", "/connections", json=body)

    (told,) = syncs_told(app)
    assert (told["syncName"], told["model"]) == ("contacts", "Contact")
    assert told["responseResults"]["added"] >= 20


def test_control_decides_what_is_served(app: Any) -> None:
    """The first run then tells of those records, and leaves them as they are."""
    cid = app.connect()
    app.control.put_records(cid, "outlook", "Email", [{"id": "1", "x": 1}, {"id": "2", "x": 2}])

    command(app, connection_id=cid)

    (told,) = syncs_told(app)
    assert told["responseResults"]["added"] == 2
    assert [each["x"] for each in records(app, cid).json()["records"]] == [1, 2]


def test_records_are_read_page_by_page(app: Any) -> None:
    """The last page has no cursor; its last record has one."""
    cid = app.connect()
    rows = [{"id": str(number)} for number in range(5)]
    app.control.put_records(cid, "outlook", "Email", rows)

    seen, cursor = [], ""
    while True:
        page = records(app, cid, f"&limit=2{cursor}").json()
        seen += [each["id"] for each in page["records"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert sorted(seen) == ["0", "1", "2", "3", "4"]
    last = page["records"][-1]["_nango_metadata"]["cursor"]
    assert records(app, cid, f"&cursor={last}").json()["records"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("&filter=added", 2),
        ("&filter=UPDATED,DELETED", 0),
        ("&ids=1&ids=9", 1),
        ("&modified_after=2999-01-01T00:00:00Z", 0),
        ("&variant=base", 2),
    ],
)
def test_records_are_filtered(app: Any, query: str, count: int) -> None:
    """By action, by id, by time."""
    cid = app.connect()
    app.control.put_records(cid, "outlook", "Email", [{"id": "1"}, {"id": "2"}])

    assert len(records(app, cid, query).json()["records"]) == count


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("&limit=0", 400, "invalid_query_params"),
        ("&filter=x", 400, "invalid_query_params"),
        ("&modified_after=yesterday", 400, "invalid_query_params"),
        ("&modified_after=2001-01-01T00:00:00Z", 400, "invalid_query_params"),
        ("&modified_after=a&modified_after=b", 400, "invalid_query_params"),
        ("&ids=1" * 101, 400, "invalid_query_params"),
        ("&cursor=x", 500, "server_error"),
        ("&foo=1", 400, "invalid_query_params"),
    ],
)
def test_records_that_cannot_be_read(app: Any, query: str, status: int, code: str) -> None:
    """A cursor that is none breaks the server."""
    answer = records(app, app.connect(), query)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_command_to_what_is_not_there(app: Any) -> None:
    """The integration, the connection, the sync: three different answers."""
    cid = app.connect()

    answers = [
        command(app, provider_config_key="no"),
        command(app, connection_id="no"),
        command(app, connection_id=cid, syncs=["emails", "no"]),
        command(app, connection_id=cid, syncs=["emails::variant"]),
        command(app, provider_config_key="slack", syncs=[]),
        app.call("POST", "/sync/trigger", json={"syncs": []}),
        command(app, opts={}, sync_mode="incremental"),
        command(app, "start", syncs=[1]),
    ]

    assert [(each.status_code, each.json()["error"]["code"]) for each in answers] == [
        (400, "unknown_provider_config"),
        (404, "unknown_connection"),
        (400, "no_syncs_found"),
        (400, "no_syncs_found"),
        (400, "no_syncs_found"),
        (400, "missing_provider_config_key"),
        (400, "invalid_body"),
        (400, "invalid_body"),
    ]
    assert syncs_told(app) == []


def test_a_trigger_may_name_its_connection_in_headers(app: Any) -> None:
    """And all syncs by naming none."""
    headers = {"Provider-Config-Key": "outlook", "Connection-Id": app.connect()}

    answer = app.call("POST", "/sync/trigger", json={"syncs": []}, headers=headers)

    assert answer.json() == {"success": True}
    assert len(syncs_told(app)) == 1


def test_the_status_follows_start_and_pause(app: Any) -> None:
    """Names that do not exist are left out."""
    cid = app.connect()
    path = f"/sync/status?provider_config_key=outlook&connection_id={cid}&syncs="

    before = app.call("GET", path + "*").json()["syncs"]
    command(app, "start", connection_id=cid)
    syncs_told(app)
    running = app.call("GET", path + "emails,no").json()["syncs"]
    command(app, "pause", connection_id=cid)
    paused = app.call("GET", path + "emails").json()["syncs"]

    assert [each["status"] for each in (*before, *running, *paused)] == [
        "PAUSED",
        "SUCCESS",
        "PAUSED",
    ]
    assert (before[0]["type"], before[0]["finishedAt"]) == ("INITIAL", None)
    assert running[0]["recordCount"]["Email"] >= 20
    assert app.call("GET", path + "no").json() == {"syncs": []}
    unknown = app.call("GET", "/sync/status?syncs=*&provider_config_key=outlook&connection_id=no")
    assert unknown.json()["error"]["message"] == "Connection not found"
    assert app.call("GET", "/sync/status").status_code == 400


def test_a_deleted_connection_takes_its_syncs_along(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is under way ends without a word."""
    cid = app.connect()
    # Long enough for the deletion to come first on whatever machine.
    monkeypatch.setattr(runs, "RUN_S", 1.0)
    command(app, connection_id=cid)
    app.call("DELETE", f"/connections/{cid}?provider_config_key=outlook")

    assert syncs_told(app) == []
    assert records(app, cid).json()["error"]["code"] == "unknown_connection"


def test_there_are_no_actions(app: Any) -> None:
    """None is found, none has run."""
    headers = {"Connection-Id": app.connect(), "Provider-Config-Key": "outlook"}
    body = {"action_name": "a", "input": {}}

    found = [
        app.call("POST", "/action/trigger", json=body, headers=headers),
        app.call("POST", "/action/trigger", json={}, headers=headers),
        app.call("POST", "/action/trigger", json=body, headers={**headers, "Connection-Id": "no"}),
        app.call("GET", "/action/11111111-1111-4111-8111-111111111111"),
    ]

    assert [(each.status_code, each.json()["error"]["code"]) for each in found] == [
        (404, "not_found"),
        (400, "invalid_body"),
        (400, "unknown_connection"),
        (404, "not_found"),
    ]
