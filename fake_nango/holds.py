"""
Rules that keep webhooks back: by session, person, connection, or every one of them.

A rule may be enough in itself to put webhooks out of order: it waits for a number of them,
ends, and lets them go in the order that it names, each as often as it says.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fake_nango.parcel import Message

MAX_RULES = 1000


class Order(StrEnum):
    """In which order a rule lets go what it has gathered."""

    SAME = "same"
    REVERSED = "reversed"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Which webhooks to keep back; whatever is None does not matter."""

    session: str | None = None
    person: str | None = None
    connection: str | None = None
    # How many webhooks the rule waits for; None for a rule that never lets go by itself.
    count: int | None = None
    order: Order = Order.SAME
    copies: int = 1

    @property
    def covers_all(self) -> bool:
        """Whether the rule says nobody whose webhooks it means."""
        return (self.session, self.person, self.connection) == (None, None, None)

    def covers(self, message: Message) -> bool:
        """Whether the rule keeps this message back."""
        return (
            self.session in {None, message.session}
            and self.person in {None, message.person}
            and self.connection in {None, message.connection}
        )


@dataclass(slots=True, kw_only=True)
class Rule:
    """A hold in force, how many it keeps back, and which of them it will let go by itself."""

    id: str
    hold: Hold
    held: int = 0
    gathered: list[str] = field(default_factory=list)

    def gather(self, delivery: str) -> None:
        """Count a delivery, and remember it if its release is up to the rule."""
        self.held += 1
        if self.hold.count is not None:
            self.gathered.append(delivery)

    @property
    def complete(self) -> bool:
        """Whether the rule has all that it waits for."""
        return self.hold.count is not None and len(self.gathered) >= self.hold.count

    def as_json(self) -> dict[str, Any]:
        """Show the rule as the control API does."""
        hold = self.hold
        return {
            "rule": self.id,
            "session": hold.session,
            "person": hold.person,
            "connection": hold.connection,
            "count": hold.count,
            "order": hold.order.value,
            "copies": hold.copies,
            "held": self.held,
        }


class Holds:
    """The rules in force."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(self, hold: Hold) -> str:
        """Put a rule in force and return its id; the oldest gives way to too many."""
        rule = Rule(id=str(uuid.uuid4()), hold=hold)
        self._rules[rule.id] = rule
        if len(self._rules) > MAX_RULES:
            del self._rules[next(iter(self._rules))]
        return rule.id

    def remove(self, rule: str) -> bool:
        """End a rule; false when there is none of this id."""
        return self._rules.pop(rule, None) is not None

    def clear(self) -> None:
        """End all rules."""
        self._rules.clear()

    def covering(self, message: Message) -> Rule | None:
        """Return the oldest rule that keeps this message back."""
        rules = self._rules.values()
        return next((each for each in rules if each.hold.covers(message)), None)

    def listing(self) -> list[dict[str, Any]]:
        """Show the rules in force, oldest first."""
        return [each.as_json() for each in self._rules.values()]
