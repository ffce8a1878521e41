"""The calls that decide what becomes of webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fake_nango.remote.answers import Defect, Delivery
from fake_nango.remote.calls import Calls, given


class Webhooks(Calls):
    """What webhooks do: held back, repeated, reordered, forged."""

    def hold(
        self,
        *,
        session_token: str | None = None,
        person: str | None = None,
        connection: str | None = None,
        everything: bool = False,
        count: int | None = None,
        order: str | None = None,
        copies: int | None = None,
    ) -> str:
        """
        Keep matching webhooks back from now on; returns the rule's id.

        With a `count` the rule ends when so many are held, and lets them go: in the `order`
        `same`, `reversed` or `together`, each sent `copies` times.
        """
        body = given(
            session_token=session_token,
            person=person,
            connection=connection,
            all=everything or None,
            count=count,
            order=order,
            copies=copies,
        )
        rule: str = self._call("POST", "/deliveries/hold", body=body)["rule"]
        return rule

    def unhold(self, rule: str) -> None:
        """End a rule of holding; what it held stays held."""
        self._call("DELETE", f"/deliveries/hold/{quote(rule, safe='')}")

    def holds(self) -> tuple[Mapping[str, Any], ...]:
        """List the rules in force, each with how many it has kept back."""
        return tuple(self._call("GET", "/deliveries/hold")["rules"])

    def delivery(self, delivery_id: str) -> Delivery:
        """Show one webhook with its attempts."""
        return Delivery.of(
            self._call("GET", f"/deliveries/{quote(delivery_id, safe='')}")["delivery"]
        )

    def deliveries(
        self,
        *,
        state: str | None = None,
        person: str | None = None,
        connection: str | None = None,
        since: int | None = None,
        limit: int | None = None,
    ) -> tuple[Delivery, ...]:
        """List webhooks in the order in which they were made; with a limit, the newest."""
        asked = {
            "state": state,
            "person": person,
            "connection": connection,
            "since": since,
            "limit": limit,
        }
        return _deliveries(self._call("GET", "/deliveries", params=asked))

    def release(self, ids: Sequence[str], *, at_once: bool = False) -> tuple[Delivery, ...]:
        """Send held webhooks in the order given, or all at the same time."""
        body = given(ids=list(ids), at_once=at_once)
        return _deliveries(self._call("POST", "/deliveries/release", body=body))

    def drop(self, delivery_id: str) -> Delivery:
        """Lose a webhook: it is never sent, or not again."""
        return Delivery.of(
            self._call("POST", f"/deliveries/{quote(delivery_id, safe='')}/drop")["delivery"]
        )

    def drop_all(
        self,
        *,
        person: str | None = None,
        connection: str | None = None,
        everything: bool = False,
    ) -> tuple[Delivery, ...]:
        """Lose webhooks that have not come to their end: held ones, and retries to come."""
        body = given(person=person, connection=connection, all=everything or None)
        return _deliveries(self._call("POST", "/deliveries/drop", body=body))

    def repeat(
        self, delivery_id: str, *, times: int = 1, at_once: bool = False
    ) -> tuple[Delivery, ...]:
        """Send the same bytes and headers again."""
        body = given(times=times, at_once=at_once)
        return _deliveries(
            self._call("POST", f"/deliveries/{quote(delivery_id, safe='')}/repeat", body=body)
        )

    def forge(self, delivery_id: str, defect: str, *, key_length: int | None = None) -> Delivery:
        """
        Send a variant of a webhook with one named defect.

        `key_length` is a guess, for who makes a body longer without having the key.
        """
        body = given(defect=defect, key_length=key_length)
        answer = self._call("POST", f"/deliveries/{quote(delivery_id, safe='')}/forge", body=body)
        return Delivery.of(answer["delivery"])

    def defects(self) -> tuple[Defect, ...]:
        """List every defect that a webhook can be forged with, and what it is."""
        return tuple(Defect.of(each) for each in self._call("GET", "/defects")["defects"])

    def emit(
        self,
        name: str,
        *,
        integration: str | None = None,
        environment: str | None = None,
        connection_id: str | None = None,
        session_token: str | None = None,
        end_user: Mapping[str, Any] | None = None,
        retry: bool = False,
        **details: Any,
    ) -> Delivery:
        """Send a right, rightly signed webhook of a named kind."""
        body = given(
            name=name,
            integration=integration,
            environment=environment,
            connection_id=connection_id,
            session_token=session_token,
            end_user=end_user,
            retry=retry,
            **details,
        )
        return Delivery.of(self._call("POST", "/events", body=body)["delivery"])


def _deliveries(answer: Mapping[str, Any]) -> tuple[Delivery, ...]:
    return tuple(Delivery.of(each) for each in answer["deliveries"])
