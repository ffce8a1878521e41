"""
Everything that the fake can answer and say, read from its own source.

A line of the ledger that is not here is a slip of the ledger's; one that is here and that
no test has shown is a slip of the tests'.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import fake_nango
from fake_nango.web.routes import Route
from fake_nango.web.table import api_routes
from fake_nango.webhooks import SWITCHES

SOURCE: Final = Path(fake_nango.__file__).parent

# Where in a call the code of the error stands.
_CALLS: Final = {
    "refused": 1,
    "refused_with_payload": 1,
    "invalid": 0,
    "demand": 2,
    "failed": 1,
}
# Modules that answer in somebody else's name: the control API, the provider, faults.
_OTHERS: Final = re.compile(
    r"(web/)?(control|mail|provider|fault)\w*\.py|(client|forging|journey|people)\.py|remote/\w+\.py"
)


@cache
def endpoints() -> tuple[str, ...]:
    """Name every route of the API, in the order of the table of routes."""
    return tuple(title_of(each) for each in api_routes())


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Refusal:
    """A code that a module can answer, at its own endpoints or, when it has none, anywhere."""

    module: str
    code: str
    at: tuple[str, ...]

    @property
    def title(self) -> str:
        """Where the code comes from, for people."""
        return f"`{self.code}` ({self.module})"


@cache
def refusals() -> tuple[Refusal, ...]:
    """List the codes of the errors that the API can answer, by the module that answers them."""
    return tuple(
        sorted(
            {
                Refusal(module=str(path.relative_to(SOURCE)), code=code, at=_endpoints_of(path))
                for path in _modules()
                for code in _codes_in(ast.parse(path.read_text("utf-8")))
            }
        )
    )


@cache
def error_codes() -> frozenset[str]:
    """List the code of every error that the API can answer."""
    return frozenset(each.code for each in refusals())


@cache
def frame_errors() -> frozenset[str]:
    """List the type of every error that the WebSocket can tell."""
    text = "".join(each.read_text("utf-8") for each in _modules())
    return frozenset(re.findall(r'"([a-z_]+_err)"', text))


@cache
def failures() -> frozenset[str]:
    """List the type of every failure that a webhook of Nango's own can tell."""
    text = "".join(each.read_text("utf-8") for each in _modules())
    return frozenset(re.findall(r'Failure\(type="(\w+)"', text))


@cache
def connect_ui() -> tuple[str, ...]:
    """Name the parameters of the Connect UI's address, and the messages of its pages."""
    script = (SOURCE / "pages" / "connect.js").read_text("utf-8")
    popup = (SOURCE / "web" / "callback.html").read_text("utf-8")
    parameters = re.findall(r'query\.get\("(\w+)"\)', script)
    said = re.findall(r'tell\(\{ type: "(\w+)"', script)
    heard = re.findall(r'data\?\.type === "(\w+)"', script)
    of_popup = re.findall(r'"(nango_oauth_callback_\w+)"', popup)
    return tuple(
        [f"parameter `{each}`" for each in sorted(set(parameters))]
        + [f"says `{each}`" for each in sorted(set(said))]
        + [f"hears `{each}`" for each in sorted(set(heard))]
        + [f"the popup's page: `{each}`" for each in sorted(set(of_popup))]
    )


@cache
def webhooks() -> tuple[str, ...]:
    """Name every kind of webhook that Nango sends by itself."""
    kinds = [
        webhook(each.type, each.operation, success=each.success)
        for each in SWITCHES
        if each.operation != "unchanged"
    ]
    unswitched = ("auth override: success", "sync: success", "forward")
    return tuple(sorted({*kinds, *unswitched}))


def webhook(kind: str, operation: str | None, *, success: bool | None) -> str:
    """Name a kind of webhook by the members that an application dispatches on."""
    name = f"{kind} {operation}" if operation else kind
    return name if success is None else f"{name}: {'success' if success else 'failure'}"


def title_of(route: Route) -> str:
    """Name a route as the ledger does."""
    return f"{'ANY' if route.method == '*' else route.method} {route.path}"


def _endpoints_of(path: Path) -> tuple[str, ...]:
    if path.parent != SOURCE / "web":
        return ()
    module = importlib.import_module(f"fake_nango.web.{path.stem}")
    return tuple(title_of(each) for each in getattr(module, "ROUTES", ()))


def _modules() -> Iterator[Path]:
    return (
        each
        for each in sorted(SOURCE.rglob("*.py"))
        if not _OTHERS.fullmatch(str(each.relative_to(SOURCE)))
    )


def _codes_in(tree: ast.Module) -> Iterator[str]:
    names = _named(tree)
    for node in ast.walk(tree):
        yield from _codes(node, names)


def _codes(node: ast.AST, names: Mapping[str, str]) -> Iterator[str]:
    """Read the code out of a call that refuses, or out of an error that is written down."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        place = _CALLS.get(node.func.id)
        if place is not None and len(node.args) > place:
            yield from _texts(node.args[place], names)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "code":
                yield from _texts(value, names)


def _texts(node: ast.AST, names: Mapping[str, str]) -> Iterator[str]:
    """Read a text: as it stands, by its name in the module, or either of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in names:
        yield names[node.id]
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, names)
        yield from _texts(node.orelse, names)


def _named(tree: ast.Module) -> dict[str, str]:
    """Find the texts that a module gives a name."""
    found: dict[str, str] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                found[target.id] = str(value.value)
    return found
