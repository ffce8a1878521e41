"""
Templates of the providers that the fake knows: a small part of Nango's catalogue.

Only the facts that a client can meet are here, under Nango's own field names, because
`GET /providers/:name` shows a template as it stands. An integration that names another
provider must bring its own `auth_mode`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

Template = Mapping[str, Any]

_GOOGLE: Final[Template] = {
    "auth_mode": "OAUTH2",
    "authorization_url": "https://accounts.google.com/o/oauth2/v2/auth",
    "token_url": "https://oauth2.googleapis.com/token",
    "authorization_params": {
        "response_type": "code",
        "access_type": "offline",
        "prompt": "consent",
    },
}

_MICROSOFT: Final[Template] = {
    "auth_mode": "OAUTH2",
    "authorization_url": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "token_url": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    "authorization_params": {"response_type": "code", "response_mode": "query"},
    "token_params": {"grant_type": "authorization_code"},
    "refresh_params": {"grant_type": "refresh_token"},
    "default_scopes": ["offline_access", ".default"],
    "disable_pkce": True,
    "proxy": {"base_url": "https://graph.microsoft.com"},
}

TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType(
    {
        "airtable-pat": {
            "display_name": "Airtable (Personal Access Token)",
            "auth_mode": "API_KEY",
            "proxy": {
                "base_url": "https://api.airtable.com",
                "headers": {"authorization": "Bearer ${apiKey}"},
            },
        },
        "exa": {
            "display_name": "Exa",
            "auth_mode": "API_KEY",
            "proxy": {"base_url": "https://api.exa.ai", "headers": {"x-api-key": "${apiKey}"}},
        },
        "github": {
            "display_name": "GitHub (User OAuth)",
            "categories": ["dev-tools", "popular", "ticketing"],
            "auth_mode": "OAUTH2",
            "authorization_url": "https://github.com/login/oauth/authorize",
            "token_url": "https://github.com/login/oauth/access_token",
            "proxy": {"base_url": "https://api.github.com"},
        },
        "google-drive": {
            **_GOOGLE,
            "display_name": "Google Drive",
            "categories": ["knowledge-base", "popular", "storage"],
            "proxy": {"base_url": "https://www.googleapis.com"},
            "webhook_routing_script": "googleDriveWebhookRouting",
        },
        "google-mail": {
            **_GOOGLE,
            "display_name": "Gmail",
            "categories": ["popular", "productivity"],
            "proxy": {"base_url": "https://gmail.googleapis.com"},
            "webhook_routing_script": "gmailWebhookRouting",
        },
        "microsoft": {
            **_MICROSOFT,
            "display_name": "Microsoft",
            "categories": ["communication", "dev-tools", "productivity"],
        },
        "outlook": {
            **_MICROSOFT,
            "display_name": "Outlook",
            "categories": ["communication", "popular"],
        },
        "private-api-basic": {
            "display_name": "Private API (Basic Auth)",
            "auth_mode": "BASIC",
        },
        "private-api-bearer": {
            "display_name": "Private API (Bearer Auth)",
            "auth_mode": "API_KEY",
            "proxy": {"headers": {"authorization": "Bearer ${apiKey}"}},
        },
        "slack": {
            "display_name": "Slack",
            "categories": ["popular", "productivity"],
            "auth_mode": "OAUTH2",
            "authorization_url": "https://slack.com/oauth/v2/authorize",
            "token_url": "https://slack.com/api/oauth.v2.access",
            "scope_separator": ",",
            "disable_pkce": True,
            "alternate_access_token_response_path": "authed_user",
            "token_response_metadata": ["bot_user_id", "team.id"],
            "proxy": {"base_url": "https://slack.com/api"},
            "webhook_routing_script": "slackWebhookRouting",
        },
        "unauthenticated": {
            "display_name": "Unauthenticated",
            "auth_mode": "NONE",
            "webhook_routing_script": "unauthenticatedWebhookRouting",
        },
    }
)

# What a provider outside the catalogue starts from; the integration says the rest.
_UNKNOWN: Final[Template] = MappingProxyType({"auth_mode": "OAUTH2"})


def template_of(provider: str) -> Template:
    """Return the template of a provider; one that is not known has nothing but a mode."""
    return TEMPLATES.get(provider, _UNKNOWN)
