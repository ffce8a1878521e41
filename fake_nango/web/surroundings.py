"""What the pages, the provider and the mail API need of the world, and no more."""

from __future__ import annotations

from typing import Protocol

from fake_nango.mailbox import Mailroom
from fake_nango.provider import Provider


class Addresses(Protocol):
    """Where the fake can be reached."""

    @property
    def api(self) -> str:
        """The URL of Nango's API, without a slash at the end."""


class Surroundings(Protocol):
    """The part of the world that a browser sees beside Nango's API."""

    @property
    def provider(self) -> Provider:
        """The built-in OAuth provider."""

    @property
    def mailroom(self) -> Mailroom:
        """The mailboxes of its accounts."""

    @property
    def urls(self) -> Addresses:
        """Where the listeners are."""
