"""The flags of `fake` and `reference`, apart from what they do: serving takes long to import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

_PORT: Final = click.IntRange(0, 65535)


@click.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Environments and integrations in TOML.",
)
@click.option("--webhook-url", metavar="URL", help="Where webhooks go.")
@click.option(
    "--port", type=_PORT, show_default="the file's, or 3003", help="The API and WebSocket."
)
@click.option(
    "--connect-ui-port",
    type=_PORT,
    show_default="the file's, or 3009",
    help="The Connect UI and the built-in provider.",
)
@click.option(
    "--control-port", type=_PORT, show_default="the file's, or 3004", help="The control API."
)
@click.option(
    "--proxy-port",
    type=_PORT,
    help="Also a proxy, for backends that call https://api.nango.dev and cannot be told otherwise.",
)
@click.option(
    "--tls-port",
    type=_PORT,
    show_default="any free one",
    help="With --proxy-port: where the API is https://api.nango.dev for whom that name leads here.",
)
@click.option(
    "--ca-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    show_default="a new place",
    help="With --proxy-port: where its certificate is, while it runs.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep keys, sessions, connections and records here, over restarts and crashes.",
)
def fake(**options: object) -> None:
    """
    Run the fake Nango alone, until it is interrupted.

    Prints one line of JSON when it listens: its addresses, its keys, and the environment
    variables that a backend needs.
    """
    from nango_conformance.cli.serve import fake_command

    sys.exit(fake_command(**options))  # type: ignore[arg-type]


@click.command()
@click.option("--port", type=_PORT, default=3000, show_default=True)
@click.option("--database", metavar="URL", help="SQLite in a temporary folder by default.")
def reference(port: int, database: str | None) -> None:
    """
    Run the reference backend alone, until it is interrupted.

    It needs NANGO_HOST, NANGO_SECRET_KEY and NANGO_WEBHOOK_SIGNING_KEY; `nango-conformance
    fake` prints all three.
    """
    from nango_conformance.cli.serve import reference_command

    sys.exit(reference_command(port, database))
