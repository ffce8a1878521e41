"""The keys of a webhook's environment, and what else there is that a receiver might mix up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from fake_nango.forgery import UUID_LENGTH, Keys
from fake_nango.parcel import Message
from fake_nango.world import Environment, World


def keys_of(
    world: World, environment: Environment, message: Message, length: int = UUID_LENGTH
) -> Keys:
    """Return what a webhook is forged with; a second environment is made up if there is none."""
    others = (each for each in world.environments.values() if each is not environment)
    other = next(others, None)
    signing = environment.webhook_signing_key
    elsewhere = str(uuid.uuid5(uuid.NAMESPACE_OID, f"another environment than {signing}"))
    return Keys(
        signing=signing,
        api=environment.secret_key,
        stranger=elsewhere if other is None else other.webhook_signing_key,
        integration=_other(environment.integrations, message.integration),
        environment="" if other is None else other.name,
        connection=_other(_connections(world, environment, message), message.connection),
        person=_other(_people(world, environment), message.person),
        length=length,
    )


def _people(world: World, environment: Environment) -> Iterator[str | None]:
    for session in world.store.sessions.values():
        if session.environment == environment.name:
            yield session.person
    for connection in world.store.connections.values():
        if connection.environment == environment.name:
            yield connection.person


def _connections(world: World, environment: Environment, message: Message) -> Iterator[str]:
    # The newest first: a test speaks of what it has just made.
    for each in reversed(world.store.connections.values()):
        if each.environment == environment.name and each.person != message.person:
            yield each.connection_id


def _other(names: Iterable[str | None], own: str | None) -> str:
    """Return the first name that there is beside one's own."""
    return next((each for each in names if each and each != own), "")
