"""What stands around a run: the target's process, its databases, and whether it answers."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import requests

from nango_conformance.driver.override import Override
from nango_conformance.driver.process import TargetProcess
from nango_conformance.driver.transport import new_session
from nango_conformance.errors import TargetUnusable
from nango_conformance.target import Target

if TYPE_CHECKING:
    from nango_conformance.driver.database import Database
    from nango_conformance.driver.storage import Storage


@contextlib.contextmanager
def running_target(
    target: Target,
    values: Mapping[str, str],
    override: Override,
    spawned: Callable[[int], None],
) -> Iterator[TargetProcess | None]:
    """Run the target as long as the block lasts, if it is ours to start."""
    if target.mode == "start" and target.start is not None:
        # What the file declares is the last word.
        env = {**override.environment, **target.start.env}
        start = dataclasses.replace(target.start, env=env)
        with TargetProcess(start, target.base_url, values, target.folder, spawned) as process:
            yield process
        return
    yield None


def database_of(target: Target) -> Database | None:
    """Return the database that shows the target's connections, if one is declared."""
    status = target.status
    if status is None or status.sql is None:
        return None
    # SQLAlchemy takes a while to import, and few targets show a database.
    from nango_conformance.driver.database import Database

    return Database(status.sql.dsn, target.folder)


def storage_of(target: Target) -> Storage | None:
    """Return the tables that may be searched, if any are declared."""
    if target.storage is None or target.stored_in is None:
        return None
    from nango_conformance.driver.storage import Storage

    return Storage(target.stored_in, target.folder, target.storage.tables)


def problem_of(target: Target) -> str | None:
    """Say why the target cannot be reached; None when it can."""
    try:
        reach(target)
    except TargetUnusable as error:
        return str(error)
    return None


def reach(target: Target) -> None:
    """Ask the target anything; raise TargetUnusable when nothing answers."""
    with new_session() as session:
        try:
            session.get(target.base_url, timeout=5, allow_redirects=False, stream=True).close()
        except requests.RequestException as error:
            raise TargetUnusable(
                f"nothing answers at {target.base_url} ({type(error).__name__}); start the backend "
                f"there, or correct its address: base_url in the target file, or --url"
            ) from error
