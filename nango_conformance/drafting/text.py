"""A draft as the text of a target file, with a comment wherever somebody may wonder."""

from __future__ import annotations

from nango_conformance.drafting.draft import Account, Draft, Part
from nango_conformance.drafting.flow_text import (
    connect_lines,
    limits_lines,
    reconcile_lines,
    routes_lines,
    status_lines,
    sync_lines,
    webhook_lines,
)
from nango_conformance.drafting.people_text import auth_lines, people_lines, tenancy_lines
from nango_conformance.drafting.toml import UNSURE, pair, quoted
from nango_conformance.drafting.variables import TOLD, variables


def written(draft: Draft) -> str:
    """Return the file's text."""
    sections = (
        _head(draft),
        _target(draft),
        _nango(draft),
        *(_integration(draft, account) for account in draft.accounts),
        auth_lines(draft),
        *people_lines(draft),
        tenancy_lines(draft),
        connect_lines(draft),
        webhook_lines(draft),
        reconcile_lines(draft),
        *status_lines(draft),
        sync_lines(draft),
        *routes_lines(draft),
        limits_lines(draft),
    )
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def unfinished(text: str) -> tuple[int, ...]:
    """Return the numbers of the lines that are still examples."""
    return tuple(n for n, line in enumerate(text.splitlines(), 1) if line.endswith(UNSURE))


def _head(_: Draft) -> list[str]:
    return [
        "# How nango-conformance asks and judges this backend.",
        "# docs/TARGET.md says what every key means; what a section does not say, is not judged.",
        "schema = 1",
    ]


def _target(draft: Draft) -> list[str]:
    lines = [
        "[target]",
        pair("name", draft.name),
        '# "seed" demands a pending row and a first sync; "generic" judges what is declared.',
        pair("profile", "generic"),
        pair("base_url", draft.base_url),
        pair("mode", "start" if draft.starts else "attach"),
        '# The name of Nango\'s environment; webhooks carry it.\nenvironment = "dev"',
        "# false: it runs in a developer's mode, so details in its errors are forgiven.",
        "production = true",
    ]
    return [*lines, "", *(_start(draft) if draft.starts else _expects(draft))]


def _start(draft: Draft) -> list[str]:
    return [
        "# The run starts it, waits until it is ready, and stops it with all its children.",
        "[target.start]",
        pair("command", draft.command),
        '# Relative to this file.\ncwd = "."',
        *_ready(draft.ready),
        "",
        "# The names are your backend's own; {fake.url} and so on are filled in by the run.",
        TOLD,
        *(pair(name, value) for name, value in variables(draft).items()),
    ]


def _ready(path: str | None) -> list[str]:
    if path is not None:
        return [f"ready = {{ path = {quoted(path)}, status = 200, timeout_s = 30 }}"]
    return [
        "# It is ready when it answers; better, if it has one, name the path that says so:",
        '# ready = { path = "/healthz", status = 200 }',
    ]


def _expects(draft: Draft) -> list[str]:
    return [
        "# You start it, with these variables: a run prints their values and sets nothing.",
        "# The names are your backend's own.",
        "[target.expects_env]",
        *(pair(name, value) for name, value in variables(draft).items()),
    ]


def _nango(draft: Draft) -> list[str]:
    lines = [
        '# "same": webhooks are signed with the API key, as in environments before April 2026.',
        "[nango]",
        'signing_key = "distinct"',
    ]
    if draft.starts:
        return lines
    listen = pair("listen", draft.listen or "127.0.0.1:3003")
    why = '# Where the fake listens; a container may need url = "http://host:port" besides.'
    return [*lines, why, listen]


def _integration(draft: Draft, account: Account) -> list[str]:
    first = account == draft.accounts[0]
    unsure = Part.ACCOUNTS in draft.unsure
    why = [
        "# key: what a user asks your backend for. nango_id: what your backend asks Nango for.",
        "# The first is what people connect; the second is what must stay as it is.",
    ]
    return [
        *(why if first else []),
        "[[integration]]",
        pair("key", account.key, unsure=unsure),
        pair("nango_id", account.nango_id, unsure=unsure),
        pair("provider", account.provider, unsure=unsure),
    ]
