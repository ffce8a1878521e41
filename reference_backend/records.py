"""One page of Nango's records, read at the edge into mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reference_backend.domain import Mail
from reference_backend.errors import NangoError

_LONGEST_ID: Final = 255
_LONGEST_TEXT: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The mails of a page, None for one that was deleted, and where to go on."""

    mails: tuple[tuple[str, Mail | None], ...]
    next_cursor: str | None
    last_cursor: str | None


def read_page(answer: object) -> Page:
    """Return what the answer to `GET /records` holds; a record without an id is passed over."""
    match answer:
        case {"records": list(records), **rest}:
            found = [record for record in records if isinstance(record, Mapping)]
            return Page(
                mails=tuple(_entry(record) for record in found if _id(record)),
                next_cursor=_text(rest.get("next_cursor")),
                last_cursor=_text(_about(found[-1]).get("cursor")) if found else None,
            )
    raise NangoError("Nango's answer holds no records.")


def _entry(record: Mapping[str, Any]) -> tuple[str, Mail | None]:
    record_id = _id(record)
    about = _about(record)
    if about.get("last_action") == "DELETED" or about.get("deleted_at"):
        return record_id, None
    return record_id, Mail(
        record_id=record_id,
        sender=_text(record.get("sender")),
        subject=_text(record.get("subject")),
        sent_at=_text(record.get("date")),
        body=_text(record.get("body")),
    )


def _about(record: Mapping[str, Any]) -> Mapping[str, Any]:
    about = record.get("_nango_metadata")
    return about if isinstance(about, Mapping) else {}


def _id(record: Mapping[str, Any]) -> str:
    record_id = _text(record.get("id")) or ""
    return record_id if len(record_id) <= _LONGEST_ID else ""


def _text(value: object) -> str | None:
    """Mails hold anything; PostgreSQL takes no NUL, and no encoding takes half a surrogate."""
    if not isinstance(value, str):
        return None
    return value[:_LONGEST_TEXT].replace("\0", "").encode("utf-8", "replace").decode()
