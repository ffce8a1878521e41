"""
Mails that look lived in and are the same every time for the same account.

One mailbox has one list of mails, seen three ways: as Microsoft Graph lists them, as Gmail
lists them, and as the flat `Email` records that the fake's sync `emails` stores. A mail's
id comes from the account and its place in the mailbox, so it survives a restart.
"""

from __future__ import annotations

import base64
import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

SPAN: Final = timedelta(days=90)
FEWEST, MOST = 20, 40
VARIETY: Final = 60
READ, ATTACHED = 0.75, 0.15
REMEMBERED_MAILBOXES: Final = 64
SNIPPET_LENGTH: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mail address with the name of whoever has it."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One received message."""

    id: str
    thread: str
    sender: Address
    recipient: Address
    subject: str
    body: str
    received: datetime
    read: bool
    attachment: bool

    @property
    def snippet(self) -> str:
        """The first words of the body."""
        return self.body[:SNIPPET_LENGTH].replace("\n", " ")

    @property
    def labels(self) -> tuple[str, ...]:
        """The folders that the message is in, in Gmail's words."""
        return ("INBOX",) if self.read else ("INBOX", "UNREAD")

    @property
    def date(self) -> str:
        """When it was received, in RFC 3339 with whole seconds."""
        return self.received.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """All messages of one account, newest first."""

    owner: Address
    messages: tuple[Mail, ...]

    def message(self, mail_id: str) -> Mail | None:
        """Return the message with this id."""
        return next((mail for mail in self.messages if mail.id == mail_id), None)


class Mailroom:
    """
    The one place where mailboxes are made.

    Faker is asked once, with the first mailbox, for words that all of them share: to have it
    write every mail would cost more than all else that a connection does here.
    """

    def __init__(self) -> None:
        self._words: Words | None = None
        self._kept: dict[tuple[str, str, float], Mailbox] = {}

    def mailbox(self, seed: str, *, owner: str = "", now: float) -> Mailbox:
        """Return the mailbox of this seed, its mails in the 90 days before `now` (epoch s)."""
        key = (seed, owner, now)
        if key not in self._kept:
            if len(self._kept) >= REMEMBERED_MAILBOXES:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._fill(seed, owner or seed, datetime.fromtimestamp(now, UTC))
        return self._kept[key]

    def _fill(self, seed: str, owner: str, now: datetime) -> Mailbox:
        """Write all the mails of a mailbox."""
        if self._words is None:
            self._words = Words.found()
        chance = random.Random(f"mailbox of {seed}")  # noqa: S311 - seeded so that it repeats
        address = owner if "@" in owner else f"{owner[:64]}@provider.example"
        person = Address(name=address.partition("@")[0].replace(".", " ").title(), address=address)
        ages = sorted(SPAN * chance.random() for _ in range(chance.randint(FEWEST, MOST)))
        mails = tuple(
            write_mail(self._words, chance, f"{seed}\n{number}", to=person, received=now - age)
            for number, age in enumerate(ages)
        )
        return Mailbox(owner=person, messages=mails)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What mails are put together from: the same in every process."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    subjects: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @classmethod
    def found(cls) -> Words:
        """Ask Faker, which is imported only now: it takes longer than the start of the fake."""
        from faker import Faker

        faker = Faker("en_GB")
        faker.seed_instance("the words of all mailboxes")
        return cls(
            first_names=tuple(faker.first_name() for _ in range(VARIETY)),
            last_names=tuple(faker.last_name() for _ in range(VARIETY)),
            subjects=tuple(faker.catch_phrase() for _ in range(VARIETY)),
            paragraphs=tuple(faker.paragraph() for _ in range(VARIETY)),
        )


def write_mail(
    words: Words, chance: random.Random, identity: str, *, to: Address, received: datetime
) -> Mail:
    """Write one mail; the same words for the same chance."""
    digest = hashlib.sha256(identity.encode()).hexdigest()
    first, last = chance.choice(words.first_names), chance.choice(words.last_names)
    sender = Address(
        name=f"{first} {last}",
        # RFC 2606: nobody has an address in this domain.
        address=f"{first}.{last}@example.com".lower().replace(" ", ""),
    )
    paragraphs = "\n\n".join(chance.choice(words.paragraphs) for _ in range(2))
    return Mail(
        id=digest[:16],
        thread=digest[16:32],
        sender=sender,
        recipient=to,
        subject=chance.choice(words.subjects),
        body=f"Hello,\n\n{paragraphs}\n\nKind regards\n{first}",
        received=received.replace(microsecond=0),
        read=chance.random() < READ,
        attachment=chance.random() < ATTACHED,
    )


def records(box: Mailbox) -> list[dict[str, object]]:
    """Return the mails as the records of a sync with the model `Email`, oldest first."""
    return [record(mail) for mail in reversed(box.messages)]


def record(mail: Mail) -> dict[str, object]:
    """Return one mail as a flat record."""
    return {
        "id": mail.id,
        "threadId": mail.thread,
        "from": str(mail.sender),
        "to": str(mail.recipient),
        "subject": mail.subject,
        "date": mail.date,
        "snippet": mail.snippet,
        "body": mail.body,
        "labels": list(mail.labels),
        "isRead": mail.read,
        "hasAttachments": mail.attachment,
    }


def graph_message(mail: Mail) -> dict[str, object]:
    """Return one mail as Microsoft Graph does (resource type `message`, v1.0)."""
    return {
        "id": mail.id,
        "conversationId": mail.thread,
        "receivedDateTime": mail.date,
        "sentDateTime": mail.date,
        "internetMessageId": f"<{mail.id}@example.com>",
        "subject": mail.subject,
        "bodyPreview": mail.snippet,
        "importance": "normal",
        "isRead": mail.read,
        "isDraft": False,
        "hasAttachments": mail.attachment,
        "body": {"contentType": "text", "content": mail.body},
        "from": graph_recipient(mail.sender),
        "sender": graph_recipient(mail.sender),
        "toRecipients": [graph_recipient(mail.recipient)],
        "ccRecipients": [],
        "bccRecipients": [],
    }


def graph_recipient(address: Address) -> dict[str, object]:
    """Return an address as Microsoft Graph nests it."""
    return {"emailAddress": {"name": address.name, "address": address.address}}


def gmail_reference(mail: Mail) -> dict[str, object]:
    """Return one mail as Gmail lists it: its two ids and nothing else."""
    return {"id": mail.id, "threadId": mail.thread}


def gmail_message(mail: Mail) -> dict[str, object]:
    """Return one mail as Gmail does (`users.messages`, format full)."""
    raw = mail.body.encode()
    return {
        **gmail_reference(mail),
        "labelIds": list(mail.labels),
        "snippet": mail.snippet,
        "historyId": str(int(mail.received.timestamp())),
        "internalDate": str(int(mail.received.timestamp()) * 1000),
        "sizeEstimate": len(raw) + 512,
        "payload": {
            "partId": "",
            "mimeType": "text/plain",
            "filename": "",
            "headers": [{"name": name, "value": value} for name, value in headers(mail)],
            "body": {"size": len(raw), "data": base64.urlsafe_b64encode(raw).decode("ascii")},
        },
    }


def headers(mail: Mail) -> tuple[tuple[str, str], ...]:
    """Return the message's own headers (RFC 5322)."""
    return (
        ("From", str(mail.sender)),
        ("To", str(mail.recipient)),
        ("Subject", mail.subject),
        ("Date", format_datetime(mail.received)),
        ("Message-ID", f"<{mail.id}@example.com>"),
    )
