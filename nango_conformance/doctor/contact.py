"""First of all: whether anything is there, and says that it is ready."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from nango_conformance.doctor import answers
from nango_conformance.doctor.remark import Part, Remark, Remarks, Standing
from nango_conformance.driver.ports import listening_ports
from nango_conformance.driver.process import TargetProcess
from nango_conformance.driver.transport import Request, new_session
from nango_conformance.driver.waiting import until
from nango_conformance.errors import TargetUnusable
from nango_conformance.evidence import Exchange
from nango_conformance.stage import Session
from nango_conformance.stage.diagnosing import NO_ROUTE
from nango_conformance.target import Start, Target, placeholders

PATIENCE_S: Final = 3.0
"""How long a refusal of the ready path must last to be no longer taken for warming up."""

USUAL: Final = ("/healthz", "/health", "/readyz", "/livez", "/api/health", "/status", "/")
"""Where backends usually say that they are ready."""


def examined(session: Session) -> Remarks:
    """Return whether the target is there; a target that we start may take its time."""
    process, start = session.process, session.target.start
    if process is not None and start is not None:
        return (*_unwired(session.target, start), _started(session, process, start))
    try:
        session.wait()
    except TargetUnusable as error:
        return (_unreached(str(error), "start the backend, or correct base_url"),)
    says = f"something answers at {session.target.base_url}"
    return (Remark(part=Part.CONTACT, standing=Standing.WORKS, says=says),)


def unstarted(error: TargetUnusable) -> Remark:
    """Return that there was nothing to be in contact with."""
    return Remark(
        part=Part.CONTACT,
        standing=Standing.UNREACHED,
        key=("target", "start", "command"),
        says=str(error),
        attempt="see that [target.start.env] has every variable under the name that it reads, and "
        "run the command by hand in its cwd with these",
    )


def _unwired(target: Target, start: Start) -> Iterator[Remark]:
    """Yield what a target that reads its Nango from its environment is not given there."""
    needed = ["fake.url", "fake.api_key"]
    needed += ["fake.signing_key"] if target.nango.signing_key == "distinct" else []
    given = placeholders(" ".join([*start.command, *start.env.values()]))
    missing = [f"{{{name}}}" for name in needed if name not in given]
    if target.nango.override == "env" and missing:
        yield Remark(
            part=Part.CONTACT,
            standing=Standing.WRONG,
            key=("target", "start", "env"),
            says=f"the target is started without {', '.join(missing)}",
            attempt="give it under the name that the target reads",
        )


def _started(session: Session, process: TargetProcess, start: Start) -> Remark:
    asked = _asking(session)
    patient = _Patience(start)
    said = until(
        lambda: asked(start.ready_path),
        lambda answer: process.died is not None or patient.is_over(answer),
        start.ready_timeout_s,
    )
    if process.died is not None:
        return unstarted(TargetUnusable(f"{process.died}; it said:\n{process.log()}"))
    if said.status is None:
        return _silent(session, process)
    if not start.is_ready(said.status):
        return _not_ready(start, said, asked)
    says = f"it was started, and is ready at {said.url}"
    return Remark(part=Part.CONTACT, standing=Standing.WORKS, says=says)


class _Patience:
    """Ends when the target is ready, or has refused for so long that it means it."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._refused_since: float | None = None

    def is_over(self, answer: Exchange) -> bool:
        """Say whether there is nothing more to wait for."""
        status = answer.status
        if status is None or status >= 500:  # noqa: PLR2004 - the class of a status
            self._refused_since = None
            return False
        self._refused_since = self._refused_since or time.monotonic()
        return self._start.is_ready(status) or time.monotonic() - self._refused_since > PATIENCE_S


def _asking(session: Session) -> Callable[[str], Exchange]:
    def ask(path: str) -> Exchange:
        request = Request(who="the doctor", method="GET", url=session.target.base_url + path)
        with new_session() as requests:
            return session.transport.send(requests, request)

    return ask


def _not_ready(start: Start, said: Exchange, ask: Callable[[str], Exchange]) -> Remark:
    wanted = start.ready_status or "a status below 500"
    others = [path for path in USUAL if start.is_ready(ask(path).status)]
    found = f"ready.path: {wanted} comes at {', '.join(others)}" if others else ""
    return Remark(
        part=Part.CONTACT,
        standing=Standing.WRONG,
        key=("target", "start", "ready"),
        says=f"{said.url} is answered with {said.status}, not {wanted}",
        seen=answers.shown(said),
        attempt=found or _instead(said.status),
    )


def _instead(status: int | None) -> str:
    if status in NO_ROUTE:
        return "correct ready.path, or base_url: its own path stands before every route"
    return f"ready.status = {status}, if that means ready"


def _silent(session: Session, process: TargetProcess) -> Remark:
    heard = listening_ports(process.group)
    address = session.target.base_url
    says = f"the target runs, and nothing answers at {address}"
    if not heard:
        log = process.log().strip() or "nothing"
        return _unreached(
            f"{says}; it listens nowhere, and said:\n{log}", "run its command by hand"
        )
    ports = ", ".join(str(port) for port in heard)
    return _unreached(
        f"{says}; it listens on port {ports}",
        f"base_url with port {ports}; or let it listen on {{port}}, and base_url end in :{{port}}",
    )


def _unreached(says: str, attempt: str) -> Remark:
    return Remark(
        part=Part.CONTACT,
        standing=Standing.UNREACHED,
        key=("target", "base_url"),
        says=says,
        attempt=attempt,
    )
