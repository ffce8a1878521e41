"""A checked document becomes a `Target`: text and JSON stop here, values go on."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from nango_conformance.errors import UsageError
from nango_conformance.target import means
from nango_conformance.target import sections as d
from nango_conformance.target.description import Target
from nango_conformance.target.problems import problems

_LISTS: Final = frozenset(
    {"success", "accept", "refuse", "workspaces", "preflight", "match", "only_for"}
    | {"command", "undo", "tables", "pages"}
)
"""Keys whose values are lists, in whatever section."""


_PUBLIC: Final = frozenset(
    {"name", "base_url", "url", "listen", "file", "id", "email", "display_name", "workspaces"}
    | {"path", "key_id", "environment", "ca_file", "cwd", "command"}
)
"""Keys whose values may be read by whoever reads a report."""


def parse_target(
    document: Mapping[str, Any],
    *,
    environ: Mapping[str, str],
    text: str = "",
    source: str = "target file",
    folder: str = ".",
) -> Target:
    """
    Return the target that a parsed TOML document describes.

    A string that is wholly `env:NAME` is the variable's value. Raise UsageError with every
    problem at once: unknown keys, wrong values, unset variables.
    """
    wrong = [problem.told(text) for problem in problems(document)]
    unset = sorted({name for name in _variables(document) if name not in environ})
    wrong.extend(f"environment variable {name} is not set: export {name}=…" for name in unset)
    if wrong:
        raise UsageError("\n  ".join([f"{source} cannot be used:", *wrong]))
    resolved = _resolved(document, environ)
    # What an operator has to set is printed for her, so it is told by its name.
    expected = document["target"].get("expects_env", {})
    resolved["target"]["expects_env"] = {name: _named(value) for name, value in expected.items()}
    target = dataclasses.replace(
        _target(resolved, folder), secrets=tuple(_secrets(document, environ))
    )
    if not target.base_url.startswith(("http://", "https://")):
        raise UsageError(f"{source}: target.base_url is {target.base_url!r}, and no http address")
    if "@" in urlsplit(target.base_url).netloc:
        raise UsageError(
            f"{source}: target.base_url holds a name or a password, and every report shows it: "
            'send them as a header instead, with "env:NAME" for its value'
        )
    return target


def _named(value: str) -> str:
    return f"${value[4:]}" if value.startswith("env:") else value


def _secrets(value: Any, environ: Mapping[str, str], key: str = "") -> Iterator[str]:
    """Yield what came from variables and is not plainly public: an address, a name, an id."""
    if isinstance(value, str):
        if value.startswith("env:") and key not in _PUBLIC:
            yield environ[value[4:]]
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _secrets(inner, environ, name)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _secrets(inner, environ, key)


def _variables(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value[4:]] if value.startswith("env:") else []
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, Mapping | Sequence):
        return []
    return [name for each in inner for name in _variables(each)]


def _resolved(value: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return environ[value[4:]] if value.startswith("env:") else value
    if isinstance(value, Mapping):
        return {key: _resolved(inner, environ) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_resolved(inner, environ) for inner in value]
    return value


def _target(doc: Mapping[str, Any], folder: str) -> Target:
    head = {key: value for key, value in doc["target"].items() if key not in {"start", "log"}}
    tenancy = doc.get("tenancy", {})
    return Target(
        **head,
        folder=folder,
        start=_start(doc["target"].get("start")),
        log=_section(means.Log, doc["target"].get("log")),
        nango=_section(d.Nango, doc.get("nango")) or d.Nango(),
        integrations=tuple(_integration(entry) for entry in doc["integration"]),
        scope=doc.get("integrations", {}).get("scope", "single"),
        auth=_auth(doc.get("auth")),
        actors=tuple(d.Actor(**_tuples(entry)) for entry in doc.get("actor", ())),
        tenancy=tenancy.get("model", "user"),
        select=_section(d.Route, tenancy.get("select")),
        attribution={k: d.Attribution(**v) for k, v in doc.get("attribution", {}).items()},
        connect=d.Connect(**_tuples(doc["connect"])),
        webhook=d.Webhook(**_tuples(doc["webhook"])),
        reconcile=_section(d.Reconcile, doc.get("reconcile")) or d.Reconcile(),
        status=_status(doc.get("status")),
        storage=_section(means.Storage, doc.get("storage")),
        sync=_section(d.Sync, doc.get("sync")) or d.Sync(),
        finalise=_section(d.Route, doc.get("finalise")),
        disconnect=_section(d.Route, doc.get("disconnect")),
        reconnect=_section(d.Connect, doc.get("reconnect")),
        data=_section(d.Data, doc.get("data")),
        fixtures=_fixtures(doc.get("fixtures", {})),
        limits=_section(means.Limits, doc.get("limits")) or means.Limits(),
        faults={
            name: _section(means.Fault, entry) for name, entry in doc.get("faults", {}).items()
        },
        frontend=_section(means.Frontend, doc.get("frontend")) or means.Frontend(),
        browser_credentials=doc.get("credentials", {}).get("browser", False),
        waivers=tuple(_waiver(entry) for entry in doc.get("waiver", ())),
    )


def _section(kind: type[Any], entry: Mapping[str, Any] | None) -> Any:
    return None if entry is None else kind(**_tuples(entry))


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if key in _LISTS else value for key, value in entry.items()}


def _start(entry: Mapping[str, Any] | None) -> d.Start | None:
    if entry is None:
        return None
    ready = {f"ready_{key}": value for key, value in entry.get("ready", {}).items()}
    same = {"cwd", "env", "copies", "durable"}
    plain = {key: value for key, value in entry.items() if key in same}
    unset = tuple(entry.get("unset", ()))
    return d.Start(command=tuple(entry["command"]), unset=unset, **plain, **ready)


def _integration(entry: Mapping[str, Any]) -> d.Integration:
    syncs = None if "syncs" not in entry else tuple(entry["syncs"])
    return d.Integration(**{**entry, "syncs": syncs})


def _auth(entry: Mapping[str, Any] | None) -> d.Auth:
    if entry is None:
        return d.Auth()
    return d.Auth(**{**entry, "request": _section(d.Route, entry.get("request"))})


def _status(entry: Mapping[str, Any] | None) -> d.Status | None:
    if entry is None:
        return None
    values = {key: tuple(value) for key, value in entry.get("values", {}).items()}
    http, sql = _section(d.StatusHttp, entry.get("http")), _section(d.StatusSql, entry.get("sql"))
    return d.Status(**{**entry, "values": values, "http": http, "sql": sql})


def _fixtures(entry: Mapping[str, Any]) -> means.Fixtures:
    shape = entry.get("actor_id_format", means.Fixtures().actor_id_format)
    hooks = {key: _hook(value) for key, value in entry.items() if isinstance(value, Mapping)}
    forbids = tuple(entry.get("forbids", ()))
    return means.Fixtures(actor_id_format=shape, forbids=forbids, **hooks)


def _hook(entry: Mapping[str, Any]) -> means.Fixture:
    sql = entry.get("sql", ())
    statements = (sql,) if isinstance(sql, str) else tuple(sql)
    return means.Fixture(**{**_tuples(entry), "sql": statements})


def _waiver(entry: Mapping[str, Any]) -> means.Waiver:
    until = entry["until"]
    day = until if isinstance(until, datetime.date) else datetime.date.fromisoformat(str(until))
    return means.Waiver(check=entry["check"], reason=entry["reason"], until=day)


def attached(target: Target, base_url: str, secrets: Mapping[str, str]) -> Target:
    """
    Return the same target at another address, attached, with passwords for its people.

    The log and the troubles that its file declares are those of a target that the run starts.
    """
    actors = tuple(
        dataclasses.replace(actor, secret=secrets.get(actor.name, actor.secret))
        for actor in target.actors
    )
    return dataclasses.replace(
        target,
        mode="attach",
        start=None,
        base_url=base_url.rstrip("/"),
        actors=actors,
        faults={},
        log=None,
    )
