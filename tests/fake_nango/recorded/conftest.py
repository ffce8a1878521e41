"""A fake as the recorded Nango was set up, in a world that is the same for all rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
import requests

from fake_nango.client import Control
from fake_nango.server import run_in_thread
from fake_nango.settings import (
    ConnectionSettings,
    EnvironmentSettings,
    IntegrationSettings,
    Settings,
    SyncSettings,
)
from tests.fake_nango.recorded.outside import Outside, running
from tests.fake_nango.recorded.setups import PROVIDERS, Scene

NAMES: Final = ("dev", "two receivers", "silent", "no receiver", "small")


def _integrations(url: str) -> tuple[IntegrationSettings, ...]:
    crm = IntegrationSettings(
        unique_key="outlook",
        provider=PROVIDERS["outlook"],
        display_name="The CRM",
        auth_mode="OAUTH2",
        authorization_url=f"{url}/authorize",
        token_url=f"{url}/token",
        pkce=True,
        scopes="read,write",
        client_id="client-of-outlook",
        client_secret="secret-of-outlook",
        proxy_base_url=f"{url}/api",
    )
    refreshed = replace(
        crm,
        unique_key="google-mail",
        provider=PROVIDERS["google-mail"],
        token_url=f"{url}/token-short",
        refresh_url=f"{url}/refresh",
        pkce=False,
        default_scopes=("base.scope",),
        authorization_params={"response_type": "code", "access_type": "offline"},
    )
    subdomain = replace(
        crm,
        unique_key="zendesk",
        provider=PROVIDERS["zendesk"],
        authorization_url=f"{url}/${{connectionConfig.subdomain}}/authorize",
        connection_config={"subdomain": "^[a-z0-9-]+$"},
    )
    mailer = IntegrationSettings(
        unique_key="sendgrid",
        provider=PROVIDERS["sendgrid"],
        auth_mode="API_KEY",
        proxy_base_url=f"{url}/api",
        proxy_headers={"authorization": "Bearer ${apiKey}"},
        verification=f"GET {url}/api/verify",
    )
    keeper = IntegrationSettings(unique_key="basic", provider=PROVIDERS["basic"], auth_mode="BASIC")
    free = IntegrationSettings(unique_key="open", provider=PROVIDERS["open"])
    github = IntegrationSettings(unique_key="github", provider="github", scopes="read,write")
    return (crm, refreshed, subdomain, mailer, keeper, free, github)


def _settings(url: str) -> Settings:
    def environment(number: int, name: str) -> EnvironmentSettings:
        return EnvironmentSettings(
            name=name,
            uuid=f"0b1f1a5e-0000-4000-8000-00000000000{number}",
            secret_key=f"5ec2e70b-0000-4000-8000-00000000000{number}",
            webhook_signing_key=f"51917116-0000-4000-8000-00000000000{number}",
            webhook_url=f"{url}/hook",
            rate_limit=1000,
            integrations=_integrations(url),
        )

    dev, two, silent, nowhere, small = map(environment, range(len(NAMES)), NAMES)
    seeded = ConnectionSettings(
        connection_id="seeded",
        integration="outlook",
        credentials={"access_token": "mine"},
        syncs=(SyncSettings(name="contacts", model="Contact"),),
    )
    return Settings(
        environments=(
            replace(dev, connections=(seeded,)),
            replace(two, webhook_url_secondary=f"{url}/second-hook"),
            replace(silent, on_auth_creation=False),
            replace(nowhere, webhook_url=""),
            replace(small, rate_limit=2),
        )
    )


@pytest.fixture(scope="session")
def world_outside() -> Iterator[Outside]:
    """Run the world outside, for all rows of a worker."""
    with running() as outside:
        yield outside


@pytest.fixture
def scene(world_outside: Outside) -> Iterator[Scene]:
    """Start a fake of its own for each row."""
    outside = world_outside
    outside.arrivals.clear()
    outside.refuses_refresh = False
    outside.hook = [200]
    settings = _settings(outside.url)
    with (
        run_in_thread(settings) as fake,
        Control(fake.urls.control) as control,
        requests.Session() as http,
    ):
        http.trust_env = False
        found = Scene(
            urls=fake.urls,
            control=control,
            outside=outside,
            http=http,
            keys={each.name: each.secret_key for each in settings.environments},
        )
        found.known |= {"api": fake.urls.api, "ui": fake.urls.ui, "outside": outside.url}
        found.known |= {f"uuid_of_{each.name}": each.uuid for each in settings.environments}
        found.known |= {
            f"signs_{each.name}": each.webhook_signing_key for each in settings.environments
        }
        yield found
        if found.socket is not None:
            found.socket.rest()
