"""
Rules for the fields that several of Nango's endpoints share: ids, tags, end users, URLs.

(Nango 0.71.4, validation and tag schemas)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from fake_nango.rules import (
    Issues,
    Path,
    Rule,
    email,
    is_email,
    issue,
    optional,
    record,
    shape,
    text,
)

LONGEST = 255
MOST_TAGS = 10
LONGEST_TAG_KEY = 64
EMAIL_TAG = "end_user_email"

INTEGRATION_KEY: Final = re.compile(r"[a-zA-Z0-9~:.@ _-]+")
CONNECTION_ID: Final = re.compile(r"[a-zA-Z0-9,.;:=+~[\]|@${}\"'\\/_ -]+")
TAG_KEY: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9_\-./]*")

integration_key: Final = text(
    most=LONGEST, pattern=INTEGRATION_KEY, shown="/^[a-zA-Z0-9~:.@ _-]+$/"
)
connection_id: Final = text(
    most=LONGEST,
    pattern=CONNECTION_ID,
    shown="/^[a-zA-Z0-9,.;:=+~[\\]|@${}\"'\\\\/_ -]+$/",
)

_VENDOR_DOMAIN = "nango.dev"
_NOT_A_URL = ("invalid_union", "Invalid input")
_VENDORS_URL = ("custom", "Webhook URLs cannot point to Nango's domain (nango.dev).")
_DENIED_URL = ("custom", "This webhook URL is not allowed.")


def _tag_map(least: int) -> Rule:
    too_long = f"Tag values must be at most {LONGEST} characters"
    value = text(least=least, most=LONGEST, too_long=too_long)
    entries = record(TAG_KEY, value, longest_key=LONGEST_TAG_KEY)

    def check(found: Any, path: Path, issues: Issues) -> None:
        before = len(issues)
        entries(found, path, issues)
        # The whole map is looked at only when each of its entries is right.
        if len(issues) == before and found:
            _check_tags(found, path, issues)

    return check


def _check_tags(tags: Mapping[str, str], path: Path, issues: Issues) -> None:
    if len(tags) > MOST_TAGS:
        message = f"Tags cannot contain more than {MOST_TAGS} keys"
        issues.append(issue("custom", message, path))
        return
    seen = set()
    for key, value in tags.items():
        lowered = key.lower()
        if lowered in seen:
            message = f'Duplicate tag key after case normalization: "{lowered}"'
            issues.append(issue("custom", message, path))
        seen.add(lowered)
        if lowered == EMAIL_TAG and not is_email(value):
            message = f'Tag "{EMAIL_TAG}" must be a valid email'
            issues.append(issue("custom", message, path))


tags: Final = _tag_map(least=1)
# Values of an end user's own tags may be empty.
end_user_tags: Final = _tag_map(least=0)

end_user: Final = shape(
    {
        "id": text(least=1, most=LONGEST),
        "email": optional(email),
        "display_name": optional(text(most=LONGEST)),
        "tags": optional(end_user_tags),
    }
)
organization: Final = shape(
    {"id": text(most=LONGEST), "display_name": optional(text(most=LONGEST))}
)


def url_problem(value: Any) -> tuple[str, str] | None:
    """
    Say what is wrong with a webhook URL, as code and message.

    Unlike Nango's, the fake's policy lets loopback and private addresses pass: that is
    where tests live.
    """
    if value == "":
        return None
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or not parts.scheme or not parts.hostname:
        return _NOT_A_URL
    host = parts.hostname.lower()
    if host == _VENDOR_DOMAIN or host.endswith(f".{_VENDOR_DOMAIN}"):
        return _VENDORS_URL
    return None if parts.scheme in {"http", "https"} else _DENIED_URL


def webhook_url(value: Any, path: Path, issues: Issues) -> None:
    """Require a URL that webhooks may be sent to, or an empty text."""
    problem = url_problem(value)
    if problem is not None:
        issues.append(issue(*problem, path))
