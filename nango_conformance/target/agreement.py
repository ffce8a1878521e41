"""Keys of a target file that must agree with each other, though each is right by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from nango_conformance.target.texts import OVERRIDDEN

Path = tuple[str | int, ...]
Told = tuple[Path, str]
"""Where, and what does not fit."""


def disagreements(document: Mapping[str, Any]) -> Iterator[Told]:
    """Yield what does not fit together in a file whose keys are all right by themselves."""
    for rule in _RULES:
        yield from rule(document)


def _starting(doc: Mapping[str, Any]) -> Iterator[Told]:
    head = doc["target"]
    started = head.get("mode") == "start"
    if started and "start" not in head:
        yield (
            ("target", "mode"),
            'mode = "start" needs a [target.start] section with the command',
        )
    if "capture" in head.get("log", {}) and not started:
        yield (
            ("target", "log", "capture"),
            'is for mode = "start": the output of an attached target cannot be seen; name a file',
        )


def _signing_in(doc: Mapping[str, Any]) -> Iterator[Told]:
    auth = doc.get("auth", {})
    mode = auth.get("mode")
    if mode == "cookie-login" and "request" not in auth:
        yield ("auth", "mode"), 'mode = "cookie-login" needs the request that signs in'
    if mode == "cookie-jwt" and not {"key", "claims"} <= set(auth):
        yield ("auth", "mode"), 'mode = "cookie-jwt" needs the key and the claims of the cookie'
    if auth.get("delegated") and mode not in {"bearer", "header"}:
        yield ("auth", "delegated"), 'needs mode = "bearer" or "header" with the service\'s token'


def _seeing(doc: Mapping[str, Any]) -> Iterator[Told]:
    status = doc.get("status", {})
    shown = {"http", "sql"} & set(status)
    if shown and not status.get("presence") and not status.get("values", {}).get("active"):
        yield (
            ("status",),
            "knows no word for active: list it in [status.values] active, or say presence = true",
        )
    dsn = status.get("sql", {}).get("dsn", "")
    if dsn and not dsn.startswith("env:"):
        yield from _of_dsn(dsn)


def _of_dsn(dsn: str) -> Iterator[Told]:
    # SQLAlchemy takes a while to import, and few targets show a database.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    path = ("status", "sql", "dsn")
    try:
        url = make_url(dsn)
    except (ArgumentError, ValueError):
        yield path, "is no address that SQLAlchemy reads, such as sqlite:///data.db"
        return
    if url.password:
        yield path, "holds a password: write env:NAME and export NAME with the whole address"


def _syncing(doc: Mapping[str, Any]) -> Iterator[Told]:
    sync = doc.get("sync", {})
    if sync.get("mode") == "proxy" and not sync.get("match"):
        yield ("sync", "mode"), 'mode = "proxy" needs match: the calls that are the first sync'
    if sync.get("mode") == "job" and not sync.get("probe"):
        yield ("sync", "mode"), 'mode = "job" needs probe: a query that counts the jobs'
    if sync.get("probe") and not _has_database(doc):
        yield ("sync", "probe"), "needs the database of [status.sql]"


def _storing(doc: Mapping[str, Any]) -> Iterator[Told]:
    storage = doc.get("storage")
    if storage is not None and "dsn" not in storage and not _has_database(doc):
        yield ("storage",), "needs dsn, or the database of [status.sql]"


def _reconciling(doc: Mapping[str, Any]) -> Iterator[Told]:
    if doc.get("reconcile", {}).get("model") == "client-finalise" and "finalise" not in doc:
        yield ("reconcile", "model"), '"client-finalise" needs the [finalise] route'


def _making(doc: Mapping[str, Any]) -> Iterator[Told]:
    for name, hook in doc.get("fixtures", {}).items():
        if not isinstance(hook, Mapping):
            continue
        path = ("fixtures", name)
        ways = [way for way in ("path", "sql", "command") if way in hook]
        if len(ways) != 1:
            yield path, "says one of path, sql and command, and only one"
        elif ways == ["sql"] and not _has_database(doc):
            yield path, "needs the database of [status.sql]"
        elif hook.get("signs_in") and ways != ["path"]:
            yield path, "signs nobody in: only a request can"


def _naming(doc: Mapping[str, Any]) -> Iterator[Told]:
    for section, key in (("actor", "name"), ("integration", "key")):
        names = Counter(entry[key] for entry in doc.get(section, ()))
        for name, count in names.items():
            if count > 1:
                yield (section,), f"{count} of them have the {key} {name!r}"


def _overriding(doc: Mapping[str, Any]) -> Iterator[Told]:
    nango = doc.get("nango", {})
    way = nango.get("override", "env")
    certified = way in OVERRIDDEN["fake.ca_file"]
    if certified and doc["target"].get("mode", "attach") == "attach" and "ca_file" not in nango:
        says = f'"{way}" needs ca_file: an attached target is told where the certificate will be'
        yield ("nango", "override"), says
    if "ca_file" in nango and not certified:
        yield ("nango", "ca_file"), 'is for override = "proxy-tls" or "dns-tls"'
    if "tls_port" in nango and way != "dns-tls":
        yield ("nango", "tls_port"), 'is for override = "dns-tls"'


def _has_database(doc: Mapping[str, Any]) -> bool:
    return "dsn" in doc.get("status", {}).get("sql", {})


_RULES: Final[tuple[Callable[[Mapping[str, Any]], Iterator[Told]], ...]] = (
    _starting,
    _signing_in,
    _seeing,
    _syncing,
    _storing,
    _reconciling,
    _making,
    _naming,
    _overriding,
)
