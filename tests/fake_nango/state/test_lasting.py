"""What a fake with `--state` is after a restart: what it was before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fake_nango.lasting.tables import TABLES
from fake_nango.server import FakeNango
from fake_nango.settings import ActionSettings, default_settings
from fake_nango.syncs import SyncState
from tests.fake_nango.state.conftest import Start
from tests.fake_nango.state.living import found, lived


def test_keys_sessions_connections_and_records_are_there_again(start: Start) -> None:
    """The developer's backend goes on with the same keys and ids."""
    first = start()
    token, cid = first.session("grace"), first.connect("ada")
    first.call(
        "POST",
        "/sync/trigger",
        json={"syncs": ["emails"], "provider_config_key": "outlook", "connection_id": cid},
    )
    assert first.control.settle(quiet_s=0.02).settled
    before = read(first, cid)
    first.stop()

    again = start()

    assert again.line["environments"] == first.line["environments"]
    assert read(again, cid) == before
    assert len(before["records"]) >= 20
    assert again.call("GET", "/connect/session", token).json()["data"]["endUser"]["id"] == "grace"
    assert again.control.approve(token).outcome == "connected"


def read(fake: Any, cid: str) -> dict[str, Any]:
    """Read what an application can read of a connection with Outlook."""
    shown = fake.call("GET", f"/connections/{cid}?provider_config_key=outlook&refresh_token=true")
    headers = {"Authorization": f"Bearer {fake.key}", "Connection-Id": cid}
    import requests

    found = requests.get(
        f"{fake.api}/records?model=Email",
        headers={**headers, "Provider-Config-Key": "outlook"},
        timeout=10,
    )
    without = {k: v for k, v in shown.json().items() if k != "last_fetched_at"}
    return {"connection": without, "records": found.json()["records"]}


def test_a_token_can_be_refreshed_after_a_crash(start: Start) -> None:
    """The built-in provider remembers what it has granted."""
    first = start()
    cid = first.connect()
    first.kill()

    again = start()

    path = f"/connections/{cid}?provider_config_key=outlook"
    before = again.call("GET", path).json()["credentials"]["access_token"]
    fresh = again.call("GET", f"{path}&force_refresh=true")
    assert fresh.status_code == 200
    assert fresh.json()["credentials"]["access_token"] != before


def test_whoever_is_at_the_provider_may_come_back_after_a_crash(start: Start) -> None:
    """The attempt is remembered with its state and its verifier."""
    import requests

    first = start()
    token = first.session()
    path = f"/oauth/connect/outlook?connect_session_token={token}"
    location = requests.get(first.api + path, timeout=10, allow_redirects=False)
    query = location.headers["Location"].partition("?")[2]
    state = dict(pair.split("=", 1) for pair in query.split("&"))["state"]
    first.kill()

    again = start()

    answer = requests.get(
        f"{again.api}/oauth/callback?error=access_denied&state={state}", timeout=10
    )
    assert answer.status_code == 400
    (event,) = again.control.journal(kinds=("api",)).events
    assert event.person == "ada"


def test_what_was_changed_while_it_ran_stays_changed(start: Start) -> None:
    """By control and by the API alike; what was deleted stays deleted."""
    first = start()
    cid = first.connect()
    first.control.set_environment("dev", webhook_url="http://127.0.0.1:9/hook")
    first.control.put_action("outlook", "send", output={"sent": True})
    body = {
        "provider": "github",
        "unique_key": "mine",
        "credentials": {"client_id": "a", "client_secret": "b"},
    }
    assert first.call("POST", "/integrations", json=body).status_code == 200
    assert first.call("DELETE", "/integrations/slack").status_code == 200
    first.call("DELETE", f"/connections/{cid}?provider_config_key=outlook")
    first.kill()

    again = start()

    (environment,) = again.control.info().environments
    assert environment.webhook_url == "http://127.0.0.1:9/hook"
    assert set(environment.integrations) == {"outlook", "google-mail", "github", "mine"}
    assert again.control.connections() == ()
    scripts = again.call("GET", "/scripts/config").json()
    assert [each["name"] for one in scripts for each in one["actions"]] == ["send"]


def test_a_changed_configuration_wins_over_what_is_remembered(start: Start, tmp_path: Path) -> None:
    """What it leaves as it was is remembered; keys that it does not name stay the same."""
    config = tmp_path / "fake.toml"

    def configure(url: str, *keys: str) -> None:
        tables = "".join(
            f'[[environments.integrations]]\nunique_key = "{key}"\nprovider = "github"\n'
            for key in keys
        )
        config.write_text(f'[[environments]]\nname = "dev"\nwebhook_url = "{url}"\n{tables}')

    configure("http://127.0.0.1:1/a", "one", "two")
    first = start("--config", str(config))
    first.control.set_environment("dev", on_auth_creation=False)
    first.stop()
    configure("http://127.0.0.1:1/b", "two", "three")

    again = start("--config", str(config))

    (environment,) = again.control.info().environments
    assert environment.webhook_url == "http://127.0.0.1:1/b"
    assert set(environment.integrations) == {"two", "three"}
    assert environment.secret_key == first.key
    assert again.line["environments"] == first.line["environments"]


def test_a_reset_empties_the_file_too(start: Start) -> None:
    """Keys stay, as they do in memory."""
    first = start()
    token = first.session()
    first.connect()
    first.control.reset()
    first.kill()

    again = start()

    assert again.control.connections() == ()
    assert again.control.sessions() == ()
    assert again.call("GET", "/connect/session", token).status_code == 401
    assert again.key == first.key


def test_the_clock_goes_on_from_where_it_was_put(start: Start) -> None:
    """A session that had expired has not come alive again."""
    first = start()
    token = first.session()
    first.control.advance_clock(3600)
    first.kill()

    again = start()

    assert again.control.clock().offset_s == 3600
    assert again.call("GET", "/connect/session", token).status_code == 401


def test_half_a_character_does_not_keep_the_rest_from_lasting(start: Start) -> None:
    """JSON may hold half a surrogate pair, which no file in UTF-8 can."""
    first = start()
    tokens = (first.session("a\ud800b"), first.session("ada"))
    before = [first.call("GET", "/connect/session", each).content for each in tokens]
    first.kill()

    again = start()

    assert b"\xed\xa0\x80" in before[0]
    assert [again.call("GET", "/connect/session", each).content for each in tokens] == before


@pytest.mark.parametrize("depth", [450, 100_000])
def test_what_cannot_be_kept_is_not_acknowledged_and_stands_in_nobodys_way(
    tmp_path: Path, depth: int
) -> None:
    """Deep JSON lasts, and what is too deep to be written fails by itself."""
    settings = default_settings(seed=1)
    deep: Any = 1
    for _ in range(depth):
        deep = {"a": deep}

    async def live() -> bool:
        async with FakeNango(settings, state=tmp_path / "s") as fake:
            world = fake.world
            world.store.actions["dev", "deep"] = ActionSettings(name="deep", output=deep)
            try:
                world.save()
            except RecursionError:
                kept = False
            else:
                kept = True
            world.store.actions["dev", "usual"] = ActionSettings(name="usual")
            world.save()
            return kept

    kept = asyncio.run(live())

    names = [key for (_, key), _ in asyncio.run(found(settings, tmp_path / "s"))["actions"]]
    assert kept == (depth < 1_000)
    assert names == (["deep", "usual"] if kept else ["usual"])


def test_no_sync_runs_for_ever_because_the_fake_was_killed(tmp_path: Path) -> None:
    """Its run is gone with the process, and the next one may begin."""
    settings = default_settings(seed=1)
    key = (("dev", "outlook", "c"), "emails")

    async def live() -> None:
        async with FakeNango(settings, state=tmp_path / "s") as fake:
            fake.world.store.syncs[key] = SyncState(running=True, runs=3)
            fake.world.save()

    asyncio.run(live())

    ((where, state),) = asyncio.run(found(settings, tmp_path / "s"))["syncs"]
    assert where == key
    assert (state.running, state.runs) == (False, 3)


def test_every_store_and_every_member_of_its_values_lasts(tmp_path: Path) -> None:
    """A store that is forgotten here, or a value that is read otherwise, is found out."""
    settings = default_settings(seed=1)
    held = asyncio.run(lived(settings, tmp_path / "state"))

    restored = asyncio.run(found(settings, tmp_path / "state"))

    assert [name for name, entries in held.items() if not entries] == []
    assert restored == held


@pytest.mark.parametrize("store", [each.name for each in TABLES])
def test_a_store_of_the_world_is_watched_once(store: str) -> None:
    """Two tables of one name would overwrite each other in the file."""
    names: Mapping[str, Any] = {each.name: each for each in TABLES}

    assert len(names) == len(TABLES)
    assert store in names
