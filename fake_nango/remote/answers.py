"""
What the control API answers, as frozen values.

The client builds these from JSON and nothing else does: a program that drives the
fake reads attributes, not dictionaries. What stays JSON inside them (the data of an
event, a webhook's body) is what another program sent, kept as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the journal; `at` is by the fake's clock, `wall` by the system's."""

    seq: int
    at: str
    wall: str
    kind: str
    environment: str | None
    person: str | None
    session: str | None
    connection: str | None
    integration: str | None
    data: Json

    @classmethod
    def of(cls, item: Json) -> Event:
        """Read one event of `GET /control/journal`."""
        return cls(
            seq=item["seq"],
            at=item["at"],
            wall=item["wall"],
            kind=item["kind"],
            environment=item["environment"],
            person=item["person"],
            session=item["session"],
            connection=item["connection"],
            integration=item["integration"],
            data=item["data"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of the journal, and how far the whole of it had come."""

    mark: int
    settled: bool
    dropped: int
    events: tuple[Event, ...]

    @classmethod
    def of(cls, item: Json) -> Page:
        """Read the answer of `GET /control/journal`."""
        return cls(
            mark=item["mark"],
            settled=item["settled"],
            dropped=item["dropped"],
            events=tuple(Event.of(each) for each in item["events"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request that carried a webhook, and what came back."""

    number: int
    url: str
    status: int | None
    error: str | None
    answer: str
    answer_headers: Pairs
    ms: float
    ok: bool
    redirects: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, item: Json) -> Attempt:
        """Read one attempt of a delivery."""
        return cls(
            number=item["attempt"],
            url=item["url"],
            status=item["status"],
            error=item["error"],
            answer=item["answer"],
            answer_headers=pairs(item["answer_headers"]),
            ms=item["ms"],
            ok=item["ok"],
            redirects=tuple(zip(item["redirect_statuses"], item["redirects"], strict=True)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook with everything that was tried to deliver it."""

    id: str
    state: str
    environment: str
    person: str | None
    connection: str | None
    integration: str | None
    event: Json
    body: str
    headers: Pairs
    attempts: tuple[Attempt, ...]
    created_seq: int
    defect: str | None
    repeat_of: str | None

    @classmethod
    def of(cls, item: Json) -> Delivery:
        """Read one delivery of the control API."""
        return cls(
            id=item["id"],
            state=item["state"],
            environment=item["environment"],
            person=item["person"],
            connection=item["connection"],
            integration=item["integration"],
            event=item["event"],
            body=item["body"],
            headers=pairs(item["headers"]),
            attempts=tuple(Attempt.of(each) for each in item["attempts"]),
            created_seq=item["created_seq"],
            defect=item["defect"],
            repeat_of=item["repeat_of"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a person saw who opened the Connect UI: both answers may be refusals."""

    status: int
    session: Any
    integrations: Any

    @classmethod
    def of(cls, item: Json) -> Visit:
        """Read the answer of `POST /control/people/open`."""
        return cls(
            status=item["status"], session=item["session"], integrations=item["integrations"]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an authorization ended for the person who walked through it."""

    outcome: str
    status: int
    connection_id: str | None
    frames: tuple[Json, ...]
    page: str
    location: str | None
    detail: str

    @classmethod
    def of(cls, item: Json) -> Outcome:
        """Read the answer of `POST /control/people/approve` and its kin."""
        return cls(
            outcome=item["outcome"],
            status=item["status"],
            connection_id=item["connection_id"],
            frames=tuple(item["frames"]),
            page=item["page"],
            location=item["location"],
            detail=item["detail"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A person who is at the provider and has not come back yet."""

    id: str
    location: str

    @classmethod
    def of(cls, item: Json) -> Journey:
        """Read the answer of `POST /control/people/depart`."""
        return cls(id=item["journey"], location=item["location"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One way in which a webhook can be forged."""

    name: str
    group: str
    description: str

    @classmethod
    def of(cls, item: Json) -> Defect:
        """Read one defect of `GET /control/defects`."""
        return cls(name=item["name"], group=item["group"], description=item["description"])


def pairs(items: list[list[str]]) -> Pairs:
    """Headers as JSON lists them, as a value."""
    return tuple((name, value) for name, value in items)
