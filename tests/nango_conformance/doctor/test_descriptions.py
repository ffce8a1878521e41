"""Every usual mistake in a description is named, with its line and the next thing to try."""

from __future__ import annotations

from typing import Final

import pytest

from tests.nango_conformance.doctor.described import Change, Examine, section

CONNECT: Final = 'path = "/api/v1/integrations/nango/connect"'
SIGN_IN: Final = 'path = "/api/v1/auth/sign-in", body = { email = "{actor.email}", password'
LIST: Final = 'path = "/api/v1/integrations/nango/connections?workspaceId={workspace.id}"'
ANSWER: Final = """token = "sessionToken"
link = "connectLink"
expires = "expiresAt"
redirect_field"""
"""How the answer of [connect] is read; that of [reconnect] is read in the same way."""

MISTAKES: Final[dict[str, tuple[tuple[Change, ...], str, tuple[str, ...]]]] = {
    "wrong connect path": (
        ((CONNECT, 'path = "/api/v1/integrations/nango/konnect"'),),
        'path = "/api/v1/integrations/nango/konnect',
        ("connect.path: the connect route was answered with 404", "got   404"),
    ),
    "wrong connect method": (
        ((f'method = "POST"\n{CONNECT}', f'method = "PUT"\n{CONNECT}'),),
        'method = "PUT"',
        ("connect.method: the connect route was answered with 405", "takes: POST"),
    ),
    "wrong token selector": (
        ((ANSWER, ANSWER.replace("sessionToken", "token")),),
        'token = "token"',
        ("connect.token: nothing stands at 'token'", 'try   token = "sessionToken"'),
    ),
    "wrong link selector": (
        ((ANSWER, ANSWER.replace("connectLink", "link")),),
        'link = "link"',
        ("connect.link: nothing stands at 'link'", 'try   link = "connectLink"'),
    ),
    "wrong success": (
        ((f"success = [200]\n{ANSWER}", f"success = [208]\n{ANSWER}"),),
        "success = [208]",
        ("connect.success: the connect route was answered with 200", "try   success = [200]"),
    ),
    "wrong field of the integration": (
        (
            (
                'body = { provider = "{integration.key}",',
                'body = { integration = "{integration.key}",',
            ),
        ),
        "body = { integration",
        ("connect.body: the connect route was answered with 400", "the target's own client"),
    ),
    "wrong integration at Nango": (
        (('nango_id = "outlook"', 'nango_id = "outlook-mail"'),),
        'nango_id = "outlook-mail"',
        ("integration.0.nango_id: Nango refused", 'try   nango_id = "outlook"'),
    ),
    "wrong sign-in body": (
        ((f"{SIGN_IN} = ", SIGN_IN.replace("email =", "user =") + " = "),),
        "request = ",
        ("auth.request.body: auth.request was answered with 400",),
    ),
    "wrong sign-in path": (
        ((SIGN_IN, SIGN_IN.replace("sign-in", "login")),),
        "request = ",
        ("auth.request.path: auth.request was answered with 404",),
    ),
    "wrong path of a fixture": (
        (('path = "/api/v1/users"', 'path = "/api/v1/accounts"'),),
        'path = "/api/v1/accounts"',
        ("fixtures.create_actor.path: fixtures.create_actor was answered with 404",),
    ),
    "wrong id of a fixture": (
        (('id = "user.id"', 'id = "data.id"'),),
        'id = "data.id"',
        (
            "fixtures.create_actor.id: nothing stands at 'data.id'",
            "try   one of user.id, workspace.id",
        ),
    ),
    "wrong workspace of a fixture": (
        (('workspace = "workspace.id"', 'workspace = "tenant.id"'),),
        'workspace = "tenant.id"',
        ("fixtures.create_actor.workspace: nothing stands at 'tenant.id'", "workspace.id"),
    ),
    "wrong tenancy": (
        (('model = "user+workspace"', 'model = "user"'),),
        'model = "user"',
        ("tenancy.model: connect names {workspace.id}",),
    ),
    "wrong attribution": (
        (('path = "end_user.tags.workspaceId"', 'path = "tags.workspace"'),),
        "workspace = { path",
        ("attribution.workspace: the session request has None", '"end_user.tags.workspaceId"'),
    ),
    "wrong webhook path": (
        (('path = "/api/webhooks/nango/email"', 'path = "/webhooks/nango"'),),
        'path = "/webhooks/nango"',
        ("webhook.path: the webhook gets 404 at /webhooks/nango: nothing is there",),
    ),
    "wrong accept": (
        (("accept = [200]", "accept = [204]"),),
        "accept = [204]",
        ("webhook.accept: a genuine webhook is answered with 200", "try   accept = [200]"),
    ),
    "wrong refuse": (
        (("refuse = [401]", "refuse = [400]"),),
        "refuse = [400]",
        ("webhook.refuse: an unsigned webhook is refused with 401", "try   refuse = [401]"),
    ),
    "wrong status path": (
        ((LIST, LIST.replace("connections?", "links?")),),
        'path = "/api/v1/integrations/nango/links',
        ("status.http.path: the status route was answered with 404",),
    ),
    "wrong rows": (
        (('rows = "connections', 'rows = "data'),),
        'rows = "data',
        (
            "status.http.rows: rows selects nothing in the answer, which is an object with 'conn",
            'try   rows = "connections[?',
            "userId=='{actor.id}'",
        ),
    ),
    "wrong state selector": (
        (('state = "status"', 'state = "state"'),),
        'state = "state"',
        (
            "status.http.state: nothing stands at 'state' of the row, which has",
            'try   state = "status"\n',
        ),
    ),
    "wrong id selector": (
        (('id = "nangoConnectionId"', 'id = "connectionId"'),),
        'id = "connectionId"',
        ("status.http.id: nothing stands at 'connectionId'", 'try   id = "nangoConnectionId"'),
    ),
    "wrong word for active": (
        (('active = ["active"]', 'active = ["connected"]'),),
        "[status.values]",
        (
            "status.values: the target says 'active' after the connection",
            "try   active = ['connected', 'active']",
        ),
    ),
    "wrong word for pending": (
        (('pending = ["pending"]', 'pending = ["waiting"]'),),
        "[status.values]",
        (
            "status.values: the target says 'pending' before",
            "try   pending = ['waiting', 'pending']",
        ),
    ),
    "wrong report of the browser": (
        (("[sync]\nmode", '[finalise]\npath = "/done"\n\n[sync]\nmode'),),
        'path = "/done"',
        ("finalise.path: the report of the browser was answered with 404",),
    ),
    "integrations mixed up": (
        (
            ('nango_id = "outlook"', 'nango_id = "x"'),
            ('nango_id = "google-mail"', 'nango_id = "outlook"'),
        ),
        'nango_id = "x"',
        ("integration.0.nango_id: the session is for ['outlook']", 'try   nango_id = "outlook"'),
    ),
    "wrong sync mode": (
        (('mode = "trigger"', 'mode = "proxy"\nmatch = ["GET /proxy/*"]'),),
        'mode = "proxy"',
        (
            'sync.mode: mode = "proxy", and the target asked: POST /sync/trigger',
            'try   mode = "trigger"',
        ),
    ),
    "a sync that is not declared": (
        (('mode = "trigger"', 'mode = "none"'),),
        'mode = "none"',
        (
            'sync.mode: mode = "none", and the target asked: POST /sync/trigger',
            'try   mode = "trigger"',
        ),
    ),
    "wrong ready path": (
        (('path = "/healthz"', 'path = "/ready"'),),
        "ready = { path",
        ("target.start.ready: http", "/ready is answered with 404, not 200", "comes at /healthz"),
    ),
    "wrong name of a variable": (
        (('NANGO_WEBHOOK_SIGNING_KEY = "{fake.signing_key}"', 'NANGO_WEBHOOK_SIGNING_KEY = "x"'),),
        "[target.start.env]",
        ("target.start.env: the target is started without {fake.signing_key}",),
    ),
}
"""For a mistake: the changes that make it, where its line begins, and what must be said."""


def test_the_right_description_can_be_judged(examine: Examine) -> None:
    """Every part works, and nothing is left to try."""
    found = examine()

    assert found.status == 0
    assert set(found.standings()) == {"contact", "sign-in", "connect", "webhook", "state", "sync"}
    assert {each[0] for each in found.standings().values()} == {"works"}
    assert {how for each in found.standings().values() for how in each} <= {
        "works",
        "not declared",
    }
    assert found.out.endswith("reference backend: can be judged\n")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_description_is_named(examine: Examine, mistake: str) -> None:
    """It is exit status 2, the line to change, and what to write there."""
    changes, line, says = MISTAKES[mistake]

    found = examine(*changes)

    assert found.status == 2, found.out
    assert f"line {found.line_of(line)}: {says[0]}" in found.out
    for text in says[1:]:
        assert text in found.out


def test_what_comes_after_a_wrong_part_is_not_tried(examine: Examine) -> None:
    """A mistake is told once, not once for each part that needs the one before it."""
    found = examine((CONNECT, 'path = "/konnect"'))

    assert {part: each[0] for part, each in found.standings().items()} == {
        "contact": "works",
        "sign-in": "works",
        "connect": "wrong",
        "webhook": "not tried",
        "state": "not tried",
        "sync": "not tried",
    }


def test_what_is_not_declared_is_not_seen(examine: Examine) -> None:
    """That is no mistake: the rest can be judged."""
    found = examine((section("[attribution]"), ""), (section("[status]", "[sync]"), ""))

    assert found.status == 0
    assert found.standings()["state"][0] == "not observable"
    assert found.standings()["connect"] == ["works", "not declared", "not declared"]
    assert "[attribution] is not declared, so whom a session names is not observable" in found.out


def test_no_secret_is_printed(examine: Examine) -> None:
    """What is quoted is redacted: the token of the answer too."""
    found = examine((f"success = [200]\n{ANSWER}", f"success = [208]\n{ANSWER}"))

    assert "‹session token " in found.out
    assert "nango_connect_session_" not in found.out
