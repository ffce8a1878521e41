"""A fake that lives through enough for every store to hold something, and what they hold."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

from fake_nango.lasting.tables import TABLES
from fake_nango.records import Change
from fake_nango.server import FakeNango
from fake_nango.settings import ActionSettings, Settings
from fake_nango.world import World


async def lived(settings: Settings, file: Path) -> dict[str, Any]:
    """Live through enough that no store is empty, and return what they hold."""
    async with FakeNango(settings, state=file) as fake:
        world = fake.world
        await fill(fake)
        world.save()
        return contents(world)


async def found(settings: Settings, file: Path) -> dict[str, Any]:
    """Return what a fake on the file holds at its start."""
    async with FakeNango(settings, state=file) as fake:
        return contents(fake.world)


async def fill(fake: FakeNango) -> None:
    """Make something for each store."""
    import aiohttp

    from fake_nango.journey import Errand
    from fake_nango.people import People

    world = fake.world
    key = fake.world.settings.environments[0].secret_key
    body = {"end_user": {"id": "ada", "tags": {"Team": "a"}}, "tags": {"b": "c"}}
    people = People(world)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as app:
        for _ in range(2):
            async with app.post(f"{fake.urls.api}/connect/sessions", json=body) as answer:
                token = (await answer.json())["data"]["token"]
            await people.walk(Errand(session_token=token, integration="outlook"), "approve")
        await people.depart(Errand(session_token=token, integration="outlook"))
        (connection, _) = world.store.connections.values()
        cid = connection.connection_id
        sync = {"syncs": ["emails"], "provider_config_key": "outlook", "connection_id": cid}
        async with app.post(f"{fake.urls.api}/sync/trigger", json=sync) as answer:
            assert answer.status == 200
    await asyncio.gather(*world._tasks)
    access = str(connection.credentials["access_token"])
    world.provider.refuse(access)
    kept = world.provider.kept
    kept.codes["unused"] = dataclasses.replace(a_code(world))
    where = (("dev", "outlook", cid), "Note")
    world.store.given_records[where] = Change(added=1, updated=2, deleted=3)
    world.store.actions["dev", "an-id"] = ActionSettings(
        name="send", error={"type": "x", "payload": {"a": [1, None]}}
    )


def a_code(world: World) -> Any:
    """Make a code that nobody has used."""
    from fake_nango.grants import Challenge, Code

    grant = next(iter(world.provider.kept.refresh.values()))
    challenge = Challenge(value="v", method="S256")
    return Code(grant=grant, redirect_uri="http://x", challenge=challenge, expires_at=1.5)


def contents(world: World) -> dict[str, Any]:
    """Return what each store that lasts holds, in its order."""
    return {table.name: list(table.store(world).items()) for table in TABLES}
