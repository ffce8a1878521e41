"""
The people of a scenario: fresh ones where the target can make them, declared ones elsewhere.

Ada is an ordinary user, Grace a member of Ada's first workspace, Mallory a stranger to it.
Nobody is made before a scenario asks for her, because making people costs the target time.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
from collections.abc import Callable

from faker import Faker
from rstr import Rstr

from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.making import Maker
from nango_conformance.errors import ControlFailed, NotApplicable
from nango_conformance.evidence import Redactor
from nango_conformance.target import Actor, Target

NAMES = ("Ada", "Grace", "Mallory")
"""The whole cast."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the target knows; `id` is the target's own id of her."""

    name: str
    id: str
    email: str
    display_name: str
    secret: str

    def values(self) -> dict[str, str]:
        """Return what templates call her."""
        return {
            "actor.id": self.id,
            "actor.email": self.email,
            "actor.name": self.display_name,
            "actor.secret": self.secret,
        }


class Cast:
    """Makes the people of one scenario and their workspaces, signed in and ready to act."""

    def __init__(
        self,
        target: Target,
        endpoints: Endpoints,
        maker: Maker,
        redact: Redactor,
        faker: Faker,
        *,
        seed: int,
        scene: str,
    ) -> None:
        self._target = target
        self._endpoints = endpoints
        self._maker = maker
        self._redact = redact
        self._scene = hashlib.sha256(scene.encode()).hexdigest()[:10]
        # One Faker serves the whole run, because making one costs more than a scenario; its seed
        # is the scenario's, so that people do not depend on what ran before them.
        self._faker = faker
        self._faker.seed_instance(f"{seed}/{scene}")
        self._letters = Rstr(random.Random(f"{seed}/{scene}"))  # noqa: S311 - ids, not secrets
        self._people: dict[str, Person] = {}
        self._workspaces: dict[str, list[str]] = {}
        self._shapes: dict[str, Callable[[Person], Person]] = {}

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whom the scenario has called so far."""
        return tuple(self._people.values())

    def person(self, name: str) -> Person:
        """Return somebody, made and signed in when she is first asked for."""
        if name not in self._people:
            self._people[name] = self._made(name) if self._fresh else self._declared(name)
            self._endpoints.meet(self._people[name].email, outside=name == "Mallory")
            if name == "Grace" and self._fresh and self._target.tenancy == "user+workspace":
                self._join("Grace", "Ada")
        return self._people[name]

    def shape(self, name: str, shape: Callable[[Person], Person]) -> Person:
        """Return somebody who is not quite like others, made so before anybody asks for her."""
        self._shapes[name] = shape
        return self.person(name)

    def workspace(self, name: str, ordinal: int = 0) -> str:
        """Return the id of somebody's first or second workspace; '' where there are none."""
        person = self.person(name)
        if not self._target.has_workspaces:
            return ""
        mine = self._workspaces[name]
        makes = self._fresh and self._target.fixtures.create_workspace is not None
        while makes and ordinal >= len(mine):
            company = self._faker.company()
            mine.append(self._maker.create_workspace(person, company, self._id()))
        if not mine and ordinal == 0 and self._target.is_shared:
            # The target knows somebody's organisation by her credential; nobody has to name it.
            return ""
        if ordinal >= len(mine):
            raise NotApplicable(f"the target declares only {len(mine)} workspaces for {name}")
        return mine[ordinal]

    def workspaces(self, name: str) -> tuple[str, ...]:
        """Return the ids of the workspaces that are somebody's so far."""
        self.person(name)
        return tuple(self._workspaces[name])

    @property
    def _fresh(self) -> bool:
        return self._target.makes_people

    def _made(self, name: str) -> Person:
        wanted = Person(
            name=name,
            id=self._id(),
            email=f"{name.lower()}.{self._scene}@example.com",
            display_name=f"{name} {self._faker.last_name()}",
            secret=self._secret(name),
        )
        wanted = self._shapes.get(name, _as_she_is)(wanted)
        self._redact.learn("password", wanted.secret)
        person, workspace = self._maker.create_actor(wanted, self._id())
        if person.secret != wanted.secret:
            self._redact.learn("token", person.secret)
        fixture = self._target.fixtures.create_actor
        if fixture is None or not fixture.signs_in:
            self._endpoints.sign_in(person)
        self._workspaces[name] = [workspace] if workspace else []
        return person

    def _id(self) -> str:
        """Return an id of the declared shape; the same seed and scenario give the same ids."""
        return self._letters.xeger(self._target.fixtures.actor_id_format)

    def _secret(self, name: str) -> str:
        declared = next((a.secret for a in self._target.actors if a.name == name), None)
        return declared or self._faker.password(length=20, special_chars=False)

    def _join(self, guest: str, host: str) -> None:
        workspace = self.workspace(host)
        self._maker.add_member(self.person(host), self._people[guest], workspace)
        self._workspaces[guest].insert(0, workspace)

    def _declared(self, name: str) -> Person:
        actor = next((a for a in self._target.actors if a.name == name), None)
        if actor is None:
            raise NotApplicable(f"the target declares no [[actor]] named {name}")
        person = self._shapes.get(name, _as_she_is)(_person_of(actor))
        self._redact.learn("password", person.secret)
        # Somebody who is not made up may be somebody: a report is passed on.
        self._redact.learn("address", actor.email or "")
        self._endpoints.sign_in(person)
        self._workspaces[name] = list(actor.workspaces)
        return person


def _as_she_is(person: Person) -> Person:
    return person


def _person_of(actor: Actor) -> Person:
    if actor.id is None:
        raise ControlFailed(f"[[actor]] {actor.name} has no id, and no fixture makes her")
    return Person(
        name=actor.name,
        id=actor.id,
        email=actor.email or f"{actor.name.lower()}@example.com",
        display_name=actor.display_name or actor.name,
        secret=actor.secret or "",
    )
