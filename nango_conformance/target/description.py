"""The whole of a target file as one frozen value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from nango_conformance.target.means import (
    Fault,
    Fixtures,
    Frontend,
    Limits,
    Log,
    Storage,
    Waiver,
)
from nango_conformance.target.sections import (
    Actor,
    Attribution,
    Auth,
    Connect,
    Data,
    Integration,
    Nango,
    Reconcile,
    Route,
    Start,
    Status,
    Sync,
    Webhook,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Everything that a run knows of the backend it judges."""

    name: str
    connect: Connect
    webhook: Webhook
    profile: str = "generic"
    base_url: str = "http://127.0.0.1:3000"
    mode: str = "attach"
    environment: str = "dev"
    production: bool = True
    source: str | None = None
    start: Start | None = None
    expects_env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    log: Log | None = None
    nango: Nango = dataclasses.field(default_factory=Nango)
    integrations: tuple[Integration, ...] = ()
    scope: str = "single"
    auth: Auth = dataclasses.field(default_factory=Auth)
    actors: tuple[Actor, ...] = ()
    tenancy: str = "user"
    select: Route | None = None
    attribution: Mapping[str, Attribution] = dataclasses.field(default_factory=dict)
    reconcile: Reconcile = dataclasses.field(default_factory=Reconcile)
    status: Status | None = None
    storage: Storage | None = None
    sync: Sync = dataclasses.field(default_factory=Sync)
    finalise: Route | None = None
    disconnect: Route | None = None
    reconnect: Connect | None = None
    data: Data | None = None
    fixtures: Fixtures = dataclasses.field(default_factory=Fixtures)
    limits: Limits = dataclasses.field(default_factory=Limits)
    faults: Mapping[str, Fault] = dataclasses.field(default_factory=dict)
    frontend: Frontend = dataclasses.field(default_factory=Frontend)
    browser_credentials: bool = False
    waivers: tuple[Waiver, ...] = ()
    folder: str = "."
    secrets: tuple[str, ...] = ()

    @property
    def holds_two_keys(self) -> bool:
        """Say whether the target is given the signing key before the last rotation, too."""
        env = self.start.env if self.mode == "start" and self.start else self.expects_env
        return any("{fake.old_signing_key}" in template for template in env.values())

    @property
    def has_workspaces(self) -> bool:
        """Say whether connections belong to something that several people may share."""
        return self.tenancy != "user"

    @property
    def is_shared(self) -> bool:
        """Say whether a connection is everybody's in its organisation, whoever made it."""
        return self.tenancy == "org"

    @property
    def makes_people(self) -> bool:
        """Say whether every scenario gets people of its own."""
        return self.fixtures.create_actor is not None

    @property
    def stored_in(self) -> str | None:
        """The address of the database whose tables may be searched; None if there is none."""
        if self.storage is None:
            return None
        sql = self.status.sql if self.status else None
        return self.storage.dsn or (sql.dsn if sql else None)

    def main_integration(self) -> Integration:
        """The integration that a scenario calls 'her account'."""
        return self.integrations[0]

    def other_integration(self) -> Integration | None:
        """The integration that a scenario calls 'her other account', if there is one."""
        return self.integrations[1] if len(self.integrations) > 1 else None
