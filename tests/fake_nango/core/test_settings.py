"""Settings: the default ones, and a file that is read strictly."""

from __future__ import annotations

import re
import tomllib
from typing import Any
from uuid import UUID

import pytest

from fake_nango.settings import default_settings
from fake_nango.settings_file import SettingsError, parse_settings

KEY = "11111111-2222-4333-8444-5555555555a5"
OTHER_KEY = "11111111-2222-4333-8444-5555555555a6"
FULL = f"""
[[environments]]
name = "dev"
secret_key = "{KEY}"
webhook_signing_key = "{KEY}"
webhook_url = "http://127.0.0.1:3000/hook"
on_auth_creation = false
rate_limit = 200
public_key = "{KEY}"

  [[environments.api_keys]]
  secret_key = "{OTHER_KEY}"
  scopes = ["environment:connect_sessions:write"]

  [[environments.integrations]]
  unique_key = "crm"
  provider = "zendesk"
  auth_mode = "OAUTH2"
  default_scopes = ["a", "b"]
  authorization_params = {{ access_type = "offline" }}
  pkce = false

    [[environments.integrations.syncs]]
    name = "contacts"
    model = "Contact"
    auto_start = true

  [[environments.connections]]
  connection_id = "c-1"
  integration = "crm"
  tags = {{ team = "a" }}
"""


def test_integrations_outside_of_environments_are_in_all_of_them() -> None:
    """Each environment may have more of its own, but not another of the same key."""
    shared = {"unique_key": "crm", "provider": "github"}
    own = {"unique_key": "mail", "provider": "outlook"}
    first, second = {"name": "dev", "integrations": [own]}, {"name": "prod"}
    given = parse_settings({"environments": [first, second], "integrations": [shared]})

    keys = [[each.unique_key for each in one.integrations] for one in given.environments]
    assert keys == [["crm", "mail"], ["crm"]]
    with pytest.raises(SettingsError, match="'crm' is used more than once"):
        parse_settings(
            {"environments": [{"name": "dev", "integrations": [shared]}], "integrations": [shared]}
        )


def test_a_file_may_say_where_to_listen() -> None:
    """What it leaves out is Nango's own port."""
    document: dict[str, Any] = {"environments": [{"name": "dev"}]}
    given = parse_settings({**document, "listeners": {"control_port": 4004}}).listeners

    assert (given.port, given.connect_ui_port, given.control_port) == (3003, 3009, 4004)
    for wrong, said in (({"port": 70_000}, "0 to 65535"), ({"prt": 1}, "'port'"), (3, r"\[list")):
        with pytest.raises(SettingsError, match=said):
            parse_settings({**document, "listeners": wrong})


def test_without_a_file_there_is_one_environment_with_four_integrations() -> None:
    """Mail integrations have a sync that waits to be started; keys are UUIDs and differ."""
    (environment,) = default_settings().environments

    assert environment.name == "dev"
    assert [each.unique_key for each in environment.integrations] == [
        "outlook",
        "google-mail",
        "slack",
        "github",
    ]
    outlook = environment.integrations[0]
    assert [(each.name, each.model, each.auto_start) for each in outlook.syncs] == [
        ("emails", "Email", False)
    ]
    assert UUID(environment.secret_key).version == 4
    assert environment.secret_key != environment.webhook_signing_key


def test_a_seed_gives_the_same_keys_again_and_none_gives_new_ones() -> None:
    """Repeatable where that is asked for, unguessable where it is not."""
    assert default_settings(seed=7) == default_settings(seed=7)
    assert default_settings(seed=7) != default_settings(seed=8)
    assert default_settings() != default_settings()


def test_a_file_says_everything() -> None:
    """Environments, integrations, syncs and connections are read as they stand."""
    (environment,) = parse_settings(tomllib.loads(FULL)).environments

    assert environment.secret_key == KEY
    assert environment.webhook_url == "http://127.0.0.1:3000/hook"
    assert not environment.on_auth_creation
    assert environment.on_auth_refresh_error
    assert environment.public_key == KEY
    (limited,) = environment.api_keys
    assert (limited.secret_key, limited.scopes) == (
        OTHER_KEY,
        ("environment:connect_sessions:write",),
    )
    (crm,) = environment.integrations
    assert crm.default_scopes == ("a", "b")
    assert crm.authorization_params == {"access_type": "offline"}
    assert crm.pkce is False
    assert crm.syncs[0].auto_start
    (connection,) = environment.connections
    assert connection.tags == {"team": "a"}


def test_keys_that_are_not_given_are_made_up() -> None:
    """An environment needs no more than a name."""
    (environment,) = parse_settings({"environments": [{"name": "dev"}]}).environments

    assert UUID(environment.secret_key).version == 4
    assert environment.webhook_url is None


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({}, "at least one [[environments]]"),
        ({"enviroments": []}, "Did you mean 'environments'?"),
        ({"environments": [{}]}, "environment '?': name is missing."),
        ({"environments": [{"name": "dev", "webhok_url": "x"}]}, "Did you mean 'webhook_url'?"),
        ({"environments": [{"name": "dev", "rate_limit": "x"}]}, "must be a whole number"),
        ({"environments": [{"name": "dev", "rate_limit": True}]}, "must be a whole number"),
        ({"environments": [{"name": "dev", "secret_key": "x"}]}, "a UUID of version 4"),
        ({"environments": [{"name": "dev", "webhook_url": "ftp://x/y"}]}, "an http or https URL"),
        ({"environments": [{"name": "dev", "public_key": "x"}]}, "a UUID of version 4"),
        (
            {"environments": [{"name": "dev", "api_keys": [{"secret_key": KEY}]}]},
            "API key: scopes is missing.",
        ),
        (
            {
                "environments": [
                    {
                        "name": "dev",
                        "secret_key": KEY,
                        "api_keys": [{"secret_key": KEY, "scopes": []}],
                    }
                ]
            },
            "is used more than once",
        ),
        ({"environments": [{"name": "a"}, {"name": "a"}]}, "'a' is used more than once"),
        ({"environments": {"name": "a"}}, "written as [[…environments]] tables"),
        (
            {"environments": [{"name": "a", "integrations": [{"unique_key": "x"}]}]},
            "integration 'x': provider is missing.",
        ),
        (
            {
                "environments": [
                    {"name": "a", "connections": [{"connection_id": "c", "integration": "no"}]}
                ]
            },
            "there is no integration 'no'",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(document: dict[str, Any], complaint: str) -> None:
    """A switch with a typing mistake never passes for one that is not there."""
    with pytest.raises(SettingsError, match=re.escape(complaint)):
        parse_settings(document)


def test_a_kind_of_authorization_that_nango_has_not_is_refused() -> None:
    """It would only show when somebody tries to connect."""
    integration = {"unique_key": "crm", "provider": "crm", "auth_mode": "APIKEY"}
    document = {"environments": [{"name": "dev", "integrations": [integration]}]}

    with pytest.raises(SettingsError, match="auth_mode is one of OAUTH2"):
        parse_settings(document)
