"""
Providers, their logos, and the endpoints that only say that the server is there.

(Nango 0.71.4, providers; health)
"""

from __future__ import annotations

import html
import re
from typing import Any, Final

from fake_nango.answers import Answer, json_answer, refused
from fake_nango.fields import LONGEST
from fake_nango.providers import TEMPLATES, Template, template_of
from fake_nango.rules import demand, shape, text
from fake_nango.web.auth import Auth
from fake_nango.web.call import Call
from fake_nango.web.routes import Route

_NAME: Final = re.compile(r"[a-zA-Z0-9_-]+")
_path = shape({"provider": text(most=LONGEST, pattern=_NAME, shown="/^[a-zA-Z0-9_-]+$/")})
_LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" role="img">'
    '<rect width="64" height="64" rx="12" fill="#445"/><text x="32" y="44" font-size="34"'
    ' font-family="sans-serif" text-anchor="middle" fill="#fff">{letter}</text></svg>'
)
_SVG: Final = "image/svg+xml"


async def show_providers(call: Call) -> Answer:
    """List the templates that the fake knows and its integrations use."""
    search = call.query.get("search")
    names = sorted(TEMPLATES)
    if isinstance(search, str):
        names = [each for each in names if search.lower() in each]
    return json_answer(200, {"data": [_shown(call, each, TEMPLATES[each]) for each in names]})


async def show_provider(call: Call) -> Answer:
    """Show one template as it stands."""
    call.refuse_query()
    name = call.param()
    demand(_path, {"provider": name}, "invalid_uri_params")
    template = _template(call, name)
    if template is None:
        raise refused(404, "not_found", f"Unknown provider {name}")
    return json_answer(200, {"data": _shown(call, name, template)})


async def dump(_call: Call) -> Answer:
    """Show all templates at once, by name."""
    return json_answer(200, dict(TEMPLATES))


async def healthy(_call: Call) -> Answer:
    """Say that the server is there."""
    return json_answer(200, {"result": "ok"})


async def variables(call: Call) -> Answer:
    """List the environment's variables."""
    listed = [{"name": name, "value": value} for name, value in call.env.variables.items()]
    return json_answer(200, listed)


async def logo(call: Call) -> Answer:
    """Draw a provider's logo: its first letter."""
    letter = html.escape(call.param()[:1].upper())
    return Answer(200, _LOGO.format(letter=letter).encode(), _SVG)


def _template(call: Call, name: str) -> Template | None:
    used = [each for each in call.env.integrations.values() if each.provider == name]
    asked = next((each.connection_config for each in used if each.connection_config), {})
    if name in TEMPLATES:
        # An integration may ask people for more than its provider's template does.
        return {**TEMPLATES[name], **({"connection_config": _fields(asked)} if asked else {})}
    if not used:
        return None
    return {
        **template_of(name),
        "display_name": used[0].display_name,
        "auth_mode": used[0].auth_mode,
        "connection_config": _fields(asked),
    }


def _fields(config: Any) -> dict[str, Any]:
    """Describe the fields of a connection config as the Connect UI's form wants them."""
    return {
        name: {"type": "string", "title": name.replace("_", " ").title(), "pattern": pattern}
        for name, pattern in config.items()
    }


def _shown(call: Call, name: str, template: Template) -> dict[str, Any]:
    logo_url = f"{call.world.urls.api}/images/template-logos/{name}.svg"
    return {**template, "name": name, "logo_url": logo_url}


ROUTES = (
    Route("GET", "/providers", show_providers, Auth.SESSION_OR_SECRET),
    Route("GET", "/providers/:provider", show_provider, Auth.SESSION_OR_SECRET),
    Route("GET", "/providers.json", dump, Auth.NONE),
    Route("GET", "/health", healthy, Auth.NONE),
    Route("GET", "/ready", healthy, Auth.NONE),
    Route("GET", "/environment-variables", variables),
    Route("GET", "/images/template-logos/:name", logo, Auth.NONE),
)
