"""A draft as the text of a target file, with a comment wherever somebody may wonder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from nango_conformance.drafting.draft import Account, Draft, Part, Somebody
from nango_conformance.drafting.flow_text import (
    connect_lines,
    limits_lines,
    reconcile_lines,
    routes_lines,
    status_lines,
    sync_lines,
    webhook_lines,
)
from nango_conformance.drafting.toml import UNSURE, pair, quoted

VARIABLES: Final[Mapping[str, str]] = {
    "NANGO_HOST": "{fake.url}",
    "NANGO_SECRET_KEY": "{fake.api_key}",
    "NANGO_WEBHOOK_SIGNING_KEY": "{fake.signing_key}",
}
"""The variables by which a backend is told of its Nango, as the fake prints them."""


def written(draft: Draft) -> str:
    """Return the file's text."""
    sections = (
        _head(draft),
        _target(draft),
        _nango(draft),
        *(_integration(draft, account) for account in draft.accounts),
        _auth(draft),
        *_people(draft),
        _tenancy(draft),
        connect_lines(draft),
        webhook_lines(draft),
        reconcile_lines(draft),
        *status_lines(draft),
        sync_lines(draft),
        *routes_lines(draft),
        limits_lines(draft),
    )
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def unfinished(text: str) -> tuple[int, ...]:
    """Return the numbers of the lines that are still examples."""
    return tuple(n for n, line in enumerate(text.splitlines(), 1) if line.endswith(UNSURE))


def _head(_: Draft) -> list[str]:
    return [
        "# How nango-conformance asks and judges this backend.",
        "# docs/TARGET.md says what every key means; what a section does not say, is not judged.",
        "schema = 1",
    ]


def _target(draft: Draft) -> list[str]:
    lines = [
        "[target]",
        pair("name", draft.name),
        '# "seed" demands a pending row and a first sync; "generic" judges what is declared.',
        pair("profile", "generic"),
        pair("base_url", draft.base_url),
        pair("mode", "start" if draft.starts else "attach"),
        '# The name of Nango\'s environment; webhooks carry it.\nenvironment = "dev"',
        "# false: it runs in a developer's mode, so details in its errors are forgiven.",
        "production = true",
    ]
    return [*lines, "", *(_start(draft) if draft.starts else _expects(draft))]


def _start(draft: Draft) -> list[str]:
    return [
        "# The run starts it, waits until it is ready, and stops it with all its children.",
        "[target.start]",
        pair("command", draft.command),
        '# Relative to this file.\ncwd = "."',
        *_ready(draft.ready),
        "",
        "# The names are your backend's own; {fake.url} and so on are filled in by the run.",
        "[target.start.env]",
        *([pair("PORT", "{port}")] if "{port}" in draft.base_url else []),
        *(pair(name, value) for name, value in VARIABLES.items()),
    ]


def _ready(path: str | None) -> list[str]:
    if path is not None:
        return [f"ready = {{ path = {quoted(path)}, status = 200, timeout_s = 30 }}"]
    return [
        "# It is ready when it answers; better, if it has one, name the path that says so:",
        '# ready = { path = "/healthz", status = 200 }',
    ]


def _expects(_: Draft) -> list[str]:
    return [
        "# You start it, with these variables: a run prints their values and sets nothing.",
        "# The names are your backend's own.",
        "[target.expects_env]",
        *(pair(name, value) for name, value in VARIABLES.items()),
    ]


def _nango(draft: Draft) -> list[str]:
    lines = [
        '# "same": webhooks are signed with the API key, as in environments before April 2026.',
        "[nango]",
        'signing_key = "distinct"',
    ]
    if draft.starts:
        return lines
    listen = pair("listen", draft.listen or "127.0.0.1:3003")
    why = '# Where the fake listens; a container may need url = "http://host:port" besides.'
    return [*lines, why, listen]


def _integration(draft: Draft, account: Account) -> list[str]:
    first = account == draft.accounts[0]
    unsure = Part.ACCOUNTS in draft.unsure
    why = [
        "# key: what a user asks your backend for. nango_id: what your backend asks Nango for.",
        "# The first is what people connect; the second is what must stay as it is.",
    ]
    return [
        *(why if first else []),
        "[[integration]]",
        pair("key", account.key, unsure=unsure),
        pair("nango_id", account.nango_id, unsure=unsure),
        pair("provider", account.provider, unsure=unsure),
    ]


def _auth(draft: Draft) -> list[str]:
    unsure = Part.SIGN_IN in draft.unsure
    kinds: dict[str, list[str]] = {
        "none": ["# Everyone is the same user, or the request itself names one."],
        "bearer": [pair("token", "{actor.secret}")],
        "header": [pair("header", draft.header, unsure=unsure), pair("token", "{actor.secret}")],
        "cookie-jwt": [
            pair("cookie", draft.cookie, unsure=unsure),
            '# The key stands in your backend\'s environment, and in yours.\nalg = "HS256"',
            'key = "env:TARGET_JWT_SECRET"',
            'claims = { sub = "{actor.id}", email = "{actor.email}" }',
        ],
        "cookie-login": [
            pair("request", _login(draft), unsure=unsure),
            "# Every cookie of its answer goes with what the person does later.",
            'keep = "all"',
        ],
    }
    return [
        "# How your backend knows who is asking.",
        "[auth]",
        pair("mode", draft.auth, unsure=unsure),
        *kinds[draft.auth],
    ]


def _login(draft: Draft) -> Mapping[str, object]:
    body = {"email": "{actor.email}", "password": "{actor.secret}"}
    return {"method": "POST", "path": draft.login, "body": body}


def _people(draft: Draft) -> Iterator[list[str]]:
    if draft.create is not None:
        yield _create(draft, draft.create)
        return
    why = [
        "# Three people who exist: Ada is an ordinary user, Grace works with her, Mallory is a",
        "# stranger. They are disconnected before and after each scenario, so take test users.",
    ]
    for one in draft.people:
        yield [*(why if one is draft.people[0] else []), *_somebody(draft, one)]


def _somebody(draft: Draft, one: Somebody) -> list[str]:
    lines = [
        "[[actor]]",
        pair("name", one.name),
        pair("id", one.id, unsure=not one.known),
        pair("email", one.email, unsure=not one.known),
    ]
    if draft.auth in {"bearer", "header", "cookie-login"}:
        lines.append(pair("secret", f"env:NAF_{one.name.upper()}_SECRET"))
    if draft.tenancy != "user":
        lines.append(pair("workspaces", _workspaces(one.name), unsure=True))
    return lines


def _workspaces(name: str) -> tuple[str, ...]:
    return {"Ada": ("w1", "w2"), "Grace": ("w1",)}.get(name, ("w3",))


def _create(draft: Draft, path: str) -> list[str]:
    unsure = Part.CREATE in draft.unsure
    body = {"email": "{actor.email}", "name": "{actor.name}", "password": "{actor.secret}"}
    return [
        "# Ada, Grace and Mallory are made fresh for every scenario.",
        "[fixtures.create_actor]",
        pair("method", "POST"),
        pair("path", path),
        pair("body", body, unsure=unsure),
        "# Where the answer has the new id, and whether making somebody signs her in.",
        pair("id", "id", unsure=unsure),
        "signs_in = false",
        *(["# Where it has her first workspace.", pair("workspace", "workspace.id", unsure=True)]
          if draft.tenancy != "user" else []),
    ]  # fmt: skip


def _tenancy(draft: Draft) -> list[str]:
    lines = [
        '# Whose a connection is: "user", "user+workspace", or "org".',
        "[tenancy]",
        pair("model", draft.tenancy),
        "",
        "# Where your session request to Nango names them; JMESPath.",
        "[attribution]",
        f'user = {{ path = {quoted(draft.user)}, equals = "{{actor.id}}" }}',
    ]
    if draft.tenancy != "user":
        place = draft.workspace or "organization.id || tags.workspace_id"
        found = f'workspace = {{ path = {quoted(place)}, equals = "{{workspace.id}}" }}'
        lines.append(found if draft.workspace else f"{found}  {UNSURE}")
    return lines
