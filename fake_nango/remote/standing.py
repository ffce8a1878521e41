"""What the control API answers about the fake itself: faults, the clock, its environments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fake_nango.remote.answers import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong, where, for whom, how often, and how often it has."""

    id: str
    name: str
    listener: str
    endpoint: str
    person: str | None
    text: str | None
    times: int
    met: int
    spent: bool
    answer: Json

    @classmethod
    def of(cls, item: Json) -> Fault:
        """Read one fault of `GET /control/faults`."""
        return cls(
            id=item["id"],
            name=item["name"],
            listener=item["listener"],
            endpoint=item["endpoint"],
            person=item["person"],
            text=item["text"],
            times=item["times"],
            met=item["met"],
            spent=item["spent"],
            answer=item["answer"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The fake's own time, and how quickly its retries come due."""

    now: str
    offset_s: float
    retry_scale: float

    @classmethod
    def of(cls, item: Json) -> Clock:
        """Read the answer of `GET /control/clock`."""
        return cls(now=item["now"], offset_s=item["offset_s"], retry_scale=item["retry_scale"])


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentKeys:
    """What an application must be given to talk to one environment."""

    name: str
    uuid: str
    secret_key: str
    webhook_signing_key: str
    webhook_url: str | None
    integrations: tuple[str, ...]

    @classmethod
    def of(cls, item: Json) -> EnvironmentKeys:
        """Read one environment of `GET /control/info`."""
        return cls(
            name=item["name"],
            uuid=item["uuid"],
            secret_key=item["secret_key"],
            webhook_signing_key=item["webhook_signing_key"],
            webhook_url=item["webhook_url"],
            integrations=tuple(item["integrations"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """Who the fake is, where it listens and what it can be told to do."""

    version: str
    nango: str
    api: str
    ui: str
    control: str
    environments: tuple[EnvironmentKeys, ...]
    defects: tuple[str, ...]
    events: tuple[str, ...]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, item: Json) -> Info:
        """Read the answer of `GET /control/info`."""
        return cls(
            version=item["version"],
            nango=item["nango"],
            api=item["urls"]["api"],
            ui=item["urls"]["ui"],
            control=item["urls"]["control"],
            environments=tuple(EnvironmentKeys.of(each) for each in item["environments"]),
            defects=tuple(item["defects"]),
            events=tuple(item["events"]),
            counts=item["counts"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A further Nango of the same fake: where it listens, and where it is driven."""

    name: str
    api: str
    ui: str
    control: str

    @classmethod
    def of(cls, item: Json) -> Room:
        """Read the answer of `POST /control/rooms`."""
        urls = item["urls"]
        return cls(name=item["room"], api=urls["api"], ui=urls["ui"], control=urls["control"])
