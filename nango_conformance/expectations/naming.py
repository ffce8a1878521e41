"""Item 09: which connection the target names when it asks Nango for something."""

from __future__ import annotations

from collections.abc import Sequence

from nango_conformance.errors import ControlFailed, Nonconformance, NotObservable
from nango_conformance.evidence import Call, Exchange, Hook, Note, Reading
from nango_conformance.expectations.statuses import is_refusal, is_success
from nango_conformance.kinds import Kind


def names_only(
    calls: Sequence[Call], connection_id: str | None, integration: str, *, mirrored: bool
) -> tuple[Note, ...]:
    """
    Every call that is about a connection names this one, and its integration where it names any.

    Calls about an integration as a whole, or about all there is, name no connection and are
    free. Whoever keeps a mirror looks at every connection, which moves nothing.
    """
    if connection_id is None:
        raise ControlFailed("Nango made no connection, so there is none to name")
    for call in calls:
        if call.names is None or (mirrored and _is_a_look(call)):
            continue
        if call.names != connection_id:
            raise Nonconformance(
                f"calls that name {connection_id}",
                f"{call.told} names {call.names!r}",
                (call.mark,),
                kind=Kind.OTHER_ID_USED,
            )
        if call.integration not in {integration, None}:
            raise Nonconformance(
                f"calls that name {integration}",
                f"{call.told} names {call.integration!r}",
                (call.mark,),
                kind=Kind.OTHER_INTEGRATION_USED,
            )
    return ()


def is_named(calls: Sequence[Call], connection_id: str | None) -> None:
    """Raise NotObservable where no call that was caused names the connection: the control."""
    if not any(call.names == connection_id for call in calls):
        raise NotObservable("no call to Nango names a connection")


def is_heard(answer: Exchange, calls: Sequence[Call], connection_id: str | None) -> None:
    """Raise where an ending was refused its owner and Nango never heard of it: its id is lost."""
    if is_refusal(answer.status) and not any(call.names == connection_id for call in calls):
        raise Nonconformance(
            f"an ending of {connection_id}", answer.said, (answer.id,), kind=Kind.NOT_ENDED
        )


def reaches(calls: Sequence[Call], connection_id: str | None) -> tuple[Note, ...]:
    """Of the calls that mean this connection Nango took one: its id came through unharmed."""
    mine = [call for call in calls if call.names == connection_id and call.fault is None]
    if mine and not any(_worked(call) for call in mine):
        raise Nonconformance(
            f"a call about {connection_id} that Nango takes",
            mine[-1].told,
            (mine[-1].mark,),
            kind=Kind.ID_NOT_UNDERSTOOD,
        )
    return ()


def refused_cleanly(hook: Hook | None, reading: Reading | None) -> bool:
    """Say whether the news of a connection was sent away and left nothing active."""
    if hook is None or not is_refusal(hook.status):
        return False
    return reading is None or not reading.active


def _is_a_look(call: Call) -> bool:
    return call.method == "GET" and call.path.startswith("/connection")


def _worked(call: Call) -> bool:
    return is_success(call.status)
