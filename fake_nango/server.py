"""
A running fake Nango: one world and its three listeners, opened and closed as one.

    async with FakeNango(default_settings()) as fake:
        print(fake.urls.api)

`run_in_thread` does the same for programs that have no event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import aiohttp
from aiohttp import web

from fake_nango.clock import Clock
from fake_nango.delivery import Deliveries
from fake_nango.faults import Faults
from fake_nango.integration import Integration
from fake_nango.journal import Journal
from fake_nango.listening import LOOPBACK, Ports, Sockets, bind, bind_one, is_loopback, url_of
from fake_nango.mailbox import Mailroom
from fake_nango.people import People
from fake_nango.postman import Postman
from fake_nango.provider import Client, Provider
from fake_nango.rooms import Rooms
from fake_nango.seeding import seed_connections
from fake_nango.sending import sends_once
from fake_nango.sessions import session_as_json
from fake_nango.settings import Settings
from fake_nango.web.api import Api
from fake_nango.web.control import control_routes
from fake_nango.web.exchange_record import exchange_as_json
from fake_nango.web.listener import LIVES, MAX_BODY, SERVES, api_server
from fake_nango.web.provider import provider_routes
from fake_nango.web.provider_record import provider_journal, saving
from fake_nango.web.table import api_routes
from fake_nango.web.ui import ui_routes
from fake_nango.world import Urls, World

if TYPE_CHECKING:
    from fake_nango.detour.opening import Detour


class FakeNango:
    """A fake Nango while it runs."""

    def __init__(
        self,
        settings: Settings,
        ports: Ports | None = None,
        host: str = LOOPBACK,
        control_token: str | None = None,
        state: Path | None = None,
        ca_file: Path | None = None,
    ) -> None:
        if not is_loopback(host) and not control_token:
            raise ValueError(f"{host} can be reached from elsewhere: control needs a token")
        self._settings = settings
        self._ports = ports or Ports()
        self._host = host
        self._token = control_token
        self._state = state
        self._ca_file = ca_file
        self._stack = contextlib.AsyncExitStack()
        self.world: World
        self.urls: Urls
        self.detour: Detour | None = None

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as stack:
            await self._start(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def _start(self, stack: contextlib.AsyncExitStack) -> None:
        sockets = bind(self._host, self._ports)
        stack.callback(sockets.close)
        self.urls = _urls(self._host, sockets)
        self.world = await stack.enter_async_context(open_world(self._settings, self.urls))
        world = self.world
        if self._state is not None:
            # Not before: most fakes keep nothing, and should start without these modules.
            from fake_nango.lasting.file import StateFile
            from fake_nango.lasting.keeper import keep

            keep(world, stack.enter_context(StateFile(self._state)))
        api = Api(world, api_routes())
        server = web.ServerRunner(api_server(api), **LIVES)
        await _listen(stack, server, sockets.api)
        await _listen(stack, web.AppRunner(_ui_app(world), **SERVES, **LIVES), sockets.ui)
        control = _control_app(Rooms(world, self._open_room), self._token)
        await _listen(stack, web.AppRunner(control, **SERVES, **LIVES), sockets.control)
        if sockets.proxy is not None and sockets.tls is not None:
            # Not before: few fakes need certificates, and making them takes these modules.
            from fake_nango.detour.opening import open_detour

            self.detour = await stack.enter_async_context(
                open_detour(
                    api,
                    server,
                    host=self._host,
                    proxy=sockets.proxy,
                    tls=sockets.tls,
                    ca_file=self._ca_file,
                )
            )
        _let_go_first(stack, world)

    async def _open_room(self, number: int) -> World:
        """Open a further world and its two listeners; control is the first one's."""
        async with contextlib.AsyncExitStack() as stack:
            api, ui = (stack.enter_context(bind_one(self._host, 0)) for _ in range(2))
            urls = Urls(
                api=url_of(self._host, api),
                ui=url_of(self._host, ui),
                control=f"{self.urls.control}/rooms/{number}",
            )
            world = await stack.enter_async_context(open_world(self._settings, urls))
            server = web.ServerRunner(api_server(Api(world, api_routes())), **LIVES)
            await _listen(stack, server, api)
            await _listen(stack, web.AppRunner(_ui_app(world), **SERVES, **LIVES), ui)
            _let_go_first(stack, world)
            await self._stack.enter_async_context(stack.pop_all())
        return world


class FakeThread:
    """A fake Nango in a thread and an event loop of its own."""

    def __init__(
        self, settings: Settings, ports: Ports | None = None, ca_file: Path | None = None
    ) -> None:
        self._settings = settings
        self._ports = ports
        self._ca_file = ca_file
        self._ready = threading.Event()
        self._error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="fake-nango", daemon=True)
        self.urls: Urls
        self.detour: Detour | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._error is not None:
            self._thread.join()
            raise self._error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
            self._error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with FakeNango(self._settings, self._ports, ca_file=self._ca_file) as fake:
            self.urls, self.detour = fake.urls, fake.detour
            self._ready.set()
            await self._stop.wait()


def run_in_thread(
    settings: Settings, ports: Ports | None = None, ca_file: Path | None = None
) -> FakeThread:
    """Run a fake in a background thread: a context manager that knows its `urls`."""
    return FakeThread(settings, ports, ca_file)


@contextlib.asynccontextmanager
async def open_world(settings: Settings, urls: Urls) -> AsyncIterator[World]:
    """Put a world together, and take it apart again."""
    clock = Clock()
    journal = Journal(clock, {"api": exchange_as_json, "session": session_as_json})
    world = World(
        settings,
        urls=urls,
        clock=clock,
        journal=journal,
        deliveries=Deliveries(journal, clock, Postman()),
        faults=Faults(),
        provider=Provider(_clients(settings), clock=clock.now),
        mailroom=Mailroom(),
        seed=seed_connections,
    )
    world.faults.follow(world.traces_of)
    world.guests = People(world)
    async with aiohttp.ClientSession(trust_env=False) as http:
        world.http = http
        sends_once(http)
        await world.deliveries.start()
        try:
            yield world
        finally:
            await world.close()
            await world.deliveries.stop()


def _urls(host: str, sockets: Sockets) -> Urls:
    return Urls(
        api=url_of(host, sockets.api),
        ui=url_of(host, sockets.ui),
        control=url_of(host, sockets.control),
    )


def _clients(settings: Settings) -> list[Client]:
    integrations = (
        Integration.of(each, 0)
        for environment in settings.environments
        for each in environment.integrations
    )
    return [each.client for each in integrations if each.client is not None]


def _ui_app(world: World) -> web.Application:
    app = web.Application(
        middlewares=[provider_journal(world), saving(world)], client_max_size=MAX_BODY
    )
    app.add_routes([*provider_routes(world), *ui_routes(world)])
    return app


def _control_app(rooms: Rooms, token: str | None) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY)
    app.add_routes(control_routes(rooms, token=token))
    return app


async def _listen(
    stack: contextlib.AsyncExitStack, runner: web.BaseRunner, bound: socket.socket
) -> None:
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, bound).start()


def _let_go_first(stack: contextlib.AsyncExitStack, world: World) -> None:
    """Let waiting requests go before the listeners close: callbacks run backwards."""
    stack.push_async_callback(world.sockets.close)
    stack.callback(world.faults.clear)
