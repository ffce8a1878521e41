"""Organisations, their members, and the tokens by which members are recognised."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """Somebody who is signed in, and the one organisation for which she acts."""

    id: str
    organisation: str
    organisation_name: str


def found_organisation(db: sqlite3.Connection, name: str) -> str:
    """Write down a new organisation and return its id."""
    organisation = str(uuid.uuid4())
    db.execute("insert into organisations (id, name) values (?, ?)", (organisation, name))
    return organisation


def add_member(db: sqlite3.Connection, organisation: str, email: str) -> tuple[str, str]:
    """Write down a new member and return her id and her token, which is not kept."""
    member, token = str(uuid.uuid4()), secrets.token_urlsafe(32)
    db.execute(
        "insert into members (id, organisation_id, email, token_hash) values (?, ?, ?, ?)",
        (member, organisation, email, _hash(token)),
    )
    return member, token


def by_token(db: sqlite3.Connection, token: str) -> Member | None:
    """Return the member whose token this is."""
    row = db.execute(
        """
        select members.id, organisation_id, name from members
          join organisations on organisations.id = organisation_id where token_hash = ?
        """,
        (_hash(token),),
    ).fetchone()
    return None if row is None else Member(row["id"], row["organisation_id"], row["name"])


def _hash(token: str) -> str:
    # The token is 256 random bits: a plain digest cannot be guessed back, as a password's can.
    return hashlib.sha256(token.encode()).hexdigest()
