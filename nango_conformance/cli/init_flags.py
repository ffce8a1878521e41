"""`init` on the command line: how the file comes about, then what to say of the backend."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_FLAGS: Final = (
    click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        default=Path("target.toml"),
        show_default=True,
        metavar="FILE",
        help="The file to write.",
    ),
    click.option("--force", is_flag=True, help="Write over a file that is there."),
    click.option("--ask/--no-ask", "asks", default=None, help="Ask; by default at a terminal."),
    click.option(
        "--look/--no-look",
        "looks",
        default=True,
        help="Ask a backend on this machine, without credentials, which of the usual paths it has.",
    ),
    click.option(
        "--probe",
        "probes",
        is_flag=True,
        help="Connect Ada once with the fake as the backend's Nango, and fill in what that shows.",
    ),
    click.option("--name", metavar="TEXT", help="What reports call the backend."),
    click.option("--base-url", metavar="URL", help="Where it listens."),
    click.option("--command", metavar="TEXT", help="Starts it; {port} in it is a free port."),
    click.option(
        "--env",
        multiple=True,
        metavar="NAME=TEMPLATE",
        help="A variable that it is told of the fake by, as NANGO_SECRET={fake.api_key}; may be "
        "repeated.",
    ),
    click.option(
        "--listen", metavar="HOST:PORT", help="Where the fake listens for a backend that you start."
    ),
    click.option("--ready-path", "ready", metavar="PATH", help="Answers 200 once it is started."),
    click.option("--connect-path", "connect", metavar="[METHOD ]PATH", help="Starts a connection."),
    click.option(
        "--connect-field", "field", metavar="NAME", help="Names the integration in its body."
    ),
    click.option(
        "--user-field", metavar="NAME", help="Names the user in its body, without sign-in."
    ),
    click.option("--token", metavar="JMESPATH", help="Where its answer has the session token."),
    click.option("--webhook-path", "webhook", metavar="PATH", help="Where Nango's webhooks go."),
    click.option(
        "--auth",
        type=click.Choice(["none", "bearer", "header", "cookie-jwt", "cookie-login"]),
        help="How it knows who is asking.",
    ),
    click.option("--header", metavar="NAME", help="The header of --auth header."),
    click.option("--cookie", metavar="NAME", help="The cookie of --auth cookie-jwt."),
    click.option(
        "--login-path", "login", metavar="PATH", help="Signs in, for --auth cookie-login."
    ),
    click.option("--ada", metavar="ID[,EMAIL]", help="A user for tests, who plays Ada."),
    click.option("--grace", metavar="ID[,EMAIL]", help="Another, who works with her."),
    click.option("--mallory", metavar="ID[,EMAIL]", help="A third, who shares nothing with them."),
    click.option(
        "--tenancy",
        type=click.Choice(["user", "user+workspace", "org"]),
        help="Whose a connection is.",
    ),
    click.option(
        "--integration",
        "integrations",
        multiple=True,
        metavar="KEY=NANGO_ID:PROVIDER",
        help="What users connect; may be repeated.",
    ),
    click.option(
        "--status-path", "status", metavar="[METHOD ]PATH", help="Shows a user's connections."
    ),
    click.option(
        "--finalise-path", "finalise", metavar="[METHOD ]PATH", help="The browser reports to it."
    ),
    click.option("--finalise-body", metavar="JSON", help="What that report says; a template."),
    click.option("--disconnect-path", "disconnect", metavar="[METHOD ]PATH", help="Disconnects."),
    click.option(
        "--create-path", "create", metavar="[METHOD ]PATH", help="Makes a user, for fresh people."
    ),
    click.option("--create-body", metavar="JSON", help="What that is sent; a template."),
    click.option("--create-id", metavar="JMESPATH", help="Where its answer has the user's id."),
    click.option(
        "--sync",
        type=click.Choice(["none", "auto", "start", "trigger", "records", "proxy"]),
        help="How the first sync begins.",
    ),
)


def _flagged(command: Command) -> Command:
    """Give a command all of them, in this order."""
    for flag in reversed(_FLAGS):
        command = flag(command)
    return command


@click.command()
@_flagged
def init(
    *,
    output: Path,
    force: bool,
    asks: bool | None,
    looks: bool,
    probes: bool,
    env: tuple[str, ...],
    integrations: tuple[str, ...],
    **flags: str | None,
) -> None:
    """
    Write a target file for your backend, with a comment wherever somebody may wonder.

    At a terminal it asks for what the flags do not say; otherwise it takes what it can see, and
    examples for the rest, which it lists. An answer of "-" means that there is none.
    """
    from nango_conformance.cli.init import Manner, init_command

    manner = Manner(asks=asks, looks=looks, probes=probes)
    lists = {"env": env, "integration": integrations}
    sys.exit(init_command(flags, lists, output=output, force=force, manner=manner))
