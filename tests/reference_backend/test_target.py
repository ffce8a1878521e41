"""The description that comes with the backend says what is true of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import reference_backend
from reference_backend.app import ROUTES, WEBHOOK_PATH
from reference_backend.domain import OFFERS
from reference_backend.seeding import accounts
from reference_backend.settings import REQUIRED


def _description() -> dict[str, Any]:
    folder = Path(reference_backend.__file__).parent
    return tomllib.loads((folder / "target.toml").read_text("utf-8"))


def test_the_described_people_are_the_seeded_ones() -> None:
    """Names, ids, e-mails and workspaces agree."""
    described = [
        (one["name"], one["id"], one["email"], one["workspaces"]) for one in _description()["actor"]
    ]

    assert described == [
        (one.person.name.split()[0], one.person.id, one.person.email, list(one.workspaces))
        for one in accounts(1)
    ]


def test_the_described_integrations_are_the_offered_ones() -> None:
    """Our names and Nango's agree."""
    described = {one["key"]: one["nango_id"] for one in _description()["integration"]}

    assert described == {name: offer.integration for name, offer in OFFERS.items()}


def test_the_described_routes_are_there() -> None:
    """Every method and path of the description is a route of the application."""
    description = _description()
    sections = (
        description["auth"]["request"],
        description["connect"],
        {"method": "POST", **description["webhook"]},
        description["status"]["http"],
        description["disconnect"],
        description["reconnect"],
        *description["fixtures"].values(),
    )
    routes = {(route.method, _shape(route.path)) for route in ROUTES}

    assert {(one["method"], _shape(one["path"])) for one in sections} <= routes
    assert description["webhook"]["path"] == WEBHOOK_PATH


def test_the_described_environment_is_enough_to_start() -> None:
    """Each variable that the backend needs is set."""
    assert set(_description()["target"]["start"]["env"]) >= set(REQUIRED)


def _shape(path: str) -> str:
    parts = path.partition("?")[0].split("/")
    return "/".join("{}" if part.startswith("{") else part for part in parts)
