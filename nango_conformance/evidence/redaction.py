"""
Secrets are replaced by labels before anything is stored.

Two nets: the secrets that the run knows (its keys, its people's passwords) by value, and
the places where secrets stand in this protocol (headers, JSON members, form and query
fields, Nango's token format) by pattern. A label ends in six characters of a digest, so
that a reader still sees whether two secrets were the same.
"""

from __future__ import annotations

import hashlib
import json
import re
import urllib.parse
from collections.abc import Mapping
from typing import Final

from nango_conformance.evidence.spotting import Spotter

_MEMBERS: Final = (
    "access_token|refresh_token|id_token|client_secret|code_verifier|password|secret|apiKey"
    "|secret_key|webhook_signing_key|session_token|connect_session_token|sessionToken|token"
)

SESSION_TOKEN: Final = re.compile(r"nango_connect_session_[0-9a-fA-F]{8,}")
"""What every session token of Nango's looks like."""

_PATTERNS: Final = (
    re.compile(rf"(?P<keep>)(?P<hide>{SESSION_TOKEN.pattern})"),
    re.compile(rf'(?P<keep>(?<!\\)"(?:{_MEMBERS})"\s*:\s*")(?P<hide>(?:\\.|[^"\\])+)'),
    # The same inside a JSON string, where its quotes are escaped.
    re.compile(rf'(?P<keep>\\"(?:{_MEMBERS})\\"\s*:\s*\\")(?P<hide>(?:\\[^"]|[^"\\])+)'),
    re.compile(
        rf"(?P<keep>(?:^|[?&\s>])(?:{_MEMBERS}|code)=)(?P<hide>‹[^›]*›|[^&\s]+)", re.MULTILINE
    ),
    re.compile(
        r"(?P<keep>^[<> ]*(?:authorization|cookie|proxy-authorization|x-api-key)\s*:\s*"
        r"(?:bearer |basic )?)(?P<hide>\S.*)$",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(
        r"(?P<keep>^[<> ]*set-cookie\s*:\s*[^=;\s]+=)(?P<hide>‹[^›]*›|[^;\s]+)",
        re.IGNORECASE | re.MULTILINE,
    ),
)
"""Where a secret may stand: a text that is kept, and what follows it that is not."""

LABEL: Final = re.compile(r"‹[^‹›]+›")
"""What a hidden secret looks like; a label is never hidden again."""


class Redactor:
    """Hides what must not be stored; callable on any text."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._spotter = Spotter()

    def learn(self, name: str, secret: str) -> None:
        """Hide this value wherever it stands, under that name; empty values are ignored."""
        if secret:
            label = _label(name, secret)
            self._names[secret] = name
            self.take(dict.fromkeys(_spellings(secret), label))

    @property
    def known(self) -> Mapping[str, str]:
        """Every spelling of a secret and its label, in the order in which they became known."""
        return self._known

    def take(self, known: Mapping[str, str]) -> None:
        """Hide what another has found out, too."""
        for spelling in known.keys() - self._known.keys():
            self._spotter.add(spelling)
        self._known.update(known)

    def called(self, *names: str) -> tuple[str, ...]:
        """Return the secrets that were learnt under one of these names."""
        return tuple(secret for secret, name in self._names.items() if name in names)

    def __call__(self, text: str) -> str:
        """Return the text without its secrets."""
        text = self.again(text)
        for pattern in _PATTERNS:
            text = pattern.sub(_hidden, text)
        return text

    def again(self, text: str) -> str:
        """Return a text that was cleaned before without what has become known since."""
        for secret in self._spotter.found(text):
            text = text.replace(secret, self._known[secret])
        return text


def _spellings(secret: str) -> set[str]:
    """Return how a secret is written in text, in JSON and in an address."""
    in_json = (json.dumps(secret), json.dumps(secret, ensure_ascii=False))
    in_address = (urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret, safe=""))
    plain = {secret, *(text[1:-1] for text in in_json), *in_address}
    # PHP writes a slash in JSON with a backslash before it.
    return plain | {text.replace("/", "\\/") for text in plain}


def _hidden(found: re.Match[str]) -> str:
    hide = found.group("hide")
    if LABEL.fullmatch(hide):
        return found.group(0)
    name = "session token" if hide.startswith("nango_connect_session_") else "secret"
    return found.group("keep") + _label(name, hide)


def _label(name: str, secret: str) -> str:
    return f"‹{name} {hashlib.sha256(secret.encode()).hexdigest()[:6]}›"
