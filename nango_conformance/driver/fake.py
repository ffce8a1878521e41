"""The fake Nango that a run brings along, set up as the target expects its Nango to be."""

from __future__ import annotations

import contextlib
import dataclasses
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fake_nango.client import Control
from fake_nango.listening import Ports, PortTaken
from fake_nango.settings import (
    EnvironmentSettings,
    Identifiers,
    IntegrationSettings,
    Settings,
    SyncSettings,
)
from nango_conformance.driver.override import Override, ca_place, override_of, with_detour
from nango_conformance.errors import UsageError
from nango_conformance.target import Integration, Nango, Target

if TYPE_CHECKING:
    from fake_nango.server import FakeThread

SPARE = "nango-conformance-spare"
"""An integration that every fake has and no target asks for: what must not be authorised."""

LARGEST_PORT = 65_535
UI_OFFSET = 6
"""The Connect UI stands this far above the API, as on Nango's own defaults."""

_ANY_SYNC = ({"name": "emails", "model": "Email"},)

_STARTED_BY_NANGO = frozenset({"auto", "records"})
"""Modes of [sync] in which the target waits for the news of what Nango began by itself."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The secrets of this run's environment."""

    api: str
    signing: str

    @property
    def former(self) -> str:
        """The signing key before the last rotation: always the same for the same key."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"before {self.signing}"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """A running fake: where it is, how it is driven, its keys, and how a target comes to it."""

    api: str
    control: Control
    keys: Keys
    override: Override = dataclasses.field(default_factory=Override)


def keys_of(nango: Nango, seed: int) -> Keys:
    """Return the keys that a target must be given: declared ones, else the seed's."""
    identifiers = Identifiers(seed)
    api = nango.api_key or identifiers.uuid4()
    own = nango.webhook_signing_key or identifiers.uuid4()
    return Keys(api=api, signing=api if nango.signing_key == "same" else own)


@contextlib.contextmanager
def running_fake(target: Target, keys: Keys) -> Iterator[Fake]:
    """Run a fake for this target in a thread; raise UsageError where it cannot have its place."""
    with contextlib.ExitStack() as stack:
        running = _entered(stack, target, keys)
        control = Control(running.urls.control)
        hasten(control)
        yield Fake(
            api=running.urls.api,
            control=control,
            keys=keys,
            override=override_of(target.nango, running.detour),
        )


def hasten(control: Control) -> None:
    """Let retries come soon: Nango waits 3 and 6 seconds between attempts; a run need not."""
    control.retry_scale(0.02)


def lead_to(control: Control, target: Target) -> None:
    """Let webhooks go to a target whose place was not known when its Nango was opened."""
    control.set_environment(target.environment, webhook_url=webhook_url(target))


def webhook_url(target: Target) -> str:
    """Return where webhooks go."""
    return target.base_url + target.webhook.path


def _entered(stack: contextlib.ExitStack, target: Target, keys: Keys) -> FakeThread:
    # Whoever uses a fake that another runs does without all that a server needs.
    from fake_nango.server import run_in_thread

    ports = with_detour(target, _ports(target))
    try:
        return stack.enter_context(
            run_in_thread(_settings(target, keys), ports=ports, ca_file=ca_place(target))
        )
    except PortTaken as taken:
        key = "tls_port" if taken.port == ports.tls else "listen"
        raise UsageError(
            f"port {taken.port} is taken, perhaps by a real Nango, a fake or another run: stop it, "
            f"or set another address with [nango] {key} in a target file"
        ) from taken
    except PermissionError as refused:
        raise UsageError(
            f"the fake may not have what [nango] override = {target.nango.override!r} needs "
            f"({refused}); ports below 1024 need a permission, or set another [nango] tls_port"
        ) from refused
    except (FileExistsError, FileNotFoundError) as error:
        raise UsageError(f"[nango] ca_file: {error}") from error


def _ports(target: Target) -> Ports:
    if target.mode == "start":
        return Ports(api=0, ui=0, control=0)
    port = int(target.nango.listen.rpartition(":")[2])
    if port > LARGEST_PORT - UI_OFFSET:
        raise UsageError(f"[nango] listen = {target.nango.listen!r}: there is no such port")
    return Ports(api=port, ui=port + UI_OFFSET if port else 0, control=port + 1 if port else 0)


def _settings(target: Target, keys: Keys) -> Settings:
    identifiers = Identifiers(1)
    spare = Integration(key=SPARE, nango_id=SPARE, provider="github", syncs=())
    environment = EnvironmentSettings(
        name=target.environment,
        uuid=identifiers.uuid4(),
        secret_key=keys.api,
        webhook_signing_key=keys.signing,
        webhook_url=webhook_url(target),
        integrations=tuple(
            _integration(one, auto_start=target.sync.mode in _STARTED_BY_NANGO)
            for one in (*target.integrations, spare)
        ),
    )
    return Settings(environments=(environment,))


def _integration(integration: Integration, *, auto_start: bool) -> IntegrationSettings:
    syncs = _ANY_SYNC if integration.syncs is None else integration.syncs
    return IntegrationSettings(
        unique_key=integration.nango_id,
        provider=integration.provider,
        syncs=tuple(
            SyncSettings(name=one["name"], model=one["model"], auto_start=auto_start)
            for one in syncs
        ),
    )
