"""A connection that is authorized anew, fails to be, or is gone meanwhile."""

from __future__ import annotations

from typing import Any


def test_a_reconnect_overrides_and_wipes_the_tags(app: Any) -> None:
    """The end user stays with the connection, but the webhook does not name one."""
    cid = app.connect(app.session(end_user={"id": "ada"}, tags={"team": "a"}))
    before = app.connection(cid)
    token = app.reconnect_session(cid)

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
    token = app.reconnect_session(cid)

    app.arrive(app.decide(app.leave(token), "deny"))

    app.settle()
    webhook = app.elsewhere.webhooks()[-1]
    assert (webhook["operation"], webhook["success"]) == ("creation", False)
    assert webhook["connectionId"] == cid
    assert app.connection(cid)["tags"] == {"end_user_id": "u1"}


def test_a_deleted_target_cannot_be_reconnected(app: Any) -> None:
    """Before leaving it is refused; after leaving it is made anew."""
    cid = app.connect()
    token = app.reconnect_session(cid)
    location = app.leave(token)
    app.call("DELETE", f"/connections/{cid}?provider_config_key=outlook")

    refused = app.bare("GET", f"/oauth/connect/outlook?connect_session_token={token}")
    app.arrive(app.decide(location))

    app.settle()
    assert refused.json() == {"error": {"code": "invalid_connection"}}
    webhook = app.elsewhere.webhooks()[-1]
    assert (webhook["operation"], webhook["connectionId"]) == ("creation", cid)
