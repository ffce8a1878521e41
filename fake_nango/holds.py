"""Rules that keep webhooks back: by session, person, connection, or every one of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from fake_nango.parcel import Message

MAX_RULES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Which webhooks to keep back; whatever is None does not matter."""

    session: str | None = None
    person: str | None = None
    connection: str | None = None

    def covers(self, message: Message) -> bool:
        """Whether the rule keeps this message back."""
        return (
            self.session in {None, message.session}
            and self.person in {None, message.person}
            and self.connection in {None, message.connection}
        )


class Holds:
    """The rules in force."""

    def __init__(self) -> None:
        self._rules: dict[str, Hold] = {}

    def add(self, hold: Hold) -> str:
        """Put a rule in force and return its id; the oldest gives way to too many."""
        rule = str(uuid.uuid4())
        self._rules[rule] = hold
        if len(self._rules) > MAX_RULES:
            del self._rules[next(iter(self._rules))]
        return rule

    def remove(self, rule: str) -> bool:
        """End a rule; false when there is none of this id."""
        return self._rules.pop(rule, None) is not None

    def clear(self) -> None:
        """End all rules."""
        self._rules.clear()

    def covers(self, message: Message) -> bool:
        """Whether any rule keeps this message back."""
        return any(each.covers(message) for each in self._rules.values())
