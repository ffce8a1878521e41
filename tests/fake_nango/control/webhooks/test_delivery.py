"""The webhooks that Nango sends by itself: to whom, about what, and when not at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_nango.clock import Clock
from fake_nango.delivery import Deliveries, compose
from fake_nango.holds import Hold
from fake_nango.journal import Journal
from fake_nango.model import Connection, EndUser, Stub
from fake_nango.parcel import Delivery
from fake_nango.postman import Postman
from fake_nango.settings import SyncSettings, default_settings
from fake_nango.signing import signature_headers
from fake_nango.webhooks import Failure, Run
from fake_nango.world import Environment

URL = "http://127.0.0.1:9/hook"
SYNC = SyncSettings(name="emails", model="Email")
CONNECTION = Connection(
    id=1,
    connection_id="c-1",
    environment="dev",
    integration="outlook",
    provider="microsoft",
    auth_mode="OAUTH2",
    credentials={},
    created_at=0.0,
    updated_at=0.0,
    tags={"end_user_id": "ada"},
    session_id="s-1",
    person="ada",
)
STUB = Stub(
    connection_id="never",
    environment="dev",
    integration="outlook",
    provider="microsoft",
    auth_mode="OAUTH2",
    person="ada",
)


def _environment(**changes: Any) -> Environment:
    settings = default_settings(seed=1, webhook_url=URL).environments[0]
    return Environment(replace(settings, **changes), 0.0)


def _made(post: Callable[[Deliveries], Delivery | None]) -> Delivery | None:
    """Let something be posted while everything is held, so that nothing is sent."""

    async def run() -> Delivery | None:
        clock = Clock()
        deliveries = Deliveries(Journal(clock), clock, Postman())
        deliveries.holds.add(Hold())
        return post(deliveries)

    return asyncio.run(run())


def test_a_creation_names_tags_and_end_user() -> None:
    """The payload is signed by the environment's signing key, over the bytes that go out."""
    environment = _environment()
    end_user = EndUser(id="ada", tags={"Plan": "Pro"}, organization={"id": "o-1"})

    delivery = _made(
        lambda each: each.auth(environment, CONNECTION, "creation", success=True, end_user=end_user)
    )

    assert delivery is not None
    message = delivery.message
    payload = json.loads(message.body)
    assert payload["tags"] == {"end_user_id": "ada"}
    assert payload["endUser"] == {
        "endUserId": "ada",
        "endUserEmail": None,
        "organizationId": "o-1",
        "tags": {"Plan": "Pro"},
    }
    assert payload["environment"] == "dev"
    assert message.signatures == signature_headers(environment.webhook_signing_key, message.body)
    assert (message.person, message.session, message.connection) == ("ada", "s-1", "c-1")


def test_a_connection_that_never_was_has_no_tags() -> None:
    """A refused creation is told from a stub: neither tags nor end user."""
    failure = Failure(type="unknown", description="why")

    delivery = _made(
        lambda each: each.auth(_environment(), STUB, "creation", success=False, error=failure)
    )

    assert delivery is not None
    payload = json.loads(delivery.message.body)
    assert payload["error"] == {"type": "unknown", "description": "why"}
    assert "tags" not in payload
    assert "endUser" not in payload


@pytest.mark.parametrize(
    ("switch", "operation", "sent"),
    [
        ("on_auth_creation", "creation", False),
        ("on_auth_creation", "override", True),
        ("on_auth_refresh_error", "refresh", False),
    ],
)
def test_a_switch_silences_its_own_kind_only(switch: str, operation: str, sent: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Turning creations off does not stop overrides."""
    environment = _environment(**{switch: False})

    delivery = _made(lambda each: each.auth(environment, CONNECTION, operation, success=False))

    assert (delivery is not None) == sent


@pytest.mark.parametrize(
    ("primary", "secondary", "override", "urls"),
    [
        ("http://a/", "http://b/", None, ("http://a/", "http://b/")),
        ("http://a/", "http://b/", "http://c/", ("http://c/",)),
        ("http://a/", None, "  ", ("http://a/",)),
        ("", "http://b/", None, ("http://b/",)),
        (None, None, "http://c/", ("http://c/",)),
        (None, "", None, None),
    ],
)
def test_a_connections_own_url_replaces_both(
    primary: str | None, secondary: str | None, override: str | None, urls: tuple[str, ...] | None
) -> None:
    """Blank URLs are none, and without any there is no webhook."""
    environment = _environment(webhook_url=primary, webhook_url_secondary=secondary)
    connection = replace(CONNECTION, webhook_url_override=override)

    delivery = _made(lambda each: each.auth(environment, connection, "creation", success=True))

    assert (delivery.message.urls if delivery else None) == urls


@pytest.mark.parametrize(("added", "sent"), [(1, True), (0, False)])
def test_a_sync_that_changed_nothing_may_be_silenced(added: int, sent: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """`on_sync_completion_always` gates only runs without changes."""
    run = Run(
        sync="emails", model="Email", sync_type="INITIAL", started_at="s", ended_at="e", added=added
    )
    environment = _environment(on_sync_completion_always=False)

    delivery = _made(lambda each: each.sync(environment, CONNECTION, SYNC, "Email", run))

    assert (delivery is not None) == sent


def test_a_failed_sync_is_told_as_one() -> None:
    """With an error the payload is that of a failure."""
    run = Run(sync="emails", model="Email", sync_type="INITIAL", started_at="s", ended_at="e")
    error = Failure(type="script_error", description="boom")

    delivery = _made(
        lambda each: each.sync(_environment(), CONNECTION, SYNC, "Email", run, error=error)
    )

    assert delivery is not None
    assert json.loads(delivery.message.body)["success"] is False


def test_what_goes_out_is_what_was_signed() -> None:
    """The body is written down once, with non-ASCII raw."""
    message = compose(_environment(), CONNECTION, {"b": "é", "a": 1})

    assert message.body == '{"a":1,"b":"é"}'.encode()
