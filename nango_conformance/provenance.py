"""
What a report says of how it came about: by which catalogue, of which description, over which fake.

Digests are SHA-256 in hexadecimal behind `sha256:`. The same version, catalogue, description and
seed are what it takes to see the same again.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from nango_conformance.records import FeatureSource
from nango_conformance.target import Target

_HIDDEN: Final = "‹secret›"

_SECRET: Final = frozenset({"api_key", "webhook_signing_key", "secret", "key"})
"""Members of `[nango]`, `[auth]` and `[[actor]]` whose values are secrets."""

_SECRET_SECTIONS: Final = frozenset({"nango", "auth", "actors"})

_OF_THE_MACHINE: Final = frozenset({"folder", "secrets"})
"""Where the file lies, and what its variables held: neither is part of what it describes."""

_USERINFO: Final = re.compile(r"(?<=://)[^/@\s]*@")


def catalogue_digest(features: Iterable[FeatureSource]) -> str:
    """Return the digest of what is demanded and of how it is tried: the catalogue, the features."""
    digest = hashlib.sha256((_package() / "catalogue.toml").read_bytes())
    for feature in sorted(features, key=lambda one: one.uri):
        digest.update(f"\0{feature.uri}\0{feature.text}".encode())
    return f"sha256:{digest.hexdigest()}"


def description_digest(target: Target) -> str:
    """
    Return the digest of a target's description as it was understood, without its secrets.

    Order, comments and spelled-out defaults make no difference; the value of a secret, and the
    folder of the file, make none either.
    """
    plain = {k: v for k, v in dataclasses.asdict(target).items() if k not in _OF_THE_MACHINE}
    for section in _SECRET_SECTIONS:
        plain[section] = _without(plain[section], _SECRET)
    # A variable gives a whole value, never a part of one.
    hidden = _hidden(plain, frozenset(target.secrets))
    text = json.dumps(hidden, sort_keys=True, default=str, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(_USERINFO.sub('', text).encode()).hexdigest()}"


@functools.cache
def fidelity() -> Mapping[str, int]:
    """Return how many answers of the fake each kind of proof vouches for, the strongest first."""
    text = (_package() / "fidelity.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, list | tuple):
        return [_without(inner, names) for inner in value]
    return {
        key: _HIDDEN if key in names and inner is not None else inner
        for key, inner in value.items()
    }


def _hidden(value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, str):
        return _HIDDEN if value in secrets else value
    if isinstance(value, list | tuple):
        return [_hidden(inner, secrets) for inner in value]
    if isinstance(value, Mapping):
        return {key: _hidden(inner, secrets) for key, inner in value.items()}
    return value


def _package() -> Any:
    return resources.files("nango_conformance")
