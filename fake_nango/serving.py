"""
A fake Nango as a program: it says on one line how to reach it, and runs until it is told.

The line is JSON, so a script can read it; what follows goes to standard error.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fake_nango.listening import LOOPBACK, Ports, is_loopback
from fake_nango.server import FakeNango
from fake_nango.settings import Settings

if TYPE_CHECKING:
    from fake_nango.detour.opening import Detour

_FILES: Final = 65_536
DEFAULT_PORTS: Final = Ports(api=3003, ui=3009, control=3004)


def serve(
    settings: Settings,
    ports: Ports = DEFAULT_PORTS,
    host: str = LOOPBACK,
    *,
    control_token: str | None = None,
    state: Path | None = None,
    ca_file: Path | None = None,
) -> None:
    """Run until SIGINT or SIGTERM; `PortTaken` when a port is not free."""
    if control_token is None and not is_loopback(host):
        control_token = secrets.token_urlsafe(24)
    fake = FakeNango(settings, ports, host, control_token, state, ca_file)
    asyncio.run(_serve(fake, control_token))


def _open_more_files() -> None:
    """Let as many clients in as the system allows, not as few as a shell gives a process."""
    try:
        import resource
    except ImportError:
        # There is no such limit on Windows.
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _serve(ready: FakeNango, token: str | None) -> None:
    _open_more_files()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    async with ready as fake:
        sys.stdout.write(json.dumps(ready_line(fake, token)) + "\n")
        sys.stdout.flush()
        fragment = "" if token is None else f"#token={token}"
        sys.stderr.write(f"Open {fake.urls.control}/{fragment} to watch it. Ctrl-C stops it.\n")
        await stop.wait()


def ready_line(fake: FakeNango, token: str | None = None) -> dict[str, Any]:
    """Say where the fake is and what an application must be given to talk to it."""
    environments = [
        {
            "name": each.name,
            "secret_key": each.secret_key,
            "webhook_signing_key": each.webhook_signing_key,
        }
        for each in fake.world.environments.values()
    ]
    first = environments[0]
    line: dict[str, Any] = {
        "ready": True,
        "api": fake.urls.api,
        "connect_ui": fake.urls.ui,
        "control": fake.urls.control,
        "environments": environments,
        "env": {
            "NANGO_HOST": fake.urls.api,
            "NANGO_SECRET_KEY": first["secret_key"],
            "NANGO_WEBHOOK_SIGNING_KEY": first["webhook_signing_key"],
        },
    }
    if fake.detour is not None:
        line["detour"] = _detour(fake.detour)
    return line if token is None else {**line, "control_token": token}


def _detour(detour: Detour) -> dict[str, Any]:
    from fake_nango.detour.variables import Way, variables

    ca_file = str(detour.ca_file)
    return {
        "proxy": detour.proxy_url,
        "tls_port": detour.tls_port,
        "ca_file": ca_file,
        "env": variables(Way.PROXY_TLS, detour.proxy_url, ca_file),
    }
