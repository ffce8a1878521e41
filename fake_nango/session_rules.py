"""
What a body of `POST /connect/sessions` must be, and what is wrong with one that is not.

A body is read twice: once with `end_user` required, and, where that member is absent
but `tags` is there, once more with `tags` required. (Nango 0.71.4, connect sessions)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fake_nango.answers import Issue, invalid, refused
from fake_nango.fields import (
    connection_id,
    end_user,
    integration_key,
    organization,
    tags,
    url_problem,
    webhook_url,
)
from fake_nango.rules import (
    MISSING,
    Issues,
    Path,
    Rule,
    broken,
    each,
    issue,
    loose_object,
    optional,
    record,
    shape,
    text,
)

Json = Mapping[str, Any]

_string = text()
_DEPRECATED = (
    ". Note: connection_config.webhook_url is deprecated; use top-level webhook_url_override"
    " instead."
)


def _connection_config(value: Any, path: Path, issues: Issues) -> None:
    loose_object(value, path, issues)
    if isinstance(value, dict) and "oauth_scopes_override" in value:
        _string(value["oauth_scopes_override"], (*path, "oauth_scopes_override"), issues)


_defaults = record(
    None,
    shape(
        {
            "user_scopes": optional(_string),
            "authorization_params": optional(record(None, _string)),
            "connection_config": optional(_connection_config),
        }
    ),
)
_overrides = record(None, shape({"docs_connect": optional(_string)}, strict=False))

_COMMON: Final[Mapping[str, Rule]] = {
    "organization": optional(organization),
    "allowed_integrations": optional(each(integration_key)),
    "integrations_config_defaults": optional(_defaults),
    "overrides": optional(_overrides),
    "webhook_url_override": optional(webhook_url),
}
_with_end_user = shape({"end_user": end_user, **_COMMON, "tags": optional(tags)})
_with_tags = shape({"end_user": optional(end_user), **_COMMON, "tags": tags})
_reconnect = shape(
    {
        "connection_id": connection_id,
        "integration_id": integration_key,
        "end_user": optional(end_user),
        **{key: rule for key, rule in _COMMON.items() if key != "allowed_integrations"},
        "tags": optional(tags),
    }
)


def check_session(body: Any, integrations: Mapping[str, Any]) -> None:
    """Refuse a body that does not make a session in an environment with these integrations."""
    tagged = isinstance(body, dict) and "tags" in body and "end_user" not in body
    issues = broken(_with_tags if tagged else _with_end_user, body)
    _refuse_if(issues)
    _check_names(body, integrations)


def check_reconnect(body: Any) -> None:
    """Refuse a body that does not make a reconnect session; the connection is not looked up."""
    _refuse_if(broken(_reconnect, body))


def check_reconnect_names(body: Json, integrations: Mapping[str, Any]) -> None:
    """Refuse defaults and overrides for integrations that do not exist."""
    _check_names(body, integrations)


def _refuse_if(issues: list[Issue]) -> None:
    if issues:
        raise invalid("invalid_body", issues)


def _check_names(body: Json, integrations: Mapping[str, Any]) -> None:
    defaults = body.get("integrations_config_defaults")
    if defaults:
        _refuse_if(list(_deprecated_urls(defaults)))
    _refuse_if(
        [
            issue("custom", "Integration does not exist", path)
            for key, path in _named(body)
            if key not in integrations
        ]
    )
    overrides = body.get("overrides")
    if overrides and any(each.get("docs_connect") for each in overrides.values()):
        raise refused(403, "forbidden", "You are not allowed to override the docs connect url")


def _named(body: Json) -> Iterator[tuple[str, Path]]:
    for index, key in enumerate(body.get("allowed_integrations") or ()):
        yield key, ("allowed_integrations", str(index))
    for member in ("integrations_config_defaults", "overrides"):
        for key in body.get(member) or ():
            yield key, (member, key)


def _deprecated_urls(defaults: Mapping[str, Json]) -> Iterator[Issue]:
    for key, entry in defaults.items():
        config = entry.get("connection_config") or {}
        problem = url_problem(config.get("webhook_url", ""))
        if problem is not None:
            path = ("integrations_config_defaults", key, "connection_config", "webhook_url")
            yield issue(problem[0], problem[1] + _DEPRECATED, path)


def empty_body(body: Any) -> None:
    """Refuse a body where none is wanted; an empty object passes."""
    if body not in (MISSING, None, {}):
        _refuse_if(broken(shape({}), body))
