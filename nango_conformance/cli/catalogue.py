"""`checks` and `explain`: the catalogue, for people and for programs."""

from __future__ import annotations

import dataclasses
import json
import textwrap

import click

from nango_conformance.catalogue import Check, load
from nango_conformance.errors import UsageError


def checks_command(*, as_json: bool) -> int:
    """Print the catalogue, a line a check or as JSON; return 0."""
    catalogue = load()
    if as_json:
        listed = [dataclasses.asdict(check) for check in catalogue.checks]
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return 0
    group = ""
    for check in catalogue.checks:
        if check.group != group:
            group = check.group
            click.echo(click.style(f"\n{check.item} {group}", bold=True))
        star = "★" if check.essential else " "
        click.echo(f"  {check.id:<10} {star} {check.level.value:<6} {check.title}")
    click.echo("\n★ essential. `nango-conformance explain NAF-06.1` says more of one.")
    return 0


def explain_command(wanted: str) -> int:
    """Print everything that the catalogue knows of one check; return 0."""
    catalogue = load()
    try:
        check = catalogue.check(wanted.upper())
    except KeyError as error:
        raise UsageError(f"{error.args[0]}; `nango-conformance checks` lists them all") from error
    star = ", essential" if check.essential else ""
    click.echo(click.style(f"{check.id} ({check.level.value}{star}) {check.title}", bold=True))
    for heading, text in _parts(check):
        click.echo(f"\n{heading}")
        click.echo(textwrap.fill(text, 88, initial_indent="  ", subsequent_indent="  "))
    if check.caught:
        click.echo("\nMistakes it has been seen to catch")
        for mistake in check.caught:
            line = f"{mistake.id}: {mistake.defect}"
            click.echo(textwrap.fill(line, 88, initial_indent="  ", subsequent_indent="       "))
    return 0


def _parts(check: Check) -> list[tuple[str, str]]:
    observed = ", ".join(channel.value for channel in check.observes)
    parts = [
        ("Why it exists", check.why),
        ("What it sends", check.sends),
        ("What it wants", check.wants),
        ("Whom it spares", check.careful),
        ("What to change", check.remedy),
        ("Where profiles differ", check.profile),
        ("Positive controls", ", ".join(check.controls)),
        ("Seen by", observed),
        ("Source", check.source),
    ]
    return [(heading, text) for heading, text in parts if text]
