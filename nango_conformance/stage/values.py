"""What templates call the parts of a run: the fake, its keys, the target's place."""

from __future__ import annotations

import dataclasses
import sys

from nango_conformance.driver.fake import Fake, keys_of
from nango_conformance.driver.override import expected_override
from nango_conformance.driver.process import free_port
from nango_conformance.target import Target, fill


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunNames:
    """What is this run's alone: its id, its temporary folder, the port of its target."""

    id: str
    dir: str
    port: str

    def values(self) -> dict[str, str]:
        """Return what templates call them."""
        return {
            "run.id": self.id,
            "run.dir": self.dir,
            "port": self.port,
            "python": sys.executable,
        }


def placed(target: Target, names: RunNames) -> Target:
    """Return the target with the run's values in its address, its database and its log."""
    known = names.values()
    status, log = target.status, target.log
    if status is not None and status.sql is not None:
        sql = dataclasses.replace(status.sql, dsn=fill(status.sql.dsn, known))
        status = dataclasses.replace(status, sql=sql)
    storage = target.storage
    if storage is not None and storage.dsn is not None:
        storage = dataclasses.replace(storage, dsn=fill(storage.dsn, known))
    if log is not None and log.file is not None:
        log = dataclasses.replace(log, file=fill(log.file, known))
    frontend = target.frontend
    if frontend.folder is not None:
        frontend = dataclasses.replace(frontend, folder=fill(frontend.folder, known))
    base_url = fill(target.base_url, known).rstrip("/")
    return dataclasses.replace(
        target, base_url=base_url, status=status, storage=storage, log=log, frontend=frontend
    )


def port_for(target: Target) -> str:
    """Return a free port where the target's address leaves it open."""
    return str(free_port()) if target.mode == "start" else ""


def fake_values(target: Target, fake: Fake) -> dict[str, str]:
    """Return what templates call the fake and the target."""
    return {
        "fake.url": _reached(target, fake.api),
        "fake.api_key": fake.keys.api,
        "fake.signing_key": fake.keys.signing,
        "fake.old_signing_key": fake.keys.former,
        "base_url": target.base_url,
        **fake.override.values,
    }


def operator_environment(target: Target, seed: int) -> dict[str, str]:
    """Return what an attached target must have been started with for a run with this seed."""
    override = expected_override(target)
    declared = dict(target.expects_env) or {
        **({} if override.environment else {"NANGO_HOST": "{fake.url}"}),
        "NANGO_SECRET_KEY": "{fake.api_key}",
        "NANGO_WEBHOOK_SIGNING_KEY": "{fake.signing_key}",
    }
    keys = keys_of(target.nango, seed)
    values = {
        "fake.url": _reached(target, f"http://{target.nango.listen}"),
        "fake.api_key": keys.api,
        "fake.signing_key": keys.signing,
        "fake.old_signing_key": keys.former,
        "base_url": target.base_url,
        **override.values,
    }
    filled: dict[str, str] = fill(declared, values)
    return {**override.environment, **filled}


def _reached(target: Target, listening: str) -> str:
    return target.nango.url or listening
