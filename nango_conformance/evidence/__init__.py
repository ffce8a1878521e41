"""
What was said and seen, redacted on the way in.

The transport records every exchange itself, so that no step can forget to; secrets are
looked for before they are redacted, and never stored.
"""

from nango_conformance.evidence.exchange import Exchange, Flood
from nango_conformance.evidence.heard import Heard, Matter, Slip, Source, listen, shows_trace
from nango_conformance.evidence.lag import Lag, Timed
from nango_conformance.evidence.leaks import Canary, Leak, find_leaks
from nango_conformance.evidence.leaves import (
    leaves,
    looks_like_link,
    looks_like_moment,
    looks_like_token,
    named,
    places,
)
from nango_conformance.evidence.ledger import SIGHT_LIMIT, Entry, Ledger, Unkept, finished
from nango_conformance.evidence.nouns import (
    Account,
    Call,
    Hook,
    Issued,
    Link,
    LinkState,
    Note,
    Reading,
    call_mark,
    session_mark,
    webhook_mark,
)
from nango_conformance.evidence.redaction import SESSION_TOKEN, Redactor
from nango_conformance.evidence.sight import Sight
from nango_conformance.evidence.title import found_by, spoken_of

__all__ = [
    "SESSION_TOKEN",
    "SIGHT_LIMIT",
    "Account",
    "Call",
    "Canary",
    "Entry",
    "Exchange",
    "Flood",
    "Heard",
    "Hook",
    "Issued",
    "Lag",
    "Leak",
    "Ledger",
    "Link",
    "LinkState",
    "Matter",
    "Note",
    "Reading",
    "Redactor",
    "Sight",
    "Slip",
    "Source",
    "Timed",
    "Unkept",
    "call_mark",
    "find_leaks",
    "finished",
    "found_by",
    "leaves",
    "listen",
    "looks_like_link",
    "looks_like_moment",
    "looks_like_token",
    "named",
    "places",
    "session_mark",
    "shows_trace",
    "spoken_of",
    "webhook_mark",
]
