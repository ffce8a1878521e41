"""The forms of the Connect UI: one for every kind of credentials, and what an application sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

pytestmark = [pytest.mark.node, pytest.mark.chromium]

CLIENT = {"client_id": "c-1", "client_secret": "s-1"}
BILL = {"username": "a", "password": "b", "organization_id": "o-1", "dev_key": "d-1"}


@pytest.mark.parametrize(
    ("integration", "typed", "kept"),
    [
        ("by-key", {"API key": "k-1"}, {"type": "API_KEY", "apiKey": "k-1"}),
        (
            "by-client",
            {"Client ID": "c-1", "Client secret": "s-1"},
            {"type": "OAUTH2_CC", **CLIENT},
        ),
        (
            "by-token",
            {
                "OAuth client ID": "c-1",
                "OAuth client secret": "s-1",
                "Token ID": "t-1",
                "Token secret": "u-1",
            },
            {"type": "TBA", "token_id": "t-1", "token_secret": "u-1", "config_override": CLIENT},
        ),
        (
            "by-bill",
            {"User name": "a", "Password": "b", "Organization ID": "o-1", "Developer key": "d-1"},
            {"type": "BILL", **BILL},
        ),
        (
            "by-sign",
            {"User name": "a", "Password": "b"},
            {"type": "SIGNATURE", "username": "a", "password": "b"},
        ),
        ("by-role", {"IAM role ARN": "arn:1"}, {"type": "AWS_SIGV4", "role_arn": "arn:1"}),
    ],
)
def test_each_kind_of_credentials_has_its_fields(
    app: Any, integration: str, typed: Mapping[str, str], kept: Mapping[str, Any]
) -> None:
    """An empty form connects nothing; a filled one makes what the backend can read."""
    frame = app.open_ui(app.session(integration))
    go = frame.get_by_role("button", name="Connect", exact=True)
    go.click()
    assert frame.locator("input:invalid").count() == len(typed)
    for label, value in typed.items():
        frame.get_by_label(label, exact=True).fill(value)
    go.click()

    (connect,) = app.told("connect")

    (made,) = app.stage.control.connections()
    assert connect["connectionId"] == made["connection_id"]
    assert kept.items() <= made["credentials"].items()


def test_what_the_application_has_set_is_not_asked_for(app: Any) -> None:
    """But kept with the connection all the same."""
    preset = {"by-shop": {"connection_config": {"subdomain": "books"}}}
    token = app.session("by-shop", integrations_config_defaults=preset)
    frame = app.open_ui(token)
    go = frame.get_by_role("button", name="Connect", exact=True)
    go.wait_for()
    assert frame.locator("input").count() == 0
    with app.page.expect_popup() as opened:
        go.click()
    opened.value.get_by_role("button", name="Allow").click()
    app.told("connect")

    (made,) = app.stage.control.connections()
    assert made["connection_config"] == {"subdomain": "books"}


@pytest.mark.parametrize("brought", [True, False], ids=["brought", "left out"])
def test_a_person_may_bring_an_oauth_client_along(app: Any, brought: bool) -> None:  # noqa: FBT001
    """When the session presets one with nothing; whoever leaves it out uses the integration's."""
    names = ("oauth_client_id_override", "oauth_client_secret_override")
    preset = {"outlook": {"connection_config": dict.fromkeys(names, "")}}
    frame = app.open_ui(app.session("outlook", integrations_config_defaults=preset))
    frame.get_by_label("OAuth client ID (optional)").fill("c-1" if brought else "")
    frame.get_by_label("OAuth client secret (optional)").fill("s-1" if brought else "")
    with app.page.expect_popup() as opened:
        frame.get_by_role("button", name="Connect", exact=True).click()
    opened.value.get_by_role("button", name="Allow").click()
    app.told("connect")

    (made,) = app.stage.control.connections()
    assert made["credentials"].get("config_override") == (CLIENT if brought else None)
