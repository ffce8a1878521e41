"""Accounts, sign-ins, workspaces, and the manners of every route."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, CookieJar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.parts import Parts
from reference_backend.tables import sessions

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage

PASSWORD = "correct horse battery"


def test_the_cookie_of_a_sign_in_is_opaque_and_ends(stage: Stage) -> None:
    """It is HttpOnly and Lax, its token is stored as a hash, and it expires."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            account = {"email": "ADA@example.com", "password": PASSWORD}
            async with ada.browser.post("/api/v1/auth/sign-in", json=account) as answer:
                cookie = answer.cookies["session"]

            assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
            assert cookie.value not in str(await world.rows(sessions))
            async with ada.browser.get("/api/v1/me") as answer:
                assert (await answer.json())["user"]["id"] == ada.id
            world.ahead = timedelta(hours=13)
            async with ada.browser.get("/api/v1/me") as answer:
                assert answer.status == 401

    asyncio.run(scenario())


def test_signing_out_ends_the_sign_in(stage: Stage) -> None:
    """The token is worth nothing afterwards, also for who kept a copy."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            before = await world.rows(sessions)

            async with ada.browser.post("/api/v1/auth/sign-out") as answer:
                assert answer.status == 204

            # What signing up opened is another sign-in, and stays.
            after = await world.rows(sessions)
            assert len(after) == len(before) - 1
            assert set(after) < set(before)


def test_signing_up_signs_in(stage: Stage) -> None:
    """Nobody types a password that she has just chosen once more."""

    async def scenario() -> None:
        async with stage() as world:
            body = {"email": "new@example.com", "name": "New", "password": "a long password"}

            jar = CookieJar(unsafe=True)  # The address is a number, not a name.
            async with ClientSession(world.url, cookie_jar=jar) as browser:
                async with browser.post("/api/v1/users", json=body) as answer:
                    assert answer.status == 201
                async with browser.get("/api/v1/me") as answer:
                    assert (await answer.json())["user"]["email"] == "new@example.com"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("account", "status"),
    [
        ({"email": "ada@example.com", "password": "wrong password"}, 401),
        ({"email": "nobody@example.com", "password": PASSWORD}, 401),
        ({"email": "ada@example.com"}, 400),
        ({"email": ["ada@example.com"], "password": PASSWORD}, 400),
    ],
)
def test_a_wrong_sign_in_is_refused(stage: Stage, account: dict[str, Any], status: int) -> None:
    """A wrong password and an unknown e-mail are not told apart."""

    async def scenario() -> None:
        async with stage() as world:
            await world.person("ada")

            async with world.anybody.post("/api/v1/auth/sign-in", json=account) as answer:
                assert answer.status == status
                assert "Set-Cookie" not in answer.headers

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 201),
        ({"name": "é" * 300, "email": "zoë+mail@example.com"}, 201),
        ({"email": "ADA@EXAMPLE.COM"}, 409),
        ({"email": "no e-mail"}, 400),
        ({"password": "short"}, 400),
        ({"name": ""}, 400),
        ({"name": "\0"}, 400),
        ({"name": None}, 400),
    ],
)
def test_an_account_is_made_once_for_an_e_mail(
    stage: Stage, change: dict[str, Any], status: int
) -> None:
    """Any name will do; a taken or impossible e-mail and a short password will not."""

    async def scenario() -> None:
        async with stage() as world:
            await world.person("ada")
            account = {"email": "b@example.com", "name": "B", "password": PASSWORD, **change}

            async with world.anybody.post("/api/v1/users", json=account) as answer:
                assert answer.status == status

    asyncio.run(scenario())


def test_members_are_brought_in_by_members(stage: Stage) -> None:
    """Bringing somebody in twice is bringing her in once; strangers and unknowns are refused."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            url = f"/api/v1/workspaces/{ada.workspace}/members"
            for member, status in ((grace.id, 201), (grace.id, 201), ("0" * 26, 404), ("x", 404)):
                async with ada.browser.post(url, json={"userId": member}) as answer:
                    assert answer.status == status

            async with grace.browser.get("/api/v1/me") as answer:
                shown = [place["id"] for place in (await answer.json())["workspaces"]]

            assert shown == [grace.workspace, ada.workspace]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/integrations/nango/connect", 405),
        ("PUT", "/api/v1/integrations/nango/connect", 405),
        ("GET", "/api/webhooks/nango/email?challenge=x", 405),
        ("POST", "/api/webhooks/nango/email/", 404),
        ("GET", "/api/v1/me", 401),
    ],
)
def test_what_is_not_there_says_so_in_json(
    stage: Stage, method: str, path: str, status: int
) -> None:
    """Unknown routes, methods and callers get an error of the one shape, and no redirect."""

    async def scenario() -> None:
        async with (
            stage() as world,
            world.anybody.request(method, path, allow_redirects=False) as answer,
        ):
            assert answer.status == status
            assert set((await answer.json())["error"]) == {"code", "message"}
            assert answer.headers["Cache-Control"] == "no-store"

    asyncio.run(scenario())


def test_a_storage_failure_is_not_acknowledged(stage: Stage) -> None:
    """A creation that could not be stored is a 503, and works when Nango repeats it."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            await world.backend.database.write(_rename("outbox", "elsewhere"))
            status = await world.deliver(world.creation(ada, "X"))
            assert status == 503
            await world.backend.database.write(_rename("elsewhere", "outbox"))
            assert (await ada.link())["status"] == "pending"
            assert await world.deliver(world.creation(ada, "X")) == 200

            assert (await ada.link())["status"] == "active"

    asyncio.run(scenario())


def test_an_unexpected_error_is_a_plain_500(stage: Stage) -> None:
    """What broke is logged, and not told to the caller."""

    async def scenario() -> None:
        def broken(_: object) -> Any:
            raise KeyError("endUser")

        async with stage(Parts(interpret=broken)) as world:
            assert await world.deliver({"type": "auth"}) == 500

    asyncio.run(scenario())


def _rename(old: str, new: str) -> Any:
    async def unit(connection: AsyncConnection) -> None:
        await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    return unit
