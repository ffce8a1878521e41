"""Everything that lives as long as a run: the fake, the target, the ledger, the transport."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

import requests
from faker import Faker

from nango_conformance.driver.cast import Cast
from nango_conformance.driver.endpoints import Endpoints
from nango_conformance.driver.fake import Fake, keys_of, running_fake
from nango_conformance.driver.nango import Nango
from nango_conformance.driver.probe import Probe
from nango_conformance.driver.process import TargetProcess, free_port
from nango_conformance.driver.transport import Transport, new_session
from nango_conformance.errors import TargetUnusable
from nango_conformance.evidence import Canary, Ledger, Redactor
from nango_conformance.stage.stage import Stage
from nango_conformance.target import Target, fill


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
    run_id: str

    @classmethod
    @contextlib.contextmanager
    def open(cls, target: Target, *, seed: int, run_id: str, timeout_s: float) -> Iterator[Session]:
        """Start the fake, then the target if it is ours to start, and stop both at the end."""
        keys = keys_of(target.nango, seed)
        target = _placed(target)
        redact = Redactor()
        redact.learn("secret key", keys.api)
        redact.learn("signing key", keys.signing)
        ledger = Ledger(redact)
        canaries = [Canary(name="secret key", secret=keys.api)]
        if keys.signing != keys.api:
            canaries.append(Canary(name="signing key", secret=keys.signing))
        transport = Transport(ledger, canaries, timeout_s=timeout_s)
        with running_fake(target, keys) as fake, _running_target(target, fake) as process:
            yield cls(
                target=target,
                fake=fake,
                nango=Nango(fake.control, quiet_s=target.limits.quiet_s),
                process=process,
                ledger=ledger,
                redact=redact,
                transport=transport,
                faker=Faker("en_US"),
                seed=seed,
                run_id=run_id,
            )

    @contextlib.contextmanager
    def stage(self, scene: str) -> Iterator[Stage]:
        """Set the stage for one scenario, and clear away its faults afterwards."""
        endpoints = Endpoints(self.target, self.transport, self._values())
        cast = Cast(
            self.target,
            endpoints,
            self.redact,
            self.faker,
            seed=self.seed,
            scene=f"{self.run_id}/{scene}",
        )
        stage = Stage(
            target=self.target,
            nango=self.nango,
            endpoints=endpoints,
            probe=Probe(self.target, endpoints),
            cast=cast,
            ledger=self.ledger,
            transport=self.transport,
            api=self.fake.api,
        )
        try:
            yield stage
        finally:
            stage.leave()
            endpoints.close()

    def wait(self) -> None:
        """Return when the target is ready to be judged; raise TargetUnusable when it is not."""
        if self.process is not None:
            self.process.wait()
        else:
            _reach(self.target)

    def unreachable(self) -> str | None:
        """Say that an attached target no longer answers; None while it does, or was not missed."""
        if not self.transport.missed:
            return None
        try:
            _reach(self.target)
        except TargetUnusable as error:
            return str(error)
        self.transport.missed = False
        return None

    def _values(self) -> dict[str, str]:
        return _fake_values(self.target, self.fake) | {"run.id": self.run_id}


def _placed(target: Target) -> Target:
    """Give a target that we start a free port, where its address leaves that open."""
    if target.mode != "start" or "{port}" not in target.base_url:
        return target
    port = str(free_port())
    start = target.start
    if start is not None:
        command = tuple(word.replace("{port}", port) for word in start.command)
        env = {name: value.replace("{port}", port) for name, value in start.env.items()}
        start = dataclasses.replace(start, command=command, env=env)
    return dataclasses.replace(
        target, base_url=target.base_url.replace("{port}", port), start=start
    )


@contextlib.contextmanager
def _running_target(target: Target, fake: Fake) -> Iterator[TargetProcess | None]:
    if target.mode == "start" and target.start is not None:
        values = _fake_values(target, fake)
        with TargetProcess(target.start, target.base_url, values, target.folder) as process:
            yield process
        return
    yield None


def _reach(target: Target) -> None:
    with new_session() as session:
        try:
            session.get(target.base_url, timeout=5, allow_redirects=False, stream=True).close()
        except requests.RequestException as error:
            raise TargetUnusable(
                f"nothing answers at {target.base_url} ({type(error).__name__}); start the backend "
                f"there, or name its address with --url or base_url in the target file"
            ) from error


def _fake_values(target: Target, fake: Fake) -> dict[str, str]:
    return {
        "fake.url": fake.api,
        "fake.api_key": fake.keys.api,
        "fake.signing_key": fake.keys.signing,
        "base_url": target.base_url,
    }


def operator_environment(target: Target, seed: int) -> dict[str, str]:
    """Return what an attached target must have been started with for a run with this seed."""
    declared = dict(target.expects_env) or {
        "NANGO_HOST": "{fake.url}",
        "NANGO_SECRET_KEY": "{fake.api_key}",
        "NANGO_WEBHOOK_SIGNING_KEY": "{fake.signing_key}",
    }
    keys = keys_of(target.nango, seed)
    values = {
        "fake.url": f"http://{target.nango.listen}",
        "fake.api_key": keys.api,
        "fake.signing_key": keys.signing,
        "base_url": target.base_url,
    }
    filled: dict[str, str] = fill(declared, values)
    return filled
