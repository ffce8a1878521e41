"""
Secrets are replaced by labels before anything is stored.

Two nets: the secrets that the run knows (its keys, its people's passwords) by value, and
the places where secrets stand in this protocol (headers, JSON members, form and query
fields, Nango's token format) by pattern. A label ends in six characters of a digest, so
that a reader still sees whether two secrets were the same.

What the second net has caught is known from then on, and hidden by value wherever else it stands.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import urllib.parse
from collections.abc import Iterator, Mapping
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


_CAUGHT: Final = re.compile(r"[A-Za-z0-9_-]{16}")
"""How that begins which is hidden by value because of where it stood: a word would be chance."""

_ENCODED: Final = 12
"""Characters of a secret from which its base64 and its digits are no chance."""


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
        caught: list[str] = []
        for pattern in _PATTERNS:
            text = pattern.sub(lambda found: _hidden(found, caught), text)
        for secret in caught:
            if _CAUGHT.match(secret) and secret not in self._names:
                self.learn(_name_of(secret), secret)
        # It may have stood elsewhere in the same text.
        return self.again(text) if caught else text

    def again(self, text: str) -> str:
        """Return a text that was cleaned before without what has become known since."""
        for secret in self._spotter.found(text):
            text = text.replace(secret, self._known[secret])
        return text


def _spellings(secret: str) -> set[str]:
    """Return how a secret is written in text, in JSON, in an address, on a page and in base64."""
    plain = {secret, *_once(secret)}
    twice = plain | {other for text in plain for other in _once(text)}
    # PHP writes a slash in JSON with a backslash before it.
    slashed = twice | {text.replace("/", "\\/") for text in twice}
    return slashed | set(_encoded(secret))


def _once(text: str) -> Iterator[str]:
    yield from (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    yield from (urllib.parse.quote(text, safe=""), urllib.parse.quote_plus(text, safe=""))
    yield html.escape(text)


def _encoded(secret: str) -> Iterator[str]:
    """Yield the secret in hexadecimal, and what every base64 text that holds it has in it."""
    raw = secret.encode(errors="surrogateescape")
    if len(raw) < _ENCODED:
        return
    yield from (raw.hex(), raw.hex().upper())
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw).decode()
        # The first characters mix with what stood before, the last with what comes after.
        bits = 8 * (shift + len(raw))
        core = text[(0, 2, 3)[shift] : bits // 6]
        yield from (core, core.replace("+", "-").replace("/", "_"))


def _hidden(found: re.Match[str], caught: list[str]) -> str:
    hide = found.group("hide")
    if LABEL.fullmatch(hide):
        return found.group(0)
    if not LABEL.search(hide):
        caught.append(hide)
    return found.group("keep") + _label(_name_of(hide), hide)


def _name_of(secret: str) -> str:
    return "session token" if secret.startswith("nango_connect_session_") else "secret"


def _label(name: str, secret: str) -> str:
    return f"‹{name} {hashlib.sha256(secret.encode()).hexdigest()[:6]}›"
