"""Refusals that few applications ever meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_nango.settings import IntegrationSettings, Settings, default_settings


def test_the_documentation_of_a_session_cannot_be_overridden(app: Any) -> None:
    """A self-hosted Nango has no plan that would allow it."""
    body = {"end_user": {"id": "u1"}, "overrides": {"outlook": {"docs_connect": "https://x.test"}}}

    answer = app.call("POST", "/connect/sessions", json=body)

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_metadata_of_one_connection_must_be_an_object(app: Any, method: str) -> None:
    """The old path takes the metadata as they are, and so it must be told of them."""
    path = f"/connection/{app.connect()}/metadata?provider_config_key=outlook"

    answer = app.call(method, path)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "missing_metadata"


def test_a_mode_of_its_own_cannot_be_imported_flat(start: Callable[[Settings], Any]) -> None:
    """The old import knows some modes only."""
    (dev,) = default_settings(seed=1).environments
    signed = IntegrationSettings(unique_key="signed", provider="some", auth_mode="JWT")
    app = start(Settings(environments=(replace(dev, integrations=(signed,)),)))

    answer = app.call("POST", "/connection", json={"provider_config_key": "signed"})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unknown_oauth_type"
