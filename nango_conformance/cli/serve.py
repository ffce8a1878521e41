"""`fake` and `reference`: the two products that also stand alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from nango_conformance.errors import UsageError


def fake_command(  # noqa: PLR0913 - one argument an option
    *,
    config: Path | None,
    webhook_url: str | None,
    port: int | None,
    connect_ui_port: int | None,
    control_port: int | None,
    proxy_port: int | None,
    tls_port: int | None,
    ca_file: Path | None,
    host: str,
    state: Path | None,
) -> int:
    """Run the fake until it is interrupted; return its exit status."""
    from fake_nango.__main__ import main as fake_main

    ports = {
        "--port": port,
        "--connect-ui-port": connect_ui_port,
        "--control-port": control_port,
        "--proxy-port": proxy_port,
        "--tls-port": tls_port,
    }
    arguments = ["--host", host]
    for flag, number in ports.items():
        arguments += [] if number is None else [flag, str(number)]
    arguments += ["--config", str(config)] if config else []
    arguments += ["--ca-file", str(ca_file)] if ca_file else []
    arguments += ["--state", str(state)] if state else []
    arguments += ["--webhook-url", webhook_url] if webhook_url else []
    return fake_main(arguments)


def reference_command(port: int, database: str | None) -> int:
    """Become the reference backend, which is only ever a process of its own."""
    command = [sys.executable, "-m", "reference_backend", "--port", str(port)]
    command += ["--database", database] if database else []
    if os.name != "posix":
        return subprocess.run(command, check=False).returncode
    try:
        os.execv(sys.executable, command)  # noqa: S606 - our own program, and no shell
    except OSError as error:
        raise UsageError(f"the reference backend cannot be started: {error}") from error
