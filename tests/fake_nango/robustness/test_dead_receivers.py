"""A thousand webhooks to a receiver that is dead neither block the fake nor leave anything."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp

from fake_nango.listening import LOOPBACK
from fake_nango.model import Stub
from fake_nango.parcel import Delivery, State
from fake_nango.postman import AT_ONCE_TO_ONE
from fake_nango.retries import ATTEMPTS
from fake_nango.server import FakeNango
from fake_nango.settings import default_settings

MANY: Final = 1000
# Far more than it takes, for a machine that is busy with other things.
PATIENCE_S: Final = 60.0
TAKES: Final = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(slots=True)
class Receiver:
    """A receiver that says nothing until it hangs up on everybody, or one that takes all."""

    answer: bytes | None = None
    url: str = ""
    open: set[asyncio.StreamWriter] = field(default_factory=set)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one webhook, then answer it or wait for the end."""
        self.open.add(writer)
        await reader.readuntil(b"\r\n\r\n")
        if self.answer is None:
            await self.gone.wait()
        else:
            writer.write(self.answer)
        writer.close()
        self.open.discard(writer)


@asynccontextmanager
async def receiving(answer: bytes | None = None) -> AsyncIterator[Receiver]:
    """Run a receiver, silent if it has no answer."""
    receiver = Receiver(answer)
    server = await asyncio.start_server(receiver.serve, LOOPBACK, 0)
    receiver.url = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/hook"
    async with server:
        yield receiver
        receiver.gone.set()


async def until(condition: Callable[[], bool]) -> None:
    """Let the others work until something is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - it is many things, and none has a bell
            await asyncio.sleep(0)


def post(fake: FakeNango, number: int, url: str | None = None) -> Delivery:
    """Have the fake tell of a refused authorization."""
    environment = next(iter(fake.world.environments.values()))
    stub = Stub(
        connection_id=f"c-{number}",
        environment=environment.name,
        integration="outlook",
        provider="microsoft",
        auth_mode="OAUTH2",
        webhook_url_override=url,
    )
    delivery = fake.world.deliveries.auth(environment, stub, "creation", success=False)
    assert delivery is not None
    return delivery


async def session_status(fake: FakeNango) -> int:
    """Create a session as a backend would."""
    key = next(iter(fake.world.environments.values())).secret_key
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{fake.urls.api}/connect/sessions",
            json={"end_user": {"id": "u"}},
            headers={"Authorization": f"Bearer {key}"},
        ) as answer,
    ):
        return answer.status


def open_files() -> int:
    """How many files and sockets this process has open."""
    gc.collect()
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_the_api_and_other_receivers_do_not_wait_for_a_dead_one() -> None:
    """Nothing to the dead one has come to an end when they are served."""

    async def act() -> None:
        async with (
            receiving() as dead,
            receiving(TAKES) as live,
            FakeNango(default_settings(1, dead.url)) as fake,
        ):
            posted = [post(fake, number) for number in range(MANY)]
            await until(lambda: len(dead.open) == AT_ONCE_TO_ONE)

            assert await session_status(fake) == 201
            other = post(fake, MANY, live.url)
            await until(lambda: other.state is State.DELIVERED)

            assert {each.state for each in posted} == {State.PENDING}
            assert not any(each.attempts for each in posted)

    asyncio.run(act())


def test_every_webhook_to_a_dead_receiver_is_accounted_for_and_nothing_is_left() -> None:
    """It hangs up at last: each has failed after its attempts; no task, no socket remains."""

    async def act() -> None:
        async with receiving() as dead, FakeNango(default_settings(1, dead.url)) as fake:
            fake.world.clock.retry_scale = 0
            tasks, files = asyncio.all_tasks(), open_files()
            posted = [post(fake, number) for number in range(MANY)]
            await until(lambda: len(dead.open) == AT_ONCE_TO_ONE)

            dead.gone.set()
            await until(lambda: fake.world.deliveries.pending == 0)

            ends = Counter((each.state, len(each.attempts)) for each in posted)
            assert ends == {(State.FAILED, ATTEMPTS): MANY}
            told = Counter(each.kind for each in fake.world.journal.since(0))
            assert told["delivery"] == MANY * ATTEMPTS
            await until(lambda: asyncio.all_tasks() == tasks)
            await until(lambda: open_files() == files)

    asyncio.run(act())


def test_the_fake_stops_with_a_thousand_webhooks_under_way() -> None:
    """They are given up; no task, no socket remains."""

    async def act() -> None:
        async with receiving() as dead:
            tasks, files = asyncio.all_tasks(), open_files()
            async with FakeNango(default_settings(1, dead.url)) as fake:
                posted = [post(fake, number) for number in range(MANY)]
                await until(lambda: len(dead.open) == AT_ONCE_TO_ONE)

            assert not any(each.attempts for each in posted)
            dead.gone.set()
            await until(lambda: not dead.open)
            await until(lambda: asyncio.all_tasks() == tasks)
            await until(lambda: open_files() == files)

    asyncio.run(act())
