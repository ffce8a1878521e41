"""Options that every command has which goes to a target."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])

TIMEOUT_S: Final = 30.0
"""How long a run waits for one answer that is told nothing else."""

_AIMED: Final = (
    click.option(
        "--target",
        "target_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The target's description in TOML.",
    ),
    click.option(
        "--url", metavar="URL", help="A backend of the reference's shape that already runs there."
    ),
    click.option(
        "--seed",
        type=int,
        default=1,
        show_default=True,
        help="Names, keys and passwords derive from it.",
    ),
    click.option(
        "--timeout",
        "timeout_s",
        type=click.FloatRange(min=0.1),
        default=TIMEOUT_S,
        show_default=True,
        metavar="S",
        help="Seconds to wait for one answer of the target.",
    ),
    click.option(
        "--allow-remote",
        multiple=True,
        metavar="HOST",
        help="Judge a target, or read a database, on this other host; may be repeated.",
    ),
)


def signed(command: Command) -> Command:
    """Return the command with the option that signs its report folder."""
    option = click.option(
        "--sign",
        metavar="KEY",
        help="Sign every file of the report folder by this private key: a file in PEM, or "
        "env:NAME. `verify` tells whether anything has changed since.",
    )
    return option(command)


def profiled(command: Command) -> Command:
    """Return the command with the option that judges by another profile."""
    option = click.option(
        "--profile",
        type=click.Choice(["seed", "generic"]),
        help="Judge by another profile than the target declares.",
    )
    return option(command)


def aimed(command: Command) -> Command:
    """Return the command with the options that say which target is meant, and how it is met."""
    for option in reversed(_AIMED):
        command = option(command)
    return command


def written_in(default: str) -> Callable[[Command], Command]:
    """Return the option that says in which formats a report is written."""
    return click.option(
        "--format",
        "formats",
        default=default,
        show_default=True,
        metavar="LIST",
        help="Any of html, markdown, junit, sarif, github, badge, oscal, json and pdf, separated "
        "by commas; or all, which is every one but pdf.",
    )
