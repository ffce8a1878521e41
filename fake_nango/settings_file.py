"""
Reads the fake's settings from a TOML mapping, strictly.

An unknown key is an error that suggests the key that was probably meant: a switch with
a typing mistake would otherwise be a test that quietly checks something else.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit
from uuid import RFC_4122, UUID

from fake_nango.settings import (
    IDENTIFIERS,
    ActionSettings,
    ApiKeySettings,
    ConnectionSettings,
    EnvironmentSettings,
    Identifiers,
    IntegrationSettings,
    ListenerSettings,
    Settings,
    SyncSettings,
)

_UUID_VERSION = 4
# The kinds of authorization that Nango 0.71.4 has.
AUTH_MODES = (
    *("OAUTH2", "OAUTH2_CC", "OAUTH1", "API_KEY", "BASIC", "NONE", "CUSTOM", "APP", "APP_STORE"),
    *("TBA", "JWT", "BILL", "TWO_STEP", "SIGNATURE", "AWS_SIGV4", "MCP_OAUTH2"),
    *("MCP_OAUTH2_GENERIC", "INSTALL_PLUGIN"),
)
_MOST_PORT = 65_535


class SettingsError(Exception):
    """The configuration says something that the fake cannot do."""


def parse_settings(document: Mapping[str, Any], seed: int | None = None) -> Settings:
    """
    Turn a TOML document into settings, or say what is wrong where.

    Integrations that stand outside every environment are in each of them.
    """
    identifiers = Identifiers(seed)
    _refuse_unknown(document, {"environments", "integrations", "listeners"}, "the file")
    tables = _tables(document, "environments", "the file")
    if not tables:
        raise SettingsError("the file: at least one [[environments]] table is needed.")
    shared = _tables(document, "integrations", "the file")
    environments = tuple(_environment(each, shared, identifiers) for each in tables)
    _refuse_twins([each.name for each in environments], "environments.name")
    _refuse_twins(_secret_keys(environments), "environments.secret_key")
    return Settings(environments=environments, listeners=_listeners(document.get("listeners", {})))


def _secret_keys(environments: Iterable[EnvironmentSettings]) -> list[str]:
    keys = []
    for each in environments:
        keys += [each.secret_key, *(key.secret_key for key in each.api_keys)]
    return keys


def _listeners(table: Any) -> ListenerSettings:
    where = "listeners"
    if not isinstance(table, dict):
        raise SettingsError(f"{where} must be written as one [listeners] table.")
    given = _fields(ListenerSettings, table, where)
    for name, port in given.items():
        if not 0 <= port <= _MOST_PORT:
            raise SettingsError(f"{where}: {name} must be a port from 0 to 65535, not {port}.")
    return ListenerSettings(**given)


def _environment(
    table: Mapping[str, Any], shared: list[Mapping[str, Any]], identifiers: Identifiers
) -> EnvironmentSettings:
    where = f"environment {table.get('name', '?')!r}"
    given = _fields(EnvironmentSettings, table, where)
    given["made_up"] = frozenset(key for key in IDENTIFIERS if not given.get(key))
    for key in sorted(given["made_up"]):
        given[key] = identifiers.uuid4()
    _require_uuid4(given["secret_key"], f"{where}: secret_key")
    if "public_key" in given:
        _require_uuid4(given["public_key"], f"{where}: public_key")
    given["api_keys"] = tuple(_api_key(each, where) for each in _tables(table, "api_keys", where))
    for key in ("webhook_url", "webhook_url_secondary"):
        given[key] = checked_url(given.get(key), f"{where}: {key}")
    integrations = [*shared, *_tables(table, "integrations", where)]
    connections = _tables(table, "connections", where)
    given["integrations"] = tuple(_integration(each, where) for each in integrations)
    given["connections"] = tuple(_connection(each, where) for each in connections)
    keys = [each.unique_key for each in given["integrations"]]
    _refuse_twins(keys, f"{where}: integrations.unique_key")
    for connection in given["connections"]:
        _require_one_of(connection.integration, keys, f"{where}: connections.integration")
    return EnvironmentSettings(**given)


def _api_key(table: Mapping[str, Any], where: str) -> ApiKeySettings:
    where = f"{where}, API key"
    given = _fields(ApiKeySettings, table, where)
    _require_uuid4(given["secret_key"], f"{where}: secret_key")
    return ApiKeySettings(secret_key=given["secret_key"], scopes=tuple(given["scopes"]))


def _integration(table: Mapping[str, Any], where: str) -> IntegrationSettings:
    where = f"{where}, integration {table.get('unique_key', '?')!r}"
    given = _fields(IntegrationSettings, table, where)
    if "default_scopes" in given:
        given["default_scopes"] = tuple(given["default_scopes"])
    mode = given.get("auth_mode")
    if mode is not None and mode not in AUTH_MODES:
        raise SettingsError(f"{where}: auth_mode is one of {', '.join(AUTH_MODES)}, not {mode!r}.")
    given["syncs"] = _syncs(table, where)
    given["actions"] = _actions(table, where)
    return IntegrationSettings(**given)


def _connection(table: Mapping[str, Any], where: str) -> ConnectionSettings:
    where = f"{where}, connection {table.get('connection_id', '?')!r}"
    given = _fields(ConnectionSettings, table, where)
    given["syncs"] = _syncs(table, where)
    return ConnectionSettings(**given)


def _syncs(table: Mapping[str, Any], where: str) -> tuple[SyncSettings, ...]:
    tables = _tables(table, "syncs", where)
    return tuple(_sync(each, f"{where}, sync") for each in tables)


def _sync(table: Mapping[str, Any], where: str) -> SyncSettings:
    given = _fields(SyncSettings, table, where)
    return SyncSettings(**{**given, "models": tuple(given.get("models", ()))})


def _actions(table: Mapping[str, Any], where: str) -> tuple[ActionSettings, ...]:
    actions = tuple(
        ActionSettings(**_fields(ActionSettings, each, f"{where}, action"))
        for each in _tables(table, "actions", where)
    )
    for each in actions:
        if each.error is not None and not isinstance(each.error.get("type"), str):
            raise SettingsError(f"{where}, action {each.name!r}: an error needs a `type`.")
    return actions


# Members that say something of the settings themselves, and are none.
_OURS = frozenset({"made_up", "variant"})
# What TOML must hold where the settings are annotated like this.
_KINDS: Mapping[str, tuple[type, str]] = {
    "str": (str, "a text"),
    "bool": (bool, "true or false"),
    "int": (int, "a whole number"),
    "Mapping": (dict, "a table"),
    "tuple": (list, "a list"),
    "Any": (object, "anything"),
}


def _fields(value: Callable[..., Any], table: Mapping[str, Any], where: str) -> dict[str, Any]:
    known = {
        each.name: str(each.type)
        for each in fields(value)  # type: ignore[arg-type]
        if each.name not in _OURS
    }
    _refuse_unknown(table, set(known), where)
    for name, found in table.items():
        kind, expected = _KINDS[known[name].split("[")[0].split(" ")[0]]
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise SettingsError(f"{where}: {name} must be {expected}, not {found!r}.")
    for each in fields(value):  # type: ignore[arg-type]
        needed = each.default is each.default_factory
        if needed and each.name not in table and each.name not in IDENTIFIERS:
            raise SettingsError(f"{where}: {each.name} is missing.")
    return dict(table)


def _tables(table: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise SettingsError(f"{where}: {name} must be written as [[…{name}]] tables.")
    return found


def _refuse_unknown(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Known: {sorted(known)}."
            raise SettingsError(f"{where}: there is no setting {name!r}.{hint}")


def _refuse_twins(names: list[str], where: str) -> None:
    twins = sorted({each for each in names if names.count(each) > 1})
    if twins:
        raise SettingsError(f"{where} must differ, but {twins[0]!r} is used more than once.")


def _require_one_of(name: str, known: list[str], where: str) -> None:
    if name not in known:
        raise SettingsError(f"{where}: there is no integration {name!r}; there are {known}.")


def _require_uuid4(text: str, where: str) -> None:
    try:
        found = UUID(text)
    except ValueError:
        found = UUID(int=0)
    if found.version != _UUID_VERSION or found.variant != RFC_4122 or str(found) != text.lower():
        raise SettingsError(f"{where} must be a UUID of version 4, as Nango's keys are.")


def checked_url(text: str | None, where: str) -> str | None:
    """Return a URL of HTTP, or None for an empty text; anything else is a `SettingsError`."""
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(f"{where} must be an http or https URL, not {text!r}.")
    return text
