"""Settings: everything that is wrong is named, and nothing half-read goes on."""

from __future__ import annotations

import pytest

from reference_backend.errors import SettingsError
from reference_backend.settings import Settings, async_database_url, read_settings

GIVEN = {
    "NANGO_HOST": "http://127.0.0.1:3003/",
    "NANGO_SECRET_KEY": "api key",
    "NANGO_WEBHOOK_SIGNING_KEY": "signing key",
}


def _read(**more: str) -> Settings:
    return read_settings(
        {**GIVEN, **more}, database="sqlite:///x.db", own_url="http://127.0.0.1:3000"
    )


def test_the_settings_are_read_from_the_environment() -> None:
    """Both keys, the host without a slash, and the own origin are there."""
    settings = _read(REFERENCE_REDIRECT_ORIGINS="https://App.example, http://localhost:5173")

    assert settings.nango_host == "http://127.0.0.1:3003"
    assert (settings.keys.secret_key, settings.keys.signing_key) == ("api key", "signing key")
    assert settings.redirect_origins == {
        "http://127.0.0.1:3000",
        "https://app.example:443",
        "http://localhost:5173",
    }


def test_everything_that_is_missing_is_named_at_once() -> None:
    """Set but empty is missing too: an empty key would verify what anybody signs."""
    with pytest.raises(SettingsError) as caught:
        _read(NANGO_SECRET_KEY="", NANGO_WEBHOOK_SIGNING_KEY="")

    assert "NANGO_SECRET_KEY" in str(caught.value)
    assert "NANGO_WEBHOOK_SIGNING_KEY" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NANGO_HOST", "127.0.0.1:3003"),
        ("NANGO_HOST", "ftp://nango"),
        ("NANGO_HOST", "http://nango/?a=b"),
        ("REFERENCE_SCRYPT_N", "1000"),
        ("REFERENCE_SCRYPT_N", "1"),
        ("REFERENCE_NANGO_TIMEOUT_S", "0"),
        ("REFERENCE_NANGO_TIMEOUT_S", "soon"),
        ("REFERENCE_NANGO_TIMEOUT_S", "-1"),
        ("REFERENCE_SCRYPT_N", "²"),
        ("REFERENCE_PUBLIC_URL", "our site"),
        ("REFERENCE_REDIRECT_ORIGINS", "https://fine.example,javascript:x"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    """A value that cannot be meant stops the start, with the name of the variable."""
    with pytest.raises(SettingsError, match=name):
        _read(**{name: value})


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("sqlite:////tmp/a.db", "sqlite+aiosqlite:////tmp/a.db"),
        ("postgresql://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql+psycopg://u:p@h:5/d", "postgresql+asyncpg://u:p@h:5/d"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql://u@h/d?sslmode=require", "postgresql+asyncpg://u@h/d?ssl=require"),
    ],
)
def test_a_database_gets_its_asynchronous_driver(given: str, meant: str) -> None:
    """The usual ways to write a URL all work."""
    assert async_database_url(given).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize("url", ["mysql://u@h/d", "no url", "sqlite://", "sqlite:///:memory:"])
def test_another_database_is_refused(url: str) -> None:
    """There are two stores, each with a place of its own, and the message says which."""
    with pytest.raises(SettingsError, match="sqlite"):
        async_database_url(url)
