"""
A fake Nango for the tests of any project: take `fake_nango`, and it runs.

pytest finds this module by its entry point. Nothing but pytest is imported before a test
asks for the fixture, so other tests do not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fake_nango.client import Control
    from fake_nango.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFake:
    """
    A fake Nango while a test runs: fresh, on ports of its own, with a client.

    `env` holds the variables that an application is usually configured with.
    """

    api: str
    connect_ui: str
    secret_key: str
    signing_key: str
    environment: str
    client: Control

    @property
    def env(self) -> dict[str, str]:
        """What an application must be given to talk to this fake."""
        return {
            "NANGO_HOST": self.api,
            "NANGO_SECRET_KEY": self.secret_key,
            "NANGO_WEBHOOK_SIGNING_KEY": self.signing_key,
        }

    def send_webhooks_to(self, url: str) -> None:
        """Say where the application takes webhooks."""
        self.client.set_environment(self.environment, webhook_url=url)


@pytest.fixture
def fake_nango_settings() -> Settings:
    """Set up what is there without a word: `dev` with outlook, google-mail, slack and github."""
    from fake_nango.settings import default_settings

    return default_settings()


@pytest.fixture
def fake_nango(fake_nango_settings: Settings) -> Iterator[RunningFake]:
    """Run a fake Nango in a thread, as long as the test."""
    from fake_nango.client import Control
    from fake_nango.server import run_in_thread

    first = fake_nango_settings.environments[0]
    with run_in_thread(fake_nango_settings) as fake, Control(fake.urls.control) as client:
        yield RunningFake(
            api=fake.urls.api,
            connect_ui=fake.urls.ui,
            secret_key=first.secret_key,
            signing_key=first.webhook_signing_key,
            environment=first.name,
            client=client,
        )
