"""The backend as a process: how it starts, what it prints, and what survives a kill -9."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, CookieJar, web
from sqlalchemy import select

from reference_backend.settings import async_database_url
from reference_backend.store.database import Database
from reference_backend.tables import outbox

if TYPE_CHECKING:
    from tests.reference_backend.conftest import NangoServer

API_KEY = "7f0c1b1e-52f5-4b5e-8a0a-0d6f5b0c9a11"
SIGNING_KEY = "5f1c0d2e-6a1b-4f3c-9d8e-7b6a5c4d3e2f"
ROOT = Path(__file__).parents[3]

on_both_stores = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)


@asynccontextmanager
async def running(nango: str, *arguments: str, **more: str) -> AsyncIterator[tuple[Process, Any]]:
    """Start the backend, wait for its ready line, and see that it is gone afterwards."""
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NAF_")},
        "NANGO_HOST": nango,
        "NANGO_SECRET_KEY": API_KEY,
        "NANGO_WEBHOOK_SIGNING_KEY": SIGNING_KEY,
        "REFERENCE_SCRYPT_N": "2",
        **more,
    }
    command = (sys.executable, "-m", "reference_backend", "--port", "0", *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, env=environ, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    try:
        ready = await asyncio.wait_for(process.stdout.readline(), timeout=30)
        yield process, json.loads(ready)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def connect_ada(ready: Any) -> None:
    """Take Ada through a flow with the connection `X`, up to the acknowledgement."""
    ada = ready["people"][0]
    account = {"email": ada["email"], "password": ready["env"]["NAF_ADA_SECRET"]}
    async with ClientSession(ready["url"], cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.post("/api/v1/auth/sign-in", json=account) as answer:
            assert answer.status == 200
        start = {"provider": "outlook", "workspaceId": ada["workspaces"][0]}
        url = "/api/v1/integrations/nango/connect"
        async with browser.post(url, json=start) as answer:
            assert answer.status == 200
        raw = json.dumps(
            {
                "type": "auth",
                "operation": "creation",
                "success": True,
                "connectionId": "X",
                "providerConfigKey": "outlook",
                "tags": {"end_user_id": ada["id"], "workspaceid": ada["workspaces"][0]},
            }
        ).encode()
        mac = hmac.new(SIGNING_KEY.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"X-Nango-Hmac-Sha256": mac}
        async with browser.post(ready["webhook"], data=raw, headers=headers) as answer:
            assert answer.status == 200


async def _nobody_is_at_it(database_url: str) -> None:
    """Wait until the job has failed once and is put back, so that no lease is left to sit out."""
    database = Database(async_database_url(database_url))
    try:
        async with asyncio.timeout(10):
            while True:
                async with database.reading() as connection:
                    job = (await connection.execute(select(outbox))).one()
                if job.attempts and job.claim is None:
                    return
                await asyncio.sleep(0.01)
    finally:
        await database.close()


@on_both_stores
def test_a_kill_between_the_acknowledgement_and_the_sync_loses_nothing(
    database_url: str, nango_server: NangoServer
) -> None:
    """Restarted on the same database, the backend triggers the first sync, and once."""

    async def scenario() -> None:
        async with nango_server() as nango:
            # Every attempt of the first process fails, so it is killed before any success.
            nango.fail("POST /sync/trigger", 503)
            async with running(nango.url, "--database", database_url) as (process, ready):
                await connect_ada(ready)
                await _nobody_is_at_it(database_url)
                process.kill()
                await process.wait()
            succeeded = 0

            def answer() -> web.Response:
                nonlocal succeeded
                succeeded += 1
                return web.json_response({"success": True})

            nango.recover()
            nango.instead["POST /sync/trigger"] = answer
            before = len(nango.made("POST", "/sync/trigger"))
            async with running(nango.url, "--database", database_url) as (process, ready):
                await nango.saw("POST", "/sync/trigger", times=before + 1)
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), timeout=5) == 0

            assert succeeded == 1
            assert ready["env"] == {}

    asyncio.run(scenario())


def test_it_stops_promptly_and_logs_no_secret(nango_server: NangoServer) -> None:
    """SIGTERM ends it with 0; neither keys, tokens nor passwords are in what it wrote."""

    async def scenario() -> None:
        async with nango_server() as nango:
            secret = "a secret that Ada was given"
            async with running(nango.url, NAF_ADA_SECRET=secret) as (process, ready):
                assert set(ready["env"]) == {"NAF_GRACE_SECRET", "NAF_MALLORY_SECRET"}
                await connect_ada({**ready, "env": {"NAF_ADA_SECRET": secret}})
                await nango.saw("POST", "/sync/trigger")

                process.send_signal(signal.SIGTERM)
                _, log = await asyncio.wait_for(process.communicate(), timeout=5)

            assert process.returncode == 0
            text = log.decode()
            assert "/api/webhooks/nango/email 200" in text
            for hidden in (API_KEY, SIGNING_KEY, secret, "nango_connect_session_", "@"):
                assert hidden[:8] not in text

    asyncio.run(scenario())


def test_its_database_may_be_said_by_a_variable(nango_server: NangoServer, tmp_path: Path) -> None:
    """So that who starts it with a command of their own need not know its options."""

    async def scenario() -> None:
        place = tmp_path / "said.db"
        said = {"REFERENCE_DATABASE": f"sqlite:///{place}"}
        async with nango_server() as nango, running(nango.url, **said):
            assert place.exists()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--port", "0", "--database", "sqlite:////nowhere/at/all.db"), "is not there"),
        (("--port", "0", "--database", "mysql://a@b/c"), "not supported"),
        (("--port", "70000"), "--port"),
        (("--host", "192.0.2.1", "--port", "1"), "cannot listen"),
    ],
)
def test_a_start_that_cannot_be_says_why(arguments: tuple[str, ...], complaint: str) -> None:
    """It exits with 2 and one sentence, not with a traceback."""

    async def scenario() -> None:
        given = {
            "NANGO_HOST": "http://127.0.0.1:3003",
            "NANGO_SECRET_KEY": API_KEY,
            "NANGO_WEBHOOK_SIGNING_KEY": SIGNING_KEY,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "reference_backend", *arguments),
            env={**os.environ, **given},
            cwd=ROOT,
            stdout=PIPE,
            stderr=PIPE,
        )
        _, said = await process.communicate()

        assert process.returncode == 2
        assert complaint in said.decode()
        assert "Traceback" not in said.decode()

    asyncio.run(scenario())


def test_a_start_without_its_settings_names_all_of_them() -> None:
    """It exits with 2 and says everything that is missing at once."""

    async def scenario() -> None:
        environ = {name: v for name, v in os.environ.items() if not name.startswith("NANGO_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "reference_backend", "--port", "0"),
            env=environ,
            cwd=ROOT,
            stdout=PIPE,
            stderr=PIPE,
        )
        out, complaint = await process.communicate()

        assert process.returncode == 2
        assert out == b""
        for name in ("NANGO_HOST", "NANGO_SECRET_KEY", "NANGO_WEBHOOK_SIGNING_KEY"):
            assert name in complaint.decode()

    asyncio.run(scenario())
