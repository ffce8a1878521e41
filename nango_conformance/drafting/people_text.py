"""The sections of the people: how they are known, who they are, whose a connection is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nango_conformance.drafting.draft import Draft, Part, Place, Somebody
from nango_conformance.drafting.toml import UNSURE, pair, quoted


def auth_lines(draft: Draft) -> list[str]:
    """Return how the backend knows who is asking."""
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


def people_lines(draft: Draft) -> Iterator[list[str]]:
    """Yield the people who exist, or how they are made."""
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


def _create(draft: Draft, route: Place) -> list[str]:
    unsure = draft.unsure
    lines = [
        "# Ada, Grace and Mallory are made fresh for every scenario.",
        "[fixtures.create_actor]",
        pair("method", route.method),
        pair("path", route.path),
    ]
    if route.body is not None:
        lines.append(pair("body", route.body, unsure=Part.CREATE in unsure))
    if draft.create_id is not None:
        why = "# Where the answer has the new id."
        lines += [why, pair("id", draft.create_id, unsure=Part.CREATE_ID in unsure)]
    lines += ["# Whether making somebody signs her in.", "signs_in = false"]
    if draft.auth in {"bearer", "header"}:
        why = "# Where it has a token that your backend made for her, to be {actor.secret}:"
        lines += [why, '# token = "token"']
    if draft.tenancy != "user":
        why = "# Where it has her first workspace."
        lines += [why, pair("workspace", "workspace.id", unsure=True)]
    return lines


def tenancy_lines(draft: Draft) -> list[str]:
    """Return whose a connection is, and where Nango is told so."""
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
