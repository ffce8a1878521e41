"""What the harness has made before a scenario: by a request, by SQL, or by a command."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import jmespath

from nango_conformance.driver.commands import run_command
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.errors import ControlFailed, TargetUnusable
from nango_conformance.evidence import Ledger
from nango_conformance.target import Fixture, Target, fill, placeholders
from nango_conformance.target.texts import bound

if TYPE_CHECKING:
    from nango_conformance.driver.cast import Person
    from nango_conformance.driver.database import Database

Values = Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    What is to be made, for whom: `values` for templates, `names` for SQL.

    `what` is said in messages.
    """

    what: str
    values: Values
    names: Values
    person: Person | None = None


class Maker:
    """Runs the hooks of [fixtures]."""

    def __init__(
        self,
        target: Target,
        endpoints: Endpoints,
        database: Database | None,
        ledger: Ledger,
        run_values: Values,
    ) -> None:
        self._fixtures = target.fixtures
        self._folder = target.folder
        self._endpoints = endpoints
        self._database = database
        self._ledger = ledger
        self._run_values = run_values

    def create_actor(self, person: Person, workspace: str) -> tuple[Person, str | None]:
        """
        Make somebody; return her as the target knows her, and the id of her first workspace.

        `workspace` is the id that her first workspace gets where the hook lets us choose it.
        """
        hook = self._declared("create_actor")
        wanted = Wanted(
            what=f"making {person.name}",
            values={"workspace.id": workspace},
            names={**_names(person), "workspace": workspace, "actor": person.id},
            person=person,
        )
        answer = self._made(hook, wanted)
        first = jmespath.search(hook.workspace, answer) if hook.workspace else None
        chosen = workspace if hook.workspace is None and _names_workspace(hook) else first
        made = dataclasses.replace(
            person,
            id=_id(hook, answer, person.id, wanted.what),
            secret=_secret(hook, answer, person.secret, wanted.what),
        )
        return made, chosen

    def create_workspace(self, person: Person, name: str, chosen: str) -> str:
        """Make somebody a further workspace; return its id: `chosen`, where that is ours to say."""
        wanted = Wanted(
            what="making a workspace",
            values={"workspace.name": name, "workspace.id": chosen},
            names={"id": chosen, "name": name, "actor": person.id, "workspace": chosen},
            person=person,
        )
        hook = self._declared("create_workspace")
        return _id(hook, self._made(hook, wanted), chosen, wanted.what)

    def add_member(self, host: Person, guest: Person, workspace: str) -> None:
        """Let somebody add another to her workspace."""
        wanted = Wanted(
            what=f"adding {guest.name} to a workspace",
            values={**guest.values(), "workspace.id": workspace},
            names={**_names(guest), "workspace": workspace, "actor": host.id},
            person=host,
        )
        self._made(self._declared("add_member"), wanted)

    def reset(self) -> None:
        """Let the target forget all connections, where the hook is declared."""
        if self._fixtures.reset is not None:
            self._made(self._fixtures.reset, Wanted(what="the reset", values={}, names={}))

    def _made(self, hook: Fixture, wanted: Wanted) -> Any:
        if hook.sql:
            return self._by_sql(hook, wanted)
        if hook.command:
            return self._by_command(hook, wanted)
        exchange = self._endpoints.call(hook, wanted.values, person=wanted.person)
        if exchange.status is None:
            raise TargetUnusable(f"the target does not answer at {exchange.url}: {exchange.error}")
        if not hook.accepts(exchange.status):
            raise ControlFailed(f"{wanted.what} did not work: {exchange.said} at {exchange.url}")
        return exchange.json

    def _by_sql(self, hook: Fixture, wanted: Wanted) -> None:
        if self._database is None:
            raise ControlFailed("[fixtures] sql needs the database of [status.sql]")
        self._database.execute(hook.sql, wanted.names)
        told = {name: wanted.names[name] for one in hook.sql for name in bound(one)}
        self._ledger.record(
            f"harness → database: {wanted.what}", "\n".join([*hook.sql, json.dumps(told)])
        )

    def _by_command(self, hook: Fixture, wanted: Wanted) -> Any:
        person = wanted.person.values() if wanted.person else {}
        words = fill(list(hook.command), {**self._run_values, **person, **wanted.values})
        said = run_command(words, self._folder, wanted.what, self._ledger)
        return _json(said)

    def _declared(self, name: str) -> Fixture:
        hook: Fixture | None = getattr(self._fixtures, name)
        if hook is None:
            raise ControlFailed(f"[fixtures] {name} is not declared")
        return hook


def _names(person: Person) -> dict[str, str]:
    return {
        "id": person.id,
        "email": person.email,
        "name": person.display_name,
        "secret": person.secret,
    }


def _names_workspace(hook: Fixture) -> bool:
    written = f"{hook.path} {hook.body} {' '.join(hook.command)}"
    in_sql = any("workspace" in bound(statement) for statement in hook.sql)
    return in_sql or "workspace.id" in placeholders(written)


def _id(hook: Fixture, answer: Any, chosen: str, what: str) -> str:
    if hook.id is None:
        return chosen
    found = jmespath.search(hook.id, answer)
    if not isinstance(found, str | int):
        raise ControlFailed(f"{what}: the answer has no id at {hook.id!r}")
    return str(found)


def _secret(hook: Fixture, answer: Any, chosen: str, what: str) -> str:
    if hook.token is None:
        return chosen
    found = jmespath.search(hook.token, answer)
    if not isinstance(found, str) or not found:
        raise ControlFailed(f"{what}: the answer has no token at {hook.token!r}")
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
