"""
Keeps a world in a file: restored at the start, and written whenever something has changed.

The world calls `save` before it tells anybody of a change, so whatever was acknowledged is
in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from cattrs import BaseValidationError

from fake_nango.lasting import StateFileError
from fake_nango.lasting.codec import read_key, read_value, write_key, write_value
from fake_nango.lasting.environments import Remembered, remember, restore
from fake_nango.lasting.file import StateFile
from fake_nango.lasting.tables import TABLES
from fake_nango.seeding import seed_connections
from fake_nango.world import World

_ENVIRONMENTS: Final = "environments"
_META: Final = "meta"
_COUNTER: Final = "last_id"
_OFFSET: Final = "offset_s"
_UNREADABLE: Final = (BaseValidationError, ValueError, KeyError, TypeError, RecursionError)


class Keeper:
    """The bond between one world and one file."""

    def __init__(self, world: World, file: StateFile) -> None:
        self._world = world
        self._file = file
        self._stores = {table.name: table.store(world) for table in TABLES}
        self._dirty: dict[tuple[str, Any], None] = {}
        self._meta = self._counts()
        rows = file.read()
        if rows:
            self._restore(rows)
        file.rewrite(self._everything())
        self._follow()

    def save(self) -> None:
        """Write what has changed since the last time."""
        if self._meta != self._counts():
            self._meta = self._counts()
            self._dirty[_META, _COUNTER] = self._dirty[_META, _OFFSET] = None
        if self._dirty:
            self._file.write(self._changed())
            self._dirty.clear()

    def _changed(self) -> list[tuple[str, str, str | None]]:
        rows = []
        for changed in tuple(self._dirty):
            try:
                rows.append(self._row(*changed))
            except (RecursionError, TypeError, ValueError):
                # Nobody is told that it is kept; what comes after it must be.
                del self._dirty[changed]
                raise
        return rows

    def _follow(self) -> None:
        world = self._world
        world.save = self.save
        for name, store in self._stores.items():
            store.watch = partial(self._note, name)
        for environment in world.environments.values():
            changed = partial(self._note, _ENVIRONMENTS, environment.name)
            environment.watch = changed
            # Which one it was is no matter: an environment is written as a whole.
            environment.integrations.watch = lambda _key, changed=changed: changed()

    def _note(self, name: str, key: Any) -> None:
        self._dirty[name, key] = None

    def _counts(self) -> tuple[int, float]:
        return self._world.store.last_id, self._world.clock.offset_s

    def _row(self, name: str, key: Any) -> tuple[str, str, str | None]:
        return name, write_key(key), self._value(name, key)

    def _value(self, name: str, key: Any) -> str | None:
        if name == _ENVIRONMENTS:
            return write_value(remember(self._world.environments[key]))
        if name == _META:
            return write_value(dict(zip((_COUNTER, _OFFSET), self._meta, strict=True))[key])
        store = self._stores[name]
        return write_value(store[key]) if key in store else None

    def _everything(self) -> Iterator[tuple[str, str, str]]:
        self._meta = self._counts()
        names = [(_ENVIRONMENTS, self._world.environments), (_META, (_COUNTER, _OFFSET))]
        for name, keys in (*names, *self._stores.items()):
            for key in keys:
                yield name, write_key(key), str(self._value(name, key))

    def _restore(self, rows: list[tuple[str, str, str]]) -> None:
        try:
            self._read(rows)
        except _UNREADABLE as error:
            raise StateFileError(
                f"The state cannot be read ({type(error).__name__}: {error}). Was it written by"
                " another version? Move the file away to start anew."
            ) from error

    def _read(self, rows: list[tuple[str, str, str]]) -> None:
        world, kinds = self._world, {table.name: table.holds for table in TABLES}
        before: dict[str, Remembered] = {}
        # What the configuration seeds is in the file already, or has been deleted.
        world.store.clear()
        for name, key, value in rows:
            if name == _ENVIRONMENTS:
                before[read_key(key)] = read_value(value, Remembered)
            elif name == _META:
                self._set_meta(read_key(key), value)
            elif name in kinds:
                self._stores[name][read_key(key)] = read_value(value, kinds[name])
        for name, environment in world.environments.items():
            if name in before:
                restore(environment, before[name])
            for integration in environment.integrations.values():
                if integration.client is not None:
                    world.provider.register(integration.client)
        world.index_keys()
        self._forget_strangers()
        self._end_runs()
        seed_connections(world, {name: each.settings for name, each in before.items()})
        world.store.introduce()

    def _set_meta(self, key: str, value: str) -> None:
        if key == _COUNTER:
            self._world.store.last_id = read_value(value, int)
        else:
            self._world.clock.offset_s = read_value(value, float)

    def _end_runs(self) -> None:
        """Let no sync be running for ever because the fake was killed while it was."""
        syncs = self._world.store.syncs
        for key, state in list(syncs.items()):
            syncs[key] = replace(state, running=False)

    def _forget_strangers(self) -> None:
        """Forget what belongs to an environment or integration that is not there any more."""
        world = self._world
        known = {
            (name, key)
            for name, environment in world.environments.items()
            for key in environment.integrations
        }
        for token, session in list(world.store.sessions.items()):
            if session.environment not in world.environments:
                del world.store.sessions[token]
        for state, attempt in list(world.store.attempts.items()):
            if (attempt.environment, attempt.integration) not in known:
                del world.store.attempts[state]
        for connection in list(world.store.connections.values()):
            if (connection.environment, connection.integration) not in known:
                world.store.delete(connection)


def keep(world: World, file: StateFile) -> None:
    """Restore a world from a file, and keep it there from now on."""
    Keeper(world, file)
