"""What the operator decides, read once at start and never again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from reference_backend.errors import SettingsError
from reference_backend.origins import origin_of

REQUIRED: Final[Mapping[str, str]] = {
    "NANGO_HOST": "the URL of Nango, for example https://api.nango.dev or http://127.0.0.1:3003",
    "NANGO_SECRET_KEY": "the API key of the Nango environment",
    "NANGO_WEBHOOK_SIGNING_KEY": (
        "the webhook signing key of the environment "
        "(Environment settings > Webhooks); it is not the API key"
    ),
}
DEFAULT_SCRYPT_N: Final = 16_384
DEFAULT_NANGO_TIMEOUT_S: Final = 10.0
_SECONDS: Final = re.compile(r"\d{1,3}(?:\.\d{1,3})?", re.ASCII)
_LARGEST_SCRYPT_N: Final = 1_048_576

_ASYNC_DRIVERS: Final[Mapping[str, str]] = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgresql+psycopg": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The two secrets of a Nango environment; they are unrelated and never interchangeable."""

    secret_key: str
    signing_key: str
    # While Nango changes the signing key, some webhooks still come with the one before.
    old_signing_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the backend is told from outside."""

    nango_host: str
    keys: Keys
    database_url: URL
    public_url: str
    redirect_origins: frozenset[str] = frozenset()
    scrypt_n: int = DEFAULT_SCRYPT_N
    nango_timeout_s: float = DEFAULT_NANGO_TIMEOUT_S


def read_settings(environ: Mapping[str, str], *, database: str, own_url: str) -> Settings:
    """Return the settings, or raise one error that names everything that is missing."""
    missing = [name for name in REQUIRED if not environ.get(name)]
    if missing:
        lines = "\n".join(f"  {name}: {REQUIRED[name]}" for name in missing)
        raise SettingsError(f"Set these environment variables and start again:\n{lines}")
    public_url = environ.get("REFERENCE_PUBLIC_URL") or own_url
    return Settings(
        nango_host=_nango_host(environ["NANGO_HOST"]),
        keys=Keys(
            secret_key=environ["NANGO_SECRET_KEY"],
            signing_key=environ["NANGO_WEBHOOK_SIGNING_KEY"],
            old_signing_key=environ.get("NANGO_WEBHOOK_SIGNING_KEY_OLD") or None,
        ),
        database_url=async_database_url(database),
        public_url=public_url.rstrip("/"),
        redirect_origins=_redirect_origins(
            public_url, environ.get("REFERENCE_REDIRECT_ORIGINS", "")
        ),
        scrypt_n=_scrypt_n(environ.get("REFERENCE_SCRYPT_N") or str(DEFAULT_SCRYPT_N)),
        nango_timeout_s=_timeout(
            environ.get("REFERENCE_NANGO_TIMEOUT_S") or str(DEFAULT_NANGO_TIMEOUT_S)
        ),
    )


def async_database_url(text: str) -> URL:
    """Return the URL with the asynchronous driver of its database."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise SettingsError(
            "--database is not a URL; use sqlite:///file or postgresql://user@host/name."
        ) from None
    driver = _ASYNC_DRIVERS.get(url.drivername)
    if driver is None:
        raise SettingsError(
            f"--database {url.drivername}:// is not supported; use sqlite:// or postgresql://."
        )
    if driver.startswith("sqlite"):
        return _in_a_folder(url.set(drivername=driver))
    if find_spec("asyncpg") is None:
        raise SettingsError("PostgreSQL needs the package asyncpg: install the extra `postgres`.")
    return _for_asyncpg(url.set(drivername=driver))


def _in_a_folder(url: URL) -> URL:
    """SQLite in memory is one database a connection, and we have several."""
    if not url.database or url.database == ":memory:":
        raise SettingsError("--database sqlite:// needs a file: sqlite:///file.")
    if not Path(url.database).absolute().parent.is_dir():
        raise SettingsError(f"--database: the folder of {url.database} is not there.")
    return url


def _for_asyncpg(url: URL) -> URL:
    """Return the URL with the `sslmode` of libpq called `ssl`, as asyncpg calls it."""
    if "sslmode" not in url.query:
        return url
    query = dict(url.query)
    query["ssl"] = query.pop("sslmode")
    return url.set(query=query)


def _nango_host(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"NANGO_HOST must be {REQUIRED['NANGO_HOST']}.")
    return text.rstrip("/")


def _redirect_origins(public_url: str, more: str) -> frozenset[str]:
    urls = [public_url, *(piece.strip() for piece in more.split(",") if piece.strip())]
    origins = {url: origin_of(url) for url in urls}
    wrong = [url for url, origin in origins.items() if origin is None]
    if wrong:
        raise SettingsError(
            "REFERENCE_PUBLIC_URL and REFERENCE_REDIRECT_ORIGINS hold http(s) URLs, "
            f"separated by commas; not one: {', '.join(wrong)}"
        )
    return frozenset(origin for origin in origins.values() if origin is not None)


def _scrypt_n(text: str) -> int:
    n = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 < n <= _LARGEST_SCRYPT_N or n & (n - 1):
        raise SettingsError(
            f"REFERENCE_SCRYPT_N must be a power of two from 2 to {_LARGEST_SCRYPT_N}."
        )
    return n


def _timeout(text: str) -> float:
    seconds = float(text) if _SECONDS.fullmatch(text) else 0.0
    if not seconds:
        raise SettingsError("REFERENCE_NANGO_TIMEOUT_S must be a number of seconds above 0.")
    return seconds
