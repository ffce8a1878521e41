"""Which webhooks are believed: those signed with the signing key, over the bytes as they came."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from typing import TYPE_CHECKING

import pytest

from reference_backend.tables import links, outbox, unclaimed_events

if TYPE_CHECKING:
    from tests.reference_backend.flow.conftest import Stage

API_KEY = "7f0c1b1e-52f5-4b5e-8a0a-0d6f5b0c9a11"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Nango_Hmac_Sha256": "", "X_Nango_Signature": ""},
        {"X_Nango_Hmac_Sha256": ""},
        {"X_Nango_Hmac_Sha256": " "},
        {"X_Nango_Hmac_Sha256": "00" * 32},
        {"X_Nango_Hmac_Sha256": "a"},
        {"X_Nango_Hmac_Sha256": "z" * 4_000},
        {"X_Nango_Hmac_Sha256": "b82fcb791acec57859b989b430a826488ce2e479fdf92326bd0a2e8375a42ba4"},
    ],
)
def test_a_forged_webhook_is_refused_and_changes_nothing(
    stage: Stage, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """A missing or wrong HMAC is a 401, whatever the legacy header says, and leaves a trace."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass

            with caplog.at_level(logging.WARNING):
                status = await world.deliver(world.creation(ada, "X"), **headers)

            assert status == 401
            assert (await ada.link())["status"] == "pending"
            assert await world.rows(outbox) == []
            assert "refused" in caplog.text

    asyncio.run(scenario())


def test_the_api_key_signs_nothing(stage: Stage) -> None:
    """A webhook signed with the API key is refused: the two keys are not one."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")

            assert await world.deliver(world.creation(ada, "X"), key=API_KEY) == 401

    asyncio.run(scenario())


@pytest.mark.parametrize("dressed", ["sha256={}", "{},{}", "x{}", "{}x", "{}é"])
def test_a_dressed_up_signature_is_refused(stage: Stage, dressed: str) -> None:
    """Only the bare hexadecimal digest is a signature."""

    async def scenario() -> None:
        async with stage() as world:
            body = b'{"type":"sync"}'
            right = hmac.new(
                b"5f1c0d2e-6a1b-4f3c-9d8e-7b6a5c4d3e2f", body, hashlib.sha256
            ).hexdigest()
            headers = {"X_Nango_Hmac_Sha256": dressed.format(right, right)}

            assert await world.deliver(body) == 200
            assert await world.deliver(body, **headers) == 401

    asyncio.run(scenario())


def test_the_hmac_header_alone_is_enough(stage: Stage) -> None:
    """A right HMAC is believed without the legacy header, and beside a wrong one."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            for legacy in ("", "00"):
                async with await ada.connect():
                    pass
                event = world.creation(ada, f"X{legacy}")

                assert await world.deliver(event, X_Nango_Signature=legacy) == 200
                assert (await ada.link())["status"] == "active"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"null", 200),
        (b"[]", 200),
        (b'"x"', 200),
        (b"42", 200),
        (b"{}", 200),
        (b'{"type":["auth"],"operation":{},"success":true}', 200),
        (b'{"type":"auth","operation":"creation","success":true}', 200),
        (b'{"type":"auth","operation":"creation","success":true,"connectionId":7}', 200),
        (b'{"type":"sync","success":true,"connectionId":"\\ud800","model":7}', 200),
        (b"[" * 200 + b"]" * 200, 200),
        (b"[" * 100_000, 400),
        (b'{"type":', 400),
        (b"\xff\xfe", 400),
        (b"", 400),
    ],
)
def test_a_signed_body_of_any_shape_is_survived(stage: Stage, body: bytes, status: int) -> None:
    """Forwarded bodies are the provider's own: none of them breaks us, and none changes a thing."""

    async def scenario() -> None:
        async with stage() as world:
            assert await world.deliver(body, Content_Type="text/plain") == status
            assert await world.rows(links) == []
            assert await world.rows(unclaimed_events) == []

    asyncio.run(scenario())


def test_a_large_forward_is_acknowledged_and_an_endless_one_refused(stage: Stage) -> None:
    """A webhook may hold 1 MiB."""

    async def scenario() -> None:
        async with stage() as world:
            large = b'{"payload":"' + b"x" * 200_000 + b'"}'
            endless = b'{"payload":"' + b"x" * 1_100_000 + b'"}'

            assert await world.deliver(large) == 200
            assert await world.deliver(endless) == 413

    asyncio.run(scenario())


def test_the_bytes_are_verified_as_they_were_sent(stage: Stage) -> None:
    """Spaces, escapes and any characters are covered by the signature and nothing rewrites them."""

    async def scenario() -> None:
        async with stage() as world:
            ada = await world.person("ada")
            async with await ada.connect():
                pass
            odd = {"odd": 'é 中 \U0001f680 \u2028 / <>& " \\'}
            event = world.creation(ada, "X")

            assert await world.deliver({**event, "tags": {**event["tags"], **odd}}) == 200

            assert (await ada.link())["nangoConnectionId"] == "X"

    asyncio.run(scenario())
