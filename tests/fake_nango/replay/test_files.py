"""The fake that can be asked everything, and what is told of it, must agree."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from fake_nango.integration import Integration
from fake_nango.server import run_in_thread
from fake_nango.settings import Settings
from fake_nango.settings_file import parse_settings

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def settings() -> Settings:
    """Read the fake's configuration."""
    return parse_settings(tomllib.loads((HERE / "fake.toml").read_text()))


@pytest.fixture(scope="module")
def profile() -> dict[str, Any]:
    """Read what is told of the fake."""
    return tomllib.loads((HERE / "profile.toml").read_text())


def test_the_addresses_are_those_of_the_listeners(settings: Settings, profile: Any) -> None:
    """The hook that ends a session must find the control API."""
    listeners = settings.listeners

    assert urlsplit(profile["base_url"]).port == listeners.port
    assert urlsplit(profile["connect_url"]).port == listeners.connect_ui_port
    hook = "".join(profile["features"]["expire_session"])
    assert f"127.0.0.1:{listeners.control_port}/control/sessions/expire" in hook


def test_the_environments_are_those_of_the_fake(settings: Settings, profile: Any) -> None:
    """By name, with both keys; the first has an uuid that providers send to."""
    told = [profile, *profile["environments"].values()]
    keys = [
        (each.get("environment", each["name"]), each["secret_key"], each["signing_key"])
        for each in told
    ]

    assert keys == [
        (each.name, each.secret_key, each.webhook_signing_key) for each in settings.environments
    ]
    assert profile["environment_uuid"] == settings.environments[0].uuid
    limits = {each.rate_limit for each in settings.environments}
    assert limits == {profile["features"]["rate_limit_per_minute"]}


def test_the_integrations_are_those_of_the_fake(settings: Settings, profile: Any) -> None:
    """By key, provider and display name, and by their client where they have one."""
    known = {
        each.unique_key: Integration.of(each, 0) for each in settings.environments[0].integrations
    }

    assert {each["unique_key"] for each in profile["integrations"].values()} == set(known)
    for told in profile["integrations"].values():
        shown = known[told["unique_key"]]
        assert {name: getattr(shown, name) for name in told} == told


def test_nothing_of_it_needs_a_port_that_is_not_told(settings: Settings, profile: Any) -> None:
    """The fake starts with it, wherever the ports are, and every receiver is the profile's."""
    with run_in_thread(settings) as fake:
        assert fake.urls.api.startswith("http://127.0.0.1:")
    receivers = {
        "{0.scheme}://{0.netloc}".format(urlsplit(url))
        for each in settings.environments
        for url in (each.webhook_url, each.webhook_url_secondary)
        if url
    }
    assert receivers == {profile["receiver_base"]}
