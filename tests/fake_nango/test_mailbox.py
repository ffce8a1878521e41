"""Mailboxes repeat for the same account and differ between accounts."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta

from fake_nango.mailbox import (
    Mailroom,
    gmail_message,
    gmail_reference,
    graph_message,
    record,
    records,
)

NOW = 1_790_000_000.0


def test_the_same_account_has_the_same_mails() -> None:
    """Two fakes, or one started twice, show the same."""
    assert Mailroom().mailbox("ada@a.example", now=NOW) == Mailroom().mailbox(
        "ada@a.example", now=NOW
    )


def test_what_was_asked_before_does_not_matter() -> None:
    """A mailbox is the same whether or not another was filled before it."""
    room = Mailroom()
    room.mailbox("grace@a.example", now=NOW)

    assert room.mailbox("ada@a.example", now=NOW) == Mailroom().mailbox("ada@a.example", now=NOW)


def test_two_accounts_share_no_mail() -> None:
    """Whoever sees another person's mail sees an id that is not theirs."""
    room = Mailroom()
    ada = {mail.id for mail in room.mailbox("ada@a.example", now=NOW).messages}
    grace = {mail.id for mail in room.mailbox("grace@a.example", now=NOW).messages}

    assert not ada & grace


def test_mails_are_of_the_last_ninety_days_newest_first() -> None:
    """Dates are spread over the window and sorted."""
    messages = Mailroom().mailbox("ada@a.example", now=NOW).messages
    dates = [mail.received for mail in messages]
    now = datetime.fromtimestamp(NOW, UTC)

    assert 20 <= len(messages) <= 40
    assert dates == sorted(dates, reverse=True)
    assert all(now - timedelta(days=90, seconds=1) <= date <= now for date in dates)
    assert dates[0] - dates[-1] > timedelta(days=45)


def test_time_moves_dates_and_not_ids() -> None:
    """A later `now` shows the same mails at later dates."""
    room = Mailroom()
    early = room.mailbox("ada@a.example", now=NOW).messages
    late = room.mailbox("ada@a.example", now=NOW + 60).messages

    assert [mail.id for mail in early] == [mail.id for mail in late]
    assert late[0].received - early[0].received == timedelta(seconds=60)


def test_a_mailbox_can_be_seeded_by_a_connection() -> None:
    """What is no address still gets one, for the recipient."""
    box = Mailroom().mailbox("8a4ac1f7", now=NOW)

    assert box.owner.address == "8a4ac1f7@provider.example"
    assert Mailroom().mailbox("8a4ac1f7", owner="ada@a.example", now=NOW).owner.name == "Ada"


def test_a_message_is_found_by_its_id() -> None:
    """The id finds the mail, another id finds nothing."""
    box = Mailroom().mailbox("ada@a.example", now=NOW)
    mail = box.messages[3]

    assert box.message(mail.id) is mail
    assert box.message("nothing") is None


def test_nobody_real_is_written_to() -> None:
    """Senders are in a reserved domain (RFC 2606)."""
    box = Mailroom().mailbox("ada@a.example", now=NOW)

    assert all(mail.sender.address.endswith("@example.com") for mail in box.messages)


def test_records_are_flat_and_oldest_first() -> None:
    """A record has the fields that a sync stores, the date in RFC 3339."""
    box = Mailroom().mailbox("ada@a.example", now=NOW)
    flat = records(box)

    assert flat[0] == record(box.messages[-1])
    assert set(flat[0]) == {
        "id", "threadId", "from", "to", "subject", "date", "snippet", "body", "labels",
        "isRead", "hasAttachments",
    }  # fmt: skip
    assert flat[0]["to"] == "Ada <ada@a.example>"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(flat[0]["date"]))


def test_graph_and_gmail_show_the_same_mail() -> None:
    """One mail has one id, one subject and one text in both shapes."""
    mail = Mailroom().mailbox("ada@a.example", now=NOW).messages[0]
    graph, gmail = graph_message(mail), gmail_message(mail)
    payload = gmail["payload"]
    assert isinstance(payload, dict)
    headers = {each["name"]: each["value"] for each in payload["headers"]}

    assert graph["id"] == gmail["id"] == mail.id
    assert graph["subject"] == headers["Subject"] == mail.subject
    assert graph["body"] == {"contentType": "text", "content": mail.body}
    assert base64.urlsafe_b64decode(payload["body"]["data"]).decode() == mail.body
    assert gmail_reference(mail) == {"id": mail.id, "threadId": mail.thread}


def test_an_unread_mail_says_so() -> None:
    """Gmail says it by a label, Graph by a flag."""
    box = Mailroom().mailbox("ada@a.example", now=NOW)
    unread = next(mail for mail in box.messages if not mail.read)

    assert unread.labels == ("INBOX", "UNREAD")
    assert graph_message(unread)["isRead"] is False


def test_the_mailroom_remembers_a_bounded_number() -> None:
    """A soak with many accounts does not grow it."""
    room = Mailroom()
    for number in range(70):
        room.mailbox(f"{number}@a.example", now=NOW)

    assert len(room._kept) == 64
