"""
Ada, Grace and Mallory, who are there from the start.

Ada is in two workspaces and Grace in one of them; Mallory is outside. Their ids never
change, so that a description of this backend can name them; the rest of their names and
the names of the workspaces come from a seed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from reference_backend.backend import Backend
from reference_backend.domain import Person
from reference_backend.passwords import hash_password
from reference_backend.store import people

W1: Final = "workspace1workspace1worksp"
W2: Final = "workspace2workspace2worksp"
W3: Final = "workspace3workspace3worksp"

_FAMILIES: Final = (
    "Abbott", "Barnes", "Castillo", "Dudley", "Ellison", "Farrell", "Goodwin", "Hendrix",
    "Ibarra", "Jennings", "Kaufman", "Lambert", "Mayer", "Novak", "Osborne", "Pham",
)  # fmt: skip
_COMPANIES: Final = (
    "Birch Freight", "Copper Lane", "Dale and Sons", "Eastgate Foods", "Fern Optics",
    "Grove Textiles", "Harbour Tools", "Iron Bridge", "Juniper Press", "Kestrel Maps",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who is to be there, and where they belong: ids of workspaces and their names."""

    person: Person
    variable: str
    workspaces: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Who is there, for the ready line, and the passwords that were made up for them."""

    people: tuple[dict[str, Any], ...]
    passwords: Mapping[str, str]


def accounts(seed: int) -> tuple[Account, ...]:
    """Return the three accounts, with the names that belong to a seed."""
    dice = Random(seed)  # noqa: S311 - a name is no secret
    companies = dict(zip((W1, W2, W3), dice.sample(_COMPANIES, 3), strict=True))

    def account(first: str, workspaces: tuple[str, ...]) -> Account:
        key = first.lower()
        person = Person(
            id=(key * 26)[:26], email=f"{key}@example.com", name=f"{first} {dice.choice(_FAMILIES)}"
        )
        return Account(
            person=person,
            variable=f"NAF_{first.upper()}_SECRET",
            workspaces={workspace: companies[workspace] for workspace in workspaces},
        )

    return account("Ada", (W1, W2)), account("Grace", (W1,)), account("Mallory", (W3,))


async def plant(backend: Backend, seed: int, environ: Mapping[str, str]) -> Planted:
    """
    Make whoever is missing.

    Somebody who is there already keeps the name, and the password unless one is given.
    """
    shown: list[dict[str, Any]] = []
    made_up: dict[str, str] = {}
    for account in accounts(seed):
        given = environ.get(account.variable)
        password = given or secrets.token_urlsafe(18)
        is_new = await _plant_one(backend, account, password, renew=given is not None)
        if is_new and given is None:
            made_up[account.variable] = password
        person = account.person
        shown.append(
            {
                "name": person.name,
                "email": person.email,
                "id": person.id,
                "workspaces": list(account.workspaces),
            }
        )
    return Planted(people=tuple(shown), passwords=made_up)


async def _plant_one(backend: Backend, account: Account, password: str, *, renew: bool) -> bool:
    hashed = await asyncio.to_thread(hash_password, password, backend.settings.scrypt_n)

    async def unit(connection: AsyncConnection) -> bool:
        known = await people.person_by_id(connection, account.person.id)
        if known is None:
            await people.add_person(connection, account.person, hashed, backend.now())
        elif renew:
            await people.set_password(connection, account.person.id, hashed)
        await _join(backend, connection, account)
        return known is None

    return await backend.database.write(unit)


async def _join(backend: Backend, connection: AsyncConnection, account: Account) -> None:
    now = backend.now()
    for place, (workspace_id, name) in enumerate(account.workspaces.items()):
        # The first workspace is the oldest membership.
        joined_at = now + timedelta(microseconds=place)
        if await people.workspace_exists(connection, workspace_id):
            await people.add_member(connection, workspace_id, account.person.id, joined_at)
        else:
            await people.add_workspace(
                connection, name, account.person, joined_at, workspace_id=workspace_id
            )
