"""The popup over HTTP: off to the provider, back with a code, and all that goes wrong."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

TOKENS = json.dumps({"access_token": "at-1", "refresh_token": "rt-1", "expires_in": 3600})


def query_of(url: str) -> dict[str, str]:
    """Read the query of a URL."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def crm_callback(app: Any, token: str, query: str = "code=c") -> Any:
    """Go to the provider that is elsewhere, and come back with a query."""
    location = app.leave(token, "crm", "&params[subdomain]=acme&params[webhook_url]=x")
    return app.bare("GET", f"/oauth/callback?{query}&state={query_of(location)['state']}")


def test_the_whole_flow_makes_a_connection_and_tells_of_it(app: Any) -> None:
    """Before the browser's page, the connection is there; the webhook follows."""
    token = app.session(end_user={"id": "ada", "email": "ada@example.com"}, tags={"Team": "a"})

    cid = app.connect(token)

    assert app.connections()[0]["connection_id"] == cid
    assert app.elsewhere.webhooks() == [
        {
            "from": "nango",
            "type": "auth",
            "connectionId": cid,
            "providerConfigKey": "outlook",
            "authMode": "OAUTH2",
            "provider": "microsoft",
            "environment": "dev",
            "operation": "creation",
            "success": True,
            "tags": {
                "end_user_id": "ada",
                "end_user_email": "ada@example.com",
                "team": "a",
            },
            "endUser": {"endUserId": "ada", "endUserEmail": "ada@example.com", "tags": {}},
        }
    ]


def test_the_journal_follows_a_person_through_the_flow(app: Any) -> None:
    """Every step is theirs: session, popup, provider, token request, connection, webhook."""
    cid = app.connect(app.session(end_user={"id": "ada"}))

    events = app.control.journal(since=0, person="ada").events
    steps = [
        event.data.get("path") or event.data.get("operation") or event.kind for event in events
    ]
    assert [step for step in steps if step not in {"delivery", "delivery_state"}] == [
        "session",
        "/connect/sessions",
        "/oauth/connect/outlook",
        "/provider/outlook/decision",
        "/provider/outlook/token",
        "creation",
        "/oauth/callback",
    ]
    callers = {
        event.data["endpoint"]: event.data["caller"] for event in events if event.kind == "provider"
    }
    assert callers == {"decision": "browser", "token": "nango"}
    assert {event.connection for event in events[2:]} == {cid}


def test_one_token_makes_two_connections(app: Any) -> None:
    """Success does not use a session up."""
    token = app.session()

    assert app.connect(token) != app.connect(token)


def test_the_way_there_is_a_redirect_with_a_cookie(app: Any) -> None:
    """Its state is a UUID of version 1, its body says where it leads."""
    answer = app.bare("GET", f"/oauth/connect/google-mail?connect_session_token={app.session()}")

    location = answer.headers["Location"]
    state = query_of(location)["state"]
    assert location.startswith(f"{app.urls.ui}/provider/google-mail/authorize?response_type=code&")
    assert state[14] == "1"
    assert answer.headers["Set-Cookie"].startswith(f"oauth2-{state}=1; Max-Age=3600; Path=/;")
    assert answer.headers["Vary"] == "Accept"
    assert answer.text == f"Found. Redirecting to {location}"


def test_a_sessions_defaults_win_over_what_the_browser_sends(app: Any) -> None:
    """Config is merged, authorization parameters are replaced whole."""
    token = app.session(
        tags={},
        integrations_config_defaults={
            "crm": {
                "authorization_params": {"prompt": "consent"},
                "connection_config": {"subdomain": "mine", "oauth_scopes_override": "x,y"},
            }
        },
    )

    location = app.leave(token, "crm", "&params[subdomain]=yours&authorization_params[a]=b")

    query = query_of(location)
    assert location.startswith("https://mine.crm.example/authorize?")
    assert query["scope"] == "x y"
    assert query["prompt"] == "consent"
    assert "a" not in query


def test_without_defaults_the_browsers_parameters_count(app: Any) -> None:
    """The text `undefined` takes one away."""
    location = app.leave(
        app.session(),
        "google-mail",
        "&authorization_params[prompt]=undefined&authorization_params[hd]=x",
    )

    query = query_of(location)
    assert "prompt" not in query
    assert query["hd"] == "x"


@pytest.mark.parametrize(
    ("integration", "query", "status", "text"),
    [
        ("outlook", "&connection_id=x", 400, "connection_id is forbidden when using session"),
        ("slack", "", 400, '{"error":{"code":"integration_not_allowed"}}'),
        ("no", "", 400, "Could not find a Provider Config matching the &quot;no&quot; key."),
        ("crm", "", 400, "Missing Connection Config param(s) in Auth request"),
        ("keyed", "", 400, "is missing client ID, secret and/or scopes."),
    ],
)
def test_what_ends_before_it_began(
    app: Any, integration: str, query: str, status: int, text: str
) -> None:
    """Some are JSON and some are a page; none is a redirect."""
    token = app.session(tags={}, allowed_integrations=["outlook", "crm", "keyed"])

    answer = app.bare("GET", f"/oauth/connect/{integration}?connect_session_token={token}{query}")

    assert answer.status_code == status
    assert text in answer.text
    assert app.elsewhere.webhooks() == []


def test_a_denial_is_told_without_tags_and_end_user(app: Any) -> None:
    """The id in it is one that never exists."""
    location = app.leave(app.session())

    page = app.arrive(app.decide(location, "deny"))

    app.settle()
    assert page.status_code == 400
    assert "Connection failed" in page.text
    (webhook,) = app.elsewhere.webhooks()
    assert webhook["success"] is False
    assert webhook["operation"] == "creation"
    assert webhook["error"]["type"] == "invalid_callback"
    assert webhook["error"]["description"].startswith(
        "Did not get authorization code in the callback. Provider error: error: access_denied"
    )
    assert not {"tags", "endUser"} & set(webhook)
    assert app.connections() == []


def test_a_state_works_once(app: Any) -> None:
    """The second time it is unknown, and nobody is told."""
    callback = app.decide(app.leave(app.session(end_user={"id": "ada"})))

    first, second = app.arrive(callback), app.arrive(callback)

    app.settle()
    assert (first.status_code, second.status_code) == (200, 400)
    assert "No session found for state" in second.text
    assert len(app.elsewhere.webhooks()) == 1
    assert app.api_events()[-1].person == "ada"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("?code=x", "No state found in callback"),
        ("?code=x&state=nope", "invalid_oauth_state"),
        ("?code=x&state=a&state=b", "invalid_oauth_state"),
        ("?state=nope&error=access_denied", "access_denied"),
    ],
)
def test_a_callback_without_a_right_state_is_a_page(app: Any, query: str, text: str) -> None:
    """The provider's error is shown before the state's."""
    answer = app.bare("GET", f"/oauth/callback{query}")

    assert answer.status_code == 400
    assert text in answer.text


def test_an_installation_without_a_state_goes_to_where_it_came_from(app: Any) -> None:
    """As GitHub's apps do it."""
    path = "/oauth/callback?installation_id=1&setup_action=install"

    assert app.bare("GET", path).headers["Location"] == "https://github.com"
    referer = {"Referer": "https://github.example/x"}
    assert app.bare("GET", path, headers=referer).headers["Location"] == referer["Referer"]


def test_the_token_request_is_nangos(app: Any) -> None:
    """A form with the client's credentials last, and the verifier of the challenge."""
    app.elsewhere.answers["/token"] = (200, "application/json", TOKENS)

    assert crm_callback(app, app.session()).status_code == 200

    (request,) = app.elsewhere.at("/token")
    form = dict(parse_qsl(request.body))
    assert list(form) == [
        "grant_type",
        "code",
        "redirect_uri",
        "code_verifier",
        "client_id",
        "client_secret",
    ]
    assert form["redirect_uri"] == f"{app.urls.api}/oauth/callback"
    assert request.headers["user-agent"] == "Nango"
    assert "x-fake-nango-internal" not in request.headers
    (item,) = app.connections()
    shown = app.connection(item["connection_id"], "crm")
    assert shown["connection_config"] == {"subdomain": "acme"}
    assert shown["credentials"]["access_token"] == "at-1"
    assert "refresh_token" not in shown["credentials"]["raw"]


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (
            (400, "application/json", '{"error":"invalid_grant"}'),
            "unknown",
            '"provider_error_payload": {\n    "error": "invalid_grant"\n  }',
        ),
        ((500, "text/html", "boom"), "unknown", "The content-type is not JSON compatible"),
        ((200, "application/json", "{"), "unknown", "The content-type is not JSON compatible"),
        (
            (200, "application/json", '{"error":"x"}'),
            "unable_to_parse_token_response",
            "response from the server could not be parsed",
        ),
    ],
)
def test_a_refused_code_is_told_in_the_providers_words(
    app: Any, answer: tuple[int, str, str], kind: str, text: str
) -> None:
    """The page is a failure, and there is no connection."""
    app.elsewhere.answers["/token"] = answer

    page = crm_callback(app, app.session())

    app.settle()
    assert page.status_code == 400
    (webhook,) = app.elsewhere.webhooks()
    assert webhook["error"]["type"] == kind
    assert text in webhook["error"]["description"]
    assert app.connections() == []


def test_a_code_and_an_error_connect_and_show_a_failure(app: Any) -> None:
    """The page looks at the query, the flow at the code."""
    app.elsewhere.answers["/token"] = (200, "application/json", TOKENS)

    page = crm_callback(app, app.session(), "code=c&error=weird")

    assert page.status_code == 200
    assert "Connection failed" in page.text
    assert len(app.connections()) == 1


def test_a_session_deleted_meanwhile_leaves_a_connection_of_nobody(app: Any) -> None:
    """It is made, but with neither tags nor end user."""
    token = app.session()
    callback = app.decide(app.leave(token))
    app.bare("DELETE", "/connect/session", headers={"Authorization": f"Bearer {token}"})

    assert app.arrive(callback).status_code == 200

    app.settle()
    (webhook,) = app.elsewhere.webhooks()
    assert webhook["tags"] == {}
    assert "endUser" not in webhook


def test_the_page_says_it_to_whoever_opened_it(app: Any) -> None:
    """What the provider says cannot break out of the script."""
    callback = "/oauth/callback?error=%3C%2Fscript%3E&state=nope"

    page = app.bare("GET", callback).text

    assert "nango_oauth_callback_error" in page
    assert "\\u003c/script>" in page
    assert page.count("</script>") == 1


def test_a_reconnect_overrides_and_wipes_the_tags(app: Any) -> None:
    """The end user stays with the connection, but the webhook does not name one."""
    cid = app.connect(app.session(end_user={"id": "ada"}, tags={"team": "a"}))
    before = app.connection(cid)
    body = {"connection_id": cid, "integration_id": "outlook"}
    token = app.call("POST", "/connect/sessions/reconnect", json=body).json()["data"]["token"]

    app.arrive(app.decide(app.leave(token)))

    app.settle()
    webhook = app.elsewhere.webhooks()[-1]
    after = app.connection(cid)
    assert (webhook["operation"], webhook["connectionId"]) == ("override", cid)
    assert webhook["tags"] == after["tags"] == {}
    assert "endUser" not in webhook
    assert after["end_user"]["id"] == "ada"
    assert after["updated_at"] == before["updated_at"]
    assert after["credentials"] != before["credentials"]


def test_a_failed_reconnect_is_told_as_a_creation(app: Any) -> None:
    """With the id of the connection that is still there."""
    cid = app.connect()
    body = {"connection_id": cid, "integration_id": "outlook"}
    token = app.call("POST", "/connect/sessions/reconnect", json=body).json()["data"]["token"]

    app.arrive(app.decide(app.leave(token), "deny"))

    app.settle()
    webhook = app.elsewhere.webhooks()[-1]
    assert (webhook["operation"], webhook["success"]) == ("creation", False)
    assert webhook["connectionId"] == cid
    assert app.connection(cid)["tags"] == {"end_user_id": "u1"}


def test_a_deleted_target_cannot_be_reconnected(app: Any) -> None:
    """Before leaving it is refused; after leaving it is made anew."""
    cid = app.connect()
    body = {"connection_id": cid, "integration_id": "outlook"}
    token = app.call("POST", "/connect/sessions/reconnect", json=body).json()["data"]["token"]
    location = app.leave(token)
    app.call("DELETE", f"/connections/{cid}?provider_config_key=outlook")

    refused = app.bare("GET", f"/oauth/connect/outlook?connect_session_token={token}")
    app.arrive(app.decide(location))

    app.settle()
    assert refused.json() == {"error": {"code": "invalid_connection"}}
    webhook = app.elsewhere.webhooks()[-1]
    assert (webhook["operation"], webhook["connectionId"]) == ("creation", cid)
