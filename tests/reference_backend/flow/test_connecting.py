"""Starting a connection, up to the answer with the token."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from reference_backend.tables import links

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage

CONNECT = "/api/v1/integrations/nango/connect"


def test_the_token_is_the_one_that_nango_issued(stage: Stage) -> None:
    """A start makes one session request for the caller, and hands out its token."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")

            async with await ada.connect(userId="somebody else", tags={"a": "b"}) as answer:
                body = await answer.json()

            assert answer.status == 200
            assert answer.headers["Cache-Control"] == "no-store"
            assert body["sessionToken"].startswith("nango_connect_session_")
            assert body["connectLink"].endswith(body["sessionToken"])
            (call,) = world.nango.made("POST", "/connect/sessions")
            assert call.body == {
                "end_user": {
                    "id": ada.id,
                    "email": "ada@example.com",
                    "display_name": "ada",
                    "tags": {"workspaceId": ada.workspace, "provider": "outlook"},
                },
                "allowed_integrations": ["outlook"],
            }
            link = await ada.link()
            assert (link["status"], link["nangoConnectionId"]) == ("pending", None)

    asyncio.run(scenario())


def test_the_name_of_a_provider_is_not_the_id_of_its_integration(stage: Stage) -> None:
    """The provider `gmail` is the integration `google-mail` at Nango."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")

            async with await ada.connect("gmail"):
                pass

            (call,) = world.nango.made("POST", "/connect/sessions")
            assert call.body["allowed_integrations"] == ["google-mail"]
            assert (await ada.link())["providerConfigKey"] == "google-mail"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"provider":',
        b"\xff",
        b"[" * 5_000,
        b'{"provider":["outlook"],"workspaceId":"W"}',
        b'{"provider":"constructor","workspaceId":"W"}',
        b'{"provider":"__proto__","workspaceId":"W"}',
        b'{"provider":"../admin","workspaceId":"W"}',
        b'{"provider":"outlook"}',
        b'{"provider":"outlook","workspaceId":{}}',
        b'{"provider":"outlook","workspaceId":"\\ud800"}',
        b'{"provider":"outlook","workspaceId":"../x"}',
        b'{"provider":"outlook","workspaceId":"nobodysnobodysnobodysnobod"}',
        b'{"provider":"outlook","workspaceId":"W","redirectUrl":"https://evil.example"}',
        b'{"provider":"outlook","workspaceId":"W","redirectUrl":7}',
    ],
)
def test_a_wrong_start_is_a_client_error_and_makes_nothing(stage: Stage, body: bytes) -> None:
    """Whatever is wrong with a start, Nango is not asked and no row is made."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            sent = body.replace(b'"W"', f'"{ada.workspace}"'.encode())

            async with ada.browser.post(CONNECT, data=sent) as answer:
                error = (await answer.json())["error"]

            assert 400 <= answer.status < 500
            assert set(error) == {"code", "message"}
            assert world.nango.calls == []
            assert await world.rows(links) == []

    asyncio.run(scenario())


def test_a_body_that_is_too_large_is_refused(stage: Stage) -> None:
    """An app route reads at most 64 KiB."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")

            async with await ada.connect(more="x" * 70_000) as answer:
                assert answer.status == 413

    asyncio.run(scenario())


def test_json_is_read_whatever_its_content_type(stage: Stage) -> None:
    """A page that posts a string without a header sends text/plain, and is understood."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            body = f'{{"provider":"outlook","workspaceId":"{ada.workspace}"}}'
            headers = {"Content-Type": "text/plain;charset=UTF-8"}

            async with ada.browser.post(CONNECT, data=body, headers=headers) as answer:
                assert answer.status == 200

    asyncio.run(scenario())


def test_a_stranger_starts_nothing(stage: Stage) -> None:
    """Without a sign-in a start is refused, before its body is looked at."""

    async def scenario() -> None:
        async with stage() as world:
            for cookie in ("", "session=", "session=forged", "other=x", "session=\udcff\udc80"):
                headers = {"Cookie": cookie} if cookie else {}
                async with world.anybody.post(CONNECT, data=b"{", headers=headers) as answer:
                    assert answer.status == 401
            assert world.nango.calls == []

    asyncio.run(scenario())


def test_a_workspace_is_used_by_its_members_only(stage: Stage) -> None:
    """Mallory is refused in Ada's workspace; Grace, who was brought in, is not."""

    async def scenario() -> None:
        async with stage() as world:
            ada, grace = await world.person("ada"), await world.person("grace")
            mallory = await world.person("mallory")
            members = f"/api/v1/workspaces/{ada.workspace}/members"
            async with mallory.browser.post(members, json={"userId": mallory.id}) as answer:
                assert answer.status == 403
            async with ada.browser.post(members, json={"userId": grace.id}) as answer:
                assert answer.status == 201

            async with await mallory.connect(workspaceId=ada.workspace) as answer:
                assert answer.status == 403
            async with await grace.connect(workspaceId=ada.workspace) as answer:
                assert answer.status == 200

            (row,) = await world.rows(links)
            assert row.userId == grace.id

    asyncio.run(scenario())


def _garbage(status: int, text: str) -> Any:
    return lambda: web.Response(status=status, text=text, content_type="application/json")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (_garbage(500, "{}"), 502),
        (_garbage(503, "<html>"), 502),
        (_garbage(401, '{"error":{"code":"unknown_account"}}'), 502),
        (_garbage(400, '{"error":{"code":"invalid_body"}}'), 502),
        (_garbage(429, '{"error":{"code":"too_many_request"}}'), 503),
        (_garbage(302, ""), 502),
        (_garbage(200, "<html>hello"), 502),
        (_garbage(201, ""), 502),
        (_garbage(201, '{"data":{"tok'), 502),
        (_garbage(201, '{"data":{}}'), 502),
        (_garbage(201, '{"data":null}'), 502),
        (_garbage(201, '{"data":{"token":null}}'), 502),
        (_garbage(201, '{"token":"x"}'), 502),
        (_garbage(201, '{"error":{"code":"server_error"}}'), 502),
    ],
)
def test_a_failing_nango_gives_no_token_and_leaves_no_row(
    stage: Stage, answer: Any, expected: int
) -> None:
    """Without a usable answer there is an error, no token and no link; then it works again."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            world.nango.instead["POST /connect/sessions"] = answer

            async with await ada.connect() as refused:
                body = await refused.json()

            assert refused.status == expected
            assert set(body) == {"error"}
            assert len(world.nango.calls) == 1
            assert await ada.links() == []
            world.nango.recover()
            async with await ada.connect() as accepted:
                assert accepted.status == 200

    asyncio.run(scenario())


def test_a_nango_that_is_not_there_is_a_bad_gateway(stage: Stage) -> None:
    """A connection that breaks off is told as a failure, and the backend lives on."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            world.nango.instead["POST /connect/sessions"] = lambda: (_ for _ in ()).throw(
                ConnectionResetError
            )

            async with await ada.connect() as answer:
                assert answer.status == 502

            async with world.anybody.get("/healthz") as answer:
                assert answer.status == 200

    asyncio.run(scenario())
