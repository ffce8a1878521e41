"""Everything that lives as long as a run: the fake, the target, the ledger, the transport."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from faker import Faker

from nango_conformance.driver.cast import Cast
from nango_conformance.driver.ear import Ear
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.fake import Fake, Keys, keys_of, lead_to, running_fake
from nango_conformance.driver.faults import Faults
from nango_conformance.driver.folder import own_folder
from nango_conformance.driver.lag import LagWatch
from nango_conformance.driver.making import Maker
from nango_conformance.driver.nango import Nango
from nango_conformance.driver.override import ARRIVAL_S, waits_for_target
from nango_conformance.driver.pace import Pace
from nango_conformance.driver.probe import Probe
from nango_conformance.driver.process import TargetProcess
from nango_conformance.driver.target_log import TargetLog
from nango_conformance.driver.transport import Transport
from nango_conformance.driver.waiting import until
from nango_conformance.evidence import Canary, Ledger, Redactor
from nango_conformance.stage.stage import Stage
from nango_conformance.stage.surroundings import (
    database_of,
    problem_of,
    reach,
    running_target,
    storage_of,
)
from nango_conformance.stage.values import RunNames, fake_values, placed, port_for
from nango_conformance.target import Target
from nango_conformance.target.passwords import passwords_in

if TYPE_CHECKING:
    from nango_conformance.driver.database import Database
    from nango_conformance.driver.storage import Storage


SHORTEST_SECRET: Final = 6
"""Characters of a value from a variable that is hidden wherever it stands."""


def _nobody_listens(_: object) -> None:
    """Hear what nobody wants to know."""


class Turns:
    """When a story may be played; whoever plays alone need not wait for anybody."""

    def story(self) -> AbstractContextManager[None]:
        """Hold the target and its Nango as long as a story lasts."""
        return contextlib.nullcontext()

    def alone(self) -> AbstractContextManager[None]:
        """Let nobody else do anything meanwhile."""
        return contextlib.nullcontext()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """
    What a session has from whoever runs several: its fake, a folder, and its turns.

    `spawned` hears the process group of every target that it starts.
    """

    fake: Fake
    folder: str
    turns: Turns
    spawned: Callable[[int], None] = _nobody_listens

    def entered(self, target: Target) -> Fake:
        """Return the fake, its webhooks on their way to this target where it is ours to start."""
        if target.mode == "start":
            lead_to(self.fake.control, target)
        return self.fake


@dataclasses.dataclass(slots=True, kw_only=True)
class Session:
    """One run's parts, ready for scenarios."""

    target: Target
    fake: Fake
    nango: Nango
    process: TargetProcess | None
    ledger: Ledger
    redact: Redactor
    transport: Transport
    faker: Faker
    seed: int
    names: RunNames
    database: Database | None
    storage: Storage | None
    log: TargetLog | None
    lag: LagWatch
    turns: Turns

    @classmethod
    @contextlib.contextmanager
    def open(
        cls,
        target: Target,
        *,
        seed: int,
        run_id: str,
        timeout_s: float,
        say: Callable[[str], None] = _nobody_listens,
        lent: Lent | None = None,
    ) -> Iterator[Session]:
        """
        Start the fake, then the target if it is ours to start, and stop both at the end.

        `say` hears why the run waits, where it does; `lent` is what need not be started.
        """
        keys = keys_of(target.nango, seed)
        redact = _knowing(keys, (*target.secrets, *passwords_in(target)))
        transport = Transport(Ledger(redact), _listening(keys, redact), timeout_s=timeout_s)
        with contextlib.ExitStack() as stack:
            folder = lent.folder if lent else stack.enter_context(own_folder())
            names = RunNames(id=run_id, dir=folder, port=port_for(target))
            target = placed(target, names)
            fake = lent.entered(target) if lent else stack.enter_context(running_fake(target, keys))
            values = {**fake_values(target, fake), **names.values()}
            spawned = lent.spawned if lent else _nobody_listens
            process = stack.enter_context(running_target(target, values, fake.override, spawned))
            database, storage = database_of(target), storage_of(target)
            for opened in (database, storage):
                if opened is not None:
                    stack.callback(opened.close)
            watch = stack.enter_context(LagWatch())
            yield cls(
                target=target,
                fake=fake,
                nango=_paced(fake, target, watch, say=say, alone=lent is None),
                process=process,
                ledger=transport.ledger,
                redact=redact,
                transport=transport,
                faker=Faker("en_US"),
                seed=seed,
                names=names,
                database=database,
                storage=storage,
                log=TargetLog(target.log, target.folder, process) if target.log else None,
                lag=watch,
                turns=lent.turns if lent else Turns(),
            )

    @contextlib.contextmanager
    def stage(self, scene: str, *, keeps: bool = True) -> Iterator[Stage]:
        """Set the stage for one scenario, and clear away its faults afterwards."""
        endpoints = Endpoints(self.target, self.transport, self._values())
        self.transport.ear.enter(scene)
        maker = Maker(self.target, endpoints, self.database, self.ledger, self._values())
        cast = Cast(
            self.target,
            endpoints,
            maker,
            self.redact,
            self.faker,
            seed=self.seed,
            scene=f"{self.names.id}/{scene}",
        )
        with contextlib.ExitStack() as afterwards:
            afterwards.callback(endpoints.close)
            with self.turns.story():
                stage = Stage(
                    target=self.target,
                    nango=self.nango,
                    endpoints=endpoints,
                    probe=Probe(
                        self.target, endpoints, self.database, self.ledger, fence=self.nango.fence
                    ),
                    maker=maker,
                    cast=cast,
                    faults=Faults(self.target, self.ledger, self._values()),
                    process=self.process,
                    log=self.log,
                    storage=self.storage,
                    lag=self.lag,
                    ledger=self.ledger,
                    transport=self.transport,
                    api=self.fake.api,
                    keeps=keeps,
                )
                if keeps:
                    afterwards.callback(stage.record)
                try:
                    stage.enter()
                    yield stage
                finally:
                    stage.leave()

    def unheeded(self) -> Session:
        """
        Return the same run with nobody to keep what is said: for looking at very much.

        What is found by it proves nothing, and is to be found again with its evidence.
        """
        transport = self.transport.unheeded()
        return dataclasses.replace(
            self, ledger=transport.ledger, transport=transport, redact=Redactor()
        )

    def wait(self) -> None:
        """Return when the target is ready to be judged; raise TargetUnusable when it is not."""
        if self.process is not None:
            self.process.wait()
        elif waits_for_target(self.target):
            until(lambda: problem_of(self.target), lambda problem: problem is None, ARRIVAL_S)
            reach(self.target)
        else:
            reach(self.target)

    def unreachable(self) -> str | None:
        """Say that an attached target no longer answers; None while it does, or was not missed."""
        if not self.transport.missed:
            return None
        problem = problem_of(self.target)
        self.transport.missed = problem is not None
        return problem

    def _values(self) -> dict[str, str]:
        return {**fake_values(self.target, self.fake), **self.names.values()}


def _knowing(keys: Keys, secrets: Iterable[str]) -> Redactor:
    """Return what hides the run's keys, and what came from variables."""
    redact = Redactor()
    redact.learn("secret key", keys.api)
    redact.learn("signing key", keys.signing)
    redact.learn("old signing key", keys.former)
    for secret in secrets:
        # A shorter one would be found by chance, in ids and in words.
        if len(secret) >= SHORTEST_SECRET:
            redact.learn("secret", secret)
    return redact


def _listening(keys: Keys, redact: Redactor) -> Ear:
    """Return what hears keys and passwords that come out of the target."""
    canaries = [Canary(name="secret key", secret=keys.api)]
    if keys.signing != keys.api:
        canaries.append(Canary(name="signing key", secret=keys.signing))
    return Ear(canaries, lambda: _passwords(redact))


def _paced(
    fake: Fake, target: Target, watch: LagWatch, *, say: Callable[[str], None], alone: bool
) -> Nango:
    """Return the fake as the harness sees it, at the pace that the target and the machine allow."""
    limits = target.limits
    pace = Pace(fake.control, limits.webhook_per_minute, say=say, alone=alone)
    return Nango(fake.control, quiet_s=limits.quiet_s, pace=pace, lag=lambda: watch.now)


def _passwords(redact: Redactor) -> tuple[str, ...]:
    found = redact.called("password", "token")
    return tuple(one for one in found if len(one) >= SHORTEST_SECRET)
