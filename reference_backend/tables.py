"""
The tables. Idempotency is theirs: what must not happen twice has a unique key.

`grand_central_connections` has the names of the columns that a Prisma schema would give
it; the others are plain.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
)
from sqlalchemy.ext.asyncio import AsyncConnection

metadata: Final = MetaData()


class Moment(TypeDecorator[datetime]):
    """A time that comes back with its zone, also from SQLite, which keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return UTC, said or not."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


users: Final = Table(
    "users",
    metadata,
    Column("id", String(26), primary_key=True),
    # Whoever has none signs in by another way than a password.
    Column("email", String(320)),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
Index("users_email", func.lower(users.c.email), unique=True)

sessions: Final = Table(
    "sessions",
    metadata,
    # The hash of what the cookie holds: who reads the table cannot sign in with it.
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

workspaces: Final = Table(
    "workspaces",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

members: Final = Table(
    "workspace_members",
    metadata,
    Column("workspace_id", ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("joined_at", Moment, nullable=False),
)

links: Final = Table(
    "grand_central_connections",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("userId", ForeignKey("users.id"), key="user_id", nullable=False),
    Column("workspaceId", ForeignKey("workspaces.id"), key="workspace_id", nullable=False),
    Column("provider", String(64), nullable=False),
    Column("providerConfigKey", String(255), key="integration", nullable=False),
    Column("status", String(32), nullable=False),
    # As long as Nango allows; NULL until there is one, so there is no placeholder that
    # could be taken for an id.
    Column("nangoConnectionId", String(255), key="connection_id"),
    Column("attemptExpiresAt", Moment, key="attempt_expires_at"),
    Column("createdAt", Moment, key="created_at", nullable=False),
    Column("activatedAt", Moment, key="activated_at"),
    Column("lastSyncAt", Moment, key="last_sync_at"),
    Column("lastError", Text, key="last_error"),
)
Index("one_link_per_owner", links.c.user_id, links.c.workspace_id, links.c.integration, unique=True)
Index("one_owner_per_connection", links.c.connection_id, links.c.integration, unique=True)

# Connections that a link once had. Late copies of their events must not bring them back.
retired: Final = Table(
    "retired_connections",
    metadata,
    Column("connection_id", String(255), primary_key=True),
    Column("integration", String(255), primary_key=True),
    Column("retired_at", Moment, nullable=False),
)

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("link_id", ForeignKey("grand_central_connections.id"), nullable=False, index=True),
    Column("connection_id", String(255), nullable=False),
    Column("integration", String(255), nullable=False),
    Column("model", String(255)),
    Column("state", String(16), nullable=False),
    # When it may be claimed. Claiming moves it to the end of the lease, so a job whose
    # worker died becomes due again by itself.
    Column("due_at", Moment, nullable=False),
    Column("claim", String(26)),
    Column("attempts", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("last_error", Text),
)
Index("outbox_due", outbox.c.state, outbox.c.due_at)

emails: Final = Table(
    "emails",
    metadata,
    # A record's id is the provider's, and two mailboxes may share one.
    Column("link_id", ForeignKey("grand_central_connections.id"), primary_key=True),
    Column("record_id", String(255), primary_key=True),
    Column("sender", Text),
    Column("subject", Text),
    Column("sent_at", Text),
    Column("body", Text),
)

sync_cursors: Final = Table(
    "sync_cursors",
    metadata,
    Column("link_id", ForeignKey("grand_central_connections.id"), primary_key=True),
    Column("model", String(255), primary_key=True),
    Column("cursor", Text, nullable=False),
)

unclaimed_events: Final = Table(
    "unclaimed_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("connection_id", String(255), nullable=False),
    Column("integration", String(255), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("received_at", Moment, nullable=False),
)


async def prepare_schema(connection: AsyncConnection) -> None:
    """Make the tables that are not there yet."""
    await connection.run_sync(metadata.create_all)
