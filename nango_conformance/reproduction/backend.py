"""A target's description as settings and functions of a shell: its routes, people and links."""

from __future__ import annotations

import dataclasses
import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nango_conformance.expectations.syncs import endpoints
from nango_conformance.reproduction.selectors import Unscriptable, place, rows
from nango_conformance.target import Fixture, Integration, Route, Status, StatusHttp, Target

LONGEST_QUIET_MS: Final = 200
"""A quiet time shorter than this is for a harness that knows how late its machine is."""

DEFAULT_IDS: Final = "[a-z0-9]{26}"
"""The only shape of ids that a script can make."""


def check_scriptable(target: Target) -> None:
    """Raise Unscriptable where a target is set up or read by more than HTTP."""
    hook = target.fixtures.create_actor
    for reason in _reasons(target, hook):
        raise Unscriptable(reason)


def _reasons(target: Target, hook: Fixture | None) -> Iterator[str]:
    if target.auth.mode not in {"none", "bearer", "header", "cookie-login"}:
        yield f'[auth] mode = "{target.auth.mode}": a sign-in is signed with a key'
    if target.auth.delegated:
        yield "[auth] delegated: a service speaks for the person"
    if target.select is not None:
        yield "[tenancy] select: the backend keeps the choice of a workspace"
    if hook is None:
        yield "no [fixtures.create_actor] makes fresh people"
    elif hook.sql or hook.command:
        yield "[fixtures.create_actor] makes people by SQL or by a command"
    elif hook.id is None and target.fixtures.actor_id_format != DEFAULT_IDS:
        yield "[fixtures] actor_id_format: ids have a shape of their own"
    if target.status is None or target.status.http is None:
        yield "no [status.http] shows the links over HTTP"
    elif target.status.side_effects:
        yield "[status] side_effects: a look at the links makes the backend call Nango"


def check_readable(target: Target, parts: Sequence[str]) -> None:
    """Raise Unscriptable where a script would look at links elsewhere than the check does."""
    sql = target.status is not None and target.status.sql is not None
    if sql and any(part.startswith("select_links()") for part in parts):
        raise Unscriptable("[status.sql] shows the links in the database")


def settings(target: Target) -> Mapping[str, str]:
    """Return the variables by which the functions know the target."""
    status = _status(target)
    limits = target.limits
    return {
        "WEBHOOK_PATH": target.webhook.path,
        "WEBHOOK_ACCEPT": _codes(target.webhook.accept),
        "CONNECT_SUCCESS": _codes(target.connect.success),
        "CONNECT_TOKEN": place(target.connect.token),
        "CONNECT_LINK": place(target.connect.link),
        "STATUS_SUCCESS": _codes(_http(status).success),
        "LINK_STATES": _states(status),
        "KNOWS_BROKEN": str(int(bool(status.values.get("broken")))),
        "HAS_WORKSPACES": str(int(target.has_workspaces)),
        "PRODUCTION": str(int(target.production)),
        "DISCONNECT_SUCCESS": _codes(target.disconnect.success if target.disconnect else ()),
        "SYNC_STARTS": "\n".join(endpoints(target.sync)),
        "QUIET_MS": str(max(round(limits.quiet_s * 1000), LONGEST_QUIET_MS)),
        "ACTIVATION_S": _seconds(limits.activation_s),
        "SYNC_S": _seconds(limits.sync_s),
        "WEBHOOK_S": _seconds(limits.webhook_s),
    }


def functions(target: Target) -> Mapping[str, str]:
    """Return the functions that only this target has, by their names."""
    status = _status(target)
    return {
        "credential": _credential(target),
        "integration": _integrations(target),
        "make_person": _make_person(target),
        "sign_in": _sign_in(target),
        "join_grace": _join_grace(target),
        "second_workspace": _second_workspace(target),
        "call_connect": _call("call_connect", target.connect),
        "call_connect_with": _call_with("call_connect_with", target.connect),
        "call_disconnect": _call("call_disconnect", target.disconnect or Route()),
        "call_finalise": _finalise(target),
        "call_status": _call("call_status", _http(status)),
        "select_links": _select_links(status),
    }


def _finalise(target: Target) -> str:
    if target.finalise is None:
        return "call_finalise() { :; } # the backend wants no report of the browser's"
    return _call("call_finalise", target.finalise)


def _call(name: str, route: Route) -> str:
    words = _words(route, '"$1"')
    return f'{name}() {{ # WHO [CURL OPTION...]\n  {words} "${{@:2}}"\n}}'


def _call_with(name: str, route: Route) -> str:
    words = _words(dataclasses.replace(route, body=None), '"$1"').replace(" ''", ' "$2"', 1)
    return f'{name}() {{ # WHO BODY [CURL OPTION...]\n  {words} "${{@:3}}"\n}}'


def _words(route: Route, who: str) -> str:
    """Return the request of a route as one command, without its end."""
    headers = {name.lower(): text for name, text in route.headers.items()}
    if "form" in headers.get("content-type", "") or isinstance(route.body, str):
        raise Unscriptable(f"{route.method} {route.path} takes no JSON")
    path = f'"$(fill {shlex.quote(route.path)} url)"'
    body = "''" if route.body is None else f'"$(fill {shlex.quote(_json(route.body))} json)"'
    if route.body is not None:
        # `ask` says itself that a body is JSON.
        headers.pop("content-type", None)
    more = "".join(f' -H "$(fill {shlex.quote(f"{n}: {t}")})"' for n, t in headers.items())
    return f"ask {who} {route.method} {path} {body}{more}"


def _credential(target: Target) -> str:
    auth = target.auth
    head = {"bearer": "Authorization: Bearer ", "header": f"{auth.header}: "}.get(auth.mode)
    if head is None:
        return "credential() { mine=(); } # who somebody is stands in her cookies, or nowhere"
    return (
        "credential() { # WHO\n"
        "  local id=$1_id email=$1_email name=$1_name secret=$1_secret\n"
        "  local actor_id=${!id:-} actor_email=${!email:-} actor_name=${!name:-} "
        "actor_secret=${!secret:-}\n"
        "  local workspace_id=${home_workspace:-${workspace_id:-}}\n"
        "  # In a file, for `ps` shows everybody what is typed.\n"
        f'  fill {shlex.quote(head + auth.token)} >"$work/$1.credential"\n'
        '  mine=(-H "@$work/$1.credential")\n}'
    )


def _integrations(target: Target) -> str:
    other = target.other_integration()
    lines = [_integration(target.main_integration())]
    if other is None:
        lines.append("  [ \"$1\" != other ] || inapplicable 'there is one integration only'")
    else:
        named = _integration(other).replace("\n", "\n  ").strip()
        lines.append(f'  if [ "$1" = other ]; then\n    {named}\n  fi')
    return "integration() { # ACCOUNT\n" + "\n".join(lines) + "\n}"


def _integration(one: Integration) -> str:
    parts = {"key": one.key, "nango_id": one.nango_id, "provider": one.provider}
    return "\n".join(f"  integration_{name}={shlex.quote(text)}" for name, text in parts.items())


def _make_person(target: Target) -> str:
    hook = target.fixtures.create_actor
    if hook is None:
        raise Unscriptable("no [fixtures.create_actor] makes fresh people")
    lines = [_words(hook, '"$1"'), _worked(hook, "making $1")]
    for name, where in (
        ("actor_id", hook.id),
        ("workspace_id", hook.workspace),
        ("actor_secret", hook.token),
    ):
        if where is not None:
            lines.append(f'{name}=$(field {shlex.quote(place(where))} <<<"$answer")')
    if hook.workspace is None and "{workspace.id}" not in f"{hook.path} {hook.body}":
        lines.append("workspace_id=''")
    return _function("make_person() { # WHO", lines)


def _sign_in(target: Target) -> str:
    route, hook = target.auth.request, target.fixtures.create_actor
    if target.auth.mode != "cookie-login" or route is None or (hook and hook.signs_in):
        return "sign_in() { :; } # whoever was made is signed in"
    return _function("sign_in() { # WHO", [_words(route, '"$1"'), _worked(route, "$1's sign-in")])


def _join_grace(target: Target) -> str:
    """Grace is a member of Ada's first workspace, where a workspace has members."""
    hook = target.fixtures.add_member
    if target.tenancy != "user+workspace":
        return "join_grace() { :; } # nobody shares a workspace"
    if hook is None or hook.sql or hook.command:
        raise Unscriptable("[fixtures.add_member] is no request")
    lines = [
        "person ada",
        "actor_id=$grace_id actor_email=$grace_email",
        "actor_name=$grace_name actor_secret=$grace_secret",
        "workspace_id=$ada_workspace_0",
        _words(hook, "ada"),
        _worked(hook, "letting grace join ada's workspace"),
        "grace_workspace_1=$grace_workspace_0 grace_workspace_0=$ada_workspace_0",
    ]
    return _function("join_grace() {", lines)


def _second_workspace(target: Target) -> str:
    hook = target.fixtures.create_workspace
    if hook is None or hook.sql or hook.command:
        return "second_workspace() { inapplicable 'no request makes a further workspace'; }"
    lines = [
        'person "$1"',
        "workspace_id=$(fresh_id) workspace_name='Second workspace'",
        _words(hook, '"$1"'),
        _worked(hook, "making a workspace"),
    ]
    if hook.id is not None:
        lines.append(f'workspace_id=$(field {shlex.quote(place(hook.id))} <<<"$answer")')
    lines.append('put "$1_workspace_1" "$workspace_id"')
    return _function("second_workspace() { # WHO", lines)


def _worked(route: Route, what: str) -> str:
    codes = shlex.quote(_codes(route.success))
    return f'accepted "$status" {codes} || cannot "{what} did not work: $status"'


def _select_links(status: Status) -> str:
    http = _http(status)
    found = rows(http.selector)
    where = "\n".join(f"{at}={value}" for at, value in found.where.items())
    said = "" if status.presence else place(http.state)
    words = " ".join(shlex.quote(one) for one in (said, place(http.id), place(http.row_id)))
    kept = f'"$(fill {shlex.quote(where)} json)"' if where else "''"
    lines = [
        f"export LINKS_AT={shlex.quote(found.at)} LINKS_ARE={'many' if found.many else 'either'}",
        f"export LINKS_WHERE={kept}",
        f'flat <<<"$answer" | pick_links {words}',
    ]
    return _function("select_links() {", lines)


def _function(head: str, lines: list[str]) -> str:
    return "\n".join([head, *(f"  {line}" for line in lines), "}"])


def _states(status: Status) -> str:
    return "\n".join(f"{word}={state}" for state, words in status.values.items() for word in words)


def _status(target: Target) -> Status:
    if target.status is None:
        raise Unscriptable("no [status] is declared")
    return target.status


def _http(status: Status) -> StatusHttp:
    if status.http is None:
        raise Unscriptable("no [status.http] shows the links over HTTP")
    return status.http


def _codes(codes: tuple[int, ...]) -> str:
    return " ".join(map(str, codes))


def _seconds(seconds: float) -> str:
    """Return whole seconds, at least one: a shell counts in them."""
    return str(max(round(seconds), 1))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
