"""
What the harness does to nobody who did not ask for it.

Targets on other hosts, and databases there, are named on the command line; what weighs on a
target or breaks something is done to one on loopback alone, and only where its file allows it.
"""

from __future__ import annotations

import ipaddress
import urllib.parse
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from nango_conformance.errors import UsageError
from nango_conformance.target.description import Target


def strangers(target: Target, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the hosts of a target, and of its database, that nobody has named."""
    return tuple(h for h in _hosts(target) if not is_loopback(h) and h not in allowed)


def refuse_strangers(target: Target, allowed: Collection[str]) -> None:
    """Raise UsageError for a target, or a database of its, on a host that nobody has named."""
    strange = strangers(target, allowed)
    if strange:
        options = " ".join(f"--allow-remote {host}" for host in strange)
        raise UsageError(
            f"{target.name} is on {', '.join(strange)}, not on this machine: a run signs people "
            f"in, makes connections and sends forged webhooks there. If that is a test system of "
            f"yours, say so with {options}"
        )


def forbidden(target: Target, tags: Iterable[str]) -> str | None:
    """Return why a check with these tags must not be made of this target; None if it may."""
    for tag in tags:
        rule = _RULES.get(tag)
        if rule is None:
            continue
        if not is_near(target):
            return f"a check that needs {_MEANS[tag]} is made of targets on loopback alone"
        if not rule(target):
            return f"the target file does not allow it: {_MEANS[tag]}"
    return None


def is_near(target: Target) -> bool:
    """Say whether a target is on this machine, so that nothing stands between."""
    return is_loopback(_host(target.base_url))


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine by its very name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


WEIGHTY: Final = ("load", "oversize", "db_down")
"""Tags of checks that weigh on a target or break something."""

_RULES: Final[Mapping[str, Callable[[Target], bool]]] = {
    "load": lambda target: target.limits.allow_load,
    "oversize": lambda target: target.limits.allow_load,
    "db_down": lambda target: "db_down" in target.faults,
}

_MEANS: Final[Mapping[str, str]] = {
    "load": "[limits] allow_load = true",
    "oversize": "[limits] allow_load = true",
    "db_down": "[faults] db_down",
}


_PLAIN_FILE: Final = "sqlite:///"
"""How a database is said that is a file; only a query could bring a host into it."""


def _hosts(target: Target) -> tuple[str, ...]:
    found = [_host(target.base_url)]
    sql = target.status.sql if target.status is not None else None
    for dsn in (sql.dsn if sql else None, target.stored_in):
        if dsn is not None:
            found.extend(_database_hosts(dsn))
    return tuple(dict.fromkeys(found))


def _database_hosts(dsn: str) -> tuple[str, ...]:
    if dsn.startswith(_PLAIN_FILE) and "?" not in dsn:
        return ()
    # SQLAlchemy takes a while to import, and few targets show a database.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(dsn)
    except (ArgumentError, ValueError):
        raise UsageError("dsn is no address that SQLAlchemy reads") from None
    said = [url.host or "", *(_listed(url.query.get(key, ())) for key in ("host", "hostaddr"))]
    hosts = [one.partition(":")[0] for text in said for one in text.split(",")]
    # A path is that of a socket on this machine, and so is nothing.
    return tuple(host for host in hosts if host and not host.startswith("/"))


def _listed(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _host(url: str) -> str:
    # A port that is chosen later stands in braces, which no parser of addresses takes.
    return urllib.parse.urlsplit(url.replace("{port}", "1")).hostname or ""
