"""
The rooms of a fake: each is a Nango of its own, with addresses, journal, clock and faults.

The first is there from the start and has the ports that were asked for. Further ones are opened
by the control API, so that several tests can use one fake at the same time and none sees, holds
back or disturbs anything of another's. They have the settings, and so the keys, of the first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from fake_nango.world import World

MAX_ROOMS: Final = 64

Opener = Callable[[int], Awaitable[World]]


class RoomsError(Exception):
    """There is no such room, or there can be no further one."""


class Rooms:
    """Every room that is open; all stay open as long as the fake runs."""

    def __init__(self, first: World, opener: Opener) -> None:
        self._worlds = {"1": first}
        self._opener = opener
        self._asked = 1

    def world(self, name: str) -> World:
        """Return the world of a room."""
        try:
            return self._worlds[name]
        except KeyError:
            known = ", ".join(self._worlds)
            raise RoomsError(f"There is no room {name!r}; there are: {known}") from None

    async def open(self) -> str:
        """Open a further room and return its name."""
        if self._asked >= MAX_ROOMS:
            raise RoomsError(f"There are {MAX_ROOMS} rooms already, and no fake has more")
        self._asked += 1
        name = str(self._asked)
        self._worlds[name] = await self._opener(self._asked)
        return name
