"""The words that a phrase has room for: closed lists, so that one line means one thing."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar

from pytest_bdd import parsers

from nango_conformance.evidence import Account, Matter, Source
from nango_conformance.stage.answering import Asked, Reply
from nango_conformance.stage.arriving import Burst, Fate
from nango_conformance.stage.authorising import Manner, Order
from nango_conformance.stage.bending import Bent
from nango_conformance.stage.browsing import Files
from nango_conformance.stage.bulks import Load
from nango_conformance.stage.custody import Keeping
from nango_conformance.stage.delivering import Event, Repeat
from nango_conformance.stage.ending import Hitch, Whose
from nango_conformance.stage.forgeries import Forgery
from nango_conformance.stage.harms import Harm
from nango_conformance.stage.keyrings import Key, Keyring
from nango_conformance.stage.looking import Sought
from nango_conformance.stage.moments import Moment
from nango_conformance.stage.naming import Name
from nango_conformance.stage.oddities import Oddity
from nango_conformance.stage.outages import Outage
from nango_conformance.stage.records import Does
from nango_conformance.stage.refusing import Refusal
from nango_conformance.stage.reporting import Claim
from nango_conformance.stage.starting import Credential, Place, Workspace
from nango_conformance.stage.tokens import Token
from nango_conformance.stage.traits import Trait
from nango_conformance.stage.troubles import Told, Trouble
from nango_conformance.stage.twice import Finish, Twice
from nango_conformance.stage.unasked import Newcomer

Word = TypeVar("Word", bound=StrEnum)


class Person(StrEnum):
    """The cast: Ada is an ordinary user, Grace another, Mallory means harm."""

    ADA = "Ada"
    GRACE = "Grace"
    MALLORY = "Mallory"


def _reader(kind: type[Word]) -> Callable[[str], Word]:
    """Return what turns the words of a feature into a member of the enumeration."""

    def read(text: str) -> Word:
        return kind(text)

    longest_first = sorted((str(word) for word in kind), key=len, reverse=True)
    # The parse library takes the pattern of a placeholder from this attribute.
    read.pattern = "|".join(longest_first)  # type: ignore[attr-defined]
    return read


KINDS: Final[dict[str, Any]] = {
    kind.__name__: _reader(kind)
    for kind in (
        Person,
        Account,
        Bent,
        Burst,
        Asked,
        Claim,
        Credential,
        Does,
        Event,
        Fate,
        Finish,
        Files,
        Forgery,
        Harm,
        Hitch,
        Key,
        Keyring,
        Keeping,
        Load,
        Manner,
        Moment,
        Newcomer,
        Name,
        Oddity,
        Order,
        Outage,
        Place,
        Matter,
        Source,
        Refusal,
        Repeat,
        Reply,
        Sought,
        Token,
        Told,
        Trait,
        Trouble,
        Twice,
        Whose,
        Workspace,
    )
}
"""Every kind of placeholder, by the name that a phrase uses."""


def phrase(text: str) -> parsers.parse:
    """Return the parser of a phrase whose placeholders are typed and closed."""
    return parsers.parse(text, extra_types=KINDS)
